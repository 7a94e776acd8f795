"""How numbers are written in the answer to a request: those that are whole by meaning without a fraction."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ticketgate.contract.clauses import Node
from ticketgate.contract.forms import COMPACT, PAGE
from ticketgate.exchange.answer import Exchange
from ticketgate.judging.relations.judgements import KEPT, Disagreement, Judgement
from ticketgate.judging.relations.pages import success_of

__all__ = ["whole_numbers_have_no_fraction"]


class _Written(str):
    """A number with a fraction or an exponent, as it is written."""

    __slots__ = ()


def whole_numbers_have_no_fraction(forms: Mapping[str, Node], exchange: Exchange) -> Judgement:
    """Look for ``20.0`` where only integers stand; forms are the places of each form, by its name."""
    form, body = exchange.request.operation.form, success_of(exchange)
    if form is None or not isinstance(body, dict):
        return None
    if not exchange.has_unusual_integers:
        return KEPT
    try:
        written = json.loads(exchange.content, parse_float=_Written)
        places = {
            *_whole(forms[form], written),
            *(_in_rows(forms, exchange, written) if form == PAGE else ()),
        }
    except (ValueError, RecursionError):  # thousands of digits, or nested as deeply as no ticket is
        return None
    return tuple(Disagreement(place, "is a whole number written with a fraction") for place in sorted(places))


def _in_rows(forms: Mapping[str, Node], exchange: Exchange, page: Mapping[str, Any]) -> Iterator[str]:
    terms = exchange.request.operation.search
    rows = page.get(terms.rows) if terms else None
    if terms is None or not isinstance(rows, list):
        return
    for row in rows:
        yield from (f"{terms.rows}[].{place}" for place in _whole(forms[COMPACT], row))


def _whole(node: Node, value: Any) -> Iterator[str]:
    """Yield the places below a node whose numbers are whole by meaning and not as written.

    An id that the tenant's own systems gave out is passed on as they write it.
    """
    if isinstance(value, _Written):
        if "x-foreign" in node.marks:
            return
        if "integer" in node.types and "number" not in node.types and float(value).is_integer():
            yield node.place
    elif isinstance(value, dict):
        for name in node.members.keys() & value.keys():
            yield from _whole(node.members[name], value[name])
    elif isinstance(value, list) and node.items is not None:
        for item in value:
            yield from _whole(node.items, item)
