"""What options and environment together ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from support.requests import search
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.errors import UsageError
from ticketgate.launch.connect import connect, launch_of, mock_target
from ticketgate.launch.options import OPTIONS
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

DEFAULTS = {option.name: option.default for option in OPTIONS} | {"mock": False}
URL = "https://tenant.example.com/api/mind"
TOKEN = {"ENNEO_TOKEN": "t0ken"}


def launch(environ: dict[str, str] | None = None, **values: Any) -> Any:
    return launch_of({**DEFAULTS, **values}, environ or {})


def test_nothing_given_is_the_embedded_mock() -> None:
    asked = launch()
    assert asked.target is None
    assert (asked.settings, asked.fail_on, asked.waive) == (Settings((), (), 7), Level.MUST, None)


@pytest.mark.parametrize(
    ("environ", "values", "url"),
    [
        (TOKEN, {"base_url": URL}, URL),
        ({**TOKEN, "ENNEO_INSTANCE": "tenant.example.com"}, {}, URL),
        ({**TOKEN, "ENNEO_INSTANCE": "other.example.com"}, {"base_url": URL}, URL),
        ({**TOKEN, "ENNEO_INSTANCE": "tenant.example.com"}, {"mock": True}, None),
        ({"ENNEO_INSTANCE": "not a host", "ENNEO_TOKEN": "two\nlines"}, {"mock": True}, None),
        (TOKEN, {}, None),
    ],
)
def test_the_target_is_the_option_else_the_environment_unless_mock(
    environ: dict[str, str], values: dict[str, Any], url: str | None
) -> None:
    target = launch(environ, **values).target
    assert (target and target.base_url) == url


def test_options_reach_the_target_and_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-the-file")
    asked = launch(
        TOKEN,
        base_url="http://tenant.internal:8080/api/mind",
        token_file=str(file),
        timeout=3.0,
        rate=2.0,
        max_requests=9,
        allow_http=["tenant.internal"],
        ca_bundle="ca.pem",
        ticket=[17, 4],
        filter=["t.channel=email", "t.from=a=b"],
        seed=3,
        fail_on="Should",
        waive="waivers.yaml",
    )
    target = asked.target
    assert target.token.value == "from-the-file"
    assert (target.timeout, target.interval, target.max_requests) == (3.0, 0.5, 9)
    assert str(target.ca_bundle) == "ca.pem"
    assert asked.settings == Settings((17, 4), (("t.channel", "email"), ("t.from", "a=b")), 3)
    assert asked.fail_on is Level.SHOULD
    assert str(asked.waive) == "waivers.yaml"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"mock": True, "base_url": URL}, "--mock and --base-url exclude each other; leave one out"),
        ({"base_url": URL}, "no credential: set ENNEO_TOKEN or ENNEO_COOKIE"),
        ({"mock_tickets": 0}, "--mock-tickets 0: give a number above 0"),
        ({"fail_on": "must,may"}, "--fail-on 'must,may': give must, should or may"),
        ({"filter": ["t.channel"]}, "--filter 't.channel': write it as KEY=VALUE, such as t.channel=email"),
        ({"filter": ["=email"]}, "--filter '=email': write it as KEY=VALUE"),
        ({"filter": ["t.channel="]}, "--filter 't.channel=': write it as KEY=VALUE"),
        ({"min_coverage": 100.5}, "--min-coverage 100.5: give a percentage from 0 to 100"),
        ({"min_coverage": -1.0}, "--min-coverage -1: give a percentage from 0 to 100"),
        ({"min_coverage": float("nan")}, "--min-coverage nan: give a percentage from 0 to 100"),
    ],
)
def test_values_that_make_no_sense_are_refused(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError) as refused:
        launch(**values)
    assert str(refused.value).startswith(problem)


def test_the_embedded_mock_lives_as_long_as_its_client() -> None:
    asked = launch(mock_tickets=3, max_requests=2)
    with connect(asked, default_contract()) as client:
        base_url = client.target.base_url
        body = client.send(search({"limit": 5})).json()
        assert client.target.max_requests == 2
        assert httpx.get(f"{base_url}/docs/open-api").json()["openapi"].startswith("3.1")
    assert isinstance(body, dict)
    assert body["total"] == 3
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{base_url}/docs/open-api")


def test_the_mock_as_a_target_has_its_own_credential() -> None:
    target = mock_target("http://127.0.0.1:8005/api/mind", {"max_requests": 0, "timeout": 1.0, "rate": None})
    assert (target.cookie, target.max_requests, target.interval) == (None, 0, 0.0)
    assert target.token is not None
    assert target.token.source == "the embedded mock"
