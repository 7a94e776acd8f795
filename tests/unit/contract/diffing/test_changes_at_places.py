"""In which keywords two schemas differ, place by place, and which way."""

from __future__ import annotations

from typing import Any

import pytest

from ticketgate.contract.clauses import Kind
from ticketgate.contract.diffing.changes_at_places import PlaceChange, Shift, place_changes
from ticketgate.contract.diffing.schema_form import SchemaForm


def changes(old: Any, new: Any) -> list[PlaceChange]:
    sides = []
    for schema in (old, new):
        form = SchemaForm("api.json", {}, dict, is_3_0=False)
        sides.append((form, form.normal(schema, ())))
        form.settle()
    (old_form, before), (new_form, after) = sides
    return list(place_changes(old_form, new_form, before, after))


@pytest.mark.parametrize(
    ("old", "new", "shift", "kind", "said"),
    [
        ({"type": "string"}, {"type": ["string", "null"]}, Shift.WIDER, Kind.NULLABILITY, "may be null"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, Shift.NARROWER, Kind.ENUM, 'may no longer be "b"'),
        ({"maxLength": 3}, {"maxLength": 2}, Shift.NARROWER, Kind.RANGE, "maxLength 2 (was maxLength 3)"),
        ({"type": "string", "format": "email"}, {"type": "string"}, Shift.WIDER, Kind.FORMAT, "has the format none (was email)"),
        ({"required": ["a"]}, {}, Shift.WIDER, Kind.PRESENCE, "may be missing"),
        ({}, {"additionalProperties": False}, Shift.NARROWER, Kind.UNDOCUMENTED, "members not described are refused"),
        ({"not": {"const": 1}}, {"not": {"const": 2}}, Shift.OPEN, Kind.RULE, "another not holds"),
    ],
)  # fmt: skip
def test_each_change_says_which_way_it_goes(old: Any, new: Any, shift: Shift, kind: Kind, said: str) -> None:
    (change,) = changes(old, new)
    assert (change.shift, change.kind, change.said) == (shift, kind, said)
    (back,) = changes(new, old)
    turned = {Shift.WIDER: Shift.NARROWER, Shift.NARROWER: Shift.WIDER, Shift.OPEN: Shift.OPEN}
    assert back.shift is turned[shift]


def test_a_change_is_told_at_its_place() -> None:
    def within(schema: Any) -> Any:
        return {"properties": {"tags": {"items": {"properties": {"name": schema}}}}}

    (change,) = changes(within({"type": "string"}), within({"type": ["string", "null"]}))
    assert (change.place, change.at, change.tries) == ("tags[].name", "tags[].name", (None,))
    (missing,) = changes(within({}), {"properties": {"tags": {"items": {"required": ["name"], "properties": {"name": {}}}}}})  # fmt: skip
    assert (missing.place, missing.at, missing.about) == ("tags[].name", "tags[]", "name")


def test_what_is_spelled_otherwise_is_no_change() -> None:
    assert not changes({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["null", "string"]})
    assert not changes({"enum": ["a", "b"]}, {"enum": ["b", "a"], "type": "string"})
