"""Schemas of a document in one form: JSON Schema 2020-12 without annotations."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from ticketgate.contract.diffing.schema_form import SchemaForm
from ticketgate.errors import DocumentError


def form(document: Any = None, *, is_3_0: bool = False) -> SchemaForm:
    return SchemaForm("api.json", document or {}, lambda: {("paths",): 7}, is_3_0=is_3_0)


def test_annotations_are_left_out_and_conditions_stay() -> None:
    schema = {"title": "T", "type": "string", "x-why": "w", "items": {"description": "d", "minLength": 1}}
    assert form().normal(schema, ()) == {"type": "string", "items": {"minLength": 1}}


def test_a_rule_is_named_by_its_id_and_its_examples_are_kept() -> None:
    made = form()
    clause = {"id": "r", "breaks": {"a": 1}, "keeps": {"a": 2}}
    assert made.normal({"x-clause": clause, "if": {}, "then": False}, ())["x-clause"] == "r"
    assert made.examples == {"r": ({"a": 1}, {"a": 2})}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"enum": ["a"], "nullable": True}, {"enum": ["a", None]}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"allOf": [{"minLength": 1}], "nullable": True}, {"anyOf": [{"allOf": [{"minLength": 1}]}, {"type": "null"}]}),
    ],
)  # fmt: skip
def test_the_words_of_openapi_3_0_are_those_of_3_1(said: Any, meant: Any) -> None:
    assert form(is_3_0=True).normal(said, ()) == meant


def test_references_lead_to_what_they_name_also_within_themselves() -> None:
    tree = {"type": "object", "properties": {"below": {"$ref": "#/trees/0"}}}
    made = form({"trees": [tree]})
    reference = made.normal({"$ref": "#/trees/0"}, ())
    made.settle()
    assert made.definition(reference["$ref"])["properties"]["below"] == reference
    validator = jsonschema_rs.Draft202012Validator(reference, registry=made.registry)
    assert validator.is_valid({"below": {"below": {}}})
    assert not validator.is_valid({"below": {"below": 1}})


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("text", "api.json:7: paths: a schema is wanted here"),
        ({"$ref": 1}, "api.json:7: paths/$ref: a reference is text"),
        ({"$ref": "#/gone"}, "api.json:7: paths/$ref: the reference '#/gone' leads nowhere"),
        ({"$ref": "other.yaml#/a"}, "leads out of the file; bundle the document first"),
        ({"allOf": {}}, "api.json:7: paths/allOf: a list of schemas is wanted here"),
        ({"properties": []}, "api.json:7: paths/properties: a mapping to schemas is wanted here"),
        ({"minLength": "x"}, "api.json:7: paths/minLength: is no JSON Schema: "),
    ],
)
def test_what_is_no_schema_is_refused_where_it_stands(schema: Any, said: str) -> None:
    with pytest.raises(DocumentError) as caught:
        form().normal(schema, ("paths",))
    assert said in str(caught.value)
