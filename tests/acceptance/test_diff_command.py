"""`ticketgate diff`, from the outside: what it reads, prints, writes, and with which code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from support.api_pairs import document, obj, write_api
from support.invoking import ticketgate
from ticketgate.contract.diffing.contract_diff import CONTRACT_DIFF_SCHEMA

STRING = {"type": "string"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an API, the same of which a member may be missing, and one without an operation in common."""
    monkeypatch.chdir(tmp_path)
    write_api(Path("old.json"), document(obj(("a",), a=STRING)))
    write_api(Path("new.json"), document(obj(a=STRING)))
    other = document({})
    other["paths"] = {"/other": other["paths"]["/thing"]}
    write_api(Path("other.json"), other)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "status", "end"),
    [
        ("old.json", "old.json", 0, "Contract SAFE: nothing breaks consumers, of 0 changes on the wire."),
        ("old.json", "new.json", 1, "Contract BREAKS: 1 change on the wire breaks consumers."),
        ("new.json", "old.json", 1, "Contract BREAKS: 1 change on the wire breaks consumers."),
    ],
)
@pytest.mark.usefixtures("files")
def test_it_ends_with_1_where_something_breaks_consumers(old: str, new: str, status: int, end: str) -> None:
    before = sorted(path.name for path in Path().iterdir())
    done = ticketgate("diff", old, new)
    assert (done.status, done.err) == (status, "")
    assert sorted(path.name for path in Path().iterdir()) == before
    assert done.out.endswith(f"{end}\n")


@pytest.mark.usefixtures("files")
def test_its_json_is_as_its_schema_says_and_goes_where_it_is_told() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(CONTRACT_DIFF_SCHEMA.read_bytes()))
    assert ticketgate("diff", "old.json", "new.json", "--json", "changes.json").status == 1
    done = ticketgate("diff", "old.json", "new.json", "--json", "-")
    written = json.loads(done.out)
    assert written == json.loads(Path("changes.json").read_bytes())
    assert "Contract BREAKS" in done.err
    validator.validate(written)
    assert not validator.is_valid({**written, "value": 1})
    assert [(each["effect"], each["witness"]) for each in written["wire"]] == [
        ("breaks", {"at": "", "acceptedNow": {}}),
        ("safe", {"at": "", "acceptedNow": {}}),
    ]


@pytest.mark.usefixtures("files")
def test_its_markdown_tells_the_same() -> None:
    assert ticketgate("diff", "old.json", "new.json", "--markdown", "changes.md").status == 1
    text = Path("changes.md").read_text("utf-8")
    assert text.startswith("## ❌ ticketgate: BREAKS\\: 1 change on the wire breaks consumers\\.\n")
    assert "- a may be missing\n  - `accepted now and not before, as the whole: {}`\n" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("old.json", "none.json"), "ticketgate: none.json: cannot be read: No such file or directory; name a folder of a contract or a file of OpenAPI"),
        (("old.json", "ticket.json"), "ticketgate: ticket.json:1: no key openapi: a document of OpenAPI 3.0 or 3.1 is wanted"),
        (("old.json", "other.json"), "ticketgate: old.json and other.json describe no operation in common (method and path, with that of the first server before it), so there is nothing to compare"),
        (("old.json", "new.json", "--new-overlay", "generation-1"), "ticketgate: new.json: an overlay adapts a folder of a contract, or default; this is a file"),
        (("default", "default", "--new-overlay", "generation-9"), "ticketgate: --new-overlay generation-9: no overlay of that name comes with the contract; did you mean generation-2?; a file of your own is named with its ending or as ./generation-9"),
        (("old.json", "new.json", "--json", "no/x"), "ticketgate: --json no/x: the folder {here}/no does not exist"),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_it_cannot_use_ends_it_with_2_and_one_line(
    arguments: tuple[str, ...], said: str, files: Path
) -> None:
    Path("ticket.json").write_text('{"subject": "Frau Geheim"}', encoding="utf-8")
    done = ticketgate("diff", *arguments)
    assert (done.status, done.out, done.err) == (2, "", f"{said.format(here=files)}\n")


@pytest.mark.parametrize("side", ["--old-overlay", "--new-overlay"])
def test_an_overlay_that_cannot_be_read_is_refused_by_the_option_of_its_side(side: str) -> None:
    done = ticketgate("diff", "default", "default", side, "./gone.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: {side} ./gone.yaml: cannot be read: No such file")
