"""Ways to call the command line: in this process where that makes no difference, else in one of its own."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from ticketgate.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Enough for most tests: a run of half a second on a small mock.
SMALL = ("--mock", "--mock-tickets", "30", "--max-requests", "45")
_COMMAND = (sys.executable, "-m", "ticketgate")
_PROGRESS = re.compile(r"^ticketgate: [a-z]+ing [a-z ]+\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Standard error without the lines of progress."""
        return _PROGRESS.sub("", self.err)


def ticketgate(*arguments: object, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Done:
    """Run a command in this process, in an environment without ENNEO_* of the surroundings."""
    out, err = _stream(), _stream()
    argv = ["ticketgate", *map(str, arguments)]
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        mock.patch.dict(os.environ, _environ(env), clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    assert isinstance(end.value.code, int)
    return Done(end.value.code, _text(out), _text(err))


def start(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a command as a process whose output can be read as text."""
    return subprocess.Popen(
        [*_COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=_environ(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> Done:
    """Wait for a process, a minute at most, and return what it said."""
    try:
        out, err = process.communicate(timeout=60)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return Done(process.returncode, out, err)


def spawn(*arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Done:
    """Run a command as a process."""
    return finish(start(*arguments, cwd=cwd, env=env))


def _environ(extra: Mapping[str, str] | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENNEO_", "PYTEST_"))}
    return {**kept, "COLUMNS": "100", "PYTHONWARNINGS": "default", **(extra or {})}


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode()
