"""Coverage: what counts as seen, why the rest was not, and what a sample could have overlooked."""

from __future__ import annotations

import re
import tracemalloc

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from support.requests import get_ticket, search
from support.samples import answer, contract, full, judge, observe
from support.verdicts import TODAY, verdict_of
from ticketgate.contract.clauses import Kind, Level
from ticketgate.contract.partitions import PartitionKind, universe
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.tally import Result, Tally
from ticketgate.report.terminal.verdict_report import render
from ticketgate.verdict.as_json import SCHEMA, from_json, to_json
from ticketgate.verdict.coverage import Coverage, PartitionState, Reason, Sought, cover, reason_of_clause
from ticketgate.verdict.decision import Outcome, RunInfo, State, decide
from ticketgate.verdict.power import Power

PARTITIONS = universe(contract())
NONE: frozenset[str] = frozenset()


def states_of(coverage: Coverage) -> dict[str, PartitionState]:
    return {state.partition.id: state for state in coverage.partitions}


# What there is to see


def test_every_value_null_and_filling_of_a_member_is_a_partition() -> None:
    kinds = {
        name: partition.kind
        for name, partition in PARTITIONS.items()
        if partition.root == "full" and partition.place in {"status", "dueBy", "tagIds", "success"}
    }
    assert kinds == {
        "full:status=open": PartitionKind.VALUE,
        "full:status=pending": PartitionKind.VALUE,
        "full:status=closed": PartitionKind.VALUE,
        "full:dueBy=null": PartitionKind.NULL,
        "full:dueBy=value": PartitionKind.NULL,
        "full:tagIds=empty": PartitionKind.FILLING,
        "full:tagIds=filled": PartitionKind.FILLING,
        "full:success=absent": PartitionKind.PRESENCE,
        "full:success=present": PartitionKind.PRESENCE,
        "full:success=true": PartitionKind.VALUE,
    }


def test_every_rule_relation_and_documented_status_is_a_partition() -> None:
    conditional = {c.id for c in contract().clauses.values() if c.kind in (Kind.RULE, Kind.RELATION)}
    assert conditional <= PARTITIONS.keys()
    statuses = {p.id for p in PARTITIONS.values() if p.kind is PartitionKind.STATUS}
    for operation in ("getTicket", "searchTickets"):
        assert {f"{operation}:status={status}" for status in (200, 400, 401, 403, 500)} <= statuses
    assert "getTicket:status=404" in statuses


def test_a_field_is_the_member_a_partition_belongs_to() -> None:
    assert PARTITIONS["full:customer.contracts[].endDate=null"].field == "customer"
    assert PARTITIONS["full:tags[].color=teal"].field == "tags"
    assert PARTITIONS["getTicket:status=404"].field == ""


# What was seen


def test_an_answer_shows_its_status_and_a_ticket_its_values_and_the_rules_that_apply() -> None:
    (refused,) = judge().check(answer(get_ticket(1), 404, b'{"success": false, "message": "no"}'))
    ticket = observe("full", full())
    states = states_of(cover(contract(), Result.of([refused, ticket]), None))
    assert states["getTicket:status=404"] == PartitionState(PARTITIONS["getTicket:status=404"], 1)
    assert states[f"full:status={full()['status']}"].seen == 1
    assert states["full/legitimation-is-a-defined-level"].seen == 1
    assert states["getTicket:status=500"].reason is Reason.NOT_SAVED


def test_only_the_forms_in_question_count() -> None:
    coverage = cover(contract(), Result.of([observe("full", full())]), None, roots=["full"])
    assert {state.partition.root for state in coverage.partitions} == {"full"}


def test_a_run_says_why_and_what_it_does_not_explain_was_not_asked_for() -> None:
    sought = Sought({"compact:channel=chat": Reason.ABSENT}, (Power("full", "", 3),))
    coverage = cover(contract(), Result(), sought)
    states = states_of(coverage)
    assert states["compact:channel=chat"].reason is Reason.ABSENT
    assert states["getTicket:status=500"].reason is Reason.NOT_ASKED
    assert coverage.power == sought.power


observations = st.builds(
    lambda partitions: Observation("full", 1, NONE, NONE, frozenset(partitions), ()),
    st.sets(st.sampled_from(sorted(p for p in PARTITIONS if ":" in p)), max_size=8),
)


@given(st.lists(observations, max_size=6), st.lists(observations, max_size=6))
def test_coverage_never_decreases_by_what_is_added(one: list[Observation], other: list[Observation]) -> None:
    before = states_of(cover(contract(), Result.of(one), None))
    after = states_of(cover(contract(), Result.of(one) + Result.of(other), None))
    assert all(after[name].seen >= state.seen for name, state in before.items())


def test_observations_beyond_number_take_no_more_memory_than_a_few() -> None:
    def observed(ticket: int) -> Observation:
        found = Finding("full:status/enum", "status", f"is {ticket}", "/status", ticket)
        return Observation("full", ticket, frozenset("abc"), frozenset("d"), frozenset("pqr"), (found,))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            Result.of(map(observed, range(count)))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(5_000) < peak(100) + 4096


def test_what_is_tallied_later_does_not_change_a_result() -> None:
    tally = Tally()
    tally.add(observe("full", full()))
    before = tally.result()
    tally.add(observe("full", {**full(), "status": "asleep"}))
    assert before == Result.of([observe("full", full())])
    assert tally.result().judged == {"full": 2}


# Why a clause was not put to the test


@pytest.mark.parametrize(
    ("waiting", "unseen", "reason"),
    [
        ("full/chat-has-channel-id", {"full/chat-has-channel-id": Reason.ABSENT}, Reason.ABSENT),
        ("full:dueBy/format", {"full:dueBy=value": Reason.BUDGET}, Reason.BUDGET),
        ("full:tags[].color/enum", {"full:tags=filled": Reason.NOT_THERE}, Reason.NOT_THERE),
        (
            "full:intents[].outcome.sent/type",
            {"full:intents[].outcome=value": Reason.NOT_READ, "full:intents=filled": Reason.ABSENT},
            Reason.NOT_READ,
        ),
        ("full:id/type", {"full:tags=filled": Reason.ABSENT}, None),
    ],
)
def test_a_clause_waits_for_a_value_at_its_place_or_for_what_stands_around_it(
    waiting: str, unseen: dict[str, Reason], reason: Reason | None
) -> None:
    assert reason_of_clause(contract().clauses[waiting], unseen) is reason


def test_the_verdict_gives_that_reason_for_a_clause() -> None:
    sought = Sought({"compact:rawData=value": Reason.NOT_THERE})
    verdict = verdict_of(sought=sought)
    state = next(state for state in verdict.states if state.clause.id == "compact:rawData/type")
    assert state.state is State.UNEXERCISED
    assert state.reason == Reason.NOT_THERE.why


def test_every_reason_says_why_and_what_is_needed() -> None:
    assert {reason for reason in Reason if reason.proves_absence} == {Reason.ABSENT, Reason.NOT_THERE}
    for reason in Reason:
        assert reason.why
        assert not reason.why.endswith(".")
        assert reason.needed.endswith(".")


# The power of a sample


@pytest.mark.parametrize(("judged", "share"), [(1, 0.95), (59, 0.0495), (300, 0.00994)])
def test_a_fault_on_that_share_is_missed_with_five_per_cent(judged: int, share: float) -> None:
    power = Power("full", "", judged)
    assert power.share == pytest.approx(share, rel=1e-2)
    assert (1 - power.share) ** judged == pytest.approx(0.05)


def test_nothing_goes_unnoticed_where_every_ticket_was_judged_and_everything_where_none_was() -> None:
    assert Power("full", "channel=chat", 12, 12).share == 0.0
    assert Power("full", "channel=chat", 12, 13).share > 0.2
    assert Power("full", "", 0).share == 1.0


def test_the_power_of_saved_bodies_comes_from_what_they_show() -> None:
    tickets = [{**full(), "status": "open"}, {**full(), "status": "open"}, {**full(), "status": "closed"}]
    coverage = cover(contract(), Result.of(observe("full", ticket) for ticket in tickets), None)
    assert set(coverage.power) == {
        Power("full", "", 3),
        Power("full", "status=open", 2),
        Power("full", "status=closed", 1),
        Power("full", f"channel={full()['channel']}", 3),
    }


# The gate, and the JSON form


def musts() -> list[str]:
    return [clause.id for clause in contract().clauses.values() if clause.level is Level.MUST]


@pytest.mark.parametrize(("minimum", "outcome"), [(None, Outcome.KEPT), (50.0, Outcome.KEPT), (51.0, Outcome.TOO_LITTLE_CHECKED)])  # fmt: skip
def test_too_few_must_clauses_put_to_the_test_fail_the_run(minimum: float | None, outcome: Outcome) -> None:
    half = musts()[: -(-len(musts()) // 2)]
    verdict = verdict_of(exercised=dict.fromkeys(half, 1), min_coverage=minimum)
    assert verdict.checked(Level.MUST).count == len(half)
    assert verdict.outcome is outcome
    assert verdict.exit_code == (outcome is not Outcome.KEPT)


def test_clauses_of_other_levels_do_not_make_up_for_it() -> None:
    every = {c.id: 1 for c in contract().clauses.values() if c.level is not Level.MUST}
    assert verdict_of(exercised=every, min_coverage=1.0).outcome is Outcome.TOO_LITTLE_CHECKED


def test_coverage_survives_the_json_form_which_keeps_its_schema() -> None:
    sought = Sought(
        {"compact:channel=chat": Reason.ABSENT, "compact:rawData=value": Reason.UNREACHABLE},
        (Power("full", "", 3, 7), Power("compact", "channel=email", 5)),
    )
    verdict = decide(
        contract(),
        Result.of([observe("full", full())]),
        RunInfo("http://127.0.0.1:9", "2026-11-24T10:00:00+00:00", "2026-11-24T10:00:09+00:00", 3),
        today=TODAY,
        sought=sought,
        min_coverage=40.0,
    )
    data = orjson.loads(orjson.dumps(to_json(verdict)))
    Draft202012Validator(orjson.loads(SCHEMA.read_bytes())).validate(data)
    assert from_json(contract(), data) == verdict
    states = {each["id"]: each for each in data["coverage"]["partitions"]}
    assert states["compact:channel=chat"]["state"] == "absent"
    assert states["compact:rawData=value"]["state"] == "not seen"
    assert states[f"full:channel={full()['channel']}"]["state"] == "seen"


# The report


def test_the_report_keeps_the_two_kinds_of_nothing_apart_and_says_what_is_needed() -> None:
    sought = Sought(
        {"compact:channel=chat": Reason.ABSENT, "compact:tags[].color=teal": Reason.BUDGET},
        (Power("full", "", 300, 5000), Power("full", "channel=email", 59), Power("compact", "", 80, 80)),
    )
    text = " ".join(render(verdict_of(sought=sought, exercised={}), width=120, coverage=True).split())
    assert f"1 not seen because {Reason.ABSENT.why}. {Reason.ABSENT.needed} compact:channel=chat" in text
    assert f"1 not seen because {Reason.BUDGET.why}. {Reason.BUDGET.needed} compact:tags[].color=teal" in text
    assert "300 of 5000 tickets judged in full: a fault on 1 % of tickets" in text
    assert "channel=email 5 % (59)" in text
    assert "80 of 80 tickets judged as rows: every fault that they show was seen." in text
    assert re.search(r"Fields with partitions not seen: full:\S+ 0 of \d", text)


def test_the_report_prints_nothing_of_what_was_seen_completely() -> None:
    every = {p.id: 1 for p in PARTITIONS.values()}
    verdict = decide(
        contract(),
        Result(judged={"full": 1}, exercised=every, partitions=every),
        RunInfo("t", "", "", 1),
        today=TODAY,
        sought=Sought(),
    )
    assert not [state for state in verdict.coverage.partitions if state.reason]
    assert "not seen because" not in render(verdict, coverage=True)


def test_a_search_that_is_judged_shows_its_status() -> None:
    page = b'{"success": true, "tickets": [], "total": 0, "offset": 0, "limit": 1}'
    observed, *_ = judge().check(answer(search({"limit": 1}), 200, page))
    assert observed.partitions == {"searchTickets:status=200"}


@pytest.mark.parametrize(
    ("cut", "given", "reason"),
    [
        (None, None, Reason.NOT_ASKED),
        (Reason.BUDGET, None, Reason.BUDGET),
        (Reason.BUDGET, Reason.NOT_READ, Reason.NOT_READ),
        (Reason.INTERRUPTED, None, Reason.INTERRUPTED),
        (Reason.INTERRUPTED, Reason.NOT_READ, Reason.INTERRUPTED),
        (Reason.INTERRUPTED, Reason.BUDGET, Reason.INTERRUPTED),
        (Reason.INTERRUPTED, Reason.ABSENT, Reason.ABSENT),
        (Reason.ENDED, Reason.UNREACHABLE, Reason.ENDED),
    ],
)
def test_what_a_run_did_not_come_to_is_put_down_to_what_cut_it_short(
    cut: Reason | None, given: Reason | None, reason: Reason
) -> None:
    place = "full:status=open"
    sought = Sought({place: given} if given else {}, cut=cut)
    states = {state.partition.id: state for state in cover(contract(), Result(), sought).partitions}
    assert states[place].reason is reason
    # Nothing that a run asks for makes a server fail, however far it comes.
    assert states["getTicket:status=500"].reason is Reason.NOT_ASKED
