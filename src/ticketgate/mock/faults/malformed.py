"""Strings that look like values of a format and are none: what servers send in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MOMENT = "2026-02-27 08:30:00"
_INSTANT = "2026-02-27T08:30:00Z"
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

_Malformed = tuple[str, str, "Callable[[Any], str]"]
"""Variant, how the value is sent, and the string made of the present value."""


def _spoiling(valid: str, spoil: Callable[[str], str]) -> Callable[[Any], str]:
    """Make what spoils the present value, or a valid one where there is none."""
    return lambda value: spoil(value if isinstance(value, str) and value else valid)


def _moments(*made: tuple[str, str, Callable[[str], str]]) -> tuple[_Malformed, ...]:
    return tuple((variant, says, _spoiling(_MOMENT, spoil)) for variant, says, spoil in made)


def _instants(*made: tuple[str, str, Callable[[str], str]]) -> tuple[_Malformed, ...]:
    return tuple((variant, says, _spoiling(_INSTANT, spoil)) for variant, says, spoil in made)


def _fixed(*made: tuple[str, str, str]) -> tuple[_Malformed, ...]:
    return tuple((variant, f"as {says}", lambda _, text=text: text) for variant, says, text in made)


MALFORMED: Mapping[str, tuple[_Malformed, ...]] = {
    "mysql-datetime": (
        *_moments(
            ("T", "with T in the middle", lambda value: value.replace(" ", "T")),
            ("zone", "with a zone", lambda value: f"{value}+01:00"),
            ("Z", "with Z at the end", lambda value: f"{value}Z"),
            ("fraction", "with fractions of a second", lambda value: f"{value}.000"),
            ("date-only", "without a time", lambda value: value[:10]),
            ("minutes", "without seconds", lambda value: value[:16]),
            ("hour-24", "with the hour 24", lambda value: f"{value[:11]}24:00:00"),
            ("second-60", "with the second 60", lambda value: f"{value[:17]}60"),
            ("newline", "with a line break after it", lambda value: f"{value}\n"),
            ("digits", "in digits of another script", lambda value: value.translate(_ARABIC_INDIC)),
        ),
        *_fixed(
            ("no-such-day", "the 30th of February", "2026-02-30 08:30:00"),
            ("no-such-month", "a day of the month 13", "2026-13-01 08:30:00"),
            ("zero", "the zero date of MySQL", "0000-00-00 00:00:00"),
            ("unpadded", "a date without leading zeros", "2026-2-27 8:30:00"),
            ("unix", "Unix seconds in text", "1772181000"),
            ("german", "a date written the German way", "27.02.2026 08:30:00"),
            ("empty", "an empty string", ""),
        ),
    ),
    "date-time": (
        *_instants(
            ("blank", "with a blank in the middle", lambda value: value.replace("T", " ")),
            ("no-zone", "without a zone", lambda value: value[:19]),
            ("no-colon", "with a zone without colon", lambda value: f"{value[:19]}+0100"),
            ("date-only", "without a time", lambda value: value[:10]),
            ("hour-24", "with the hour 24", lambda value: f"{value[:11]}24:00:00Z"),
            ("newline", "with a line break after it", lambda value: f"{value}\n"),
        ),
        *_fixed(
            ("no-such-day", "the 30th of February", "2026-02-30T08:30:00Z"),
            ("unix", "Unix seconds in text", "1772181000"),
            ("german", "a date written the German way", "27.02.2026 08:30:00"),
            ("empty", "an empty string", ""),
        ),
    ),
    "email": _fixed(
        ("no-at", "a name without address", "someone"),
        ("no-domain", "an address without domain", "someone@"),
        ("named", "an address with the name before it", "Some One <someone@example.com>"),
        ("list", "two addresses in one string", "one@example.com, two@example.com"),
        ("two-ats", "an address with two at signs", "some@one@example.com"),
        ("blank", "an address with a blank after it", "someone@example.com "),
        ("newline", "an address with a line break after it", "someone@example.com\n"),
        ("dots", "an address with an empty label", "someone@example..com"),
        ("empty", "an empty string", ""),
    ),
    "uri": _fixed(
        ("path", "a path alone", "/attachment/17"),
        ("no-scheme", "a URL without scheme", "files.example.com/attachment/17"),
        ("blank", "a URL with a blank in it", "https://files.example.com/attachment 17"),
        ("newline", "a URL with a line break after it", "https://files.example.com/17\n"),
        ("empty", "an empty string", ""),
    ),
    "mime-type": _fixed(
        ("ending", "the ending of the file", "pdf"),
        ("half", "a type without subtype", "application/"),
        ("blank", "a type with a blank in it", "application / pdf"),
        ("newline", "a type with a line break after it", "application/pdf\n"),
        ("empty", "an empty string", ""),
    ),
}
"""The malformed spellings of each format, which the contract names."""
