"""Renders the faults of the mock: as a list, and as the page of the documentation."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ticketgate.contract.clauses import Kind
from ticketgate.contract.loading import default_contract
from ticketgate.contract.model import Contract
from ticketgate.mock.faults.fault import Fault
from ticketgate.mock.faults.finding import faults_of

__all__ = ["faults_page", "listing"]


def listing(faults: Iterable[Fault]) -> str:
    """Return two lines per fault: its id, and what the server does."""
    return "\n".join(f"{fault.id}\n    The server {fault.says}." for fault in faults)


def faults_page(contract: Contract) -> str:
    """Return the page that lists the ways to break a clause, one by one where they were written by hand."""
    faults = faults_of(contract)
    lines = [
        "# The faults",
        "",
        "Generated from `specs/` and the mock by `tox run -e docs`; do not edit.",
        "",
        f"{len(faults)} deliberate bugs, each of which breaks one clause. `ticketgate mock --fault ID`",
        "serves one, `ticketgate prove` shows that the suite finds each and names its clause. The id is that",
        "of the clause and a variant: `full:status/enum=case`. `ticketgate mock --list-faults` shows all.",
        "",
        "| kind of clause | clauses | faults | variants |",
        "| --- | ---: | ---: | --- |",
        *_kinds(contract, faults),
        "",
        "## Bugs in handling requests and in relations",
        "",
        "Written by hand. The same way to break both operations or both forms stands here once.",
        "",
        "| clause | variant | the server |",
        "| --- | --- | --- |",
        *_by_hand(contract, faults),
    ]
    return "\n".join([*lines, ""])


def _kinds(contract: Contract, faults: Mapping[str, Fault]) -> Iterator[str]:
    for kind in Kind:
        of_kind = [fault for fault in faults.values() if contract.clauses[fault.clause].kind is kind]
        clauses = sum(clause.kind is kind for clause in contract.clauses.values())
        variants = Counter(_variant(fault) for fault in of_kind)
        named = "see below" if kind in (Kind.RELATION, Kind.BEHAVIOUR) else _named(variants)
        yield f"| {kind} | {clauses} | {len(of_kind)} | {named} |"


def _named(variants: Counter[str]) -> str:
    return ", ".join(f"`{variant}`" for variant, _ in variants.most_common())


def _by_hand(contract: Contract, faults: Mapping[str, Fault]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for fault in faults.values():
        clause = contract.clauses[fault.clause]
        row = (clause.id.partition("/")[2], _variant(fault))
        if clause.kind in (Kind.RELATION, Kind.BEHAVIOUR) and row not in seen:
            seen.add(row)
            yield f"| {row[0]} | `{row[1]}` | {fault.says.replace('|', chr(92) + '|')} |"


def _variant(fault: Fault) -> str:
    return fault.id.removeprefix(f"{fault.clause}=")


if __name__ == "__main__":  # pragma: no cover - run by `tox run -e docs`, as a process of its own
    Path(sys.argv[1]).write_text(faults_page(default_contract()), encoding="utf-8")
