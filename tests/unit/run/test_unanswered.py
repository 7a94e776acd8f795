"""What a run makes of requests that get no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from support.example_api import Api
from support.requests import get_ticket
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.run.collect import Collected, collect
from ticketgate.run.settings import Settings
from ticketgate.verdict.early_end import EarlyEnd, Ended

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketgate.run.asking import Asking


READ, SEARCHED = "getTicket/request-is-answered", "searchTickets/request-is-answered"


class Silent(Api):
    """Leaves out the answers to the requests that `silent` tells, with this error."""

    def __init__(self, silent: Callable[[httpx.Request], bool], error: type[httpx.TransportError]) -> None:
        super().__init__()
        self._silent, self._error = silent, error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._silent(request):
            raise self._error("scripted")
        return super().handle_request(request)


def ticket_of(request: httpx.Request) -> str:
    return request.url.path.rpartition("/")[2]


def run(
    silent: Callable[[httpx.Request], bool],
    tickets: tuple[int, ...],
    error: type[httpx.TransportError] = httpx.ReadTimeout,
) -> Collected:
    """Read these tickets after the first look, which finds ticket 16."""

    def read(asking: Asking, *_: object) -> None:
        for ticket in tickets:
            asking.ask(get_ticket(ticket))

    target = Target.create("http://127.0.0.1:9/api/mind", Credential("t0ken", "here"), is_mock=True)
    with Client(target, Silent(silent, error), pause=lambda _: None) as client:
        return collect(default_contract(), client, Settings(), phases=[read])


def test_an_answer_that_never_comes_is_a_finding_and_the_run_goes_on() -> None:
    collected = run(lambda request: ticket_of(request) == "12", (11, 12, 13))
    (identity,) = collected.result.groups
    assert identity == (READ, "")
    detail = collected.result.groups[identity].first.detail
    assert detail.startswith("got no whole answer: no answer from 127.0.0.1:9 within 30 s")
    assert collected.result.exercised[READ] == 4
    assert {ticket["id"] for ticket in collected.tickets} == {11, 13, 16}
    assert collected.info.ended is None


@pytest.mark.parametrize("error", [httpx.ReadError, httpx.RemoteProtocolError, httpx.ReadTimeout])
def test_a_connection_that_breaks_off_is_the_targets_doing(error: type[httpx.TransportError]) -> None:
    assert set(run(lambda request: ticket_of(request) == "12", (12,), error).result.groups) == {(READ, "")}


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError])
def test_a_connection_that_never_stood_is_noted_and_no_finding(error: type[httpx.TransportError]) -> None:
    collected = run(lambda request: ticket_of(request) == "12", (12, 13), error)
    assert collected.result.groups == {}
    assert any(note.startswith("Unanswered: GET /ticket/12: ") for note in collected.info.notes)


def test_a_target_that_is_gone_ends_the_run() -> None:
    first = iter([False, False])
    collected = run(lambda _: next(first, True), (11, 12, 13, 14))
    assert collected.info.ended is not None
    assert collected.info.ended.reason is EarlyEnd.GONE
    assert collected.info.ended.words.startswith(
        "3 requests in a row got no answer; the last: GET /ticket/13"
    )
    assert not collected.info.complete
    assert collected.result.judged["full"] == 1


@pytest.mark.parametrize("alive", ["search", "16"])
def test_a_target_that_still_answers_something_is_not_gone(alive: str) -> None:
    started = iter([False, False])
    collected = run(
        lambda request: next(started, True) and ticket_of(request) not in (alive, "15"), (11, 12, 13, 15)
    )
    assert set(collected.result.groups) <= {(READ, ""), (SEARCHED, "")}
    assert collected.result.groups[READ, ""].count == 3
    assert 15 in {ticket["id"] for ticket in collected.tickets}


def test_many_missing_answers_end_the_run_with_what_was_found() -> None:
    collected = run(lambda request: ticket_of(request) in ("11", "12"), (11, 12) * 10)
    assert collected.result.groups[READ, ""].count == 10
    assert collected.info.ended == Ended(EarlyEnd.SILENT, "10 requests got no answer")
    assert "Not everything planned was asked: 10 requests got no answer." in collected.info.notes
