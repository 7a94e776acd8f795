"""Measures how many faults of the mock a run finds with how many requests.

    python benchmarks/budget_curve.py [--faults 40] [--seed 1] [--budgets 50,100,200,400,600,1200]

Of faults of searches, requests and credentials it draws some, or takes all. Each is looked for by whole runs,
with a greater budget where the one before did not name its clause, so that a share says: found with so many
requests or fewer. A fault of tickets strikes one in twenty. Which tickets a run reads tells whether it finds
that, so that all of them are looked at; rare_faults.py tries some for real.
"""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click
from rare_faults import of_one_ticket, worked_out
from whole_runs import blamed_by_run, served_faults

from ticketgate.contract.loading import default_contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BUDGETS = "50,100,200,400,600,1200"
TICKETS_STRUCK = 0.05


@click.command()
@click.option("--faults", "count", type=int, help="How many faults of requests to draw; all unless given.")
@click.option("--seed", default=1, help="What is drawn, and what a run chooses.")
@click.option("--budgets", default=BUDGETS, help="The budgets, from small to great.")
@click.option("--processes", default=2, help="Processes that share the runs.")
def main(count: int | None, seed: int, budgets: str, processes: int) -> None:
    """Print the table."""
    steps = [int(step) for step in budgets.split(",")]
    print(f"| found with at most so many requests | faults | {' | '.join(map(str, steps))} |")
    print(f"| --- |{' ---: |' * (1 + len(steps))}")
    names = list(served_faults(of_requests=True))
    choose = random.Random(seed)  # noqa: S311 - no secret is made of it
    drawn = choose.sample(names, min(count, len(names))) if count else names
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        found = dict(zip(drawn, pool.map(partial(_found_with, budgets=steps, seed=seed), drawn), strict=True))
    _print("searches, requests, credentials", found.values(), steps)
    print(f"missed: {', '.join(name for name, at in found.items() if at is None) or 'none'}", flush=True)
    _print("tickets, one in twenty", _of_tickets(steps, seed), steps)


def _print(kind: str, found: Iterable[int | None], steps: Sequence[int]) -> None:
    """Print how many were found with each budget, given the smallest that found each."""
    smallest = list(found)
    shares = (sum(at is not None and at <= step for at in smallest) / len(smallest) for step in steps)
    print(f"| {kind} | {len(smallest)} | {' | '.join(f'{share:.1%}' for share in shares)} |", flush=True)


def _found_with(name: str, budgets: Sequence[int], seed: int) -> int | None:
    """Return the smallest of the budgets with which a run names the clause, None where none does."""
    for budget in budgets:
        fault = served_faults(of_requests=True)[name]
        if fault.clause in (blamed_by_run(fault, seed, budget) or ()):
            return budget
    return None


def _of_tickets(budgets: Sequence[int], seed: int) -> list[int | None]:
    """Return the smallest of the budgets that finds each fault of tickets which shows on any."""
    contract = default_contract()
    faults = of_one_ticket(contract)
    outcomes = {step: worked_out(contract, faults, seed, step, TICKETS_STRUCK) for step in budgets}
    shown = [fault.id for fault in faults if outcomes[budgets[0]][fault.id].shows_on]
    return [next((step for step in budgets if outcomes[step][name].found), None) for name in shown]


if __name__ == "__main__":
    main()
