"""Which rows and tickets are kept."""

from __future__ import annotations

from operator import setitem

import pytest

from ticketgate.run import tickets_seen
from ticketgate.run.tickets_seen import TicketsSeen

NOTHING: frozenset[str] = frozenset()


def row_of(ticket: int, **members: object) -> dict[str, object]:
    return {"id": ticket, **members}


def test_the_first_row_of_a_ticket_is_kept_with_what_it_showed() -> None:
    seen = TicketsSeen()
    seen.keep_row(7, row_of(7, status="open"), frozenset({"compact:status=open"}), frozenset({"tags"}), 10)
    seen.keep_row(7, row_of(7, status="closed"), NOTHING, NOTHING, 10)
    assert dict(seen.rows) == {7: {"id": 7, "status": "open"}}
    assert (dict(seen.shown), dict(seen.blamed)) == ({7: {"compact:status=open"}}, {7: {"tags"}})


def test_full_tickets_are_kept_in_the_order_of_reading_and_the_first_of_each() -> None:
    seen = TicketsSeen()
    for ticket, text in ((9, "first"), (7, "first"), (9, "second")):
        seen.keep_in_full(ticket, row_of(ticket, text=text), 10)
    assert list(seen.in_full) == [9, 7]
    assert {body["text"] for body in seen.in_full.values()} == {"first"}
    assert dict(seen.rows) == {}


def test_sound_rows_come_by_id_without_what_is_blamed() -> None:
    seen = TicketsSeen()
    seen.keep_row(9, row_of(9, status="waiting", tags=[]), NOTHING, frozenset({"status"}), 10)
    seen.keep_row(7, row_of(7, status="open"), NOTHING, NOTHING, 10)
    assert seen.sound_rows() == [{"id": 7, "status": "open"}, {"id": 9, "tags": []}]


def test_what_has_no_room_is_not_kept_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets_seen, "_MOST_KEPT", 25)
    seen = TicketsSeen()
    for ticket in (1, 2):
        seen.keep_row(ticket, row_of(ticket), NOTHING, NOTHING, 10)
    assert not seen.is_full
    seen.keep_in_full(3, row_of(3), 10)
    assert seen.is_full
    seen.keep_row(4, row_of(4), NOTHING, NOTHING, 1)
    seen.keep_in_full(5, row_of(5), 1)
    assert (list(seen.rows), list(seen.in_full)) == ([1, 2], [3])


def test_nobody_else_can_add_to_what_is_kept() -> None:
    seen = TicketsSeen()
    for view in (seen.rows, seen.shown, seen.blamed, seen.in_full):
        with pytest.raises(TypeError):
            setitem(view, 7, {})
