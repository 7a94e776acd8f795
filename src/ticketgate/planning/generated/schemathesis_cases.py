"""Derives requests from the schemas of an API with schemathesis, as a program of its own.

It reads an OpenAPI document from its input and writes a list of cases:
``{"operation": "getTicket", "is_valid": false, "path": "/ticket/0", "query": [], "body": null, ...}``.
A process of its own derives while others work, and what it draws does not depend on what is loaded beside it.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ticketgate.contract.traces import no_traces

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
_BASE: Final = "http://target.invalid"


def derived(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield valid and mutated requests of every operation of the document."""
    import schemathesis  # noqa: PLC0415 - after the input was read
    from schemathesis import GenerationMode  # noqa: PLC0415
    from schemathesis.config import SchemathesisConfig  # noqa: PLC0415

    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    # A configuration of its own: one that lies about in the current directory must not decide what is sent.
    schema: Any = schemathesis.openapi.from_dict(dict(document), config=SchemathesisConfig())
    for result in schema.get_all_operations():
        operation = result.ok()
        settings = schema.config.generation_for(operation=operation)
        cases: Iterator[Any] = schema.iter_coverage_cases(
            operation, generation_modes=modes, generation_config=settings
        )
        raw = operation.definition.raw
        found = (_found(raw["operationId"], case, has_body="requestBody" in raw) for case in cases)
        yield from (each for each in found if each["scenario"] not in _LEFT_OUT)


def _found(operation: str, case: Any, *, has_body: bool) -> dict[str, Any]:
    said = case.meta.phase.data
    sent = {} if has_body else case.as_transport_kwargs(base_url=_BASE)
    return {
        "operation": operation,
        "is_valid": case.meta.generation.mode.value == "positive",
        "scenario": str(said.scenario),
        "parameter": str(said.parameter),
        "location": str(said.location),
        "description": str(said.description),
        "path": sent.get("url", "").removeprefix(_BASE),
        "query": list(_pairs(sent.get("params") or {})),
        "body": _plain(case.body) if has_body else None,
    }


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


if __name__ == "__main__":
    with no_traces():
        json.dump(list(derived(json.load(sys.stdin))), sys.stdout)
