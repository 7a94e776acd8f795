"""The answers to searches as values that can be compared: rows, total and what each key filters by."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from ticketgate.contract.search_terms import SearchTerms
from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Json
from ticketgate.exchange.rows import rows_of_page
from ticketgate.judging.relations.fields import Field, Row, is_whole

__all__ = ["Page", "page_of", "success_of"]


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a search, beside what it was asked with.

    An example: ``Page({"limit": 2}, ({"id": 9, ...}, {"id": 4, ...}), total=17, complete=False, ...)``.
    """

    #: The body of the request: ``limit``, ``offset``, ``filters`` and the like.
    search: Mapping[str, Json]
    #: The rows in their order, each with an integer as its id.
    rows: tuple[Row, ...]
    #: How many tickets match altogether, None where the answer does not tell.
    total: int | None
    #: Whether the rows are all there are from the first match on.
    complete: bool
    #: What each key filters and sorts by.
    fields: Mapping[str, Field]
    #: The words of a search.
    terms: SearchTerms
    #: What the page says it was cut by: its ``offset`` and ``limit``, as far as these can count.
    told: Mapping[str, int] = field(default_factory=dict)
    #: What its rows show, by place: a page is held against many others.
    _shown: dict[str, Sequence[tuple[Any, ...] | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the rows, in their order."""
        return tuple(row[self.terms.id] for row in self.rows)

    @property
    def offset(self) -> int:
        """How many matches were passed over."""
        offset = self.search.get(self.terms.offset)
        return offset if isinstance(offset, int) else 0

    @property
    def limit(self) -> int:
        """How many rows the page holds at most."""
        limit = self.search.get(self.terms.limit)
        return min(limit, self.terms.most_rows) if isinstance(limit, int) else self.terms.default_limit

    @property
    def filters(self) -> tuple[Mapping[str, Any], ...]:
        """The filters of the search, those that are objects."""
        filters = self.search.get(self.terms.filters)
        return tuple(each for each in filters if isinstance(each, dict)) if isinstance(filters, list) else ()

    def shown(self, by: Field) -> Sequence[tuple[Any, ...] | None]:
        """Return what each row shows of a field, as `Field.values` does."""
        if by.place not in self._shown:
            self._shown[by.place] = [by.values(row) for row in self.rows]
        return self._shown[by.place]

    def without(self, aside: AbstractSet[int]) -> "Page":
        """Return the page without these tickets: neither their rows nor their being counted tells anything.

        How many of them the total of a page counts that does not hold every match, nobody knows.
        """
        if not aside:
            return self
        rows = tuple(row for row in self.rows if row[self.terms.id] not in aside)
        return replace(self, rows=rows, total=len(rows) if self.complete else None)


def page_of(exchange: Exchange, fields: Mapping[str, Field]) -> Page | None:
    """Read the answer to a search; None when it is no page, or holds something that is no ticket."""
    body, search, terms = success_of(exchange), exchange.request.body, exchange.request.operation.search
    if terms is None or not isinstance(search, dict):
        return None
    read = rows_of_page(body, terms)
    if read is None or len(read.tickets) < len(read.rows):
        return None
    rows = tuple(row for _, row in read.tickets)
    total = read.total if read.total is not None and read.total >= 0 else None
    told = {
        name: body[name]
        for name in (terms.offset, terms.limit)
        if is_whole(body.get(name)) and body[name] >= 0
    }
    page = Page(search, rows, total, complete=False, fields=fields, terms=terms, told=told)
    return replace(page, complete=page.offset == 0 and total is not None and len(rows) >= total)


def success_of(exchange: Exchange) -> Any:
    """Return the JSON body of a success, None when there is none to judge."""
    if not (exchange.succeeded and exchange.request.may_succeed):
        return None
    try:
        return exchange.json()
    except NotJson:
        return None
