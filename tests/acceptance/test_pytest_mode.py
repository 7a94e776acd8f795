"""The suite as plain pytest: items, exit codes, workers, and the options of other plugins."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from support.pytest_runs import SUITE, run_suite
from support.servers import Server, answer
from support.serving import TOKEN, Served, Tampered, mock_app
from ticketgate.contract.loading import default_contract

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE = ("-k", "full:status/enum")
#: Requests enough for a verdict on that clause.
FEW = ("--ticketgate-max-requests", "60")
MOCK = ("--ticketgate-mock", "--ticketgate-mock-tickets", "5")
#: An address of the tests, of which nobody has to be spared.
AT = ("--ticketgate-rate=1000", "--base-url")
URL = "https://a.example.com/api/mind"
#: All items but that one: a clause each, and those for waivers and coverage.
OTHERS = len(default_contract().clauses) + 2


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


def test_one_clause_is_one_item_and_junit_is_pytests_own(
    pytester: pytest.Pytester, counted: tuple[str, Tampered]
) -> None:
    url, app = counted
    result = run_suite(pytester, *FEW, *ONE, *AT, url, "--junitxml", "junit.xml")
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
    run_suite(pytester, *FEW, *ONE, *AT, url).assert_outcomes(passed=1, deselected=OTHERS)
    alone = sorted(app.paths)
    app.paths.clear()
    workers = ("-p", "xdist", "-n", "2", "-p", "no:cacheprovider")
    result = pytester.runpytest_subprocess(SUITE, *FEW, *workers, *ONE, *AT, url)
    result.assert_outcomes(passed=1)
    assert result.ret == 0
    assert sorted(app.paths) == alone
    result.stdout.fnmatch_lines(["2 workers *", "Verdict KEPT: *"])


def test_importing_the_plugin_loads_no_server_and_no_mock() -> None:
    heavy = "starlette uvicorn faker schemathesis hypothesis rich httpx jsonschema jsonschema_rs yaml orjson"
    code = (
        "import sys, pytest\n"
        f"before = [name for name in {heavy.split()} if name in sys.modules]\n"
        "import ticketgate.pytest_plugin\n"
        f"print(before, [name for name in {heavy.split()} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[] []\n"


def test_collecting_asks_nothing(pytester: pytest.Pytester, counted: tuple[str, Tampered]) -> None:
    url, app = counted
    result = run_suite(pytester, *FEW, "--collect-only", "-q", *AT, url)
    assert result.ret == 0
    assert app.paths == []


def test_tests_that_ask_for_nothing_of_the_run_start_none(
    pytester: pytest.Pytester, counted: tuple[str, Tampered]
) -> None:
    url, app = counted
    pytester.makeconftest("pytest_plugins = ['ticketgate.pytest_plugin']")
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def client():
            return "of another API"

        def test_the_contract(contract):
            assert contract.clauses

        def test_a_fixture_that_has_the_name_of_ours(client):
            assert client == "of another API"
        """
    )
    result = pytester.runpytest_inprocess(*AT, url)
    result.assert_outcomes(passed=2)
    assert app.paths == []


def test_overlays_adapt_the_contract_under_pytest(
    pytester: pytest.Pytester, counted: tuple[str, Tampered]
) -> None:
    url, _ = counted
    pytester.makeconftest("pytest_plugins = ['ticketgate.pytest_plugin']")
    pytester.makepyfile(
        """
        def test_the_contract(contract):
            assert contract.version == "1+generation-2+undemanded"
            assert "full:spamStatus/presence" not in contract.clauses
        """
    )
    overlays = ("--ticketgate-overlay", "generation-2", "--ticketgate-overlay", "undemanded")
    pytester.runpytest_inprocess(*AT, url, *overlays).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (("-k", "no-such-clause"), 2, f"{OTHERS + 1} deselected"),
        (("--base-url", URL, "--ticketgate-rate=0"), 2, "ticketgate: --ticketgate-rate 0.0: give a number"),
        ((*MOCK, "--ticketgate-waive", "none.yaml"), 2, "cannot read the waiver file none.yaml"),
        (
            (*MOCK, "--ticketgate-overlay", "gone"),
            2,
            "ticketgate: --ticketgate-overlay gone: no overlay of that",
        ),
        ((*MOCK, "--ticketgate-json", "-"), 2, "--ticketgate-json -: name a file; this does not go to"),
        ((*MOCK, "--ticketgate-json", "/"), 2, "--ticketgate-json /: is a folder; name a file"),
        ((*MOCK, "--ticketgate-filter", "t.id=1"), 3, "found no ticket within --ticketgate-filter"),
        ((*ONE, *MOCK, "--ticketgate-max-requests", "1"), 3, "INCOMPLETE"),
        ((*MOCK, "--ticketgate-max-requests", "1", "--ticketgate-min-coverage", "5"), 3, "INCOMPLETE"),
    ],
)
def test_exit_codes_are_those_of_the_command_line(
    options: tuple[str, ...], status: int, message: str, pytester: pytest.Pytester
) -> None:
    result = run_suite(pytester, *options)
    assert result.ret == status
    assert message in result.stdout.str() + result.stderr.str()
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


def test_a_broken_clause_fails_its_item_with_what_the_report_says(pytester: pytest.Pytester) -> None:
    def close(body: dict[str, object]) -> None:
        if "bodyPlain" in body:
            body["status"] = "halfOpen"

    with Served(Tampered(mock_app(5), close)) as served:
        result = run_suite(pytester, *FEW, *ONE, *AT, served.base_url)
    assert result.ret == 1
    result.assert_outcomes(failed=1, deselected=OTHERS)
    result.stdout.fnmatch_lines(['status is "halfOpen", on * of * tickets, first on *.', "curl -sS *"])


@pytest.mark.parametrize(
    ("broken", "fail_on", "verdict", "status"),
    [
        ("status", "must", "BROKEN", 1),
        ("success", "must", "PASSED WITH FINDINGS", 0),
        ("success", "should", "BROKEN", 1),
        ("no member", "may", "KEPT", 0),
    ],
)
def test_a_kept_clause_alone_ends_as_the_verdict_on_all_of_them(
    broken: str, fail_on: str, verdict: str, status: int, pytester: pytest.Pytester
) -> None:
    """Another clause is broken: at the threshold, below it, or none at all."""

    def spoil(body: dict[str, object]) -> None:
        if "bodyPlain" in body and broken in body:
            body[broken] = "halfOpen" if broken == "status" else False

    with Served(Tampered(mock_app(5), spoil)) as served:
        other = ("-k", "full:channel/enum", f"--ticketgate-fail-on={fail_on}")
        result = run_suite(pytester, *FEW, *other, "--ticketgate-json", "v.json", *AT, served.base_url)
    result.assert_outcomes(passed=1, deselected=OTHERS)
    result.stdout.fnmatch_lines([f"Verdict {verdict}: *"])
    written = json.loads((pytester.path / "v.json").read_bytes())
    assert (result.ret, written["exitCode"]) == (status, status)
    assert bool(written["findings"]) is (broken != "no member")


def test_the_refusal_of_a_target_is_said_once(pytester: pytest.Pytester) -> None:
    with Server(answer(b"{}", 401)) as server:
        result = run_suite(pytester, *FEW, *ONE, *AT, server.base_url)
    assert result.ret == 3
    assert (result.stdout.str() + result.stderr.str()).count("is not accepted") == 1
    assert TOKEN not in result.stdout.str() + result.stderr.str()


def test_the_verdict_can_be_written(pytester: pytest.Pytester) -> None:
    result = run_suite(pytester, *ONE, *MOCK, "--ticketgate-json", "verdict.json")
    assert result.ret == 0
    assert '"outcome": "kept"' in (pytester.path / "verdict.json").read_text()


def test_the_report_names_options_as_pytest_has_them(pytester: pytest.Pytester) -> None:
    report = run_suite(
        pytester, *ONE, *MOCK, "--ticketgate-coverage", "--ticketgate-min-coverage", 99
    ).stdout.str()
    assert "that --ticketgate-min-coverage asks for" in " ".join(report.split())
    assert "all listed by --ticketgate-json" in " ".join(report.split())
    assert " --json" not in report


def test_an_address_from_the_configuration_is_not_taken_for_a_mock(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", f"--base-url={URL}")
    result = run_suite(pytester, *MOCK)
    assert result.ret == 2
    assert "--ticketgate-mock: a base URL comes from a configuration file" in result.stdout.str()
