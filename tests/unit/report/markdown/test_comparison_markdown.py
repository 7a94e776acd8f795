"""A comparison as Markdown says what the terminal says, and fits."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from support.two_verdicts import CHAT, CLOSED, compared
from support.verdicts import MAY, MUST
from ticketgate.report.markdown.comparison_markdown import comparison_to_markdown

if TYPE_CHECKING:
    from pathlib import Path

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")


def text_of(made: bytes) -> str:
    page = RENDERER.render(made.decode())
    assert page.count("<details>") == page.count("</details>")
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_it_says_what_changed_what_was_lost_and_how_long_answers_took(tmp_path: Path) -> None:
    said = text_of(comparison_to_markdown(compared(tmp_path)))
    assert said.startswith("❌ ticketgate: worse 2 new or worse (threshold MAY).")
    for part in (
        f"new MAY {MAY} : colour, on 30 of 300 (10 %)",
        f"MUST {MUST} : status is one of open, pending, closed · new",
        "Variants: waiting on 120 (worse), parked on 10 (new).",
        "curl -sS -H",
        "1 clause no longer put to the test full:createdAt/type : no such value was seen",
        f"1 partition that vanished {CLOSED} (seen on 150, on none of 300 now: chance misses it in less than",
        f"1 partition that appeared {CHAT} (seen on 4)",
        "getTicket median 200 ms 400 ms",
    ):
        assert part in said, (part, said)


def test_what_is_not_worse_says_so_and_it_fits_whatever_happens(tmp_path: Path) -> None:
    made = compared(tmp_path)
    calm = replace(made, changes=(), broken=(), notes=("`note` <b>",) * 3000)
    content = comparison_to_markdown(calm)
    assert len(content) <= 60_000
    assert text_of(content).startswith("✅ ticketgate: not worse nothing new or worse fails (threshold MAY).")
