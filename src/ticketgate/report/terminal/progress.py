"""Shows how far a run has come: one line kept up to date at a terminal, a line now and then elsewhere."""

import os
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TextIO

__all__ = ["ProgressLine", "TrafficLine"]

_EVERY: Final = 0.1  # seconds between two updates of the line
_SELDOM: Final = 15.0  # seconds between two lines where none is written over
_MIB: Final = 1024 * 1024


class _StatusLine:
    """One line at a terminal, written over and gone at the end; elsewhere a line each time."""

    def __init__(self, stream: TextIO) -> None:
        """Write to stream; it is a terminal if it says so, and TERM does not say that it is a dumb one."""
        self._stream = stream
        self._live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._lost = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._write("\r\x1b[K")

    def _show(self, text: str) -> None:
        self._write(f"\r\x1b[K{text}" if self._live else f"{text}\n")

    def _write(self, text: str) -> None:
        """Write as long as that goes: a run does not end because nobody sees how far it is."""
        if self._lost:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._lost = True


class ProgressLine(_StatusLine):
    """Callable as the progress of a run: a line per phase where none is written over."""

    def __init__(self, stream: TextIO) -> None:
        """Write to stream."""
        super().__init__(stream)
        self._phase = ""
        self._last = 0.0

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show the phase and how much of it is done."""
        new = phase != self._phase
        self._phase = phase
        if not self._live:
            if new:
                self._show(f"ticketgate: {phase}")
            return
        now = time.monotonic()
        if new or now - self._last >= _EVERY:
            self._last = now
            of = f" {done} of {total}" if total > 1 else ""
            self._show(f"ticketgate: {phase}{of}")


class TrafficLine(_StatusLine):
    """Callable as the progress of judging saved traffic: a line now and then where none is written over."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        """Write to stream, and count the seconds of the clock from now on."""
        super().__init__(stream)
        self._clock = clock
        self._started = self._said = clock()

    def __call__(self, stored: int, total: int | None, parts: int) -> None:
        """Show the bytes read, of how many if that is known, the bodies judged a second and the time left."""
        now = self._clock()
        if now - self._said < (_EVERY if self._live else _SELDOM):
            return
        self._said, seconds = now, now - self._started
        of = f" of {total / _MIB:,.0f}" if total else ""
        said = f"ticketgate: {stored / _MIB:,.0f}{of} MiB, {parts / seconds:,.0f} bodies a second"
        if total and stored:
            said += f", {_in_words(seconds * max(0, total - stored) / stored)} left"
        self._show(said)


def _in_words(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
