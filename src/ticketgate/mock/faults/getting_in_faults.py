"""The bugs in who gets in: forged credentials, tokens in the wrong place, and how a refusal looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Answered, Asked, Fault
from ticketgate.mock.faults.made import UNAUTHORIZED, made, unauthorized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ticketgate.mock.faults.fault import Ask, Tell


def getting_in_faults() -> Iterator[Fault]:
    """Yield the faults of both operations, each with the clause it breaks."""
    for operation in (GET_TICKET, SEARCH):
        yield from _of_operation(operation)


def _of_operation(operation: str) -> Iterator[Fault]:
    clause = f"{operation}/credentials-are-required"
    misplaced = (f"{operation}/token-counts-as-bearer-only",)
    because = "whoever is let in like that may carry a valid token elsewhere"
    for variant, says, lets_in in _LET_IN:
        yield made(clause, variant, says, ask=_letting_in(lets_in))
    for variant, says, lets_in in _LET_IN_WITH_A_TOKEN_ELSEWHERE:
        yield made(clause, variant, says, ask=_letting_in(lets_in), also=misplaced, because=because)
    yield made(
        clause,
        "kept",
        "gives anybody what it has just given to somebody",
        tell=_keeping_answers(),
        also=misplaced,
        because=because,
    )
    for variant, says, lets_in in _LET_IN_BY_TOKEN:
        yield made(misplaced[0], variant, says, ask=_letting_in(lets_in))
    clause = f"{operation}/missing-credentials-are-unauthorized"
    for variant, says, status, headers in (
        ("login", "sends callers without credentials to a login page", 302, {"location": "/login"}),
        ("422", "answers callers without credentials with 422", 422, {}),
    ):
        yield made(clause, variant, says, tell=_on_unauthorized(status, headers))
    yield made(
        f"{operation}/one-valid-credential-suffices",
        "session-first",
        "refuses a valid token beside a session that it does not know",
        tell=lambda asked, answered: (
            unauthorized() if answered.succeeded and _cookie(asked) and _scheme(asked) else answered
        ),
    )


def _letting_in(lets_in: Callable[[Asked], bool]) -> Ask:
    def ask(asked: Asked) -> Asked:
        if not lets_in(asked):
            return asked
        return replace(asked, headers={**asked.headers, "authorization": f"Bearer {asked.token}"})

    return ask


def _on_unauthorized(status: int, headers: Mapping[str, str]) -> Tell:
    def tell(_: Asked, answered: Answered) -> Answered:
        if answered.status != UNAUTHORIZED:
            return answered
        return replace(answered, status=status, headers={**answered.headers, **headers})

    return tell


def _keeping_answers() -> Tell:
    """Make what keeps successes by address and body, and gives them to whoever asks for the same."""
    kept: dict[object, Answered] = {}

    def tell(asked: Asked, answered: Answered) -> Answered:
        of = asked.path, asked.query, asked.body
        if answered.succeeded:
            kept[of] = answered
        return kept.get(of, answered) if answered.status == UNAUTHORIZED else answered

    return tell


def _scheme(asked: Asked) -> str:
    return asked.headers.get("authorization", "").partition(" ")[0].lower()


def _bearer(asked: Asked) -> str:
    """Return the bearer token of the request, empty without one."""
    return asked.headers.get("authorization", "").partition(" ")[2] if _scheme(asked) == "bearer" else ""


def _cookie(asked: Asked) -> str:
    return asked.headers.get("cookie", "")


def _session(asked: Asked) -> str:
    return _cookie(asked).partition("connect.sid=")[2].partition(";")[0]


def _claims(token: str) -> str:
    """Return the second of the three parts of a JWT, empty for any other token."""
    parts = token.split(".")
    return parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - header, claims and signature


def _is_unsigned(asked: Asked) -> bool:
    """Tell whether the bearer token is a JWT of three parts whose signature is empty."""
    token = _bearer(asked)
    return bool(_claims(token)) and token.endswith(".")


def _is_nearly_the_token(asked: Asked) -> bool:
    """Tell whether the bearer token begins as the valid one does, or the other way round."""
    token = _bearer(asked)
    return bool(token) and (asked.token.startswith(token) or token.startswith(asked.token))


def _claims_to_be_the_caller(asked: Asked) -> bool:
    """Tell whether the bearer token has the claims of the valid one, whoever signed them."""
    return _claims(asked.token) != "" and _claims(_bearer(asked)) == _claims(asked.token)


def _names_the_caller(asked: Asked) -> bool:
    """Tell whether the bearer token has header and signature of the valid one, whatever it claims."""
    own, given = asked.token.split("."), _bearer(asked).split(".")
    return len(own) == len(given) == 3 and (own[0], own[2]) == (given[0], given[2])  # noqa: PLR2004


def _is_under(asked: Asked, scheme: str) -> bool:
    return _scheme(asked) == scheme and asked.headers["authorization"].endswith(f" {asked.token}")


_LET_IN: tuple[tuple[str, str, Callable[[Asked], bool]], ...] = (
    ("unsigned", "lets in a JWT without signature", _is_unsigned),
    ("prefix", "compares tokens as far as the shorter one reaches", _is_nearly_the_token),
    (
        "case",
        "takes no notice of the case of a token",
        lambda asked: _bearer(asked).lower() == asked.token.lower(),
    ),
    ("expired", "takes a token with other claims, expired ones too, for the valid one", _names_the_caller),
    (
        "parts",
        "takes the parts of a token in any order",
        lambda asked: sorted(_bearer(asked).split(".")) == sorted(asked.token.split(".")),
    ),
    (
        "empty",
        "lets in whoever sends an empty Authorization header",
        lambda asked: asked.headers.get("authorization") == "",
    ),
    (
        "scheme-alone",
        "lets in the scheme without a token",
        lambda asked: asked.headers.get("authorization", "").strip().lower() == "bearer",
    ),
)
_LET_IN_WITH_A_TOKEN_ELSEWHERE: tuple[tuple[str, str, Callable[[Asked], bool]], ...] = (
    ("nobody-asks", "asks for no credentials at all", lambda _: True),
    ("any-bearer", "lets in any bearer token", lambda asked: _scheme(asked) == "bearer"),
    ("claims", "believes what a token claims, whoever signed it", _claims_to_be_the_caller),
    ("any-scheme", "lets in any Authorization header", lambda asked: _scheme(asked) != ""),
    ("any-cookie", "lets in any session cookie", lambda asked: "connect.sid=" in _cookie(asked)),
    ("no-header", "lets in whoever sends no Authorization header", lambda asked: _scheme(asked) == ""),
)
_LET_IN_BY_TOKEN: tuple[tuple[str, str, Callable[[Asked], bool]], ...] = (
    ("basic", "takes the token under the scheme Basic", lambda asked: _is_under(asked, "basic")),
    ("token", "takes the token under the scheme Token", lambda asked: _is_under(asked, "token")),
    (
        "bare",
        "takes the token without a scheme",
        lambda asked: asked.headers.get("authorization") == asked.token,
    ),
    ("query", "takes the token in the query", lambda asked: asked.flag("access_token") == asked.token),
    ("cookie", "takes the token for a session", lambda asked: _session(asked) == asked.token),
)
