"""Renders what changed of the findings, the news first."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from ticketgate.report.sheet import Sheet
from ticketgate.verdict.changes import Change, ChangedVariant, CountedVariant
from ticketgate.verdict.known_findings import AgainstBaseline

__all__ = [
    "TOLD_CHANGES",
    "describe_change",
    "percentage",
    "print_against_baseline",
    "print_changes",
    "unchanged",
]

#: What is told one by one; of the others, their number.
TOLD_CHANGES: Final = (Change.NEW, Change.WORSE, Change.MENDED, Change.BETTER, Change.GONE)
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
#: Per cent.
_ALL: Final = 100


def print_against_baseline(sheet: Sheet, against: AgainstBaseline) -> None:
    """Print what changed since the baseline was made, counted first: a screen may not hold it all."""
    counted = _counted(against.changes)
    sheet.print(
        Text(f"Since {against.file}", style="bold").append(f": {counted}", "not bold"), soft_wrap=True
    )
    for note in against.notes:
        sheet.indented(note, 2)
    print_changes(sheet, against.changes)
    sheet.print()


def print_changes(sheet: Sheet, changes: Sequence[ChangedVariant]) -> None:
    """Print a line for each change, and how much is as it was."""
    for change in TOLD_CHANGES:
        alike = sorted(
            (each for each in changes if each.change is change), key=lambda each: -each.variant.level
        )
        for each in alike[:_MOST_NAMED]:
            _print_change(sheet, each)
        if (more := len(alike) - _MOST_NAMED) > 0:
            sheet.indented(f"and {more} more that are {change}, all listed by --json", 2 + _CHANGE)
    sheet.indented(f"{unchanged(changes)}.", 2)


def _counted(changes: Sequence[ChangedVariant]) -> str:
    counts = {change: sum(each.change is change for each in changes) for change in TOLD_CHANGES}
    return ", ".join(f"{count} {change}" for change, count in counts.items() if count) or "nothing changed"


def describe_change(changed: ChangedVariant) -> str:
    """Return the variant, on which share it is and was, and since when it is known."""
    return "".join(_said(changed))


def unchanged(changes: Sequence[ChangedVariant]) -> str:
    """Say how much is as it was, and of how much that cannot be said."""
    counts = {change: sum(each.change is change for each in changes) for change in Change}
    new = "" if counts[Change.NEW] or counts[Change.WORSE] else "Nothing is new or worse; "
    same = f"{counts[Change.SAME]} as known"
    unseen = counts[Change.NOT_SEEN]
    return f"{new}{same}" + (f", {unseen} not seen and judged too seldom to tell" if unseen else "")


def percentage(value: float) -> str:
    """Return a share in per cent, ``0.031 %``: two digits that tell something, and 100 % for all alone."""
    rounded = float(f"{100 * value:.2g}")
    return f"{rounded if rounded < _ALL or value == 1 else int(1000 * value) / 10:g} %"


def _print_change(sheet: Sheet, changed: ChangedVariant) -> None:
    variant = changed.variant
    head = Text("  ").append(f"{changed.change.upper():<{_CHANGE}}", style=_STYLES.get(changed.change, ""))
    head.append(f"{variant.level.name:<{_LEVEL}}").append(variant.clause, style="bold")
    sheet.print(head, soft_wrap=True)
    sheet.indented(describe_change(changed), 2 + _CHANGE + _LEVEL)


def _named(variant: CountedVariant) -> str:
    """Name the variant, and its place where the id of its clause does not."""
    words = "other variants" if variant.variant is None else variant.variant
    shown = f":{variant.place}/" in variant.clause
    return f"{variant.place} {words}" if variant.place and not shown else words


def _of(variant: CountedVariant) -> str:
    return f"{variant.share.count} of {variant.share.judged} ({percentage(variant.share.value)})"


def _said(changed: ChangedVariant) -> Iterator[str]:
    variant, before, now = changed.variant, changed.before, changed.now
    yield _named(variant)
    if now is not None:
        yield f", on {_of(now)}"
    if before is not None:
        yield f"; {'before' if now else 'was'} on {_of(before)}"
        yield f", known since {before.since}" if before.since else ""
    yield "; its clause is in the contract no more" if changed.change is Change.GONE else ""
