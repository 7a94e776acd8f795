"""The suite as plain pytest: items, exit codes, workers, and the options of other plugins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from support.servers import Server, answer
from support.serving import TOKEN, Served, Tampered, mock_app
from ticketgate.contract.loading import default_contract

if TYPE_CHECKING:
    from collections.abc import Iterator

SUITE = Path(__file__).resolve().parents[1] / "contract"
ONE = ("-k", "full:status/enum")
#: All items but that one: a clause each, and those for waivers and coverage.
OTHERS = len(default_contract().clauses) + 1


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENNEO_INSTANCE", raising=False)
    monkeypatch.delenv("ENNEO_COOKIE", raising=False)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("ENNEO_TOKEN", TOKEN)


@pytest.fixture
def counted() -> Iterator[tuple[str, Tampered]]:
    app = Tampered(mock_app(20))
    with Served(app) as served:
        yield served.base_url, app


def suite(pytester: pytest.Pytester, *options: object) -> pytest.RunResult:
    """Run the suite of the checkout in this process."""
    return pytester.runpytest_inprocess(SUITE, "-p", "no:cacheprovider", *map(str, options))


def test_one_clause_is_one_item_and_junit_is_pytests_own(
    pytester: pytest.Pytester, counted: tuple[str, Tampered]
) -> None:
    url, app = counted
    result = suite(pytester, *ONE, "--base-url", url, "--junitxml", "junit.xml")
    assert result.ret == 0
    result.assert_outcomes(passed=1, deselected=OTHERS)
    result.stdout.fnmatch_lines(["*= contract =*", f"Target  {url} (seed 7)", "Verdict KEPT: *"])
    (case,) = ET.parse(pytester.path / "junit.xml").iter("testcase")
    assert case.attrib["name"] == "test_value_is_documented[full:status/enum]"
    assert len(app.paths) > 20


def test_workers_share_one_run_of_requests(
    pytester: pytest.Pytester, counted: tuple[str, Tampered], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, app = counted
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the plugins of others take seconds to load
    suite(pytester, *ONE, "--base-url", url).assert_outcomes(passed=1, deselected=OTHERS)
    alone = sorted(app.paths)
    app.paths.clear()
    workers = ("-p", "xdist", "-n", "2", "-p", "no:cacheprovider")
    result = pytester.runpytest_subprocess(SUITE, *workers, *ONE, "--base-url", url)
    result.assert_outcomes(passed=1)
    assert result.ret == 0
    assert sorted(app.paths) == alone
    result.stdout.fnmatch_lines(["2 workers *", "Verdict KEPT: *"])


def test_collecting_asks_nothing(pytester: pytest.Pytester, counted: tuple[str, Tampered]) -> None:
    url, app = counted
    result = suite(pytester, "--collect-only", "-q", "--base-url", url)
    assert result.ret == 0
    assert app.paths == []


def test_tests_that_ask_for_nothing_of_the_run_start_none(
    pytester: pytest.Pytester, counted: tuple[str, Tampered]
) -> None:
    url, app = counted
    pytester.makeconftest("pytest_plugins = ['ticketgate.pytest_plugin']")
    pytester.makepyfile("def test_it(contract):\n    assert contract.clauses")
    result = pytester.runpytest_inprocess("--base-url", url)
    result.assert_outcomes(passed=1)
    assert app.paths == []


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (("-k", "no-such-clause"), 2, f"{OTHERS + 1} deselected"),
        (("--mock", "--base-url", "https://a.example.com/api/mind"), 2, "--mock and --base-url exclude"),
        (("--mock", "--waive", "no-such-file.yaml"), 2, "cannot read the waiver file no-such-file.yaml"),
        (("--mock", "--filter", "t.id=1"), 3, "the search found no ticket within --filter"),
        ((*ONE, "--mock", "--mock-tickets", "5", "--max-requests", "1"), 3, "NOTHING CHECKED"),
    ],
)
def test_exit_codes_are_those_of_the_command_line(
    options: tuple[str, ...], status: int, message: str, pytester: pytest.Pytester
) -> None:
    result = suite(pytester, *options)
    assert result.ret == status
    assert message in result.stdout.str() + result.stderr.str()
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


def test_a_broken_clause_fails_its_item_with_what_the_report_says(pytester: pytest.Pytester) -> None:
    def close(body: dict[str, object]) -> None:
        if "bodyPlain" in body:
            body["status"] = "halfOpen"

    with Served(Tampered(mock_app(5), close)) as served:
        result = suite(pytester, *ONE, "--base-url", served.base_url)
    assert result.ret == 1
    result.assert_outcomes(failed=1, deselected=OTHERS)
    result.stdout.fnmatch_lines(['status is "halfOpen", on * of * tickets, first on *.', "curl -sS *"])


def test_the_refusal_of_a_target_is_said_once(pytester: pytest.Pytester) -> None:
    with Server(answer(b"{}", 401)) as server:
        result = suite(pytester, *ONE, "--base-url", server.base_url)
    assert result.ret == 3
    assert (result.stdout.str() + result.stderr.str()).count("is not accepted") == 1
    assert TOKEN not in result.stdout.str() + result.stderr.str()


def test_the_base_url_option_of_another_plugin_is_taken_over(
    pytester: pytest.Pytester, counted: tuple[str, Tampered]
) -> None:
    url, app = counted
    pytester.makepyfile(
        elsewhere="def pytest_addoption(parser):\n    parser.addoption('--base-url', dest='base_url', default=None)"
    )
    pytester.syspathinsert()
    result = suite(pytester, "-p", "elsewhere", *ONE, "--base-url", url)
    assert result.ret == 0
    assert app.paths


def test_the_verdict_can_be_written(pytester: pytest.Pytester) -> None:
    result = suite(pytester, *ONE, "--mock", "--mock-tickets", 5, "--verdict-json", "verdict.json")
    assert result.ret == 0
    assert '"outcome": "kept"' in (pytester.path / "verdict.json").read_text()
