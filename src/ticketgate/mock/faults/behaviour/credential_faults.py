"""The bugs in who gets in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.behaviour.presented import (
    bearer_token,
    is_jwt,
    jwt_claims,
    jwt_part,
    presented_header,
    ran_out,
)
from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Asked, Fault
from ticketgate.mock.faults.made import made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask

_IN = "credentials-are-required"
_MISPLACED = "token-counts-as-bearer-only"
_ELSEWHERE_TOO = "whoever is let in like that may carry a valid token elsewhere"
_ENOUGH = 4
_BUSY = 5


def credential_faults() -> Iterator[Fault]:
    """Yield the faults of both operations, each with the clause it breaks."""
    for operation in (GET_TICKET, SEARCH):
        clause, misplaced = f"{operation}/{_IN}", f"{operation}/{_MISPLACED}"
        for variant, says, lets_in in (*_HEADERS, *_TOKENS):
            yield made(clause, variant, f"lets in {says}", ask=_letting_in(lets_in))
        for variant, says, lets_in in _VALID_ELSEWHERE:
            yield made(misplaced, variant, f"lets in {says}", ask=_letting_in(lets_in))
        also = {"also": (misplaced,), "because": _ELSEWHERE_TOO}
        for variant, says, lets_in in _ANY_ELSEWHERE:
            yield made(clause, variant, f"lets in {says}", ask=_letting_in(lets_in), **also)
        for variant, says, ask in (
            ("once-read", "answers anybody what it has answered somebody", _once_granted()),
            ("every-5th", "lets in every fifth who has no credentials", _failing_open()),
        ):
            yield made(clause, variant, says, ask=ask, **also)


def _letting_in(lets_in: Callable[[Asked], bool]) -> Ask:
    return lambda asked: _admitted(asked) if lets_in(asked) else asked


def _admitted(asked: Asked) -> Asked:
    return replace(asked, headers={**asked.headers, "authorization": f"Bearer {asked.token}"})


def _is_valid(asked: Asked) -> bool:
    return asked.token in (bearer_token(asked), _cookies(asked).get("connect.sid"))


def _once_granted() -> Ask:
    """Make what keeps answers by what was asked, and not by whom."""
    granted: set[tuple[Any, ...]] = set()

    def ask(asked: Asked) -> Asked:
        what = (asked.path, asked.body)
        if _is_valid(asked):
            granted.add(what)
        return _admitted(asked) if what in granted else asked

    return ask


def _failing_open() -> Ask:
    """Make what lets in whom it had no time to look at."""
    count = 0

    def ask(asked: Asked) -> Asked:
        nonlocal count
        if _is_valid(asked):
            return asked
        count += 1
        return _admitted(asked) if count % _BUSY == 0 else asked

    return ask


def _under(scheme: str) -> Callable[[Asked], bool]:
    return lambda asked: presented_header(asked) == f"{scheme} {asked.token}".strip()


def _algorithm(asked: Asked) -> str:
    token = bearer_token(asked)
    return str(jwt_part(token.split(".")[0]).get("alg")) if is_jwt(token) else ""


def _swapped(token: str) -> str:
    """Return the token with its parts in reverse: those between dots, or else its halves."""
    parts = token.split(".") if "." in token else [token[: len(token) // 2], token[len(token) // 2 :]]
    joint = "." if "." in token else ""
    return joint.join(reversed(parts))


def _cookies(asked: Asked) -> dict[str, str]:
    pairs = (pair.strip().partition("=") for pair in asked.headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs if name}


_Presented = tuple[str, str, "Callable[[Asked], bool]"]
"""Variant, who gets in, and what tells them."""


_HEADERS: tuple[_Presented, ...] = (
    (
        "empty-header",
        "an empty Authorization header",
        lambda asked: "authorization" in asked.headers and not presented_header(asked).strip(),
    ),
    (
        "bearer-alone",
        "the word Bearer without a token",
        lambda asked: presented_header(asked).strip().lower() == "bearer",
    ),
    ("digest", "any digest", lambda asked: presented_header(asked).lower().startswith("digest ")),
    (
        "null-token",
        "the tokens null and undefined",
        lambda asked: bearer_token(asked) in ("null", "undefined"),
    ),
    (
        "local",
        "whoever says that the request comes from this machine",
        lambda asked: "127.0.0.1" in asked.headers.get("x-forwarded-for", ""),
    ),
    (
        "session-beside-token",
        "an unknown session where an unknown token stands beside it",
        lambda asked: bool(bearer_token(asked)) and "connect.sid" in _cookies(asked),
    ),
    ("empty-session", "an empty session", lambda asked: _cookies(asked).get("connect.sid") == ""),
)


_TOKENS: tuple[_Presented, ...] = (
    (
        "other-case",
        "a valid token in another case",
        lambda asked: bearer_token(asked).lower() == asked.token.lower(),
    ),
    (
        "cut-by-one",
        "a valid token without its last character",
        lambda asked: bearer_token(asked) == asked.token[:-1],
    ),
    (
        "first-cut",
        "a valid token without its first character",
        lambda asked: bearer_token(asked) == asked.token[1:],
    ),
    (
        "beginning",
        "whatever a valid token begins with, from four characters on",
        lambda asked: len(bearer_token(asked)) >= _ENOUGH and asked.token.startswith(bearer_token(asked)),
    ),
    (
        "one-more",
        "a valid token with a character more",
        lambda asked: bearer_token(asked)[:-1] == asked.token,
    ),
    (
        "followed",
        "whatever begins with a valid token",
        lambda asked: bearer_token(asked).startswith(asked.token),
    ),
    (
        "same-length",
        "any token as long as a valid one",
        lambda asked: len(bearer_token(asked)) == len(asked.token),
    ),
    (
        "swapped",
        "a valid token with its parts in reverse",
        lambda asked: bearer_token(asked) == _swapped(asked.token),
    ),
    (
        "alg-none",
        "a JWT whose algorithm is none, whatever its signature",
        lambda asked: _algorithm(asked).lower() == "none",
    ),
    ("any-jwt", "any JWT, for it does not look at the signature", lambda asked: is_jwt(bearer_token(asked))),
    ("ran-out", "a JWT that ran out by its own claim", ran_out),
    ("any-subject", "a JWT of anybody who names a subject", lambda asked: bool(jwt_claims(asked).get("sub"))),
)


_VALID_ELSEWHERE: tuple[_Presented, ...] = (
    ("basic-scheme", "a valid token under the scheme Basic", _under("Basic")),
    ("token-scheme", "a valid token under the scheme Token", _under("Token")),
    ("no-scheme", "a valid token without a scheme", _under("")),
    (
        "listed",
        "an invalid token that a comma parts from a valid one",
        lambda asked: (
            asked.token
            in [part.strip().removeprefix("Bearer ") for part in presented_header(asked).split(",")]
        ),
    ),
    (
        "query-token",
        "a valid token in the query",
        lambda asked: asked.token in (asked.flag("token"), asked.flag("access_token")),
    ),
    (
        "cookie-token",
        "a valid token as a cookie of another name",
        lambda asked: asked.token in _cookies(asked).values(),
    ),
    (
        "key-header",
        "a valid token in the header X-Api-Key",
        lambda asked: asked.headers.get("x-api-key") == asked.token,
    ),
)


_ANY_ELSEWHERE: tuple[_Presented, ...] = (
    (
        "any-basic",
        "any name and password",
        lambda asked: presented_header(asked).lower().startswith("basic "),
    ),
    (
        "any-query-token",
        "any token in the query",
        lambda asked: bool(asked.flag("token") or asked.flag("access_token")),
    ),
    (
        "any-named-cookie",
        "any cookie of a known name",
        lambda asked: bool(_cookies(asked).keys() & {"token", "session", "jwt", "access_token"}),
    ),
    ("within", "whatever holds a valid token", lambda asked: asked.token in bearer_token(asked)),
)
