"""Writes the contract as one OpenAPI document for tools that want a single file."""

import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from ticketgate.contract.model import Contract

__all__ = ["bundle"]


def bundle(contract: Contract) -> dict[str, Any]:
    """Return the OpenAPI document with all schemas under ``components/schemas``.

    The JSON examples in the folder that the contract was read from are taken in as values.
    """
    documents, root = contract.documents, contract.documents.root
    bundled: dict[str, Any] = _inside(documents.contents["openapi.yaml"], "openapi.yaml", root)
    components = bundled.setdefault("components", {}).setdefault("schemas", {})
    for path in documents.schemas:
        components[_name(path)] = _inside(documents.contents[path], path, root)
    return bundled


def _name(path: str) -> str:
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
    return {
        key: _rewritten(value, path)
        if key == "$ref" and isinstance(value, str)
        else _inside(value, path, root)
        for key, value in node.items()
    }


def _rewritten(reference: str, path: str) -> str:
    file, _, fragment = reference.partition("#")
    if path == "openapi.yaml" and not file:
        return reference
    target = _target(path, file) if file else path
    return f"#/components/schemas/{_name(target)}{fragment}"


def _target(path: str, file: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
