"""Relations between a request and its answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ticketgate.contract.clauses import Node
from ticketgate.contract.forms import FULL
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.rows import PageRows, rows_of_page
from ticketgate.judging.relations.fields import is_whole
from ticketgate.judging.relations.judgements import Disagreement, Judgement, all_differ, unless
from ticketgate.judging.relations.pages import success_of

#: Members in which servers say what went wrong; no ticket and no page has one of them.
SAYS_WHY: Final = ("error", "errors", "message", "exception")


def is_error(body: Any) -> bool:
    """Tell whether a body is an error in the place of a ticket or page.

    One that is a ticket or page and says ``success: false`` is none: one member of it is wrong.
    """
    if not isinstance(body, dict) or "id" in body or "total" in body:
        return False
    return body.get("success") is False or any(body.get(name) for name in SAYS_WHY)


def success_is_no_error(exchange: Exchange) -> Judgement:
    body = success_of(exchange)
    if not isinstance(body, dict):
        return None
    meant = "page" if exchange.request.operation.search else "ticket"
    return unless(not is_error(body), "", f"is an error, not a {meant}")


def answers_with_the_ticket_asked_for(exchange: Exchange) -> Judgement:
    body = success_of(exchange)
    number = body.get("id") if isinstance(body, dict) else None
    if not is_whole(number):
        return None
    return unless(number == exchange.request.ticket_id, "id", "is not the id in the path")


def raw_data_only_on_request(exchange: Exchange) -> Judgement:
    body, operation = success_of(exchange), exchange.request.operation
    asked = any(exchange.request.param(each.name) == "true" for each in operation.filling)
    if not isinstance(body, dict) or asked:
        return None
    if not isinstance(body.get("rawData"), dict | None):  # broken by itself, which another clause says
        return None
    return unless(body.get("rawData") is None, "rawData", "is filled although the request did not ask for it")


def raw_data_on_request(forms: Mapping[str, Node], exchange: Exchange) -> Judgement:
    body, operation = success_of(exchange), exchange.request.operation
    asked = any(exchange.request.param(each.name) == "true" for each in operation.filling)
    if not isinstance(body, dict) or not asked:
        return None
    channel = body.get("channel")
    if channel == "system" or channel not in (forms[FULL].members["channel"].enum or ()):
        return None
    lacking = "is not filled although the request asked for it"
    contracts = [each for each in _contracts(body) if "rawData" in each]
    filled = not contracts or any(each["rawData"] is not None for each in contracts)
    # Whether the member is there at all is a promise of its own.
    places = (("rawData", body.get("rawData", ...) is not None), ("customer.contracts[].rawData", filled))
    return tuple(Disagreement(place, lacking) for place, is_there in places if not is_there)


def _contracts(ticket: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    customer = ticket.get("customer")
    contracts = customer.get("contracts") if isinstance(customer, dict) else None
    return [each for each in contracts if isinstance(each, dict)] if isinstance(contracts, list) else []


def page_is_within_the_limit(exchange: Exchange) -> Judgement:
    page, terms = _page(exchange), exchange.request.operation.search
    limit = _asked(exchange, terms.limit) if terms else None
    if page is None or terms is None or limit is None or limit < 1:
        return None
    most = min(limit, terms.most_rows)
    return unless(len(page.rows) <= most, terms.rows, "holds more tickets than asked for")


def total_covers_the_page(exchange: Exchange) -> Judgement:
    page, terms = _page(exchange), exchange.request.operation.search
    rows = [row for row in page.rows if row.is_object] if page else []
    if page is None or terms is None or not rows or page.total is None or page.total < 0:
        return None
    return unless(page.total >= len(rows), terms.total, "is less than the tickets of the page")


def paging_is_echoed(exchange: Exchange) -> Judgement:
    body, terms = success_of(exchange), exchange.request.operation.search
    if terms is None or _page(exchange) is None:
        return None
    asked = {
        name: value for name in (terms.offset, terms.limit) if (value := _asked(exchange, name)) is not None
    }
    if asked.get(terms.limit, 0) > terms.most_rows:
        del asked[terms.limit]
    echoed = {name: value for name, value in asked.items() if _counts(body.get(name))}
    if not echoed:
        return None
    return tuple(
        Disagreement(name, f"is not the {name} of the request")
        for name, value in echoed.items()
        if body[name] != value
    )


def page_lists_a_ticket_once(exchange: Exchange) -> Judgement:
    ids = [ticket for ticket, _ in _tickets(exchange)]
    return unless(all_differ(ids), "tickets[].id", "occurs more than once on the page") if ids else None


def external_ticket_ids_are_unique(exchange: Exchange) -> Judgement:
    rows = dict(_tickets(exchange))
    ids = [row["externalTicketId"] for row in rows.values() if isinstance(row.get("externalTicketId"), str)]
    if len(ids) < 2:  # noqa: PLR2004 - one alone has nothing to differ from
        return None
    return unless(all_differ(ids), "tickets[].externalTicketId", "is shared by two tickets")


def _page(exchange: Exchange) -> PageRows | None:
    """Return the rows of the answer to a search, None when there are none to judge."""
    return exchange.once(_rows)


def _rows(exchange: Exchange) -> PageRows | None:
    terms = exchange.request.operation.search
    return rows_of_page(success_of(exchange), terms) if terms else None


def _tickets(exchange: Exchange) -> tuple[tuple[int, Mapping[str, Any]], ...]:
    page = _page(exchange)
    return page.tickets if page else ()


def _counts(value: Any) -> bool:
    """Tell whether value can count tickets; one that cannot is blamed by its own clause already."""
    return isinstance(value, int) and is_whole(value) and value >= 0


def _asked(exchange: Exchange, name: str) -> int | None:
    """Return a paging member of the request, None when it was not sent as an integer."""
    body = exchange.request.body
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, int) and is_whole(value) else None
