"""Renders a comparison of two verdicts for people, the news first."""

from typing import Final

from rich.table import Table
from rich.text import Text

from ticketgate import __version__
from ticketgate.report.terminal.changes_section import print_changes
from ticketgate.report.terminal.findings_section import print_promises
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.comparison_words import (
    comparison_sentence,
    comparison_word,
    describe_past,
    describe_vanished,
    lost_clauses,
    most_certain,
)
from ticketgate.report.words.figures import FIGURES_OF_TIMES, figures_of
from ticketgate.report.words.lists import first_of
from ticketgate.verdict.comparison import VerdictComparison

__all__ = ["render_comparison"]

#: Clauses and partitions named of each sort; all of them are in the JSON form.
_MOST_NAMED: Final = 8


def render_comparison(comparison: VerdictComparison, *, width: int = 80, color: bool = False) -> str:
    """Return the report as text with lines up to width."""
    sheet = Sheet(width, color=color, in_words=str)
    sheet.print(Text(f"ticketgate {__version__}", style="bold"))
    sheet.print(Text(f"Old     {comparison.old.file}: {describe_past(comparison.old)}"), soft_wrap=True)
    sheet.print(Text(f"New     {comparison.new.file}: {describe_past(comparison.new)}"), soft_wrap=True)
    for note in comparison.notes:
        sheet.indented(note, 8)
    sheet.print()
    sheet.print(Text("Findings", style="bold"))
    print_changes(sheet, comparison.changes)
    _print_lost(sheet, comparison)
    _print_partitions(sheet, comparison)
    _print_times(sheet, comparison)
    sheet.print()
    print_promises(sheet, comparison.news)
    sheet.print(Text(f"Comparison {comparison_word(comparison).upper()}: {comparison_sentence(comparison)}"))
    return sheet.text


def _print_lost(sheet: Sheet, comparison: VerdictComparison) -> None:
    if not comparison.lost:
        return
    sheet.print()
    sheet.print(Text("Clauses no longer put to the test", style="bold"))
    for lost in lost_clauses(comparison):
        sheet.indented(f"{len(lost.clauses)} because {lost.reason}:", 2)
        sheet.indented(
            first_of((f"{clause.id} ({clause.level.name})" for clause in lost.clauses), _MOST_NAMED), 4
        )


def _print_partitions(sheet: Sheet, comparison: VerdictComparison) -> None:
    if not (comparison.vanished or comparison.appeared or comparison.not_met):
        return
    sheet.print()
    sheet.print(Text("Partitions", style="bold"))
    if comparison.vanished:
        sheet.indented(f"{len(comparison.vanished)} vanished:", 2)
        named = (f"{each.before.id} ({describe_vanished(each)})" for each in most_certain(comparison))
        sheet.indented(first_of(named, _MOST_NAMED), 4)
    if comparison.appeared:
        sheet.indented(f"{len(comparison.appeared)} appeared:", 2)
        sheet.indented(first_of((f"{each.id} ({each.seen})" for each in comparison.appeared), _MOST_NAMED), 4)
    if comparison.not_met:
        sheet.indented(f"{comparison.not_met} more not seen any more, which may be chance.", 2)


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
