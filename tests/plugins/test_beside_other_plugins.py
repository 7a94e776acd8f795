"""The plugin of ticketgate beside widespread ones, all of them loaded: `tox run -e plugins` installs them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from ticketgate.mock.service.server import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHERS = {"timeout", "base-url", "xdist", "cov", "playwright"}
TOKEN = "t0ken-of-the-tests"
OWN_TESTS = """
def test_the_url_is_shared(client, base_url):
    assert client.target.base_url == base_url

def test_our_timeout_is_not_theirs(client, pytestconfig):
    assert (client.target.timeout, pytestconfig.getoption("--timeout")) == (7.0, 120.0)

def test_the_run_is_ours(verdict, sampled_tickets):
    assert verdict.info.seed == 3
    assert sampled_tickets
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with MockServer(tickets=20, token=TOKEN) as server:
        yield server.base_url


@pytest.mark.parametrize(
    ("by", "workers"),
    [
        ("conftest", ()),
        ("conftest", ("-n", "2")),
        ("option", ()),
        ("option", ("-n", "2")),
        ("environment", ()),
    ],
    ids="conftest conftest-and-workers option option-and-workers environment".split(),
)
def test_all_of_them_start_and_keep_their_options(
    by: str, workers: tuple[str, ...], url: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENNEO_TOKEN", TOKEN)
    pytester.makepyfile(OWN_TESTS)
    if by == "conftest":
        pytester.makeconftest("pytest_plugins = ['ticketgate.pytest_plugin']")
    if by == "environment":
        monkeypatch.setenv("PYTEST_PLUGINS", "ticketgate.pytest_plugin")
    result = pytester.runpytest_subprocess(
        *(("-p", "ticketgate.pytest_plugin") if by == "option" else ()),
        *(
            "--ticketgate-rate=1000",
            "--base-url",
            url,
            "--ticketgate-seed=3",
            "--ticketgate-timeout=7",
            "--ticketgate-json=verdict.json",
        ),
        *("--ticketgate-max-requests=45", "--timeout=120", "--browser=firefox", "--cov=.", *workers),
    )
    loaded = re.search(r"^plugins: (.*)$", result.stdout.str(), re.MULTILINE)
    assert loaded
    assert set(re.findall(r"([a-z-]+)-\d", loaded[1])) >= OTHERS
    result.assert_outcomes(passed=3)
    assert result.ret == 0
    assert json.loads((pytester.path / "verdict.json").read_bytes())["target"] == url


def test_the_url_may_come_from_their_setting(
    url: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENNEO_TOKEN", TOKEN)
    pytester.makeini(f"[pytest]\nbase_url = {url}")
    pytester.makeconftest("pytest_plugins = ['ticketgate.pytest_plugin']")
    pytester.makepyfile("def test_it(client, base_url):\n    assert client.target.base_url == base_url")
    pytester.runpytest_subprocess("--ticketgate-max-requests=45", "--ticketgate-rate=1000").assert_outcomes(
        passed=1
    )
