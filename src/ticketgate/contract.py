"""Loads ``specs/`` once into a frozen Contract: operations, clauses and compiled validators."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs

from ticketgate.clauses import Clause, Evidence, Kind, Node, Rule, level_of, word
from ticketgate.documents import Documents, Pointer, bundled_specs, read_documents, uri
from ticketgate.formats import FORMATS
from ticketgate.structure import derive

__all__ = [
    "ROOTS",
    "Condition",
    "Conditions",
    "Contract",
    "FilterKey",
    "Promise",
    "Representation",
    "contract_of",
    "default_contract",
    "load",
]

#: The representations and the document of each.
ROOTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "full": "schemas/ticket-full.yaml",
        "compact": "schemas/ticket-compact.yaml",
        "search": "schemas/search-page.yaml",
    }
)
_RELATIONS: Final = "relations.yaml"
_PROMISE_KEYS: Final = (
    "id title judges on evidence confidence rules operands description keeps breaks".split()
)
_JUDGES: Final = ("ticket", "pair", "answer", "search", "searches", "reading")
_SEARCH_REQUEST: Final = "schemas/search-request.yaml"
#: The families of filter keys that are tied to members of a row: where each is defined, and its name here.
_FAMILIES: Final = {"setKey": "set", "dateKey": "date"}


@dataclass(frozen=True, slots=True)
class Condition:
    """The ``if`` of a rule, compiled alone: it holds where the rule is triggered."""

    rule: Rule
    holds: jsonschema_rs.Draft202012Validator


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions at one place."""

    place: str
    each: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Representation:
    """One form of a body: its tree of places, its validator and the conditions of its rules.

    ``by_path`` finds a node by the way the validator took to it, ``rules`` a rule by the way to its
    schema; both ways are without ``$ref`` steps.
    """

    name: str
    document: str
    node: Node
    validator: jsonschema_rs.Draft202012Validator
    by_path: Mapping[Pointer, Node]
    rules: Mapping[Pointer, Rule]
    conditions: tuple[Conditions, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A relation or behaviour as ``relations.yaml`` states it; code elsewhere is bound to its id."""

    id: str
    kind: Kind
    judges: str
    on: tuple[str, ...]
    operands: tuple[str, ...]

    def clause(self, root: str) -> str:
        """Return the id of the clause that this promise is for one form or operation."""
        return f"{root}/{self.id}"


@dataclass(frozen=True, slots=True)
class FilterKey:
    """A key that a search filters by, and the place in a row that shows what it filters.

    ``family`` is ``set`` (values in a list) or ``date`` (moments); not every key can be sorted by.
    """

    key: str
    place: str
    family: str
    sortable: bool


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """Everything the API promises, ready to judge with.

    ``clauses`` is in the order of the documents; ``resources`` are the schemas by path, as validated;
    ``unheld`` says of the API's known rules that no clause holds (R-numbers) why none does; ``filters``
    are the keys of a search whose values a row shows.
    """

    documents: Documents
    version: str
    digest: str
    clauses: Mapping[str, Clause]
    representations: Mapping[str, Representation]
    promises: tuple[Promise, ...]
    resources: Mapping[str, Any]
    unheld: Mapping[str, str]
    filters: Mapping[str, FilterKey]

    @property
    def openapi(self) -> Mapping[str, Any]:
        """The OpenAPI document as written, with its references to other files."""
        document: Mapping[str, Any] = self.documents.contents["openapi.yaml"]
        return document


@cache
def default_contract() -> Contract:
    """Return the contract that comes with the package, read once per process."""
    return load(bundled_specs())


def load(root: Path) -> Contract:
    """Read the contract in the folder root.

    Raises DocumentError, naming file and line, for anything that would go unchecked.
    """
    return contract_of(read_documents(root))


def contract_of(documents: Documents) -> Contract:
    """Make the contract that documents state; raises as ``load`` does."""
    resources = _resources(documents)
    registry = jsonschema_rs.Registry([(uri(path), content) for path, content in resources.items()])
    clauses: dict[str, Clause] = {}
    representations: dict[str, Representation] = {}
    for name, path in ROOTS.items():
        node, derived = derive(documents, path, name, frozenset(ROOTS.values()))
        _add(documents, clauses, derived)
        representations[name] = _compile(name, path, node, registry)
    _refuse_equal_rules(documents, representations["full"], clauses)
    promises = []
    for promise, derived in _promises(documents, representations):
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
        filters=MappingProxyType(dict(_filters(documents, representations["compact"]))),
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


def _compile(name: str, path: str, node: Node, registry: jsonschema_rs.Registry) -> Representation:
    return Representation(
        name=name,
        document=path,
        node=node,
        validator=_validator({"$ref": uri(path)}, registry),
        by_path=MappingProxyType({below.path: below for below in node.walk()}),
        rules=MappingProxyType({rule.path: rule for below in node.walk() for rule in below.rules}),
        conditions=tuple(_conditions(below, registry) for below in node.walk() if below.rules),
    )


def _conditions(node: Node, registry: jsonschema_rs.Registry) -> Conditions:
    each = tuple(Condition(rule, _validator(rule.schema["if"], registry)) for rule in node.rules)
    return Conditions(node.place, each)


def _validator(schema: Any, registry: jsonschema_rs.Registry) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        schema, registry=registry, validate_formats=True, formats=dict(FORMATS)
    )


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


def _promises(
    documents: Documents, representations: Mapping[str, Representation]
) -> Iterator[tuple[Promise, list[Clause]]]:
    makes_sense_on = {
        "ticket": tuple(ROOTS),
        **dict.fromkeys(("pair", "reading"), ("pair",)),
        **dict.fromkeys(("answer", "search", "searches"), tuple(_operations(documents))),
    }
    for section, kind in (("relations", Kind.RELATION), ("behaviours", Kind.BEHAVIOUR)):
        for i, said in enumerate(documents.contents.get(_RELATIONS, {}).get(section, ())):
            at = (section, i)
            if missing := [key for key in _PROMISE_KEYS if key not in said]:
                raise documents.error(_RELATIONS, at, f"the promise lacks {', '.join(missing)}")
            judges = word(documents, _RELATIONS, (*at, "judges"), said["judges"], _JUDGES)
            promise = Promise(said["id"], kind, judges, tuple(said["on"]), tuple(said["operands"]))
            for root in promise.on:
                word(documents, _RELATIONS, (*at, "on"), root, makes_sense_on[judges])
                _refuse_unknown_operands(documents, promise, at, representations.get(root))
            yield promise, [_clause_of(documents, promise, root, at, said) for root in promise.on]


def _filters(documents: Documents, row: Representation) -> Iterator[tuple[str, FilterKey]]:
    request = documents.contents[_SEARCH_REQUEST]
    sortable = request["properties"]["orderByField"]["enum"]
    places = {node.place for node in row.node.walk()}
    for definition, family in _FAMILIES.items():
        for key, place in request["$defs"][definition]["x-fields"].items():
            if place not in places:
                at = ("$defs", definition, "x-fields", key)
                raise documents.error(_SEARCH_REQUEST, at, f"{place} is no place of a row")
            yield key, FilterKey(key, place, family, key in sortable)


def _operations(documents: Documents) -> Iterator[str]:
    for operations in documents.contents["openapi.yaml"].get("paths", {}).values():
        yield from (said["operationId"] for said in operations.values() if "operationId" in said)


def _refuse_unknown_operands(
    documents: Documents, promise: Promise, at: Pointer, form: Representation | None
) -> None:
    places = {node.place for node in form.node.walk()} if form else set()
    if unknown := [operand for operand in promise.operands if operand not in places]:
        problem = f"{promise.id} reads what no place of the form is: {', '.join(unknown)}"
        raise documents.error(_RELATIONS, (*at, "operands"), problem)


def _clause_of(
    documents: Documents, promise: Promise, root: str, at: Pointer, said: Mapping[str, Any]
) -> Clause:
    return Clause(
        id=promise.clause(root),
        kind=promise.kind,
        level=level_of(documents, _RELATIONS, at, said),
        evidence=Evidence(said["evidence"]),
        title=said["title"],
        root=root,
        place="",
        written=documents.at(_RELATIONS, (*at, "id")),
        rules=tuple(said["rules"]),
        why=said.get("why"),
        description=said["description"],
        keeps=said["keeps"],
        breaks=said["breaks"],
    )
