"""Places of a body, such as ``customer.contracts[].id``: what stands there, and how one lies in another.

A place names members with dots between them; ``[]`` stands for every item of an array, and the empty place is
the whole body.
"""

from enum import Enum
from functools import cache
from typing import Any, Final

__all__ = ["MISSING", "Missing", "is_within", "outer", "place_of_member", "top_member", "values_at"]


class Missing(Enum):
    """What stands where nothing does; null is a value."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


def values_at(body: Any, place: str) -> list[Any]:
    """Return the values at a place of a body in their order, with MISSING for each that should be there.

    Of ``{"tags": [{"id": 7}, {"id": null}, {}]}`` the place ``tags[].id`` holds 7, None and MISSING. An empty
    array has no items, so nothing is missing there; what is no array, or no object, lacks what lies in it.
    """
    found = [body]
    for step in _steps(place):
        if step == "[]":
            found = [item for value in found for item in (value if isinstance(value, list) else (MISSING,))]
        else:
            found = [value.get(step, MISSING) if isinstance(value, dict) else MISSING for value in found]
    return found


def is_within(place: str, around: str) -> bool:
    """Tell whether a place is another one or lies in it: ``tags[].id`` in ``tags``, all in the whole body."""
    return place == around or place.startswith((f"{around}.", f"{around}[]")) or not around


def outer(place: str) -> str:
    """Return the place that a place lies in: ``tags[].id`` in ``tags[]``, that in ``tags``."""
    return place.removesuffix("[]") if place.endswith("[]") else place.rpartition(".")[0]


def top_member(place: str) -> str:
    """Return the member of the body that a place lies in: of ``tags[].id`` it is ``tags``."""
    return place.partition(".")[0].removesuffix("[]")


def place_of_member(place: str, name: str) -> str:
    """Return the place of a member of the object at a place."""
    return f"{place}.{name}" if place else name


@cache  # the contract has few places, and bodies are asked for them without end
def _steps(place: str) -> tuple[str, ...]:
    return tuple(step for step in place.replace("[]", ".[]").split(".") if step)
