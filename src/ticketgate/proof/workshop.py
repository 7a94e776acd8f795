"""Proves the suite: with a fault on, its clause is found, alone; with every fault off, nothing is.

Each fault is served by the mock and looked for by the same code that judges a live target.
"""

import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from time import monotonic
from typing import Final

from starlette.types import ASGIApp

from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.contract.model import Contract
from ticketgate.errors import TargetError
from ticketgate.exchange.request import get_ticket, search
from ticketgate.mock.faults import Fault, Faulty, Manner, faults_of
from ticketgate.mock.service import app, bodies
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.mock.service.server import MockServer
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import CALLER_ID, agents
from ticketgate.mock.world.situations import FIRST_ID
from ticketgate.proof.summary import HEALTH, Proven
from ticketgate.run.collect import PHASES, Phase, collect
from ticketgate.run.collection import Collection
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.settings import Settings

__all__ = [
    "Workshop",
    "prove_all",
]


_TICKETS: Final = 500
#: Enough for requests, which are slower to judge when answers are long.
_FEW_TICKETS: Final = 160
_SEED: Final = 7
_TOKEN: Final = "proof-token"  # noqa: S105 - it opens nothing but the mock in this process
#: A fault of tickets shows on half of them, so that the first look at the target meets a sound one.
_RATE: Final = 0.5
_MOST_TICKETS: Final = 2
_SMALL_BUDGET: Final = 60
#: So few that not three searches in a row stay unanswered, for then the target counts as gone.
_TINY_BUDGET: Final = 30
_BUDGET: Final = 600
#: Seconds to wait for a server that does not answer.
_PATIENCE: Final = 0.4
_NOWHERE: Final = "http://127.0.0.1:9/api/mind"
#: Clauses on every answer of an operation: a few tickets show whether they are kept.
_OF_EVERY_ANSWER: Final = ("/success-is-json", "/success-is-well-formed", "/request-is-answered")


def prove_all(names: Sequence[str], workers: int = 1) -> Iterator[Proven]:
    """Yield what looking for each fault came to, as they come; HEALTH stands for no fault at all.

    workers are processes that share the work; each has a mock of its own.
    """
    if workers == 1:
        workshop = Workshop(default_contract())
        yield from map(workshop.prove, names)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_open_workshop)
    try:
        with _deaf_to_interrupts():
            futures = [pool.submit(_prove_in_worker, name) for name in names]
        yield from (done.result() for done in as_completed(futures))
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C nobody waits for the rest


class Workshop:
    """One mock and one contract to try faults with, one at a time."""

    def __init__(self, contract: Contract, faults: Mapping[str, Fault] | None = None) -> None:
        """Make the tickets; contract is what is judged by, and what faults are derived from unless given."""
        self.contract = contract
        self.faults = faults_of(contract) if faults is None else faults
        self._store = Store.temporary(_TICKETS, _SEED)

    def prove(self, name: str) -> Proven:
        """Look for one fault by its id; for HEALTH do what a run does by default.

        Raises KeyError for an unknown id.
        """
        if name == HEALTH:
            return self._proven(None, _Run(Settings(seed=_SEED), PHASES, _BUDGET, 1))
        fault = self.faults[name]
        if not fault.forms and not fault.clause.endswith(_OF_EVERY_ANSWER):
            others = (phase for phase in PHASES if phase is not sample_tickets)
            return self._proven(fault, _Run(Settings(seed=_SEED), (_look_around, *others), _BUDGET, 1))
        rate = _RATE if _can_end_a_run(fault) else 1
        tickets = self._tickets(fault, rate)
        if not tickets:
            return Proven(name, fault.clause, found=False, others=(), problem="no ticket can show it")
        budget = _SMALL_BUDGET if fault.manner is Manner.WHOLE else _TINY_BUDGET
        settings = Settings(tickets=tickets, seed=_SEED)
        return self._proven(fault, _Run(settings, (sample_tickets,), budget, rate))

    def _proven(self, fault: Fault | None, run: "_Run") -> Proven:
        clause = fault.clause if fault else ""
        started, problem, found = monotonic(), "", frozenset[str]()
        with self._served(fault, run) as client:
            try:
                collected = collect(self.contract, client, run.settings, phases=run.phases)
                found = frozenset(broken for broken, _ in collected.result.groups)
            except TargetError as error:
                problem = str(error)
            except Exception as error:  # noqa: BLE001 - whatever it is, the suite has not found the fault
                problem = f"the suite failed: {type(error).__name__}: {error}"
            return Proven(
                fault=fault.id if fault else HEALTH,
                clause=clause,
                found=clause in found if clause else not problem,
                others=tuple(sorted(found - {clause})),
                expected=fault.also if fault else (),
                because=fault.because if fault else "",
                problem=problem,
                requests=client.sent,
                seconds=monotonic() - started,
            )

    @contextmanager
    def _served(self, fault: Fault | None, run: "_Run") -> Iterator[Client]:
        """Yield a client of the mock with this fault, in this process unless it is a fault of the network."""
        if fault is not None and fault.manner is not Manner.WHOLE:
            with (
                MockServer(
                    tickets=_FEW_TICKETS, seed=_SEED, token=_TOKEN, faults=(fault.id,), fault_rate=run.rate
                ) as server,
                Client(_target(server.base_url, run, _PATIENCE), pause=_do_not_pause) as client,
            ):
                yield client
            return
        # Only a fault of a form leaves the store as it was for sure.
        count = _TICKETS if fault is None else _FEW_TICKETS
        store = self._store if fault is not None and fault.forms else Store.temporary(count, _SEED)
        transport = InProcess(_application(store, fault, run.rate))
        with Client(_target(_NOWHERE, run), transport, pause=_do_not_pause) as client:
            yield client

    def _tickets(self, fault: Fault, rate: float) -> tuple[int, ...]:
        """Return tickets to judge: first one that the fault leaves alone, if any, then some that show it."""
        sound, showing = [], []
        for ticket, (full, row) in self._bodies.items():
            if rate < 1 and not fault.hits(ticket, rate):
                sound.append(ticket)
            elif (
                not fault.forms.keys() - {"search"}
                or fault.changes("full", full)
                or fault.changes("compact", row)
            ):
                showing.append(ticket)
            if len(showing) >= _MOST_TICKETS and (sound or rate == 1):
                break
        return (*sound[:1], *showing[:_MOST_TICKETS]) if showing else ()

    @cached_property
    def _bodies(self) -> dict[int, tuple[bytes, bytes]]:
        """The full form and the row of every ticket of the healthy mock."""
        ids = range(FIRST_ID, FIRST_ID + _TICKETS)
        pieces = {ticket: found for ticket in ids if (found := self._store.find(ticket)) is not None}
        return {
            ticket: (bodies.full(found), bodies.compact(found, routing_view=False))
            for ticket, found in pieces.items()
        }


@dataclass(frozen=True, slots=True)
class _Run:
    """A run to look for a fault with, and the share of tickets or requests that the fault shows on."""

    settings: Settings
    phases: Sequence[Phase]
    budget: int
    rate: float


def _can_end_a_run(fault: Fault) -> bool:
    """Tell whether with the fault everywhere no ticket might be readable, so that no run would begin."""
    return "full" in fault.forms or "compact" in fault.forms or fault.clause.startswith("getTicket/")


def _look_around(collection: Collection) -> None:
    """Bring what the other phases ask about: rows to take values from, and some tickets in full."""
    collection.ask(search({"limit": 500, "offset": 0, "filters": []}))
    for ticket in list(collection.rows)[:_MOST_TICKETS]:
        collection.ask(get_ticket(ticket, includeCustomer=True, includeIntents=True))


def _target(base_url: str, run: "_Run", timeout: float = 30) -> Target:
    return Target.create(base_url, Credential(_TOKEN, "the proof"), timeout=timeout, max_requests=run.budget)


def _do_not_pause(_: float) -> None:
    """Try again at once: the mock recovers from nothing by itself."""


def _application(store: Store, fault: Fault | None, rate: float) -> ASGIApp:
    caller = next(agent for agent in agents(_SEED) if agent["id"] == CALLER_ID)
    healthy = app.create(store, token=_TOKEN, caller=caller, openapi=None)
    return Faulty(healthy, (fault,) if fault else (), rate, token=_TOKEN, base=app.BASE_PATH)


# Each worker process has one workshop; faults travel by their ids, for they are functions.

_workshop: Workshop | None = None


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes that are started here inherit a deaf ear: Ctrl-C is for the one that started them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _open_workshop() -> None:
    global _workshop  # noqa: PLW0603 - the only way to hand something to the tasks of a process
    _workshop = Workshop(default_contract())


def _prove_in_worker(name: str) -> Proven:
    assert _workshop is not None
    return _workshop.prove(name)
