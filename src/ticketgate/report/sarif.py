"""Writes the findings of a verdict as SARIF 2.1.0 (OASIS), for tools that show results beside the code."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from ticketgate import __version__
from ticketgate.contract.clauses import Clause, Level
from ticketgate.report.words.promise_lines import describe_promise
from ticketgate.verdict.broken_clauses import BrokenClause, FoundVariant
from ticketgate.verdict.changes import Change
from ticketgate.verdict.decision import Verdict
from ticketgate.verdict.entries import broken_promises

__all__ = ["as_sarif", "sarif_document"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
_CHANGES: Final = {
    Change.NEW: "new",
    Change.WORSE: "updated",
    Change.BETTER: "updated",
    Change.SAME: "unchanged",
}
#: What the fingerprint is of; a change of this makes all results new ones.
_FINGERPRINT: Final = "clausePlaceVariant/v1"


def as_sarif(verdict: Verdict) -> bytes:
    """Return a result for each variant of each finding, and the broken clauses as rules.

    What is waived or known is suppressed; what could not be confirmed is open to review and fails nothing.
    """
    clauses = {finding.clause.id: finding.clause for finding in (*verdict.findings, *verdict.unconfirmed)}
    index = {name: position for position, name in enumerate(clauses)}
    results = [
        *(_result(each, variant, index, verdict) for each in verdict.findings for variant in each.variants),
        *(_in_doubt(each, index) for each in verdict.unconfirmed),
    ]
    run = {
        "tool": {
            "driver": {
                "name": "ticketgate",
                "semanticVersion": __version__,
                "rules": [_rule(clause) for clause in clauses.values()],
            }
        },
        "invocations": [
            {
                "executionSuccessful": verdict.info.complete,
                "exitCode": verdict.exit_code,
                "startTimeUtc": _utc(verdict.info.started),
                "endTimeUtc": _utc(verdict.info.finished),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"target": verdict.info.target, "contractDigest": verdict.contract_digest},
    }
    return sarif_document(run)


def sarif_document(run: dict[str, Any]) -> bytes:
    """Return a document of one run as indented UTF-8 text."""
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode("utf-8", "replace")


def _rule(clause: Clause) -> dict[str, Any]:
    why = f"{clause.level.name}: {clause.why or f'its evidence is {clause.evidence}'}."
    explained = f"`ticketgate clauses {clause.id}` explains it and shows where it is written."
    return {
        "id": clause.id,
        "shortDescription": {"text": f"{clause.title}."},
        "fullDescription": {"text": clause.description or f"{clause.title}."},
        "help": {"text": f"{clause.description} {why} {explained}".strip()},
        "defaultConfiguration": {"level": _LEVELS[clause.level]},
        "properties": {"tags": [str(clause.kind), clause.level.name, str(clause.evidence), *clause.rules]},
    }


def _result(
    finding: BrokenClause, variant: FoundVariant, index: dict[str, int], verdict: Verdict
) -> dict[str, Any]:
    found = _of_finding(finding, index, variant.variant)
    found |= {"level": _LEVELS[finding.clause.level], "suppressions": list(_suppressions(variant, verdict))}
    if variant.change is not None:
        found["baselineState"] = _CHANGES[variant.change]
    return found


def _in_doubt(finding: BrokenClause, index: dict[str, int]) -> dict[str, Any]:
    return {**_of_finding(finding, index, None), "kind": "review", "level": "none"}


def _of_finding(finding: BrokenClause, index: dict[str, int], variant: str | None) -> dict[str, Any]:
    clause = finding.clause
    [promise] = broken_promises([finding])
    which = f"Variant: {variant}.\n" if variant is not None and len(finding.variants) > 1 else ""
    place = f"{clause.root}:{finding.place}" if finding.place else clause.root
    identity = json.dumps([clause.id, finding.place, variant])
    return {
        "ruleId": clause.id,
        "ruleIndex": index[clause.id],
        "message": {"text": which + "\n".join(describe_promise(promise))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": f"specs/{clause.written.path}", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": max(1, clause.written.line)},
                },
                "logicalLocations": [{"fullyQualifiedName": place}],
            }
        ],
        "partialFingerprints": {_FINGERPRINT: hashlib.sha256(identity.encode()).hexdigest()},
        "occurrenceCount": finding.count,
    }


def _suppressions(variant: FoundVariant, verdict: Verdict) -> Iterator[dict[str, str]]:
    if variant.waiver is not None:
        yield {"kind": "external", "status": "accepted", "justification": variant.waiver}
    elif verdict.baseline and variant.change in (Change.SAME, Change.BETTER):
        known = f"Known to {verdict.baseline.file}."
        yield {"kind": "external", "status": "accepted", "justification": known}


def _utc(moment: str) -> str:
    return moment.replace("+00:00", "Z")
