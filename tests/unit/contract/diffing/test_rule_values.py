"""Values at which one reading of a condition may differ from another."""

from __future__ import annotations

from ticketgate.contract.diffing.rule_values import SIMPLE, combinations, constants_in, named_in

RULE = {
    "if": {"properties": {"channel": {"enum": ["chat", "email"]}}, "required": ["channel"]},
    "then": {"anyOf": [{"properties": {"level": {"minimum": 20, "maximum": 30}}}, {"required": ["note"]}]},
}


def anything(_name: str, _value: object) -> bool:
    return True


def test_members_are_named_with_the_values_at_which_what_is_said_of_them_turns() -> None:
    assert named_in(RULE) == {
        "channel": ["chat", "email"],
        "level": [19, 20, 21, 29, 30, 31],
        "note": [],
    }


def test_conditions_within_a_value_are_read_as_well() -> None:
    nested = {
        "properties": {"to": {"anyOf": [{"const": None}, {"items": {"format": "email", "maxLength": 2}}]}}
    }
    values = named_in(nested)["to"]
    assert values[0] is None
    assert ["a"] in values
    assert ["aaa"] in values
    assert any(isinstance(each, list) and "@" in each[0] for each in values)


def test_constants_are_those_that_a_schema_lists_for_itself() -> None:
    assert list(
        constants_in({"anyOf": [{"const": 1}, {"enum": ["a"]}], "properties": {"x": {"const": 2}}})
    ) == [1, "a"]


def test_combinations_hold_every_pair_of_named_values_beside_what_is_around() -> None:
    read = {"a": ["x", "y"], "b": [1]}
    made = list(combinations(read, {"c": True}, [], anything))
    assert {"c": True, "a": "y", "b": 1} in made
    assert {"c": True, "a": "x", "b": None} in made
    assert all(each["c"] is True for each in made)
    assert {"c": True} in made  # all that is read is missing
    for value in SIMPLE:
        assert {"c": True, "a": value} in made


def test_values_that_a_member_cannot_have_are_left_out() -> None:
    made = combinations({"a": ["x", 1], "b": []}, {}, [], lambda name, value: name == "b" or value == "x")
    assert {each["a"] for each in made if "a" in each} == {"x"}


def test_what_a_document_shows_is_varied_in_one_thing_at_a_time() -> None:
    shown = {"people": [{"name": "A", "age": 1}]}
    made = [
        each["people"] for each in combinations({"people": []}, {}, [shown], anything) if "people" in each
    ]
    assert shown["people"] in made
    assert [{"name": "A"}] in made
    assert [{"name": None, "age": 1}] in made
    assert [] in made
