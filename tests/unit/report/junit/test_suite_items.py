"""A verdict as items of the suite: which pass, which fail, which are left open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from support.verdicts import MAY, MUST, SHOULD, accepted, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.report.junit.suite_items import Ending, SuiteItem, item_of, items_of
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.decision import State, Verdict
from ticketgate.verdict.early_end import EarlyEnd, Ended

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketgate.verdict.broken_clauses import BrokenClause

KEPT = "full:direction/enum"
BROKEN = verdict_of(found(MUST, 'is "waiting"', 3), found(SHOULD, 'is "x"'), found(MAY, "has a member"))


def item(clause: str, verdict: Verdict) -> SuiteItem:
    return item_of(next(state for state in verdict.states if state.clause.id == clause), verdict)


def with_state(clause: str, state: State) -> Verdict:
    """A verdict that says nothing else of one clause."""
    states = [replace(each, state=state) if each.clause.id == clause else each for each in BROKEN.states]
    return replace(BROKEN, states=tuple(states))


@pytest.mark.parametrize(
    ("clause", "verdict", "ending"),
    [
        (KEPT, BROKEN, Ending.PASSED),
        (MUST, BROKEN, Ending.FAILED),
        (SHOULD, BROKEN, Ending.XFAILED),
        (SHOULD, replace(BROKEN, fail_on=Level.SHOULD), Ending.FAILED),
        (MAY, replace(BROKEN, fail_on=Level.SHOULD), Ending.XFAILED),
        (KEPT, with_state(KEPT, State.UNEXERCISED), Ending.SKIPPED),
        (KEPT, with_state(KEPT, State.UNDECIDED), Ending.SKIPPED),
    ],
)
def test_a_clause_ends_as_its_state_and_the_threshold_say(
    clause: str, verdict: Verdict, ending: Ending
) -> None:
    assert item(clause, verdict).ending is ending


def waived(which: Callable[[BrokenClause], bool]) -> Verdict:
    twice = verdict_of(found(MUST, "is 1"), found(MUST, "is 2", place="elsewhere"))
    findings = [accepted(each) if which(each) else each for each in twice.findings]
    return replace(twice, findings=tuple(findings))


def test_a_clause_is_accepted_only_when_each_of_its_findings_is_waived() -> None:
    assert item(MUST, waived(lambda _: True)).ending is Ending.XFAILED
    assert item(MUST, waived(lambda finding: finding.place == "status")).ending is Ending.FAILED


def test_the_message_is_the_promise_with_its_findings_or_the_reason() -> None:
    broken = item(MUST, BROKEN).message.splitlines()
    assert broken[0].startswith("MUST status is one of open, pending, closed. State of the ticket;")
    assert broken[2].startswith('status is "waiting", on 3 of 12 tickets')
    assert broken[-1].startswith("curl -sS ")
    assert item("full:channel/enum", BROKEN).message == "MUST unexercised: no such value was seen"
    assert item(KEPT, BROKEN).message == ""


def test_the_message_tells_the_variants_and_what_is_known() -> None:
    several = found(MUST, 'is "waiting"', 3, variants={"waiting": 3, "parked": 1})
    assert "Variants: waiting on 3, parked on 1." in item(MUST, verdict_of(several)).message
    baseline = Baseline("known.jsonl", default_contract().digest, Scope.SAVED, ())
    new = item(MUST, verdict_of(several, baseline=baseline))
    assert (new.ending, "waiting on 3 (new)" in new.message) == (Ending.FAILED, True)
    known = replace(baseline, lines=tuple(verdict_of(several).findings[0].counted))
    same = item(MUST, verdict_of(several, baseline=known))
    assert (same.ending, "Known from the baseline." in same.message) == (Ending.XFAILED, True)


def test_every_clause_is_an_item_and_so_are_waivers_and_coverage() -> None:
    names = [each.name for each in items_of(BROKEN)]
    assert [name.partition("[")[2][:-1] for name in names[:-3]] == list(default_contract().clauses)
    assert names[-3:] == [
        "test_enough_clauses_were_put_to_the_test",
        "test_the_run_came_to_its_end",
        "test_no_waiver_is_stale",
    ]


@pytest.mark.parametrize(
    ("asked", "ending"), [(None, Ending.PASSED), (0.1, Ending.PASSED), (9, Ending.FAILED)]
)
def test_too_little_coverage_fails_its_item(asked: float | None, ending: Ending) -> None:
    of_coverage = list(items_of(replace(BROKEN, min_coverage=asked)))[-3]
    assert of_coverage.ending is ending
    said = of_coverage.message.endswith(" MUST clauses were put to the test, less than the 9 % asked for")
    assert said == (ending is Ending.FAILED)


def test_a_run_that_the_target_ended_fails_its_item() -> None:
    gone = verdict_of(ended=Ended(EarlyEnd.GONE, "3 requests in a row got no answer"))
    spent = verdict_of(ended=Ended(EarlyEnd.BUDGET_SPENT, "the budget is used up"))
    items = [list(items_of(verdict))[-2] for verdict in (BROKEN, spent, gone)]
    assert [each.ending for each in items] == [Ending.PASSED, Ending.PASSED, Ending.FAILED]
    assert items[2].message == "not everything was checked: 3 requests in a row got no answer"


def test_what_was_found_once_is_told_where_its_clause_is_skipped() -> None:
    (_, group) = found(KEPT, "is null", ticket=371004)
    state = next(s for s in BROKEN.states if s.clause.id == KEPT)
    doubted = replace(state, state=State.UNDECIDED, unconfirmed=1)
    verdict = replace(
        BROKEN, unconfirmed=(replace(BROKEN.findings[0], clause=state.clause, detail=group.first.detail),)
    )
    lines = item_of(doubted, verdict).message.splitlines()
    assert lines[0].endswith("undecided: it was found broken once, and could not be asked for again")
    assert "is null" in lines[3]


def test_a_stale_waiver_fails_its_item() -> None:
    stale = replace(BROKEN, stale=("waivers.yaml:1: ended",))
    assert [list(items_of(verdict))[-1].ending for verdict in (BROKEN, stale)] == [
        Ending.PASSED,
        Ending.FAILED,
    ]
    assert list(items_of(stale))[-1].message == "waivers.yaml:1: ended"
