"""Writes a verdict as Markdown, for the summary of a CI run or a comment on a merge request."""

from collections.abc import Iterator
from typing import Final

from ticketgate import __version__
from ticketgate.contract.wording import in_number
from ticketgate.report.markdown.gfm import (
    LIMIT,
    as_code,
    as_html,
    as_text,
    code_block,
    fitting,
    folding,
    table_of,
)
from ticketgate.report.words.change_lines import describe_change, told_changes, unchanged
from ticketgate.report.words.coverage_counts import (
    levels_in_words,
    partition_counts,
    power_briefly,
    power_charts,
    unjudged_clauses,
    unseen_partitions,
)
from ticketgate.report.words.promise_lines import clauses_named, describe_promise, reproduce_lines
from ticketgate.report.words.verdict_sentence import verdict_sentence, verdict_word
from ticketgate.verdict.changes import ChangedVariant
from ticketgate.verdict.decision import Outcome, Verdict
from ticketgate.verdict.entries import BrokenPromise, broken_promises
from ticketgate.verdict.known_findings import AgainstBaseline

__all__ = ["as_markdown", "changes_in_markdown", "promise_in_markdown"]

_SIGNS: Final = {Outcome.KEPT: "✅", Outcome.BROKEN: "❌"}
#: Changes of one sort, clauses and partitions of one reason, and notes that are told; all are in the JSON.
_MOST_CHANGES: Final = 10
_MOST_NAMED: Final = 20
_MOST_NOTES: Final = 30
#: Characters of a line of an entry, and of the sentence of the verdict.
_LONGEST_LINE: Final = 1000
#: Bytes for what changed, for all that stands above the findings, and for what is folded below them.
_FOR_CHANGES: Final = 12_000
_FOR_HEAD: Final = 20_000
_FOR_REST: Final = 15_000


def as_markdown(verdict: Verdict) -> bytes:
    """Return the verdict as Markdown of at most 60 kB: what changed, findings by promise, coverage folded."""
    text = fitting([*_head(verdict), *_stale(verdict)], _FOR_HEAD, "part")
    rest = fitting([*_coverage(verdict), *_notes(verdict)], _FOR_REST, "part")
    failing = {finding.clause.id for finding in verdict.failing}
    promises = broken_promises(verdict.findings)
    failing_first = sorted(promises, key=lambda each: each.clause.id not in failing)
    sections = (
        ("### Findings\n\n", failing_first),
        ("### Found once and not asked again\n\n", broken_promises(verdict.unconfirmed)),
    )
    for title, found in sections:
        if found:
            room = LIMIT - len((text + title + rest).encode("utf-8", "replace"))
            text += title + fitting([promise_in_markdown(each) for each in found], room, "promise")
    return (text + rest).encode("utf-8", "replace")


def changes_in_markdown(changes: tuple[ChangedVariant, ...]) -> str:
    """Return a line for each change, the news first, and how much is as it was."""
    lines = []
    for change, alike in told_changes(changes):
        lines += [_change(each) for each in alike[:_MOST_CHANGES]]
        if (more := len(alike) - _MOST_CHANGES) > 0:
            lines.append(f"- and {more} more that are {change}\n")
    lines.append(f"- {as_text(unchanged(changes))}\n")
    return fitting(lines, _FOR_CHANGES, "change") + "\n"


def _change(changed: ChangedVariant) -> str:
    variant = changed.variant
    named = f"**{changed.change}** {variant.level.name} {as_code(variant.clause)}"
    return f"- {named}: {as_text(describe_change(changed))}\n"


def _head(verdict: Verdict) -> Iterator[str]:
    sign = _SIGNS.get(verdict.outcome, "⚠️")
    yield f"## {sign} ticketgate: {verdict_word(verdict)}\n\n"
    yield f"{as_text(verdict_sentence(verdict), _LONGEST_LINE)}\n\n"
    seed = "" if verdict.info.seed is None else f", seed {verdict.info.seed}"
    made = f"contract {verdict.contract_version}, digest {verdict.contract_digest}; ticketgate {__version__}"
    yield f"Target {as_code(verdict.info.target)}{seed}; {as_text(made)}\n\n"
    if verdict.baseline:
        yield from _against(verdict.baseline)


def _against(baseline: AgainstBaseline) -> Iterator[str]:
    yield f"### Since {as_code(baseline.file)}\n\n"
    yield from (f"{as_text(note)}\n\n" for note in baseline.notes[:_MOST_NOTES])
    yield changes_in_markdown(baseline.changes)


def _stale(verdict: Verdict) -> Iterator[str]:
    if verdict.stale:
        yield "### Stale waivers\n\n"
        yield from (f"- {as_text(stale)}\n" for stale in verdict.stale)
        yield "\n"


def promise_in_markdown(promise: BrokenPromise) -> str:
    """Return a promise in a line, and folded below it where it is broken, how often and how to see it."""
    copied = reproduce_lines(promise)
    parts = [
        f"{code_block([line])}\n" if line in copied else f"{as_text(line, _LONGEST_LINE)}\n\n"
        for line in describe_promise(promise)
    ]
    news = " · <b>new</b>" if promise.is_news else ""
    named = f"<b>{promise.level.name}</b> <code>{as_html(clauses_named(promise))}</code>"
    summary = f"{named}: {as_html(promise.promise)}{news}"
    return folding(summary, "".join(parts))


def _coverage(verdict: Verdict) -> Iterator[str]:
    levels = levels_in_words(verdict)
    if not levels:
        return
    counts = table_of(
        ("partitions", "seen", "absent", "not seen"),
        (
            (each.name, str(each.seen), str(each.absent), str(each.unseen))
            for each in partition_counts(verdict)
        ),
    )
    power = "".join(f"{as_text(power_briefly(chart.whole))}\n\n" for chart in power_charts(verdict))
    yield folding(f"Coverage: {levels}", counts + power)
    unjudged = [
        _named(each.count, each.reason, [c.id for c in each.named]) for each in unjudged_clauses(verdict)
    ]
    if unjudged:
        yield folding("Clauses not checked", "".join(unjudged))
    unseen = [
        _named(each.count, f"{each.reason.why}. {each.reason.needed}", [p.id for p in each.named])
        for each in unseen_partitions(verdict)
    ]
    if unseen:
        yield folding("Partitions not seen", "".join(unseen))


def _named(count: int, reason: str, ids: list[str]) -> str:
    shown = ", ".join(as_code(each, 120) for each in ids[:_MOST_NAMED])
    more = f" and {count - _MOST_NAMED} more" if count > _MOST_NAMED else ""
    return f"{count} because {as_text(reason)}: {shown}{more}\n\n"


def _notes(verdict: Verdict) -> Iterator[str]:
    notes = [f"- {as_text(note)}\n" for note in verdict.info.notes]
    if notes:
        more = len(notes) - _MOST_NOTES
        rest = [f"- and {in_number(more, 'more note')}\n"] if more > 0 else []
        yield folding(in_number(len(notes), "note"), "".join([*notes[:_MOST_NOTES], *rest]))
