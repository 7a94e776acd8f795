"""Writes a verdict as an HTML page: what it says, what is broken, what was seen, and the contract."""

from ticketgate.report.html.contract_trees import contract_parts, held_clauses
from ticketgate.report.html.finding_entries import change_rows, finding_entries, fitted
from ticketgate.report.html.one_file import html_page, macros_of
from ticketgate.report.html.verdict_head import kind_counts, not_seen, release_answer, took
from ticketgate.report.words import coverage_counts as coverage
from ticketgate.report.words.verdict_sentence import verdict_sentence, verdict_word
from ticketgate.verdict.decision import Verdict
from ticketgate.verdict.stored_verdict import as_stored

__all__ = ["verdict_as_html"]


def verdict_as_html(verdict: Verdict) -> bytes:
    """Return the page of a verdict; one read back from its JSON gives the same bytes."""
    verdict = as_stored(verdict)
    entries = finding_entries(verdict)
    finding = macros_of("finding.jinja")
    findings = fitted(entries, finding.entry, finding.line)
    return html_page(
        "verdict_page.jinja",
        title=f"{verdict_word(verdict)} · {verdict.info.target}",
        version=verdict.contract_version,
        digest=verdict.contract_digest,
        verdict=verdict,
        word=verdict_word(verdict),
        sentence=verdict_sentence(verdict),
        answer=release_answer(verdict, entries),
        not_seen=tuple(not_seen(verdict)),
        kinds=tuple(kind_counts(verdict)),
        entries=entries,
        findings=findings,
        changes=tuple(change_rows(verdict.baseline.changes)) if verdict.baseline else (),
        levels=tuple(coverage.levels_checked(verdict)),
        partitions=tuple(coverage.partition_counts(verdict)),
        unjudged=tuple(coverage.unjudged_clauses(verdict)),
        unseen=tuple(coverage.unseen_partitions(verdict)),
        power=tuple(coverage.power_charts(verdict)),
        took=took(verdict),
        judged=True,
        shown=findings.clauses,
        **contract_parts(verdict.outline, held_clauses(verdict.states), verdict.coverage.partitions),
    )
