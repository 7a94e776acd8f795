"""The database of the mock: what a copy of it shares with it, and what not."""

from __future__ import annotations

from ticketgate.mock.service import bodies
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import agents
from ticketgate.mock.world.situations import FIRST_ID

TICKETS = 20


def tickets_of(store: Store) -> list[bytes]:
    return [
        bodies.full(found)
        for ticket in range(FIRST_ID, FIRST_ID + TICKETS)
        if (found := store.find(ticket)) is not None
    ]


def test_a_copy_has_the_same_tickets_and_is_changed_by_itself() -> None:
    store = Store.temporary(TICKETS, seed=7)
    before = tickets_of(store)
    copy = store.copy()
    assert len(before) == TICKETS
    assert tickets_of(copy) == before
    pieces = copy.find(FIRST_ID)
    assert pieces is not None
    present = bodies.full(pieces)
    stranger = next(agent for agent in agents(7) if str(agent["id"]).encode() not in present)
    copy.add_worker(FIRST_ID, pieces, stranger)
    copy.refresh(pieces)
    assert tickets_of(copy) != before
    assert tickets_of(store) == before
