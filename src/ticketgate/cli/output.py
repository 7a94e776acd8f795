"""Where commands write: a file or, for ``-``, standard output."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TextIO

import click

from ticketgate.errors import UsageError
from ticketgate.launch.options import CONTRACT, OVERLAY, REPORT_OPTIONS
from ticketgate.report.files import STDOUT, write_file

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

__all__ = [
    "INTERRUPTED",
    "colored",
    "complain",
    "prepare_streams",
    "report",
    "say",
    "say_beside",
    "settle_streams",
    "width",
    "with_contract",
    "with_overlays",
    "write",
]

#: Standard error, the last of the three streams that every process has.
_LAST_STREAM = 2

#: Exit code after Ctrl-C.
INTERRUPTED = 130


def with_contract(command: Any) -> Any:
    """Give a command the option that names the folder of the contract."""
    return click.option(CONTRACT.flag, "folder", metavar=CONTRACT.metavar, help=CONTRACT.help)(command)


def with_overlays(command: Any) -> Any:
    """Give a command the option that names overlays of the contract."""
    return click.option(OVERLAY.flag, "overlays", metavar=OVERLAY.metavar, multiple=True, help=OVERLAY.help)(
        command
    )


def write(path: str, content: bytes) -> None:
    """Write content to the file, or to standard output for ``-``."""
    if path == STDOUT:
        with _printing_to(sys.stdout) as stream:
            stream.buffer.write(content)
            stream.buffer.flush()
        return
    write_file(path, content)


def report(verdict: "Verdict", values: Mapping[str, Any]) -> None:
    """Print the report as the options ask, to standard error when a report takes standard output."""
    from ticketgate.report.terminal.verdict_report import render  # noqa: PLC0415 - rich takes time that --help must not

    told = {name: values[name] for name in ("coverage", "quiet")}
    say_beside((values.get(option.name) for option in REPORT_OPTIONS), partial(render, verdict, **told))


def say_beside(files: Iterable[str | None], render: Callable[..., str]) -> None:
    """Print what render makes; to standard error where one of the files is standard output."""
    stream = sys.stderr if STDOUT in files else sys.stdout
    color = colored(stream)
    say(render(width=width(), color=color), stream, color=color)


def say(text: str, stream: TextIO | None = None, *, color: bool | None = None) -> None:
    """Print text, on standard output unless another stream is given, with a newline if it has none.

    Characters that the stream cannot encode are replaced. Raises UsageError when it cannot be printed;
    files that were written before stay as they are.
    """
    with _printing_to(stream or sys.stdout) as open_stream:
        text = _encodable(text, open_stream.encoding or "utf-8")
        click.echo(text, file=open_stream, nl=not text.endswith("\n"), color=color)


def complain(text: str) -> None:
    """Print text on standard error; where that is lost as well, the exit code has to do."""
    try:
        say(text, sys.stderr)
    except UsageError:
        return


def colored(stream: TextIO | None) -> bool:
    """Tell whether to write colours, by the terminal and by what the environment says of them."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream is not None and stream.isatty())


def prepare_streams() -> None:
    """Make the standard streams safe to use: what they cannot encode is replaced, what is closed stays so.

    A file opened later must not get the number of a closed stream, or warnings would be written into it.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= _LAST_STREAM:
        pass
    os.close(number)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process


def _encodable(text: str, encoding: str) -> str:
    """Return the text with others in the place of characters that an encoding such as ASCII lacks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("\N{MIDDLE DOT}", "-").encode(encoding, "replace").decode(encoding)
    return text


@contextmanager
def _printing_to(stream: Any) -> Iterator[Any]:
    """Yield the stream; raises UsageError when it is closed or full.

    A reader that stops early, such as `head`, is no failure.
    """
    name = "standard error" if stream is sys.stderr else "standard output"
    if stream is None:
        raise UsageError(f"{name} is closed: what belongs there is lost")
    try:
        yield stream
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise UsageError(f"{name} cannot be written: {error.strerror}") from None


def settle_streams() -> None:
    """Write what the standard streams hold back; what cannot be written is lost and changes no exit code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            _discard(stream)


def _discard(stream: TextIO) -> None:
    """Lead a stream nowhere: what it still holds back must not fail when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def width() -> int:
    """Return how wide a report is: as the terminal, within reason."""
    return max(60, min(get_terminal_size((100, 24)).columns, 140))
