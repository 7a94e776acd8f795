"""Writes the contract as one OpenAPI document for tools that want a single file."""

import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from ticketgate.contract.model import Contract

__all__ = ["TYPE_NAMES", "bundle", "component_name"]

#: What the types of single values are called in JSON Schema.
TYPE_NAMES: Final[Mapping[type, str]] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    type(None): "null",
}


def bundle(contract: Contract) -> dict[str, Any]:
    """Return the OpenAPI document with all schemas under ``components/schemas``.

    The JSON examples in the folder that the contract was read from are taken in as values.
    """
    documents, root = contract.documents, contract.documents.root
    bundled: dict[str, Any] = _inside(documents.contents["openapi.yaml"], "openapi.yaml", root)
    components = bundled.setdefault("components", {}).setdefault("schemas", {})
    for path in documents.schemas:
        components[component_name(path)] = _inside(documents.contents[path], path, root)
    return bundled


def component_name(path: str) -> str:
    """Return the component name of a document: ``schemas/tag.yaml`` is ``tag``."""
    return path.removeprefix("schemas/").removesuffix(".yaml").replace("/", ".")


def _inside(node: Any, path: str, root: Path) -> Any:
    """Return node, a part of the document at path, with references that stay inside the bundle."""
    if isinstance(node, list):
        return [_inside(item, path, root) for item in node]
    if not isinstance(node, Mapping):
        return node
    if "externalValue" in node:
        value = orjson.loads((root / _target(path, node["externalValue"])).read_bytes())
        return {**{key: text for key, text in node.items() if key != "externalValue"}, "value": value}
    types = _types_of_listed(node)
    return types | {
        key: _rewritten(value, path)
        if key == "$ref" and isinstance(value, str)
        else _inside(value, path, root)
        for key, value in node.items()
    }


def _types_of_listed(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type that listed values have, which the documents leave to the list; tools want it said."""
    values = node.get("enum")
    if not isinstance(values, list) or "type" in node:
        return {}
    types = list(dict.fromkeys(TYPE_NAMES[type(value)] for value in values))
    return {"type": types[0] if len(types) == 1 else types}


def _rewritten(reference: str, path: str) -> str:
    file, _, fragment = reference.partition("#")
    if path == "openapi.yaml" and not file:
        return reference
    target = _target(path, file) if file else path
    return f"#/components/schemas/{component_name(target)}{fragment}"


def _target(path: str, file: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
