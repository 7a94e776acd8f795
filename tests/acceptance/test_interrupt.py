"""Ctrl-C in the middle of a run: what was found so far is reported, marked incomplete, with exit code 130."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from support.invoking import SMALL, finish, start, ticketgate
from support.servers import Server, answer
from ticketgate.launch import judge_target

if TYPE_CHECKING:
    import socket

EXAMPLES = Path(__file__).resolve().parents[2] / "specs" / "examples"
PAGE = answer((EXAMPLES / "search-page.json").read_bytes())
TICKET = answer((EXAMPLES / "ticket-full.json").read_bytes())


#: A baseline that knows nothing.
BASELINE = '{"ticketgate": "baseline", "version": 1, "contract": "000000000000", "scope": "run"}\n'


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [((PAGE, TICKET, PAGE), "broken"), ((), "nothing checked")],
    ids=["later", "at-once"],
)
def test_ctrl_c_while_the_target_is_silent(answers: tuple[bytes, ...], outcome: str, tmp_path: Path) -> None:
    reached = threading.Event()

    def hang(_: socket.socket, stopping: threading.Event) -> None:
        reached.set()
        stopping.wait(60)

    files = {option: tmp_path / option.strip("-") for option in ("--json", "--junit", "--record")}
    known = tmp_path / "known.jsonl"
    known.write_text(BASELINE, encoding="utf-8")
    with Server(*answers, hang) as server:
        process = start(
            *("run", "--base-url", server.base_url, "--rate", 1000, "--timeout", 600),
            *(part for option, file in files.items() for part in (option, file)),
            *("--baseline", known, "--update-baseline"),
            env={"ENNEO_TOKEN": "t0ken"},
        )
        assert reached.wait(60)
        process.send_signal(signal.SIGINT)
        done = finish(process)
    verdict = json.loads(files["--json"].read_bytes())
    assert done.status == 130
    assert "Traceback" not in done.err
    assert " ".join(done.out.split()).endswith("Interrupted: this is what was found so far.")
    assert (verdict["complete"], verdict["exitCode"], verdict["outcome"]) == (False, 130, outcome)
    assert verdict["requests"] > len(answers)
    assert len(list(ET.parse(files["--junit"]).iter("testcase"))) == len(verdict["clauses"]) + 3
    assert len(json.loads(files["--record"].read_bytes())["log"]["entries"]) == len(answers)
    assert known.read_text(encoding="utf-8") == BASELINE
    assert f"{known} is left as it is: the run did not come to its end." in verdict["notes"]
    assert {path.name for path in tmp_path.iterdir()} == {"json", "junit", "record", "known.jsonl"}


@pytest.mark.parametrize("step", ["decide", "connect"])
def test_ctrl_c_at_another_time_ends_without_a_verdict(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(judge_target, step, interrupt)
    done = ticketgate("run", *SMALL)
    assert (done.status, done.out, done.said.strip()) == (130, "", "")
