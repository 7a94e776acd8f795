"""One request to the ticket API and the response it got, as values; no code here talks to a network."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeVar, cast

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ticketgate.exchange.request import Json, Request

Made = TypeVar("Made")

_JSON_TOKEN: Final = re.compile(rb'(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")(?P<colon>\s*:)?|[][{}]')
# A number that may be whole though the parser makes a float of it: with zeros for a fraction, with an
# exponent, or longer than a float tells exactly. A text may hold the same: that costs a needless look.
_ZEROS: Final = re.compile(rb"\.0+(?=[\s,}\]]|\Z)")
_LONG_OR_WITH_EXPONENT: Final = re.compile(rb":0(?:0{16}|0*e0)")
# For the second pattern every digit is a 0 and each number follows a colon. A pattern that begins with a text
# is looked for ten times as fast as one that begins with any of several.
_FIGURES: Final = bytes.maketrans(b"0123456789.E[,", b"00000000000e::")
_BESIDE_FIGURES: Final = b" \t\r\n+-"
#: From here on a float does not tell one whole number from the next (IEEE 754).
INEXACT: Final = 2.0**53
_NOT_A_NUMBER: Final = re.compile("NaN|Infinity")
_JSON_MEDIA_TYPE: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json")


class NotJson(ValueError):  # noqa: N818  the name says what the content is
    """The content is no JSON text; `reason` never quotes it, `offset` counts bytes from its start."""

    def __init__(self, reason: str, offset: int) -> None:
        """Keep both parts; the text reads `reason (at byte offset)`."""
        super().__init__(f"{reason} (at byte {offset})")
        self.reason = reason
        self.offset = offset


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
    # What was made of it: an answer is judged from many sides.
    _made: dict[Callable[[Exchange], Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

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
        return self.once(_parsed).value

    @property
    def unusual_integers(self) -> frozenset[str]:
        """The names of the members that hold a whole number with a fraction, an exponent or more than 64 bit.

        Of a number in an array, and of one that is the whole content, the name is empty.

        Raises:
            NotJson: as `json` does.

        """
        return self.once(_parsed).unusual_integers

    def parsed_already(self, parsed: Parsed) -> Self:
        """Return the exchange itself, which takes for its content what somebody has parsed it to before."""
        self._made[_parsed] = parsed
        return self

    @property
    def weight(self) -> int:
        """About how many bytes of memory the value of its content takes."""
        return self.once(_weight)

    def once(self, make: Callable[[Exchange], Made]) -> Made:
        """Return what `make` makes of the exchange, which is asked for it the first time only."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])


def parse_json(content: bytes) -> Json:
    """Parse JSON text in UTF-8; of a member that is named twice the last value counts.

    A whole number is an int however it is written and however long it is: `17.0` is 17 (JSON Schema).

    Raises:
        NotJson: it is empty, no UTF-8, starts with a byte order mark, or breaks the JSON grammar.

    """
    return parse(content).value


def _parsed(exchange: Exchange) -> Parsed:
    return parse(exchange.content)


def _weight(exchange: Exchange) -> int:
    return weight(exchange.content)


class Parsed(NamedTuple):
    """What JSON text holds."""

    value: Json
    #: The names of the members that hold a whole number with a fraction, an exponent or more than 64 bit.
    unusual_integers: frozenset[str]


def parse(content: bytes) -> Parsed:
    """Parse JSON text as `parse_json` does, and tell how its whole numbers are written; raises as it does."""
    value = parse_as_written(content)
    if not _may_hold_whole_floats(content):
        return Parsed(value, frozenset())
    outer = [value]
    found = [*_whole_floats(outer)]
    names = frozenset(at if isinstance(at, str) else "" for _, at in found)
    if any(abs(within[at]) >= INEXACT for within, at in found):
        return Parsed(_with_whole_numbers(content, value), names)
    for within, at in found:
        within[at] = int(within[at])
    return Parsed(outer[0], names)


def parse_as_written(content: bytes) -> Json:
    """Parse JSON text as `parse_json` does, but a number keeps its form: `17.0` is a float.

    Raises:
        NotJson: as `parse_json` does.

    """
    try:
        value: Json = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        problem = _diagnose(content, error)
    else:
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


def number_of(text: str) -> int | float:
    """Return the number that JSON text writes with a fraction or an exponent: an int when it is whole."""
    number = float(text)
    return int(Decimal(text)) if number.is_integer() else number


def _may_hold_whole_floats(content: bytes) -> bool:
    """Tell whether the parser may make a float of a whole number; it surely does not where this says no."""
    if _ZEROS.search(content):
        return True
    figures = b":" + content.translate(_FIGURES, _BESIDE_FIGURES)
    return _LONG_OR_WITH_EXPONENT.search(figures) is not None


def _whole_floats(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each whole number in a list or an object that the parser made a float of, as holder and key."""
    waiting = [value]
    for holder in waiting:
        has_floats = False
        for inner in holder.values() if isinstance(holder, dict) else holder:
            kind = type(inner)
            if kind is dict or kind is list:
                waiting.append(inner)
            elif kind is float:
                has_floats = True
        if has_floats:
            for key, inner in holder.items() if isinstance(holder, dict) else enumerate(holder):
                if type(inner) is float and inner.is_integer():
                    yield holder, key


def _with_whole_numbers(content: bytes, value: Json) -> Json:
    """Parse again, more slowly: the fast parser makes a float of 17.0 and of an integer beyond 64 bit."""
    try:
        exact: Json = json.loads(content, parse_float=number_of)
    except (ValueError, RecursionError):  # thousands of digits, or nested as deeply as no ticket is
        return value
    return exact


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
