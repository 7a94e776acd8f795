"""The bugs of the query parameters of a read: flags that are refused or misread, or make it fail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import GET_TICKET, Asked, Fault
from ticketgate.mock.faults.made import failing, made, made_all, refusing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask
    from ticketgate.mock.faults.made import FaultEntry

_CUSTOMER, _INTENTS, _RAW, _CACHE = "includeCustomer", "includeIntents", "includeRawData", "erpCacheOnly"
_VIEWING, _SESSIONS, _LANGUAGE = "viewing", "includeSessions", "contentTranslationLanguage"
_FLAGS = (_CACHE, _RAW, _CUSTOMER, _INTENTS, _VIEWING, _SESSIONS)
_PAIRS = (
    (_CUSTOMER, _INTENTS),
    (_RAW, _CUSTOMER),
    (_RAW, _INTENTS),
    (_CACHE, _CUSTOMER),
    (_RAW, _CACHE),
    (_VIEWING, _SESSIONS),
)
_FEW = 4
_SPELLED = {
    "1": "true",
    "0": "false",
    "yes": "true",
    "no": "false",
    "TRUE": "true",
    "False": "false",
    "": "true",
}


_WITH_CACHE: dict[str, Any] = {
    "also": (f"{GET_TICKET}/published-parameter-is-accepted",),
    "because": "every read has this parameter, and it is answered only without it",
}


def flag_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for name in (*_FLAGS, _LANGUAGE):
        yield made(
            f"{GET_TICKET}/no-server-error",
            name,
            f"fails on the parameter {name}",
            tell=failing(_has(name)),
            **(_WITH_CACHE if name == _CACHE else {}),
        )
    for name in _FLAGS:
        yield made(
            f"{GET_TICKET}/valid-request-is-accepted",
            f"{name}-false",
            f"refuses {name}=false",
            tell=refusing(_is(name, "false")),
        )
        yield made(
            f"{GET_TICKET}/valid-request-is-accepted",
            f"{name}-true",
            f"refuses {name}=true",
            tell=refusing(_is(name, "true")),
        )
    for one, other in _PAIRS:
        yield made(
            f"{GET_TICKET}/no-server-error",
            f"{one}-with-{other}",
            f"fails where {one} and {other} are both true",
            tell=failing(_both(one, other)),
            **(_WITH_CACHE if _CACHE in (one, other) else {}),
        )
    for text, meant in _SPELLED.items():
        says = f"takes {text} for {meant}" if text else "takes an empty flag for true"
        yield made(
            f"{GET_TICKET}/invalid-parameter-is-refused",
            f"flag-{text or 'empty'}",
            says,
            ask=_spelling(text, meant),
        )
    yield from made_all(GET_TICKET, _REFUSED)


def _is(name: str, value: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.flag(name) == value


def _has(name: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.flag(name) is not None


def _both(one: str, other: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.flag(one) == asked.flag(other) == "true"


def _spelling(text: str, meant: str) -> Ask:
    def ask(asked: Asked) -> Asked:
        query = tuple(
            (name, meant if value == text and name in _FLAGS else value) for name, value in asked.query
        )
        return replace(asked, query=query)

    return ask


_REFUSED: tuple[FaultEntry, ...] = (
    (
        "valid-request-is-accepted",
        "no-parameters",
        "refuses a read without parameters",
        {"tell": refusing(lambda asked: not asked.query)},
    ),
    (
        "valid-request-is-accepted",
        "viewing-alone",
        "refuses a read with viewing alone",
        {"tell": refusing(lambda asked: [name for name, _ in asked.query] == [_VIEWING])},
    ),
    (
        "valid-request-is-accepted",
        "four-parameters",
        "refuses more than four parameters",
        {"tell": refusing(lambda asked: len(asked.query) > _FEW)},
    ),
    (
        "valid-request-is-accepted",
        "raw-data-with-cache",
        "refuses raw data from the cache",
        {"tell": refusing(_both(_RAW, _CACHE))},
    ),
    (
        "no-server-error",
        "no-parameters",
        "fails on a read without parameters",
        {"tell": failing(lambda asked: not asked.query)},
    ),
    (
        "no-server-error",
        "flag-twice",
        "fails on a parameter that comes twice",
        {"tell": failing(lambda asked: len({name for name, _ in asked.query}) < len(asked.query))},
    ),
    (
        "no-server-error",
        "flag-of-another-kind",
        "fails on a flag that is neither true nor false",
        {
            "tell": failing(
                lambda asked: any(
                    name in _FLAGS and value not in ("true", "false") for name, value in asked.query
                )
            )
        },
    ),
    (
        "no-server-error",
        "language-unknown",
        "fails on a language it does not know",
        {"tell": failing(lambda asked: asked.flag(_LANGUAGE) not in (None, "de", "en"))},
    ),
)
