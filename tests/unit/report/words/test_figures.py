"""Figures as people read them."""

from __future__ import annotations

import pytest

from ticketgate.report.words.figures import (
    FIGURES_OF_TIMES,
    figures_of,
    milliseconds,
    percentage,
    rounded_down,
    rounded_up,
    to_the_minute,
)
from ticketgate.verdict.times import Times


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.0, "100 %"),
        (0.9967, "99.6 %"),
        (0.994, "99 %"),
        (0.4, "40 %"),
        (0.023, "2.3 %"),
        (0.00031, "0.031 %"),
        (1e-9, "less than 0.0001 %"),
        (0.0, "0 %"),
    ],
)
def test_a_share_has_two_digits_that_tell_something(value: float, said: str) -> None:
    assert percentage(value) == said


@pytest.mark.parametrize(
    ("share", "down", "up"),
    [(1.0, "100 %", "100 %"), (0.9999, "99.9 %", "100 %"), (0.0101, "1 %", "1.1 %"), (0.0, "0 %", "0 %")],
)
def test_a_share_is_rounded_towards_what_claims_less(share: float, down: str, up: str) -> None:
    assert (rounded_down(share), rounded_up(share)) == (down, up)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.00425, "4.25 ms"), (0.99, "990 ms"), (1.0, "1.0 s"), (1.27, "1.3 s")]
)
def test_a_time_is_in_the_unit_that_people_read(seconds: float, said: str) -> None:
    assert milliseconds(seconds) == said


def test_times_are_a_figure_each_and_dashes_where_nothing_answered() -> None:
    assert dict(zip(FIGURES_OF_TIMES, figures_of(Times(9, 0.002, 0.04, 1.5)), strict=True)) == {
        "median": "2 ms",
        "95 %": "40 ms",
        "slowest": "1.5 s",
    }
    assert set(figures_of(None)) == {"-"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-24T10:00:09+00:00", "2026-11-24 10:00 UTC"),
        ("2026-11-24T10:00:09Z", "2026-11-24 10:00 UTC"),
        ("2026-11-24T00:30:00+01:00", "2026-11-23 23:30 UTC"),
        ("2026-11-24T10:00:09", "2026-11-24T10:00:09"),
        ("yesterday <b>", "yesterday <b>"),
    ],
)
def test_a_moment_is_told_to_the_minute_in_utc(text: str, said: str) -> None:
    assert to_the_minute(text) == said
