"""One request to the ticket API and the response it got, as values; no code here talks to a network."""

from __future__ import annotations

import base64
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
_JSON_TOKEN: Final = re.compile(rb'(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")(?P<colon>\s*:)?|[][{}]')
# Greater numbers are asked for to see what a server makes of them; a tenant's own ids are smaller.
_BOUNDARY: Final = 2**31 - 1
_TOKEN_OR_MOMENT: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9_-]{0,31}|[+-]?\d{1,4} (?:DAY|HOUR)|\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?", re.ASCII
)
_NOT_A_NUMBER: Final = re.compile("NaN|Infinity")
_TICKET_ID: Final = re.compile(r"/ticket/(-?[0-9]{1,20})")
_JSON_MEDIA_TYPE: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json")


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


class Credentials(StrEnum):
    """Which credentials go with a request: the target's own, or one way of having none that are valid.

    `FORGED` has the form of the target's own but is no token at all; `UNSIGNED` and `EXPIRED` are tokens
    that nobody issued, one without a signature, one that ran out years ago.
    """

    VALID = "valid"
    NONE = "none"
    FORGED = "forged"
    WRONG_SCHEME = "wrong-scheme"
    UNSIGNED = "unsigned"
    EXPIRED = "expired"
    OTHER_COOKIE = "other-cookie"


def _jwt(algorithm: str, expires: int, signature: bytes) -> str:
    parts = (
        f'{{"alg":"{algorithm}","typ":"JWT"}}'.encode(),
        f'{{"sub":"{FORGED}","iat":1577836800,"exp":{expires}}}'.encode(),
        signature,
    )
    return ".".join(base64.urlsafe_b64encode(part).decode("ascii").rstrip("=") for part in parts)


#: The header that carries credentials which nobody issued; `NONE` and `FORGED` are made elsewhere.
INVALID_HEADERS: Final = {
    Credentials.WRONG_SCHEME: (
        "Authorization",
        f"Basic {base64.b64encode(f'{FORGED}:{FORGED}'.encode()).decode('ascii')}",
    ),
    Credentials.UNSIGNED: ("Authorization", f"Bearer {_jwt('none', 4102444800, b'')}"),
    Credentials.EXPIRED: ("Authorization", f"Bearer {_jwt('HS256', 1577840400, FORGED.encode())}"),
    Credentials.OTHER_COOKIE: ("Cookie", f"connect.sid={FORGED}"),
}
_AUTHORIZATION: Final = {
    Credentials.VALID: ('-H "Authorization: Bearer $ENNEO_TOKEN"',),
    Credentials.NONE: (),
    Credentials.FORGED: (f"-H 'Authorization: Bearer {FORGED}'",),
    **{kind: (f"-H '{name}: {value}'",) for kind, (name, value) in INVALID_HEADERS.items()},
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
        return None if self.body is None else _dump(self.body).encode("ascii")

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


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it was really sent, and its response.

    Header names are lower-case; `content` is the body without content coding; `elapsed` is in seconds.
    `echoes_credential` says that the answer held the credential of the target, which is masked in it.
    Status 0 stands for a response that never came in full, and `failure` says why.
    """

    request: Request
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    elapsed: float
    echoes_credential: bool = False
    failure: str = ""
    # The value once parsed: an answer is judged from many sides.
    _parsed: list[Json] = field(default_factory=list, init=False, repr=False, compare=False)

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
        """Parse the content; the value is the same object each time and not to be changed.

        Of a member that is named twice the last value counts.

        Raises:
            NotJson: it is empty, no UTF-8, starts with a byte order mark, or breaks the JSON grammar.

        """
        if self._parsed:
            return self._parsed[0]
        try:
            value: Json = orjson.loads(self.content)
        except orjson.JSONDecodeError as error:
            problem = _diagnose(self.content, error)
        else:
            self._parsed.append(value)
            return value
        # Raised outside the handler: the parser's error carries the whole content, a customer's ticket.
        raise problem


def weight(content: bytes | bytearray) -> int:
    """Return about how many bytes of memory the value takes whose JSON text this is."""
    return len(content) + 48 * sum(map(content.count, (b",", b"[", b"{")))


def repeated_member(content: bytes, value: Json) -> int | None:
    """Return the byte at which JSON text names a member of an object again, None when each name is unique.

    RFC 8259 leaves open what a reader makes of that, so two readers see two tickets. value is what the text
    was parsed to; it has fewer quotes than the text if a member was dropped: only then the text is searched.
    """
    try:
        quotes = orjson.dumps(value).count(b'"')
    except TypeError:  # nested too deeply to be written again
        quotes = 0
    # A quote within a text may be written as a number.
    if content.count(b'"') + content.count(rb"\u0022") <= quotes:
        return None
    names: list[set[str]] = []
    for token in _JSON_TOKEN.finditer(content):
        if token["colon"]:
            name = orjson.loads(token["text"])
            if name in names[-1]:
                return token.start()
            names[-1].add(name)
        elif token[0] in (b"{", b"["):
            names.append(set())
        elif token[0] in (b"}", b"]"):
            names.pop()
    return None


def curl(request: Request, base_url: str) -> str:
    """Write the request as one shell line that holds neither the credential nor a value of the tenant."""
    parts = ["curl", "-sS"]
    if request.method != "GET":
        parts.append(f"-X {shlex.quote(request.method)}")
    parts.extend([*_AUTHORIZATION[request.credentials], "-H 'Accept: application/json'"])
    if request.content is not None:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(_data_option(request))
    return " ".join([*parts, shlex.quote(base_url + request.path_and_query)])


def is_personal(key: Json) -> bool:
    """Whether a filter key or body member names a person, a customer or a conversation of the tenant."""
    return isinstance(key, str) and key.strip().casefold() in _PERSONAL


def _data_option(request: Request) -> str:
    if request.raw is None:
        return f"--data-raw {shlex.quote(_dump(_masked(request.body)))}"
    if all(0x20 <= byte < 0x7F for byte in request.raw):  # noqa: PLR2004  printable ASCII
        return f"--data-raw {shlex.quote(request.raw.decode('ascii'))}"
    octal = "".join(f"\\{byte:03o}" for byte in request.raw)
    return f"--data-binary @<(printf '{octal}')"


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
    """Replace the operands of filters that may be the tenant's, wherever in the body such a filter stands."""
    if isinstance(value, list):
        return [_masked(item) for item in value]
    if not isinstance(value, dict):
        return value
    key = value.get("key")
    if isinstance(key, str):
        return {
            name: item if name in {"key", "comparator"} else _operand(key, item)
            for name, item in value.items()
        }
    return {name: _hidden(name, item) if is_personal(name) else _masked(item) for name, item in value.items()}


def _operand(key: str, operand: Json) -> Json:
    if is_personal(key):
        return _hidden(key, operand)
    if isinstance(operand, list):
        return [_operand(key, item) for item in operand]
    return operand if _is_anyones(key, operand) else _hidden(key, operand)


def _is_anyones(key: str, operand: Json) -> bool:
    """Whether an operand tells nothing of the tenant: an id of a ticket, a boundary, a token, a moment."""
    if isinstance(operand, int):
        return key == "t.id" or not 1 < operand < _BOUNDARY
    return operand is None or (isinstance(operand, str) and _TOKEN_OR_MOMENT.fullmatch(operand) is not None)


def _hidden(key: Json, operand: Json) -> Json:
    placeholder = f"<value of {str(key).strip()}>"
    return [placeholder for _ in operand] if isinstance(operand, list) else placeholder
