"""The phase that holds searches against what is known: what it says of what it covered, and what it sends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.finding import faults_of
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service.app import BASE_PATH
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.collect import Collected, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.search_comparisons import compare_searches
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    import httpx
    import pytest

CONTRACT = default_contract()


def compared(*faults: str, budget: int = 200) -> Collected:
    app = Faulty(
        mock_app(100, 3), [faults_of(CONTRACT)[each] for each in faults], 1, token=TOKEN, base=BASE_PATH
    )
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=budget, is_mock=True
    )
    with Client(target, InProcess(app)) as client:
        return collect(CONTRACT, client, Settings(), phases=[sample_tickets, compare_searches])


def test_the_pairs_covered_are_counted_and_those_left_out_are_named() -> None:
    notes = compared().info.notes
    (counted,) = [note for note in notes if note.startswith("Searches put")]
    done, of = map(int, re.findall(r"\d+", counted))
    assert 0 < done < of
    (left_out,) = [note for note in notes if note.startswith("Left out for the budget: ")]
    assert re.search(r"\bt\.\w+ [^;]+;", left_out)


def test_a_comparator_that_misses_tickets_is_blamed_by_itself() -> None:
    found = {clause for clause, _ in compared("searchTickets/not-in-is-the-complement=nothing").result.groups}
    assert found == {"searchTickets/not-in-is-the-complement"}


def test_what_misses_tickets_with_several_comparators_is_blamed_on_none_of_them() -> None:
    faults = (
        "searchTickets/matching-tickets-are-found=nothing-equal",
        "searchTickets/not-in-is-the-complement=nothing",
    )
    found = {clause for clause, _ in compared(*faults).result.groups}
    assert found == {"searchTickets/matching-tickets-are-found"}


def test_a_valid_search_that_is_refused_is_a_finding_and_leaves_nothing_undecided() -> None:
    result = compared("searchTickets/valid-request-is-accepted=dates").result
    assert {clause for clause, _ in result.groups} == {"searchTickets/valid-request-is-accepted"}


def test_no_search_is_sent_twice_but_for_the_one_that_is_repeated_on_purpose() -> None:
    sent = list[bytes]()

    class Noting(InProcess):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            sent.append(request.content)
            return super().handle_request(request)

    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=600, is_mock=True
    )
    with Client(target, Noting(mock_app(300, 3))) as client:
        collect(CONTRACT, client, Settings(), phases=[sample_tickets, compare_searches])
    searches = [content for content in sent if content]
    assert len(searches) > 150
    assert len(searches) - len(set(searches)) <= 2


def test_an_order_that_loses_tickets_is_not_blamed_on_the_filters_beside_it() -> None:
    clauses = {
        clause
        for clause, _ in compared("searchTickets/order-keeps-all-tickets=nulls", budget=600).result.groups
    }
    assert clauses == {"searchTickets/order-keeps-all-tickets"}


def test_what_an_order_that_loses_tickets_keeps_from_judging_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ticketgate.run.phases.search_comparisons._MOST_REORDERED", 1)
    collected = compared("searchTickets/order-keeps-all-tickets=nulls", budget=600)
    assert {clause for clause, _ in collected.result.groups} == {"searchTickets/order-keeps-all-tickets"}
    (note,) = [note for note in collected.info.notes if "their orders lose tickets" in note]
    assert re.match(r"\d+ comparisons? of searches w(ere|as) not judged: ", note)
