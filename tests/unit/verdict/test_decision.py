"""The verdict: states of clauses, thresholds, waivers, exit codes; and its JSON form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.requests import get_ticket, search
from support.samples import contract, example, full, observe
from ticketgate.contract.clauses import Kind, Level
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.tally import Result
from ticketgate.verdict.as_json import SCHEMA, dumps, from_json, to_json
from ticketgate.verdict.coverage import Reason, Sought
from ticketgate.verdict.decision import Outcome, RunInfo, State, Verdict, decide
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.power import Power
from ticketgate.verdict.waivers import Waiver

INFO = RunInfo(
    "https://demo.example/api/mind", "2026-03-01T10:00:00+00:00", "2026-03-01T10:01:00+00:00", 12, seed=7
)
TODAY = date(2026, 3, 1)
INTERRUPTED = Ended(EarlyEnd.INTERRUPTED, "the run was interrupted")
MUST, SHOULD, MAY = "full:status/enum", "full:interface/enum", "full:subject/nullability"
NONE: frozenset[str] = frozenset()


def result_of(*broken: str, exercised: tuple[str, ...] = (), undecided: tuple[str, ...] = ()) -> Result:
    """Return a result of one ticket on which some clauses are broken and some only put to the test."""
    places = [(clause, contract().clauses[clause].place) for clause in broken]
    findings = tuple(
        Finding(clause, place, "is null", f"/{place}", 17, get_ticket(17)) for clause, place in places
    )
    return Result.of(
        [Observation("full", 17, frozenset((*broken, *exercised)), frozenset(undecided), NONE, findings)]
    )


def sought_of(judged: int, of: int | None) -> Sought:
    """Return what a run says that judged so many of so many tickets, in both forms."""
    return Sought(power=tuple(Power(form, "", judged, of) for form in ("full", "compact")))


#: A run that looked at every ticket.
WHOLE = sought_of(3, 3)


def verdict_on(
    result: Result, *waivers: Waiver, fail_on: Level = Level.MUST, info: RunInfo = INFO, **more: Any
) -> Verdict:
    return decide(contract(), result, info, waivers=waivers, fail_on=fail_on, today=TODAY, **more)


def waiver(clause: str = MUST, place: str | None = None, until: date = TODAY) -> Waiver:
    return Waiver(clause, place, "Known since January.", until, "waivers.yaml: entry 1")


def state_of(verdict: Verdict, clause: str) -> State:
    return next(state.state for state in verdict.states if state.clause.id == clause)


# States


def test_each_clause_is_kept_broken_unexercised_or_undecided() -> None:
    verdict = verdict_on(result_of(MUST, exercised=(SHOULD, "full:id/type"), undecided=(MAY, "full:id/type")))
    assert state_of(verdict, MUST) is State.BROKEN
    assert state_of(verdict, SHOULD) is State.KEPT
    assert state_of(verdict, "full:id/type") is State.KEPT  # undecided on one thing, judged on another
    assert state_of(verdict, MAY) is State.UNDECIDED
    assert state_of(verdict, "full:priority/enum") is State.UNEXERCISED
    assert [s.clause.id for s in verdict.states] == list(contract().clauses)


def test_states_are_counted_in_all_and_by_kind() -> None:
    verdict = verdict_on(result_of(MUST, exercised=(SHOULD, "full:id/type")))
    assert (verdict.count(State.BROKEN), verdict.count(State.KEPT), verdict.count(State.KEPT, Kind.ENUM)) == (
        1,
        2,
        1,
    )
    assert sum(verdict.count(state) for state in State) == len(contract().clauses)


@pytest.mark.parametrize(
    ("clause_id", "reason"),
    [
        ("full:status/enum", "no such value was seen"),
        ("full:status/presence", "the object it is about was never seen"),
        ("compact:body/absence", "the object it is about was never seen"),
        ("full/pending-ticket-is-due", "what was saved does not show it"),
        ("full/agent-agrees-with-agent-id", "what was saved does not show it"),
        ("getTicket/no-server-error", "no request put it to the test"),
    ],
)
def test_a_clause_that_was_not_judged_says_why(clause_id: str, reason: str) -> None:
    states = {state.clause.id: state for state in verdict_on(result_of(exercised=("full:id/type",))).states}
    assert states[clause_id].reason == reason
    assert states["full:id/type"].reason == ""
    undecided = {state.clause.id: state for state in verdict_on(result_of(undecided=(clause_id,))).states}
    why = "what it reads was broken, too long or not asked for wherever it applied"
    assert undecided[clause_id].reason == why


@pytest.mark.parametrize("reason", Reason)
def test_what_a_run_says_of_its_search_for_data_is_the_reason(reason: Reason) -> None:
    rule = "full/pending-ticket-is-due"
    verdict = verdict_on(result_of(exercised=("full:id/type",)), sought=Sought({rule: reason}))
    assert next(state.reason for state in verdict.states if state.clause.id == rule) == reason.why


def test_only_the_forms_in_question_are_part_of_the_verdict() -> None:
    verdict = verdict_on(result_of(MUST), roots={"full"})
    assert {state.clause.root for state in verdict.states} == {"full"}


# Findings


def test_a_finding_says_how_often_where_and_how_to_ask_again() -> None:
    result = result_of(MUST) + result_of(exercised=(MUST,)) + result_of(exercised=(MUST,))
    (finding,) = verdict_on(result).findings
    assert (finding.clause.id, finding.place, finding.count, finding.of, finding.ticket) == (
        MUST,
        "status",
        1,
        3,
        17,
    )
    assert finding.reproduce == (
        "curl -sS -H \"Authorization: Bearer $ENNEO_TOKEN\" -H 'Accept: application/json' "
        "https://demo.example/api/mind/ticket/17"
    )
    assert finding.waiver is None


def test_a_finding_of_a_saved_body_names_the_file_instead() -> None:
    found = Finding(MUST, "status", "is null", "/status", 17, get_ticket(17), "ticket.json")
    (finding,) = verdict_on(
        Result.of([Observation("full", 17, frozenset((MUST,)), NONE, NONE, (found,))])
    ).findings
    assert (finding.reproduce, finding.source) == ("", "ticket.json")


def test_findings_are_sorted_by_clause_and_place() -> None:
    verdict = verdict_on(result_of(MAY, MUST, SHOULD))
    assert [finding.clause.id for finding in verdict.findings] == sorted([MUST, SHOULD, MAY])


# Thresholds and exit codes


@pytest.mark.parametrize(
    ("broken", "fail_on", "failing"),
    [
        ((MUST,), Level.MUST, 1),
        ((SHOULD, MAY), Level.MUST, 0),
        ((SHOULD, MAY), Level.SHOULD, 1),
        ((MUST, SHOULD, MAY), Level.MAY, 3),
        ((MAY,), Level.SHOULD, 0),
        ((), Level.MAY, 0),
    ],
)
def test_what_is_broken_at_or_above_the_threshold_fails(
    broken: tuple[str, ...], fail_on: Level, failing: int
) -> None:
    verdict = verdict_on(result_of(*broken, exercised=("full:id/type",)), fail_on=fail_on)
    assert len(verdict.failing) == failing
    assert verdict.outcome is (Outcome.BROKEN if failing else Outcome.KEPT)
    assert verdict.exit_code == (1 if failing else 0)
    assert len(verdict.findings) == len(broken)  # shown whatever the threshold


@pytest.mark.parametrize(
    "result", [Result(), result_of(undecided=(MUST,))], ids=["nothing judged", "all undecided"]
)
def test_a_run_that_checked_nothing_is_not_kept(result: Result) -> None:
    verdict = verdict_on(result)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.NOTHING_CHECKED, 3)


def test_what_was_exercised_in_a_form_not_in_question_does_not_count() -> None:
    assert verdict_on(result_of(exercised=(MUST,)), roots={"compact"}).exit_code == 3


@pytest.mark.parametrize(("least", "exit_code"), [(None, 0), (0.0, 0), (50.0, 1)])
def test_a_run_that_checked_less_than_was_asked_for_is_not_kept(least: float | None, exit_code: int) -> None:
    verdict = verdict_on(result_of(exercised=(MUST,)), roots={"full"}, min_coverage=least)
    assert verdict.exit_code == exit_code
    assert (verdict.outcome is Outcome.TOO_LITTLE_CHECKED) == (exit_code == 1)
    assert verdict.checked(Level.MUST).count == 1
    assert 0 < verdict.checked(Level.MUST).percent < 5


@pytest.mark.parametrize("result", [Result(), result_of(MUST), result_of(exercised=(MUST,))])
def test_an_interrupted_run_says_so_whatever_it_found(result: Result) -> None:
    assert verdict_on(result, info=replace(INFO, ended=INTERRUPTED)).exit_code == 130


@pytest.mark.parametrize(
    ("reason", "result", "outcome", "exit_code"),
    [
        (EarlyEnd.EXPIRED, result_of(MUST), Outcome.BROKEN, 1),
        (EarlyEnd.GONE, result_of(exercised=(MUST,)), Outcome.INCOMPLETE, 3),
        (EarlyEnd.TOO_FAST, result_of(SHOULD), Outcome.INCOMPLETE, 3),
        (EarlyEnd.GONE, Result(), Outcome.NOTHING_CHECKED, 3),
        (EarlyEnd.BUDGET_SPENT, result_of(exercised=(MUST,)), Outcome.KEPT, 0),
    ],
)
def test_a_run_that_the_target_ended_is_broken_or_incomplete_but_never_kept(
    reason: EarlyEnd, result: Result, outcome: Outcome, exit_code: int
) -> None:
    verdict = verdict_on(result, info=replace(INFO, ended=Ended(reason, "3 requests got no answer")))
    assert (verdict.outcome, verdict.exit_code) == (outcome, exit_code)
    assert verdict.info.complete is (reason is EarlyEnd.BUDGET_SPENT)


# Found once


def unconfirmed(*clauses: str) -> Result:
    """Return a result of one ticket on which the clauses were found broken once, and not looked at again."""
    found = result_of(*clauses).groups
    return Result({"full": 1}, {"full:id/type": 1}, dict.fromkeys(clauses, 1), unconfirmed=found)


def test_what_was_found_once_and_not_again_is_shown_and_its_clause_is_never_kept() -> None:
    verdict = verdict_on(unconfirmed(MUST) + result_of(exercised=(MUST,)))
    (state,) = [state for state in verdict.states if state.clause.id == MUST]
    assert (state.state, state.unconfirmed) == (State.UNDECIDED, 1)
    assert state.reason == "it was found broken once, and could not be asked for again"
    (finding,) = verdict.unconfirmed
    assert (finding.clause.id, finding.count, finding.of) == (MUST, 1, 2)
    assert (verdict.findings, verdict.outcome) == ((), Outcome.KEPT)


def test_what_was_found_elsewhere_for_certain_is_broken_all_the_same() -> None:
    verdict = verdict_on(unconfirmed(MUST) + result_of(MUST))
    assert state_of(verdict, MUST) is State.BROKEN
    assert [len(found) for found in (verdict.findings, verdict.unconfirmed)] == [1, 1]


# Waivers


def test_a_waiver_accepts_its_finding_through_its_last_day() -> None:
    verdict = verdict_on(result_of(MUST), waiver(until=TODAY))
    assert (verdict.exit_code, verdict.failing, verdict.stale) == (0, (), ())
    assert verdict.findings[0].waiver == "Known since January. (until 2026-03-01)"
    assert state_of(verdict, MUST) is State.BROKEN  # accepted, not kept


@pytest.mark.parametrize(
    ("given_waiver", "stale"),
    [
        (
            waiver(until=date(2026, 2, 28)),
            "waivers.yaml: entry 1: the waiver of full:status/enum ended on 2026-02-28; mend or renew it",
        ),
        (
            waiver(place="priority"),
            "waivers.yaml: entry 1: the waiver of full:status/enum matches no finding; delete it",
        ),
    ],
    ids=["past its day", "another place"],
)
def test_a_waiver_that_does_not_fit_leaves_the_finding_and_fails_itself(
    given_waiver: Waiver, stale: str
) -> None:
    verdict = verdict_on(result_of(MUST), given_waiver, sought=WHOLE)
    assert len(verdict.failing) == 1
    assert verdict.stale == (stale,)
    assert verdict.exit_code == 1


def test_a_waiver_of_a_clause_that_is_kept_fails_the_run() -> None:
    verdict = verdict_on(result_of(exercised=(MUST,)), waiver(), sought=WHOLE)
    assert (verdict.failing, verdict.outcome, verdict.exit_code) == ((), Outcome.BROKEN, 1)
    assert "matches no finding; delete it" in verdict.stale[0]


@pytest.mark.parametrize(
    ("sought", "ended", "why"),
    [
        (sought_of(300, 1000), None, "only 300 of 1000 tickets were judged"),
        (sought_of(300, None), None, "only 300 tickets were judged, and how many there are is not known"),
        (replace(sought_of(3, 3), limited=True), None, "the run was limited to some tickets"),
        (sought_of(3, 3), Ended(EarlyEnd.BUDGET_SPENT, "spent"), "the run did not come to its end"),
        (Sought(), None, "no ticket was judged"),
        (None, None, "only the bodies given were judged"),
    ],
)
def test_a_waiver_of_what_was_not_looked_at_everywhere_is_no_failure_but_a_note(
    sought: Sought | None, ended: Ended | None, why: str
) -> None:
    verdict = verdict_on(
        result_of(exercised=(MUST,)), waiver(), sought=sought, info=replace(INFO, ended=ended)
    )
    assert (verdict.stale, verdict.exit_code) == ((), 0)
    assert verdict.info.notes == (
        f"waivers.yaml: entry 1: the waiver of {MUST} matches no finding, but {why}: it may be needed still.",
    )


def test_a_waiver_of_how_searches_are_answered_needs_no_ticket_to_be_stale() -> None:
    clause = "searchTickets/limit-below-one-is-refused"
    verdict = verdict_on(result_of(exercised=(clause,)), waiver(clause), sought=sought_of(300, 1000))
    assert len(verdict.stale) == 1


def test_a_waiver_of_what_was_found_once_is_not_stale() -> None:
    verdict = verdict_on(unconfirmed(MUST) + result_of(exercised=(MUST,)), waiver(), sought=WHOLE)
    assert (verdict.stale, verdict.info.notes) == ((), ())


@pytest.mark.parametrize(
    "result",
    [result_of(exercised=("full:id/type",)), result_of(exercised=("full:id/type",), undecided=(MUST,))],
)
def test_a_waiver_of_a_clause_that_was_not_judged_is_left_alone(result: Result) -> None:
    verdict = verdict_on(result, waiver())
    assert (verdict.stale, verdict.exit_code) == ((), 0)


def test_a_waiver_past_its_day_fails_even_where_its_clause_was_not_judged() -> None:
    assert verdict_on(result_of(exercised=("full:id/type",)), waiver(until=date(2026, 2, 28))).exit_code == 1


def test_a_waiver_of_one_place_accepts_that_place_only() -> None:
    rule = "full/legitimation-names-customer-and-contract"
    found = tuple(Finding(rule, place, "is null", f"/{place}", 17) for place in ("customerId", "contractId"))
    result = Result.of([Observation("full", 17, frozenset((rule,)), NONE, NONE, found)])
    verdict = verdict_on(result, waiver(rule, "contractId"), fail_on=Level.SHOULD)
    assert [finding.place for finding in verdict.failing] == ["customerId"]
    assert verdict_on(result, waiver(rule), fail_on=Level.SHOULD).failing == ()


# JSON

VALIDATOR = jsonschema.Draft202012Validator(orjson.loads(SCHEMA.read_bytes()))
SAMPLE = Result.of([observe("full", example("published-sample")), observe("full", full())])
VERDICTS = [
    verdict_on(Result()),
    verdict_on(SAMPLE, fail_on=Level.MAY),
    verdict_on(SAMPLE, waiver("full/tags-are-among-tag-ids"), waiver(until=date(2020, 1, 1)), roots={"full"}),
    verdict_on(unconfirmed(MUST, SHOULD), info=replace(INFO, ended=Ended(EarlyEnd.GONE, "no answer"))),
    verdict_on(
        result_of(MUST), info=replace(INFO, seed=None, ended=INTERRUPTED, notes=("Nothing was left out.",))
    ),
]


def test_the_schema_of_the_json_form_is_a_schema_and_refuses_other_things() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    whole = to_json(VERDICTS[1])
    assert not VALIDATOR.is_valid({**whole, "extra": 1})
    assert not VALIDATOR.is_valid({**whole, "exitCode": 2})
    assert not VALIDATOR.is_valid({name: value for name, value in whole.items() if name != "findings"})


@pytest.mark.parametrize("verdict", VERDICTS, ids=["empty", "sample", "waived", "unconfirmed", "interrupted"])
def test_the_json_form_is_valid_and_gives_the_verdict_back(verdict: Verdict) -> None:
    data = orjson.loads(dumps(verdict))
    VALIDATOR.validate(data)
    again = from_json(contract(), data)
    assert again == verdict
    assert (again.outcome, again.exit_code, again.failing) == (
        verdict.outcome,
        verdict.exit_code,
        verdict.failing,
    )


def test_the_json_form_says_what_a_reader_needs() -> None:
    data = to_json(VERDICTS[1])
    assert (data["outcome"], data["exitCode"], data["failOn"], data["seed"]) == ("broken", 1, "MAY", 7)
    assert data["contract"] == {
        "version": "1",
        "digest": contract().digest,
        "clauses": len(contract().clauses),
    }
    assert data["judged"] == {"full": 2}
    finding = next(f for f in data["findings"] if f["clause"] == "full/tags-are-among-tag-ids")
    assert (finding["level"], finding["evidence"], finding["rules"]) == ("SHOULD", "client", ["R32"])
    assert finding["written"].startswith("specs/relations.yaml:")
    assert (finding["count"], finding["of"]) == (1, 2)
    assert sum(sum(states.values()) for states in data["counts"].values()) == len(contract().clauses)
    assert dumps(VERDICTS[1]).endswith(b"\n")


#: Clauses of each level and kind of place, broken in any combination.
SOME = st.sets(
    st.sampled_from([MUST, SHOULD, MAY, "full/pending-ticket-is-due", "full:tags[].color/enum"]), max_size=4
)


@settings(max_examples=20)
@given(SOME, SOME, SOME, st.sampled_from(Level), st.sampled_from([None, {"full"}, {"compact", "full"}]))
def test_any_verdict_survives_the_way_through_json(
    broken: set[str], exercised: set[str], undecided: set[str], fail_on: Level, roots: set[str] | None
) -> None:
    result = result_of(*sorted(broken), exercised=tuple(exercised), undecided=tuple(undecided))
    verdict = verdict_on(
        result, fail_on=fail_on, info=replace(INFO, ended=INTERRUPTED if broken else None), roots=roots
    )
    data = orjson.loads(dumps(verdict))
    assert from_json(contract(), data) == verdict
    assert data["exitCode"] == verdict.exit_code


def test_no_filter_value_of_a_tenant_reaches_the_json_form() -> None:
    request = search({"filters": [{"key": "t.from", "comparator": "in", "values": ["geheim@example.com"]}]})
    found = Finding("searchTickets/no-server-error", "", "answered with status 500", "", None, request)
    result = Result.of([Observation("searchTickets", None, frozenset((found.clause,)), NONE, NONE, (found,))])
    text = dumps(verdict_on(result)).decode()
    assert "geheim@example.com" not in text
    assert "<value of t.from>" in text
