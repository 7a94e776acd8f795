"""The proof over several processes, and Ctrl-C while it is under way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

PROVE = [sys.executable, "-c", "from ticketgate.cli import main; main()", "prove"]


def test_several_processes_share_the_work() -> None:
    done = subprocess.run(
        [*PROVE, "full:isEscalated/type", "-j", "2"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Proof HOLDS: 5 faults found, 5 of them alone." in done.stdout


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_the_proof_soon_and_quietly(workers: str) -> None:
    process = subprocess.Popen(
        [*PROVE, "-j", workers],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "ticketgate: trying faults\n"
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == ""
