"""What the searches of whole runs put to the test, counted in the bodies that the mock is sent."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from support.searchfactors import documented_pairs, documented_values, pairs_tried, values_tried
from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

TICKETS = 500


class Granted(httpx.BaseTransport):
    """Hands requests to the mock, and keeps the bodies of searches that it grants: these have all been read."""

    def __init__(self, seed: int) -> None:
        self.bodies: list[dict[str, Any]] = []
        self._mock = InProcess(mock_app(TICKETS, seed))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._mock.handle_request(request)
        if request.url.path.endswith("/search") and answer.status_code == httpx.codes.OK:
            self.bodies.append(orjson.loads(request.content))
        return answer

    def close(self) -> None:
        self._mock.close()


def searches_of_a_run(seed: int, budget: int = 600) -> list[dict[str, Any]]:
    """Run as `ticketgate run --seed N` does, without a finding, and return what was searched for."""
    here = Credential(TOKEN, "here")
    target = Target.create("http://127.0.0.1:9/api/mind", here, max_requests=budget, is_mock=True)
    mock = Granted(seed)
    with Client(target, mock) as client:
        collected = collect(default_contract(), client, Settings(seed=seed))
        assert client.sent <= budget
    assert (collected.result.groups, collected.result.unconfirmed) == ({}, {})
    return mock.bodies


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_every_run_tries_every_value_of_every_factor(seed: int) -> None:
    assert documented_values() - values_tried(searches_of_a_run(seed)) == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_twice_the_budget_tries_every_documented_pair(seed: int) -> None:
    pairs = {*documented_pairs()}
    assert len(pairs) > 400
    assert pairs - pairs_tried(searches_of_a_run(seed, budget=1200)) == set()
