"""What a search must find and what it may, of known tickets, by all of its conditions together."""

from __future__ import annotations

from typing import Any

from support.samples import contract
from support.searchengine import FIELDS
from ticketgate.judging.relations.expectation import conditions_beside, expected_of
from ticketgate.judging.relations.pages import Page
from ticketgate.judging.relations.several_searches import matching_tickets_are_found

ROWS = (
    {"id": 1, "status": "open", "agentId": 3},
    {"id": 2, "status": "open", "agentId": None},
    {"id": 3, "status": "closed", "agentId": 4},
    {"id": 4, "status": "open", "agentId": 4},
)
NAMED = {"key": "t.id", "comparator": "in", "values": [1, 2, 3, 4]}
OPEN = {"key": "t.status", "comparator": "in", "values": ["open"]}
NOT_3 = {"key": "t.agentId", "comparator": "not in", "values": [3]}
WORKER = {"key": "w.id", "comparator": "in", "values": [9]}


def page(*filters: dict[str, Any], ids: tuple[int, ...] = (1, 2, 3, 4), complete: bool = True) -> Page:
    rows = tuple(row for row in ROWS if row["id"] in ids)
    search: dict[str, Any] = {"filters": [NAMED, *filters]}
    return Page(search, rows, len(rows), complete=complete, fields=FIELDS, terms=contract().search)


def test_a_ticket_must_be_found_that_meets_every_condition_and_may_be_where_one_is_open() -> None:
    expected = expected_of(page(), page(OPEN, NOT_3))
    assert (expected.must, expected.may) == ({4}, {2})
    assert expected_of(page(), page(OPEN)).must == {1, 2, 4}


def test_what_one_condition_leaves_out_is_not_found_whatever_the_others_leave_open() -> None:
    expected = expected_of(page(), page(OPEN, WORKER))
    assert (expected.must, expected.may) == (frozenset(), {1, 2, 4})


def test_what_both_searches_ask_needs_no_row_to_tell() -> None:
    assert expected_of(page(WORKER), page(WORKER, OPEN)).must == {1, 2, 4}
    assert conditions_beside(page(WORKER), page(WORKER, OPEN)) == (OPEN,)


def test_a_missing_ticket_is_told_by_key_and_comparator_and_never_by_operand() -> None:
    (missing,) = matching_tickets_are_found(page(), page(OPEN, NOT_3, ids=(2,))) or ()
    assert missing.place == "tickets[].id"
    assert missing.detail == "lacks 1 ticket known to meet t.status in and t.agentId not in"
    assert matching_tickets_are_found(page(), page(OPEN, NOT_3, ids=(4,))) == ()


def test_a_page_that_does_not_hold_every_match_or_has_to_hold_none_tells_nothing() -> None:
    assert matching_tickets_are_found(page(), page(OPEN, ids=(1,), complete=False)) is None
    assert matching_tickets_are_found(page(), page(WORKER, ids=())) is None
