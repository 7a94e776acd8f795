"""What two environments answer differently, as Markdown: as the terminal says it, and it fits."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

from markdown_it import MarkdownIt

from support.different_sides import VERDICT, WAIVER
from support.reported import harmless, hostile
from ticketgate.judging.differences import Difference
from ticketgate.report.markdown.differences_markdown import differences_to_markdown
from ticketgate.verdict.two_environments import EnvironmentsVerdict, accept

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")


def page_of(verdict: EnvironmentsVerdict) -> str:
    page: str = RENDERER.render(differences_to_markdown(verdict).decode())
    assert page.count("<details>") == page.count("</details>")
    return page


def text_of(verdict: EnvironmentsVerdict) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page_of(verdict))).split())


def test_it_says_what_differs_on_which_share_and_how_to_see_it() -> None:
    said = text_of(accept(VERDICT, [WAIVER], date(2026, 11, 26)))
    assert said.startswith("❌ ticketgate: different 1 difference. 1 more waived.")
    for part in (
        "first production: https://a.example.com/api/mind, 300 requests sent",
        "length full:subject : more or fewer items, or cut off, on 20 of 200 (10 %), such as ticket 371001",
        '"Authorization: Bearer $STAGING_TOKEN"',
        "order compact:tags : the same in another order, on 6 of 400 (1.5 %) · waived until 2027-01-31",
        "Waived: They are sorted now. No single request shows it.",
        "full:agent.lastSeen value 8 9 200",
        "400 of 500 tickets listed are on both sides.",
    ):
        assert part in said, (part, said)
    assert said.index("full:subject") < said.index("compact:tags")


def test_where_nothing_differs_it_says_so() -> None:
    assert text_of(replace(VERDICT, differences=(), noise=(), notes=())).startswith("✅ ticketgate: alike")
    assert text_of(replace(VERDICT, compared={}, differences=())).startswith("⚠️ ticketgate: nothing compared")


def test_it_fits_whatever_happens_and_says_how_many_are_left_out() -> None:
    many = tuple(
        replace(each, difference=Difference(f"full:a{number}", each.difference.kind))
        for number, each in enumerate(VERDICT.differences * 1000)
    )
    flooded = replace(VERDICT, differences=many, noise=VERDICT.noise * 5000, notes=VERDICT.notes * 5000)
    content = differences_to_markdown(flooded)
    assert len(content) <= 60_000
    assert re.search(r"And \d+ more differences: see the JSON form", text_of(flooded))


def test_texts_of_a_server_stay_texts() -> None:
    def shape(text: object) -> list[str]:
        named = tuple(
            replace(each, difference=Difference(f"full:{text(number)}", each.difference.kind))  # type: ignore[operator]
            for number, each in enumerate(VERDICT.differences * 12)
        )
        return re.findall(r"<[^>]*>", page_of(replace(VERDICT, differences=named, notes=())))

    assert shape(hostile) == shape(harmless)
