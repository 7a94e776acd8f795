"""Faults that the suite is not yet held to: those of clauses that do not exist yet, and those it misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Proposal:
    """A clause that the contract does not have yet, as the faults that break it suppose it.

    `level` is MUST, SHOULD or MAY. `facts` names where the promise comes from: rules R, open questions Q and
    contradictions C and D of the facts about the API, and what they say.
    """

    level: str
    promise: str
    facts: str


PROPOSED: Mapping[str, Proposal] = {}
AWAITED: Mapping[str, str] = {}
