"""What the mock serves keeps every clause whatever the seed, and shows what the binding ones are about."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import orjson
import pytest

from support.requests import get_ticket, search
from support.samples import answer
from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.judging.judge import Judge
from ticketgate.judging.tally import Result
from ticketgate.mock.service import bodies
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.situations import FIRST_ID
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.judging.findings import Observation

CONTRACT = default_contract()
BINDING = {clause.id for clause in CONTRACT.clauses.values() if clause.level > Level.MAY}
TICKETS = 500
IN_FULL = answer(get_ticket(FIRST_ID, includeCustomer=True, includeIntents=True, includeRawData=True))
AS_ROW = answer(search({}))


@cache
def judge() -> Judge:
    return Judge(CONTRACT)


def observed(seed: int) -> Iterator[Observation]:
    """Judge every ticket that the mock makes of a seed: in full, as a row, and both together."""
    store = Store.temporary(TICKETS, seed)
    for ticket in range(FIRST_ID, FIRST_ID + TICKETS):
        pieces = store.find(ticket)
        assert pieces is not None
        full = orjson.loads(bodies.full(pieces, raw_data=True))
        row = orjson.loads(bodies.compact(pieces, routing_view=False))
        yield judge().check_ticket("full", full, IN_FULL)
        yield judge().check_ticket("compact", row, AS_ROW)
        yield judge().check_pair(full, row)


@pytest.mark.parametrize("seed", range(1, 26))
def test_the_tickets_of_no_seed_break_a_clause_or_leave_a_binding_one_unseen(seed: int) -> None:
    result = Result.of(observed(seed))
    assert result.groups == {}
    of_tickets = {
        clause for clause in BINDING if CONTRACT.clauses[clause].root in ("full", "compact", "pair")
    }
    assert of_tickets - result.exercised.keys() == {"pair/reading-changes-nothing"}


@pytest.mark.parametrize("seed", [1, 17, 50])
def test_a_run_leaves_no_binding_clause_unseen(seed: int) -> None:
    # A third of the usual budget: about a hundred full tickets beside the rows of all 500.
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=200, is_mock=True
    )
    with Client(target, InProcess(mock_app(TICKETS, seed))) as client:
        result = collect(CONTRACT, client, Settings(seed=seed)).result
    assert result.groups == {}
    assert BINDING - result.exercised.keys() == set()
