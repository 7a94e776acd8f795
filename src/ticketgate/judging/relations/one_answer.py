"""Relations between a request and its answer."""

from collections.abc import Mapping
from typing import Any

from ticketgate.exchange.answer import Exchange
from ticketgate.judging.relations.fields import is_whole
from ticketgate.judging.relations.judgements import Disagreement, Judgement, all_differ, unless
from ticketgate.judging.relations.pages import success_of


def answers_with_the_ticket_asked_for(exchange: Exchange) -> Judgement:
    body = success_of(exchange)
    # A number beyond 64 bit is read as a float, and 17.0 is an integer to JSON Schema.
    number = body.get("id") if isinstance(body, dict) else None
    if not is_whole(number) and not (isinstance(number, float) and number.is_integer()):
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


def page_is_within_the_limit(exchange: Exchange) -> Judgement:
    body, limit = success_of(exchange), _asked(exchange, "limit")
    rows = _rows(body)
    if rows is None or limit is None or limit < 1:
        return None
    most = min(limit, _most_rows(exchange))
    return unless(len(body["tickets"]) <= most, "tickets", "holds more tickets than asked for")


def total_covers_the_page(exchange: Exchange) -> Judgement:
    body = success_of(exchange)
    rows = _rows(body)
    if not rows or not _counts(body.get("total")):
        return None
    return unless(body["total"] >= len(rows), "total", "is less than the tickets of the page")


def paging_is_echoed(exchange: Exchange) -> Judgement:
    body = success_of(exchange)
    if _rows(body) is None:
        return None
    asked = {name: value for name in ("offset", "limit") if (value := _asked(exchange, name)) is not None}
    if asked.get("limit", 0) > _most_rows(exchange):
        del asked["limit"]
    echoed = {name: value for name, value in asked.items() if _counts(body.get(name))}
    if not echoed:
        return None
    return tuple(
        Disagreement(name, f"is not the {name} of the request")
        for name, value in echoed.items()
        if body[name] != value
    )


def page_lists_a_ticket_once(exchange: Exchange) -> Judgement:
    ids = [row["id"] for row in _rows(success_of(exchange)) or () if is_whole(row.get("id"))]
    if not ids:
        return None
    return unless(all_differ(ids), "tickets[].id", "occurs more than once on the page")


def external_ticket_ids_are_unique(exchange: Exchange) -> Judgement:
    rows = {row["id"]: row for row in _rows(success_of(exchange)) or () if is_whole(row.get("id"))}
    ids = [row["externalTicketId"] for row in rows.values() if isinstance(row.get("externalTicketId"), str)]
    if len(ids) < 2:  # noqa: PLR2004 - one alone has nothing to differ from
        return None
    return unless(all_differ(ids), "tickets[].externalTicketId", "is shared by two tickets")


def _rows(body: Any) -> list[Mapping[str, Any]] | None:
    tickets = body.get("tickets") if isinstance(body, dict) else None
    return [row for row in tickets if isinstance(row, dict)] if isinstance(tickets, list) else None


def _most_rows(exchange: Exchange) -> int:
    """Return how many rows a page has at most (R76)."""
    search = exchange.request.operation.search
    return search.most_rows if search else 0


def _counts(value: Any) -> bool:
    """Tell whether value can count tickets; one that cannot is blamed by its own clause already."""
    return isinstance(value, int) and is_whole(value) and value >= 0


def _asked(exchange: Exchange, name: str) -> int | None:
    """Return a paging member of the request, None when it was not sent as an integer."""
    body = exchange.request.body
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, int) and is_whole(value) else None
