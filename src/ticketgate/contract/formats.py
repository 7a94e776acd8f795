"""The string formats the contract uses, as plain functions for both validation libraries.

The libraries' own format checks disagree with one another, so they are switched off and these stand in.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

__all__ = ["FORMATS", "USUAL", "date_dialect", "deviation", "examples_of", "is_same_moment"]

_MYSQL: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_RFC3339: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_EMAIL: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)*")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.ASCII)
_MIME_TYPE: Final = re.compile(
    r"[A-Za-z0-9][\w!#$&^.+-]{0,126}/[A-Za-z0-9][\w!#$&^.+-]{0,126}(\s*;[^\r\n]*)?", re.ASCII
)


def is_mysql_datetime(value: str) -> bool:
    """Tell whether value is ``YYYY-MM-DD HH:MM:SS``, without zone, on a date that exists (R45)."""
    return _MYSQL.fullmatch(value) is not None and _exists(value)


def is_date_time(value: str) -> bool:
    """Tell whether value is a date-time of RFC 3339 on a date that exists; second 60 is a leap second."""
    match = _RFC3339.fullmatch(value)
    if match is None:
        return False
    day, minute, second = match.group(1, 2, 3)
    return int(second) <= 60 and _exists(f"{day} {minute}")  # noqa: PLR2004 - see above


def is_email(value: str) -> bool:
    """Tell whether value is one bare mailbox, ``local@domain``, without display name or list."""
    return _EMAIL.fullmatch(value) is not None


def is_uri(value: str) -> bool:
    """Tell whether value is an absolute URI: a scheme, a colon and no character RFC 3986 forbids."""
    return _URI.fullmatch(value) is not None


def is_mime_type(value: str) -> bool:
    """Tell whether value is ``type/subtype`` as RFC 6838 spells it, with or without parameters."""
    return _MIME_TYPE.fullmatch(value) is not None


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "mysql-datetime": is_mysql_datetime,
    "date-time": is_date_time,
    "email": is_email,
    "uri": is_uri,
    "mime-type": is_mime_type,
}

_DAY: Final = (
    "[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
)
_TIME: Final = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
#: What usual strings of each format look like (ECMA-262). Some others are of the format too, such as
#: 29 February; a string that fits is of the format for certain.
USUAL: Final[Mapping[str, str]] = {
    "mysql-datetime": f"^{_DAY} {_TIME}$",
    "date-time": rf"^{_DAY}T{_TIME}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
    "email": r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$",
    "mime-type": r"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,99}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,99}( *;[ -~]*)?$",
}

_EXAMPLES: Final[Mapping[str, tuple[str, str, str]]] = {
    "mysql-datetime": (
        "a date and time as YYYY-MM-DD HH:MM:SS",
        "2026-02-27 08:30:00",
        "2026-02-30 08:30:00",
    ),
    "date-time": ("a date-time of RFC 3339", "2026-02-27T08:30:00+01:00", "2026-02-27 08:30:00"),
    "email": ("an e-mail address", "someone@example.com", "someone"),
    "uri": ("an absolute URI", "https://example.com/a", "/a"),
    "mime-type": ("a media type", "application/pdf", "pdf"),
}


def examples_of(name: str) -> tuple[str, str, str]:
    """Return what a format stands for in words, a string that keeps it and one that breaks it."""
    return _EXAMPLES[name]


#: Digits of a moment in Unix seconds; one in milliseconds has more.
_UNIX_SECONDS: Final = 10
#: Ways of writing dates, told by their look. The first that fits counts.
_DIALECTS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (_RFC3339, "RFC 3339"),
    (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?", re.ASCII), "with T but without a zone"),
    (_MYSQL, "a space instead of T and no zone"),
    (re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?\S*", re.ASCII), "a space instead of T"),
    (re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), "a date without a time"),
    (re.compile(r"\d{10}", re.ASCII), "Unix seconds"),
    (re.compile(r"\d{13}", re.ASCII), "Unix milliseconds"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}.*", re.ASCII), "day.month.year"),
)
#: The same for what looks like the promised ``YYYY-MM-DD HH:MM:SS``, where the space is right.
_BESIDE_MYSQL: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(_MYSQL.pattern + r" ?([Zz]|UTC|GMT|[+-]\d{2}:?\d{2})", re.ASCII), "with a zone"),
    (re.compile(_MYSQL.pattern + r"\.\d+", re.ASCII), "with fractions of a second"),
    (
        re.compile(_MYSQL.pattern + r"\.\d+ ?([Zz]|UTC|GMT|[+-]\d{2}:?\d{2})", re.ASCII),
        "with fractions of a second and a zone",
    ),
    (re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII), "without seconds"),
)


def date_dialect(value: str) -> str | None:
    """Name the way of writing dates that value follows, None when it is none of those known.

    A value in the right dialect on a day that does not exist is named for that, so that a finding can
    tell 30 February from a wrong separator without showing the value.
    """
    for pattern, name in _DIALECTS:
        if pattern.fullmatch(value):
            impossible = _MYSQL.fullmatch(value) and not is_mysql_datetime(value)
            impossible = impossible or (_RFC3339.fullmatch(value) and not is_date_time(value))
            return "no day or time of the calendar" if impossible else name
    return None


def deviation(value: str, promised: str) -> str | None:
    """Say in which way a date breaks the promised format, None when it looks like no date.

    Where ``YYYY-MM-DD HH:MM:SS`` is promised, ``2026-02-27 08:30:00Z`` deviates by its zone.
    """
    if promised == "mysql-datetime":
        for pattern, name in _BESIDE_MYSQL:
            if pattern.fullmatch(value):
                return name
    return date_dialect(value) if promised in ("mysql-datetime", "date-time") else None


def is_same_moment(one: str, other: str) -> bool:
    """Tell whether two texts are dates that mean the same moment, in whatever dialect each is written.

    A date without a zone can be meant in any: it is taken for the same when the clock reads the same, or
    would in UTC.
    """
    first, second = _moment_of(one), _moment_of(other)
    if first is None or second is None:
        return False
    if (first.tzinfo is None) is (second.tzinfo is None):
        return first == second
    naive, aware = (first, second) if first.tzinfo is None else (second, first)
    return naive in (aware.replace(tzinfo=None), aware.astimezone(UTC).replace(tzinfo=None))


def _moment_of(value: str) -> datetime | None:
    if date_dialect(value) is None:
        return None
    try:
        if value.isdecimal():
            seconds = int(value) / (1 if len(value) == _UNIX_SECONDS else 1000)
            return datetime.fromtimestamp(seconds, UTC)
        if value[4:5] == "-":
            return datetime.fromisoformat(value)
        return datetime.strptime(value, "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007 - it has no zone
    except (ValueError, OverflowError):
        return None


def _exists(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return value[11:13] != "24"  # the end of a day, which Python takes from 3.13 on
