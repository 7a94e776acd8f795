"""Measures how many faults of the mock a run finds with how many requests.

    python benchmarks/budget_curve.py [--faults 40] [--seed 1] [--budgets 50,100,200,400,600,1200]

Of the faults of tickets and of those of searches, requests and credentials it draws as many each. A fault of
tickets strikes one in twenty. Each is looked for by whole runs, with a greater budget where the one before
did not name its clause, so that a share says: found with so many requests or fewer.
"""

from __future__ import annotations

import random

import click

from ticketgate.contract.clauses import Kind
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError
from ticketgate.mock.faults.fault import Fault, Manner
from ticketgate.mock.faults.finding import faults_of
from ticketgate.proof.faulty_mock import FaultyMock
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

BUDGETS = "50,100,200,400,600,1200"
TICKETS_STRUCK = 0.05
OF_REQUESTS = "searches, requests, credentials"
OF_TICKETS = "tickets, one in twenty"


@click.command()
@click.option("--faults", "count", default=40, help="How many faults to draw of each kind.")
@click.option("--seed", default=1, help="What is drawn, and what a run chooses.")
@click.option("--budgets", default=BUDGETS, help="The budgets, from small to great.")
def main(count: int, seed: int, budgets: str) -> None:
    """Print the table."""
    steps = [int(step) for step in budgets.split(",")]
    choose = random.Random(seed)  # noqa: S311 - no secret is made of it
    print(f"| of {count} faults each, found with at most | {' | '.join(map(str, steps))} |")
    print(f"| --- |{' ---: |' * len(steps)}")
    for kind, faults in _by_kind().items():
        drawn = choose.sample(faults, min(count, len(faults)))
        found = [_found_with(name, steps, seed) for name in drawn]
        shares = (sum(at is not None and at <= step for at in found) / len(found) for step in steps)
        print(f"| {kind} | {' | '.join(f'{share:.0%}' for share in shares)} |", flush=True)
        missed = [name for name, at in zip(drawn, found, strict=True) if at is None]
        print(f"{kind}: missed {', '.join(missed) or 'none'}", flush=True)


def _by_kind() -> dict[str, list[str]]:
    """Return the ids of the faults that can be served without a network."""
    contract = default_contract()
    kinds: dict[str, list[str]] = {OF_REQUESTS: [], OF_TICKETS: []}
    for fault in faults_of(contract).values():
        if fault.manner is Manner.WHOLE:
            on_requests = not fault.forms and contract.clauses[fault.clause].kind in (
                Kind.BEHAVIOUR,
                Kind.RELATION,
            )
            kinds[OF_REQUESTS if on_requests else OF_TICKETS].append(fault.id)
    return kinds


def _found_with(name: str, budgets: list[int], seed: int) -> int | None:
    """Return the smallest of the budgets with which a run names the clause, None where none does."""
    contract = default_contract()
    for budget in budgets:
        fault = faults_of(contract)[name]  # made anew, for some keep count
        if fault.clause in _named(fault, budget, seed):
            return budget
    return None


def _named(fault: Fault, budget: int, seed: int) -> set[str]:
    contract, rate = default_contract(), TICKETS_STRUCK if fault.forms else 1
    with FaultyMock().served(fault, rate, budget) as client:
        try:
            collected = collect(contract, client, Settings(seed=seed))
        except TargetError:
            return set()
    return {clause for clause, _ in collected.result.groups}


if __name__ == "__main__":
    main()
