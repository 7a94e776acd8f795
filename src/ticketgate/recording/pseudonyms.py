"""Replaces what tickets say by keyed pseudonyms that leave what the contract looks at as it was.

Kept are types, null, emptiness, documented tokens, formats, dialects, equality (apart from case or between
number and text, too), the order of moments and of the API's own ids. The key is stored nowhere.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from ticketgate.contract.formats import FORMATS, date_dialect
from ticketgate.contract.model import Contract
from ticketgate.exchange.request import Json
from ticketgate.judging.relations.criteria import folded

__all__ = ["Pseudonyms"]

_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}", re.ASCII)
_DIGITS: Final = re.compile(r"(0*)([1-9][0-9]{0,39})", re.ASCII)
_DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(.*)", re.ASCII | re.DOTALL)
_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)", re.ASCII | re.DOTALL)
_MEDIA_TYPE: Final = re.compile(
    r"(application|audio|font|image|message|model|multipart|text|video)/[\w.+-]{1,80}"
)
_SPAN: Final = re.compile(r"[+-]?\d{1,4} (DAY|HOUR)")
#: Operands with a meaning of their own, and what the documents write out nowhere as an enum.
_TOKENS: Final = ("null", "all", "unassigned", "team", "CURRENT_DATE", "CURRENT_TIME", "true", "false")
#: Short tokens that say what kind of file something is, which a rule reads.
_KINDS_OF_FILE: Final = ("fileEnding",)
#: Whole numbers that count or measure; they name nobody.
_COUNTS: Final = frozenset({"total", "offset", "limit", "size", "width", "height", "order"})
#: Ids that a tenant's own systems gave out; those of the API itself are only moved and stay in order.
_FOREIGN_IDS: Final = frozenset({"customerId", "contractId"})
_PERSONS: Final = frozenset({"customer", "contracts"})
_SMALL: Final = 10_000
_DEEPEST: Final = 64
_LARGEST_MOVED: Final = 2**30
_SECONDS_PER_DAY: Final = 86_400
_UNIX: Final = range(10**8, 10**11)
_LENGTHS: Final = (24, 64, 256, 1024)
#: Words are letters alone, so that each can be large or small.
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")

Path = tuple[str, ...]


class Pseudonyms:
    """Gives out pseudonyms; one object gives the same for the same value, another one others."""

    def __init__(self, contract: Contract, key: bytes | None = None) -> None:
        """Draw a key, unless one is given, and learn the tokens and member names of the contract."""
        self._key = key or secrets.token_bytes(32)
        self._tokens = frozenset((*_TOKENS, *_documented(contract, ("enum", "const"))))
        self._spellings = frozenset(map(folded, self._tokens))
        self._places = {key: field.shown_at for key, field in contract.filters.items()}
        self._days = -1 - self._number("days") % 3000
        self._moved_by = 1_000_000 + self._number("ids") % 900_000_000
        self._digits: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, value: Json, path: Path = (), depth: int = 0) -> Json:
        """Return the pseudonym of a JSON value; path is the way of member names to it.

        What lies deeper than any ticket goes is left out.
        """
        if isinstance(value, str):
            return self.text(value, path)
        if isinstance(value, list):
            return [self.of(item, path, depth + 1) for item in value] if depth < _DEEPEST else []
        if isinstance(value, dict):
            members = value.items() if depth < _DEEPEST else ()
            return {self._name(name): self.of(each, (*path, name), depth + 1) for name, each in members}
        if isinstance(value, int) and not isinstance(value, bool):
            return self.whole(value, path)
        return self._measure(value) if isinstance(value, float) else value

    def search(self, body: Json) -> Json:
        """Return the pseudonym of the body of a search: filters name what their keys say."""
        if not isinstance(body, dict) or not isinstance(body.get("filters"), list):
            return body
        filters = body["filters"]
        assert isinstance(filters, list)
        return {**body, "filters": [self._filter(condition) for condition in filters]}

    def ticket(self, number: int) -> int:
        """Return the pseudonym of the number of a ticket; one that no ticket can have stays."""
        return number + self._moved_by if 0 < number < _LARGEST_MOVED else number

    def whole(self, number: int, path: Path) -> int:
        """Return the pseudonym of an integer; small ones that are no id stay."""
        name = path[-1] if path else ""
        if name == "id" or name.endswith(("Id", "Ids")):
            owner = path[-2] if len(path) > 1 else ""
            foreign = name in _FOREIGN_IDS or (name == "id" and owner in _PERSONS)
            return int(self._mapped(str(number))) if foreign else self.ticket(number)
        if name in _COUNTS or abs(number) < _SMALL:
            return number
        if name.endswith(("Date", "At")) and number in _UNIX:
            return number + self._days * _SECONDS_PER_DAY
        return int(self._mapped(str(number)))

    def _measure(self, number: float) -> float:
        """Return the pseudonym of a number with a fraction; small ones stay, and so does the fraction."""
        whole = int(number)
        return number if abs(whole) < _SMALL else int(self._mapped(str(whole))) + (number - whole)

    def text(self, text: str, path: Path = ()) -> str:
        """Return the pseudonym of a string, in the format and dialect of the original."""
        if (
            not text.strip("0")
            or text in self._tokens
            or folded(text) in self._spellings
            or _SPAN.fullmatch(text)
        ):
            return text
        if path[-1:] and path[-1] in _KINDS_OF_FILE and len(text) <= 5:  # noqa: PLR2004 - see there
            return text
        for fits, write in self._forms():
            if fits(text):
                return write(text)
        return self._token(text)

    def _forms(self) -> Iterator[tuple[Callable[[str], object], Callable[[str], str]]]:
        """Yield each form a string can have, the telling ones first, and how to write one like it."""
        yield _DIGITS.fullmatch, self._mapped
        yield date_dialect, self._moment
        yield FORMATS["email"], lambda text: "@".join(map(self._word, text.rsplit("@", 1))) + ".example"
        yield _MEDIA_TYPE.fullmatch, str
        yield FORMATS["mime-type"], lambda text: "/".join(map(self._word, text.split("/", 1)))
        yield FORMATS["uri"], lambda text: f"https://{self._word(text)}.example"

    def _filter(self, condition: Json) -> Json:
        if not isinstance(condition, dict):
            return condition
        key = str(condition.get("key"))
        # Keys of tag sets are no field of a ticket, but tell by their name what their operands are.
        place = self._places.get(key, key.rpartition(".")[2])
        path = tuple(place.replace("[]", "").split("."))
        operands = {name: value for name, value in condition.items() if name not in ("key", "comparator")}
        return {**condition, **{name: self._operand(value, path) for name, value in operands.items()}}

    def _operand(self, value: Json, path: Path) -> Json:
        """Return the pseudonym of an operand; a number may be written as text."""
        if isinstance(value, list):
            return [self._operand(item, path) for item in value]
        if isinstance(value, str) and _DIGITS.fullmatch(value) and path[-1] not in _FOREIGN_IDS:
            return (
                str(self.whole(int(value), path))
                if path[-1].endswith(("Id", "Ids", "id"))
                else self._mapped(value)
            )
        return self.of(value, path)

    def _name(self, name: str) -> str:
        """Return a member name; one that is no identifier may hold anything."""
        return name if _IDENTIFIER.fullmatch(name) else self._token(name)

    def _moment(self, text: str) -> str:
        """Move the date and leave the rest, so that order, distance and dialect stay."""
        dated, german = _DATED.fullmatch(text), _GERMAN_DATE.fullmatch(text)
        if dated is not None:
            day, rest = dated.groups()
            # A day that the calendar lacks must not become one that it has.
            return self._moved(day) + rest if _is_day(day) else f"{text[:4]}-02-30{rest}"
        if german is None:
            return self._mapped(text)
        day, month, year, rest = german.groups()
        iso = f"{year}-{month:0>2}-{day:0>2}"
        return (
            ".".join(reversed(self._moved(iso).split("-"))) + rest if _is_day(iso) else f"30.02.{year}{rest}"
        )

    def _moved(self, day: str) -> str:
        try:
            return (date.fromisoformat(day) + timedelta(days=self._days)).isoformat()
        except OverflowError:  # the first days of the calendar stand for no real day
            return day

    def _mapped(self, digits: str) -> str:
        """Return other digits, as many, and each number another: what differs must go on differing."""
        sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
        match = _DIGITS.fullmatch(digits)
        if match is None:
            return sign + digits
        zeros, number = match.groups()
        if number not in self._digits:
            lowest = 10 ** (len(number) - 1)
            offset = self._number(f"digits {number}") % (9 * lowest)
            while (found := str(lowest + offset)) in self._taken:
                offset = (offset + 1) % (9 * lowest)
            self._taken.add(found)
            self._digits[number] = found
        return sign + zeros + self._digits[number]

    def _token(self, text: str) -> str:
        """Return an identifier for an identifier; else one with a blank behind it, which makes it none."""
        word = self._word(text)
        return word if _IDENTIFIER.fullmatch(text) else f"{word} "

    def _word(self, text: str) -> str:
        """Return letters in the class of length of the text.

        Texts that differ in case, accents or outer blanks alone get words that differ in case alone.
        """
        plain = folded(text)
        length = next((each for each in _LENGTHS if len(text) <= each), _LENGTHS[-1])
        digest = self._digest(plain).translate(_LETTERS)
        word = "p" + (digest * (length // len(digest) + 1))[: length - 1]
        if text == plain:
            return word
        capital = self._number(f"case {text}")
        return "".join(letter.upper() if capital >> i % 256 & 1 else letter for i, letter in enumerate(word))

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _number(self, text: str) -> int:
        return int(self._digest(text), 16)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _documented(contract: Contract, keywords: tuple[str, ...]) -> Iterator[str]:
    """Yield every string that the documents write out as a value."""
    waiting: list[Any] = [contract.documents.contents]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            for keyword in keywords:
                said = node.get(keyword)
                yield from (
                    text for text in (said if isinstance(said, list) else [said]) if isinstance(text, str)
                )
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
