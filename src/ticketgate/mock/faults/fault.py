"""What a fault is: one bug of a server, as functions on the request it gets and on the answer it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from hashlib import blake2b
from typing import Any, Self, TypeAlias

import orjson

GET_TICKET, SEARCH = "getTicket", "searchTickets"
_SUCCESSES = range(200, 300)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it reached the mock. `path` starts after the base path, header names are lower-case.

    `token` is the one the mock accepts, which no request but a valid one knows.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    token: str

    @property
    def operation(self) -> str | None:
        """The operation asked for by method and path, None for anything else."""
        if self.path == "/ticket/search":
            return SEARCH if self.method == "POST" else None
        one = self.path.startswith("/ticket/") and self.path.count("/") == 2  # noqa: PLR2004
        return GET_TICKET if one and self.method == "GET" else None

    @property
    def ticket(self) -> str:
        """The last step of the path, which is the id in the request for one ticket."""
        return self.path.rpartition("/")[2]

    @property
    def authorized(self) -> bool:
        """Whether the request carries the token, one way or the other."""
        carried = (self.headers.get("authorization", ""), self.headers.get("cookie", ""))
        return any(self.token in value for value in carried)

    @property
    def search(self) -> dict[str, Any]:
        """The body of a search, new each time; empty when it is no JSON object."""
        value = _parsed(self.body)
        return value if isinstance(value, dict) else {}

    def flag(self, name: str) -> str | None:
        """Return the last value of a query parameter."""
        return dict(self.query).get(name)

    def with_search(self, **members: Any) -> Self:
        """Return the same search with other members; a body that is no JSON object stays as it is."""
        value = _parsed(self.body)
        return replace(self, body=orjson.dumps(value | members)) if isinstance(value, dict) else self


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; header names are lower-case, and the length is no header here."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def succeeded(self) -> bool:
        """Whether the status is one of 2xx."""
        return self.status in _SUCCESSES

    @property
    def page(self) -> dict[str, Any]:
        """The body of a successful search, new each time; empty for any other answer."""
        value = _parsed(self.body) if self.succeeded else None
        return value if isinstance(value, dict) and "tickets" in value else {}

    def with_json(self, value: Any) -> Self:
        """Return the same answer with another JSON body."""
        return replace(self, body=orjson.dumps(value))


class Manner(Enum):
    """How an answer goes out."""

    WHOLE = auto()
    TRICKLE = auto()
    """One byte a second."""
    CUT = auto()
    """The connection closes in the middle of the body."""
    SILENCE = auto()
    """Nothing is sent, and the connection stays open."""


BodyChange: TypeAlias = Callable[[Any], Any]
"""Takes a parsed body, which it may alter, and returns it changed or, where it does not apply, as it was."""
Ask: TypeAlias = Callable[[Asked], Asked]
"""Turns the request into the one that is carried out."""
Tell: TypeAlias = Callable[[Asked, Answered], Answered]
"""Turns the answer to what was carried out into the one that is given; it gets the request as it came."""


def _as_asked(asked: Asked) -> Asked:
    return asked


def _as_answered(_: Asked, answered: Answered) -> Answered:
    return answered


@dataclass(frozen=True, slots=True)
class Fault:
    """One bug, and the clause that it breaks.

    `says` tells what the server does wrong. `forms` changes bodies, by the name of the representation. `also`
    are the other clauses that break with it, for the reason in `because`. `among_many` says that it shows
    only where there are hundreds of tickets, `seldom` that only a whole run is sure to meet it: it shows on
    few requests, or late.
    """

    id: str
    clause: str
    says: str
    forms: Mapping[str, BodyChange] = field(default_factory=dict)
    ask: Ask = _as_asked
    tell: Tell = _as_answered
    manner: Manner = Manner.WHOLE
    also: tuple[str, ...] = ()
    because: str = ""
    among_many: bool = False
    seldom: bool = False

    def hits(self, subject: object, rate: float) -> bool:
        """Tell whether this subject (the id of a ticket, or a request) is among those the bug shows on.

        The choice depends on nothing but fault and subject, so it is the same each time.
        """
        digest = blake2b(f"{self.id}\0{subject}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) < rate * 2**64

    def changes(self, form: str, body: bytes) -> bool:
        """Tell whether the bug shows on a body of this form at all."""
        change = self.forms.get(form)
        parsed = orjson.loads(body)
        return change is not None and orjson.dumps(change(parsed)) != orjson.dumps(orjson.loads(body))


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
