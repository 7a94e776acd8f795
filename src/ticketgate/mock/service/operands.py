"""Reading the operands of filters: scalars, lists of values and moments in time."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from ticketgate.mock.service.refusal import Refusal
from ticketgate.mock.world.clock import DAY, HOUR, NOW, date_time

if TYPE_CHECKING:
    from collections.abc import Mapping

Scalar = str | int | float

_MOST_VALUES = 1000
_LARGEST_INTEGER = 2**63 - 1
_FIRST_MOMENT = -62_135_596_800  # the beginning of the year 1
_LAST_MOMENT = 253_402_300_799  # the end of the year 9999
_RELATIVE = re.compile(r"([+-]?[0-9]{1,6}) (DAY|HOUR)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?")
_UNITS = {"DAY": DAY, "HOUR": HOUR}


def whole(value: object) -> object:
    """Take `1.0` for 1, as JSON Schema does; any other value stays as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def scalar(value: object, where: str) -> Scalar:
    """Take a string, number or boolean (as 1 or 0, the way the table stores it)."""
    value = whole(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str | float):
        return value
    if isinstance(value, int) and abs(value) <= _LARGEST_INTEGER:
        return value
    raise Refusal(400, f"{where} must be a string, a 64-bit number or a boolean")


def values(given: object, where: str) -> tuple[list[Scalar], bool]:
    """Take a list of scalars, and tell whether SQL NULL is among them, written `null` or `"null"`."""
    if not isinstance(given, list):
        raise Refusal(400, f"{where} must be an array")
    if len(given) > _MOST_VALUES:
        raise Refusal(400, f"{where} has more than {_MOST_VALUES} entries")
    plain = [scalar(value, where) for value in given if value not in (None, "null")]
    return plain, len(plain) < len(given)


def operand(filter_: Mapping[str, object], member: str, where: str) -> object:
    """Take a member that the comparator needs."""
    if member not in filter_:
        raise Refusal(400, f"{where} needs the member {member}")
    return filter_[member]


def moment(value: object, where: str) -> str:
    """Take a date operand and write it as the table holds dates, `YYYY-MM-DD HH:MM:SS`.

    It may be such a text, a day alone (midnight), `CURRENT_DATE`, `CURRENT_TIME`, a distance from now such as
    `-7 DAY` or `-4 HOUR`, or Unix seconds. Now is the data set's own present.
    """
    value = whole(value)
    if isinstance(value, int) and not isinstance(value, bool) and _FIRST_MOMENT <= value <= _LAST_MOMENT:
        return date_time(value)
    if isinstance(value, str):
        written = _written_moment(value)
        if written is not None:
            return written
    raise Refusal(
        400,
        f"{where} must be YYYY-MM-DD, YYYY-MM-DD HH:MM:SS, CURRENT_DATE, CURRENT_TIME, a distance such as"
        " -7 DAY or -4 HOUR, or Unix seconds",
    )


def _written_moment(text: str) -> str | None:
    if text == "CURRENT_TIME":
        return date_time(NOW)
    if text == "CURRENT_DATE":
        return date_time(NOW - NOW % DAY)
    if relative := _RELATIVE.fullmatch(text):
        seconds = NOW + int(relative[1]) * _UNITS[relative[2]]
        return date_time(min(max(seconds, _FIRST_MOMENT), _LAST_MOMENT))
    if _DATE.fullmatch(text):
        try:
            return datetime.fromisoformat(text).isoformat(" ")
        except ValueError:  # the 30th of February and its like
            return None
    return None
