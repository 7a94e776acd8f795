"""Finds the bodies in a saved file: one, the items of an array, or one a line; and tells what each is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.contract.forms import COMPACT, FULL, PAGE
from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation
from ticketgate.errors import UsageError
from ticketgate.exchange.answer import Exchange, NotJson, parse_json
from ticketgate.exchange.request import Json, Request
from ticketgate.exchange.rows import is_meant_as_page, ticket_of
from ticketgate.judging.relations.one_answer import is_error
from ticketgate.recording.other_formats import name_of_format
from ticketgate.recording.unwrapping import Unwrapped

__all__ = ["SavedBodies", "SavedBody", "bodies_in"]

_OK: Final = 200
#: Files do not say what a body was declared as.
_AS_IT_SHOULD_BE: Final = {"content-type": "application/json"}
_SUCCESSES: Final = range(200, 300)
_SAY_WHAT_IT_IS: Final = "say what it is with --as full, --as compact or --as search"
#: Lines named of those that are left out for one reason.
_MOST_NAMED: Final = 5
#: Stands for the value of what is no JSON; null is one.
_NO_JSON: Final = object()
#: What an array is cut into items by.
_ARRAY_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[][{},]')


@dataclass(frozen=True, slots=True)
class SavedBody:
    """A body as the answer that it was of, as far as that is known."""

    #: The file, with the line or the item if it holds several: ``saved.ndjson:3``.
    source: str
    form: str
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class SavedBodies:
    """The bodies of a file, and sentences on what of it is left out and why."""

    bodies: tuple[SavedBody, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a file that should be a body."""

    #: Where it is, such as ``:3`` or ``, item 2``; empty for the whole file.
    where: str
    content: bytes
    #: The JSON value, or _NO_JSON.
    value: Any

    @classmethod
    def of(cls, where: str, content: bytes) -> "_Part":
        try:
            return cls(where, content, parse_json(content))
        except NotJson:
            return cls(where, content, _NO_JSON)


def bodies_in(contract: Contract, shown: str, file: Unwrapped, form: str | None) -> SavedBodies:
    """Return the bodies of a file; shown is how it is called, form what they are, None to tell.

    Raises UsageError, naming file and line, where there is none to judge.
    """
    if not file.content.strip():
        what = f"is an answer with status {file.status} without a body" if file.status else "is empty"
        raise UsageError(f"{shown}: {what}; save the body of a response there")
    if file.status is not None and file.status not in _SUCCESSES:
        raise UsageError(
            f"{shown}: is an answer with status {file.status}; save one that brought what was asked for"
        )
    parts = list(_parts(shown, file.content, form))
    forms = [form or _form_of(contract, part.value) for part in parts]
    usual = Counter(told for told in forms if told).most_common(1)
    bodies: list[SavedBody] = []
    left_out: dict[str, list[str]] = {}
    for part, told in zip(parts, forms, strict=True):
        # A line that is broken is what the others are.
        known = usual[0][0] if usual and part.value is _NO_JSON else told
        if known is None:
            left_out.setdefault(_what_it_is(part.value), []).append(part.where)
        else:
            bodies.append(SavedBody(shown + part.where, known, _exchange(contract, known, part)))
    if not bodies:
        what, (first, *_) = next(iter(left_out.items()))
        raise UsageError(f"{shown}{first}: is {what}; {_SAY_WHAT_IT_IS}")
    notes = [f"{shown}: taken off: {' and '.join(file.taken_off)}."] if file.taken_off else []
    notes += (_left_out(shown, what, where) for what, where in left_out.items())
    return SavedBodies(tuple(bodies), tuple(notes))


# Parts


def _parts(shown: str, content: bytes, form: str | None) -> Iterator[_Part]:
    """Yield the parts; raises UsageError for what is neither JSON nor lines of JSON."""
    try:
        whole = parse_json(content)
    except NotJson as error:
        yield from _lines(shown, content, error)
        return
    if told := name_of_format(content, whole):
        raise _unusable(shown, *told)
    if isinstance(whole, list) and whole and (form is None or all(isinstance(each, dict) for each in whole)):
        yield from (_Part.of(f", item {i}", item) for i, item in enumerate(_items(content), 1))
    else:
        yield _Part("", content, whole)


def _lines(shown: str, content: bytes, whole: NotJson) -> Iterator[_Part]:
    """Yield the lines; a broken one is a part, too, but a text without a single good line has none."""
    lines = [_Part.of(f":{i}", line) for i, line in enumerate(content.splitlines(), 1) if line.strip()]
    if not any(map(_is_line_of_json, lines)):
        if told := name_of_format(content):
            raise _unusable(shown, *told)
        raise UsageError(f"{shown}: is no JSON: {whole}")
    yield from lines


def _is_line_of_json(part: _Part) -> bool:
    """Tell whether a line is an object or array; in JSON over several lines these are indented."""
    return part.content.startswith((b"{", b"[")) and part.value is not _NO_JSON


def _items(content: bytes) -> Iterator[bytes]:
    """Yield the text of each item of a JSON array: how a body is written is part of what is judged."""
    depth, start = 0, 0
    for token in _ARRAY_TOKEN.finditer(content):
        sign = token[0]
        if sign in (b"[", b"{"):
            depth += 1
            start = token.end() if depth == 1 else start
        elif sign in (b"]", b"}"):
            depth -= 1
        if (sign == b"," and depth == 1) or depth == 0:
            yield content[start : token.start()].strip()
            start = token.end()


def _unusable(shown: str, what: str, todo: str) -> UsageError:
    return UsageError(f"{shown}: is {what}; {todo}")


# Forms


def _form_of(contract: Contract, value: Any) -> str | None:
    """Tell the form of a body by its members: a row lacks those that it has to leave out (R71)."""
    if not isinstance(value, dict):
        return None
    if is_meant_as_page(value, contract.search):
        return PAGE
    if is_error(value):
        return FULL
    row = contract.representations[COMPACT].node
    if row.absence.keys() & value.keys():
        return FULL
    known = {contract.search.id, *contract.strata} & row.members.keys()
    return COMPACT if len(known & value.keys()) > 1 and contract.search.id in value else None


def _what_it_is(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    kind = names.get(type(value), "null" if value is None else "a number")
    return f"{kind}, neither a ticket nor a page of a search"


def _left_out(shown: str, what: str, where: Sequence[str]) -> str:
    named = ", ".join(each.removeprefix(":").removeprefix(", ") for each in where[:_MOST_NAMED])
    more = len(where) - _MOST_NAMED
    named += f" and {more} more" if more > 0 else ""
    kind = ("line " if len(where) == 1 else "lines ") if where[0].startswith(":") else ""
    return f"{shown}: left out {kind}{named}: {what}."


# Requests, as far as a body shows what it was asked with


def _exchange(contract: Contract, form: str, part: _Part) -> Exchange:
    value = part.value
    operation = contract.reading if form == FULL else contract.searching
    ticket = ticket_of(value, contract.search)
    path = operation.path_of("0" if ticket is None else str(ticket))
    body = _paging(contract, value) if form == PAGE else None
    return Exchange(
        Request(operation, operation.method, path, tuple(_flags(contract.reading, value)), body),
        _OK,
        _AS_IT_SHOULD_BE,
        part.content,
        0.0,
    )


def _paging(contract: Contract, value: Any) -> Json:
    """Return the search that a page says it answers: it repeats limit and offset."""
    search = contract.search
    stated = (
        {name: value.get(name) for name in (search.limit, search.offset)} if isinstance(value, dict) else {}
    )
    return {name: number for name, number in stated.items() if type(number) is int}


def _flags(operation: Operation, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the flags that the request must have had, told by what the body shows (D1)."""
    for parameter in operation.completing:
        if all(_is_whole(value, member, left) for member, left in parameter.completes.items()):
            yield parameter.name, "true"


def _is_whole(value: Any, member: str, left: frozenset[str]) -> bool:
    """Tell whether a member of a body may be there in full; left is what is left of it otherwise."""
    found = value.get(member) if isinstance(value, dict) else None
    if not left:
        return isinstance(value, dict) and member in value
    return not (isinstance(found, dict) and found.keys() <= left)
