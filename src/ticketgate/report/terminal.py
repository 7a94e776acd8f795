"""Renders a verdict for people at a terminal or in a CI log."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import shorten
from typing import Final

from rich.table import Table
from rich.text import Text

from ticketgate import __version__
from ticketgate.contract.clauses import Kind, Level
from ticketgate.contract.wording import in_number
from ticketgate.report.changes_section import print_against_baseline
from ticketgate.report.coverage_section import print_coverage
from ticketgate.report.sheet import Sheet
from ticketgate.verdict.broken_clauses import BrokenClause, FoundVariant
from ticketgate.verdict.changes import Change
from ticketgate.verdict.decision import ClauseState, Outcome, State, Verdict

__all__ = ["describe_finding", "render"]

_LEVEL_STYLES: Final = {Level.MUST: "bold red", Level.SHOULD: "yellow", Level.MAY: "cyan"}
_OUTCOME_STYLES: Final = {
    Outcome.KEPT: "bold green",
    Outcome.BROKEN: "bold red",
    Outcome.INCOMPLETE: "bold yellow",
    Outcome.TOO_LITTLE_CHECKED: "bold yellow",
    Outcome.NOTHING_CHECKED: "bold yellow",
}
#: Clauses named per reason in the list of what was not judged, and variants per finding; all are in the JSON.
_MOST_NAMED: Final = 8
#: Characters of a note, about six lines: what a run left out can be a list of a hundred pairs.
_LONGEST_NOTE: Final = 400


def render(
    verdict: Verdict,
    *,
    width: int = 80,
    color: bool = False,
    in_words: Callable[[str], str] = str,
) -> str:
    """Return the report as text with lines up to width; lines to copy are never broken.

    in_words puts options into the words of the front; without it they are those of the command line.
    """
    sheet = Sheet(width, color=color, in_words=in_words)
    _print_head(sheet, verdict)
    if verdict.baseline:
        print_against_baseline(sheet, verdict.baseline)
    _print_notes(sheet, verdict)
    if verdict.states:
        _print_counts(sheet, verdict)
    for finding in sorted(verdict.findings, key=_news_first):
        _print_finding(sheet, finding)
    _print_unconfirmed(sheet, verdict)
    _print_unjudged(sheet, verdict)
    if verdict.states:
        print_coverage(sheet, verdict)
    _print_end(sheet, verdict)
    return sheet.text


def describe_finding(finding: BrokenClause) -> list[str]:
    """Return a finding as plain lines: what is there, where the promise is written, how to see it."""
    clause = finding.clause
    where = f" in {finding.source}" if finding.source else ""
    what = f"{finding.place or 'It'} {finding.detail}{_spread(finding)}{where}."
    facts = [str(clause.evidence), str(clause.written), *clause.rules]
    lines = [what, " · ".join(facts)]
    if finding.disputed:
        lines.append("The second validation library sees no fault here: read it before you report it.")
    changes = {each.change for each in finding.variants}
    if len(finding.variants) > 1 or changes & {Change.NEW, Change.WORSE}:
        lines.append(f"Variants: {_variants(finding.variants)}.")
    if changes <= {Change.SAME, Change.BETTER}:
        lines.append("Known from the baseline.")
    if finding.waiver:
        lines.append(f"Waived: {finding.waiver}")
    else:
        waived = [each for each in finding.variants if each.waiver]
        lines += [f"Waived, {_variant(each)}: {each.waiver}" for each in waived]
    return [*lines, *finding.reproduce.splitlines()]


def _variants(variants: Sequence[FoundVariant]) -> str:
    """Say on how many things each variant is, and what became of it."""
    named = [f"{_variant(each)} on {each.count}{_news(each)}" for each in variants[:_MOST_NAMED]]
    more = len(variants) - _MOST_NAMED
    return ", ".join(named) + (f" and {more} more, all listed by --json" if more > 0 else "")


def _variant(found: FoundVariant) -> str:
    return "others" if found.variant is None else found.variant


def _news(found: FoundVariant) -> str:
    return f" ({found.change})" if found.change and found.change is not Change.SAME else ""


def _news_first(finding: BrokenClause) -> tuple[bool, int, str, str]:
    is_news = any(each.change in (Change.NEW, Change.WORSE) for each in finding.variants)
    return not is_news, -finding.clause.level, finding.clause.id, finding.place


def _spread(finding: BrokenClause) -> str:
    one, many = finding.clause.counted
    spread = f", on {finding.count} of {finding.of} {many if finding.of != 1 else one}"
    if finding.ticket is not None:
        spread += f", first on {finding.ticket}" if finding.count > 1 else f": {finding.ticket}"
    # Without an array on the way the place is exact already.
    return spread + (f", at {finding.pointer}" if "[]" in finding.place and finding.pointer else "")


def _print_head(sheet: Sheet, verdict: Verdict) -> None:
    info = verdict.info
    sheet.print(
        Text(f"ticketgate {__version__}", style="bold").append(
            f" · contract {verdict.contract_version}, digest {verdict.contract_digest}", style="not bold"
        )
    )
    seed = f" (seed {info.seed})" if info.seed is not None else ""
    sheet.print(Text(f"Target  {info.target}{seed}"), soft_wrap=True)
    judged = verdict.judged
    asked = f"{in_number(info.requests, 'request')} sent; " if info.requests else ""
    nothing = "no ticket, row or page" if judged else "nothing"
    sheet.hanging(Text(f"Judged  {asked}{_tickets(judged) or nothing}"))
    sheet.print()


def _print_notes(sheet: Sheet, verdict: Verdict) -> None:
    """Print what the run did and left out, below what changed: that has to be on the first screen."""
    if not verdict.info.notes:
        return
    sheet.print(Text("Notes", style="bold"))
    for note in verdict.info.notes:
        sheet.indented(shorten(note, _LONGEST_NOTE, placeholder=" ... --json has the rest."), 2)
    sheet.print()


def _tickets(judged: Mapping[str, int]) -> str:
    """Say how many things of each form were judged."""
    nouns = (("full", "full ticket"), ("compact", "row"), ("search", "page"), ("pair", "pair of both forms"))
    counted = [(judged[subject], noun) for subject, noun in nouns if judged.get(subject)]
    return ", ".join(f"{count} {noun if count == 1 else _plural(noun)}" for count, noun in counted)


def _plural(noun: str) -> str:
    return noun.replace("pair ", "pairs ") if noun.startswith("pair ") else f"{noun}s"


def _print_counts(sheet: Sheet, verdict: Verdict) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="bold", show_footer=True)
    table.add_column("Clauses", footer="total")
    for state in State:
        table.add_column(state, justify="right", footer=str(verdict.count(state)))
    for kind in Kind:
        counts = [verdict.count(state, kind) for state in State]
        if any(counts):
            table.add_row(kind, *map(str, counts))
    sheet.print(table)
    sheet.print()


def _print_finding(sheet: Sheet, finding: BrokenClause) -> None:
    clause = finding.clause
    head = Text(f"{clause.level.name:<6}  ", style=_LEVEL_STYLES[clause.level])
    head.append(clause.id, style="bold")
    sheet.print(head, soft_wrap=True)
    sheet.indented(f"{clause.title}.", 8)
    for line in describe_finding(finding):
        if line in finding.reproduce.splitlines():
            sheet.print(Text(" " * 8 + line, style="dim"), soft_wrap=True)
        else:
            sheet.indented(line, 8)
    sheet.print()


def _print_unconfirmed(sheet: Sheet, verdict: Verdict) -> None:
    if not verdict.unconfirmed:
        return
    sheet.print(Text("Found once and not asked again, so neither broken nor kept", style="bold"))
    sheet.print()
    for finding in sorted(verdict.unconfirmed, key=lambda f: (-f.clause.level, f.clause.id, f.place)):
        _print_finding(sheet, finding)


def _print_unjudged(sheet: Sheet, verdict: Verdict) -> None:
    reasons: dict[str, list[ClauseState]] = {}
    for state in verdict.states:
        if state.reason:
            reasons.setdefault(state.reason, []).append(state)
    if not reasons:
        return
    sheet.print(Text("Not checked", style="bold"))
    for reason, states in reasons.items():
        states.sort(key=lambda state: -state.clause.level)
        sheet.indented(f"{len(states)} because {reason}:", 2)
        sheet.indented(_names(states), 4)
    sheet.print()


def _names(states: Iterable[ClauseState]) -> str:
    ids = [f"{state.clause.id} ({state.clause.level.name})" for state in states]
    more = len(ids) - _MOST_NAMED
    return ", ".join(ids[:_MOST_NAMED]) + (f" and {more} more, all listed by --json" if more > 0 else "")


def _print_end(sheet: Sheet, verdict: Verdict) -> None:
    for stale in verdict.stale:
        sheet.hanging(Text(sheet.in_words(stale), style="yellow"))
    outcome = verdict.outcome
    text = Text("Verdict ").append(outcome.upper(), style=_OUTCOME_STYLES[outcome])
    text.append(sheet.in_words(f": {_sentence(verdict)}"))
    if ended := _early_end(verdict):
        text.append(sheet.in_words(f" {ended}"), style="bold yellow")
    sheet.hanging(text)


def _sentence(verdict: Verdict) -> str:
    judged = verdict.count(State.KEPT) + verdict.count(State.BROKEN)
    rest = _beside(verdict)
    if in_doubt := len({f.clause.id for f in verdict.unconfirmed}):
        rest += f"; {in_doubt} found broken once and not asked again"
    if verdict.outcome is Outcome.NOTHING_CHECKED:
        return "no clause was put to the test."
    if verdict.outcome is Outcome.TOO_LITTLE_CHECKED:
        checked = verdict.checked(Level.MUST)
        return (
            f"{checked.count} of {checked.of} MUST clauses were put to the test, less than the "
            f"{verdict.min_coverage:g} % that --min-coverage asks for{rest}."
        )
    if verdict.failing:
        failing = {f.clause.id: f.clause.level for f in verdict.failing}
        return (
            f"{len(failing)} of {_clauses(judged)} checked "
            f"{'fails' if len(failing) == 1 else 'fail'} the run ({_by_level(failing.values())}){rest}."
        )
    if verdict.stale:
        count = len(verdict.stale)
        stale = "1 waiver is stale" if count == 1 else f"{count} waivers are stale"
        return f"no clause fails the run, but {stale}{rest}."
    threshold = verdict.baseline.fail_on_new.upper() if verdict.baseline else verdict.fail_on.name
    return f"{_clauses(judged)} checked, none fails the run (threshold {threshold}){rest}."


def _clauses(count: int) -> str:
    return in_number(count, "clause")


def _early_end(verdict: Verdict) -> str:
    """Return the sentence on why the verdict is incomplete, empty if it is not."""
    info = verdict.info
    if info.complete or info.ended is None:
        return ""
    if info.interrupted:
        return "Interrupted: this is what was found so far."
    return f"Incomplete: {info.ended.words}; this is what was found until then."


def _beside(verdict: Verdict) -> str:
    """Return what is broken and fails nothing, and how to see it fail; empty if nothing is."""
    failing = {f.clause.id for f in verdict.failing}
    left = [f for f in verdict.findings if f.clause.id not in failing]
    below = {f.clause.id: f.clause.level for f in left if f.waiver is None}
    rest = ""
    if verdict.baseline:
        rest = _beside_baseline([f for f in left if f.waiver is None])
    elif below:
        lowest, them = min(below.values()).name.lower(), "it" if len(below) == 1 else "them"
        rest = f"; {len(below)} more broken below the threshold (--fail-on {lowest} fails the run for {them})"
    if waived := len({f.clause.id for f in left} - below.keys()):
        rest += f"; {waived} waived"
    return rest


def _beside_baseline(left: Iterable[BrokenClause]) -> str:
    """Return what is broken and known, and what is new and fails nothing."""
    known, news = set[str](), set[str]()
    for finding in left:
        changes = {each.change for each in finding.variants if each.waiver is None}
        (news if changes & {Change.NEW, Change.WORSE} else known).add(finding.clause.id)
    rest = f"; {len(known - news)} broken as known" if known - news else ""
    if news:
        them = "it" if len(news) == 1 else "them"
        rest += f"; {len(news)} new or worse below the threshold (--fail-on-new any fails the run for {them})"
    return rest


def _by_level(levels: Iterable[Level]) -> str:
    levels = list(levels)
    return ", ".join(f"{levels.count(level)} {level.name}" for level in reversed(Level) if level in levels)
