"""Saved bodies: how they are told apart, what of them is judged, and what cannot be used."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from support.samples import contract, example, full, row
from ticketgate.contract.clauses import Level
from ticketgate.errors import UsageError
from ticketgate.run.saved_bodies import judge_saved
from ticketgate.verdict.decision import Outcome, State, Verdict
from ticketgate.verdict.waivers import Waiver


def saved(*bodies: Any, form: str | None = None, **more: Any) -> Verdict:
    """Judge bodies, each saved in a file of its own."""
    files = [(f"{i}.json", json.dumps(body, indent=2).encode()) for i, body in enumerate(bodies, 1)]
    return judge_saved(contract(), files, form, **more)


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
    assert saved(body).judged == judged


def test_what_is_said_of_a_body_counts_more_than_its_members() -> None:
    verdict = saved(full(), form="compact")
    assert verdict.judged == {"compact": 1}
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


def test_only_the_forms_that_occur_are_in_question() -> None:
    assert {state.clause.root for state in saved(full()).states} == {"full"}
    assert {state.clause.root for state in saved({"tickets": []}).states} == {"search"}


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
    verdict = judge_saved(contract(), [("sample.ndjson", "\n".join(lines).encode())])
    assert verdict.judged == {"full": 2, "compact": 1}
    assert found(verdict) == [("full:status/enum", "sample.ndjson:3")]


def test_standard_input_is_named_as_such() -> None:
    verdict = judge_saved(contract(), [("-", json.dumps({**full(), "status": "waiting"}).encode())])
    assert verdict.info.target == "standard input"
    assert found(verdict) == [("full:status/enum", "standard input")]


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
        (b"<html>", "body.json: is no JSON: unexpected character"),
        (b'{\n  "id": 1,\n', "body.json: is no JSON: the body ends before the JSON value does (at byte 13)"),
        (b'{"id": 1, "status": "open"}\n{"id": ', "body.json:2: is no JSON: the body ends before the JSON value does (at byte 7)"),
        (b'{"id": "\xfc"}', "body.json: is no JSON: the body is not UTF-8 (at byte 8)"),
        (b"[]", "body.json: is an array that is neither a ticket nor a page of a search; say what it is with --as full, --as compact or --as search"),
        (b"{}", "body.json: is an object that is neither"),
        (b"null", "body.json: is null that is neither"),
        (b"17", "body.json: is a number that is neither"),
        (b"true", "body.json: is a boolean that is neither"),
        (b'"x"', "body.json: is a string that is neither"),
        (b'{"tickets": []}\n{"other": 1}', "body.json:2: is an object that is neither"),
    ],
)  # fmt: skip
def test_content_that_cannot_be_judged_is_refused_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(UsageError) as refusal:
        judge_saved(contract(), [("body.json", content)])
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("content", [b"[]", b"null", b"17"])
@pytest.mark.parametrize("form", ["full", "compact", "search"])
def test_any_json_can_be_judged_as_a_form(content: bytes, form: str) -> None:
    verdict = judge_saved(contract(), [("body.json", content)], form)
    assert [finding.clause.id for finding in verdict.findings] == [f"{form}:/type"]
    assert verdict.exit_code == (1 if verdict.findings[0].clause.level is Level.MUST else 0)
