"""Decides: the verdict on a result after waivers and thresholds, and which exit code it means."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from ticketgate.contract.clauses import Clause, Kind, Level
from ticketgate.contract.model import Contract
from ticketgate.exchange.credentials import InShell
from ticketgate.judging.tally import Group, Identity, Result
from ticketgate.verdict.baseline import Baseline, Scope, scope_from
from ticketgate.verdict.broken_clauses import BrokenClause, Showing, broken_clause
from ticketgate.verdict.changes import FailOnNew, Grounds
from ticketgate.verdict.coverage import Coverage, Reason, Sought, cover, reason_of_clause
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.known_findings import AgainstBaseline, hold_against, with_changes
from ticketgate.verdict.outline import Outline, outline_of
from ticketgate.verdict.stale_waivers import Looked, unmatched
from ticketgate.verdict.times import Times
from ticketgate.verdict.waivers import Waiver

__all__ = ["Checked", "ClauseState", "Outcome", "RunInfo", "State", "Verdict", "decide"]


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
    run for whoever wants to ask again; ``times`` is how long each operation took to answer.
    """

    target: str
    started: str
    finished: str
    requests: int
    seed: int | None = None
    ended: Ended | None = None
    notes: tuple[str, ...] = ()
    held: InShell = field(default_factory=InShell)
    times: Mapping[str, Times] = field(default_factory=dict)

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
class Verdict:
    """The decision on a run; ``stale`` are waivers that accept nothing or are past their date.

    ``min_coverage`` is the percentage of MUST clauses that have to be put to the test, None for any.
    ``unconfirmed`` was found once and could not be looked at again: it breaks nothing, but its clauses are
    not kept either. ``baseline`` is what changed since one was made, None without one; ``scope`` is how the
    tickets were chosen; ``outline`` is what a report shows of the contract.
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
    baseline: AgainstBaseline | None = None
    scope: Scope = Scope.RUN
    outline: Outline = field(default_factory=Outline)
    #: How many clauses the contract holds, those not in question too; 0 where a stored verdict does not say.
    promised: int = 0

    @property
    def failing(self) -> tuple[BrokenClause, ...]:
        """The findings that break the run: not waived, and at or above the threshold.

        With a baseline that is the threshold of what is new or worse; what is known fails nothing.
        """
        return tuple(filter(self._fails, self.findings))

    def _fails(self, finding: BrokenClause) -> bool:
        clause = finding.clause
        open_ = [variant for variant in finding.variants if variant.waiver is None]
        if self.baseline is None:
            return bool(open_) and clause.level >= self.fail_on
        threshold = self.baseline.fail_on_new
        return any(threshold.fails(variant.change, clause.id, clause.level) for variant in open_)

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
    waivers: tuple[Waiver, ...] = (),
    fail_on: Level = Level.MUST,
    today: date,
    roots: Collection[str] | None = None,
    sought: Sought | None = None,
    min_coverage: float | None = None,
    baseline: Baseline | None = None,
    fail_on_new: FailOnNew = FailOnNew.MAY,
    only: AbstractSet[str] = frozenset(),
) -> Verdict:
    """Return the verdict on a result: which clauses hold, which findings count, what it means.

    With a baseline only what is new or worse fails, from fail_on_new on. roots are the forms and operations
    whose clauses are in question, None for all; only is the ids of these, none for all. sought is what a run
    says of its search for data; None for saved bodies.
    """
    result = result.of_clauses(only) if only else result
    coverage = cover(contract, result, sought, roots, only)
    clauses = _in_question(contract, roots, only)
    states = tuple(_states(clauses, result, coverage, sought.cut if sought else None))
    showing = Showing(info.target, info.held, waivers, today)
    judged = result.exercised
    findings = _findings(contract, result.groups, lambda clause, _: judged.get(clause, 0), showing)
    # What is unconfirmed is not among what was judged.
    unconfirmed = _findings(
        contract, result.unconfirmed, lambda clause, group: judged.get(clause, 0) + group.count, showing
    )
    looked = Looked(contract, info.ended, sought)
    keys = [each.key for found in (*findings, *unconfirmed) for each in found.counted]
    decided = [state.clause.id for state in states if state.state in (State.KEPT, State.BROKEN)]
    stale, still_open = unmatched(waivers, keys, decided, looked, today)
    scope, against = scope_from(sought), None
    if baseline is not None:
        against = hold_against(
            baseline, findings, _grounds(contract, result, looked), scope, contract, fail_on_new
        )
        findings = tuple(with_changes(findings, against.changes))
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
        baseline=against,
        scope=scope,
        outline=outline_of(contract),
        promised=len(contract.clauses),
    )


def _in_question(
    contract: Contract, roots: Collection[str] | None, only: AbstractSet[str]
) -> Iterator[Clause]:
    for clause in contract.clauses.values():
        if (roots is None or clause.root in roots) and (not only or clause.id in only):
            yield clause


def _states(
    clauses: Iterable[Clause], result: Result, coverage: Coverage, cut: Reason | None
) -> Iterator[ClauseState]:
    """Yield what became of each of the clauses; cut is why not all that was planned was asked."""
    unseen = {state.partition.id: state.reason for state in coverage.partitions if state.reason is not None}
    broken = {clause for clause, _ in result.groups}
    in_doubt = Counter[str]()
    for (clause, _), group in result.unconfirmed.items():
        in_doubt[clause] = max(in_doubt[clause], group.count)
    for each in clauses:
        yield _state(each, result, each.id in broken, in_doubt[each.id], unseen, cut)


def _findings(
    contract: Contract,
    groups: Mapping[Identity, Group],
    judged: Callable[[str, Group], int],
    showing: Showing,
) -> tuple[BrokenClause, ...]:
    """Return the findings, sorted; judged says of a clause and a group on how many things it was judged."""
    return tuple(
        broken_clause(contract.clauses[clause], place, group, judged(clause, group), showing)
        for (clause, place), group in sorted(groups.items(), key=lambda each: each[0])
    )


def _grounds(contract: Contract, result: Result, looked: Looked) -> Grounds:
    """Return what the result allows to say of what it did not find."""
    of_requests = {clause.id for clause in contract.clauses.values() if clause.root in contract.operations}
    came_to_its_end = looked.sought is not None and looked.ended is None
    return Grounds(
        judged={clause: result.exercised.get(clause, 0) for clause in contract.clauses},
        in_doubt=result.unconfirmed.keys(),
        whole={c.id for c in contract.clauses.values() if not looked.left_out(c)} - of_requests,
        repeated=of_requests if came_to_its_end else frozenset(),
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
