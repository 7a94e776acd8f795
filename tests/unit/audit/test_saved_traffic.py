"""Saved bodies: how they are told apart, what of them is judged, and what cannot be used."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import pytest

from support.samples import contract, example, full, row, row_of_full
from support.saved import in_memory
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.contract.clauses import Level
from ticketgate.errors import UsageError
from ticketgate.verdict.decision import Outcome, State, Verdict
from ticketgate.verdict.waivers import Waiver


def saved(*bodies: Any, form: str | None = None, **more: Any) -> Verdict:
    """Judge bodies, each saved in a file of its own."""
    files = [(f"{i}.json", json.dumps(body, indent=2).encode()) for i, body in enumerate(bodies, 1)]
    return judge_saved(contract(), in_memory(*files), form, **more)


def forms(verdict: Verdict) -> dict[str, int]:
    """Return how many bodies of each form were judged, the answers that they are of aside."""
    return {name: count for name, count in verdict.judged.items() if name not in contract().operations}


def state(verdict: Verdict, clause: str) -> State | None:
    """Return what became of a clause, None where it is not in question."""
    return next((each.state for each in verdict.states if each.clause.id == clause), None)


def found(verdict: Verdict) -> list[tuple[str, str]]:
    return [(finding.clause.id, finding.source) for finding in verdict.findings]


@pytest.mark.parametrize(
    ("body", "judged"),
    [
        (full(), {"full": 1}),
        (row(), {"compact": 1}),
        (example("search-page"), {"search": 1, "compact": 2}),
        ({"tickets": []}, {"search": 1}),
        ({"body": None}, {"full": 1}),
        ({"id": 1, "status": "open"}, {"compact": 1}),
    ],
    ids=["ticket", "row", "page", "empty page", "a single member of a ticket", "two members of a row"],
)
def test_a_body_is_told_by_its_members(body: Any, judged: dict[str, int]) -> None:
    assert forms(saved(body)) == judged


def test_what_is_said_of_a_body_counts_more_than_its_members() -> None:
    verdict = saved(full(), form="compact")
    assert forms(verdict) == {"compact": 1}
    assert "compact:body/absence" in dict(found(verdict))


def test_valid_bodies_are_kept_with_nothing_found() -> None:
    verdict = saved(full(), example("search-page"), fail_on=Level.MAY)
    assert (verdict.outcome, verdict.exit_code, verdict.findings) == (Outcome.KEPT, 0, ())
    assert verdict.info.target == "1.json, 2.json"
    assert verdict.info.requests == 0


def test_a_finding_names_its_file_and_no_request() -> None:
    verdict = saved(full(), {**full(), "status": "waiting"})
    (finding,) = verdict.findings
    assert (finding.clause.id, finding.source, finding.count, finding.of) == (
        "full:status/enum",
        "2.json",
        1,
        2,
    )
    assert finding.reproduce == ""
    assert verdict.exit_code == 1


def test_the_rows_of_a_page_are_judged_and_name_the_file() -> None:
    page = example("search-page")
    page["tickets"][1]["priority"] = None
    assert found(saved(page)) == [("compact:priority/nullability", "1.json")]


@pytest.mark.parametrize(
    ("body", "roots"),
    [
        (full(), {"full", "getTicket", "pair"}),
        ({"tickets": []}, {"search", "searchTickets"}),
        (example("search-page"), {"search", "compact", "searchTickets", "pair"}),
    ],
    ids=["ticket", "empty page", "page"],
)
def test_what_a_body_could_show_in_other_company_is_listed_as_unexercised(body: Any, roots: set[str]) -> None:
    verdict = saved(body)
    assert {each.clause.root for each in verdict.states} == roots
    told = {
        each.clause.id.partition("/")[2] for each in verdict.states if each.state is not State.UNEXERCISED
    }
    assert {"success-is-well-formed", "success-is-no-error"} <= told
    assert not told & {
        "success-is-json",
        "forms-agree",
        "answers-with-the-ticket-asked-for",
        "paging-is-echoed",
    }


# A page alone, and both forms of a ticket


def page(*rows: Any, **members: Any) -> Any:
    return {"tickets": rows, "total": len(rows), "offset": 0, "limit": 100, "success": True, **members}


ONE, OTHER = {**row(), "id": 1, "externalTicketId": "A"}, {**row(), "id": 2, "externalTicketId": "B"}


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (page(ONE, OTHER), None),
        (page(ONE, {**OTHER, "externalTicketId": "A"}), "external-ticket-ids-are-unique"),
        (page(ONE, OTHER, ONE), "page-lists-a-ticket-once"),
        (page(ONE, OTHER, total=1), "total-covers-the-page"),
        (page(ONE, OTHER, limit=1), "page-is-within-the-limit"),
        (page(ONE, OTHER, limit=2), None),
    ],
    ids=["sound", "shared id", "listed twice", "small total", "beyond its limit", "up to its limit"],
)
def test_what_a_page_breaks_by_itself_is_found(body: Any, broken: str | None) -> None:
    assert found(saved(body)) == ([(f"searchTickets/{broken}", "1.json")] if broken else [])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(
    ("members", "differing", "then"),
    [
        ({}, [], State.KEPT),
        ({"subject": "another"}, ["subject"], State.UNDECIDED),
        ({"modifiedAt": "2031-01-01 00:00:00"}, ["modifiedAt"], State.UNDECIDED),
        ({"id": 4}, [], State.UNEXERCISED),
        ({"priority": "sky-high"}, [], State.KEPT),
    ],
    ids=["same", "another subject", "changed in between", "another ticket", "blamed already"],
)
def test_both_forms_of_a_ticket_are_compared_where_both_are_given(
    order: tuple[int, int], members: dict[str, Any], differing: list[str], then: State
) -> None:
    """Nobody can be asked again whether they still differ, so that breaks nothing and is not kept either."""
    bodies = full(), page(row_of_full(**members))
    verdict = saved(*(bodies[i] for i in order))
    assert [finding for finding in verdict.findings if finding.clause.root == "pair"] == []
    found_here = verdict.unconfirmed
    assert [(each.clause.id, each.place, each.count, each.of) for each in found_here] == [
        ("pair/forms-agree", place, 1, 1) for place in differing
    ]
    assert verdict.judged.get("pair", 0) == (then is not State.UNEXERCISED)
    assert state(verdict, "pair/forms-agree") is then
    assert all(
        f"{order.index(0) + 1}.json and {order.index(1) + 1}.json" == each.source for each in found_here
    )


# How a body is written


@pytest.mark.parametrize(
    ("members", "clause"),
    [
        ('"customerId": "17", "customer": {"id": 17.0, "contracts": [{"id": 5}]}', "customer-agrees-with-customer-id"),
        (
            ('"customerId": "123456789012345678901", '
            '"customer": {"id": 123456789012345678901, "contracts": [{"id": 5}]}'),
            "customer-agrees-with-customer-id",
        ),
        ('"id": 17.0, "prevTicketId": 16, "nextTicketId": 18', "neighbours-are-other-tickets"),
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(members: str, clause: str) -> None:
    verdict = judge_saved(contract(), in_memory(("t.json", f"{{{members}}}".encode())), "full")
    assert state(verdict, f"full/{clause}") is State.KEPT


def test_a_ticket_of_a_number_with_a_fraction_is_the_ticket_of_that_number() -> None:
    text = json.dumps(full()).replace('"id": 376189', '"id": 376189.0', 1)
    verdict = judge_saved(
        contract(),
        in_memory(("t.json", text.encode()), ("r.json", json.dumps(row_of_full(subject="x")).encode())),
    )
    assert [finding.ticket for finding in verdict.unconfirmed] == [376189]
    alone = judge_saved(contract(), in_memory(("t.json", text.encode())))
    assert [finding.clause.id for finding in alone.findings] == ["getTicket/whole-numbers-have-no-fraction"]


@pytest.mark.parametrize("wrap", ["{}", "[{}]", "{}\n{}"], ids=["one", "array", "lines"])
def test_a_member_named_twice_is_found_as_it_is_in_a_recording(wrap: str) -> None:
    twice = json.dumps(full()).replace('"status"', '"status": "open", "status"', 1)
    verdict = judge_saved(contract(), in_memory(("t.json", wrap.format(twice, "").encode())))
    assert [clause for clause, _ in found(verdict)] == ["getTicket/success-is-well-formed"]
    assert verdict.exit_code == 1


@pytest.mark.parametrize(
    ("body", "form", "clause"),
    [
        ({"success": False, "message": "no such ticket"}, None, "getTicket/success-is-no-error"),
        ({"success": False, "error": {"message": "time limit"}}, "full", "getTicket/success-is-no-error"),
        ({"tickets": [], "error": {"message": "x"}, "status": "failure"}, None, "searchTickets/success-is-no-error"),
        ({**full(), "success": False}, None, "full:success/enum"),
    ],
)  # fmt: skip
def test_an_error_in_the_place_of_a_body_is_one_finding(body: Any, form: str | None, clause: str) -> None:
    assert [each for each, _ in found(saved(body, form=form))] == [clause]


def test_an_array_of_tickets_is_judged_item_by_item() -> None:
    items = json.dumps([full(), {**full(), "status": "waiting"}, {"a": '[{",]}'}, 17], indent=1)
    verdict = judge_saved(contract(), in_memory(("t.json", items.encode())))
    assert found(verdict) == [("full:status/enum", "t.json, item 2")]
    assert forms(verdict)["full"] == 2
    assert verdict.info.notes == (
        "t.json: left out item 3: an object, neither a ticket nor a page of a search.",
        "t.json: left out item 4: a number, neither a ticket nor a page of a search.",
    )


GOOD, BROKEN_LINE = json.dumps(full()), json.dumps(full())[:-9]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_broken_line_is_a_finding_with_its_place_and_the_rest_is_judged(at: int) -> None:
    lines = [GOOD, GOOD]
    lines.insert(at, BROKEN_LINE)
    verdict = judge_saved(contract(), in_memory(("s.ndjson", "\n".join(lines).encode())))
    assert found(verdict) == [("getTicket/success-is-well-formed", f"s.ndjson:{at + 1}")]
    assert forms(verdict)["full"] == 2


def test_lines_of_something_else_are_left_out_and_named() -> None:
    lines = ["17", GOOD, *('{"other": 1}' for _ in range(7)), '{"success": false, "message": "expired"}']
    verdict = judge_saved(contract(), in_memory(("s.ndjson", "\n".join(lines).encode())))
    assert found(verdict) == [("getTicket/success-is-no-error", "s.ndjson:10")]
    assert verdict.info.notes == (
        "s.ndjson: left out line 1: a number, neither a ticket nor a page of a search.",
        "s.ndjson: left out lines 3, 4, 5, 6, 7 and 2 more: an object, neither a ticket nor a page of a search.",
    )


HEAD = b"HTTP/2 200 \r\nContent-Type: application/json\r\n\r\n"


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (gzip.compress(GOOD.encode()), "taken off: gzip."),
        (GOOD.encode("utf-16"), "taken off: UTF-16."),
        (b"\xef\xbb\xbf" + GOOD.encode(), "taken off: a byte order mark."),
        (HEAD + GOOD.encode(), "taken off: the head of the answer."),
        (
            b"HTTP/1.1 200 Connection established\n\n" + HEAD + gzip.compress(GOOD.encode()),
            "taken off: the head of the answer.",
        ),
        (gzip.compress(GOOD.encode("utf-16")), "taken off: gzip and UTF-16."),
    ],
    ids=["gzip", "UTF-16", "mark", "curl -i", "curl -i through a proxy", "both"],
)
def test_what_saving_put_around_a_body_is_taken_off_and_said(content: bytes, taken: str) -> None:
    verdict = judge_saved(contract(), in_memory(("t.json", content)))
    assert (forms(verdict), verdict.findings) == ({"full": 1}, ())
    assert verdict.info.notes[0].startswith(f"t.json: {taken}")


def test_what_depends_on_the_request_is_not_judged() -> None:
    # Without flags a server may leave these out, and a file does not tell how it was asked for.
    body = {**full(), "customer": {"tagIds": [], "tags": []}}
    del body["intents"]
    verdict = saved(body)
    assert verdict.findings == ()
    states = {state.clause.id: state.state for state in verdict.states}
    assert states["full:customer.contracts/presence"] is State.UNDECIDED
    assert states["full:intents/presence"] is State.UNDECIDED


def test_what_the_body_shows_was_asked_for_and_is_judged() -> None:
    body = full()
    del body["customer"]["contracts"]
    body["intents"][0]["surprise"] = 1
    assert [clause for clause, _ in found(saved(body))] == [
        "full:customer.contracts/presence",
        "full:intents[]/undocumented",
    ]


def test_lines_of_json_are_bodies_each_with_its_line() -> None:
    lines = [json.dumps(full()), "", json.dumps({**full(), "status": "waiting"}), json.dumps(row())]
    verdict = judge_saved(contract(), in_memory(("sample.ndjson", "\n".join(lines).encode())))
    assert forms(verdict) == {"full": 2, "compact": 1, "pair": 1}
    assert found(verdict) == [("full:status/enum", "sample.ndjson:3")]


def test_waivers_count_for_saved_bodies_too() -> None:
    waiver = Waiver("full:status/enum", "status", "Known.", date(9999, 1, 1), "waivers.yaml: entry 1")
    assert saved({**full(), "status": "waiting"}, waivers=(waiver,)).exit_code == 0


def test_the_second_opinion_is_asked() -> None:
    body = full()
    body["attachments"][0] |= {"inline": True, "fileEnding": "pdf\n"}  # one library takes it for a PDF
    assert [finding.disputed for finding in saved(body).findings] == [True]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "body.json: is empty; save the body of a response there"),
        (b" \n", "body.json: is empty; save the body of a response there"),
        (b"hello", "body.json: is no JSON: unexpected character"),
        (b"<!DOCTYPE html><title>", "body.json: is an HTML page, which no answer of this API is; check the address"),
        (b"<!-- x -->\n<html>", "body.json: is an HTML page"),
        (b"PK\x03\x04...", "body.json: is a ZIP archive; unpack it first"),
        (b"\x1f\x8b...", "body.json: nothing of it can be read: the gzip file ends too early; save the body again"),
        (b"\xff\xfe", "body.json: is empty; save the body of a response there"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "body.json: is an answer with status 204 without a body; save"),
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n{}", "body.json: is an answer with status 401; save one that brought"),
        (b"interactions:\n- request:\n    uri: x\nversion: 1\n", "body.json: is a cassette of vcrpy; save the body of each"),
        (b'{"version": 1, "interactions": []}', "body.json: is a cassette of vcrpy; save the body of each"),
        (b'{"constants": {}, "events": []}', "body.json: is a netlog of Chrome, which holds no bodies; save HAR"),
        (b'{"info": {}, "item": []}', "body.json: is a collection of Postman; save the bodies"),
        (b'{\n  "id": 1,\n', "body.json: is no JSON: the body ends before the JSON value does (at byte 13)"),
        (b'{"id": "\xfc"}', "body.json: is no JSON: the body is not UTF-8 (at byte 8)"),
        (b"[1]", "body.json, item 1: is a number, neither"),
        (b"[]", "body.json: is an array, neither a ticket nor a page of a search; say what it is with --as full, --as compact or --as search"),
        (b"{}", "body.json: is an object, neither"),
        (b"null", "body.json: is null, neither"),
        (b"17", "body.json: is a number, neither"),
        (b"true", "body.json: is a boolean, neither"),
        (b'"x"', "body.json: is a string, neither"),
        (b'{"other": 1}\n{"other": 2}', "body.json:1: is an object, neither"),
    ],
)  # fmt: skip
def test_content_that_cannot_be_judged_is_refused_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(UsageError) as refusal:
        judge_saved(contract(), in_memory(("body.json", content)))
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("content", [b"[]", b"null", b"17"])
@pytest.mark.parametrize("form", ["full", "compact", "search"])
def test_any_json_can_be_judged_as_a_form(content: bytes, form: str) -> None:
    verdict = judge_saved(contract(), in_memory(("body.json", content)), form)
    assert [finding.clause.id for finding in verdict.findings] == [f"{form}:/type"]
    assert verdict.exit_code == (1 if verdict.findings[0].clause.level is Level.MUST else 0)
