"""Tickets that come and go while answers are asked again: what that explains, and what it does not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from support.requests import search
from support.rows import tickets
from support.samples import judge
from support.searchengine import Engine
from ticketgate.run.asking_again import Confirmations

if TYPE_CHECKING:
    from ticketgate.exchange.answer import Exchange
    from ticketgate.exchange.request import Request

FOUND, REPEATED = "matching-tickets-are-found", "repeating-gives-the-same-page"
ROWS = tickets(8, random.Random(4))
FIRST, SECOND, THIRD, *_ = sorted(ROWS)
EVERY: dict[str, Any] = {"limit": 100}
ABOVE, NOT_ZERO = (
    {"filters": [{"key": "t.id", "comparator": comparator, "value": 0}], "limit": 100}
    for comparator in (">", "!=")
)


class Server:
    """Answers searches of rows; says of which request on which tickets are gone, and which searches lose."""

    def __init__(self, gone: dict[int, int], losing: dict[str, int] | None = None) -> None:
        self.asked = 0
        self._gone = gone
        self._losing = losing or {}

    def __call__(self, request: Request) -> Exchange:
        self.asked += 1
        body = request.body
        assert isinstance(body, dict)
        left = {ticket for ticket, at in self._gone.items() if self.asked >= at}
        rows = [row for ticket, row in ROWS.items() if ticket not in left]
        lost = self._losing.get(str(body.get("filters")))
        return Engine([row for row in rows if row["id"] != lost]).answer(body)


class Flickering(Server):
    """Lacks another ticket each time."""

    def __call__(self, request: Request) -> Exchange:
        self._gone = {sorted(ROWS)[self.asked % len(ROWS)]: 0}
        return super().__call__(request)


def settled(server: Server, *comparisons: tuple[str, dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """Compare searches, each of which is asked once, then ask again; return what it came to."""
    confirmations = Confirmations(judge(), server)
    answers: dict[str, Exchange] = {}
    for promise, *bodies in comparisons:
        keys = [f"{body}{bodies[:number].count(body)}" for number, body in enumerate(bodies)]
        for key, body in zip(keys, bodies, strict=True):
            answers[key] = answers.get(key) or server(search(body))
        exchanges = [answers[key] for key in keys]
        confirmations.searches(judge().check_several(promise, exchanges), promise, exchanges)
    before = server.asked
    found = {finding.clause for each in confirmations.settle() for finding in each.findings}
    open_ = {finding.clause for each in confirmations.unconfirmed() for finding in each.unconfirmed}
    return {"found": found, "open": open_, "asked": server.asked - before}


def test_a_ticket_that_is_gone_explains_every_comparison_that_it_alone_upsets() -> None:
    outcome = settled(Server({FIRST: 2}), (FOUND, EVERY, ABOVE), (FOUND, EVERY, NOT_ZERO))
    assert outcome == {"found": set(), "open": set(), "asked": 2}


def test_a_ticket_that_is_gone_does_not_hide_another_that_a_search_loses() -> None:
    server = Server({FIRST: 2}, {str(NOT_ZERO["filters"]): SECOND})
    outcome = settled(server, (FOUND, EVERY, ABOVE), (FOUND, EVERY, NOT_ZERO))
    assert outcome["found"] == {f"searchTickets/{FOUND}"}


def test_a_ticket_that_goes_between_the_answers_asked_again_confirms_nothing() -> None:
    """The second answers of a comparison are the third and fourth request."""
    outcome = settled(Server({FIRST: 2, SECOND: 4}), (FOUND, EVERY, ABOVE))
    assert outcome["found"] == outcome["open"] == set()


def test_where_tickets_go_all_the_time_nothing_is_confirmed_and_nothing_is_kept() -> None:
    outcome = settled(
        Server({ticket: 2 + number for number, ticket in enumerate(sorted(ROWS)[:-1])}),
        (FOUND, EVERY, ABOVE),
    )
    assert outcome["found"] == set()
    assert outcome["open"] == {f"searchTickets/{FOUND}"}


@pytest.mark.parametrize(
    ("server", "promise", "second"),
    [
        (Server({}, {str(ABOVE["filters"]): THIRD}), FOUND, ABOVE),
        (Flickering({}), REPEATED, EVERY),
    ],
)
def test_what_a_server_loses_each_time_is_its_own_doing(
    server: Server, promise: str, second: dict[str, Any]
) -> None:
    assert settled(server, (promise, EVERY, second))["found"] == {f"searchTickets/{promise}"}
