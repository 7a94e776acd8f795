"""Against a baseline of a faulty mock each further fault is new, alone; another seed brings nothing new or worse.

The faults are those of the table in docs/baseline.md: what the page claims is what is tried.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from support.serving import TOKEN
from support.tenants import known_faults, tenant
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.clauses import Kind
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings
from ticketgate.verdict.baseline_renewal import renewed
from ticketgate.verdict.changes import Change
from ticketgate.verdict.decision import decide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketgate.verdict.baseline import Baseline
    from ticketgate.verdict.decision import Verdict

PAGE: Final = (Path(__file__).parents[2] / "docs" / "baseline.md").read_text(encoding="utf-8")
#: Level, kind and the faults of each row of the table.
ROWS: Final = re.findall(r"^\| (MUST|SHOULD|MAY) \| (\w+) \| (`.*`) \|$", PAGE, re.MULTILINE)
#: What the page leaves out on a tenth: a run tests such promises with a few requests each.
SELDOM_ASKED: Final = ("MAY", "behaviour")


def of_row(faults: str) -> list[str]:
    return re.findall("`([^`]+)`", faults)


FAULTS: Final = [fault for _, _, faults in ROWS for fault in of_row(faults)]
#: Faults of tickets and rows on half of them, faults of requests on all.
KNOWN: Final[Mapping[str, float]] = {
    "full:status/enum=unknown": 0.5,
    "full:/undocumented=added": 0.5,
    "compact:channel/nullability=null": 0.5,
    "full:interface/enum=unknown": 0.5,
    "full:subject/type=integer": 0.5,
    "full:agent.lastSeen/format=german": 0.5,
    "full:tags[].visibility/enum=case": 0.5,
    "full:attachments[].inline/type=integer": 0.5,
    "compact:summary/presence=dropped": 0.5,
    "full/agent-agrees-with-agent-id=other": 0.5,
    "searchTickets/limit-below-one-is-refused=negative": 1.0,
    "getTicket/unknown-ticket-is-not-found=403": 1.0,
}
TICKETS: Final = 200
BUDGET: Final = 600


def judged(faults: Mapping[str, float], seed: int = 7, baseline: Baseline | None = None) -> Verdict:
    """Judge the mock with faults, in this process; the tickets are the same whatever the seed of the run."""
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "the proof"), max_requests=BUDGET, is_mock=True
    )
    with Client(target, InProcess(tenant(faults, TICKETS)), pause=lambda _: None) as client:
        collected = collect(default_contract(), client, Settings(seed=seed))
    return decide(
        default_contract(),
        collected.result,
        collected.info,
        today=date(2026, 11, 26),
        sought=collected.sought,
        baseline=baseline,
    )


@cache
def baseline() -> Baseline:
    return renewed(judged(KNOWN), None, "known.jsonl", date(2026, 11, 26))


def news(verdict: Verdict) -> set[str]:
    """The clauses of what is new or worse."""
    assert verdict.baseline is not None
    return {
        each.variant.clause for each in verdict.baseline.changes if each.change in (Change.NEW, Change.WORSE)
    }


def test_the_page_names_sixty_faults_of_every_kind_and_level_and_puts_them_where_they_belong() -> None:
    clauses = default_contract().clauses
    assert len(FAULTS) == len(set(FAULTS)) >= 60
    assert not set(FAULTS) & KNOWN.keys()
    for level, kind, faults in ROWS:
        for fault in of_row(faults):
            clause = clauses[known_faults()[fault].clause]
            assert (clause.level.name, clause.kind) == (level, kind)
    assert {kind for _, kind, _ in ROWS} == {*Kind}
    assert {(level, kind) for level, kind, _ in ROWS} == {
        (clause.level.name, clause.kind) for clause in clauses.values()
    }


def test_the_baseline_knows_all_twelve() -> None:
    assert {line.clause for line in baseline().lines} == {known_faults()[fault].clause for fault in KNOWN}


def tried() -> list[tuple[str, float]]:
    """Each fault on all, and on a tenth where a run asks often enough to see that."""
    seldom = {
        fault for level, kind, faults in ROWS if (level, kind) == SELDOM_ASKED for fault in of_row(faults)
    }
    return [(fault, rate) for fault in FAULTS for rate in (1.0, 0.1) if rate == 1.0 or fault not in seldom]


@pytest.mark.parametrize(("fault", "rate"), tried())
def test_a_further_fault_is_new_and_nothing_else_is(fault: str, rate: float) -> None:
    assert news(judged({**KNOWN, fault: rate}, baseline=baseline())) == {known_faults()[fault].clause}


@pytest.mark.parametrize("seed", range(100, 120))
def test_another_seed_brings_nothing_new_or_worse(seed: int) -> None:
    assert news(judged(KNOWN, seed, baseline())) == set()
