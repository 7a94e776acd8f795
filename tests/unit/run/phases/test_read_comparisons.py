"""The phase that reads one ticket in many ways: which one, how often, and what a difference comes to."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from support.clients import TOKEN
from support.example_api import IDS, Api, answered
from ticketgate.client import Client, Target
from ticketgate.contract.loading import default_contract
from ticketgate.run.collect import Collected, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.read_comparisons import compare_reads
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    import httpx

CLAUSE = "getTicket/flags-change-only-their-members"
RICH = IDS[2]


class Differing(Api):
    """Has most to say of one ticket, and shows another subject to so many reads with a parameter."""

    def __init__(self, parameter: str = "", times: int = 10_000, *, refuses: str = "") -> None:
        super().__init__()
        self._parameter = parameter
        self._times = times
        self._refuses = refuses

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if request.method == "POST" or answer.status_code != 200:
            return answer
        query = request.url.params
        if self._refuses in query:
            return answered({"success": False, "message": "unknown parameter"}, 400)
        ticket = json.loads(answer.read()) | {"externalTicketId": "X" if self._is_rich(request) else None}
        if self._parameter in query and self._times > 0 and self._is_rich(request):
            self._times -= 1
            ticket["template"] = "another one"
        return answered(ticket)

    @staticmethod
    def _is_rich(request: httpx.Request) -> bool:
        return request.url.path.endswith(f"/{RICH}")


def run(api: Api, budget: int = 600) -> Collected:
    target = Target.create("http://127.0.0.1:9/api/mind", TOKEN, max_requests=budget)
    with Client(target, api, pause=lambda _: None) as client:
        return collect(default_contract(), client, Settings(), phases=(sample_tickets, compare_reads))


def test_the_ticket_with_most_to_show_is_read_in_many_ways_and_at_last_as_before() -> None:
    api = Differing()
    collected = run(api)
    assert (CLAUSE, "template") not in collected.result.groups
    assert collected.result.exercised[CLAUSE] > 40
    of_tickets = Counter(url.path.rpartition("/")[2] for url in api.read)
    assert max(of_tickets, key=of_tickets.__getitem__) == str(RICH)
    of_rich = [url.query for url in api.read if url.path.endswith(f"/{RICH}")]
    assert of_rich[-1] in of_rich[:-1]
    assert {b"includeRawData=false&viewing=false&erpCacheOnly=true", b"viewing=false"} <= set(of_rich)


@pytest.mark.parametrize(("times", "found"), [(10_000, True), (1, False)])
def test_a_difference_counts_if_it_shows_again(*, times: int, found: bool) -> None:
    collected = run(Differing("includeSessions", times))
    assert ((CLAUSE, "template") in collected.result.groups) is found
    assert any("has moved" in note for note in collected.info.notes) is not found


@pytest.mark.parametrize("budget", [0, 100])
def test_the_budget_bounds_the_reads_and_what_it_cuts_is_said(budget: int) -> None:
    collected = run(Differing(), budget)
    assert any(
        "reads of tickets by their parameters were sent" in note for note in collected.info.notes
    ) is bool(budget)


def test_what_the_target_fails_at_is_broken_and_not_asked_with_again() -> None:
    api = Differing(refuses="erpCacheOnly")
    collected = run(api)
    groups = collected.result.groups
    assert ("getTicket/published-parameter-is-accepted", "") in groups
    assert sum("erpCacheOnly" in url.params for url in api.read) == 1
    assert "The target fails at erpCacheOnly, so nothing was asked with it." in collected.info.notes
    assert len(collected.tickets) == len(IDS)
