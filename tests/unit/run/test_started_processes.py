"""Processes that are started for a part of the work: Ctrl-C reaches who started them, and not them."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# In a process of its own: what multiprocessing starts beside the first worker unblocks signals.
STARTED = """
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from ticketgate.run.started_processes import interrupts_held_back

if __name__ == "__main__":
    with {held_back}, ProcessPoolExecutor(1, get_context("spawn")) as started:
        print(signal.SIGINT in started.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result())
    print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no such thing")
@pytest.mark.parametrize(("held_back", "deaf"), [("interrupts_held_back()", True), ("nullcontext()", False)])
def test_what_is_started_gets_no_interrupt(held_back: str, deaf: object, tmp_path: Path) -> None:
    script = tmp_path / "started.py"
    script.write_text(STARTED.format(held_back=held_back))
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(deaf), "False"]
