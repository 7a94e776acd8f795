"""Says which partitions of the contract were seen, why the others were not, and what could go unnoticed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from ticketgate.clauses import Clause, Kind
from ticketgate.contract import Contract
from ticketgate.result import Result
from ticketgate.walk import partitions_of, spelled

__all__ = [
    "Coverage",
    "Partition",
    "PartitionKind",
    "PartitionState",
    "Power",
    "Reason",
    "Sought",
    "cover",
    "outer",
    "partitions_around",
    "reason_of_clause",
    "universe",
]

#: The members whose values divide the tickets into strata.
STRATA: Final = ("channel", "status")
_UNNOTICED: Final = 0.05  # how probable it may be that a fault of the stated share was not seen


class PartitionKind(StrEnum):
    """What a partition divides by; the order is that of reports."""

    VALUE = "value"
    NULL = "null"
    PRESENCE = "presence"
    FILLING = "filling"
    RULE = "rule"
    RELATION = "relation"
    STATUS = "status"


_KIND_OF_VALUE: Final = {
    "null": PartitionKind.NULL,
    "value": PartitionKind.NULL,
    "absent": PartitionKind.PRESENCE,
    "present": PartitionKind.PRESENCE,
    "empty": PartitionKind.FILLING,
    "filled": PartitionKind.FILLING,
}


class Reason(StrEnum):
    """Why a partition was not seen; `absent` and `not there` say that no ticket has it."""

    ABSENT = "absent"
    NOT_THERE = "not there"
    OUTSIDE = "outside"
    FILTER_FAILS = "filter fails"
    UNPROVEN = "unproven"
    NOT_READ = "not read"
    BUDGET = "budget"
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not asked"
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
    Reason.BUDGET: ("the budget of requests was spent before it was found", "Raise --max-requests."),
    Reason.UNREACHABLE: (
        "no filter reaches it, and nothing looked at shows it",
        "Name a ticket that has it with --ticket, or raise --max-requests.",
    ),
    Reason.NOT_ASKED: ("nothing the run asked for brings it about", "Nothing: a run does not provoke it."),
    Reason.NOT_SAVED: ("the bodies do not show it", "Add a body that does."),
}


@dataclass(frozen=True, slots=True)
class Partition:
    """A class of values or situations that the contract can be seen with.

    ``root`` is a form or an operation and ``place`` is as in clauses; a rule or relation that applies is
    named by its clause.
    """

    id: str
    kind: PartitionKind
    root: str
    place: str

    @property
    def field(self) -> str:
        """The member of the body that it belongs to; empty for what is not of one member."""
        return self.place.partition(".")[0].removesuffix("[]")


@dataclass(frozen=True, slots=True)
class PartitionState:
    """A partition, on how many things it was seen, and if on none, why."""

    partition: Partition
    seen: int
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Power:
    """How many different tickets of a stratum were judged in a form; ``of`` all that are there, if known.

    ``stratum`` is such as ``channel=chat``, empty for all tickets.
    """

    form: str
    stratum: str
    judged: int
    of: int | None = None

    @property
    def share(self) -> float:
        """The share of tickets that a fault must touch to have been seen with 95 % probability.

        It holds for faults that strike tickets of the stratum independently of how they were chosen.
        """
        if self.of is not None and self.judged >= self.of:
            return 0.0
        return float(1 - _UNNOTICED ** (1 / self.judged)) if self.judged else 1.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of the contract, partition by partition, and the power of the sample."""

    partitions: tuple[PartitionState, ...] = ()
    power: tuple[Power, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """What a run can say beyond its result: why a partition was not seen, how many tickets were judged."""

    reasons: Mapping[str, Reason] = field(default_factory=dict)
    power: tuple[Power, ...] = ()


@lru_cache(maxsize=2)  # a run asks for it three times; it is made in milliseconds
def universe(contract: Contract) -> Mapping[str, Partition]:
    """Return every partition by its id: of values, rules and relations, and documented statuses."""
    found = {partition.id: partition for partition in (*_of_values(contract), *_of_statuses(contract))}
    found |= {clause.id: _of_clause(clause) for clause in contract.clauses.values() if _applies(clause)}
    return MappingProxyType(found)


def cover(
    contract: Contract, result: Result, sought: Sought | None, roots: Iterable[str] | None = None
) -> Coverage:
    """Return the coverage of a result; sought is None for saved bodies, where nothing could be asked for.

    roots are the forms and operations in question, None for all.
    """
    wanted = None if roots is None else frozenset(roots)
    states = tuple(
        _state(partition, result, sought)
        for partition in universe(contract).values()
        if wanted is None or partition.root in wanted
    )
    return Coverage(states, sought.power if sought else tuple(_power_of(states, result)))


def reason_of_clause(clause: Clause, unseen: Mapping[str, Reason]) -> Reason | None:
    """Return why nothing put a clause to the test, from the partitions not seen; None when they do not tell.

    A rule or relation is a partition itself; a structural clause waits for a value at its place, which
    waits for whatever stands around it.
    """
    if clause.id in unseen:
        return unseen[clause.id]
    needed = partitions_around(clause.root, clause.place)
    return next((unseen[partition] for partition in needed if partition in unseen), None)


def partitions_around(root: str, place: str) -> Iterator[str]:
    """Yield what says that there is something at a place, and at all it lies in, from the inside out."""
    while place:
        yield from (f"{root}:{place}={token}" for token in ("value", "filled", "present"))
        place = outer(place)


def outer(place: str) -> str:
    """Return the place that a place lies in: ``tags[].id`` in ``tags[]``, that in ``tags``."""
    return place.removesuffix("[]") if place.endswith("[]") else place.rpartition(".")[0]


def _of_values(contract: Contract) -> Iterator[Partition]:
    for root, form in contract.representations.items():
        enums = {node.place: frozenset(map(spelled, node.enum)) for node in form.node.walk() if node.enum}
        for name in partitions_of(root, form.node):
            place, _, value = name.removeprefix(f"{root}:").partition("=")
            of_enum = value != "null" and value in enums.get(place, ())
            kind = PartitionKind.VALUE if of_enum else _KIND_OF_VALUE[value]
            yield Partition(name, kind, root, place)


def _of_statuses(contract: Contract) -> Iterator[Partition]:
    for operations in contract.openapi.get("paths", {}).values():
        for operation in operations.values():
            root = operation["operationId"]
            for status in operation.get("responses", {}):
                yield Partition(f"{root}:status={status}", PartitionKind.STATUS, root, "")


def _applies(clause: Clause) -> bool:
    return clause.kind in (Kind.RULE, Kind.RELATION)


def _of_clause(clause: Clause) -> Partition:
    return Partition(clause.id, PartitionKind(clause.kind), clause.root, "")


def _state(partition: Partition, result: Result, sought: Sought | None) -> PartitionState:
    counts = result.exercised if partition.kind in _BY_CLAUSE else result.partitions
    if seen := counts.get(partition.id, 0):
        return PartitionState(partition, seen)
    otherwise = Reason.NOT_ASKED if sought else Reason.NOT_SAVED
    return PartitionState(partition, 0, sought.reasons.get(partition.id, otherwise) if sought else otherwise)


_BY_CLAUSE: Final = (PartitionKind.RULE, PartitionKind.RELATION)


def _power_of(states: tuple[PartitionState, ...], result: Result) -> Iterator[Power]:
    """Yield the power of saved bodies, each of which counts as a ticket of its own."""
    for form in ("full", "compact"):
        if result.judged.get(form):
            yield Power(form, "", result.judged[form])
        for state in states:
            place = state.partition
            if state.seen and place.root == form and place.place in STRATA:
                yield Power(form, place.id.partition(":")[2], state.seen)
