"""Writes the contract as an OpenAPI document for generators and linters, which know little of JSON Schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ticketgate.contract.bundle import TYPE_NAMES, bundle, component_name
from ticketgate.contract.clauses import Evidence, Kind, Level, Node, level_of_evidence
from ticketgate.contract.documents import Pointer
from ticketgate.contract.merging import Merged
from ticketgate.contract.model import Contract

__all__ = ["plain_bundle"]

_COMPONENTS: Final = "#/components/schemas/"
#: What says something about a value and forbids none. Titles are left out: generators name types after them.
_WORDS: Final = ("description", "default", "examples", "deprecated")
#: The keywords that concern values of one type; numbers and whole numbers share theirs.
_OF_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_OF_TYPE: Final[Mapping[str, tuple[str, ...]]] = {
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "string": ("pattern", "format", "minLength", "maxLength"),
    "number": _OF_NUMBERS,
    "integer": _OF_NUMBERS,
    "boolean": (),
    "null": (),
}
#: Formats of our own, which other tools do not know; the pattern beside such a one says the same.
_OWN_FORMATS: Final = ("mysql-datetime", "mime-type")
#: A place in a document: the name that it has as a component, and a pointer.
_Home = tuple[str, Pointer]


def plain_bundle(contract: Contract) -> dict[str, Any]:
    """Return the OpenAPI document of the contract without rules and with nothing but plain schemas.

    Definitions are components of their own, null and other unions are ``anyOf``, a type stands beside each
    enum, no schema is a boolean and no key begins with ``x-``. Required is only what is promised with MUST
    and needs not be asked for, closed is only what is so with MUST.
    """
    whole = _without_extensions(bundle(contract))
    schemas = whole["components"].pop("schemas")
    plain = _Plain(schemas, _weak(contract))
    document: dict[str, Any] = plain.rewritten(whole)
    components: dict[str, Any] = {}
    while missing := [name for name in plain.wanted if name not in components]:
        for name in missing:
            components[name] = plain.component(plain.wanted[name])
    document["components"]["schemas"] = dict(sorted(components.items()))
    return document


def _without_extensions(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_extensions(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    # An example is a body: what it holds is no word of ours.
    return {
        key: value if key in ("value", "example") else _without_extensions(value)
        for key, value in node.items()
        if not key.startswith("x-")
    }


@dataclass(slots=True)
class _Plain:
    """The schemas as bundled, and the components that the plain ones refer to, by name."""

    schemas: Mapping[str, Any]
    #: What is not promised with MUST: a member by its name, and that an object is closed by ``""``.
    weak: frozenset[tuple[_Home, str]]
    wanted: dict[str, _Home] = field(default_factory=dict)

    def rewritten(self, node: Any) -> Any:
        """Return a part of the OpenAPI document with its schemas made plain."""
        if isinstance(node, list):
            return [self.rewritten(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        if str(node.get("$ref", "")).startswith(_COMPONENTS):
            return {"$ref": self._reference(_home_of(node["$ref"]))}
        return {
            key: self.schema(value, ("", ())) if key == "schema" else self.rewritten(value)
            for key, value in node.items()
        }

    def component(self, home: _Home) -> dict[str, Any]:
        """Return the plain schema of a component."""
        made = self.schema(self._at(home), home)
        return {key: value for key, value in made.items() if key != "deprecated"}

    def schema(self, node: Mapping[str, Any], home: _Home) -> dict[str, Any]:
        """Return a schema made plain; home is where it stands."""
        words = {key: node[key] for key in _WORDS if key in node}
        options = list(self._options(node, home))
        return {**words, "anyOf": options} if len(options) > 1 else {**words, **options[0]}

    def _options(self, node: Mapping[str, Any], home: _Home) -> Iterator[dict[str, Any]]:
        """Yield what a value may be, one plain schema each."""
        if "anyOf" in node:
            for i, each in enumerate(node["anyOf"]):
                yield self.schema(each, _below(home, "anyOf", i))
        elif "enum" in node or "const" in node:
            yield from _listed(node.get("enum", [node.get("const")]))
        elif "$ref" in node:
            yield from self._referred(node)
        else:
            types = _types(node)
            yield from ([self._typed(name, node, home) for name in types] if types else [{}])

    def _referred(self, node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the reference, and the types beside it that what it leads to does not have."""
        home = _home_of(node["$ref"])
        target = self._at(home)
        if home[1][:1] in ((), ("$defs",)):
            # A member is deprecated, not the kind of value it has.
            deprecated = {"deprecated": True} if target.get("deprecated") else {}
            yield {"$ref": self._reference(home), **deprecated}
        else:  # a place within a schema, which generators do not find
            yield self.schema(target, home)
        own = _types(target)
        for name in _types(node) if "type" in node else ():
            if own and name not in own:
                yield {"type": name}

    def _typed(self, name: str, node: Mapping[str, Any], home: _Home) -> dict[str, Any]:
        made: dict[str, Any] = {"type": name}
        for key in _OF_TYPE[name]:
            if key not in node or (key == "format" and node[key] in _OWN_FORMATS):
                continue
            made[key] = node[key]
        if "items" in made:
            made["items"] = self.schema(made["items"], _below(home, "items"))
        if "properties" in made:
            made["properties"] = {
                member: self.schema(
                    schema if isinstance(schema, Mapping) else {}, _below(home, "properties", member)
                )
                for member, schema in made["properties"].items()
                if schema is not False
            }
        required = [member for member in made.pop("required", ()) if (home, member) not in self.weak]
        is_bare = name == "object" and not made.keys() & {"properties", "additionalProperties"}
        if is_bare or made.get("additionalProperties") is True:
            made[
                "additionalProperties"
            ] = {}  # generators for TypeScript take an object without for an empty one
        elif (home, "") in self.weak:
            made.pop("additionalProperties", None)
        return {**made, "required": required} if required else made

    def _reference(self, home: _Home) -> str:
        """Return the reference to a component, past those that are nothing but another one."""
        node = self._at(home)
        if "$ref" in node:
            options = list(self._referred(node))
            if len(options) == 1 and "$ref" in options[0]:
                reference: str = options[0]["$ref"]
                return reference
        name = _plain_name(home)
        self.wanted[name] = home
        return f"{_COMPONENTS}{name}"

    def _at(self, home: _Home) -> Any:
        node = self.schemas[home[0]]
        for step in home[1]:
            node = node[step]
        return node


def _listed(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield listed values by their types, null last and without a list."""
    names = dict.fromkeys(TYPE_NAMES[type(value)] for value in values)
    for name in sorted(names, key=lambda name: name == "null"):
        own = [value for value in values if TYPE_NAMES[type(value)] == name]
        yield {"type": "null"} if name == "null" else {"type": name, "enum": own}


def _types(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types a schema allows: as it says, else as its keywords let expect."""
    said = node.get("type")
    if said is not None:
        return (said,) if isinstance(said, str) else tuple(said)
    return tuple(name for name in ("object", "array", "string") if any(key in node for key in _OF_TYPE[name]))


def _home_of(reference: str) -> _Home:
    name, *rest = reference.removeprefix(_COMPONENTS).split("/")
    return name, tuple(step.replace("~1", "/").replace("~0", "~") for step in rest)


def _below(home: _Home, *steps: str | int) -> _Home:
    return home[0], (*home[1], *steps)


def _plain_name(home: _Home) -> str:
    """Return the name of a component as a type is called: ``ticket-fields`` and ``status`` make one word."""
    words = (str(part) for part in (home[0], *home[1][1:]))
    return "".join(
        word[:1].upper() + word[1:] for part in words for word in part.replace(".", "-").split("-")
    )


# What the levels of clauses say of the schemas: each may stand for several places, and the weakest counts.


def _weak(contract: Contract) -> frozenset[tuple[_Home, str]]:
    """Return what is not promised with MUST, or has to be asked for, by where it is said."""
    found = {
        each
        for form in contract.representations.values()
        for each in _weak_below(
            contract,
            Merged.of(contract.documents, form.document, ()),
            form.node,
            _asked_for(contract, form.name),
        )
    }
    described = {form.document for form in contract.representations.values()}
    bodies = {operation.body for operation in contract.operations.values()}
    for path in contract.documents.schemas:
        root = contract.documents.contents[path]
        evidence = root.get("x-evidence")
        if path in described | bodies or not isinstance(evidence, str):
            continue
        if level_of_evidence(Evidence(evidence), Kind.PRESENCE) < Level.MUST and _is_answer(contract, path):
            found |= {((component_name(path), ()), member) for member in root.get("required", ())}
    return frozenset(found)


def _is_answer(contract: Contract, path: str) -> bool:
    """Tell whether a document describes an answer that is none of the forms, such as an error."""
    answers = contract.openapi.get("components", {}).get("responses", {})
    return any(
        media.get("schema", {}).get("$ref") == path
        for answer in answers.values()
        for media in answer.get("content", {}).values()
    )


def _asked_for(contract: Contract, form: str) -> Mapping[str, frozenset[str]]:
    """Return the members that come whole on request only, with what is left of each without it."""
    return {
        member: left
        for operation in contract.operations.values()
        if operation.form == form
        for parameter in operation.parameters
        for member, left in parameter.completes.items()
    }


def _weak_below(
    contract: Contract, merged: Merged, node: Node, asked_for: Mapping[str, frozenset[str]]
) -> Iterator[tuple[_Home, str]]:
    """Yield what is weak at a node of a form and below it."""
    path, pointer = merged.written("required")
    home = component_name(path), pointer[:-1]
    for name, clause in node.presence.items():
        place = f"{node.place}.{name}" if node.place else name
        goes = node.place in asked_for or asked_for.get(place) == frozenset()
        if goes or contract.clauses[clause].level < Level.MUST:
            yield home, name
    if (closed := node.clauses.get(Kind.UNDOCUMENTED)) and contract.clauses[closed].level < Level.MUST:
        path, pointer = merged.written("additionalProperties")
        yield (component_name(path), pointer[:-1]), ""
    path, pointer = merged.written("properties")
    for name, member in node.members.items():
        yield from _weak_below(
            contract, Merged.of(contract.documents, path, (*pointer, name)), member, asked_for
        )
    if node.items is not None:
        path, pointer = merged.written("items")
        yield from _weak_below(contract, Merged.of(contract.documents, path, pointer), node.items, asked_for)
