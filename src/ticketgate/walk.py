"""Notes, for one body, which clauses it puts to the test and which partitions it shows.

Compiled from the node tree once. Objects of the same shape (members and their JSON types) exercise the
same clauses, so each shape is worked out once and remembered: that keeps a ticket within microseconds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from ticketgate.clauses import Kind, Node

__all__ = ["compile_walk", "partitions_of", "spelled"]

#: Shapes remembered per node; a server that invents members without end must not fill the memory.
_MOST_SHAPES: Final = 1000
_NULL: Final = type(None)


class Note:
    """What an object of some shape, or a value of some type, exercises and shows; told apart by identity."""

    __slots__ = ("clauses", "partitions")

    def __init__(self, clauses: Iterable[str] = (), partitions: Iterable[str] = ()) -> None:
        self.clauses = frozenset(clauses)
        self.partitions = frozenset(partitions)


_Notes = set[Note]
#: Notes what a value shows: in notes what its shape shows, in the set of ids single partitions.
_Walk = Callable[[Any, _Notes, set[str]], None]
_NO_NOTE: Final = Note()


def compile_walk(root: str, node: Node) -> Callable[[Any], tuple[set[str], set[str]]]:
    """Return the function that tells of a body which clauses it exercises and which partitions it shows."""
    own = _own_by_type(root, node)
    below = _compile(root, node)

    def walk(body: Any) -> tuple[set[str], set[str]]:
        notes, clauses, partitions = {own.get(type(body), _NO_NOTE)}, set[str](), set[str]()
        if below:
            below(body, notes, partitions)
        clauses.update(*(note.clauses for note in notes))
        partitions.update(*(note.partitions for note in notes))
        return clauses, partitions

    return walk


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
        yield from (_value_partition(root, node, value) for value in node.enum if value is not None)
    if _nullable(node):
        yield f"{root}:{node.place}=null"
        if node.enum is None:
            yield f"{root}:{node.place}=value"
    for child in (*node.members.values(), *((node.items,) if node.items else ())):
        yield from partitions_of(root, child)


def _nullable(node: Node) -> bool:
    return "null" in node.types or (node.enum is not None and None in node.enum)


def _own_by_type(root: str, node: Node) -> dict[type, Note]:
    """Return, by the type of a value, what having it at the node exercises and shows."""
    notes: dict[type, Note] = {}
    for kind in (str, int, float, bool, list, dict, _NULL):
        partitions: set[str] = set()
        if _nullable(node) and (kind is _NULL or node.enum is None):
            partitions.add(f"{root}:{node.place}={'null' if kind is _NULL else 'value'}")
        notes[kind] = Note(_own_clauses(node, kind), partitions)
    return notes


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


def _compile(root: str, node: Node) -> _Walk | None:
    """Return what notes the values below a node, None when nothing can be below it."""
    if node.members or node.presence or node.absence:
        return _compile_object(root, node)
    if node.items is not None:
        return _compile_array(root, node, node.items)
    return _compile_enum(root, node) if node.enum is not None else None


def _compile_enum(root: str, node: Node) -> _Walk:
    table = _enum_partitions(root, node)

    def walk(value: Any, _: _Notes, partitions: set[str]) -> None:
        if isinstance(value, (str, int)) and (type(value), value) in table:
            partitions.add(table[type(value), value])

    return walk


def _enum_partitions(root: str, node: Node) -> dict[tuple[type, Any], str]:
    """Return the partitions by type and value: for Python true is 1, for JSON it is not."""
    values = [value for value in node.enum or () if value is not None]
    return {(type(value), value): _value_partition(root, node, value) for value in values}


def _value_partition(root: str, node: Node, value: Any) -> str:
    return f"{root}:{node.place}={spelled(value)}"


def spelled(value: Any) -> str:
    """Return an enumerated value as the id of its partition spells it, booleans as in JSON."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _compile_object(root: str, node: Node) -> _Walk:
    enums = tuple(
        (name, _enum_partitions(root, member)) for name, member in node.members.items() if member.enum
    )
    compiled = ((name, _compile(root, member)) for name, member in node.members.items() if not member.enum)
    below = tuple((name, inner) for name, inner in compiled if inner is not None)
    note_of = _compile_shape(root, node)
    shapes: dict[Any, Note] = {}

    def walk(value: Any, notes: _Notes, partitions: set[str]) -> None:
        if type(value) is not dict:
            return
        shape = (tuple(value), tuple(map(type, value.values())))
        note = shapes.get(shape)
        if note is None:
            if len(shapes) >= _MOST_SHAPES:
                shapes.clear()
            note = shapes[shape] = note_of(value)
        notes.add(note)
        for name, table in enums:
            member = value.get(name)
            if isinstance(member, (str, int)) and (type(member), member) in table:
                partitions.add(table[type(member), member])
        for name, inner in below:
            child = value.get(name)
            if child is not None:
                inner(child, notes, partitions)

    return walk


def _compile_shape(root: str, node: Node) -> Callable[[Mapping[str, Any]], Note]:
    """Return what works out, for an object, what its members and their types exercise and show."""
    own = {name: _own_by_type(root, member) for name, member in node.members.items()}
    always = frozenset((*node.presence.values(), *node.absence.values()))
    optional = {name: member.place for name, member in node.members.items() if name not in node.presence}

    def note_of(value: Mapping[str, Any]) -> Note:
        clauses, partitions = set(always), set[str]()
        for name in own.keys() & value.keys():
            note = own[name].get(type(value[name]), _NO_NOTE)
            clauses |= note.clauses
            partitions |= note.partitions
        for name, place in optional.items():
            partitions.add(f"{root}:{place}={'present' if name in value else 'absent'}")
        return Note(clauses, partitions)

    return note_of


def _compile_array(root: str, node: Node, items: Node) -> _Walk:
    own, below = _own_by_type(root, items), _compile(root, items)
    empty, filled = f"{root}:{node.place}=empty", f"{root}:{node.place}=filled"

    def walk(value: Any, notes: _Notes, partitions: set[str]) -> None:
        if type(value) is not list:
            return
        if not value:
            partitions.add(empty)
            return
        partitions.add(filled)
        for kind in set(map(type, value)):
            notes.add(own.get(kind, _NO_NOTE))
        if below:
            for item in value:
                below(item, notes, partitions)

    return walk
