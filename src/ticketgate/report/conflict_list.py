"""Renders what sources contradict each other about, as the page of the documentation."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ticketgate.contract.loading import default_contract, load
from ticketgate.contract.model import Contract
from ticketgate.contract.overlay_effects import clauses_of_both, overlay_effects
from ticketgate.contract.overlays import overlay_names

__all__ = ["conflicts_page"]

#: What each letter of a number stands for, in the order of the page.
_SECTIONS: Final = {
    "D": "Between generations and clients",
    "C": "Within the published page",
    "Q": "Open questions",
}
_MOST_NAMED: Final = 3


def conflicts_page(contract: Contract) -> str:
    """Return the page: each conflict with what the contract decides, the clauses and the overlays on it."""
    changing = _changing(contract)
    lines = [
        "# Contradictions and open questions",
        "",
        "Generated from `specs/` by `tox run -e docs`; do not edit.",
        "",
        "The sources of the contract contradict each other, and leave things open. What is decided is what a",
        "run judges by; an overlay that comes along decides otherwise, [one of your own](overlays.md) can.",
    ]
    for letter, title in _SECTIONS.items():
        lines += ["", f"## {title}", "", "| number | about | decided | clauses | overlays |"]
        lines += ["| --- | --- | --- | --- | --- |", *_rows(contract, letter, changing)]
    return "\n".join([*lines, ""])


def _rows(contract: Contract, letter: str, changing: Mapping[str, list[str]]) -> Iterator[str]:
    for number, conflict in contract.conflicts.items():
        if number.startswith(letter):
            named = [each.id for each in contract.clauses.values() if number in each.conflicts]
            overlays = ", ".join(f"`{name}`" for name in changing.get(number, ()))
            cells = (number, conflict.about, conflict.decided, _named(named), overlays)
            yield f"| {' | '.join(cells)} |"


def _named(clauses: list[str]) -> str:
    more = len(clauses) - _MOST_NAMED
    shown = ", ".join(f"`{each}`" for each in clauses[:_MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def _changing(contract: Contract) -> dict[str, list[str]]:
    """Return the overlays that come along and change a clause on a conflict, by its number."""
    changing: dict[str, list[str]] = {}
    root = contract.documents.root
    for name in overlay_names(root):
        adapted = load(root, [name])
        both = clauses_of_both(contract, adapted)
        touched = (both[clause].conflicts for clause in overlay_effects(contract, adapted))
        for number in dict.fromkeys(number for numbers in touched for number in numbers):
            changing.setdefault(number, []).append(name)
    return changing


if __name__ == "__main__":  # pragma: no cover - run by `tox run -e docs`, as a process of its own
    Path(sys.argv[1]).write_text(conflicts_page(default_contract()), encoding="utf-8")
