"""Which numbers are asked for as unknown: never one that a ticket may have, unless a search did not find it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from support.requests import search
from support.samples import answer, contract
from ticketgate.exchange.rows import PageRows, rows_of_answer
from ticketgate.planning.generated.unknown_ids import impossible_ids, not_found, possible_ids, search_for

READING, SEARCH = contract().reading, contract().search
TAKEN = (17, 18)
POSSIBLE = (1_000_018, 1, 2**31 - 1, 171)


def page(*tickets: Any) -> PageRows | None:
    rows = [{"id": ticket} for ticket in tickets]
    return rows_of_answer(answer(search({}), content=orjson.dumps({"tickets": rows, "total": len(rows)})))


def test_what_no_ticket_can_have_needs_no_search() -> None:
    near = (-17, -(2**63), 2**32 + 17, 2**64 + 17)
    assert impossible_ids(READING, TAKEN, of_tickets=True) == (0, -1, 2**31, 2**53, 2**63, 2**64, *near)
    assert 2**31 not in impossible_ids(READING, (2**31,), of_tickets=True)


def test_of_other_things_only_numbers_that_nobody_hands_out_are_sure() -> None:
    assert impossible_ids(READING, TAKEN, of_tickets=False) == (0, -1, 2**63, 2**64)


def test_what_a_ticket_can_have_is_looked_for_between_two_that_are_there() -> None:
    assert possible_ids(SEARCH, TAKEN) == POSSIBLE
    assert possible_ids(SEARCH, (1, 2**31 - 1)) == (11,)
    named = {"key": "t.id", "comparator": "in", "values": [17, *POSSIBLE, 18]}
    assert search_for(SEARCH, POSSIBLE, TAKEN) == {"filters": [named], "limit": 6}


@pytest.mark.parametrize(
    ("found", "unknown"),
    [
        (page(18, 17), POSSIBLE),
        (page(18, 1_000_018, 1, 17), (2**31 - 1, 171)),
        (page(18, *POSSIBLE, 17), ()),
        (page(18), None),
        (page(18, 99, 17), None),
        (page(), None),
        (page("17", "18"), None),
        (None, None),
    ],
)
def test_only_a_search_that_finds_what_is_there_and_nothing_else_tells_what_is_not(
    found: PageRows | None, unknown: tuple[int, ...] | None
) -> None:
    assert not_found(found, POSSIBLE, TAKEN) == unknown
