"""Values that a schema takes and that reach what a change is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import find

from support.api_pairs import document, obj, write_api
from ticketgate.contract.diffing.changes_at_places import PlaceChange, place_changes
from ticketgate.contract.diffing.constraints import constraints_of
from ticketgate.contract.diffing.described_api import ApiDescription, BodyPlace, read_api
from ticketgate.contract.diffing.sought_values import SEARCH, UNNAMED, SoughtValues, chance

if TYPE_CHECKING:
    from pathlib import Path

BODY = BodyPlace("POST /thing", "response", "200 application/json")
STRING = {"type": "string"}


def sought(tmp_path: Path, old: Any, new: Any) -> tuple[SoughtValues, PlaceChange, ApiDescription]:
    """What the old side takes, for the one change between the two."""
    before = read_api(write_api(tmp_path / "old.json", document(old)))
    after = read_api(write_api(tmp_path / "new.json", document(new)))
    (change,) = place_changes(before.form, after.form, before.bodies[BODY], after.bodies[BODY])
    other = constraints_of(after.form, change.new)
    return SoughtValues((before, change.old), change, other), change, before


def test_a_limit_is_reached_however_far_it_is(tmp_path: Path) -> None:
    values, change, _ = sought(tmp_path, STRING, {**STRING, "maxLength": 700})
    found = find(values.values(change.old), lambda text: len(text) > 700, settings=SEARCH, random=chance())
    assert len(found) == 701


def test_a_member_that_nobody_names_is_tried(tmp_path: Path) -> None:
    values, change, _ = sought(tmp_path, obj(a=STRING), {**obj(a=STRING), "additionalProperties": False})
    found = find(values.values(change.old), lambda each: UNNAMED in each, settings=SEARCH, random=chance())
    assert set(found) == {UNNAMED}


def test_the_smallest_object_without_a_member_needs_no_search(tmp_path: Path) -> None:
    values, _, _ = sought(tmp_path, obj(("b",), a=STRING, b=STRING), obj(("a", "b"), a=STRING, b=STRING))
    assert list(values.made([], lambda _: True)) == [{"b": ""}]


def test_what_other_rules_ask_is_repaired_and_what_the_change_reads_stays(tmp_path: Path) -> None:
    def rule(name: str, then: Any) -> Any:
        return {
            "x-clause": {"id": name},
            "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]},
            "then": then,
        }

    other = rule("other", {"properties": {"c": {"type": "object"}}})
    whole = obj(
        ("a", "b", "c"),
        a=STRING,
        b=STRING,
        c={"type": ["object", "null"], "required": ["d"], "properties": {"d": STRING}},
    )
    old = {**whole, "allOf": [other, rule("r", {"properties": {"b": {"const": "y"}}})]}
    new = {**whole, "allOf": [other, rule("r", {"properties": {"b": {"const": "z"}}})]}
    values, change, before = sought(tmp_path, old, new)
    repaired = values.repaired({"a": "x", "b": "y", "c": None})
    assert repaired == {"a": "x", "b": "y", "c": {"d": ""}}
    assert before.accepts(change.old, repaired)
