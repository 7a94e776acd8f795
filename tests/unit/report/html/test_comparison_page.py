"""A comparison of two verdicts as a page: what changed, how to see it, what was not seen again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from support.pages import Page
from support.two_verdicts import CHAT, CLOSED, MENDED, compared, old_and_new
from support.verdicts import MAY, MUST, SHOULD
from ticketgate.report.html.comparison_page import comparison_to_html
from ticketgate.verdict.changes import FailOnNew
from ticketgate.verdict.comparison import compare

if TYPE_CHECKING:
    from pathlib import Path


def test_what_got_worse_is_told_with_its_shares_and_the_line_that_shows_it(tmp_path: Path) -> None:
    seen = Page(comparison_to_html(compared(tmp_path)))
    for said in (
        "WORSE",
        "Did it get worse? Yes 2 new, 1 worse, 1 mended.",
        "waiting 6 of 300 (2 %) → 120 of 300 (40 %)",
        f"{MENDED} sideways 290 of 300 (97 %) → none",
        "curl -sS -H",
        "Seen on 150, on none of 300 now: chance misses it in less than",
        "1 clause because no such value was seen",
        "getTicket now 400 ms 600 ms 12.3 s",
    ):
        assert said in seen.text, (said, seen.text)
    assert CLOSED in seen.text
    assert CHAT in seen.text
    entries = {each["data-level"]: each["data-change"] for _, each in seen.elements if "data-level" in each}
    assert entries == {"MUST": "fails|new|worse", "MAY": "new"}
    assert {f"#{MUST}", f"#{MAY}"} <= set(seen.targets)
    assert SHOULD not in seen.text


def test_from_which_level_on_news_fail_is_the_threshold(tmp_path: Path) -> None:
    seen = Page(comparison_to_html(compare(*old_and_new(tmp_path), FailOnNew.ANY)))
    words = [each["data-change"] for _, each in seen.elements if "data-level" in each]
    assert words == ["fails|new|worse", "fails|new"]


def test_where_nothing_changed_the_page_says_so(tmp_path: Path) -> None:
    old, _ = old_and_new(tmp_path)
    seen = Page(comparison_to_html(compare(old, old)))
    for said in (
        "NOT WORSE",
        "Did it get worse? No Nothing changed.",
        "What to fix Nothing Nothing is new or worse.",
        "What the old one put to the test the new one did, too.",
        "None vanished beyond what chance explains.",
    ):
        assert said in seen.text, (said, seen.text)


def test_what_stands_in_the_way_of_comparing_is_said_at_the_head(tmp_path: Path) -> None:
    made = replace(compared(tmp_path), notes=("The targets differ.",))
    assert "(threshold MAY). The targets differ. Did it" in Page(comparison_to_html(made)).text
