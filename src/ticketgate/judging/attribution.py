"""Which clause a complaint of a validator belongs to, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ticketgate.contract.clauses import KIND_OF_KEYWORD, Kind, Node, Rule
from ticketgate.contract.documents import Pointer
from ticketgate.contract.formats import deviation
from ticketgate.contract.places import place_of_member
from ticketgate.contract.representations import Representation
from ticketgate.judging.findings import (
    harmless,
    is_code,
    is_identifier,
    is_number,
    kind_of_value,
    shown,
    type_of_value,
)
from ticketgate.judging.rule_words import words_of_rule

#: How a value misses its bounds, where it is not shown. The promise, with the bounds, stands before it.
_MISSED: Final[Mapping[str, str]] = {
    "minimum": "is less than that",
    "exclusiveMinimum": "is no more than that",
    "maximum": "is more than that",
    "exclusiveMaximum": "is no less than that",
    "multipleOf": "is no multiple of that",
    "minLength": "is shorter than that",
    "maxLength": "is longer than that",
    "minItems": "has fewer items than that",
    "maxItems": "has more items than that",
    "minProperties": "has fewer members than that",
    "maxProperties": "has more members than that",
    "uniqueItems": "has an item twice",
}


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


class Attributed(NamedTuple):
    """A complaint as the breach of a clause.

    An example: ``Attributed("full:tags[].id/presence", "tags[].id", ("tags", 0), "is missing")``.
    """

    clause: str
    place: str
    #: The exact place.
    at: Pointer
    detail: str
    #: The variant, where the detail says more than that.
    way: str = ""


def attribute(form: Representation, body: Any, failure: Failure) -> Iterator[Attributed]:
    """Yield the clauses that what a validator complained about breaks."""
    rule = _rule_at(form, failure.path)
    if rule is not None:
        said = words_of_rule(form, rule, body, failure.at)
        yield Attributed(rule.clause, generic(failure.at), failure.at, *said)
        return
    keyword = str(failure.path[-1])
    node = form.by_path.get(failure.path[:-1])
    if node is not None and keyword == "required":
        for name in failure.names:
            place = place_of_member(node.place, name)
            yield Attributed(node.presence[name], place, failure.at, "is missing")
    elif node is not None and keyword == "additionalProperties":
        for name in failure.names:
            detail = f"has the member {shown(name)}"
            way = name if is_identifier(name) else "a name that is not shown"
            yield Attributed(node.clauses[Kind.UNDOCUMENTED], node.place, failure.at, detail, way)
    elif node is not None and keyword in KIND_OF_KEYWORD:
        value = part_at(body, failure.at)
        kind = KIND_OF_KEYWORD[keyword]
        if value is None and Kind.NULLABILITY in node.clauses:
            kind = Kind.NULLABILITY
        yield Attributed(node.clauses[kind], node.place, failure.at, *_detail(kind, keyword, node, value))
    else:  # a member that the form forbids: its schema is false, and the way ends at its name
        parent = form.by_path[failure.path[:-2]]
        place = place_of_member(parent.place, keyword)
        yield Attributed(parent.absence[keyword], place, failure.at, "is there")


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


def _detail(kind: Kind, keyword: str, node: Node, value: Any) -> tuple[str, str]:
    """Return the detail of a breach and its variant."""
    if kind is Kind.ENUM:
        if isinstance(value, str) and is_identifier(value):
            return f'is "{value}"', value
        return harmless(value, of_scale=any(map(is_number, node.enum or ())))
    if kind is Kind.FORMAT and isinstance(value, str):
        how = deviation(value, node.format or "")
        return f"is {kind_of_value(value)}" + (f" ({how})" if how else ""), how or type_of_value(value)
    if kind is Kind.RANGE:
        return f"is {value}" if is_code(value) else _MISSED[keyword], _MISSED[keyword]
    return f"is {kind_of_value(value)}", type_of_value(value)
