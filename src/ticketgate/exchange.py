"""One request to the ticket API and the response it got, as values; no code here talks to a network."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote, urlencode

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# The value of forged credentials.
FORGED: Final = "never-issued-by-anyone"

# Filter operands and body members that name a person, a customer or a conversation of the tenant.
_PERSONAL: Final = frozenset(
    {"t.from", "t.customerid", "t.contractid", "t.externalticketid", "t.channelid", "q"}
)
_NOT_A_NUMBER: Final = re.compile("NaN|Infinity")
_TICKET_ID: Final = re.compile(r"/ticket/(-?[0-9]{1,18})")
_JSON_MEDIA_TYPE: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json")


class Operation(StrEnum):
    """The two operations of the contract, by their operation id."""

    GET_TICKET = "getTicket"
    SEARCH = "searchTickets"


class Expectation(StrEnum):
    """What a request is sent for, when it is not to be granted."""

    UNKNOWN = "unknown"
    UNAUTHORIZED = "unauthorized"
    INVALID = "invalid"


class Credentials(StrEnum):
    """Which credentials go with a request: the target's own, none at all, or a token never issued."""

    VALID = "valid"
    NONE = "none"
    FORGED = "forged"


_AUTHORIZATION: Final = {
    Credentials.VALID: ('-H "Authorization: Bearer $ENNEO_TOKEN"',),
    Credentials.NONE: (),
    Credentials.FORGED: (f"-H 'Authorization: Bearer {FORGED}'",),
}


class NotJson(ValueError):  # noqa: N818  the name says what the content is
    """The content is no JSON text; `reason` never quotes it, `offset` counts bytes from its start."""

    def __init__(self, reason: str, offset: int) -> None:
        """Keep both parts; the text reads `reason (at byte offset)`."""
        super().__init__(f"{reason} (at byte {offset})")
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Request:
    """One request, independent of the target it goes to.

    `path` is percent-encoded and starts after the base URL (`/ticket/17`); `query` keeps order and repeats;
    `body` is the JSON value of a search, None for a request without a body.
    """

    operation: Operation
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Json = field(default=None, repr=False)
    expects: Expectation | None = None
    credentials: Credentials = Credentials.VALID

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
        """The body as ASCII JSON text, or None without a body."""
        return None if self.body is None else _dump(self.body).encode("ascii")

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


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it was really sent, and its response.

    Header names are lower-case; `content` is the body without content coding; `elapsed` is in seconds.
    """

    request: Request
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    elapsed: float

    @property
    def media_type(self) -> str | None:
        """The media type in lower case without parameters, or None when none was stated."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() or None

    @property
    def succeeded(self) -> bool:
        """Whether the status is one of 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004  the bounds of the class

    @property
    def is_json(self) -> bool:
        """Whether the stated media type is JSON (`application/json`, `application/problem+json`)."""
        return _JSON_MEDIA_TYPE.fullmatch(self.media_type or "") is not None

    def json(self) -> Json:
        """Parse the content.

        Raises:
            NotJson: it is empty, no UTF-8, starts with a byte order mark, or breaks the JSON grammar.

        """
        try:
            value: Json = orjson.loads(self.content)
        except orjson.JSONDecodeError as error:
            problem = _diagnose(self.content, error)
        else:
            return value
        # Raised outside the handler: the parser's error carries the whole content, a customer's ticket.
        raise problem


def curl(request: Request, base_url: str) -> str:
    """Write the request as one shell line that holds neither the credential nor a value of the tenant."""
    parts = ["curl", "-sS"]
    if request.method != "GET":
        parts.append(f"-X {shlex.quote(request.method)}")
    parts.extend([*_AUTHORIZATION[request.credentials], "-H 'Accept: application/json'"])
    if request.body is not None:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(f"--data-raw {shlex.quote(_dump(_masked(request.body)))}")
    return " ".join([*parts, shlex.quote(base_url + request.path_and_query)])


def _literal(value: bool | int | str) -> str:  # noqa: FBT001  the value itself, no flag
    return str(value).lower() if isinstance(value, bool) else str(value)


def _dump(value: Json) -> str:
    """Write ASCII, so that a lone surrogate or a line separator can neither fail nor break the line."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _diagnose(content: bytes, error: orjson.JSONDecodeError) -> NotJson:
    if not content.strip():
        return NotJson("the body is empty", 0)
    if content.startswith(b"\xef\xbb\xbf"):
        return NotJson("the body starts with a byte order mark", 0)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as undecodable:
        return NotJson("the body is not UTF-8", undecodable.start)
    offset = len(text[: error.pos].encode("utf-8"))
    if _NOT_A_NUMBER.match(text, error.pos):
        return NotJson("NaN and Infinity are not JSON", offset)
    if error.pos >= len(text):
        return NotJson("the body ends before the JSON value does", offset)
    return NotJson(error.msg, offset)


def _masked(value: Json) -> Json:
    """Replace the operands of filters on personal keys, wherever in the body such a filter stands."""
    if isinstance(value, list):
        return [_masked(item) for item in value]
    if not isinstance(value, dict):
        return value
    key = value.get("key")
    if _is_personal(key):
        return {
            name: item if name in {"key", "comparator"} else _hidden(key, item)
            for name, item in value.items()
        }
    return {
        name: _hidden(name, item) if _is_personal(name) else _masked(item) for name, item in value.items()
    }


def _is_personal(key: Json) -> bool:
    return isinstance(key, str) and key.strip().casefold() in _PERSONAL


def _hidden(key: Json, operand: Json) -> Json:
    placeholder = f"<value of {str(key).strip()}>"
    return [placeholder for _ in operand] if isinstance(operand, list) else placeholder
