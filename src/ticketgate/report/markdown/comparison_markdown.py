"""Writes a comparison of two verdicts as Markdown, for a comment on a merge request."""

from collections.abc import Iterable, Iterator

from ticketgate.contract.wording import in_number
from ticketgate.report.markdown.gfm import LIMIT, as_code, as_text, fitting, folding, table_of
from ticketgate.report.markdown.verdict_markdown import changes_in_markdown, promise_in_markdown
from ticketgate.report.words.comparison_words import (
    comparison_sentence,
    comparison_word,
    describe_past,
    describe_vanished,
    lost_clauses,
    most_certain,
)
from ticketgate.report.words.figures import FIGURES_OF_TIMES, figures_of
from ticketgate.verdict.comparison import VerdictComparison
from ticketgate.verdict.past_verdict import PastVerdict
from ticketgate.verdict.times import Times

__all__ = ["comparison_to_markdown"]


def comparison_to_markdown(comparison: VerdictComparison) -> bytes:
    """Return the comparison as Markdown of at most 60 kB: what changed, and how to see what is news."""
    sign = "❌" if comparison.failing else "✅"
    parts = [
        f"## {sign} ticketgate: {comparison_word(comparison)}\n\n",
        f"{as_text(comparison_sentence(comparison))}\n\n",
        f"- old {_head(comparison.old)}\n- new {_head(comparison.new)}\n\n",
        *(f"{as_text(note)}\n\n" for note in comparison.notes),
        "### Findings\n\n",
        changes_in_markdown(comparison.changes),
        *map(promise_in_markdown, comparison.news),
        *_lists(comparison),
        *_times(comparison),
    ]
    return fitting(parts, LIMIT, "part").encode("utf-8", "replace")


def _head(verdict: PastVerdict) -> str:
    return f"{as_code(verdict.file)}: {as_text(describe_past(verdict))}"


def _lists(comparison: VerdictComparison) -> Iterator[str]:
    lost = [
        f"{as_code(clause.id)}: {as_text(each.reason)}"
        for each in lost_clauses(comparison)
        for clause in each.clauses
    ]
    vanished = [
        f"{as_code(each.before.id)} ({as_text(describe_vanished(each))})" for each in most_certain(comparison)
    ]
    appeared = [f"{as_code(each.id)} (seen on {each.seen})" for each in comparison.appeared]
    yield from _list(lost, "clause", "no longer put to the test")
    yield from _list(vanished, "partition", "that vanished")
    yield from _list(appeared, "partition", "that appeared")


def _list(lines: list[str], noun: str, which: str) -> Iterator[str]:
    if lines:
        shown = fitting([f"- {line}\n" for line in lines], LIMIT // 5, "line")
        yield folding(f"{in_number(len(lines), noun)} {which}", f"{shown}\n")


def _times(comparison: VerdictComparison) -> Iterator[str]:
    old, new = comparison.old.times, comparison.new.times
    if operations := sorted(old.keys() | new.keys()):
        rows = (row for name in operations for row in _rows(name, old.get(name), new.get(name)))
        yield folding("Time to answer", table_of(("operation", "", "before", "now"), rows))


def _rows(operation: str, old: Times | None, new: Times | None) -> Iterable[tuple[str, str, str, str]]:
    figures = zip(FIGURES_OF_TIMES, figures_of(old), figures_of(new), strict=True)
    return [(as_text(operation), name, before, now) for name, before, now in figures]
