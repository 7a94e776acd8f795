"""The one reader of a page: what stands in each of its rows, and how many matches it states."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ticketgate.exchange.answer import NotJson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ticketgate.contract.search_terms import SearchTerms
    from ticketgate.exchange.answer import Exchange


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of a page, whatever stands there."""

    #: Where it stands on the page, counted from 0.
    position: int
    #: The JSON value there; it should be an object with an integer id.
    value: Any = field(repr=False)
    #: The id of the ticket; None for what is no object, or has no integer id.
    ticket: int | None

    @property
    def is_object(self) -> bool:
        """Whether a JSON object stands there."""
        return isinstance(self.value, dict)


@dataclass(frozen=True, slots=True)
class PageRows:
    """What a page holds; each row is a ticket if there are as many ``tickets`` as ``rows``."""

    #: Every row in its order, also what is no object and what has no integer id.
    rows: tuple[PageRow, ...]
    #: How many tickets match in all, as the page states it; None when it states no integer.
    total: int | None

    @property
    def tickets(self) -> tuple[tuple[int, Mapping[str, Any]], ...]:
        """The rows that are objects with an integer id, in their order, each with that id."""
        return tuple((row.ticket, row.value) for row in self.rows if row.ticket is not None)


def rows_of_page(body: Any, terms: SearchTerms) -> PageRows | None:
    """Read the body of an answer to a search; None when it is no object, or has no list of rows."""
    rows = body.get(terms.rows) if isinstance(body, dict) else None
    if not isinstance(rows, list):
        return None
    read = (PageRow(position, row, ticket_of(row, terms)) for position, row in enumerate(rows))
    return PageRows(tuple(read), ticket_id(body.get(terms.total)))


def rows_of_answer(exchange: Exchange) -> PageRows | None:
    """Read the answer to a search; None when it is no success, no JSON or no page."""
    terms = exchange.request.operation.search
    if terms is None or not exchange.succeeded:
        return None
    try:
        return rows_of_page(exchange.json(), terms)
    except NotJson:
        return None


def changed_between(exchanges: Sequence[Exchange], terms: SearchTerms) -> AbstractSet[int]:
    """Return the tickets that some answers show as changed at one moment and others at another."""
    stamps: dict[int, set[str]] = {}
    for page in filter(None, map(rows_of_answer, exchanges)):
        for ticket, row in page.tickets:
            stamps.setdefault(ticket, set()).add(repr(row.get(terms.changed)))
    return {ticket for ticket, seen in stamps.items() if len(seen) > 1}


def ticket_of(value: Any, terms: SearchTerms) -> int | None:
    """Return the id that a ticket or a row has; None for what is no object, or has no integer id."""
    return ticket_id(value.get(terms.id)) if isinstance(value, dict) else None


def ticket_id(value: Any) -> int | None:
    """Return a JSON value as an id; None for what is no integer, and for true and false."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_meant_as_page(value: Any, terms: SearchTerms) -> bool:
    """Tell whether a JSON value has the member in which a page has its rows, whatever stands there."""
    return isinstance(value, dict) and terms.rows in value
