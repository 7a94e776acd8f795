"""Derives the clauses of a representation from its schema, node by node: none is listed by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ticketgate.contract.clauses import (
    KIND_OF_KEYWORD,
    Clause,
    Evidence,
    Kind,
    Level,
    Node,
    Rule,
    level_of,
    level_of_evidence,
    word,
)
from ticketgate.contract.documents import Documents, Location, Pointer
from ticketgate.contract.forms import Form
from ticketgate.contract.merging import Merged
from ticketgate.contract.vetting import schemas_within
from ticketgate.contract.wording import (
    breaking_value,
    keeping_value,
    member_title,
    title,
    types_of,
    values_of,
)

__all__ = ["derive", "is_on_types", "members_read"]

#: What a rule may hold: anything else would stand outside its condition.
_IN_RULES: Final = frozenset(("x-clause", "title", "description", "if", "then", "$ref"))
#: Keywords whose failure would belong to no structural clause.
_ONLY_IN_RULES: Final = ("anyOf", "not", "if", "then", "contains", "minContains", "maxContains")
#: Facts about a place that promise nothing.
_MARKS: Final = ("x-stratum", "x-moves", "x-foreign")


def derive(documents: Documents, form: Form, rows: str) -> tuple[Node, list[Clause]]:
    """Return the node tree and the clauses of a form.

    rows is the document of the form of rows: where an array refers to it, derivation stops, for rows are
    judged as themselves. Raises DocumentError for whatever would go unchecked.
    """
    derivation = _Derivation(documents, form, rows)
    node = derivation.node("", (), Merged.of(documents, form.document, ()), Evidence.INFERRED)
    return node, derivation.clauses


@dataclass(slots=True)
class _Derivation:
    documents: Documents
    form: Form
    rows: str
    clauses: list[Clause] = field(default_factory=list)
    open: list[tuple[str, Pointer]] = field(default_factory=list)

    def node(self, place: str, path: Pointer, merged: Merged, outer: Evidence) -> Node:
        self._refuse_unclaimed(merged)
        innermost = merged.parts[-1][:2]
        if innermost in self.open:
            raise self.documents.error(*merged.written("$ref"), f"{place} contains itself without end")
        self.open.append(innermost)
        node = self._node(place, path, merged, outer)
        self.open.pop()
        return node

    def _node(self, place: str, path: Pointer, merged: Merged, outer: Evidence) -> Node:
        schema = merged.schema
        kinds = {kind: self._own(kind, place, merged, outer) for kind in self._kinds(merged, place)}
        inner = merged.inherited(outer)
        node = Node(
            place=place,
            path=path,
            clauses=kinds,
            types=types_of(schema),
            enum=tuple(schema["enum"]) if "enum" in schema else values_of(schema) or None,
            format=schema.get("format"),
            items=self._items(place, path, merged, inner),
            rules=tuple(self._rules(place, path, merged)),
            marks=frozenset(mark for mark in _MARKS if schema.get(mark) is True),
        )
        self._members(node, merged, inner)
        return node

    def _kinds(self, merged: Merged, place: str) -> Iterator[Kind]:
        schema = merged.schema
        enumerated = schema.get("enum", [schema["const"]] if "const" in schema else None)
        nullable = None in enumerated if enumerated is not None else "null" in types_of(schema)
        if place and not nullable and (enumerated is not None or "type" in schema):
            yield Kind.NULLABILITY
        if "type" in schema and types_of(schema) != ("null",):
            yield Kind.TYPE
        yield from sorted({KIND_OF_KEYWORD[key] for key in schema if key in KIND_OF_KEYWORD} - {Kind.TYPE})
        if schema.get("additionalProperties") is False:
            yield Kind.UNDOCUMENTED

    def _own(self, kind: Kind, place: str, merged: Merged, outer: Evidence) -> str:
        """Add the clause of a kind that judges the value at a node, and return its id."""
        keyword = next((k for k, v in KIND_OF_KEYWORD.items() if v is kind and k in merged.schema), "type")
        if kind is Kind.UNDOCUMENTED:
            keyword = "additionalProperties"
        stated = self.documents.at(*merged.written(keyword))
        if kind is Kind.UNDOCUMENTED:  # never inherited: a page that lists members does not forbid others
            said = merged.said_at("x-evidence", kind, stated) and merged.said("x-evidence", kind)
            evidence = Evidence(said or stated.evidence or Evidence.INFERRED)
        else:
            evidence = merged.evidence(kind, outer, stated)
        return self._add(
            kind=kind,
            place=place,
            level=self._level(kind, merged, stated) or level_of_evidence(evidence, kind),
            evidence=evidence,
            title=title(kind, place or self.form.called, merged.schema),
            written=_by_overlay(
                stated, *(merged.said_at(key, kind, stated) for key in ("x-level", "x-evidence"))
            ),
            rules=_numbers("x-rules", kind, merged),
            conflicts=_numbers("x-conflicts", kind, merged),
            why=self._why(kind, merged, stated),
            description=merged.schema.get("description", ""),
            keeps={} if kind is Kind.UNDOCUMENTED else keeping_value(merged.schema),
            breaks=breaking_value(kind, merged.schema),
        )

    def _members(self, node: Node, merged: Merged, inner: Evidence) -> None:
        properties = merged.schema.get("properties", {})
        required = merged.schema.get("required", [])
        home, pointer = merged.written("properties")
        for name in properties:
            place = f"{node.place}.{name}" if node.place else name
            path = (*node.path, "properties", name)
            if properties[name] is False:
                node.absence[name] = self._absence(name, place, merged, inner)
            elif properties[name] is not True:
                member = Merged.of(self.documents, home, (*pointer, name))
                node.members[name] = self.node(place, path, member, inner)
                if name in required:
                    node.presence[name] = self._presence(name, place, merged, member, inner)
        if unknown := [name for name in required if name not in node.members]:
            document, at = merged.written("required")
            raise self.documents.error(document, at, f"required but not described: {', '.join(unknown)}")

    def _presence(self, name: str, place: str, merged: Merged, member: Merged, inner: Evidence) -> str:
        document, pointer = merged.written("required")
        stated = self.documents.at(document, (*pointer, merged.schema["required"].index(name)))
        said = merged.schema.get("x-presence", {})
        document, pointer = merged.written("x-presence")
        evidence = stated.evidence or said.get("evidence", inner)
        evidence = Evidence(word(self.documents, document, (*pointer, "evidence"), evidence, Evidence))
        level, why = self._presence_level(name, merged, said)
        if stated.evidence:
            level, why = None, None
        own = self._level(Kind.PRESENCE, member, stated)
        return self._add(
            kind=Kind.PRESENCE,
            place=place,
            level=own or level or level_of_evidence(evidence, Kind.PRESENCE),
            evidence=evidence,
            title=member_title(Kind.PRESENCE, place),
            written=_by_overlay(stated, member.said_at("x-level", Kind.PRESENCE, stated)),
            rules=_numbers("x-rules", Kind.PRESENCE, member),
            conflicts=_numbers("x-conflicts", Kind.PRESENCE, member),
            why=self._why(Kind.PRESENCE, member, stated) or why,
            description=member.schema.get("description", ""),
            keeps={name: keeping_value(member.schema)},
            breaks={},
        )

    def _presence_level(
        self, name: str, merged: Merged, said: Mapping[str, Any]
    ) -> tuple[Level | None, str | None]:
        """Return the level that ``x-presence`` gives to a member, and why; nothing if it gives none."""
        document, pointer = merged.written("x-presence")
        level, why = None, None
        for level_name, names in said.get("levels", {}).items():
            if unknown := sorted(set(names) - set(merged.schema["required"])):
                problem = f"a level is given to what is not required: {', '.join(unknown)}"
                raise self.documents.error(document, pointer, problem)
            if name in names:
                level = Level[word(self.documents, document, pointer, level_name, Level.__members__)]
                why = said.get("why")
                if not why:
                    raise self.documents.error(
                        document, pointer, "levels of their own need a reason: add why"
                    )
        return level, why

    def _absence(self, name: str, place: str, merged: Merged, inner: Evidence) -> str:
        document, pointer = merged.written("properties")
        stated = self.documents.at(document, (*pointer, name))
        said = stated.evidence or merged.said("x-evidence", Kind.ABSENCE)
        evidence = Evidence(said) if said else inner
        return self._add(
            kind=Kind.ABSENCE,
            place=place,
            level=level_of_evidence(evidence, Kind.ABSENCE),
            evidence=evidence,
            title=member_title(Kind.ABSENCE, place),
            written=stated,
            rules=_numbers("x-rules", Kind.ABSENCE, merged),
            conflicts=_numbers("x-conflicts", Kind.ABSENCE, merged),
            keeps={},
            breaks={name: None},
        )

    def _items(self, place: str, path: Pointer, merged: Merged, inner: Evidence) -> Node | None:
        if "items" not in merged.schema:
            return None
        document, pointer = merged.written("items")
        items = Merged.of(self.documents, document, pointer)
        if any(part[0] == self.rows for part in items.parts[1:]):
            return None
        return self.node(f"{place}[]", (*path, "items"), items, inner)

    def _rules(self, place: str, path: Pointer, merged: Merged) -> Iterator[Rule]:
        document, pointer = merged.written("allOf")
        for i in range(len(merged.schema.get("allOf", ()))):
            rule = Merged.of(self.documents, document, (*pointer, i))
            if "x-clause" not in rule.schema:
                raise self.documents.error(
                    document, (*pointer, i), "allOf holds rules only, and a rule has x-clause"
                )
            yield self._rule(place, (*path, "allOf", i), rule)

    def _rule(self, place: str, path: Pointer, merged: Merged) -> Rule:
        said = merged.schema["x-clause"]
        document, pointer = merged.written("x-clause")
        missing = [
            k for k in ("id", "title", "evidence", "confidence", "rules", "keeps", "breaks") if k not in said
        ]
        if missing:
            raise self.documents.error(document, pointer, f"x-clause lacks {', '.join(missing)}")
        self._refuse_unconditional(merged)
        clause = self._add(
            id=f"{self.form.name}/{said['id']}",
            kind=Kind.RULE,
            place=place,
            level=level_of(self.documents, document, pointer, said),
            evidence=Evidence(said["evidence"]),
            title=said["title"],
            written=self._rule_written(merged),
            rules=tuple(said["rules"]),
            conflicts=tuple(said.get("conflicts", ())),
            why=said.get("why"),
            description=merged.schema.get("description", ""),
            keeps=said["keeps"],
            breaks=said["breaks"],
        )
        operands = sorted({*_operands(merged.schema["if"]), *_operands(merged.schema["then"])})
        prefix = f"{place}." if place else ""
        return Rule(
            clause=clause,
            operands=tuple(prefix + operand for operand in operands),
            condition=tuple(sorted({*_operands(merged.schema["if"])})),
            schema=merged.schema,
            document=document,
            path=path,
        )

    def _rule_written(self, merged: Merged) -> Location:
        """Return where a rule is written: in an overlay that lists it or wrote into it, else in its file."""
        listed = self.documents.at(*merged.parts[0][:2])
        within = self.documents.overlay_within(*merged.parts[-1][:2])
        return listed if listed.evidence else within or self.documents.at(*merged.written("x-clause"))

    def _level(self, kind: Kind, merged: Merged, stated: Location) -> Level | None:
        """Return the level that is said of a kind; of what an overlay states, only an overlay says one."""
        if merged.said_at("x-level", kind, stated) is None:
            return None
        document, pointer = merged.written("x-level")
        if not merged.schema.get("x-why"):
            raise self.documents.error(document, pointer, "a level of its own needs a reason: add x-why")
        said = merged.said("x-level", kind)
        return Level[word(self.documents, document, pointer, said, Level.__members__)]

    def _why(self, kind: Kind, merged: Merged, stated: Location) -> str | None:
        return merged.schema.get("x-why") if self._level(kind, merged, stated) else None

    def _refuse_unconditional(self, rule: Merged) -> None:
        """Refuse a rule that could not break, and parts of one that would never be judged."""
        document, pointer = rule.written("x-clause")
        if missing := [key for key in ("if", "then") if key not in rule.schema]:
            raise self.documents.error(document, pointer, f"a rule lacks {' and '.join(missing)}")
        for key in rule.schema:
            if key not in _IN_RULES:
                problem = f"{key} beside if and then is judged by nobody; put it into then"
                raise self.documents.error(*rule.written(key), problem)
        for key in ("if", "then"):
            if any("$ref" in schema for schema in schemas_within(rule.schema[key])):
                problem = f"a reference within {key} hides what the rule reads; write it out"
                raise self.documents.error(*rule.written(key), problem)

    def _refuse_unclaimed(self, merged: Merged) -> None:
        merged.vet_kinds()
        for key in _ONLY_IN_RULES:
            if key in merged.schema:
                raise self.documents.error(
                    *merged.written(key), f"{key} outside a rule belongs to no clause; make it a rule"
                )
        if "pattern" in merged.schema and "format" not in merged.schema:
            raise self.documents.error(
                *merged.written("pattern"), "a pattern stands beside the format it spells out"
            )
        if ("enum" in merged.schema or "const" in merged.schema) and not values_of(merged.schema):
            key = "enum" if "enum" in merged.schema else "const"
            raise self.documents.error(*merged.written(key), "no value is listed here; null alone is a type")
        enum = merged.schema.get("enum")
        if enum is not None and None not in enum and "null" in types_of(merged.schema):
            raise self.documents.error(
                *merged.written("enum"), "the node is nullable but its enum lacks null"
            )

    def _add(self, *, place: str, kind: Kind, id: str = "", **rest: Any) -> str:  # noqa: A002 - the field's name
        clause = Clause(
            id=id or f"{self.form.name}:{place}/{kind}",
            kind=kind,
            root=self.form.name,
            place=place,
            counted=(self.form.one, self.form.many),
            **rest,
        )
        self.clauses.append(clause)
        return clause.id


def _by_overlay(stated: Location, *said: Location | None) -> Location:
    """Return where a promise is written: where it is stated, unless an overlay said something of it."""
    return next((at for at in (stated, *said) if at is not None and at.evidence), stated)


def _numbers(key: str, kind: Kind, merged: Merged) -> tuple[str, ...]:
    """Return the numbers of facts on the API that all parts of a node give for a kind under an ``x-`` key."""
    said = (part.get(key, ()) for _, _, part in merged.parts)
    return tuple(
        number for each in said for number in (each.get(kind, ()) if isinstance(each, dict) else each)
    )


def members_read(schema: Any) -> set[str]:
    """Return the names of an object's own members that a condition looks at."""
    return {place.partition(".")[0].removesuffix("[]") for place in _operands(schema)}


def is_on_types(schema: Mapping[str, Any], member: str) -> bool:
    """Tell whether a condition that looks at one member alone asks for nothing but its presence and type."""
    of_member = schema.get("properties", {}).get(member, {})
    return schema.keys() <= {"type", "properties", "required"} and of_member.keys() <= {"type"}


def _operands(schema: Any, place: str = "") -> Iterator[str]:
    """Yield the places, relative to the rule's node, whose values the schema looks at."""
    if not isinstance(schema, dict):
        return
    for name in (*schema.get("properties", ()), *schema.get("required", ())):
        below = list(_operands(schema.get("properties", {}).get(name), f"{place}{name}."))
        yield from below or [f"{place}{name}"]
    for key in ("items", "contains"):
        if key in schema:
            step = f"{place.removesuffix('.')}[]."
            yield from list(_operands(schema[key], step)) or [step.removesuffix(".")]
    for key in ("if", "then", "not"):
        yield from _operands(schema.get(key), place)
    for key in ("allOf", "anyOf"):
        for part in schema.get(key, ()):
            yield from _operands(part, place)
