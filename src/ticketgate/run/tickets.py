"""The phase that samples the data: pages of the search, then the full form of some tickets."""

from collections.abc import Mapping
from typing import Any, Final

from ticketgate.exchange import Exchange, get_ticket, search
from ticketgate.run.collection import Collection, json_of
from ticketgate.sampling import choose_tickets, filters_of, page_requests

__all__ = ["sample_tickets"]

#: Full tickets read by default, and attempts kept back for what follows.
_MOST_TICKETS: Final = 300
_KEPT_BACK: Final = 10
#: Tickets read once more with their raw data; one alone may have none.
_RAW_READS: Final = 4
_GONE_STATUSES: Final = (403, 404)


def sample_tickets(collection: Collection) -> None:
    """Page through the search, read a spread of the tickets found, and some with their raw data."""
    settings = collection.settings
    _read_pages(collection, filters_of(settings.tickets, settings.filters))
    _read_tickets(collection)
    _read_raw_data(collection)


def _read_pages(collection: Collection, filters: list[Any]) -> None:
    collection.progress("paging through the search", 0, 1)
    (first,) = page_requests(0, filters)
    page = collection.ask(search(first))
    rest = page_requests(_total(page) if page else 0, filters)[1:]
    for done, body in enumerate(rest, 1):
        collection.progress("paging through the search", done, len(rest) + 1)
        collection.ask(search(body))


def _read_tickets(collection: Collection) -> None:
    remaining = collection.client.remaining
    most = _MOST_TICKETS if remaining is None else min(_MOST_TICKETS, max(0, remaining - _KEPT_BACK))
    chosen = choose_tickets(collection.shows, most, collection.settings.seed)
    gone = 0
    for done, ticket in enumerate(chosen):
        collection.progress("reading tickets", done, len(chosen))
        exchange = collection.ask(get_ticket(ticket, includeCustomer=True, includeIntents=True))
        gone += exchange is not None and exchange.status in _GONE_STATUSES
    found = len(collection.rows)
    if gone:
        collection.notes.append(
            f"{gone} of {len(chosen)} tickets found by search could not be read (403 or 404)."
        )
    if len(chosen) < found:
        collection.notes.append(f"{len(chosen)} of {found} tickets found were read in full.")


def _read_raw_data(collection: Collection) -> None:
    """Read a few tickets with their raw data, which shows only on request (R67).

    Supply contracts have raw data of their own, so tickets that show some come first.
    """
    tickets = collection.tickets
    chosen = sorted(tickets, key=lambda ticket: not _supply_contracts(tickets[ticket]))[:_RAW_READS]
    for ticket in chosen:
        collection.ask(get_ticket(ticket, includeCustomer=True, includeIntents=True, includeRawData=True))


def _supply_contracts(ticket: Mapping[str, Any]) -> Any:
    customer = ticket.get("customer")
    return customer.get("contracts") if isinstance(customer, dict) else None


def _total(page: Exchange) -> int:
    body = json_of(page)
    total = body.get("total") if isinstance(body, dict) else None
    return total if type(total) is int else 0
