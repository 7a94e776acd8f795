"""The contract for other tools: as it stands, and as one file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.readers import read_from_filename
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from support.samples import SPECS, contract, example, full, row
from ticketgate.contract.bundle import bundle
from ticketgate.mock.service.server import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@cache
def bundled() -> dict[str, Any]:
    return bundle(contract())


def within(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object within node."""
    if isinstance(node, dict):
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from within(below)


def at(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step.replace("~1", "/").replace("~0", "~")]
    return document


def test_the_documents_are_openapi() -> None:
    document, uri = read_from_filename(str(SPECS / "openapi.yaml"))
    assert list(OpenAPIV31SpecValidator(document, base_uri=uri).iter_errors()) == []
    del document["info"]["title"]
    assert list(
        OpenAPIV31SpecValidator(document, base_uri=uri).iter_errors()
    )  # it does object to what is none


def test_the_bundle_is_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(bundled()).iter_errors()) == []


def test_every_reference_of_the_bundle_leads_to_a_place_within_it() -> None:
    references = [node["$ref"] for node in within(bundled()) if isinstance(node.get("$ref"), str)]
    assert len(references) > 200
    for reference in references:
        assert reference.startswith("#/"), reference
        assert at(bundled(), reference) is not None, reference


def test_the_bundle_holds_each_schema_document_once() -> None:
    names = {
        path.removeprefix("schemas/").removesuffix(".yaml").replace("/", ".")
        for path in contract().documents.schemas
    }
    assert bundled()["components"]["schemas"].keys() == names
    assert {"ticket-full", "ticket-compact", "search-page", "rules.tags"} <= names


def test_the_examples_are_in_the_bundle_as_values() -> None:
    assert not [node for node in within(bundled()) if "externalValue" in node]
    ticket = bundled()["paths"]["/ticket/{ticketId}"]["get"]["responses"]["200"]["content"][
        "application/json"
    ]
    assert ticket["examples"]["meterReading"]["value"] == example("ticket-full")


def test_bundling_leaves_the_contract_as_it_was() -> None:
    bundle(contract())
    assert contract().openapi["paths"]["/ticket/search"]["post"]["requestBody"]["content"][
        "application/json"
    ]["schema"] == {"$ref": "schemas/search-request.yaml"}


@pytest.mark.parametrize(
    ("name", "body", "broken"),
    [
        ("ticket-full", full(), {"status": "waiting"}),
        ("ticket-full", full(), {"tags": [{}]}),
        ("ticket-full", full(), {"channel": "system"}),
        ("ticket-compact", row(), {"body": None}),
        ("search-page", example("search-page"), {"tickets": [{}]}),
        ("search-request", {"filters": [{"key": "q", "value": "x"}]}, {"filters": [{"key": "q"}]}),
        ("search-request", {"orderByField": "relevance", "limit": 500}, {"limit": 501}),
        ("error", example("error-not-found"), {"success": True}),
    ],
)
def test_a_schema_of_the_bundle_judges_bodies(name: str, body: Any, broken: dict[str, Any]) -> None:
    registry: Registry[Any] = Registry().with_resource("bundle:", DRAFT202012.create_resource(bundled()))
    validator = jsonschema.Draft202012Validator(
        {"$ref": f"bundle:#/components/schemas/{name}"}, registry=registry
    )
    assert validator.is_valid(body)
    assert not validator.is_valid({**body, **broken})


@pytest.mark.parametrize("shape", ["documents", "bundle"])
def test_schemathesis_loads_both_operations(shape: str) -> None:
    schema = (
        schemathesis.openapi.from_path(SPECS / "openapi.yaml")
        if shape == "documents"
        else schemathesis.openapi.from_dict(bundled())
    )
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert {operation.label for operation in operations} == {"GET /ticket/{ticketId}", "POST /ticket/search"}
    assert all(operation is not None for operation in operations)


def test_stock_schemathesis_exercises_both_operations(tmp_path: Path) -> None:
    archive = tmp_path / "requests.har"
    options = {
        "--header": "Authorization: Bearer mock-token", "--phases": "examples,fuzzing", "--max-examples": "2",
        "--seed": "1", "--generation-database": "none", "--report": "har", "--report-har-path": str(archive),
    }  # fmt: skip
    with MockServer(tickets=5) as mock:
        command = [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            str(SPECS / "openapi.yaml"),
            "--url",
            mock.base_url,
        ]
        run = subprocess.run(
            [*command, *(text for pair in options.items() for text in pair)],
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert "2 selected / 2 total" in run.stdout, run.stdout + run.stderr
    entries = json.loads(archive.read_text(encoding="utf-8"))["log"]["entries"]
    answered = Counter((entry["request"]["method"], entry["response"]["status"]) for entry in entries)
    assert answered["POST", 200] > 0
    assert answered["GET", 404] > 0  # ids made up at random belong to no ticket


def test_a_type_stands_beside_each_enum_of_the_bundle() -> None:
    listed = [
        node for node in within(bundled()["components"]["schemas"]) if isinstance(node.get("enum"), list)
    ]
    assert len(listed) == 50
    assert [node for node in listed if "type" not in node] == []
    definitions = bundled()["components"]["schemas"]["ticket-fields"]["$defs"]
    types = {name: definitions[name]["type"] for name in ("status", "spamStatus", "success")}
    assert types == {"status": "string", "spamStatus": ["string", "null"], "success": "boolean"}
