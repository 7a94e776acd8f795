"""Which clause a complaint of a validator belongs to, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ticketgate.contract.clauses import KIND_OF_KEYWORD, Kind, Node, Rule
from ticketgate.contract.documents import Pointer
from ticketgate.contract.formats import date_dialect
from ticketgate.contract.representations import Representation
from ticketgate.judging.findings import describe, is_identifier, shown


@dataclass(frozen=True, slots=True)
class Failure:
    """A validator's complaint in terms both libraries share: ways without ``$ref`` and ``if`` steps."""

    path: Pointer
    at: Pointer
    names: tuple[str, ...] = ()


def attribute(form: Representation, body: Any, failure: Failure) -> Iterator[tuple[str, str, Pointer, str]]:
    """Yield clause, place, exact place and detail of what a validator complained about."""
    rule = _rule_at(form, failure.path)
    if rule is not None:
        yield rule.clause, generic(failure.at), failure.at, _describe_at(body, failure.at)
        return
    keyword = str(failure.path[-1])
    node = form.by_path.get(failure.path[:-1])
    if node is not None and keyword == "required":
        for name in failure.names:
            yield node.presence[name], joined(node.place, name), failure.at, "is missing"
    elif node is not None and keyword == "additionalProperties":
        for name in failure.names:
            yield node.clauses[Kind.UNDOCUMENTED], node.place, failure.at, f"has the member {shown(name)}"
    elif node is not None and keyword in KIND_OF_KEYWORD:
        value = value_at(body, failure.at)
        kind = KIND_OF_KEYWORD[keyword]
        if value is None and Kind.NULLABILITY in node.clauses:
            kind = Kind.NULLABILITY
        yield node.clauses[kind], node.place, failure.at, _detail(kind, node, value)
    else:  # a member that the form forbids: its schema is false, and the way ends at its name
        parent = form.by_path[failure.path[:-2]]
        yield parent.absence[keyword], joined(parent.place, keyword), failure.at, "is there"


def generic(at: Pointer) -> str:
    """Return a place without its indices: ``("tags", 0, "id")`` is ``tags[].id``."""
    text = ""
    for step in at:
        text = f"{text}[]" if isinstance(step, int) else joined(text, step)
    return text


def pointer_text(at: Pointer) -> str:
    """Return at as a JSON Pointer (RFC 6901); names that are no identifiers stay hidden."""
    return "".join(f"/{step if isinstance(step, int) else shown(step)}" for step in at)


def failure_of(error: Any) -> Failure:
    """Return what an error of jsonschema-rs complains about."""
    kind = error.kind
    names: tuple[str, ...] = ()
    if kind.name == "required":
        names = (kind.property,)
    elif kind.name == "additionalProperties":
        names = tuple(kind.unexpected)
    path = tuple(step for step in error.evaluation_path if step not in ("$ref", "if"))
    return Failure(path, tuple(error.instance_path), names)


def _rule_at(form: Representation, path: Pointer) -> Rule | None:
    if "allOf" not in path:
        return None
    return form.rules[path[: path.index("allOf") + 2]]


def _detail(kind: Kind, node: Node, value: Any) -> str:
    if kind is Kind.ENUM and isinstance(value, str):
        token = f'"{value}"' if is_identifier(value) else describe(value)
        return f"is {token}"
    if kind is Kind.FORMAT and isinstance(value, str):
        dialect = date_dialect(value) if node.format in ("mysql-datetime", "date-time") else None
        return f"is {describe(value)}" + (f" ({dialect})" if dialect else "")
    return f"is {describe(value)}"


def _describe_at(body: Any, at: Pointer) -> str:
    return f"is {describe(value_at(body, at))}" if at else "does not keep it"


def value_at(body: Any, at: Pointer) -> Any:
    """Return the part of body that the pointer leads to."""
    for step in at:
        body = body[step]
    return body


def joined(place: str, name: str) -> str:
    """Return the place of a member within the object at a place."""
    return f"{place}.{name}" if place else name
