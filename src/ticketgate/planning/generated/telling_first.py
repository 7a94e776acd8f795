"""The order of cases: first what tries most that is new, and requests to grant among those to refuse."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final, TypeVar

__all__ = ["interspersed", "telling_first"]

#: After so many requests that may be refused one comes that has to be granted.
_GRANTED_EVERY: Final = 6

_Case = TypeVar("_Case")


def telling_first(cases: list[_Case], tries: Callable[[_Case], AbstractSet[str]]) -> list[_Case]:
    """Return the cases, at each point the one that tries most of what those before it did not."""
    left, tried, ordered = {i: tries(case) for i, case in enumerate(cases)}, set[str](), []
    while left:
        best = max(left, key=lambda i: (len(left[i] - tried), -i))
        tried |= left.pop(best)
        ordered.append(cases[best])
    return ordered


def interspersed(needed: Iterator[_Case], granted: Iterator[_Case]) -> Iterator[_Case]:
    """Yield both, one that is to be granted after some of the others: of a small budget it has a share."""
    for number, case in enumerate(needed):
        yield case
        if number % _GRANTED_EVERY == 0:
            yield from islice(granted, 1)
    yield from granted
