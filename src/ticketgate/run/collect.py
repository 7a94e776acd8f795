"""Collects: asks the target what the contract needs to know, judges every answer and sums up."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from ticketgate.client import Client
from ticketgate.contract.forms import FULL
from ticketgate.contract.model import Contract
from ticketgate.judging.tally import Result
from ticketgate.planning.generated.from_schemas import derivation
from ticketgate.recording.writing import Recorder
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking, Repeating
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.generated_requests import ask_generated
from ticketgate.run.phases.read_comparisons import compare_reads
from ticketgate.run.phases.search_comparisons import compare_searches
from ticketgate.run.settings import Progress, Settings
from ticketgate.verdict.coverage import Reason, Sought
from ticketgate.verdict.decision import RunInfo
from ticketgate.verdict.early_end import EarlyEnd, Ended

__all__ = ["PHASES", "Collected", "Phase", "collect", "phases_for"]

#: Asks, reads what the answers so far brought, and notes there what it leaves out. Returns early once asking
#: has ended.
Phase = Callable[[Asking, Answers, Settings], None]
#: What a run does after its first look at the target; each phase asks for what those before left open.
PHASES: Final[tuple[Phase, ...]] = (sample_tickets, compare_reads, compare_searches, ask_generated)
#: Which promises a phase puts to the test, by what they judge; those of one body need none but sampling.
_NEEDED_FOR: Final[Mapping[Phase, frozenset[str]]] = {
    compare_reads: frozenset({"reads"}),
    ask_generated: frozenset({"answer", "content"}),
    compare_searches: frozenset({"search", "searches", "reading"}),
}


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


def collect(  # noqa: PLR0913 - each is one input of a run
    contract: Contract,
    client: Client,
    settings: Settings,
    progress: Progress | None = None,
    phases: Sequence[Phase] | None = None,
    *,
    recorder: Recorder | None = None,
) -> Collected:
    """Ask the target and judge its answers; phases are those to go through, None for all that are needed.

    Raises TargetError when the first look already shows that it is not testable. Whatever ends the run later,
    Ctrl-C included, what was judged so far is returned; ``info`` says that it is incomplete.
    """
    answers = Answers(contract, Repeating(client), recorder)
    asking = Asking(client, answers, progress or (lambda *_: None))
    started = _now()
    try:
        _run(asking, answers, settings, phases_for(contract, settings.only) if phases is None else phases)
    except KeyboardInterrupt:
        asking.end(EarlyEnd.INTERRUPTED, "the run was interrupted")
    result = answers.result()
    ended = _end(asking.ended, result)
    if ended and ended.reason is not EarlyEnd.INTERRUPTED:
        answers.note(f"Not everything planned was asked: {ended.words}.")
    if client.waited >= 1:
        answers.note(f"Retries waited {client.waited:.0f} s, as the target asked or after it failed.")
    return Collected(
        result=result,
        info=RunInfo(
            target=client.target.base_url,
            started=started,
            finished=_now(),
            requests=client.sent,
            seed=settings.seed,
            ended=ended,
            notes=answers.notes,
            held=client.target.in_shell,
            times=answers.times,
        ),
        sought=_sought(answers, asking.ended or ended),
        tickets=tuple(answers.tickets.in_full.values()),
    )


def phases_for(contract: Contract, only: AbstractSet[str]) -> tuple[Phase, ...]:
    """Return the phases that put clauses to the test, by their ids; all for none."""
    if not only:
        return PHASES
    judged = {each.judges for each in contract.promises if not only.isdisjoint(map(each.clause, each.on))}
    return tuple(phase for phase in PHASES if phase not in _NEEDED_FOR or judged & _NEEDED_FOR[phase])


def _run(asking: Asking, answers: Answers, settings: Settings, phases: Sequence[Phase]) -> None:
    asking.progress("reaching the target", 0, 1)
    asking.reach(settings)
    if ask_generated in phases:
        derivation(answers.contract, costly=asking.target.is_mock)  # it goes on while others ask
    for phase in phases:
        if asking.ended:
            break
        phase(asking, answers, settings)
        if not _is_over(asking):
            answers.settle(rounds=1)  # each clause once: the target may be gone before the end
    if not _is_over(asking):
        answers.settle()


def _end(ended: Ended | None, result: Result) -> Ended | None:
    """Return why not all was asked; a run that has read no ticket has not seen what it is about."""
    if FULL in result.judged or (ended is not None and ended.leaves_incomplete):
        return ended
    why = f": {ended.words}" if ended else ""
    return Ended(EarlyEnd.UNREADABLE, f"no ticket could be read in full{why}")


def _sought(answers: Answers, ended: Ended | None) -> Sought:
    """Return why something was not seen; what ended the run comes before what else was left out."""
    sought = answers.sought
    if ended is None:
        return sought
    reasons = {
        EarlyEnd.BUDGET_SPENT: Reason.BUDGET,
        EarlyEnd.TIME_SPENT: Reason.TIME,
        EarlyEnd.INTERRUPTED: Reason.INTERRUPTED,
    }
    return replace(sought, cut=reasons.get(ended.reason, Reason.ENDED))


def _is_over(asking: Asking) -> bool:
    """Tell whether not even the requests kept for asking again can be sent."""
    return asking.ended is not None and asking.ended.leaves_incomplete


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
