"""Whether chance explains that shares differ: exact, one-sided, and as textbooks have it."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketgate.verdict.shares import Share, chance_of_missing, chance_of_more, is_more


def exact(now: Share, before: Share) -> Fraction:
    """Count the ways in which as many or more of the broken things fall into the sample of now."""
    broken, judged = now.count + before.count, now.judged + before.judged
    ways = sum(
        comb(broken, count) * comb(judged - broken, now.judged - count)
        for count in range(now.count, min(now.judged, broken) + 1)
    )
    return Fraction(ways, comb(judged, now.judged))


SHARES = st.integers(1, 80).flatmap(lambda judged: st.builds(Share, st.integers(0, judged), st.just(judged)))


@settings(max_examples=200)
@given(SHARES, SHARES)
def test_the_chance_is_the_number_of_ways_by_all_ways(now: Share, before: Share) -> None:
    assert chance_of_more(now, before) == pytest.approx(float(exact(now, before)), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (Share(700, 1000), Share(600, 1000)),
        (Share(90, 3000), Share(60, 3000)),
        (Share(999, 1000), Share(2, 900)),
    ],
)
def test_it_is_exact_beyond_what_is_reckoned_in_whole_numbers(now: Share, before: Share) -> None:
    assert chance_of_more(now, before) == pytest.approx(float(exact(now, before)), rel=1e-6)


def test_it_is_the_figure_of_fishers_tea_drinker() -> None:
    """Fisher's own example: three of four cups right come about by chance in 17 of 70 cases."""
    assert chance_of_more(Share(3, 4), Share(1, 4)) == pytest.approx(17 / 70)


@pytest.mark.parametrize(
    ("now", "before", "more"),
    [
        (Share(120, 300), Share(6, 300), True),  # 2 % to 40 %
        (Share(9, 300), Share(6, 300), False),  # 2 % to 3 %
        (Share(23, 300), Share(6, 300), True),  # the least that counts, and one less
        (Share(22, 300), Share(6, 300), False),
        (Share(6, 300), Share(120, 300), False),
        (Share(1, 1), Share(1, 300), False),  # one ticket proves little
        (Share(300, 300), Share(300, 300), False),
        (Share(400_000, 1_000_000), Share(20_000, 1_000_000), True),
        (Share(20_100, 1_000_000), Share(20_000, 1_000_000), False),
    ],
)
def test_a_share_is_higher_only_beyond_chance(now: Share, before: Share, *, more: bool) -> None:
    assert is_more(now, before) is more


@pytest.mark.parametrize(
    ("before", "enough"),
    [
        (Share(300, 300), 1),
        (Share(30, 300), 48),
        (Share(7, 300), 277),
        (Share(6, 300), 344),
        (Share(1, 1), 99),
    ],
)
def test_so_many_have_to_be_judged_before_what_is_not_met_is_gone(before: Share, enough: int) -> None:
    assert chance_of_missing(before, enough) <= 0.01 < chance_of_missing(before, enough - 1)


@settings(max_examples=100)
@given(SHARES.filter(lambda share: share.count > 0), st.integers(0, 200))
def test_missing_is_finding_none_in_the_same_reckoning(before: Share, judged: int) -> None:
    none = Fraction(comb(before.judged - before.count + judged, judged), comb(before.judged + judged, judged))
    assert chance_of_missing(before, judged) == pytest.approx(float(none))
