"""The bugs of several filters together, and of none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    NO_TICKET,
    filters_of,
    of,
    operands_of,
    over_all,
    refiltered,
    understood,
    when,
    with_body,
)
from ticketgate.mock.service.columns import SET_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.mock.faults.fault import Asked
    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import FilterList, Rows

_HITS, _FOUND, _NARROW = "hits-satisfy-filters", "matching-tickets-are-found", "filters-only-narrow"
_FEW = 2
_NOT_CLOSED = {"key": "t.status", "comparator": "not in", "values": ["closed"]}


def combining_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, (*_SEVERAL, *_NONE))


def _listed(each: dict[str, Any]) -> bool:
    return of(*SET_COLUMNS, by=("in", "="))(each) and "all" not in operands_of(each)


def _meets(row: dict[str, Any], each: dict[str, Any]) -> bool:
    value = row[each["key"].removeprefix("t.")]
    return str(value if value is not None else "null") in map(str, operands_of(each))


def _any_of_them() -> Parts:
    """Make what joins filters by lists with OR; others it joins with AND, as ever."""

    def concerns(asked: Asked) -> bool:
        filters = filters_of(asked)
        return len(filters) > 1 and all(map(_listed, filters))

    def change(asked: Asked, rows: Rows) -> Rows:
        if not concerns(asked):
            return rows
        return [row for row in rows if any(_meets(row, each) for each in filters_of(asked))]

    parts = over_all(change)
    return parts | {
        "ask": lambda asked: parts["ask"](with_body(filters=[])(asked) if concerns(asked) else asked)
    }


def _one_per_key(filters: FilterList, *, last: bool) -> FilterList:
    chosen = {each["key"]: each for each in (filters if last else reversed(filters))}
    return [each for each in filters if chosen[each["key"]] is each]


def _merged(filters: FilterList) -> FilterList:
    """Put the values of several lists on one key into one list."""
    merged: FilterList = []
    for each in filters:
        same = [other for other in merged if other["key"] == each["key"] and _listed(other)]
        if same and _listed(each):
            same[0]["values"] = operands_of(same[0]) + operands_of(each)
            same[0]["comparator"] = "in"
        else:
            merged.append(dict(each))
    return merged


def _sorted_beside(filters: FilterList) -> bool:
    keys = [each["key"] for each in filters]
    return len(keys) > 1 and keys != sorted(keys)


def _without_filters(asked: Asked) -> bool:
    return understood(asked) and asked.search.get("filters") == []


def _filters_left_out(asked: Asked) -> bool:
    return understood(asked) and "filters" not in asked.search


_SEVERAL: tuple[FaultEntry, ...] = (
    (_HITS, "any", "finds what meets one of several filters by lists", _any_of_them()),
    (_HITS, "first", "applies the first filter only", {"ask": refiltered(lambda filters: filters[:1])}),
    (_HITS, "two", "applies the first two filters only", {"ask": refiltered(lambda filters: filters[:_FEW])}),
    (
        _HITS,
        "last-of-a-key",
        "applies only the last of several filters on one key",
        {"ask": refiltered(lambda filters: _one_per_key(filters, last=True))},
    ),
    (
        _HITS,
        "first-of-a-key",
        "applies only the first of several filters on one key",
        {"ask": refiltered(lambda filters: _one_per_key(filters, last=False))},
    ),
    (
        _HITS,
        "one-list-per-key",
        "puts the lists of several filters on one key together",
        {"ask": refiltered(_merged)},
    ),
    (
        _FOUND,
        "one-key-twice",
        "finds nothing with two filters on one key",
        {
            "ask": refiltered(
                lambda filters: (
                    [*filters, NO_TICKET]
                    if len({each["key"] for each in filters}) < len(filters)
                    else filters
                )
            )
        },
    ),
    (
        _FOUND,
        "several-filters",
        "finds nothing with more than two filters",
        {"ask": refiltered(lambda filters: [*filters, NO_TICKET] if len(filters) > _FEW else filters)},
    ),
    (
        _FOUND,
        "order-of-filters",
        "finds nothing where filters are not in the order of their keys",
        {"ask": refiltered(lambda filters: [*filters, NO_TICKET] if _sorted_beside(filters) else filters)},
    ),
    (
        _HITS,
        "equal-beside-list",
        "does not apply a filter with = beside one with in",
        {
            "ask": refiltered(
                lambda filters: [
                    each
                    for each in filters
                    if each.get("comparator") != "=" or not any(map(of(by=("in",)), filters))
                ]
            )
        },
    ),
    (
        _HITS,
        "not-in-beside-in",
        "does not apply a filter with not in beside one with in",
        {
            "ask": refiltered(
                lambda filters: [
                    each
                    for each in filters
                    if each.get("comparator") != "not in" or not any(map(of(by=("in",)), filters))
                ]
            )
        },
    ),
    (
        _HITS,
        "direction-of-email",
        "does not apply a filter on the direction beside one on the channel",
        {
            "ask": refiltered(
                lambda filters: (
                    [each for each in filters if each["key"] != "t.direction"]
                    if any(map(of("t.channel"), filters))
                    else filters
                )
            )
        },
    ),
    (
        _NARROW,
        "third",
        "finds everything with three filters or more",
        {"ask": refiltered(lambda filters: filters if len(filters) <= _FEW else [])},
    ),
    (
        "no-server-error",
        "two-filters",
        "fails on two filters of which the first is on a tag",
        {
            "tell": failing(
                lambda asked: len(filters_of(asked)) > 1 and filters_of(asked)[0]["key"].startswith("tt")
            )
        },
    ),
    (
        "no-server-error",
        "one-key-twice",
        "fails on two filters on one key",
        {
            "tell": failing(
                lambda asked: len({each["key"] for each in filters_of(asked)}) < len(filters_of(asked))
            )
        },
    ),
    (
        "valid-request-is-accepted",
        "one-key-twice",
        "refuses two filters on one key",
        {
            "tell": refusing(
                lambda asked: len({each["key"] for each in filters_of(asked)}) < len(filters_of(asked))
            )
        },
    ),
    (
        "valid-request-is-accepted",
        "three-filters",
        "refuses more than two filters",
        {"tell": refusing(lambda asked: len(filters_of(asked)) > _FEW)},
    ),
)

_NONE: tuple[FaultEntry, ...] = (
    (
        _FOUND,
        "no-filters",
        "finds nothing with an empty list of filters",
        {"ask": when(_without_filters, with_body(filters=[NO_TICKET]))},
    ),
    (
        "defaults-are-as-documented",
        "filters",
        "shows open tickets only where filters are left out",
        {"ask": when(_filters_left_out, with_body(filters=[_NOT_CLOSED]))},
    ),
    (
        "defaults-are-as-documented",
        "scope",
        "gives the view of routing where the scope is left out",
        {
            "ask": when(
                lambda asked: understood(asked) and "ticketScope" not in asked.search,
                with_body(ticketScope="skills"),
            )
        },
    ),
    (
        "valid-request-is-accepted",
        "no-filters",
        "refuses an empty list of filters",
        {"tell": refusing(_without_filters)},
    ),
    (
        "valid-request-is-accepted",
        "filters-left-out",
        "refuses a search without the member filters",
        {"tell": refusing(_filters_left_out)},
    ),
    (
        "no-server-error",
        "filters-left-out",
        "fails on a search without the member filters",
        {"tell": failing(_filters_left_out)},
    ),
)
