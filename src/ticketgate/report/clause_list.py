"""Renders the clauses themselves: as a table, one by one, as JSON, and as the page of the documentation."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import indent
from types import MappingProxyType
from typing import Any, Final

import orjson

from ticketgate.contract.clauses import Clause
from ticketgate.contract.loading import default_contract
from ticketgate.contract.model import Contract
from ticketgate.contract.overlay_effects import OverlayEffect
from ticketgate.contract.wording import in_number

__all__ = ["clauses_as_json", "clauses_page", "explain_clause", "table"]

_FIRST_RULE, _LAST_RULE = 1, 80
_MARKS: Final = {OverlayEffect.ADDED: "+", OverlayEffect.CHANGED: "~", OverlayEffect.REMOVED: "-"}


def table(clauses: Sequence[Clause], effects: Mapping[str, OverlayEffect] | None = None) -> str:
    """Return one line per clause: id, level, kind, evidence, title; and the count below.

    effects is what overlays did to clauses: these lines have a mark in front, all others none.
    """
    width = max(len(clause.id) for clause in clauses)
    lines = [f"{c.id:<{width}}  {c.level.name:<6}  {c.kind:<12}  {c.evidence:<9}  {c.title}" for c in clauses]
    counted = f"{in_number(len(clauses), 'clause')}."
    if effects is not None:
        marks = (_MARKS[effects[c.id]] if c.id in effects else " " for c in clauses)
        lines = [f"{mark} {line}" for mark, line in zip(marks, lines, strict=True)]
        became = Counter(effects[c.id] for c in clauses if c.id in effects)
        did = [f"{mark} {became[effect]} {effect}" for effect, mark in _MARKS.items()]
        counted = f"{counted} By overlays: {', '.join(did)}."
    return "\n".join([*lines, f"\n{counted} `ticketgate clauses ID` explains one."])


def explain_clause(clause: Clause, contract: Contract, effect: OverlayEffect | None = None) -> str:
    """Return what there is to know of a clause: promise, level and why, illustrations, the lines of it.

    effect is what overlays did to it.
    """
    level = clause.level.name + (
        f": {clause.why}" if clause.why else f", as its evidence is {clause.evidence}"
    )
    rows = [
        ("Promise", f"{clause.title}."),
        ("Meaning", " ".join(clause.description.split())),
        ("Level", level),
        ("Kind", clause.kind),
        ("Evidence", clause.evidence),
        ("Rules", ", ".join(clause.rules)),
        ("Conflicts", ", ".join(clause.conflicts)),
        ("Written", str(clause.written)),
        ("Overlay", f"{effect} it" if effect else ""),
        ("Keeps it", _json(clause.keeps)),
        ("Breaks it", _json(clause.breaks)),
    ]
    lines = [f"{name:<10} {text}" for name, text in rows if text]
    written = indent(contract.documents.lines_around(clause.written), "  ")
    return "\n".join([clause.id, *lines, "", written])


def clauses_as_json(
    clauses: Iterable[Clause], effects: Mapping[str, OverlayEffect] = MappingProxyType({})
) -> bytes:
    """Return the clauses as a JSON array of objects; effects is what overlays did to them."""
    return orjson.dumps(
        [{**_to_json(clause), "overlay": effects.get(clause.id)} for clause in clauses],
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def clauses_page(contract: Contract) -> str:
    """Return the page of the documentation that lists every clause and every rule of the API."""
    lines = [
        "# The clauses",
        "",
        "Generated from `specs/` by `tox run -e docs`; do not edit.",
        "",
        f"{len(contract.clauses)} clauses. `ticketgate clauses ID` explains one.",
        "The id is `<form>:<place>/<kind>` for what follows from a schema, and `<form>/<name>` for the rest.",
        "",
        "## The rules of the API and where they are held",
        "",
        "| rule | held by, or why no clause holds it |",
        "| --- | --- |",
        *_rule_rows(contract),
    ]
    for root in dict.fromkeys(clause.root for clause in contract.clauses.values()):
        lines += [
            "",
            f"## `{root}`",
            "",
            "| clause | level | evidence | promise |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| `{clause.id}` | {clause.level.name} | {clause.evidence} | {_cell(clause.title)} |"
            for clause in contract.clauses.values()
            if clause.root == root
        ]
    return "\n".join([*lines, ""])


def _rule_rows(contract: Contract) -> Iterable[str]:
    holders: dict[str, list[str]] = {}
    for clause in contract.clauses.values():
        for rule in clause.rules:
            holders.setdefault(rule, []).append(clause.id)
    for number in range(_FIRST_RULE, _LAST_RULE + 1):
        rule = f"R{number}"
        held = [f"`{clause}`" for clause in holders.get(rule, ())]
        reason = contract.unheld.get(rule)
        yield f"| {rule} | {', '.join(held) if held else _cell(str(reason))} |"


def _to_json(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "level": clause.level.name,
        "kind": clause.kind,
        "evidence": clause.evidence,
        "title": clause.title,
        "description": clause.description,
        "form": clause.root,
        "place": clause.place,
        "written": str(clause.written),
        "rules": list(clause.rules),
        "conflicts": list(clause.conflicts),
        "why": clause.why,
        "keeps": clause.keeps,
        "breaks": clause.breaks,
    }


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":  # pragma: no cover - run by `tox run -e docs`, as a process of its own
    Path(sys.argv[1]).write_text(clauses_page(default_contract()), encoding="utf-8")
