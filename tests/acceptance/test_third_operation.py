"""Another read is added in specs/ alone: it is judged, asked for, and asked for without credentials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import orjson
import pytest

from support.samples import Edit, edited
from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import load
from ticketgate.exchange.request import Expectation
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.planning.generated.cases import Givens, plan_cases
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ticketgate.contract.model import Contract
    from ticketgate.run.collect import Collected

OPERATION = """\
  /tag/{tagId}:
    get:
      operationId: getTag
      summary: Read one tag
      parameters:
        - name: tagId
          in: path
          required: true
          x-evidence: docs
          description: Number of the tag.
          schema: {type: integer}
        - name: withUsage
          in: query
          x-evidence: docs
          description: Count the tickets as well.
          schema: {type: boolean, default: false}
      responses:
        "200":
          description: The tag.
          content:
            application/json:
              schema: {$ref: schemas/tag-answer.yaml}
        "401": {$ref: "#/components/responses/Unauthorized"}
        "404": {$ref: "#/components/responses/NotFound"}
"""
LINK = """\
            readTag:
              operationId: getTag
              parameters: {tagId: $response.body#/tickets/0/tagIds/0}
              description: A tag of a ticket can be read by its number.
"""
FORM = """\
title: Answer with a tag
description: One tag as it is read by its number.
type: object
x-form: {name: tag, called: The tag, one: tag, many: tags}
x-evidence: docs
required: [id, name]
properties:
  id: {type: integer, description: Number of the tag.}
  name: {type: string, description: What the tag is called.}
  visible: {type: boolean, description: Whether callers see it.}
allOf:
  - $ref: "#/$defs/visible-tag-has-a-name"
$defs:
  visible-tag-has-a-name:
    description: A tag that callers see is called something.
    x-clause:
      id: visible-tag-has-a-name
      title: A visible tag has a name
      evidence: docs
      confidence: H
      rules: []
      keeps: {visible: true, name: Strom}
      breaks: {visible: true, name: ""}
    if: {required: [visible], properties: {visible: {const: true}}}
    then: {properties: {name: {not: {const: ""}}}}
"""
#: The behaviours that hold for every read.
ALIKE = ("no-server-error", "success-is-json", "unknown-ticket-is-refused", "credentials-are-required")


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    edits = [
        Edit("openapi.yaml", "paths:\n", f"paths:\n{OPERATION}"),
        Edit("openapi.yaml", "          links:\n", f"          links:\n{LINK}"),
    ]
    root = edited(tmp_path_factory.mktemp("three"), edits)
    (root / "schemas" / "tag-answer.yaml").write_text(FORM, encoding="utf-8")
    relations = root / "relations.yaml"
    relations.write_text(with_getTag(relations.read_text(encoding="utf-8")), encoding="utf-8")
    return load(root)


def with_getTag(text: str) -> str:  # noqa: N802 - the name of the operation
    """Let the behaviours hold for the new operation, too."""
    for name in ALIKE:
        head, entry = text.split(f"  - id: {name}\n", 1)
        entry = entry.replace("on: [getTicket", "on: [getTag, getTicket", 1)
        text = f"{head}  - id: {name}\n{entry}"
    return text


@dataclass
class Tags(httpx.BaseTransport):
    """The mock beside tags, which `change` may spoil; keeps what it was asked for."""

    change: Callable[[dict[str, Any]], object] = lambda _: None
    admits_everybody: bool = False
    asked: list[httpx.Request] = field(default_factory=list)
    mock: httpx.BaseTransport = field(default_factory=lambda: InProcess(mock_app(60)))

    def close(self) -> None:
        self.mock.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if "/tag/" not in request.url.path:
            return self.mock.handle_request(request)
        self.asked.append(request)
        number = request.url.path.rpartition("/")[2]
        if not self.admits_everybody and request.headers.get("authorization") != f"Bearer {TOKEN}":
            return answered(401, {"success": False, "message": "who is it?"})
        if not number.isdigit() or request.url.params.get("withUsage", "true") not in ("true", "false"):
            return answered(400, {"success": False, "message": "not like that"})
        if not 0 < int(number) < 1000:
            return answered(404, {"success": False, "message": "no such tag"})
        tag = {"id": int(number), "name": "Strom", "visible": True}
        self.change(tag)
        return answered(200, tag)


def answered(status: int, body: Any) -> httpx.Response:
    return httpx.Response(
        status, headers={"content-type": "application/json"}, stream=httpx.ByteStream(orjson.dumps(body))
    )


def run(contract: Contract, tags: Tags) -> Collected:
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=400, is_mock=True
    )
    with Client(target, tags, pause=lambda _: None) as client:
        return collect(contract, client, Settings())


def test_it_is_asked_for_and_judged_without_a_finding_where_all_is_well(contract: Contract) -> None:
    tags = Tags()
    collected = run(contract, tags)
    assert collected.result.groups == {}
    judged = {
        clause for clause in collected.result.exercised if contract.clauses[clause].root in ("tag", "getTag")
    }
    assert judged == {clause.id for clause in contract.clauses.values() if clause.root in ("tag", "getTag")}
    assert {request.method for request in tags.asked} == {"GET"}
    # The mock has tags of its own: those are read, others are asked for as unknown.
    assert any(request.url.path.rpartition("/")[2].isdigit() for request in tags.asked)


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (lambda tag: tag.update(name=5), "tag:name/type"),
        (lambda tag: tag.pop("id"), "tag:id/presence"),
        (lambda tag: tag.update(name=""), "tag/visible-tag-has-a-name"),
    ],
)
def test_what_its_body_breaks_is_found(
    contract: Contract, change: Callable[[dict[str, Any]], object], clause: str
) -> None:
    found = run(contract, Tags(change)).result.groups
    assert {broken for broken, _ in found} == {clause}


def test_that_it_lets_in_everybody_is_found(contract: Contract) -> None:
    found = run(contract, Tags(admits_everybody=True)).result.groups
    assert {broken for broken, _ in found} == {"getTag/credentials-are-required"}


def test_its_requests_are_generated_from_its_parameters(contract: Contract) -> None:
    known = {"getTag": (4,), "getTicket": (17,)}
    cases = plan_cases(contract, Givens(known, {"getTag": (0,)}, ()), 7)
    of_tags = [case.request for case in cases if case.request.operation.id == "getTag"]
    assert {request.expects for request in of_tags} == {
        Expectation.VALID,
        Expectation.INVALID,
        Expectation.UNKNOWN,
        Expectation.UNAUTHORIZED,
        Expectation.UNAUTHORIZED_FIRST,
        None,  # an id after a zero
    }
    assert any(name == "withUsage" for request in of_tags for name, _ in request.query)


def test_an_operation_of_whose_path_no_value_is_known_is_refused(tmp_path: Path) -> None:
    root = edited(tmp_path, [Edit("openapi.yaml", "paths:\n", f"paths:\n{OPERATION}")])
    (root / "schemas" / "tag-answer.yaml").write_text(FORM, encoding="utf-8")
    with pytest.raises(Exception, match="nothing says where values of tagId come from") as refused:
        load(root)
    assert str(refused.value).startswith("specs/openapi.yaml:")
