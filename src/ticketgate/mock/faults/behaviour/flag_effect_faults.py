"""The bugs in what the flags of a read change: too little, too much, or something else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from ticketgate.mock.faults.fault import GET_TICKET, Asked, Fault
from ticketgate.mock.faults.made import made, made_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Answered, Ask, Tell
    from ticketgate.mock.faults.made import FaultEntry

_CUSTOMER, _INTENTS, _RAW, _CACHE = "includeCustomer", "includeIntents", "includeRawData", "erpCacheOnly"
_VIEWING, _SESSIONS, _LANGUAGE = "viewing", "includeSessions", "contentTranslationLanguage"
_OTHERS, _ONLY_RAW, _RAW_GIVEN = (
    "flags-change-only-their-members",
    "raw-data-only-on-request",
    "raw-data-on-request",
)


def flag_effect_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(GET_TICKET, (*_FILLED, *_CHANGED))
    for clause, variant, says, rest in _VIEWS:
        yield made(clause, variant, says, **rest)


def _is(name: str, value: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.flag(name) == value


def _has(name: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.flag(name) is not None


def _with(name: str, value: str, holds: Callable[[Asked], bool] = lambda _: True) -> Ask:
    """Make what takes a parameter for having another value."""

    def ask(asked: Asked) -> Asked:
        others = (pair for pair in asked.query if pair[0] != name)
        return replace(asked, query=(*others, (name, value))) if holds(asked) else asked

    return ask


def _valid(name: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.flag(name) in (None, "true", "false")


def _inverted(name: str) -> Ask:
    def ask(asked: Asked) -> Asked:
        given = asked.flag(name)
        other = {"true": "false", "false": "true", None: "true"}.get(given)
        return _with(name, other)(asked) if other else asked

    return ask


def _in_ticket(holds: Callable[[Asked], bool], change: Callable[[dict[str, Any]], dict[str, Any]]) -> Tell:
    """Make what changes the ticket that was read where something holds of the request."""

    def tell(asked: Asked, answered: Answered) -> Answered:
        if not answered.succeeded or not holds(asked):
            return answered
        return answered.with_json(change(orjson.loads(answered.body)))

    return tell


def _without(*members: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ticket: {name: value for name, value in ticket.items() if name not in members}


def _put(**members: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda ticket: ticket | members


def _contracts_without_raw_data(ticket: dict[str, Any]) -> dict[str, Any]:
    for contract in ticket["customer"].get("contracts", ()):
        contract["rawData"] = None
    return ticket


def _without_contracts(ticket: dict[str, Any]) -> dict[str, Any]:
    if ticket["customer"].get("contracts"):
        ticket["customer"]["contracts"] = []
    return ticket


def _brief_intents(ticket: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "aiAgentId", "name", "confidenceColor", "infos")
    ticket["intents"] = [{name: intent[name] for name in names} for intent in ticket.get("intents", ())]
    return ticket


_FILLED: tuple[FaultEntry, ...] = (
    (
        "customer-only-on-request",
        "always",
        "answers the full customer unasked",
        {"ask": _with(_CUSTOMER, "true", _valid(_CUSTOMER))},
    ),
    (
        "customer-only-on-request",
        "false",
        "answers the full customer where includeCustomer is false",
        {"ask": _with(_CUSTOMER, "true", _is(_CUSTOMER, "false"))},
    ),
    (
        "intents-only-on-request",
        "always",
        "answers the intents unasked",
        {"ask": _with(_INTENTS, "true", _valid(_INTENTS))},
    ),
    (
        "intents-only-on-request",
        "false",
        "answers the intents where includeIntents is false",
        {"ask": _with(_INTENTS, "true", _is(_INTENTS, "false"))},
    ),
    (
        "customer-on-request",
        "ignored",
        "answers the reduced customer though it was asked for all",
        {"ask": _with(_CUSTOMER, "false", _is(_CUSTOMER, "true"))},
    ),
    (
        "customer-on-request",
        "inverted",
        "takes includeCustomer for its opposite",
        {"ask": _inverted(_CUSTOMER)},
    ),
    (
        "customer-on-request",
        "intents-too",
        "answers the full customer only where intents are asked for as well",
        {
            "ask": _with(
                _CUSTOMER, "false", lambda asked: asked.flag(_INTENTS) != "true" and _valid(_CUSTOMER)(asked)
            )
        },
    ),
    (
        "intents-on-request",
        "ignored",
        "leaves intents out though they were asked for",
        {"ask": _with(_INTENTS, "false", _is(_INTENTS, "true"))},
    ),
    ("intents-on-request", "inverted", "takes includeIntents for its opposite", {"ask": _inverted(_INTENTS)}),
    (
        "intents-on-request",
        "customer-too",
        "answers intents only where the customer is asked for as well",
        {
            "ask": _with(
                _INTENTS, "false", lambda asked: asked.flag(_CUSTOMER) != "true" and _valid(_INTENTS)(asked)
            )
        },
    ),
    (
        "intents-on-request",
        "brief",
        "answers intents in their compact form though they were asked for",
        {"tell": _in_ticket(_is(_INTENTS, "true"), _brief_intents)},
    ),
    (
        _ONLY_RAW,
        "false",
        "sends rawData where includeRawData is false",
        {"ask": _with(_RAW, "true", _is(_RAW, "false"))},
    ),
    (
        _ONLY_RAW,
        "customer",
        "sends rawData where the customer is asked for",
        {
            "ask": _with(
                _RAW, "true", lambda asked: asked.flag(_CUSTOMER) == "true" and asked.flag(_RAW) is None
            )
        },
    ),
    (_ONLY_RAW, "inverted", "takes includeRawData for its opposite", {"ask": _inverted(_RAW)}),
    (
        _RAW_GIVEN,
        "ignored",
        "sends no rawData though it was asked for",
        {"ask": _with(_RAW, "false", _is(_RAW, "true"))},
    ),
    (
        _RAW_GIVEN,
        "left-out",
        "leaves rawData out where it was asked for",
        {"tell": _in_ticket(_is(_RAW, "true"), _without("rawData"))},
    ),
    (
        _RAW_GIVEN,
        "contracts",
        "sends no rawData of contracts though it was asked for",
        {"tell": _in_ticket(_is(_RAW, "true"), _contracts_without_raw_data)},
    ),
)


_CHANGED: tuple[FaultEntry, ...] = (
    (
        _OTHERS,
        "raw-data-drops-attachments",
        "leaves attachments out where raw data is asked for",
        {"tell": _in_ticket(_is(_RAW, "true"), _without("attachments"))},
    ),
    (
        _OTHERS,
        "raw-data-empties-body",
        "empties the body where raw data is asked for",
        {"tell": _in_ticket(_is(_RAW, "true"), _put(body=None, bodyPlain=None, bodyClean=None))},
    ),
    (
        _OTHERS,
        "customer-changes-status",
        "shows the ticket as open where the customer is asked for",
        {"tell": _in_ticket(_is(_CUSTOMER, "true"), _put(status="open", closedAt=None))},
    ),
    (
        _OTHERS,
        "customer-drops-tags",
        "shows no tags where the customer is asked for",
        {"tell": _in_ticket(_is(_CUSTOMER, "true"), _put(tags=[], tagIds=[]))},
    ),
    (
        _OTHERS,
        "no-customer-no-id",
        "shows no customerId where the customer is not asked for",
        {"tell": _in_ticket(lambda asked: asked.flag(_CUSTOMER) != "true", _put(customerId=None))},
    ),
    (
        _OTHERS,
        "intents-change-level",
        "shows the level human where intents are asked for",
        {"tell": _in_ticket(_is(_INTENTS, "true"), _put(aiSupportLevel="human"))},
    ),
    (
        _OTHERS,
        "cache-empties-contracts",
        "shows no contracts where only the cache is asked",
        {"tell": _in_ticket(_is(_CACHE, "true"), _without_contracts)},
    ),
    (
        _OTHERS,
        "cache-forgets-contract",
        "shows no contractId where only the cache is asked",
        {"tell": _in_ticket(_is(_CACHE, "true"), _put(contractId=None))},
    ),
    (
        _OTHERS,
        "cache-drops-priority",
        "shows the priority low where only the cache is asked",
        {"tell": _in_ticket(_is(_CACHE, "true"), _put(priority="low"))},
    ),
    (
        _OTHERS,
        "sessions-drop-workers",
        "shows nobody at work where sessions are not asked for",
        {"tell": _in_ticket(_is(_SESSIONS, "false"), _put(workedOnBy=[], workedOnByIds=[]))},
    ),
    (
        _OTHERS,
        "language-changes-language",
        "takes the language asked for for that of the ticket",
        {"tell": _in_ticket(_has(_LANGUAGE), _put(language="English", languageCode="en"))},
    ),
    (
        _OTHERS,
        "viewing-hides-template",
        "shows the template only to whoever is viewing",
        {"tell": _in_ticket(_is(_VIEWING, "false"), _put(template=None))},
    ),
    (
        "answers-with-the-ticket-asked-for",
        "with-customer",
        "answers with the ticket before where the customer is asked for",
        {"tell": _in_ticket(_is(_CUSTOMER, "true"), lambda ticket: ticket | {"id": ticket["id"] - 1})},
    ),
)


_VIEWS: tuple[FaultEntry, ...] = (
    (
        "pair/reading-changes-nothing",
        "cache",
        "takes a read from the cache for a person opening the ticket",
        {"ask": _with(_VIEWING, "true", _is(_CACHE, "true"))},
    ),
    (
        "pair/reading-changes-nothing",
        "customer",
        "takes whoever asks for the customer for a person opening the ticket",
        {"ask": _with(_VIEWING, "true", _is(_CUSTOMER, "true"))},
    ),
    (
        "pair/reading-changes-nothing",
        "false-is-true",
        "takes viewing=false for a person opening the ticket, as any text",
        {"ask": _with(_VIEWING, "true", _is(_VIEWING, "false"))},
    ),
    (
        "pair/reading-changes-nothing",
        "sessions",
        "takes whoever says anything of sessions for a person opening the ticket",
        {"ask": _with(_VIEWING, "true", _has(_SESSIONS))},
    ),
)
