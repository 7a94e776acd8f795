"""Proves the suite: with a fault on, its clause is found, alone; with every fault off, nothing is.

Each fault is served by the mock and looked for by the same code that judges a live target.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from multiprocessing import get_context
from time import monotonic
from typing import Any, Final

from ticketgate.client import Client, result_of
from ticketgate.contract.clauses import Kind
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.loading import contract_at
from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import SearchTerms
from ticketgate.errors import TargetError
from ticketgate.exchange.request import Json, complete, searching
from ticketgate.judging.relations.fields import Field
from ticketgate.mock.faults.fault import Fault, Manner
from ticketgate.mock.faults.finding import faults_of
from ticketgate.planning.comparisons.comparing import SearchPlan, plan_comparisons
from ticketgate.proof.faulty_mock import SEED, FaultyMock
from ticketgate.proof.summary import HEALTH, Proven
from ticketgate.proof.ticket_choice import MOST_TICKETS, Forms, healthy_tickets, tickets_for
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.collect import PHASES, Phase, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.generated_requests import ask_generated
from ticketgate.run.phases.search_comparisons import compare_searches
from ticketgate.run.settings import Settings, share
from ticketgate.run.started_processes import interrupts_held_back

__all__ = ["Workshop", "prove_all"]

#: A fault of tickets shows on half of them, so that the first look at the target meets a sound one.
_RATE: Final = 0.5
_SMALL_BUDGET: Final = 60
#: So few that not three searches in a row stay unanswered, for then the target counts as gone.
_TINY_BUDGET: Final = 30
_BUDGET: Final = 600
#: What of it is left to generated requests, the last phase.
_FOR_CASES: Final = sum(share(part, _BUDGET) for part in ("searches", "cases", "confirmations"))
#: Clauses on requests of which a few tickets show whether they are kept.
_SHOWN_BY_FEW: Final = (
    "/success-is-json",
    "/success-is-well-formed",
    "/success-is-no-error",
    "/request-is-answered",
    "/listed-ticket-is-there",
)
#: The phase that is there for clauses of a kind.
_SHOWN_IN: Final[Mapping[Kind, Phase]] = {Kind.BEHAVIOUR: ask_generated, Kind.RELATION: compare_searches}
#: Plans that are remembered; most faults leave the rows alone that a plan is made from.
_MOST_PLANS: Final = 4


def prove_all(names: Sequence[str], workers: int = 1, folder: str | None = None) -> Iterator[Proven]:
    """Yield what looking for each fault came to, in their order; HEALTH stands for no fault at all.

    workers are processes that share the work; each has a mock of its own. folder is that of the contract.
    """
    if workers == 1:
        workshop = Workshop(contract_at(folder))
        yield from map(workshop.prove, names)
        return
    context = get_context("spawn")
    given = folder, gc.get_threshold()
    pool = ProcessPoolExecutor(workers, context, initializer=_open_workshop, initargs=given)
    try:
        with interrupts_held_back():
            futures = [pool.submit(_prove_in_worker, name) for name in names]
        yield from map(result_of, futures)
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C nobody waits for the rest


class Workshop:
    """One mock and one contract to try faults with, one at a time."""

    def __init__(self, contract: Contract, faults: Mapping[str, Fault] | None = None) -> None:
        """Make the tickets; contract is what is judged by, and what faults are derived from unless given."""
        #: What is judged by.
        self.contract = contract
        #: The faults that can be tried, by their ids.
        self.faults = faults_of(contract) if faults is None else faults
        self._mock = FaultyMock()
        self._plans: dict[str, SearchPlan] = {}
        self._comparing = partial(compare_searches, planner=self._planned)

    @cached_property
    def healthy(self) -> Mapping[int, Forms]:
        """Every ticket of the mock without a fault, by its id."""
        return healthy_tickets(self._mock.store)

    def prove(self, name: str) -> Proven:
        """Look for one fault by its id; for HEALTH do what a run does by default.

        Raises KeyError for an unknown id.
        """
        if name == HEALTH:
            return self._proven(None, _Run(Settings(seed=SEED), PHASES, _BUDGET, 1))
        fault = self.faults[name]
        proven = Proven(name, fault.clause, found=False, others=(), problem="no ticket can show it")
        for run in self._runs_for(fault):
            proven = self._proven(fault, run)
            if proven.found:
                break
        return proven

    def _runs_for(self, fault: Fault) -> "Iterator[_Run]":
        """Yield the runs to look for a fault with until one finds it: none if no ticket can show it.

        One that shows seldom meets a whole run, and so does the first fault of a clause. The others, of which
        there are hundreds, meet at first what the phase asks that is there for such clauses.
        """
        if not fault.seldom and (fault.forms or fault.clause.endswith(_SHOWN_BY_FEW)):
            rate = _RATE if _can_end_a_run(self.contract, fault) else 1
            budget = _SMALL_BUDGET if fault.manner is Manner.WHOLE else _TINY_BUDGET
            if tickets := tickets_for(fault, self.healthy, rate):
                yield _Run(Settings(tickets, seed=SEED), (sample_tickets,), budget, rate)
            return
        clause = self.contract.clauses.get(fault.clause)  # not there where the weight of it is tried
        phase = _SHOWN_IN.get(clause.kind) if clause else None
        if phase is not None and not fault.seldom and fault.id not in self._firsts:
            budget = _FOR_CASES if phase is ask_generated else _BUDGET
            yield _Run(Settings(seed=SEED), (_look_around, phase), budget, 1)
        yield _Run(Settings(seed=SEED), PHASES, _BUDGET, 1)

    @cached_property
    def _firsts(self) -> AbstractSet[str]:
        """The first fault of each clause."""
        return {name for _, (name, *_) in groupby(self.faults, lambda name: self.faults[name].clause)}

    def _planned(
        self, terms: SearchTerms, fields: Mapping[str, Field], *data: Any, **further: Any
    ) -> SearchPlan:
        """Return the plan of searches: of the same data, one that was made before."""
        made_of = repr((data, further))
        plan = self._plans.pop(made_of, None) or plan_comparisons(terms, fields, *data, **further)
        self._plans[made_of] = plan
        if len(self._plans) > _MOST_PLANS:  # the one that was not used for longest goes
            del self._plans[next(iter(self._plans))]
        return plan

    def _proven(self, fault: Fault | None, run: "_Run") -> Proven:
        clause = fault.clause if fault else ""
        started = monotonic()
        with self._mock.served(fault, run.rate, run.budget) as client:
            found, problem = self._found(client, run)
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

    def _found(self, client: Client, run: "_Run") -> tuple[frozenset[str], str]:
        """Return the clauses that a run finds broken, and why it came to nothing if it did."""
        try:
            phases = [self._comparing if phase is compare_searches else phase for phase in run.phases]
            collected = collect(self.contract, client, run.settings, phases=phases)
        except TargetError as error:
            return frozenset(), str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the suite has not found the fault
            return frozenset(), f"the suite failed: {type(error).__name__}: {error}"
        return frozenset(clause for clause, _ in collected.result.groups), ""


@dataclass(frozen=True, slots=True)
class _Run:
    """A run to look for a fault with."""

    settings: Settings
    phases: Sequence[Phase]
    #: Requests it may send.
    budget: int
    #: The share of tickets or requests that the fault shows on.
    rate: float


def _can_end_a_run(contract: Contract, fault: Fault) -> bool:
    """Tell whether with the fault everywhere no ticket might be readable, so that no run would begin."""
    of_reading = fault.clause.startswith(f"{contract.reading}/")
    return of_reading or FULL in fault.forms or COMPACT in fault.forms


def _look_around(asking: Asking, answers: Answers, _: Settings) -> None:
    """Bring what the other phases ask about: rows to take values from, and some tickets in full."""
    contract, search = answers.contract, answers.contract.search
    body: Json = {search.limit: search.most_rows, search.offset: 0, search.filters: []}
    asking.ask(searching(contract.searching, body))
    for ticket in list(answers.tickets.rows)[:MOST_TICKETS]:
        asking.ask(complete(contract.reading, ticket))


# Each worker process has one workshop; faults travel by their ids, for they are functions.

_workshop: Workshop | None = None


def _open_workshop(folder: str | None, threshold: tuple[int, int, int]) -> None:
    global _workshop  # noqa: PLW0603 - the only way to hand something to the tasks of a process
    gc.set_threshold(*threshold)  # as seldom as who starts it; with Python's own it took a fifth of the proof
    _workshop = Workshop(contract_at(folder))


def _prove_in_worker(name: str) -> Proven:
    assert _workshop is not None
    return _workshop.prove(name)
