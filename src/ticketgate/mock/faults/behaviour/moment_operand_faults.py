"""The bugs in how moments are written: with and without a time, as seconds, and relative to now."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    converting,
    finding_none,
    has_filter,
    ignoring,
    is_exactly,
    is_whole_number,
    of,
)
from ticketgate.mock.service.columns import DATE_COLUMNS
from ticketgate.mock.service.operands import moment
from ticketgate.mock.world.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.made import FaultEntry
    from ticketgate.mock.faults.search_changes import Sorts

_HITS, _FOUND = "hits-satisfy-filters", "matching-tickets-are-found"
_NOW = "relative-moments-share-one-now"
_SCALARS = ("=", "!=", "<", ">", "<=", ">=")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPAN = re.compile(r"-[0-9]+ (DAY|HOUR)")


def moment_operand_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for word, (name, is_meant) in _MEANT.items():
        yield from made_all(SEARCH, _of_word(word, name, is_meant))
    yield from made_all(SEARCH, (*_WRITTEN, *_RELATIVE))


def _of(*comparators: str, having: Callable[[Any], bool] | None = None) -> Sorts:
    return of(*DATE_COLUMNS, by=comparators, having=having)


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def _is_timed(value: Any) -> bool:
    return isinstance(value, str) and len(value) == len("2026-03-02 14:30:00") and value[4] == "-"


def _is_span(unit: str) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, str) and value.endswith(unit) and _SPAN.fullmatch(value) is not None
    )


def _text_if(holds: Callable[[Any], bool], other: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda value: other(value) if holds(value) else value


def _shifted_by(hours: int) -> Callable[[Any], Any]:
    """Make what moves a written moment, by way of the Unix seconds that the mock takes as well."""
    return _text_if(_is_timed, lambda value: _moved(value, hours))


def _moved(value: str, hours: int) -> str:
    return str(datetime.fromisoformat(moment(value, "")) + timedelta(seconds=hours * HOUR))


def _month_first(value: str) -> str:
    """Swap day and month where both could be one."""
    year, month, day = value[:4], value[5:7], value[8:10]
    return f"{year}-{day}-{month}{value[10:]}" if int(day) <= 12 else value  # noqa: PLR2004 - months


def _of_word(word: str, name: str, is_meant: Callable[[Any], bool]) -> Iterator[FaultEntry]:
    concerned = _of(having=is_meant)
    yield _NOW, f"{name}-is-ignored", f"does not apply {word}", {"ask": ignoring(concerned)}
    yield _NOW, f"{name}-finds-nothing", f"finds nothing with {word}", {"ask": finding_none(concerned)}
    yield "valid-request-is-accepted", name, f"refuses {word}", {"tell": refusing(has_filter(concerned))}
    yield "no-server-error", name, f"fails on {word}", {"tell": failing(has_filter(concerned))}


_MEANT = {
    "CURRENT_DATE": ("current-date", is_exactly("CURRENT_DATE")),
    "CURRENT_TIME": ("current-time", is_exactly("CURRENT_TIME")),
    "a span of days": ("days", _is_span("DAY")),
    "a span of hours": ("hours", _is_span("HOUR")),
}
_WRITTEN: tuple[FaultEntry, ...] = (
    (
        _HITS,
        "time-of-day",
        "looks at the day of a moment only",
        {"ask": converting(_text_if(_is_timed, lambda value: value[:10]), _of(">", ">="))},
    ),
    (
        _FOUND,
        "time-of-day",
        "looks at the day of a moment only where it must be before",
        {"ask": converting(_text_if(_is_timed, lambda value: value[:10]), _of("<", "<="))},
    ),
    (
        _HITS,
        "seconds",
        "leaves out the seconds of an operand",
        {"ask": converting(_text_if(_is_timed, lambda value: f"{value[:17]}00"), _of(">"))},
    ),
    (
        _HITS,
        "zone",
        "moves an operand by an hour to its own zone",
        {"ask": converting(_shifted_by(-1), _of(">", ">=", "between"))},
    ),
    (
        _FOUND,
        "zone",
        "moves an operand by two hours to its own zone",
        {"ask": converting(_shifted_by(2), _of(">", ">="))},
    ),
    (
        _HITS,
        "month-first",
        "takes the day for the month where it can be one",
        {
            "ask": converting(_text_if(_is_timed, _month_first), _of(*_SCALARS)),
            "also": (f"{SEARCH}/{_FOUND}",),
            "because": "another day lets tickets in at one end and leaves others out",
        },
    ),
    (
        _HITS,
        "day-alone",
        "does not apply a filter on a day without a time",
        {"ask": ignoring(_of(having=_is_day))},
    ),
    (
        _FOUND,
        "day-alone",
        "finds nothing with a day without a time",
        {"ask": finding_none(_of(having=_is_day))},
    ),
    (
        "valid-request-is-accepted",
        "day-alone",
        "refuses a day without a time",
        {"tell": refusing(has_filter(_of(having=_is_day)))},
    ),
    (
        "no-server-error",
        "day-alone",
        "fails on a day without a time",
        {"tell": failing(has_filter(_of(having=_is_day)))},
    ),
    (
        "valid-request-is-accepted",
        "unix",
        "refuses Unix seconds, which its own samples have",
        {"tell": refusing(has_filter(_of(having=is_whole_number)))},
    ),
    (
        "no-server-error",
        "unix",
        "fails on Unix seconds",
        {"tell": failing(has_filter(_of(having=is_whole_number)))},
    ),
    (
        _FOUND,
        "unix-milliseconds",
        "takes Unix seconds for milliseconds",
        {"ask": converting(lambda value: value // 1000 if is_whole_number(value) else value, _of("<", "<="))},
    ),
)

_RELATIVE: tuple[FaultEntry, ...] = (
    (
        _NOW,
        "spans-lie-ahead",
        "takes a span before now for one after now",
        {
            "ask": converting(
                _text_if(
                    lambda value: _is_span("DAY")(value) or _is_span("HOUR")(value), lambda value: value[1:]
                ),
                _of(),
            )
        },
    ),
    (
        _NOW,
        "days-are-hours",
        "takes days for hours",
        {
            "ask": converting(
                _text_if(_is_span("DAY"), lambda value: value.replace("DAY", "HOUR")), _of(">", ">=")
            )
        },
    ),
    (
        _NOW,
        "hours-are-days",
        "takes hours for days",
        {
            "ask": converting(
                _text_if(_is_span("HOUR"), lambda value: value.replace("HOUR", "DAY")), _of(">", ">=")
            )
        },
    ),
    (
        _NOW,
        "now-is-tomorrow",
        "takes the current time for that of the day after",
        {"ask": converting(lambda value: "1 DAY" if value == "CURRENT_TIME" else value, _of("<", "<="))},
    ),
    (
        _NOW,
        "today-is-yesterday",
        "takes the current date for the day before",
        {"ask": converting(lambda value: "-24 HOUR" if value == "CURRENT_DATE" else value, _of(">", ">="))},
    ),
    (
        _NOW,
        "a-week",
        "takes a week for six days",
        {"ask": converting(lambda value: "-6 DAY" if value == "-7 DAY" else value, _of(">", ">="))},
    ),
    (
        _NOW,
        "range-of-hours",
        "takes days for hours where a range begins",
        {
            "ask": converting(
                _text_if(_is_span("DAY"), lambda value: value.replace("DAY", "HOUR")), _of("between")
            )
        },
    ),
    (
        _NOW,
        "range-to-midnight",
        "takes the current time for midnight where a range ends",
        {
            "ask": converting(
                lambda value: "CURRENT_DATE" if value == "CURRENT_TIME" else value, _of("between")
            )
        },
    ),
)
