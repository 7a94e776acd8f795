"""The bugs of comparing a field with one value: keys and comparators, but for moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    changed_by,
    finding_none,
    has_filter,
    ignoring,
    is_whole_number,
    of,
    with_members,
)
from ticketgate.mock.service.columns import BOOLEANS, INTEGERS, SET_COLUMNS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.mock.faults.made import FaultEntry

_HITS, _FOUND = "hits-satisfy-filters", "matching-tickets-are-found"
_EQUALS = "equals-agrees-with-in"
_NUMBERS = ("t.id", *(f"t.{name}" for name in INTEGERS), "i.aiAgentId", "tt.tagId", "w.id")
_TEXTS = tuple(f"t.{name}" for name in TEXTS)
_SINGLE = tuple(SET_COLUMNS)
_ACTIVE = tuple(f"t.{name}" for name in BOOLEANS)
_KEYS_FORGOTTEN = (
    "t.id t.channelId t.subchannelId t.direction t.customerId t.contractId t.partnerId t.isCustomerActive"
    " t.aiSupportLevel t.spamStatus t.sentiment t.language t.languageCode t.from t.externalTicketId"
    " t.modelRunAt i.aiAgentId w.id"
).split()


def comparator_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for key in _KEYS_FORGOTTEN:
        yield made(
            f"{SEARCH}/{_HITS}",
            key,
            f"takes filters on {key} and does not apply them",
            ask=ignoring(of(key)),
        )
    yield from made_all(SEARCH, (*_COMPARATORS, *_MIXED_UP))
    for comparator, name in _NAMES.items():
        yield made(
            f"{SEARCH}/valid-request-is-accepted",
            f"set-{name}",
            f"refuses the comparator {comparator} on fields that are no moments",
            tell=refusing(has_filter(of(*SET_COLUMNS, by=(comparator,)))),
        )


def _is_text_number(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal()


_NAMES = {"=": "equal", "!=": "unequal", ">": "above", "<": "below", ">=": "from", "<=": "up-to", "in": "in"}
_COMPARATORS: tuple[FaultEntry, ...] = (
    (
        _HITS,
        "below-or-equal",
        "takes < for <=",
        {"ask": with_members(of(*_NUMBERS, by=("<",)), comparator="<=")},
    ),
    (
        _HITS,
        "above-or-equal",
        "takes > for >=",
        {"ask": with_members(of(*_NUMBERS, by=(">",)), comparator=">=")},
    ),
    (
        _FOUND,
        "at-most-without-equal",
        "takes <= for <",
        {"ask": with_members(of(*_NUMBERS, by=("<=",)), comparator="<")},
    ),
    (
        _FOUND,
        "at-least-without-equal",
        "takes >= for >",
        {"ask": with_members(of(*_NUMBERS, by=(">=",)), comparator=">")},
    ),
    (
        _HITS,
        "below-is-above",
        "takes < for > and > for <",
        {
            "ask": changed_by(
                lambda each: each | {"comparator": "<" if each["comparator"] == ">" else ">"},
                of(*_NUMBERS, by=("<", ">")),
            )
        },
    ),
    (
        _HITS,
        "unequal-is-equal",
        "takes != for =",
        {"ask": with_members(of(*_SINGLE, by=("!=",)), comparator="=")},
    ),
    (_HITS, "unequal-is-ignored", "does not apply !=", {"ask": ignoring(of(*_SINGLE, by=("!=",)))}),
    (
        _HITS,
        "not-in-is-in",
        "takes not in for in",
        {"ask": with_members(of(*_SINGLE, by=("not in",)), comparator="in")},
    ),
    (
        _HITS,
        "comparisons-are-ignored",
        "does not apply <, >, <= and >= on numbers",
        {"ask": ignoring(of(*_NUMBERS, by=("<", ">", "<=", ">=")))},
    ),
    (
        _FOUND,
        "comparisons-find-nothing",
        "finds nothing with <, >, <= and >= on numbers",
        {"ask": finding_none(of(*_NUMBERS, by=("<", ">", "<=", ">=")))},
    ),
    (
        _EQUALS,
        "numbers",
        "finds nothing with = and a number",
        {"ask": finding_none(of(by=("=",), having=is_whole_number))},
    ),
    (
        _EQUALS,
        "text-of-a-number",
        "finds nothing with = and a number that is written as text",
        {"ask": finding_none(of(*_NUMBERS, by=("=",), having=_is_text_number))},
    ),
    (
        _EQUALS,
        "booleans",
        "finds nothing with = and true or false",
        {"ask": finding_none(of(*_ACTIVE, by=("=",)))},
    ),
    (_EQUALS, "ignored", "does not apply = on texts", {"ask": ignoring(of(*_TEXTS, by=("=",)))}),
    (
        _EQUALS,
        "unequal",
        "takes = for != on texts",
        {"ask": with_members(of(*_TEXTS, by=("=",)), comparator="!=")},
    ),
    (
        "no-server-error",
        "unequal",
        "fails on != with a text",
        {"tell": failing(has_filter(of(*_TEXTS, by=("!=",))))},
    ),
    (
        "no-server-error",
        "text-compared",
        "fails on a comparison of texts by < or >",
        {"tell": failing(has_filter(of(*_TEXTS, by=("<", ">", "<=", ">="))))},
    ),
)

_SWAPS = (
    ("t.language", "t.languageCode", _FOUND),
    ("t.customerId", "t.contractId", _FOUND),
    ("t.subchannelId", "t.agentId", _HITS),
    ("t.direction", "t.channel", _FOUND),
    ("t.spamStatus", "t.aiSupportLevel", _FOUND),
)
_MIXED_UP: tuple[FaultEntry, ...] = tuple(
    (
        clause,
        f"{key}-reads-{other}",
        f"compares {other} where {key} is asked for",
        {"ask": with_members(of(key), key=other)},
    )
    for key, other, clause in _SWAPS
)
