"""The searches that two environments are both asked."""

from __future__ import annotations

from random import Random

from support.rows import ticket
from ticketgate.contract.loading import default_contract
from ticketgate.exchange.request import dump
from ticketgate.judging.relations.fields import fields_of
from ticketgate.planning.comparisons.comparing import plan_comparisons
from ticketgate.planning.comparisons.window import WINDOW
from ticketgate.planning.shared_searches import shared_searches

CONTRACT = default_contract()
ROWS = {number: ticket(number, Random(number)) for number in range(1001, 1061)}
WITHIN = [CONTRACT.search.among("t.channel", "email")]


def test_they_are_those_that_a_run_compares_and_one_for_each_order_each_once() -> None:
    bodies = shared_searches(CONTRACT, ROWS, WITHIN, 7, personal=False)
    planned = plan_comparisons(
        CONTRACT.search, fields_of(CONTRACT), ROWS, WITHIN, 7, total=len(ROWS), personal=False
    )
    texts = [dump(body) for body in bodies]
    assert len(texts) == len(set(texts))
    assert {dump(body) for each in planned.comparisons for body in each.searches} <= set(texts)
    orders = {body["orderByField"] for body in bodies if body.keys() == {"filters", "limit", "orderByField"}}
    assert orders == {key.key for key in CONTRACT.search.keys.values() if key.sortable} - {"t.id"}
    assert all(WITHIN[0] in body["filters"] for body in bodies)


def test_a_few_searches_already_have_several_orders_and_name_few_tickets() -> None:
    first = shared_searches(CONTRACT, ROWS, [], 7, personal=False)[:12]
    assert len({body.get("orderByField", "t.id") for body in first}) >= 5
    for body in first:
        named = [each["values"] for each in body.get("filters", []) if each["key"] == "t.id"]
        assert not named or len(named[0]) <= WINDOW


def test_only_mocks_are_asked_by_what_names_a_person() -> None:
    # Full text names no person where it is for the id of a ticket.
    personal = {key.key for key in CONTRACT.search.keys.values() if key.personal} - {*CONTRACT.search.text}

    def keys(*, of_mocks: bool) -> set[str]:
        bodies = shared_searches(CONTRACT, ROWS, [], 7, personal=of_mocks)
        return {each["key"] for body in bodies for each in body.get("filters", [])}

    assert not keys(of_mocks=False) & personal
    assert keys(of_mocks=True) & personal
