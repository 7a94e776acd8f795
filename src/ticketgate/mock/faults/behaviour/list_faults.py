"""The bugs of lists of values, and of the words that stand for values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    changed_by,
    converting,
    finding_none,
    has_filter,
    ignoring,
    is_exactly,
    is_whole_number,
    of,
    of_values,
    operands_of,
)
from ticketgate.mock.service.columns import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.made import FaultEntry
    from ticketgate.mock.faults.search_changes import Sorts

_HITS, _FOUND = "hits-satisfy-filters", "matching-tickets-are-found"
_UNION, _COMPLEMENT = "in-is-a-union", "not-in-is-the-complement"
_NUMBERS = ("t.id", *(f"t.{name}" for name in INTEGERS), "i.aiAgentId", "tt.tagId", "w.id")
_NO_VALUE = (None, "null")


def list_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, (*_LISTS, *_WORDS))


def _several(each: dict[str, Any]) -> bool:
    return len(operands_of(each)) > 1


def _among(sorts: Sorts, further: Callable[[dict[str, Any]], bool]) -> Sorts:
    return lambda each: sorts(each) and further(each)


def _null_beside(each: dict[str, Any]) -> bool:
    return _several(each) and any(value in _NO_VALUE for value in each.get("values", ()))


def _without_null(values: list[Any]) -> list[Any]:
    return [value for value in values if value not in _NO_VALUE]


def _only_null(values: list[Any]) -> list[Any]:
    return [value for value in values if value in _NO_VALUE] or values


def _between_as_list(each: dict[str, Any]) -> dict[str, Any]:
    """Read a list of numbers as a range from the first to the last."""
    low, high = min(each["values"]), max(each["values"])
    return each | {"values": list(range(low, min(high, low + 900) + 1))}


def _numeric_list(each: dict[str, Any]) -> bool:
    return _several(each) and all(map(is_whole_number, each.get("values", [None])))


_LISTS: tuple[FaultEntry, ...] = (
    (
        _UNION,
        "last",
        "looks at the last value of a list only",
        {"ask": of_values(lambda values: values[-1:], of(by=("in",)))},
    ),
    (
        _UNION,
        "two",
        "looks at the first two values of a list only",
        {"ask": of_values(lambda values: values[:2], of(by=("in",)))},
    ),
    (
        _UNION,
        "ten",
        "looks at the first ten values of a list only",
        {"ask": of_values(lambda values: values[:10], of(by=("in",)))},
    ),
    (
        _UNION,
        "first-number",
        "looks at the first number of a list only",
        {"ask": of_values(lambda values: values[:1], _among(of(*_NUMBERS, by=("in",)), _numeric_list))},
    ),
    (
        _UNION,
        "range",
        "reads a list of numbers as the range from the least to the greatest",
        {"ask": changed_by(_between_as_list, _among(of("t.id", "t.agentId", by=("in",)), _numeric_list))},
    ),
    (
        _UNION,
        "null-hides",
        "finds nothing but what has no value, where null stands in a list",
        {"ask": of_values(_only_null, _among(of(by=("in",)), _null_beside))},
    ),
    (
        _UNION,
        "null-is-dropped",
        "passes over null beside values in a list",
        {"ask": of_values(_without_null, _among(of(by=("in",)), _null_beside))},
    ),
    (
        _UNION,
        "null-finds-nothing",
        "finds nothing where null stands beside values in a list",
        {"ask": finding_none(_among(of(by=("in",)), _null_beside))},
    ),
    (
        _FOUND,
        "null-alone",
        "finds nothing with a list of null alone",
        {"ask": finding_none(lambda each: each.get("values") in (["null"], [None]))},
    ),
    (
        _HITS,
        "null-alone-is-ignored",
        "does not apply a list of null alone",
        {"ask": ignoring(lambda each: each.get("values") in (["null"], [None]))},
    ),
    (
        _COMPLEMENT,
        "first",
        "leaves out only the first value of a list",
        {"ask": of_values(lambda values: values[:1], of(by=("not in",)))},
    ),
    (
        _COMPLEMENT,
        "last",
        "leaves out only the last value of a list",
        {"ask": of_values(lambda values: values[-1:], of(by=("not in",)))},
    ),
    (
        _COMPLEMENT,
        "null-finds-nothing",
        "finds nothing with not in where null stands beside values, as SQL does",
        {"ask": finding_none(_among(of(by=("not in",)), _null_beside))},
    ),
    (
        _COMPLEMENT,
        "ignored",
        "does not apply not in, but for the spam status",
        {"ask": ignoring(_among(of(by=("not in",)), lambda each: each["key"] != "t.spamStatus"))},
    ),
    (
        _COMPLEMENT,
        "numbers",
        "does not apply not in on numbers",
        {"ask": ignoring(of(*_NUMBERS, by=("not in",)))},
    ),
    (
        "no-server-error",
        "one-value",
        "fails on a list of one value",
        {"tell": failing(has_filter(lambda each: len(each.get("values", ())) == 1))},
    ),
    (
        "no-server-error",
        "null-in-list",
        "fails on null beside values in a list",
        {"tell": failing(has_filter(_null_beside))},
    ),
)

_WORDS: tuple[FaultEntry, ...] = (
    (
        _FOUND,
        "all-is-a-channel",
        "takes all for the name of a channel, which none has",
        {"ask": finding_none(of("t.channel", by=("in", "="), having=is_exactly("all")))},
    ),
    (
        _FOUND,
        "all-beside",
        "finds nothing where all stands beside a channel",
        {"ask": finding_none(_among(of("t.channel", having=is_exactly("all")), _several))},
    ),
    (
        "valid-request-is-accepted",
        "all",
        "refuses all for a channel",
        {"tell": refusing(has_filter(of("t.channel", having=is_exactly("all"))))},
    ),
    (
        "no-server-error",
        "all",
        "fails on all for a channel",
        {"tell": failing(has_filter(of("t.channel", having=is_exactly("all"))))},
    ),
    (
        _FOUND,
        "unassigned",
        "finds nothing with unassigned",
        {"ask": finding_none(of("t.agentId", by=("in",), having=is_exactly("unassigned")))},
    ),
    (
        _HITS,
        "unassigned",
        "does not apply unassigned",
        {"ask": ignoring(of("t.agentId", by=("in",), having=is_exactly("unassigned")))},
    ),
    (
        _HITS,
        "unassigned-is-team",
        "takes unassigned for team",
        {
            "ask": converting(
                lambda value: "team" if value == "unassigned" else value, of("t.agentId", by=("in",))
            )
        },
    ),
    (
        _UNION,
        "unassigned-beside",
        "passes over unassigned beside agents",
        {
            "ask": of_values(
                lambda values: [value for value in values if value != "unassigned"],
                _among(of("t.agentId", by=("in",)), _several),
            )
        },
    ),
    (
        "valid-request-is-accepted",
        "unassigned",
        "refuses unassigned for an agent",
        {"tell": refusing(has_filter(of("t.agentId", having=is_exactly("unassigned"))))},
    ),
    (
        _FOUND,
        "team",
        "finds nothing with team",
        {"ask": finding_none(of("t.agentId", by=("in",), having=is_exactly("team")))},
    ),
    (
        _HITS,
        "team",
        "does not apply team",
        {"ask": ignoring(of("t.agentId", by=("in",), having=is_exactly("team")))},
    ),
    (
        _HITS,
        "team-is-unassigned",
        "takes team for unassigned",
        {
            "ask": converting(
                lambda value: "unassigned" if value == "team" else value, of("t.agentId", by=("in",))
            )
        },
    ),
    (
        "valid-request-is-accepted",
        "team",
        "refuses team for agents",
        {"tell": refusing(has_filter(of("t.agentId", having=is_exactly("team"))))},
    ),
    (
        "no-server-error",
        "team",
        "fails on team for agents",
        {"tell": failing(has_filter(of("t.agentId", having=is_exactly("team"))))},
    ),
    (
        _FOUND,
        "null-text",
        "takes the text null for a value, which no agent has",
        {"ask": finding_none(of("t.agentId", "t.spamStatus", by=("in",), having=is_exactly("null")))},
    ),
)
