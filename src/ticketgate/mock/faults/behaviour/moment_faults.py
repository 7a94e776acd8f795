"""The bugs of comparing moments: keys, comparators and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    changed_by,
    finding_none,
    has_filter,
    ignoring,
    of,
    refiltered,
    with_members,
)
from ticketgate.mock.service.columns import DATE_COLUMNS
from ticketgate.mock.service.operands import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import FilterList, Sorts

_HITS, _FOUND, _RANGE = "hits-satisfy-filters", "matching-tickets-are-found", "between-is-both-comparisons"
_OTHER_MOMENTS = (
    ("t.dueBy", "t.firstResponseDueBy", _HITS),
    ("t.createdAt", "t.modifiedAt", _HITS),
    ("t.modifiedAt", "t.createdAt", _HITS),
    ("t.closedAt", "t.modifiedAt", _HITS),
    ("t.lastMessageAt", "t.createdAt", _FOUND),
    ("t.lastCustomerMessageAt", "t.lastMessageAt", _HITS),
)


def moment_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for key in DATE_COLUMNS:
        yield made(
            f"{SEARCH}/{_HITS}",
            key,
            f"takes filters on {key} and does not apply them",
            ask=ignoring(of(key)),
        )
    for key, other, clause in _OTHER_MOMENTS:
        yield made(
            f"{SEARCH}/{clause}",
            f"{key}-reads-{other}",
            f"compares {other} where {key} is asked for",
            ask=with_members(of(key), key=other),
            also=(f"{SEARCH}/{_FOUND}",) if clause == _HITS else (),
            because="what the other moment leaves out is missing" if clause == _HITS else "",
        )
    yield from made_all(SEARCH, (*_COMPARED, *_RANGES))


def _of(*comparators: str, having: Callable[[Any], bool] | None = None) -> Sorts:
    return of(*DATE_COLUMNS, by=comparators, having=having)


def _is_timed(value: Any) -> bool:
    return isinstance(value, str) and " " in value and value[0] != "-"


def _with_null(comparators: tuple[str, ...]) -> Parts:
    """Make what finds tickets without the moment as well: the opposite comparison, turned round."""
    opposite = {"<": ("not between", "9999-12-31 23:59:59"), ">": ("not between", "0001-01-01 00:00:00")}

    def change(each: dict[str, Any]) -> dict[str, Any]:
        comparator, end = opposite[each["comparator"][0]]
        low, high = sorted((moment(each["value"], ""), end))
        return {"key": each["key"], "comparator": comparator, "from": low, "to": high}

    return {"ask": changed_by(change, _of(*comparators))}


def _halved(end: str, comparator: str, ranges: str = "between") -> Parts:
    """Make what looks at one end of a range only."""

    def change(each: dict[str, Any]) -> dict[str, Any]:
        return {"key": each["key"], "comparator": comparator, "value": each[end]}

    return {"ask": changed_by(change, _of(ranges))}


def _to_the_end_of_the_day(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"to": f"{moment(each['to'], '')[:10]} 23:59:59"}


def _of_the_whole_day(each: dict[str, Any]) -> dict[str, Any]:
    day = moment(each["value"], "")[:10]
    return {"key": each["key"], "comparator": "between", "from": f"{day} 00:00:00", "to": f"{day} 23:59:59"}


def _of_another_day(each: dict[str, Any]) -> dict[str, Any]:
    time = "00:00:00" if each["comparator"] == "<" else "23:59:59"
    return each | {"value": f"{moment(each['value'], '')[:10]} {time}"}


def _once(filters: FilterList) -> FilterList:
    """Keep the last of several filters on one moment."""
    last = {each["key"]: each for each in filters}
    return [each for each in filters if each["key"] not in DATE_COLUMNS or last[each["key"]] is each]


_COMPARED: tuple[FaultEntry, ...] = (
    (_FOUND, "moments", "finds nothing with a filter on a moment", {"ask": finding_none(_of())}),
    (
        _FOUND,
        "moments-compared",
        "finds nothing with <, >, <= and >= on a moment",
        {"ask": finding_none(_of("<", ">", "<=", ">="))},
    ),
    (_FOUND, "equal-moment", "does not find a moment that it showed with =", {"ask": finding_none(_of("="))}),
    (
        _HITS,
        "moment-before-or-equal",
        "takes < for <= on moments",
        {"ask": with_members(_of("<"), comparator="<=")},
    ),
    (
        _HITS,
        "moment-after-or-equal",
        "takes > for >= on moments",
        {"ask": with_members(_of(">"), comparator=">=")},
    ),
    (_FOUND, "moment-at-most", "takes <= for < on moments", {"ask": with_members(_of("<="), comparator="<")}),
    (
        _FOUND,
        "moment-at-least",
        "takes >= for > on moments",
        {"ask": with_members(_of(">="), comparator=">")},
    ),
    (
        _HITS,
        "moment-after-is-before",
        "takes > for < on moments",
        {"ask": with_members(_of(">"), comparator="<")},
    ),
    (_HITS, "moment-unequal", "takes != for = on moments", {"ask": with_members(_of("!="), comparator="=")}),
    (
        _HITS,
        "moment-equal-is-up-to",
        "takes = for <= on moments",
        {"ask": with_members(_of("="), comparator="<=")},
    ),
    (
        _HITS,
        "moment-equal-is-its-day",
        "finds the whole day of a moment with =",
        {"ask": changed_by(_of_the_whole_day, _of("=", having=_is_timed))},
    ),
    (
        _FOUND,
        "moment-of-the-same-day",
        "does not tell moments of one day apart with < and >",
        {"ask": changed_by(_of_another_day, _of("<", ">", having=_is_timed))},
    ),
    (_HITS, "no-moment-is-early", "takes a missing moment for the earliest", _with_null(("<", "<="))),
    (_HITS, "no-moment-is-late", "takes a missing moment for the latest", _with_null((">", ">="))),
    (
        _HITS,
        "moment-twice",
        "applies only the last of several filters on one moment",
        {"ask": refiltered(_once)},
    ),
    (
        "no-server-error",
        "closed-at",
        "fails on a filter on closedAt",
        {"tell": failing(has_filter(of("t.closedAt")))},
    ),
    (
        "no-server-error",
        "moment-unequal",
        "fails on != with a moment",
        {"tell": failing(has_filter(_of("!=")))},
    ),
    *(
        (
            "valid-request-is-accepted",
            f"moment-{name}",
            f"refuses {comparator} on moments",
            {"tell": refusing(has_filter(_of(comparator)))},
        )
        for comparator, name in (
            ("=", "equal"),
            ("!=", "unequal"),
            ("<", "before"),
            (">", "after"),
            ("<=", "up-to"),
            (">=", "from"),
            ("not between", "not-between"),
        )
    ),
    *(
        (
            "valid-request-is-accepted",
            key,
            f"refuses filters on {key}",
            {"tell": refusing(has_filter(of(key)))},
        )
        for key in ("t.lastMessageAt", "t.lastCustomerMessageAt", "t.firstResponseDueBy")
    ),
)

_RANGES: tuple[FaultEntry, ...] = (
    (_RANGE, "no-end", "looks at the start of a range only", _halved("from", ">=")),
    (_RANGE, "no-start", "looks at the end of a range only", _halved("to", "<=")),
    (_RANGE, "nothing", "finds nothing with between", {"ask": finding_none(_of("between"))}),
    (
        _RANGE,
        "day",
        "lets a range go on to the end of its last day",
        {"ask": changed_by(_to_the_end_of_the_day, _of("between", having=_is_timed))},
    ),
    (
        _RANGE,
        "outside",
        "takes between for not between",
        {"ask": with_members(_of("between"), comparator="not between")},
    ),
    (
        _RANGE,
        "dueBy",
        "looks at the start of a range of dueBy only",
        {
            "ask": changed_by(
                lambda each: {"key": each["key"], "comparator": ">=", "value": each["from"]},
                of("t.dueBy", by=("between",)),
            )
        },
    ),
    (
        _HITS,
        "not-between-is-between",
        "takes not between for between",
        {"ask": with_members(_of("not between"), comparator="between")},
    ),
    (_HITS, "not-between", "does not apply not between", {"ask": ignoring(_of("not between"))}),
    (_FOUND, "not-between", "finds nothing with not between", {"ask": finding_none(_of("not between"))}),
    (
        _FOUND,
        "not-between-before",
        "finds with not between only what is before",
        _halved("from", "<", "not between"),
    ),
    (
        _FOUND,
        "not-between-after",
        "finds with not between only what is after",
        _halved("to", ">", "not between"),
    ),
    (
        "no-server-error",
        "between",
        "fails on a range of which the start is the end",
        {
            "tell": failing(
                has_filter(lambda each: each.get("comparator") == "between" and each["from"] == each["to"])
            )
        },
    ),
    (
        "no-server-error",
        "range-turned-round",
        "fails on a range that ends before it starts",
        {
            "tell": failing(
                has_filter(
                    lambda each: (
                        each.get("comparator") in ("between", "not between")
                        and moment(each["from"], "") > moment(each["to"], "")
                    )
                )
            )
        },
    ),
)
