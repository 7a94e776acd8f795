"""What a body exercises, told in the plainest way: every value is looked at, and nothing is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.contract.clauses import Kind
from ticketgate.contract.partitions import is_nullable, value_partition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.contract.clauses import Node
    from ticketgate.contract.representations import Representation


def exercised_plainly(form: Representation, body: Any) -> frozenset[str]:
    """The clauses that a body puts to the test, relations apart, and the partitions that it shows."""
    return frozenset(_of_value(form, form.node, body))


def _of_value(form: Representation, node: Node, value: Any) -> Iterator[str]:
    yield from (clause for kind, clause in node.clauses.items() if _tests(kind, node, value))
    at = f"{form.name}:{node.place}"
    if is_nullable(node) and value is None:
        yield f"{at}=null"
    elif is_nullable(node) and node.enum is None:
        yield f"{at}=value"
    for each in node.enum or ():
        if each is not None and type(each) is type(value) and each == value:
            yield value_partition(form.name, node, each)
    if isinstance(value, list) and node.items is not None:
        yield f"{at}={'filled' if value else 'empty'}"
        for item in value:
            yield from _of_value(form, node.items, item)
    if isinstance(value, dict):
        yield from _of_object(form, node, value)


def _tests(kind: Kind, node: Node, value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case Kind.NULLABILITY:
            return True
        case Kind.TYPE:  # of a whole body, whose type forbids null, null tells as well
            return value is not None or not node.place
        case Kind.ENUM:
            return value is not None
        case Kind.FORMAT:
            return isinstance(value, str)
        case Kind.RANGE:
            return is_number or isinstance(value, str | list)
        case _:
            return isinstance(value, dict)


def _of_object(form: Representation, node: Node, value: dict[str, Any]) -> Iterator[str]:
    yield from (*node.presence.values(), *node.absence.values())
    for name, member in node.members.items():
        if name not in node.presence:
            yield f"{form.name}:{member.place}={'present' if name in value else 'absent'}"
        if name in value:
            yield from _of_value(form, member, value[name])
    for conditions in form.conditions:
        if conditions.place == node.place:
            yield from (each.rule.clause for each in conditions.each if each.holds.is_valid(value))
