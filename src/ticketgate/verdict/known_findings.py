"""Holds the findings of a verdict against a baseline."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ticketgate.contract.model import Contract
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.broken_clauses import BrokenClause
from ticketgate.verdict.changes import ChangedVariant, FailOnNew, Grounds, changes_between

__all__ = ["AgainstBaseline", "hold_against", "with_changes"]


@dataclass(frozen=True, slots=True)
class AgainstBaseline:
    """What a verdict says beside a baseline."""

    #: The file of the baseline.
    file: str
    fail_on_new: FailOnNew
    #: Every variant known or found, by clause, place and variant.
    changes: tuple[ChangedVariant, ...]
    #: Sentences on what stands in the way of comparing.
    notes: tuple[str, ...] = ()


def hold_against(  # noqa: PLR0913, PLR0917 - each is one input of the comparison
    baseline: Baseline,
    findings: Iterable[BrokenClause],
    grounds: Grounds,
    scope: Scope,
    contract: Contract,
    fail_on_new: FailOnNew,
) -> AgainstBaseline:
    """Return what changed; contract is the one in force, scope that of the findings."""
    grounds = replace(grounds, alike=scope is baseline.scope)
    counted = (variant for finding in findings for variant in finding.counted)
    changes = changes_between(baseline.lines, counted, grounds)
    notes = (*_on_scope(baseline, scope), *_on_contract(baseline, contract))
    return AgainstBaseline(baseline.file, fail_on_new, changes, notes)


def with_changes(
    findings: Iterable[BrokenClause], changes: Iterable[ChangedVariant]
) -> Iterator[BrokenClause]:
    """Yield the findings with what became of each of their variants."""
    became = {each.now.key: each.change for each in changes if each.now is not None}
    for finding in findings:
        variants = (
            replace(each, change=became[finding.clause.id, finding.place, each.variant])
            for each in finding.variants
        )
        yield replace(finding, variants=tuple(variants))


def _on_scope(baseline: Baseline, scope: Scope) -> Iterator[str]:
    if scope is not baseline.scope:
        yield (
            f"{baseline.file} is of a {_SCOPES[baseline.scope]}, this of a {_SCOPES[scope]}: shares are not "
            "compared, and what is not found counts as not seen."
        )


_SCOPES: Mapping[Scope, str] = {
    Scope.RUN: "run on all tickets",
    Scope.LIMITED: "run limited to some tickets",
    Scope.SAVED: "check of saved bodies",
}


def _on_contract(baseline: Baseline, contract: Contract) -> Iterator[str]:
    """Name the clauses of the baseline that its contract promised and this one does not, or otherwise."""
    if baseline.digest == contract.digest:
        return
    clauses = contract.clauses
    gone = {line.clause for line in baseline.lines if line.clause not in clauses}
    changed = {
        line.clause
        for line in baseline.lines
        if (clause := clauses.get(line.clause)) and (clause.title, clause.level) != (line.promise, line.level)
    }
    said = f"{baseline.file} was made by the contract with digest {baseline.digest}"
    parts = [
        f"{what} {', '.join(sorted(ids))}" for what, ids in (("gone:", gone), ("changed:", changed)) if ids
    ]
    yield f"{said}; {'; '.join(parts)}." if parts else f"{said}; what is known is promised as it was."
