"""Who judges side by side: what is refused, and in which words it ends."""

from __future__ import annotations

import sys

import distributed
import pytest

from support.samples import contract
from ticketgate.audit import workers
from ticketgate.audit.saved_traffic import judge_here
from ticketgate.audit.workers import judging_by, refuse_workers
from ticketgate.errors import UsageError, WorkersError


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


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "x://y"])
def test_an_address_where_nobody_answers_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    with pytest.raises(UsageError) as refusal, judging_by(1, address):
        pass
    assert str(refusal.value) == f"--cluster {address}: no scheduler of Dask answers there"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (distributed.KilledWorker("x", None, 3), "a worker stopped again and again at the same blocks"),
        (distributed.CancelledError("x"), "the scheduler is gone, and with it what was judged"),
        (ConnectionResetError(), "the scheduler is gone, and with it what was judged"),
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
