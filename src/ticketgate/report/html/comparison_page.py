"""Writes a comparison of two verdicts as an HTML page: what changed, what is new, what was not seen again."""

from collections.abc import Iterator

from ticketgate.report.html.finding_entries import FindingEntry, change_rows, fitted
from ticketgate.report.html.one_file import html_page, macros_of
from ticketgate.report.words.comparison_words import (
    comparison_sentence,
    comparison_word,
    describe_vanished,
    lost_clauses,
    most_certain,
    not_compared,
)
from ticketgate.verdict.comparison import VerdictComparison

__all__ = ["comparison_to_html"]


def comparison_to_html(comparison: VerdictComparison) -> bytes:
    """Return the page of a comparison."""
    entries = tuple(sorted(_news(comparison), key=lambda each: not each.fails))
    finding = macros_of("finding.jinja")
    findings = fitted(entries, finding.entry, finding.line)
    return html_page(
        "comparison_page.jinja",
        title=f"{comparison_word(comparison)} · {comparison.new.file}",
        comparison=comparison,
        word=comparison_word(comparison),
        sentence=comparison_sentence(comparison),
        not_compared=tuple(not_compared(comparison)),
        changes=tuple(change_rows(comparison.changes)),
        entries=entries,
        findings=findings,
        shown=findings.clauses,
        lost=tuple(lost_clauses(comparison)),
        vanished=[(each.before.id, describe_vanished(each)) for each in most_certain(comparison)],
        operations=sorted(comparison.old.times.keys() | comparison.new.times.keys()),
    )


def _news(comparison: VerdictComparison) -> Iterator[FindingEntry]:
    """Yield the entries of what is new or worse."""
    failing = {(each.variant.clause, each.variant.place) for each in comparison.failing}
    for promise in comparison.news:
        fails = any((each.clause.id, each.place) in failing for each in promise.findings)
        yield FindingEntry(promise, fails=fails, in_contract="")
