"""The page on tests of one's own holds working code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.battery import MARK
from support.hostile import Healthy, Hostile, Reply, reset_after
from support.servers import Received, silence
from support.serving import TOKEN

SMALL = ("--ticketgate-mock", "--ticketgate-mock-tickets", "40", "--ticketgate-max-requests", "80")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "own-tests.md"


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["one-process", "workers"])
def test_the_example_of_the_page_works(
    workers: tuple[str, ...], pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the plugins of others take seconds to load
    files = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [name for name, _ in files] == ["conftest.py", "test_our_tenant.py"]
    for name, code in files:
        (pytester.path / name).write_text(code, encoding="utf-8")
    result = pytester.runpytest_subprocess(*SMALL, *workers)
    result.assert_outcomes(passed=files[1][1].count("def test_"))
    assert result.ret == 0


OWN_TEST = """
def test_it(client):
    {}
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("while True: client.search({'limit': 1})", "BudgetSpent: the budget of 120 requests is used up (--ticketgate-max-requests)"),
        ("client.get_ticket(1)", "Unanswered: GET /ticket/1: 127.0.0.1:{} closed the connection before its answer was"),
        ("client.get_ticket(2)", "Unanswered: GET /ticket/2: no answer from 127.0.0.1:{} within 0.2 s; --ticketgate-timeout waits"),
        ("client.get_ticket(3).json()", "NotJson: unexpected character"),
    ],
)  # fmt: skip
def test_what_goes_wrong_in_a_test_of_ones_own_is_said_in_the_words_of_pytest_and_shows_no_secret(
    line: str, said: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mischief(request: Received, healthy: Healthy) -> Reply:
        path = request.line.split()[1].partition("?")[0]
        replies: dict[str, Reply] = {
            "1": reset_after(b""),
            "2": silence,
            "3": healthy.sent(b"x" + MARK.encode()),
        }
        return replies.get(path.rpartition("/")[2], healthy.sent())

    monkeypatch.setenv("ENNEO_TOKEN", TOKEN)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(OWN_TEST.format(line))
    with Hostile(mischief) as server:
        options = ("--ticketgate-max-requests=120", "--ticketgate-timeout=0.2", "--ticketgate-rate=1000")
        result = pytester.runpytest_subprocess(
            *("-l", "-p", "ticketgate.pytest_plugin", f"--base-url={server.base_url}", *options)
        )
        port = server.origin.rpartition(":")[2]
    out = result.stdout.str()
    assert result.ret == 1
    assert said.format(port) in out
    assert not [secret for secret in (TOKEN, MARK) if secret in out]


def test_the_page_lists_the_fixtures_there_are(pytester: pytest.Pytester) -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    result = pytester.runpytest_inprocess("--fixtures", "-q", "-p", "ticketgate.pytest_plugin")
    for name in listed:
        result.stdout.re_match_lines([rf"{name}\b.*pytest_plugin\.py:"])
    assert len(listed) == 4
