"""Answers made up, and short ways to write the faults that give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from ticketgate.mock.faults.fault import Answered, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ticketgate.mock.faults.fault import Asked, Tell

Parts: TypeAlias = "dict[str, Any]"
"""Fields of a fault: what it makes of the request, of the answer, or of both."""
FaultEntry: TypeAlias = "tuple[str, str, str, Parts]"
"""A fault without its operation: clause, variant, what the server does, and the fields."""

JSON = {"content-type": "application/json"}
OK, BAD_REQUEST, UNAUTHORIZED, NOT_FOUND, FAILED = 200, 400, 401, 404, 500


def made(clause: str, variant: str, says: str, **rest: Any) -> Fault:
    """Make a fault of a clause; the rest are fields of the fault."""
    return Fault(f"{clause}={variant}", clause, says, **rest)


def made_all(root: str, entries: Iterable[FaultEntry]) -> Iterator[Fault]:
    """Make the faults of one operation out of their entries."""
    for clause, variant, says, rest in entries:
        yield made(f"{root}/{clause}", variant, says, **rest)


def failing(on: Callable[[Asked], bool]) -> Tell:
    """Make what fails on requests, of callers who may ask, that `on` names."""
    return lambda asked, answered: failure() if on(asked) and asked.authorized else answered


def refusing(on: Callable[[Asked], bool]) -> Tell:
    """Make what refuses requests that `on` names, though they are valid."""
    return lambda asked, answered: (
        error(BAD_REQUEST, "this is not supported") if answered.succeeded and on(asked) else answered
    )


def failure() -> Answered:
    """Return the answer of a server that failed."""
    return error(FAILED, "the server failed")


def unauthorized() -> Answered:
    """Return the refusal of a caller without valid credentials."""
    return error(UNAUTHORIZED, "a valid token or session is required")


def error(status: int, message: str) -> Answered:
    """Return a refusal as the API writes it."""
    return Answered(status, JSON, orjson.dumps({"success": False, "message": message}))
