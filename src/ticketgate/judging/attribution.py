"""Which clause a complaint of a validator belongs to, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ticketgate.contract.clauses import KIND_OF_KEYWORD, Kind, Node, Rule
from ticketgate.contract.documents import Pointer
from ticketgate.contract.formats import deviation
from ticketgate.contract.places import place_of_member
from ticketgate.contract.representations import Representation
from ticketgate.judging.findings import is_identifier, kind_of_value, shown, type_of_value

#: Numbers up to which a code of a scale is shown. The scales of a contract are short, ids are not.
_LARGEST_CODE: Final = 999
#: What says that a schema is of a scale: numbers under these keywords.
_SCALE: Final = ("const", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
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
        yield Attributed(
            rule.clause, generic(failure.at), failure.at, *_detail_of_rule(rule, body, failure.at)
        )
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
        return _harmless(value, of_scale=any(map(_is_number, node.enum or ())))
    if kind is Kind.FORMAT and isinstance(value, str):
        how = deviation(value, node.format or "")
        return f"is {kind_of_value(value)}" + (f" ({how})" if how else ""), how or type_of_value(value)
    if kind is Kind.RANGE:
        return f"is {value}" if _is_code(value) else _MISSED[keyword], _MISSED[keyword]
    return f"is {kind_of_value(value)}", type_of_value(value)


def _detail_of_rule(rule: Rule, body: Any, at: Pointer) -> tuple[str, str]:
    if not at:
        return "breaks the rule", ""
    name = next((step for step in reversed(at) if isinstance(step, str)), "")
    return _harmless(part_at(body, at), of_scale=_puts_on_a_scale(rule.schema, name))


def _harmless(value: Any, *, of_scale: bool) -> tuple[str, str]:
    """Show what tells nothing of a customer: a boolean, or a code where there is a scale."""
    if isinstance(value, bool):
        shown_value = str(value).lower()
    elif of_scale and _is_code(value):
        shown_value = str(value)
    else:
        return f"is {kind_of_value(value)}", type_of_value(value)
    return f"is {shown_value}", shown_value


def _is_code(value: Any) -> bool:
    """Tell whether a number is a short whole one; a fraction may be a coordinate or a sum of money."""
    return _is_number(value) and isinstance(value, int) and abs(value) <= _LARGEST_CODE


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _puts_on_a_scale(schema: Any, name: str) -> bool:
    """Tell whether a rule states numbers for the member of this name."""
    if isinstance(schema, list):
        return any(_puts_on_a_scale(each, name) for each in schema)
    if not isinstance(schema, Mapping):
        return False
    members = schema.get("properties")
    of_member = members.get(name) if isinstance(members, Mapping) else None
    return _states_numbers(of_member) or any(_puts_on_a_scale(each, name) for each in schema.values())


def _states_numbers(schema: Any) -> bool:
    if isinstance(schema, list):
        return any(map(_states_numbers, schema))
    if not isinstance(schema, Mapping):
        return False
    stated = (schema.get(keyword) for keyword in _SCALE)
    numbers = (number for each in stated for number in (each if isinstance(each, list) else [each]))
    return any(map(_is_number, numbers)) or any(map(_states_numbers, schema.values()))
