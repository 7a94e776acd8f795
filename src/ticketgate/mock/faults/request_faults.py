"""The bugs in how a server reads requests: ids, parameters and bodies that it takes, refuses or fails at."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Answered, Asked, Fault
from ticketgate.mock.faults.made import JSON, NOT_FOUND, OK, error, failing, failure, made, refusing
from ticketgate.mock.service.columns import DATE_COLUMNS, FILTER_KEYS, RELEVANCE, SORT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Tell

_BOUNDARIES = {"zero": "0", "minus-one": "-1", "31-bit": str(2**31), "63-bit": str(2**63)}
_DIGITS = re.compile("[0-9]+")
_KEYS_REFUSED = ("not in", "between")


def request_faults() -> Iterator[Fault]:
    """Yield the faults of reading a ticket, then those of searching, each with the clause it breaks."""
    yield from _tickets()
    yield from _searches()


# Reading a ticket


def _tickets() -> Iterator[Fault]:
    yield from _unknown_tickets()
    yield made(
        f"{GET_TICKET}/listed-ticket-is-there",
        "gone",
        "does not find a ticket that a search lists",
        tell=_instead_of(OK, error(NOT_FOUND, "no such ticket")),
    )
    for variant, boundary in _BOUNDARIES.items():
        yield made(
            f"{GET_TICKET}/no-server-error",
            variant,
            f"fails on the id {boundary}",
            tell=failing(_is_id(boundary)),
        )
    yield made(
        f"{GET_TICKET}/no-server-error",
        "unknown",
        "fails on an id that no ticket has",
        tell=lambda _, answered: failure() if answered.status == NOT_FOUND else answered,
    )
    clause = f"{GET_TICKET}/answers-with-the-ticket-asked-for"
    yield made(clause, "neighbour", "answers with the ticket beside the one asked for", ask=_neighbour)
    yield made(clause, "first", "answers with one ticket whichever was asked for", ask=_first)
    yield made(
        f"{GET_TICKET}/raw-data-only-on-request",
        "always",
        "sends rawData unasked",
        forms={"full": lambda ticket: ticket | {"rawData": ticket["rawData"] or {"source": "email"}}},
    )
    clause = f"{GET_TICKET}/invalid-parameter-is-refused"
    yield made(clause, "flags", "takes any value for a boolean parameter", ask=_any_flag)
    yield made(clause, "id", "reads as much of the id as is a number", ask=_digits_of_id)
    clause = f"{GET_TICKET}/misspelt-id-is-no-other-ticket"
    yield made(clause, "first", "takes the first ticket for an id that is no number", ask=_first_for_words)
    yield made(clause, "rounds", "rounds an id with a fraction up", ask=_rounded_id)
    clause = f"{GET_TICKET}/valid-request-is-accepted"
    for name in ("includeRawData", "includeCustomer", "includeIntents", "contentTranslationLanguage"):
        yield made(
            clause,
            name,
            f"refuses {name} unless customer and intents are asked for",
            tell=refusing(_unusual_with(name)),
        )
    yield made(
        "pair/reading-changes-nothing",
        "viewing",
        "takes every read for a person opening the ticket, whatever viewing says",
        ask=lambda asked: replace(
            asked, query=(*(pair for pair in asked.query if pair[0] != "viewing"), ("viewing", "true"))
        ),
    )


def _is_id(boundary: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.ticket == boundary


def _unusual_with(name: str) -> Callable[[Asked], bool]:
    """Accept requests with a parameter, except those of the kind that every client sends.

    Refusing these as well would stop a run at once: the target would not be testable.
    """

    def is_unusual(asked: Asked) -> bool:
        flags = {flag for flag, value in asked.query if value == "true"}
        usual = {"includeCustomer", "includeIntents"} <= flags and "includeRawData" not in flags
        return asked.flag(name) is not None and not usual

    return is_unusual


def _unknown_tickets() -> Iterator[Fault]:
    clause = f"{GET_TICKET}/unknown-ticket-is-refused"
    for variant, says, content in (
        ("empty", "with a success without a body", b""),
        ("object", "with a success and an empty object", b"{}"),
        ("null", "with a success and null", b"null"),
        ("failure", "with a success that says it failed", b'{"success":false,"message":"no ticket"}'),
    ):
        yield made(
            clause,
            variant,
            f"answers an unknown id {says}",
            tell=_instead_of(NOT_FOUND, Answered(OK, JSON, content)),
        )
    for status in (400, 403, 410, 422):
        yield made(
            f"{GET_TICKET}/unknown-ticket-is-not-found",
            str(status),
            f"answers an unknown id with {status}",
            tell=_instead_of(NOT_FOUND, error(status, "no such ticket")),
        )


def _instead_of(status: int, other: Answered) -> Tell:
    return lambda _, answered: other if answered.status == status else answered


def _half_of_a_page(_: Asked, answered: Answered) -> Answered:
    if answered.status != OK:
        return answered
    rows = orjson.loads(answered.body)["tickets"]
    body = {"tickets": rows[: len(rows) // 2], "error": {"message": "time limit exceeded"}}
    return replace(answered, body=orjson.dumps(body))


def _neighbour(asked: Asked) -> Asked:
    if not asked.ticket.isascii() or not asked.ticket.isdecimal():
        return asked
    number = int(asked.ticket)
    return replace(asked, path=f"/ticket/{number + 1 if number % 2 else number - 1}")


def _first(asked: Asked) -> Asked:
    return replace(asked, path="/ticket/371001") if asked.ticket.startswith("371") else asked


def _any_flag(asked: Asked) -> Asked:
    kept = (
        (name, value if value in {"true", "false"} or name == "contentTranslationLanguage" else "true")
        for name, value in asked.query
    )
    return replace(asked, query=tuple(kept))


def _digits_of_id(asked: Asked) -> Asked:
    digits = _DIGITS.findall(asked.ticket)
    if asked.ticket.removeprefix("-").isdecimal() or not digits:
        return asked
    return replace(asked, path=f"/ticket/{max(digits, key=len)}")


def _first_for_words(asked: Asked) -> Asked:
    return asked if _DIGITS.search(asked.ticket) else replace(asked, path="/ticket/371001")


def _rounded_id(asked: Asked) -> Asked:
    whole, dot, fraction = asked.ticket.partition(".")
    is_number = whole.isdecimal() and fraction.isdecimal()
    return replace(asked, path=f"/ticket/{int(whole) + 1}") if dot and is_number else asked


# Searching


def _searches() -> Iterator[Fault]:
    yield made(
        f"{SEARCH}/success-is-no-error",
        "half",
        "answers with half of the rows and an error under status 200",
        tell=_half_of_a_page,
    )
    clause = f"{SEARCH}/no-server-error"
    yield made(clause, "limit", "fails on a limit that is no integer", tell=failing(_limit_is_no_integer))
    yield made(clause, "key", "fails on a filter key it does not know", tell=failing(_has_unknown_key))
    yield made(clause, "json", "fails on a body that is no JSON", tell=failing(_is_malformed))
    yield made(clause, "order", "fails on an order field it does not know", tell=failing(_has_unknown_order))
    clause = f"{SEARCH}/unknown-order-field-is-refused"
    yield made(clause, "ignored", "ignores an order field it does not know", ask=_without_unknown_order)
    yield made(
        clause,
        "404",
        "answers an order field it does not know with 404",
        tell=lambda asked, answered: (
            error(NOT_FOUND, "no such field") if _has_unknown_order(asked) else answered
        ),
    )
    clause = f"{SEARCH}/limit-below-one-is-refused"
    yield made(clause, "zero", "takes a limit of 0", ask=_limit_at_least_one(lambda limit: limit == 0))
    yield made(clause, "negative", "takes a negative limit", ask=_limit_at_least_one(lambda limit: limit < 0))
    clause = f"{SEARCH}/malformed-body-is-refused"
    yield made(
        clause,
        "ignored",
        "takes a body that is no JSON for an empty search",
        ask=lambda asked: replace(asked, body=b"{}") if _is_malformed(asked) else asked,
    )
    clause = f"{SEARCH}/invalid-parameter-is-refused"
    for variant, says, mend in _LENIENCES:
        echoed = (f"{SEARCH}/paging-is-echoed",) if variant == "offset" else ()
        because = "the page names the offset that was taken for it" if echoed else ""
        yield made(clause, variant, says, ask=_mending(mend), also=echoed, because=because)
    clause = f"{SEARCH}/valid-request-is-accepted"
    for comparator in _KEYS_REFUSED:
        yield made(
            clause,
            comparator.replace(" ", "-"),
            f"refuses the comparator {comparator}",
            tell=refusing(_compares_by(comparator)),
        )
    yield made(
        clause,
        "dates",
        "refuses to order by moments",
        tell=refusing(lambda asked: str(asked.search.get("orderByField")) in DATE_COLUMNS),
    )
    yield made(
        clause,
        "limit-1",
        "refuses the limit 1 beside anything but filters",
        tell=refusing(_has_a_limit_of_one_and_more),
        also=(f"{SEARCH}/unknown-members-are-ignored",),
        because="the same search is refused with a member that nobody knows",
    )


def _limit_is_no_integer(asked: Asked) -> bool:
    return not _is_count(asked.search.get("limit", 1))


def _is_malformed(asked: Asked) -> bool:
    try:
        json.loads(asked.body, parse_constant=_no_constant)
    except ValueError:
        return True
    return False


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _filters(asked: Asked) -> list[dict[str, Any]]:
    filters = asked.search.get("filters", [])
    return [each for each in filters if isinstance(each, dict)] if isinstance(filters, list) else []


def _compares_by(comparator: str) -> Callable[[Asked], bool]:
    return lambda asked: comparator in [each.get("comparator") for each in _filters(asked)]


def _has_a_limit_of_one_and_more(asked: Asked) -> bool:
    """Tell so, but not of the first search of every run, which has nothing but a limit and filters."""
    return asked.search.get("limit") == 1 and not asked.search.keys() <= {"limit", "filters"}


def _has_unknown_key(asked: Asked) -> bool:
    return any(str(each.get("key")) not in FILTER_KEYS for each in _filters(asked))


def _has_unknown_order(asked: Asked) -> bool:
    field = asked.search.get("orderByField", "t.id")
    return isinstance(field, str) and field not in SORT_COLUMNS and field != RELEVANCE


def _without_unknown_order(asked: Asked) -> Asked:
    return asked.with_search(orderByField="t.id") if _has_unknown_order(asked) else asked


def _limit_at_least_one(applies: Callable[[int], bool]) -> Ask:
    def ask(asked: Asked) -> Asked:
        limit = asked.search.get("limit", 1)
        is_number = isinstance(limit, int) and not isinstance(limit, bool)
        return asked.with_search(limit=1) if is_number and applies(limit) else asked

    return ask


def _mending(mend: Callable[[dict[str, Any]], dict[str, Any]]) -> Ask:
    """Make what replaces members that the API would refuse by ones it takes."""

    def ask(asked: Asked) -> Asked:
        search = asked.search
        mended = mend(search) if search else {}
        return asked.with_search(**mended) if mended else asked

    return ask


def _unless(
    member: str, holds: Callable[[Any], bool], instead: Any
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda search: {member: instead} if member in search and not holds(search[member]) else {}


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _known_filters(search: dict[str, Any]) -> dict[str, Any]:
    filters = search.get("filters")
    if not isinstance(filters, list):
        return {"filters": []} if "filters" in search else {}
    known = [each for each in filters if isinstance(each, dict) and str(each.get("key")) in FILTER_KEYS]
    return {"filters": known} if len(known) < len(filters) else {}


_LENIENCES: tuple[tuple[str, str, Callable[[dict[str, Any]], dict[str, Any]]], ...] = (
    ("limit", "takes a limit that is no integer", _unless("limit", _is_count, 10)),
    (
        "offset",
        "takes an offset below 0 or none at all",
        _unless("offset", lambda value: _is_count(value) and value >= 0, 0),
    ),
    (
        "direction",
        "takes any direction for descending",
        _unless("orderByDirection", lambda value: value in ("asc", "desc"), "desc"),
    ),
    ("filters", "ignores filters it does not understand", _known_filters),
)
