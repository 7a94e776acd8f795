"""Plans which tickets to read in full: what rows promise first, then variety, then power."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.planning.sampling.ground import Ground
from ticketgate.planning.sampling.known import Sampled

__all__ = ["next_tickets"]

#: Tickets read for their variety before their yield is looked at, and how many may show nothing new.
_AT_A_TIME: Final = 20
_FRUITLESS: Final = 60


def next_tickets(ground: Ground, known: Sampled, most: int) -> list[int]:
    """Return the ids of the tickets to read next, at most ``most``; none when all known were read.

    Tickets whose rows together show what no full form showed yet come first (greedy set cover). Then
    those that differ most from what was read, and resemble what brought something new, for what only
    the full form shows. Once that brings nothing more, tickets spread over channels and statuses.
    """
    asked = known.reads.keys() | known.refused
    left = {ticket: shows for ticket, shows in known.shows.items() if ticket not in asked}
    most = min(most, len(left))
    if most <= 0:
        return []
    if chosen := _cover(ground, known, left, most):
        return chosen
    if _is_fruitful(known):
        return _varied(known, left, min(most, _AT_A_TIME))
    return _spread(ground, known, left, most)


def _cover(ground: Ground, known: Sampled, left: Mapping[int, AbstractSet[str]], most: int) -> list[int]:
    """Return the tickets that promise what is missing; a promise that was not kept once is not believed."""
    missing = {_row_form(partition) for partition in ground.full - known.seen}
    for ticket in known.reads:
        missing -= known.shows.get(ticket, frozenset())
    expected = {ticket: missing & shows for ticket, shows in left.items()}
    chosen: list[int] = []
    for ticket in _greedily(expected, lambda ticket: len(expected[ticket] & missing)):
        if len(chosen) == most or not expected[ticket] & missing:
            break
        missing.difference_update(expected[ticket])
        chosen.append(ticket)
    return chosen


def _row_form(partition: str) -> str:
    """Return what a row shows of which the full form is expected to show a partition."""
    return partition.replace(FULL, COMPACT, 1)


def _is_fruitful(known: Sampled) -> bool:
    last = list(known.reads.values())[-_FRUITLESS:]
    return len(last) < _FRUITLESS or any(last)


def _varied(known: Sampled, left: Mapping[int, AbstractSet[str]], most: int) -> list[int]:
    """Return tickets by what their rows show: rarely read things count more, and what was fruitful."""
    reads = Counter(p for ticket in known.reads for p in known.shows.get(ticket, ()))
    gains = Counter[str]()
    for ticket, new in known.reads.items():
        for partition in known.shows.get(ticket, ()):
            gains[partition] += len(new)

    def worth_of(partition: str) -> float:
        return (1 + gains[partition]) / (1 + reads[partition]) ** 2

    worth = {partition: worth_of(partition) for partition in frozenset[str]().union(*left.values())}
    chosen: list[int] = []
    for ticket in _greedily(left, lambda ticket: sum(map(worth.__getitem__, left[ticket]))):
        if len(chosen) == most:
            break
        reads.update(left[ticket])
        worth.update((partition, worth_of(partition)) for partition in left[ticket])
        chosen.append(ticket)
    return chosen


def _greedily(tickets: Iterable[int], worth: Callable[[int], float]) -> Iterable[int]:
    """Yield the tickets by their worth, which only falls as others are taken; the smaller id if equal."""
    heap = [(-worth(ticket), ticket) for ticket in tickets]
    heapq.heapify(heap)
    while heap:
        _, ticket = heapq.heappop(heap)
        now = (-worth(ticket), ticket)
        if heap and now > heap[0]:
            heapq.heappush(heap, now)
        else:
            yield ticket


def _spread(ground: Ground, known: Sampled, left: Mapping[int, AbstractSet[str]], most: int) -> list[int]:
    """Return tickets in turns of the strata, the least read first, evenly over the ids of each."""
    strata: dict[tuple[str, ...], list[int]] = {}
    for ticket in sorted(left):
        strata.setdefault(_stratum(ground, left[ticket]), []).append(ticket)
    read = Counter(_stratum(ground, known.shows[ticket]) for ticket in known.reads if ticket in known.shows)
    wanted = _shares(read, {stratum: len(tickets) for stratum, tickets in strata.items()}, most)
    return [
        ticket
        for stratum, tickets in strata.items()
        for ticket in _evenly(tickets, wanted[stratum], ground.seed)
    ]


def _stratum(ground: Ground, shows: AbstractSet[str]) -> tuple[str, ...]:
    """Return the partitions of a row that say which stratum it is of: ``("compact:channel=chat", ...)``."""
    places = {f"{COMPACT}:{place}" for place in ground.strata}
    return tuple(sorted(p for p in shows if p.partition("=")[0] in places))


def _shares(
    read: Counter[tuple[str, ...]], sizes: Mapping[tuple[str, ...], int], most: int
) -> Counter[tuple[str, ...]]:
    """Return how many tickets each stratum gets, one after the other to the one that has fewest."""
    shares = Counter[tuple[str, ...]]()
    heap = [(read[stratum], stratum) for stratum in sizes]
    heapq.heapify(heap)
    while heap and shares.total() < most:
        count, stratum = heapq.heappop(heap)
        shares[stratum] += 1
        if shares[stratum] < sizes[stratum]:
            heapq.heappush(heap, (count + 1, stratum))
    return shares


def _evenly(tickets: list[int], wanted: int, seed: int) -> list[int]:
    """Return so many of the tickets at even distances, shifted by the seed."""
    if wanted == 0:
        return []
    stride = len(tickets) / wanted
    shift = (seed % 97) / 97 * stride
    return [tickets[int(shift + i * stride) % len(tickets)] for i in range(wanted)]
