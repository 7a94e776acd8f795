"""Loads ``specs/`` once into a frozen Contract: operations, clauses and compiled validators."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema_rs

from ticketgate.contract.clauses import Clause
from ticketgate.contract.derivation import derive
from ticketgate.contract.documents import Documents, Pointer, bundled_specs, read_documents, uri
from ticketgate.contract.filter_keys import filters_of
from ticketgate.contract.model import Contract
from ticketgate.contract.promises import _RELATIONS, ROOTS, promises_of
from ticketgate.contract.representations import Representation, compile_form
from ticketgate.contract.vetting import refuse_unchecked

__all__ = [
    "contract_of",
    "default_contract",
    "load",
]


@cache
def default_contract() -> Contract:
    """Return the contract that comes with the package, read once per process."""
    return load(bundled_specs())


def load(root: Path) -> Contract:
    """Read the contract in the folder root.

    Raises DocumentError, naming file and line, for anything that would go unchecked.
    """
    documents = read_documents(root)
    refuse_unchecked(documents)
    return contract_of(documents)


def contract_of(documents: Documents) -> Contract:
    """Make the contract that documents state; raises as ``load`` does."""
    resources = _resources(documents)
    registry = jsonschema_rs.Registry([(uri(path), content) for path, content in resources.items()])
    clauses: dict[str, Clause] = {}
    representations: dict[str, Representation] = {}
    for name, path in ROOTS.items():
        node, derived = derive(documents, path, name, frozenset(ROOTS.values()))
        _add(documents, clauses, derived)
        representations[name] = compile_form(name, path, node, registry)
    _refuse_equal_rules(documents, representations["full"], clauses)
    promises = []
    for promise, derived in promises_of(documents, representations):
        _add(documents, clauses, derived)
        promises.append(promise)
    version = str(documents.contents["openapi.yaml"].get("info", {}).get("version", ""))
    return Contract(
        documents=documents,
        version=version,
        digest=documents.digest[:12],
        clauses=MappingProxyType(clauses),
        representations=MappingProxyType(representations),
        promises=tuple(promises),
        resources=MappingProxyType(resources),
        unheld=MappingProxyType(documents.contents.get(_RELATIONS, {}).get("unheld", {})),
        filters=MappingProxyType(dict(filters_of(documents, representations["compact"]))),
    )


def _add(documents: Documents, clauses: dict[str, Clause], new: list[Clause]) -> None:
    for clause in new:
        if clause.id in clauses:
            first = clauses[clause.id].written
            raise documents.error(
                clause.written.path,
                _pointer_at(documents, clause),
                f"the clause {clause.id} is stated here and at {first} already",
            )
        clauses[clause.id] = clause


def _pointer_at(documents: Documents, clause: Clause) -> Pointer:
    return next(
        pointer
        for (path, pointer), line in documents.lines.items()
        if path == clause.written.path and line == clause.written.line
    )


def _resources(documents: Documents) -> dict[str, Any]:
    """Return the schema documents to validate with: of a page, its tickets are judged apart, as rows."""
    resources = {path: documents.contents[path] for path in documents.schemas}
    page = resources[ROOTS["search"]]
    tickets = {key: value for key, value in page["properties"]["tickets"].items() if key != "items"}
    resources[ROOTS["search"]] = {**page, "properties": {**page["properties"], "tickets": tickets}}
    return resources


def _refuse_equal_rules(documents: Documents, full: Representation, clauses: Mapping[str, Clause]) -> None:
    seen: dict[str, str] = {}
    for rule in full.rules.values():
        body = repr((rule.operands, rule.schema.get("if"), rule.schema.get("then")))
        if body in seen:
            clause = clauses[rule.clause]
            raise documents.error(
                clause.written.path,
                _pointer_at(documents, clause),
                f"the rule {clause.id} says what {seen[body]} says already",
            )
        seen[body] = rule.clause
