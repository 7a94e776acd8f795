"""Chooses tickets of the mock on which a fault can be seen."""

from collections.abc import Mapping
from typing import Final

from ticketgate.mock.faults.fault import Fault
from ticketgate.mock.service import bodies
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.situations import FIRST_ID
from ticketgate.proof.faulty_mock import TICKETS

__all__ = ["MOST_TICKETS", "Forms", "healthy_tickets", "tickets_for"]

#: So many tickets that show a fault are judged.
MOST_TICKETS: Final = 2
#: The bodies of a ticket as they are sent: the full form, and the row of it.
Forms = tuple[bytes, bytes]


def healthy_tickets(store: Store) -> dict[int, Forms]:
    """Return every ticket of the healthy mock by its id."""
    ids = range(FIRST_ID, FIRST_ID + TICKETS)
    pieces = {ticket: found for ticket in ids if (found := store.find(ticket)) is not None}
    return {
        ticket: (bodies.full(found), bodies.compact(found, routing_view=False))
        for ticket, found in pieces.items()
    }


def tickets_for(fault: Fault, healthy: Mapping[int, Forms], rate: float) -> tuple[int, ...]:
    """Return tickets to judge; none if no ticket can show the fault.

    Unless the fault shows on all tickets, the first is one that it leaves alone, if there is any.
    """
    sound: list[int] = []
    showing: list[int] = []
    for ticket, forms in healthy.items():
        if rate < 1 and not fault.hits(ticket, rate):
            sound.append(ticket)
        elif _shows(fault, forms):
            showing.append(ticket)
        if len(showing) >= MOST_TICKETS and (sound or rate == 1):
            break
    return (*sound[:1], *showing[:MOST_TICKETS]) if showing else ()


def _shows(fault: Fault, forms: Forms) -> bool:
    """Tell whether the fault changes a ticket; one of pages alone shows with any."""
    full, row = forms
    if not fault.forms.keys() - {"search"}:
        return True
    return fault.changes("full", full) or fault.changes("compact", row)
