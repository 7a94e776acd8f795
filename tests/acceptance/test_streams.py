"""Standard streams that are closed, full or cannot encode: one line and an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from support.invoking import Done, finish, start, ticketgate
from support.servers import Server, silence

if TYPE_CHECKING:
    import socket
    from pathlib import Path

RUN = "run --mock --mock-tickets 20 --max-requests 40"
EXPLAIN = "clauses full:status/enum"


def in_shell(folder: Path, command: str, **environ: str) -> Done:
    """Run a command with redirections."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENNEO_")}
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m ticketgate {command}"],
        cwd=folder,
        env={**kept, **environ},
        capture_output=True,
        check=False,
        timeout=180,
    )
    return Done(done.returncode, done.stdout.decode("latin-1"), done.stderr.decode("latin-1"))


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (f"{EXPLAIN} >&-", 2, "ticketgate: standard output is closed: what belongs there is lost\n"),
        (
            f"{EXPLAIN} >/dev/full",
            2,
            "ticketgate: standard output cannot be written: No space left on device\n",
        ),
        ("--help >/dev/full", 2, "ticketgate: standard output: No space left on device\n"),
        (f"{EXPLAIN} --json - >/dev/full", 2, "ticketgate: standard output cannot be written: No space"),
        (f"{EXPLAIN} --json - >&-", 2, "ticketgate: standard output is closed"),
        (f"{EXPLAIN} --json /dev/full", 2, "ticketgate: cannot write /dev/full: No space left on device\n"),
        ("mock --list-faults >/dev/full", 2, "ticketgate: standard output cannot be written"),
        ("mock --port 0 >&-", 2, "ticketgate: standard output is closed"),
        ("check - <&-", 2, "ticketgate: cannot read standard input: it is closed; name a file"),
        (f"{EXPLAIN} 2>&-", 0, ""),
        (f"{EXPLAIN} 2>/dev/full", 0, ""),
        ("clauses nothing 2>&-", 2, ""),
        ("clauses nothing 2>/dev/full", 2, ""),
        ("clauses --nothing 2>/dev/full", 2, ""),
        (f"{EXPLAIN} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}", 0, ""),
    ],
)
def test_a_stream_that_cannot_be_used_is_one_line_and_exit_code_2(
    command: str, status: int, said: str, tmp_path: Path
) -> None:
    done = in_shell(tmp_path, command)
    assert (done.status, done.err[: len(said)]) == (status, said)
    assert done.err.count("\n") <= 1


@pytest.mark.parametrize("closed", [">&-", ">/dev/full"])
def test_a_report_that_cannot_be_printed_leaves_the_files_of_the_verdict(closed: str, tmp_path: Path) -> None:
    done = in_shell(tmp_path, f"{RUN} --json verdict.json --junit junit.xml {closed}")
    assert done.status == 2
    assert done.err.splitlines()[-1].startswith("ticketgate: standard output ")
    assert "Traceback" not in done.err
    assert json.loads((tmp_path / "verdict.json").read_bytes())["outcome"] == "kept"
    assert (tmp_path / "junit.xml").stat().st_size > 1000


@pytest.mark.parametrize("lost", ["2>&-", "2>/dev/full"])
def test_a_run_whose_progress_nobody_sees_has_its_verdict(lost: str, tmp_path: Path) -> None:
    done = in_shell(tmp_path, f"{RUN} {lost}")
    assert done.status == 0
    assert "Verdict KEPT" in done.out


def test_a_recording_that_cannot_be_written_leaves_the_verdict(tmp_path: Path) -> None:
    done = in_shell(tmp_path, f"{RUN} --record /dev/full --json verdict.json")
    assert done.status == 2
    last = "ticketgate: --record /dev/full: No space left on device; the recording is incomplete"
    assert done.err.splitlines()[-1] == last
    assert "Verdict KEPT" in done.out
    assert json.loads((tmp_path / "verdict.json").read_bytes())["exitCode"] == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "iso-8859-2"])
def test_what_a_terminal_cannot_show_is_replaced(encoding: str, tmp_path: Path) -> None:
    done = in_shell(tmp_path, RUN, PYTHONIOENCODING=encoding)
    assert (done.status, "Traceback" in done.err) == (0, False)
    assert done.out.startswith("ticketgate 0.")
    assert "Verdict KEPT" in done.out


@pytest.mark.parametrize(
    ("environ", "colored"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colours_are_as_the_environment_says(environ: dict[str, str], *, colored: bool) -> None:
    done = ticketgate("run", "--mock", "--mock-tickets", 20, "--max-requests", 40, env=environ)
    assert ("\x1b[" in done.out) is colored


def test_a_request_to_end_is_taken_as_ctrl_c(tmp_path: Path) -> None:
    reached = threading.Event()

    def hang(connection: socket.socket, stopping: threading.Event) -> None:
        reached.set()
        silence(connection, stopping)

    file = tmp_path / "verdict.json"
    with Server(hang) as server:
        process = start(
            *("run", "--base-url", server.base_url, "--timeout", 600, "--json", file),
            env={"ENNEO_TOKEN": "t0ken"},
        )
        assert reached.wait(60)
        process.send_signal(signal.SIGTERM)
        done = finish(process)
    assert done.status == 130
    assert "Interrupted: this is what was found so far." in " ".join(done.out.split())
    assert json.loads(file.read_bytes())["complete"] is False
