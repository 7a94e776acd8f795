"""Finding the values at a place of a body, such as `customer.contracts[].id`, and putting others there."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import BodyChange

ITEMS = "[]"


def replacing(place: str, new: Callable[[Any], Any]) -> BodyChange:
    """Make the change that puts, for each value at the place, what `new` makes of it."""
    steps = _steps(place)

    def change(body: Any) -> Any:
        root = [body]
        for container, key in _slots(root, steps):
            container[key] = new(container[key])
        return root[0]

    return change


def putting(place: str, value: Any) -> BodyChange:
    """Make the change that puts one value at the place, wherever there is any."""
    return replacing(place, lambda _: deepcopy(value))


def dropping(place: str, name: str) -> BodyChange:
    """Make the change that takes a member out of each object at the place."""

    def change(body: Any) -> Any:
        for found in objects(body, place):
            found.pop(name, None)
        return body

    return change


def adding(place: str, name: str, value: Any) -> BodyChange:
    """Make the change that adds a member to each object at the place, or overwrites it."""

    def change(body: Any) -> Any:
        for found in objects(body, place):
            found[name] = deepcopy(value)
        return body

    return change


def objects(body: Any, place: str) -> Iterator[dict[str, Any]]:
    """Yield the objects at the place."""
    found = (container[key] for container, key in list(_slots([body], _steps(place))))
    return (value for value in found if isinstance(value, dict))


def _steps(place: str) -> list[str]:
    return place.replace(ITEMS, f".{ITEMS}").split(".") if place else []


def _slots(root: list[Any], steps: list[str]) -> Iterator[tuple[Any, Any]]:
    """Yield container and key of each value at the end of the steps, which start in the only item of root."""
    slots: list[tuple[Any, Any]] = [(root, 0)]
    for step in steps:
        values = [container[key] for container, key in slots]
        if step == ITEMS:
            slots = [(value, i) for value in values if isinstance(value, list) for i in range(len(value))]
        else:
            slots = [(value, step) for value in values if isinstance(value, dict) and step in value]
    yield from slots
