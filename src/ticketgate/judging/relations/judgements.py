"""What a function that judges a promise answers, and short ways to say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

__all__ = ["KEPT", "Disagreement", "Judgement", "all_differ", "unless"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place where a promise is broken, and how, in words that show no value.

    An example is ``Disagreement("agent.id", "is not agentId")``; the place of a whole answer is empty.
    """

    place: str
    detail: str
    #: In which way the promise is broken, where the detail says more than that, such as a count.
    way: str = ""


#: None when the promise does not apply or nothing tells, else the disagreements: none means that it is kept.
Judgement: TypeAlias = tuple[Disagreement, ...] | None
KEPT: Final[Judgement] = ()


def unless(held: object, place: str, detail: str, way: str = "") -> Judgement:
    """Return the one disagreement, or none when held is true."""
    return KEPT if held else (Disagreement(place, detail, way),)


def all_differ(values: Sequence[object]) -> bool:
    """Tell whether no value occurs twice."""
    return len(set(values)) == len(values)
