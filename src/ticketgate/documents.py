"""Reads the YAML documents under ``specs/``, remembers the line of every node and resolves references.

It knows YAML and JSON Schema's vocabulary; what a promise means is the business of ``clauses``.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs
import yaml

from ticketgate.errors import DocumentError
from ticketgate.formats import FORMATS

__all__ = ["Documents", "Location", "Pointer", "bundled_specs", "read_documents"]

Pointer = tuple[str | int, ...]

#: Keywords that both validation libraries assert, and annotations that promise nothing.
ASSERTIONS: Final = frozenset(
    "type enum const properties required additionalProperties items pattern format minimum maximum "
    "exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems uniqueItems multipleOf "
    "minProperties maxProperties allOf anyOf not if then contains minContains maxContains $ref".split()
)
ANNOTATIONS: Final = frozenset("title description default examples deprecated $defs $comment".split())
EXTENSIONS: Final = frozenset("x-evidence x-level x-why x-rules x-presence x-clause x-fields".split())
#: Keywords whose value is a schema, a list of schemas, or a mapping to schemas.
_ONE: Final = frozenset(("items", "additionalProperties", "not", "if", "then", "contains"))
_LIST: Final = frozenset(("allOf", "anyOf"))
_NAMED: Final = frozenset(("properties", "$defs"))
_SCHEMA_FOLDERS: Final = ("schemas/", "rules/")
_METASCHEMA: Final = {"$ref": "https://json-schema.org/draft/2020-12/schema"}


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document: path below ``specs/`` and line, counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"specs/{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Documents:
    """All documents of a contract by their path below ``specs/``, and the line of each of their nodes."""

    contents: Mapping[str, Any]
    lines: Mapping[tuple[str, Pointer], int]
    digest: str

    def at(self, path: str, pointer: Pointer) -> Location:
        """Return where a node is written; the nearest ancestor with a known line stands in."""
        while pointer and (path, pointer) not in self.lines:
            pointer = pointer[:-1]
        return Location(path, self.lines.get((path, pointer), 1))

    def error(self, path: str, pointer: Pointer, problem: str) -> DocumentError:
        """Make the error that refuses the document for what stands at pointer."""
        return DocumentError(f"specs/{path}", self.at(path, pointer).line, problem)

    def get(self, path: str, pointer: Pointer = ()) -> Any:
        """Return the node at pointer; raises KeyError or IndexError when nothing is there."""
        node = self.contents[path]
        for step in pointer:
            node = node[step]
        return node

    def resolve(self, path: str, pointer: Pointer) -> tuple[str, Pointer]:
        """Return document and pointer that the ``$ref`` of the node at pointer leads to.

        Raises DocumentError when the reference leads nowhere or out of the documents.
        """
        ref = self.get(path, pointer)["$ref"]
        file, _, fragment = ref.partition("#")
        target = _join(path, file) if file else path
        steps: Pointer = tuple(s.replace("~1", "/").replace("~0", "~") for s in fragment.split("/")[1:])
        try:
            self.get(target, steps)
        except (KeyError, IndexError, TypeError):
            raise self.error(path, (*pointer, "$ref"), f"the reference {ref!r} leads nowhere") from None
        return target, steps

    @property
    def schemas(self) -> tuple[str, ...]:
        """The paths of the documents that hold JSON Schema."""
        return tuple(path for path in self.contents if path.startswith(_SCHEMA_FOLDERS))


def uri(path: str) -> str:
    """Return the name under which the document at path is registered."""
    return f"file:///specs/{path}"


def bundled_specs() -> Path:
    """Return the folder of the contract: beside the module when installed, else the checkout's."""
    here = Path(__file__).resolve().parent
    installed = here / "specs"
    return installed if installed.is_dir() else here.parents[1] / "specs"


def schemas_within(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema object within schema, itself first."""
    return (found for _, found in _located(schema, ()))


def read_documents(root: Path) -> Documents:
    """Read and vet every YAML document below root.

    Raises DocumentError for a file that is no YAML mapping, a key given twice, and any schema that
    holds what no validator would assert.
    """
    contents: dict[str, Any] = {}
    lines: dict[tuple[str, Pointer], int] = {}
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.yaml")):
        path = file.relative_to(root).as_posix()
        text = file.read_bytes()
        digest.update(path.encode() + b"\0" + hashlib.sha256(text).digest())
        contents[path] = _read_yaml(path, text, lines)
    if "openapi.yaml" not in contents:
        raise DocumentError(str(root), None, "no openapi.yaml here; a contract is a folder that holds one")
    documents = Documents(MappingProxyType(contents), MappingProxyType(lines), digest.hexdigest())
    _vet_openapi(documents, "openapi.yaml", contents["openapi.yaml"], ())
    for path in documents.schemas:
        _vet_schema_document(documents, path)
    return documents


def _join(base: str, relative: str) -> str:
    steps = base.split("/")[:-1]
    for step in relative.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


# Reading YAML: composed by libyaml where present, built here so that lines are kept and dates stay text.

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG: Final = "tag:yaml.org,2002:"


def _read_yaml(path: str, text: bytes, lines: dict[tuple[str, Pointer], int]) -> dict[str, Any]:
    try:
        root = yaml.compose(text.decode("utf-8"), Loader=_Loader)
        if isinstance(root, yaml.MappingNode):
            content: dict[str, Any] = _build(path, root, (), lines)
            return content
    except UnicodeDecodeError as error:
        raise DocumentError(f"specs/{path}", None, f"not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or getattr(error, "reason", "unreadable")
        raise DocumentError(f"specs/{path}", line, f"not YAML: {problem}") from None
    except RecursionError:
        raise DocumentError(f"specs/{path}", None, "nested without end; an alias may hold itself") from None
    raise DocumentError(f"specs/{path}", 1, "a document is a mapping")


def _build(path: str, node: yaml.Node, pointer: Pointer, lines: dict[tuple[str, Pointer], int]) -> Any:
    lines.setdefault((path, pointer), node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in mapping:
                raise DocumentError(f"specs/{path}", line, f"the key {key!r} is given twice")
            lines[path, (*pointer, key)] = line
            mapping[key] = _build(path, value_node, (*pointer, key), lines)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(path, item, (*pointer, i), lines) for i, item in enumerate(node.value)]
    return _scalar(path, node)


def _scalar(path: str, node: yaml.Node) -> Any:
    tag, value = node.tag.removeprefix(_TAG), node.value
    try:
        match tag:
            case "null":
                return None
            case "int":
                return int(value)
            case "float":
                return float(value)
            case "bool" if value in ("true", "false"):
                return value == "true"
    except ValueError:
        line = node.start_mark.line + 1
        raise DocumentError(f"specs/{path}", line, f"{value!r} is no number of JSON; quote it") from None
    return value  # text, and what YAML 1.1 alone reads as something else: dates, yes, no, on, off


# Vetting: nothing may stand in a schema that would go unchecked.


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
            if key.startswith("x-") and (problem := _problem_of_key(key)):
                raise documents.error(path, (*pointer, key), problem)
            _vet_openapi(documents, path, value, (*pointer, key))


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
    if "$ref" in schema:
        documents.resolve(path, pointer)
    name = schema.get("format")
    if name is not None and name not in FORMATS:
        known = ", ".join(FORMATS)
        raise documents.error(path, (*pointer, "format"), f"no check for the format {name!r}; known: {known}")
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
        known = ", ".join(sorted(EXTENSIONS))
        return None if key in EXTENSIONS else f"unknown extension {key!r}; known: {known}"
    if key not in ASSERTIONS and key not in ANNOTATIONS:
        return f"nothing would check the keyword {key!r}"
    return None
