"""The bugs of ordering: fields that are forgotten, directions, and order beyond one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import made, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    all_at_once,
    cut_out,
    filters_of,
    on_page,
    over_all,
    paging,
    understood,
    when,
    with_body,
)
from ticketgate.mock.service.columns import (
    BOOLEANS,
    DATE_COLUMNS,
    INTEGERS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked
    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import Rows

_KEPT, _REVERSES, _ALL_THERE = "order-is-kept", "orders-are-reverses", "order-keeps-all-tickets"
_IDS = "t.id"
_NUMBERS = ("t.id", *(f"t.{name}" for name in (*INTEGERS, *BOOLEANS)))
_FIELDS_FORGOTTEN = (
    "t.subchannelId t.agentId t.partnerId t.modifiedAt t.firstResponseDueBy t.dueBy"
    " t.lastMessageAt t.lastCustomerMessageAt t.isCustomerActive"
).split()
_TEXTS_FORGOTTEN = "t.status t.channel t.priority t.customerId t.language t.from".split()
_DAY = 10
_LONG = 100


def order_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for field in _FIELDS_FORGOTTEN:
        says = f"orders by the id where it is asked for {field}"
        yield made(f"{SEARCH}/{_KEPT}", field, says, ask=_by_id(field))
    for field in _TEXTS_FORGOTTEN:
        says = f"orders by the id where it is asked for {field}"
        yield made(f"{SEARCH}/{_REVERSES}", field, says, ask=_upwards_by_id(field))
    yield from made_all(SEARCH, (*_DIRECTIONS, *_VALUES, *_BEYOND))


def _field(asked: Asked) -> str:
    return str(asked.search.get("orderByField", _IDS))


def _by(*fields: str) -> Callable[[Asked], bool]:
    return lambda asked: understood(asked) and _field(asked) in fields


def _falls(asked: Asked) -> bool:
    return bool(asked.search.get("orderByDirection", "desc") == "desc")


def _by_id(*fields: str) -> Ask:
    return when(_by(*fields), with_body(orderByField=_IDS))


def _upwards_by_id(field: str) -> Ask:
    return when(_by(field), with_body(orderByField=_IDS, orderByDirection="asc"))


def _directed(direction: str, holds: Callable[[Asked], bool]) -> Ask:
    return when(holds, with_body(orderByDirection=direction))


def _turned_round(asked: Asked) -> Asked:
    return asked.with_search(orderByDirection="asc" if _falls(asked) else "desc")


def _sorted_by(value: Callable[[Any], Any], *fields: str) -> Parts:
    """Make what sorts all matches by what `value` makes of field and value, missing ones last."""

    def change(asked: Asked, rows: Rows) -> Rows:
        name = _field(asked).removeprefix("t.")
        if _field(asked) not in fields or not all(name in row for row in rows):
            return rows
        by_id = sorted(rows, key=lambda row: row["id"])
        return sorted(
            by_id,
            key=lambda row: (row[name] is None, row[name] is not None and value(row[name])),
            reverse=_falls(asked),
        )

    return over_all(change)


def _within_the_page(asked: Asked, page: dict[str, Any]) -> None:
    """Sort a page that was cut by the id."""
    name, falls = _field(asked).removeprefix("t."), _falls(asked)
    if page["tickets"] and name in page["tickets"][0]:
        page["tickets"].sort(
            key=lambda row: (row[name] is None, row[name] is not None and row[name], row["id"]), reverse=falls
        )


def _first_of_each_day(_: Asked, rows: Rows) -> Rows:
    """Let the first two change places: their day is the same, so they are taken for equal."""
    return (
        [*rows[1::-1], *rows[2:]]
        if len(rows) > 1 and rows[0]["createdAt"][:_DAY] == rows[1]["createdAt"][:_DAY]
        else rows
    )


def _beyond_first_page(asked: Asked) -> bool:
    return understood(asked) and paging(asked)[0] > 0


def _beside_filters(asked: Asked) -> bool:
    return bool(filters_of(asked))


def _ties_by_page(asked: Asked, rows: Rows) -> Rows:
    """Turn runs of equal values round on every page but the first."""
    name = _field(asked).removeprefix("t.")
    if paging(asked)[0] == 0 or not rows or name not in rows[0] or name == "id":
        return rows
    upside_down = rows[::-1]
    return sorted(
        upside_down,
        key=lambda row: (row[name] is None, row[name] is not None and row[name]),
        reverse=_falls(asked),
    )


def _beginning(asked: Asked, page: dict[str, Any]) -> None:
    """Sort the first hundred only, and leave the rest as found."""
    if _field(asked) in _NUMBERS:
        name = _field(asked).removeprefix("t.")
        by_id = sorted(page["tickets"], key=lambda row: row["id"])
        first = sorted(
            by_id[:_LONG], key=lambda row: (row[name] is None, row[name] or 0), reverse=_falls(asked)
        )
        page["tickets"] = [*first, *by_id[_LONG:]]
    cut_out(asked, page)


def _odd_directions(asked: Asked) -> Asked:
    """Take any writing of the direction that differs in case only."""
    direction = asked.search.get("orderByDirection")
    lower = direction.lower() if isinstance(direction, str) else direction
    return asked.with_search(orderByDirection=lower) if lower in ("asc", "desc") else asked


_DIRECTIONS: tuple[FaultEntry, ...] = (
    (_KEPT, "ids-upwards", "orders ids upwards only", {"ask": _directed("asc", _by(_IDS))}),
    (_KEPT, "ids-downwards", "orders ids downwards only", {"ask": _directed("desc", _by(_IDS))}),
    (
        _KEPT,
        "numbers-upwards",
        "orders numbers, but for ids, upwards only",
        {"ask": _directed("asc", _by(*_NUMBERS[1:]))},
    ),
    (_KEPT, "turned-round", "takes rising for falling", {"ask": when(understood, _turned_round)}),
    (
        _KEPT,
        "downwards-beside-filters",
        "orders downwards only where there are filters",
        {"ask": _directed("desc", _beside_filters)},
    ),
    (
        _REVERSES,
        "downwards",
        "orders status and channel downwards only",
        {"ask": _directed("desc", _by("t.status", "t.channel"))},
    ),
    (
        "defaults-are-as-documented",
        "direction",
        "orders upwards where the direction is left out",
        {
            "ask": when(
                lambda asked: understood(asked) and "orderByDirection" not in asked.search,
                with_body(orderByDirection="asc"),
            )
        },
    ),
    (
        "defaults-are-as-documented",
        "direction-beside-field",
        "orders upwards where a field is named without a direction",
        {
            "ask": when(
                lambda asked: (
                    understood(asked)
                    and "orderByDirection" not in asked.search
                    and "orderByField" in asked.search
                ),
                with_body(orderByDirection="asc"),
            )
        },
    ),
    (
        "defaults-are-as-documented",
        "order",
        "orders by the last change where the field is left out",
        {
            "ask": when(
                lambda asked: understood(asked) and "orderByField" not in asked.search,
                with_body(orderByField="t.modifiedAt"),
            )
        },
    ),
    (
        "valid-request-is-accepted",
        "direction-left-out",
        "refuses a field to order by without a direction",
        {
            "tell": refusing(
                lambda asked: "orderByField" in asked.search and "orderByDirection" not in asked.search
            )
        },
    ),
    (
        "valid-request-is-accepted",
        "rising",
        "refuses the direction asc",
        {"tell": refusing(lambda asked: asked.search.get("orderByDirection") == "asc")},
    ),
    (
        "valid-request-is-accepted",
        "direction-alone",
        "refuses a direction without a field to order by",
        {
            "tell": refusing(
                lambda asked: "orderByDirection" in asked.search and "orderByField" not in asked.search
            )
        },
    ),
    (
        "invalid-parameter-is-refused",
        "direction-in-capitals",
        "takes a direction in capitals",
        {"ask": _odd_directions},
    ),
)

_VALUES: tuple[FaultEntry, ...] = (
    (
        _KEPT,
        "days",
        "orders moments by their day only",
        _sorted_by(lambda value: value[:_DAY], *DATE_COLUMNS),
    ),
    (
        _KEPT,
        "time-of-day",
        "orders moments by the time of day",
        _sorted_by(
            lambda value: value[_DAY:], "t.createdAt", "t.modifiedAt", "t.dueBy", "t.firstResponseDueBy"
        ),
    ),
    (
        _KEPT,
        "month-first",
        "orders moments as text that begins with the month",
        _sorted_by(
            lambda value: value[5:] + value[:4],
            "t.createdAt",
            "t.modifiedAt",
            "t.dueBy",
            "t.firstResponseDueBy",
        ),
    ),
    (
        _KEPT,
        "partners-as-text",
        "orders the numbers of partners as if they were text",
        _sorted_by(str, "t.partnerId"),
    ),
    (
        _KEPT,
        "last-two-digits",
        "orders ids by their last two digits",
        _sorted_by(lambda value: value % 100, _IDS),
    ),
    (
        _KEPT,
        "beginning",
        "orders the first hundred tickets, and then come the rest",
        {"ask": all_at_once, "tell": on_page(_beginning)},
    ),
    (
        _KEPT,
        "first-two",
        "takes the first two tickets for equal, for they are of one day",
        over_all(
            lambda asked, rows: _first_of_each_day(asked, rows) if _field(asked) == "t.createdAt" else rows
        ),
    ),
    (
        _REVERSES,
        "by-length",
        "orders status by the length of the word, upwards only",
        _sorted_by(lambda value: value, "t.status")
        | {"ask": lambda asked: all_at_once(_directed("asc", _by("t.status"))(asked))},
    ),
)

_BEYOND: tuple[FaultEntry, ...] = (
    (
        _KEPT,
        "first-page-only",
        "orders by the id on every page but the first",
        {"ask": when(_beyond_first_page, with_body(orderByField=_IDS))},
    ),
    (
        _KEPT,
        "beside-filters",
        "orders by the id where there are filters",
        {"ask": when(_beside_filters, with_body(orderByField=_IDS))},
    ),
    (
        "pages-join-up",
        "sorted-within",
        "cuts pages by the id, and orders each of them by itself",
        {"ask": when(understood, with_body(orderByField=_IDS)), "tell": on_page(_within_the_page)},
    ),
    ("pages-join-up", "ties", "turns equal ones round on every page but the first", over_all(_ties_by_page)),
    (
        _KEPT,
        "direction-of-later-pages",
        "orders downwards on every page but the first",
        {
            "ask": _directed("desc", _beyond_first_page),
            "also": (f"{SEARCH}/pages-join-up",),
            "because": "pages in two orders do not join up",
        },
    ),
    (
        _ALL_THERE,
        "falling",
        "leaves the last ticket out of a falling order",
        over_all(lambda asked, rows: rows[:-1] if _falls(asked) else rows),
    ),
)
