"""The bugs in what parameters of a read do: nothing, too much, or the opposite of what they say."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import orjson

from ticketgate.mock.faults.fault import GET_TICKET, Answered, Asked, Fault
from ticketgate.mock.faults.made import BAD_REQUEST, error, failure, made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Tell

_DROPPED: dict[str, Any] = {"bodyPlain": None, "template": None, "bodyClean": None}


def parameter_faults() -> Iterator[Fault]:
    """Yield the faults of reading a ticket, each with the clause it breaks."""
    clause = f"{GET_TICKET}/flags-change-only-their-members"
    for name, member in (
        ("includeRawData", "bodyPlain"),
        ("includeCustomer", "template"),
        ("includeIntents", "bodyClean"),
        ("includeSessions", "bodyPlain"),
        ("contentTranslationLanguage", "template"),
    ):
        yield made(
            clause,
            name,
            f"empties {member} when {name} is sent",
            tell=_emptying(member, _sends(name)),
        )
    yield made(
        clause,
        "fresh",
        "forgets the template when the ERP system is asked",
        tell=_emptying("template", lambda asked: asked.flag("erpCacheOnly") != "true"),
    )
    yield made(
        clause,
        "two",
        "forgets bodyPlain when both raw data and the customer are asked for",
        tell=_emptying(
            "bodyPlain",
            lambda asked: asked.flag("includeRawData") == asked.flag("includeCustomer") == "true",
        ),
    )
    for name in ("includeCustomer", "includeIntents"):
        yield made(clause, f"any-{name}", f"takes {name}=false for true", ask=_taking_false_for_true(name))
    yield made(clause, "counting", "numbers the reads of a ticket in its template", tell=_counting_reads())
    yield made(
        f"{GET_TICKET}/raw-data-only-on-request",
        "any-value",
        "fills rawData whatever includeRawData says",
        tell=_filling_raw_data,
    )
    clause = f"{GET_TICKET}/published-parameter-is-accepted"
    yield made(
        clause,
        "refused",
        "refuses erpCacheOnly",
        tell=lambda asked, answered: (
            error(BAD_REQUEST, "erpCacheOnly is unknown") if _sends_cache_only(asked) else answered
        ),
    )
    yield made(
        clause,
        "fails",
        "fails when erpCacheOnly is sent",
        tell=lambda asked, answered: failure() if _sends_cache_only(asked) else answered,
        also=(f"{GET_TICKET}/no-server-error",),
        because="it fails in one way that must never be",
    )


def _sends(name: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.flag(name) not in (None, "false")


def _without(asked: Asked, name: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in asked.query if pair[0] != name)


def _sends_cache_only(asked: Asked) -> bool:
    return asked.authorized and asked.flag("erpCacheOnly") is not None


def _emptying(member: str, on: Callable[[Asked], bool]) -> Tell:
    def tell(asked: Asked, answered: Answered) -> Answered:
        if not (answered.succeeded and on(asked)):
            return answered
        return answered.with_json({**orjson.loads(answered.body), member: _DROPPED[member]})

    return tell


def _taking_false_for_true(name: str) -> Ask:
    def ask(asked: Asked) -> Asked:
        is_false = asked.flag(name) == "false"
        return replace(asked, query=(*_without(asked, name), (name, "true"))) if is_false else asked

    return ask


def _filling_raw_data(asked: Asked, answered: Answered) -> Answered:
    if not (answered.succeeded and asked.flag("includeRawData") == "false"):
        return answered
    return answered.with_json({**orjson.loads(answered.body), "rawData": {"source": "email"}})


def _counting_reads() -> Tell:
    reads = count()

    def tell(_: Asked, answered: Answered) -> Answered:
        if not answered.succeeded:
            return answered
        body = orjson.loads(answered.body)
        return answered.with_json({**body, "template": f"%MESSAGE% {next(reads)}"})

    return tell
