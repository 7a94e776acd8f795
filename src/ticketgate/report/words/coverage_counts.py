"""What was seen and what was not, in counts and words: by level, by kind, by reason, by stratum."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ticketgate.contract.clauses import Clause, Level
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.partitions import NAMES_OF_KINDS, Partition
from ticketgate.report.words.figures import rounded_down, rounded_up
from ticketgate.verdict.coverage import Reason
from ticketgate.verdict.decision import Checked, Verdict
from ticketgate.verdict.power import Power

__all__ = [
    "PartitionCounts",
    "PowerChart",
    "Unjudged",
    "Unseen",
    "levels_checked",
    "levels_in_words",
    "musts_tested",
    "partition_counts",
    "power_briefly",
    "power_charts",
    "power_in_full",
    "smallest_seen",
    "unjudged_clauses",
    "unseen_partitions",
]

_FORMS: Final = {FULL: "in full", COMPACT: "as rows"}
#: Clauses and partitions named for each reason; all are in the JSON form.
_MOST_NAMED: Final = 150
#: Rules whose power is shown.
_MOST_RULES: Final = 10


@dataclass(frozen=True, slots=True)
class PartitionCounts:
    """How many partitions of a kind were seen, are proven not to be there, or were not seen."""

    name: str
    seen: int
    absent: int
    unseen: int


@dataclass(frozen=True, slots=True)
class Unseen:
    """The partitions that were not seen for one reason; no more than a page can name, and how many more."""

    reason: Reason
    named: tuple[Partition, ...]
    more: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.named) + self.more


@dataclass(frozen=True, slots=True)
class Unjudged:
    """The clauses that were not judged for one reason, what binds most first, and how many more."""

    reason: str
    named: tuple[Clause, ...]
    more: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.named) + self.more


@dataclass(frozen=True, slots=True)
class PowerChart:
    """The power of one form: of all its tickets, by stratum, and by rule; the weakest first."""

    form: str
    whole: Power
    strata: tuple[Power, ...]
    #: The weakest rules.
    rules: tuple[Power, ...]

    @property
    def greatest(self) -> float:
        """The greatest share, which is as wide as the chart."""
        return max((power.share for power in (self.whole, *self.strata, *self.rules)), default=0) or 1


def levels_checked(verdict: Verdict) -> Iterator[tuple[Level, Checked]]:
    """Yield how many clauses of each level were put to the test, what binds most first."""
    for level in reversed(Level):
        if (checked := verdict.checked(level)).of:
            yield level, checked


def musts_tested(verdict: Verdict) -> str:
    """Say how many of the MUST clauses were put to the test."""
    checked = verdict.checked(Level.MUST)
    return f"{checked.count} of {checked.of} MUST clauses were put to the test"


def levels_in_words(verdict: Verdict) -> str:
    """Say how many clauses of each level were put to the test: ``82 of 90 MUST (91.1 %), ...``."""
    return ", ".join(
        f"{checked.count} of {checked.of} {level.name} ({rounded_down(checked.percent / 100)})"
        for level, checked in levels_checked(verdict)
    )


def partition_counts(verdict: Verdict) -> Iterator[PartitionCounts]:
    """Yield the partitions by kind."""
    for kind, name in NAMES_OF_KINDS.items():
        states = [state for state in verdict.coverage.partitions if state.partition.kind is kind]
        if states:
            seen = sum(state.reason is None for state in states)
            absent = sum(state.reason is not None and state.reason.proves_absence for state in states)
            yield PartitionCounts(name, seen, absent, len(states) - seen - absent)


def unseen_partitions(verdict: Verdict) -> Iterator[Unseen]:
    """Yield the partitions not seen by the reason for it; those proven not to be there come last."""
    for reason in sorted(Reason, key=lambda each: each.proves_absence):
        found = [state.partition for state in verdict.coverage.partitions if state.reason is reason]
        if found:
            yield Unseen(reason, tuple(found[:_MOST_NAMED]), max(0, len(found) - _MOST_NAMED))


def unjudged_clauses(verdict: Verdict) -> Iterator[Unjudged]:
    """Yield the clauses not judged by the reason for it."""
    reasons: dict[str, list[Clause]] = {}
    for state in sorted(verdict.states, key=lambda each: -each.clause.level):
        if state.reason:
            reasons.setdefault(state.reason, []).append(state.clause)
    for reason, clauses in reasons.items():
        yield Unjudged(reason, tuple(clauses[:_MOST_NAMED]), max(0, len(clauses) - _MOST_NAMED))


def power_charts(verdict: Verdict) -> Iterator[PowerChart]:
    """Yield the power of each form that was judged."""
    for form in _FORMS:
        powers = [power for power in verdict.coverage.power if power.form == form]
        whole = next((power for power in powers if not power.stratum), None)
        if whole is not None:
            strata = sorted((p for p in powers if p.stratum), key=lambda p: (-p.share, p.stratum))
            rules = verdict.coverage.power_of_rules(form)[:_MOST_RULES]
            yield PowerChart(form, whole, tuple(strata), rules)


def power_briefly(power: Power) -> str:
    """Return on how many of how many tickets of a form a fault shows."""
    of = "" if power.of is None else f" of {power.of}"
    seen = f"a fault on {smallest_seen(power)} shows with 95 %" if power.share else "every fault shows"
    return f"{power.judged}{of} {_FORMS[power.form]}: {seen}"


def power_in_full(power: Power) -> str:
    """Return in a sentence how many tickets of a form were judged, and what could have gone unnoticed."""
    of = "" if power.of is None else f" of {power.of}"
    noun = "ticket" if (power.of or power.judged) == 1 else "tickets"
    seen = "every fault that they show was seen"
    if power.share:
        share = smallest_seen(power)
        seen = f"a fault on {share} of tickets, wherever it strikes, was seen with 95 % probability"
    return f"{power.judged}{of} {noun} judged {_FORMS[power.form]}: {seen}."


def smallest_seen(power: Power) -> str:
    """Return on which share a fault shows; rounded up, since a smaller one would promise too much."""
    return rounded_up(power.share) if power.share else "any"
