"""How numbers are written in the answer to a request: those that are whole by meaning without a fraction."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from ticketgate.contract.clauses import Node
from ticketgate.contract.forms import COMPACT, PAGE
from ticketgate.exchange.answer import INEXACT, Exchange, parse_as_written
from ticketgate.judging.relations.judgements import KEPT, Disagreement, Judgement
from ticketgate.judging.relations.pages import success_of

__all__ = ["integers_of", "whole_numbers_have_no_fraction"]


def integers_of(forms: Iterable[Node]) -> frozenset[str]:
    """Return the names of the members where only integers stand; for an item of an array it is empty."""
    below = (within for form in forms for node in form.walk() for within in _named(node))
    return frozenset(name for name, node in below if _is_integer(node))


def whole_numbers_have_no_fraction(
    forms: Mapping[str, Node], integers: AbstractSet[str], exchange: Exchange
) -> Judgement:
    """Look for ``20.0`` where only integers stand; forms are the places of each form, by its name.

    integers are the names of all members where only integers stand.
    """
    form, body = exchange.request.operation.form, success_of(exchange)
    if form is None or not isinstance(body, dict):
        return None
    if integers.isdisjoint(exchange.unusual_integers):
        return KEPT
    written = parse_as_written(exchange.content)
    places = {
        *_whole(forms[form], written),
        *(_in_rows(forms, exchange, written) if form == PAGE else ()),
    }
    return tuple(Disagreement(place, "is a whole number written with a fraction") for place in sorted(places))


def _in_rows(forms: Mapping[str, Node], exchange: Exchange, page: Any) -> Iterator[str]:
    terms = exchange.request.operation.search
    rows = page.get(terms.rows) if terms else None
    if terms is None or not isinstance(rows, list):
        return
    for row in rows:
        yield from (f"{terms.rows}[].{place}" for place in _whole(forms[COMPACT], row))


def _whole(node: Node, value: Any) -> Iterator[str]:
    """Yield the places below a node whose numbers are whole by meaning and not as written.

    An id that the tenant's own systems gave out is passed on as they write it. Of a number that is too large
    for a float to be exact the value does not tell how it was written.
    """
    if isinstance(value, float):
        if _is_integer(node) and abs(value) < INEXACT and value.is_integer():
            yield node.place
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, (float, dict, list)) and name in node.members:
                yield from _whole(node.members[name], inner)
    elif isinstance(value, list) and node.items is not None:
        for item in value:
            if isinstance(item, (float, dict, list)):
                yield from _whole(node.items, item)


def _named(node: Node) -> Iterator[tuple[str, Node]]:
    yield from node.members.items()
    if node.items is not None:
        yield "", node.items


def _is_integer(node: Node) -> bool:
    return "integer" in node.types and "number" not in node.types and "x-foreign" not in node.marks
