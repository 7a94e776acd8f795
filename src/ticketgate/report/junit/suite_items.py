"""A verdict as the items of the suite: one for each clause, one for the waivers, one for the coverage.

pytest ends its items as this says, and JUnit from the command line is made of it, so both agree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ticketgate.contract.clauses import Kind, Level
from ticketgate.report.words.coverage_counts import musts_tested
from ticketgate.report.words.promise_lines import describe_promise
from ticketgate.verdict.decision import ClauseState, State, Verdict
from ticketgate.verdict.entries import broken_promises

__all__ = ["Ending", "SuiteItem", "item_of", "items_of"]


class Ending(StrEnum):
    """How an item ends, in the words of pytest."""

    PASSED = "passed"
    FAILED = "failed"
    #: Broken, but below the threshold or waived.
    XFAILED = "xfailed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SuiteItem:
    """One item of the suite, or one test case of JUnit."""

    #: What it is about, as JUnit groups test cases: form and kind, ``full.enum``.
    group: str
    #: Its name in the suite: ``test_value_is_documented[full:status/enum]``.
    name: str
    ending: Ending
    #: Why it did not pass, or what is broken and fails nothing; empty when there is nothing to say.
    message: str = ""


#: The function of the suite, `tests/contract`, that holds the items of a kind.
_FUNCTIONS: Final[Mapping[Kind, str]] = {
    Kind.PRESENCE: "test_member_is_present",
    Kind.ABSENCE: "test_member_is_left_out",
    Kind.NULLABILITY: "test_value_is_not_null",
    Kind.TYPE: "test_value_has_its_type",
    Kind.ENUM: "test_value_is_documented",
    Kind.FORMAT: "test_value_has_its_format",
    Kind.RANGE: "test_value_is_in_range",
    Kind.UNDOCUMENTED: "test_object_has_only_known_members",
    Kind.RULE: "test_rule_holds",
    Kind.RELATION: "test_relation_holds",
    Kind.BEHAVIOUR: "test_operation_behaves",
}


#: The group of what is about the run as a whole.
_OF_RUN: Final = "run"


def items_of(verdict: Verdict) -> Iterator[SuiteItem]:
    """Yield every item, those of clauses in the order of the contract."""
    for state in verdict.states:
        yield item_of(state, verdict)
    yield _item_of_coverage(verdict)
    yield _item_of_end(verdict)
    yield _item_of_waivers(verdict)


def item_of(state: ClauseState, verdict: Verdict) -> SuiteItem:
    """Return the item of one clause: it passes only if the clause is kept."""
    clause = state.clause
    place = f"{clause.root}.{clause.kind}", f"{_FUNCTIONS[clause.kind]}[{clause.id}]"
    if state.state is State.KEPT:
        return SuiteItem(*place, Ending.PASSED)
    if state.state is not State.BROKEN:
        lines = [f"{clause.level.name} {state.state}: {state.reason}"]
        doubts = [finding for finding in verdict.unconfirmed if finding.clause.id == clause.id]
        lines += [line for promise in broken_promises(doubts) for line in describe_promise(promise)]
        return SuiteItem(*place, Ending.SKIPPED, "\n".join(lines))
    findings = [finding for finding in verdict.findings if finding.clause.id == clause.id]
    lines = [line for promise in broken_promises(findings) for line in describe_promise(promise)]
    fails = clause.id in {finding.clause.id for finding in verdict.failing}
    ending = Ending.FAILED if fails else Ending.XFAILED
    return SuiteItem(*place, ending, f"{clause.level.name} " + "\n".join(lines))


def _item_of_coverage(verdict: Verdict) -> SuiteItem:
    checked, asked = verdict.checked(Level.MUST), verdict.min_coverage
    place = _OF_RUN, "test_enough_clauses_were_put_to_the_test"
    if asked is None or checked.percent >= asked:
        return SuiteItem(*place, Ending.PASSED)
    return SuiteItem(*place, Ending.FAILED, f"{musts_tested(verdict)}, less than the {asked:g} % asked for")


def _item_of_end(verdict: Verdict) -> SuiteItem:
    place = _OF_RUN, "test_the_run_came_to_its_end"
    info = verdict.info
    if info.complete or info.ended is None:
        return SuiteItem(*place, Ending.PASSED)
    return SuiteItem(*place, Ending.FAILED, f"not everything was checked: {info.ended.words}")


def _item_of_waivers(verdict: Verdict) -> SuiteItem:
    ending = Ending.FAILED if verdict.stale else Ending.PASSED
    return SuiteItem(_OF_RUN, "test_no_waiver_is_stale", ending, "\n".join(verdict.stale))
