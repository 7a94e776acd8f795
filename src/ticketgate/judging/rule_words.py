"""What a broken rule says of both its sides: what is there although what holds, and what was wanted.

Shown is what the contract spells out, words of an enum and codes of a scale; free values never are.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ticketgate.contract.clauses import Node, Rule
from ticketgate.contract.documents import Pointer
from ticketgate.contract.places import MISSING, values_at
from ticketgate.contract.representations import Representation
from ticketgate.contract.wording import in_words
from ticketgate.judging.findings import harmless, is_number

__all__ = ["words_of_rule"]

#: What says that a schema is of a scale: numbers under these keywords.
_SCALE: Final = ("const", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def words_of_rule(form: Representation, rule: Rule, body: Any, at: Pointer) -> tuple[str, str]:
    """Return the detail of a breach of the rule at a place of the body, and its variant.

    An example: ``is 30 although customerLegitimationMessage is a string of 27 characters (wanted: at least
    10 and at most 19)``, whose variant is ``30``.
    """
    around = form.by_path[rule.path[:-2]]
    depth = len(around.place.replace("[]", ".[]").split(".")) if around.place else 0
    holder, within = body, at[depth:]
    for step in at[:depth]:
        holder = holder[step]
    place = ".".join(str(step) for step in within if isinstance(step, str))
    conditions = [each for each in rule.condition if each != place and "[]" not in each]
    if not within:
        others = (each for each in _operands(rule, around) if each not in rule.condition)
        named = list(others) or conditions
        detail = f"breaks the rule: {', '.join(_said(around, rule, holder, named))}"
        conditions = [each for each in conditions if each not in named]
        way = "breaks the rule"
    else:
        value = holder
        for step in within:
            value = value[step]
        detail, way = _seen(around, rule, place, value)
    if conditions:
        detail += f" although {', '.join(_said(around, rule, holder, conditions))}"
    wanted = in_words(_schema_at(rule.schema["then"], within)) if within else ""
    return detail + (f" (wanted: {wanted})" if wanted else ""), way


def _operands(rule: Rule, around: Node) -> Iterator[str]:
    """Yield the places that the rule reads, as seen from the object that it is about."""
    prefix = f"{around.place}." if around.place else ""
    yield from (each.removeprefix(prefix) for each in rule.operands if "[]" not in each.removeprefix(prefix))


def _said(around: Node, rule: Rule, holder: Any, places: list[str]) -> Iterator[str]:
    """Yield what stands at each of the places below the object."""
    for place in places:
        [value] = values_at(holder, place)
        yield f"{place} {'is missing' if value is MISSING else _seen(around, rule, place, value)[0]}"


def _seen(around: Node, rule: Rule, place: str, value: Any) -> tuple[str, str]:
    """Return what a value is, and its variant, which does not tell words of an enum apart."""
    name = place.rpartition(".")[2]
    detail, way = harmless(value, of_scale=_puts_on_a_scale(rule.schema, name))
    return (
        (f'is "{value}"', way) if isinstance(value, str) and _is_word(around, place, value) else (detail, way)
    )


def _is_word(node: Node | None, place: str, value: str) -> bool:
    """Tell whether a text is one of those that the contract lists for a place below the node."""
    for name in place.split("."):
        node = node.members.get(name) if node is not None else None
    return node is not None and value in (node.enum or ())


def _schema_at(schema: Any, within: Pointer) -> Mapping[str, Any]:
    """Return what a part of a rule says of the value at the end of a way, nothing if it is silent."""
    said: Mapping[str, Any] = schema
    for step in within:
        said = said.get("items", {}) if isinstance(step, int) else said.get("properties", {}).get(step, {})
    return said


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
    return any(map(is_number, numbers)) or any(map(_states_numbers, schema.values()))
