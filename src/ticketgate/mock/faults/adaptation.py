"""What the mock does otherwise to serve a contract that overlays adapted, such as an older API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ticketgate.contract.clauses import Kind
from ticketgate.mock.faults.body_edits import dropping, objects, replacing
from ticketgate.mock.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.contract.clauses import Node
    from ticketgate.contract.model import Contract
    from ticketgate.mock.faults.fault import BodyChange

_TYPES = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string"}


@dataclass(frozen=True, slots=True)
class Adaptation:
    """How the answers of the mock are changed: bugs in the eyes of the contract without overlays.

    ``changes`` are those of members and values, ``flags`` the parameters that are taken as sent.
    """

    changes: tuple[Fault, ...] = ()
    flags: frozenset[str] = frozenset()


def adaptation(before: Contract, after: Contract) -> Adaptation:
    """Return what serves a contract instead of the one that it was before overlays.

    Members that are no longer promised are left out, new ones are added, and values of a kind that is no
    longer allowed are put otherwise. What filters read stays as it is, or searches would go wrong.
    """
    searched = {key.place for key in after.filters.values()}
    changes = [
        Fault(f"{clause}=adapted", clause, "serves the contract as overlays adapted it", {form: change})
        for form, shown in before.representations.items()
        if form in after.representations
        for clause, change in _changes(after, searched, shown.node, after.representations[form].node)
    ]
    demanding = {each.name for each in after.reading.parameters if each.completes}
    flags = {each.name for each in before.reading.parameters if each.completes} - demanding
    return Adaptation(tuple(changes), frozenset(flags))


def _changes(
    after: Contract, searched: set[str | None], old: Node, new: Node
) -> Iterator[tuple[str, BodyChange]]:
    """Yield the changes at a place and below it, each with the clause that it is about."""
    for name, clause in old.presence.items():
        if name not in new.presence:
            yield clause, dropping(old.place, name)
    for name, clause in new.presence.items():
        if name not in old.presence:
            yield clause, _supplying(new.place, name, after.clauses[clause].keeps[name])
    narrowed = None if new.place in searched else _narrowed(old, new)
    if narrowed is not None:
        yield narrowed, replacing(new.place, _fitting(new, after.clauses[narrowed].keeps))
    for name, member in old.members.items():
        if name in new.members:
            yield from _changes(after, searched, member, new.members[name])
    if old.items is not None and new.items is not None:
        yield from _changes(after, searched, old.items, new.items)


def _narrowed(old: Node, new: Node) -> str | None:
    """Return the clause that a value of the old node can break at the new one."""
    if new.enum is not None and (old.enum is None or set(map(repr, old.enum)) - set(map(repr, new.enum))):
        return new.clauses[Kind.ENUM]
    if new.types and (not old.types or set(old.types) - set(new.types)):
        return new.clauses.get(Kind.TYPE)
    return None


def _supplying(place: str, name: str, value: Any) -> BodyChange:
    def change(body: Any) -> Any:
        for found in objects(body, place):
            found.setdefault(name, value)
        return body

    return change


def _fitting(node: Node, sample: Any) -> Callable[[Any], Any]:
    """Return what makes a value that a node allows: the same, else the same otherwise, else a sample."""

    def fit(value: Any) -> Any:
        return next((each for each in (value, *_otherwise(value)) if _allows(node, each)), sample)

    return fit


def _allows(node: Node, value: Any) -> bool:
    if node.enum is not None:
        return repr(value) in map(repr, node.enum)
    name = _TYPES.get(type(value), "array" if isinstance(value, list) else "object")
    return name in node.types or (name == "integer" and "number" in node.types)


def _otherwise(value: Any) -> Iterator[Any]:
    """Yield a value as text, as a number and as a boolean, as far as it can be one."""
    if isinstance(value, bool):
        yield int(value)
    elif isinstance(value, int | float):
        yield str(value)
        yield bool(value)
    elif isinstance(value, str) and value.isascii() and value.isdigit():
        yield int(value)
