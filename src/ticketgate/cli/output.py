"""Where commands write: a file or, for ``-``, standard output."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TextIO

import click

from ticketgate.errors import UsageError

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

__all__ = ["INTERRUPTED", "STDOUT", "refuse_unwritable", "report", "say", "width", "write"]

STDOUT = "-"
#: Exit code after Ctrl-C.
INTERRUPTED = 130


def refuse_unwritable(option: str, path: str | None) -> None:
    """Raise UsageError when path cannot be written, before any work is done for it."""
    if path in (None, STDOUT):
        return
    file = Path(str(path))
    if file.is_dir():
        raise UsageError(f"{option} {path}: is a folder; name a file")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{option} {path}: the folder {file.absolute().parent} does not exist")
    if not os.access(file if file.exists() else file.absolute().parent, os.W_OK):
        raise UsageError(f"{option} {path}: no permission to write there")


def write(path: str, content: bytes) -> None:
    """Write content to the file, or to standard output for ``-``."""
    if path == STDOUT:
        with _reader_may_go_away(sys.stdout):
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        return
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def report(verdict: "Verdict", *outputs: str | None) -> None:
    """Print the report, to standard error when standard output is taken by one of the outputs."""
    from ticketgate.report.terminal import render  # noqa: PLC0415 - rich takes time that --help must not

    stream = sys.stderr if STDOUT in outputs else sys.stdout
    color = stream.isatty() and "NO_COLOR" not in os.environ
    say(render(verdict, width=width(), color=color), stream, color=color)


def say(text: str, stream: TextIO | None = None, *, color: bool | None = None) -> None:
    """Print text, on standard output unless another stream is given, with a newline if it has none."""
    stream = stream or sys.stdout
    with _reader_may_go_away(stream):
        click.echo(text, file=stream, nl=not text.endswith("\n"), color=color)


@contextmanager
def _reader_may_go_away(stream: TextIO) -> Iterator[None]:
    """Let a command end as it would have when whoever reads its output stops early, such as `head`."""
    try:
        yield
    except BrokenPipeError:
        # What is still held back must not fail when the process ends either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def width() -> int:
    """Return how wide a report is: as the terminal, within reason."""
    return max(60, min(get_terminal_size((100, 24)).columns, 140))
