"""Plans, without sending anything, which searches to make and which tickets to read in full."""

from dataclasses import dataclass

from ticketgate.planning.sampling.ground import Ground, filters_of, ground_of
from ticketgate.planning.sampling.known import PAGE_SIZE, Answer, Filter, Known, Search
from ticketgate.planning.sampling.read_plan import next_tickets
from ticketgate.planning.sampling.reasons import explain
from ticketgate.planning.sampling.search_plan import next_searches

__all__ = [
    "PAGE_SIZE",
    "Answer",
    "Filter",
    "Ground",
    "Known",
    "Plan",
    "Search",
    "explain",
    "filters_of",
    "ground_of",
    "plan",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask next: searches, or once these bring no more, tickets by id; nothing when all is done."""

    searches: tuple[Search, ...] = ()
    tickets: tuple[int, ...] = ()


def plan(ground: Ground, known: Known, searches: int, tickets: int) -> Plan:
    """Return the next step of sampling, within the number of searches and tickets left.

    Pure: the same ground and knowledge give the same plan. Never plans a search or a ticket again that
    is among what is known, so that asking for a plan and following it comes to an end.
    """
    if wanted := next_searches(ground, known, searches):
        return Plan(searches=tuple(wanted))
    return Plan(tickets=tuple(next_tickets(ground, known, tickets)))
