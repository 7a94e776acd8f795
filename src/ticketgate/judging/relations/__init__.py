"""The code behind each promise of ``relations.yaml``: one small function per id.

Functions are called with operands of the documented types or without them, never with broken ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ticketgate.contract.model import Contract
from ticketgate.contract.promises import Promise
from ticketgate.errors import DocumentError
from ticketgate.judging.relations import behaviours, one_answer, one_ticket, reading_effects, several_searches  # noqa: F401
from ticketgate.judging.relations.outcomes import FUNCTIONS, Disagreement, Outcome

__all__ = ["Bound", "Disagreement", "Outcome", "bind"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A promise as one clause of a form or operation, with the function that judges it."""

    clause: str
    promise: Promise
    judge: Callable[..., Outcome]


def bind(contract: Contract) -> Mapping[str, tuple[Bound, ...]]:
    """Return the promises of each form or operation with their functions.

    Raises DocumentError when a promise has no function or a function no promise.
    """
    said = {promise.id for promise in contract.promises}
    if unsaid := sorted(FUNCTIONS.keys() - said):
        raise DocumentError(
            "specs/relations.yaml", None, f"no promise here for the code of {', '.join(unsaid)}"
        )
    if unbound := sorted(said - FUNCTIONS.keys()):
        raise DocumentError("specs/relations.yaml", None, f"no code judges {', '.join(unbound)}")
    bound: dict[str, list[Bound]] = {}
    for promise in contract.promises:
        for root in promise.on:
            bound.setdefault(root, []).append(Bound(promise.clause(root), promise, FUNCTIONS[promise.id]))
    return MappingProxyType({root: tuple(found) for root, found in bound.items()})
