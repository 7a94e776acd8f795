"""What schemas ask at one place, taken together, whichever way it is spelled."""

from __future__ import annotations

from typing import Any

import pytest

from ticketgate.contract.diffing.constraints import (
    canonical,
    constraints_of,
    json_types,
    text_of,
    type_of,
)
from ticketgate.contract.diffing.schema_form import SchemaForm


def form_with(**schemas: Any) -> SchemaForm:
    document = {"components": {"schemas": schemas}}
    form = SchemaForm("api.json", document, dict, is_3_0=False)
    for name in schemas:
        form.normal({"$ref": f"#/components/schemas/{name}"}, ())
    form.settle()
    return form


NONE = form_with()


def test_what_holds_at_one_place_is_taken_together() -> None:
    here = constraints_of(
        NONE,
        [
            {"type": ["string", "null"], "minLength": 1, "format": "email"},
            {"allOf": [{"minLength": 3, "maxLength": 9}, {"type": "string"}]},
        ],
    )
    assert here.types == {"string"}
    assert here.bounds == {"minLength": 3, "maxLength": 9}
    assert here.formats == {"email"}


@pytest.mark.parametrize(
    "null_or_text",
    [
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"type": "string"}]},
    ],
)
def test_null_means_the_same_in_every_spelling(null_or_text: Any) -> None:
    here = constraints_of(NONE, [null_or_text])
    assert (here.types, here.others) == ({"string", "null"}, {})


def test_values_are_those_that_every_list_has_and_the_type_admits() -> None:
    here = constraints_of(NONE, [{"enum": ["a", 1, None]}, {"enum": [1.0, "a"]}, {"type": "integer"}])
    assert list((here.enum or {}).values()) == [1]


def test_a_member_has_to_keep_what_is_said_of_its_name_or_else_of_others() -> None:
    here = constraints_of(
        NONE, [{"properties": {"a": {"type": "string"}}}, {"additionalProperties": {"maxLength": 2}}]
    )
    assert here.member("a") == ({"type": "string"}, {"maxLength": 2})
    assert here.member("b") == here.unnamed == ({"maxLength": 2},)


def test_a_whole_number_above_0_is_at_least_1() -> None:
    whole = constraints_of(NONE, [{"type": "integer", "exclusiveMinimum": 0, "maximum": 2.5}])
    assert whole.bounds == {"minimum": 1, "maximum": 2}
    any_number = constraints_of(NONE, [{"type": "number", "exclusiveMinimum": 0, "minimum": 0}])
    assert any_number.bounds == {"exclusiveMinimum": 0}


def test_rules_are_kept_by_their_ids_and_other_conditions_by_their_text() -> None:
    rule = {"x-clause": "r", "if": {"required": ["a"]}, "then": {"required": ["b"]}}
    here = constraints_of(NONE, [{"allOf": [rule], "not": {"const": 1}}])
    assert here.others["r"] == rule
    assert set(here.others) == {"r", text_of({"not": {"const": 1}})}


def test_references_are_followed_even_when_they_lead_back() -> None:
    form = form_with(tree={"type": "object", "properties": {"below": {"$ref": "#/components/schemas/tree"}}})
    (start,) = form_references(form)
    here = constraints_of(form, [start])
    assert here.types == {"object"}
    assert constraints_of(form, here.member("below")).names == ("below",)


def form_references(form: SchemaForm) -> list[Any]:
    return [form.normal({"$ref": "#/components/schemas/tree"}, ())]


def test_texts_of_equal_values_are_equal() -> None:
    assert text_of({"b": 1.0, "a": [2]}) == text_of({"a": [2.0], "b": 1})
    assert text_of([1, 2]) != text_of([2, 1])


def test_the_canonical_form_orders_lists_and_leaves_out_what_listed_values_say() -> None:
    assert canonical(NONE, {"enum": ["b", "a"], "type": "string"}) == {"enum": ["a", "b"]}
    assert canonical(NONE, {"enum": ["b", 1], "type": "string"})["type"] == "string"


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "null"), (True, "boolean"), (1, "integer"), (1.0, "integer"), (1.5, "fraction"), ("", "string"), ([], "array"), ({}, "object")],
)  # fmt: skip
def test_the_type_of_a_value_tells_whole_numbers_from_others(value: Any, name: str) -> None:
    assert type_of(value) == name


def test_types_are_named_as_json_schema_names_them() -> None:
    assert json_types(frozenset(("integer", "fraction", "null"))) == ["null", "number"]
    assert json_types(frozenset(("integer",))) == ["integer"]
