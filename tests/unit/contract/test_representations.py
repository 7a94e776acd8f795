"""The validators of a form: the exact one, and the quick one that takes nothing else."""

from __future__ import annotations

import jsonschema_rs
from hypothesis import given, settings

from support.samples import contract
from support.strategies import mutants
from ticketgate.contract.representations import with_usual_formats

FORMATTED = {"type": "string", "format": "email"}
UNUSUAL, USUAL, BROKEN = "erika@müller.example", "erika@example.com", "erika"


def takes(schema: object, value: object) -> bool:
    """Tell whether a schema takes a value once usual strings alone are of its formats."""
    return jsonschema_rs.Draft202012Validator(
        with_usual_formats(schema), validate_formats=True, formats={"email": lambda text: "@" in text}
    ).is_valid(value)


def test_where_more_is_refused_a_string_has_to_look_usual() -> None:
    for schema in (FORMATTED, {"allOf": [FORMATTED]}, {"anyOf": [FORMATTED, False]}):
        assert [takes(schema, text) for text in (USUAL, UNUSUAL, BROKEN)] == [True, False, False]


def test_where_more_would_be_taken_for_it_a_format_stays_what_it_is() -> None:
    assert [takes({"not": FORMATTED}, text) for text in (USUAL, UNUSUAL, BROKEN)] == [False, False, True]
    rule = {"if": FORMATTED, "then": False}
    assert [takes(rule, text) for text in (USUAL, UNUSUAL, BROKEN)] == [False, False, True]
    lists = {"contains": FORMATTED, "minContains": 0, "maxContains": 0}
    assert [takes(lists, [text]) for text in (USUAL, UNUSUAL, BROKEN)] == [False, False, True]


def test_a_member_that_is_called_format_is_no_format() -> None:
    assert takes(
        {"properties": {"format": {"type": "string"}}, "x-evidence": {"format": "docs"}}, {"format": "x"}
    )


@settings(max_examples=200)
@given(mutants())
def test_a_broken_body_is_never_taken_for_a_usual_one(mutant: tuple[str, object]) -> None:
    form, body = mutant
    of_form = contract().representations[form]
    assert of_form.validator.is_valid(body) or not of_form.usual.is_valid(body)
