"""What an operand of a date filter stands for, where that is open and where the contract settles it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from support.samples import contract
from ticketgate.judging.relations.moments import compare_moment, is_between, span_of

OPEN = contract().search
SETTLED = replace(OPEN, open_points={})
MIDNIGHT = "2026-03-02 00:00:00"


@pytest.mark.parametrize(
    ("operand", "open_", "settled"),
    [
        ("2026-03-02 10:00:00", ("2026-03-02 10:00:00",) * 2, ("2026-03-02 10:00:00",) * 2),
        ("2026-03-02", (MIDNIGHT, "2026-03-02 23:59:59"), (MIDNIGHT, MIDNIGHT)),
        (1772409600, ("2026-03-01 10:00:00", "2026-03-02 14:00:00"), (MIDNIGHT, MIDNIGHT)),
        ("-7 DAY", None, None),
        ("2026-02-30", None, None),
        (True, None, None),
        (10**30, None, None),
        (None, None, None),
    ],
)
def test_an_operand_stands_for_every_moment_that_sources_leave_open(
    operand: Any, open_: tuple[str, str] | None, settled: tuple[str, str] | None
) -> None:
    assert span_of(OPEN, operand) == open_
    assert span_of(SETTLED, operand) == settled


def test_a_comparison_is_open_where_the_moments_that_an_operand_stands_for_disagree() -> None:
    day = ("2026-03-02 00:00:00", "2026-03-02 23:59:59")
    noon = "2026-03-02 12:00:00"
    meanings = ("less", "greater", "at-most", "at-least", "equal")
    assert [compare_moment(each, noon, day) for each in meanings] == [None] * 5
    assert [compare_moment(each, "2026-03-03 00:00:00", day) for each in meanings] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert compare_moment("equal", noon, (noon, noon)) is True


def test_the_ends_of_a_range_are_open_unless_the_contract_settles_them() -> None:
    start, end = (MIDNIGHT,) * 2, ("2026-03-04 00:00:00",) * 2
    assert is_between(OPEN, "2026-03-03 00:00:00", start, end) is True
    assert is_between(OPEN, "2026-03-05 00:00:00", start, end) is False
    assert is_between(OPEN, MIDNIGHT, start, end) is None
    assert is_between(SETTLED, MIDNIGHT, start, end) is True
