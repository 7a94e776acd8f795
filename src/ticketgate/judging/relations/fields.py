"""The members of a row that a search filters and sorts by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ticketgate.contract.clauses import Node
from ticketgate.contract.formats import FORMATS
from ticketgate.contract.forms import COMPACT
from ticketgate.contract.model import Contract
from ticketgate.contract.places import MISSING, values_at
from ticketgate.contract.search_terms import FilterKey

__all__ = ["Field", "Row", "fields_of", "is_whole"]

#: A compact ticket as a search returns it: ``{"id": 371180, "status": "open", "tagIds": [7], ...}``.
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """What a key filters and sorts by: the member of a row that shows it.

    ``t.status``, for example, is shown at ``status`` and is a text; ``tt.tagId`` is shown at ``tagIds[]``, of
    which every item counts.
    """

    #: What the contract says of the key, such as ``t.status``.
    said: FilterKey
    #: ``integer``, ``boolean``, ``text`` or ``date``.
    kind: str
    #: What the contract says of the values at the place where a row shows them.
    node: Node

    @property
    def key(self) -> str:
        """What a filter calls it, such as ``t.status``."""
        return self.said.key

    @property
    def sortable(self) -> bool:
        """Whether a search can be ordered by it."""
        return self.said.sortable

    @property
    def place(self) -> str:
        """Where a row shows the value."""
        return self.node.place

    @property
    def many(self) -> bool:
        """Whether a ticket can have several values."""
        return "[]" in self.place

    def values(self, row: Row) -> tuple[Any, ...] | None:
        """Return what the row shows: one value or null, or the items of a list.

        None when a member is missing or a value is not one the contract knows, which is a finding of its own
        and no ground to judge the search by.
        """
        values = values_at(row, self.place)
        return tuple(values) if all(map(self._knows, values)) else None

    def _knows(self, value: Any) -> bool:
        if value is MISSING:
            return False
        if self.node.enum is not None:
            return value in self.node.enum
        if _TYPE_NAMES.get(type(value)) not in self.node.types:
            return False
        return self.node.format is None or value is None or FORMATS[self.node.format](value)


_TYPE_NAMES: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    str: "string",
}


def fields_of(contract: Contract) -> Mapping[str, Field]:
    """Return the keys of a search whose values a row shows, by key."""
    nodes = {node.place: node for node in contract.representations[COMPACT].node.walk()}
    return {
        key: Field(said, _kind(nodes[said.shown_at], said.family), nodes[said.shown_at])
        for key, said in contract.filters.items()
    }


def is_whole(value: Any) -> bool:
    """Tell whether value is an integer; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def _kind(node: Node, family: str) -> str:
    if family == "date":
        return "date"
    return next((kind for kind in ("integer", "boolean") if kind in node.types), "text")
