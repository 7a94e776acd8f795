"""What two environments answer differently, in words: what each kind means, how often, what it comes to."""

from collections.abc import Iterator, Sequence
from typing import Final

from ticketgate.contract.forms import FULL
from ticketgate.contract.wording import in_number
from ticketgate.judging.differences import DifferenceKind
from ticketgate.report.words.figures import percentage
from ticketgate.verdict.shares import Share
from ticketgate.verdict.two_environments import Agreement, CountedDifference, EnvironmentsVerdict, SideInfo

__all__ = [
    "KIND_WORDS",
    "agreement_sentence",
    "beside_differences",
    "compared_in_words",
    "describe_difference",
    "describe_side",
    "failing_first",
    "share_in_words",
]

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


def describe_side(side: SideInfo) -> str:
    """Return an environment as it is called, where it is, and how much it was asked."""
    called = f"{side.environment}: " if side.environment else ""
    return f"{called}{side.target}, {in_number(side.requests, 'request')} sent"


def compared_in_words(verdict: EnvironmentsVerdict) -> str:
    """Say how much of what was compared."""
    counts = ", ".join(f"{subject} {count}" for subject, count in verdict.compared.items())
    return (f"by profile: {counts}" if verdict.by_profile else counts) or "nothing"


def failing_first(verdict: EnvironmentsVerdict) -> list[CountedDifference]:
    """Return the differences: those that nobody accepted first, and a greater share before a smaller one."""
    return sorted(verdict.differences, key=lambda each: (each.waiver is not None, -each.share.value))


def beside_differences(verdict: EnvironmentsVerdict) -> Iterator[str]:
    """Yield in sentences what the comparison could not look at."""
    if verdict.by_profile:
        yield "The tickets are others: only which partitions each side shows was compared."
    if verdict.noise:
        yield f"{in_number(len(verdict.noise), 'place')} moved while they were asked: noise, listed below."
    for side in verdict.sides:
        if side.ended:
            yield f"{side.environment or side.target}: {side.ended.words}."
    if not verdict.compared.get(FULL):
        yield "No full ticket was compared."


def describe_difference(found: CountedDifference) -> str:
    """Return what the kind means, on which share, and on which ticket it can be seen."""
    shown = "" if found.ticket is None else f", such as ticket {found.ticket}"
    return f"{KIND_WORDS[found.difference.kind]}, on {share_in_words(found.share)}{shown}"


def share_in_words(share: Share) -> str:
    """Return a share as a count of all and in per cent: ``3 of 60 (5 %)``."""
    return f"{share.count} of {share.judged} ({percentage(share.value)})"


def agreement_sentence(verdict: EnvironmentsVerdict) -> str:
    """Say what the comparison came to, and why no more was compared."""
    waived = len(verdict.differences) - len(verdict.failing)
    beside = f" {waived} more waived." if waived else ""
    return {
        Agreement.DIFFERENT: f"{in_number(len(verdict.failing), 'difference')}.{beside}",
        Agreement.ALIKE: f"no difference that counts.{beside}",
        Agreement.INCOMPLETE: f"no difference until then: {_ended(verdict.sides)}.{beside}",
        Agreement.NOTHING_COMPARED: f"{_ended(verdict.sides) or 'no ticket could be compared'}.",
    }[verdict.agreement]


def _ended(sides: Sequence[SideInfo]) -> str:
    return "; ".join(f"{side.target}: {side.ended.words}" for side in sides if side.ended)
