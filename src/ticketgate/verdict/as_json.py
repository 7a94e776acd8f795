"""The JSON form of a verdict: written for machines, and read back by test workers.

Its schema is ``verdict.schema.json`` beside this module; those of the forms before, which are still read, are
``verdict-1.schema.json`` and ``verdict-2.schema.json``. Findings are sorted by clause and place, so
that two verdicts compare line by line.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ticketgate import __version__
from ticketgate.contract.clauses import Clause, Kind, Level
from ticketgate.contract.model import Contract
from ticketgate.contract.partitions import Partition, universe
from ticketgate.verdict.baseline import Scope
from ticketgate.verdict.broken_clauses import BrokenClause, FoundVariant
from ticketgate.verdict.changes import Change, ChangedVariant, CountedVariant, FailOnNew
from ticketgate.verdict.coverage import Coverage, PartitionState, Reason
from ticketgate.verdict.decision import ClauseState, RunInfo, State, Verdict
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.entries import group_of
from ticketgate.verdict.known_findings import AgainstBaseline
from ticketgate.verdict.outline import Outline, clause_to_json, outline_of
from ticketgate.verdict.power import Power
from ticketgate.verdict.shares import Share
from ticketgate.verdict.times import Times

__all__ = [
    "SCHEMA",
    "change_to_json",
    "dumps",
    "finding_from_json",
    "from_json",
    "restored",
    "times_to_json",
    "to_json",
]

#: Where the schema of the JSON form is.
SCHEMA: Final = Path(__file__).with_name("verdict.schema.json")
#: The version of the JSON form.
_FORM: Final = 3


def to_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as JSON values; no tenant value and no credential is in it."""
    info = verdict.info
    return {
        "schema": _FORM,
        "tool": {"name": "ticketgate", "version": __version__},
        "contract": {
            "version": verdict.contract_version,
            "digest": verdict.contract_digest,
            "clauses": verdict.promised,
        },
        "target": info.target,
        "started": info.started,
        "finished": info.finished,
        "seed": info.seed,
        "complete": info.complete,
        "ended": {"reason": info.ended.reason, "words": info.ended.words} if info.ended else None,
        "outcome": verdict.outcome,
        "exitCode": verdict.exit_code,
        "failOn": verdict.fail_on.name,
        "scope": verdict.scope,
        "requests": info.requests,
        "times": {operation: times_to_json(times) for operation, times in info.times.items()},
        "judged": dict(sorted(verdict.judged.items())),
        "notes": list(info.notes),
        "staleWaivers": list(verdict.stale),
        "counts": {
            str(kind): {str(state): verdict.count(state, kind) for state in State}
            for kind in Kind
            if any(s.clause.kind is kind for s in verdict.states)
        },
        "coverage": _coverage_to_json(verdict),
        "baseline": _baseline_to_json(verdict.baseline) if verdict.baseline else None,
        "findings": [_finding_to_json(finding) for finding in verdict.findings],
        "unconfirmed": [_finding_to_json(finding) for finding in verdict.unconfirmed],
        "places": [place.to_json() for place in verdict.outline.places],
        "clauses": [_state_to_json(state, verdict.outline) for state in verdict.states],
    }


def dumps(verdict: Verdict) -> bytes:
    """Return the JSON form as indented UTF-8 text with a newline at its end."""
    # The id of a ticket may be longer than orjson writes numbers, and the name of a file no UTF-8.
    text = json.dumps(to_json(verdict), indent=2, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "replace")


def from_json(contract: Contract, data: dict[str, Any]) -> Verdict:
    """Return the verdict that to_json made this of, by the same contract."""
    return restored(data, contract.clauses, universe(contract), outline_of(contract))


def restored(
    data: dict[str, Any],
    clauses: Mapping[str, Clause],
    partitions: Mapping[str, Partition],
    outline: Outline,
) -> Verdict:
    """Return the verdict that to_json made this of; the rest is what it names of the contract, by id."""
    return Verdict(
        info=RunInfo(
            target=data["target"],
            started=data["started"],
            finished=data["finished"],
            requests=data["requests"],
            seed=data["seed"],
            ended=_ended_from_json(data["ended"]),
            notes=tuple(data["notes"]),
            times={operation: Times(**times) for operation, times in data["times"].items()},
        ),
        contract_version=data["contract"]["version"],
        contract_digest=data["contract"]["digest"],
        judged=data["judged"],
        fail_on=Level[data["failOn"]],
        states=tuple(_state_from_json(clauses, state) for state in data["clauses"]),
        findings=tuple(finding_from_json(clauses, finding) for finding in data["findings"]),
        stale=tuple(data["staleWaivers"]),
        coverage=_coverage_from_json(partitions, data["coverage"]),
        min_coverage=data["coverage"]["minimum"],
        unconfirmed=tuple(finding_from_json(clauses, finding) for finding in data["unconfirmed"]),
        baseline=_baseline_from_json(data["baseline"]) if data["baseline"] else None,
        scope=Scope(data["scope"]),
        outline=outline,
        promised=data["contract"].get("clauses", 0),
    )


def change_to_json(changed: ChangedVariant) -> dict[str, Any]:
    """Return what became of a variant as JSON values, with its shares before and now."""
    variant = changed.variant
    return {
        "change": changed.change,
        "clause": variant.clause,
        "place": variant.place,
        "variant": variant.variant,
        "level": variant.level.name,
        "promise": variant.promise,
        "before": _share_to_json(changed.before),
        "now": _share_to_json(changed.now),
        "since": changed.before.since if changed.before else "",
    }


def _share_to_json(counted: CountedVariant | None) -> dict[str, int] | None:
    return {"count": counted.share.count, "judged": counted.share.judged} if counted else None


def _change_from_json(data: dict[str, Any]) -> ChangedVariant:
    def side(share: dict[str, int] | None, since: str) -> CountedVariant | None:
        if share is None:
            return None
        named = data["clause"], data["place"], data["variant"], Level[data["level"]], data["promise"]
        return CountedVariant(*named, Share(**share), since)

    before, now = side(data["before"], data["since"]), side(data["now"], "")
    return ChangedVariant(Change(data["change"]), before, now)


def _baseline_to_json(against: AgainstBaseline) -> dict[str, Any]:
    return {
        "file": against.file,
        "failOnNew": against.fail_on_new,
        "notes": list(against.notes),
        "changes": [change_to_json(each) for each in against.changes],
    }


def _baseline_from_json(data: dict[str, Any]) -> AgainstBaseline:
    changes = tuple(map(_change_from_json, data["changes"]))
    return AgainstBaseline(data["file"], FailOnNew(data["failOnNew"]), changes, tuple(data["notes"]))


def times_to_json(times: Times) -> dict[str, Any]:
    """Return the times of an operation as JSON values, in seconds."""
    return {
        "answers": times.answers,
        "median": times.median,
        "slow": times.slow,
        "longest": times.longest,
    }


def _ended_from_json(data: dict[str, Any] | None) -> Ended | None:
    return None if data is None else Ended(EarlyEnd(data["reason"]), data["words"])


def _coverage_to_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "minimum": verdict.min_coverage,
        "clauses": {
            level.name: {"checked": verdict.checked(level).count, "of": verdict.checked(level).of}
            for level in reversed(Level)
        },
        "power": [
            {"form": p.form, "stratum": p.stratum, "judged": p.judged, "of": p.of, "share": p.share}
            for p in verdict.coverage.power
        ],
        "partitions": [_partition_to_json(state) for state in verdict.coverage.partitions],
    }


def _partition_to_json(state: PartitionState) -> dict[str, Any]:
    reason = state.reason
    return {
        "id": state.partition.id,
        "kind": state.partition.kind,
        "seen": state.seen,
        "state": "seen" if reason is None else "absent" if reason.proves_absence else "not seen",
        "reason": reason,
    }


def _coverage_from_json(partitions: Mapping[str, Partition], data: dict[str, Any]) -> Coverage:
    return Coverage(
        partitions=tuple(
            PartitionState(partitions[state["id"]], state["seen"], _reason(state["reason"]))
            for state in data["partitions"]
        ),
        power=tuple(Power(p["form"], p["stratum"], p["judged"], p["of"]) for p in data["power"]),
    )


def _reason(name: str | None) -> Reason | None:
    return None if name is None else Reason(name)


def _finding_to_json(finding: BrokenClause) -> dict[str, Any]:
    clause = finding.clause
    return {
        "clause": clause.id,
        "group": group_of(clause),
        "place": finding.place,
        "kind": clause.kind,
        "level": clause.level.name,
        "evidence": clause.evidence,
        "promise": clause.title,
        "description": clause.description,
        "why": clause.why,
        "counted": list(clause.counted),
        "written": str(clause.written),
        "rules": list(clause.rules),
        "conflicts": list(clause.conflicts),
        "count": finding.count,
        "of": finding.of,
        "ticket": finding.ticket,
        "pointer": finding.pointer,
        "detail": finding.detail,
        "disputed": finding.disputed,
        "reproduce": finding.reproduce,
        "source": finding.source,
        "waiver": finding.waiver,
        "variants": [
            {"variant": each.variant, "count": each.count, "waiver": each.waiver, "change": each.change}
            for each in finding.variants
        ],
    }


def finding_from_json(clauses: Mapping[str, Clause], data: dict[str, Any]) -> BrokenClause:
    """Return the finding that to_json made this of; clauses holds at least the clause that it names."""
    own = ("place", "count", "of", "ticket", "pointer", "detail", "disputed", "reproduce", "source")
    return BrokenClause(
        clause=clauses[data["clause"]],
        variants=tuple(map(_variant_from_json, data["variants"])),
        **{name: data[name] for name in own},
    )


def _variant_from_json(data: dict[str, Any]) -> FoundVariant:
    change = Change(data["change"]) if data["change"] else None
    return FoundVariant(data["variant"], data["count"], data["waiver"], change)


def _state_to_json(state: ClauseState, outline: Outline) -> dict[str, Any]:
    return {
        **clause_to_json(state.clause, outline),
        "state": state.state,
        "exercised": state.exercised,
        "undecided": state.undecided,
        "unconfirmed": state.unconfirmed,
        "reason": state.reason,
        "unseen": state.unseen,
    }


def _state_from_json(clauses: Mapping[str, Clause], data: dict[str, Any]) -> ClauseState:
    return ClauseState(
        clauses[data["id"]],
        State(data["state"]),
        data["exercised"],
        data["undecided"],
        _reason(data["unseen"]),
        data["unconfirmed"],
    )
