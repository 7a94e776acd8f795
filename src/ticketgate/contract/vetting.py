"""Refuses what stands in a document and no validator would check."""

import json
from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs

from ticketgate.contract.documents import Documents, Pointer
from ticketgate.contract.formats import FORMATS
from ticketgate.contract.shapes import refuse_misshapen

_OPENAPI: Final = "openapi.yaml"
_RELATIONS: Final = "relations.yaml"
#: Keywords that both validation libraries assert, and annotations that promise nothing.
ASSERTIONS: Final = frozenset(
    "type enum const properties required additionalProperties items pattern format minimum maximum "
    "exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems uniqueItems multipleOf "
    "minProperties maxProperties allOf anyOf not if then contains minContains maxContains $ref".split()
)
ANNOTATIONS: Final = frozenset("title description default examples deprecated $defs $comment".split())
#: What may be said beside the keywords of a schema, and in the OpenAPI document.
_OF_SCHEMAS: Final = frozenset(
    "x-clause x-conflicts x-evidence x-fields x-foreign x-form x-lenient x-level x-moves x-place x-presence "
    "x-refused-as x-rules x-search x-stratum x-unpublished x-why".split()
)
_OF_OPERATIONS: Final = frozenset(
    "x-always x-changes x-completes x-costly x-evidence x-fills x-never x-otherwise x-plausible "
    "x-safe".split()
)
#: Keywords whose value is a schema, a list of schemas, or a mapping to schemas.
_ONE: Final = frozenset(("items", "additionalProperties", "not", "if", "then", "contains"))
_LIST: Final = frozenset(("allOf", "anyOf"))
_NAMED: Final = frozenset(("properties", "$defs"))
_METASCHEMA: Final = {"$ref": "https://json-schema.org/draft/2020-12/schema"}


def schemas_within(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema object within schema, itself first."""
    return (found for _, found in _located(schema, ()))


def refuse_unchecked(documents: Documents) -> None:
    """Raise DocumentError, naming file and line, for the first thing that nothing here would check.

    That is any keyword of a schema that no validator asserts, a reference that leads nowhere, and an
    ``x-`` key that nothing reads.
    """
    refuse_misshapen(documents, "openapi", _OPENAPI, documents.contents[_OPENAPI])
    refuse_misshapen(documents, "relations", _RELATIONS, documents.contents.get(_RELATIONS, {}))
    _vet_openapi(documents, _OPENAPI, documents.contents[_OPENAPI], ())
    for path in documents.schemas:
        _vet_schema_document(documents, path)


def _vet_schema_document(documents: Documents, path: str) -> None:
    content = documents.contents[path]
    try:
        jsonschema_rs.Draft202012Validator(_METASCHEMA).validate(content)
    except jsonschema_rs.ValidationError as error:
        raise documents.error(path, tuple(error.instance_path), f"no JSON Schema: {error.message}") from None
    for pointer, schema in _located(content, ()):
        _vet_schema(documents, path, pointer, schema)


def _vet_openapi(documents: Documents, path: str, node: Any, pointer: Pointer) -> None:
    """Refuse references that lead nowhere, and extensions of OpenAPI that nothing here reads."""
    if isinstance(node, list):
        for i, item in enumerate(node):
            _vet_openapi(documents, path, item, (*pointer, i))
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            documents.resolve(path, pointer)
        for key, value in node.items():
            if key.startswith("x-") and (problem := _problem_of_extension(key, _OF_OPERATIONS)):
                raise documents.error(path, (*pointer, key), problem)
            if key == "externalValue":
                _vet_example(documents, path, value, (*pointer, key))
            _vet_openapi(documents, path, value, (*pointer, key))


def _vet_example(documents: Documents, path: str, file: Any, pointer: Pointer) -> None:
    """Refuse an example in a file that cannot be read: the document that a mock serves has it inside."""
    try:
        json.loads((documents.root / str(file)).read_bytes())
    except OSError as error:
        raise documents.error(path, pointer, f"cannot read the example {file}: {error.strerror}") from None
    except ValueError:
        raise documents.error(path, pointer, f"the example {file} is no JSON") from None


def _located(schema: Any, pointer: Pointer) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Yield every schema object within schema with its pointer, itself first."""
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    for key, value in schema.items():
        if key in _ONE:
            yield from _located(value, (*pointer, key))
        elif key in _LIST and isinstance(value, list):
            for i, item in enumerate(value):
                yield from _located(item, (*pointer, key, i))
        elif key in _NAMED and isinstance(value, dict):
            for name, item in value.items():
                yield from _located(item, (*pointer, key, name))


def _vet_schema(documents: Documents, path: str, pointer: Pointer, schema: dict[str, Any]) -> None:
    for key in schema:
        problem = _problem_of_key(key)
        if problem:
            raise documents.error(path, (*pointer, key), problem)
    refuse_misshapen(documents, "schema", path, schema, pointer)
    if "$ref" in schema:
        documents.resolve(path, pointer)
    name = schema.get("format")
    if name is not None and name not in FORMATS:
        known = ", ".join(FORMATS)
        raise documents.error(path, (*pointer, "format"), f"no check for the format {name!r}; known: {known}")
    if any(isinstance(value, list | dict) for value in (*schema.get("enum", ()), schema.get("const"))):
        problem = "a value listed here is an array or an object; only texts, numbers, booleans and null are"
        raise documents.error(path, (*pointer, "enum"), problem)
    kinds = schema.get("type")
    nullable = isinstance(kinds, list) and "null" in kinds
    if nullable and "enum" in schema and None not in schema["enum"]:
        raise documents.error(
            path, (*pointer, "enum"), "the type allows null but the enum does not; list null in the enum"
        )
    if "enum" in schema and "type" in schema:
        raise documents.error(
            path, (*pointer, "type"), "the enum already says the type; a fact is stated once"
        )


def _problem_of_key(key: str) -> str | None:
    if key == "nullable":
        return "nullable belongs to OpenAPI 3.0; say type: [..., 'null'] instead"
    if key in ("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$schema"):
        return f"{key} is not used here: documents are named by their path"
    if key.startswith("x-"):
        return _problem_of_extension(key, _OF_SCHEMAS)
    if key not in ASSERTIONS and key not in ANNOTATIONS:
        return f"nothing would check the keyword {key!r}"
    return None


def _problem_of_extension(key: str, known: frozenset[str]) -> str | None:
    return None if key in known else f"unknown extension {key!r}; known: {', '.join(sorted(known))}"
