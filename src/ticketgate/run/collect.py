"""Collects: asks the target what the contract needs to know, judges every answer and sums up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from ticketgate.client import Client, smoke
from ticketgate.contract.model import Contract
from ticketgate.errors import BudgetSpent
from ticketgate.judging.tally import Result
from ticketgate.planning.sampling.ground import filters_of
from ticketgate.recording.writing import Recorder
from ticketgate.run.collection import Collection
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.generated_requests import ask_generated
from ticketgate.run.phases.search_comparisons import compare_searches
from ticketgate.run.settings import Progress, Settings
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.decision import RunInfo

__all__ = ["PHASES", "Collected", "Phase", "Progress", "Settings", "collect"]

Phase = Callable[[Collection], None]
#: What a run does after its first look at the target; each phase asks for what those before left open.
PHASES: Final[tuple[Phase, ...]] = (sample_tickets, ask_generated, compare_searches)


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run brought together; ``tickets`` are the full bodies read, in the order of reading.

    ``sought`` says why something was not seen.
    """

    result: Result
    info: RunInfo
    sought: Sought
    tickets: tuple[Mapping[str, Any], ...] = field(repr=False)


def collect(  # noqa: PLR0913 - each is one input of a run
    contract: Contract,
    client: Client,
    settings: Settings,
    progress: Progress | None = None,
    phases: Sequence[Phase] = PHASES,
    *,
    recorder: Recorder | None = None,
) -> Collected:
    """Ask the target and judge its answers; phases are what is to be done of PHASES.

    Raises TargetError when it is not testable. Ctrl-C ends it early: what was judged so far is
    returned, marked incomplete.
    """
    collection = Collection(contract, client, settings, progress or (lambda *_: None), recorder)
    started = _now()
    complete = True
    try:
        _run(collection, phases)
    except KeyboardInterrupt:
        complete = False
    except BudgetSpent as error:
        collection.notes.append(f"Not everything planned was asked: {error}.")
    return Collected(
        result=collection.tally.result(),
        info=RunInfo(
            target=client.target.base_url,
            started=started,
            finished=_now(),
            requests=client.sent,
            seed=settings.seed,
            complete=complete,
            notes=(*collection.notes, *collection.confirmations.notes()),
        ),
        sought=collection.sought,
        tickets=tuple(collection.tickets.values()),
    )


def _run(collection: Collection, phases: Sequence[Phase]) -> None:
    settings = collection.settings
    collection.progress("reaching the target", 0, 1)
    only = settings.tickets[0] if settings.tickets else None
    for exchange in smoke(collection.client, only, filters_of(settings.tickets, settings.filters)).exchanges:
        collection.take(exchange)
    for phase in phases:
        phase(collection)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
