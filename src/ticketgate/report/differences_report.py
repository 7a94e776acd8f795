"""Renders what two environments answer differently: for people, and as JUnit XML."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from ticketgate import __version__
from ticketgate.contract.wording import in_number
from ticketgate.judging.differences import DifferenceKind
from ticketgate.report.changes_section import percentage
from ticketgate.report.junit import items_to_junit
from ticketgate.report.sheet import Sheet
from ticketgate.report.suite_items import Ending, SuiteItem
from ticketgate.verdict.shares import Share
from ticketgate.verdict.two_environments import (
    Agreement,
    CountedDifference,
    EnvironmentsVerdict,
    SideInfo,
)

__all__ = ["KIND_WORDS", "differences_to_junit", "render_differences"]

#: What each kind means, as a report says it.
KIND_WORDS: Final = {
    DifferenceKind.MISSING: "the second lacks it",
    DifferenceKind.ADDED: "only the second has it",
    DifferenceKind.TYPE: "another JSON type",
    DifferenceKind.NULL: "null on one side",
    DifferenceKind.VALUE: "another value",
    DifferenceKind.ORDER: "the same in another order",
    DifferenceKind.LENGTH: "more or fewer items, or cut off",
    DifferenceKind.FORM: "the same number, written otherwise",
    DifferenceKind.DIALECT: "a date written otherwise",
}
_KIND: Final = 9
_MODULE: Final = "test_environments"


def render_differences(verdict: EnvironmentsVerdict, *, width: int = 80, color: bool = False) -> str:
    """Return the report as text with lines up to width."""
    sheet = Sheet(width, color=color, in_words=str)
    sheet.print(Text(f"ticketgate {__version__}", style="bold"))
    for label, side in zip(("First", "Second"), verdict.sides, strict=True):
        sheet.print(Text(f"{label:<8}{_head(side)}"), soft_wrap=True)
    sheet.hanging(Text(f"Compared {_compared(verdict)}"))
    for note in verdict.notes:
        sheet.indented(note, 8)
    _print_noise(sheet, verdict)
    if verdict.differences:
        sheet.print()
        sheet.print(Text("Differences", style="bold"))
    for each in verdict.differences:
        _print_difference(sheet, verdict, each)
    sheet.print()
    sheet.hanging(Text("Verdict ").append(_end(verdict)))
    return sheet.text


def differences_to_junit(verdict: EnvironmentsVerdict) -> bytes:
    """Return the comparison as JUnit XML: a test case for each form and each operation compared."""
    about = {"targets": " ".join(side.target for side in verdict.sides)}
    return items_to_junit(_items(verdict), verdict.started, verdict.finished, about)


def _head(side: SideInfo) -> str:
    called = f"{side.environment}: " if side.environment else ""
    return f"{called}{side.target}, {in_number(side.requests, 'request')} sent"


def _compared(verdict: EnvironmentsVerdict) -> str:
    counts = ", ".join(f"{subject} {count}" for subject, count in verdict.compared.items())
    return (f"by profile: {counts}" if verdict.by_profile else counts) or "nothing"


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
    sheet.indented(f"{KIND_WORDS[difference.kind]}, on {_share(found.share)}{_shown_on(found)}", 4 + _KIND)
    if found.waiver is not None:
        sheet.indented(f"Waived until {found.waiver.until}: {found.waiver.reason}", 4 + _KIND)
    for command in verdict.commands(found):
        sheet.print(Text(" " * (4 + _KIND) + command, style="dim"), soft_wrap=True)


def _share(share: Share) -> str:
    return f"{share.count} of {share.judged} ({percentage(share.value)})"


def _shown_on(found: CountedDifference) -> str:
    return "." if found.ticket is None else f", such as ticket {found.ticket}."


def _end(verdict: EnvironmentsVerdict) -> str:
    waived = len(verdict.differences) - len(verdict.failing)
    beside = f" {waived} more waived." if waived else ""
    return {
        Agreement.DIFFERENT: f"DIFFERENT: {in_number(len(verdict.failing), 'difference')}.{beside}",
        Agreement.ALIKE: f"ALIKE: no difference that counts.{beside}",
        Agreement.INCOMPLETE: f"INCOMPLETE: no difference until then: {_ended(verdict.sides)}.{beside}",
        Agreement.NOTHING_COMPARED: f"NOTHING COMPARED{_why(verdict)}.",
    }[verdict.agreement]


def _why(verdict: EnvironmentsVerdict) -> str:
    ended = _ended(verdict.sides)
    return f": {ended}" if ended else ""


def _ended(sides: Sequence[SideInfo]) -> str:
    return "; ".join(f"{side.target}: {side.ended.words}" for side in sides if side.ended)


def _items(verdict: EnvironmentsVerdict) -> Iterator[SuiteItem]:
    for subject in sorted(verdict.compared):
        found = [each for each in verdict.differences if each.difference.place.startswith(f"{subject}:")]
        failing = [each for each in found if each.waiver is None]
        ending = Ending.FAILED if failing else Ending.XFAILED if found else Ending.PASSED
        message = "\n".join(
            f"{each.difference.place}: {KIND_WORDS[each.difference.kind]} ({each.difference.kind}), on "
            f"{_share(each.share)}"
            for each in failing or found
        )
        yield SuiteItem(_MODULE, f"test_answers_agree[{subject}]", ending, message)
    is_whole = verdict.agreement not in (Agreement.INCOMPLETE, Agreement.NOTHING_COMPARED)
    yield SuiteItem(
        _MODULE,
        "test_comparison_came_to_its_end",
        Ending.PASSED if is_whole else Ending.FAILED,
        "" if is_whole else _end(verdict),
    )
