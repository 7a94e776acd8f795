"""Refuses documents in which something is of another JSON type than the loader relies on."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from ticketgate.contract.documents import Documents, Pointer

__all__ = ["first_misshapen", "refuse_misshapen"]

_SHAPES: Final = Path(__file__).with_name("shapes.json")


def refuse_misshapen(documents: Documents, shape: str, path: str, node: Any, pointer: Pointer = ()) -> None:
    """Raise DocumentError for the first thing within the node at pointer that has not its shape.

    shape is ``openapi``, ``relations`` or ``conflicts`` for a whole document, ``schema`` for the ``x-`` keys
    of one schema.
    """
    if found := first_misshapen(shape, node, pointer):
        at, problem = found
        raise documents.error(path, at, problem)


def first_misshapen(shape: str, node: Any, pointer: Pointer = ()) -> tuple[Pointer, str] | None:
    """Return the pointer of the first thing that has not its shape, and what is wrong; None if all have it.

    pointer is that of the node. ``overlay`` is the shape of an overlay.
    """
    error = next(_validator(shape).iter_errors(node), None)
    if error is None:
        return None
    at = (*pointer, *error.instance_path)
    return at, f"{'.'.join(map(str, at)) or 'the document'}: {error.message}"


@cache
def _validator(shape: str) -> jsonschema_rs.Draft202012Validator:
    # The message names the kind of the mistake; the value can be half of the document.
    return jsonschema_rs.Draft202012Validator(
        json.loads(_SHAPES.read_bytes())[shape], mask="what stands here"
    )
