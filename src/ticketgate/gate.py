"""Decides: the verdict on a result after waivers and thresholds, and which exit code it means."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ticketgate.clauses import Clause, Kind, Level
from ticketgate.contract import Contract
from ticketgate.exchange import curl
from ticketgate.result import Group, Result
from ticketgate.waivers import Waiver

__all__ = ["BrokenClause", "ClauseState", "Outcome", "RunInfo", "State", "Verdict", "decide"]


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
    NOTHING_CHECKED = "nothing checked"


EXIT_CODES: Mapping[Outcome, int] = {Outcome.KEPT: 0, Outcome.BROKEN: 1, Outcome.NOTHING_CHECKED: 3}
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What was run: times are in UTC, ISO 8601; ``notes`` are sentences on what was left out and why."""

    target: str
    started: str
    finished: str
    requests: int
    seed: int | None = None
    complete: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseState:
    """A clause with its state and on how many things it was judged, or put to the test without avail."""

    clause: Clause
    state: State
    exercised: int
    undecided: int

    @property
    def reason(self) -> str:
        """Why the clause was not judged; empty when it was."""
        if self.state is State.UNDECIDED:
            return "what it reads was broken or not asked for wherever it applied"
        if self.state is not State.UNEXERCISED:
            return ""
        match self.clause.kind:
            case Kind.RULE | Kind.RELATION:
                return "nothing seen meets its condition"
            case Kind.BEHAVIOUR:
                return "no request put it to the test"
            case Kind.PRESENCE | Kind.ABSENCE | Kind.UNDOCUMENTED:
                return "the object it is about was never seen"
        return "no such value was seen"


@dataclass(frozen=True, slots=True)
class BrokenClause:
    """A clause broken at a place, on ``count`` of ``of`` things judged.

    ``ticket``, ``pointer`` and ``detail`` are of the first thing that shows it, ``reproduce`` is a shell
    line that asks for it again, ``source`` the file it was read from. ``waiver`` is why it is accepted.
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
    """The decision on a run; ``stale`` are waivers that accept nothing or are past their date."""

    info: RunInfo
    contract_version: str
    contract_digest: str
    judged: Mapping[str, int]
    fail_on: Level
    states: tuple[ClauseState, ...]
    findings: tuple[BrokenClause, ...]
    stale: tuple[str, ...]

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
        return Outcome.KEPT

    @property
    def exit_code(self) -> int:
        """The exit code of the command that came to this verdict."""
        return EXIT_CODES[self.outcome] if self.info.complete else INTERRUPTED

    def count(self, state: State, kind: Kind | None = None) -> int:
        """Return how many clauses, of one kind or of all, are in a state."""
        return sum(s.state is state and kind in (None, s.clause.kind) for s in self.states)


def decide(  # noqa: PLR0913 - each is one input of the decision
    contract: Contract,
    result: Result,
    info: RunInfo,
    *,
    waivers: Iterable[Waiver] = (),
    fail_on: Level = Level.MUST,
    today: date,
    roots: Collection[str] | None = None,
) -> Verdict:
    """Return the verdict on a result: which clauses hold, which findings count, what it means.

    roots are the forms and operations whose clauses are in question, None for all.
    """
    waivers = tuple(waivers)
    broken = {clause for clause, _ in result.groups}
    states = tuple(
        _state(clause, result, clause.id in broken)
        for clause in contract.clauses.values()
        if roots is None or clause.root in roots
    )
    findings = tuple(
        _finding(contract.clauses[clause], place, group, result, info.target, waivers, today)
        for (clause, place), group in sorted(result.groups.items())
    )
    return Verdict(
        info=info,
        contract_version=contract.version,
        contract_digest=contract.digest,
        judged=result.judged,
        fail_on=fail_on,
        states=states,
        findings=findings,
        stale=tuple(_stale(waivers, states, findings, today)),
    )


def _state(clause: Clause, result: Result, broken: bool) -> ClauseState:  # noqa: FBT001 - private
    exercised, undecided = result.exercised.get(clause.id, 0), result.undecided.get(clause.id, 0)
    if broken:
        state = State.BROKEN
    elif exercised:
        state = State.KEPT
    else:
        state = State.UNDECIDED if undecided else State.UNEXERCISED
    return ClauseState(clause, state, exercised, undecided)


def _finding(  # noqa: PLR0913, PLR0917 - private: the parts of one finding
    clause: Clause,
    place: str,
    group: Group,
    result: Result,
    target: str,
    waivers: tuple[Waiver, ...],
    today: date,
) -> BrokenClause:
    first = group.first
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
        reproduce=curl(first.request, target) if first.request and not first.source else "",
        source=first.source,
        waiver=f"{waiver.reason} (until {waiver.until})" if waiver else None,
    )


def _stale(
    waivers: tuple[Waiver, ...],
    states: tuple[ClauseState, ...],
    findings: tuple[BrokenClause, ...],
    today: date,
) -> Iterable[str]:
    """Yield what is wrong with waivers that no longer do any good.

    A waiver whose clause was not judged this time is left alone: the data may show it tomorrow.
    """
    judged = {state.clause.id for state in states if state.state in (State.KEPT, State.BROKEN)}
    for waiver in waivers:
        if waiver.past(today):
            yield f"{waiver.written}: the waiver of {waiver.clause} ended on {waiver.until}; mend or renew it"
        elif waiver.clause in judged and not any(waiver.accepts(f.clause.id, f.place) for f in findings):
            yield f"{waiver.written}: the waiver of {waiver.clause} matches no finding; delete it"
