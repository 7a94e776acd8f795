"""The contract for generators and linters: plain schemas, and no body refused that the contract accepts with MUST."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from support.generations import of_generation_1
from support.overlays import FIELDS, FULL_TICKET, adapted, overlay_text
from support.samples import SPECS, contract, example, full, row
from ticketgate.contract.bundle import bundle
from ticketgate.contract.loading import load
from ticketgate.contract.plain_bundle import plain_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ticketgate.contract.model import Contract


@cache
def plain() -> dict[str, Any]:
    return plain_bundle(contract())


def schemas_in(node: Any) -> Iterator[dict[str, Any]]:
    """Yield each schema of a schema, itself first."""
    yield node
    below = [*node.get("properties", {}).values(), *node.get("anyOf", ())]
    for each in (*below, *([node["items"]] if "items" in node else [])):
        yield from schemas_in(each)


def all_schemas() -> list[dict[str, Any]]:
    return [each for root in plain()["components"]["schemas"].values() for each in schemas_in(root)]


def validator(document: dict[str, Any], name: str) -> jsonschema.Draft202012Validator:
    registry: Registry[Any] = Registry().with_resource("plain:", DRAFT202012.create_resource(document))
    return jsonschema.Draft202012Validator({"$ref": f"plain:#/components/schemas/{name}"}, registry=registry)


def test_it_is_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(plain()).iter_errors()) == []


def test_its_schemas_have_plain_keywords_only() -> None:
    known = {
        "description", "default", "examples", "deprecated", "$ref", "anyOf", "type", "enum", "properties",
        "required", "additionalProperties", "items", "pattern", "format", "minimum", "maximum", "minItems",
    }  # fmt: skip
    assert len(all_schemas()) > 300
    assert {key for schema in all_schemas() for key in schema} <= known
    assert {schema["format"] for schema in all_schemas() if "format" in schema} == {
        "date-time",
        "email",
        "uri",
    }


def test_a_type_is_one_word_and_stands_beside_each_enum() -> None:
    for schema in all_schemas():
        assert isinstance(schema.get("type", ""), str)
        assert "type" in schema or "enum" not in schema
        assert None not in schema.get("enum", ())
        assert not {"type", "anyOf", "$ref"} <= schema.keys()


def test_null_is_one_of_several() -> None:
    schemas = plain()["components"]["schemas"]
    assert schemas["TicketFieldsSpamStatus"]["anyOf"][-1] == {"type": "null"}
    assert schemas["TicketFieldsAgent"]["anyOf"] == [{"$ref": "#/components/schemas/Agent"}, {"type": "null"}]
    assert [each["type"] for each in schemas["TicketFieldsTo"]["anyOf"]] == ["array", "string"]


def test_every_component_is_referred_to_and_every_reference_leads_to_one() -> None:
    references = set(re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(plain())))
    assert references == plain()["components"]["schemas"].keys()
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+", name) for name in references)


def test_no_word_of_ours_and_no_rule_is_left() -> None:
    text = json.dumps({**plain(), "paths": None})
    assert '"x-' not in text
    assert '"x-' in json.dumps(bundle(contract()))
    assert not {"allOf", "if", "not"} & {key for schema in all_schemas() for key in schema}


def test_examples_of_bodies_are_as_they_were() -> None:
    media = plain()["paths"]["/ticket/{ticketId}"]["get"]["responses"]["200"]["content"]["application/json"]
    assert media["examples"]["meterReading"]["value"] == example("ticket-full")


def test_required_is_what_is_promised_with_must_and_need_not_be_asked_for() -> None:
    schemas = plain()["components"]["schemas"]
    promised = {
        name
        for name, clause in contract().representations["full"].node.presence.items()
        if contract().clauses[clause].level.name == "MUST"
    }
    assert {*schemas["TicketFull"]["required"]} == promised - {"intents"}
    assert "aiSupportLevel" not in schemas["TicketFull"]["required"]
    assert "required" not in schemas["Customer"]
    assert schemas["SearchPage"]["required"] == ["tickets"]
    assert "required" not in schemas["Error"]
    # What a request has to have is no promise of an answer.
    assert schemas["SearchRequestSetFilter"]["required"] == ["key", "comparator", "values"]


def test_closed_is_what_is_so_with_must_and_open_is_said_by_a_schema() -> None:
    schemas = plain()["components"]["schemas"].items()
    said = {name: each["additionalProperties"] for name, each in schemas if "additionalProperties" in each}
    assert {name for name, more in said.items() if more is False} == {"CustomerCompact", "IntentCompact"}
    assert {name for name, more in said.items() if more == {}} >= {"SupplyContract", "Error"}
    assert True not in said.values()


@pytest.mark.parametrize(
    ("name", "body", "broken"),
    [
        ("TicketFull", full(), {"status": "waiting"}),
        ("TicketFull", {name: value for name, value in full().items() if name != "intents"}, {"id": "7"}),
        ("TicketFull", {**full(), "customer": {"tagIds": [], "tags": []}}, {"customer": None}),
        ("TicketFull", {**full(), "channel": "system", "queue": 7}, {"closedAt": "2026-08-21T10:00:00Z"}),
        ("TicketFull", full(), {"tags": [{**full()["tags"][0], "color": "pink"}]}),
        ("TicketCompact", row(), {"customer": {"id": 7}}),
        ("SearchPage", example("search-page"), {"tickets": None}),
        ("SearchRequest", {"filters": [{"key": "q", "value": "x"}], "limit": 5}, {"filters": [{"key": "q"}]}),
        ("Error", {}, {"message": 7}),
    ],
)
def test_its_schemas_judge_bodies_without_rules(name: str, body: Any, broken: dict[str, Any]) -> None:
    assert validator(plain(), name).is_valid(body)
    assert not validator(plain(), name).is_valid({**body, **broken})


def test_overlays_are_in_it(tmp_path: Path) -> None:
    adapting = adapted(
        tmp_path,
        overlay_text(FIELDS, "{target: \"$['$defs'].priority.enum\", update: [vital, 7]}"),
        overlay_text(
            FULL_TICKET, "{target: $, update: {required: [queue], properties: {queue: {type: string}}}}"
        ),
    )
    document: dict[str, Any] = plain_bundle(adapting)
    priorities = document["components"]["schemas"]["TicketFieldsPriority"]["anyOf"]
    assert priorities[1] == {"type": "integer", "enum": [7]}
    assert priorities[0]["enum"] == ["low", "medium", "high", "urgent", "vital"]
    assert "queue" in document["components"]["schemas"]["TicketFull"]["required"]


def test_an_older_generation_can_be_generated_from_as_well() -> None:
    older: Contract = load(SPECS, ["generation-1"])
    document = plain_bundle(older)
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert validator(document, "TicketFull").is_valid(of_generation_1())
    assert not validator(plain(), "TicketFull").is_valid(of_generation_1())
