"""Tells what a body that breaks the schema of requests has to be refused for, if for anything."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from ticketgate.contract.documents import Documents, Pointer
from ticketgate.exchange.request import Expectation
from ticketgate.planning.generated.from_schemas import SchemaCase

__all__ = ["refused_for"]

#: A server may cap a number that is too great.
_CAPPED: Final = "maximum"


def refused_for(documents: Documents, found: SchemaCase) -> Expectation | None:
    """Tell what a mutated body has to be refused for, None where a server may well take it.

    The members on the way to what the mutation breaks may say so: ``x-unpublished`` that a server may take
    anything there, ``x-lenient`` that it may convert operands, ``x-refused-as`` that a keyword has a promise
    of its own.
    """
    steps = found.location.split("/")[1:]
    keyword = steps[-1]
    members = _members(documents, str(found.operation.body), steps)
    if any("x-unpublished" in member for member in members):
        return None
    if members and keyword != "required":
        value = _broken_value(found.body, steps)
        if value is None or ("x-lenient" in members[-1] and _is_convertible(value)):
            return None
        refused_as = members[-1].get("x-refused-as", {}) if len(members) == 1 else {}
        if keyword in refused_as and _is_of_listed_type(members[-1], value):
            return Expectation(refused_as[keyword])
    return None if keyword == _CAPPED else Expectation.INVALID


def _members(documents: Documents, path: str, steps: list[str]) -> list[Mapping[str, Any]]:
    """Return the schemas of the members of objects that a pointer leads through, the outermost first."""
    at: Pointer = ()
    found: list[Mapping[str, Any]] = []
    for before, step in pairwise(("", *steps[:-1])):
        node = documents.get(path, at)
        at = (*at, int(step) if isinstance(node, list) else step)
        if before == "properties":
            found.append(documents.get(path, at))
        node = documents.get(path, at)
        if isinstance(node, dict) and "$ref" in node:
            path, at = documents.resolve(path, at)
    return found


def _broken_value(body: Any, steps: list[str]) -> Any:
    """Return the value in the body that a pointer into its schema is about."""
    for before, step in pairwise(("", *steps)):
        if before == "properties":
            body = body[step]
        elif step == "items":
            body = body[0]
    return body


def _is_convertible(value: Any) -> bool:
    """Tell whether a server may make an operand of a value, or of an empty list no condition."""
    return not value if isinstance(value, list) else not isinstance(value, dict)


def _is_of_listed_type(schema: Mapping[str, Any], value: Any) -> bool:
    """Tell whether a value is at least of the type of those listed, where there is a list."""
    listed = schema.get("enum", ())
    return not listed or type(value) in {type(each) for each in listed}
