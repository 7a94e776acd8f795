"""`ticketgate diff`, from the outside: what it reads, prints, writes, and with which code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from support.api_pairs import document, obj, write_api
from support.invoking import ticketgate
from support.samples import contract
from support.servers import Server, answer
from ticketgate.contract.bundle import bundle
from ticketgate.contract.diffing.contract_diff import CONTRACT_DIFF_SCHEMA
from ticketgate.mock.service.server import MockServer

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


TOKEN = {"STAGING_TOKEN": "t0ken-of-the-tests"}
#: What is asked for has the same operation as the files: the first server puts nothing before its path.
SERVED = document({**obj(("a",), a={"type": "string", "nullable": True})}, "3.0.3")


@pytest.mark.usefixtures("files")
def test_a_side_can_be_what_an_instance_serves() -> None:
    with Server(answer(json.dumps(SERVED).encode())) as server:
        url = f"{server.base_url}/docs/open-api"
        done = ticketgate("diff", "old.json", url, "--token-env", "STAGING_TOKEN", env=TOKEN)
        turned = ticketgate("diff", url, "old.json", "--token-env", "STAGING_TOKEN", env=TOKEN)
    assert (done.status, done.err, turned.status) == (1, "", 1)
    assert "a may be null" in done.out
    assert "a may no longer be null" in turned.out
    assert {each.headers["authorization"] for each in server.received} == {f"Bearer {TOKEN['STAGING_TOKEN']}"}
    assert TOKEN["STAGING_TOKEN"] not in done.out


def test_the_mock_serves_the_contract_that_comes_along() -> None:
    with MockServer(tickets=2, token="t", openapi=bundle(contract())) as server:
        url = f"{server.base_url}/docs/open-api"
        done = ticketgate("diff", "default", url, env={"ENNEO_TOKEN": "t"})
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("Contract SAFE: nothing breaks consumers, of 0 changes on the wire.\n")


@pytest.mark.parametrize(
    ("reply", "status", "said"),
    [
        (answer(b"", 401), 3, "{url} answers 401: the bearer token from ENNEO_TOKEN is not accepted; has it expired, or was it made for another instance?"),
        (answer(b"{"), 2, "{url}:2: not YAML: did not find expected node content"),
        (answer(b'{"id": 1}'), 2, "{url}:1: no key openapi: a document of OpenAPI 3.0 or 3.1 is wanted"),
        (answer(b"<html></html>", media_type="text/html"), 3, "{url} answers with a page for people; is it a login page? an instance serves its document below its base URL, at docs/open-api"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("files")
def test_what_a_url_answers_in_place_of_a_document_is_named(reply: bytes, status: int, said: str) -> None:
    with Server(reply) as server:
        url = f"{server.base_url}/docs/open-api"
        done = ticketgate("diff", "old.json", url, env={"ENNEO_TOKEN": "t0ken"})
    assert (done.status, done.out, done.err) == (status, "", f"ticketgate: {said.format(url=url)}\n")


@pytest.mark.parametrize(
    ("arguments", "env", "status", "said"),
    [
        (("old.json", "http://127.0.0.1:9/api"), {"ENNEO_TOKEN": "t"}, 3, "http://127.0.0.1:9/api: 127.0.0.1:9 refuses connections; is the server running"),
        (("old.json", "https://a.example/x"), {}, 2, "no credential: set ENNEO_TOKEN or ENNEO_COOKIE, or name"),
        (("old.json", "http://a.example/x"), {"ENNEO_TOKEN": "t"}, 2, "NEW http://a.example/x: the credential would cross the network in clear"),
        (("https://a.example/x?y", "old.json"), {"ENNEO_TOKEN": "t"}, 2, "OLD: give the URL without query and fragment"),
        (("https://a.example/x", "https://b.example/x"), {"ENNEO_TOKEN": "t"}, 2, "OLD and NEW are served by a.example and b.example, and a credential is for one of them; save"),
        (("https://a.example/x", "old.json", "--old-overlay", "generation-1"), {"ENNEO_TOKEN": "t"}, 2, "--old-overlay: it adapts a folder of a contract, or default; https://a.example/x is neither"),
    ],
    ids=range(6),
)  # fmt: skip
@pytest.mark.usefixtures("files")
def test_a_url_that_cannot_be_asked_is_refused_in_one_line(
    arguments: tuple[str, ...], env: dict[str, str], status: int, said: str
) -> None:
    done = ticketgate("diff", *arguments, env=env)
    assert (done.status, done.out) == (status, "")
    assert done.err.startswith(f"ticketgate: {said}")
    assert done.err.count("\n") == 1
