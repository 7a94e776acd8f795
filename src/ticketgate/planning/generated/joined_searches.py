"""Joins valid searches, so that one request tries a filter or two and a member beside them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from ticketgate.contract.search_terms import FilterObject, SearchTerms

__all__ = ["joined_searches"]


def joined_searches(
    search: SearchTerms, alone: Sequence[FilterObject], bodies: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield bodies that together try whatever the bodies given try, each filter and each value of a member.

    Filters that are to stay alone come first; of the others two share a body, never two of the same key. A
    body without members adds nothing.
    """
    conditions = [condition for body in bodies for condition in body.get(search.filters, ())]
    pairs = [*((each,) for each in alone), *_of_different_keys(search.parts["key"], conditions)]
    members = [
        (name, value)
        for body in bodies
        for name, value in body.items()
        if value != [] and name != search.filters
    ]
    for filters, member in zip_longest(pairs, members, fillvalue=()):
        yield dict([member] if member else []) | ({search.filters: [*filters]} if filters else {})


def _of_different_keys(key: str, conditions: Sequence[FilterObject]) -> Iterator[tuple[FilterObject, ...]]:
    """Yield every condition once, in pairs of different keys as far as there are any."""
    left = [*conditions]
    while left:
        first = left.pop(0)
        other = next((i for i, each in enumerate(left) if each[key] != first[key]), None)
        yield (first,) if other is None else (first, left.pop(other))
