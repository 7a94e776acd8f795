"""What sampling has asked and learned so far, as values, and what that proves."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from ticketgate.contract.search_terms import FilterObject, SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.planning.sampling.ground import NULL, Ground

__all__ = ["PageAnswer", "PageSearch", "Sampled", "ShowingFilter", "is_end_of_list", "needs"]


@dataclass(frozen=True, slots=True)
class ShowingFilter:
    """A condition of a search; every hit shows one of the partitions ``shows`` if the server applies it.

    ``meaning`` is that of its comparator. ``without_value`` and ``several`` are as in ``Operand``, the former
    when one of the values is of that kind.
    """

    key: str
    meaning: str
    values: tuple[Json, ...]
    shows: frozenset[str]
    without_value: bool = False
    several: bool = False

    def body(self, search: SearchTerms) -> FilterObject:
        """Return the filter as a JSON value."""
        if self.meaning == "among":
            return search.among(self.key, *self.values)
        if self.meaning == "besides":
            return search.besides(self.key, *self.values)
        return search.compared(self.key, self.meaning, self.values[0])


@dataclass(frozen=True, slots=True)
class PageSearch:
    """One page to ask for, ordered by the id unless another key is named.

    It holds as many rows as a page can (R76): a page costs one request whatever its size.
    """

    filters: tuple[ShowingFilter, ...] = ()
    order: str | None = None
    rising: bool = False
    offset: int = 0

    def body(self, ground: Ground) -> Json:
        """Return the search as a JSON value, within the limits of the run."""
        search = ground.search
        return {
            search.filters: [*ground.limits, *(filter_.body(search) for filter_ in self.filters)],
            search.limit: search.most_rows,
            search.offset: self.offset,
            search.order: self.order or search.id_key,
            search.direction: search.rising if self.rising else search.falling,
        }


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a search gave: the total it stated, None without a page, and the ids of its hits.

    ``brought`` are the partitions that nothing before it had shown.
    """

    search: PageSearch
    total: int | None
    hits: tuple[int, ...]
    brought: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether the page holds every match."""
        return self.total is not None and not self.search.offset and self.total <= len(self.hits)


@dataclass(frozen=True, slots=True)
class Sampled:
    """What is known at some moment of sampling; rows and tickets by id.

    ``rows`` are the rows themselves, ``shows`` the partitions each showed, ``seen`` all partitions seen
    in any form, ``reads`` the full tickets read, in order, with what each was the first to show. ``refused``
    are those that were asked for and not given: nobody looked at them.
    """

    rows: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    shows: Mapping[int, AbstractSet[str]] = field(default_factory=dict)
    seen: AbstractSet[str] = frozenset()
    answers: Sequence[PageAnswer] = ()
    reads: Mapping[int, AbstractSet[str]] = field(default_factory=dict)
    refused: AbstractSet[int] = frozenset()

    @property
    def total(self) -> int | None:
        """How many tickets there are within the limits of the run, None if no page told."""
        totals = [a.total for a in self.answers if not a.search.filters and a.total is not None]
        return totals[-1] if totals else None

    @property
    def has_every_row(self) -> bool:
        """Whether the row of every ticket is known."""
        return self.total is not None and len(self.shows) >= self.total

    def missed(self, answer: PageAnswer) -> Iterator[ShowingFilter]:
        """Yield the filters of an answer that one of its hits does not meet."""
        for filter_ in answer.search.filters:
            if any(filter_.shows.isdisjoint(self.shows[hit]) for hit in answer.hits):
                yield filter_

    def failing(self) -> frozenset[str]:
        """Return the keys of filters that the server refuses or does not apply."""
        refused = (f for a in self.answers if a.total is None for f in a.search.filters)
        missed = (f for a in self.answers for f in self.missed(a))
        return frozenset(filter_.key for filter_ in (*refused, *missed))

    def proven(self, ground: Ground) -> frozenset[str]:
        """Return what filters were seen to work by: keys, ends of lists, ways to ask for null.

        A filter worked where it had hits and all of them meet it. A list worked at the ends whose values hits
        show: a server may know lists of one value only, and look at the first or the last.
        """
        found: set[str] = set()
        for answer in self.answers:
            if answer.hits and not any(self.missed(answer)):
                found.update(*(self._worked(ground, f, answer.hits) for f in answer.search.filters))
        return frozenset(found)

    def _worked(self, ground: Ground, filter_: ShowingFilter, hits: Sequence[int]) -> Iterator[str]:
        """Yield what the hits of a filter that all meet it show to work."""
        shown = frozenset().union(*(self.shows[hit] for hit in hits)) & filter_.shows & ground.operands.keys()
        operands = [ground.operands[partition] for partition in shown]
        values = [operand.value for operand in operands]
        yield filter_.key
        for end, value in _ends(filter_):
            if value in values:
                yield end
        if any(operand.without_value for operand in operands):
            yield from _without_value(filter_)


def needs(filter_: ShowingFilter) -> tuple[str, ...]:
    """Return what must be seen to work before no hits prove anything.

    A list of values needs both its ends, of lists as long: ``t.status first of 3``. A field without value
    needs that its comparator knows such: ``among null``.
    """
    ends = tuple(end for end, _ in _ends(filter_))
    return (*(ends or (filter_.key,)), *_without_value(filter_))


def is_end_of_list(need: str, filter_: ShowingFilter) -> bool:
    """Tell whether what a filter needs is that an end of its list is looked at."""
    return need in dict(_ends(filter_))


def _ends(filter_: ShowingFilter) -> tuple[tuple[str, Json], ...]:
    """Return the names of both ends of a list of several values, each with the value there."""
    values = filter_.values
    if filter_.meaning != "among" or len(values) == 1:
        return ()
    of = f"of {len(values)}"
    return ((f"{filter_.key} first {of}", values[0]), (f"{filter_.key} last {of}", values[-1]))


def _without_value(filter_: ShowingFilter) -> tuple[str, ...]:
    several = " of several" if filter_.several else ""
    return (f"{filter_.meaning} {NULL}{several}",) if filter_.without_value else ()
