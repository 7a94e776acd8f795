"""What changed from one verdict to another, in words: what it comes to, what was lost, what vanished."""

from collections.abc import Iterator
from dataclasses import dataclass

from ticketgate.contract.wording import in_number
from ticketgate.report.words.figures import percentage, to_the_minute
from ticketgate.verdict.comparison import Vanished, VerdictComparison
from ticketgate.verdict.past_verdict import PastClause, PastVerdict

__all__ = [
    "Lost",
    "comparison_sentence",
    "comparison_word",
    "describe_past",
    "describe_vanished",
    "lost_clauses",
    "most_certain",
    "not_compared",
]


@dataclass(frozen=True, slots=True)
class Lost:
    """The clauses that are no longer put to the test for one reason, what binds most first."""

    reason: str
    clauses: tuple[PastClause, ...]


def comparison_word(comparison: VerdictComparison) -> str:
    """Return what the comparison came to."""
    return "worse" if comparison.failing else "not worse"


def comparison_sentence(comparison: VerdictComparison) -> str:
    """Say how much is new or worse and from which level on it fails."""
    failing = len(comparison.failing)
    said = f"{failing} new or worse" if failing else "nothing new or worse fails"
    return f"{said} (threshold {comparison.fail_on_new.upper()})."


def describe_past(verdict: PastVerdict) -> str:
    """Return what a verdict is of, when it was begun and what it came to."""
    return f"{verdict.target}, {to_the_minute(verdict.started)}, {verdict.outcome}"


def lost_clauses(comparison: VerdictComparison) -> Iterator[Lost]:
    """Yield the clauses that are no longer put to the test by the reason for it."""
    reasons: dict[str, list[PastClause]] = {}
    for lost in sorted(comparison.lost, key=lambda each: -each.clause.level):
        reasons.setdefault(lost.reason, []).append(lost.clause)
    for reason, clauses in reasons.items():
        yield Lost(reason, tuple(clauses))


def most_certain(comparison: VerdictComparison) -> list[Vanished]:
    """Return what vanished; what chance misses most is last."""
    return sorted(comparison.vanished, key=lambda each: each.chance)


def describe_vanished(vanished: Vanished) -> str:
    """Return on how many things a partition was seen, and the figure that says why it is gone."""
    seen = f"seen on {vanished.before.seen}"
    if not vanished.chance:
        return f"{seen}, now proven that no ticket has it"
    return f"{seen}, on none of {vanished.judged} now: chance misses it in {percentage(vanished.chance)}"


def not_compared(comparison: VerdictComparison) -> Iterator[str]:
    """Yield in sentences what the new verdict did not see of what the old one saw."""
    if comparison.lost:
        yield f"{in_number(len(comparison.lost), 'clause')} no longer put to the test."
    if comparison.vanished:
        yield f"{in_number(len(comparison.vanished), 'partition')} vanished."
    if comparison.not_met:
        yield f"{in_number(comparison.not_met, 'more partition')} not seen any more, which may be chance."
