"""The answers to searches as values that can be compared: rows, total and what each key filters by."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final

from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Json
from ticketgate.judging.relations.fields import Field, is_whole

__all__ = ["LIMIT_DEFAULT", "PAGE_CAP", "Page", "page_of", "success_of"]

#: Rows a page holds when no limit is asked for, and the most it ever holds (R76).
LIMIT_DEFAULT: Final = 100
PAGE_CAP: Final = 500


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
