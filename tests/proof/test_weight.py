"""The other half of the proof: with a promise taken out, what only that promise caught is caught no longer."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from support.removal import Removal, reloaded_without, removals, validator_without, without
from support.requests import get_ticket, search
from ticketgate.contract.clauses import Kind
from ticketgate.contract.loading import default_contract
from ticketgate.exchange.answer import Exchange
from ticketgate.judging.judge import Judge
from ticketgate.mock.faults.finding import faults_of
from ticketgate.proof.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.exchange.request import Request
    from ticketgate.mock.faults.fault import Fault

ALL = removals(default_contract())
OF_BODIES = [each for each in ALL if each.kind not in (Kind.RELATION, Kind.BEHAVIOUR)]
OF_TICKETS = [each for each in ALL if each.kind is Kind.RELATION and each.name in ("full", "compact")]
OF_ANSWERS = [each for each in ALL if each not in OF_BODIES and each not in OF_TICKETS]
MOST_TICKETS = 40
PAGE = b'{"tickets":[],"total":0,"offset":0,"limit":1,"success":true}'


def test_every_clause_is_taken_out_somewhere() -> None:
    assert {clause.id for clauses in ALL.values() for clause in clauses} == set(default_contract().clauses)


@pytest.mark.parametrize("removal", [*OF_BODIES[::90], *OF_TICKETS[:1], *OF_ANSWERS[:1]], ids=str)
def test_what_is_made_anew_of_a_contract_is_all_that_changes_when_the_documents_do(removal: Removal) -> None:
    contract, reloaded = default_contract(), reloaded_without(default_contract(), removal)
    if removal in OF_BODIES:
        for clause in ALL[removal]:
            reduced = validator_without(contract, removal, clause.root)
            for body in islice(bodies_that_show(clause.id, clause.root), MOST_TICKETS):
                assert reduced.is_valid(body) == reloaded.representations[clause.root].validator.is_valid(
                    body
                )
    else:
        reduced_contract = without(contract, removal)
        assert reduced_contract.promises == reloaded.promises
        assert reduced_contract.clauses == reloaded.clauses


@pytest.mark.parametrize("removal", OF_BODIES, ids=str)
def test_only_the_promise_catches_its_fault_in_a_body(removal: Removal) -> None:
    for clause in ALL[removal]:
        reduced = validator_without(default_contract(), removal, clause.root)
        assert any(
            found_in(clause.root, body) == {clause.id} and reduced.is_valid(body)
            for body in bodies_that_show(clause.id, clause.root)
        ), clause.id


@pytest.mark.parametrize("removal", OF_TICKETS, ids=str)
def test_only_the_relation_catches_its_fault_in_a_ticket(removal: Removal) -> None:
    reduced = Judge(without(default_contract(), removal))
    (clause,) = ALL[removal]
    # What its faults break beside it is found with and without it.
    beside = {other for fault in faults_by_clause()[clause.id] for other in fault.also}
    assert any(
        found_in(clause.root, body) - beside == {clause.id}
        and not found_in(clause.root, body, reduced) - beside
        for body in bodies_that_show(clause.id, clause.root)
    )


@pytest.mark.parametrize("removal", OF_ANSWERS, ids=str)
def test_only_the_promise_catches_its_fault_in_answers(removal: Removal) -> None:
    (clause,) = ALL[removal]
    workshop = Workshop(without(default_contract(), removal), faults_of(default_contract()))
    names = (fault.id for fault in workshop.faults.values() if fault.clause == clause.id)
    assert any(not (proven.found or proven.others or proven.problem) for proven in map(workshop.prove, names))


@cache
def judge() -> Judge:
    return Judge(default_contract())


@cache
def sound() -> Workshop:
    return Workshop(default_contract())


@cache
def faults_by_clause() -> dict[str, list[Fault]]:
    found: dict[str, list[Fault]] = {}
    for fault in faults_of(default_contract()).values():
        found.setdefault(fault.clause, []).append(fault)
    return found


def bodies_that_show(clause: str, root: str) -> Iterator[Any]:
    """Bodies that each fault of the clause changed, some tickets for each."""
    sources = [PAGE] if root == "search" else [forms[root == "compact"] for forms in sound().healthy.values()]
    for fault in faults_by_clause()[clause]:
        changed = (
            fault.forms[root](orjson.loads(source)) for source in sources if fault.changes(root, source)
        )
        yield from islice(changed, MOST_TICKETS)


def found_in(root: str, body: Any, by: Judge | None = None) -> set[str]:
    findings = (by or judge()).check_ticket(root, body, exchange(root)).findings
    return {finding.clause for finding in findings}


def exchange(root: str) -> Exchange:
    request: Request = (
        get_ticket(1, includeCustomer=True, includeIntents=True) if root == "full" else search({})
    )
    return Exchange(request, 200, {"content-type": "application/json"}, b"{}", 0.0)
