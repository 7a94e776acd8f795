"""Reads of one ticket by its parameters: what is tried, on whom, and that every two values come together."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.requests import READING
from ticketgate.exchange.request import Expectation, Request
from ticketgate.planning.generated.parameter_pairs import pairs_of, reads_of

INCLUDES = ("includeRawData", "includeCustomer", "includeIntents", "includeSessions")


def values(request: Request, names: tuple[str, ...]) -> dict[str, str | None]:
    """Return what a request has for each parameter, erpCacheOnly as the client would send it."""
    usual = {} if "erpCacheOnly" in request.freed else {"erpCacheOnly": "true"}
    sent: dict[str, str | None] = {**usual, **dict(request.query)}
    return {name: sent.get(name) for name in names}


@given(st.lists(st.integers(1, 4), min_size=2, max_size=6))
def test_any_two_values_of_two_factors_occur_together(sizes: list[int]) -> None:
    factors = [[f"{i}-{j}" for j in range(size)] for i, size in enumerate(sizes)]
    rows = [*pairs_of(factors)]
    for (i, first), (j, second) in combinations(enumerate(factors), 2):
        assert {(row[i], row[j]) for row in rows} == {(a, b) for a in first for b in second}
    assert len(rows) == len(set(rows)) <= max(a * b for a, b in combinations(sizes, 2)) + 12


@pytest.mark.parametrize("is_mock", [True, False])
def test_the_first_read_is_plain_the_second_whole_and_no_two_are_alike(*, is_mock: bool) -> None:
    requests = reads_of(READING, [17], is_mock=is_mock)[0]
    assert requests[0].query == ()
    assert dict(requests[1].query) == {"includeCustomer": "true", "includeIntents": "true"}
    assert len({(r.query, r.freed) for r in requests}) == len(requests) < 30
    assert {(r.ticket_id, r.expects) for r in requests} == {(17, Expectation.VALID)}


def test_a_mock_is_asked_in_all_pairs_and_each_value_alone() -> None:
    names = (*INCLUDES, "erpCacheOnly")
    asked = [values(request, names) for request in reads_of(READING, [17], is_mock=True)[0]]
    for first, second in combinations(names, 2):
        pairs = {(each[first], each[second]) for each in asked}
        assert pairs == {(a, b) for a in (None, "true", "false") for b in (None, "true", "false")}
    alone = [
        {**dict.fromkeys(INCLUDES), "erpCacheOnly": "true", name: value}
        for name in names
        for value in ("false", "true")
    ]
    assert all(each in asked for each in alone)
    assert any(r.param("contentTranslationLanguage") for r in reads_of(READING, [17], is_mock=True)[0])


def test_a_tenant_is_asked_in_all_pairs_but_for_what_costs_something() -> None:
    requests = reads_of(READING, [17], is_mock=False)[0]
    asked = [values(request, INCLUDES) for request in requests]
    for first, second in combinations(INCLUDES, 2):
        assert len({(each[first], each[second]) for each in asked}) == 9
    assert [(r.query, r.freed) for r in requests if r.freed] == [
        ((), {"erpCacheOnly"}),
        ((("erpCacheOnly", "false"),), {"erpCacheOnly"}),
    ]
    assert not any(r.param("contentTranslationLanguage") for r in requests)


@pytest.mark.parametrize("is_mock", [True, False])
def test_what_changes_a_ticket_or_fails_is_never_tried(*, is_mock: bool) -> None:
    requests = reads_of(READING, [17], is_mock=is_mock, failing={"erpCacheOnly"})[0]
    assert not {"refresh", "viewing", "erpCacheOnly"} & {name for r in requests for name, _ in r.query}
    assert not any(r.freed for r in requests)


def test_two_tickets_share_the_work_and_each_has_its_own_beginning() -> None:
    alone, together = reads_of(READING, [17, 18], is_mock=True)
    (both,) = reads_of(READING, [17], is_mock=True)
    assert {r.ticket_id for r in alone} == {17}
    assert {r.ticket_id for r in together} == {18}
    assert [r.query for r in alone[:2]] == [r.query for r in together[:2]] == [r.query for r in both[:2]]
    assert {(r.query, r.freed) for r in alone + together} == {(r.query, r.freed) for r in both}
    assert len(alone) + len(together) < 30
