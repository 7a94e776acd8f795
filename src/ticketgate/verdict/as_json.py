"""The JSON form of a verdict: written for machines, and read back by test workers.

Its schema is ``verdict.schema.json`` beside this module. Findings are sorted by clause and place, so that
two verdicts compare line by line.
"""

import json
from pathlib import Path
from typing import Any, Final

from ticketgate import __version__
from ticketgate.contract.clauses import Kind, Level
from ticketgate.contract.model import Contract
from ticketgate.contract.partitions import universe
from ticketgate.verdict.coverage import Coverage, PartitionState, Reason
from ticketgate.verdict.decision import BrokenClause, ClauseState, RunInfo, State, Verdict
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.power import Power

__all__ = ["SCHEMA", "dumps", "from_json", "to_json"]

#: Where the schema of the JSON form is.
SCHEMA: Final = Path(__file__).with_name("verdict.schema.json")


def to_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as JSON values; no tenant value and no credential is in it."""
    info = verdict.info
    return {
        "tool": {"name": "ticketgate", "version": __version__},
        "contract": {"version": verdict.contract_version, "digest": verdict.contract_digest},
        "target": info.target,
        "started": info.started,
        "finished": info.finished,
        "seed": info.seed,
        "complete": info.complete,
        "ended": {"reason": info.ended.reason, "words": info.ended.words} if info.ended else None,
        "outcome": verdict.outcome,
        "exitCode": verdict.exit_code,
        "failOn": verdict.fail_on.name,
        "requests": info.requests,
        "judged": dict(sorted(verdict.judged.items())),
        "notes": list(info.notes),
        "staleWaivers": list(verdict.stale),
        "counts": {
            str(kind): {str(state): verdict.count(state, kind) for state in State}
            for kind in Kind
            if any(s.clause.kind is kind for s in verdict.states)
        },
        "coverage": _coverage_to_json(verdict),
        "findings": [_finding_to_json(finding) for finding in verdict.findings],
        "unconfirmed": [_finding_to_json(finding) for finding in verdict.unconfirmed],
        "clauses": [_state_to_json(state) for state in verdict.states],
    }


def dumps(verdict: Verdict) -> bytes:
    """Return the JSON form as indented UTF-8 text with a newline at its end."""
    # The id of a ticket may be longer than orjson writes numbers, and the name of a file no UTF-8.
    text = json.dumps(to_json(verdict), indent=2, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "replace")


def from_json(contract: Contract, data: dict[str, Any]) -> Verdict:
    """Return the verdict that to_json made this of, by the same contract."""
    return Verdict(
        info=RunInfo(
            target=data["target"],
            started=data["started"],
            finished=data["finished"],
            requests=data["requests"],
            seed=data["seed"],
            ended=_ended_from_json(data["ended"]),
            notes=tuple(data["notes"]),
        ),
        contract_version=data["contract"]["version"],
        contract_digest=data["contract"]["digest"],
        judged=data["judged"],
        fail_on=Level[data["failOn"]],
        states=tuple(_state_from_json(contract, state) for state in data["clauses"]),
        findings=tuple(_finding_from_json(contract, finding) for finding in data["findings"]),
        stale=tuple(data["staleWaivers"]),
        coverage=_coverage_from_json(contract, data["coverage"]),
        min_coverage=data["coverage"]["minimum"],
        unconfirmed=tuple(_finding_from_json(contract, finding) for finding in data["unconfirmed"]),
    )


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


def _coverage_from_json(contract: Contract, data: dict[str, Any]) -> Coverage:
    partitions = universe(contract)
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
        "place": finding.place,
        "kind": clause.kind,
        "level": clause.level.name,
        "evidence": clause.evidence,
        "promise": clause.title,
        "written": str(clause.written),
        "rules": list(clause.rules),
        "count": finding.count,
        "of": finding.of,
        "ticket": finding.ticket,
        "pointer": finding.pointer,
        "detail": finding.detail,
        "disputed": finding.disputed,
        "reproduce": finding.reproduce,
        "source": finding.source,
        "waiver": finding.waiver,
    }


def _finding_from_json(contract: Contract, data: dict[str, Any]) -> BrokenClause:
    own = ("place", "count", "of", "ticket", "pointer", "detail", "disputed", "reproduce", "source", "waiver")
    return BrokenClause(contract.clauses[data["clause"]], *(data[name] for name in own))


def _state_to_json(state: ClauseState) -> dict[str, Any]:
    return {
        "id": state.clause.id,
        "kind": state.clause.kind,
        "level": state.clause.level.name,
        "state": state.state,
        "exercised": state.exercised,
        "undecided": state.undecided,
        "unconfirmed": state.unconfirmed,
        "reason": state.reason,
        "unseen": state.unseen,
    }


def _state_from_json(contract: Contract, data: dict[str, Any]) -> ClauseState:
    return ClauseState(
        contract.clauses[data["id"]],
        State(data["state"]),
        data["exercised"],
        data["undecided"],
        _reason(data["unseen"]),
        data["unconfirmed"],
    )
