"""Counting variants: bounded, exact for those that are named, and the same in any order."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from ticketgate.judging.variants import MOST_VARIANTS, Variants

if TYPE_CHECKING:
    import random

#: What each of many things shows: one to three of a hundred variants.
THINGS = st.lists(st.lists(st.integers(0, 99).map("{:02}".format), min_size=1, max_size=3), max_size=120)


def total(things: list[list[str]]) -> Variants:
    return reduce(add, map(Variants.of, things), Variants())


@settings(max_examples=60)
@given(THINGS, st.randoms(use_true_random=False))
def test_neither_order_nor_grouping_matters(things: list[list[str]], chance: random.Random) -> None:
    shuffled = chance.sample(things, len(things))
    at = chance.randint(0, len(things))
    assert total(things) == total(shuffled) == total(shuffled[:at]) + total(shuffled[at:])


@settings(max_examples=60)
@given(THINGS)
def test_those_that_are_named_are_counted_exactly_and_all_others_together(things: list[list[str]]) -> None:
    shown = [variant for thing in things for variant in set(thing)]
    named = sorted(set(shown))[:MOST_VARIANTS]
    variants = total(things)
    assert variants.counts == {variant: shown.count(variant) for variant in named}
    assert variants.others == sum(variant not in named for variant in shown)


def test_a_thing_shows_a_variant_once_however_often_it_has_it() -> None:
    assert Variants.of(["null", "null", "an integer"]) == Variants({"null": 1, "an integer": 1})


def test_one_thing_with_many_variants_is_bounded_too() -> None:
    variants = Variants.of(f"{number:03}" for number in range(500))
    assert (len(variants.counts), variants.others) == (MOST_VARIANTS, 480)
