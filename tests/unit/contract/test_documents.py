"""What the reader of documents refuses, each beside its nearest neighbour that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.samples import SPECS, Edit, edited, line_of
from ticketgate.contract.documents import Documents, Location, bundled_specs, read_documents
from ticketgate.contract.vetting import refuse_unchecked
from ticketgate.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

OPENAPI = 'openapi: 3.1.0\ninfo: {version: "1"}\nservers: [{url: "https://{instance}/api"}]\npaths: {}\n'
SOURCE = "schemas/source.yaml"
TITLE = "description: Title of the source."


def vetted(root: Path) -> Documents:
    documents = read_documents(root)
    refuse_unchecked(documents)
    return documents


def of_few(tmp_path: Path, edit: Edit) -> Path:
    """Return a contract of two documents, one of them edited; all of them when it is the OpenAPI document."""
    if edit.file == "openapi.yaml":
        return edited(tmp_path, [edit])
    root = tmp_path / "specs"
    for file in (SOURCE, "rules/agents.yaml"):
        (root / file).parent.mkdir(parents=True)
        (root / file).write_bytes((SPECS / file).read_bytes())
    (root / "openapi.yaml").write_text(OPENAPI, encoding="utf-8")
    file = root / edit.file
    text = file.read_text(encoding="utf-8")
    assert edit.old in text
    file.write_text(text.replace(edit.old, edit.new, 1), encoding="utf-8")
    return root


def beside_title(lines: str) -> Edit:
    """Write more into the schema of a source's name, a string."""
    return Edit(SOURCE, TITLE, f"{lines}\n    {TITLE}")


REFUSED = {
    "keyword": (beside_title("maxLenght: 3"), "maxLenght", "nothing would check the keyword 'maxLenght'"),
    "keyword of objects": (
        Edit(SOURCE, "additionalProperties: false", "unevaluatedProperties: false"),
        "unevaluatedProperties",
        "nothing would check the keyword 'unevaluatedProperties'",
    ),
    "alternative": (
        beside_title("oneOf: [{maxLength: 3}]"),
        "oneOf",
        "nothing would check the keyword 'oneOf'",
    ),
    "keyword within a rule": (
        Edit("rules/agents.yaml", 'properties: {agent: {type: "null"}}', 'properties: {agent: {typ: "null"}}'),
        "{typ:",
        "nothing would check the keyword 'typ'",
    ),
    "format": (
        beside_title("format: hostname"),
        "hostname",
        "no check for the format 'hostname'; known: mysql-datetime, date-time, email, uri, mime-type",
    ),
    "extension of a schema": (
        beside_title("x-levle: {type: MAY}"),
        "x-levle",
        (
            "unknown extension 'x-levle'; known: x-clause, x-conflicts, x-evidence, x-fields, x-foreign, x-form, x-lenient, x-level, x-moves, "
            "x-place, x-presence, x-refused-as, x-rules, x-search, x-stratum, x-unpublished, x-why"
        ),
    ),
    "extension of the OpenAPI document": (
        Edit("openapi.yaml", "operationId: getTicket", "x-internal: true\n      operationId: getTicket"),
        "x-internal",
        (
            "unknown extension 'x-internal'; known: x-always, x-changes, x-completes, x-costly, x-evidence, x-fills, "
            "x-never, x-otherwise, x-plausible, x-safe"
        ),
    ),
    "nullable": (
        beside_title("nullable: true"),
        "nullable",
        "nullable belongs to OpenAPI 3.0; say type: [..., 'null'] instead",
    ),
    "$id": (
        Edit(SOURCE, "title: Source", "$id: https://example.com/source\ntitle: Source"),
        "$id",
        "$id is not used here: documents are named by their path",
    ),
    "$schema": (
        Edit(SOURCE, "title: Source", "$schema: https://json-schema.org/draft/2020-12/schema\ntitle: Source"),
        "$schema",
        "$schema is not used here: documents are named by their path",
    ),
    "$anchor": (
        beside_title("$anchor: name"),
        "$anchor",
        "$anchor is not used here: documents are named by their path",
    ),
    "enum without null": (
        Edit(SOURCE, 'type: [string, "null"]', 'type: [string, "null"]\n    enum: [a]'),
        "enum",
        "the type allows null but the enum does not; list null in the enum",
    ),
    "enum beside type": (
        Edit(SOURCE, "type: integer\n    description: Number of the source.", "type: integer # twice\n    enum: [1]"),
        "# twice",
        "the enum already says the type; a fact is stated once",
    ),
    "key given twice": (
        beside_title("type: integer # again"),
        "# again",
        "the key 'type' is given twice",
    ),
    "reference that leads nowhere": (
        Edit(SOURCE, "type: integer\n", '$ref: "#/$defs/number"\n'),
        "$ref",
        "the reference '#/$defs/number' leads nowhere",
    ),
    "reference of the OpenAPI document that leads nowhere": (
        Edit("openapi.yaml", "schemas/ticket-full.yaml", "schemas/ticket.yaml"),
        "schemas/ticket.yaml",
        "the reference 'schemas/ticket.yaml' leads nowhere",
    ),
    "number of YAML only": (beside_title("maxLength: 0x1F"), "0x1F", "'0x1F' is no number of JSON; quote it"),
}  # fmt: skip

TAKEN = {
    "keyword": beside_title("maxLength: 3"),
    "keyword of objects": Edit(SOURCE, "additionalProperties: false", "additionalProperties: true"),
    "format": beside_title("format: uri"),
    "extension of a schema": beside_title("x-level: {type: MAY}\n    x-why: Says who."),
    "extension of the OpenAPI document": Edit(
        "openapi.yaml", "operationId: getTicket", "x-evidence: docs\n      operationId: getTicket"
    ),
    "nullable": Edit(
        SOURCE, "type: string\n    description: Title", 'type: [string, "null"]\n    description: Title'
    ),
    "enum with null": Edit(SOURCE, 'type: [string, "null"]', "enum: [a, null]"),
    "enum without type": Edit(SOURCE, "type: integer\n", "enum: [1]\n"),
    "number": beside_title("maxLength: 31"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_go_unchecked_is_refused_with_file_and_line(tmp_path: Path, case: str) -> None:
    edit, at, problem = REFUSED[case]
    root = of_few(tmp_path, edit)
    with pytest.raises(DocumentError) as refusal:
        vetted(root)
    assert str(refusal.value) == f"specs/{edit.file}:{line_of(root, edit.file, at)}: {problem}"


@pytest.mark.parametrize("case", TAKEN)
def test_the_nearest_neighbour_is_taken(tmp_path: Path, case: str) -> None:
    edit = TAKEN[case]
    assert edit.file in vetted(of_few(tmp_path, edit)).contents


@pytest.mark.parametrize(
    ("edit", "at"),
    [
        (
            Edit(
                SOURCE,
                "type: string\n    description: Title",
                "type: strin # misspelt\n    description: Title",
            ),
            "# misspelt",
        ),
        (beside_title("maxLength: '3'"), "maxLength"),
        (Edit(SOURCE, "required: [type, id, name, url, text]", "required: type"), "required"),
        (Edit(SOURCE, 'type: [string, "null"]', 'type: [string, "null"]\n    enum: none'), "enum"),
    ],
    ids=["misspelt type", "text for a number", "text for a list", "text for an enum"],
)
def test_what_is_no_json_schema_is_refused(tmp_path: Path, edit: Edit, at: str) -> None:
    root = of_few(tmp_path, edit)
    with pytest.raises(DocumentError) as refusal:
        vetted(root)
    assert (refusal.value.path, refusal.value.line) == (f"specs/{SOURCE}", line_of(root, SOURCE, at))
    assert refusal.value.problem.startswith("no JSON Schema: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"title: [", "specs/schemas/new.yaml:2: not YAML: did not find expected node content"),
        (b"a: 1\nb: \x07", "specs/schemas/new.yaml: not YAML: control characters are not allowed"),
        (b"title: M\xfcller", "specs/schemas/new.yaml: not UTF-8 at byte 8"),
        (b"- title", "specs/schemas/new.yaml:1: a document is a mapping"),
        (b"", "specs/schemas/new.yaml:1: a document is a mapping"),
        (b"not: &a {not: *a}", "specs/schemas/new.yaml: nested without end; an alias may hold itself"),
    ],
    ids=["no YAML", "control character", "not UTF-8", "a list", "empty", "alias of itself"],
)
def test_a_file_that_is_no_yaml_mapping_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    root = of_few(tmp_path, Edit(SOURCE, "Source", "Source"))
    (root / "schemas" / "new.yaml").write_bytes(content)
    with pytest.raises(DocumentError) as refusal:
        vetted(root)
    assert str(refusal.value) == message


def test_a_folder_without_an_openapi_document_is_refused(tmp_path: Path) -> None:
    root = edited(tmp_path, [])
    (root / "openapi.yaml").unlink()
    with pytest.raises(DocumentError) as refusal:
        vetted(root)
    assert str(refusal.value) == f"{root}: no openapi.yaml here; a contract is a folder that holds one"


def test_dates_and_the_words_of_yaml_1_1_stay_text(tmp_path: Path) -> None:
    root = of_few(tmp_path, beside_title("examples: [2026-02-27, yes, off, 1.5, 3, true, null, 'x']"))
    examples = vetted(root).get(SOURCE, ("properties", "name", "examples"))
    assert examples == ["2026-02-27", "yes", "off", 1.5, 3, True, None, "x"]


def test_a_place_is_known_by_its_line_and_an_unknown_one_by_that_of_its_parent() -> None:
    documents = read_documents(SPECS)
    line = line_of(SPECS, SOURCE, "name:")
    assert documents.at(SOURCE, ("properties", "name")) == Location(SOURCE, line)
    assert documents.at(SOURCE, ("properties", "name", "nothing", 3)) == Location(SOURCE, line)
    assert str(documents.at(SOURCE, ())) == f"specs/{SOURCE}:1"


def test_a_reference_is_resolved_from_the_folder_of_its_document() -> None:
    documents = read_documents(SPECS)
    rule = documents.resolve("schemas/tag.yaml", ("allOf", 0))
    assert rule == ("rules/tags.yaml", ("$defs", "ticket-tag-refers-to-tickets"))
    assert documents.resolve("schemas/tag.yaml", ("properties", "color")) == (
        "schemas/tag.yaml",
        ("$defs", "color"),
    )


def test_the_digest_depends_on_names_and_content(tmp_path: Path) -> None:
    root = edited(tmp_path, [])
    assert vetted(root).digest == read_documents(SPECS).digest
    (root / "rules" / "tags.yaml").rename(root / "rules" / "labels.yaml")
    tag = root / "schemas" / "tag.yaml"
    tag.write_text(
        tag.read_text(encoding="utf-8").replace("rules/tags.yaml", "rules/labels.yaml"), encoding="utf-8"
    )
    assert vetted(root).digest != read_documents(SPECS).digest


def test_the_folder_of_the_contract_holds_the_openapi_document() -> None:
    assert (bundled_specs() / "openapi.yaml").is_file()


BLOCKS = """\
title: T
$defs:
  one:
    type: string

    description: One.
  two:
    enum: [a]
list:
  - id: x
    title: X
  - id: y
"""


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (1, "title: T"),
        (4, "one:\n  type: string\n\n  description: One."),
        (8, "two:\n  enum: [a]"),
        (10, "- id: x\n  title: X"),
        (12, "- id: y"),
    ],
)
def test_the_lines_of_a_place_are_those_of_the_block_that_it_stands_in(
    tmp_path: Path, line: int, shown: str
) -> None:
    (tmp_path / "openapi.yaml").write_text(BLOCKS, encoding="utf-8")
    documents = read_documents(tmp_path)
    assert documents.lines_around(Location("openapi.yaml", line)) == shown


def test_of_a_long_block_the_lines_near_the_place_are_shown(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(
        "all:\n" + "".join(f"  member{i}: {i}\n" for i in range(100)), encoding="utf-8"
    )
    shown = read_documents(tmp_path).lines_around(Location("openapi.yaml", 52)).splitlines()
    assert (shown[0], shown[-1]) == ("member44: 44", "member70: 70")
