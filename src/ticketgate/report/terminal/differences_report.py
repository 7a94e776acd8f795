"""Renders what two environments answer differently for people: the noise, then each difference."""

from typing import Final

from rich.text import Text

from ticketgate import __version__
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.difference_words import (
    agreement_sentence,
    compared_in_words,
    describe_difference,
    describe_side,
    failing_first,
)
from ticketgate.verdict.two_environments import CountedDifference, EnvironmentsVerdict

__all__ = ["render_differences"]

_KIND: Final = 9


def render_differences(verdict: EnvironmentsVerdict, *, width: int = 80, color: bool = False) -> str:
    """Return the report as text with lines up to width."""
    sheet = Sheet(width, color=color, in_words=str)
    sheet.print(Text(f"ticketgate {__version__}", style="bold"))
    for label, side in zip(("First", "Second"), verdict.sides, strict=True):
        sheet.print(Text(f"{label:<8}{describe_side(side)}"), soft_wrap=True)
    sheet.hanging(Text(f"Compared {compared_in_words(verdict)}"))
    for note in verdict.notes:
        sheet.indented(note, 8)
    _print_noise(sheet, verdict)
    if verdict.differences:
        sheet.print()
        sheet.print(Text("Differences", style="bold"))
    for each in failing_first(verdict):
        _print_difference(sheet, verdict, each)
    sheet.print()
    sheet.hanging(Text(f"Verdict {verdict.agreement.upper()}: {agreement_sentence(verdict)}"))
    return sheet.text


def _print_noise(sheet: Sheet, verdict: EnvironmentsVerdict) -> None:
    if not verdict.noise:
        return
    sheet.print()
    sheet.print(Text("Noise: what one environment answers differently when asked twice", style="bold"))
    for each in verdict.noise:
        first, second = each.counts
        sheet.indented(
            f"{each.difference.kind:<{_KIND}}{each.difference.place}: {first} and {second} of {each.judged}",
            2,
        )


def _print_difference(sheet: Sheet, verdict: EnvironmentsVerdict, found: CountedDifference) -> None:
    difference = found.difference
    head = Text(f"  {difference.kind.upper():<{_KIND}}").append(difference.place, style="bold")
    sheet.print(head, soft_wrap=True)
    sheet.indented(f"{describe_difference(found)}.", 4 + _KIND)
    if found.waiver is not None:
        sheet.indented(f"Waived until {found.waiver.until}: {found.waiver.reason}", 4 + _KIND)
    for command in verdict.commands(found):
        sheet.print(Text(" " * (4 + _KIND) + command, style="dim"), soft_wrap=True)
