"""Findings by promise: what is written once in the contract is one entry, with its forms and places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ticketgate.contract.clauses import Clause, Evidence, Kind, Level
from ticketgate.contract.forms import FULL
from ticketgate.verdict.broken_clauses import BrokenClause, FoundVariant
from ticketgate.verdict.changes import Change

__all__ = ["BrokenPromise", "broken_promises", "group_of"]

#: Kinds of which one line of a schema promises something for each of several members.
_BY_MEMBER: Final = (Kind.PRESENCE, Kind.ABSENCE)
#: Kinds whose promise does not begin with the place that it is about.
_IN_FULL: Final = (Kind.RULE, Kind.RELATION, Kind.BEHAVIOUR)
#: Of what became of the variants of a finding, what counts for the whole, the worst first.
_WORST: Final = (Change.NEW, Change.WORSE, Change.SAME, Change.BETTER)


def group_of(clause: Clause) -> str:
    """Return the name that all clauses share which are one promise in the documents.

    ``specs/schemas/agent.yaml:10/type/MUST`` is a promise in six places; of several members that one line
    requires, each has a group of its own: ``specs/schemas/agent.yaml:7/presence/MUST/email``.
    """
    parts = [str(clause.written), clause.kind, clause.level.name]
    if clause.kind in _BY_MEMBER:
        parts.append(clause.place.rpartition(".")[2])
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """The findings of one promise: at least one, sorted by form, then by place."""

    group: str
    findings: tuple[BrokenClause, ...]

    @property
    def clause(self) -> Clause:
        """The clause of the first finding; kind, level, rules and where it is written are those of all."""
        return self.findings[0].clause

    @property
    def level(self) -> Level:
        """How binding the promise is."""
        return self.clause.level

    @property
    def promise(self) -> str:
        """What is promised, said once: ``id is not null`` for the id of an agent, wherever it stands."""
        clauses = [finding.clause for finding in self.findings]
        places = list(dict.fromkeys(clause.place for clause in clauses))
        if len(places) == 1 or self.clause.kind in _IN_FULL:
            return self.clause.title
        said = self.clause.title.removeprefix(self.clause.place).strip()
        return f"{_common_end(places) or 'the value'} {said}"

    @property
    def description(self) -> str:
        """More on the promise; empty where there is none, or places are described differently."""
        described = {finding.clause.description for finding in self.findings}
        return described.pop() if len(described) == 1 else ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where the promise comes from; places may rest on different sources."""
        return tuple(dict.fromkeys(finding.clause.evidence for finding in self.findings))

    @property
    def forms(self) -> dict[str, tuple[BrokenClause, ...]]:
        """The findings by the form or the operation that they are about."""
        roots = dict.fromkeys(finding.clause.root for finding in self.findings)
        return {root: tuple(f for f in self.findings if f.clause.root == root) for root in roots}

    @property
    def variants(self) -> tuple[FoundVariant, ...]:
        """The variants of all places together, the most frequent first.

        One is accepted only where it is at every place; what became of it is the worst of all places.
        """
        by_name: dict[str | None, list[FoundVariant]] = {}
        for finding in self.findings:
            for each in finding.variants:
                by_name.setdefault(each.variant, []).append(each)
        merged = (_merged(name, alike) for name, alike in by_name.items())
        return tuple(sorted(merged, key=lambda each: (each.variant is None, -each.count, each.variant or "")))

    @property
    def is_news(self) -> bool:
        """Whether something of it is new or worse than a baseline knows."""
        variants = (each for finding in self.findings for each in finding.variants)
        return any(each.change in (Change.NEW, Change.WORSE) for each in variants)


def broken_promises(findings: Iterable[BrokenClause]) -> tuple[BrokenPromise, ...]:
    """Return the findings by promise: news first, then what binds most, then by id of the first clause."""
    groups: dict[str, list[BrokenClause]] = {}
    for finding in sorted(findings, key=lambda f: (_form_order(f.clause.root), f.clause.id, f.place)):
        groups.setdefault(group_of(finding.clause), []).append(finding)
    promises = (BrokenPromise(group, tuple(found)) for group, found in groups.items())
    return tuple(sorted(promises, key=lambda each: (not each.is_news, -each.level, each.clause.id)))


def _form_order(root: str) -> tuple[bool, str]:
    """Put the full form before the others, which follow by their names."""
    return root != FULL, root


def _common_end(places: list[str]) -> str:
    """Return the steps that all places end with: ``id`` of ``agent.id`` and ``assignedAgents[].id``."""
    reversed_steps = [place.split(".")[::-1] for place in places]
    common: list[str] = []
    for steps in zip(*reversed_steps, strict=False):
        if len(set(steps)) > 1:
            break
        common.insert(0, steps[0])
    return ".".join(common)


def _merged(name: str | None, alike: Sequence[FoundVariant]) -> FoundVariant:
    reasons = dict.fromkeys(each.waiver for each in alike)
    waiver = None if None in reasons else "; ".join(filter(None, reasons))
    changes = {each.change for each in alike}
    change = next((change for change in _WORST if change in changes), None)
    return FoundVariant(name, sum(each.count for each in alike), waiver, change)
