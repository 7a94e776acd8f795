"""Which rules a body triggers: always those whose conditions the validator says hold."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from support.samples import contract, full, row
from support.strategies import FAST, mutants
from ticketgate.contract.representations import Condition, Conditions
from ticketgate.judging.idsets import Index
from ticketgate.judging.triggered import compile_triggers

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
    for conditions in FORMS[form].conditions:
        for condition in conditions.each:
            schema = condition.rule.schema["if"]
            for name in schema["required"]:
                for value in (*VALUES, *enumerated(schema)):
                    body = deepcopy(sound)
                    for part in objects_at(body, conditions.place):
                        part[name] = value
                    assert triggered(form, body) == met(form, body), (condition.rule.clause, name, value)


def if_(asked: Any, *required: str, **more: Any) -> dict[str, Any]:
    return {"properties": {"a": asked}, "required": list(required or "a"), **more}


@pytest.mark.parametrize(
    "schema",
    [
        if_({"type": "string"}),
        if_({"type": ["integer", "null"]}),
        if_({"type": "number"}),
        if_({"const": 1}),
        if_({"const": 1.0}),
        if_({"enum": [1, 10.0, True]}),
        if_({"const": False}),
        if_({"const": None}),
        if_({"enum": ["x", ".", ""]}),
        if_({"enum": [-1, 2]}),
        if_({"const": []}),
        if_({"const": {"x": 1}}),
        if_({"enum": [["x"], "x"]}),
        if_({"type": "integer", "enum": [1, 2, "x"]}),
        if_({"minimum": 10}),
        if_(asked=True),
        if_({"type": "integer"}, "a", "b"),
        if_({"type": "integer"}, "b"),
        if_({"type": "integer"}, type=["object", "array"]),
        if_({"type": "integer"}, type="array"),
        if_({"type": "integer"}, anyOf=[{"required": ["b"]}]),
        {"properties": {"a": {"const": 1}, "b": {"const": 1}}, "required": ["a"]},
        {"properties": {"a": {"const": 1}}},
        True,
        False,
    ],
    ids=str,
)
def test_a_condition_of_any_form_is_judged_as_its_validator_judges_it(schema: Any) -> None:
    validator = jsonschema_rs.Draft202012Validator(schema)
    some = FORMS["full"].conditions[0].each[0].rule
    condition = Condition(replace(some, schema={"if": schema}), validator)
    form = replace(FORMS["full"], conditions=(Conditions("", (condition,)),))
    triggers = compile_triggers(form, INDEX)
    for value in (*VALUES, 2, 10, ".", [[]], {"x": 2}):
        for body in ({"a": value}, {"a": value, "b": 1}, {"a": value, "b": "x"}, {"b": value}, {}):
            assert bool(triggers(body)) is validator.is_valid(body), body


@settings(FAST, max_examples=200)
@given(mutants())
def test_a_mutant_triggers_what_the_validators_say(mutant: tuple[str, Any]) -> None:
    form, body = mutant
    assert triggered(form, body) == met(form, body)


@pytest.mark.parametrize("body", [None, [], "x", 1, {}])
def test_what_is_no_ticket_triggers_nothing(body: Any) -> None:
    assert TRIGGERS["full"](body) == 0


def test_a_validator_is_not_asked_again_for_what_a_type_or_an_enumerated_value_decides() -> None:
    asked = []

    class Noting:
        def is_valid(self, part: Any) -> bool:
            asked.append(part)
            return bool(part["a"] == "x")

    rule = replace(FORMS["full"].conditions[0].each[0].rule, schema={"if": if_({"const": "x"})})
    condition = Condition(rule, Noting())
    triggers = compile_triggers(replace(FORMS["full"], conditions=(Conditions("", (condition,)),)), INDEX)
    asked.clear()
    assert [bool(triggers({"a": value})) for value in ("x", "y", 1, None, [], {})] == [True] + 5 * [False]
    assert not asked
    triggers({"a": 1.5})
    assert asked == [{"a": 1.5}]
