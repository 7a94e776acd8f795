"""Collects: asks the target what the contract needs to know, judges every answer and sums up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from ticketgate.client import Client
from ticketgate.contract.model import Contract
from ticketgate.errors import TargetError
from ticketgate.judging.tally import Result
from ticketgate.recording.writing import Recorder
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking, Ended, Repeating
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.generated_requests import ask_generated
from ticketgate.run.phases.search_comparisons import compare_searches
from ticketgate.run.settings import Progress, Settings
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.decision import RunInfo

__all__ = ["PHASES", "Collected", "Phase", "collect"]

#: Asks, reads what the answers so far brought, and notes there what it leaves out. Returns early once asking
#: has ended.
Phase = Callable[[Asking, Answers, Settings], None]
#: What a run does after its first look at the target; each phase asks for what those before left open.
PHASES: Final[tuple[Phase, ...]] = (sample_tickets, ask_generated, compare_searches)


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run brought together."""

    #: What was judged, and what was found.
    result: Result
    #: What was run, with sentences on what was left out.
    info: RunInfo
    #: Why something was not seen.
    sought: Sought
    #: The full bodies read, in the order of reading.
    tickets: tuple[Mapping[str, Any], ...] = field(repr=False)
    #: Why not everything planned was asked, None if it was.
    ended: Ended | None = None


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
    answers = Answers(contract, Repeating(client), recorder)
    asking = Asking(client, answers, progress or (lambda *_: None))
    started = _now()
    complete = True
    try:
        _run(asking, answers, settings, phases)
    except KeyboardInterrupt:
        complete = False
    ended = asking.ended
    if ended and ended.reason.says_untestable:
        raise TargetError(ended.words)
    if ended:
        answers.note(f"Not everything planned was asked: {ended.words}.")
    return Collected(
        result=answers.result(),
        info=RunInfo(
            target=client.target.base_url,
            started=started,
            finished=_now(),
            requests=client.sent,
            seed=settings.seed,
            complete=complete,
            notes=answers.notes,
        ),
        sought=answers.sought,
        tickets=tuple(answers.tickets.in_full.values()),
        ended=ended,
    )


def _run(asking: Asking, answers: Answers, settings: Settings, phases: Sequence[Phase]) -> None:
    asking.progress("reaching the target", 0, 1)
    asking.reach(settings)
    for phase in phases:
        if asking.ended:
            return
        phase(asking, answers, settings)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
