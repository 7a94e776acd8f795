"""Which files are taken for overlays, and how others are refused."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from support.overlays import FIELDS, overlay_text, write_overlay
from support.samples import SPECS
from ticketgate.contract.documents import read_documents
from ticketgate.contract.loading import load
from ticketgate.contract.overlays import overlay_names, read_overlay
from ticketgate.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

ENUM = "$['$defs'].status.enum"
ADDING = f'{{target: "{ENUM}", update: [asleep]}}'
DOCUMENTS = read_documents(SPECS)


def refusal(tmp_path: Path, *texts: str) -> str:
    """Return what is said of the file, without its folder."""
    with pytest.raises(DocumentError) as refused:
        read_overlay(DOCUMENTS, str(write_overlay(tmp_path, *texts)))
    return str(refused.value).removeprefix(f"{tmp_path}/")


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.1.7"])
def test_overlays_of_both_versions_are_read(tmp_path: Path, version: str) -> None:
    found = read_overlay(
        DOCUMENTS, str(write_overlay(tmp_path, overlay_text(FIELDS, ADDING, version=version)))
    )
    assert (found.name, [action.target for action in found.actions]) == ("tenant.yaml", [ENUM])
    assert found.actions[0].is_1_0 == version.startswith("1.0")


@pytest.mark.parametrize("version", ["1.2.0", "2.0.0", "1.1", "[]", "null"])
def test_another_version_is_refused_with_its_line(tmp_path: Path, version: str) -> None:
    said = refusal(tmp_path, overlay_text(FIELDS, ADDING, version=version))
    assert said.startswith("tenant.yaml:1: ")
    assert "versions 1.0 and 1.1" in said or 'overlay: what stands here is not of type "string"' in said


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("schemas/ticket-field.yaml", "did you mean schemas/ticket-fields.yaml?"),
        ("https://other.example/openapi.json", "name one by its path below specs/"),
        ("examples/ticket-full.json", "did you mean schemas/ticket-full.yaml?"),
    ],
)
def test_a_document_that_the_contract_lacks_is_refused(tmp_path: Path, document: str, said: str) -> None:
    expected = f"tenant.yaml:3: the contract has no document {document}; {said}"
    assert refusal(tmp_path, overlay_text(document, ADDING)) == expected


def test_a_document_can_be_named_as_a_relative_reference(tmp_path: Path) -> None:
    file = write_overlay(tmp_path, overlay_text(f"./{FIELDS}", ADDING))
    assert [action.document for action in read_overlay(DOCUMENTS, str(file)).actions] == [FIELDS]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("{target: $}", "an action has one of update, remove, copy, this one has none"),
        ("{target: $, remove: false}", "an action has one of update, remove, copy, this one has none"),
        ("{target: $, update: {}, copy: $}", "an action has one of update, remove, copy, this one has update and copy"),
        ("{target: $, update: {}, x-evidence: rumour}", "x-evidence: 'rumour' is none of published, docs, client, example, inferred, tenant"),
        ("{target: $, updates: {}}", "actions.0: Additional properties are not allowed ('updates' was unexpected)"),
        ("{update: {}}", 'actions.0: "target" is a required property'),
        ("{target: [], update: {}}", 'actions.0.target: what stands here is not of type "string"'),
    ],
)  # fmt: skip
def test_what_is_no_action_is_refused_with_its_line(tmp_path: Path, action: str, said: str) -> None:
    found = refusal(tmp_path, overlay_text(FIELDS, action))
    assert found == f"tenant.yaml:5: {said}"


def test_copying_belongs_to_the_newer_version(tmp_path: Path) -> None:
    action = "{target: $, copy: \"$['$defs']\"}"
    said = refusal(tmp_path, overlay_text(FIELDS, action, version="1.0.0"))
    assert said == "tenant.yaml:5: copy belongs to Overlay 1.1; say overlay: 1.1.0"
    read_overlay(DOCUMENTS, str(write_overlay(tmp_path, overlay_text(FIELDS, action))))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "tenant.yaml:1: holds no overlay"),
        ("- 1", "tenant.yaml:1: a document is a mapping"),
        ("a: [", "tenant.yaml:2: not YAML: "),
        ("overlay: 1.1.0\noverlay: 1.1.0\n", "tenant.yaml:2: the key 'overlay' is given twice"),
        ("openapi: 3.1.0", 'tenant.yaml:1: the document: "overlay" is a required property'),
    ],
)
def test_what_is_no_overlay_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert refusal(tmp_path, text).startswith(said)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--overlay .*/gone\.yaml: cannot be read: No such file"):
        read_overlay(DOCUMENTS, str(tmp_path / "gone.yaml"))


def test_what_has_no_ending_and_no_folder_is_a_name_of_one_that_comes_along(tmp_path: Path) -> None:
    root = tmp_path / "specs"
    shutil.copytree(SPECS, root)
    shutil.rmtree(root / "overlays", ignore_errors=True)
    (root / "overlays").mkdir()
    write_overlay(root / "overlays", overlay_text(FIELDS, ADDING), name="sleepy.yaml")
    assert overlay_names(root) == ["sleepy"]
    contract = load(root, ["sleepy"])
    assert contract.version == "1+sleepy"
    assert str(contract.clauses["full:status/enum"].written) == "specs/overlays/sleepy.yaml:5"
    with pytest.raises(
        UsageError, match=r"^--overlay sleepi: no overlay of that name .* did you mean sleepy\?"
    ):
        load(root, ["sleepi"])


def test_the_overlays_that_come_along_are_no_part_of_the_contract(tmp_path: Path) -> None:
    root = tmp_path / "specs"
    shutil.copytree(SPECS, root)
    (root / "overlays").mkdir(exist_ok=True)
    write_overlay(root / "overlays", overlay_text(FIELDS, ADDING), name="sleepy.yaml")
    assert read_documents(root).digest == DOCUMENTS.digest
    assert read_documents(root).contents.keys() == DOCUMENTS.contents.keys()
