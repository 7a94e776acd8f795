"""`ticketgate run`: what its options do and what it leaves behind."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from support.invoking import SMALL, Done, spawn, ticketgate
from ticketgate.contract.loading import default_contract
from ticketgate.mock.world.situations import FIRST_ID
from ticketgate.verdict.as_json import SCHEMA

ROOT = Path(__file__).resolve().parents[2]
UNREACHABLE = "https://unreachable.example.com/api/mind"


@pytest.fixture(scope="module")
def default_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Any]:
    """A run without any option but for its JSON form, in a process of its own."""
    folder = tmp_path_factory.mktemp("default")
    done = spawn("run", "--json", folder / "verdict.json", cwd=folder)
    assert [path.name for path in folder.iterdir()] == ["verdict.json"]
    return done, json.loads((folder / "verdict.json").read_bytes())


def test_without_options_the_embedded_mock_keeps_the_contract(default_run: tuple[Done, Any]) -> None:
    done, verdict = default_run
    assert done.status == 0
    assert (verdict["outcome"], verdict["exitCode"], verdict["complete"]) == ("kept", 0, True)
    assert verdict["findings"] == []
    assert [c["id"] for c in verdict["clauses"] if c["state"] != "kept" and c["level"] != "MAY"] == []
    assert verdict["judged"]["full"] > 100
    assert 300 < verdict["requests"] <= 600


def test_the_report_is_on_standard_output_and_progress_on_standard_error(
    default_run: tuple[Done, Any],
) -> None:
    done, verdict = default_run
    assert done.out.splitlines()[0].startswith("ticketgate 0.1.0 · contract 1, digest ")
    assert f"Target  {verdict['target']} (seed 7)" in done.out
    assert done.out.splitlines()[-1].startswith("Verdict KEPT: ")
    assert done.said == ""
    assert "ticketgate: reading tickets\n" in done.err


def test_the_report_that_the_readme_shows_is_that_of_this_run(default_run: tuple[Done, Any]) -> None:
    """All but the digest of the contract and the port; ``...`` stands where lines were left out."""

    def settled(text: str) -> list[str]:
        return re.sub(r"digest [0-9a-f]{12}|127\.0\.0\.1:\d+", "...", text).splitlines()

    page = (ROOT / "README.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```text\n(ticketgate .*?)^```$", page, re.MULTILINE | re.DOTALL)
    lines = iter(settled(default_run[0].out))
    # In their order: what is left out is skipped, and nothing else stands there.
    assert [line for line in settled(shown) if line != "  ..." and line not in lines] == []


def test_the_verdict_keeps_its_published_schema(default_run: tuple[Done, Any]) -> None:
    _, verdict = default_run
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(verdict)


def test_json_on_standard_output_is_alone_there() -> None:
    done = ticketgate("run", *SMALL, "--fail-on", "may", "--json", "-")
    assert done.status == 0
    verdict = json.loads(done.out)
    assert (verdict["outcome"], verdict["failOn"]) == ("kept", "MAY")
    assert done.said.splitlines()[-1].startswith("Verdict KEPT: ")
    assert done.said.splitlines()[-1].endswith("(threshold MAY).")


def test_junit_on_standard_output_is_alone_there() -> None:
    done = ticketgate("run", *SMALL, "--junit", "-")
    cases = ET.fromstring(done.out).findall(".//testcase")
    assert len(cases) == len(default_contract().clauses) + 3
    assert done.said.splitlines()[-1].startswith("Verdict KEPT: ")


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("-", "--json and --junit both go to standard output; name a file for one of them"),
        ("x", "--json and --junit both go to x; name another file for one of them"),
    ],
)
def test_two_reports_in_one_place_are_refused_before_anything_is_sent(
    place: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = ticketgate("run", *SMALL, "--json", place, "--junit", place)
    assert (done.status, done.out, done.err) == (2, "", f"ticketgate: {problem}\n")
    assert not list(tmp_path.iterdir())


def test_a_ticket_that_is_named_is_the_only_one_judged(tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    done = ticketgate("run", *SMALL, "--ticket", FIRST_ID + 3, "--json", "-", "--junit", junit)
    verdict = json.loads(done.out)
    assert done.status == 0
    assert tickets_judged(verdict) == {"full": (1, 1), "compact": (1, 1)}
    unjudged = [c["id"] for c in verdict["clauses"] if c["state"] in ("unexercised", "undecided")]
    assert len(ET.fromstring(junit.read_bytes()).findall(".//skipped")) == len(unjudged) > 0


def test_filters_keep_a_run_inside() -> None:
    verdict = json.loads(ticketgate("run", *SMALL, "--filter", "t.channel=phone", "--json", "-").out)
    states = {clause["id"]: clause["state"] for clause in verdict["clauses"]}
    assert states["compact:callDurationSeconds/type"] == "kept"
    assert states["full/recipients-are-email-addresses"] == "unexercised"


def test_seed_and_size_of_the_mock_are_as_asked() -> None:
    options = ("--mock", "--mock-tickets", 12, "--seed", 3, "--max-requests", 120, "--json", "-")
    verdict, again = (json.loads(ticketgate("run", *options).out) for _ in range(2))
    assert verdict["seed"] == 3
    assert tickets_judged(verdict) == {"full": (12, 12), "compact": (12, 12)}
    changing = ("target", "started", "finished", "times")
    assert {k: v for k, v in verdict.items() if k not in changing} == {
        k: v for k, v in again.items() if k not in changing
    }


def test_a_budget_is_never_exceeded_and_the_report_says_what_it_cost() -> None:
    done = ticketgate("run", "--mock", "--mock-tickets", 20, "--max-requests", 30, "--json", "-")
    verdict = json.loads(done.out)
    assert done.status == 0
    assert 10 < verdict["requests"] <= 30
    judged, of = tickets_judged(verdict)["full"]
    assert (judged < of, of) == (True, 20)
    assert f"{judged} of 20 tickets found were read in full." in verdict["notes"]
    assert f"\n  {judged} of 20 tickets found were read in full.\n" in done.said


@pytest.mark.parametrize(("tickets", "budget"), [(1, 30), (3, 3), (3, 1)])
def test_no_count_of_one_stands_before_a_plural(tickets: int, budget: int) -> None:
    done = ticketgate("run", "--mock", "--coverage", "--mock-tickets", tickets, "--max-requests", budget)
    said = " ".join(done.out.split())
    assert re.search(r"\b1 (ticket|request)\b", said)
    # What stands in a table or a list has no noun.
    things = "tickets|rows|pages|requests|answers|clauses|hits|waivers|searches|pairs|comparisons"
    assert not re.findall(rf"(?<![\d.,])1 (?:{things})\b|\b1 of \d+ [a-z ]+ were\b", said)


def test_a_run_that_reads_no_ticket_fails_as_untestable() -> None:
    done = ticketgate("run", "--mock", "--mock-tickets", 20, "--max-requests", 1)
    assert done.status == 3
    last = " ".join(done.out[done.out.rindex("Verdict ") :].split())
    assert last.startswith("Verdict INCOMPLETE: ")
    assert "no ticket could be read in full: the budget of 1 request is used up (--max-requests)" in last
    assert done.said == ""


def test_mock_ignores_the_target_and_the_credentials_of_the_environment() -> None:
    env = {"ENNEO_INSTANCE": "unreachable.example.com", "ENNEO_TOKEN": "two\nlines", "ENNEO_COOKIE": "s3cret"}
    done = ticketgate("run", *SMALL, env=env)
    assert done.status == 0
    assert "Target  http://127.0.0.1:" in done.out
    assert ticketgate("run", env=env).status == 2  # without --mock, the token is refused


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--filter", "t.channel"),
            "--filter 't.channel': write it as KEY=VALUE, such as t.status=open",
        ),
        (("--filter", "=email"), "--filter '=email': write it as KEY=VALUE, such as t.status=open"),
        (("--mock-tickets", "0"), "--mock-tickets 0: give a number above 0"),
        (("--base-url", UNREACHABLE), "no credential: set ENNEO_TOKEN or ENNEO_COOKIE"),
        (("--waive", "no-such-file.yaml"), "cannot read the waiver file no-such-file.yaml: No such file"),
    ],
)
def test_wrong_usage_is_one_line_and_nothing_is_sent(options: tuple[str, ...], message: str) -> None:
    done = ticketgate("run", *options)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: {message}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("options", [("--ticket", "abc"), ("--seed", "x"), ("--no-such-option",)])
def test_options_that_do_not_parse_show_the_usage(options: tuple[str, ...]) -> None:
    done = ticketgate("run", *options)
    assert done.status == 2
    assert done.err.startswith("Usage: ticketgate run [OPTIONS]")


@pytest.mark.parametrize("option", ["--json", "--junit", "--record"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_sent(
    option: str, tmp_path: Path
) -> None:
    nowhere, folder = tmp_path / "no-such-folder" / "x", tmp_path
    for path, problem in (
        (nowhere, f"the folder {nowhere.parent} does not exist"),
        (folder, "is a folder; name a file"),
    ):
        done = ticketgate("run", "--mock", option, path)
        assert (done.status, done.out) == (2, "")
        assert done.err == f"ticketgate: {option} {path}: {problem}\n"


def tickets_judged(verdict: Any) -> dict[str, tuple[int, int]]:
    """How many different tickets of how many were judged, by form."""
    whole = [power for power in verdict["coverage"]["power"] if not power["stratum"]]
    return {power["form"]: (power["judged"], power["of"]) for power in whole}
