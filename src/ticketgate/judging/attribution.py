"""Which clause a complaint of a validator belongs to, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ticketgate.contract.clauses import KIND_OF_KEYWORD, Kind, Node, Rule
from ticketgate.contract.documents import Pointer
from ticketgate.contract.formats import date_dialect
from ticketgate.contract.places import place_of_member
from ticketgate.contract.representations import Representation
from ticketgate.judging.findings import is_identifier, kind_of_value, shown


@dataclass(frozen=True, slots=True)
class Failure:
    """A validator's complaint in terms both libraries share.

    Of a tag without id it is ``Failure(("properties", "tags", "items", "required"), ("tags", 0), ("id",))``.
    """

    #: The way through the schemas to the keyword that failed, without ``$ref`` and ``if`` steps.
    path: Pointer
    #: The way through the body to the value that it failed for.
    at: Pointer
    #: The members of that value which are missing, or too many.
    names: tuple[str, ...] = ()


def attribute(form: Representation, body: Any, failure: Failure) -> Iterator[tuple[str, str, Pointer, str]]:
    """Yield clause, place, exact place and detail of what a validator complained about.

    An example: ``("full:tags[].id/presence", "tags[].id", ("tags", 0), "is missing")``.
    """
    rule = _rule_at(form, failure.path)
    if rule is not None:
        yield rule.clause, generic(failure.at), failure.at, _detail_of_rule(body, failure.at)
        return
    keyword = str(failure.path[-1])
    node = form.by_path.get(failure.path[:-1])
    if node is not None and keyword == "required":
        for name in failure.names:
            yield node.presence[name], place_of_member(node.place, name), failure.at, "is missing"
    elif node is not None and keyword == "additionalProperties":
        for name in failure.names:
            yield node.clauses[Kind.UNDOCUMENTED], node.place, failure.at, f"has the member {shown(name)}"
    elif node is not None and keyword in KIND_OF_KEYWORD:
        value = part_at(body, failure.at)
        kind = KIND_OF_KEYWORD[keyword]
        if value is None and Kind.NULLABILITY in node.clauses:
            kind = Kind.NULLABILITY
        yield node.clauses[kind], node.place, failure.at, _detail(kind, node, value)
    else:  # a member that the form forbids: its schema is false, and the way ends at its name
        parent = form.by_path[failure.path[:-2]]
        yield parent.absence[keyword], place_of_member(parent.place, keyword), failure.at, "is there"


def generic(at: Pointer) -> str:
    """Return a place without its indices: ``("tags", 0, "id")`` is ``tags[].id``."""
    text = ""
    for step in at:
        text = f"{text}[]" if isinstance(step, int) else place_of_member(text, step)
    return text


def pointer_text(at: Pointer) -> str:
    """Return at as a JSON Pointer (RFC 6901); names that are no identifiers stay hidden."""
    return "".join(f"/{step if isinstance(step, int) else shown(step)}" for step in at)


def part_at(body: Any, at: Pointer) -> Any:
    """Return the part of body that the pointer leads to."""
    for step in at:
        body = body[step]
    return body


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
        token = f'"{value}"' if is_identifier(value) else kind_of_value(value)
        return f"is {token}"
    if kind is Kind.FORMAT and isinstance(value, str):
        dialect = date_dialect(value) if node.format in ("mysql-datetime", "date-time") else None
        return f"is {kind_of_value(value)}" + (f" ({dialect})" if dialect else "")
    return f"is {kind_of_value(value)}"


def _detail_of_rule(body: Any, at: Pointer) -> str:
    return f"is {kind_of_value(part_at(body, at))}" if at else "does not keep it"
