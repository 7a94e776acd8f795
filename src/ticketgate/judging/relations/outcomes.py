"""What a function bound to a promise answers, and the register of these functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["FUNCTIONS", "KEPT", "Disagreement", "Outcome", "all_differ", "judges", "unless"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place where a promise is broken, and how, in words that show no value."""

    place: str
    detail: str


#: None when the promise does not apply, else the disagreements: none means that it is kept.
Outcome = tuple[Disagreement, ...] | None
KEPT: Final[Outcome] = ()
FUNCTIONS: Final[dict[str, Callable[..., Outcome]]] = {}


def judges(name: str) -> Callable[[Callable[..., Outcome]], Callable[..., Outcome]]:
    """Register the decorated function as the judge of the promise with this id."""

    def register(function: Callable[..., Outcome]) -> Callable[..., Outcome]:
        FUNCTIONS[name] = function
        return function

    return register


def unless(held: object, place: str, detail: str) -> Outcome:
    """Return the one disagreement, or none when held is true."""
    return KEPT if held else (Disagreement(place, detail),)


def all_differ(values: Sequence[object]) -> bool:
    """Tell whether no value occurs twice."""
    return len(set(values)) == len(values)
