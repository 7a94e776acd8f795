"""The bugs of counting, of what holds where a member is left out, and of pages that are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import NOT_FOUND, error, failing, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    filters_of,
    has_member,
    lacks,
    on_page,
    told_as_asked,
    understood,
    when,
    with_body,
)
from ticketgate.mock.service.search_body import LIMIT_CAP, LIMIT_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Answered, Ask, Asked, Tell
    from ticketgate.mock.faults.made import FaultEntry, Parts

_TOTAL, _COUNT = "pages-agree-on-total", "total-counts-the-matches"
_DEFAULTS, _ACCEPTED = "defaults-are-as-documented", "valid-request-is-accepted"
_COUNTED_TO, _DEEP, _TEN = 300, 250, 10


def count_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, (*_TOTALS, *_LEFT_OUT, *_REFUSED))


def _totalled(other: Callable[[Asked, dict[str, Any]], int]) -> Parts:
    return {"tell": on_page(lambda asked, page: page.update(total=other(asked, page)))}


def _default(member: str, value: Any) -> Ask:
    return when(lacks(member), with_body(**{member: value}))


def _default_limit(limit: int) -> Parts:
    return {
        "ask": _default("limit", limit),
        "tell": on_page(
            lambda asked, page: page.update(limit=LIMIT_DEFAULT) if lacks("limit")(asked) else None
        ),
    }


def _no_hit(answer: Answered) -> Tell:
    def tell(_: Asked, answered: Answered) -> Answered:
        page = answered.page
        return answer if page and page["total"] == 0 else answered

    return tell


_TOTALS: tuple[FaultEntry, ...] = (
    (
        _TOTAL,
        "of-the-page",
        "counts the tickets of the page only",
        _totalled(lambda _, page: len(page["tickets"])),
    ),
    (
        _TOTAL,
        "what-is-left",
        "counts what the page and those after it hold",
        _totalled(lambda _, page: max(0, page["total"] - page["offset"])),
    ),
    (
        _TOTAL,
        "first-page-only",
        "counts on the first page only, and says 0 on others",
        _totalled(lambda _, page: 0 if page["offset"] else page["total"]),
    ),
    (
        _TOTAL,
        "limit-1",
        "counts one when asked for one",
        _totalled(lambda _, page: min(1, page["total"]) if page["limit"] == 1 else page["total"]),
    ),
    (
        _TOTAL,
        "pages",
        "counts pages instead of tickets",
        _totalled(lambda _, page: -(-page["total"] // page["limit"])),
    ),
    (
        "total-covers-the-page",
        "stops-at-300",
        "counts to 300 and no further",
        {
            **_totalled(lambda _, page: min(_COUNTED_TO, page["total"])),
            "among_many": True,
            "also": (f"{SEARCH}/offset-past-the-end-is-empty",),
            "because": "what lies past a total that is too small is not empty",
        },
    ),
    (
        "total-covers-the-page",
        "page-less-one",
        "counts one ticket less than a full page that is all there is",
        _totalled(
            lambda _, page: page["total"] - 1 if len(page["tickets"]) == page["total"] > 1 else page["total"]
        ),
    ),
    (
        _COUNT,
        "one-more",
        "counts one ticket more than there are",
        _totalled(lambda _, page: page["total"] + 1),
    ),
    (
        _COUNT,
        "tens",
        "rounds the count up to tens",
        _totalled(lambda _, page: -(-page["total"] // _TEN) * _TEN),
    ),
    (
        _COUNT,
        "everything",
        "counts all tickets, whatever the filters",
        _totalled(lambda asked, page: max(page["total"], LIMIT_CAP) if filters_of(asked) else page["total"]),
    ),
    (
        _COUNT,
        "nothing-with-filters",
        "counts ten more where there are filters",
        _totalled(lambda asked, page: page["total"] + _TEN if filters_of(asked) else page["total"]),
    ),
    (_COUNT, "doubled", "counts each match twice", _totalled(lambda _, page: 2 * page["total"])),
)


_LEFT_OUT: tuple[FaultEntry, ...] = (
    (
        _DEFAULTS,
        "limit-echo",
        "repeats no limit of 100 but one of 0 where none was asked for",
        {"tell": on_page(lambda asked, page: page.update(limit=0) if lacks("limit")(asked) else None)},
    ),
    (_DEFAULTS, "limit-101", "gives 101 tickets where no limit is asked for", _default_limit(101)),
    (_DEFAULTS, "limit-20", "gives 20 tickets where no limit is asked for", _default_limit(20)),
    (_DEFAULTS, "limit-most", "gives all tickets where no limit is asked for", _default_limit(LIMIT_CAP)),
    (
        _DEFAULTS,
        "limit-20-told",
        "takes 20 for the limit where none is asked for, and says so",
        {"ask": _default("limit", 20)},
    ),
    (
        _DEFAULTS,
        "offset",
        "passes over one ticket where no offset is asked for",
        {"ask": _default("offset", 1), "tell": on_page(told_as_asked)},
    ),
    (
        _DEFAULTS,
        "order-of-nothing",
        "orders upwards where the search has no member at all",
        {
            "ask": when(
                lambda asked: asked.search == {} and understood(asked), with_body(orderByDirection="asc")
            )
        },
    ),
)


_REFUSED: tuple[FaultEntry, ...] = (
    (
        _ACCEPTED,
        "no-members",
        "refuses a search without members",
        {"tell": refusing(lambda asked: asked.search == {})},
    ),
    (_ACCEPTED, "limit-left-out", "refuses a search without a limit", {"tell": refusing(lacks("limit"))}),
    (
        _ACCEPTED,
        "offset-left-out",
        "refuses a search without an offset",
        {"tell": refusing(lacks("offset"))},
    ),
    (
        _ACCEPTED,
        "limit-most",
        "refuses the limit 500",
        {"tell": refusing(has_member("limit", lambda limit: limit == LIMIT_CAP))},
    ),
    (
        _ACCEPTED,
        "limit-above-100",
        "refuses a limit above 100",
        {"tell": refusing(has_member("limit", lambda limit: limit > LIMIT_DEFAULT))},
    ),
    (
        _ACCEPTED,
        "offset-zero",
        "refuses the offset 0",
        {"tell": refusing(has_member("offset", lambda offset: offset == 0))},
    ),
    (
        _ACCEPTED,
        "offset-deep",
        "refuses an offset above 250",
        {"tell": refusing(has_member("offset", lambda offset: offset > _DEEP)), "among_many": True},
    ),
    (_ACCEPTED, "no-hit", "refuses a search without hits", {"tell": _no_hit(error(400, "nothing found"))}),
    (
        _ACCEPTED,
        "no-hit-not-found",
        "answers a search without hits with 404",
        {"tell": _no_hit(error(NOT_FOUND, "nothing found"))},
    ),
    (
        "no-server-error",
        "no-hit",
        "fails on a search without hits",
        {"tell": _no_hit(error(500, "the server failed"))},
    ),
    (
        "no-server-error",
        "limit-left-out",
        "fails on a search without a limit",
        {"tell": failing(lacks("limit"))},
    ),
    (
        "no-server-error",
        "limit-one",
        "fails on the limit 1",
        {"tell": failing(has_member("limit", lambda limit: limit == 1))},
    ),
    (
        "no-server-error",
        "limit-zero",
        "fails on the limit 0",
        {"tell": failing(lambda asked: asked.search.get("limit") == 0)},
    ),
    (
        "no-server-error",
        "offset-negative",
        "fails on an offset below 0",
        {"tell": failing(lambda asked: asked.search.get("offset") == -1)},
    ),
)
