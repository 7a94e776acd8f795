"""A comparison as Markdown says what the terminal says, and fits."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from support.verdicts import MUST, SHOULD, found, verdict_of
from ticketgate.report.markdown.comparison_markdown import comparison_to_markdown
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.comparison import VerdictComparison, compare
from ticketgate.verdict.past_verdict import read_verdict
from ticketgate.verdict.times import Times

if TYPE_CHECKING:
    from pathlib import Path

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")


def comparison(tmp_path: Path) -> VerdictComparison:
    sides = []
    for name, groups, seen in (
        ("old", (), {"full:status=open": 9}),
        ("new", (found(MUST, "is null", 9),), {}),
    ):
        path = tmp_path / f"{name}.json"
        exercised = {MUST: 300, **({SHOULD: 3} if name == "old" else {})}
        times = {"getTicket": Times(3, 0.25, 0.5, 0.5)}
        verdict = verdict_of(*groups, exercised=exercised, partitions=seen, times=times, judged={"full": 300})
        path.write_bytes(dumps(verdict))
        sides.append(read_verdict(path))
    return compare(*sides)


def text_of(made: bytes) -> str:
    page = RENDERER.render(made.decode())
    assert page.count("<details>") == page.count("</details>")
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_it_says_what_changed_what_was_lost_and_how_long_answers_took(tmp_path: Path) -> None:
    said = text_of(comparison_to_markdown(comparison(tmp_path)))
    assert said.startswith("❌ ticketgate: worse 1 new or worse from MAY on.")
    assert f"new MUST {MUST} : is null, on 9 of 300 (3 %)" in said
    assert f"1 clause no longer put to the test {SHOULD}" in said
    assert "1 partition that vanished full:status=open (was seen on 9)" in said
    assert "getTicket median 250 ms 250 ms" in said


def test_what_is_not_worse_says_so_and_it_fits_whatever_happens(tmp_path: Path) -> None:
    made = comparison(tmp_path)
    calm = replace(made, changes=(), notes=("`note` <b>",) * 3000)
    content = comparison_to_markdown(calm)
    assert len(content) <= 60_000
    assert text_of(content).startswith("✅ ticketgate: not worse 0 new or worse from MAY on.")
