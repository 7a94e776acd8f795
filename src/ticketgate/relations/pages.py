"""The answers to searches as values that can be compared: rows, total and what each key filters by."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final

from ticketgate.clauses import Node
from ticketgate.contract import Contract
from ticketgate.exchange import Exchange, Json, NotJson
from ticketgate.formats import FORMATS

__all__ = ["LIMIT_DEFAULT", "PAGE_CAP", "Field", "Page", "fields_of", "is_whole", "page_of", "success_of"]

#: Rows a page holds when no limit is asked for, and the most it ever holds (R76).
LIMIT_DEFAULT: Final = 100
PAGE_CAP: Final = 500


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


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a search: the body it was asked with, its rows by position, and the total if it is known.

    ``complete`` tells whether the rows are all there are from the first match on.
    """

    search: Mapping[str, Json]
    rows: tuple[Mapping[str, Any], ...]
    total: int | None
    complete: bool
    fields: Mapping[str, Field]

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the rows, in their order."""
        return tuple(row["id"] for row in self.rows)

    @property
    def offset(self) -> int:
        """How many matches were passed over."""
        offset = self.search.get("offset")
        return offset if isinstance(offset, int) else 0

    @property
    def limit(self) -> int:
        """How many rows the page holds at most."""
        limit = self.search.get("limit")
        return min(limit, PAGE_CAP) if isinstance(limit, int) else LIMIT_DEFAULT

    @property
    def filters(self) -> tuple[Mapping[str, Any], ...]:
        """The filters of the search, those that are objects."""
        filters = self.search.get("filters")
        return tuple(each for each in filters if isinstance(each, dict)) if isinstance(filters, list) else ()

    def without(self, aside: AbstractSet[int]) -> "Page":
        """Return the page without these tickets; their coming and going says nothing about the total then."""
        if not aside:
            return self
        return replace(self, rows=tuple(row for row in self.rows if row["id"] not in aside), total=None)


def fields_of(contract: Contract) -> Mapping[str, Field]:
    """Return the keys of a search whose values a row shows, by key."""
    nodes = {node.place: node for node in contract.representations["compact"].node.walk()}
    return {
        key: Field(key, _kind(nodes[said.place], said.family), said.sortable, nodes[said.place])
        for key, said in contract.filters.items()
    }


def page_of(exchange: Exchange, fields: Mapping[str, Field]) -> Page | None:
    """Read the answer to a search; None when it is no page, or holds something that is no ticket."""
    body, search = success_of(exchange), exchange.request.body
    tickets = body.get("tickets") if isinstance(body, dict) else None
    if not isinstance(tickets, list) or not isinstance(search, dict):
        return None
    if not all(isinstance(row, dict) and is_whole(row.get("id")) for row in tickets):
        return None
    total = body["total"] if is_whole(body.get("total")) and body["total"] >= 0 else None
    page = Page(search, tuple(tickets), total, complete=False, fields=fields)
    return replace(page, complete=page.offset == 0 and total is not None and len(tickets) >= total)


def success_of(exchange: Exchange) -> Any:
    """Return the JSON body of a success, None when there is none to judge."""
    if not (exchange.succeeded and exchange.request.may_succeed):
        return None
    try:
        return exchange.json()
    except NotJson:
        return None


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
