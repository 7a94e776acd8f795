"""The bugs in how operands are written: numbers and booleans as text, and what texts may hold."""

from __future__ import annotations

from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made_all
from ticketgate.mock.faults.search_changes import (
    converting,
    filters_of,
    finding_none,
    has_filter,
    ignoring,
    is_exactly,
    is_whole_number,
    of,
    of_values,
    operands_of,
    over_all,
)
from ticketgate.mock.service.columns import BOOLEANS, INTEGERS, SET_COLUMNS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.mock.faults.fault import Asked
    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import Rows

_HITS, _FOUND = "hits-satisfy-filters", "matching-tickets-are-found"
_EQUALS = "equals-agrees-with-in"
_SETS = ("in", "not in", "=", "!=")
_NUMBERS = ("t.id", *(f"t.{name}" for name in INTEGERS), "i.aiAgentId", "tt.tagId", "w.id")
_TEXTS = tuple(f"t.{name}" for name in TEXTS)
_SINGLE = tuple(SET_COLUMNS)
_ACTIVE = tuple(f"t.{name}" for name in BOOLEANS)
_NO_VALUE = (None, "null")


def operand_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, _FORMS)


def _is_text_number(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal()


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_falsy(value: Any) -> bool:
    return not isinstance(value, str) and not value


def _starting(key: str) -> Parts:
    """Make what finds each value that begins with the one asked for."""
    name = key.removeprefix("t.")

    def change(asked: Asked, rows: Rows) -> Rows:
        begins = [
            str(value)
            for each in filters_of(asked)
            if of(key, by=("=", "in"))(each)
            for value in operands_of(each)
            if value not in _NO_VALUE
        ]
        return [row for row in rows if not begins or str(row[name]).startswith(tuple(begins))]

    parts = over_all(change)
    return parts | {"ask": lambda asked: parts["ask"](ignoring(of(key, by=("=", "in")))(asked))}


def _compared_as_text(*keys: str) -> Parts:
    """Make what compares texts where it should compare numbers, so that 9 is above 10."""
    concerned = of(*keys, by=tuple(_TESTS))

    def holds(each: dict[str, Any], row: dict[str, Any]) -> bool:
        value = row[each["key"].removeprefix("t.")]
        return value is not None and _TESTS[each["comparator"]](str(value), str(each["value"]))

    def change(asked: Asked, rows: Rows) -> Rows:
        compared = [each for each in filters_of(asked) if concerned(each)]
        return [row for row in rows if all(holds(each, row) for each in compared)]

    parts = over_all(change)
    return parts | {"ask": lambda asked: parts["ask"](ignoring(concerned)(asked))}


_TESTS = {"<": lt, ">": gt, "<=": le, ">=": ge}
_FORMS: tuple[FaultEntry, ...] = (
    (
        _HITS,
        "falsy-is-none",
        "takes 0 and false for no operand, and does not apply the filter",
        {"ask": ignoring(of(*_SINGLE, by=("=", "<", ">", "<=", ">="), having=_is_falsy))},
    ),
    (
        _HITS,
        "false-as-text",
        "takes the text false for true, as every text",
        {"ask": converting(lambda value: True if value == "false" else value, of(*_ACTIVE))},
    ),
    (
        _HITS,
        "any-boolean",
        "does not apply filters on booleans that are written as text",
        {"ask": ignoring(of(*_ACTIVE, having=is_exactly("true", "false")))},
    ),
    (
        _FOUND,
        "boolean-text",
        "finds nothing where a boolean is written as text",
        {"ask": finding_none(of(*_ACTIVE, having=is_exactly("true", "false")))},
    ),
    (
        _FOUND,
        "boolean",
        "finds nothing where a boolean is no text",
        {"ask": finding_none(of(*_ACTIVE, having=_is_boolean))},
    ),
    (
        _HITS,
        "boolean-inverted",
        "finds those of whom the opposite holds, with a boolean",
        {"ask": converting(lambda value: not value if isinstance(value, bool) else value, of(*_ACTIVE))},
    ),
    (
        _FOUND,
        "integer-text",
        "finds nothing in a list of numbers that are written as text",
        {"ask": finding_none(of(*_NUMBERS, by=("in",), having=_is_text_number))},
    ),
    (
        _HITS,
        "integer-text-is-ignored",
        "does not apply filters on a number that is written as text",
        {"ask": ignoring(of(*_NUMBERS, by=_SETS, having=_is_text_number))},
    ),
    (
        "no-server-error",
        "integer-text",
        "fails on a number that is written as text",
        {"tell": failing(has_filter(of(*_NUMBERS, having=_is_text_number)))},
    ),
    (
        "no-server-error",
        "number-for-text",
        "fails on a number where the field is a text",
        {"tell": failing(has_filter(of(*_TEXTS, having=is_whole_number)))},
    ),
    (
        "no-server-error",
        "quote",
        "fails on an apostrophe in an operand",
        {"tell": failing(has_filter(of(having=lambda value: isinstance(value, str) and "'" in value)))},
    ),
    (
        "no-server-error",
        "umlaut",
        "fails on an operand that is not ASCII",
        {
            "tell": failing(
                has_filter(of(having=lambda value: isinstance(value, str) and not value.isascii()))
            )
        },
    ),
    (
        "no-server-error",
        "nul",
        "fails on NUL in an operand",
        {"tell": failing(has_filter(of(having=lambda value: isinstance(value, str) and "\0" in value)))},
    ),
    (
        "no-server-error",
        "large-operand",
        "fails on an operand above 32 bits",
        {
            "tell": failing(
                has_filter(of(*_NUMBERS, having=lambda value: is_whole_number(value) and abs(value) >= 2**31))
            )
        },
    ),
    *(
        (_HITS, f"{key}-begins", f"finds what begins with the value of {key} as well", _starting(key))
        for key in ("t.externalTicketId", "t.agentId", "t.customerId", "t.aiSupportLevel")
    ),
    (
        _EQUALS,
        "wildcard",
        "cuts an operand of = at @, +, _ and %",
        {
            "ask": converting(
                lambda value: value.split("@")[0].split("+")[0] if isinstance(value, str) else value,
                of("t.from", by=("=",)),
            )
        },
    ),
    (
        _FOUND,
        "hyphen",
        "finds nothing where an operand holds a hyphen",
        {"ask": finding_none(of(*_TEXTS, having=lambda value: isinstance(value, str) and "-" in value))},
    ),
    (
        _FOUND,
        "underscore",
        "finds nothing where an operand holds an underscore",
        {
            "ask": finding_none(
                of(*_TEXTS, by=("in", "="), having=lambda value: isinstance(value, str) and "_" in value)
            )
        },
    ),
    (
        _FOUND,
        "one-value-of-one-key",
        "finds nothing where priority high is asked for",
        {"ask": finding_none(of("t.priority", by=("in", "="), having=is_exactly("high")))},
    ),
    (
        _HITS,
        "one-value-of-one-key",
        "finds pending tickets where open ones are asked for",
        {
            "ask": of_values(
                lambda values: [*values, "pending"], of("t.status", by=("in",), having=is_exactly("open"))
            )
        },
    ),
    (
        _HITS,
        "walk-in",
        "does not apply a filter on the channel walkIn",
        {"ask": ignoring(of("t.channel", by=("in", "="), having=is_exactly("walkIn")))},
    ),
    (
        _HITS,
        "numbers-as-text",
        "compares the numbers of partners and subchannels as if they were text",
        {
            **_compared_as_text("t.partnerId", "t.subchannelId"),
            "also": (f"{SEARCH}/{_FOUND}",),
            "because": "numbers of other length come too early or too late, and so are found or not",
        },
    ),
)
