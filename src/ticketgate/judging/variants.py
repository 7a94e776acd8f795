"""In which ways one clause is broken at one place, counted: some by their words, all others as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["MOST_VARIANTS", "Variants"]

#: So many variants are told apart at one place.
MOST_VARIANTS: Final = 20


@dataclass(frozen=True, slots=True)
class Variants:
    """How many things show each variant.

    Of more than MOST_VARIANTS those are told apart that come first in the order of their words, whichever
    were met first. So a variant that is among them at the end was among them in every part of the sum, its
    count is exact, and adding is associative and does not depend on the order.
    """

    #: By the words of the variant: ``{"waiting": 37, "parked": 2}``.
    counts: Mapping[str, int] = field(default_factory=dict)
    #: How often any other was shown; a thing that shows two of them counts twice.
    others: int = 0

    @classmethod
    def of(cls, shown: Iterable[str]) -> "Variants":
        """Return the variants that one thing shows, each once."""
        return _bounded(dict.fromkeys(shown, 1), 0)

    def __add__(self, other: "Variants") -> "Variants":
        """Return both together."""
        counts = dict(self.counts)
        for variant, count in other.counts.items():
            counts[variant] = counts.get(variant, 0) + count
        return _bounded(counts, self.others + other.others)


def _bounded(counts: dict[str, int], others: int) -> Variants:
    if len(counts) <= MOST_VARIANTS:
        return Variants(counts, others)
    beyond = sorted(counts)[MOST_VARIANTS:]
    return Variants(counts, others + sum(counts.pop(variant) for variant in beyond))
