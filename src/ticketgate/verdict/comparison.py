"""What changed from one verdict to another, as their files tell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ticketgate import __version__
from ticketgate.contract.forms import COMPACT, FULL, PAGE
from ticketgate.contract.promises import PAIR
from ticketgate.verdict.as_json import change_to_json, times_to_json
from ticketgate.verdict.baseline import Scope
from ticketgate.verdict.broken_clauses import BrokenClause, FoundVariant
from ticketgate.verdict.changes import ChangedVariant, FailOnNew, Grounds, changes_between
from ticketgate.verdict.entries import BrokenPromise, broken_promises
from ticketgate.verdict.known_findings import with_changes
from ticketgate.verdict.past_verdict import PastClause, PastPartition, PastVerdict
from ticketgate.verdict.shares import CHANCE_OF_MISSING, Share, chance_of_missing
from ticketgate.verdict.stored_verdict import ANY_WAY

__all__ = [
    "COMPARISON_SCHEMA",
    "LostClause",
    "Vanished",
    "VerdictComparison",
    "compare",
    "comparison_to_json",
]

#: Where the schema of the JSON form is.
COMPARISON_SCHEMA: Final = Path(__file__).with_name("comparison.schema.json")
_FORM: Final = 1
#: What the clauses are about that are judged on tickets and pages, not on requests.
_OF_BODIES: Final = (FULL, COMPACT, PAGE, PAIR)


@dataclass(frozen=True, slots=True)
class LostClause:
    """A clause that was judged, and is not any more."""

    clause: PastClause
    #: Why it was not judged now.
    reason: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """A partition that was seen, and now is not, beyond what chance explains."""

    before: PastPartition
    #: How many things could have shown it now.
    judged: int
    #: How probable it is that chance alone missed it; 0 where it is proven that it is gone.
    chance: float


@dataclass(frozen=True, slots=True)
class VerdictComparison:
    """What changed from an old to a new verdict."""

    old: PastVerdict
    new: PastVerdict
    fail_on_new: FailOnNew
    #: Every variant of a finding in one of them or both.
    changes: tuple[ChangedVariant, ...]
    lost: tuple[LostClause, ...]
    appeared: tuple[PastPartition, ...]
    vanished: tuple[Vanished, ...]
    #: How many further partitions were seen in the old one alone, which may be chance.
    not_met: int
    #: Sentences on what stands in the way of comparing.
    notes: tuple[str, ...]
    #: The findings of the new one with what became of each variant; of all variants together where one of the
    #: two does not tell them apart.
    broken: tuple[BrokenClause, ...]

    @property
    def failing(self) -> tuple[ChangedVariant, ...]:
        """What is new or worse, from the threshold on."""
        return tuple(
            each
            for each in self.changes
            if self.fail_on_new.fails(each.change, each.variant.clause, each.variant.level)
        )

    @property
    def news(self) -> tuple[BrokenPromise, ...]:
        """The promises of which something is new or worse, whatever fails."""
        return tuple(promise for promise in broken_promises(self.broken) if promise.is_news)

    @property
    def exit_code(self) -> int:
        """The exit code of the command that came to it."""
        return 1 if self.failing else 0


def compare(old: PastVerdict, new: PastVerdict, fail_on_new: FailOnNew = FailOnNew.MAY) -> VerdictComparison:
    """Return what changed from one verdict to another."""
    alike = old.scope is new.scope or None in (old.scope, new.scope)
    told_apart = old.form > 1 and new.form > 1
    changes = changes_between(
        old.variants if told_apart else old.findings,
        new.variants if told_apart else new.findings,
        _grounds(old, new, alike=alike),
    )
    unseen = [each for each in old.partitions.values() if each.seen and not _seen(new, each.id)]
    vanished = tuple(_vanished(unseen, new)) if alike else ()
    return VerdictComparison(
        old=old,
        new=new,
        fail_on_new=fail_on_new,
        changes=changes,
        lost=tuple(_lost(old, new)),
        appeared=tuple(each for each in new.partitions.values() if each.seen and _unmet(old, each.id)),
        vanished=vanished,
        not_met=len(unseen) - len(vanished),
        notes=tuple(_notes(old, new, alike=alike, told_apart=told_apart)),
        broken=tuple(with_changes(new.broken if told_apart else map(_as_one, new.broken), changes)),
    )


def _as_one(finding: BrokenClause) -> BrokenClause:
    """Return the finding with all of its variants as one."""
    return replace(finding, variants=(FoundVariant(ANY_WAY, finding.count, finding.waiver),))


def comparison_to_json(comparison: VerdictComparison) -> dict[str, Any]:
    """Return the comparison as JSON values; its schema is ``comparison.schema.json`` beside this module."""
    old, new = comparison.old, comparison.new
    return {
        "schema": _FORM,
        "tool": {"name": "ticketgate", "version": __version__},
        "old": _head_to_json(old),
        "new": _head_to_json(new),
        "failOnNew": comparison.fail_on_new,
        "exitCode": comparison.exit_code,
        "notes": list(comparison.notes),
        "changes": list(map(change_to_json, comparison.changes)),
        "noLongerExercised": [
            {
                "clause": lost.clause.id,
                "level": lost.clause.level.name,
                "before": lost.clause.exercised,
                "reason": lost.reason,
            }
            for lost in comparison.lost
        ],
        "partitions": {
            "appeared": [{"id": each.id, "seen": each.seen} for each in comparison.appeared],
            "vanished": [
                {
                    "id": each.before.id,
                    "before": each.before.seen,
                    "judged": each.judged,
                    "chance": each.chance,
                }
                for each in comparison.vanished
            ],
            "notMet": comparison.not_met,
        },
        "times": {
            operation: {
                side: times_to_json(times[operation]) if operation in times else None
                for side, times in (("old", old.times), ("new", new.times))
            }
            for operation in sorted(old.times.keys() | new.times.keys())
        },
    }


def _head_to_json(verdict: PastVerdict) -> dict[str, Any]:
    return {
        "file": verdict.file,
        "schema": verdict.form,
        "target": verdict.target,
        "started": verdict.started,
        "outcome": verdict.outcome,
        "contract": verdict.contract_digest,
    }


def _grounds(old: PastVerdict, new: PastVerdict, *, alike: bool) -> Grounds:
    judged = {clause.id: clause.exercised for clause in new.clauses.values()}
    # A verdict on saved bodies says nothing of forms that did not occur: their clauses are not gone.
    about = {clause.root for clause in new.clauses.values()}
    for clause in old.clauses.values():
        if old.contract_digest == new.contract_digest or clause.root not in about:
            judged.setdefault(clause.id, 0)
    of_requests = {clause.id for clause in new.clauses.values() if clause.root not in _OF_BODIES}
    return Grounds(
        judged=judged,
        in_doubt=new.in_doubt,
        whole={clause.id for clause in new.clauses.values() if clause.root in new.all_judged},
        repeated=of_requests if new.whole and new.scope in (Scope.RUN, Scope.LIMITED) else frozenset(),
        alike=alike,
    )


def _lost(old: PastVerdict, new: PastVerdict) -> Iterator[LostClause]:
    for clause in old.clauses.values():
        now = new.clauses.get(clause.id)
        if clause.exercised and now is None:
            yield LostClause(clause, "the new verdict is not about it")
        elif clause.exercised and now is not None and not now.exercised:
            yield LostClause(clause, now.reason or "nothing put it to the test")


def _seen(verdict: PastVerdict, partition: str) -> bool:
    found = verdict.partitions.get(partition)
    return found is not None and found.seen > 0


def _unmet(verdict: PastVerdict, partition: str) -> bool:
    """Tell whether a verdict knows a partition and did not see it."""
    found = verdict.partitions.get(partition)
    return found is not None and not found.seen


def _vanished(unseen: list[PastPartition], new: PastVerdict) -> Iterator[Vanished]:
    """Yield those of the partitions not seen now that chance would have missed in less than 1 %."""
    for before in unseen:
        now = new.partitions.get(before.id)
        if now is None:
            continue
        chance = 0.0 if now.absent else _chance(before, now)
        if chance < CHANCE_OF_MISSING:
            yield Vanished(before, now.judged or 0, chance)


def _chance(before: PastPartition, now: PastPartition) -> float:
    if before.judged is None or not now.judged:
        return 1.0
    return chance_of_missing(Share(before.seen, before.judged), now.judged)


def _notes(old: PastVerdict, new: PastVerdict, *, alike: bool, told_apart: bool) -> Iterator[str]:
    if not alike:
        yield (
            f"{old.file} is of a {old.scope}, {new.file} of a {new.scope}: shares are not compared, and what "
            "is not found counts as not seen."
        )
    if not told_apart:
        older = old.file if old.form == 1 else new.file
        yield f"{older} does not tell variants apart: findings are compared by clause and place alone."
    if old.contract_digest != new.contract_digest:
        yield (
            f"The contracts differ (digests {old.contract_digest} and {new.contract_digest}): what is new "
            "may be promised only now."
        )
    if old.target != new.target:
        yield "The targets differ."
    for verdict in (old, new):
        if verdict.outcome == "incomplete":
            yield f"{verdict.file} is of a run that did not come to its end."
