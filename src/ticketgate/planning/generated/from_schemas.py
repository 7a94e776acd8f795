"""Takes the cases that schemathesis derives from the schemas of parameters and bodies."""

import json
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ticketgate.contract.bundle import bundle
from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation
from ticketgate.contract.traces import no_traces

__all__ = ["SchemaCase", "schema_cases"]

#: Mutations that are no fault of a server that takes them, or that the client never sends.
_LEFT_OUT: Final = frozenset(
    {
        "object_unexpected_properties",
        "object_additional_property",
        "duplicate_parameter",
        "malformed_content_type",
        "unsupported_content_type",
        "unspecified_http_method",
        "missing_parameter",
    }
)
_ALTERNATIVE: Final = re.compile(r"/anyOf/\d+")
_REFERENCE: Final = re.compile(r'"\$ref": "#/components/schemas/([^"/]+)')
_BASE: Final = "http://target.invalid"


@dataclass(frozen=True, slots=True)
class SchemaCase:
    """A case of schemathesis in our terms; `location` points to the schema keyword that a mutation breaks.

    `path` and `query` are those of a read, `body` that of a search.
    """

    operation: Operation
    is_valid: bool
    scenario: str
    parameter: str
    location: str
    description: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any

    @property
    def place(self) -> str:
        """The location without telling alternatives apart."""
        return _ALTERNATIVE.sub("", self.location)


@lru_cache(maxsize=2)
def schema_cases(contract: Contract, without: frozenset[str]) -> tuple[SchemaCase, ...]:
    """Return the cases that schemathesis derives; whoever runs often in one process waits for them once."""
    return tuple(_derived(contract, without))


def _derived(contract: Contract, without: frozenset[str]) -> Iterator[SchemaCase]:
    """Yield valid and mutated requests of every operation; without are query parameters to leave out."""
    # It takes half a second to import, which only a run is worth.
    import schemathesis  # noqa: PLC0415
    from schemathesis import GenerationMode  # noqa: PLC0415
    from schemathesis.config import SchemathesisConfig  # noqa: PLC0415

    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    # A configuration of its own: one that lies about in the current directory must not decide what is sent.
    document = _requests_only(contract, without)
    with no_traces():
        schema: Any = schemathesis.openapi.from_dict(document, config=SchemathesisConfig())
        for result in schema.get_all_operations():
            operation = result.ok()
            settings = schema.config.generation_for(operation=operation)
            cases: Iterator[Any] = schema.iter_coverage_cases(
                operation, generation_modes=modes, generation_config=settings
            )
            of = contract.operations[operation.definition.raw["operationId"]]
            found = (_found(of, case) for case in cases)
            yield from (each for each in found if each.scenario not in _LEFT_OUT)


def _found(operation: Operation, case: Any) -> SchemaCase:
    said = case.meta.phase.data
    sent = {} if operation.body else case.as_transport_kwargs(base_url=_BASE)
    return SchemaCase(
        operation=operation,
        is_valid=case.meta.generation.mode.value == "positive",
        scenario=str(said.scenario),
        parameter=str(said.parameter),
        location=str(said.location),
        description=str(said.description),
        path=sent.get("url", "").removeprefix(_BASE),
        query=tuple(_pairs(sent.get("params") or {})),
        body=_plain(case.body) if operation.body else None,
    )


def _requests_only(contract: Contract, without: AbstractSet[str]) -> dict[str, Any]:
    """Return the document of the API as far as requests are made of it, some query parameters left out."""
    document = bundle(contract)
    document.pop("security")
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] = {"200": {"description": "granted"}}
            parameters = operation.get("parameters", [])
            operation["parameters"] = [each for each in parameters if each["name"] not in without]
    schemas = document["components"]["schemas"]
    document["components"] = {"schemas": _needed(schemas, document["paths"])}
    return document


def _needed(schemas: Mapping[str, Any], node: Any) -> dict[str, Any]:
    """Return the schemas that a part of the document refers to, and those that these refer to."""
    needed: dict[str, Any] = {}
    waiting = [node]
    while waiting:
        for name in _REFERENCE.findall(json.dumps(waiting.pop())):
            if name not in needed:
                needed[name] = schemas[name]
                waiting.append(schemas[name])
    return needed


def _pairs(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in params.items():
        yield from ((name, str(each)) for each in (value if isinstance(value, list) else [value]))


def _plain(value: Any) -> Any:
    """Return value with one fraction for all: which one is drawn depends on the modules that are loaded."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return 0.5 if isinstance(value, float) else value
