"""What two contracts differ in, which way, and the values that show it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from support.api_pairs import SAME, STRICTER, document, obj, write_api
from support.samples import contract
from ticketgate.contract.diffing.contract_diff import (
    CONTRACT_DIFF_SCHEMA,
    ContractDiff,
    Effect,
    contract_diff_to_json,
    diff_contracts,
)
from ticketgate.contract.diffing.described_api import read_api
from ticketgate.contract.overlays import overlay_names
from ticketgate.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def diff(tmp_path: Path) -> Any:
    def compared(old: Any, new: Any) -> ContractDiff:
        paths = (write_api(tmp_path / "old.json", old), write_api(tmp_path / "new.json", new))
        return diff_contracts(*map(read_api, paths))

    return compared


def test_the_tables_are_large() -> None:
    assert len(STRICTER) * 2 + len(SAME) >= 80 + 25
    assert len(SAME) >= 25


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_what_is_the_same_in_other_words_differs_in_nothing(old: Any, new: Any, diff: Any) -> None:
    assert [each.change.said for each in (*diff(old, new).wire, *diff(new, old).wire)] == []


@pytest.mark.parametrize("old_is_looser", [True, False], ids=["stricter", "looser"])
@pytest.mark.parametrize(
    ("looser", "stricter", "where"), [row[1:] for row in STRICTER], ids=[row[0] for row in STRICTER]
)
def test_a_stricter_schema_breaks_who_asks_and_a_looser_one_who_reads(
    looser: Any, stricter: Any, where: set[tuple[str, str]], *, old_is_looser: bool, diff: Any
) -> None:
    old, new = (looser, stricter) if old_is_looser else (stricter, looser)
    found = diff(document(old), document(new))
    assert {each.body.direction for each in found.wire} == {"request", "response"}
    assert {(each.change.place, each.change.keyword) for each in found.wire} == where
    for each in found.wire:
        breaks = old_is_looser is not each.body.from_server
        assert each.effect is (Effect.BREAKS if breaks else Effect.SAFE), each.change
        assert (each.narrower, each.wider) == (old_is_looser, not old_is_looser)
        witness = each.refused if old_is_looser else each.admitted
        assert witness is not None, each.change
        if not each.change.at:
            assert [is_valid(looser, witness[0]), is_valid(stricter, witness[0])] == [True, False]
    assert found.exit_code == 1


def is_valid(schema: Any, value: Any) -> bool:
    """Judge by a library that takes no part in finding the value."""
    checker = jsonschema.FormatChecker()
    checker.checks("mysql-datetime")(lambda text: not isinstance(text, str) or len(text) == 19)
    checker.checks("date-time")(lambda text: not isinstance(text, str) or "T" in text)
    return bool(jsonschema.Draft202012Validator(schema, format_checker=checker).is_valid(value))


@pytest.mark.parametrize(
    ("old", "new", "witness"),
    [
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "b"),
        ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 5}, 1),
        ({"type": "string"}, {"type": "string", "minLength": 2}, ""),
        ({"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 2}, "000"),
        (obj(("a",), a={"type": "string"}), obj(("a", "b"), a={"type": "string"}), {"a": ""}),
        (obj(a={"type": "string"}), obj(a={"type": "string"}, more=False), {"unnamed": None}),
    ],
)  # fmt: skip
def test_the_witness_is_as_small_as_it_can_be(old: Any, new: Any, witness: Any, diff: Any) -> None:
    change = diff(document(old), document(new)).wire[0]
    assert change.refused == (witness,)


def test_a_change_both_ways_has_a_witness_of_each(diff: Any) -> None:
    found = diff(
        document({"type": "string", "pattern": "^a+$"}), document({"type": "string", "pattern": "^b+$"})
    )
    assert {each.effect for each in found.wire} == {Effect.BREAKS}
    assert {each.admitted for each in found.wire} == {("b",)}
    assert {each.refused for each in found.wire} == {("a",)}


def test_a_rule_that_reads_otherwise_is_a_change_by_its_id(diff: Any) -> None:
    rule = {"x-clause": {"id": "r"}, "if": {"required": ["a"]}, "then": {"required": ["b"]}}
    old = document({"type": "object", "allOf": [rule]})
    new = document({"type": "object", "allOf": [{**rule, "then": {"required": ["c"]}}]})
    assert {each.change.said for each in diff(old, new).wire} == {"the rule r reads otherwise"}
    assert {(each.wider, each.narrower) for each in diff(old, new).wire} == {(True, True)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "pattern": "^a$"}, {"type": "string", "pattern": "^[a]$"}),
        ({"type": "string", "format": "password"}, {"type": "string"}),
        ({"type": "integer", "not": {"const": 1}}, {"type": "integer", "not": {"enum": [1]}}),
    ],
)
def test_what_no_value_shows_is_textual_and_breaks_nothing(old: Any, new: Any, diff: Any) -> None:
    found = diff(document(old), document(new))
    assert {each.effect for each in found.wire} == {Effect.TEXTUAL}
    assert not any(each.is_shown for each in found.wire)
    assert found.exit_code == 0


def parameter(name: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def with_parameters(*parameters: Any, path: str = "/thing/{id}") -> dict[str, Any]:
    made = document({})
    operation = made["paths"].pop("/thing")["post"]
    own = {
        "name": path.partition("{")[2].rstrip("}"),
        "in": "path",
        "required": True,
        "schema": {"type": "integer"},
    }
    made["paths"][path] = {"parameters": [own], "post": {**operation, "parameters": list(parameters)}}
    return made


def test_a_new_parameter_breaks_only_where_it_is_required(diff: Any) -> None:
    old = with_parameters()
    free = diff(old, with_parameters(parameter("q", type="string")))
    assert (free.wire, free.exit_code) == ((), 0)
    assert free.only_new == ("POST /thing/{id}, parameter query q",)
    needed = diff(old, with_parameters(parameter("q", required=True, type="string")))
    assert [(each.change.place, each.refused, each.effect) for each in needed.wire] == [
        ("query q", ({"path 1": 0},), Effect.BREAKS)
    ]


def test_the_name_of_a_parameter_of_the_path_makes_no_difference(diff: Any) -> None:
    found = diff(with_parameters(), with_parameters(path="/thing/{number}"))
    assert (found.wire, found.only_old, found.only_new) == ((), (), ())


def test_what_one_side_alone_describes_is_listed_and_not_compared(diff: Any) -> None:
    old, new = document({"type": "string"}), document({"type": "string"})
    new["paths"]["/other"] = new["paths"]["/thing"]
    new["paths"]["/thing"]["post"]["responses"]["404"] = {"content": {"application/json": {"schema": {}}}}
    found = diff(old, new)
    assert found.only_new == ("POST /other", "POST /thing, response 404 application/json")
    assert (found.only_old, found.wire, found.exit_code) == ((), (), 0)


def test_the_path_of_the_first_server_belongs_to_that_of_an_operation(diff: Any) -> None:
    old = {**document({}), "servers": [{"url": "https://a.example/api"}]}
    new = document({})
    new["paths"] = {"/api/thing": new["paths"]["/thing"]}
    assert diff(old, new).only_old == ()


def test_two_documents_without_a_common_operation_are_refused(diff: Any) -> None:
    other = document({})
    other["paths"] = {"/else": other["paths"]["/thing"]}
    with pytest.raises(UsageError, match="no operation in common"):
        diff(document({}), other)


def test_of_two_contracts_the_clauses_are_compared_with_levels_apart(tmp_path: Path) -> None:
    weaker = tmp_path / "weaker.yaml"
    weaker.write_text(
        """overlay: 1.1.0
info: {title: t, version: "1"}
extends: schemas/ticket-fields.yaml
actions:
  - {target: "$['$defs'].status.enum", update: [resting]}
  - {target: "$['$defs'].direction", update: {x-level: {enum: MAY}, x-why: test}}
""",
        encoding="utf-8",
    )
    found = diff_contracts(read_api("default"), read_api("default", (str(weaker),)))
    changed = {each.clause.id: each for each in found.clauses}
    assert changed["full:status/enum"].promise == "weaker"
    assert changed["full:direction/enum"].promise == "same"
    assert changed["full:direction/enum"].level == ("MUST", "MAY")
    assert {each.change.place for each in found.wire} == {"status", "tickets[].status"}
    assert {each.admitted for each in found.wire} == {("resting",)}
    assert found.exit_code == 1


@pytest.mark.parametrize("generation", overlay_names(contract().documents.root))
def test_every_change_since_a_generation_has_a_witness(generation: str) -> None:
    found = diff_contracts(read_api("default", (generation,)), read_api("default"))
    assert [each.change for each in found.wire if not each.is_shown] == []
    assert found.wire or found.clauses
    written = json.loads(json.dumps(contract_diff_to_json(found)))
    jsonschema.Draft202012Validator(json.loads(CONTRACT_DIFF_SCHEMA.read_bytes())).validate(written)
    assert len(written["wire"]) == len(found.wire)


def test_a_contract_and_its_bundle_are_the_same(tmp_path: Path) -> None:
    from ticketgate.contract.bundle import bundle

    made = write_api(tmp_path / "bundle.json", bundle(contract()))
    found = diff_contracts(read_api("default"), read_api(made))
    assert (found.wire, found.clauses, found.only_old, found.only_new) == ((), (), (), ())
    assert found.compared > 8
