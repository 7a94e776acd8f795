"""Schemas of one OpenAPI document in one form: JSON Schema 2020-12 without annotations."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote

import jsonschema_rs

from ticketgate.contract.documents import Pointer
from ticketgate.contract.vetting import ASSERTIONS
from ticketgate.errors import DocumentError

__all__ = ["Lines", "SchemaForm"]

#: Gives the line of each node of a document, as far as it is known; it is asked for when something is wrong.
Lines = Callable[[], Mapping[Pointer, int]]

_URI: Final = "urn:ticketgate:side"
#: Keywords that assert something although our own documents do without them.
_OF_OTHERS: Final = frozenset(
    "oneOf else patternProperties propertyNames dependentRequired dependentSchemas prefixItems "
    "unevaluatedProperties unevaluatedItems".split()
)
_ONE: Final = frozenset(
    "items additionalProperties not if then else contains propertyNames unevaluatedProperties "
    "unevaluatedItems".split()
)
_LIST: Final = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_NAMED: Final = frozenset(("properties", "patternProperties", "dependentSchemas"))
_META: Final = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"}, mask="what stands here"
)
#: Bounds that OpenAPI 3.0 makes exclusive by a boolean beside them.
_BOUNDS: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_NULL: Final = "null"


class SchemaForm:
    """Brings schemas of a document into one form; ``registry`` resolves the references of what came out."""

    registry: jsonschema_rs.Registry

    def __init__(self, name: str, document: Mapping[str, Any], lines: Lines, *, is_3_0: bool) -> None:
        """Take the document; name and lines are for messages."""
        self.document = document
        self._name = name
        self._lines = lines
        self._is_3_0 = is_3_0
        #: By the id of a rule, the parts of bodies that its document shows to break it, and to keep it.
        self.examples: dict[str, tuple[Any, ...]] = {}
        #: What was taken apart, by the identity of its schemas, which are kept so that it stays theirs.
        self.taken_apart: dict[tuple[int, ...], tuple[tuple[Any, ...], Any]] = {}
        self._definitions: dict[str, Any] = {}

    def settle(self) -> None:
        """Make the registry, once all schemas are in form."""
        self.registry = jsonschema_rs.Registry([(_URI, {"$defs": self._definitions})])

    def definition(self, reference: str) -> Any:
        """Return what a reference in a schema of this form leads to."""
        return self._definitions[reference.rpartition("/")[2]]

    def error(self, at: Pointer, problem: str) -> DocumentError:
        """Make the error that refuses the document for what stands at a pointer."""
        where, near = "/".join(map(str, at)) or "the document", at
        lines = self._lines()
        while near and near not in lines:
            near = near[:-1]
        return DocumentError(self._name, lines.get(near), f"{where}: {problem}")

    def target(self, reference: str, at: Pointer) -> tuple[Any, Pointer]:
        """Return what a reference within the document leads to, and its pointer.

        Raises DocumentError for one that leads nowhere or out of the document.
        """
        if not reference.startswith("#"):
            raise self.error(
                at, f"the reference {reference!r} leads out of the file; bundle the document first"
            )
        node: Any = self.document
        steps: list[str | int] = []
        for raw in unquote(reference[1:]).split("/")[1:]:
            step = raw.replace("~1", "/").replace("~0", "~")
            steps.append(int(step) if isinstance(node, list) and step.isdecimal() else step)
            try:
                node = node[steps[-1]]
            except (KeyError, IndexError, TypeError):
                raise self.error(at, f"the reference {reference!r} leads nowhere") from None
        return node, tuple(steps)

    def normal(self, schema: Any, at: Pointer) -> Any:
        """Return the schema at a pointer in the one form; raises DocumentError for what is no schema."""
        if not isinstance(schema, Mapping):
            if isinstance(schema, bool):
                return schema
            raise self.error(at, "a schema is wanted here")
        if "$ref" in schema and not isinstance(schema["$ref"], str):
            raise self.error((*at, "$ref"), "a reference is text")
        made = self._of_3_0(schema) if self._is_3_0 else schema
        normal = {
            key: self._value(key, value, at) for key, value in made.items() if self._asserts(key, value)
        }
        self._refuse_no_schema(normal, at)
        return normal

    def _refuse_no_schema(self, normal: Mapping[str, Any], at: Pointer) -> None:
        own = {key: value for key, value in normal.items() if key not in _ONE | _LIST | _NAMED | {"x-clause"}}
        if error := next(_META.iter_errors(own), None):
            where = (*at, *error.instance_path)
            raise self.error(where, f"is no JSON Schema: {error.message}")

    @staticmethod
    def _asserts(key: str, value: Any) -> bool:
        return key in ASSERTIONS or key in _OF_OTHERS or (key == "x-clause" and isinstance(value, Mapping))

    def _value(self, key: str, value: Any, at: Pointer) -> Any:
        inner = (*at, key)
        if key == "$ref":
            return self._reference(value, inner)
        if key == "x-clause":
            name = str(value.get("id"))
            self.examples[name] = value.get("breaks"), value.get("keeps")
            return name
        if key in _ONE:
            return self.normal(value, inner)
        if key in _LIST:
            if not isinstance(value, list):
                raise self.error(inner, "a list of schemas is wanted here")
            return [self.normal(each, (*inner, i)) for i, each in enumerate(value)]
        if key in _NAMED:
            if not isinstance(value, Mapping):
                raise self.error(inner, "a mapping to schemas is wanted here")
            return {name: self.normal(each, (*inner, name)) for name, each in value.items()}
        return value

    def _reference(self, reference: str, at: Pointer) -> str:
        schema, pointer = self.target(reference, at)
        name = ".".join(str(step).replace("/", "~1") for step in pointer) or "."
        name = "".join(c if c.isalnum() or c in "._-" else f"_{ord(c):x}_" for c in name)
        if name not in self._definitions:
            self._definitions[name] = True  # until it is known: it may refer to itself
            self._definitions[name] = self.normal(schema, pointer)
        return f"{_URI}#/$defs/{name}"

    @staticmethod
    def _of_3_0(schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema of OpenAPI 3.0 in the words of 3.1.

        ``nullable`` admits null beside whatever else is said, as those who write it mean it.
        """
        if "$ref" in schema:
            return {"$ref": schema["$ref"]}  # 3.0 reads nothing beside a reference
        made = {key: value for key, value in schema.items() if key != "nullable"}
        for exclusive, bound in _BOUNDS.items():
            if isinstance(made.get(exclusive), bool) and made.pop(exclusive) and bound in made:
                made[exclusive] = made.pop(bound)
        if schema.get("nullable") is not True:
            return made
        if isinstance(made.get("enum"), list) and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
        if isinstance(made.get("type"), str):
            made["type"] = [made["type"], _NULL]
        if made.keys() & {"allOf", "anyOf", "oneOf", "not"}:
            return {"anyOf": [made, {"type": _NULL}]}
        return made
