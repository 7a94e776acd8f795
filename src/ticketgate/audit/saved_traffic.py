"""Judges saved traffic: what a server answered, without the server."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from ticketgate.audit.block_judge import BlockJudge
from ticketgate.audit.blocks import Block
from ticketgate.audit.cutting import Cutter, batches
from ticketgate.audit.held_together import HeldTogether, held_together
from ticketgate.audit.recognition import Recognised, recognised
from ticketgate.audit.search_sample import MOST_ANSWERS, SearchSample
from ticketgate.audit.shown_findings import disputed_as_shown
from ticketgate.audit.sources import Source
from ticketgate.audit.sums import Audited
from ticketgate.audit.ticket_sample import MOST_TICKETS
from ticketgate.contract.clauses import Level
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.promises import PAIR
from ticketgate.contract.wording import in_number
from ticketgate.errors import UsageError
from ticketgate.judging.tally import Result
from ticketgate.verdict.baseline import Baseline
from ticketgate.verdict.changes import FailOnNew
from ticketgate.verdict.decision import RunInfo, Verdict, decide
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.waivers import Waiver

__all__ = ["Judging", "TrafficProgress", "judge_here", "judge_saved"]

#: Judges batches of blocks and yields what they show, in any order and added up as far as may be.
Judging = Callable[[Contract, Iterable[Sequence[Block]]], Iterator[Audited]]


class TrafficProgress(Protocol):
    """Told how far judging has come."""

    def __call__(self, stored: int, total: int | None, parts: int) -> None:
        """Take notice of the bytes read, of how many there are if that is known, and of the bodies judged."""


def judge_here(contract: Contract, work: Iterable[Sequence[Block]]) -> Iterator[Audited]:
    """Judge batches one after another in this process."""
    return map(BlockJudge(contract).judge, work)


def judge_saved(  # noqa: PLR0913 - each is an option of the command
    contract: Contract,
    sources: Sequence[Source],
    form: str | None = None,
    *,
    target: str = "",
    base_url: str | None = None,
    waivers: tuple[Waiver, ...] = (),
    fail_on: Level = Level.MUST,
    baseline: Baseline | None = None,
    fail_on_new: FailOnNew = FailOnNew.MAY,
    judging: Judging = judge_here,
    cutter: Cutter | None = None,
    progress: TrafficProgress | None = None,
) -> Verdict:
    """Return the verdict on what sources hold; form says what that is, None to tell.

    Recordings (HAR), exchanges and saved bodies are told apart by themselves; base_url is where the API was,
    None to tell that too; target is how all of it is called. Only clauses of what occurs are part of the
    verdict.

    Raises UsageError, naming file and line, for a source with nothing to judge.
    """
    started = datetime.now(UTC)
    cutter = cutter or Cutter(contract.search.most_rows)
    told = _Told(contract, form, base_url)
    known = list(told.sources(sources))
    sizes = [each.source.size for each in known]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    audited = Audited()
    work = batches((block for each in known for block in cutter.blocks(each)), cutter.size)
    for some in judging(contract, work):
        audited += some
        if progress is not None:
            progress(cutter.stored, total, audited.parts)
    together = held_together(contract, audited)
    result = disputed_as_shown(audited.result + together.result)
    notes = (*cutter.notes, *told.notes, *_notes(audited, together))
    info = RunInfo(
        target=target or ", ".join(source.shown for source in sources),
        started=started.isoformat(timespec="seconds"),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        requests=0,
        ended=_ended(cutter.damaged),
        notes=notes,
    )
    return decide(
        contract,
        result,
        info,
        waivers=waivers,
        fail_on=fail_on,
        today=started.date(),
        roots=_in_question(result),
        baseline=baseline,
        fail_on_new=fail_on_new,
    )


@dataclass(slots=True)
class _Told:
    """Tells what sources hold, and what of those found in folders is nothing to judge."""

    contract: Contract
    form: str | None
    base_url: str | None
    passed_over: int = 0
    first: str = ""

    def sources(self, sources: Sequence[Source]) -> Iterator[Recognised]:
        """Yield those with something to judge; raises UsageError for one that was named."""
        refusal: UsageError | None = None
        found = 0
        for ordinal, source in enumerate(sources):
            try:
                told = recognised(self.contract, source, ordinal, self.form, self.base_url)
            except UsageError as error:
                if not source.found:
                    raise
                refusal = refusal or error
                self.passed_over += 1
                self.first = self.first or str(error)
                continue
            found += 1
            yield told
        if refusal is not None and not found:
            raise refusal

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said of those passed over."""
        if not self.passed_over:
            return ()
        left_out = in_number(self.passed_over, "file")
        return (f"Left out {left_out} with nothing to judge, the first: {self.first}.",)


def _notes(audited: Audited, together: HeldTogether) -> Iterator[str]:
    """Yield sentences on what was left out, and on how much was held against each other."""
    for ordinal in sorted(audited.notes):
        yield from audited.notes[ordinal]
    yield from audited.omissions.sentences()
    sample, both = audited.sample, in_number(together.tickets, "ticket")
    if sample.partial and {FULL, COMPACT} <= audited.result.judged.keys():
        yield (
            f"Both forms were looked for of {MOST_TICKETS:,} tickets, chosen by the ids of all; "
            f"{both} came in both, and these were compared."
        )
    elif together.tickets:
        yield f"Both forms were given of {both}, and compared."
    if sample.too_long:
        yield f"Not compared with another form, for their length: {sample.too_long:,} tickets or rows."
    yield from _notes_on_searches(audited.searches, together)


def _notes_on_searches(sample: SearchSample, together: HeldTogether) -> Iterator[str]:
    searches = "1 search" if together.searches == 1 else f"{together.searches} searches"
    held = f"{in_number(together.answers, 'answer')} to {searches}"
    if sample.partial:
        yield (
            f"Of many answers to searches some {MOST_ANSWERS:,} were looked at together, chosen by what was "
            f"asked for; {held} were held against each other."
        )
    elif together.searches:
        yield f"Held against each other: {held}."
    if sample.too_long:
        yield f"Not held against each other, for their length: {in_number(sample.too_long, 'page')}."


def _ended(damaged: int) -> Ended | None:
    if not damaged:
        return None
    return Ended(EarlyEnd.DAMAGED, f"{in_number(damaged, 'source')} could not be read to the end")


def _in_question(result: Result) -> frozenset[str]:
    """Return the forms and operations that occur; a ticket in one form could have been given in both."""
    judged = frozenset(result.judged)
    return judged | {PAIR} if judged & {FULL, COMPACT} else judged
