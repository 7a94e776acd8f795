"""What was left out of saved traffic and why, counted; some places are named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ticketgate.audit.blocks import Block, Holding

__all__ = ["Omissions"]

#: Places named of those that are left out of one source for one reason.
_MOST_NAMED: Final = 5
#: Sources of which it is said, each with a reason of its own.
_MOST_TOLD: Final = 50
#: The ordinal of the source, its name, what it holds, and the reason.
_Key = tuple[int, str, Holding, str]


@dataclass(frozen=True, slots=True)
class Omissions:
    """How many parts of each source were left out for which reason; of many sources those that come first."""

    #: By source and reason, how many there are and the first of their numbers.
    told: Mapping[_Key, tuple[int, tuple[int, ...]]] = field(default_factory=dict)
    #: How many parts of other sources.
    more: int = 0

    @classmethod
    def of(cls, block: Block, number: int, why: str) -> "Omissions":
        """Return one part that was left out."""
        return cls({(block.ordinal, block.shown, block.held, why): (1, (number,))})

    def __add__(self, other: "Omissions") -> "Omissions":
        """Return both together: associative, and the same in any order."""
        told = dict(self.told)
        for key, (count, named) in other.told.items():
            known, first = told.get(key, (0, ()))
            told[key] = known + count, tuple(sorted((*first, *named))[:_MOST_NAMED])
        beyond = sorted(told)[_MOST_TOLD:]
        more = self.more + other.more + sum(told.pop(key)[0] for key in beyond)
        return Omissions(told, more)

    def sentences(self) -> Iterator[str]:
        """Yield what is said of them."""
        for (_, shown, held, why), (count, numbers) in sorted(self.told.items(), key=_by_place):
            yield f"{shown}: left out {_named(held, count, numbers)}: {why}."
        if self.more:
            yield f"Left out beside these: {self.more:,} more, for other reasons or from other sources."


def _by_place(told: tuple[_Key, tuple[int, tuple[int, ...]]]) -> tuple[int, tuple[int, ...], str]:
    (ordinal, _, _, why), (_, numbers) = told
    return ordinal, numbers, why


def _named(held: Holding, count: int, numbers: tuple[int, ...]) -> str:
    if held is Holding.ONE_BODY:
        return "what is there"
    if held is Holding.LINES:
        named = ("line " if count == 1 else "lines ") + ", ".join(map(str, numbers))
    else:
        named = ", ".join(f"{held.removeprefix(', ')}{number}" for number in numbers)
    return named + (f" and {count - len(numbers)} more" if count > len(numbers) else "")
