"""One request to the ticket API, as a value."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote, unquote, urlencode

from ticketgate.exchange.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketgate.contract.operations import Operation, Parameter

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JSON_MEDIA_TYPE: Final = "application/json"
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}", re.ASCII)


class Expectation(StrEnum):
    """What a request puts to the test: that it is granted, or what it has to be refused for.

    `LISTED` is a read of a ticket that a search lists, `STILL_LISTED` another one after it was said to be
    gone, while a search lists it all the same.
    `WITHOUT` leaves out what every request has, after the same with it was refused.
    `LIST_OF_MOMENTS` is a search that lists moments, which can only be compared, `UNUSUAL` one for a single
    ticket that is written or declared in an unusual way: a server may read it or refuse it.
    `BELOW_MINIMUM` and `UNLISTED` are bodies with a member below its minimum or outside its list of values,
    where the contract says that this is refused (`x-refused-as`).
    `EXTENDED` is a search for a single ticket with members that are not documented. `UNAUTHORIZED_FIRST` is
    wrong in itself, and by nobody who may ask.
    """

    VALID = "valid"
    LISTED = "listed"
    STILL_LISTED = "still-listed"
    WITHOUT = "without"
    UNKNOWN = "unknown"
    UNAUTHORIZED = "unauthorized"
    MALFORMED = "malformed"
    BELOW_MINIMUM = "below-minimum"
    UNLISTED = "unlisted"
    LIST_OF_MOMENTS = "list-of-moments"
    UNUSUAL = "unusual"
    EXTENDED = "extended"
    UNAUTHORIZED_FIRST = "unauthorized-first"
    INVALID = "invalid"


#: What is expected of requests that a success is no fault of; None is nothing.
_GRANTED: Final = (
    None,
    Expectation.VALID,
    Expectation.LISTED,
    Expectation.STILL_LISTED,
    Expectation.WITHOUT,
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, independent of the target it goes to.

    `path` is percent-encoded and starts after the base URL (`/ticket/17`); `query` keeps order and repeats;
    `body` is the JSON value of a search, None for a request without a body; `raw` is sent in place of it
    and need not be JSON; `media_type` is what the body is declared as, empty for nothing. Without `expects`
    the target may grant or refuse the request as it likes. `freed` are parameters which else are always sent
    with one value, and of which this request decides itself.
    """

    operation: Operation
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Json = field(default=None, repr=False)
    expects: Expectation | None = None
    credentials: Credentials = Credentials.VALID
    raw: bytes | None = field(default=None, repr=False)
    media_type: str = JSON_MEDIA_TYPE
    freed: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def ticket_id(self) -> int | None:
        """The id in the path, or None when the path holds no integer."""
        segment = unquote(self.operation.segment(self.path) or "")
        return int(segment) if _NUMBER.fullmatch(segment) else None

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
        return self.expects in _GRANTED

    def param(self, name: str) -> str | None:
        """Return the last value of a query parameter, or None when it is not sent."""
        return dict(self.query).get(name)


def reading(operation: Operation, value: int | str, asking: Iterable[Parameter] = ()) -> Request:
    """Make the request for the object that the path names by value, with the parameters asked for as true."""
    path = operation.path_of(quote(str(value), safe=""))
    return Request(operation, operation.method, path, tuple((each.name, "true") for each in asking))


def complete(operation: Operation, value: int | str, asking: Iterable[Parameter] = ()) -> Request:
    """Make the same request for an answer with every member in full, whatever comes on request alone."""
    return reading(operation, value, (*operation.completing, *asking))


def searching(operation: Operation, body: Json) -> Request:
    """Make the request for a page of rows; `body` is the search as a JSON value."""
    return Request(operation, operation.method, operation.path_of(""), body=body)


def for_row(request: Request, ticket: int) -> Request:
    """Make of the search that brought a row the one that brings this row alone, in the same view."""
    search, body = request.operation.search, request.body
    if search is None or not isinstance(body, dict) or request.raw is not None:
        return request
    others = (search.filters, search.limit, search.offset, search.order, search.direction)
    view = {name: value for name, value in body.items() if name not in others}
    wanted: dict[str, Json] = {search.filters: [search.among(search.id_key, ticket)], search.limit: 1}
    return replace(request, body={**wanted, **view})


def dump(value: Json) -> str:
    """Write ASCII, so that a lone surrogate or a line separator can neither fail nor break the line."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
