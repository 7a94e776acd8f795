"""What the proof makes of its results, and the command that shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from ticketgate.cli import cli
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.fault import Fault
from ticketgate.mock.faults.finding import faults_of
from ticketgate.planning.comparisons.comparing import SearchPlan, plan_comparisons
from ticketgate.proof.summary import HEALTH, Proven, Summary, summarize
from ticketgate.proof.workshop import Workshop
from ticketgate.report.terminal.proof_report import render_proof

CONTRACT = default_contract()
SOUND = Proven(HEALTH, "", found=True, others=())
FOUND = Proven("full:status/enum=case", "full:status/enum", found=True, others=())


def problems(*results: Proven, whole: bool = False) -> tuple[str, ...]:
    return summarize(CONTRACT, results, whole=whole).problems


# Summing up


def test_a_fault_found_alone_is_no_problem() -> None:
    assert problems(SOUND, FOUND) == ()


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        (replace(FOUND, found=False), "full:status/enum=case is missed."),
        (replace(FOUND, found=False, problem="no ticket"), "full:status/enum=case is missed: no ticket."),
        (replace(FOUND, others=("full:id/type",)), "full:status/enum=case is not found alone: full:id/type."),
        (replace(SOUND, others=("full:id/type",)), "Without a fault this is found: full:id/type."),
        (replace(SOUND, found=False, problem="gone"), "Without a fault this is found: gone."),
    ],
)
def test_what_stands_against_the_suite_is_said(result: Proven, problem: str) -> None:
    assert problems(result) == (problem,)


def test_a_clause_known_to_break_as_well_is_no_problem() -> None:
    result = replace(FOUND, others=("full:id/type",), expected=("full:id/type",), because="It must.")
    assert problems(result) == ()
    text = render_proof(CONTRACT, summarize(CONTRACT, [result], whole=False))
    assert "full:status/enum=case is found together with full:id/type." in text
    assert "It must." in text


def test_of_the_whole_catalogue_every_clause_needs_a_fault() -> None:
    said = problems(FOUND, whole=True)
    assert "full:id/type has no fault." in said
    assert len(said) == len(CONTRACT.clauses) - 1


def test_of_the_whole_catalogue_three_in_a_hundred_may_break_more() -> None:
    faults = faults_of(CONTRACT).values()
    results = [Proven(f.id, f.clause, found=True, others=()) for f in faults]
    accompanied = [replace(r, others=("full:id/type",), expected=("full:id/type",)) for r in results]
    most = int(0.03 * len(results))
    assert problems(*accompanied[:most], *results[most:], whole=True) == ()
    assert "3%" in problems(*accompanied[: most + 1], *results[most + 1 :], whole=True)[0]


def test_faults_stand_in_the_order_of_the_contract() -> None:
    first = Proven("full:id/type=string", "full:id/type", found=True, others=())
    assert summarize(CONTRACT, [FOUND, SOUND, first], whole=False) == Summary(SOUND, (first, FOUND), ())


# Looking for one


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return Workshop(CONTRACT)


def test_a_fault_is_found_and_its_clause_is_named_alone(workshop: Workshop) -> None:
    proven = workshop.prove("full:status/enum=case")
    assert proven.alone
    assert proven.requests > 0


def test_a_fault_that_breaks_something_else_than_it_says_is_told(workshop: Workshop) -> None:
    real = workshop.faults["full:status/enum=case"]
    liar = replace(real, clause="full:priority/enum")
    proven = Workshop(CONTRACT, {liar.id: liar}).prove(liar.id)
    assert not proven.found
    assert proven.others == ("full:status/enum",)


def test_a_fault_that_shows_seldom_meets_a_whole_run(workshop: Workshop) -> None:
    seldom = "getTicket/listed-ticket-is-there=one-in-25"
    proven = workshop.prove(seldom)
    assert proven.alone
    assert proven.requests > 400
    # Three tickets alone would not have shown it.
    often = {seldom: replace(workshop.faults[seldom], seldom=False)}
    assert not Workshop(CONTRACT, often).prove(seldom).found


def test_a_fault_that_no_ticket_shows_is_missed(workshop: Workshop) -> None:
    idle = Fault("idle", "full:status/enum", "does nothing", {"full": lambda ticket: ticket})
    proven = Workshop(CONTRACT, {"idle": idle}).prove("idle")
    assert not proven.found
    assert proven.problem == "no ticket can show it"


def test_a_crash_of_the_suite_counts_as_missed(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("too bad")

    monkeypatch.setattr("ticketgate.proof.workshop.collect", crash)
    proven = workshop.prove("full:status/enum=case")
    assert not proven.found
    assert proven.problem == "the suite failed: ZeroDivisionError: too bad"


def test_searches_are_planned_once_for_the_same_data(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[SearchPlan] = []

    def plan(*args: Any, **options: Any) -> SearchPlan:
        made.append(plan_comparisons(*args, **options))
        return made[-1]

    monkeypatch.setattr("ticketgate.proof.workshop.plan_comparisons", plan)
    workshop = Workshop(CONTRACT)
    names = ("page-is-within-the-limit=rounded", "paging-is-echoed=offset-zero")
    assert all(workshop.prove(f"searchTickets/{name}").alone for name in names)
    assert len(made) == 1
    # It shows one row more, and what is planned from other rows is another plan.
    assert workshop.prove("searchTickets/page-is-within-the-limit=one-more-of-500").alone
    assert len(made) == 2


# The command


def test_the_command_shows_the_matrix_and_writes_json(tmp_path) -> None:
    file = tmp_path / "proof.json"
    result = CliRunner().invoke(
        cli,
        ["prove", "full:isEscalated/nullability", "full:isEscalated/presence", "-j1", "--json", str(file)],
    )
    assert result.exit_code == 0, result.output
    assert "Proof HOLDS: 2 faults found, 2 of them alone." in result.output
    written = orjson.loads(file.read_bytes())
    assert written["holds"] is True
    assert [fault["alone"] for fault in written["faults"]] == [True, True]
    assert written["health"] is None


def test_the_command_fails_when_a_fault_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ticketgate.proof.workshop.prove_all", lambda names, *_: [replace(FOUND, found=False) for _ in names]
    )
    result = CliRunner().invoke(cli, ["prove", "full:status/enum=case"], standalone_mode=False)
    assert result.return_value == 1
    assert "full:status/enum=case is missed." in result.output
    assert "Proof BROKEN" in result.output


def test_the_command_refuses_an_unknown_id() -> None:
    result = CliRunner().invoke(cli, ["prove", "full:statu/enum"])
    assert "no fault 'full:statu/enum'" in str(result.exception)


def test_the_mock_lists_its_faults() -> None:
    result = CliRunner().invoke(cli, ["mock", "--list-faults"])
    assert "full:status/enum=case\n    The server sends status in other case.\n" in result.output
