"""The proof itself: every fault of the catalogue is found and named alone, and without a fault nothing is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ticketgate.contract.clauses import Kind
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults import faults_of
from ticketgate.proof.summary import HEALTH, Summary, summarize
from ticketgate.proof.workshop import prove_all

ROOT = Path(__file__).parents[2]


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
    assert all(len(proven.others) <= 2 for proven in summary.faults)


def test_nearly_all_faults_are_named_alone(summary: Summary) -> None:
    assert sum(proven.alone for proven in summary.faults) >= 0.98 * len(summary.faults)


def test_every_fault_is_found_within_the_budget_of_a_run(summary: Summary) -> None:
    assert max(proven.requests for proven in summary.faults) <= 600


def test_the_proof_holds(summary: Summary) -> None:
    assert summary.problems == ()


@pytest.mark.parametrize("page", ["README.md", "docs/proof.md"])
def test_the_documentation_tells_what_came_of_it(summary: Summary, page: str) -> None:
    clauses = default_contract().clauses
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    for kind in Kind:
        of_kind = [proven for proven in summary.faults if clauses[proven.clause].kind is kind]
        counted = (
            sum(clause.kind is kind for clause in clauses.values()),
            len(of_kind),
            sum(proven.found for proven in of_kind),
            sum(proven.alone for proven in of_kind),
        )
        assert f"| {kind} | {' | '.join(map(str, counted))} |" in lines
