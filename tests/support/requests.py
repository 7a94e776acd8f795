"""The requests of both operations, made as briefly as tests need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ticketgate.contract.loading import default_contract
from ticketgate.exchange.request import Request

if TYPE_CHECKING:
    from ticketgate.exchange.request import Json

READING: Final = default_contract().reading
SEARCHING: Final = default_contract().searching


def get_ticket(ticket_id: int | str, **query: bool | int | str) -> Request:
    """Ask for one full ticket; booleans are sent as `true` and `false`."""
    pairs = tuple((name, str(value).lower()) for name, value in query.items())
    return Request(READING, "GET", f"/ticket/{quote(str(ticket_id), safe='')}", pairs)


def search(body: Json) -> Request:
    """Ask for a page of rows."""
    return Request(SEARCHING, "POST", "/ticket/search", body=body)
