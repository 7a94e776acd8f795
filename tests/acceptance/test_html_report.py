"""`--html` of run, check, report and clauses: where the page goes, and that it is the same whoever writes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.invoking import SMALL, ticketgate
from support.pages import Page
from ticketgate.contract.documents import bundled_specs
from ticketgate.contract.loading import default_contract

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = bundled_specs() / "examples" / "ticket-full.json"


def test_a_run_and_a_later_report_write_the_same_page(tmp_path: Path) -> None:
    verdict, page, later = (tmp_path / name for name in ("verdict.json", "page.html", "later.html"))
    done = ticketgate("run", *SMALL, "--json", verdict, "--html", page)
    assert done.status == 0
    reported = ticketgate("report", verdict, "--html", later)
    assert (reported.status, reported.out, reported.err) == (0, "", "")
    assert later.read_bytes() == page.read_bytes()
    assert "Can it be released? Yes" in Page(page.read_bytes()).text


def test_a_check_of_a_broken_body_names_the_finding(tmp_path: Path) -> None:
    body, page = tmp_path / "ticket.json", tmp_path / "page.html"
    body.write_text(json.dumps({**json.loads(EXAMPLE.read_bytes()), "status": "waiting"}), "utf-8")
    done = ticketgate("check", body, "--html", page)
    assert done.status == 1
    seen = Page(page.read_bytes())
    assert 'status is "waiting"' in seen.text
    assert "full:status/enum" in seen.ids
    assert "Can it be released? No" in seen.text


def test_a_page_on_standard_output_sends_the_report_to_standard_error() -> None:
    done = ticketgate("check", EXAMPLE, "--html", "-")
    assert done.out.startswith("<!doctype html>")
    assert "Verdict" in done.err


def test_the_contract_can_be_browsed_without_a_run(tmp_path: Path) -> None:
    done = ticketgate("clauses", "--html", tmp_path / "contract.html")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert default_contract().clauses.keys() <= set(Page((tmp_path / "contract.html").read_bytes()).ids)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("report", "verdict.json"),
            "no report is asked for; name a file with --junit, --html, --markdown or --sarif",
        ),
        (
            ("report", "nowhere.json", "--html", "x.html"),
            "cannot read nowhere.json: No such file or directory",
        ),
        (("report", "verdict.json", "--html", "no/where.html"), "--html no/where.html: the folder "),
        (("report", "verdict.json", "--html", "x.html"), "verdict.json:1: is no JSON; give a file"),
        (("clauses", "R17", "--html", "x.html"), "--html shows the whole contract; leave out R17, or --html"),
        (("clauses", "--json", "-", "--html", "-"), "--json and --html both go to standard output"),
        (("check", "a.json", "--html", "."), "--html .: is a folder; name a file"),
        (("check", "a.json", "--html", "x", "--json", "x"), "--json and --html both go to x"),
        (("run", "--html", "no/where.html"), "--html no/where.html: the folder "),
    ],
)
def test_a_page_that_cannot_be_written_is_refused_at_once(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "verdict.json").write_text("{", "utf-8")
    done = ticketgate(*words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["verdict.json"]
