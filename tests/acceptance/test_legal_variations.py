"""Servers that decide what the API leaves open in other ways than the mock: no binding promise is broken."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest

from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Fault
from ticketgate.mock.faults.made import error
from ticketgate.mock.faults.search_changes import on_page, over_all, refiltered
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service.app import BASE_PATH
from ticketgate.mock.service.columns import SET_COLUMNS
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketgate.mock.faults.fault import Answered, Asked, Tell

CONTRACT = default_contract()
TICKETS = 160
#: Those of one value, but for the one of spam: there null is said to count as none (R47).
KEYS = SET_COLUMNS.keys() - {"t.spamStatus"}


def both(says: str, tell: Callable[[], Tell]) -> list[Fault]:
    return [Fault(f"{op}/{says}", f"{op}/{says}", says, tell=tell()) for op in (GET_TICKET, SEARCH)]


def searching(says: str, **parts: Any) -> list[Fault]:
    return [Fault(says, f"{SEARCH}/{says}", says, **parts)]


def told_as(other: int, instead_of: int) -> Callable[[], Tell]:
    return lambda: (
        lambda _, answered: replace(answered, status=other) if answered.status == instead_of else answered
    )


def throttled() -> Tell:
    """Ask every seventh time to come again at once."""
    count = 0

    def tell(_: Asked, answered: Answered) -> Answered:
        nonlocal count
        count += 1
        busy = error(429, "not so fast")
        return replace(busy, headers={**busy.headers, "retry-after": "0"}) if count % 7 == 0 else answered

    return tell


def name_of(asked: Asked) -> str:
    return str(asked.search.get("orderByField", "t.id")).removeprefix("t.")


def ties_turned(asked: Asked, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    name = name_of(asked)
    runs = [[*run] for _, run in groupby(rows, lambda row: repr(row.get(name)))]
    return [row for run in runs for row in (run if name == "id" else reversed(run))]


def nulls_at_the_other_end(asked: Asked, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
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


def with_more(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "etag": "17-4", "watchers": [{"id": 4, "since": None}]}


VARIATIONS: dict[str, Callable[[], list[Fault]]] = {
    "403 for whoever has no credentials": lambda: both("forbidden", told_as(403, 401)),
    "422 for what is wrong in a request": lambda: both("unprocessable", told_as(422, 400)),
    "asked to come again at times": lambda: both("throttled", throttled),
    "a limit above the cap is refused": lambda: searching(
        "limit",
        tell=lambda asked, answered: (
            error(400, "limit is at most 500")
            if answered.succeeded and asked.search.get("limit", 0) > 500
            else answered
        ),
    ),
    "equal ones come the other way round": lambda: searching("ties", **over_all(ties_turned)),
    "missing values stand at the other end": lambda: searching("nulls", **over_all(nulls_at_the_other_end)),
    "a range leaves out its ends": lambda: searching("ends", ask=refiltered(ends_left_out)),
    "no negative comparator finds null": lambda: searching("negative", ask=refiltered(nulls_left_out)),
    "there are members more": lambda: [
        Fault("more-full", "full:id/type", "more", forms={"full": with_more, "compact": with_more}),
        *searching("more", tell=on_page(lambda _, page: page.update(took=3))),
    ],
}


@pytest.mark.parametrize("variation", VARIATIONS)
def test_what_the_api_leaves_open_breaks_no_binding_promise(variation: str) -> None:
    app = Faulty(mock_app(TICKETS, 11), VARIATIONS[variation](), 1, token=TOKEN, base=BASE_PATH)
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=600, is_mock=True
    )
    with Client(target, InProcess(app), pause=lambda _: None) as client:
        collected = collect(CONTRACT, client, Settings(seed=11))
    broken = {clause for clause, _ in collected.result.groups}
    assert {clause for clause in broken if CONTRACT.clauses[clause].level > Level.MAY} == set()
    assert collected.info.requests > 400
