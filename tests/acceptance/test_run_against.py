"""``ticketgate run --against``: two environments of a configuration, from the outside."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
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
    from collections.abc import Iterable, Iterator
    from typing import Any

VARIABLES = {"PRODUCTION_TOKEN": TOKEN, "STAGING_TOKEN": TOKEN}


def cut_subject(body: Any) -> None:
    if isinstance(body.get("subject"), str):
        body["subject"] = body["subject"][:20]


def mark_email(body: Any) -> None:
    """Change the full tickets of one channel."""
    if body.get("channel") == "email" and "body" in body:
        body["subject"] = f"{body['subject']}!"


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from configured(tmp_path_factory.mktemp("two"), Tampered(mock_app(30), cut_subject))


def configured(folder: Path, other: Tampered) -> Iterator[Path]:
    """Serve a mock as production and another one as staging, and say in a file where they are."""
    with Served(mock_app(30)) as production, Served(other) as staging:
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


def test_reports_of_the_configuration_are_written_but_for_findings(
    configuration: Path, tmp_path: Path
) -> None:
    reports = "".join(f'{name} = "{tmp_path}/{name}"\n' for name in ("html", "markdown", "sarif", "json"))
    file = tmp_path / "ticketgate.toml"
    file.write_text(reports + configuration.read_text("utf-8").replace('"waivers.yaml"', ""), "utf-8")
    assert run(file).status == 1
    assert {path.name for path in tmp_path.iterdir()} == {"html", "markdown", "json", "ticketgate.toml"}


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


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Tampered]]:
    """A configuration of two mocks, the second of which changes e-mails alone; and that second one."""
    other = Tampered(mock_app(30), mark_email)
    for file in configured(tmp_path_factory.mktemp("marked"), other):
        yield file, other


@pytest.fixture(scope="module")
def channels() -> dict[int, str]:
    """The tickets of the mocks with their channels."""
    with Served(mock_app(30)) as served:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        found = httpx.post(f"{served.base_url}/ticket/search", json={"limit": 500}, headers=headers).json()
    return {row["id"]: row["channel"] for row in found["tickets"]}


def compared(configuration: Path, folder: Path, *options: object) -> tuple[int, Any]:
    done = run(configuration, *options, "--json", folder / "differences.json")
    return done.status, json.loads((folder / "differences.json").read_bytes())


def asked_for(other: Tampered, known: Iterable[int]) -> set[int]:
    """The tickets that were read of the second side since it was asked last, those that there are."""
    read = {path.rpartition("/")[2] for path in other.paths}
    other.paths.clear()
    return {ticket for ticket in known if str(ticket) in read}


def test_tickets_that_are_named_are_compared_and_no_others(
    marked: tuple[Path, Tampered], channels: dict[int, str], tmp_path: Path
) -> None:
    configuration, other = marked
    email, chat = (next(t for t, c in channels.items() if c == channel) for channel in ("email", "chat"))
    asked_for(other, channels)
    status, found = compared(configuration, tmp_path, "--ticket", email, "--ticket", chat)
    assert status == 1
    [difference] = found["differences"]
    assert (difference["place"], difference["count"], difference["of"]) == ("full:subject", 1, 2)
    assert difference["ticket"] == email
    assert found["compared"]["full"] == 2
    assert asked_for(other, channels) == {email, chat}

    status, found = compared(configuration, tmp_path, "--ticket", chat)
    assert (status, found["agreement"], found["compared"]["full"]) == (0, "alike", 1)
    assert asked_for(other, channels) == {chat}


@pytest.mark.parametrize(("channel", "status"), [("email", 1), ("chat", 0)])
def test_within_a_filter_its_tickets_are_compared_and_no_others(
    channel: str, status: int, marked: tuple[Path, Tampered], channels: dict[int, str], tmp_path: Path
) -> None:
    configuration, other = marked
    within = {ticket for ticket, its in channels.items() if its == channel}
    asked_for(other, channels)
    ended, found = compared(configuration, tmp_path, "--filter", f"t.channel={channel}")
    assert ended == status
    assert found["compared"]["full"] == len(within)
    assert asked_for(other, channels) == within
    assert [(each["place"], each["count"]) for each in found["differences"]] == (
        [("full:subject", len(within))] if status else []
    )


def test_a_ticket_that_neither_side_has_compares_nothing(marked: tuple[Path, Tampered]) -> None:
    done = run(marked[0], "--ticket", 1)
    assert done.status == 3
    assert "ticket 1 cannot be read; does it exist?" in done.err


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
