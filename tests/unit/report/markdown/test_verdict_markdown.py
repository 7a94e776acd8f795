"""A verdict as Markdown: what it says, that it fits, and that nothing in it is taken for markup."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from support.verdicts import MAY, MUST, SHOULD, TODAY, accepted, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.report.markdown.verdict_markdown import as_markdown
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.power import Power
from ticketgate.verdict.stored_verdict import as_stored
from ticketgate.verdict.waivers import Waiver

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
CLAUSES = default_contract().clauses


def rendered(verdict: Verdict) -> str:
    return RENDERER.render(as_markdown(verdict).decode())


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def elements(page: str) -> list[str]:
    return re.findall(r"<(/?[\w-]+)", page)


BROKEN = verdict_of(
    found(MUST, 'is "waiting"', 9, variants={"waiting": 7, "parked": 2}),
    found("compact:status/enum", 'is "waiting"', 9),
    found(SHOULD, "is null"),
    notes=("A note.",),
    sought=Sought(power=(Power("full", "", 12, 500),)),
    waivers=[Waiver(SHOULD, None, "known", TODAY, "w.yaml: entry 1")],
)


def test_it_says_verdict_findings_coverage_and_notes() -> None:
    page = rendered(BROKEN)
    said = text_of(page)
    assert said.startswith(
        "❌ ticketgate: broken 2 of 4 clauses checked fail the run (2 MUST); 1 waived (1 SHOULD)."
    )
    assert f"MUST {MUST} and 1 more : status is one of open, pending, closed" in said
    assert "Variants: waiting on 7, parked on 2." in said
    assert f"Waived: known (until {TODAY})" in said
    assert (
        said.index("Findings")
        < said.index("Coverage: ")
        < said.index("Clauses not checked")
        < said.index("1 note")
    )
    assert page.count("<details>") == page.count("</details>") == len(re.findall("<summary>", page))
    assert re.findall(r'<code class="language-sh">(curl -sS)', page) == ["curl -sS"] * 3


def test_a_kept_verdict_has_no_findings() -> None:
    said = text_of(rendered(verdict_of()))
    assert said.startswith("✅ ticketgate: kept 2 clauses checked, none fails the run (threshold MUST).")
    assert "Findings" not in said


def test_what_fails_stands_above_what_does_not() -> None:
    verdict = verdict_of(found("full:channel/enum", "is x"), found(SHOULD, "is null"), fail_on=Level.SHOULD)
    first, second = verdict.findings
    waived = replace(verdict, findings=(accepted(first), second))
    said = text_of(rendered(waived))
    assert said.index(SHOULD) < said.index("full:channel/enum")


def test_what_changed_stands_above_the_findings() -> None:
    baseline = Baseline("known.jsonl", default_contract().digest, Scope.SAVED, ())
    said = text_of(rendered(verdict_of(found(MUST, "is null"), baseline=baseline)))
    assert f"Since known.jsonl new MUST {MUST} : is null, on 1 of 12 (8.3 %)" in said
    assert said.index("Since known.jsonl") < said.index("Findings")


def test_whatever_happens_it_takes_60_kilobytes_at_most() -> None:
    huge = "ü|`<" * 5000
    groups = [
        found(
            clause, huge, 3, variants={f"{i}{huge}": 1 for i in range(20)}, place=f"{i}.{huge}", source=huge
        )
        for i, clause in enumerate(list(CLAUSES)[:300])
    ]
    verdict = verdict_of(
        *groups,
        target=huge,
        notes=(huge,) * 200,
        baseline=Baseline(huge, default_contract().digest, Scope.SAVED, ()),
        unconfirmed=(found(MAY, huge),),
    )
    verdict = replace(verdict, stale=(huge,) * 200)
    content = as_markdown(verdict)
    assert 40_000 < len(content) <= 60_000
    page = RENDERER.render(content.decode())
    assert page.count("<details>") == page.count("</details>")
    assert re.search(r"And \d+ more promises: see the JSON form.", text_of(page))


def with_texts(hostile: bool) -> Verdict:  # noqa: FBT001 - one of two
    def text(number: int) -> str:
        attack = (
            f"<script>alert({number})</script>",
            f"</details></summary><img src=x onerror=alert({number})>",
            f"[{number}](javascript:alert({number})) ![x](https://example.com/{number})",
            f"`{number}` ``x`` # | ** @everyone ~~~ {number}",
        )[number % 4]
        return attack if hostile else f"word{number}"

    groups = [
        found(
            clause,
            f"is {text(i)}",
            20,
            variants={text(40 + i): 1, text(80 + i): 1},
            place=f"a.{text(120 + i)}",
            source=text(160 + i),
        )
        for i, clause in enumerate(list(CLAUSES)[:30])
    ]
    verdict = verdict_of(*groups, target=text(1), notes=tuple(text(i) for i in range(10, 40)))
    first, *others = verdict.findings
    return replace(verdict, findings=(accepted(first, text(2)), *others), stale=(text(3),))


def test_two_hundred_injections_stay_text() -> None:
    attacked, quiet = rendered(with_texts(hostile=True)), rendered(with_texts(hostile=False))
    assert elements(attacked) == elements(quiet)
    assert "<script>alert(1" in text_of(attacked) or "alert(12)" in text_of(attacked)
    assert "href" not in attacked
    assert "src=" not in re.sub(r"&lt;.*?&gt;", "", attacked)


@pytest.mark.parametrize("verdict", [BROKEN, verdict_of()])
def test_one_read_back_from_its_json_gives_the_same_bytes(verdict: Verdict) -> None:
    assert as_markdown(as_stored(verdict)) == as_markdown(verdict)
