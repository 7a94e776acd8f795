"""From checked options to a client that can be used."""

from __future__ import annotations

import httpx
import pytest

from support.requests import search
from ticketgate.launch.checked_options import run_options_from
from ticketgate.launch.connect import connect, mock_target
from ticketgate.launch.options import OPTIONS

DEFAULTS = {option.name: option.default for option in OPTIONS}
MOCK = {**DEFAULTS, "mock": True, "mock_tickets": 3, "max_requests": 2}


def test_the_embedded_mock_lives_as_long_as_its_client() -> None:
    with connect(run_options_from(MOCK, {})) as client:
        base_url = client.target.base_url
        body = client.send(search({"limit": 5})).json()
        assert client.target.max_requests == 2
        assert httpx.get(f"{base_url}/docs/open-api").json()["openapi"].startswith("3.1")
    assert isinstance(body, dict)
    assert body["total"] == 3
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{base_url}/docs/open-api")


def test_the_mock_as_a_target_has_its_own_credential() -> None:
    target = mock_target(
        "http://127.0.0.1:8005/api/mind", {"max_requests": 0, "timeout": 1.0, "rate": None, "max_time": None}
    )
    assert (target.is_mock, target.cookie, target.max_requests, target.interval) == (True, None, 0, 0.0)
    assert target.token is not None
    assert target.token.source == "the embedded mock"
