"""What two JSON values differ in, by place and kind; no difference holds a value.

Places are those of the contract's forms. What the contract does not describe is compared as a whole: the
names in it may be the tenant's.
"""

import marshal
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import orjson

from ticketgate.contract.clauses import Kind, Node
from ticketgate.contract.formats import date_dialect, is_same_moment
from ticketgate.contract.places import place_of_member
from ticketgate.judging.findings import shown

__all__ = ["Difference", "DifferenceKind", "differences"]

#: So many pairs of items are held against each other to find which belong together; longer lists are paired
#: by their order.
_MOST_PAIRS: Final = 2_500
#: Stands for the name of any member of an object whose members are the tenant's own.
_ANY_MEMBER: Final = "*"


class DifferenceKind(StrEnum):
    """In what a second value differs from a first one."""

    #: A member, or a row of a page, that the first has and the second lacks.
    MISSING = "missing"
    #: One that only the second has.
    ADDED = "added"
    #: A value of another JSON type.
    TYPE = "type"
    #: null on one side.
    NULL = "null"
    #: Another value of the same type.
    VALUE = "value"
    #: The same items in another order.
    ORDER = "order"
    #: A list with more or fewer items, or a text that is the beginning of the other one.
    LENGTH = "length"
    #: The same number, written as 1 and as 1.0.
    FORM = "form"
    #: A date that is written in another way.
    DIALECT = "dialect"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A kind of difference at a place: ``Difference("full:tags[].name", DifferenceKind.VALUE)``."""

    place: str
    kind: DifferenceKind


def differences(one: Any, other: Any, node: Node | None, root: str) -> frozenset[Difference]:
    """Return what a second value differs in from a first one, both parsed as written.

    node describes both, None where nothing does: then the members of an object are told by name. root begins
    every place, as in ``full:status``.
    """
    if _canonical(one) == _canonical(other):
        return frozenset()
    if isinstance(one, dict) and isinstance(other, dict):
        found = _between_objects(one, other, node, "")
    else:
        found = _between(one, other, node, "")
    return frozenset(Difference(f"{root}:{place}", kind) for place, kind in found)


_Found = Iterator[tuple[str, DifferenceKind]]


def _between(one: Any, other: Any, node: Node | None, place: str) -> _Found:
    if node is None and isinstance(one, dict | list) and type(one) is type(other):
        yield from ((place, kind) for kind in _kinds_of_unknown(one, other))
    elif isinstance(one, dict) and isinstance(other, dict):
        yield from _between_objects(one, other, node, place)
    elif isinstance(one, list) and isinstance(other, list):
        yield from _between_lists(one, other, node, place)
    else:
        for kind in _kinds(one, other):
            yield place, kind


def _between_objects(
    one: Mapping[str, Any], other: Mapping[str, Any], node: Node | None, place: str
) -> _Found:
    members = node.members if node is not None else {}
    are_ours = node is None or Kind.UNDOCUMENTED in node.clauses
    for name in sorted(one.keys() | other.keys()):
        called = name if name in members else shown(name) if are_ours else _ANY_MEMBER
        at = place_of_member(place, called)
        if name not in other:
            yield at, DifferenceKind.MISSING
        elif name not in one:
            yield at, DifferenceKind.ADDED
        else:
            yield from _between(one[name], other[name], members.get(name), at)


def _between_lists(one: list[Any], other: list[Any], node: Node | None, place: str) -> _Found:
    """Compare lists as sets first: items are paired with what they are or resemble, wherever that stands."""
    if _canonical(one) == _canonical(other):
        return
    if len(one) != len(other):
        yield place, DifferenceKind.LENGTH
    pairs = sorted(_pairs(one, other))
    order = [at for _, at, is_alike in pairs if is_alike]
    if order != sorted(order):
        yield place, DifferenceKind.ORDER
    items = node.items if node is not None else None
    for i, j, _ in pairs:
        yield from _between(one[i], other[j], items, f"{place}[]")


def _pairs(one: list[Any], other: list[Any]) -> Iterator[tuple[int, int, bool]]:
    """Yield the positions of items that belong together, and whether that is sure enough to tell an order."""
    places: dict[bytes, deque[int]] = defaultdict(deque)
    for j, item in enumerate(other):
        places[_canonical(item)].append(j)
    left: list[int] = []
    for i, item in enumerate(one):
        same = places[_canonical(item)]
        if same:
            yield i, same.popleft(), True
        else:
            left.append(i)
    free = sorted(j for same in places.values() for j in same)
    if len(left) * len(free) > _MOST_PAIRS:
        yield from ((i, j, False) for i, j in zip(left, free, strict=False))
        return
    likeness = {(i, j): _likeness(one[i], other[j]) for i in left for j in free}
    taken: set[int] = set()
    for i, j in sorted(likeness, key=lambda pair: (-likeness[pair], abs(pair[0] - pair[1]), pair)):
        if i not in taken and ~j not in taken:
            taken |= {i, ~j}
            yield i, j, likeness[i, j] > 1 / 2


def _likeness(one: Any, other: Any) -> float:
    """Return which share of their members two objects have in common; 0 for anything else."""
    if not (isinstance(one, dict) and isinstance(other, dict) and (one or other)):
        return 0.0
    same = sum(_canonical(one[name]) == _canonical(other[name]) for name in one.keys() & other.keys())
    return same / max(len(one), len(other))


def _kinds(one: Any, other: Any) -> Iterable[DifferenceKind]:
    """Return the kinds in which two values differ that are not two objects and not two lists."""
    if one is None and other is None:
        return ()
    if one is None or other is None:
        return (DifferenceKind.NULL,)
    if _json_type(one) is not _json_type(other):
        return (DifferenceKind.TYPE,)
    if one == other:
        return () if type(one) is type(other) else (DifferenceKind.FORM,)
    return _kinds_of_texts(one, other) if isinstance(one, str) else (DifferenceKind.VALUE,)


def _kinds_of_unknown(one: Any, other: Any) -> Iterable[DifferenceKind]:
    """Return the kinds in which two objects or two lists differ that nobody describes, each as a whole."""
    if _canonical(one) == _canonical(other):
        return ()
    if isinstance(one, list) and len(one) != len(other):
        return (DifferenceKind.LENGTH,)
    is_moved = isinstance(one, list) and sorted(map(_canonical, one)) == sorted(map(_canonical, other))
    return (DifferenceKind.ORDER if is_moved else DifferenceKind.VALUE,)


def _kinds_of_texts(one: str, other: str) -> Iterable[DifferenceKind]:
    if is_same_moment(one, other):
        return (DifferenceKind.DIALECT,)
    dialects = date_dialect(one), date_dialect(other)
    if None not in dialects and dialects[0] != dialects[1]:
        return (DifferenceKind.VALUE, DifferenceKind.DIALECT)
    shorter, longer = sorted((one, other), key=len)
    is_cut = bool(shorter) and longer.startswith(shorter)
    return (DifferenceKind.LENGTH if is_cut else DifferenceKind.VALUE,)


def _json_type(value: Any) -> type:
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)


def _canonical(value: Any) -> bytes:
    """Return bytes that are the same for values that do not differ, the order of members apart."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # nested too deeply to be written again
        return marshal.dumps(value, 2)
