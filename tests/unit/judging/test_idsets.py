"""Sets of ids as bits: they behave as sets of the same ids do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketgate.judging.idsets import IdCounter, IdSet, Index

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

NAMES = [f"clause{i}" for i in range(70)]
INDEX = Index(NAMES)
SOME = st.sets(st.sampled_from(NAMES))


def ids(names: set[str]) -> IdSet:
    return IdSet(INDEX, INDEX.bits(names))


@given(SOME, SOME)
def test_it_is_the_set_of_its_ids(one: set[str], other: set[str]) -> None:
    assert ids(one) == one == set(ids(one))
    assert hash(ids(one)) == hash(frozenset(one))
    assert len(ids(one)) == len(one)
    assert list(ids(one)) == [name for name in NAMES if name in one]
    assert {name for name in NAMES if name in ids(one)} == one
    assert (ids(one) == ids(other)) is (one == other)
    assert (ids(one) <= other) is (one <= other)
    for joined, expected in (
        (ids(one) | other, one | other),
        (other | ids(one), one | other),
        (ids(one) & ids(other), one & other),
        (ids(one) - other, one - other),
        (other - ids(one), other - one),
    ):
        assert joined == expected
        assert isinstance(joined, frozenset)


OTHER = Index(reversed(NAMES[:40]))
SETS = st.lists(
    st.one_of(
        SOME.map(ids),
        SOME.map(frozenset),
        st.sets(st.sampled_from(NAMES[:40])).map(lambda names: IdSet(OTHER, OTHER.bits(names))),
    ),
    max_size=40,
)


@given(SETS)
def test_a_counter_tells_in_how_many_sets_each_id_is(sets: list[AbstractSet[str]]) -> None:
    counter, expected = IdCounter(), Counter[str]()
    for each in sets:
        before = counter.counts()
        counter.add(each)
        expected.update(each)
        assert counter.counts() - before == Counter(each)
    assert counter.counts() == expected


@given(SETS, SETS)
def test_what_is_new_is_counted_once(sets: list[AbstractSet[str]], more: list[AbstractSet[str]]) -> None:
    counter = IdCounter()
    for each in sets:
        counter.add(each)
    before = counter.counts()
    for each in more:
        counter.add_new(each)
    new = {name for each in more for name in each} - before.keys()
    assert counter.counts() == before + Counter(new)


def test_counts_grow_beyond_what_one_digit_holds() -> None:
    counter = IdCounter()
    for i in range(1, 1001):
        counter.add(ids({"clause0"} | ({"clause1"} if i % 10 == 0 else set())))
    assert counter.counts() == {"clause0": 1000, "clause1": 100}


def test_an_index_numbers_each_id_once_and_knows_no_other() -> None:
    index = Index(["a", "b", "a", "c"])
    assert index.bit == {"a": 1, "b": 2, "c": 4}
    assert list(index.names(index.bits(["c", "a"]))) == ["a", "c"]
    assert list(index.names(0)) == []
    with pytest.raises(KeyError):
        index.bits(["d"])
    assert "d" not in IdSet(index, 7)
    assert 1 not in IdSet(index, 7)


def test_it_shows_its_ids() -> None:
    assert repr(ids({"clause2", "clause1"})) == "IdSet({clause1, clause2})"
