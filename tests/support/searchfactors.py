"""What the bodies of searches try, read from the bodies alone, and what the contract documents to be tried."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from support.samples import contract
from support.searchengine import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A factor with its value, such as ``("comparator", "not in")``, or two words that go together.
Tried: TypeAlias = tuple[str, str]

TERMS = contract().search
COMPARED = ("=", "!=", "<", ">", "<=", ">=")
FORMS = {
    "integer": {"number", "number as text"},
    "boolean": {"true or false", "1 or 0", "true or false as text"},
    "text": {"text"},
    "date": {"moment", "day", "Unix seconds"},
}
RELATIVE = {"CURRENT_DATE", "CURRENT_TIME", "days before now", "hours before now"}
DIRECTIONS = {"asc", "desc"}
#: What is tried in no other way than by a body without the member, or without any.
LEFT_OUT = {"limit", "offset", "orderByField", "orderByDirection", "filters", "all of them"}


def values_tried(bodies: Iterable[dict[str, Any]]) -> set[Tried]:
    """Return every factor with every value that these searches have."""
    tried: set[Tried] = set()
    for body in bodies:
        filters = body.get("filters", [])
        tried |= {("left out", name) for name in LEFT_OUT - body.keys() if body or name == "all of them"}
        tried |= {
            (name, str(body[name]))
            for name in ("limit", "orderByField", "orderByDirection", "ticketScope")
            if name in body
        }
        tried.add(("filters", str(min(len(filters), 3))))
        for at, said in enumerate(filters):
            same = [each for each in filters[:at] if each["key"] == said["key"]]
            tried |= {("same key", f"{each.get('comparator')} and {said.get('comparator')}") for each in same}
            tried |= {("key", said["key"]), ("comparator", said.get("comparator", ""))}
            tried |= {("form", form) for form in forms_of(said)}
            tried |= {("type", f"{said.get('comparator')} {name}") for name in types_of(said)}
            tried.add(("values", str(min(len(said.get("values", "1")), 2))))
            tried |= {(said["key"], str(value)) for value in said.get("values", ())}
    return tried


def documented_values() -> set[Tried]:
    """Return every factor with every value that each run has to try."""
    values = {("key", key) for key in TERMS.keys}
    values |= {("comparator", word) for word in TERMS.comparators.values()}
    forms = {*RELATIVE, "null alone", "null beside a value", "all", "unassigned", "team"}
    values |= {("form", form) for form in forms.union(*FORMS.values())}
    types = ("number", "text")
    values |= {("type", f"{word} {name}") for word, name in product((*COMPARED, "in", "not in"), types)}
    values |= {("orderByField", key.key) for key in TERMS.keys.values() if key.sortable}
    values |= {("orderByDirection", each) for each in DIRECTIONS} | {("orderByField", "relevance")}
    values |= {("left out", name) for name in LEFT_OUT}
    values |= {("limit", "1"), ("limit", "499"), ("limit", "500")}
    values |= {("ticketScope", "all"), ("ticketScope", "skills")}
    values |= {("filters", count) for count in "0123"} | {("values", "1"), ("values", "2")}
    values |= {("same key", "in and in"), ("same key", "in and ="), ("same key", "> and >=")}
    for key, field in FIELDS.items():
        values |= {(key, value) for value in field.node.enum or () if value is not None}
    return values


def pairs_tried(bodies: Iterable[dict[str, Any]]) -> set[Tried]:
    """Return what these searches try together: key, comparator and form of operand, order and direction."""
    tried: set[Tried] = set()
    for body in bodies:
        tried.add((body.get("orderByField", "t.id"), body.get("orderByDirection", "desc")))
        for said in body.get("filters", ()):
            key, word, forms = said["key"], said.get("comparator", ""), forms_of(said)
            tried |= {(key, word), *product((key, word), forms)}
            if "values" in said:
                tried.add((key, "several" if len(said["values"]) > 1 else "one"))
    return tried


def documented_pairs() -> Iterator[Tried]:
    """Yield key with comparator, with form of operand, with direction, and comparator with form."""
    for key in TERMS.keys.values():
        if key.family == "date":
            yield from product([key.key], (*COMPARED, "between", "not between"))
        elif key.family == "set":
            yield from product([key.key], (*COMPARED, "in", "not in"))
        elif key.family == "tags" and key.key in TERMS.sets:
            yield from product([key.key], ("one", "several"))
        if key.sortable:
            yield from product([key.key], DIRECTIONS)
    for key, field in FIELDS.items():
        if field.said.undecided:
            continue
        yield from product([key], FORMS[field.kind] | (RELATIVE if field.kind == "date" else set()))
        if field.kind != "date":
            yield from product([key], ("null beside a value", "one", "several"))
            yield from product((*COMPARED, "in", "not in"), FORMS[field.kind])
    yield from product((*COMPARED, "between", "not between"), ["moment"])
    yield from product(("<", ">", "<=", ">="), ("day", "Unix seconds"))


def forms_of(said: dict[str, Any]) -> set[str]:
    """Return in which forms the operands of a condition are written."""
    operands = operands_of(said)
    values = [each for each in operands if each != TERMS.without_value]
    forms = {_form(said["key"], each) for each in values}
    if len(values) < len(operands):
        forms.add("null beside a value" if values else "null alone")
    return forms


def operands_of(said: dict[str, Any]) -> list[Any]:
    return [*said.get("values", ()), *(said[name] for name in ("value", "from", "to") if name in said)]


def types_of(said: dict[str, Any]) -> set[str]:
    names = {bool: "boolean", int: "number", str: "text"}
    return {names[type(each)] for each in operands_of(said) if each is not None}


def _form(key: str, value: Any) -> str:  # noqa: PLR0911 - one line a form
    if value in TERMS.keys[key].words or value in {"CURRENT_DATE", "CURRENT_TIME"}:
        return str(value)
    if isinstance(value, bool):
        return "true or false"
    if TERMS.keys[key].family == "date":
        for pattern, form in (
            (r"-\d+ DAY", "days before now"),
            (r"-\d+ HOUR", "hours before now"),
            (r"\d+", "Unix seconds"),
            (r"[\d-]{10}", "day"),
        ):
            if re.fullmatch(pattern, str(value)):
                return form
        return "moment"
    kind = FIELDS[key].kind if key in FIELDS else "text"
    if kind == "boolean":
        return "true or false as text" if isinstance(value, str) else "1 or 0"
    if kind == "integer":
        return "number as text" if isinstance(value, str) else "number"
    return "text"
