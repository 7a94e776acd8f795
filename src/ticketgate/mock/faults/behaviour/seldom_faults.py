"""The bugs that show seldom: on every so many requests, after others only, or through a cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Answered, Fault
from ticketgate.mock.faults.made import NOT_FOUND, OK, error, failure, made, made_all
from ticketgate.mock.faults.search_changes import on_page, paging, understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Asked, Tell
    from ticketgate.mock.faults.made import FaultEntry

_SLOW = 40
_BUSY = 15


def seldom_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    yield from made_all(SEARCH, (*_cached(), *_now_and_then(), *_second_pages()))
    yield from made_all(GET_TICKET, _reads())
    yield made(
        "pair/reading-changes-nothing",
        "modified",
        "notes every read as a change of the ticket",
        **_touching("modifiedAt", "2026-03-02 14:30:00"),
    )
    yield made(
        "pair/reading-changes-nothing",
        "assigned",
        "makes whoever reads a ticket the one who answers it",
        **_touching("responderId", 1),
    )


# A cache that takes two searches for one


def _cached() -> Iterator[FaultEntry]:
    for clause, member, what in (
        ("pages-join-up", "offset", "offsets"),
        ("page-is-within-the-limit", "limit", "limits"),
        ("hits-satisfy-filters", "filters", "filters"),
        ("order-is-kept", "orderByDirection", "directions"),
        ("order-is-kept", "orderByField", "fields to order by"),
        ("skills-scope-leaves-out-spam", "ticketScope", "scopes"),
    ):
        says = f"gives the page of the search before where two differ in {what} only"
        yield clause, f"cached-{member}", says, {"tell": _remembering(member)}
    yield (
        "hits-satisfy-filters",
        "cached-operands",
        "gives the page of the search before where two differ in operands only",
        {"tell": _remembering("values", "value", "from", "to")},
    )


def _remembering(*members: str) -> Tell:
    """Make what answers a search as the one before that differed from it in nothing but these members."""
    kept: dict[bytes, dict[str, Any]] = {}

    def tell(asked: Asked, answered: Answered) -> Answered:
        page = answered.page
        if not page:
            return answered
        rest = {name: value for name, value in asked.search.items() if name not in members}
        rest["filters"] = [
            {name: value for name, value in each.items() if name not in members}
            for each in rest.get("filters", [])
        ]
        before = kept.setdefault(orjson.dumps(rest, option=orjson.OPT_SORT_KEYS), page)
        offset, limit = paging(asked)
        return answered.with_json({**before, "offset": offset, "limit": limit})

    return tell


# Every so many requests


def _every(number: int, answer: Callable[[Asked, Answered], Answered]) -> Tell:
    """Make what answers every so many successes in another way."""
    count = 0

    def tell(asked: Asked, answered: Answered) -> Answered:
        nonlocal count
        if not answered.succeeded:
            return answered
        count += 1
        return answer(asked, answered) if count % number == 0 else answered

    return tell


def _now_and_then() -> Iterator[FaultEntry]:
    yield (
        "repeating-gives-the-same-page",
        "every-15th",
        "leaves the first ticket out of every fifteenth page",
        {"tell": _every(_BUSY, on_page(lambda _, page: page.update(tickets=page["tickets"][1:])))},
    )
    yield (
        "success-is-no-error",
        "every-15th",
        "says in every fifteenth page, under 200, that it failed",
        {"tell": _every(_BUSY, _gave_up), "seldom": True},
    )
    yield (
        "no-server-error",
        "every-40th",
        "fails on every fortieth search",
        {"tell": _every(_SLOW, lambda _, __: failure())},
    )
    yield (
        "total-counts-the-matches",
        "every-15th",
        "counts nothing in every fifteenth page",
        {"tell": _every(_BUSY, on_page(lambda _, page: page.update(total=0, tickets=[])))},
    )
    yield (
        "success-is-well-formed",
        "every-15th",
        "cuts every fifteenth page off in the middle",
        {"tell": _every(_BUSY, _cut_off), "seldom": True},
    )


def _gave_up(_: Asked, answered: Answered) -> Answered:
    return answered.with_json({"success": False, "error": "time limit exceeded"})


def _cut_off(_: Asked, answered: Answered) -> Answered:
    return Answered(OK, answered.headers, answered.body[: len(answered.body) // 2])


# The second page only


def _second_pages() -> Iterator[FaultEntry]:
    yield (
        "page-lists-a-ticket-once",
        "second-page",
        "lists the first ticket again in place of the second, on the second page only",
        {"tell": on_page(_repeat_on_second)},
    )
    yield (
        "page-is-filled",
        "second-page",
        "gives half of the tickets on the second page only",
        {"tell": on_page(_halve_second)},
    )
    yield (
        "order-is-kept",
        "second-page",
        "gives the tickets of the second page in reverse",
        {"tell": on_page(_turn_second)},
    )


def _is_second(asked: Asked) -> bool:
    offset, limit = paging(asked)
    return understood(asked) and offset == limit


def _repeat_on_second(asked: Asked, page: dict[str, Any]) -> None:
    if _is_second(asked):
        page["tickets"][1:2] = page["tickets"][:1] if page["tickets"][1:] else []


def _halve_second(asked: Asked, page: dict[str, Any]) -> None:
    if _is_second(asked):
        page["tickets"] = page["tickets"][: len(page["tickets"]) // 2]


def _turn_second(asked: Asked, page: dict[str, Any]) -> None:
    if _is_second(asked):
        page["tickets"].reverse()


# Reads


def _reads() -> Iterator[FaultEntry]:
    yield (
        "answers-with-the-ticket-asked-for",
        "every-15th",
        "answers every fifteenth read with the ticket that was read before",
        {"tell": _one_before(_BUSY)},
    )
    yield (
        "no-server-error",
        "every-40th",
        "fails on every fortieth read",
        {"tell": _every(_SLOW, lambda _, __: failure())},
    )
    yield (
        "success-is-no-error",
        "one-in-25",
        "answers one ticket in 25 with an error under 200",
        {"tell": _for_ids(25, _gave_up), "seldom": True},
    )
    yield (
        "no-server-error",
        "one-in-25",
        "fails on one ticket in 25",
        {"tell": _for_ids(25, lambda _, __: failure())},
    )
    yield (
        "listed-ticket-is-there",
        "one-in-25",
        "does not find one in 25 of the tickets that a search lists",
        {"tell": _for_ids(25, lambda _, __: error(NOT_FOUND, "no such ticket")), "seldom": True},
    )
    yield (
        "listed-ticket-is-there",
        "old",
        "does not find the older half of the tickets that a search lists",
        {"tell": _older_gone},
    )
    yield (
        "no-server-error",
        "read-twice",
        "fails when a ticket is read for the second time",
        {"tell": _failing_on_second()},
    )


def _one_before(number: int) -> Tell:
    last: list[Answered] = []

    def keep(_: Asked, answered: Answered) -> Answered:
        return last[-1] if last else answered

    swap = _every(number, keep)

    def tell(asked: Asked, answered: Answered) -> Answered:
        given = swap(asked, answered)
        if answered.succeeded:
            last[:] = [answered]
        return given

    return tell


def _for_ids(one_in: int, answer: Callable[[Asked, Answered], Answered]) -> Tell:
    def tell(asked: Asked, answered: Answered) -> Answered:
        struck = answered.succeeded and int(asked.ticket) % one_in == 3  # noqa: PLR2004 - any remainder will do
        return answer(asked, answered) if struck else answered

    return tell


def _older_gone(asked: Asked, answered: Answered) -> Answered:
    old = answered.succeeded and int(asked.ticket) % 1000 <= 250  # noqa: PLR2004 - half of the default mock
    return error(NOT_FOUND, "no such ticket") if old else answered


def _failing_on_second() -> Tell:
    read: set[str] = set()

    def tell(asked: Asked, answered: Answered) -> Answered:
        if not answered.succeeded:
            return answered
        again = asked.ticket in read
        read.add(asked.ticket)
        return failure() if again else answered

    return tell


def _touching(member: str, value: Any) -> dict[str, Any]:
    """Make what changes a member of every ticket that was read, in both forms from then on."""
    read: set[Any] = set()

    def full(ticket: dict[str, Any]) -> dict[str, Any]:
        touched = ticket | {member: value} if ticket["id"] in read else ticket
        read.add(ticket["id"])
        return touched

    def compact(row: dict[str, Any]) -> dict[str, Any]:
        return row | {member: value} if row["id"] in read else row

    return {"forms": {"full": full, "compact": compact}, "seldom": True}
