"""Renders what changed of the findings, the news first."""

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.change_lines import counted_changes, describe_change, told_changes, unchanged
from ticketgate.verdict.changes import Change, ChangedVariant
from ticketgate.verdict.known_findings import AgainstBaseline

__all__ = ["print_against_baseline", "print_changes"]

_STYLES: Final = {
    Change.NEW: "bold red",
    Change.WORSE: "bold red",
    Change.MENDED: "green",
    Change.BETTER: "green",
}
#: Changes of a sort named here; all of them are in the JSON form.
_MOST_NAMED: Final = 20
#: Columns that the word for a change takes, and the level behind it.
_CHANGE, _LEVEL = 8, 8


def print_against_baseline(sheet: Sheet, against: AgainstBaseline) -> None:
    """Print what changed since the baseline was made, counted first: a screen may not hold it all."""
    counted = counted_changes(against.changes)
    sheet.print(
        Text(f"Since {against.file}", style="bold").append(f": {counted}", "not bold"), soft_wrap=True
    )
    for note in against.notes:
        sheet.indented(note, 2)
    print_changes(sheet, against.changes)
    sheet.print()


def print_changes(sheet: Sheet, changes: Sequence[ChangedVariant]) -> None:
    """Print a line for each change, and how much is as it was."""
    for change, alike in told_changes(changes):
        for each in alike[:_MOST_NAMED]:
            _print_change(sheet, each)
        if (more := len(alike) - _MOST_NAMED) > 0:
            sheet.indented(f"and {more} more that are {change}, all listed by --json", 2 + _CHANGE)
    sheet.indented(f"{unchanged(changes)}.", 2)


def _print_change(sheet: Sheet, changed: ChangedVariant) -> None:
    variant = changed.variant
    head = Text("  ").append(f"{changed.change.upper():<{_CHANGE}}", style=_STYLES.get(changed.change, ""))
    head.append(f"{variant.level.name:<{_LEVEL}}").append(variant.clause, style="bold")
    sheet.print(head, soft_wrap=True)
    sheet.indented(describe_change(changed), 2 + _CHANGE + _LEVEL)
