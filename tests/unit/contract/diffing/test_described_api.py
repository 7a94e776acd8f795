"""Sides of a comparison: what is read, and what is refused with its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.api_pairs import document, obj, write_api
from ticketgate.contract.diffing.contract_diff import diff_contracts
from ticketgate.contract.diffing.described_api import BodyPlace, read_api
from ticketgate.errors import DocumentError, TicketgateError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

BODY = BodyPlace("POST /thing", "response", "200 application/json")


def test_json_and_yaml_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        """openapi: 3.1.0
paths:
  /thing:
    post:
      responses:
        "200": {content: {application/json: {schema: {type: string, maxLength: 3}}}}
""",
        encoding="utf-8",
    )
    api = read_api(str(tmp_path / "api.yaml"))
    assert api.bodies[BODY] == {"type": "string", "maxLength": 3}
    path = write_api(
        tmp_path / "api.json", document({"type": "string", "maxLength": 3, "title": "\U0001f600"})
    )
    assert read_api(path).bodies[BODY] == api.bodies[BODY]


def test_numbers_of_json_are_numbers(tmp_path: Path) -> None:
    text = json.dumps(document({"type": "number", "maximum": 77})).replace("77", "1e3")
    (tmp_path / "api.json").write_text(text, encoding="utf-8")
    assert read_api(str(tmp_path / "api.json")).bodies[BODY]["maximum"] == 1000


def test_responses_and_parameters_by_reference_are_found(tmp_path: Path) -> None:
    found = {"content": {"application/json": {"schema": {"type": "string"}}}}
    made = document({}, components={"responses": {"Found": found}})
    made["paths"]["/thing"]["post"]["responses"]["200"] = {"$ref": "#/components/responses/Found"}
    assert read_api(write_api(tmp_path / "a.json", made)).bodies[BODY] == {"type": "string"}


def test_a_document_whose_objects_lie_in_one_another_without_end_is_compared(tmp_path: Path) -> None:
    """Every schema refers to every other one, so that there are more ways through them than can be walked."""
    names = [f"S{i}" for i in range(12)]
    links = {name: {"$ref": f"#/components/schemas/{name}"} for name in names}
    shared = {"components": {"schemas": {name: obj(**links, own={"type": "string"}) for name in names}}}
    made = document(links["S0"], **shared)
    old, new = (write_api(tmp_path / name, made) for name in ("old.json", "new.json"))
    assert diff_contracts(read_api(old), read_api(new)).wire == ()


def with_schema(**schema: Any) -> dict[str, Any]:
    return document(schema)


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ({}, 1, "no key openapi: a document of OpenAPI 3.0 or 3.1 is wanted"),
        ({"swagger": "2.0"}, 1, "no key openapi"),
        ({"openapi": "3.2.0"}, 2, "version 3.2.0: a document"),
        ({"openapi": "3.1.0"}, 1, "paths: no operation is described here"),
        ({"openapi": "3.1.0", "paths": []}, 3, "paths: a mapping is wanted here"),
        (with_schema(type="strange"), 14, "schema/type: is no JSON Schema"),
        (with_schema(minLength="x"), 14, "schema/minLength: is no JSON Schema"),
        (with_schema(allOf={}), 14, "allOf: a list of schemas is wanted here"),
        (with_schema(properties=[]), 14, "properties: a mapping to schemas is wanted here"),
        (with_schema(items=3), 14, "items: a schema is wanted here"),
        (with_schema(**{"$ref": "#/components/schemas/None"}), 14, "the reference '#/components/schemas/None' leads nowhere"),
        (with_schema(**{"$ref": "other.yaml"}), 14, "the reference 'other.yaml' leads out of the file; bundle the document first"),
        (document({}, operation={"parameters": {}}), None, "parameters: a list of parameters is wanted here"),
        (document({}, operation={"parameters": [{"name": 1}]}), None, "a parameter says its name and where it is sent (in)"),
        (document({}, operation={"responses": {"200": {"$ref": "#/paths/~1thing/post/responses/200"}}}), None, "the reference leads back to itself"),
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_no_openapi_is_refused_with_its_line(
    content: Any, line: int | None, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        read_api(str(path))
    assert problem in refused.value.problem
    assert refused.value.line is not None
    assert line in (None, refused.value.line)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", '{\n"openapi": ', "a.json:2: not JSON: "),
        ("a.json", "[]", "a.json:1: a document is a mapping"),
        ("a.yaml", "a: [", "a.yaml:2: not YAML: "),
        ("a.yaml", "a: 1\n---\nb: 1\n", "a.yaml:1: one document of OpenAPI is wanted, here are 2"),
        ("a.json", '{"openapi": "3.1.0", "paths": ' + '{"a":' * 900 + "1" + "}" * 901, "a.json:1: paths: no operation"),
        ("a.json", json.dumps(document({})).replace('"schema": {}', '"schema": ' + '{"not":' * 900 + "{}" + "}" * 900), "a.json: nested too deep to be read"),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_no_json_and_no_yaml_is_refused_in_one_line(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TicketgateError) as refused:
        read_api(str(tmp_path / name))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_and_an_overlay_on_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"cannot be read: No such file.*; name a folder of a contract or a file"
    ):
        read_api(str(tmp_path / "none.json"))
    with pytest.raises(
        UsageError, match="an overlay adapts a folder of a contract, or default; this is a file"
    ):
        read_api(write_api(tmp_path / "a.json", document({})), ("generation-2",))
