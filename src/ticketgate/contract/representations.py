"""The forms of a body: their trees of places, validators and conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import jsonschema_rs

from ticketgate.contract.clauses import Node, Rule
from ticketgate.contract.documents import Pointer, uri
from ticketgate.contract.formats import FORMATS


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


def compile_form(name: str, path: str, node: Node, registry: jsonschema_rs.Registry) -> Representation:
    """Return the form whose tree is node, its validator and conditions compiled."""
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
