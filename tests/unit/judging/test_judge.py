"""Judging: what of an exchange is judged, what is put to the test, what stays undecided, and in which words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.requests import get_ticket, search
from support.samples import ASKED_FOR_ALL, BARE, Edit, answer, edited, example, full, judge, observe, row
from ticketgate.contract.loading import load
from ticketgate.exchange.request import Expectation, Request
from ticketgate.judging.attribution import generic, pointer_text
from ticketgate.judging.findings import Observation, kind_of_value, shown
from ticketgate.judging.judge import Judge

if TYPE_CHECKING:
    from pathlib import Path

    from ticketgate.exchange.answer import Exchange


def subjects(observations: tuple[Observation, ...]) -> list[str]:
    return [observation.subject for observation in observations]


# What of an exchange is judged


def expecting(request: Request, expects: Expectation) -> Request:
    return Request(request.operation, request.method, request.path, request.query, request.body, expects)


@pytest.mark.parametrize(
    ("exchange", "judged"),
    [
        (answer(ASKED_FOR_ALL, 200, json.dumps(example("ticket-full")).encode()), ["getTicket", "full"]),
        (answer(search({}), 200, json.dumps(example("search-page")).encode()), ["searchTickets", "search", "compact", "compact"]),
        (answer(search({}), 200, b'{"tickets": {}}'), ["searchTickets", "search"]),
        (answer(search({}), 200, b"[1]"), ["searchTickets", "search"]),
        (answer(ASKED_FOR_ALL, 200, b"[1]"), ["getTicket", "full"]),
        (answer(ASKED_FOR_ALL, 200, b"<html>"), ["getTicket"]),
        (answer(ASKED_FOR_ALL, 404, b"{}"), ["getTicket"]),
        (answer(ASKED_FOR_ALL, 302, b"{}"), ["getTicket"]),
        (answer(expecting(BARE, Expectation.UNKNOWN), 200, b"{}"), ["getTicket"]),
        (answer(expecting(BARE, Expectation.UNAUTHORIZED), 200, b"{}"), ["getTicket"]),
        (answer(expecting(BARE, Expectation.VALID), 200, b"{}"), ["getTicket", "full"]),
    ],
)  # fmt: skip
def test_an_exchange_is_judged_as_an_answer_and_its_body_as_what_it_holds(
    exchange: Exchange, judged: list[str]
) -> None:
    assert subjects(judge().check(exchange)) == judged


def test_the_answer_counts_for_its_ticket_and_the_body_for_the_ticket_in_it() -> None:
    body = json.dumps({**full(), "id": 5}).encode()
    of_answer, of_body = judge().check(answer(ASKED_FOR_ALL, 200, body))
    assert (of_answer.ticket, of_body.ticket) == (376189, 5)
    assert [f.clause for f in of_answer.findings] == ["getTicket/answers-with-the-ticket-asked-for"]


def test_two_forms_of_one_ticket_are_judged_side_by_side() -> None:
    observation = judge().check_pair(full(), {**row(), "status": "closed"}, ASKED_FOR_ALL)
    assert (observation.subject, observation.ticket) == ("pair", 376189)
    (finding,) = observation.findings
    assert finding.identity == ("pair/forms-agree", "status")
    assert finding.request is ASKED_FOR_ALL


def shown_rows(judge_of_all: Judge, *rows: object) -> list[Observation]:
    """Return what the rows of a page show; a search of its own for each page."""
    asked = search({"limit": len(rows)})
    body = json.dumps({"success": True, "tickets": rows, "total": len(rows)}).encode()
    return [each for each in judge_of_all.check(answer(asked, 200, body)) if each.subject == "compact"]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "another"},
        {"subchannelId": True},  # equal to 1 in Python, and no integer in JSON
        {"status": "reopened"},
        {"summary": {}},
    ],
)
def test_a_row_met_again_shows_what_it_showed_and_a_changed_one_is_judged_anew(
    changes: dict[str, Any],
) -> None:
    first, changed = {**row(), "subchannelId": 1}, {**row(), "subchannelId": 1, **changes}
    judging = judge()
    known, again, anew, once_more = (shown_rows(judging, each)[0] for each in (first, first, changed, first))
    assert not known.findings
    assert again == known == once_more
    assert again.exercised is known.exercised  # it was not judged anew
    (fresh,) = shown_rows(Judge(judging.contract), changed)
    assert anew == fresh


def test_a_broken_row_met_again_names_the_search_that_showed_it() -> None:
    judging, broken = judge(), {**row(), "status": "reopened"}
    one, two = shown_rows(judging, broken, {**row(), "id": 5}), shown_rows(judging, broken)
    sizes = [
        finding.request.body for (each, *_) in (one, two) for finding in each.findings if finding.request
    ]
    assert sizes == [{"limit": 2}, {"limit": 1}]
    assert two[0].exercised is one[0].exercised


def test_a_row_with_much_to_find_is_judged_anew_each_time() -> None:
    judging, broken = judge(), {**row(), "tags": [{}] * 10}
    known, again = (shown_rows(judging, broken)[0] for _ in range(2))
    assert len(known.findings) > 30
    assert again.exercised is not known.exercised
    assert again.exercised == known.exercised


# Several answers


def page(*ids: int, total: int | None = 2, **search_body: Any) -> Exchange:
    body = {"success": True, "tickets": [{**row(), "id": number} for number in ids], "total": total}
    return answer(search({"limit": 10, **search_body}), 200, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("pages", "aside", "judged", "found"),
    [
        ([page(1, 2), page(1, 2)], set(), True, []),
        ([page(1, 2), page(2, 1)], set(), True, [("tickets[].id", "/tickets")]),
        ([page(1, 2, limit=2), page(1, 2, total=3, limit=2)], set(), True, [("total", "/total")]),
        ([page(1, 2), page(1, total=1)], {2}, True, []),  # a ticket that was set aside may come and go
        ([page(1, 2), page(1, 1)], set(), False, []),  # wrong by itself, which another clause says
    ],
)
def test_answers_to_one_search_repeat_or_are_undecided(
    pages: list[Exchange], aside: set[int], found: list[tuple[str, str]], *, judged: bool
) -> None:
    observation = judge().check_searches("repeating-gives-the-same-page", pages, aside)
    clause = {"searchTickets/repeating-gives-the-same-page"}
    assert (observation.exercised, observation.undecided) == ((clause, set()) if judged else (set(), clause))
    assert [(finding.place, finding.pointer) for finding in observation.findings] == found
    assert all((f.request, *f.others) == tuple(p.request for p in pages) for f in observation.findings)


def test_a_refusal_is_judged_by_itself_and_leaves_nothing_undecided_between_answers() -> None:
    refused = answer(expecting(search({"limit": 10}), Expectation.VALID), 404)
    observation = judge().check_searches("repeating-gives-the-same-page", [page(1, 2), refused])
    assert (observation.exercised, observation.undecided, observation.findings) == (set(), set(), ())
    (of_answer,) = judge().check(refused)
    assert "searchTickets/valid-request-is-accepted" in {finding.clause for finding in of_answer.findings}


def test_what_the_contract_does_not_promise_of_several_searches_is_not_judged() -> None:
    observation = judge().check_searches("tickets-are-green", [page(1), page(2)])
    assert not observation.exercised | observation.undecided
    assert not observation.findings


# Undecided


def test_customer_and_intents_are_undecided_where_the_request_did_not_ask_for_them() -> None:
    body = {name: value for name, value in full().items() if name != "intents"}
    body["customer"] = {"tagIds": [], "tags": []}
    reduced = observe("full", body, BARE)
    assert reduced.findings == ()
    assert {
        "full:customer/presence",
        "full:customer.contracts/presence",
        "full:intents/presence",
    } <= reduced.undecided
    assert not [clause for clause in reduced.exercised if "customer." in clause or "intents" in clause]


@pytest.mark.parametrize(
    ("query", "broken"),
    [
        ({}, set()),
        ({"includeCustomer": False, "includeIntents": False}, set()),
        ({"includeCustomer": True}, {"full:customer/undocumented"}),
        ({"includeIntents": True}, {"full:intents/type"}),
        (
            {"includeCustomer": True, "includeIntents": True},
            {"full:customer/undocumented", "full:intents/type"},
        ),
    ],
)
def test_each_flag_makes_its_subtree_judged(query: dict[str, bool], broken: set[str]) -> None:
    body = {**full(), "intents": {}, "customer": {**full()["customer"], "surprise": 1}}
    observation = observe("full", body, get_ticket(376189, **query))
    assert {finding.clause for finding in observation.findings} == broken
    assert not broken & observation.undecided


def test_rules_and_relations_that_read_what_was_not_asked_for_are_undecided() -> None:
    undecided = observe("full", {**full(), "direction": "out"}, BARE).undecided
    assert {
        "full/ticket-from-the-house-is-legitimated",
        "full/customer-agrees-with-customer-id",
        "full/matching-sender-is-on-record",
        "full/pending-intent-has-no-outcome",
        "full/open-intents-differ",
    } <= undecided


def test_a_row_of_a_search_is_judged_whatever_the_request() -> None:
    observation = observe("compact", {**row(), "intents": {}}, search({}))
    assert [finding.clause for finding in observation.findings] == ["compact:intents/type"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"agentId": "4"}, "full/agent-agrees-with-agent-id"),
        ({"agent": {**full()["agent"], "id": "4"}}, "full/agent-agrees-with-agent-id"),
        ({"agent": "Max"}, "full/agent-agrees-with-agent-id"),
        ({"agent": "Max"}, "full/assigned-ticket-has-agent"),
        ({"tagIds": ["61"]}, "full/tags-are-among-tag-ids"),
        ({"tags": ["x"]}, "full/tags-are-among-tag-ids"),
        ({"assignedAgentIds": [[]]}, "full/assigned-agents-agree-with-their-ids"),
        ({"ccEmails": [{}]}, "full/deprecated-copies-are-reply-recipients"),
        (
            {"replyRecipients": {"to": [], "cc": [{}], "bcc": []}},
            "full/deprecated-copies-are-reply-recipients",
        ),
        ({"createdAt": "2026-02-30 00:00:00"}, "full/modified-after-created"),
        ({"status": "closed", "closedAt": 5}, "full/closed-ticket-has-closing-time"),
        ({"status": "closed", "closedAt": "yesterday"}, "full/closed-after-created"),
        ({"customer": None}, "full/customer-agrees-with-customer-id"),
        ({"nextTicketId": "7"}, "full/neighbours-are-other-tickets"),
    ],
)
def test_a_rule_or_relation_is_undecided_where_what_it_reads_is_broken(
    changes: dict[str, Any], expected: str
) -> None:
    assert expected in observe("full", full()).exercised | {
        "full/closed-ticket-has-closing-time",
        "full/closed-after-created",
    }
    observation = observe("full", {**full(), **changes})
    assert expected in observation.undecided
    assert expected not in observation.exercised
    assert expected not in {finding.clause for finding in observation.findings}
    assert observation.findings


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # What is broken deeper than the rule reads, or beside it, does not matter to it.
        ({"agent": {**full()["agent"], "id": 9, "email": None}}, "full/agent-agrees-with-agent-id"),
        (
            {"tagIds": [61], "tags": [{**tag, "color": "pink"} for tag in full()["tags"]]},
            "full/tags-are-among-tag-ids",
        ),
        ({"agentId": None, "agent": {**full()["agent"], "lang": 7}}, "full/unassigned-ticket-has-no-agent"),
    ],
)
def test_a_rule_or_relation_is_judged_where_only_something_else_is_broken(
    changes: dict[str, Any], expected: str
) -> None:
    observation = observe("full", {**full(), **changes})
    assert expected in observation.exercised
    assert expected in {finding.clause for finding in observation.findings}


# Put to the test


@pytest.mark.parametrize(
    ("changes", "exercised", "unexercised"),
    [
        ({"modifiedAt": None}, [], ["full:modifiedAt/type", "full:modifiedAt/format", "full/modified-after-created"]),
        ({"modifiedAt": "2026-02-27 00:00:00"}, ["full:modifiedAt/type", "full:modifiedAt/format", "full/modified-after-created"], []),
        ({"subject": None}, ["full:subject/nullability"], ["full:subject/type"]),
        ({"subject": 5}, ["full:subject/nullability", "full:subject/type"], []),
        ({"createdAt": 5}, ["full:createdAt/type"], ["full:createdAt/format"]),
        ({"spamStatus": None}, [], ["full:spamStatus/enum"]),
        ({"tags": []}, ["full:tags/type"], ["full:tags[]/type", "full:tags[].id/presence", "full/returned-tag-is-not-disabled"]),
        ({"agent": None}, ["full:agent/presence"], ["full:agent/type", "full:agent.id/presence", "full:agent/undocumented"]),
        ({"status": "pending"}, ["full/pending-ticket-is-due"], ["full/closed-ticket-has-closing-time"]),
        ({"status": "closed"}, ["full/closed-ticket-has-closing-time"], ["full/pending-ticket-is-due"]),
        ({"attachments": [{**full()["attachments"][0], "inline": False}]}, [], ["full/inline-attachment-is-pdf"]),
        ({"channel": "phone"}, ["full/only-email-has-copy-lists"], ["full/recipients-are-email-addresses"]),
    ],
)  # fmt: skip
def test_a_clause_is_put_to_the_test_only_by_a_value_that_could_break_it(
    changes: dict[str, Any], exercised: list[str], unexercised: list[str]
) -> None:
    observation = observe("full", {**full(), **changes})
    assert set(exercised) <= observation.exercised
    assert not set(unexercised) & (observation.exercised | observation.undecided)


def test_a_missing_member_puts_only_its_presence_to_the_test() -> None:
    body = full()
    del body["subject"]
    observation = observe("full", body)
    assert {c for c in observation.exercised if c.startswith("full:subject/")} == {"full:subject/presence"}


# One cause, one finding


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"createdAt": None}, "full:createdAt/nullability"),  # type and format complain too
        ({"createdAt": 5}, "full:createdAt/type"),
        ({"createdAt": "nothing"}, "full:createdAt/format"),  # format and pattern
        ({"status": None}, "full:status/nullability"),
        ({"status": 5}, "full:status/enum"),
    ],
)
def test_only_the_first_of_what_is_wrong_with_a_value_counts(changes: dict[str, Any], expected: str) -> None:
    observation = observe("full", {**full(), **changes})
    assert [finding.clause for finding in observation.findings] == [expected]


def test_the_type_of_a_value_comes_before_its_enum_whichever_is_reported_first(tmp_path: Path) -> None:
    # The contract as it is states a type or an enum, never both; one may come to state both in two documents.
    color, enum = '$ref: "#/$defs/color"', "orange, teal]"
    root = edited(
        tmp_path,
        [
            Edit("schemas/tag.yaml", color, f'type: [string, "null"]\n    {color}'),
            Edit("schemas/tag.yaml", enum, "orange, teal, null]"),
        ],
    )
    body = full()
    body["tags"][0]["color"] = 5
    observation = Judge(load(root)).check_ticket("full", body, answer(ASKED_FOR_ALL))
    assert [finding.clause for finding in observation.findings] == ["full:tags[].color/type"]


def test_members_that_are_missing_or_undocumented_are_findings_each() -> None:
    body = {**full(), "one": 1, "two": 2}
    del body["subject"], body["summary"]
    details = [(finding.clause, finding.detail) for finding in observe("full", body).findings]
    assert sorted(details) == [
        ("full:/undocumented", "has the member one"),
        ("full:/undocumented", "has the member two"),
        ("full:subject/presence", "is missing"),
        ("full:summary/presence", "is missing"),
    ]


def test_each_item_that_is_broken_is_a_finding_with_its_own_pointer() -> None:
    body = full()
    for tag in body["tags"]:
        tag["color"] = "pink"
    found = observe("full", body).findings
    assert {finding.place for finding in found} == {"tags[].color"}
    assert [finding.pointer for finding in found] == ["/tags/0/color", "/tags/1/color"]


# Words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("status", "status"),
        ("do-not_change9", "do-not_change9"),
        ("a" * 32, "a" * 32),
        ("a" * 33, "<name of 33 characters>"),
        ("9lives", "<name of 6 characters>"),
        ("a@b", "<name of 3 characters>"),
        ("münchen", "<name of 7 characters>"),
        ("", "<name of 0 characters>"),
        ("a\n", "<name of 2 characters>"),
    ],
)
def test_only_names_that_look_like_identifiers_are_shown(name: str, text: str) -> None:
    assert shown(name) == text


def test_places_lose_their_indices_and_pointers_keep_them() -> None:
    at = ("intents", 3, "options", 0, "order")
    assert generic(at) == "intents[].options[].order"
    assert pointer_text(at) == "/intents/3/options/0/order"
    assert (generic(()), pointer_text(())) == ("", "")
    assert pointer_text(("Frau Geheim",)) == "/<name of 11 characters>"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "a boolean"), (3, "an integer"), (2**70, "an integer"), (0.5, "a number with a fraction"),
        ("", "an empty string"), ("x", "a string of 1 character"), ("xy", "a string of 2 characters"),
        ([], "an array of 0 items"), ([1], "an array of 1 item"), ({}, "an object of 0 members"), ({"a": 1}, "an object of 1 member"),
    ],
)  # fmt: skip
def test_a_value_is_kind_of_valued_without_being_shown(value: Any, text: str) -> None:
    assert kind_of_value(value) == text


@pytest.mark.parametrize(
    ("request_", "body", "is_error"),
    [
        (ASKED_FOR_ALL, {"success": False, "error": {"message": "time limit"}}, True),
        (ASKED_FOR_ALL, {"success": False}, True),
        (ASKED_FOR_ALL, {"message": "no such ticket", "statusCode": 404}, True),
        (ASKED_FOR_ALL, {**full(), "success": False}, False),
        (ASKED_FOR_ALL, {"success": True}, False),
        (search({}), {"tickets": [row()], "error": {"message": "time limit"}, "status": "failure"}, True),
        (search({}), {**example("search-page"), "success": False}, False),
        (search({}), {"tickets": [], "success": True}, False),
    ],
)
def test_an_error_under_a_success_is_one_finding_and_nothing_else_is_judged(
    request_: Any, body: Any, *, is_error: bool
) -> None:
    observations = judge().check(answer(request_, content=json.dumps(body).encode()))
    broken = {finding.clause.partition("/")[2] for each in observations for finding in each.findings}
    assert ("success-is-no-error" in broken) is is_error
    assert (len(observations) == 1) is is_error
    assert not is_error or broken == {"success-is-no-error"}
