"""Tells of a body what it exercises: the clauses that it puts to the test, and the partitions that it shows.

A value of a telling type puts a structural clause to the test, an object that meets its condition a rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ticketgate.contract.clauses import Kind, Node
from ticketgate.contract.derivation import is_on_types, members_read
from ticketgate.contract.partitions import is_nullable, value_partition
from ticketgate.contract.representations import Condition, Representation
from ticketgate.judging.idsets import Index

__all__ = ["compile_exercised"]

#: Members remembered per node, in shapes: a server that invents some without end must not fill the memory.
_MOST_REMEMBERED: Final = 10_000
#: Members of a large object that make up a shape together.
_RUN: Final = 16

_NULL: Final = type(None)
_NOT_NULL: Final = (str, int, float, bool, list, dict)
_TYPES: Final = (*_NOT_NULL, _NULL)
#: Types of values that put a clause of each kind to the test; null tells nothing but that it is null.
_TELLING: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.NULLABILITY: _TYPES,
    Kind.TYPE: _NOT_NULL,
    Kind.ENUM: _NOT_NULL,
    Kind.FORMAT: (str,),
    Kind.RANGE: (int, float, str, list),
    Kind.UNDOCUMENTED: (dict,),
}
#: Values of each type, among which a condition on types alone tells whatever it tells of that type.
_EXAMPLES: Final[Mapping[type, tuple[Any, ...]]] = {
    str: ("",),
    int: (0,),
    float: (0.0, 0.5),  # JSON Schema takes the first for an integer
    bool: (False,),
    list: ([],),
    dict: ({},),
    _NULL: (None,),
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

    def of_rule(self, condition: Condition) -> int:
        """Return what an object that meets a condition puts to the test."""
        return self.bits((condition.rule.clause,))

    def _of_type(self, node: Node, kind: type) -> Iterator[str]:
        for judged, clause in node.clauses.items():
            # A whole body has no nullability clause: its type forbids null.
            if kind in _TELLING[judged] or (kind is _NULL and judged is Kind.TYPE and not node.place):
                yield clause
        if is_nullable(node) and (kind is _NULL or node.enum is None):
            yield f"{self._root}:{node.place}={'null' if kind is _NULL else 'value'}"


class _Alone(NamedTuple):
    """A condition of objects that looks at the values of one member and at nothing else."""

    name: str
    holds: Callable[[Any], bool]
    #: What an object that meets it puts to the test.
    rule: int
    #: Whether it asks for nothing but types.
    is_told_by_types: bool

    @classmethod
    def of(cls, name: str, condition: Condition, rule: int) -> "_Alone":
        """Return a condition that looks at the member of this name."""
        return cls(name, condition.holds.is_valid, rule, is_on_types(condition.rule.schema["if"], name))

    def is_told_by(self, kind: type) -> bool:
        """Tell whether every value of a type meets it or none does; there is but one null."""
        outcomes = {self.holds({self.name: example}) for example in _EXAMPLES[kind]}
        return kind is _NULL or (self.is_told_by_types and len(outcomes) == 1)


def _met(conditions: Iterable[_Alone], value: Any) -> int:
    """Return the rules whose conditions an object meets by the value of the one member that they look at."""
    bits = 0
    for each in conditions:
        if each.holds({each.name: value}):
            bits |= each.rule
    return bits


class _Known(dict[Any, int]):
    """What each value of a type exercises; of those that are not documented the conditions are asked."""

    __slots__ = ("_all", "_asked")

    def __init__(self, known: Mapping[Any, int], asked: Sequence[_Alone], all_do: int) -> None:
        super().__init__({value: all_do | bits for value, bits in known.items()})
        self._all = all_do
        self._asked = asked

    def __missing__(self, value: Any) -> int:
        return self._all | _met(self._asked, value)


class _Values:
    """The values at a node: each exercises by its type, and by the value that it is or by what is in it.

    Those of a member exercise the rules, too, whose conditions look at them alone. Most of these conditions
    are met by every value of a type, such as null, or by some documented values: that is worked out once,
    and a validator is asked of no value but others.
    """

    __slots__ = ("by_type", "by_value")

    def __init__(self, node: Node, ids: _Ids, conditions: Sequence[_Alone] = ()) -> None:
        #: What all values of a type exercise, where nothing but the type tells.
        self.by_type: dict[type, int] = {}
        #: What tells of a value more than its type does. By type, too: true is 1 for Python, not for JSON.
        self.by_value: dict[type, _Exercised] = {}
        for kind in _TYPES:
            told = [each for each in conditions if each.is_told_by(kind)]
            asked = [each for each in conditions if not each.is_told_by(kind)]
            all_do = ids.of_type(node, kind) | _met(told, _EXAMPLES[kind][0])
            by_value = _by_value(node, ids, kind, asked, all_do)
            if by_value is None:
                self.by_type[kind] = all_do
            else:
                self.by_value[kind] = by_value

    def exercised(self, value: Any) -> int:
        kind = type(value)
        return self.by_type[kind] if kind in self.by_type else self.by_value[kind](value)


def _by_value(node: Node, ids: _Ids, kind: type, asked: Sequence[_Alone], all_do: int) -> _Exercised | None:
    """Return what tells of a value of a type all that it exercises, None where that is what all of them do.

    asked are the conditions that not all values of the type answer alike.
    """
    within: _Exercised | None = None
    if kind is dict and (node.members or node.presence or node.absence or ids.conditions(node)):
        objects = _Objects if len(node.members) <= _RUN else _LargeObjects
        within = objects(node, ids, all_do).exercised
    elif kind is list and node.items is not None:
        within = _Arrays(node, node.items, ids, all_do).exercised
    elif documented := [value for value in node.enum or () if type(value) is kind is not _NULL]:
        known = {value: ids.of_value(node, value) | _met(asked, value) for value in documented}
        return _Known(known, asked, all_do).__getitem__
    if not asked:
        return within
    if within is None:
        return lambda value: all_do | _met(asked, value)
    return lambda value: within(value) | _met(asked, value)


class _Arrays:
    """The arrays at a node: each exercises by whether it is empty, and by its items."""

    __slots__ = ("by_type", "by_value", "empty", "filled")

    def __init__(self, node: Node, items: Node, ids: _Ids, all_do: int) -> None:
        self.empty = all_do | ids.of_token(node, "empty")
        self.filled = all_do | ids.of_token(node, "filled")
        values = _Values(items, ids)
        self.by_type, self.by_value = values.by_type, values.by_value

    def exercised(self, array: list[Any]) -> int:
        if not array:
            return self.empty
        bits = self.filled
        for item in array:
            kind = type(item)
            bits |= self.by_type[kind] if kind in self.by_type else self.by_value[kind](item)
        return bits


class _Shape(NamedTuple):
    """What members of a shape exercise, and those of which the value tells, or what is in it."""

    bits: int
    by_value: tuple[tuple[str, _Exercised], ...]


class _Objects:
    """The objects at a node: each exercises by its members, and by the conditions that it meets.

    Objects of one shape (the same members, with values of the same types) exercise the same, but for
    documented values and what is in a value: so a shape is worked out once and remembered. To work it out for
    every object doubles the time of judging (benchmarks/bench.py).
    """

    __slots__ = ("always", "conditions", "members", "missing", "present", "read", "remembered", "shapes")

    def __init__(self, node: Node, ids: _Ids, all_do: int) -> None:
        alone, conditions = _by_what_they_read(node, ids)
        self.conditions = tuple((each.holds.is_valid, ids.of_rule(each)) for each in conditions)
        #: The members that a condition on several looks at.
        self.read = frozenset(name for each in conditions for name in members_read(each.rule.schema["if"]))
        self.members = {
            name: _Values(member, ids, [each for each in alone if each.name == name])
            for name, member in node.members.items()
        }
        self.always = all_do | ids.bits((*node.presence.values(), *node.absence.values()))
        optional = {name: member for name, member in node.members.items() if name not in node.presence}
        #: What members that may be missing show by being there, and all by not being there.
        self.present = {name: ids.of_token(member, "present") for name, member in optional.items()}
        self.missing = {name: ids.of_token(member, "absent") for name, member in optional.items()}
        for each in alone:
            if each.holds({}):
                self.missing[each.name] = self.missing.get(each.name, 0) | each.rule
        self.shapes: dict[tuple[Any, ...], _Shape] = {}
        self.remembered = 0

    def exercised(self, value: dict[str, Any]) -> int:
        shape = self.shapes.get((*value, *map(type, value.values()))) or self._shape_of(value)
        bits = shape.bits
        for name, exercised in shape.by_value:
            bits |= exercised(value[name])
        return bits | self._conditions_met(value) if self.conditions else bits

    def _shape_of(self, value: dict[str, Any]) -> _Shape:
        names, kinds = tuple(value), tuple(map(type, value.values()))
        bits, by_value = self._told_by_types(names, kinds)
        shape = _Shape(bits | self._told_by_names(names), by_value)
        self._make_room(self.shapes, names)
        self.shapes[(*names, *kinds)] = shape
        return shape

    def _told_by_names(self, names: tuple[str, ...]) -> int:
        """Return what an object exercises by which members it has."""
        bits = self.always
        for name, missing in self.missing.items():
            bits |= self.present.get(name, 0) if name in names else missing
        return bits

    def _told_by_types(self, names: tuple[str, ...], kinds: tuple[type, ...]) -> _Shape:
        """Return what members exercise whose values are of these types."""
        bits, by_value = 0, list[tuple[str, _Exercised]]()
        for name, kind in zip(names, kinds, strict=True):
            if name in self.members:
                member = self.members[name]
                if kind in member.by_value:
                    by_value.append((name, member.by_value[kind]))
                else:
                    bits |= member.by_type[kind]
        return _Shape(bits, tuple(by_value))

    def _make_room(self, known: dict[Any, Any], names: tuple[str, ...]) -> None:
        """Forget what is known once there are too many members in it."""
        self.remembered += len(names)
        if self.remembered > _MOST_REMEMBERED:
            known.clear()
            self.remembered = len(names)

    def _conditions_met(self, value: dict[str, Any]) -> int:
        bits = 0
        # A validator finds members in half the time where there are no others.
        read = {name: value[name] for name in self.read if name in value}
        for holds, rule in self.conditions:
            if holds(read):
                bits |= rule
        return bits


class _Run(NamedTuple):
    """Members that follow one another in an object, and their shapes so far, by the types of their values."""

    names: tuple[str, ...]
    place: slice
    shapes: dict[tuple[type, ...], _Shape]


class _LargeObjects(_Objects):
    """Objects with many members, each of which may be null: hardly two are of one shape, most in parts."""

    __slots__ = ("runs",)

    def __init__(self, node: Node, ids: _Ids, all_do: int) -> None:
        super().__init__(node, ids, all_do)
        #: By the names of an object's members: what they exercise, and the parts that they make up.
        self.runs: dict[tuple[str, ...], tuple[int, tuple[_Run, ...]]] = {}

    def exercised(self, value: dict[str, Any]) -> int:
        names, kinds = tuple(value), tuple(map(type, value.values()))
        bits, runs = self.runs.get(names) or self._runs_of(names)
        for run in runs:
            part = kinds[run.place]
            shape = run.shapes.get(part) or self._shape_of_run(run, part)
            bits |= shape.bits
            for name, exercised in shape.by_value:
                bits |= exercised(value[name])
        return bits | self._conditions_met(value) if self.conditions else bits

    def _runs_of(self, names: tuple[str, ...]) -> tuple[int, tuple[_Run, ...]]:
        self._make_room(self.runs, names)
        places = [slice(start, start + _RUN) for start in range(0, len(names), _RUN)]
        runs = tuple(_Run(names[place], place, {}) for place in places)
        self.runs[names] = self._told_by_names(names), runs
        return self.runs[names]

    def _shape_of_run(self, run: _Run, kinds: tuple[type, ...]) -> _Shape:
        self._make_room(self.runs, run.names)
        run.shapes[kinds] = self._told_by_types(run.names, kinds)
        return run.shapes[kinds]


def _by_what_they_read(node: Node, ids: _Ids) -> tuple[list[_Alone], list[Condition]]:
    """Return the conditions at a node that look at one member, and those that look at several."""
    alone, others = list[_Alone](), list[Condition]()
    for condition in ids.conditions(node):
        read = sorted(members_read(condition.rule.schema["if"]))
        if len(read) == 1 and read[0] in node.members:
            alone.append(_Alone.of(read[0], condition, ids.of_rule(condition)))
        else:
            others.append(condition)
    return alone, others
