"""Reads the JSON of a verdict of any form without the contract that it was made by."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ticketgate.contract.clauses import Level
from ticketgate.verdict.baseline import Scope
from ticketgate.verdict.broken_clauses import BrokenClause
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.shares import Share
from ticketgate.verdict.stored_verdict import ANY_WAY, read_document, stored_findings
from ticketgate.verdict.times import Times

__all__ = ["PastClause", "PastPartition", "PastVerdict", "read_verdict"]


@dataclass(frozen=True, slots=True)
class PastClause:
    """A clause in a verdict."""

    id: str
    level: Level
    #: On how many things it was judged.
    exercised: int
    #: Why it was not; empty when it was.
    reason: str

    @property
    def root(self) -> str:
        """The form or the operation that it is about."""
        return _root(self.id)


@dataclass(frozen=True, slots=True)
class PastPartition:
    """A partition in a verdict."""

    id: str
    #: On how many things it was seen.
    seen: int
    #: How many things could have shown it; None where they are not counted.
    judged: int | None
    #: Whether it was proven that no ticket has it.
    absent: bool


@dataclass(frozen=True, slots=True)
class PastVerdict:
    """What the file of a verdict says."""

    file: str
    #: The version of its form.
    form: int
    target: str
    started: str
    finished: str
    outcome: str
    contract_digest: str
    #: Whether nothing kept the run from asking all that it had planned.
    whole: bool
    #: How the tickets were chosen; None where it does not say.
    scope: Scope | None
    #: The findings in each of their variants.
    variants: tuple[CountedVariant, ...]
    #: The findings, all variants of one together.
    findings: tuple[CountedVariant, ...]
    #: The findings with all that is said of them.
    broken: tuple[BrokenClause, ...]
    #: Clause and place of what was found once and could not be looked at again.
    in_doubt: AbstractSet[tuple[str, str]]
    clauses: Mapping[str, PastClause]
    partitions: Mapping[str, PastPartition]
    #: The forms of which every ticket there is was judged.
    all_judged: AbstractSet[str]
    #: By operation, how long its answers took.
    times: Mapping[str, Times]


def read_verdict(path: Path) -> PastVerdict:
    """Return the verdict in a file; raises what reading its document does."""
    return _from_json(str(path), *read_document(path))


def _from_json(file: str, form: int, data: dict[str, Any]) -> PastVerdict:
    findings = data["findings"]
    clauses = (PastClause(c["id"], Level[c["level"]], c["exercised"], c["reason"]) for c in data["clauses"])
    return PastVerdict(
        file=file,
        form=form,
        target=data["target"],
        started=data["started"],
        finished=data["finished"],
        outcome=data["outcome"],
        contract_digest=data["contract"]["digest"],
        whole=data["ended"] is None,
        scope=Scope(data["scope"]) if form > 1 else None,
        variants=tuple(variant for finding in findings for variant in _variants(finding, form)),
        findings=tuple(_counted(finding, ANY_WAY, finding["count"]) for finding in findings),
        broken=stored_findings(file, form, data),
        in_doubt={(finding["clause"], finding["place"]) for finding in data["unconfirmed"]},
        clauses={clause.id: clause for clause in clauses},
        partitions={each["id"]: _partition(each, data["judged"]) for each in data["coverage"]["partitions"]},
        all_judged=set(_all_judged(data["coverage"]["power"])),
        times={name: Times(**times) for name, times in data["times"].items()} if form > 1 else {},
    )


def _variants(finding: Mapping[str, Any], form: int) -> Iterator[CountedVariant]:
    for each in finding["variants"] if form > 1 else ():
        yield _counted(finding, each["variant"], each["count"])


def _counted(finding: Mapping[str, Any], variant: str | None, count: int) -> CountedVariant:
    return CountedVariant(
        clause=finding["clause"],
        place=finding["place"],
        variant=variant,
        level=Level[finding["level"]],
        promise=finding["promise"],
        share=Share(count, max(count, finding["of"])),
    )


def _partition(data: Mapping[str, Any], judged: Mapping[str, int]) -> PastPartition:
    of = judged.get(_root(data["id"]))
    known = of if of is not None and of >= data["seen"] else None
    return PastPartition(data["id"], data["seen"], known, data["state"] == "absent")


def _all_judged(power: list[Mapping[str, Any]]) -> Iterator[str]:
    for each in power:
        if not each["stratum"] and each["of"] is not None and each["judged"] >= each["of"]:
            yield each["form"]


def _root(name: str) -> str:
    """Return the form or operation that the id of a clause or partition begins with."""
    return name.partition(":")[0].partition("/")[0]
