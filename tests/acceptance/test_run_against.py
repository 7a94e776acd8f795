"""``ticketgate run --against``: two environments of a configuration, from the outside."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from junitparser import JUnitXml

from support.invoking import Done, ticketgate
from support.serving import TOKEN, Served, Tampered, mock_app
from ticketgate.judging.differences import Difference, DifferenceKind
from ticketgate.launch.configuration_file import read_configuration
from ticketgate.report.words.difference_words import KIND_WORDS
from ticketgate.verdict.difference_waivers import read_difference_waivers
from ticketgate.verdict.two_environments import DIFFERENCES_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

VARIABLES = {"PRODUCTION_TOKEN": TOKEN, "STAGING_TOKEN": TOKEN}


def cut_subject(body: Any) -> None:
    if isinstance(body.get("subject"), str):
        body["subject"] = body["subject"][:20]


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("two")
    with Served(mock_app(30)) as production, Served(Tampered(mock_app(30), cut_subject)) as staging:
        (folder / "ticketgate.toml").write_text(
            f"""\
max-requests = 80
rate = 1000
baseline = "known.jsonl"
waive = ["waivers.yaml"]

[environments.production]
base-url = "{production.base_url}"
token-env = "PRODUCTION_TOKEN"

[environments.staging]
base-url = "{staging.base_url}"
token-env = "STAGING_TOKEN"
""",
            "utf-8",
        )
        (folder / "waivers.yaml").write_text("", "utf-8")
        yield folder / "ticketgate.toml"


def run(configuration: Path, *options: object, against: str = "staging") -> Done:
    chosen = ("--config", configuration, "--environment", "production", "--against", against)
    return ticketgate("run", *chosen, *options, env=VARIABLES)


def test_a_difference_is_reported_everywhere_and_ends_with_1(configuration: Path, tmp_path: Path) -> None:
    written, junit = tmp_path / "differences.json", tmp_path / "junit.xml"
    page, summary = tmp_path / "page.html", tmp_path / "summary.md"
    done = run(configuration, "--json", written, "--junit", junit, "--html", page, "--markdown", summary)
    assert done.status == 1, done.err
    assert "LENGTH   full:subject" in done.out
    assert "$PRODUCTION_TOKEN" in done.out
    assert "$STAGING_TOKEN" in done.out
    assert "Configured by " in done.out
    assert "comparing tickets" in done.err
    found = json.loads(written.read_bytes())
    jsonschema.validate(found, json.loads(DIFFERENCES_SCHEMA.read_bytes()))
    assert [(each["place"], each["kind"]) for each in found["differences"]] == [("full:subject", "length")]
    assert all(side["requests"] <= 80 for side in found["environments"])
    assert JUnitXml.fromfile(str(junit)).failures == 1
    for report in (page, summary):
        told = report.read_text("utf-8")
        for said in ("full:subject", "more or fewer items", "$PRODUCTION_TOKEN", "$STAGING_TOKEN"):
            assert said in told, (report, said)


def test_a_waiver_accepts_the_difference(configuration: Path, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(
        "- difference: full:subject\n  kind: length\n  reason: It is cut from now on.\n  until: 2999-01-01\n",
        "utf-8",
    )
    done = run(configuration, "--waive", waivers, "--json", "-")
    assert done.status == 0
    [found] = json.loads(done.out)["differences"]
    assert found["waiver"]["reason"] == "It is cut from now on."
    assert "Waived until 2999-01-01" in done.err


@pytest.mark.parametrize(
    ("options", "against", "problem"),
    [
        ((), "stagin", "--against stagin: "),
        ((), "production", "--against production: both sides are "),
        (("--baseline", "x"), "staging", "--baseline: is about judging, and --against does not judge"),
        (("--sarif", "x"), "staging", "--sarif: is about judging, and --against does not judge"),
    ],
)
def test_what_cannot_be_compared_ends_with_2(
    configuration: Path, options: tuple[str, ...], against: str, problem: str
) -> None:
    done = run(configuration, *options, against=against)
    assert done.status == 2
    assert problem in done.err


def test_without_a_configuration_there_is_no_other_environment(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    done = ticketgate("run", "--mock", "--against", "staging")
    assert done.status == 2
    assert "--against staging: there is no ticketgate.toml here or above" in done.err


def test_a_credential_that_is_not_set_is_said_of_the_side_that_lacks_it(configuration: Path) -> None:
    chosen = ("--config", configuration, "--environment", "production", "--against", "staging")
    done = ticketgate("run", *chosen, env={"PRODUCTION_TOKEN": TOKEN})
    assert done.status == 2
    assert "environment staging: --token-env: the variable that it names is not set" in done.err


def test_a_side_that_does_not_accept_the_credential_ends_with_3(configuration: Path) -> None:
    chosen = ("--config", configuration, "--environment", "production", "--against", "staging")
    done = ticketgate("run", *chosen, env={"PRODUCTION_TOKEN": TOKEN, "STAGING_TOKEN": "other"})
    assert done.status == 3
    assert "the bearer token from STAGING_TOKEN is not accepted" in done.err


def test_the_page_explains_the_kinds_and_shows_files_that_are_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "against.md").read_text("utf-8")
    rows = dict(
        re.findall(r"^\| (\w+) \| (.+) \|$", page.partition("| kind |")[2].partition("\n\n")[0], re.MULTILINE)
    )
    assert rows == {str(kind): words for kind, words in KIND_WORDS.items()}
    files = {}
    for language, name in (("toml", "ticketgate.toml"), ("yaml", "waivers.yaml")):
        [shown] = re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
        files[name] = tmp_path / name
        files[name].write_text(shown, "utf-8")
    assert list(read_configuration(files["ticketgate.toml"]).environments) == ["production", "staging"]
    [waiver] = read_difference_waivers([files["waivers.yaml"]])
    assert waiver.accepted == Difference("full:tags[].name", DifferenceKind.VALUE)
