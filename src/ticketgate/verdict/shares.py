"""Shares of what was judged, and whether chance explains that two of them differ.

What was judged then and now are taken for two samples. If nothing had changed, the things that are broken
would be spread over both at random: how many of them fall into one is hypergeometric. So the test is that of
R. A. Fisher (Statistical Methods for Research Workers, 1934, section 21.02), one-sided and exact; the
formulas stand in docs/baseline.md.
"""

from dataclasses import dataclass
from math import comb, exp, lgamma
from typing import Final

__all__ = [
    "CHANCE_OF_DIFFERING",
    "CHANCE_OF_MISSING",
    "Share",
    "chance_of_missing",
    "chance_of_more",
    "is_more",
]

#: A share is called higher or lower where chance alone would make so great a difference at most so often.
CHANCE_OF_DIFFERING: Final = 0.001
#: What was not met is called gone where chance alone would have missed it at most so often.
CHANCE_OF_MISSING: Final = 0.01
#: Terms of a sum below this part of it are left out.
_NEGLIGIBLE: Final = 1e-15
#: Up to here whole numbers are quicker than logarithms.
_SMALL: Final = 1000


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many things judged: ``Share(6, 300)`` is 2 %."""

    count: int
    judged: int

    @property
    def value(self) -> float:
        """The share as a number from 0 to 1."""
        return self.count / self.judged


def is_more(now: Share, before: Share) -> bool:
    """Tell whether one share is higher than another beyond what chance explains."""
    return now.value > before.value and chance_of_more(now, before) <= CHANCE_OF_DIFFERING


def chance_of_more(now: Share, before: Share) -> float:
    """Return how probable as many as now are, or more, if what is broken were spread at random over both."""
    broken, judged = now.count + before.count, now.judged + before.judged
    sound = judged - broken
    term = _probability(now.count, now.judged, broken, sound)
    total = 0.0
    for count in range(now.count, min(now.judged, broken) + 1):
        total += term
        if term <= total * _NEGLIGIBLE and count * judged > now.judged * broken:
            break
        left = sound - now.judged + count + 1
        if left <= 0:  # fewer cannot be: there are not enough sound ones
            term = _probability(count + 1, now.judged, broken, sound)
        else:
            term *= (broken - count) * (now.judged - count) / ((count + 1) * left)
    return min(total, 1.0)


def chance_of_missing(before: Share, judged: int) -> float:
    """Return how probable it is that none of so many things judged shows what showed on a share before."""
    return _probability(0, judged, before.count, before.judged - before.count + judged)


def _probability(count: int, drawn: int, broken: int, sound: int) -> float:
    """Return the probability of count broken ones among those drawn (hypergeometric)."""
    if broken + sound <= _SMALL:
        return comb(broken, count) * comb(sound, drawn - count) / comb(broken + sound, drawn)
    return exp(_log_comb(broken, count) + _log_comb(sound, drawn - count) - _log_comb(broken + sound, drawn))


def _log_comb(total: int, chosen: int) -> float:
    if not 0 <= chosen <= total:
        return float("-inf")
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)
