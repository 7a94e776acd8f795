"""What an overlay says to accept what broke a clause, or to make a weak promise binding."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ticketgate.contract.clauses import KIND_OF_KEYWORD, Clause, Kind, Level
from ticketgate.contract.documents import Documents, Pointer
from ticketgate.contract.merging import Merged
from ticketgate.contract.model import Contract
from ticketgate.contract.places import outer
from ticketgate.contract.promises import RELATIONS

__all__ = ["Amendment", "accepting", "binding"]

#: What each JSON type is called where a finding says of which one a value is.
_TYPES: Final[Mapping[str, str]] = {
    "null": "null",
    "a boolean": "boolean",
    "a string": "string",
    "an empty string": "string",
    "an integer": "integer",
    "a number with a fraction": "number",
    "an array": "array",
    "an object": "object",
}
#: A name that can be a value or a member; what else a finding says is said in words.
_NAME: Final = re.compile(r"[A-Za-z_$][\w$.:/@-]*", re.ASCII)
_CODE: Final = re.compile(r"-?\d{1,9}", re.ASCII)
#: Words for values that are no text, and would be mistaken for one.
_NO_TEXT: Final = frozenset(("true", "false", "null"))
_SHORTHAND: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
#: Beside which reason the level of a promise is said.
_LEVEL_BESIDE: Final[Mapping[str, str]] = {"why": "level", "x-why": "x-level"}
_SECTIONS: Final[Mapping[Kind, str]] = {Kind.RELATION: "relations", Kind.BEHAVIOUR: "behaviours"}


@dataclass(frozen=True, slots=True)
class Amendment:
    """Actions of an overlay on one document that belong together, each as it is written in the overlay."""

    document: str
    actions: tuple[Mapping[str, Any], ...]
    #: The ids of the clauses that it is about.
    clauses: tuple[str, ...]


class _Change(NamedTuple):
    """One change of a document: values that a node takes in besides, or a node that is left out.

    ``way`` leads to the node, as a JSONPath of RFC 9535.
    """

    document: str
    way: str
    #: The pointer of the list or word that takes values in, None where something is left out.
    pointer: Pointer | None
    values: tuple[Any, ...] = ()


@dataclass(slots=True, eq=False)
class _Draft:
    """Changes of one document that belong together, and the clauses that they are about."""

    document: str
    changes: dict[_Change, None]
    clauses: dict[str, None]

    def touches(self, other: "_Draft") -> bool:
        """Tell whether both change the same node."""
        ways = {change.way for change in self.changes}
        return self.document == other.document and any(change.way in ways for change in other.changes)

    def take(self, other: "_Draft") -> None:
        self.changes.update(other.changes)
        self.clauses.update(other.clauses)


def accepting(contract: Contract, found: Mapping[str, Iterable[str | None]]) -> tuple[Amendment, ...]:
    """Return what overlays say so that each clause found broken, in these variants, no longer is.

    Values, types and members that the variants name are added to those that are known. Where they name none,
    and for what cannot be added to, the promise is taken away. Clauses by which the same node is changed
    share an amendment. What only adds comes before what takes away.
    """
    drafts: list[_Draft] = []
    for name, variants in found.items():
        by_document: dict[str, _Draft] = {}
        for change in _changes(contract, contract.clauses[name], list(variants), found):
            draft = by_document.setdefault(change.document, _Draft(change.document, {}, {name: None}))
            draft.changes[change] = None
        for draft in by_document.values():
            joined = [each for each in drafts if each.touches(draft)]
            first = joined[0] if joined else draft
            for other in (*joined[1:], draft):
                first.take(other)
            drafts = [each for each in drafts if each not in joined[1:]] + ([] if joined else [draft])
    made = [
        Amendment(draft.document, tuple(_actions(contract.documents, draft.changes)), tuple(draft.clauses))
        for draft in drafts
    ]
    return tuple(sorted(made, key=_takes_away))


def binding(contract: Contract, held: Mapping[str, str]) -> tuple[Amendment, ...]:
    """Return what overlays say to make a MUST of each weaker clause that held; the values are the reasons.

    What one line of the documents promises for several places is left out unless it held at all of them.
    """
    by_line: dict[tuple[str, Pointer, Kind], list[Clause]] = {}
    for clause in contract.clauses.values():
        by_line.setdefault((*_level_node(contract, clause), clause.kind), []).append(clause)
    nodes: dict[tuple[str, Pointer], list[Clause]] = {}
    for (document, pointer, _), clauses in by_line.items():
        weak = [clause for clause in clauses if clause.level < Level.MUST]
        if weak and all(clause.id in held for clause in weak):
            nodes.setdefault((document, pointer), []).extend(weak)
    return tuple(
        Amendment(
            document,
            (_bound(contract, document, pointer, clauses, held),),
            tuple(clause.id for clause in clauses),
        )
        for (document, pointer), clauses in nodes.items()
    )


# Accepting: what each kind of clause says where, and how to say less.


def _changes(
    contract: Contract, clause: Clause, variants: list[str | None], found: Iterable[str]
) -> Iterator[_Change]:
    """Yield what accepts the variants of a clause; found are the ids of all clauses to be accepted."""
    if clause.kind in _SECTIONS:
        name, root = clause.id.split("/", 1)[1], clause.root
        way = f"$.{_SECTIONS[clause.kind]}[?@.id == {_quoted(name)}].on[?@ == {_quoted(root)}]"
        yield _Change(RELATIONS, way, None)
        return
    if clause.kind in (Kind.PRESENCE, Kind.ABSENCE):
        around = _merged_at(contract, clause.root, outer(clause.place))
        member = clause.place.rpartition(".")[2]
        yield from (
            _of_presence(around, member) if clause.kind is Kind.PRESENCE else (_members(around, [member]),)
        )
        return
    merged = _merged_at(contract, clause.root, clause.place)
    match clause.kind:
        case Kind.RULE:
            yield _rule(merged, clause, {name.partition("/")[2] for name in found})
        case Kind.UNDOCUMENTED:
            names = [each for each in variants if each is not None and _NAME.fullmatch(each)]
            if len(names) == len(variants):
                yield _members(merged, names)
            else:
                yield _without(merged, "additionalProperties")
        case Kind.NULLABILITY:
            yield from _taking_null(merged)
        case Kind.TYPE:
            yield from _taking_types(merged, variants)
        case Kind.ENUM:
            yield _taking_values(merged, variants)
        case kind:
            # The pattern of a format goes with it.
            keys = [key for key in merged.schema if KIND_OF_KEYWORD.get(key) is kind]
            yield from (_without(merged, key) for key in keys)


def _of_presence(around: Merged, member: str) -> Iterator[_Change]:
    """Yield what leaves a member out of those that are required, and out of those with a level for that."""
    item = f"[?@ == {_quoted(member)}]"
    document, pointer = around.written("required")
    yield _Change(document, _json_path(pointer) + item, None)
    document, pointer = around.written("x-presence")
    for level, members in around.schema.get("x-presence", {}).get("levels", {}).items():
        if member in members:
            yield _Change(document, _json_path((*pointer, "levels", level)) + item, None)


def _members(around: Merged, names: Iterable[str]) -> _Change:
    """Return what makes members known, of whatever kind they are."""
    document, pointer = around.written("properties")
    return _Change(document, _json_path(pointer), pointer, tuple(names))


def _rule(merged: Merged, clause: Clause, broken: Container[str]) -> _Change:
    """Return what leaves a rule out of those of a node; broken are the names of all that are to go.

    It is named by what its item says, for indices move. A list of rules may not be empty.
    """
    document, pointer = merged.written("allOf")
    rules = _rules_of(merged)
    if all(name in broken for name in rules):
        return _without(merged, "allOf")
    name = clause.id.partition("/")[2]
    item = merged.schema["allOf"][list(rules).index(name)]
    said = ("['$ref']", item["$ref"]) if "$ref" in item else ("['x-clause'].id", name)
    return _Change(document, f"{_json_path(pointer)}[?@{said[0]} == {_quoted(said[1])}]", None)


def _rules_of(merged: Merged) -> dict[str, Merged]:
    """Return the rules of a node by their names, in order."""
    document, pointer = merged.written("allOf")
    items = (Merged.of(merged.documents, document, (*pointer, i)) for i in range(len(merged.schema["allOf"])))
    return {item.schema["x-clause"]["id"]: item for item in items}


def _taking_null(merged: Merged) -> Iterator[_Change]:
    if "type" in merged.schema:
        yield _taking(merged, "type", ["null"])
    if "enum" in merged.schema:
        yield _taking(merged, "enum", [None])
    if "const" in merged.schema:
        yield _without(merged, "const")


def _taking_types(merged: Merged, variants: list[str | None]) -> Iterator[_Change]:
    types = list(dict.fromkeys(_TYPES.get(each or "") for each in variants))
    if None in types:
        yield _without(merged, "type")
    else:
        yield _taking(merged, "type", types)
    # What is of another type is none of the values either.
    yield from (_without(merged, key) for key in ("enum", "const") if key in merged.schema)


def _taking_values(merged: Merged, variants: list[str | None]) -> _Change:
    values = [_value(each) for each in variants]
    if "enum" not in merged.schema:
        return _without(merged, "const")
    return _without(merged, "enum") if None in values else _taking(merged, "enum", values)


def _value(variant: str | None) -> str | int | None:
    """Return the value that a variant names, None where it says in words what was found."""
    if variant is None or variant in _NO_TEXT:
        return None
    if _CODE.fullmatch(variant):
        return int(variant)
    return variant if _NAME.fullmatch(variant) else None


def _taking(merged: Merged, key: str, values: Iterable[Any]) -> _Change:
    document, pointer = merged.written(key)
    return _Change(document, _json_path(pointer), pointer, tuple(values))


def _without(merged: Merged, key: str) -> _Change:
    document, pointer = merged.written(key)
    return _Change(document, _json_path(pointer), None)


def _takes_away(amendment: Amendment) -> bool:
    """Tell whether an amendment takes something away for good, and not to say it in another way."""
    return "remove" in amendment.actions[-1]


def _actions(documents: Documents, changes: Iterable[_Change]) -> Iterator[Mapping[str, Any]]:
    """Yield the actions of changes that belong together; of one node all values are taken in at once."""
    taken: dict[tuple[str, Pointer], list[Any]] = {}
    gone = [change for change in changes if change.pointer is None]
    for change in changes:
        if change.pointer is not None and change.way not in {each.way for each in gone}:
            known = taken.setdefault((change.document, change.pointer), [])
            known.extend(value for value in change.values if value not in known)
    for (document, pointer), values in taken.items():
        yield from _taking_in(documents.get(document, pointer), pointer, values)
    for way in dict.fromkeys(change.way for change in gone):
        yield {"target": way, "remove": True}


def _taking_in(node: Any, pointer: Pointer, values: list[Any]) -> Iterator[Mapping[str, Any]]:
    way = _json_path(pointer)
    if isinstance(node, Mapping):
        yield {"target": way, "update": dict.fromkeys(values, True)}
    elif isinstance(node, list):
        yield {"target": way, "update": values}
    else:  # The standard merges no list into a word.
        yield {"target": way, "remove": True}
        yield {"target": _json_path(pointer[:-1]), "update": {str(pointer[-1]): [node, *values]}}


# Binding: where the level of each kind of clause is said, and how.


def _level_node(contract: Contract, clause: Clause) -> tuple[str, Pointer]:
    """Return document and pointer of the node in which the level of a clause can be said."""
    documents = contract.documents
    if clause.kind in _SECTIONS:
        section, name = _SECTIONS[clause.kind], clause.id.split("/", 1)[1]
        promises = documents.contents[RELATIONS][section]
        return RELATIONS, (section, [each["id"] for each in promises].index(name))
    if clause.kind is Kind.RULE:
        rules = _rules_of(_merged_at(contract, clause.root, clause.place))
        return rules[clause.id.partition("/")[2]].written("x-clause")
    if clause.kind is Kind.ABSENCE:
        document, pointer = _merged_at(contract, clause.root, outer(clause.place)).written("properties")
        return document, (*pointer, clause.place.rpartition(".")[2])
    return _merged_at(contract, clause.root, clause.place).parts[0][:2]


def _bound(
    contract: Contract, document: str, pointer: Pointer, clauses: list[Clause], held: Mapping[str, str]
) -> Mapping[str, Any]:
    """Return the action that makes weak clauses, whose levels are said in one node, a MUST."""
    first, reasons = clauses[0], dict.fromkeys(held[clause.id] for clause in clauses)
    if first.kind is Kind.ABSENCE:  # what an overlay forbids again is a MUST
        return {"target": _json_path(pointer[:-1]), "update": {str(pointer[-1]): False}}
    level: str | dict[str, str]
    if first.kind in (Kind.RULE, *_SECTIONS):
        said, level, why = contract.documents.get(document, pointer), Level.MUST.name, "why"
    else:
        said = _merged_at(contract, first.root, first.place).schema
        level, why = {str(clause.kind): Level.MUST.name for clause in clauses}, "x-why"
    # It may be the reason of other levels that are said here, too.
    reason = " ".join(filter(None, (said.get(why), *reasons)))
    return {"target": _json_path(pointer), "update": {_LEVEL_BESIDE[why]: level, why: reason}}


def _merged_at(contract: Contract, form: str, place: str) -> Merged:
    """Return what the documents say of a place of a form."""
    documents = contract.documents
    merged = Merged.of(documents, contract.forms[form].document, ())
    for step in place.replace("[]", ".[]").split(".") if place else ():
        if step:
            key, rest = ("items", ()) if step == "[]" else ("properties", (step,))
            document, pointer = merged.written(key)
            merged = Merged.of(documents, document, (*pointer, *rest))
    return merged


def _json_path(pointer: Pointer) -> str:
    """Return a pointer as a JSONPath: ``("$defs", "status", "enum")`` is ``$['$defs'].status.enum``."""
    return "$" + "".join(
        f".{step}"
        if isinstance(step, str) and _SHORTHAND.fullmatch(step)
        else f"[{step if isinstance(step, int) else _quoted(step)}]"
        for step in pointer
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
