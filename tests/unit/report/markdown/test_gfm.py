"""Words in Markdown stay words: held against a renderer of GFM."""

from __future__ import annotations

import html
import re

import pytest
from markdown_it import MarkdownIt

from ticketgate.report.markdown.gfm import as_code, as_html, as_text, code_block, fitting, folding, table_of

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = [
    "<script>alert(0)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(2))",
    "![a](https://example.com/x.png)",
    "`code` ``more``",
    "**bold** _thin_ ~~gone~~ *",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "a | b | c",
    "&lt;b&gt; &amp;",
    "</details></summary>",
    "<!-- comment",
    "```sh",
    "https://example.com/",
    "| --- |",
    "\\*",
    "$x$ :smile: --- ===",
    "`",
]


def shown(markdown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", RENDERER.render(markdown))).strip()


def tags(markdown: str) -> set[str]:
    return set(re.findall(r"<(/?\w+)", RENDERER.render(markdown)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_it_is_and_brings_no_element(text: str) -> None:
    assert shown(as_text(text)) == text
    assert tags(as_text(text)) == {"p", "/p"}
    assert tags(f"- {as_text(text)}\n") == {"ul", "/ul", "li", "/li"}


@pytest.mark.parametrize("text", HOSTILE)
def test_code_is_shown_as_it_is(text: str) -> None:
    assert shown(as_code(text)) == text
    assert tags(as_code(text)) == {"p", "/p", "code", "/code"}


@pytest.mark.parametrize("text", HOSTILE)
def test_lines_to_copy_are_never_ended_by_what_they_hold(text: str) -> None:
    assert shown(code_block([text, "curl"])) == f"{text}\ncurl"
    assert tags(code_block([text])) == {"pre", "/pre", "code", "/code"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_summary_shows_a_text_as_it_is(text: str) -> None:
    page = folding(as_html(text), "more")
    assert shown(page).split() == [*text.split(), "more"]
    assert tags(page) == {"details", "/details", "summary", "/summary", "p", "/p"}


def test_control_characters_and_line_breaks_are_blanks() -> None:
    assert as_text("a\n\n# b\x1b[31m\u2028c") == "a \\# b \\[31m c"
    assert as_code("a\nb") == "`a b`"
    assert shown(as_text("x" * 400)) == f"{'x' * 300} …"


def test_a_folded_part_and_a_table_are_rendered() -> None:
    rendered = RENDERER.render(folding("<b>a</b>", table_of(("b", "c"), [("1", "2")])))
    assert "<summary><b>a</b></summary>" in rendered
    assert "<td>2</td>" in rendered


def test_what_does_not_fit_is_counted() -> None:
    parts = ["ä" * 100] * 5
    assert fitting(parts, 1000, "part") == "".join(parts)
    said = fitting(parts, 999, "part")
    assert said == "ä" * 400 + "And 1 more part: see the JSON form.\n\n"
    assert len(fitting(parts, 300, "part").encode()) <= 300
