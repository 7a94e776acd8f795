"""`--markdown`, `--sarif` and `--junit` of run, check, compare and report: where they go, and that they are the same."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from support.invoking import SMALL, ticketgate
from ticketgate.contract.documents import bundled_specs

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = bundled_specs() / "examples" / "ticket-full.json"
NAMES = {
    "--html": "page.html",
    "--markdown": "summary.md",
    "--sarif": "findings.sarif",
    "--junit": "junit.xml",
}


def options(folder: Path) -> list[object]:
    folder.mkdir()
    return [word for flag, name in NAMES.items() for word in (flag, folder / name)]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    body = tmp_path / "ticket.json"
    body.write_text(json.dumps({**json.loads(EXAMPLE.read_bytes()), "status": "waiting"}), "utf-8")
    return body


def test_a_run_and_a_later_report_write_the_same_bytes(tmp_path: Path) -> None:
    verdict, at_once, later = tmp_path / "verdict.json", tmp_path / "at-once", tmp_path / "later"
    assert ticketgate("run", *SMALL, "--json", verdict, *options(at_once)).status == 0
    reported = ticketgate("report", verdict, *options(later))
    assert (reported.status, reported.out, reported.err) == (0, "", "")
    for name in NAMES.values():
        assert (later / name).read_bytes() == (at_once / name).read_bytes() != b""


def test_a_check_writes_them_all_and_a_later_report_the_same(tmp_path: Path, broken: Path) -> None:
    verdict, at_once, later = tmp_path / "verdict.json", tmp_path / "at-once", tmp_path / "later"
    assert ticketgate("check", broken, "--json", verdict, *options(at_once)).status == 1
    assert ticketgate("report", verdict, *options(later)).status == 0
    for name in NAMES.values():
        assert (later / name).read_bytes() == (at_once / name).read_bytes()
        assert b"full:status/enum" in (later / name).read_bytes()


def test_markdown_is_added_to_what_is_there(tmp_path: Path, broken: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Tests\n", "utf-8")
    for _ in range(2):
        assert ticketgate("check", broken, "--markdown", summary).status == 1
    text = summary.read_text("utf-8")
    assert text.startswith("# Tests\n\n## ❌ ticketgate: broken\n")
    assert text.count("\n\n## ❌ ticketgate: broken\n") == 2


def test_a_comparison_is_written_in_every_form(tmp_path: Path, broken: Path) -> None:
    old, new, folder = tmp_path / "old.json", tmp_path / "new.json", tmp_path / "changes"
    ticketgate("check", EXAMPLE, "--json", old)
    ticketgate("check", broken, "--json", new)
    done = ticketgate("compare", old, new, *options(folder), "--json", folder / "changes.json")
    assert done.status == 1
    assert "Comparison WORSE" in done.out
    written = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert written.keys() == {*NAMES.values(), "changes.json"}
    assert all("full:status/enum" in text for text in written.values())
    assert written["summary.md"].startswith("## ❌ ticketgate: worse\n")
    assert "<title>worse · " in written["page.html"]
    assert json.loads(written["findings.sarif"])["runs"][0]["results"][0]["baselineState"] == "new"
    assert 'failures="1"' in written["junit.xml"]
    again = ticketgate("compare", old, new, "--markdown", "-")
    assert again.out == written["summary.md"]
    assert "Comparison WORSE" in again.err


@pytest.mark.parametrize("flag", NAMES)
def test_one_on_standard_output_is_alone_there(flag: str) -> None:
    done = ticketgate("check", EXAMPLE, flag, "-")
    assert done.out[0] in "<{#"
    assert "Verdict KEPT" in done.err
    assert "Verdict KEPT" not in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "verdict.json"), "no report is asked for; name a file with --junit, --html, --markdown or --sarif"),
        (("report", "verdict.json", "--sarif", "no/where"), "--sarif no/where: the folder "),
        (("report", "verdict.json", "--sarif", "x", "--junit", "x"), "--junit and --sarif both go to x"),
        (("check", "a.json", "--markdown", "."), "--markdown .: is a folder; name a file"),
        (("run", "--sarif", "-", "--json", "-"), "--json and --sarif both go to standard output"),
        (("run", "--sarif", "known", "--baseline", "known"), "--sarif and --baseline both go to known"),
        (("compare", "a", "b", "--json", "x", "--markdown", "x"), "--json and --markdown both go to x"),
    ],
)  # fmt: skip
def test_one_that_cannot_be_written_is_refused_at_once(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "verdict.json").write_text("{", "utf-8")
    done = ticketgate(*words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["verdict.json"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("run", "--base-url", "http://127.0.0.1:9/api/mind"), 3, "127.0.0.1:9"),
        (("run", "--mock", "--max-requests", "-1"), 2, "--max-requests -1"),
        (("check", "nothing.json"), 2, "cannot read nothing.json: No such file or directory"),
        (
            ("compare", "nothing.json", "nothing.json"),
            2,
            "cannot read nothing.json: No such file or directory",
        ),
    ],
)
def test_where_there_is_no_verdict_the_files_say_why(
    words: tuple[str, ...], status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = [word for flag, name in NAMES.items() for word in (flag, name)]
    done = ticketgate(*words, "--json", "verdict.json", *asked, env={"ENNEO_TOKEN": "t0ken"})
    assert (done.status, done.out) == (status, "")
    error = json.loads((tmp_path / "verdict.json").read_bytes())["error"]
    assert said in error
    assert done.said == f"ticketgate: {error}\n"
    words_of_it = max(re.findall(r"[A-Za-z ]+", error), key=len)
    for name in NAMES.values():
        assert words_of_it in (tmp_path / name).read_text("utf-8")
    assert "<title>not run · " in (tmp_path / "page.html").read_text("utf-8")
    later = ticketgate("report", "verdict.json", "--markdown", "-")
    assert (later.status, later.out) == (2, "")
    assert "verdict.json: holds no verdict: the run could not be made" in later.err


def test_a_recording_that_could_not_be_written_leaves_the_verdict(tmp_path: Path) -> None:
    verdict = tmp_path / "verdict.json"
    done = ticketgate("run", *SMALL, "--json", verdict, "--record", "/dev/full")
    assert done.status == 2
    assert json.loads(verdict.read_bytes())["outcome"] == "kept"
