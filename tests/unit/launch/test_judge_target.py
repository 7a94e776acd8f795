"""The way from options to a verdict."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from support.requests import search
from support.serving import TOKEN, Served, Tampered, mock_app
from ticketgate.client import Client
from ticketgate.errors import UsageError
from ticketgate.launch.checked_options import RunOptions, run_options_from
from ticketgate.launch.judge_target import judge_target
from ticketgate.launch.options import OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "No other target was named: this is the embedded mock."


def options(environ: dict[str, str] | None = None, **values: Any) -> RunOptions:
    defaults = {option.name: option.default for option in OPTIONS}
    return run_options_from({**defaults, "mock_tickets": 5, "max_requests": 40, **values}, environ or {})


def test_it_yields_verdict_and_tickets_and_a_target_that_is_still_there() -> None:
    with judge_target(options(seed=3)) as judged, Client(judged.target) as client:
        assert client.send(search({"limit": 1})).status == 200
    assert (judged.verdict.info.seed, judged.verdict.info.requests) == (3, 40)
    assert judged.verdict.info.notes[0] == NOTE
    assert len(judged.tickets) == judged.verdict.judged["full"] == 5


def test_the_mock_that_was_asked_for_is_not_put_down_to_a_missing_address() -> None:
    with judge_target(options({"ENNEO_INSTANCE": "demo.example.com"}, mock=True)) as judged:
        assert judged.verdict.info.notes[0] == "--mock was given: this is the embedded mock."


def test_a_target_that_was_named_is_not_said_to_be_the_mock() -> None:
    with Served(Tampered(mock_app(5))) as served:
        asked = options({"ENNEO_TOKEN": TOKEN}, base_url=served.base_url)
        with judge_target(asked) as judged:
            assert judged.verdict.info.target == served.base_url
    assert NOTE not in judged.verdict.info.notes


def test_waivers_that_cannot_be_read_are_said_before_anything_is_sent(tmp_path: Path) -> None:
    app = Tampered(mock_app(5))
    with Served(app) as served:
        asked = options({"ENNEO_TOKEN": TOKEN}, base_url=served.base_url, waive=str(tmp_path / "none.yaml"))
        with (
            pytest.raises(UsageError, match="cannot read the waiver file"),
            judge_target(asked),
        ):
            pytest.fail("there are no such waivers")
    assert app.paths == []


def test_a_run_against_an_instance_loads_no_server_and_no_mock() -> None:
    code = (
        "import sys, ticketgate.launch.judge_target\n"
        "heavy = 'starlette uvicorn faker schemathesis hypothesis ticketgate.mock'\n"
        "print([name for name in heavy.split() if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"
