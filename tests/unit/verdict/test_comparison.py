"""Two verdicts beside one another: findings by change, what is no longer judged, and partitions."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support import verdicts
from support.verdicts import MUST, SHOULD, found, verdict_of
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.changes import Change, FailOnNew
from ticketgate.verdict.comparison import COMPARISON_SCHEMA, VerdictComparison, compare, comparison_to_json
from ticketgate.verdict.coverage import Reason, Sought
from ticketgate.verdict.past_verdict import PastVerdict, read_verdict
from ticketgate.verdict.times import Times

FORMER = lzma.decompress(Path(verdicts.__file__).with_name("verdict_of_form_1.json.xz").read_bytes())
VALIDATOR = jsonschema.Draft202012Validator(json.loads(COMPARISON_SCHEMA.read_bytes()))
JUDGED = {"judged": {"full": 300, "compact": 300}, "exercised": {MUST: 300, SHOULD: 300}}
OPEN = "full:status=open"


@pytest.fixture
def past(tmp_path: Path) -> Any:
    numbers = iter(range(9))

    def write(*groups: Any, **options: Any) -> PastVerdict:
        path = tmp_path / f"verdict{next(numbers)}.json"
        path.write_bytes(options.pop("content", None) or dumps(verdict_of(*groups, **{**JUDGED, **options})))
        return read_verdict(path)

    return write


def waiting(count: int, **variants: int) -> Any:
    return found(MUST, 'is "waiting"', count, variants={"waiting": count, **variants})


def said(comparison: VerdictComparison) -> list[tuple[str | None, Change]]:
    VALIDATOR.validate(json.loads(json.dumps(comparison_to_json(comparison))))
    return [(each.variant.variant, each.change) for each in comparison.changes]


def test_findings_are_compared_by_variant(past: Any) -> None:
    comparison = compare(past(waiting(6, lost=200)), past(waiting(120, parked=1)))
    assert said(comparison) == [
        ("lost", Change.MENDED),
        ("parked", Change.NEW),
        ("waiting", Change.WORSE),
    ]
    assert (comparison.exit_code, len(comparison.failing)) == (1, 2)


def test_two_verdicts_that_found_the_same_differ_in_nothing(past: Any) -> None:
    comparison = compare(past(waiting(6)), past(waiting(7)))
    assert said(comparison) == [("waiting", Change.SAME)]
    assert (comparison.exit_code, comparison.lost, comparison.notes) == (0, (), ())


def test_the_threshold_decides_what_fails(past: Any) -> None:
    old, new = past(), past(found(SHOULD, "is null"))
    assert [compare(old, new, each).exit_code for each in FailOnNew] == [0, 1, 1, 1]


def test_a_verdict_of_the_former_form_is_compared_by_clause_and_place(past: Any) -> None:
    comparison = compare(past(content=FORMER), past(waiting(150, parked=9)))
    assert dict(said(comparison)) == {"in any way": Change.SAME}
    by_clause = {each.variant.clause: each.change for each in comparison.changes}
    assert by_clause[MUST] is Change.SAME
    assert any("does not tell variants apart" in note for note in comparison.notes)
    assert said(compare(past(content=FORMER), past(content=FORMER))) == [("in any way", Change.SAME)] * 4


def test_the_findings_of_the_new_one_say_what_became_of_each_variant(past: Any) -> None:
    [finding] = compare(past(waiting(6, lost=200)), past(waiting(120, parked=1))).broken
    assert {each.variant: each.change for each in finding.variants} == {
        "waiting": Change.WORSE,
        "parked": Change.NEW,
    }
    assert finding.reproduce.startswith("curl ")
    by_clause = {each.clause.id: each for each in compare(past(content=FORMER), past(waiting(150))).broken}
    assert [(each.variant, each.change) for each in by_clause[MUST].variants] == [("in any way", Change.SAME)]


def test_clauses_no_longer_put_to_the_test_are_named_with_the_reason(past: Any) -> None:
    new = past(exercised={MUST: 300}, sought=Sought(reasons={"full:interface=email": Reason.BUDGET}))
    (lost,) = compare(past(), new).lost
    assert (lost.clause.id, lost.clause.exercised) == (SHOULD, 300)
    assert lost.reason
    about_rows = past(exercised={}, judged={"compact": 3}, roots={"compact"})
    assert {each.reason for each in compare(past(), about_rows).lost} == {"the new verdict is not about it"}


@pytest.mark.parametrize(
    ("seen", "judged", "vanished"),
    [(30, 300, True), (30, 47, False), (30, 48, True), (6, 300, False), (7, 300, True), (300, 1, True)],
)
def test_a_partition_vanished_only_where_chance_would_miss_it_in_less_than_one_per_cent(
    past: Any, seen: int, judged: int, *, vanished: bool
) -> None:
    old = past(partitions={OPEN: seen})
    comparison = compare(old, past(judged={"full": judged, "compact": 300}))
    assert [each.before.id for each in comparison.vanished] == [OPEN] * vanished
    assert comparison.not_met == 1 - vanished
    assert all(0 < each.chance < 0.01 for each in comparison.vanished)


def test_a_partition_that_is_proven_absent_vanished_for_certain(past: Any) -> None:
    proven = past(sought=Sought(reasons={OPEN: Reason.ABSENT}))
    (gone,) = compare(past(partitions={OPEN: 1}, sought=Sought()), proven).vanished
    assert (gone.before.seen, gone.chance) == (1, 0.0)


def test_a_partition_that_is_seen_for_the_first_time_appeared(past: Any) -> None:
    old = past()
    comparison = compare(old, past(partitions={OPEN: 2}))
    assert [(each.id, each.seen) for each in comparison.appeared] == [(OPEN, 2)]
    # One that the old contract did not know is none of the data.
    other = replace(old, partitions={})
    assert compare(other, past(partitions={OPEN: 2})).appeared == ()


def test_verdicts_on_tickets_chosen_otherwise_are_compared_in_what_is_new_alone(past: Any) -> None:
    old = past(waiting(200), partitions={OPEN: 200}, sought=Sought())
    comparison = compare(old, past(sought=Sought(limited=True)))
    assert said(comparison) == [("waiting", Change.NOT_SEEN)]
    assert (comparison.vanished, comparison.not_met) == ((), 1)
    assert "shares are not compared" in comparison.notes[0]


def test_another_contract_and_another_target_are_said(past: Any) -> None:
    old, new = past(), past(target="https://other.example.com/api/mind")
    comparison = compare(replace(old, contract_digest="0" * 12), new)
    assert "The contracts differ" in comparison.notes[0]
    assert comparison.notes[1] == "The targets differ."


def test_a_clause_that_another_contract_does_not_have_is_gone_and_what_was_not_saved_is_not(
    past: Any,
) -> None:
    old = past(waiting(200))
    without = {name: clause for name, clause in past().clauses.items() if name != MUST}
    gone = replace(past(), clauses=without, contract_digest="0" * 12)
    assert said(compare(old, gone)) == [("waiting", Change.GONE)]
    rows = past(exercised={}, judged={"compact": 3}, roots={"compact"})
    assert said(compare(old, rows)) == [("waiting", Change.NOT_SEEN)]


def test_what_was_found_once_is_not_mended(past: Any) -> None:
    doubtful = past(unconfirmed=(waiting(1),))
    assert said(compare(past(waiting(200)), doubtful)) == [("waiting", Change.NOT_SEEN)]


def test_times_stand_side_by_side(past: Any) -> None:
    old, new = Times(3, 0.1, 0.2, 0.3), Times(4, 0.2, 0.4, 0.8)
    data = comparison_to_json(
        compare(past(times={"getTicket": old}), past(times={"getTicket": new, "x": new}))
    )
    VALIDATOR.validate(json.loads(json.dumps(data)))
    assert data["times"]["getTicket"]["old"]["median"] == 0.1
    assert data["times"]["getTicket"]["new"]["median"] == 0.2
    assert data["times"]["x"]["old"] is None
