"""Proposes overlays by what a verdict says: to accept what was found, or to bind what held."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ticketgate.contract.amendments import Amendment, accepting, binding
from ticketgate.contract.clauses import Clause
from ticketgate.contract.loading import adapted_by
from ticketgate.contract.model import Contract
from ticketgate.contract.overlay_effects import clauses_of_both, overlay_effects
from ticketgate.contract.overlay_text import overlay_as_text
from ticketgate.errors import DocumentError
from ticketgate.verdict.broken_clauses import BrokenClause
from ticketgate.verdict.decision import State, Verdict

__all__ = ["HELD_ON", "ProposedOverlay", "propose_to_accept", "propose_to_bind"]

#: On so many things a weak promise has to have held before it is made a MUST.
HELD_ON: Final = 500
#: So many of the places are named that an amendment changes besides.
_NAMED: Final = 3
_TOGETHER: Final = "Together with the action before."


@dataclass(frozen=True, slots=True)
class ProposedOverlay:
    """Amendments, each described in its first action; the contract loads with each of them.

    ``refused`` are the ids of the clauses for which there is none, each with what the loader says.
    """

    amendments: tuple[Amendment, ...]
    refused: Mapping[str, str]


def propose_to_accept(contract: Contract, verdict: Verdict) -> ProposedOverlay:
    """Return what an overlay says so that what a verdict found no longer is found.

    The contract is the one that the verdict was made by.
    """
    found: dict[str, dict[str | None, None]] = {}
    said: dict[str, list[str]] = {}
    for finding in verdict.findings:
        ways = (each.variant for each in finding.variants)
        found.setdefault(finding.clause.id, {}).update(dict.fromkeys(ways))
        said.setdefault(finding.clause.id, []).append(_in_counts(finding))
    proposed: list[Amendment] = []
    refused: dict[str, str] = {}
    for each in accepting(contract, found):
        try:
            more = _changed_besides(contract, each)
        except DocumentError as error:
            refused.update(dict.fromkeys(each.clauses, error.problem))
        else:
            counts = "; ".join(part for clause in each.clauses for part in said[clause])
            proposed.append(_described(each, f"{counts}.{more}"))
    return ProposedOverlay(tuple(proposed), refused)


def propose_to_bind(contract: Contract, verdict: Verdict) -> ProposedOverlay:
    """Return what an overlay says to make a MUST of each weaker promise that held on at least HELD_ON things.

    The contract is the one that the verdict was made by.
    """
    held = {
        state.clause.id: f"Held on {state.exercised} {state.clause.counted[1]}."
        for state in verdict.states
        if state.state is State.KEPT and state.exercised >= HELD_ON
    }
    return ProposedOverlay(binding(contract, held), {})


def _in_counts(finding: BrokenClause) -> str:
    clause = finding.clause
    ways = ", ".join(f"{each.variant or 'in other ways'}: {each.count}" for each in finding.variants)
    return f"{clause.id} is broken on {finding.count} of {finding.of} {clause.counted[1]} ({ways})"


def _described(amendment: Amendment, words: str) -> Amendment:
    texts = (words, *(_TOGETHER for _ in amendment.actions[1:]))
    actions = (
        {"target": action["target"], "description": text, **action}
        for action, text in zip(amendment.actions, texts, strict=True)
    )
    return replace(amendment, actions=tuple(actions))


def _changed_besides(contract: Contract, amendment: Amendment) -> str:
    """Return a sentence on the places that an amendment changes besides; empty where there are none.

    Raises DocumentError where the contract would be refused with it.
    """
    after = adapted_by(contract, overlay_as_text("", [amendment], commented=False).encode())
    known = clauses_of_both(contract, after)
    about = {_place(known[clause]) for clause in amendment.clauses}
    changed = dict.fromkeys(_place(known[clause]) for clause in overlay_effects(contract, after))
    more = [place for place in changed if place not in about]
    if not more:
        return ""
    names = ", ".join(more[:_NAMED]) + (f" and {len(more) - _NAMED} more" if len(more) > _NAMED else "")
    return f" It changes {names}, too."


def _place(clause: Clause) -> str:
    return f"{clause.root}:{clause.place}" if clause.place else clause.id
