"""Which rules a body triggers: always those whose conditions the validator says hold."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from samples import contract, full, row
from strategies import FAST, mutants

from ticketgate.ids import Index
from ticketgate.triggers import compile_triggers

FORMS = contract().representations
INDEX = Index(contract().clauses)
TRIGGERS = {name: compile_triggers(form, INDEX) for name, form in FORMS.items()}
VALUES = (None, True, False, 0, 1, 10, 19, -1, 0.0, 1.0, 10.0, 1.5, 2**70, "", "x", [], ["x"], {}, {"x": 1})


def triggered(form: str, body: Any) -> set[str]:
    return set(INDEX.names(TRIGGERS[form](body)))


def met(form: str, body: Any) -> set[str]:
    """The rules whose condition holds for an object at its place, each validator asked for each."""
    return {
        condition.rule.clause
        for conditions in FORMS[form].conditions
        for condition in conditions.each
        if any(condition.holds.is_valid(part) for part in objects_at(body, conditions.place))
    }


def objects_at(body: Any, place: str, at: str = "") -> list[Any]:
    found = [body] if at == place and isinstance(body, dict) else []
    if isinstance(body, dict):
        for name, member in body.items():
            found += objects_at(member, place, f"{at}.{name}" if at else name)
    if isinstance(body, list):
        for item in body:
            found += objects_at(item, place, f"{at}[]")
    return found


def enumerated(schema: Any) -> list[Any]:
    """All values that stand in the enumerations of a schema, and near misses of the texts."""
    if not isinstance(schema, dict):
        return []
    own = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    own += [value.upper() for value in own if isinstance(value, str)]
    return own + [value for below in schema.get("properties", {}).values() for value in enumerated(below)]


@pytest.mark.parametrize("form", ["full", "compact"])
def test_whatever_a_condition_reads_is_judged_as_its_validator_judges_it(form: str) -> None:
    sound = {"full": full, "compact": row}[form]()
    seen: set[str] = set()
    for conditions in FORMS[form].conditions:
        for condition in conditions.each:
            schema = condition.rule.schema["if"]
            for name in schema["required"]:
                for value in (*VALUES, *enumerated(schema)):
                    body = deepcopy(sound)
                    for part in objects_at(body, conditions.place):
                        part[name] = value
                    assert triggered(form, body) == met(form, body), (condition.rule.clause, name, value)
                    seen |= met(form, body)
    alone = {rule.clause for rule in FORMS[form].rules.values()} - seen
    assert not {clause for clause in alone if "house" not in clause and "outcome" not in clause}


@settings(FAST, max_examples=200)
@given(mutants())
def test_a_mutant_triggers_what_the_validators_say(mutant: tuple[str, Any]) -> None:
    form, body = mutant
    assert triggered(form, body) == met(form, body)


@pytest.mark.parametrize("body", [None, [], "x", 1, {}])
def test_what_is_no_ticket_triggers_nothing(body: Any) -> None:
    assert TRIGGERS["full"](body) == 0
