"""Writes amendments as an overlay: in force, or commented until a person takes the signs away."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ticketgate.contract.amendments import Amendment

__all__ = ["overlay_as_text"]

#: The standard wants an action in every overlay, and those that are comments are none.
_NO_CHANGE: Final = (
    "  # This changes nothing: an overlay has to have an action.\n  - {target: $, update: {}}\n"
)


def overlay_as_text(title: str, amendments: Iterable[Amendment], *, commented: bool) -> str:
    """Return the amendments as an overlay in YAML, a part for each document, in their order.

    Commented, it is an overlay that changes nothing: each line of an action begins with ``  # ``, and what
    stands behind that is the action.
    """
    parts: dict[str, list[Amendment]] = {}
    for amendment in amendments:
        parts.setdefault(amendment.document, []).append(amendment)
    return "---\n".join(
        f'overlay: 1.1.0\ninfo: {{title: {json.dumps(title)}, version: "1"}}\nextends: {document}\nactions:\n'
        + "\n".join(_blocks(said, commented=commented))
        for document, said in parts.items()
    )


def _blocks(amendments: Iterable[Amendment], *, commented: bool) -> Iterator[str]:
    if commented:
        yield _NO_CHANGE
    sign = "  # " if commented else "  "
    for amendment in amendments:
        lines = (line for action in amendment.actions for line in _lines(action))
        yield "".join(f"{sign}{line}\n" for line in lines)


def _lines(action: Mapping[str, Any]) -> Iterator[str]:
    # A value of JSON is one of YAML, and says without doubt what is text.
    for i, (key, value) in enumerate(action.items()):
        yield f"{'  ' if i else '- '}{key}: {json.dumps(value)}"
