"""Pairs of small schemas, and OpenAPI documents around them, to compare with one another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def document(schema: Any, version: str = "3.1.0", **parts: Any) -> dict[str, Any]:
    """Return a document whose one operation asks and answers with the same schema."""
    content = {"application/json": {"schema": schema}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    return {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/thing": {"post": {**operation, **parts.pop("operation", {})}}},
        **parts,
    }


def write_api(path: Path, content: Any) -> str:
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def obj(required: tuple[str, ...] = (), more: Any = None, **members: Any) -> dict[str, Any]:
    """Return the schema of an object; more is what others than its members have to keep."""
    made: dict[str, Any] = {"type": "object", "properties": members, "required": list(required)}
    return made if more is None else {**made, "additionalProperties": more}


STRING, INTEGER, NUMBER, NULL = ({"type": name} for name in ("string", "integer", "number", "null"))
TEXT_OR_NULL = {"type": ["string", "null"]}
RULE = {
    "x-clause": {"id": "a-rule"},
    "if": {"properties": {"a": {"const": 1}}, "required": ["a"]},
    "then": {"required": ["b"]},
}
OTHER_RULE = {**RULE, "then": {"required": ["c"]}}
A, B = obj(a=STRING), obj(b=INTEGER)

#: Name, the looser schema, the stricter one, and the changes from the first to the second: each place and keyword.
STRICTER: list[tuple[str, Any, Any, set[tuple[str, str]]]] = [
    ("anything", {}, STRING, {("", "type")}),
    ("nothing", STRING, False, {("", "type")}),
    ("one type less", {"type": ["string", "integer"]}, STRING, {("", "type")}),
    ("whole numbers only", NUMBER, INTEGER, {("", "type")}),
    ("null no longer", TEXT_OR_NULL, STRING, {("", "type")}),
    ("null by anyOf no longer", {"anyOf": [STRING, NULL]}, STRING, {("", "type")}),
    ("null by oneOf no longer", {"oneOf": [NULL, STRING]}, STRING, {("", "type")}),
    ("null in an enum no longer", {"enum": ["a", None]}, {"enum": ["a"]}, {("", "type")}),
    ("null of a member", obj(a=TEXT_OR_NULL), obj(a=STRING), {("a", "type")}),
    ("null of an object", {"anyOf": [A, NULL]}, A, {("", "type")}),
    ("a value less", {"enum": ["a", "b"]}, {"enum": ["a"]}, {("", "enum")}),
    ("a value less, of a member", obj(a={"enum": [1, 2]}), obj(a={"enum": [2]}), {("a", "enum")}),
    ("listed at all", STRING, {"enum": ["a"]}, {("", "enum")}),
    ("a const", {"enum": ["a", "b"]}, {"const": "b"}, {("", "enum")}),
    ("const of any", {}, {"const": 3}, {("", "type"), ("", "enum")}),
    ("minimum", {"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 2}, {("", "minimum")}),
    ("minimum at all", INTEGER, {"type": "integer", "minimum": 0}, {("", "minimum")}),
    ("maximum", {"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 7}, {("", "maximum")}),
    ("maximum of fractions", {"type": "number", "maximum": 9.5}, {"type": "number", "maximum": 9}, {("", "maximum")}),
    ("exclusiveMinimum", {"type": "number", "minimum": 1}, {"type": "number", "exclusiveMinimum": 1}, {("", "exclusiveMinimum")}),
    ("exclusiveMaximum", NUMBER, {"type": "number", "exclusiveMaximum": 5}, {("", "exclusiveMaximum")}),
    ("multipleOf", INTEGER, {"type": "integer", "multipleOf": 5}, {("", "multipleOf")}),
    ("minLength", STRING, {"type": "string", "minLength": 2}, {("", "minLength")}),
    ("maxLength", {"type": "string", "maxLength": 5}, {"type": "string", "maxLength": 4}, {("", "maxLength")}),
    ("long maxLength", {"type": "string", "maxLength": 500}, {"type": "string", "maxLength": 255}, {("", "maxLength")}),
    ("pattern", STRING, {"type": "string", "pattern": "^[a-z]+$"}, {("", "pattern")}),
    ("format", STRING, {"type": "string", "format": "date-time"}, {("", "format")}),
    ("format of ours", STRING, {"type": "string", "format": "mysql-datetime"}, {("", "format")}),
    ("format of others", STRING, {"type": "string", "format": "uuid"}, {("", "format")}),
    ("minItems", {"type": "array"}, {"type": "array", "minItems": 1}, {("", "minItems")}),
    ("maxItems", {"type": "array", "maxItems": 3}, {"type": "array", "maxItems": 2}, {("", "maxItems")}),
    ("maxItems of items", {"type": "array", "items": A}, {"type": "array", "items": A, "maxItems": 2}, {("", "maxItems")}),
    ("uniqueItems", {"type": "array", "items": STRING}, {"type": "array", "items": STRING, "uniqueItems": True}, {("", "uniqueItems")}),
    ("items", {"type": "array", "items": TEXT_OR_NULL}, {"type": "array", "items": STRING}, {("[]", "type")}),
    ("items at all", {"type": "array"}, {"type": "array", "items": STRING}, {("[]", "type")}),
    ("members of items", {"type": "array", "items": obj(a=TEXT_OR_NULL)}, {"type": "array", "items": obj(a=STRING)}, {("[].a", "type")}),
    ("minProperties", {"type": "object"}, {"type": "object", "minProperties": 1}, {("", "minProperties")}),
    ("maxProperties", {"type": "object"}, {"type": "object", "maxProperties": 2}, {("", "maxProperties")}),
    ("required", obj(a=STRING), obj(("a",), a=STRING), {("a", "required")}),
    ("one of two required", obj(("a",), a=STRING, b=INTEGER), obj(("a", "b"), a=STRING, b=INTEGER), {("b", "required")}),
    ("required within", obj(("a",), a=obj(b=STRING)), obj(("a",), a=obj(("b",), b=STRING)), {("a.b", "required")}),
    ("members refused", obj(a=STRING), obj(a=STRING, more=False), {("", "additionalProperties")}),
    ("members of a kind", obj(more=TEXT_OR_NULL), obj(more=STRING), {("*", "type")}),
    ("a member gone from a closed object", obj(a=STRING, b=INTEGER, more=False), obj(a=STRING, more=False), {("b", "properties")}),
    ("a member forbidden", obj(a=STRING, b=INTEGER), obj(a=STRING, b=False), {("b", "properties")}),
    ("a member described", obj(a=STRING), obj(a=STRING, b=INTEGER), {("b", "properties")}),
    ("a rule", obj(a=INTEGER, b=STRING), {**obj(a=INTEGER, b=STRING), "allOf": [RULE]}, {("", "if")}),
    ("a condition", obj(a=INTEGER), {**obj(a=INTEGER), "if": RULE["if"], "then": {"required": ["b"]}}, {("", "if")}),
    ("not", INTEGER, {"type": "integer", "not": {"const": 3}}, {("", "not")}),
    ("contains", {"type": "array", "items": INTEGER}, {"type": "array", "items": INTEGER, "contains": {"const": 3}}, {("", "contains")}),
    ("minContains", {"type": "array", "contains": {"const": 3}}, {"type": "array", "contains": {"const": 3}, "minContains": 2}, {("", "contains")}),
    ("maxContains", {"type": "array", "contains": {"const": 3}}, {"type": "array", "contains": {"const": 3}, "maxContains": 1}, {("", "contains")}),
    ("an alternative less", {"anyOf": [obj(("a",), a=STRING), obj(("b",)), obj(("c",))]}, {"anyOf": [obj(("a",), a=STRING), obj(("b",))]}, {("", "anyOf")}),
    ("allOf", STRING, {"allOf": [STRING, {"minLength": 1}]}, {("", "minLength")}),
]  # fmt: skip

SHARED = {"components": {"schemas": {"Thing": obj(("a",), a=TEXT_OR_NULL), "Text": STRING}}}
RENAMED = {"components": {"schemas": {"Object": obj(("a",), a=TEXT_OR_NULL), "Word": STRING}}}
TREE = {"components": {"schemas": {"Tree": obj(child={"$ref": "#/components/schemas/Tree"}, a=STRING)}}}
FOREST = {"components": {"schemas": {"Node": obj(a=STRING, child={"$ref": "#/components/schemas/Node"})}}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


#: Name and two documents that describe the same.
SAME: list[tuple[str, Any, Any]] = [
    ("itself", document(A), document(A)),
    ("words", document({**A, "title": "x", "description": "y"}), document(A)),
    ("examples", document({**STRING, "examples": ["a"]}), document({**STRING, "default": "b"})),
    ("members reordered", document(obj(a=STRING, b=INTEGER)), document(obj(b=INTEGER, a=STRING))),
    ("required reordered", document(obj(("a", "b"))), document(obj(("b", "a")))),
    ("types reordered", document({"type": ["null", "string"]}), document(TEXT_OR_NULL)),
    ("values reordered", document({"enum": ["a", "b"]}), document({"enum": ["b", "a"]})),
    (
        "type beside values within a rule",
        document({"if": {"properties": {"a": {"type": "string", "enum": ["x"]}}}, "then": A}),
        document({"if": {"properties": {"a": {"enum": ["x"]}}}, "then": A}),
    ),
    ("alternatives reordered", document({"anyOf": [A, B]}), document({"anyOf": [B, A]})),
    ("const", document({"const": "a"}), document({"enum": ["a"]})),
    ("type beside values", document({"enum": ["a", "b"], "type": "string"}), document({"enum": ["a", "b"]})),
    ("number 1.0", document({"enum": [1]}), document({"enum": [1.0]})),
    ("null by anyOf", document({"anyOf": [STRING, NULL]}), document(TEXT_OR_NULL)),
    ("null by oneOf", document({"oneOf": [STRING, NULL]}), document(TEXT_OR_NULL)),
    ("null of values", document({"anyOf": [{"enum": ["a"]}, NULL]}), document({"enum": ["a", None]})),
    ("types by anyOf", document({"anyOf": [STRING, INTEGER]}), document({"type": ["integer", "string"]})),
    ("above 0 is at least 1", document({"type": "integer", "exclusiveMinimum": 0}), document({"type": "integer", "minimum": 1})),
    ("minLength 0", document({"type": "string", "minLength": 0}), document(STRING)),
    ("a limit of no text", document({"type": "integer", "maxLength": 3}), document(INTEGER)),
    ("a limit twice", document({"allOf": [{"minimum": 2}, {"type": "integer", "minimum": 1}]}), document({"type": "integer", "minimum": 2})),
    ("additional members said", document(obj(a=STRING, more=True)), document(obj(a=STRING))),
    ("an empty description of items", document({"type": "array", "items": {}}), document({"type": "array"})),
    ("a reference instead", document(_ref("Thing"), **SHARED), document(obj(("a",), a=TEXT_OR_NULL))),
    ("a reference moved", document(_ref("Thing"), **SHARED), document(_ref("Object"), **RENAMED)),
    ("a reference in allOf", document({"allOf": [_ref("Thing")]}, **SHARED), document(_ref("Thing"), **SHARED)),
    ("a recursive reference moved", document(_ref("Tree"), **TREE), document(_ref("Node"), **FOREST)),
    ("allOf taken together", document({"allOf": [obj(a=STRING), obj(b=INTEGER)]}), document(obj(a=STRING, b=INTEGER))),
    ("rules reordered", document({"allOf": [A, RULE]}), document({"allOf": [RULE, A]})),
    ("nullable of 3.0", document({"type": "string", "nullable": True}, "3.0.3"), document(TEXT_OR_NULL)),
    ("nullable false", document({"type": "string", "nullable": False}, "3.0.3"), document(STRING)),
    ("nullable values of 3.0", document({"type": "string", "enum": ["a", None], "nullable": True}, "3.0.3"), document({"enum": ["a", None]})),
    ("nullable reference of 3.0", document({"nullable": True, "allOf": [_ref("Text")]}, "3.0.3", **SHARED), document(TEXT_OR_NULL)),
    ("exclusive bounds of 3.0", document({"type": "number", "minimum": 1, "exclusiveMinimum": True}, "3.0.0"), document({"type": "number", "exclusiveMinimum": 1})),
    ("an exclusive bound that is none", document({"type": "number", "maximum": 1, "exclusiveMaximum": False}, "3.0.0"), document({"type": "number", "maximum": 1})),
    ("example of 3.0", document({"type": "string", "example": "a"}, "3.0.3"), document(STRING)),
    ("beside a reference of 3.0", document({**_ref("Text"), "minLength": 3}, "3.0.3", **SHARED), document(STRING)),
]  # fmt: skip
