"""Targets on real sockets that behave like the mock, except where a test has them misbehave."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import httpx

from support.clients import FakeTime
from support.servers import Received, Server, answer
from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.report.terminal.verdict_report import render
from ticketgate.run.collect import PHASES, collect
from ticketgate.run.settings import Settings
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.decision import Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ticketgate.run.collect import Phase

#: An answer as bytes, or what to do with the connection until the server stops.
Reply: TypeAlias = "bytes | Callable[[socket.socket, threading.Event], None]"
#: Gets a request and what the mock would answer, and returns what is answered instead.
Mischief: TypeAlias = "Callable[[Received, Healthy], Reply]"

_CHILD = """
import sys
from pathlib import Path
from ticketgate.cli import main
try:
    main()
finally:
    status = Path("/proc/self/status").read_text().splitlines()
    sys.stderr.write(next(f"peak {line.split()[1]}" for line in status if line.startswith("VmHWM")))
"""


@dataclass(frozen=True, slots=True)
class Healthy:
    """What the mock answers to a request."""

    status: int
    media_type: str
    body: bytes

    def sent(self, body: bytes | None = None, **headers: str) -> bytes:
        """The answer on the wire, with another body or with more headers."""
        return answer(self.body if body is None else body, self.status, self.media_type, **headers)


class Hostile(Server):
    """A mock of 12 tickets that answers `mischief` instead, from the `start`-th request on."""

    def __init__(self, mischief: Mischief, start: int = 1, method: str = "", *, tls: bool = False) -> None:
        super().__init__(tls=tls)
        self._mischief = mischief
        self._start = start
        self._method = method
        self._lock = threading.Lock()
        self._mock = httpx.Client(transport=InProcess(mock_app(12)), base_url="http://mock")

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._mock.close()

    def _answer(self, connection: socket.socket, request: Received) -> None:
        with self._lock:
            self.received.append(request)
            number = len(self.received)
            healthy = self._ask_the_mock(request)
        reply = healthy.sent()
        if number >= self._start and request.line.startswith(self._method):
            reply = self._mischief(request, healthy)
        if isinstance(reply, bytes):
            connection.sendall(reply)
        else:
            reply(connection, self._stopping)

    def _ask_the_mock(self, request: Received) -> Healthy:
        method, path, _ = request.line.split(" ", 2)
        headers = {name: request.headers[name] for name in ("authorization",) if name in request.headers}
        response = self._mock.request(method, path, headers=headers, content=request.body)
        return Healthy(response.status_code, response.headers["content-type"], response.content)


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run: a verdict, and the message that says why there is none or it is incomplete.

    `text` is all of its output, `pauses` are the seconds that retries waited.
    """

    verdict: Verdict | None
    message: str
    text: str
    pauses: tuple[float, ...]

    @property
    def broken(self) -> set[str]:
        return {finding.clause.id for finding in self.verdict.findings} if self.verdict else set()


def run(url: str, phases: Sequence[Phase] = PHASES, *, requests: int = 40, timeout: float = 5.0) -> Ran:
    """Run the pipeline in this process, with a time in which no retry waits."""
    target = Target.create(
        url, Credential(TOKEN, "ENNEO_TOKEN"), timeout=timeout, max_requests=requests, is_mock=True
    )
    fake = FakeTime()
    contract = default_contract()
    with Client(target, clock=fake.clock, pause=fake.pause) as client:
        try:
            collected = collect(contract, client, Settings(), phases=phases)
        except TargetError as error:
            return Ran(None, str(error), str(error), tuple(fake.pauses))
    verdict = decide(contract, collected.result, collected.info, today=datetime.now(UTC).date())
    ended = verdict.info.ended
    message = "" if verdict.info.complete or ended is None else ended.words
    return Ran(verdict, message, render(verdict, width=100) + dumps(verdict).decode(), tuple(fake.pauses))


def run_in_a_process(url: str, *options: object) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run the command in a process of its own; return it with its greatest use of memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, "run", "--base-url", url, "--rate", "1000", *map(str, options)],
        env={**os.environ, "ENNEO_TOKEN": TOKEN, "PYTHONWARNINGS": "default"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said, _, peak = done.stderr.rpartition("peak ")
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout, said), int(peak) // 1024


def stream(head: bytes, piece: bytes, times: int | None = None) -> Reply:
    """Send `head`, then `piece` so many times, or until the client hangs up."""

    def run(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(head)
        sent = 0
        while not stopping.is_set() and (times is None or sent < times):
            connection.sendall(piece)
            sent += 1

    return run


def hang_after(head: bytes) -> Reply:
    """Send `head` and then nothing."""

    def run(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(head)
        stopping.wait(30)

    return run


def reset_after(head: bytes) -> Reply:
    """Send `head` and tear the connection down."""

    def run(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(head)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return run
