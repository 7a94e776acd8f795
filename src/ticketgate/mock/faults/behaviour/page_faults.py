"""The bugs of paging: limits, offsets, and what a page repeats of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import NOT_FOUND, error, failing, made_all
from ticketgate.mock.faults.search_changes import (
    all_at_once,
    cut_out,
    filters_of,
    has_member,
    on_page,
    paging,
    told_as_asked,
    understood,
    when,
    with_body,
)
from ticketgate.mock.service.search_body import LIMIT_CAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Answered, Asked, Tell
    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import Rows

_WITHIN, _FILLED, _ECHO, _JOIN = (
    "page-is-within-the-limit",
    "page-is-filled",
    "paging-is-echoed",
    "pages-join-up",
)
_END = "offset-past-the-end-is-empty"
_ACCEPTED = "valid-request-is-accepted"
_COUNTED_TO, _DEEP, _TEN, _TWO = 300, 250, 10, 2


def page_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, (*_LIMITS, *_OFFSETS, *_ECHOES))


def _limited(other: Callable[[int], int]) -> Parts:
    """Make what gives another number of tickets than asked for, and says that it gave that number."""

    def ask(asked: Asked) -> Asked:
        return asked.with_search(limit=max(1, other(paging(asked)[1]))) if understood(asked) else asked

    return {"ask": ask, "tell": on_page(told_as_asked)}


def _shown(change: Callable[[Rows, int], Rows]) -> Parts:
    """Make what changes the tickets of a page, given its limit."""
    return {
        "tell": on_page(lambda asked, page: page.update(tickets=change(page["tickets"], paging(asked)[1])))
    }


def _moved(other: Callable[[int, int], int]) -> Parts:
    """Make what passes over another number of tickets, made of offset and limit."""

    def ask(asked: Asked) -> Asked:
        return asked.with_search(offset=max(0, other(*paging(asked)))) if understood(asked) else asked

    return {"ask": ask, "tell": on_page(told_as_asked)}


def _echoed(other: Callable[[dict[str, Any]], dict[str, Any]]) -> Parts:
    return {"tell": on_page(lambda _, page: page.update(other(page)))}


def _wrapped(asked: Asked, page: dict[str, Any]) -> None:
    """Begin anew past the end."""
    rows = page["tickets"]
    offset, limit = paging(asked)
    told_as_asked(asked, page)
    start = offset % len(rows) if rows else 0
    page["tickets"] = rows[start : start + limit]


def _first_again(asked: Asked, page: dict[str, Any]) -> None:
    rows = page["tickets"]
    cut_out(asked, page)
    if not page["tickets"]:
        page["tickets"] = rows[: page["limit"]]


def _last_page(asked: Asked, page: dict[str, Any]) -> None:
    """Show the last full page where there is less left."""
    rows = page["tickets"]
    offset, limit = paging(asked)
    told_as_asked(asked, page)
    start = min(offset, max(0, len(rows) - limit))
    page["tickets"] = rows[start : start + limit]


def _past_the_end(status: int, message: str) -> Tell:
    """Make what answers an offset at or past the last hit with a refusal."""

    def tell(_: Asked, answered: Answered) -> Answered:
        page = answered.page
        return (
            error(status, message)
            if page and page["offset"] and page["offset"] >= page["total"]
            else answered
        )

    return tell


_LIMITS: tuple[FaultEntry, ...] = (
    (
        _FILLED,
        "limit-100",
        "gives no more than a hundred tickets, whatever the limit",
        _limited(lambda limit: min(limit, 100)),
    ),
    (
        _FILLED,
        "limit-250",
        "gives no more than 250 tickets, whatever the limit",
        {**_limited(lambda limit: min(limit, 250)), "among_many": True},
    ),
    (
        _FILLED,
        "one-less",
        "gives one ticket less than asked for, but at least one",
        _limited(lambda limit: limit - 1),
    ),
    (
        _FILLED,
        "none-of-one",
        "gives no ticket when asked for one",
        _shown(lambda rows, limit: [] if limit == 1 else rows),
    ),
    (
        _FILLED,
        "one-of-two",
        "gives one ticket when asked for two",
        _shown(lambda rows, limit: rows[:1] if limit == _TWO else rows),
    ),
    (
        _FILLED,
        "last-of-full",
        "leaves the last ticket of a full page out, to see whether there is another",
        _shown(lambda rows, limit: rows[:-1] if len(rows) == limit > 1 else rows),
    ),
    (
        _WITHIN,
        "one-more-of-500",
        "gives all tickets when asked for the 499 of them",
        {**_limited(lambda limit: LIMIT_CAP if limit == LIMIT_CAP - 1 else limit), "among_many": True},
    ),
    (_WITHIN, "at-least-10", "gives ten tickets at least", _limited(lambda limit: max(limit, _TEN))),
    (_WITHIN, "rounded", "rounds limits up to tens", _limited(lambda limit: -(-limit // _TEN) * _TEN)),
    (
        _WITHIN,
        "beside-filters",
        "ignores the limit where there are filters",
        {
            "ask": when(lambda asked: bool(filters_of(asked)), with_body(limit=LIMIT_CAP)),
            "tell": on_page(told_as_asked),
        },
    ),
    (
        _WITHIN,
        "offset-too",
        "gives as many tickets more as it passes over",
        {
            "ask": when(
                understood, lambda asked: asked.with_search(limit=min(LIMIT_CAP, sum(paging(asked))))
            ),
            "tell": on_page(told_as_asked),
        },
    ),
)


_OFFSETS: tuple[FaultEntry, ...] = (
    (
        _JOIN,
        "page-number",
        "takes the offset for the number of a page",
        _moved(lambda offset, limit: offset * limit),
    ),
    (
        _JOIN,
        "whole-pages",
        "passes over whole pages only",
        _moved(lambda offset, limit: offset // limit * limit),
    ),
    (
        _JOIN,
        "deep",
        "passes over no more than 250 tickets",
        {
            **_moved(lambda offset, _: min(offset, _DEEP)),
            "among_many": True,
            "also": (f"{SEARCH}/{_END}",),
            "because": "an offset that is bounded never comes past the end",
        },
    ),
    (
        _JOIN,
        "one-based",
        "counts the offset from one",
        _moved(lambda offset, _: offset - 1 if offset > 0 else 0),
    ),
    (_JOIN, "twice", "passes over twice as many", _moved(lambda offset, _: 2 * offset)),
    (
        _JOIN,
        "beside-filters",
        "passes over none where there are filters",
        {
            "ask": when(lambda asked: bool(filters_of(asked)), with_body(offset=0)),
            "tell": on_page(told_as_asked),
        },
    ),
    (
        _JOIN,
        "rising",
        "passes over none in a rising order",
        {
            "ask": when(
                lambda asked: understood(asked) and asked.search.get("orderByDirection") == "asc",
                with_body(offset=0),
            ),
            "tell": on_page(told_as_asked),
        },
    ),
    (
        _JOIN,
        "limit-1",
        "passes over none when asked for one ticket",
        {
            "ask": when(lambda asked: understood(asked) and paging(asked)[1] == 1, with_body(offset=0)),
            "tell": on_page(told_as_asked),
        },
    ),
    (
        _FILLED,
        "far-pages",
        "gives nothing from the three hundredth ticket on",
        {
            "among_many": True,
            "tell": on_page(
                lambda asked, page: page.update(
                    tickets=page["tickets"][: max(0, _COUNTED_TO - paging(asked)[0])]
                )
            ),
        },
    ),
    (_END, "wraps", "begins anew past the end", {"ask": all_at_once, "tell": on_page(_wrapped)}),
    (_END, "first", "gives the first page past the end", {"ask": all_at_once, "tell": on_page(_first_again)}),
    (
        _END,
        "last-page",
        "gives the last full page where less is left",
        {"ask": all_at_once, "tell": on_page(_last_page)},
    ),
    (
        _END,
        "counts-on",
        "counts as many as it was told to pass over, past the end",
        {"tell": on_page(lambda asked, page: page.update(total=max(page["total"], paging(asked)[0] + 1)))},
    ),
    (
        _ACCEPTED,
        "past-the-end",
        "refuses an offset at or past the last hit",
        {"tell": _past_the_end(400, "range exceeds total")},
    ),
    (
        _ACCEPTED,
        "past-the-end-not-found",
        "does not find a page past the end",
        {"tell": _past_the_end(NOT_FOUND, "no such page")},
    ),
    (
        _ACCEPTED,
        "past-the-end-range",
        "answers an offset past the end as a range that it has not",
        {"tell": _past_the_end(416, "range exceeds total")},
    ),
    (
        "no-server-error",
        "past-the-end",
        "fails on an offset past the end",
        {"tell": _past_the_end(500, "index out of range")},
    ),
    (
        "no-server-error",
        "offset-huge",
        "fails on an offset of more than 31 bits",
        {"tell": failing(has_member("offset", lambda offset: offset >= 2**31))},
    ),
)


_ECHOES: tuple[FaultEntry, ...] = (
    (_ECHO, "offset-zero", "always repeats the offset 0", _echoed(lambda _: {"offset": 0})),
    (
        _ECHO,
        "offset-next",
        "repeats where the next page begins, for the offset",
        _echoed(lambda page: {"offset": page["offset"] + len(page["tickets"])}),
    ),
    (
        _ECHO,
        "offset-page",
        "repeats the number of the page for the offset",
        _echoed(lambda page: {"offset": page["offset"] // page["limit"]}),
    ),
    (
        _ECHO,
        "limit-rows",
        "repeats the number of tickets on the page for the limit",
        _echoed(lambda page: {"limit": len(page["tickets"])}),
    ),
    (_ECHO, "limit-most", "always repeats the greatest limit", _echoed(lambda _: {"limit": LIMIT_CAP})),
    (
        _ECHO,
        "limit-total",
        "repeats no limit above the number of matches",
        _echoed(lambda page: {"limit": min(page["limit"], max(1, page["total"]))}),
    ),
    (
        _ECHO,
        "swapped",
        "repeats limit and offset in each other's place",
        _echoed(lambda page: {"limit": page["offset"], "offset": page["limit"]}),
    ),
)
