"""Renders the proof of the suite: counts by kind of clause, and each fault that is not as it should be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, Final

import orjson
from rich.console import Console
from rich.table import Table

from ticketgate.contract.clauses import Kind
from ticketgate.contract.model import Contract
from ticketgate.contract.wording import in_number
from ticketgate.proof.summary import Proven, Summary

__all__ = ["proof_as_json", "render_proof"]

_COLUMNS: Final = ("clauses", "with fault", "faults", "found", "alone", "missed")


def render_proof(contract: Contract, summary: Summary, *, width: int = 100, color: bool = False) -> str:
    """Return the matrix of what was found as text."""
    console = Console(
        file=StringIO(), width=width, force_terminal=color, no_color=not color, highlight=False, emoji=False
    )
    console.print(_matrix(contract, summary.faults))
    console.print()
    for line in summary.problems:
        console.print(line, style="red", soft_wrap=True, markup=False)
    for proven in summary.faults:
        if proven.holds and not proven.alone:
            others = ", ".join(proven.others)
            console.print(f"{proven.fault} is found together with {others}.", soft_wrap=True, markup=False)
            console.print(f"  {proven.because}", soft_wrap=True, markup=False)
    console.print(_verdict(summary), style="bold green" if summary.holds else "bold red", markup=False)
    file = console.file
    assert isinstance(file, StringIO)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def proof_as_json(summary: Summary) -> bytes:
    """Return the proof as JSON: one object per fault, and what stands against the suite."""
    document = {
        "holds": summary.holds,
        "problems": list(summary.problems),
        "health": None if summary.health is None else _as_object(summary.health),
        "faults": [_as_object(proven) for proven in summary.faults],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _matrix(contract: Contract, faults: Sequence[Proven]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Kind of clause")
    for column in _COLUMNS:
        table.add_column(column, justify="right")
    tried = {contract.clauses[proven.clause].kind for proven in faults}
    counts = {kind: _counted(contract, faults, kind) for kind in Kind if kind in tried}
    for kind, counted in counts.items():
        table.add_row(str(kind), *(str(counted[column]) for column in _COLUMNS))
    total = sum(counts.values(), Counter[str]())
    table.add_row("total", *(str(total[column]) for column in _COLUMNS), style="bold")
    return table


def _counted(contract: Contract, faults: Sequence[Proven], kind: Kind) -> Counter[str]:
    of_kind = [proven for proven in faults if contract.clauses[proven.clause].kind is kind]
    return Counter(
        {
            "clauses": sum(clause.kind is kind for clause in contract.clauses.values()),
            "with fault": len({proven.clause for proven in of_kind}),
            "faults": len(of_kind),
            "found": sum(proven.found for proven in of_kind),
            "alone": sum(proven.alone for proven in of_kind),
            "missed": sum(not proven.found for proven in of_kind),
        }
    )


def _verdict(summary: Summary) -> str:
    if not summary.holds:
        count = len(summary.problems)
        return f"Proof BROKEN: {in_number(count, 'problem')}, named above."
    alone = sum(proven.alone for proven in summary.faults)
    health = "" if summary.health is None else "; without a fault nothing is found"
    return f"Proof HOLDS: {in_number(len(summary.faults), 'fault')} found, {alone} of them alone{health}."


def _as_object(proven: Proven) -> Mapping[str, Any]:
    return {
        "fault": proven.fault,
        "clause": proven.clause,
        "found": proven.found,
        "alone": proven.alone,
        "others": list(proven.others),
        "problem": proven.problem,
        "requests": proven.requests,
        "seconds": round(proven.seconds, 3),
    }
