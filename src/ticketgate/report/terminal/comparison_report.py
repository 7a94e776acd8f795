"""Renders a comparison of two verdicts for people, the news first."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.table import Table
from rich.text import Text

from ticketgate import __version__
from ticketgate.report.terminal.changes_section import print_changes
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.figures import FIGURES_OF_TIMES, figures_of, percentage
from ticketgate.verdict.comparison import VerdictComparison
from ticketgate.verdict.past_verdict import PastVerdict

__all__ = ["render_comparison"]

#: Clauses and partitions named of each sort; all of them are in the JSON form.
_MOST_NAMED: Final = 8


def render_comparison(comparison: VerdictComparison, *, width: int = 80, color: bool = False) -> str:
    """Return the report as text with lines up to width."""
    sheet = Sheet(width, color=color, in_words=str)
    sheet.print(Text(f"ticketgate {__version__}", style="bold"))
    sheet.print(Text(f"Old     {_head(comparison.old)}"), soft_wrap=True)
    sheet.print(Text(f"New     {_head(comparison.new)}"), soft_wrap=True)
    for note in comparison.notes:
        sheet.indented(note, 8)
    sheet.print()
    sheet.print(Text("Findings", style="bold"))
    print_changes(sheet, comparison.changes)
    _print_lost(sheet, comparison)
    _print_partitions(sheet, comparison)
    _print_times(sheet, comparison)
    sheet.print()
    sheet.print(Text("Comparison ").append(_end(comparison)))
    return sheet.text


def _head(verdict: PastVerdict) -> str:
    return f"{verdict.file}: {verdict.target}, {verdict.started}, {verdict.outcome}"


def _print_lost(sheet: Sheet, comparison: VerdictComparison) -> None:
    reasons: dict[str, list[str]] = {}
    for lost in sorted(comparison.lost, key=lambda each: -each.clause.level):
        reasons.setdefault(lost.reason, []).append(f"{lost.clause.id} ({lost.clause.level.name})")
    if not reasons:
        return
    sheet.print()
    sheet.print(Text("Clauses no longer put to the test", style="bold"))
    for reason, ids in reasons.items():
        sheet.indented(f"{len(ids)} because {reason}:", 2)
        sheet.indented(_named(ids), 4)


def _print_partitions(sheet: Sheet, comparison: VerdictComparison) -> None:
    if not (comparison.vanished or comparison.appeared or comparison.not_met):
        return
    sheet.print()
    sheet.print(Text("Partitions", style="bold"))
    if comparison.vanished:
        sheet.indented(f"{len(comparison.vanished)} vanished:", 2)
        sheet.indented(_named(_vanished(comparison)), 4)
    if comparison.appeared:
        sheet.indented(f"{len(comparison.appeared)} appeared:", 2)
        sheet.indented(_named(f"{each.id} ({each.seen})" for each in comparison.appeared), 4)
    if comparison.not_met:
        sheet.indented(f"{comparison.not_met} more not seen any more, which may be chance.", 2)


def _vanished(comparison: VerdictComparison) -> Iterator[str]:
    """Yield each with the figure that says why it is called so; what chance misses most is last."""
    for each in sorted(comparison.vanished, key=lambda each: each.chance):
        seen = f"seen on {each.before.seen}"
        if not each.chance:
            yield f"{each.before.id} ({seen}, now proven that no ticket has it)"
        else:
            missed = f"on none of {each.judged} now: chance misses it in {percentage(each.chance)}"
            yield f"{each.before.id} ({seen}, {missed})"


def _print_times(sheet: Sheet, comparison: VerdictComparison) -> None:
    operations = sorted(comparison.old.times.keys() | comparison.new.times.keys())
    if not operations:
        return
    sheet.print()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Time to answer", no_wrap=True)
    table.add_column("")
    for name in ("before", "now"):
        table.add_column(name, justify="right")
    for operation in operations:
        old, new = comparison.old.times.get(operation), comparison.new.times.get(operation)
        figures = zip(FIGURES_OF_TIMES, figures_of(old), figures_of(new), strict=True)
        for shown, (name, before, now) in zip((operation, "", ""), figures, strict=True):
            table.add_row(shown, name, before, now)
    sheet.print(table)


def _end(comparison: VerdictComparison) -> str:
    failing = len(comparison.failing)
    if failing:
        return f"WORSE: {failing} new or worse (threshold {comparison.fail_on_new.upper()})."
    return f"NOT WORSE: nothing new or worse fails (threshold {comparison.fail_on_new.upper()})."


def _named(names: Iterable[str]) -> str:
    names = list(names)
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more, all listed by --json" if more > 0 else "")
