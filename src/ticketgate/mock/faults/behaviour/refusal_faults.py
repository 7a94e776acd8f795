"""The bugs in what whoever has no valid credentials is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from ticketgate.mock.faults.behaviour.presented import bearer_token, is_jwt, presented_header, ran_out
from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Answered, Asked, Fault
from ticketgate.mock.faults.made import FAILED, JSON, NOT_FOUND, OK, error, made, made_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Tell
    from ticketgate.mock.faults.made import FaultEntry

_IN, _TOLD, _FIRST = (
    "credentials-are-required",
    "missing-credentials-are-unauthorized",
    "credentials-come-first",
)
_UNAUTHORIZED = 401
_HTML = {"content-type": "text/html"}
_LOGIN = b"<!doctype html><title>Sign in</title>"


def refusal_faults() -> Iterator[Fault]:
    """Yield the faults of both operations, each with the clause it breaks."""
    for operation in (GET_TICKET, SEARCH):
        yield from made_all(operation, _REFUSALS)
        also = (f"{operation}/token-counts-as-bearer-only",)
        for variant, says, tell in _GRANTED:
            because = "so it answers a valid token in the wrong place as well"
            yield made(f"{operation}/{_IN}", variant, says, tell=tell, also=also, because=because)


def _unauthorized(change: Callable[[Asked, Answered], Answered]) -> Tell:
    return lambda asked, answered: change(asked, answered) if answered.status == _UNAUTHORIZED else answered


def _as_status(status: int) -> Tell:
    return _unauthorized(lambda _, __: error(status, "not for you"))


def _redirected(_: Asked, __: Answered) -> Answered:
    return Answered(302, {"location": "/login", **_HTML}, b"")


def _with_data(_: Asked, answered: Answered) -> Answered:
    """Put into the refusal what the operation would have answered."""
    body = orjson.loads(answered.body)
    ticket = {"id": 371001, "subject": "Tarifwechsel", "status": "open"}
    return answered.with_json({**body, **ticket, "tickets": [ticket], "total": 1})


def _garbled(asked: Asked) -> bool:
    token = bearer_token(asked)
    return bool(token) and not is_jwt(token)


def _failing_where(holds: Callable[[Asked], bool]) -> Tell:
    return _unauthorized(
        lambda asked, answered: error(FAILED, "the server failed") if holds(asked) else answered
    )


def _known(asked: Asked) -> bool:
    return asked.ticket.isdecimal() and 371000 < int(asked.ticket) <= 371500  # noqa: PLR2004 - the default mock


def _looked_up(asked: Asked, answered: Answered) -> Answered:
    """Say first what is wrong with the request, and then who may not ask."""
    if asked.operation == GET_TICKET:
        return answered if _known(asked) else error(NOT_FOUND, "no such ticket")
    return answered if asked.search else error(400, "the search has no member")


_REFUSALS: tuple[FaultEntry, ...] = (
    (_TOLD, "400", "answers with 400 whoever has no valid credentials", {"tell": _as_status(400)}),
    (_TOLD, "404", "answers with 404 whoever has no valid credentials", {"tell": _as_status(NOT_FOUND)}),
    (
        _TOLD,
        "redirect",
        "sends whoever has no valid credentials to a page to sign in",
        {"tell": _unauthorized(_redirected)},
    ),
    (
        "refusal-shows-no-ticket",
        "with-data",
        "shows a ticket in the body of its refusal",
        {"tell": _unauthorized(_with_data)},
    ),
    (
        _FIRST,
        "looked-up",
        "says what is wrong with a request to whoever may not ask",
        {"tell": _unauthorized(_looked_up)},
    ),
    (
        "no-server-error",
        "no-credentials",
        "fails where there are no credentials",
        {"tell": _failing_where(lambda asked: "authorization" not in asked.headers)},
    ),
    (
        "no-server-error",
        "garbled-token",
        "fails on a token that is no JWT",
        {"tell": _failing_where(_garbled)},
    ),
    (
        "no-server-error",
        "other-scheme",
        "fails on another scheme than Bearer",
        {"tell": _failing_where(lambda asked: bool(presented_header(asked)) and not bearer_token(asked))},
    ),
    (
        "no-server-error",
        "unsigned-token",
        "fails on a JWT without a signature",
        {
            "tell": _failing_where(
                lambda asked: is_jwt(bearer_token(asked)) and bearer_token(asked).endswith(".")
            )
        },
    ),
    ("no-server-error", "ran-out", "fails on a JWT that ran out", {"tell": _failing_where(ran_out)}),
    (
        "errors-say-why",
        "page-to-sign-in",
        "shows whoever has no valid credentials, under 401, a page to sign in",
        {"tell": _unauthorized(lambda _, answered: replace(answered, headers=_HTML, body=_LOGIN))},
    ),
    (
        "errors-say-why",
        "401-empty",
        "says nothing to whoever has no valid credentials",
        {"tell": _unauthorized(lambda _, answered: replace(answered, body=b""))},
    ),
    (
        "token-is-not-echoed",
        "set-cookie",
        "hands the caller's token out as a cookie",
        {
            "tell": lambda asked, answered: (
                replace(
                    answered, headers={**answered.headers, "set-cookie": f"token={asked.token}; HttpOnly"}
                )
                if asked.authorized
                else answered
            )
        },
    ),
    (
        "token-is-not-echoed",
        "body",
        "shows the caller's token in a member of a success",
        {
            "tell": lambda asked, answered: (
                answered.with_json(orjson.loads(answered.body) | {"requestedBy": f"Bearer {asked.token}"})
                if answered.succeeded
                else answered
            ),
            "also": ("full:/undocumented", "search:/undocumented"),
            "because": "the member that shows it is not documented",
        },
    ),
)

_GRANTED: tuple[tuple[str, str, Tell], ...] = (
    (
        "page-to-sign-in",
        "shows whoever has no valid credentials, under 200, a page to sign in",
        _unauthorized(lambda _, __: Answered(OK, _HTML, _LOGIN)),
    ),
    (
        "200-failure",
        "says to whoever has no valid credentials, under 200, that it failed",
        _unauthorized(lambda _, answered: replace(answered, status=OK, headers=JSON)),
    ),
    (
        "no-content",
        "answers whoever has no valid credentials with 204",
        _unauthorized(lambda _, __: Answered(204, {}, b"")),
    ),
)
