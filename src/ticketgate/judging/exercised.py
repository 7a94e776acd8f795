"""Notes, for one body, which clauses it puts to the test and which partitions it shows.

Compiled from the node tree once. Objects of the same shape (members and their JSON types) exercise the
same clauses, so each shape is worked out once and remembered: that keeps a ticket within microseconds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ticketgate.contract.clauses import Kind, Node
from ticketgate.contract.partitions import is_nullable, value_partition
from ticketgate.judging.idsets import Index

__all__ = [
    "compile_walk",
]

#: Shapes remembered per node, and members of such a shape beyond those documented: a server that invents
#: members without end must not fill the memory.
_MOST_SHAPES: Final = 500
_MOST_UNDOCUMENTED: Final = 20
_NULL: Final = type(None)


class _Note:
    """What an object of some shape, or a value of some type, exercises and shows.

    Notes are told apart by identity: hashing the bits themselves would take a tenth of the walk.
    """

    __slots__ = ("bits",)

    def __init__(self, bits: int = 0) -> None:
        self.bits = bits


#: Adds the notes on a value and what is below it.
_Walk = Callable[[Any, set[_Note]], None]
_NO_NOTE: Final = _Note()


class _Shape(NamedTuple):
    """The note on an object's members, those whose value is noted apart, and those with something below."""

    note: _Note
    enums: tuple[tuple[str, Mapping[Any, _Note]], ...]
    below: tuple[tuple[str, _Walk], ...]


def compile_walk(root: str, node: Node, index: Index) -> Callable[[Any], int]:
    """Return the function that tells of a body which clauses it exercises and which partitions it shows.

    Both are told as bits of the index, which has to know the clauses and partitions of the node.
    """
    compiling = _Compiling(root, index)
    own = compiling.own_by_type(node)
    below = compiling.walk(node)

    def walk(body: Any) -> int:
        notes = {own.get(type(body), _NO_NOTE)}
        if below:
            below(body, notes)
        bits = 0
        for note in notes:
            bits |= note.bits
        return bits

    return walk


#: Types of values that put a clause of each kind to the test; null tells nothing but that it is null.
_TELLING: Final = {
    Kind.NULLABILITY: (str, int, float, bool, list, dict, _NULL),
    Kind.TYPE: (str, int, float, bool, list, dict),
    Kind.ENUM: (str, int, float, bool, list, dict),
    Kind.FORMAT: (str,),
    Kind.RANGE: (int, float, str, list),
    Kind.UNDOCUMENTED: (dict,),
}


def _own_clauses(node: Node, kind: type) -> Iterator[str]:
    if not node.place and kind is _NULL:  # a whole body has no nullability clause: its type forbids null
        return (clause for own, clause in node.clauses.items() if own is Kind.TYPE)
    return (clause for clause_kind, clause in node.clauses.items() if kind in _TELLING[clause_kind])


class _Compiling:
    """Compiles the nodes of one form into walks; see ``compile_walk``."""

    def __init__(self, root: str, index: Index) -> None:
        self._root = root
        self._index = index

    def own_by_type(self, node: Node) -> dict[type, _Note]:
        """Return, by the type of a value, what having it at the node exercises and shows."""
        return {kind: self._note(self._own(node, kind)) for kind in _TELLING[Kind.NULLABILITY]}

    def walk(self, node: Node) -> _Walk | None:
        """Return what notes the values below a node, None when nothing can be below it."""
        if node.members or node.presence or node.absence:
            return self._object(node)
        if node.items is not None:
            return self._array(node, node.items)
        return self._enum(node) if node.enum is not None else None

    def _note(self, names: Iterable[str]) -> _Note:
        return _Note(self._index.bits(names))

    def _own(self, node: Node, kind: type) -> Iterator[str]:
        yield from _own_clauses(node, kind)
        if is_nullable(node) and (kind is _NULL or node.enum is None):
            yield f"{self._root}:{node.place}={'null' if kind is _NULL else 'value'}"

    def _values(self, node: Node) -> dict[type, dict[Any, _Note]]:
        """Return the notes on the values of an enum, by type first: true is 1 for Python, not for JSON."""
        notes: dict[type, dict[Any, _Note]] = {}
        for value in node.enum or ():
            if value is not None:
                note = self._note((value_partition(self._root, node, value),))
                notes.setdefault(type(value), {})[value] = note
        return notes

    def _enum(self, node: Node) -> _Walk:
        values = self._values(node)

        def walk(value: Any, notes: set[_Note]) -> None:
            if (of_type := values.get(type(value))) and value in of_type:
                notes.add(of_type[value])

        return walk

    def _array(self, node: Node, items: Node) -> _Walk:
        own, below = self.own_by_type(items), self.walk(items)
        empty = self._note((f"{self._root}:{node.place}=empty",))
        filled = self._note((f"{self._root}:{node.place}=filled",))

        def walk(value: Any, notes: set[_Note]) -> None:
            if type(value) is not list:
                return
            if not value:
                notes.add(empty)
                return
            notes.add(filled)
            for kind in set(map(type, value)):
                notes.add(own.get(kind, _NO_NOTE))
            if below:
                for item in value:
                    below(item, notes)

        return walk

    def _object(self, node: Node) -> _Walk:
        shape_of = self._shapes(node)
        shapes: dict[Any, _Shape] = {}
        most_members = len(node.members) + _MOST_UNDOCUMENTED

        def walk(value: Any, notes: set[_Note]) -> None:
            if type(value) is not dict:
                return
            key = (*value, *map(type, value.values()))
            shape = shapes.get(key)
            if shape is None:
                shape = shape_of(value)
                if len(shapes) >= _MOST_SHAPES:
                    shapes.clear()
                if len(value) <= most_members:
                    shapes[key] = shape
            note, enums, below = shape
            notes.add(note)
            for name, values in enums:
                if shown := values.get(value[name]):
                    notes.add(shown)
            for name, inner in below:
                inner(value[name], notes)

        return walk

    def _shapes(self, node: Node) -> Callable[[Mapping[str, Any]], _Shape]:
        """Return what works out the shape of an object."""
        members = node.members.items()
        own = {name: self.own_by_type(member) for name, member in members}
        enums = {name: self._values(member) for name, member in members if member.enum}
        below = {name: walk for name, member in members if not member.enum and (walk := self.walk(member))}
        always = self._index.bits((*node.presence.values(), *node.absence.values()))
        optional = {name: member.place for name, member in members if name not in node.presence}

        def shape_of(value: Mapping[str, Any]) -> _Shape:
            types = {name: type(value[name]) for name in own if name in value}
            bits = always
            for name, kind in types.items():
                bits |= own[name].get(kind, _NO_NOTE).bits
            for name, place in optional.items():
                shown = "present" if name in value else "absent"
                bits |= self._index.bit[f"{self._root}:{place}={shown}"]
            return _Shape(
                note=_Note(bits),
                enums=tuple((n, enums[n][kind]) for n, kind in types.items() if kind in enums.get(n, ())),
                below=tuple(
                    (n, below[n]) for n, kind in types.items() if n in below and kind in (dict, list)
                ),
            )

        return shape_of
