"""Writes findings as SARIF 2.1.0 (OASIS), for tools that show results beside the code."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ticketgate import __version__
from ticketgate.contract.clauses import Clause, Level
from ticketgate.report.words.change_lines import describe_change
from ticketgate.report.words.promise_lines import describe_promise
from ticketgate.verdict.broken_clauses import BrokenClause
from ticketgate.verdict.changes import Change, ChangedVariant
from ticketgate.verdict.comparison import VerdictComparison
from ticketgate.verdict.decision import Verdict
from ticketgate.verdict.entries import broken_promises

__all__ = ["DRIVER", "as_sarif", "comparison_to_sarif", "sarif_document"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: What wrote the document.
DRIVER: Final = {"name": "ticketgate", "semanticVersion": __version__}
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
    """Return a result for each variant of each finding, and their clauses as rules.

    What is waived or known is suppressed; what could not be confirmed is open to review and fails nothing;
    what the baseline knows and is mended is absent (SARIF 2.1.0, section 3.27.24).
    """
    file, changes = (verdict.baseline.file, verdict.baseline.changes) if verdict.baseline else ("", ())
    clauses = {state.clause.id: state.clause for state in verdict.states}
    results = [
        *(each for finding in verdict.findings for each in _results(finding, file)),
        *(
            {**_of_finding(finding, None), "kind": "review", "level": "none"}
            for finding in verdict.unconfirmed
        ),
        *_absent(changes, clauses, file),
    ]
    invocation = {
        "executionSuccessful": verdict.info.complete,
        "exitCode": verdict.exit_code,
        "startTimeUtc": _utc(verdict.info.started),
        "endTimeUtc": _utc(verdict.info.finished),
    }
    about = {"target": verdict.info.target, "contractDigest": verdict.contract_digest}
    return _document(results, clauses, invocation, about)


def comparison_to_sarif(comparison: VerdictComparison) -> bytes:
    """Return a result for each variant of each finding of the new verdict, and for each that is mended.

    The old verdict is their baseline: what it knows as well is suppressed, what is mended is absent.
    """
    old, new = comparison.old, comparison.new
    clauses = {finding.clause.id: finding.clause for finding in (*old.broken, *new.broken)}
    results = [
        *(each for finding in comparison.broken for each in _results(finding, old.file)),
        *_absent(comparison.changes, clauses, old.file),
    ]
    invocation = {"executionSuccessful": True, "exitCode": comparison.exit_code}
    about = {"target": new.target, "contractDigest": new.contract_digest, "old": old.file, "new": new.file}
    return _document(results, clauses, invocation, about)


def _document(
    results: Sequence[dict[str, Any]],
    clauses: Mapping[str, Clause],
    invocation: dict[str, Any],
    about: dict[str, str],
) -> bytes:
    """Return the document; the rules are the clauses that results are of."""
    index = {name: position for position, name in enumerate(dict.fromkeys(r["ruleId"] for r in results))}
    return sarif_document(
        {
            "tool": {"driver": {**DRIVER, "rules": [_rule(clauses[name]) for name in index]}},
            "invocations": [invocation],
            "columnKind": "unicodeCodePoints",
            "results": [{**result, "ruleIndex": index[result["ruleId"]]} for result in results],
            "properties": about,
        }
    )


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


def _results(finding: BrokenClause, known_to: str) -> Iterator[dict[str, Any]]:
    """Yield a result for each variant; known_to is the file of the baseline, empty without one."""
    for variant in finding.variants:
        found = _of_finding(finding, variant.variant) | {"level": _LEVELS[finding.clause.level]}
        if variant.waiver is not None:
            accepted = _suppressed(variant.waiver)
        else:
            is_known = variant.change in (Change.SAME, Change.BETTER)
            accepted = _suppressed(f"Known to {known_to}.") if is_known else []
        state = {} if variant.change is None else {"baselineState": _CHANGES[variant.change]}
        yield {**found, "suppressions": accepted, **state}


def _of_finding(finding: BrokenClause, variant: str | None) -> dict[str, Any]:
    [promise] = broken_promises([finding])
    which = f"Variant: {variant}.\n" if variant is not None and len(finding.variants) > 1 else ""
    told = which + "\n".join(describe_promise(promise))
    return {**_identified(finding.clause, finding.place, variant, told), "occurrenceCount": finding.count}


def _absent(
    changes: Iterable[ChangedVariant], clauses: Mapping[str, Clause], known_to: str
) -> Iterator[dict[str, Any]]:
    """Yield a result for each variant that is mended; known_to is the file of the baseline.

    It passes, by section 3.27.9. A reader that knows neither this nor baselines, as GitHub does not, would
    take it for a fault: for that it is suppressed.
    """
    for each in changes:
        if each.change is Change.MENDED:
            name, place, variant = each.variant.key
            told = f"Mended: {each.variant.promise}. Until then {describe_change(each)}."
            found = _identified(clauses[name], place, variant, told)
            passed = {"kind": "pass", "level": "none", "baselineState": "absent"}
            yield {**found, **passed, "suppressions": _suppressed(f"Mended since {known_to}.")}


def _identified(clause: Clause, place: str, variant: str | None, told: str) -> dict[str, Any]:
    """Return what a result has whatever became of it: clause, text, place, and what makes it the same."""
    where = f"{clause.root}:{place}" if place else clause.root
    identity = json.dumps([clause.id, place, variant])
    return {
        "ruleId": clause.id,
        "message": {"text": told},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": f"specs/{clause.written.path}", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": max(1, clause.written.line)},
                },
                "logicalLocations": [{"fullyQualifiedName": where}],
            }
        ],
        "partialFingerprints": {_FINGERPRINT: hashlib.sha256(identity.encode()).hexdigest()},
    }


def _suppressed(why: str) -> list[dict[str, str]]:
    return [{"kind": "external", "status": "accepted", "justification": why}]


def _utc(moment: str) -> str:
    return moment.replace("+00:00", "Z")
