"""Decides the next step of sampling: searches, or once these bring no more, tickets to read in full."""

from dataclasses import dataclass

from ticketgate.planning.sampling.ground import Ground
from ticketgate.planning.sampling.known import PageSearch, Sampled
from ticketgate.planning.sampling.read_plan import next_tickets
from ticketgate.planning.sampling.search_plan import next_searches

__all__ = ["SamplingStep", "next_step"]


@dataclass(frozen=True, slots=True)
class SamplingStep:
    """What to ask next: searches, or once these bring no more, tickets by id; nothing when all is done."""

    searches: tuple[PageSearch, ...] = ()
    tickets: tuple[int, ...] = ()


def next_step(ground: Ground, known: Sampled, searches: int, tickets: int) -> SamplingStep:
    """Return the next step of sampling, within the number of searches and tickets left.

    Pure: the same ground and knowledge give the same step. Never plans a search or a ticket again that is
    among what is known, so that asking for a step and taking it comes to an end.
    """
    if wanted := next_searches(ground, known, searches):
        return SamplingStep(searches=tuple(wanted))
    return SamplingStep(tickets=tuple(next_tickets(ground, known, tickets)))
