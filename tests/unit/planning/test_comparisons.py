"""The plan of searches and the relations between their answers, on a search in memory instead of a server."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from support.rows import tickets
from support.samples import contract, judge
from support.searchengine import FIELDS, Engine
from ticketgate.contract.clauses import Kind
from ticketgate.judging.relations.pages import page_of
from ticketgate.judging.relations.table import bind
from ticketgate.planning.comparisons import Comparison, plan_comparisons

if TYPE_CHECKING:
    from ticketgate.exchange.answer import Exchange


ALONE = [
    bound
    for bound in bind(contract())["searchTickets"]
    if bound.promise.judges in ("answer", "content", "search") and bound.promise.kind is Kind.RELATION
]
PROMISES = {promise.id for promise in contract().promises if promise.judges in ("search", "searches")}
PERSONAL = ("t.from", "t.customerId", "t.contractId", "t.externalTicketId", "t.channelId")


def judged(engine: Engine, plan: list[Comparison]) -> tuple[set[str], set[str]]:
    """Ask everything of the plan and judge it as a run does, but for confirming; return the ids exercised and broken."""
    answers: dict[bytes, Exchange] = {}
    exercised, broken = set(), set()
    for comparison in plan:
        exchanges = []
        for body in comparison.searches:
            first = answers.setdefault(orjson.dumps(body), engine.answer(body))
            exchanges.append(engine.answer(body, time=1) if first in exchanges else first)
        for exchange in exchanges:
            given = {"answer": exchange, "content": exchange, "search": page_of(exchange, FIELDS)}
            for bound in ALONE:
                outcome = bound.judge(given[bound.promise.judges])
                exercised |= {bound.clause} if outcome is not None else set()
                broken |= {bound.clause} if outcome else set()
        if comparison.promise is not None:
            seen = judge().check_searches(comparison.promise, exchanges)
            exercised |= seen.exercised
            broken |= {finding.clause for finding in seen.findings}
    return exercised, broken


def plan_of(rows: dict[int, dict[str, Any]], seed: int = 1, *, personal: bool = True) -> list[Comparison]:
    return plan_comparisons(contract().search, FIELDS, rows, [], seed, personal=personal)


CHOICES = st.fixed_dictionaries(
    dict.fromkeys(("nulls_last", "drops_nulls", "ties_fall", "folds_case"), st.booleans())
)


@settings(max_examples=25)
@given(st.integers(0, 60), st.integers(0, 2**32), CHOICES)
def test_a_search_that_works_breaks_no_relation_however_it_uses_its_liberties(
    count: int, seed: int, liberties: dict[str, bool]
) -> None:
    rows = tickets(count, random.Random(seed))
    _, broken = judged(Engine(tuple(rows.values()), **liberties), plan_of(rows, seed))
    assert broken == set()


def test_the_first_two_dozen_searches_put_every_relation_to_the_test() -> None:
    for seed in range(10):
        rows = tickets(80, random.Random(seed))
        bodies: list[Any] = []
        plan = []
        for comparison in plan_of(rows, seed, personal=False):
            new = [body for body in comparison.searches if body not in bodies]
            if len(bodies) + len(new) <= 24:
                bodies += new
                plan.append(comparison)
        exercised, _ = judged(Engine(tuple(rows.values())), plan)
        assert {f"searchTickets/{promise}" for promise in PROMISES} <= exercised


#: What is wrong with a search, and the one relation that is broken by it.
BUGS = {
    "offset is ignored": "pages-join-up",
    "the first ticket is passed over": "pages-join-up",
    "a page starts one too early": "pages-join-up",
    "a page is one short": "pages-join-up",
    "a page is one too long": "page-is-within-the-limit",
    "past the end comes the last page": "offset-past-the-end-is-empty",
    "total is nothing past the end": "offset-past-the-end-is-empty",
    "total counts the page": "pages-agree-on-total",
    "total ignores the filters": "pages-join-up",
    "total is one less": "total-covers-the-page",
    "a third filter adds to total": "filters-only-narrow",
    "a ticket is missing the second time": "repeating-gives-the-same-page",
    "order is ignored": "order-is-kept",
    "direction is ignored": "order-is-kept",
    "integers are ordered as texts": "order-is-kept",
    "texts are not ordered": "orders-are-reverses",
    "texts rise both ways": "orders-are-reverses",
    "the filter on t.status is ignored": "hits-satisfy-filters",
    "the filter on t.agentId is ignored": "hits-satisfy-filters",
    "the filter on t.isCustomerActive is ignored": "hits-satisfy-filters",
    "the filter on tt.tagId is ignored": "hits-satisfy-filters",
    "the filter on t.dueBy is ignored": "hits-satisfy-filters",
    "one filter of several is enough": "hits-satisfy-filters",
    "only the first filter counts": "hits-satisfy-filters",
    "in takes the first value only": "in-is-a-union",
    "not in finds nothing": "not-in-is-the-complement",
    "not in drops tickets without spam status": "spam-exclusion-keeps-unmarked",
    "= finds nothing": "equals-agrees-with-in",
    "between drops its end": "between-is-both-comparisons",
    "the skills scope drops others than spam": "skills-scope-leaves-out-spam",
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_breaks_the_relation_that_forbids_it_and_no_other(bug: str) -> None:
    for seed in range(3):
        rows = tickets(80, random.Random(seed))
        _, broken = judged(Engine(tuple(rows.values()), bug=bug), plan_of(rows, seed))
        assert broken == {f"searchTickets/{BUGS[bug]}"}


def test_every_relation_between_answers_is_broken_by_some_bug_of_the_table() -> None:
    assert set(BUGS.values()) >= PROMISES


def bodies_of(plan: list[Comparison]) -> list[Any]:
    return [body for comparison in plan for body in comparison.searches]


def test_the_plan_follows_from_rows_and_seed_alone() -> None:
    rows = tickets(80, random.Random(1))
    backwards = dict(reversed(rows.items()))
    assert plan_of(rows, 3) == plan_of(backwards, 3)
    assert plan_of(rows, 3) != plan_of(rows, 4)


def test_without_rows_there_is_nothing_to_compare() -> None:
    assert plan_of({}) == []


def test_every_search_keeps_to_the_contract_and_within_the_scope() -> None:
    rows = tickets(80, random.Random(1))
    scope = [{"key": "t.channel", "comparator": "in", "values": ["email"]}]
    bodies = bodies_of(plan_comparisons(contract().search, FIELDS, rows, scope, 1, personal=True))  # type: ignore[arg-type]
    schema = Draft202012Validator(contract().resources["schemas/search-request.yaml"])
    assert [error.message for body in bodies for error in schema.iter_errors(body)] == []
    assert all(body["filters"][0] == scope[0] for body in bodies)


def test_operands_that_name_a_person_are_sent_only_where_that_is_allowed() -> None:
    rows = tickets(80, random.Random(1))

    def named(*, personal: bool) -> set[str]:
        bodies = bodies_of(plan_of(rows, personal=personal))
        return {
            said["key"]
            for body in bodies
            for said in body["filters"]
            if contract().search.is_personal(said["key"])
        }

    assert named(personal=False) == set()
    assert named(personal=True) == set(PERSONAL)


def test_every_key_that_a_row_shows_is_filtered_and_sorted_by() -> None:
    bodies = bodies_of(plan_of(tickets(80, random.Random(1))))
    filtered = {said["key"] for body in bodies for said in body["filters"]}
    assert filtered >= FIELDS.keys() - {"w.id"}
    assert {body["orderByField"] for body in bodies} == {
        key for key, field in FIELDS.items() if field.sortable and not field.many
    }
