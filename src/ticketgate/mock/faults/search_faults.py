"""The bugs of searching, by hand: pages, totals and orders that are not what was asked for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.filter_faults import filter_faults
from ticketgate.mock.faults.made import made
from ticketgate.mock.faults.search_changes import all_at_once, cut_out, on_page, told_as_asked, understood
from ticketgate.mock.service.columns import BOOLEANS, DATE_COLUMNS, INTEGERS, SET_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked, Tell

_LIMIT = 100
_NUMBERS = frozenset({"t.id", *(f"t.{name}" for name in (*INTEGERS, *BOOLEANS))})
#: Moments that rows show; they sort as text.
_MOMENTS_OF_TICKETS = frozenset({"t.createdAt", "t.modifiedAt", "t.dueBy", "t.firstResponseDueBy"})
_NUMERIC_OR_DATE = _NUMBERS | DATE_COLUMNS.keys()


#: Of faults by which the last page holds less than its offset and the total leave.
_SHORT_AT_THE_END: dict[str, Any] = {
    "also": (f"{SEARCH}/page-is-filled",),
    "because": "the last page comes out one ticket short",
}


def search_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks; built anew each time, for one of them counts."""
    for clause, variant, says, rest in (*_pages(), *_totals(), *_orders()):
        yield made(f"{SEARCH}/{clause}", variant, says, **rest)
    for clause, variant, says, ask in filter_faults():
        yield made(f"{SEARCH}/{clause}", variant, says, ask=ask)


_Entry = tuple[str, str, str, dict[str, Any]]


# Pages


def _pages() -> Iterator[_Entry]:
    clause = "page-is-within-the-limit"
    yield clause, "one-more", "gives one ticket more than asked for", _limiting(lambda limit: limit + 1)
    yield (
        clause,
        "two-for-one",
        "gives two tickets when asked for one",
        _limiting(lambda limit: 2 if limit == 1 else limit),
    )
    yield (
        clause,
        "ignored",
        "gives a hundred tickets if it was asked for less",
        _limiting(lambda limit: max(limit, _LIMIT)),
    )
    yield from _pages_that_lack()
    yield from _pages_that_tell_wrong()
    yield from _pages_that_join_wrong()
    yield (
        "repeating-gives-the-same-page",
        "alternating",
        "leaves out the last ticket, and does not count it, every other time it is asked the same",
        {"tell": _alternating()},
    )


def _pages_that_lack() -> Iterator[_Entry]:
    clause = "page-is-filled"
    yield (
        clause,
        "one-in-fifty",
        "counts tickets that it takes out of the page afterwards",
        {"tell": on_page(_without_some)},
    )
    yield clause, "cut", "gives a hundred tickets at most", _limiting(lambda limit: min(limit, _LIMIT))
    yield (
        "total-counts-the-matches",
        "joined",
        "counts a ticket once for each of its tags when it searches for tags",
        {"tell": on_page(_count_tags)},
    )
    clause = "defaults-are-as-documented"
    yield (
        clause,
        "limit",
        "gives a page of 101 tickets when it is not asked for a limit",
        {"ask": _one_more_row},
    )


def _without_some(_: Asked, page: dict[str, Any]) -> None:
    page["tickets"] = [ticket for ticket in page["tickets"] if ticket["id"] % 50]


def _count_tags(asked: Asked, page: dict[str, Any]) -> None:
    for said in asked.search.get("filters", []):
        if said.get("key") == "tt.tagId" and said.get("comparator") == "in":
            sought = {str(tag) for tag in said["values"]}
            page["total"] = sum(
                max(1, len(sought & {str(tag) for tag in row["tagIds"]})) for row in page["tickets"]
            )


def _one_more_row(asked: Asked) -> Asked:
    valid = isinstance(asked.search.get("filters", []), list) and asked.body.strip().startswith(b"{")
    return asked if "limit" in asked.search or not valid else asked.with_search(limit=_LIMIT + 1)


def _pages_that_tell_wrong() -> Iterator[_Entry]:
    yield (
        "paging-is-echoed",
        "offset",
        "repeats another offset than it was asked",
        {"tell": on_page(lambda _, page: page.update(offset=page["offset"] + 1))},
    )
    yield (
        "paging-is-echoed",
        "limit",
        "repeats another limit than it was asked",
        {"tell": on_page(lambda _, page: page.update(limit=page["limit"] + 1))},
    )
    yield (
        "page-lists-a-ticket-once",
        "twice",
        "lists the first ticket again in place of the second",
        {"tell": on_page(_repeat_first)},
    )
    yield (
        "page-lists-a-ticket-once",
        "long",
        "lists the first ticket again in place of the second on long pages",
        {"tell": on_page(lambda asked, page: _repeat_first(asked, page) if page["limit"] > _LIMIT else None)},
    )


def _pages_that_join_wrong() -> Iterator[_Entry]:
    clause = "pages-join-up"
    yield clause, "gap", "passes over one ticket too many", _shifted(1) | _SHORT_AT_THE_END
    yield clause, "overlap", "passes over one ticket too few", _shifted(-1)
    yield (
        clause,
        "ignored",
        "ignores the offset, and knows where the tickets end",
        {
            "ask": lambda asked: asked.with_search(offset=0) if _passes_over(asked) else asked,
            "tell": on_page(_as_if_passed_over),
        },
    )
    clause = "offset-past-the-end-is-empty"
    yield (
        clause,
        "last",
        "repeats the last ticket past the end",
        {"ask": all_at_once, "tell": on_page(_clamped)},
    )
    yield clause, "total", "counts nothing past the end", {"tell": on_page(_nothing_past_the_end)}


def _limiting(other: Callable[[int], int]) -> dict[str, Any]:
    def ask(asked: Asked) -> Asked:
        limit = asked.search.get("limit", _LIMIT)
        return asked.with_search(limit=other(limit)) if _is_count(limit) and limit > 0 else asked

    return {"ask": ask, "tell": on_page(told_as_asked)}


def _repeat_first(_: Asked, page: dict[str, Any]) -> None:
    page["tickets"][1:2] = page["tickets"][:1] if page["tickets"][1:] else []


def _passes_over(asked: Asked) -> bool:
    offset = asked.search.get("offset")
    return isinstance(offset, int) and _is_count(offset) and offset > 0


def _shifted(by: int) -> dict[str, Any]:
    def ask(asked: Asked) -> Asked:
        return asked.with_search(offset=asked.search["offset"] + by) if _passes_over(asked) else asked

    return {"ask": ask, "tell": on_page(_as_if_passed_over)}


def _as_if_passed_over(asked: Asked, page: dict[str, Any]) -> None:
    told_as_asked(asked, page)
    left = max(0, page["total"] - page["offset"])
    page["tickets"] = page["tickets"][:left]


def _clamped(asked: Asked, page: dict[str, Any]) -> None:
    last = page["tickets"][-1:]
    cut_out(asked, page)
    if page["offset"] >= page["total"]:
        page["tickets"] = last


def _nothing_past_the_end(_: Asked, page: dict[str, Any]) -> None:
    if page["offset"] >= page["total"]:
        page["total"] = 0


def _alternating() -> Tell:
    times = Counter[bytes]()

    def change(asked: Asked, page: dict[str, Any]) -> None:
        times[asked.body] += 1
        if times[asked.body] % 2 == 0 and page["tickets"]:
            del page["tickets"][-1:]
            page["total"] -= 1

    return on_page(change)


# Totals


def _totals() -> Iterator[_Entry]:
    yield (
        "total-covers-the-page",
        "short",
        "counts one ticket less than there are",
        {"tell": on_page(lambda _, page: page.update(total=max(0, page["total"] - 1)))},
    )
    yield (
        "total-covers-the-page",
        "none",
        "counts nothing when asked for one ticket",
        {"tell": on_page(lambda _, page: page.update(total=0) if page["limit"] == 1 else None)},
    )
    clause = "pages-agree-on-total"
    yield clause, "growing", "counts what it has shown so far, and one more", {"tell": on_page(_estimate)}
    yield (
        clause,
        "later",
        "counts one more on every page but the first",
        {"tell": on_page(_one_more)} | _SHORT_AT_THE_END,
    )


def _estimate(_: Asked, page: dict[str, Any]) -> None:
    shown = page["offset"] + len(page["tickets"])
    if page["tickets"]:
        page["total"] = min(page["total"], shown + 1)


def _one_more(_: Asked, page: dict[str, Any]) -> None:
    if page["tickets"] and page["offset"]:
        page["total"] += 1


# Order


def _orders() -> Iterator[_Entry]:
    clause = "order-is-kept"
    yield (
        clause,
        "ignored",
        "orders by the id whatever number or moment it was asked",
        {"ask": _ordered_by_id(_NUMERIC_OR_DATE)},
    )
    yield (
        clause,
        "as-text",
        "orders numbers as if they were text",
        {"ask": all_at_once, "tell": on_page(_sort_as_text)},
    )
    yield (
        clause,
        "direction",
        "orders moments downwards only",
        {
            "ask": lambda asked: (
                asked.with_search(orderByDirection="desc")
                if str(asked.search.get("orderByField")) in DATE_COLUMNS
                else asked
            )
        },
    )
    yield (
        "order-keeps-all-tickets",
        "nulls",
        "leaves out tickets without the value that it orders by",
        {"ask": _ordered_value_there},
    )
    yield (
        "pages-join-up",
        "page-by-page",
        "cuts out the page of a search by moments first and orders its tickets then",
        {"ask": _ordered_by_id(_MOMENTS_OF_TICKETS), "tell": on_page(_order_page)},
    )
    yield (
        "orders-are-reverses",
        "upwards",
        "orders text upwards only",
        {
            "ask": lambda asked: (
                asked
                if str(asked.search.get("orderByField", "t.id")) in _NUMERIC_OR_DATE
                else asked.with_search(orderByDirection="asc")
            )
        },
    )


def _ordered_value_there(asked: Asked) -> Asked:
    key, filters = str(asked.search.get("orderByField")), asked.search.get("filters", [])
    if key not in SET_COLUMNS or key in BOOLEANS or not isinstance(filters, list):
        return asked
    there = {"key": key, "comparator": "not in", "values": ["null"]}
    return asked.with_search(filters=[*filters, there])


def _order_page(asked: Asked, page: dict[str, Any]) -> None:
    field = str(asked.search.get("orderByField"))
    if field in _MOMENTS_OF_TICKETS:
        name = field.partition(".")[2]
        downwards = asked.search.get("orderByDirection", "desc") == "desc"
        page["tickets"].sort(key=lambda row: (row[name] is None, str(row[name])), reverse=downwards)


def _ordered_by_id(fields: frozenset[str]) -> Ask:
    def ask(asked: Asked) -> Asked:
        concerned = str(asked.search.get("orderByField")) in fields and understood(asked)
        return asked.with_search(orderByField="t.id") if concerned else asked

    return ask


def _sort_as_text(asked: Asked, page: dict[str, Any]) -> None:
    field = asked.search.get("orderByField", "t.id")
    if field in _NUMBERS:
        name = field.partition(".")[2]
        downwards = asked.search.get("orderByDirection", "desc") == "desc"
        page["tickets"].sort(key=lambda row: (row[name] is None, str(row[name])), reverse=downwards)
    cut_out(asked, page)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
