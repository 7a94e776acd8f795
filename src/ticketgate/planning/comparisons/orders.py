"""Searches for the same tickets in every order."""

from collections.abc import Iterator
from typing import Final

from ticketgate.exchange.request import Json
from ticketgate.planning.comparisons.window import Comparison, Window

__all__ = ["orders_of"]


#: Orders by size that are also looked at page by page.
_CUT_INTO_PAGES: Final = 2


def orders_of(window: Window) -> Iterator[list[Comparison]]:
    """Yield what compares the orders by each key; the first ones are of different kinds.

    Numbers and moments are judged by the rows alone, other orders by each other.
    """
    keys = window.terms.keys.values()
    sortable = window.chosen(sorted(key.key for key in keys if key.sortable))
    of_kind: dict[str, list[list[Comparison]]] = {}
    for key in sortable:
        if window.terms.keys[key].personal and key not in window.values:
            continue
        kind = "shown otherwise"
        if _is_single(window, key):
            kind = "by size" if window.fields[key].kind in ("integer", "date") else "by text"
        alike = of_kind.setdefault(kind, [])
        alike.append([*_of_key(window, key, kind, cut=len(alike) < _CUT_INTO_PAGES)])
    rest = []
    for comparisons in of_kind.values():
        yield comparisons[0]
        rest += comparisons[1:]
    yield from window.choose.sample(rest, len(rest))


def _of_key(window: Window, key: str, kind: str, *, cut: bool) -> Iterator[Comparison]:
    whole = window.search()
    # Rising by the id is the window as it is anyway.
    falls = window.choose.choice((False, True)) or key == window.terms.id_key
    ordered = window.search(order=key, falling=falls)
    directions = window.terms.falling, window.terms.rising
    yield Comparison("order-keeps-all-tickets", (whole, ordered), frozenset({(key, directions[not falls])}))
    if kind == "by text":
        both = (window.search(order=key), window.search(order=key, falling=True))
        known = _telling_order(window)
        orders = (window.search(order=known), window.search(order=known, falling=True))
        yield Comparison(
            "orders-are-reverses", (*both, *orders), frozenset((key, each) for each in directions)
        )
    if kind == "by size" and cut:
        yield Comparison("pages-join-up", (*_parts(window, ordered), ordered))


def _parts(window: Window, body: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield the same search as two pages in a row, which do not reach its end."""
    third = max(1, len(window.rows) // 3)
    for offset in (0, third):
        yield {**body, window.terms.limit: third, window.terms.offset: offset}


def _telling_order(window: Window) -> str:
    """Return a key of integers or moments with an order other than that of ids, the likely fallback."""
    for key in sorted(window.values):
        field = window.fields[key]
        shown = [values[0] for row in window.rows if (values := field.values(row)) and values != (None,)]
        told = _is_single(window, key) and field.kind in ("integer", "date")
        if told and shown not in (sorted(shown), sorted(shown, reverse=True)):
            return key
    return window.terms.id_key


def _is_single(window: Window, key: str) -> bool:
    """Tell whether rows show several values of the key, and each at most one of them."""
    field = window.fields.get(key)
    return field is not None and field.sortable and not field.many and len(window.values.get(key, ())) > 1
