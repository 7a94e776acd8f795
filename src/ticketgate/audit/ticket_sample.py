"""Tickets whose two forms are compared: all of a few, of many a sample that does not depend on any order."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from ticketgate.contract.forms import COMPACT, FULL

__all__ = ["MOST_TICKETS", "KeptBody", "TicketKeeper", "TicketSample"]

#: So many tickets are kept; both their forms take some 10 kB each.
MOST_TICKETS: Final = 1_000
#: Bytes of a body beyond which it is not kept.
_LONGEST: Final = 64 * 1024
#: Where a body comes in all that is judged: its source, its part in it, its row in that.
Position = tuple[int, int, int]
#: What tickets are ordered by: a hash of the id, and the id.
_Rank = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class KeptBody:
    """One form of a ticket."""

    position: Position
    #: Where it is from: ``saved.ndjson:3``.
    source: str
    #: The body as JSON.
    content: bytes = field(repr=False)
    #: The members that findings of it are about.
    blamed: frozenset[str]


@dataclass(frozen=True, slots=True)
class TicketSample:
    """The first body of each form of the tickets that come first by a hash of their ids.

    A ticket that is among them at the end is among them in every part of the sum, so that adding is
    associative and does not depend on the order.
    """

    #: By ticket and form.
    bodies: Mapping[tuple[int, str], KeptBody] = field(default_factory=dict)
    #: Whether there were more tickets than are kept.
    partial: bool = False
    #: How many bodies were too long to be kept.
    too_long: int = 0

    def __add__(self, other: "TicketSample") -> "TicketSample":
        """Return both together."""
        bodies = dict(self.bodies)
        for key, body in other.bodies.items():
            known = bodies.get(key)
            bodies[key] = body if known is None or body.position < known.position else known
        kept = _first(bodies)
        partial = self.partial or other.partial or len(kept) < len(bodies)
        return TicketSample(kept, partial, self.too_long + other.too_long)

    def pairs(self) -> Iterator[tuple[int, KeptBody, KeptBody]]:
        """Yield each ticket that came in both forms, by its id, with the full form first."""
        for ticket in sorted({ticket for ticket, _ in self.bodies}):
            full, row = (self.bodies.get((ticket, form)) for form in (FULL, COMPACT))
            if full is not None and row is not None:
                yield ticket, full, row


class TicketKeeper:
    """Makes samples, one after another, of parts of the same traffic."""

    def __init__(self) -> None:
        """Start with none."""
        #: The ranks of the tickets that come first of all seen so far: none behind them is in the sample.
        self._ranks: list[_Rank] = []
        self._bodies: dict[tuple[int, str], KeptBody] = {}
        self._partial = False
        self._too_long = 0

    def see(
        self,
        seen: tuple[int, str],
        position: Position,
        source: str,
        content: bytes | None,
        blamed: Callable[[], frozenset[str]],
    ) -> None:
        """Take notice of a ticket in a form; content is None for what cannot be written as JSON."""
        if content is None or len(content) > _LONGEST:
            self._too_long += 1
        elif not self._is_among_the_first(_rank(seen[0])):
            self._partial = True
        elif (known := self._bodies.get(seen)) is None or position < known.position:
            self._bodies[seen] = KeptBody(position, source, content, blamed())

    def taken(self) -> TicketSample:
        """Return the sample of what was seen since the last time."""
        kept = {key: body for key, body in self._bodies.items() if self._is_among_the_first(_rank(key[0]))}
        sample = TicketSample(kept, self._partial, self._too_long)
        self._bodies, self._partial, self._too_long = {}, False, 0
        return sample

    def _is_among_the_first(self, rank: _Rank) -> bool:
        at = bisect_left(self._ranks, rank)
        if at < len(self._ranks) and self._ranks[at] == rank:
            return True
        if at == MOST_TICKETS:
            return False
        self._ranks.insert(at, rank)
        if len(self._ranks) > MOST_TICKETS:
            self._ranks.pop()
            self._partial = True
        return True


def _first(bodies: dict[tuple[int, str], KeptBody]) -> dict[tuple[int, str], KeptBody]:
    tickets = {ticket for ticket, _ in bodies}
    if len(tickets) <= MOST_TICKETS:
        return bodies
    kept = set(sorted(tickets, key=_rank)[:MOST_TICKETS])
    return {key: body for key, body in bodies.items() if key[0] in kept}


def _rank(ticket: int) -> _Rank:
    return blake2b(str(ticket).encode(), digest_size=8).digest(), ticket
