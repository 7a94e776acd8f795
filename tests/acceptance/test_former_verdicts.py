"""Same seeds, same data: a run comes to the verdict to which it came before the code was rebuilt.

The file beside this one holds the verdicts of revision b781d8d, without the times, the versions of tool and contract, the
lines of specs/ and the numbers of conflicts there. Whoever changes on purpose what a run asks or finds makes it anew: `python
tests/acceptance/test_former_verdicts.py`.
"""

from __future__ import annotations

import lzma
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from ticketgate.client import Client, Credential, Target
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.finding import faults_of
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service import app
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import CALLER_ID, agents
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings
from ticketgate.verdict.as_json import to_json
from ticketgate.verdict.decision import decide

FILE: Final = Path(__file__).with_name("former_verdicts.json.xz")
SEEDS: Final = tuple(f"seed {number}" for number in range(1, 6))
FAULTS: Final = (
    "full:status/enum=case",
    "compact:channel/nullability=null",
    "full/agent-agrees-with-agent-id=other",
    "pair/forms-agree=subject",
    "searchTickets/hits-satisfy-filters=t.status",
    "searchTickets/pages-join-up=gap",
    "searchTickets/in-is-a-union=first",
    "searchTickets/success-is-json=html",
    "getTicket/no-server-error=zero",
    "searchTickets/total-covers-the-page=short",
)
_TOKEN: Final = "token"


@cache
def former() -> dict[str, Any]:
    verdicts: dict[str, Any] = orjson.loads(lzma.decompress(FILE.read_bytes()))
    return verdicts


def verdict_of(name: str) -> dict[str, Any]:
    """Run with a seed on a healthy mock, or with a fault on half of the tickets or on every request."""
    seed, fault = (
        (int(name.removeprefix("seed ")), None) if name in SEEDS else (7, faults_of(default_contract())[name])
    )
    caller = next(agent for agent in agents(seed) if agent["id"] == CALLER_ID)
    healthy = app.create(Store.temporary(500, seed), token=_TOKEN, caller=caller, openapi=None)
    rate = 0.5 if fault and fault.forms else 1
    faulty = Faulty(healthy, (fault,) if fault else (), rate, token=_TOKEN, base=app.BASE_PATH)
    budget = 250 if fault else 600
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(_TOKEN, "the test"), max_requests=budget, is_mock=True
    )
    with Client(target, InProcess(faulty), pause=lambda _: None) as client:
        collected = collect(default_contract(), client, Settings(seed=seed))
    verdict = decide(
        default_contract(),
        collected.result,
        collected.info,
        fail_on=Level.MAY,
        today=date(2026, 1, 1),
        sought=collected.sought,
    )
    return settled(to_json(verdict))


def settled(verdict: dict[str, Any]) -> dict[str, Any]:
    """Return the verdict without what moves with the clock, the versions and the lines of specs/.

    What the former form does not say of the contract is left out as well.
    """
    kept = {
        name: value
        for name, value in verdict.items()
        if name not in ("schema", "started", "finished", "times", "contract", "tool", "places")
    }
    states = ("id", "kind", "level", "state", "exercised", "undecided", "unconfirmed", "reason", "unseen")
    kept["clauses"] = [{name: each[name] for name in states} for each in kept["clauses"]]
    kept["findings"] = [
        {k: v for k, v in each.items() if k not in ("written", "group", "conflicts")}
        for each in kept["findings"]
    ]
    return kept


@pytest.mark.parametrize("name", [*SEEDS, *FAULTS])
def test_the_verdict_is_the_former_one(name: str) -> None:
    now: dict[str, Any] = orjson.loads(orjson.dumps(verdict_of(name)))
    then = settled(former()[name])
    differing = [member for member in then if now.get(member) != then[member]]
    assert now == then, f"differs in {', '.join(differing)}"


if __name__ == "__main__":
    made = orjson.dumps({name: verdict_of(name) for name in (*SEEDS, *FAULTS)}, option=orjson.OPT_SORT_KEYS)
    FILE.write_bytes(lzma.compress(made, preset=9 | lzma.PRESET_EXTREME))
