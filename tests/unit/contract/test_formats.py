"""The string formats: which text each one takes, and in which way of writing dates a rejected one is."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketgate.contract.formats import FORMATS, USUAL, date_dialect, deviation, examples_of, is_same_moment

TAKEN = {
    "mysql-datetime": ["2026-02-27 08:30:00", "2024-02-29 00:00:00", "9999-12-31 23:59:59"],
    "date-time": [
        "2026-02-27T08:30:00Z", "2026-02-27t08:30:00z", "2026-02-27T08:30:00.123456789+01:00",
        "2026-12-31T23:59:60Z", "2026-02-27T08:30:00-23:59",
    ],
    "email": ["a@b", "Erika.Mustermann+x@sub.example.com", "o'neil@example.com", "erika@müller.example"],
    "uri": ["https://example.com/a?b=c#d", "mailto:a@example.com", "urn:x:1"],
    "mime-type": ["application/pdf", "image/svg+xml", "text/plain; charset=utf-8", "application/vnd.ms-excel"],
}  # fmt: skip
REFUSED = {
    "mysql-datetime": [
        "2026-02-30 08:30:00", "2026-13-01 08:30:00", "2026-02-27 24:00:00", "2026-02-27 08:60:00",
        "2026-02-27T08:30:00", "2026-02-27 08:30", "2026-02-27 08:30:00 ", "2026-02-27 08:30:00\n",
        "2026-02-27 08:30:00Z", "0000-00-00 00:00:00", "２０26-02-27 08:30:00", "2023-02-29 00:00:00", "",
    ],
    "date-time": [
        "2026-02-27 08:30:00", "2026-02-27T08:30:00", "2026-02-30T08:30:00Z", "2026-02-27T24:00:00Z",
        "2026-02-27T08:30:61Z", "2026-02-27T08:30Z", "2026-02-27T08:30:00+24:00", "2026-02-27T08:30:00+0100", "",
    ],
    "email": ["someone", "a@", "@b", "a@b@c", "A <a@b.example>", "a@b.example, c@d.example", "a b@c.example", "a@b..c", ""],
    "uri": ["/a", "example.com", "https://a b", "https://a{b}", "1a:b", ":b", ""],
    "mime-type": ["pdf", "application/", "/pdf", "application/pdf\n", ".x/y", "application pdf", ""],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in TAKEN.items() for text in texts])
def test_a_format_takes(name: str, text: str) -> None:
    assert FORMATS[name](text)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in REFUSED.items() for text in texts]
)
def test_a_format_refuses(name: str, text: str) -> None:
    assert not FORMATS[name](text)


@pytest.mark.parametrize("name", FORMATS)
def test_what_looks_usual_is_of_its_format(name: str) -> None:
    looks_usual = jsonschema_rs.Draft202012Validator({"pattern": USUAL[name]}).is_valid

    @given(st.from_regex(USUAL[name]))
    def is_of_its_format(text: str) -> None:
        assert FORMATS[name](text) or not looks_usual(text)  # Python has $ fit before a last line feed, too

    is_of_its_format()
    assert looks_usual(examples_of(name)[1])
    assert not [text for text in REFUSED[name] if looks_usual(text)]


@pytest.mark.parametrize("name", FORMATS)
def test_the_examples_of_a_format_keep_and_break_it(name: str) -> None:
    words, keeps, breaks = examples_of(name)
    assert FORMATS[name](keeps)
    assert not FORMATS[name](breaks)
    assert words.startswith(("a ", "an "))


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("2026-02-27T08:30:00+01:00", "RFC 3339"),
        ("2026-02-27T08:30:00", "with T but without a zone"),
        ("2026-02-27T08:30", "with T but without a zone"),
        ("2026-02-27 08:30:00", "a space instead of T and no zone"),
        ("2026-02-27 08:30:00+01:00", "a space instead of T"),
        ("2026-02-27 08:30", "a space instead of T"),
        ("2026-02-27", "a date without a time"),
        ("1709251200", "Unix seconds"),
        ("1709251200000", "Unix milliseconds"),
        ("27.02.2026 08:30", "day.month.year"),
        ("2026-02-30 08:30:00", "no day or time of the calendar"),
        ("2026-02-27 25:30:00", "no day or time of the calendar"),
        ("2026-02-30T08:30:00Z", "no day or time of the calendar"),
        ("0000-00-00 00:00:00", "no day or time of the calendar"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_way_a_date_is_written_is_named(text: str, dialect: str | None) -> None:
    assert date_dialect(text) == dialect


@pytest.mark.parametrize(
    ("text", "promised", "how"),
    [
        ("2026-02-27 08:30:00Z", "mysql-datetime", "with a zone"),
        ("2026-02-27 08:30:00 +0100", "mysql-datetime", "with a zone"),
        ("2026-02-27 08:30:00.000", "mysql-datetime", "with fractions of a second"),
        ("2026-02-27 08:30:00.5Z", "mysql-datetime", "with fractions of a second and a zone"),
        ("2026-02-27 08:30", "mysql-datetime", "without seconds"),
        ("2026-02-27T08:30:00Z", "mysql-datetime", "RFC 3339"),
        ("2026-02-30 08:30:00", "mysql-datetime", "no day or time of the calendar"),
        ("2026-02-27 08:30:00Z", "date-time", "a space instead of T"),
        ("1709251200", "email", None),
        ("soon", "mysql-datetime", None),
    ],
)
def test_what_is_wrong_with_a_date_depends_on_what_was_promised(
    text: str, promised: str, how: str | None
) -> None:
    assert deviation(text, promised) == how


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2026-02-27 08:30:00", "2026-02-27T08:30:00", True),
        ("2026-02-27 08:30:00", "2026-02-27T08:30:00+01:00", True),  # the clock reads the same
        ("2026-02-27 07:30:00", "2026-02-27T08:30:00+01:00", True),  # it would in UTC
        ("2026-02-27 06:30:00", "2026-02-27T08:30:00+01:00", False),
        ("2026-02-27T07:30:00Z", "2026-02-27T08:30:00+01:00", True),
        ("2026-02-27T08:30:00Z", "1772181000000", True),
        ("2026-02-27T08:30:00Z", "1772181001", False),
        ("27.02.2026 08:30:00", "2026-02-27 08:30:00", True),
        ("27.02.2026 um 8", "2026-02-27 08:00:00", False),
        ("2026-02-30 08:30:00", "2026-02-30 08:30:00", False),  # no moment at all
        ("next week", "next week", False),
    ],
)
def test_dates_mean_the_same_moment_whatever_their_dialect(one: str, other: str, *, same: bool) -> None:
    assert is_same_moment(one, other) is same
    assert is_same_moment(other, one) is same
