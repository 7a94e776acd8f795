"""A verdict held against a baseline: what fails, what is said, and what stands in the way of comparing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import jsonschema
import orjson
import pytest

from support.verdicts import MAY, MUST, SHOULD, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.verdict.as_json import SCHEMA, dumps, from_json
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.changes import Change, CountedVariant, FailOnNew
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.shares import Share
from ticketgate.verdict.waivers import Waiver

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

CLAUSES = default_contract().clauses


def line(
    clause: str = MUST, variant: str = "waiting", count: int = 6, of: int = 300, **more: Any
) -> CountedVariant:
    known = CLAUSES[clause]
    told = {"level": known.level, "promise": known.title, "since": "2026-01-31", **more}
    return CountedVariant(clause, known.place, variant, share=Share(count, of), **told)


def against(*lines: CountedVariant, scope: Scope = Scope.SAVED, digest: str = "") -> Baseline:
    return Baseline("known.jsonl", digest or default_contract().digest, scope, lines)


def count(verdict: Verdict, change: Change) -> int:
    assert verdict.baseline is not None
    return sum(each.change is change for each in verdict.baseline.changes)


def waiting(count: int, **variants: int) -> Any:
    return found(MUST, 'is "waiting"', count, variants={"waiting": count, **variants})


JUDGED = dict.fromkeys((MUST, SHOULD, MAY, "full:direction/enum"), 300)


@pytest.mark.parametrize(
    ("groups", "lines", "exit_code"),
    [
        ([waiting(6)], [line()], 0),
        ([waiting(9)], [line()], 0),
        ([waiting(120)], [line()], 1),
        ([waiting(6, parked=1)], [line()], 1),
        ([waiting(6), found(SHOULD, "is null", 1)], [line()], 1),
        ([waiting(6), found("full:subject/nullability", "is null", 1)], [line()], 1),
        ([found(MAY, "has the member x", 40)], [], 0),
        ([], [line(count=120)], 0),
    ],
    ids="known chance grown second-variant another-clause a-may an-addition mended".split(),
)
def test_only_what_is_new_or_worse_fails_whatever_its_level(
    groups: list[Any], lines: list[CountedVariant], exit_code: int
) -> None:
    for fail_on in Level:
        verdict = verdict_of(*groups, exercised=JUDGED, baseline=against(*lines), fail_on=fail_on)
        assert verdict.exit_code == exit_code


def test_without_a_baseline_the_level_alone_counts() -> None:
    assert verdict_of(waiting(6), exercised=JUDGED).exit_code == 1
    assert verdict_of(found(SHOULD, "is null"), exercised=JUDGED).exit_code == 0


@pytest.mark.parametrize(("threshold", "exit_code"), [("must", 0), ("should", 1), ("may", 1), ("any", 1)])
def test_the_threshold_of_what_is_new_is_one_of_its_own(threshold: str, exit_code: int) -> None:
    verdict = verdict_of(
        found(SHOULD, "is null"), exercised=JUDGED, baseline=against(), fail_on_new=FailOnNew(threshold)
    )
    assert verdict.exit_code == exit_code


def test_what_is_new_and_waived_fails_nothing_and_its_other_variant_does() -> None:
    waiver = Waiver(MUST, "status", "Known.", date(9999, 1, 1), "here", "parked")
    options: dict[str, Any] = {"exercised": JUDGED, "baseline": against(line())}
    assert verdict_of(waiting(6, parked=1), waivers=(waiver,), **options).exit_code == 0
    verdict = verdict_of(waiting(6, parked=1, lost=1), waivers=(waiver,), **options)
    assert verdict.exit_code == 1
    (finding,) = verdict.findings
    assert [(each.variant, each.change, bool(each.waiver)) for each in finding.variants] == [
        ("waiting", Change.SAME, False),
        ("lost", Change.NEW, False),
        ("parked", Change.NEW, True),
    ]
    assert finding.waiver is None


def test_a_waiver_of_one_variant_leaves_the_others_to_fail_without_a_baseline_too() -> None:
    waiver = Waiver(MUST, None, "Known.", date(9999, 1, 1), "here", "waiting")
    assert verdict_of(waiting(6), exercised=JUDGED, waivers=(waiver,)).exit_code == 0
    assert verdict_of(waiting(6, parked=1), exercised=JUDGED, waivers=(waiver,)).exit_code == 1


def test_what_was_found_once_and_not_again_is_neither_new_nor_mended() -> None:
    known = against(line(count=200))
    held = {True: verdict_of(exercised=JUDGED, baseline=known, unconfirmed=(waiting(1),))}
    held[False] = verdict_of(exercised=JUDGED, baseline=known)
    changes = {
        doubt: [each.change for each in verdict.baseline.changes]
        for doubt, verdict in held.items()
        if verdict.baseline
    }
    assert changes == {True: [Change.NOT_SEEN], False: [Change.MENDED]}
    assert verdict_of(exercised=JUDGED, baseline=against(), unconfirmed=(waiting(1),)).exit_code == 0


@pytest.mark.parametrize(
    ("sought", "scope"),
    [(None, Scope.SAVED), (Sought(), Scope.RUN), (Sought(limited=True), Scope.LIMITED)],
)
def test_shares_compare_only_between_tickets_that_were_chosen_alike(
    sought: Sought | None, scope: Scope
) -> None:
    for other in Scope:
        verdict = verdict_of(
            waiting(200), exercised=JUDGED, sought=sought, baseline=against(line(), scope=other)
        )
        assert verdict.scope is scope
        assert verdict.baseline is not None
        assert bool(count(verdict, Change.WORSE)) is (other is scope)
        assert bool(verdict.baseline.notes) is (other is not scope)


def test_the_clauses_that_another_contract_promised_or_promised_otherwise_are_named() -> None:
    lines = (line(), line(SHOULD, promise="It was less."), line(clause=MUST, variant="x"))
    gone = CountedVariant(
        "full:fax/type", "fax", "null", Level.MAY, "fax is a string", Share(3, 30), "2026-01-31"
    )
    verdict = verdict_of(waiting(6), exercised=JUDGED, baseline=against(*lines, gone, digest="0" * 12))
    assert verdict.baseline is not None
    assert verdict.baseline.notes == (
        (
            "known.jsonl was made by the contract with digest 000000000000; gone: full:fax/type; "
            f"changed: {SHOULD}."
        ),
    )
    assert count(verdict, Change.GONE) == 1
    same = verdict_of(waiting(6), exercised=JUDGED, baseline=against(line(), digest="0" * 12)).baseline
    assert same is not None
    assert same.notes == (
        "known.jsonl was made by the contract with digest 000000000000; what is known is promised as it was.",
    )


def test_a_verdict_with_a_baseline_survives_the_way_through_json() -> None:
    crowded = found(SHOULD, "is null", 9, variants={"is null": 9}, others=4)
    verdict = verdict_of(
        *(waiting(200, parked=3), crowded),
        exercised=JUDGED,
        baseline=against(
            line(), line(clause="full:direction/enum", count=99), line(variant="gone"), digest="0" * 12
        ),
        fail_on_new=FailOnNew.ANY,
    )
    data = orjson.loads(dumps(verdict))
    jsonschema.Draft202012Validator(orjson.loads(SCHEMA.read_bytes())).validate(data)
    assert from_json(default_contract(), data) == verdict
    assert {each["change"] for each in data["baseline"]["changes"]} == {"new", "worse", "mended", "not seen"}
    assert [(v["variant"], v["count"]) for v in data["findings"][0]["variants"]] == [
        ("is null", 9),
        (None, 4),
    ]


def test_a_finding_carries_what_a_report_needs_without_the_contract() -> None:
    (finding,) = orjson.loads(dumps(verdict_of(found("full/pending-ticket-is-due", "is null"))))["findings"]
    clause = CLAUSES["full/pending-ticket-is-due"]
    assert clause.description
    assert (finding["promise"], finding["description"], finding["evidence"], finding["counted"]) == (
        clause.title,
        clause.description,
        clause.evidence,
        [*clause.counted],
    )
