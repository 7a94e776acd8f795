"""Measures how many faults of the mock a run finds with how many requests.

    python benchmarks/budget_curve.py [--faults 40] [--seed 1] [--budgets 50,100,200,400,600,1200]

Of the faults of tickets and of those of searches, requests and credentials it draws as many each. A fault of
tickets strikes one in twenty. Each is looked for by whole runs, with a greater budget where the one before
did not name its clause, so that a share says: found with so many requests or fewer.
"""

from __future__ import annotations

import random

import click
from whole_runs import blamed_by_run, served_faults

BUDGETS = "50,100,200,400,600,1200"
TICKETS_STRUCK = 0.05
KINDS = {"searches, requests, credentials": True, "tickets, one in twenty": False}


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
    for kind, of_requests in KINDS.items():
        faults = list(served_faults(of_requests=of_requests))
        drawn = choose.sample(faults, min(count, len(faults)))
        found = [_found_with(name, steps, seed, of_requests=of_requests) for name in drawn]
        shares = (sum(at is not None and at <= step for at in found) / len(found) for step in steps)
        print(f"| {kind} | {' | '.join(f'{share:.0%}' for share in shares)} |", flush=True)
        missed = [name for name, at in zip(drawn, found, strict=True) if at is None]
        print(f"{kind}: missed {', '.join(missed) or 'none'}", flush=True)


def _found_with(name: str, budgets: list[int], seed: int, *, of_requests: bool) -> int | None:
    """Return the smallest of the budgets with which a run names the clause, None where none does."""
    rate = 1 if of_requests else TICKETS_STRUCK
    for budget in budgets:
        fault = served_faults(of_requests=of_requests)[name]
        if fault.clause in (blamed_by_run(fault, seed, budget, rate) or ()):
            return budget
    return None


if __name__ == "__main__":
    main()
