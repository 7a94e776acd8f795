"""Tells by its content what a source holds, before anything is judged."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson

from ticketgate.audit.array_items import LONGEST, ArrayItems, start_of_array
from ticketgate.audit.blocks import NO_JSON, Block, Holding, Part
from ticketgate.audit.sources import Source
from ticketgate.audit.told_bodies import form_told, what_it_is
from ticketgate.contract.model import Contract
from ticketgate.errors import UsageError
from ticketgate.exchange.answer import NotJson, parse_json
from ticketgate.recording.exchange_lines import entry_of_line, is_exchange_line
from ticketgate.recording.har_entry import base_of, entry_of_har
from ticketgate.recording.other_formats import name_of_format
from ticketgate.recording.reading import is_ours, is_recording, told_base
from ticketgate.recording.unwrapping import DamagedSource, Unwrapped, unwrapped

__all__ = ["Recognised", "recognised"]

#: As much of the content as is looked at where it has lines; else as much as one body may have.
_LOOKED_AT: Final = 1024 * 1024
_BLANKS: Final = b" \t\r\n"
_SUCCESSES: Final = range(200, 300)
_SAY_WHAT_IT_IS: Final = "say what it is with --as full, --as compact or --as search"
#: How HAR begins, and the way to its entries.
_HAR: Final = re.compile(rb'\s*\{\s*"log"\s*:\s*\{')
_TO_ENTRIES: Final = (b'"log"', b'"entries"')


@dataclass(frozen=True, slots=True)
class Recognised:
    """A source, and what it holds."""

    source: Source
    #: Its place among all sources.
    ordinal: int
    held: Holding
    #: What the bodies are, None to tell each.
    form: str | None
    #: What a line is taken for that is no JSON.
    usual: str | None = None
    base_url: str | None = None
    #: Where the array of parts begins in the content: the entries of HAR, the rows of a page that is too
    #: large to be judged as one body. None for HAR that has no entries.
    parts_at: int | None = 0
    #: What stands around the content, in words.
    taken_off: tuple[str, ...] = ()

    def block(self, first: int, content: bytes | tuple[bytes, ...], held: Holding | None = None) -> Block:
        """Return some of its parts as a block."""
        held = self.held if held is None else held
        return Block(
            self.source.shown, self.ordinal, held, first, content, self.form, self.usual, self.base_url
        )


def recognised(
    contract: Contract, source: Source, ordinal: int, form: str | None, base_url: str | None
) -> Recognised:
    """Tell what a source holds; form is what its bodies are said to be, base_url where the API was.

    Raises:
        UsageError: it holds nothing to judge, as far as its beginning shows, or cannot be read.

    """
    shown = source.shown
    content = unwrapped(source.pieces())
    beginning = _beginning(content)
    _refuse_empty(shown, content, beginning)
    held, parts_at = _held(contract, shown, beginning, form)
    parts = list(_parts(beginning, held))
    if held in (Holding.RECORDING, Holding.ENTRIES, Holding.ROWS):
        usual = None
    else:
        usual = _usual(contract, shown, beginning, held, parts, form)
    if base_url:
        base_url = base_of(base_url)
    elif held is Holding.ENTRIES:
        base_url = told_base(contract, map(entry_of_har, _items(beginning.text[parts_at:])))
    elif held is not Holding.RECORDING:
        base_url = _base_told(contract, parts)
    return Recognised(source, ordinal, held, form, usual, base_url, parts_at, content.taken_off)


@dataclass(frozen=True, slots=True)
class _Beginning:
    text: bytes = field(repr=False)
    #: Whether that is all of the content.
    is_all: bool
    damage: str

    def lines(self) -> Iterator[Part]:
        """Yield the lines that are there in full."""
        text = self.text if self.is_all else self.text[: self.text.rfind(b"\n") + 1]
        return (Part.of(i, line) for i, line in enumerate(text.split(b"\n"), 1) if line.strip())


def _beginning(content: Unwrapped) -> _Beginning:
    """Read as much as it takes to tell what it is: more of what has no line than of what has some."""
    text, damage, of_lines = bytearray(), "", None
    try:
        for piece in content.pieces:
            text += piece
            # Once: what is copied again and again as it grows leaves holes that take far more memory.
            if of_lines is None and len(text) > _LOOKED_AT:
                of_lines = _begins_with_a_line(text)
            if len(text) > (_LOOKED_AT if of_lines else LONGEST):
                return _Beginning(bytes(text), is_all=False, damage="")
    except DamagedSource as error:
        damage = str(error)
    return _Beginning(bytes(text), is_all=True, damage=damage)


def _begins_with_a_line(text: bytearray) -> bool | None:
    """Tell whether it begins with a whole line of JSON, None where its first line has no end yet.

    In JSON over several lines there is none.
    """
    start = next((at for at, sign in enumerate(text) if sign not in _BLANKS), 0)
    end = text.find(b"\n", start)
    return None if end < 0 else _is_line_of_json(Part.of(1, bytes(text[start:end])))


def _refuse_empty(shown: str, content: Unwrapped, beginning: _Beginning) -> None:
    if beginning.damage and not beginning.text:
        raise UsageError(f"{shown}: nothing of it can be read: {beginning.damage}; save the body again")
    if not beginning.text.strip():
        status = content.status
        what = f"is an answer with status {status} without a body" if status else "is empty"
        raise UsageError(f"{shown}: {what}; save the body of a response there")
    if content.status is not None and content.status not in _SUCCESSES:
        raise UsageError(
            f"{shown}: is an answer with status {content.status}; save one that brought what was asked for"
        )


def _held(
    contract: Contract, shown: str, beginning: _Beginning, form: str | None
) -> tuple[Holding, int | None]:
    """Return what it holds, and where its parts begin; raises UsageError for nothing."""
    text = beginning.text
    if not beginning.is_all:
        return _held_in_much(contract, shown, beginning)
    try:
        whole = parse_json(text)
    except NotJson as error:
        held = _held_in_pieces(beginning)
        if held is not None:
            return held
        if told := name_of_format(text):
            raise _unusable(shown, *told) from None
        raise UsageError(f"{shown}: is no JSON: {beginning.damage or error}") from None
    if is_recording(whole):
        return _held_in_har(text)
    if told := name_of_format(text, whole):
        raise _unusable(shown, *told)
    if isinstance(whole, list) and whole and (form is None or all(isinstance(each, dict) for each in whole)):
        return Holding.ITEMS, 0
    # An exchange is told where it has a line to itself.
    return (Holding.LINES if is_exchange_line(whole) and b"\n" not in text.strip() else Holding.ONE_BODY), 0


def _held_in_pieces(beginning: _Beginning) -> tuple[Holding, int | None] | None:
    """Tell what holds more than one JSON value, or one that was cut; None for neither."""
    text = beginning.text
    if not _is_of_lines(beginning):
        if beginning.damage and text.lstrip().startswith(b"["):
            return Holding.ITEMS, 0
        har = _held_in_har(text) if _HAR.match(text) else (Holding.ENTRIES, None)
        if har[1] is not None:
            return har
    return (Holding.LINES, 0) if any(map(_is_line_of_json, beginning.lines())) else None


def _held_in_much(contract: Contract, shown: str, beginning: _Beginning) -> tuple[Holding, int | None]:
    """Tell what holds more than one body can."""
    text = beginning.text
    if _is_of_lines(beginning):
        return Holding.LINES, 0
    if text.lstrip().startswith(b"["):
        return Holding.ITEMS, 0
    if _HAR.match(text) and (har := _held_in_har(text))[1] is not None:
        return har
    if any(map(_is_line_of_json, beginning.lines())):
        return Holding.LINES, 0
    rows_at = start_of_array(text, orjson.dumps(contract.search.rows))
    if text.lstrip().startswith(b"{") and rows_at is not None:
        return Holding.ROWS, rows_at
    if told := name_of_format(text):
        raise _unusable(shown, *told)
    problem = "one JSON value" if text.lstrip().startswith(b"{") else "no JSON"
    raise UsageError(f"{shown}: is {problem} in its first {LONGEST >> 20} MiB; save one body a line")


def _held_in_har(text: bytes) -> tuple[Holding, int | None]:
    """Tell whether HAR is a recording of ours, and where its entries begin, None where it has none."""
    at = start_of_array(text, *_TO_ENTRIES)
    ours = at is not None and is_ours(text[:at] + b"[]}}")
    return (Holding.RECORDING if ours else Holding.ENTRIES), at


def _is_of_lines(beginning: _Beginning) -> bool:
    first = next(beginning.lines(), None)
    return first is not None and _is_line_of_json(first)


def _is_line_of_json(part: Part) -> bool:
    """Tell whether a line is an object or array; in JSON over several lines these are indented."""
    return part.content.startswith((b"{", b"[")) and part.value is not NO_JSON


def _unusable(shown: str, what: str, todo: str) -> UsageError:
    return UsageError(f"{shown}: is {what}; {todo}")


# What the parts are


def _parts(beginning: _Beginning, held: Holding) -> Iterator[Part]:
    if held is Holding.LINES:
        yield from beginning.lines()
    elif held is Holding.ITEMS:
        yield from (Part.of(i, item) for i, item in enumerate(_items(beginning.text), 1))
    elif held is Holding.ONE_BODY:
        yield Part.of(1, beginning.text.strip())


def _items(text: bytes) -> Iterator[bytes]:
    try:
        yield from ArrayItems(iter((text,)))
    except DamagedSource:
        return


def _usual(  # noqa: PLR0913, PLR0917 - private: what is known of a beginning
    contract: Contract,
    shown: str,
    beginning: _Beginning,
    held: Holding,
    parts: Sequence[Part],
    form: str | None,
) -> str | None:
    """Return the form of most bodies; raises UsageError where there is nothing to judge."""
    if form is not None:
        return form
    forms = Counter(told for part in parts if (told := form_told(contract, part.value)))
    exchanges = any(is_exchange_line(part.value) for part in parts)
    if beginning.is_all and not forms and not exchanges and not beginning.damage:
        first = parts[0]
        where = Block(shown, 0, held, first.number, b"").where(first)
        raise UsageError(f"{where}: is {what_it_is(first.value)}; {_SAY_WHAT_IT_IS}")
    # Nobody can tell what a broken line of a log was about.
    return None if exchanges or not forms else forms.most_common(1)[0][0]


def _base_told(contract: Contract, parts: Sequence[Part]) -> str | None:
    lines = (entry_of_line(part.content) for part in parts if is_exchange_line(part.value))
    return told_base(contract, (entry for entry in lines if entry is not None))
