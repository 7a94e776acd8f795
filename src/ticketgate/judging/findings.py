"""What judging shows: findings and observations, in words that show no value."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.exchange.request import Request


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause broken at a place.

    ``place`` has array steps as ``[]``; ``pointer`` is the JSON Pointer of the first value that shows
    it. ``detail`` says what is there instead, without the value. ``source`` is the file a saved body
    was read from. ``disputed`` says that the second validation library sees no fault there. ``others`` are
    the requests whose answers disagree with that of ``request``.
    """

    clause: str
    place: str
    detail: str
    pointer: str
    ticket: int | None = None
    request: Request | None = None
    source: str = ""
    disputed: bool = False
    others: tuple[Request, ...] = ()

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two findings the same: clause and place."""
        return self.clause, self.place


@dataclass(frozen=True, slots=True)
class Observation:
    """What judging one thing showed.

    ``subject`` is a representation, ``pair`` or an operation; ``ticket`` the id of the ticket judged.
    The sets hold clause ids, and partition ids for ``partitions``. A clause of ``undecided`` was put to
    the test but could not be judged.
    """

    subject: str
    ticket: int | None
    exercised: AbstractSet[str]
    undecided: AbstractSet[str]
    partitions: AbstractSet[str]
    findings: tuple[Finding, ...]


_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}", re.ASCII)


def shown(name: str) -> str:
    """Return a member name or enum token if it may be shown, else a description of it.

    Names that look like identifiers carry no customer data; anything else might.
    """
    return name if is_identifier(name) else f"<name of {len(name)} characters>"


def is_identifier(text: str) -> bool:
    """Tell whether a text looks like an identifier, which carries no customer data."""
    return _IDENTIFIER.fullmatch(text) is not None


def describe(value: Any) -> str:
    """Say what a value is without showing it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return f"a string of {_counted(len(value), 'character')}" if value else "an empty string"
    if isinstance(value, (int, float)):
        return "an integer" if isinstance(value, int) else "a number with a fraction"
    if isinstance(value, list):
        return f"an array of {_counted(len(value), 'item')}"
    return f"an object of {_counted(len(value), 'member')}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
