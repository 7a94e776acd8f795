"""Ctrl-C in the middle of a run: what was found so far is reported, marked incomplete, with exit code 130."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.invoking import SMALL, finish, start, ticketgate
from support.servers import Server, answer
from ticketgate import pytest_plugin

if TYPE_CHECKING:
    import socket

EXAMPLES = Path(__file__).resolve().parents[2] / "specs" / "examples"
PAGE = answer((EXAMPLES / "search-page.json").read_bytes())
TICKET = answer((EXAMPLES / "ticket-full.json").read_bytes())


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [((PAGE, TICKET, PAGE), "kept"), ((), "nothing checked")],
    ids=["later", "at-once"],
)
def test_ctrl_c_while_the_target_is_silent(answers: tuple[bytes, ...], outcome: str, tmp_path: Path) -> None:
    reached = threading.Event()

    def hang(_: socket.socket, stopping: threading.Event) -> None:
        reached.set()
        stopping.wait(60)

    file = tmp_path / "verdict.json"
    with Server(*answers, hang) as server:
        process = start(
            *("run", "--base-url", server.base_url, "--timeout", 600, "--json", file),
            env={"ENNEO_TOKEN": "t0ken"},
        )
        assert reached.wait(60)
        process.send_signal(signal.SIGINT)
        done = finish(process)
    verdict = json.loads(file.read_bytes())
    assert done.status == 130
    assert "Traceback" not in done.err
    assert " ".join(done.out.split()).endswith("Interrupted: this is what was found so far.")
    assert (verdict["complete"], verdict["exitCode"], verdict["outcome"]) == (False, 130, outcome)
    assert verdict["requests"] > len(answers)


def test_ctrl_c_while_the_items_read_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pytest_plugin, "_end_unless_kept", interrupt)
    done = ticketgate("run", *SMALL)
    assert done.status == 130
    assert done.said == ""
