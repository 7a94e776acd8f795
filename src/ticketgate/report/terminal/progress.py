"""Shows how far a run has come: one line kept up to date at a terminal, a line per phase elsewhere."""

import os
import time
from types import TracebackType
from typing import Final, Self, TextIO

__all__ = ["ProgressLine"]

_EVERY: Final = 0.1  # seconds between two updates of the line


class ProgressLine:
    """Callable as the progress of a run; leaves nothing behind at a terminal."""

    def __init__(self, stream: TextIO) -> None:
        """Write to stream; it is a terminal if it says so, and TERM does not say that it is a dumb one."""
        self._stream = stream
        self._live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._phase = ""
        self._last = 0.0
        self._lost = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._write("\r\x1b[K")

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show the phase and how much of it is done."""
        new = phase != self._phase
        self._phase = phase
        if not self._live:
            if new:
                self._write(f"ticketgate: {phase}\n")
            return
        now = time.monotonic()
        if new or now - self._last >= _EVERY:
            self._last = now
            of = f" {done} of {total}" if total > 1 else ""
            self._write(f"\r\x1b[Kticketgate: {phase}{of}")

    def _write(self, text: str) -> None:
        """Write as long as that goes: a run does not end because nobody sees how far it is."""
        if self._lost:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._lost = True
