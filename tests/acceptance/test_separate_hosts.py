"""Scheduler, workers and client in network namespaces of their own, as on machines that only a cable joins.

Where the kernel lets nobody make namespaces, `test_lost_workers` judges by the same processes over loopback.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from support.clusters import Cluster
from support.samples import full, row_of_full

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.clusters import Within

#: Networks that nothing else uses (RFC 5737): from scheduler to workers, and from scheduler to client.
TO_WORKERS, TO_CLIENT = "192.0.2", "198.51.100"


def ip(*words: str) -> str:
    """Run a command on networks, and return what it complains about."""
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=False).stderr.strip()


def made(*words: str) -> None:
    """Make what the kernel may refuse: then there is nothing to test here."""
    if refusal := ip(*words):
        pytest.skip(f"network namespaces cannot be made here: ip {' '.join(words)}: {refusal}")


def joined(one: str, other: str, network: str) -> None:
    """Join two namespaces by a cable."""
    cable = network.replace(".", "-")
    made("-n", one, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", other)
    for name, last in ((one, 1), (other, 2)):
        assert not ip("-n", name, "address", "add", f"{network}.{last}/24", "dev", cable)
        assert not ip("-n", name, "link", "set", cable, "up")


@pytest.fixture
def hosts() -> Iterator[dict[str, Within]]:
    """The commands that run others on the scheduler's host, the workers' and the client's."""
    if shutil.which("ip") is None:
        pytest.skip("network namespaces cannot be made here: there is no command ip")
    names = {host: f"ticketgate-{os.getpid()}-{host}" for host in ("scheduler", "workers", "client")}
    with ExitStack() as stack:
        for name in names.values():
            made("netns", "add", name)
            stack.callback(ip, "netns", "delete", name)
            assert not ip("-n", name, "link", "set", "lo", "up")
        joined(names["scheduler"], names["workers"], TO_WORKERS)
        joined(names["scheduler"], names["client"], TO_CLIENT)
        yield {host: ("ip", "netns", "exec", name) for host, name in names.items()}


def test_workers_that_only_the_scheduler_reaches_come_to_the_verdict_of_one_process(
    hosts: dict[str, Within], tmp_path: Path
) -> None:
    tickets = [{**full(), "id": i, "status": ("open", "parked")[i % 2]} for i in range(200)]
    rows = [row_of_full(id=i, subject="another") for i in range(200)]
    saved = tmp_path / "saved.ndjson"
    saved.write_text("\n".join(json.dumps(each) for each in (*tickets, *rows)))

    def verdict(*options: str, within: Within = ()) -> Any:
        command = [sys.executable, "-m", "ticketgate", "check", str(saved), "--json", "-", *options]
        done = subprocess.run([*within, *command], capture_output=True, check=False)
        assert done.returncode == 1, done.stderr
        return {**json.loads(done.stdout), "started": "", "finished": ""}

    with ExitStack() as stack:
        cluster = Cluster(stack, tmp_path, "0.0.0.0", hosts["scheduler"])
        for _ in range(2):
            cluster.worker(address=f"tcp://{TO_WORKERS}.1:{cluster.port}", within=hosts["workers"])
        together = verdict("--cluster", f"tcp://{TO_CLIENT}.1:{cluster.port}", within=hosts["client"])
    assert together == verdict()
    assert (together["judged"]["full"], together["judged"]["pair"]) == (200, 200)
