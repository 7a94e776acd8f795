"""Replaces what tickets say by keyed pseudonyms that leave what the contract looks at as it was.

Kept are types, null, emptiness, what the documents write out (tokens, names of members), formats, dialects,
equality (apart from case or between number and text, too), the order of moments and of the API's own ids. Of
anything else no five characters in a row are left. The key is stored nowhere.
"""

import hashlib
import hmac
import math
import re
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from ticketgate.contract.clauses import Node
from ticketgate.contract.formats import FORMATS, date_dialect
from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.judging.relations.criteria import folded
from ticketgate.judging.relations.one_answer import SAYS_WHY

__all__ = ["MEDIA_TYPES", "Pseudonyms"]

#: The media types that stay: usual ones, which tell nothing of a tenant.
MEDIA_TYPES: Final = frozenset(
    "application/json application/msword application/octet-stream application/pdf application/problem+json "
    "application/vnd.ms-excel application/xml application/zip audio/mpeg audio/wav image/gif image/heic "
    "image/jpeg image/png image/svg+xml image/tiff image/webp message/rfc822 text/calendar text/csv "
    "text/html text/plain text/xml video/mp4".split()
)
#: The endings of files that stay; a rule reads `pdf`.
_ENDINGS: Final = "csv doc docx gif heic htm html jpeg jpg pdf png tif tiff txt xls xlsx xml zip".split()
#: Booleans, as operands may spell them.
_BOOLEANS: Final = ("true", "false")
#: A distance from now, as an operand may be.
_SPAN: Final = re.compile(r"[+-]?\d{1,4} (DAY|HOUR)")
_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}", re.ASCII)
_DIGITS: Final = re.compile(r"(0*)([1-9][0-9]*)", re.ASCII)
#: A date, a time and a zone: parts of a moment that stay or are moved, and whatever stands behind them.
_ISO: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})((?:[Tt ]\d{2}:\d{2}(?::\d{2})?)?)((?:\.\d+)?)((?:[Zz]|[+-]\d{2}:?\d{2})?)(.*)",
    re.ASCII,
)
_GERMAN: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})((?: \d{1,2}:\d{2}(?::\d{2})?)?)(.*)", re.ASCII)
_MEDIA_TYPE: Final = re.compile(r"([a-z]+/[a-z0-9.+-]+)( *)((?:;.*)?)", re.ASCII | re.DOTALL)
#: A run of so many characters of an original could be recognised.
_RUN: Final = 5
_DEEPEST: Final = 64
_LARGEST_MOVED: Final = 2**30
_SECONDS_PER_DAY: Final = 86_400
_UNIX: Final = range(10**8, 10**11)
#: Fractions are six digits of which the first is no zero, as many as tell all of a run apart.
_FRACTIONS: Final = range(100_000, 1_000_000)
#: So many numbers are drawn to stand for one; of three digits and more nearly each would do.
_DRAWS: Final = 100
_LENGTHS: Final = (24, 64, 256, 1024)
_LONGEST_IDENTIFIER: Final = 32
#: Words are letters alone, so that each can be large or small.
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")

Path = tuple[str, ...]


class Pseudonyms:
    """Gives out pseudonyms; one object gives the same for the same value, another one others."""

    def __init__(self, contract: Contract, key: bytes | None = None) -> None:
        """Draw a key, unless one is given, and learn what the documents of the contract write out."""
        self._key = key or secrets.token_bytes(32)
        self._tokens = frozenset(
            (*_BOOLEANS, *_ENDINGS, *_tokens_in(contract), *_operand_words(contract.search))
        )
        self._spellings = frozenset(map(folded, self._tokens))
        self._names = frozenset((*_names_in(contract), *SAYS_WHY))
        self._marks = [re.compile(mark) for mark in sorted({*_marks_in(contract)})]
        self._terms = terms = contract.search
        self._numbers = frozenset(_paths(contract, _holds_numbers))
        #: Ids that a tenant's own systems gave out; those of the API itself are only moved and stay in order.
        self._foreign = frozenset(_paths(contract, lambda node: "x-foreign" in node.marks))
        #: What a page says about itself, which has to agree with the rows on it.
        self._of_page = frozenset(((terms.total,), (terms.offset,), (terms.limit,)))
        self._days = -1 - self._number("days") % 3000
        self._moved_by = 1_000_000 + self._number("ids") % 900_000_000
        self._digits: dict[str, str] = {}
        self._fractions: dict[float, float] = {}
        self._taken: set[str | float] = set()

    def of(self, value: Json, path: Path = (), depth: int = 0) -> Json:
        """Return the pseudonym of a JSON value; path is the way of member names to it.

        What lies deeper than any ticket goes is left out.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.of(item, path, depth + 1) for item in value] if depth < _DEEPEST else []
        if isinstance(value, dict):
            members = value.items() if depth < _DEEPEST else ()
            return {self._name(name): self.of(each, (*path, name), depth + 1) for name, each in members}
        if isinstance(value, bool) or value is None:
            return value
        return self._documented(value, path) if path in self._numbers else self._mapped_number(value)

    def search(self, body: Json) -> Json:
        """Return the pseudonym of the body of a search: filters name what their keys say."""
        filters = body.get(self._terms.filters) if isinstance(body, dict) else None
        if not isinstance(body, dict) or not isinstance(filters, list):
            return body
        return {**body, self._terms.filters: [self._filter(condition) for condition in filters]}

    def ticket(self, number: int) -> int:
        """Return the pseudonym of the number of a ticket; one that no ticket can have stays."""
        return number + self._moved_by if 0 < number < _LARGEST_MOVED else number

    def text(self, text: str) -> str:
        """Return the pseudonym of a string, in the format and dialect of the original."""
        if not text.strip("0") or text in self._tokens or folded(text) in self._spellings:
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
        yield _is_of_known_media_type, self._media_type
        yield (
            FORMATS["mime-type"],
            lambda text: "/".join(self._word(part)[:24] for part in text.split("/", 1)),
        )
        yield FORMATS["uri"], lambda text: f"https://{self._word(text)}.example"

    # Numbers

    def _documented(self, number: float, path: Path) -> float:
        """Return the pseudonym of a number where the contract promises one, by what it means."""
        if isinstance(number, int):
            if self._names_an_id(path[-1]):
                return self._mapped_number(number) if path in self._foreign else self.ticket(number)
            if path in self._of_page:
                return number
            if path[-1].endswith("Date") and number in _UNIX:
                return self._unix(number)
        return self._mapped_number(number, small_stays=True)

    def _mapped_number(self, number: float, *, small_stays: bool = False) -> float:
        """Return another number of the same sign, whole where the original is; equal ones stay equal.

        small_stays says that what is too short to be recognised may stay.
        """
        if small_stays and len(repr(number)) < _RUN:
            return number
        whole = str(int(abs(number)))
        if isinstance(number, int):
            return int(self._mapped(whole)) * (-1 if number < 0 else 1)
        if number.is_integer():
            return math.copysign(min(float(self._mapped(whole)), sys.float_info.max), number)
        if number not in self._fractions:
            drawn = self._drawn_fractions(abs(number), whole_stays=small_stays and len(f"-{whole}.") < _RUN)
            free = (each for each in drawn if each not in self._taken)
            self._fractions[number] = next(e for e in free if _unlike(f"-{number!r}", f"-{e!r}"))
            self._taken.add(self._fractions[number])
        return math.copysign(self._fractions[number], number)

    def _drawn_fractions(self, number: float, *, whole_stays: bool) -> Iterator[float]:
        """Yield numbers that may stand for one with a fraction, of about its size."""
        whole = int(number)
        # Nine digits leave room for a fraction behind them.
        lowest = 10 ** (min(len(str(whole)), 9) - 1)
        for i in count():
            drawn = self._number(f"fraction {i} {number!r}")
            start = whole if whole_stays or not whole else lowest + drawn % (9 * lowest)
            yield start + _FRACTIONS[drawn // (9 * lowest) % len(_FRACTIONS)] / _FRACTIONS.stop

    def _mapped(self, digits: str) -> str:
        """Return other digits, as many, and each number another: what differs must go on differing."""
        match = _DIGITS.fullmatch(digits)
        if match is None:
            return digits
        zeros, number = match.groups()
        if number not in self._digits:
            found = next(each for each in self._candidates(number) if each not in self._taken)
            self._taken.add(found)
            self._digits[number] = found
        return f"{zeros}{self._digits[number]}"

    def _candidates(self, number: str) -> Iterator[str]:
        """Yield numbers of as many digits: some that are drawn and unlike it, and where none does, all."""
        lowest = 10 ** (len(number) - 1)
        drawn = (str(lowest + self._number(f"digits {i} {number}") % (9 * lowest)) for i in range(_DRAWS))
        yield from (each for each in drawn if _unlike(f"-{number}.0", f"-{each}.0"))
        yield from map(str, range(lowest, 10 * lowest))

    # Searches

    def _filter(self, condition: Json) -> Json:
        if not isinstance(condition, dict):
            return condition
        parts = self._terms.parts
        key = self._terms.keys.get(str(condition.get(parts["key"])))
        path = _path(key.place) if key and key.place else ("",)
        shown = (parts["key"], parts["comparator"])
        of_date = key is not None and key.family == "date"
        return {
            member: value
            if member in shown
            else self._unix(value)
            if of_date and isinstance(value, int)
            else self._operand(value, path)
            for member, value in condition.items()
        }

    def _unix(self, seconds: int) -> int:
        """Move Unix seconds as far as every other moment."""
        return seconds + self._days * _SECONDS_PER_DAY

    def _operand(self, value: Json, path: Path) -> Json:
        """Return the pseudonym of an operand for the field at a place; a number may be written as text."""
        if isinstance(value, list):
            return [self._operand(item, path) for item in value]
        of_the_api = self._names_an_id(path[-1]) and path not in self._foreign
        if of_the_api and isinstance(value, int) and not isinstance(value, bool):
            return self.ticket(value)
        if not isinstance(value, str) and value in (0, 1):  # a boolean, as it may be written
            return value
        if of_the_api and isinstance(value, str) and _DIGITS.fullmatch(value):
            return str(self.ticket(int(value)))
        return value if isinstance(value, str) and _SPAN.fullmatch(value) else self.of(value)

    def _names_an_id(self, name: str) -> bool:
        return name == self._terms.id or name.endswith(("Id", "Ids"))

    # Texts

    def _name(self, name: str) -> str:
        """Return a member name; one that the documents do not write out may hold anything."""
        return name if name in self._names else self._token(name)

    def _moment(self, text: str) -> str:
        """Move the date and leave time and zone, so that order, distance and dialect stay."""
        if iso := _ISO.fullmatch(text):
            day, clock, fraction, zone, rest = iso.groups()
            # A day that the calendar lacks must not become one that it has.
            moved = self._moved(day) if _is_day(day) else f"{text[:4]}-02-30"
            return f"{moved}{clock}{self._fraction(fraction)}{zone}{rest and self._word(rest)}"
        german = _GERMAN.fullmatch(text)
        if german is None:
            return self._mapped(text)
        day, month, year, clock, rest = german.groups()
        iso_day = f"{year}-{month:0>2}-{day:0>2}"
        moved = ".".join(reversed(self._moved(iso_day).split("-"))) if _is_day(iso_day) else f"30.02.{year}"
        return f"{moved}{clock}{rest and f' {self._word(rest)}'}"

    def _fraction(self, fraction: str) -> str:
        """Return a fraction of a second in the place of one so long that it could be recognised."""
        drawn = (f".{_FRACTIONS[self._number(f'second {i} {fraction}') % len(_FRACTIONS)]}" for i in count())
        return fraction if len(fraction) < _RUN else next(each for each in drawn if _unlike(fraction, each))

    def _moved(self, day: str) -> str:
        try:
            return (date.fromisoformat(day) + timedelta(days=self._days)).isoformat()
        except OverflowError:  # the first days of the calendar stand for no real day
            return day

    def _media_type(self, text: str) -> str:
        """Return a known media type as it is, with a word in the place of its parameters."""
        match = _MEDIA_TYPE.fullmatch(text)
        assert match is not None
        known, blanks, parameters = match.groups()
        if not parameters:
            return text
        # A line break makes it no media type, and is no word.
        return f"{known}{blanks};{' ' if FORMATS['mime-type'](text) else chr(10)}{self._word(parameters)}"

    def _token(self, text: str) -> str:
        """Return an identifier for an identifier; else one with a blank behind it, which makes it none.

        What a rule looks for in a text, such as the place of a message, is kept behind that.
        """
        word = self._word(text)
        if _IDENTIFIER.fullmatch(text):
            return word[:_LONGEST_IDENTIFIER]
        found = (mark.search(text) for mark in self._marks)
        return f"{word} {''.join(each[0] for each in found if each)}"

    def _word(self, text: str) -> str:
        """Return letters in the class of length of the text.

        Texts that differ in case, accents or outer blanks alone get words that differ in case alone.
        """
        plain = folded(text)
        length = next((each for each in _LENGTHS if len(text) <= each), _LENGTHS[-1])
        word = next(each for each in self._drawn(plain, length) if _unlike(plain, each))
        if text == plain:
            return word
        capital = self._number(f"case {text}")
        return "".join(letter.upper() if capital >> i % 256 & 1 else letter for i, letter in enumerate(word))

    def _drawn(self, plain: str, length: int) -> Iterator[str]:
        """Yield words for a text, each as good as the next."""
        for again in count():
            digest = self._digest(plain if not again else f"{again} {plain}").translate(_LETTERS)
            yield "p" + (digest * (length // len(digest) + 1))[: length - 1]

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _number(self, text: str) -> int:
        return int(self._digest(text), 16)


def _unlike(original: str, drawn: str) -> bool:
    """Tell whether nothing of the original could be recognised in what was drawn for it."""
    runs = {drawn[i : i + _RUN] for i in range(len(drawn) - _RUN + 1)}
    return not any(run in original for run in runs)


def _is_of_known_media_type(text: str) -> bool:
    match = _MEDIA_TYPE.fullmatch(text)
    return match is not None and match[1] in MEDIA_TYPES


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# What the documents write out


def _marks_in(contract: Contract) -> Iterator[str]:
    """Yield the patterns that rules look for anywhere in a text."""
    patterns = (node.get("pattern") for node in _mappings_in(contract))
    yield from (each for each in patterns if isinstance(each, str) and not each.startswith("^"))


def _tokens_in(contract: Contract) -> Iterator[str]:
    """Yield every string that the documents write out as a value."""
    for node in _mappings_in(contract):
        said = [*node["enum"]] if isinstance(node.get("enum"), list) else []
        yield from (text for text in (*said, node.get("const")) if isinstance(text, str))


def _names_in(contract: Contract) -> Iterator[str]:
    """Yield the name of every member that the documents write out."""
    for node in _mappings_in(contract):
        members = node.get("properties")
        yield from members if isinstance(members, Mapping) else ()


def _mappings_in(contract: Contract) -> Iterator[Mapping[str, Any]]:
    waiting: list[Any] = [contract.documents.contents]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _operand_words(terms: SearchTerms) -> Iterator[str]:
    """Yield the operands with a meaning of their own, such as ``unassigned`` and ``CURRENT_DATE``."""
    yield terms.without_value
    yield from (word for key in terms.keys.values() for word in key.words)
    operands = (value for sample in terms.samples for value in sample.values())
    texts = (each for value in operands for each in (value if isinstance(value, list) else [value]))
    yield from (text for text in texts if isinstance(text, str) and _IDENTIFIER.fullmatch(text))


def _paths(contract: Contract, fits: Callable[[Node], bool]) -> Iterator[Path]:
    """Yield the way to each place whose node fits; to one in a row also from its page."""
    for form in contract.representations.values():
        for node in form.node.walk():
            if fits(node):
                yield _path(node.place)
                yield (contract.search.rows, *_path(node.place))


def _path(place: str) -> Path:
    return tuple(place.replace("[]", "").split("."))


def _holds_numbers(node: Node) -> bool:
    """Tell whether the contract promises a number at a node."""
    listed = any(isinstance(value, int | float) for value in node.enum or ())
    return listed or not {"integer", "number"}.isdisjoint(node.types)
