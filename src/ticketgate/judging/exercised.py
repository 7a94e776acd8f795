"""Tells of a body what it exercises: the clauses that it puts to the test, and the partitions that it shows.

A value of a telling type puts a structural clause to the test, an object that meets its condition a rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ticketgate.contract.clauses import Kind, Node
from ticketgate.contract.derivation import members_read
from ticketgate.contract.partitions import is_nullable, value_partition
from ticketgate.contract.representations import Condition, Representation
from ticketgate.judging.idsets import Index

__all__ = ["compile_exercised"]

#: Shapes remembered per node, and members of such a shape beyond those documented: a server that invents
#: members without end must not fill the memory.
_MOST_SHAPES: Final = 500
_MOST_UNDOCUMENTED: Final = 20

_NULL: Final = type(None)
_NOT_NULL: Final = (str, int, float, bool, list, dict)
#: Types of values that put a clause of each kind to the test; null tells nothing but that it is null.
_TELLING: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.NULLABILITY: (*_NOT_NULL, _NULL),
    Kind.TYPE: _NOT_NULL,
    Kind.ENUM: _NOT_NULL,
    Kind.FORMAT: (str,),
    Kind.RANGE: (int, float, str, list),
    Kind.UNDOCUMENTED: (dict,),
}

#: Tells of a value what it exercises, as bits of an index.
_Exercised = Callable[[Any], int]


def compile_exercised(form: Representation, index: Index) -> Callable[[Any], int]:
    """Return the function that tells of a body of the form what it exercises, as bits of the index.

    The index has to know the clauses and partitions of the form.
    """
    conditions = {at.place: at.each for at in form.conditions}
    return _Values(form.node, _Ids(form.name, index, conditions)).exercised


class _Ids:
    """What there is to exercise at the nodes of one form, as bits of the index."""

    def __init__(self, root: str, index: Index, conditions: Mapping[str, tuple[Condition, ...]]) -> None:
        self._root = root
        self._index = index
        self._conditions = conditions

    def bits(self, ids: Iterable[str]) -> int:
        return self._index.bits(ids)

    def of_type(self, node: Node, kind: type) -> int:
        """Return what any value of a type exercises at a node."""
        return self.bits(self._of_type(node, kind))

    def of_value(self, node: Node, value: Any) -> int:
        """Return the partition of an enumerated value: ``full:status=open``."""
        return self.bits((value_partition(self._root, node, value),))

    def of_token(self, node: Node, token: str) -> int:
        """Return any other partition of a node: ``full:tags=empty``."""
        return self.bits((f"{self._root}:{node.place}={token}",))

    def conditions(self, node: Node) -> tuple[Condition, ...]:
        """Return the conditions of the rules at a node."""
        return self._conditions.get(node.place, ())

    def _of_type(self, node: Node, kind: type) -> Iterator[str]:
        for judged, clause in node.clauses.items():
            # A whole body has no nullability clause: its type forbids null.
            if kind in _TELLING[judged] or (kind is _NULL and judged is Kind.TYPE and not node.place):
                yield clause
        if is_nullable(node) and (kind is _NULL or node.enum is None):
            yield f"{self._root}:{node.place}={'null' if kind is _NULL else 'value'}"


class _Values:
    """The values at a node: each exercises by its type, by the value that it is, and by what is in it."""

    __slots__ = ("by_type", "by_value", "within")

    def __init__(self, node: Node, ids: _Ids) -> None:
        self.by_type = {kind: ids.of_type(node, kind) for kind in (*_NOT_NULL, _NULL)}
        #: By type first: true is 1 for Python, not for JSON.
        self.by_value: dict[type, dict[Any, int]] = {}
        for value in node.enum or ():
            if value is not None:
                self.by_value.setdefault(type(value), {})[value] = ids.of_value(node, value)
        self.within: dict[type, _Exercised] = {}
        if node.members or node.presence or node.absence or ids.conditions(node):
            self.within[dict] = _Objects(node, ids).exercised
        if node.items is not None:
            self.within[list] = _Arrays(node, node.items, ids).exercised

    def exercised(self, value: Any) -> int:
        kind = type(value)
        bits = self.by_type[kind]
        if kind in self.by_value:
            bits |= self.by_value[kind].get(value, 0)
        if kind in self.within:
            bits |= self.within[kind](value)
        return bits


class _Arrays:
    """The arrays at a node: each exercises by whether it is empty, and by its items."""

    __slots__ = ("empty", "filled", "items")

    def __init__(self, node: Node, items: Node, ids: _Ids) -> None:
        self.empty = ids.of_token(node, "empty")
        self.filled = ids.of_token(node, "filled")
        self.items = _Values(items, ids)

    def exercised(self, array: list[Any]) -> int:
        if not array:
            return self.empty
        bits = self.filled
        for item in array:
            bits |= self.items.exercised(item)
        return bits


class _Shape(NamedTuple):
    """What objects of a shape exercise, and which members exercise more, by the value or by what is in it."""

    bits: int
    by_value: tuple[tuple[str, Mapping[Any, int]], ...]
    within: tuple[tuple[str, _Exercised], ...]


class _Objects:
    """The objects at a node: each exercises by its members, and by the conditions that it meets.

    Objects of one shape (the same members, with values of the same types) exercise the same, but for
    enumerated values and what is in a value: so a shape is worked out once and remembered. To look at every
    member of every object takes 30 µs more a ticket of 7 kB, a fifth of judging it (benchmarks/bench.py).
    """

    __slots__ = ("always", "conditions", "members", "most_members", "optional", "read", "shapes")

    def __init__(self, node: Node, ids: _Ids) -> None:
        self.members = {name: _Values(member, ids) for name, member in node.members.items()}
        self.always = ids.bits((*node.presence.values(), *node.absence.values()))
        #: What each member that may be missing shows, when it is there and when it is not.
        self.optional = {
            name: (ids.of_token(member, "present"), ids.of_token(member, "absent"))
            for name, member in node.members.items()
            if name not in node.presence
        }
        conditions = ids.conditions(node)
        self.conditions = tuple((each.holds.is_valid, ids.bits((each.rule.clause,))) for each in conditions)
        #: The members that a condition looks at.
        self.read = frozenset(name for each in conditions for name in members_read(each.rule.schema["if"]))
        self.shapes: dict[tuple[Any, ...], _Shape] = {}
        self.most_members = len(node.members) + _MOST_UNDOCUMENTED

    def exercised(self, value: dict[str, Any]) -> int:
        shape = self._shape_of(value)
        bits = shape.bits
        for name, by_value in shape.by_value:
            bits |= by_value.get(value[name], 0)
        for name, within in shape.within:
            bits |= within(value[name])
        return bits | self._conditions_met(value) if self.conditions else bits

    def _shape_of(self, value: dict[str, Any]) -> _Shape:
        key = (*value, *map(type, value.values()))
        shape = self.shapes.get(key)
        if shape is None:
            shape = self._worked_out(value)
            if len(self.shapes) >= _MOST_SHAPES:
                self.shapes.clear()
            if len(value) <= self.most_members:
                self.shapes[key] = shape
        return shape

    def _worked_out(self, value: dict[str, Any]) -> _Shape:
        bits = self.always
        by_value, within = [], []
        for name, (present, absent) in self.optional.items():
            bits |= present if name in value else absent
        for name, member in self.members.items():
            if name not in value:
                continue
            kind = type(value[name])
            bits |= member.by_type[kind]
            if kind in member.by_value:
                by_value.append((name, member.by_value[kind]))
            if kind in member.within:
                within.append((name, member.within[kind]))
        return _Shape(bits, tuple(by_value), tuple(within))

    def _conditions_met(self, value: dict[str, Any]) -> int:
        bits = 0
        # A validator finds members in half the time where there are no others.
        read = {name: value[name] for name in self.read if name in value}
        for holds, rule in self.conditions:
            if holds(read):
                bits |= rule
        return bits
