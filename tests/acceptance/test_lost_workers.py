"""Judging side by side: real schedulers and workers in processes of their own, and what becomes of those lost."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from distributed import default_client

from support.clusters import Cluster
from support.invoking import ticketgate
from support.samples import contract, example, full, row_of_full
from support.saved import in_memory
from ticketgate.audit import workers
from ticketgate.audit.cutting import Cutter
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.audit.sources import Source
from ticketgate.audit.workers import judging_by
from ticketgate.contract.loading import bundled_specs, load
from ticketgate.errors import UsageError, WorkersError
from ticketgate.verdict.as_json import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ticketgate.audit.saved_traffic import Judging
    from ticketgate.contract.model import Contract

#: Bytes of a block, of which there are some forty here.
SMALL = 30_000


def lines() -> list[bytes]:
    """Return traffic with findings, pairs, broken lines and what is left out."""
    values: list[Any] = []
    for i in range(1, 151):
        values += [{**full(), "id": i, "status": ("open", "waiting", "parked")[i % 3]}, row_of_full(id=i)]
        values += [example("search-page")] if i % 10 == 0 else []
        values += [i] if i % 50 == 0 else []
    written = [json.dumps(value).encode() for value in values]
    return [*written[:100], b'{"id": 1, ', *written[100:]]


LINES = lines()

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _leftovers() -> Iterator[None]:
    """Collect what Dask leaves of connections to what was killed here, and not in some later test."""
    yield
    gc.collect()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, tmp_path)


class Interrupted:
    """Traffic of which reading the second half makes something happen."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self._happens = happens
        self._opened = 0

    def source(self) -> Source:
        return Source("s", self)  # type: ignore[arg-type]

    def __call__(self) -> Interrupted:
        self._opened += 1
        self._left = [LINES[i : i + 10] for i in range(0, len(LINES), 10)]
        return self

    def __enter__(self) -> Interrupted:  # noqa: PYI034
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, _: int) -> bytes:
        if self._opened == 2 and len(self._left) == 15:
            self._happens()
        return b"".join(line + b"\n" for line in self._left.pop(0)) if self._left else b""


def judged(source: Source, judging: Judging | None = None, by: Contract | None = None) -> Any:
    more = {} if judging is None else {"judging": judging}
    verdict = judge_saved(by or contract(), [source], cutter=Cutter(500, SMALL), **more)
    return {**to_json(verdict), "started": "", "finished": ""}


@pytest.fixture(scope="module")
def one_pass() -> Any:
    verdict = judged(*in_memory(("s", b"\n".join(LINES))))
    assert verdict["judged"]["full"] == 150
    assert verdict["judged"]["pair"] == 150
    assert len(verdict["findings"]) == 2
    return verdict


def test_two_processes_come_to_the_verdict_of_one(tmp_path: Path) -> None:
    (tmp_path / "s.ndjson").write_bytes(b"\n".join(LINES))
    alone, together = (
        ticketgate("check", tmp_path / "s.ndjson", "--jobs", jobs, "--json", "-") for jobs in (1, 2)
    )
    assert (alone.status, together.status) == (1, 1), together.err
    assert set(together.err.splitlines()) - set(alone.err.splitlines()) == set()
    verdicts = [{**json.loads(each.out), "started": "", "finished": ""} for each in (alone, together)]
    assert verdicts[0] == verdicts[1]


def test_a_cluster_comes_to_the_verdict_of_one_pass_also_when_a_worker_is_killed(
    cluster: Cluster, one_pass: Any
) -> None:
    first, _ = cluster.worker(), cluster.worker()
    killed: list[int | None] = []

    def kill() -> None:
        first.send_signal(signal.SIGKILL)
        killed.append(first.wait())

    with judging_by(1, cluster.address) as judging:
        assert judged(Interrupted(lambda: None).source(), judging) == one_pass
        assert judged(Interrupted(kill).source(), judging) == one_pass
    assert killed == [-signal.SIGKILL]


def test_a_process_of_this_machine_that_is_killed_is_replaced(one_pass: Any) -> None:
    with judging_by(2, None) as judging:
        killed, other = default_client().run(os.getpid).values()
        assert judged(Interrupted(lambda: os.kill(killed, signal.SIGKILL)).source(), judging) == one_pass
        left = set(default_client().run(os.getpid).values())
    assert killed not in left
    assert other in left


def test_a_worker_that_comes_while_others_judge_takes_part(cluster: Cluster, one_pass: Any) -> None:
    cluster.worker()
    with judging_by(1, cluster.address) as judging:
        assert judged(Interrupted(lambda: cluster.worker() and None).source(), judging) == one_pass


@pytest.mark.parametrize("comes_back", [False, True], ids=["gone", "restarted"])
def test_without_its_scheduler_there_is_one_clear_message(cluster: Cluster, comes_back: object) -> None:
    cluster.worker()

    def lose() -> None:
        if comes_back:
            cluster.restart()
            cluster.worker()
        else:
            cluster.scheduler.kill()

    with pytest.raises(WorkersError) as end, judging_by(1, cluster.address) as judging:
        judged(Interrupted(lose).source(), judging)
    assert str(end.value) == (
        f"the cluster at {cluster.address}: the scheduler is gone or was started anew, and with it what was "
        "judged; see that it runs, and run again"
    )


def test_a_worker_that_the_memory_does_not_suffice_for_is_told_of(cluster: Cluster) -> None:
    # A worker takes 50 MB before it judges and 77 while it does; its nanny ends one that takes 95 % of its limit.
    cluster.worker(
        options=("--nanny", "--memory-limit", "66MB"),
        DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE="False",
        DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL="10ms",
    )
    with pytest.raises(WorkersError) as end, judging_by(1, cluster.address) as judging:
        judged(Interrupted(lambda: None).source(), judging)
    assert str(end.value) == (
        f"the cluster at {cluster.address}: a worker stopped again and again at the same blocks; "
        "give workers more memory"
    )


def test_a_worker_that_judged_by_another_contract_judges_by_the_one_that_is_sent(
    cluster: Cluster, one_pass: Any
) -> None:
    cluster.worker()
    other = load(bundled_specs(), ["generation-1"])
    with judging_by(1, cluster.address) as judging, judging_by(1, cluster.address) as beside:
        by_other = judged(Interrupted(lambda: None).source(), judging, other)

        def judge_beside() -> None:
            assert judged(Interrupted(lambda: None).source(), beside) == one_pass

        # The one worker has blocks of both while it judges.
        assert judged(Interrupted(judge_beside).source(), judging, other) == by_other
    assert by_other["contract"] != one_pass["contract"]
    assert len(by_other["findings"]) != len(one_pass["findings"])


def test_a_worker_with_another_version_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    told = tmp_path / "other" / "ticketgate-9.9.dist-info" / "METADATA"
    told.parent.mkdir(parents=True)
    told.write_text("Metadata-Version: 2.1\nName: ticketgate\nVersion: 9.9\n")
    cluster.worker(tmp_path / "other")
    with (
        pytest.raises(UsageError, match=r"has ticketgate 9\.9, here it is .*; install the same everywhere"),
        judging_by(1, cluster.address),
    ):
        pass


def test_a_scheduler_without_workers_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 2)
    with (
        pytest.raises(UsageError, match="the scheduler has no worker; start some"),
        judging_by(1, cluster.address),
    ):
        pass


def test_ctrl_c_ends_all_processes_without_a_traceback() -> None:
    command = [sys.executable, "-m", "ticketgate", "check", "--jobs", "2", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as made:
        assert made.stdin is not None
        # Beyond the beginning that is looked at before workers are started.
        made.stdin.write(LINES[0] + b"\n" + (b'{"long": "' + b"x" * 1_000_000 + b'"}\n') * 34)
        made.stdin.flush()
        deadline = time.monotonic() + 60
        while len(psutil.Process(made.pid).children(recursive=True)) < 3:  # two of them, and their keeper
            assert time.monotonic() < deadline, "no workers are started"
            time.sleep(0.1)  # there is nothing to wait on but their number
        children = psutil.Process(made.pid).children(recursive=True)
        os.killpg(made.pid, signal.SIGINT)
        made.stdin.close()
        said = made.stderr.read() if made.stderr else b""
        assert made.wait(60) == 130
    assert b"Traceback" not in said, said.decode()
    assert psutil.wait_procs(children, timeout=20)[1] == []
