from __future__ import annotations

import io

import pytest

from ticketgate.report.terminal import progress as module
from ticketgate.report.terminal.progress import ProgressLine, TrafficLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_stream_gets_one_line_per_phase() -> None:
    stream = io.StringIO()
    with ProgressLine(stream) as progress:
        for done in range(3):
            progress("reading tickets", done, 3)
        progress("asking", 0, 1)
        progress("asking", 1, 1)
    assert stream.getvalue() == "ticketgate: reading tickets\nticketgate: asking\n"


def test_a_terminal_has_one_line_rewritten_and_cleared_at_the_end(monkeypatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    now = iter([10.0, 10.05, 10.2, 10.21])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(now))
    stream = Terminal()
    with ProgressLine(stream) as progress:
        progress("reading tickets", 0, 9)
        progress("reading tickets", 1, 9)  # too soon after the last update to be shown
        progress("reading tickets", 2, 9)
        progress("asking", 0, 1)  # a new phase is shown at once, one of one without numbers
    assert stream.getvalue().split("\r\x1b[K") == [
        "",
        "ticketgate: reading tickets 0 of 9",
        "ticketgate: reading tickets 2 of 9",
        "ticketgate: asking",
        "",
    ]


def test_a_terminal_that_moves_no_cursor_gets_one_line_per_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    with ProgressLine(stream) as progress:
        progress("reading tickets", 0, 9)
        progress("asking", 0, 1)
    assert stream.getvalue() == "ticketgate: reading tickets\nticketgate: asking\n"


def test_the_line_is_cleared_when_a_run_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()

    def run() -> None:
        with ProgressLine(stream) as progress:
            progress("reading tickets", 0, 9)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert stream.getvalue().endswith("\r\x1b[K")


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ((10 * MIB, 40 * MIB, 3000), "10 of 40 MiB, 150 bodies a second, 1 min 0 s left"),
        ((30 * MIB, 40 * MIB, 3000), "30 of 40 MiB, 150 bodies a second, 7 s left"),
        ((10 * MIB, None, 3000), "10 MiB, 150 bodies a second"),
        ((0, 0, 0), "0 MiB, 0 bodies a second"),
    ],
)
def test_saved_traffic_shows_bytes_speed_and_the_time_left(told, shown) -> None:
    now = iter([0.0, 20.0])
    stream = io.StringIO()
    with TrafficLine(stream, lambda: next(now)) as progress:
        progress(*told)
    assert stream.getvalue() == f"ticketgate: {shown}\n"


def test_a_line_that_stays_is_written_seldom_and_one_that_does_not_is_cleared(monkeypatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for stream, shown in ((io.StringIO(), 2), (Terminal(), 4)):
        now = iter([0.0, 10.0, 16.0, 20.0, 31.5])
        with TrafficLine(stream, lambda now=now: next(now)) as progress:
            for done in range(4):
                progress(done * MIB, 9 * MIB, done)
        assert stream.getvalue().count("bodies") == shown
        assert stream.getvalue().endswith("\r\x1b[K" if stream.isatty() else "left\n")
