"""One side of a comparison: an API as its document describes it, whatever form of OpenAPI that has.

Schemas are brought into one form, that of JSON Schema 2020-12, without what promises nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from ticketgate.contract.bundle import bundle, component_name
from ticketgate.contract.diffing.schema_form import Lines, SchemaForm
from ticketgate.contract.documents import Pointer, read_yaml
from ticketgate.contract.formats import FORMATS
from ticketgate.contract.loading import contract_at
from ticketgate.contract.model import Contract
from ticketgate.errors import DocumentError, UsageError

__all__ = ["DEFAULT", "ApiDescription", "BodyPlace", "api_from", "read_api"]

#: Names the contract that comes with the package.
DEFAULT: Final = "default"
_METHODS: Final = frozenset("get put post delete options head patch trace".split())
_READ: Final = re.compile(r"3\.[01](\.\d+)?")
_TEMPLATE: Final = re.compile(r"\{[^}]*\}")
_HOST: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*")


@dataclass(frozen=True, slots=True, order=True)
class BodyPlace:
    """Which part of which operation a schema describes.

    ``part`` is ``parameters``, or ``body`` or a status with the media type (``200 application/json``).
    """

    operation: str
    direction: str
    part: str

    @property
    def from_server(self) -> bool:
        """Whether the server sends it."""
        return self.direction == "response"


@dataclass(frozen=True, slots=True)
class ApiDescription:
    """An API as one document describes it, ready to be compared.

    ``operations`` are by method and path without the names of parameters (``GET /ticket/{}``), each as it is
    written; ``bodies`` hold a schema each. ``contract`` is there for a folder of ours, as are the schemas of
    its forms.
    """

    name: str
    operations: Mapping[str, str]
    bodies: Mapping[BodyPlace, Any]
    form: SchemaForm
    contract: Contract | None = None
    forms: Mapping[str, Any] = field(default_factory=dict)
    #: Objects that break no rule, by the schemas that they keep, as far as some were made.
    settled: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    #: The smallest values that schemas take, one of each type, by the text of the schemas.
    of_each_type: dict[str, list[Any]] = field(default_factory=dict)
    #: Validators by the identity of their schemas, which are kept so that it stays theirs.
    _compiled: dict[tuple[int, ...], tuple[tuple[Any, ...], jsonschema_rs.Draft202012Validator]] = field(
        default_factory=dict
    )

    def accepts(self, schemas: tuple[Any, ...], value: Any) -> bool:
        """Tell whether all the schemas, which are parts of this document, accept the value."""
        return self._validator(schemas).is_valid(value)

    def complaints(self, schemas: tuple[Any, ...], value: Any) -> int:
        """Return in how many ways a value breaks the schemas."""
        return sum(1 for _ in self._validator(schemas).iter_errors(value))

    def _validator(self, schemas: tuple[Any, ...]) -> jsonschema_rs.Draft202012Validator:
        key = tuple(map(id, schemas))
        if key not in self._compiled:
            validator = jsonschema_rs.Draft202012Validator(
                {"allOf": [True, *schemas]},
                registry=self.form.registry,
                validate_formats=True,
                formats=dict(FORMATS),
            )
            self._compiled[key] = schemas, validator
        return self._compiled[key][1]


def read_api(named: str, overlays: tuple[str, ...] = ()) -> ApiDescription:
    """Read a side of a comparison: a folder that holds a contract, or a file of OpenAPI 3.0 or 3.1.

    ``default`` is the contract that comes along. Overlays adapt a contract. Raises UsageError for a file that
    cannot be read, DocumentError with its line for what is none of that.
    """
    if named == DEFAULT or Path(named).is_dir():
        contract = contract_at(None if named == DEFAULT else named, overlays)
        return _described(" + ".join((named, *overlays)), bundle(contract), dict, contract)
    if overlays:
        raise UsageError(f"{named}: an overlay adapts a folder of a contract, or {DEFAULT}; this is a file")
    try:
        text = Path(named).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{named}: cannot be read: {error.strerror}; name a folder of a contract or a file of OpenAPI"
        ) from None
    return api_from(named, text)


def api_from(named: str, text: bytes) -> ApiDescription:
    """Read a side of a comparison from the text of a document of OpenAPI 3.0 or 3.1, in JSON or YAML.

    Raises DocumentError, under the name of the document, for what is none.
    """
    try:
        return _described(named, *_read(named, text))
    except RecursionError:
        raise DocumentError(named, None, "nested too deep to be read") from None


def _read(named: str, text: bytes) -> tuple[Mapping[str, Any], Lines]:
    """Return the document in a file, and where the lines of its nodes can be asked for."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if named.endswith(".json"):
            raise DocumentError(named, error.lineno, f"not JSON: {error.msg}") from None
    else:
        if not isinstance(content, Mapping):
            raise DocumentError(named, 1, "a document is a mapping")
        return content, cache(lambda: _lines_of_json(named, text))
    documents = list(read_yaml(named, text))
    if len(documents) != 1:
        raise DocumentError(named, 1, f"one document of OpenAPI is wanted, here are {len(documents)}")
    content, lines = documents[0]
    return content, lambda: lines


def _lines_of_json(named: str, text: bytes) -> Mapping[Pointer, int]:
    """Return the lines of JSON, which is YAML but for a few characters; none where it is not."""
    try:
        return next(read_yaml(named, text))[1]
    except DocumentError:
        return {}


def _described(
    name: str, document: Mapping[str, Any], lines: Lines, contract: Contract | None = None
) -> ApiDescription:
    said = document.get("openapi")
    if not isinstance(said, str) or not _READ.fullmatch(said):
        kind = f"version {said}" if isinstance(said, str) else "no key openapi"
        line = lines().get(("openapi",), 1)
        raise DocumentError(name, line, f"{kind}: a document of OpenAPI 3.0 or 3.1 is wanted")
    form = SchemaForm(name, document, lines, is_3_0=said.startswith("3.0"))
    reading = _Reading(form)
    operations, bodies = reading.all()
    forms = (
        {} if contract is None else {each.name: _reference(each.document) for each in contract.forms.values()}
    )
    described = {each: form.normal(schema, ()) for each, schema in forms.items()}
    form.settle()
    return ApiDescription(name, operations, bodies, form, contract, described)


def _reference(document: str) -> Mapping[str, str]:
    return {"$ref": f"#/components/schemas/{component_name(document)}"}


class _Reading:
    """Finds the schemas of an OpenAPI document by operation, direction and part."""

    def __init__(self, form: SchemaForm) -> None:
        self._form = form

    def all(self) -> tuple[dict[str, str], dict[BodyPlace, Any]]:
        """Return the operations as written, and the schema of each body of theirs."""
        operations: dict[str, str] = {}
        bodies: dict[BodyPlace, Any] = {}
        for path, item, at in self._members(self._form.document, (), "paths"):
            for method, operation, inner in self._members(item, at):
                if method in _METHODS:
                    shown = f"{method.upper()} {self._base}{path}"
                    name = _TEMPLATE.sub("{}", shown)
                    operations[name] = shown
                    bodies.update(self._of_operation(name, item, at, operation, inner))
        if not operations:
            raise self._form.error(
                ("paths",), "no operation is described here, so there is nothing to compare"
            )
        return operations, bodies

    @property
    def _base(self) -> str:
        """The path that the first server puts before all others, without its host."""
        servers = self._form.document.get("servers")
        first = servers[0] if isinstance(servers, list) and servers else {}
        url = str(first.get("url", "")) if isinstance(first, Mapping) else ""
        return _HOST.sub("", url).rstrip("/")

    def _of_operation(
        self, name: str, item: Any, item_at: Pointer, operation: Any, at: Pointer
    ) -> Iterator[tuple[BodyPlace, Any]]:
        required = []
        body, body_at = self._resolved(operation.get("requestBody", {}), (*at, "requestBody"))
        if body.get("required") is True:
            required.append("the body")
        for media, schema in self._contents(body, body_at):
            yield BodyPlace(name, "request", f"body {media}"), schema
        parameters = {**self._parameters(item, item_at), **self._parameters(operation, at)}
        properties = {key: schema for key, (schema, _) in parameters.items()}
        required += [key for key, (_, needed) in parameters.items() if needed]
        yield (
            BodyPlace(name, "request", "parameters"),
            {"type": ["object"], "properties": properties, "required": sorted(required)},
        )
        for status, answer, answer_at in self._members(operation, at, "responses"):
            for media, schema in self._contents(answer, answer_at):
                yield BodyPlace(name, "response", f"{status} {media}"), schema

    def _parameters(self, holder: Any, at: Pointer) -> dict[str, tuple[Any, bool]]:
        """Return schema and need of each parameter by where it is sent and its name: ``query limit``.

        The name of a parameter of the path is of no account for a caller: its position is.
        """
        found: dict[str, tuple[Any, bool]] = {}
        listed = holder.get("parameters", [])
        if not isinstance(listed, list):
            raise self._form.error((*at, "parameters"), "a list of parameters is wanted here")
        in_path = 0
        for i, each in enumerate(listed):
            said, said_at = self._resolved(each, (*at, "parameters", i))
            where, key = said.get("in"), said.get("name")
            if not isinstance(where, str) or not isinstance(key, str):
                raise self._form.error(said_at, "a parameter says its name and where it is sent (in)")
            if where == "path":
                in_path += 1
                key = str(in_path)
            schema = self._form.normal(said["schema"], (*said_at, "schema")) if "schema" in said else True
            found[f"{where} {key}"] = (schema, said.get("required") is True)
        return found

    def _contents(self, holder: Any, at: Pointer) -> Iterator[tuple[str, Any]]:
        for media, said, inner in self._members(holder, at, "content"):
            if "schema" in said:
                yield media.lower(), self._form.normal(said["schema"], (*inner, "schema"))

    def _members(
        self, holder: Any, at: Pointer, key: str | None = None
    ) -> Iterator[tuple[str, Any, Pointer]]:
        """Yield the members of a mapping, or of that under a key, which are mappings themselves."""
        if key is not None:
            holder, at = holder.get(key, {}), (*at, key)
        if not isinstance(holder, Mapping):
            raise self._form.error(at, "a mapping is wanted here")
        for name, said in holder.items():
            if isinstance(said, Mapping):
                yield name, *self._resolved(said, (*at, name))

    def _resolved(self, said: Any, at: Pointer) -> tuple[Mapping[str, Any], Pointer]:
        """Return what a reference of OpenAPI leads to, or what is said itself."""
        for _ in range(20):
            if not isinstance(said, Mapping):
                raise self._form.error(at, "a mapping is wanted here")
            if not isinstance(said.get("$ref"), str):
                return said, at
            said, at = self._form.target(said["$ref"], at)
        raise self._form.error(at, "the reference leads back to itself")
