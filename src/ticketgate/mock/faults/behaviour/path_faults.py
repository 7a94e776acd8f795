"""The bugs in how the id of a ticket is read from the path, and of ids that no ticket has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from ticketgate.mock.faults.fault import GET_TICKET, Answered, Fault
from ticketgate.mock.faults.made import BAD_REQUEST, JSON, NOT_FOUND, OK, error, failing, made, made_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked, Tell
    from ticketgate.mock.faults.made import FaultEntry

_REFUSED, _UNKNOWN, _NOT_FOUND = (
    "invalid-parameter-is-refused",
    "unknown-ticket-is-refused",
    "unknown-ticket-is-not-found",
)
_FAILS = "no-server-error"
_FIRST, _LAST = 371001, 371500
"""The ids of the default mock."""
_OF_THE_LAST = ("latest", "nearest-below", "minus-one")
_TOO_LARGE = 2**63
_PLAIN = re.compile(r"-?[0-9]{1,30}")


def path_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for variant, says, pattern, number in _READINGS:
        ask = _reading(re.compile(pattern), number)
        yield made(
            f"{GET_TICKET}/{_REFUSED}", variant, f"reads {says}", ask=ask, among_many=variant in _OF_THE_LAST
        )
    for variant, says, holds in _FAILURES:
        yield made(f"{GET_TICKET}/{_FAILS}", variant, f"fails on {says}", tell=failing(_on_id(holds)))
    for variant, says, other in _OTHER_TICKETS:
        yield made(
            f"{GET_TICKET}/{_UNKNOWN}",
            variant,
            says,
            ask=_renumbered(other),
            among_many=variant in _OF_THE_LAST,
        )
    yield from made_all(GET_TICKET, (*_TOLD, *_FOUND))


def _on_id(holds: Callable[[str], bool]) -> Callable[[Asked], bool]:
    return lambda asked: holds(asked.ticket)


def _reading(pattern: re.Pattern[str], number: Callable[[re.Match[str]], int]) -> Ask:
    """Make what reads an id that is no plain integer as some number."""

    def ask(asked: Asked) -> Asked:
        match = pattern.fullmatch(asked.ticket)
        plain = _PLAIN.fullmatch(asked.ticket)
        return replace(asked, path=f"/ticket/{number(match)}") if match and not plain else asked

    return ask


def _renumbered(other: Callable[[int], int]) -> Ask:
    """Make what reads one plain integer as another."""

    def ask(asked: Asked) -> Asked:
        if not _PLAIN.fullmatch(asked.ticket):
            return asked
        return replace(asked, path=f"/ticket/{other(int(asked.ticket))}")

    return ask


def _first_group(match: re.Match[str]) -> int:
    return int(match[1])


_READINGS: tuple[tuple[str, str, str, Callable[[re.Match[str]], int]], ...] = (
    ("plus", "an id with a plus", r"\+([0-9]+)", _first_group),
    ("blanks", "an id with blanks around it", r"\s*([0-9]+)\s*", _first_group),
    ("fraction-of-zero", "371001.0 as an integer", r"([0-9]+)\.0+", _first_group),
    ("fraction", "an id with a fraction as the integer below", r"([0-9]+)\.[0-9]+", _first_group),
    (
        "exponent",
        "an id with an exponent",
        r"[0-9]+(?:\.[0-9]+)?[eE][0-9]{1,2}",
        lambda match: int(float(match[0])),
    ),
    ("hexadecimal", "a hexadecimal id", r"0[xX]([0-9a-fA-F]+)", lambda match: int(match[1], 16)),
    (
        "underscore",
        "an id with underscores between digits",
        r"[0-9]+(?:_[0-9]+)+",
        lambda match: int(match[0]),
    ),
    ("other-digits", "an id in digits of another script", r"\d+", lambda match: int(match[0])),
    (
        "letters-after",
        "an id with letters after it as the number before them",
        r"([0-9]+)[A-Za-z].*",
        _first_group,
    ),
    (
        "letters-before",
        "an id with letters before it as the number after them",
        r"[A-Za-z]+-?([0-9]+)",
        _first_group,
    ),
    ("list", "a list of ids as the first of them", r"([0-9]+),.*", _first_group),
    ("semicolon", "an id up to a semicolon", r"([0-9]+);.*", _first_group),
    ("quoted", "an id in quotation marks", r"[\"']([0-9]+)[\"']", _first_group),
    ("word", "a word as the first ticket", r"[A-Za-z]+", lambda _: _FIRST),
    ("null-word", "null and undefined as the first ticket", r"null|undefined|NaN", lambda _: _FIRST),
    ("latest", "latest as the last ticket", r"latest|last|new", lambda _: _LAST),
    ("wildcard", "a star as the first ticket", r"[*%]", lambda _: _FIRST),
    ("condition", "an id with a condition of SQL after it", r"([0-9]+)'? ?(?:or|OR) .*", _first_group),
)

_FAILURES: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("word", "a word for an id", lambda text: text.isalpha()),
    (
        "mixed",
        "an id of digits and letters",
        lambda text: text.isalnum() and not text.isalpha() and not text.isdecimal(),
    ),
    ("fraction", "a fraction for an id", lambda text: "." in text),
    ("quote", "a quotation mark in an id", lambda text: "'" in text or '"' in text),
    ("nul", "NUL in an id", lambda text: "\0" in text),
    ("percent", "a percent sign in an id", lambda text: "%" in text),
    ("blank", "a blank for an id", lambda text: not text.strip()),
    ("other-script", "an id that is not ASCII", lambda text: not text.isascii()),
    ("twenty-digits", "an id of more than nineteen digits", lambda text: text.isdecimal() and len(text) > 19),  # noqa: PLR2004
    ("above-32-bits", "an id above 32 bits", lambda text: text.isdecimal() and 2**32 <= int(text) < 2**63),
    ("far-below-zero", "an id far below zero", lambda text: text.startswith("-") and len(text) > 10),  # noqa: PLR2004
    (
        "leading-zeros",
        "an id with leading zeros",
        lambda text: text.isdecimal() and text.startswith("0") and len(text) > 1,
    ),
)

_OTHER_TICKETS: tuple[tuple[str, str, Callable[[int], int]], ...] = (
    ("sign", "passes over the sign of an id", abs),
    ("32-bits", "reads the lower 32 bits of an id", lambda number: number % 2**32 if number > 0 else number),
    ("64-bits", "reads the lower 64 bits of an id", lambda number: number % 2**64 if number > 0 else number),
    (
        "six-digits",
        "reads the first six digits of an id",
        lambda number: int(str(number)[:6]) if number > 0 else number,
    ),
    ("last-six-digits", "reads the last six digits of an id", lambda number: int(str(number)[-6:])),
    (
        "nearest-below",
        "answers with the last ticket where the id is above all",
        lambda number: min(number, _LAST),
    ),
    (
        "nearest-above",
        "answers with the first ticket where the id is below all",
        lambda number: max(number, _FIRST),
    ),
    ("zero", "answers with the first ticket for the id 0", lambda number: number or _FIRST),
    (
        "minus-one",
        "answers with the last ticket for the id -1",
        lambda number: _LAST if number == -1 else number,
    ),
    ("one", "answers with the first ticket for the id 1", lambda number: _FIRST if number == 1 else number),
)


def _instead(answered_as: Callable[[Asked], Answered]) -> Tell:
    """Make what answers an unknown id in another way."""
    return lambda asked, answered: answered_as(asked) if answered.status == NOT_FOUND else answered


def _number(asked: Asked) -> int | None:
    """Return the id where it is an integer that JSON can be written with, None for any other."""
    number = int(asked.ticket) if _PLAIN.fullmatch(asked.ticket) else _TOO_LARGE
    return number if abs(number) < _TOO_LARGE else None


def _success(body: object) -> Answered:
    return Answered(OK, JSON, orjson.dumps(body))


def _of_valid_only(answer: Answered) -> Tell:
    """Make what answers an id that is no integer as if no ticket had it, or in another way."""
    return lambda _, answered: answer if answered.status == BAD_REQUEST else answered


_TOLD: tuple[FaultEntry, ...] = (
    (
        _NOT_FOUND,
        "401",
        "answers an unknown id with 401",
        {"tell": _instead(lambda _: error(401, "no such ticket"))},
    ),
    (
        _NOT_FOUND,
        "405",
        "answers an unknown id with 405",
        {"tell": _instead(lambda _: error(405, "no such ticket"))},
    ),
    (
        _NOT_FOUND,
        "redirect",
        "sends whoever asks for an unknown id to the list of tickets",
        {"tell": _instead(lambda _: Answered(302, {"location": "/tickets"}, b""))},
    ),
    (
        _UNKNOWN,
        "no-content",
        "answers an unknown id with 204",
        {"tell": _instead(lambda _: Answered(204, {}, b""))},
    ),
    (
        _UNKNOWN,
        "list",
        "answers an unknown id with a success and an empty list",
        {"tell": _instead(lambda _: _success([]))},
    ),
    (
        _UNKNOWN,
        "text",
        "answers an unknown id with a success and a text",
        {"tell": _instead(lambda _: _success("no such ticket"))},
    ),
    (
        _UNKNOWN,
        "id-alone",
        "answers an unknown id with a success and the id alone",
        {"tell": _instead(lambda asked: _success({"success": True, "id": _number(asked)}))},
    ),
    (
        _UNKNOWN,
        "nulls",
        "answers an unknown id with a ticket of nulls",
        {
            "tell": _instead(
                lambda asked: _success(
                    {"success": True, "id": _number(asked), "status": None, "subject": None}
                )
            )
        },
    ),
    (
        _UNKNOWN,
        "code",
        "answers an unknown id with a success and a code",
        {"tell": _instead(lambda _: _success({"success": True, "code": "ticket_not_found"}))},
    ),
    (
        _REFUSED,
        "empty",
        "answers an id that is no integer with a success and an empty object",
        {"tell": _of_valid_only(_success({}))},
    ),
    (
        _REFUSED,
        "null",
        "answers an id that is no integer with a success and null",
        {"tell": _of_valid_only(_success(None))},
    ),
)

_FOUND: tuple[FaultEntry, ...] = (
    (
        "answers-with-the-ticket-asked-for",
        "one-in-ten",
        "answers with the ticket beside where the id ends in 7",
        {"ask": _renumbered(lambda number: number - 1 if str(number).endswith("7") else number)},
    ),
    (
        "answers-with-the-ticket-asked-for",
        "last-hundred",
        "answers with a ticket of the hundred before for the last hundred",
        {
            "ask": _renumbered(lambda number: number - 100 if _LAST - 100 < number <= _LAST else number),
            "among_many": True,
        },
    ),
)
