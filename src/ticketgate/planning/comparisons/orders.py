"""Searches for the same tickets in every order."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, TypeAlias

from ticketgate.exchange.request import Json
from ticketgate.judging.relations.fields import Row
from ticketgate.planning.comparisons.window import Comparison, Pair, Window

__all__ = ["Order", "directions_left", "order_for", "orders_beside_filters", "orders_of"]

#: A key, and whether its values fall: ``("t.dueBy", True)``.
Order: TypeAlias = tuple[str, bool]

_BY_SIZE: Final = ("of integers", "of moments")
_OF_KIND: Final = (*_BY_SIZE, "by text", "shown otherwise")


def orders_of(window: Window) -> tuple[list[list[Comparison]], list[list[Comparison]]]:
    """Return what compares the orders by each key: those to be asked for, and those to be had beside filters.

    The first ones are of different kinds. Texts are judged by each other. Numbers and moments are judged by
    the rows alone, and one key of each is looked at page by page, too. What rows do not show, or show several
    of, is judged by what is found.
    """
    of_kind: dict[str, list[str]] = {kind: [] for kind in _OF_KIND}
    for key in _sortable(window):
        of_kind[_kind(window, key)].append(key)
    for kind in _BY_SIZE:
        # Pages that a server cuts by the id and orders afterwards join up where values go with the ids.
        of_kind[kind].sort(key=lambda key: _goes_with_ids(window, key))
    planned = {
        kind: [[*_of_key(window, key, kind, cut=kind in _BY_SIZE and not at)] for at, key in enumerate(keys)]
        for kind, keys in of_kind.items()
    }
    firsts = [alike.pop(0) for alike in planned.values() if alike]
    texts, others = planned.pop("by text"), [each for alike in planned.values() for each in alike]
    return [*firsts, *texts], others


def orders_beside_filters(window: Window) -> list[Order]:
    """Return the orders that searches by filters can have, in an order by choice."""
    keys = [key for key in _sortable(window) if _kind(window, key) != "by text"]
    # Rising by the id is how searches are ordered anyway.
    orders = [(key, falls) for key in keys for falls in (False, True) if falls or key != window.terms.id_key]
    return window.choose.sample(orders, len(orders))


def order_for(window: Window, orders: Sequence[Order], met: int) -> Order | None:
    """Return the first of the orders that moves rows that are found, as bits; None without one."""
    rows = [row for at, row in enumerate(window.rows) if met >> at & 1]
    return next((order for order in orders if _moves(window, *order, rows)), None)


def directions_left(window: Window, covered: AbstractSet[Pair]) -> Iterator[Comparison]:
    """Compare the orders in directions that no search has; covered is what all others put to the test."""
    for key in _sortable(window):
        for word, falls in ((window.terms.rising, False), (window.terms.falling, True)):
            if (key, word) not in covered:
                ordered = window.search(order=key, falling=falls)
                pairs = frozenset({(key, word)})
                yield Comparison("order-keeps-all-tickets", (window.search(), ordered), pairs)


def _moves(window: Window, key: str, falls: bool, rows: Sequence[Row]) -> bool:  # noqa: FBT001 - of an Order
    """Tell whether rows stand in another order then than by their ids, as far as they show it.

    A server that forgets the key may go by the ids in the same direction, unless all rise with these.
    """
    if not _is_single(window, key):
        return len(rows) > 1
    shown, of_all = _shown(window, key, rows), _shown(window, key, window.rows)
    rise_with_ids = of_all == sorted(of_all)
    return shown != sorted(shown, reverse=falls) and (
        rise_with_ids or shown != sorted(shown, reverse=not falls)
    )


def _shown(window: Window, key: str, rows: Sequence[Row]) -> list[Any]:
    """Return the values of a key that rows show, in the order of the rows."""
    return [value for row in rows for value in window.fields[key].values(row) or () if value is not None]


def _sortable(window: Window) -> list[str]:
    """Return the keys to order by, in an order by choice; personal ones only where they may be sent."""
    sortable = window.chosen(sorted(key.key for key in window.terms.keys.values() if key.sortable))
    return [key for key in sortable if key in window.values or not window.terms.keys[key].personal]


def _kind(window: Window, key: str) -> str:
    if not _is_single(window, key):
        return "shown otherwise"
    return {"integer": "of integers", "date": "of moments"}.get(window.fields[key].kind, "by text")


def _goes_with_ids(window: Window, key: str) -> bool:
    """Tell whether all rows of the window stand by the key as they do by their ids, up or down."""
    shown = _shown(window, key, window.rows)
    return shown in (sorted(shown), sorted(shown, reverse=True))


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
    if cut:
        yield Comparison("pages-join-up", (*_parts(window, ordered), ordered))


def _parts(window: Window, body: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield the same search as two pages in a row, which do not reach its end."""
    third = max(1, len(window.rows) // 3)
    for offset in (0, third):
        yield {**body, window.terms.limit: third, window.terms.offset: offset}


def _telling_order(window: Window) -> str:
    """Return a key of integers or moments with an order other than that of ids, the likely fallback."""
    keys = (key for key in sorted(window.values) if _kind(window, key) in _BY_SIZE)
    return next((key for key in keys if not _goes_with_ids(window, key)), window.terms.id_key)


def _is_single(window: Window, key: str) -> bool:
    """Tell whether rows show several values of the key, and each at most one of them."""
    field = window.fields.get(key)
    return field is not None and field.sortable and not field.many and len(window.values.get(key, ())) > 1
