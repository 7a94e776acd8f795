"""One request to the ticket API, as a value."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias
from urllib.parse import quote, urlencode

from ticketgate.exchange.credentials import Credentials

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
_TICKET_ID: Final = re.compile(r"/ticket/(-?[0-9]{1,20})")


class Operation(StrEnum):
    """The two operations of the contract, by their operation id."""

    GET_TICKET = "getTicket"
    SEARCH = "searchTickets"


class Expectation(StrEnum):
    """What a request puts to the test: that it is granted, or what it has to be refused for.

    `LISTED` is a read of a ticket that a search has just listed, after it was said to be gone.
    """

    VALID = "valid"
    LISTED = "listed"
    UNKNOWN = "unknown"
    UNAUTHORIZED = "unauthorized"
    MALFORMED = "malformed"
    LIMIT = "limit"
    ORDER_FIELD = "order-field"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, independent of the target it goes to.

    `path` is percent-encoded and starts after the base URL (`/ticket/17`); `query` keeps order and repeats;
    `body` is the JSON value of a search, None for a request without a body; `raw` is sent in place of it
    and need not be JSON. Without `expects` the target may grant or refuse the request as it likes.
    """

    operation: Operation
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Json = field(default=None, repr=False)
    expects: Expectation | None = None
    credentials: Credentials = Credentials.VALID
    raw: bytes | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def ticket_id(self) -> int | None:
        """The id in the path, or None when the path holds no integer."""
        match = _TICKET_ID.fullmatch(self.path)
        return int(match[1]) if match else None

    @property
    def path_and_query(self) -> str:
        """What follows the base URL, ready to be sent."""
        # A lone surrogate can come from a generated case; it travels as bytes that are no UTF-8.
        query = urlencode(self.query, quote_via=quote, errors="surrogatepass")
        return f"{self.path}?{query}" if query else self.path

    @property
    def content(self) -> bytes | None:
        """The body as ASCII JSON text, or the raw one; None without a body."""
        if self.raw is not None:
            return self.raw
        return None if self.body is None else dump(self.body).encode("ascii")

    @property
    def may_succeed(self) -> bool:
        """Whether a success is no fault, so that what it brings is worth judging."""
        return self.expects in (None, Expectation.VALID, Expectation.LISTED)

    def param(self, name: str) -> str | None:
        """Return the last value of a query parameter, or None when it is not sent."""
        return dict(self.query).get(name)


def get_ticket(ticket_id: int | str, **query: bool | int | str) -> Request:
    """Make the request for one full ticket; booleans are sent as `true` and `false`."""
    path = f"/ticket/{quote(str(ticket_id), safe='')}"
    pairs = tuple((name, _literal(value)) for name, value in query.items())
    return Request(Operation.GET_TICKET, "GET", path, pairs)


def search(body: Json) -> Request:
    """Make the request for a page of compact tickets; `body` is the search as a JSON value."""
    return Request(Operation.SEARCH, "POST", "/ticket/search", body=body)


def _literal(value: bool | int | str) -> str:  # noqa: FBT001  the value itself, no flag
    return str(value).lower() if isinstance(value, bool) else str(value)


def dump(value: Json) -> str:
    """Write ASCII, so that a lone surrogate or a line separator can neither fail nor break the line."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
