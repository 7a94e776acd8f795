"""What became of each variant of a finding, and from which threshold on it fails."""

from __future__ import annotations

from typing import Any

import pytest

from ticketgate.contract.clauses import Level
from ticketgate.verdict.changes import Change, CountedVariant, FailOnNew, Grounds, changes_between
from ticketgate.verdict.shares import Share

STATUS = "full:status/enum"
JUDGED = Grounds({STATUS: 300, "full:tags[].color/enum": 300})


def variant(
    words: str | None = "waiting", count: int = 30, of: int = 300, clause: str = STATUS
) -> CountedVariant:
    place = clause.partition(":")[2].rpartition("/")[0]
    return CountedVariant(clause, place, words, Level.MUST, "status is one of some", Share(count, of))


def changed(
    before: list[CountedVariant], now: list[CountedVariant], grounds: Grounds = JUDGED
) -> list[tuple[str | None, Change]]:
    return [(each.variant.variant, each.change) for each in changes_between(before, now, grounds)]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ([], [variant()], Change.NEW),
        ([variant()], [variant()], Change.SAME),
        ([variant(count=6)], [variant(count=120)], Change.WORSE),
        ([variant(count=6)], [variant(count=9)], Change.SAME),
        ([variant(count=120)], [variant(count=6)], Change.BETTER),
        ([variant()], [], Change.MENDED),
        ([variant(count=6)], [], Change.NOT_SEEN),  # chance would miss 2 % of 300 in one case of 66
        ([variant(clause="full:other/enum")], [], Change.GONE),
    ],
)
def test_what_became_of_a_variant(
    before: list[CountedVariant], now: list[CountedVariant], change: Change
) -> None:
    assert [each for _, each in changed(before, now)] == [change]


def test_a_second_variant_at_a_known_place_is_new_and_the_known_one_is_not() -> None:
    assert changed([variant()], [variant(), variant("parked", 1)]) == [
        ("parked", Change.NEW),
        ("waiting", Change.SAME),
    ]


def test_a_known_place_of_one_clause_says_nothing_of_another_clause_or_place() -> None:
    other = variant(clause="full:tags[].color/enum")
    assert [change for _, change in changed([variant()], [variant(), other])] == [Change.SAME, Change.NEW]


@pytest.mark.parametrize(
    ("grounds", "count", "change"),
    [
        (Grounds({STATUS: 0}), 300, Change.NOT_SEEN),
        (Grounds({STATUS: 300}, in_doubt={(STATUS, "status")}), 30, Change.NOT_SEEN),
        (Grounds({STATUS: 300}, alike=False), 30, Change.NOT_SEEN),
        (Grounds({STATUS: 5}, whole={STATUS}), 1, Change.MENDED),
        (Grounds({STATUS: 0}, whole={STATUS}), 1, Change.NOT_SEEN),
        (Grounds({STATUS: 1}, repeated={STATUS}), 300, Change.MENDED),
        (Grounds({STATUS: 1}, repeated={STATUS}), 299, Change.MENDED),
        (Grounds({STATUS: 1}, repeated={STATUS}), 30, Change.NOT_SEEN),
    ],
    ids="unexercised in-doubt chosen-otherwise all-judged none-judged always nearly-always sometimes".split(),
)
def test_what_is_not_found_is_mended_only_where_it_would_have_been_found(
    grounds: Grounds, count: int, change: Change
) -> None:
    assert changed([variant(count=count)], [], grounds) == [("waiting", change)]


def test_shares_of_things_chosen_otherwise_are_not_compared_but_what_is_new_is_new() -> None:
    unlike = Grounds({STATUS: 300}, alike=False)
    now = [variant(count=300), variant("parked", 1)]
    assert changed([variant(count=3)], now, unlike) == [("parked", Change.NEW), ("waiting", Change.SAME)]


def test_where_more_variants_were_known_than_are_told_apart_a_further_one_is_not_called_new() -> None:
    crowded = [variant("a"), variant(None)]
    assert changed(crowded, [variant("a"), variant("b")]) == [
        ("a", Change.SAME),
        ("b", Change.SAME),
        (None, Change.MENDED),
    ]
    # But more of them than before are, and then nothing that is not named counts as mended.
    assert changed([variant("a"), variant("z")], [variant("a"), variant(None)]) == [
        ("a", Change.SAME),
        ("z", Change.NOT_SEEN),
        (None, Change.NEW),
    ]


@pytest.mark.parametrize(
    ("threshold", "clause", "level", "fails"),
    [
        ("must", STATUS, Level.MUST, True),
        ("must", STATUS, Level.SHOULD, False),
        ("should", STATUS, Level.SHOULD, True),
        ("may", STATUS, Level.MAY, True),
        ("may", "full:/undocumented", Level.MAY, False),
        ("must", "full:/undocumented", Level.MUST, False),
        ("any", "full:/undocumented", Level.MAY, True),
        ("any", STATUS, Level.MAY, True),
    ],
)
def test_what_is_new_or_worse_fails_from_the_threshold_on_and_an_addition_at_any_alone(
    threshold: str, clause: str, level: Level, *, fails: bool
) -> None:
    for change in Change:
        expected = fails and change in (Change.NEW, Change.WORSE)
        assert FailOnNew(threshold).fails(change, clause, level) is expected
    assert not FailOnNew(threshold).fails(None, clause, level)


def test_the_changes_do_not_depend_on_the_order_in_which_variants_come() -> None:
    some: list[Any] = [
        variant("a"),
        variant("b", 2),
        variant(None, 9),
        variant(clause="full:tags[].color/enum"),
    ]
    assert changes_between(some, some[::-1], JUDGED) == changes_between(some[::-1], some, JUDGED)
