"""Compares the moments that rows show with the operands of date filters, as far as these name a moment.

An operand can stand for more than one moment: a day for each of its seconds, Unix seconds for the same wall
clock in any time zone. Where they disagree, nothing is told.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ticketgate.contract.formats import is_mysql_datetime
from ticketgate.contract.search_terms import OpenPoint, SearchTerms

__all__ = ["COMPARISONS", "compare_moment", "is_between", "span_of"]

#: The earliest and the latest moment that an operand can stand for, as rows write them.
Span = tuple[str, str]

#: What tells of two values whether they compare, by what the comparator means.
COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "less": operator.lt,
    "greater": operator.gt,
    "at-most": operator.le,
    "at-least": operator.ge,
}
#: No time zone is further from UTC.
_FURTHEST: Final = timedelta(hours=14)


def span_of(terms: SearchTerms, operand: Any) -> Span | None:
    """Return what an operand stands for; None for words such as ``-7 DAY``, and for what is no moment.

    ``2026-03-01`` stands for every moment of that day, ``2026-03-01 10:00:00`` for itself.
    """
    if isinstance(operand, str):
        if is_mysql_datetime(operand):
            return operand, operand
        midnight = f"{operand} 00:00:00"
        if not is_mysql_datetime(midnight):
            return None
        return midnight, f"{operand} 23:59:59" if terms.is_open(OpenPoint.WHOLE_DAY) else midnight
    if not isinstance(operand, int) or isinstance(operand, bool):
        return None
    try:
        moment = datetime.fromtimestamp(operand, UTC)
        off = _FURTHEST if terms.is_open(OpenPoint.TIME_ZONE) else timedelta()
        return _written(moment - off), _written(moment + off)
    except (OverflowError, OSError, ValueError):
        return None


def compare_moment(meaning: str, moment: str, span: Span) -> bool | None:
    """Tell whether a moment compares with what an operand stands for; None where that depends.

    meaning is ``equal``, ``less``, ``greater``, ``at-most`` or ``at-least``; zone-less
    ``YYYY-MM-DD HH:MM:SS`` sorts as text.
    """
    first, last = span
    if meaning == "equal":
        if not first <= moment <= last:
            return False
        return True if first == last else None
    compare = COMPARISONS[meaning]
    verdict = compare(moment, first)
    return bool(verdict) if verdict == compare(moment, last) else None


def is_between(terms: SearchTerms, moment: str, start: Span, end: Span) -> bool | None:
    """Tell whether a moment lies in a range; whether the ends belong to it may be open."""
    if terms.is_open(OpenPoint.RANGE_ENDS) and moment in (*start, *end):
        return None
    parts = (compare_moment("at-least", moment, start), compare_moment("at-most", moment, end))
    if False in parts:
        return False
    return None if None in parts else True


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "seconds")
