"""The classes of values and situations that the contract can be seen with."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from ticketgate.contract.clauses import Clause, Kind, Node
from ticketgate.contract.model import Contract
from ticketgate.contract.places import outer, top_member


def partitions_of(root: str, node: Node) -> Iterator[str]:
    """Yield the id of every partition of the node and what is below it."""
    for name, member in node.members.items():
        if name not in node.presence:
            yield f"{root}:{member.place}=absent"
            yield f"{root}:{member.place}=present"
    if node.items is not None:
        yield f"{root}:{node.place}=empty"
        yield f"{root}:{node.place}=filled"
    if node.enum is not None:
        yield from (value_partition(root, node, value) for value in node.enum if value is not None)
    if is_nullable(node):
        yield f"{root}:{node.place}=null"
        if node.enum is None:
            yield f"{root}:{node.place}=value"
    for child in (*node.members.values(), *((node.items,) if node.items else ())):
        yield from partitions_of(root, child)


def is_nullable(node: Node) -> bool:
    """Tell whether null may stand at a node."""
    return "null" in node.types or (node.enum is not None and None in node.enum)


def spelled(value: Any) -> str:
    """Return an enumerated value as the id of its partition spells it, booleans as in JSON."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def value_partition(root: str, node: Node, value: Any) -> str:
    """Return the id of the partition of one enumerated value at a node: `full:status=open`."""
    return f"{root}:{node.place}={spelled(value)}"


class PartitionKind(StrEnum):
    """What a partition divides by; the order is that of reports."""

    VALUE = "value"
    NULL = "null"
    PRESENCE = "presence"
    FILLING = "filling"
    RULE = "rule"
    RELATION = "relation"
    STATUS = "status"


#: What reports call the kinds, in their order.
NAMES_OF_KINDS: Final[Mapping[PartitionKind, str]] = {
    PartitionKind.VALUE: "values of enums",
    PartitionKind.NULL: "null and not null",
    PartitionKind.PRESENCE: "absent and present",
    PartitionKind.FILLING: "empty and filled",
    PartitionKind.RULE: "conditions of rules",
    PartitionKind.RELATION: "relations that apply",
    PartitionKind.STATUS: "documented statuses",
}

_KIND_OF_VALUE: Final = {
    "null": PartitionKind.NULL,
    "value": PartitionKind.NULL,
    "absent": PartitionKind.PRESENCE,
    "present": PartitionKind.PRESENCE,
    "empty": PartitionKind.FILLING,
    "filled": PartitionKind.FILLING,
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
        return top_member(self.place)


@lru_cache(maxsize=2)  # a run asks for it three times; it is made in milliseconds
def universe(contract: Contract) -> Mapping[str, Partition]:
    """Return every partition by its id: of values, rules and relations, and documented statuses."""
    found = {partition.id: partition for partition in (*_of_values(contract), *_of_statuses(contract))}
    found |= {clause.id: _of_clause(clause) for clause in contract.clauses.values() if _applies(clause)}
    return MappingProxyType(found)


def in_question(contract: Contract, only: AbstractSet[str]) -> tuple[Partition, ...]:
    """Return what shows values that these clauses are about, by their ids; the whole universe for none."""
    places = {(clause.root, clause.place) for clause in map(contract.clauses.get, only) if clause}
    return tuple(
        each
        for each in universe(contract).values()
        if not only or each.id in only or (each.root, each.place) in places
    )


def partitions_around(root: str, place: str) -> Iterator[str]:
    """Yield what says that there is something at a place, and at all it lies in, from the inside out."""
    while place:
        yield from (f"{root}:{place}={token}" for token in ("value", "filled", "present"))
        place = outer(place)


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
