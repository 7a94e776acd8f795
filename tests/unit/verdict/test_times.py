"""How long operations took to answer."""

from __future__ import annotations

import pytest

from ticketgate.verdict.times import Times, times_of


@pytest.mark.parametrize(
    ("seconds", "times"),
    [
        ([0.25], Times(1, 0.25, 0.25, 0.25)),
        ([0.3, 0.1, 0.2, 0.4], Times(4, 0.25, 0.4, 0.4)),
        ([number / 100 for number in range(100, 0, -1)], Times(100, 0.505, 0.95, 1.0)),
        ([0.00000149, 0.0], Times(2, 0.000001, 0.000001, 0.000001)),
    ],
)
def test_times_are_median_the_slow_ones_and_the_longest(seconds: list[float], times: Times) -> None:
    assert times_of(seconds) == times
