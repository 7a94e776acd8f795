"""Conditions that are put into few searches, and what of the documented pairs these cover."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from support.rows import tickets
from support.samples import contract
from support.searchengine import FIELDS, Engine
from ticketgate.planning.comparisons.comparing import SearchPlan, plan_comparisons
from ticketgate.planning.comparisons.conditions import Choice, KnownCondition
from ticketgate.planning.comparisons.covering import PackedSearch, covering_of
from ticketgate.run.settings import SHARES

if TYPE_CHECKING:
    from ticketgate.planning.comparisons.window import Pair

TERMS = contract().search


def condition(key: str, met: int, *telling: int, promise: str = "p") -> KnownCondition:
    return KnownCondition({"key": key}, key, promise, "text", frozenset({(key, "in")}), met, telling)


def choice(*conditions: KnownCondition) -> Choice:
    return Choice(conditions[0].pairs, conditions)


def test_a_condition_joins_a_search_where_each_still_shows_all_that_it_tells() -> None:
    # Of four rows: the first is found by one condition and not by the other, and the reverse, and one by both.
    one = condition("a", 0b0111, 0b0100, 0b1000)
    assert PackedSearch("p", [one]).takes(condition("b", 0b1101, 0b0100, 0b0010))
    # The fourth row alone shows that the first condition leaves something out.
    assert not PackedSearch("p", [one]).takes(condition("b", 0b0101, 0b0100, 0b0010))


def test_two_values_to_differ_from_are_in_one_search_where_they_are_of_different_kinds_only() -> None:
    # A server that takes != for = finds nothing with both: then it would tell as much as any other filter.
    one, other = (replace(condition(key, 0b0011, 0b0001), is_unequal=True) for key in "ab")
    assert not PackedSearch("p", [one]).takes(other)
    assert PackedSearch("p", [one]).takes(replace(other, kind="date"))
    assert PackedSearch("p", [one]).takes(replace(other, is_unequal=False))


def test_conditions_of_two_promises_are_never_in_one_search() -> None:
    everything = [condition(key, 0b1, 0b1, promise=key) for key in "ab"]
    found = covering_of([choice(each) for each in everything])
    assert [search.promise for search in found.searches] == ["a", "b"]


def test_a_search_takes_four_conditions_and_the_next_begins_another() -> None:
    found = covering_of([choice(condition(key, 0b1, 0b1)) for key in "abcde"])
    assert [len(search.conditions) for search in found.searches] == [4, 1]


def test_another_operand_is_taken_where_the_first_one_does_not_fit() -> None:
    held = condition("a", 0b0011, 0b0001, 0b1000)
    alone, fitting = condition("b", 0b0101, 0b0001, 0b0010), condition("b", 0b1101, 0b0001, 0b0010)
    found = covering_of([choice(held), choice(alone, fitting)])
    assert [search.conditions for search in found.searches] == [[held, fitting]]


def test_what_few_rows_meet_is_placed_before_what_many_meet() -> None:
    # Three rows of four meet one of them, and each of the others has a row of its own.
    many, one, two = (
        condition("a", 0b0111, 0b0001),
        condition("b", 0b0001, 0b0001),
        condition("c", 0b0011, 0b0001),
    )
    found = covering_of([choice(many), choice(two), choice(one)])
    assert [search.conditions for search in found.searches] == [[one, two, many]]


def test_further_choices_join_the_searches_of_the_others_or_come_after_them() -> None:
    first, joins, alone = (
        condition("a", 0b0011, 0b0001),
        condition("b", 0b0111, 0b0001),
        condition("c", 0b1000, 0b1000, 0b0100),
    )
    found = covering_of([choice(first)], [choice(alone), choice(joins)])
    assert [search.conditions for search in found.searches] == [[first, joins], [alone]]


def test_what_no_row_tells_anything_about_is_said() -> None:
    found = covering_of([Choice(frozenset({("a", "in")}), ()), choice(condition("b", 1, 1))])
    assert found.untold == {("a", "in")}


def plan_of(seed: int, *, personal: bool = True) -> SearchPlan:
    rows = tickets(120, random.Random(seed))
    return plan_comparisons(TERMS, FIELDS, rows, [], seed, total=len(rows), personal=personal)


def plan_bodies(plan: SearchPlan) -> list[Any]:
    return [body for comparison in plan.comparisons for body in comparison.searches]


def covered(plan: SearchPlan, requests: int) -> frozenset[Pair]:
    """Return the pairs that so many requests put to the test, as a run sends them."""
    sent: list[object] = []
    pairs: set[Pair] = set()
    for comparison in plan.comparisons:
        new = [body for body in comparison.searches if body not in sent]
        if len(sent) + len(new) <= requests:
            sent += new
            pairs |= comparison.covers
    return frozenset(pairs)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twice_the_budget_covers_every_documented_pair(seed: int) -> None:
    plan = plan_of(seed)
    assert plan.pairs - covered(plan, 2 * SHARES["relations"]) == set()
    comparators = {*TERMS.comparators.values()}
    for key, field in FIELDS.items():
        if field.said.undecided or key not in {each for each, _ in plan.pairs}:
            continue
        has = {word for each, word in plan.pairs | plan.untold if each == key}
        left = {"in", "not in"} if field.kind == "date" else {"between", "not between"}
        assert comparators - left <= {word.removesuffix(" several") for word in has}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_default_budget_covers_every_key_comparator_and_form_of_operand(seed: int) -> None:
    plan = plan_of(seed)
    done = covered(plan, SHARES["relations"])
    for part in (0, 1):
        assert {pair[part] for pair in plan.pairs} == {pair[part] for pair in done}
    for word in {*TERMS.comparators.values()} - {"between", "not between"}:
        assert {(word, "number"), (word, "number as text"), (word, "text")} <= done
    assert ("t.id", "in two lists") in done
    # Of a tenant, where nobody is named, it covers nearly all.
    of_tenant = plan_of(seed, personal=False)
    assert len(covered(of_tenant, SHARES["relations"])) > 0.85 * len(of_tenant.pairs)


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_list_of_tags_finds_a_ticket_that_it_meets_twice_whatever_stands_beside_it(seed: int) -> None:
    rows = tickets(120, random.Random(seed))
    lists = [
        (body, {str(value) for value in said["values"]})
        for body in plan_bodies(plan_of(seed))
        for said in body.get("filters", ())
        if said["key"] == "tt.tagId"
        and said.get("comparator") == "in"
        and len({*said["values"]} - {"null"}) > 1
    ]
    assert lists
    for body, tags in lists:
        found: Any = Engine([*rows.values()]).answer(body).json()
        held = [{str(tag) for tag in FIELDS["tt.tagId"].values(row) or ()} for row in found["tickets"]]
        assert any(len(tags & each) > 1 for each in held)
