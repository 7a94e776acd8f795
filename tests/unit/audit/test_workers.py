"""Who judges side by side: what is refused, and in which words it ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import distributed
import orjson
import pytest

from support.samples import contract, full
from ticketgate.audit import workers
from ticketgate.audit.blocks import Block, Holding
from ticketgate.audit.saved_traffic import judge_here
from ticketgate.audit.workers import judging_by, refuse_workers
from ticketgate.errors import UsageError, WorkersError

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_one_process_judges_without_any_other() -> None:
    with judging_by(1, None) as judging:
        assert judging is judge_here


@pytest.mark.parametrize(("jobs", "address"), [(1, None), (8, None), (1, "tcp://x:1")])
def test_numbers_and_addresses_are_taken(jobs: int, address: str | None) -> None:
    refuse_workers(jobs, address)


@pytest.mark.parametrize(
    ("jobs", "address", "problem"),
    [
        (0, None, "--jobs 0: give how many processes are to judge, from 1 on"),
        (-1, None, "--jobs -1: "),
        (2, "tcp://x:1", "--jobs and --cluster: give one of them"),
    ],
)
def test_what_nobody_can_judge_by_is_refused(jobs: int, address: str | None, problem: str) -> None:
    with pytest.raises(UsageError) as refusal:
        refuse_workers(jobs, address)
    assert str(refusal.value).startswith(problem)


@pytest.mark.parametrize(("jobs", "address", "option"), [(2, None, "--jobs"), (1, "tcp://x:1", "--cluster")])
def test_without_the_library_it_is_named(
    jobs: int, address: str | None, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=rf"{option}: to judge side by side, install ticketgate\[cluster\]"),
        judging_by(jobs, address),
    ):
        pass


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("tcp://127.0.0.1:9", "no scheduler of Dask answers there"),
        ("nonsense", "no scheduler of Dask answers there"),
        ("x://y", "no scheduler of Dask answers there"),
        (
            "tls://127.0.0.1:9",
            "Dask has no certificates for TLS; name them in its configuration, under distributed.comm.tls",
        ),
    ],
)
def test_an_address_where_nobody_answers_is_refused(
    address: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    before = set(threading.enumerate())
    with pytest.raises(UsageError) as refusal, judging_by(1, address):
        pass
    assert str(refusal.value) == f"--cluster {address}: {problem}"
    assert not set(threading.enumerate()) - before


def test_processes_that_cannot_be_started_are_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr(distributed, "LocalCluster", fail)
    with pytest.raises(WorkersError) as told, judging_by(3, None):
        pass
    assert str(told.value) == "3 processes of this machine: they cannot be started; judge with fewer --jobs"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (distributed.KilledWorker("x", None, 3), "a worker stopped again and again at the same blocks"),
        (MemoryError(), "there is too little memory for a block; give workers more"),
        (distributed.CancelledError("x"), "the scheduler is gone or was started anew, and with it what was"),
        (ConnectionResetError(), "the scheduler is gone or was started anew, and with it what was"),
    ],
)
def test_the_end_of_workers_is_told_in_one_sentence(error: Exception, problem: str) -> None:
    with pytest.raises(WorkersError) as told, workers._telling("2 processes of this machine", distributed):
        raise error
    assert str(told.value).startswith(f"2 processes of this machine: {problem}")


def test_the_contract_travels_with_the_work_and_other_versions_do_not_judge_by_it() -> None:
    job = workers._Job.of(contract())
    sent = job.contract()
    assert sent.digest == contract().digest
    assert list(sent.clauses) == list(contract().clauses)
    with pytest.raises(workers._VersionsDifferError, match=r"a worker has ticketgate .*, here it is 0\.0"):
        workers.replace(job, version="0.0").contract()


def batch(number: int) -> tuple[Block]:
    return (Block("saved.ndjson", 0, Holding.LINES, number, orjson.dumps(full())),)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files in memory")
def test_a_batch_is_handed_to_other_processes_in_memory_and_is_gone_when_it_is_judged() -> None:
    packed, file = workers._in_memory(batch(7))
    assert isinstance(packed, Path)
    assert "memfd" in str(packed.readlink())
    reading = "import sys; print(b'saved.ndjson' in open(sys.argv[1], 'rb').read())"
    command = [sys.executable, "-c", reading, str(packed)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "True\n"
    file.close()
    assert not packed.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files in memory")
def test_where_no_batch_can_be_handed_over_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(workers.os, "memfd_create", refuse)
    with pytest.raises(WorkersError, match="Too many open files; judge with fewer --jobs"):
        workers._in_memory(batch(7))


class Here:
    """Stands for Dask and its client: a group is judged when its result is asked for."""

    loop = None

    def __init__(self) -> None:
        self._waiting = deque[Any]()

    def nthreads(self) -> dict[str, int]:
        return {"a": 1, "b": 1}

    def submit(self, call: Any, *given: Any, pure: bool) -> Any:
        assert not pure

        def result() -> Any:
            return call(*(part.result() if isinstance(part, SimpleNamespace) else part for part in given))

        return SimpleNamespace(key=str(id(result)), result=result)

    def as_completed(self, loop: None) -> Any:  # noqa: ARG002 - as Dask has it
        return self

    def add(self, future: Any) -> None:
        self._waiting.append(future)

    def count(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if not self._waiting:
            raise StopIteration
        return self._waiting.popleft()


@pytest.mark.parametrize(
    "hand", [workers._in_memory, workers._in_message] if sys.platform == "linux" else [workers._in_message]
)
def test_no_more_batches_are_held_than_keep_the_workers_busy(hand: Any) -> None:
    files, most = list[Any](), 0

    def handed(blocks: Any) -> Any:
        nonlocal most
        packed, file = hand(blocks)
        files.append(file)
        most = max(most, sum(not each.closed for each in files))
        return packed, file

    here = Here()
    judging = workers._Judging(here, here, handed)
    sums = list(judging.judge(contract(), (batch(i) for i in range(1, 41))))
    assert sum(each.parts for each in sums) == 40
    assert most <= 5 * 4  # four groups are judged while one is cut
    assert all(file.closed for file in files)
