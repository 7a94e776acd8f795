"""What overlays made of a contract, clause by clause."""

from collections.abc import Mapping
from enum import StrEnum

from ticketgate.contract.clauses import Clause
from ticketgate.contract.model import Contract

__all__ = ["OverlayEffect", "clauses_of_both", "overlay_effects"]


class OverlayEffect(StrEnum):
    """What became of a clause."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


def overlay_effects(before: Contract, after: Contract) -> Mapping[str, OverlayEffect]:
    """Return what became of each clause that is not as it was, by its id."""
    effects = dict.fromkeys(after.clauses.keys() - before.clauses.keys(), OverlayEffect.ADDED)
    for name, clause in before.clauses.items():
        if name not in after.clauses:
            effects[name] = OverlayEffect.REMOVED
        elif after.clauses[name] != clause:
            effects[name] = OverlayEffect.CHANGED
    return effects


def clauses_of_both(before: Contract, after: Contract) -> Mapping[str, Clause]:
    """Return the clauses of the adapted contract, then those that it no longer has."""
    removed = {name: clause for name, clause in before.clauses.items() if name not in after.clauses}
    return {**after.clauses, **removed}
