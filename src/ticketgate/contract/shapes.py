"""Refuses documents in which something is of another JSON type than the loader relies on."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from ticketgate.contract.documents import Documents, Pointer

__all__ = ["refuse_misshapen"]

_SHAPES: Final = Path(__file__).with_name("shapes.json")


def refuse_misshapen(documents: Documents, shape: str, path: str, node: Any, pointer: Pointer = ()) -> None:
    """Raise DocumentError for the first thing within the node at pointer that has not its shape.

    shape is ``openapi`` or ``relations`` for a whole document, ``schema`` for the ``x-`` keys of one schema.
    """
    error = next(_validator(shape).iter_errors(node), None)
    if error is not None:
        at = (*pointer, *error.instance_path)
        where = ".".join(map(str, at)) or "the document"
        raise documents.error(path, at, f"{where}: {error.message}")


@cache
def _validator(shape: str) -> jsonschema_rs.Draft202012Validator:
    # The message names the kind of the mistake; the value can be half of the document.
    return jsonschema_rs.Draft202012Validator(
        json.loads(_SHAPES.read_bytes())[shape], mask="what stands here"
    )
