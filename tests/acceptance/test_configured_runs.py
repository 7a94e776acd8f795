"""`ticketgate.toml` is read by run, check and pytest alike; what cannot be used in it ends each of them with 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.invoking import SMALL, ticketgate
from support.pytest_runs import run_suite
from support.serving import TOKEN, Served, Tampered, mock_app

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE = ("-k", "full:status/enum")
EXAMPLES = Path(__file__).resolve().parents[2] / "specs" / "examples"
#: A small run of the embedded mock.
QUICK = "mock-tickets = 30\nmax-requests = 45\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ENNEO_INSTANCE", "ENNEO_TOKEN", "ENNEO_COOKIE", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tenant() -> Iterator[tuple[str, Tampered]]:
    app = Tampered(mock_app(20))
    with Served(app) as served:
        yield served.base_url, app


def configure(folder: Path, text: str) -> None:
    (folder / "ticketgate.toml").write_text(text, "utf-8")


def test_a_run_below_the_file_takes_its_options_and_says_so_in_the_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "waivers.yaml").write_text("# none\n")
    configure(
        tmp_path, f'{QUICK}waive = ["waivers.yaml"]\n[environments.small]\nseed = 3\njson = "verdict.json"\n'
    )
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    done = ticketgate("run", "--environment", "small")
    assert done.status == 0
    verdict = json.loads((tmp_path / "verdict.json").read_bytes())
    note = "Configured by ../ticketgate.toml, environment small."
    assert (verdict["seed"], verdict["notes"][0]) == (3, note)
    assert 30 < verdict["requests"] <= 45
    assert f"  {note}" in done.out.splitlines()

    other = ticketgate("run", "--environment", "small", "--seed", 4)
    assert "(seed 4)" in other.out
    assert json.loads((tmp_path / "verdict.json").read_bytes())["seed"] == 4


def test_without_a_file_the_head_says_nothing_of_one() -> None:
    assert "Configured" not in ticketgate("run", *SMALL).out


def test_an_environment_names_the_variable_of_its_token(tmp_path: Path, tenant: tuple[str, Tampered]) -> None:
    url, app = tenant
    configure(
        tmp_path,
        f'base-url = "https://other.example.com/api/mind"\ntoken-env = "OTHER"\n'
        f'[environments.staging]\nbase-url = "{url}"\ntoken-env = "STAGING"\nrate = 1000\nmax-requests = 40\n',
    )
    done = ticketgate(
        "run", "--environment", "staging", env={"STAGING": TOKEN, "OTHER": "no", "ENNEO_TOKEN": "no"}
    )
    assert done.status == 0
    assert 30 < len(app.paths) <= 40
    assert f"Target  {url}" in done.out
    unset = ticketgate("run", "--environment", "staging", env={"ENNEO_TOKEN": TOKEN})
    place, problem = (
        "ticketgate.toml:5, environment staging",
        "the variable that it names is not set, or empty",
    )
    assert (unset.status, unset.said) == (2, f"ticketgate: {place}: --token-env: {problem}\n")


def test_asking_for_the_mock_never_asks_the_address_of_the_file(
    tmp_path: Path, tenant: tuple[str, Tampered]
) -> None:
    url, app = tenant
    configure(tmp_path, f'base-url = "{url}"\n{QUICK}')
    done = ticketgate("run", "--mock", env={"ENNEO_TOKEN": TOKEN})
    assert done.status == 0
    assert "this is the embedded mock" in done.out
    assert app.paths == []


def test_an_address_of_the_command_line_is_no_mock_because_the_file_asks_for_one(
    tmp_path: Path, tenant: tuple[str, Tampered]
) -> None:
    url, _ = tenant
    configure(tmp_path, "mock = true\nrate = 1000\nmax-requests = 40\n")
    done = ticketgate("run", "--base-url", url, env={"ENNEO_TOKEN": TOKEN})
    assert done.status == 0
    assert "says that this address is a mock" not in done.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nrate = 0\nbase-url = 'https://a.example.com'\n", "ticketgate.toml:2: --rate 0.0: give a number"),
        ("\nrate = 0\n", "ticketgate.toml:2: --rate 0.0: give a number"),
        ("mock = true\nmax-requests = -5\n", "ticketgate.toml:2: --max-requests -5: give a number of requests"),
        ("json = 'none/verdict.json'\n", "ticketgate.toml:1: --json none/verdict.json: the folder"),
        ("json = 'a'\njunit = './a'\n", "ticketgate.toml:1: --json and --junit both go to"),
        ("filter = ['t.chanel=email']\n", "ticketgate.toml:1: --filter 't.chanel=email': no filter has"),
        ("base-url = 'https://u:s3cret@a.example.com'\n", "ticketgate.toml:1: --base-url: no user or password"),
        ("base-url = 'https://a.example.com'\ntoken-file = 's3cret'\n", "ticketgate.toml:2: --token-file FILE: No"),
        ("waive = ['none.yaml']\n", "ticketgate.toml:1: cannot read the waiver file none.yaml: No such file"),
        ("contract = 'none'\n", "ticketgate.toml:1: none: no openapi.yaml here"),
        ("baseline = 'none.jsonl'\n", "ticketgate.toml:1: --baseline none.jsonl: no such file"),
        ("token-file = 's3cret'\n", "ticketgate.toml:1: --token-file: the embedded mock takes no credential"),
        ("seed = 'x'\n", "ticketgate.toml:1: seed is a string, where a whole number belongs"),
        ("sed = 1\n", "ticketgate.toml:1: no option is called 'sed'; did you mean seed?"),
        ("seed = \n", "ticketgate.toml:1: is no TOML here; repair it"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_line_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    configure(tmp_path, text)
    done = ticketgate("run", env={"ENNEO_TOKEN": TOKEN})
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: {said}")
    assert done.err.count("\n") == 1
    assert "s3cret" not in done.err


@pytest.mark.parametrize("command", [("run",), ("check", "ticket.json"), ("config",)])
def test_every_command_that_reads_the_file_refuses_one_that_is_damaged(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    configure(tmp_path, "seed = 1\nfail-on = [\n")
    done = ticketgate(*command)
    assert (done.status, done.said) == (2, "ticketgate: ticketgate.toml:2: is no TOML here; repair it\n")
    named = ticketgate(*command, "--config", "none.toml")
    assert (named.status, named.said) == (
        2,
        "ticketgate: cannot read none.toml: No such file or directory\n",
    )


def test_a_check_takes_its_options_from_the_file(tmp_path: Path) -> None:
    body = json.loads((EXAMPLES / "ticket-full.json").read_bytes()) | {"undocumented": 1}
    (tmp_path / "ticket.json").write_text(json.dumps(body))
    assert ticketgate("check", "ticket.json").status == 0
    configure(tmp_path, 'fail-on = "may"\nbase-url = "https://nowhere.example.com"\njson = "verdict.json"\n')
    done = ticketgate("check", "ticket.json")
    assert done.status == 1
    assert "Configured by ticketgate.toml." in done.out
    verdict = json.loads((tmp_path / "verdict.json").read_bytes())
    assert (verdict["failOn"], verdict["notes"]) == ("MAY", ["Configured by ticketgate.toml."])
    assert ticketgate("check", "ticket.json", "--fail-on", "must").status == 0


# Under pytest


def test_pytest_takes_the_same_file_and_its_options_come_first(pytester: pytest.Pytester) -> None:
    configure(pytester.path, f'{QUICK}seed = 3\n[environments.small]\njson = "verdict.json"\n')
    report = run_suite(pytester, *ONE, "--ticketgate-environment", "small", "--ticketgate-max-requests", 60)
    assert report.ret == 0
    report.stdout.fnmatch_lines(["*(seed 3)", "*Configured by ticketgate.toml, environment small."])
    verdict = json.loads((pytester.path / "verdict.json").read_bytes())
    assert verdict["seed"] == 3
    assert 45 < verdict["requests"] <= 60


def test_pytest_reads_a_file_that_is_named(pytester: pytest.Pytester) -> None:
    configure(pytester.path, "seed = 'damaged'\n")
    (pytester.path / "other.toml").write_text(f"{QUICK}seed = 5\n")
    report = run_suite(pytester, *ONE, "--ticketgate-config", "other.toml")
    assert report.ret == 0
    report.stdout.fnmatch_lines(["*(seed 5)", "*Configured by other.toml."])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("waive = ['none.yaml']\n", "ticketgate.toml:1: cannot read the waiver file none.yaml: No such file"),
        ("baseline = 'none.jsonl'\n", "ticketgate.toml:1: --ticketgate-baseline none.jsonl: no such file"),
        (
            "token-file = 's3cret'\n",
            "ticketgate.toml:1: --ticketgate-token-file: the embedded mock takes no credential",
        ),
        ("seed = 'x'\n", "ticketgate: ticketgate.toml:1: seed is a string, where a whole number belongs"),
        ("\nmock-tickets = 0\n", "ticketgate: ticketgate.toml:2: --ticketgate-mock-tickets 0: give a number"),
        ("json = '/'\n", "ticketgate: ticketgate.toml:1: --ticketgate-json ../"),
        ("contract = 'none'\n", "ticketgate: ticketgate.toml:1: none: no openapi.yaml here"),
    ],
)
def test_pytest_ends_with_2_where_the_file_cannot_be_used(
    text: str, said: str, pytester: pytest.Pytester
) -> None:
    configure(pytester.path, text)
    report = run_suite(pytester, *ONE)
    assert report.ret == 2
    shown = report.stdout.str() + report.stderr.str()
    assert shown.count(said) == 1
    assert "Traceback" not in shown


def test_pytest_says_it_once_where_tests_of_ones_own_ask_for_the_contract_alone(
    pytester: pytest.Pytester,
) -> None:
    configure(pytester.path, "seed = 'x'\n")
    pytester.makeconftest("pytest_plugins = ['ticketgate.pytest_plugin']")
    pytester.makepyfile("def test_it(contract):\n    assert contract")
    report = pytester.runpytest_inprocess()
    assert report.ret == 2
    assert (report.stdout.str() + report.stderr.str()).count("seed is a string") == 1


def test_pytest_without_an_item_of_ours_never_looks_for_a_file(pytester: pytest.Pytester) -> None:
    configure(pytester.path, "seed = 'damaged'\n")
    pytester.makeconftest("pytest_plugins = ['ticketgate.pytest_plugin']")
    pytester.makepyfile("def test_it():\n    assert True")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)
