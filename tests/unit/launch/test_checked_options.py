"""What options and environment together ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ticketgate.contract.clauses import Level
from ticketgate.errors import UsageError
from ticketgate.launch.checked_options import RunOptions, run_options_from
from ticketgate.launch.options import OPTIONS
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

DEFAULTS = {option.name: option.default for option in OPTIONS} | {"mock": False}
URL = "https://tenant.example.com/api/mind"
LOOPBACK = "http://127.0.0.1:8005/api/mind"
TOKEN = {"ENNEO_TOKEN": "t0ken"}


def asked_for(environ: dict[str, str] | None = None, **values: Any) -> RunOptions:
    return run_options_from({**DEFAULTS, **values}, environ or {})


def test_nothing_given_is_the_embedded_mock() -> None:
    asked = asked_for()
    assert asked.target is None
    assert (asked.settings, asked.fail_on, asked.waive) == (Settings((), (), 7), Level.MUST, ())


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
    target = asked_for(environ, **values).target
    assert (target and target.base_url) == url


@pytest.mark.parametrize(
    ("environ", "values", "is_mock", "source"),
    [
        (TOKEN, {"base_url": LOOPBACK}, False, "ENNEO_TOKEN"),
        (TOKEN, {"base_url": LOOPBACK, "mock": True}, True, "the command ticketgate mock"),
        ({}, {"base_url": LOOPBACK, "mock": True}, True, "the command ticketgate mock"),
    ],
)
def test_an_address_is_a_mock_only_if_we_are_told(
    environ: dict[str, str], values: dict[str, Any], source: str, *, is_mock: bool
) -> None:
    target = asked_for(environ, **values).target
    assert target is not None
    assert target.token is not None
    assert (target.is_mock, target.interval == 0, target.token.source) == (is_mock, is_mock, source)


def test_a_mock_gets_the_token_of_a_variable_only_if_that_is_named() -> None:
    environ = {**TOKEN, "ENNEO_COOKIE": "c", "MOCK_TOKEN": "m0ck"}
    asked = asked_for(environ, base_url=LOOPBACK, mock=True, token_env="MOCK_TOKEN")
    assert asked.target is not None
    assert asked.target.token is not None
    assert (asked.target.token.value, asked.target.cookie) == ("m0ck", None)
    assert asked.target.in_shell.token == "$MOCK_TOKEN"


def test_options_reach_the_target_and_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-the-file")
    asked = asked_for(
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
        waive=("waivers.yaml", "more.yaml"),
    )
    target = asked.target
    assert target.token.value == "from-the-file"
    assert (target.timeout, target.interval, target.max_requests) == (3.0, 0.5, 9)
    assert str(target.ca_bundle) == "ca.pem"
    assert asked.settings == Settings((17, 4), (("t.channel", "email"), ("t.from", "a=b")), 3)
    assert asked.fail_on is Level.SHOULD
    assert [str(path) for path in asked.waive] == ["waivers.yaml", "more.yaml"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"base_url": URL}, "no credential: set ENNEO_TOKEN or ENNEO_COOKIE"),
        ({"mock_tickets": 0}, "--mock-tickets 0: give a number above 0"),
        (
            {"token_file": "t", "token_env": "T", "base_url": URL},
            "--token-file, --token-env: leave one of them",
        ),
        (
            {"token_env": "t0ken", "base_url": URL},
            "--token-env: the variable that it names is not set, or empty",
        ),
        ({"filter": ["t.channel"]}, "--filter 't.channel': write it as KEY=VALUE, such as t.status=open"),
        ({"filter": ["t.chanel=email"]}, "--filter 't.chanel=email': no filter has the key 't.chanel'"),
        ({"record": "-"}, "--record -: name a file; this does not go to standard output"),
        ({"record": "/"}, "--record /: is a folder; name a file"),
        ({"min_coverage": 100.5}, "--min-coverage 100.5: give a percentage from 0 to 100"),
        ({"min_coverage": -1.0}, "--min-coverage -1: give a percentage from 0 to 100"),
        ({"min_coverage": float("nan")}, "--min-coverage nan: give a percentage from 0 to 100"),
    ],
)
def test_values_that_make_no_sense_are_refused(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError) as refused:
        asked_for(**values)
    assert str(refused.value).startswith(problem)
