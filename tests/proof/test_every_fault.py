"""The proof itself: every fault of the catalogue is found and named alone, and without a fault nothing is."""

from __future__ import annotations

import os

import pytest

from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.finding import faults_of
from ticketgate.proof.summary import HEALTH, Summary, summarize
from ticketgate.proof.workshop import prove_all


@pytest.fixture(scope="module")
def summary() -> Summary:
    names = [HEALTH, *faults_of(default_contract())]
    return summarize(default_contract(), list(prove_all(names, os.cpu_count() or 1)), whole=True)


def test_without_a_fault_nothing_is_found(summary: Summary) -> None:
    assert summary.health is not None
    assert summary.health.problem == ""
    assert summary.health.others == ()


def test_every_clause_has_a_fault_and_every_fault_is_found(summary: Summary) -> None:
    assert {proven.clause for proven in summary.faults} == set(default_contract().clauses)
    assert [proven for proven in summary.faults if not proven.found] == []


def test_nothing_is_blamed_that_the_fault_does_not_break(summary: Summary) -> None:
    assert [proven for proven in summary.faults if not proven.holds] == []
    # What is missing of one object, member by member, is one thing.
    kinds = [{clause.rpartition("/")[2] for clause in proven.others} for proven in summary.faults]
    assert all(len(each) <= 2 for each in kinds)


def test_nearly_all_faults_are_named_alone(summary: Summary) -> None:
    assert sum(proven.alone for proven in summary.faults) >= 0.98 * len(summary.faults)


def test_every_fault_is_found_within_the_budget_of_a_run(summary: Summary) -> None:
    assert max(proven.requests for proven in summary.faults) <= 600


def test_the_proof_holds(summary: Summary) -> None:
    assert summary.problems == ()
