"""What the mock serves keeps every clause whatever the seed, and shows what the binding ones are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.collect import PHASES, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ticketgate.judging.tally import Result
    from ticketgate.run.collect import Phase

CONTRACT = default_contract()
BINDING = {clause.id for clause in CONTRACT.clauses.values() if clause.level > Level.MAY}
# A third of the usual budget: about a hundred full tickets beside the rows of all 500.
_BUDGET = 200


def run(seed: int, phases: Sequence[Phase]) -> Result:
    target = Target.create("http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=_BUDGET)
    with Client(target, InProcess(mock_app(500, seed))) as client:
        return collect(CONTRACT, client, Settings(seed=seed), phases=phases).result


@pytest.mark.parametrize("seed", range(1, 51))
def test_the_tickets_of_no_seed_break_a_clause_or_leave_a_binding_one_unseen(seed: int) -> None:
    result = run(seed, [sample_tickets])
    assert result.groups == {}
    of_tickets = {clause for clause in BINDING if CONTRACT.clauses[clause].root in ("full", "compact")}
    assert of_tickets - result.exercised.keys() == set()


@pytest.mark.parametrize("seed", [1, 50])
def test_all_phases_together_leave_no_binding_clause_unseen(seed: int) -> None:
    result = run(seed, PHASES)
    assert result.groups == {}
    assert BINDING - result.exercised.keys() == set()
