"""How long an operation took to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

__all__ = ["Times", "times_of"]

#: The part of the answers that were as fast as the slow ones told.
_MOST: Final = 0.95
#: Microseconds are noise.
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class Times:
    """What the answers of one operation took, in seconds."""

    answers: int
    median: float
    #: 95 % of the answers took no longer (nearest rank).
    slow: float
    longest: float


def times_of(seconds: Sequence[float]) -> Times:
    """Return the times of at least one answer."""
    ordered = sorted(seconds)
    rank = -int(-_MOST * len(ordered) // 1)
    told = (round(each, _DECIMALS) for each in (median(ordered), ordered[rank - 1], ordered[-1]))
    return Times(len(ordered), *told)
