"""Serves the mock with one fault, in this process unless it is a fault of the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Final

from starlette.types import ASGIApp

from ticketgate.client import Client, Credential, Target
from ticketgate.mock.faults.fault import Fault, Manner
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service import app
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.mock.service.server import MockServer
from ticketgate.mock.service.store import Store
from ticketgate.mock.service.tokens import signed_token
from ticketgate.mock.world.people import CALLER_ID, agents

__all__ = ["SEED", "TICKETS", "FaultyMock"]

SEED: Final = 7
#: Tickets of the mock, as many as in a run without a target.
TICKETS: Final = 500
#: Enough for requests, which are slower to judge when answers are long.
_FEW_TICKETS: Final = 160
#: It opens nothing but the mock in this process.
_TOKEN: Final = signed_token("proof")
#: Seconds to wait for a server that does not answer.
_PATIENCE: Final = 0.4
_NOWHERE: Final = "http://127.0.0.1:9/api/mind"


class FaultyMock:
    """The mock with one fault after another; its tickets are made once, as far as faults leave them alone."""

    def __init__(self, seed: int = SEED) -> None:
        """Prepare; seed is that of the tickets."""
        self._seed = seed

    @cached_property
    def store(self) -> Store:
        """The tickets, which only faults in what answers say are given; others have a copy to change."""
        return Store.temporary(TICKETS, self._seed)

    @cached_property
    def _few(self) -> Store:
        return Store.temporary(_FEW_TICKETS, self._seed)

    @contextmanager
    def served(self, fault: Fault | None, rate: float, budget: int) -> Iterator[Client]:
        """Yield a client of the mock with this fault, which shows on this share of tickets or requests."""
        if fault is not None and fault.manner is not Manner.WHOLE:
            with (
                MockServer(
                    tickets=_FEW_TICKETS, seed=self._seed, token=_TOKEN, faults=(fault,), fault_rate=rate
                ) as server,
                Client(_target(server.base_url, budget, _PATIENCE), pause=_do_not_pause) as client,
            ):
                yield client
            return
        transport = InProcess(_application(self._store_for(fault), self._seed, fault, rate))
        with Client(_target(_NOWHERE, budget), transport, pause=_do_not_pause) as client:
            yield client

    def _store_for(self, fault: Fault | None) -> Store:
        if fault is None or fault.among_many:
            return self.store.copy()
        # Only a fault of a form leaves the store as it was for sure.
        return self.store if fault.forms else self._few.copy()


def _target(base_url: str, budget: int, timeout: float = 30) -> Target:
    token = Credential(_TOKEN, "the proof")
    return Target.create(base_url, token, timeout=timeout, max_requests=budget, is_mock=True)


def _do_not_pause(_: float) -> None:
    """Try again at once: the mock recovers from nothing by itself."""


def _application(store: Store, seed: int, fault: Fault | None, rate: float) -> ASGIApp:
    caller = next(agent for agent in agents(seed) if agent["id"] == CALLER_ID)
    healthy = app.create(store, token=_TOKEN, caller=caller, openapi=None)
    return Faulty(healthy, (fault,) if fault else (), rate, token=_TOKEN, base=app.BASE_PATH)
