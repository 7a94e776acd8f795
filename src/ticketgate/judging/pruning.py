"""Cuts a monstrous body down to what its form documents, so that judging it costs little more than a ticket.

A validator copies the value around each fault into the error: a megabyte with fifty faults takes gigabytes.
"""

from itertools import islice
from typing import Any, Final

import orjson

from ticketgate.contract.clauses import Node

__all__ = ["USUAL_SIZE", "pruned"]

#: Bytes of JSON up to which a body is judged as it is; a published ticket has 7000.
USUAL_SIZE: Final = 32 * 1024
#: Objects up to which it is, too: each may break a dozen clauses. A published ticket has 50.
_USUAL_OBJECTS: Final = 500
#: Characters that are kept of a text; no format and no documented value is longer.
_MOST_CHARACTERS: Final = 1000
#: Undocumented members that are kept of an object.
_MOST_UNDOCUMENTED: Final = 20
#: Items of arrays that are kept altogether; beyond them each array still keeps one.
_MOST_ITEMS: Final = 1000


def pruned(body: Any, node: Node, usual: int = USUAL_SIZE) -> tuple[Any, frozenset[str]]:
    """Return the body itself if its JSON is of usual size, else a copy that breaks the same clauses.

    Kept are all documented members, and the first items, undocumented members and characters. What no clause
    looks into, such as raw data, keeps its type and whether it is empty. What is kept stands where it stood.
    Also returned are the places where items or characters are left out: nothing can be compared with them.
    """
    try:
        text = orjson.dumps(body)
        if len(text) <= usual and text.count(b"{") <= _USUAL_OBJECTS:
            return body, frozenset()
    except TypeError:  # nested deeper than 254 levels, as no ticket is; the validators go about as deep
        pass
    pruning = _Pruning()
    return pruning.of(body, node), frozenset(pruning.cut)


class _Pruning:
    """Copies one body; counts the items it keeps, and notes where it leaves some out."""

    def __init__(self) -> None:
        self.cut: set[str] = set()
        self._items = 0

    def of(self, value: Any, node: Node) -> Any:
        if isinstance(value, str):
            if len(value) > _MOST_CHARACTERS:
                self.cut.add(node.place)
            return value[:_MOST_CHARACTERS]
        if isinstance(value, dict) and node.members:
            return self._members(value, node)
        if isinstance(value, list) and node.items is not None:
            return self._some(value, node.items)
        return _emptied(value)

    def _members(self, value: dict[str, Any], node: Node) -> dict[str, Any]:
        kept = {name: self.of(value[name], member) for name, member in node.members.items() if name in value}
        others = (name for name in value if name not in node.members)
        forbidden = {name: _emptied(value[name]) for name in node.absence if name in value}
        undocumented = islice((name for name in others if name not in forbidden), _MOST_UNDOCUMENTED)
        return kept | forbidden | {name[:_MOST_CHARACTERS]: None for name in undocumented}

    def _some(self, items: list[Any], node: Node) -> list[Any]:
        kept: list[Any] = []
        for item in items:
            if kept and self._items >= _MOST_ITEMS:
                self.cut.add(node.place)
                break
            self._items += 1
            kept.append(self.of(item, node))
        return kept


def _emptied(value: Any) -> Any:
    """Return a value of the same type, empty if it is empty, of which nothing else can be asked."""
    if isinstance(value, dict):
        return {"member": None} if value else value
    if isinstance(value, list):
        return [None] if value else value
    return value[:_MOST_CHARACTERS] if isinstance(value, str) else value
