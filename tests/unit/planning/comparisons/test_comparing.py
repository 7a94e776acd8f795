"""The plan of searches and the relations between their answers, on a search in memory instead of a server."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from support.rows import MOMENTS, tickets
from support.samples import contract, judge
from support.searchengine import FIELDS, Engine
from ticketgate.contract.clauses import Kind
from ticketgate.judging.relations.pages import page_of
from ticketgate.judging.relations.table import bind
from ticketgate.planning.comparisons.comparing import (
    SearchPlan,
    is_explained,
    is_on_conditions,
    plan_comparisons,
    promise_by_cause,
)
from ticketgate.planning.comparisons.window import Comparison

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketgate.exchange.answer import Exchange
    from ticketgate.judging.findings import Finding


ALONE = [
    bound
    for bound in bind(contract())["searchTickets"]
    if bound.promise.judges in ("answer", "content", "search") and bound.promise.kind is Kind.RELATION
]
PROMISES = {promise.id for promise in contract().promises if promise.judges in ("search", "searches")}
PERSONAL = ("t.from", "t.customerId", "t.contractId", "t.externalTicketId", "t.channelId", "q")


def disagree(promise: str, exchanges: list[Exchange]) -> bool:
    return bool(judge().check_searches(promise, exchanges).findings)


def in_plain_order(body: Any) -> Any:
    return {**body, "orderByField": "t.id", "orderByDirection": "asc"}


def order_loses_tickets(plain: Exchange, ordered: Exchange) -> tuple[Finding, ...]:
    return judge().check_searches("order-keeps-all-tickets", [plain, ordered]).findings


def settled(engine: Engine, compared: list[tuple[Comparison, list[Exchange]]]) -> tuple[set[str], set[str]]:
    """Ask again in plain order where tickets are missing; return the promises that miss them still, and what the order broke."""
    missing, broken = set(), set()
    for at, (comparison, exchanges) in enumerate(compared):
        if is_on_conditions(comparison) and disagree(comparison.promise, exchanges):
            plain = [*exchanges[:-1], engine.answer(in_plain_order(exchanges[-1].request.body))]
            compared[at] = comparison, plain
            if disagree(comparison.promise, plain):
                missing.add(comparison.promise)
            else:
                broken |= {each.clause for each in order_loses_tickets(plain[-1], exchanges[-1])}
    return missing, broken


def judged(engine: Engine, plan: Iterable[Comparison]) -> tuple[set[str], set[str]]:
    """Ask everything of the plan and judge it as a run does, but for confirming; return the ids exercised and broken."""
    answers: dict[bytes, Exchange] = {}
    exercised, broken = set(), set()
    compared: list[tuple[Comparison, list[Exchange]]] = []
    for comparison in plan:
        exchanges = []
        for body in comparison.searches:
            content = orjson.dumps(body)
            if content not in answers:
                answers[content] = engine.answer(body)
            first = answers[content]
            exchanges.append(engine.answer(body, time=1) if first in exchanges else first)
        for exchange in exchanges:
            given = {"answer": exchange, "content": exchange, "search": page_of(exchange, FIELDS)}
            for bound in ALONE:
                outcome = bound.judge(given[bound.promise.judges])
                exercised |= {bound.clause} if outcome is not None else set()
                broken |= {bound.clause} if outcome else set()
        compared.append((comparison, exchanges))
    missing, of_order = settled(engine, compared)
    broken |= of_order
    for comparison, exchanges in compared:
        promise = comparison.promise
        if is_on_conditions(comparison):
            promise = promise_by_cause(comparison, missing)
        seen = judge().check_searches(promise, exchanges)
        exercised |= seen.exercised
        broken |= {finding.clause for finding in seen.findings}
    return exercised, broken


def whole_plan(rows: dict[int, dict[str, Any]], seed: int = 1, *, personal: bool = True) -> SearchPlan:
    return plan_comparisons(contract().search, FIELDS, rows, [], seed, total=len(rows), personal=personal)


def plan_of(
    rows: dict[int, dict[str, Any]], seed: int = 1, *, personal: bool = True
) -> tuple[Comparison, ...]:
    return whole_plan(rows, seed, personal=personal).comparisons


CHOICES = st.fixed_dictionaries(
    dict.fromkeys(("nulls_last", "drops_nulls", "ties_fall", "folds_case", "open_ends"), st.booleans())
)


@settings(max_examples=8)
@given(st.integers(0, 60), st.integers(0, 2**32), CHOICES)
def test_a_search_that_works_breaks_no_relation_however_it_uses_its_liberties(
    count: int, seed: int, liberties: dict[str, bool]
) -> None:
    rows = tickets(count, random.Random(seed))
    _, broken = judged(Engine(tuple(rows.values()), **liberties), plan_of(rows, seed))
    assert broken == set()


def test_the_first_forty_searches_put_every_relation_to_the_test() -> None:
    for seed in range(10):
        rows = tickets(80, random.Random(seed))
        bodies: list[Any] = []
        plan = []
        for comparison in plan_of(rows, seed, personal=False):
            new = [body for body in comparison.searches if body not in bodies]
            if len(bodies) + len(new) <= 40:
                bodies += new
                plan.append(comparison)
        exercised, _ = judged(Engine(tuple(rows.values())), plan)
        assert {f"searchTickets/{promise}" for promise in PROMISES} <= exercised


#: What is wrong with a search, and the relations that are broken by it.
BUGS = {
    "offset is ignored": {"pages-join-up"},
    "the first ticket is passed over": {"page-is-filled"},
    "a page starts one too early": {"pages-join-up"},
    "a page is one short": {"page-is-filled"},
    "a page is one too long": {"page-is-within-the-limit"},
    "past the end comes the last page": {"offset-past-the-end-is-empty"},
    "total is nothing past the end": {"offset-past-the-end-is-empty"},
    "total counts the page": {"pages-agree-on-total"},
    "total ignores the filters": {"total-counts-the-matches"},
    "total is one less": {"total-covers-the-page", "offset-past-the-end-is-empty"},
    "without filters there are open tickets only": {"filters-only-narrow"},
    "a ticket is missing the second time": {"repeating-gives-the-same-page"},
    "order is ignored": {"order-is-kept"},
    "direction is ignored": {"order-is-kept"},
    "integers are ordered as texts": {"order-is-kept"},
    "texts are not ordered": {"orders-are-reverses"},
    "texts rise both ways": {"orders-are-reverses"},
    "tickets without a value drop out of an order": {"order-keeps-all-tickets"},
    "pages are cut first and ordered then": {"pages-join-up"},
    "a page has 20 rows by default": {"defaults-are-as-documented"},
    "order rises by default": {"defaults-are-as-documented"},
    "the filter on t.status is ignored": {"hits-satisfy-filters"},
    "the filter on t.agentId is ignored": {"hits-satisfy-filters"},
    "the filter on t.isCustomerActive is ignored": {"hits-satisfy-filters"},
    "the filter on tt.tagId is ignored": {"hits-satisfy-filters"},
    "the filter on t.dueBy is ignored": {"hits-satisfy-filters"},
    "full text finds everything": {"hits-satisfy-filters"},
    "numbers are compared as texts": {"hits-satisfy-filters", "matching-tickets-are-found"},
    "one filter of several is enough": {"hits-satisfy-filters"},
    "only the first filter counts": {"hits-satisfy-filters"},
    "in takes the first value only": {"in-is-a-union"},
    "null in a list is overlooked": {"matching-tickets-are-found"},
    "not in finds nothing": {"not-in-is-the-complement"},
    "not in drops tickets without spam status": {"spam-exclusion-keeps-unmarked"},
    "= finds nothing": {"equals-agrees-with-in"},
    "a moment is never equal": {"matching-tickets-are-found"},
    "!= finds nothing": {"matching-tickets-are-found"},
    "<= is <": {"matching-tickets-are-found"},
    "full text finds nothing": {"matching-tickets-are-found"},
    "full text knows no number": {"matching-tickets-are-found"},
    "full text looks at the subject only": {"matching-tickets-are-found"},
    "a range is one second wide": {"between-is-both-comparisons", "hits-satisfy-filters"},
    "the skills scope keeps some spam": {"skills-scope-leaves-out-spam"},
    "the skills scope drops closed tickets": {"skills-scope-leaves-out-nothing-else"},
    "the skills scope shows every tag": {"skills-scope-shows-routing-tags"},
    "CURRENT_TIME lags behind": {"relative-moments-share-one-now"},
}


@cache
def of_seed(seed: int) -> tuple[tuple[dict[str, Any], ...], tuple[Comparison, ...]]:
    rows = tickets(80, random.Random(seed))
    return tuple(rows.values()), plan_of(rows, seed)


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_breaks_what_forbids_it_and_nothing_else(bug: str) -> None:
    rows, plan = of_seed(sorted(BUGS).index(bug) % 2)
    _, broken = judged(Engine(rows, bug=bug), plan)
    assert broken == {f"searchTickets/{promise}" for promise in BUGS[bug]}


def test_every_relation_between_answers_is_broken_by_some_bug_of_the_table() -> None:
    assert set().union(*BUGS.values()) >= PROMISES


def bodies_of(plan: Iterable[Comparison]) -> list[Any]:
    return [body for comparison in plan for body in comparison.searches]


def test_the_plan_follows_from_rows_and_seed_alone() -> None:
    rows = tickets(80, random.Random(1))
    backwards = dict(reversed(rows.items()))
    assert plan_of(rows, 3) == plan_of(backwards, 3)
    assert plan_of(rows, 3) != plan_of(rows, 4)


def test_without_rows_there_is_nothing_to_compare() -> None:
    assert whole_plan({}) == SearchPlan()


def test_every_search_keeps_to_the_contract_and_within_the_scope() -> None:
    rows = tickets(80, random.Random(1))
    scope = [{"key": "t.channel", "comparator": "in", "values": ["email"]}]
    plan = plan_comparisons(contract().search, FIELDS, rows, scope, 1, total=80, personal=True)  # type: ignore[arg-type]
    bodies = bodies_of(plan.comparisons)
    schema = Draft202012Validator(contract().resources["schemas/search-request.yaml"])
    assert [error.message for body in bodies for error in schema.iter_errors(body)] == []
    assert all(body["filters"][0] == scope[0] for body in bodies)


def test_operands_that_name_a_person_are_sent_only_where_that_is_allowed() -> None:
    rows = tickets(80, random.Random(1))

    def named(*, personal: bool) -> dict[str, set[Any]]:
        said: dict[str, set[Any]] = {}
        for body in bodies_of(plan_of(rows, personal=personal)):
            for each in body.get("filters", ()):
                if contract().search.is_personal(each["key"]):
                    said.setdefault(each["key"], set()).add(str(each.get("value", each.get("values"))))
        return said

    assert named(personal=True).keys() == set(PERSONAL)
    # Full text for what no ticket has, and for one ticket by its id, names nobody.
    unpersonal = named(personal=False)
    absent = contract().search.absent_word
    (ticket,) = unpersonal.pop("q") - {absent, absent[:3]}
    assert int(ticket) in rows
    assert unpersonal == {}


def test_every_key_that_a_row_shows_is_filtered_and_sorted_by() -> None:
    bodies = bodies_of(plan_of(tickets(80, random.Random(1))))
    filtered = {said["key"] for body in bodies for said in body.get("filters", ())}
    assert filtered == contract().search.keys.keys()
    keys = contract().search.keys.values()
    assert {body.get("orderByField", "t.id") for body in bodies} == {
        key.key for key in keys if key.sortable
    } | {"t.id", "relevance"}


TERMS = contract().search


def filtered_by(*filters: Any) -> Comparison:
    whole = {"filters": [TERMS.among("t.id", 1, 2)]}
    return Comparison("in-is-a-union", (whole, {"filters": [*whole["filters"], *filters]}))  # type: ignore[dict-item]


def test_what_filters_by_a_key_that_others_show_not_to_be_applied_says_no_more() -> None:
    status, agent = TERMS.among("t.status", "open"), TERMS.compared("t.agentId", "less", 3)
    assert is_explained(TERMS, filtered_by(status), {("t.status", "=")})
    assert not is_explained(TERMS, filtered_by(agent), {("t.status", "=")})
    # What both searches ask is not what they are compared for.
    assert not is_explained(TERMS, filtered_by(agent), {("t.id", "in")})


def test_a_comparator_is_at_fault_itself_where_several_keys_are_not_met_by_it() -> None:
    agent = TERMS.compared("t.agentId", "less", 3)
    assert not is_explained(TERMS, filtered_by(agent), {("t.partnerId", "<")})
    assert is_explained(TERMS, filtered_by(agent), {("t.partnerId", "<"), ("t.subchannelId", "<")})


def test_every_other_search_names_its_tickets_after_its_conditions() -> None:
    rows = tickets(80, random.Random(1))
    of_filters = [each for each in plan_of(rows) if is_on_conditions(each) and each.covers]
    last = [body["filters"][-1]["key"] == "t.id" for _, body in (each.searches for each in of_filters)]  # type: ignore[index,call-overload]
    assert 0.3 < sum(last) / len(last) < 0.7
    assert all(any(said["key"] == "t.id" for said in body["filters"]) for body in bodies_of(of_filters))


def test_a_range_ends_before_another_moment_of_the_same_day_where_there_is_one() -> None:
    rows = tickets(80, random.Random(1))
    for at, number in enumerate(sorted(rows)):
        rows[number]["createdAt"] = f"2026-01-{at // 8 + 1:02} {at % 8 + 8:02}:00:00"
    ends = {
        said["to"]
        for body in bodies_of(plan_of(rows))
        for said in body.get("filters", ())
        if said["key"] == "t.createdAt" and "to" in said and len(said["to"]) == len("2026-01-01 08:00:00")
    }
    assert ends
    assert all(end[11:13] != "15" for end in ends)


def test_a_moment_is_compared_with_another_one_of_its_day_where_there_is_one() -> None:
    rows = tickets(80, random.Random(1))
    for at, number in enumerate(sorted(rows)):
        day = date(2026, 1, 1) + timedelta(days=at - (at % 4 == 3))  # every fourth has that of the one before
        rows[number]["createdAt"] = f"{day} {at % 4 + 8:02}:00:00"
    asked = {
        said["comparator"]: said["value"]
        for body in bodies_of(plan_of(rows))
        for said in body.get("filters", ())
        if said["key"] == "t.createdAt" and len(str(said.get("value"))) == len("2026-01-01 08:00:00")
    }
    assert {"=", "!=", "<", ">", "<=", ">="} <= {*asked}
    assert all(moment[11:13] in ("10", "11") for moment in asked.values())


def relative(rows: dict[int, dict[str, Any]], seed: int = 1) -> list[Comparison]:
    return [each for each in plan_of(rows, seed) if each.promise == "relative-moments-share-one-now"]


def key_of(comparison: Comparison) -> str:
    return comparison.searches[-1]["filters"][-1]["key"]  # type: ignore[no-any-return, index, call-overload]


def test_moments_relative_to_now_are_looked_for_among_the_tickets_next_to_the_last_change() -> None:
    rows = tickets(200, random.Random(1))
    for at, number in enumerate(sorted(rows)):
        # Created and changed within a month, to be done within half a year from its middle on.
        moments = {"createdAt": at % 28, "modifiedAt": at % 27, "dueBy": 14 + at % 180}
        rows[number] |= {
            name: f"2026-{days // 28 + 1:02}-{days % 28 + 1:02} 08:00:00" for name, days in moments.items()
        }
        rows[number] |= dict.fromkeys(("closedAt", "firstResponseDueBy"))
    of_key = {key_of(each): each.searches[0]["filters"][0]["values"] for each in relative(rows)}  # type: ignore[index, call-overload]
    last = max(row["modifiedAt"] for row in rows.values())
    for key, named in of_key.items():
        moments_of = sorted((row[key[2:]], number) for number, row in rows.items() if row[key[2:]])
        later = [number for moment, number in moments_of if moment > last]
        assert len(named) == 60
        assert {*later[:30]} <= {*named}
        assert {number for _, number in moments_of[-len(later) - 30 :][:30]} <= {*named}
    assert of_key.keys() == {"t.createdAt", "t.modifiedAt", "t.dueBy"}


@pytest.mark.parametrize("seed", range(1, 9))
def test_moments_relative_to_now_are_looked_for_first_by_a_key_of_which_some_lie_ahead(seed: int) -> None:
    rows = tickets(80, random.Random(seed))
    for row in rows.values():
        row |= {"dueBy": row["dueBy"] and f"2027{row['dueBy'][4:]}", "firstResponseDueBy": MOMENTS[0]}
        row["closedAt"] = row["closedAt"] and min(row["closedAt"], row["createdAt"])
    assert [key_of(each) for each in relative(rows, seed)][:2] == ["t.createdAt", "t.dueBy"]


def test_a_range_between_two_relative_moments_is_looked_for_beside_one_that_is_written_out() -> None:
    for comparison in relative(tickets(80, random.Random(1))):
        ranges = [
            [said for said in body["filters"] if said["comparator"] == "between"]
            for body in bodies_of((comparison,))
        ]
        (written_out,), (last,) = (each for each in ranges if each)
        assert (last["from"], last["to"]) == ("-7 DAY", "CURRENT_TIME")
        assert "2000" < written_out["from"] < written_out["to"]


@pytest.mark.parametrize("seed", range(1, 5))
def test_lists_that_leave_out_name_one_value_and_several_and_null_stands_in_both_kinds(seed: int) -> None:
    rows = tickets(80, random.Random(seed))
    plan = plan_of(rows, seed)
    pairs = frozenset[tuple[str, str]]().union(*(each.covers for each in plan))
    lists = {"not in", "not in several", "in with null", "not in with null"}
    for key in ("t.subchannelId", "t.agentId", "t.customerId", "t.externalTicketId"):
        assert lists <= {word for each, word in pairs if each == key}, key


def test_two_lists_of_ids_stand_in_one_search() -> None:
    both = [
        [said["values"] for said in body["filters"] if said["key"] == "t.id" and said["comparator"] == "in"]
        for body in bodies_of(plan_of(tickets(80, random.Random(1))))
        if "filters" in body
    ]
    two = [lists for lists in both if len(lists) > 1]
    assert two
    assert all(len(lists) == 2 for lists in two)


def test_lists_name_every_documented_value_between_them() -> None:
    rows = tickets(80, random.Random(1))
    sent = {
        (said["key"], value)
        for body in bodies_of(plan_of(rows))
        for said in body.get("filters", ())
        if said.get("comparator") == "in"
        for value in said["values"]
    }
    documented = {(key, value) for key, field in FIELDS.items() for value in field.node.enum or () if value}
    assert len({key for key, _ in documented}) > 5
    # What the marks of spam leave is looked for by all of them together.
    assert documented - {(TERMS.spam_key, TERMS.spam_marks[0])} <= sent


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_comparator_meets_every_form_of_operand_within_the_plan(seed: int) -> None:
    pairs = whole_plan(tickets(80, random.Random(seed)), seed).pairs
    for forms in (("number", "number as text"), ("true or false", "1 or 0", "true or false as text")):
        for word in ("=", "!=", "<", ">", "<=", ">=", "in", "not in"):
            assert {form for first, form in pairs if first == word} >= {*forms}


def test_every_order_has_both_directions_and_every_comparator_each_key_that_no_row_shows() -> None:
    pairs = whole_plan(tickets(80, random.Random(1))).pairs
    sortable = {key.key for key in TERMS.keys.values() if key.sortable}
    assert {(key, direction) for key in sortable for direction in ("asc", "desc")} <= pairs
    compared = ("=", "!=", "<", ">", "<=", ">=")
    assert {("t.modelRunAt", word) for word in (*compared, "in", "not in")} <= pairs
    assert {("t.lastMessageAt", word) for word in (*compared, "between", "not between")} <= pairs
    assert {("w.id", word) for word in (*compared, "in", "not in")} <= pairs


def test_a_text_is_asked_for_by_its_beginning_which_it_is_not_equal_to() -> None:
    rows = tickets(80, random.Random(1))
    texts = {
        key: {str(value) for row in rows.values() for value in field.values(row) or () if value}
        for key, field in FIELDS.items()
        if field.kind == "text"
    }
    equal = {
        (said["key"], said["value"])
        for body in bodies_of(plan_of(rows))
        for said in body.get("filters", ())
        if said.get("comparator") == "=" and said["key"] in texts
    }
    begun = {(key, text[:-1]) for key, shown in texts.items() for text in shown if text[:-1] not in shown}
    assert equal & begun


def test_full_text_is_paged() -> None:
    paged = [
        [(body["limit"], body["offset"]) for body in each.searches]  # type: ignore[index, call-overload]
        for each in plan_of(tickets(80, random.Random(1)))
        if each.promise == "pages-join-up"
        and all(any(said["key"] == "q" for said in body["filters"]) for body in each.searches)  # type: ignore[index, call-overload, union-attr]
    ]
    assert paged == [[(1, 0), (1, 1)]]


def test_pages_deep_in_all_tickets_differ_in_size_with_the_seed_and_end_before_the_last_ticket() -> None:
    rows, sizes = tickets(80, random.Random(1)), set[int]()
    for seed in range(12):
        # Nothing but the scope narrows them, and a third page is as long as the two before.
        (deep,) = [
            [(body["limit"], body["offset"]) for body in each.searches]  # type: ignore[index, call-overload]
            for each in plan_of(rows, seed)
            if each.promise == "pages-join-up"
            and len(each.searches) == 3
            and not any(body["filters"] for body in each.searches)  # type: ignore[index, call-overload]
        ]
        (size, start), (two, next_), (both, again) = deep
        assert (two, next_, both, again) == (2, start + size, size + 2, start)
        assert start + both <= len(rows)
        sizes.add(size)
    assert len(sizes) > 3
