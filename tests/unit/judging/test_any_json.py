"""Judging any JSON: it never raises, shows no value, and both validation libraries object to the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.requests import search
from support.samples import ASKED_FOR_ALL, BARE, answer, contract, full, judge, observe, opinion, row
from support.strategies import ANY_JSON, MARK, MARKED_NUMBER, mutants, valid
from ticketgate.contract.clauses import Kind
from ticketgate.judging.attribution import attribute, failure_of

if TYPE_CHECKING:
    from ticketgate.judging.findings import Observation


def assert_sound(observation: Observation) -> None:
    """Assert what holds for every observation, whatever was judged."""
    clauses = contract().clauses.keys()
    assert observation.exercised | observation.undecided <= clauses
    assert not observation.exercised & observation.undecided
    assert {finding.clause for finding in observation.findings} <= observation.exercised
    for finding in observation.findings:
        text = f"{finding.detail} {finding.pointer} {finding.place}"
        assert MARK not in text
        assert str(MARKED_NUMBER) not in text


@settings(max_examples=80)
@given(ANY_JSON)
def test_no_json_makes_judging_raise(body: Any) -> None:
    for form in ("full", "compact", "search"):
        assert_sound(observe(form, body))
    content = json.dumps(body).encode()
    for request in (ASKED_FOR_ALL, BARE, search({"limit": 1})):
        for observation in judge().check(answer(request, 200, content)):
            assert_sound(observation)
    if isinstance(body, dict):
        assert_sound(judge().check_pair(full(), body))
        assert_sound(judge().check_pair(body, row()))


@settings(max_examples=100)
@given(mutants())
def test_a_broken_ticket_is_judged_without_raising_or_showing_a_value(mutant: tuple[str, Any]) -> None:
    form, body = mutant
    assert_sound(observe(form, body))
    if form == "full":
        assert_sound(observe(form, body, BARE))
        assert_sound(judge().check_pair(body, row()))


def objections(name: str, body: Any) -> set[tuple[str, str]]:
    """Return what both libraries object to in a body, clause and place; they have to agree."""
    form = contract().representations[name]
    first = {
        (clause, place)
        for error in form.validator.iter_errors(body)
        for clause, place, *_ in attribute(form, body, failure_of(error))
    }
    assert first == set(opinion().identities(form, body))
    return first


@pytest.mark.parametrize("name", ["full", "compact", "search"])
@settings(max_examples=50)
@given(data=st.data())
def test_both_libraries_agree_on_bodies_drawn_from_the_schemas(name: str, data: st.DataObject) -> None:
    """Such bodies may break rules, for which chance has no regard, but no clause of a single place."""
    body = data.draw(valid(contract().representations[name].node))
    assert {contract().clauses[clause].kind for clause, _ in objections(name, body)} <= {Kind.RULE}


@settings(max_examples=150)
@given(mutants())
def test_both_libraries_object_to_the_same_clauses_at_the_same_places(mutant: tuple[str, Any]) -> None:
    name, body = mutant
    objections(name, body)
    assert not [f for f in opinion().confirmed(observe(name, body), body).findings if f.disputed]


@pytest.mark.parametrize("levels", [100, 250, 260, 900])
def test_a_body_nested_without_reason_is_judged_like_any_other(levels: int) -> None:
    nested: Any = []
    for _ in range(levels):
        nested = [nested]
    for form, body in (("full", full()), ("compact", row())):
        assert observe(form, {**body, "additionalData": {"free": nested}}).findings == ()
        (finding,) = observe(form, {**body, "tagIds": nested}).findings
        assert finding.identity == (f"{form}:tagIds[]/type", "tagIds[]")
    free = {"additionalData": {"free": nested}}
    (difference,) = judge().check_pair({**full(), **free, "status": "closed"}, {**row(), **free}).findings
    assert difference.place == "status"
