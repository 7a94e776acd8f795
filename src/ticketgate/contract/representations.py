"""The forms of a body: their trees of places, validators and conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs

from ticketgate.contract.clauses import Node, Rule
from ticketgate.contract.documents import Pointer, uri
from ticketgate.contract.formats import FORMATS, USUAL

#: Where a stricter schema would let more pass, and where values stand.
_LEFT_AS_THEY_ARE: Final = frozenset(("not", "if", "contains", "default", "examples"))


@dataclass(frozen=True, slots=True)
class Condition:
    """The ``if`` of a rule, compiled alone: the rule is about the objects that it holds for.

    An example: ``{"properties": {"status": {"const": "closed"}}, "required": ["status"]}``.
    """

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

    ``usual`` takes nothing that ``validator`` would not take, and nearly all that it takes, in two thirds of
    the time. ``by_path`` finds a node by the way the validator took to it, ``rules`` a rule by the way to its
    schema; both ways are without ``$ref`` steps.
    """

    name: str
    document: str
    node: Node
    validator: jsonschema_rs.Draft202012Validator
    usual: jsonschema_rs.Draft202012Validator
    by_path: Mapping[Pointer, Node]
    rules: Mapping[Pointer, Rule]
    conditions: tuple[Conditions, ...]


def compile_form(
    name: str, path: str, node: Node, registry: jsonschema_rs.Registry, usual: jsonschema_rs.Registry
) -> Representation:
    """Return the form whose tree is node, its validators and conditions compiled.

    usual has the same documents, with what usual strings look like (``with_usual_formats``).
    """
    return Representation(
        name=name,
        document=path,
        node=node,
        validator=_validator({"$ref": uri(path)}, registry),
        usual=_validator({"$ref": uri(path)}, usual),
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


def with_usual_formats(schema: Any) -> Any:
    """Return a schema that takes no strings but usual ones of their formats.

    A validator does patterns itself; for our formats it calls back to Python, some thirteen times a ticket.
    """
    if isinstance(schema, list):
        return [with_usual_formats(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {
        key: each if key in _LEFT_AS_THEY_ARE or key.startswith("x-") else with_usual_formats(each)
        for key, each in schema.items()
    }
    if isinstance(made.get("format"), str):
        usual = {"pattern": USUAL[made.pop("format")]}
        made["allOf"] = [*made.get("allOf", ()), usual]
    return made
