"""Decides: the verdict on a result after waivers and thresholds, and which exit code it means."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from ticketgate.contract.clauses import Clause, Kind, Level
from ticketgate.contract.model import Contract
from ticketgate.exchange.credentials import InShell
from ticketgate.exchange.curl import curl
from ticketgate.judging.tally import Group, Result
from ticketgate.verdict.coverage import Coverage, Reason, Sought, cover, reason_of_clause
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.stale_waivers import Looked, unmatched
from ticketgate.verdict.waivers import Waiver

__all__ = ["BrokenClause", "Checked", "ClauseState", "Outcome", "RunInfo", "State", "Verdict", "decide"]


class State(StrEnum):
    """What became of a clause."""

    KEPT = "kept"
    BROKEN = "broken"
    UNEXERCISED = "unexercised"
    UNDECIDED = "undecided"


class Outcome(StrEnum):
    """What became of the run."""

    KEPT = "kept"
    BROKEN = "broken"
    INCOMPLETE = "incomplete"
    TOO_LITTLE_CHECKED = "too little checked"
    NOTHING_CHECKED = "nothing checked"


EXIT_CODES: Mapping[Outcome, int] = {
    Outcome.KEPT: 0,
    Outcome.BROKEN: 1,
    Outcome.INCOMPLETE: 3,
    Outcome.TOO_LITTLE_CHECKED: 1,
    Outcome.NOTHING_CHECKED: 3,
}
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What was run: times are in UTC, ISO 8601; ``notes`` are sentences on what was left out and why.

    ``ended`` says what ended it before its time, None if nothing did; ``held`` names the credentials of the
    run for whoever wants to ask again.
    """

    target: str
    started: str
    finished: str
    requests: int
    seed: int | None = None
    ended: Ended | None = None
    notes: tuple[str, ...] = ()
    held: InShell = field(default_factory=InShell)

    @property
    def complete(self) -> bool:
        """Whether nothing kept the run from asking what its options allow."""
        return self.ended is None or not self.ended.leaves_incomplete

    @property
    def interrupted(self) -> bool:
        """Whether whoever started the run ended it."""
        return self.ended is not None and self.ended.reason is EarlyEnd.INTERRUPTED


@dataclass(frozen=True, slots=True)
class ClauseState:
    """A clause with its state and on how many things it was judged, or put to the test without avail.

    ``unseen`` is why what it waits for was not seen, if that is known. ``unconfirmed`` is on how many things
    it was found broken once, and could not be looked at again.
    """

    clause: Clause
    state: State
    exercised: int
    undecided: int
    unseen: Reason | None = None
    unconfirmed: int = 0

    @property
    def reason(self) -> str:
        """Why the clause was not judged; empty when it was."""
        if self.state is State.UNDECIDED and self.unconfirmed:
            return "it was found broken once, and could not be asked for again"
        if self.state is State.UNDECIDED:
            return "what it reads was broken, too long or not asked for wherever it applied"
        if self.state is not State.UNEXERCISED:
            return ""
        return (
            self.unseen.why if self.unseen else _UNEXERCISED.get(self.clause.kind, "no such value was seen")
        )


_UNEXERCISED: Mapping[Kind, str] = {
    Kind.RULE: "nothing seen meets its condition",
    Kind.RELATION: "nothing seen meets its condition",
    Kind.BEHAVIOUR: "no request put it to the test",
    Kind.PRESENCE: "the object it is about was never seen",
    Kind.ABSENCE: "the object it is about was never seen",
    Kind.UNDOCUMENTED: "the object it is about was never seen",
}


@dataclass(frozen=True, slots=True)
class BrokenClause:
    """A clause broken at a place, on ``count`` of ``of`` things judged.

    ``ticket``, ``pointer`` and ``detail`` are of the first thing that shows it, ``reproduce`` are the
    shell lines that ask for it again, ``source`` is the file it was read from. ``waiver`` is why it is
    accepted.
    """

    clause: Clause
    place: str
    count: int
    of: int
    ticket: int | None
    pointer: str
    detail: str
    disputed: bool
    reproduce: str
    source: str
    waiver: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a run; ``stale`` are waivers that accept nothing or are past their date.

    ``min_coverage`` is the percentage of MUST clauses that have to be put to the test, None for any.
    ``unconfirmed`` was found once and could not be looked at again: it breaks nothing, but its clauses are
    not kept either.
    """

    info: RunInfo
    contract_version: str
    contract_digest: str
    judged: Mapping[str, int]
    fail_on: Level
    states: tuple[ClauseState, ...]
    findings: tuple[BrokenClause, ...]
    stale: tuple[str, ...]
    coverage: Coverage
    min_coverage: float | None = None
    unconfirmed: tuple[BrokenClause, ...] = ()

    @property
    def failing(self) -> tuple[BrokenClause, ...]:
        """The findings that break the run: at or above the threshold and not waived."""
        return tuple(f for f in self.findings if f.clause.level >= self.fail_on and f.waiver is None)

    @property
    def outcome(self) -> Outcome:
        """What became of the run; one that put nothing to the test is never kept."""
        if self.failing or self.stale:
            return Outcome.BROKEN
        if not any(state.exercised for state in self.states):
            return Outcome.NOTHING_CHECKED
        if not self.info.complete:
            return Outcome.INCOMPLETE
        if self.min_coverage is not None and self.checked(Level.MUST).percent < self.min_coverage:
            return Outcome.TOO_LITTLE_CHECKED
        return Outcome.KEPT

    @property
    def exit_code(self) -> int:
        """The exit code of the command that came to this verdict."""
        return INTERRUPTED if self.info.interrupted else EXIT_CODES[self.outcome]

    def count(self, state: State, kind: Kind | None = None) -> int:
        """Return how many clauses, of one kind or of all, are in a state."""
        return sum(s.state is state and kind in (None, s.clause.kind) for s in self.states)

    def checked(self, level: Level) -> "Checked":
        """Return how many clauses of a level were put to the test."""
        states = [s.state for s in self.states if s.clause.level is level]
        return Checked(sum(state in (State.KEPT, State.BROKEN) for state in states), len(states))


@dataclass(frozen=True, slots=True)
class Checked:
    """So many of so many clauses were put to the test."""

    count: int
    of: int

    @property
    def percent(self) -> float:
        """The same as a percentage; all of none is everything."""
        return 100 * self.count / self.of if self.of else 100.0


def decide(  # noqa: PLR0913 - each is one input of the decision
    contract: Contract,
    result: Result,
    info: RunInfo,
    *,
    waivers: Iterable[Waiver] = (),
    fail_on: Level = Level.MUST,
    today: date,
    roots: Collection[str] | None = None,
    sought: Sought | None = None,
    min_coverage: float | None = None,
) -> Verdict:
    """Return the verdict on a result: which clauses hold, which findings count, what it means.

    roots are the forms and operations whose clauses are in question, None for all. sought is what a run
    says of its search for data; None for saved bodies.
    """
    waivers = tuple(waivers)
    coverage = cover(contract, result, sought, roots)
    unseen = {state.partition.id: state.reason for state in coverage.partitions if state.reason is not None}
    broken = {clause for clause, _ in result.groups}
    in_doubt = Counter[str]()
    for (clause, _), group in result.unconfirmed.items():
        in_doubt[clause] = max(in_doubt[clause], group.count)
    states = tuple(
        _state(
            clause, result, clause.id in broken, in_doubt[clause.id], unseen, sought.cut if sought else None
        )
        for clause in contract.clauses.values()
        if roots is None or clause.root in roots
    )
    findings = tuple(
        _finding(contract.clauses[clause], place, group, result, info, waivers, today)
        for (clause, place), group in sorted(result.groups.items())
    )
    # What is unconfirmed is not among what was judged.
    unconfirmed = tuple(
        replace(finding, of=result.exercised.get(clause, 0) + group.count)
        for (clause, place), group in sorted(result.unconfirmed.items())
        for finding in [_finding(contract.clauses[clause], place, group, result, info, waivers, today)]
    )
    stale, still_open = unmatched(
        waivers,
        [(found.clause.id, found.place) for found in (*findings, *unconfirmed)],
        [state.clause.id for state in states if state.state in (State.KEPT, State.BROKEN)],
        Looked(contract, info.ended, sought),
        today,
    )
    return Verdict(
        info=replace(info, notes=(*info.notes, *still_open)),
        contract_version=contract.version,
        contract_digest=contract.digest,
        judged=result.judged,
        fail_on=fail_on,
        states=states,
        findings=findings,
        stale=tuple(stale),
        coverage=coverage,
        min_coverage=min_coverage,
        unconfirmed=unconfirmed,
    )


def _state(  # noqa: PLR0913, PLR0917 - private: the parts of one state
    clause: Clause,
    result: Result,
    broken: bool,  # noqa: FBT001 - private
    unconfirmed: int,
    unseen: Mapping[str, Reason],
    cut: Reason | None,
) -> ClauseState:
    exercised, undecided = result.exercised.get(clause.id, 0), result.undecided.get(clause.id, 0)
    if broken:
        state = State.BROKEN
    elif exercised and not unconfirmed:
        state = State.KEPT
    else:
        state = State.UNDECIDED if undecided or unconfirmed else State.UNEXERCISED
    reason = (reason_of_clause(clause, unseen) or cut) if state is State.UNEXERCISED else None
    return ClauseState(clause, state, exercised, undecided, reason, unconfirmed)


def _finding(  # noqa: PLR0913, PLR0917 - private: the parts of one finding
    clause: Clause,
    place: str,
    group: Group,
    result: Result,
    info: RunInfo,
    waivers: tuple[Waiver, ...],
    today: date,
) -> BrokenClause:
    first = group.first
    requests = (first.request, *first.others) if first.request else ()
    waiver = next((w for w in waivers if w.accepts(clause.id, place) and not w.past(today)), None)
    return BrokenClause(
        clause=clause,
        place=place,
        count=group.count,
        of=max(group.count, result.exercised.get(clause.id, 0)),
        ticket=first.ticket,
        pointer=first.pointer,
        detail=first.detail,
        disputed=group.disputed,
        reproduce="" if first.source else "\n".join(curl(each, info.target, info.held) for each in requests),
        source=first.source,
        waiver=f"{waiver.reason} (until {waiver.until})" if waiver else None,
    )
