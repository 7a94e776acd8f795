"""`ticketgate clauses`, `ticketgate mock` and the command line as a whole."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from support.invoking import finish, start, ticketgate
from ticketgate.cli import cli
from ticketgate.contract.bundle import bundle
from ticketgate.contract.loading import default_contract
from ticketgate.contract.plain_bundle import plain_bundle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ticketgate.contract.clauses import Clause


def test_clauses_lists_every_clause() -> None:
    done = ticketgate("clauses")
    lines = done.out.splitlines()
    known = default_contract().clauses
    assert done.status == 0
    assert [line.split()[0] for line in lines[:-2]] == list(known)
    assert lines[-1] == f"{len(known)} clauses. `ticketgate clauses ID` explains one."
    clause = known["full:status/enum"]
    (line,) = (line for line in lines if line.startswith("full:status/enum "))
    assert line.split(maxsplit=4)[1:] == ["MUST", "enum", "published", clause.title]


def test_clauses_explains_one() -> None:
    done = ticketgate("clauses", "full/system-ticket-has-no-sender")
    clause = default_contract().clauses["full/system-ticket-has-no-sender"]
    assert done.status == 0
    assert done.out.splitlines()[:2] == [clause.id, f"Promise    {clause.title}."]
    for row in (f"Written    {clause.written}", f"Rules      {', '.join(clause.rules)}", "Breaks it  {"):
        assert row in done.out


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("full:statuss/enum", "the nearest are full:status/enum, "),
        ("zzzzzz", "`ticketgate clauses` lists them all"),
    ],
)
def test_an_unknown_clause_is_refused_with_the_nearest(asked: str, hint: str) -> None:
    done = ticketgate("clauses", asked)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: no clause has the id '{asked}'; {hint}")


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("full:status", lambda clause: clause.id.startswith("full:status")),
        ("customer.contracts[].id", lambda clause: clause.place == "customer.contracts[].id"),
        ("R17", lambda clause: "R17" in clause.rules),
    ],
)
def test_clauses_lists_those_of_a_beginning_a_place_or_a_rule(
    asked: str, fits: Callable[[Clause], bool]
) -> None:
    expected = [clause.id for clause in default_contract().clauses.values() if fits(clause)]
    done = ticketgate("clauses", asked)
    assert [line.split()[0] for line in done.out.splitlines()[:-2]] == expected
    assert 1 < len(expected) < 100


def test_a_rule_that_no_clause_holds_is_said_with_its_reason() -> None:
    done = ticketgate("clauses", "R8")
    assert (done.status, done.out) == (2, "")
    assert done.err == "ticketgate: no clause holds R8: Who wrote a level shows in no answer.\n"


def test_the_bundle_is_the_document_that_the_mock_serves(tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    assert ticketgate("bundle", file).status == 0
    assert json.loads(file.read_bytes()) == json.loads(ticketgate("bundle").out) == bundle(default_contract())
    assert ticketgate("bundle", tmp_path / "none" / "openapi.json").status == 2
    assert json.loads(ticketgate("bundle", "--plain").out) == plain_bundle(default_contract())


def test_clauses_as_json_say_the_same(tmp_path: Path) -> None:
    every = json.loads(ticketgate("clauses", "--json", "-").out)
    assert [clause["id"] for clause in every] == list(default_contract().clauses)
    file = tmp_path / "clause.json"
    assert ticketgate("clauses", "full:status/enum", "--json", file).out == ""
    assert json.loads(file.read_bytes()) == [c for c in every if c["id"] == "full:status/enum"]


def test_the_mock_serves_until_ctrl_c() -> None:
    process = start("mock", "--port", 0, "--mock-tickets", 5, "--mock-token", "opens-only-this")
    assert process.stdout is not None
    first, command, _ = (process.stdout.readline() for _ in range(3))
    url = first.removeprefix("Serving 5 tickets at ").removesuffix(" until Ctrl-C. Try:\n")
    answer = httpx.post(
        f"{url}/ticket/search", json={"limit": 1}, headers={"Authorization": "Bearer opens-only-this"}
    )
    document = httpx.get(f"{url}/docs/open-api")
    process.send_signal(signal.SIGINT)
    done = finish(process)
    assert (answer.status_code, answer.json()["total"]) == (200, 5)
    assert document.json()["openapi"].startswith("3.1")
    assert "curl -H 'Authorization: Bearer opens-only-this'" in command
    assert done.status == 0
    assert done.err.splitlines() == [
        "POST /api/mind/ticket/search 200",
        "GET /api/mind/docs/open-api 200",
    ]


def test_the_mock_names_its_faults_and_serves_over_https(tmp_path: Path) -> None:
    process = start("mock", "--port", 0, "--mock-tickets", 5, "--https", "--fault", "full:status/enum=case")
    assert process.stdout is not None
    fault, first, command, _ = (process.stdout.readline() for _ in range(4))
    url = first.removeprefix("Serving 5 tickets at ").removesuffix(" until Ctrl-C. Try:\n")
    trusted = ssl.create_default_context(cafile=command.split()[2])
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{url}/docs/open-api")
    answers = [
        httpx.get(f"{place}/docs/open-api", verify=trusted)
        for place in (url, url.replace("127.0.0.1", "localhost"))
    ]
    process.send_signal(signal.SIGTERM)
    done = finish(process)
    assert fault.startswith("Fault full:status/enum=case: the server ")
    assert command.startswith("  curl --cacert ")
    assert [each.json()["servers"][0]["url"] for each in answers] == [url, url]
    assert done.status == 0


def test_https_without_the_package_for_it_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    done = ticketgate("mock", "--port", 0, "--mock-tickets", 1, "--https")
    assert (done.status, done.out) == (2, "")
    assert "--https needs the package cryptography; install it with: pip install" in done.err


def test_a_rate_without_a_fault_is_refused() -> None:
    done = ticketgate("mock", "--fault-rate", 0.1)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("ticketgate: --fault-rate goes with --fault; ")


def test_the_faults_of_some_clauses_are_listed() -> None:
    done = ticketgate("mock", "--list-faults", "--fault", "full:status/", "--fault", "full:channel/enum")
    ids = [line for line in done.out.splitlines() if not line.startswith(" ")]
    assert done.status == 0
    assert len(ids) > 10
    assert all(each.startswith(("full:status/", "full:channel/enum")) for each in ids)
    assert ticketgate("mock", "--list-faults", "--fault", "nothing").status == 2


def test_a_port_in_use_is_one_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = ticketgate("mock", "--port", port, "--mock-tickets", 1)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: the mock cannot listen on 127.0.0.1:{port}: ")


def test_help_names_the_commands_and_exit_codes_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from ticketgate.cli import main\n"
        "sys.argv = ['ticketgate', '--help']\n"
        "try:\n    main()\n"
        "finally:\n"
        "    heavy = 'pytest schemathesis hypothesis jsonschema_rs jsonschema starlette httpx rich yaml faker'\n"
        "    print('loaded:', *[name for name in heavy.split() if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "loaded:"
    assert done.stderr == ""
    for line in (
        "  run      ",
        "  check    ",
        "  clauses  ",
        "  mock     ",
        "Exit codes of every command:\n",
    ):
        assert line in done.stdout


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "t\N{LATIN SMALL LETTER O WITH DIAERESIS}ken"])
def test_a_token_that_no_client_can_send_is_refused(token: str) -> None:
    done = ticketgate("mock", "--port", 0, "--mock-tickets", 1, "--mock-token", token)
    assert (done.status, done.out) == (2, "")
    assert done.err.endswith("has to be printable ASCII without blanks, as a header carries it\n")


@pytest.mark.parametrize("words", [[], *([name] for name in cli.commands)], ids=" ".join)
def test_the_help_reads_well_in_80_columns(words: list[str]) -> None:
    done = ticketgate(*words, "--help", env={"COLUMNS": "80"})
    usage, *lines = done.out.splitlines()
    assert usage.startswith("Usage: ")
    # A summary that does not fit is cut off with dots.
    assert [line for line in lines if len(line) > 80 or line.endswith("...")] == []


def test_an_unknown_command_shows_the_usage() -> None:
    done = ticketgate("runn")
    assert (done.status, done.out) == (2, "")
    assert "No such command 'runn'" in done.err


def test_output_into_a_closed_pipe_is_no_error() -> None:
    process = start("clauses")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("full:")
    process.stdout.close()
    process.stdout = None
    assert finish(process).err == ""
    assert process.returncode == 0
