"""Values for the paths of operations, from what was seen at the places that links between answers name."""

from collections.abc import Mapping, Sequence
from typing import Any

from ticketgate.contract.forms import COMPACT
from ticketgate.contract.model import Contract
from ticketgate.contract.places import values_at

__all__ = ["known_values"]

#: By the id of an operation: ``{"getTicket": (17, 18)}``.
Values = Mapping[str, Sequence[int | str]]


def known_values(
    contract: Contract, rows: Sequence[Mapping[str, Any]], in_full: Mapping[int, Mapping[str, Any]]
) -> tuple[Values, Values]:
    """Return values that can be read, and all that are there, for each operation with one in its path.

    Of tickets those can be read that were read in full before.
    """
    readable: dict[str, Sequence[int | str]] = {}
    taken: dict[str, Sequence[int | str]] = {}
    for operation in contract.operations.values():
        if operation.source is None:
            continue
        bodies = rows if operation.source.form == COMPACT else [*in_full.values()]
        found = _distinct(bodies, operation.source.place)
        if operation is contract.reading:
            readable[operation.id], taken[operation.id] = sorted(in_full), [*in_full, *found]
        else:
            readable[operation.id] = taken[operation.id] = found
    return readable, taken


def _distinct(bodies: Sequence[Mapping[str, Any]], place: str) -> list[int | str]:
    """Return the values at a place, numbers first, each once."""
    values = {value for body in bodies for value in values_at(body, place) if type(value) in (int, str)}
    return sorted(values, key=lambda value: (isinstance(value, str), value))
