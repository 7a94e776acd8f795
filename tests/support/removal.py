"""Contracts with one promise taken out, made by editing the loaded documents in memory."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from ticketgate.contract.clauses import Kind
from ticketgate.contract.documents import uri
from ticketgate.contract.formats import FORMATS
from ticketgate.contract.loading import contract_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.contract.clauses import Clause, Node
    from ticketgate.contract.documents import Documents, Pointer
    from ticketgate.contract.model import Contract

KEYWORDS = {
    Kind.TYPE: ("type",),
    Kind.ENUM: ("enum", "const"),
    Kind.FORMAT: ("format", "pattern"),
    Kind.RANGE: ("minimum", "maximum"),
    Kind.UNDOCUMENTED: ("additionalProperties",),
}


@dataclass(frozen=True)
class Removal:
    """What to take out: a promise of a kind at a place of a document; `name` is a member or the id of a promise.

    A definition that several forms refer to is one place, so taking it out ends several clauses.
    """

    document: str
    pointer: Pointer
    kind: Kind
    name: str = ""

    def __str__(self) -> str:
        place = "/".join(map(str, self.pointer))
        return f"{self.document}#{place}:{self.kind}{f' {self.name}' if self.name else ''}"


@cache
def removals(contract: Contract) -> dict[Removal, list[Clause]]:
    """Return every promise that can be taken out, with the clauses that end with it."""
    found: dict[Removal, list[Clause]] = {}
    for removal, clause in _all(contract):
        found.setdefault(removal, []).append(contract.clauses[clause])
    return found


def validator_without(contract: Contract, removal: Removal, root: str) -> jsonschema_rs.Draft202012Validator:
    """Compile the validator of one form anew, from schemas in which a promise is taken out.

    The rest of the contract is not needed to tell what that validator takes, and costs thirty times as much.
    """
    resources = {**contract.resources, removal.document: deepcopy(contract.resources[removal.document])}
    _take_out(resources[removal.document], removal)
    registry = jsonschema_rs.Registry([(uri(path), content) for path, content in resources.items()])
    schema = {"$ref": uri(contract.representations[root].document)}
    return jsonschema_rs.Draft202012Validator(
        schema, registry=registry, validate_formats=True, formats=dict(FORMATS)
    )


def without(contract: Contract, removal: Removal) -> Contract:
    """Return the contract with one relation or behaviour taken out; no schema changes by that."""
    clauses = {
        id_: clause for id_, clause in contract.clauses.items() if clause not in removals(contract)[removal]
    }
    section, index = removal.pointer
    id_ = contract.documents.contents[removal.document][section][index]["id"]
    promises = (
        replace(each, on=tuple(root for root in each.on if root != removal.name)) if each.id == id_ else each
        for each in contract.promises
    )
    return replace(contract, clauses=clauses, promises=tuple(promises))


def reloaded_without(contract: Contract, removal: Removal) -> Contract:
    """Return the contract as it is when the promise is taken out of the documents and all is made anew."""
    documents = contract.documents
    content = deepcopy(documents.contents[removal.document])
    _take_out(content, removal)
    return contract_of(replace(documents, contents={**documents.contents, removal.document: content}))


def _all(contract: Contract) -> Iterator[tuple[Removal, str]]:
    documents = contract.documents
    for name, form in contract.representations.items():
        for node in form.node.walk():
            chain = _chain(documents, contract.forms[name].document, node.path)
            yield from _of_node(documents, chain, node)
    for promise in contract.promises:
        section = "relations" if promise.kind is Kind.RELATION else "behaviours"
        said = documents.contents["relations.yaml"][section]
        index = next(i for i, each in enumerate(said) if each["id"] == promise.id)
        for root in promise.on:
            yield Removal("relations.yaml", (section, index), promise.kind, root), promise.clause(root)


def _of_node(
    documents: Documents, chain: list[tuple[str, Pointer]], node: Node
) -> Iterator[tuple[Removal, str]]:
    for kind, clause in node.clauses.items():
        keywords = ("type", "enum", "const") if kind is Kind.NULLABILITY else KEYWORDS[kind]
        yield Removal(*_holder(documents, chain, keywords), kind), clause
    for name, clause in node.presence.items():
        yield Removal(*_holder(documents, chain, ("required",)), Kind.PRESENCE, name), clause
    for name, clause in node.absence.items():
        yield Removal(*_holder(documents, chain, ("properties",)), Kind.ABSENCE, name), clause
    for rule in node.rules:
        name = rule.clause.rpartition("/")[2]
        yield Removal(*_holder(documents, chain, ("allOf",)), Kind.RULE, name), rule.clause


def _chain(documents: Documents, document: str, path: Pointer) -> list[tuple[str, Pointer]]:
    """Return the places that together say what holds at a node: its own, and where its references lead."""
    here = _followed(documents, document, ())
    steps = list(path)
    while steps:
        keyword = steps.pop(0)
        document, pointer = _holder(documents, here, (keyword,))
        pointer = (*pointer, keyword) if keyword == "items" else (*pointer, keyword, steps.pop(0))
        here = _followed(documents, document, pointer)
    return here


def _followed(documents: Documents, document: str, pointer: Pointer) -> list[tuple[str, Pointer]]:
    places = [(document, pointer)]
    while "$ref" in documents.get(*places[-1]):
        places.append(documents.resolve(*places[-1]))
    return places


def _holder(
    documents: Documents, chain: list[tuple[str, Pointer]], keywords: tuple[str, ...]
) -> tuple[str, Pointer]:
    return next(place for place in chain if any(key in documents.get(*place) for key in keywords))


def _take_out(content: Any, removal: Removal) -> None:
    at = content
    for step in removal.pointer:
        at = at[step]
    match removal.kind:
        case Kind.NULLABILITY:
            _allow_null(at)
        case Kind.PRESENCE:
            at["required"].remove(removal.name)
            for names in at.get("x-presence", {}).get("levels", {}).values():
                if removal.name in names:
                    names.remove(removal.name)
        case Kind.ABSENCE:
            at["properties"][removal.name] = True
        case Kind.RULE:
            at["allOf"] = [each for each in at["allOf"] if not each["$ref"].endswith(f"/{removal.name}")]
        case Kind.RELATION | Kind.BEHAVIOUR:
            at["on"].remove(removal.name)
        case _:
            for keyword in KEYWORDS[removal.kind]:
                at.pop(keyword, None)


def _allow_null(schema: dict[str, Any]) -> None:
    if "type" in schema:
        said = schema["type"]
        schema["type"] = [*([said] if isinstance(said, str) else said), "null"]
    else:
        schema["enum"] = [*schema.get("enum", [schema.pop("const", None)]), None]
