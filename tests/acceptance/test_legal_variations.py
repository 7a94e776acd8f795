"""Servers that decide what the API leaves open in other ways than the mock: no binding promise is broken."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from support.living import AtWork, Desk, Shift
from support.serving import TOKEN, Served, mock_app, mock_of
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Fault
from ticketgate.mock.faults.made import error
from ticketgate.mock.faults.search_changes import converting, of, on_page, over_all, refiltered
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service.app import BASE_PATH
from ticketgate.mock.service.columns import SET_COLUMNS, TEXTS
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.mock.world.tickets import generate
from ticketgate.run.collect import Collected, collect
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ticketgate.mock.faults.fault import Answered, Asked, Tell
    from ticketgate.mock.faults.search_changes import Rows

CONTRACT = default_contract()
TICKETS = 160
SEEDS = (11, 12)
#: Those of one value, but for the one of spam: there null is said to count as none (R47).
KEYS = SET_COLUMNS.keys() - {"t.spamStatus"}
#: While this many requests are asked, one thing happens to the tickets.
AT_EVERY = 20


def both(says: str, tell: Callable[[], Tell]) -> list[Fault]:
    return [Fault(f"{op}/{says}", f"{op}/{says}", says, tell=tell()) for op in (GET_TICKET, SEARCH)]


def searching(says: str, **parts: Any) -> list[Fault]:
    return [Fault(says, f"{SEARCH}/{says}", says, **parts)]


def told_as(other: int, instead_of: int) -> Callable[[], Tell]:
    return lambda: (
        lambda _, answered: replace(answered, status=other) if answered.status == instead_of else answered
    )


def refusing(times: int, every: int, status: int, pause: str) -> Callable[[], Tell]:
    """Make what refuses every so many requests, as often as said when it is tried again."""

    def made() -> Tell:
        count = 0
        left = dict[Any, int]()

        def tell(asked: Asked, answered: Answered) -> Answered:
            nonlocal count
            same = asked.path, asked.query, asked.body
            if same not in left:
                count += 1
                left[same] = times if count % every == 0 else 0
            if not left[same]:
                del left[same]
                return answered
            left[same] -= 1
            busy = error(status, "not now")
            return replace(busy, headers={**busy.headers, "retry-after": pause})

        return tell

    return made


def name_of(asked: Asked) -> str:
    return str(asked.search.get("orderByField", "t.id")).removeprefix("t.")


def ties_turned(asked: Asked, rows: Rows) -> Rows:
    name = name_of(asked)
    runs = [[*run] for _, run in groupby(rows, lambda row: repr(row.get(name)))]
    return [row for run in runs for row in (run if name == "id" else reversed(run))]


def ties_shuffled(seed: int) -> Callable[[Asked, Rows], Rows]:
    """Make what puts equal ones in another order each time."""
    choose = Random(seed)

    def shuffled(asked: Asked, rows: Rows) -> Rows:
        name = name_of(asked)
        runs = [[*run] for _, run in groupby(rows, lambda row: repr(row.get(name)))]
        return [row for run in runs for row in choose.sample(run, len(run))]

    return shuffled


def nulls_at_the_other_end(asked: Asked, rows: Rows) -> Rows:
    name = name_of(asked)
    missing = [row for row in rows if name in row and row[name] is None]
    filled = [row for row in rows if not (name in row and row[name] is None)]
    return [*missing, *filled] if rows[:1] == filled[:1] else [*filled, *missing]


def ends_left_out(filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        part
        for each in filters
        for part in (
            [
                {"key": each["key"], "comparator": ">", "value": each["from"]},
                {"key": each["key"], "comparator": "<", "value": each["to"]},
            ]
            if each.get("comparator") == "between"
            else [each]
        )
    ]


def nulls_left_out(filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let no negative comparator find a ticket without value, but for the marks of spam."""
    negative = [
        each["key"] for each in filters if each.get("comparator") in ("not in", "!=") and each["key"] in KEYS
    ]
    there = [{"key": key, "comparator": "not in", "values": ["null"]} for key in dict.fromkeys(negative)]
    return [*filters, *there]


def cases_alike(seed: int) -> list[Fault]:
    """Take texts that differ in case only for the same, where they are filtered by and where they order."""
    tickets = [*generate(TICKETS, seed)]
    spellings = {
        ticket[name].lower(): ticket[name]
        for ticket in tickets
        for name in TEXTS
        if isinstance(ticket.get(name), str)
    }

    def spelled(operand: Any) -> Any:
        return spellings.get(operand.lower(), operand) if isinstance(operand, str) else operand

    def folded(asked: Asked, rows: Rows) -> Rows:
        name = name_of(asked)
        if name not in TEXTS:
            return rows
        missing = [row for row in rows if row.get(name) is None]
        falls = asked.search.get("orderByDirection", "desc") == "desc"
        filled = [row for row in rows if row.get(name) is not None]
        filled.sort(key=lambda row: str(row[name]).lower(), reverse=falls)
        return [*filled, *missing] if falls else [*missing, *filled]

    alike = converting(spelled, of(*(f"t.{name}" for name in TEXTS)))
    return [*searching("alike", ask=alike), *searching("folded", **over_all(folded))]


def limit_repeated(asked: Asked, page: dict[str, Any]) -> None:
    page["limit"] = asked.search.get("limit", page["limit"])


def unknown_path(asked: Asked, answered: Answered) -> Answered:
    is_id = asked.ticket.removeprefix("-").isdecimal()
    return replace(answered, status=404) if answered.status == 400 and not is_id else answered


def with_more(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "etag": "17-4", "watchers": [{"id": 4, "since": None}]}


VARIATIONS: dict[str, Callable[[int], list[Fault]]] = {
    "403 for whoever has no credentials": lambda _: both("forbidden", told_as(403, 401)),
    "422 for what is wrong in a request": lambda _: both("unprocessable", told_as(422, 400)),
    "404 for a path that names no id": lambda _: [
        Fault("no-id", f"{GET_TICKET}/no-id", "no-id", tell=unknown_path)
    ],
    "asked to come again at times": lambda _: both("throttled", refusing(1, 7, 429, "0")),
    "out of order at times": lambda _: both("out", refusing(1, 9, 503, "Fri, 02 Jan 2026 10:00:00 GMT")),
    "throttled for longer than a request is tried": lambda _: both("long", refusing(3, 150, 429, "2")),
    "a limit above the cap is refused": lambda _: searching(
        "limit",
        tell=lambda asked, answered: (
            error(400, "limit is at most 500")
            if answered.succeeded and asked.search.get("limit", 0) > 500
            else answered
        ),
    ),
    "a page repeats a limit above the cap": lambda _: searching("cap", tell=on_page(limit_repeated)),
    "equal ones come the other way round": lambda _: searching("ties", **over_all(ties_turned)),
    "equal ones come in another order each time": lambda seed: searching(
        "shuffled", **over_all(ties_shuffled(seed))
    ),
    "missing values stand at the other end": lambda _: searching("nulls", **over_all(nulls_at_the_other_end)),
    "a range leaves out its ends": lambda _: searching("ends", ask=refiltered(ends_left_out)),
    "no negative comparator finds null": lambda _: searching("negative", ask=refiltered(nulls_left_out)),
    "texts are the same in any case": cases_alike,
    "there are members more": lambda _: [
        Fault("more-full", "full:id/type", "more", forms={"full": with_more, "compact": with_more}),
        *searching("more", tell=on_page(lambda _, page: page.update(took=3))),
    ],
}
MOVEMENTS: dict[str, Callable[[Shift], list[Callable[[], None]]]] = {
    "tickets vanish": lambda desk: [desk.vanish],
    "tickets arrive": lambda desk: [desk.arrive],
    "tickets are worked on": lambda desk: [
        *(desk.close, desk.give_priority, desk.assign, desk.tag),
        *(desk.write, desk.reopen, desk.mark_as_spam),
    ],
    "tickets are looked at": lambda desk: [desk.look],
    "everything happens": lambda desk: [
        *(desk.vanish, desk.close, desk.arrive, desk.give_priority, desk.look, desk.assign),
        *(desk.arrive, desk.write, desk.tag, desk.reopen, desk.mark_as_spam),
    ],
}


class Slow:
    """An application each answer of which takes some time, between so many seconds."""

    def __init__(self, app: ASGIApp, least: float, most: float) -> None:
        self._app = app
        self._between = least, most
        self._choose = Random(4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(self._choose.uniform(*self._between))
        await self._app(scope, receive, send)


def collected_from(
    base_url: str, transport: httpx.BaseTransport | None, seed: int, budget: int = 600
) -> Collected:
    target = Target.create(base_url, Credential(TOKEN, "here"), max_requests=budget, is_mock=True)
    with Client(target, transport, pause=lambda _: None) as client:
        return collect(CONTRACT, client, Settings(seed=seed))


def collected_in_process(app: ASGIApp, seed: int) -> Collected:
    return collected_from("http://127.0.0.1:9/api/mind", InProcess(app), seed)


def binding(collected: Collected) -> set[str]:
    broken = {clause for clause, _ in collected.result.groups}
    return {clause for clause in broken if CONTRACT.clauses[clause].level > Level.MAY}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("variation", VARIATIONS)
def test_what_the_api_leaves_open_breaks_no_binding_promise(variation: str, seed: int) -> None:
    app = Faulty(mock_app(TICKETS, seed), VARIATIONS[variation](seed), 1, token=TOKEN, base=BASE_PATH)
    collected = collected_in_process(app, seed)
    assert binding(collected) == set()
    assert collected.info.requests > 400


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("movement", MOVEMENTS)
def test_what_happens_to_the_tickets_during_a_run_breaks_no_binding_promise(movement: str, seed: int) -> None:
    desk = Desk.temporary(TICKETS, seed)
    app = AtWork(mock_of(desk, seed), AT_EVERY, *MOVEMENTS[movement](Shift(desk, seed)))
    collected = collected_in_process(app, seed)
    assert binding(collected) == set()
    assert app.done > 20


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("least", "most"), [(0.2, 0.3), (0, 0.5)], ids=["always", "at times"])
def test_a_server_that_takes_its_time_breaks_no_promise(least: float, most: float, seed: int) -> None:
    with Served(Slow(mock_app(TICKETS, seed), least, most)) as served:
        collected = collected_from(served.base_url, None, seed, budget=30)
    assert binding(collected) == set()
    assert collected.result.exercised["full:id/type"] > 0
    assert max(times.longest for times in collected.info.times.values()) > 0.2
