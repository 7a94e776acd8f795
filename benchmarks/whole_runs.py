"""What whole runs make of faults: shared by the benchmarks that count what is found."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from ticketgate.contract.clauses import Kind
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError
from ticketgate.mock.faults.fault import Manner
from ticketgate.mock.faults.finding import faults_of
from ticketgate.proof.faulty_mock import FaultyMock
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketgate.mock.faults.fault import Fault

BUDGET = 600


def served_faults(*, of_requests: bool) -> Mapping[str, Fault]:
    """Return the faults of searches, requests, credentials and flags, or all others; none needs a network.

    They are made anew each time, for some keep count.
    """
    contract = default_contract()
    kinds = (Kind.BEHAVIOUR, Kind.RELATION)
    return {
        name: fault
        for name, fault in faults_of(contract).items()
        if fault.manner is Manner.WHOLE
        and (not fault.forms and contract.clauses[fault.clause].kind in kinds) is of_requests
    }


def sample(clauses: Mapping[str, str], size: int | None) -> list[str]:
    """Draw so many faults, all for None, given with their clauses: of each clause its share, by chance."""
    shuffled = random.Random(size).sample(list(clauses), len(clauses))  # noqa: S311 - no secret is made of it
    ordered = sorted(shuffled, key=clauses.__getitem__)
    size = min(size or len(ordered), len(ordered))
    return [ordered[number * len(ordered) // size] for number in range(size)]


def blamed_by_run(fault: Fault, seed: int, budget: int = BUDGET, rate: float = 1) -> frozenset[str] | None:
    """Return the clauses that a run blames on tickets and with choices of this seed.

    None when it ends at once, since nothing can be tested.
    """
    with FaultyMock(seed).served(fault, rate, budget) as client:
        try:
            collected = collect(default_contract(), client, Settings(seed=seed))
        except TargetError:
            return None
    return frozenset(clause for clause, _ in collected.result.groups)
