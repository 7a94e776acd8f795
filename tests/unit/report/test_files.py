"""Where reports may go, decided before there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ticketgate.errors import UsageError
from ticketgate.report.files import (
    refuse_no_file,
    refuse_shared,
    refuse_unwritable,
    replace_file,
    write_file,
)


@pytest.mark.parametrize("path", [None, "-", "new.json", "there.json"])
def test_a_file_standard_output_or_nothing_is_fine(
    path: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.json").touch()
    refuse_unwritable("--json", path)
    assert [file.name for file in tmp_path.iterdir()] == ["there.json"]


@pytest.mark.parametrize(
    ("path", "problem"),
    [(".", "is a folder; name a file"), ("nowhere/x.json", "the folder {here}/nowhere does not exist")],
)
def test_what_is_no_file_is_refused(
    path: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as refused:
        refuse_unwritable("--json", path)
    assert str(refused.value) == f"--json {path}: {problem.format(here=tmp_path)}"


def test_what_needs_a_file_does_not_go_to_standard_output() -> None:
    with pytest.raises(UsageError, match=r"^--record -: name a file; this does not go to standard output$"):
        refuse_no_file("--record", "-")


@pytest.mark.parametrize(
    "paths",
    [
        {"--json": None, "--junit": None},
        {"--json": "-", "--junit": None},
        {"--json": "-", "--junit": "x"},
        {"--json": "x", "--junit": "y", "--record": "d/x"},
    ],
)
def test_a_place_for_each_output_is_fine(paths: dict[str, str | None]) -> None:
    refuse_shared(paths)


@pytest.mark.parametrize(
    ("paths", "problem"),
    [
        (
            {"--json": "-", "--junit": "-"},
            "--json and --junit both go to standard output; name a file for one of them",
        ),
        (
            {"--json": "x", "--junit": "x"},
            "--json and --junit both go to x; name another file for one of them",
        ),
        (
            {"--json": "x", "--junit": None, "--record": "d/../x"},
            "--json and --record both go to d/../x; name another file for one of them",
        ),
        (
            {"--json": "x", "--junit": "link"},
            "--json and --junit both go to link; name another file for one of them",
        ),
    ],
)
def test_two_outputs_in_one_place_are_refused(
    paths: dict[str, str | None], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("x")
    with pytest.raises(UsageError) as refused:
        refuse_shared(paths)
    assert str(refused.value) == problem


def test_a_file_that_cannot_be_written_after_all_is_said(tmp_path: Path) -> None:
    write_file(str(tmp_path / "x"), b"content")
    assert (tmp_path / "x").read_bytes() == b"content"
    with pytest.raises(UsageError, match=r"^cannot write .*: Is a directory$"):
        write_file(str(tmp_path), b"content")


def test_a_file_is_replaced_whole_with_its_permissions_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file, link = tmp_path / "known.jsonl", tmp_path / "link"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    replace_file(link, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.is_symlink()) == (b"new", 0o640, True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["known.jsonl", "link"]


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    replace_file(tmp_path / "ours", b"new")
    (tmp_path / "any").touch()
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "any").stat().st_mode


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_whatever_ends_the_writing_leaves_the_old_file(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "known.jsonl"
    file.write_bytes(b"old")

    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises((KeyboardInterrupt, UsageError)) as ended:
        replace_file(file, b"new")
    assert str(ended.value) in ("", f"cannot write {file}: No space left on device")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"]
