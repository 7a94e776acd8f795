"""What names lead to, and sources that change or vanish while they are read."""

from __future__ import annotations

import os
import sys
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

import fsspec
import pytest

from ticketgate.audit.sources import Source, sources_of, without_credentials
from ticketgate.errors import UsageError
from ticketgate.recording.unwrapping import DamagedSource

if TYPE_CHECKING:
    from pathlib import Path


def read(source: Source) -> bytes:
    return b"".join(source.pieces())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.json", "a.json", "in/c.ndjson", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [
        ("a.json", ["a.json"]),
        ("*.json", ["a.json", "b.json"]),
        ("**/*.ndjson", ["in/c.ndjson"]),
        ("", ["a.json", "b.json", "in/c.ndjson"]),
        ("in", ["in/c.ndjson"]),
    ],
    ids=["file", "pattern", "pattern below", "folder", "folder below"],
)
def test_names_lead_to_files_in_the_order_of_their_names(
    name: str, leads_to: list[str], folder: Path
) -> None:
    sources = sources_of([f"{folder}/{name}"])
    assert [source.shown for source in sources] == [f"{folder}/{each}" for each in leads_to]
    assert [read(source).decode() for source in sources] == leads_to
    assert [source.found for source in sources] == [name != "a.json"] * len(leads_to)


def test_a_file_whose_name_is_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].json").write_text("x")
    assert [source.found for source in sources_of([str(tmp_path / "a[1].json")])] == [False]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("none.json", "cannot read {}/none.json: No such file or directory"),
        ("*.none", "{}/*.none: no file has such a name"),
        ("empty", "{}/empty: is a folder without files"),
    ],
)
def test_what_leads_to_nothing_is_refused(name: str, problem: str, folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(UsageError) as refusal:
        sources_of([str(folder / "a.json"), f"{folder}/{name}"])
    assert str(refusal.value) == problem.format(folder)


def test_a_pipe_is_read_once_and_looked_at_before(tmp_path: Path) -> None:
    inner, outer = os.pipe()
    os.write(outer, b"{}")
    os.close(outer)
    (source,) = sources_of([f"/dev/fd/{inner}"])
    assert (read(source), read(source)) == (b"{}", b"{}")
    os.close(inner)


def test_standard_input_is_looked_at_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"{}")))
    (source,) = sources_of(["-"])
    assert (source.shown, source.size) == ("standard input", None)
    assert (read(source), read(source)) == (b"{}", b"{}")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="standard input: it is closed"):
        sources_of(["-"])


def damage_of(source: Source) -> tuple[bytes, str]:
    content = bytearray()
    try:
        for piece in source.pieces():
            content += piece
    except DamagedSource as damage:
        return bytes(content), str(damage)
    return bytes(content), ""


def test_what_is_added_while_a_file_is_read_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_bytes(b"{}\n")
    (source,) = sources_of([str(file)])
    file.write_bytes(b"{}\n{}\n")
    assert damage_of(source) == (b"{}\n", "it grew while it was read, and what was added is left out")


def test_what_a_file_lost_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_bytes(b"{}\n{}\n")
    (source,) = sources_of([str(file)])
    file.write_bytes(b"{}\n")
    assert damage_of(source) == (b"{}\n", "it became 3 bytes shorter while it was read")
    file.unlink()
    assert damage_of(source) == (b"", "it is not there any more: No such file or directory")


# URLs


@pytest.fixture
def bucket() -> str:
    store = fsspec.filesystem("memory")
    for name in ("b.json", "a.json"):
        store.pipe_file(f"/bucket/{name}", name.encode())
    yield "memory://bucket"
    store.rm("/bucket", recursive=True)


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [("/a.json", ["a.json"]), ("/*.json", ["a.json", "b.json"]), ("", ["a.json", "b.json"])],
    ids=["object", "pattern", "folder"],
)
def test_urls_lead_to_objects(bucket: str, name: str, leads_to: list[str]) -> None:
    sources = sources_of([bucket + name])
    assert [read(source).decode() for source in sources] == leads_to
    assert all(source.shown.startswith("memory://") for source in sources)


def test_an_object_that_is_not_there_is_refused_and_one_that_went_is_left_out(bucket: str) -> None:
    with pytest.raises(UsageError, match="cannot read memory://bucket/none: "):
        sources_of([f"{bucket}/none"])
    source, _ = sources_of([bucket])
    fsspec.filesystem("memory").rm_file("/bucket/a.json")
    content, damage = damage_of(source)
    assert (content, damage.startswith("it is not there any more: ")) == (b"", True)


def test_without_the_library_for_urls_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UsageError, match=r"s3://x/y: to read from URLs, install ticketgate\[remote\]"):
        sources_of(["s3://x/y"])


def test_a_store_without_its_own_library_says_which() -> None:
    with pytest.raises(UsageError, match=r"cannot read s3://x/y: .*s3fs"):
        sources_of(["s3://x/y"])


def test_credentials_of_a_url_are_shown_nowhere() -> None:
    assert without_credentials("ftp://user:pass@host/a@b") == "ftp://host/a@b"
    with pytest.raises(UsageError) as refusal:
        sources_of(["nosuch://user:s3cret@host/a"])
    assert "s3cret" not in str(refusal.value)
