"""Says which partitions of the contract were seen, why the others were not, and what could go unnoticed."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ticketgate.contract.clauses import Clause
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.partitions import Partition, PartitionKind, in_question, partitions_around
from ticketgate.judging.tally import Result
from ticketgate.verdict.power import Power

__all__ = [
    "Coverage",
    "PartitionState",
    "Reason",
    "Sought",
    "cover",
    "reason_of_clause",
]


class Reason(StrEnum):
    """Why a partition was not seen; `absent` and `not there` say that no ticket has it."""

    ABSENT = "absent"
    NOT_THERE = "not there"
    OUTSIDE = "outside"
    FILTER_FAILS = "filter fails"
    UNPROVEN = "unproven"
    NOT_READ = "not read"
    REFUSED = "refused"
    BUDGET = "budget"
    TIME = "time"
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not asked"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    NOT_SAVED = "not saved"

    @property
    def proves_absence(self) -> bool:
        """Whether no ticket has it; otherwise one may, and was not looked at."""
        return self in (Reason.ABSENT, Reason.NOT_THERE)

    @property
    def why(self) -> str:
        """The reason as a clause of a sentence."""
        return _SAID[self][0]

    @property
    def needed(self) -> str:
        """What would show the partition, as a sentence."""
        return _SAID[self][1]


_SAID: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.ABSENT: (
        "no ticket has it: a search for it, by a filter that works, found none",
        "Make such a ticket on a test instance.",
    ),
    Reason.NOT_THERE: (
        "no ticket has it: all of them were looked at",
        "Make such a ticket on a test instance.",
    ),
    Reason.OUTSIDE: (
        "the run is limited to tickets that do not have it",
        "Run without --ticket and --filter.",
    ),
    Reason.FILTER_FAILS: (
        "the filter that would find it does not work here",
        "Mend the filter of the search, or name such a ticket with --ticket.",
    ),
    Reason.UNPROVEN: (
        "a search for it found none, but nothing shows that its filter works",
        "Name a ticket that has it with --ticket.",
    ),
    Reason.NOT_READ: (
        "rows show it, but no such ticket was read in full",
        "Raise --max-requests.",
    ),
    Reason.REFUSED: (
        "the only tickets left that may have it were found, and could not be read",
        "Use a credential that may read them.",
    ),
    Reason.BUDGET: ("the budget of requests was spent before it was found", "Raise --max-requests."),
    Reason.TIME: ("the time of the run was spent before it was looked for", "Raise --max-time."),
    Reason.UNREACHABLE: (
        "no filter reaches it, and nothing looked at shows it",
        "Name a ticket that has it with --ticket, or raise --max-requests.",
    ),
    Reason.NOT_ASKED: ("nothing the run asked for brings it about", "A run does not provoke it."),
    Reason.INTERRUPTED: (
        "the run was interrupted before it was looked for",
        "Let a run come to its end.",
    ),
    Reason.ENDED: (
        "the target ended the run before it was looked for",
        "Run again once it answers; the verdict says what it did.",
    ),
    Reason.NOT_SAVED: ("what was saved does not show it", "Add a body or a recording that does."),
}


@dataclass(frozen=True, slots=True)
class PartitionState:
    """A partition, on how many things it was seen, and if on none, why."""

    partition: Partition
    seen: int
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of the contract, partition by partition, and the power of the sample."""

    partitions: tuple[PartitionState, ...] = ()
    power: tuple[Power, ...] = ()

    def power_of_rules(self, form: str) -> tuple[Power, ...]:
        """Return the power of each rule and relation of a form that applied to tickets, the weakest first.

        None is returned where every ticket was judged: then a fault on one of them was seen.
        """
        whole = next((power for power in self.power if power.form == form and not power.stratum), None)
        if whole is None or not whole.share:
            return ()
        rules = (
            Power(form, state.partition.id.partition("/")[2], state.seen)
            for state in self.partitions
            if state.partition.kind in _BY_CLAUSE and state.partition.root == form and state.seen
        )
        return tuple(sorted(rules, key=lambda power: (-power.share, power.stratum)))


@dataclass(frozen=True, slots=True)
class Sought:
    """What a run can say beyond its result: why a partition was not seen, how many tickets were judged.

    ``limited`` says that it was not to look at others than some tickets. ``cut`` is why it did not ask all
    that was planned, None if it did.
    """

    reasons: Mapping[str, Reason] = field(default_factory=dict)
    power: tuple[Power, ...] = ()
    limited: bool = False
    cut: Reason | None = None


def cover(
    contract: Contract,
    result: Result,
    sought: Sought | None,
    roots: Iterable[str] | None = None,
    only: AbstractSet[str] = frozenset(),
) -> Coverage:
    """Return the coverage of a result; sought is None for saved bodies, where nothing could be asked for.

    roots are the forms and operations in question, None for all, and only the clauses, none for all.
    """
    wanted = None if roots is None else frozenset(roots)
    states = tuple(
        _state(partition, result, sought)
        for partition in in_question(contract, only)
        if wanted is None or partition.root in wanted
    )
    return Coverage(states, sought.power if sought else tuple(_power_of(contract, states, result)))


def reason_of_clause(clause: Clause, unseen: Mapping[str, Reason]) -> Reason | None:
    """Return why nothing put a clause to the test, from the partitions not seen; None when they do not tell.

    A rule or relation is a partition itself; a structural clause waits for a value at its place, which
    waits for whatever stands around it.
    """
    if clause.id in unseen:
        return unseen[clause.id]
    needed = partitions_around(clause.root, clause.place)
    return next((unseen[partition] for partition in needed if partition in unseen), None)


def _state(partition: Partition, result: Result, sought: Sought | None) -> PartitionState:
    counts = result.exercised if partition.kind in _BY_CLAUSE else result.partitions
    if seen := counts.get(partition.id, 0):
        return PartitionState(partition, seen)
    if sought is None:
        return PartitionState(partition, 0, Reason.NOT_SAVED)
    otherwise = Reason.NOT_ASKED if _is_never_provoked(partition) else sought.cut or Reason.NOT_ASKED
    reason = sought.reasons.get(partition.id, otherwise)
    ended_early = sought.cut in (Reason.INTERRUPTED, Reason.ENDED)
    return PartitionState(partition, 0, sought.cut if ended_early and reason in _UNTIL_THE_END else reason)


#: What a run says of what it did not come to yet: only at its end that is so.
_UNTIL_THE_END: Final = (Reason.BUDGET, Reason.NOT_READ, Reason.UNREACHABLE)
_BY_CLAUSE: Final = (PartitionKind.RULE, PartitionKind.RELATION)


def _is_never_provoked(partition: Partition) -> bool:
    """Tell whether no request is made to bring it about: a server that fails, a caller without permission."""
    status = partition.id.rpartition("=")[2]
    return partition.kind is PartitionKind.STATUS and (status == "403" or status.startswith("5"))


def _power_of(contract: Contract, states: tuple[PartitionState, ...], result: Result) -> Iterator[Power]:
    """Yield the power of saved bodies, each of which counts as a ticket of its own."""
    for form in (FULL, COMPACT):
        if result.judged.get(form):
            yield Power(form, "", result.judged[form])
        for state in states:
            place = state.partition
            if state.seen and place.root == form and place.place in contract.strata:
                yield Power(form, place.id.partition(":")[2], state.seen)
