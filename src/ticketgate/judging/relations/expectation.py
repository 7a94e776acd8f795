"""What a search must find and what it may, of tickets whose rows are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ticketgate.judging.relations.criteria import criterion_of
from ticketgate.judging.relations.pages import Page

__all__ = ["Expected", "conditions_beside", "expected_of"]


@dataclass(frozen=True, slots=True)
class Expected:
    """Which of the known tickets a search must find, and which it may find or not, by their ids.

    An example: of ``t.agentId not in [3]`` the tickets of agent 4 are in ``must``, those without an agent
    in ``may``, for that point is open.
    """

    must: frozenset[int]
    may: frozenset[int]


def expected_of(known: Page, search: Page) -> Expected:
    """Return which rows of a known page the search has to find, by all of its conditions together.

    The conditions that both have in common are met by every row known.
    """
    criteria = [criterion_of(search, said) for said in conditions_beside(known, search)]
    told = [[None] * len(known.rows) if each is None else each.on(known) for each in criteria]
    must, may = set[int](), set[int]()
    for ticket, *verdicts in zip(known.ids, *told, strict=True):
        if False not in verdicts:
            (may if None in verdicts else must).add(ticket)
    return Expected(frozenset(must), frozenset(may))


def conditions_beside(known: Page, search: Page) -> tuple[Mapping[str, Any], ...]:
    """Return the conditions of a search that those of the known page do not already guarantee."""
    return tuple(said for said in search.filters if said not in known.filters)
