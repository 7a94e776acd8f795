"""Schedulers and workers of Dask in processes of their own, that come and go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import ExitStack
    from pathlib import Path

#: What runs a command in a network namespace, when it stands in front of it; empty for our own.
Within = tuple[str, ...]


@contextmanager
def process(
    *arguments: object, path: Path | None = None, within: Within = (), **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module, with a folder before the others to import from, until the block ends."""
    first = [str(path)] if path else []
    environment = {
        **os.environ,
        **variables,
        "PYTHONPATH": os.pathsep.join([*first, os.environ.get("PYTHONPATH", "")]),
    }
    command = [*within, sys.executable, "-m", *map(str, arguments)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as made:
        try:
            yield made
        finally:
            made.terminate()
            try:
                made.wait(10)
            except subprocess.TimeoutExpired:
                made.kill()


class Cluster:
    """A scheduler, and workers that come and go."""

    def __init__(self, stack: ExitStack, folder: Path, host: str = "127.0.0.1", within: Within = ()) -> None:
        """Start the scheduler, on any port of the host."""
        self._stack = stack
        self._file = folder / "scheduler.json"
        self._host = host
        self._within = within
        self.scheduler = self._scheduler(0)
        #: Where it is found.
        self.address: str = json.loads(self._file.read_text())["address"]

    @property
    def port(self) -> int:
        """The port of the scheduler."""
        return int(self.address.rpartition(":")[2])

    def restart(self) -> None:
        """Kill the scheduler, and start another one at its address."""
        self.scheduler.kill()
        self.scheduler.wait()
        self._file.unlink()
        self.scheduler = self._scheduler(self.port)

    def worker(
        self,
        path: Path | None = None,
        *,
        address: str | None = None,
        within: Within = (),
        options: Sequence[str] = ("--no-nanny",),
        **variables: str,
    ) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self._stack.enter_context(
            process(
                "distributed.cli.dask_worker", address or self.address, "--nthreads", 1, "--no-dashboard", *options,
                path=path, within=within, **variables,
            )
        )  # fmt: skip

    def _scheduler(self, port: int) -> subprocess.Popen[bytes]:
        made = self._stack.enter_context(
            process(
                "distributed.cli.dask_scheduler", "--host", self._host, "--port", port, "--no-dashboard",
                "--scheduler-file", self._file, within=self._within,
            )
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not (self._file.exists() and self._file.read_text()):
            assert time.monotonic() < deadline, "the scheduler does not start"
            assert made.poll() is None
            time.sleep(0.1)  # there is nothing to wait on but a file
        return made
