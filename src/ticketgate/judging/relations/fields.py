"""The members of a row that a search filters and sorts by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.contract.clauses import Node
from ticketgate.contract.formats import FORMATS
from ticketgate.contract.model import Contract


@dataclass(frozen=True, slots=True)
class Field:
    """What a key filters and sorts by: the member of a row that shows it.

    ``kind`` is ``integer``, ``boolean``, ``text`` or ``date``; of a list, every item counts.
    """

    key: str
    kind: str
    sortable: bool
    node: Node

    @property
    def place(self) -> str:
        """Where a row shows the value."""
        return self.node.place

    @property
    def many(self) -> bool:
        """Whether a ticket can have several values."""
        return "[]" in self.place

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return what the row shows: one value or null, or the items of a list.

        None when the member is missing or its value is not one the contract knows, which is a finding
        of its own and no ground to judge the search by.
        """
        if not self.many:
            value = row.get(self.place, _MISSING)
            return (value,) if self._knows(value) else None
        found: list[Any] = [row]
        for step in self.place.replace("[]", ".[]").split("."):
            found = [below for value in found for below in _step(value, step)]
        whole = all(self._knows(value) for value in found)
        return tuple(found) if whole else None

    def _knows(self, value: Any) -> bool:
        if value is _MISSING:
            return False
        if self.node.enum is not None:
            return value in self.node.enum
        name = _TYPE_NAMES.get(type(value))
        if name not in self.node.types:
            return False
        return self.node.format is None or value is None or FORMATS[self.node.format](value)


_MISSING: Final = object()
_TYPE_NAMES: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    str: "string",
}


def fields_of(contract: Contract) -> Mapping[str, Field]:
    """Return the keys of a search whose values a row shows, by key."""
    nodes = {node.place: node for node in contract.representations["compact"].node.walk()}
    return {
        key: Field(key, _kind(nodes[said.place], said.family), said.sortable, nodes[said.place])
        for key, said in contract.filters.items()
    }


def is_whole(value: Any) -> bool:
    """Tell whether value is an integer; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def _step(value: Any, step: str) -> list[Any]:
    if step == "[]":
        return value if isinstance(value, list) else [_MISSING]
    return [value.get(step, _MISSING) if isinstance(value, dict) else _MISSING]


def _kind(node: Node, family: str) -> str:
    if family == "date":
        return "date"
    return next((kind for kind in ("integer", "boolean") if kind in node.types), "text")
