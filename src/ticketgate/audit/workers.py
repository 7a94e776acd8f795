"""Judges blocks side by side, by workers of this machine or of a cluster, on Dask.

The client cuts and hands over: to the workers of a cluster through the scheduler, to processes of this
machine in memory that both can read. A group of blocks is judged and added up by workers, and the sum of the
group is what comes back: the client holds no more of it than of one group. Groups are few at a time, so that
the scheduler, too, holds a few blocks only.
"""

import asyncio
import logging
import os
import pickle
import sys
import threading
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from ticketgate import __version__
from ticketgate.audit.block_judge import BlockJudge
from ticketgate.audit.blocks import Block
from ticketgate.audit.saved_traffic import Judging, judge_here
from ticketgate.audit.sums import Audited
from ticketgate.contract.loading import contract_of
from ticketgate.contract.model import Contract
from ticketgate.errors import UsageError, WorkersError
from ticketgate.run.started_processes import interrupts_held_back

__all__ = ["judging_by", "refuse_workers"]

#: Batches that workers add up before the sum comes back.
_GROUP: Final = 4
#: Seconds to wait for a scheduler, and then for its first worker.
_PATIENCE: Final = 15
#: How Dask keeps quiet while processes of this machine judge: its profiler would look at each a hundred times
#: a second, and its clock wake each fifty times.
_QUIET: Final = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}
#: What has to be the same everywhere, for it decides what is found.
_SAME: Final = ("ticketgate", "jsonschema-rs", "jsonschema", "orjson")


def refuse_workers(jobs: int, address: str | None) -> None:
    """Raise UsageError for numbers and addresses that nobody can judge by, alone or together."""
    if jobs < 1:
        raise UsageError(f"--jobs {jobs}: give how many processes are to judge, from 1 on")
    if address is not None and jobs > 1:
        raise UsageError(
            "--jobs and --cluster: give one of them; a cluster has as many workers as were started"
        )


def judging_by(jobs: int, address: str | None) -> AbstractContextManager[Judging]:
    """Give what judges: the workers of a cluster, so many processes, or this process alone."""
    if address is not None:
        return _on_cluster(address)
    return _on_this_machine(jobs) if jobs > 1 else nullcontext(judge_here)


@contextmanager
def _on_this_machine(jobs: int) -> Iterator[Judging]:
    """Start so many processes, and give what judges by them.

    Raises:
        UsageError: the library is missing.
        WorkersError: they cannot be started, or stop working.

    """
    distributed = _library("--jobs")
    what = f"{jobs} processes of this machine"
    with _telling(what, distributed):
        try:
            with interrupts_held_back(), _quiet():
                cluster = distributed.LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
        except RuntimeError:
            raise WorkersError(f"{what}: they cannot be started; judge with fewer --jobs") from None
        with cluster, distributed.Client(cluster, direct_to_workers=True) as client:
            yield _Judging(distributed, client, _in_memory if _CAN_SHARE else _in_message).judge


def _quiet() -> AbstractContextManager[Any]:
    import dask  # noqa: PLC0415 - as of distributed

    setting: AbstractContextManager[Any] = dask.config.set(_QUIET)
    return setting


@contextmanager
def _on_cluster(address: str) -> Iterator[Judging]:
    """Connect to the scheduler at an address, such as ``tcp://10.0.0.5:8786``, whose workers judge.

    Raises:
        UsageError: the library is missing, nobody answers, no worker is there, or one has other versions.
        WorkersError: scheduler or workers stop working.

    """
    distributed = _library("--cluster")
    with _telling(f"the cluster at {address}", distributed):
        try:
            # A client that fails leaves its thread behind and a lock to run into when it is collected.
            asyncio.run(_greet(distributed, address))
            client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError):
            raise UsageError(f"--cluster {address}: no scheduler of Dask answers there") from None
        except TypeError:
            raise UsageError(
                f"--cluster {address}: Dask has no certificates for TLS; name them in its configuration, "
                "under distributed.comm.tls"
            ) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                raise UsageError(f"--cluster {address}: the scheduler has no worker; start some") from None
            _refuse_other_versions(client, address)
            yield _Judging(distributed, client, _in_message).judge


async def _greet(distributed: Any, address: str) -> None:
    """Connect to a scheduler and hang up.

    Raises:
        OSError: nobody answers.
        ValueError: this is no address.
        TypeError: it asks for certificates, and there are none.

    """
    credentials = distributed.Security().get_connection_args("client")
    connection = await distributed.comm.connect(address, timeout=_PATIENCE, **credentials)
    await connection.close()


def _library(option: str) -> Any:
    try:
        import distributed  # noqa: PLC0415 - an extra, and it takes long
    except ImportError:
        raise UsageError(f"{option}: to judge side by side, install ticketgate[cluster]") from None
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed


@contextmanager
def _telling(what: str, distributed: Any) -> Iterator[None]:
    """Say in one sentence what went wrong with workers."""
    try:
        yield
    except distributed.KilledWorker:
        problem = "a worker stopped again and again at the same blocks; give workers more memory"
    except MemoryError:
        problem = "there is too little memory for a block; give workers more"
    except (OSError, distributed.CancelledError, distributed.client.FutureCancelledError):
        problem = (
            "the scheduler is gone or was started anew, and with it what was judged; "
            "see that it runs, and run again"
        )
    except _VersionsDifferError as error:
        problem = str(error)
    else:
        return
    raise WorkersError(f"{what}: {problem}")


def _refuse_other_versions(client: Any, address: str) -> None:
    versions = client.get_versions(packages=list(_SAME))
    here = versions["client"]["packages"]
    for name, found in sorted(versions["workers"].items()):
        there = found["packages"]
        other = next((package for package in _SAME if there.get(package) != here[package]), None)
        if other is not None:
            raise UsageError(
                f"--cluster {address}: the worker {name} has {other} {there.get(other) or 'not at all'}, "
                f"here it is {here[other]}; install the same everywhere"
            )


class _VersionsDifferError(Exception):
    """A worker that came later has another version."""


# The client


#: A batch as a worker is given it, the bytes or the file that has them; and what to close when it is judged.
_Handed = tuple[bytes | Path, IO[bytes]]
#: Whether there are files in memory that other processes can read: none is on a disk or outlives this one.
_CAN_SHARE: Final = sys.platform == "linux"


def _in_memory(batch: Sequence[Block]) -> _Handed:
    """Hand a batch to processes of this machine; raises WorkersError where that cannot be."""
    try:
        file = open(os.memfd_create("ticketgate"), "wb")  # noqa: PTH123, SIM115 - it has no path, and stays open
        file.write(pickle.dumps(batch))
        file.flush()
    except OSError as error:
        problem = f"cannot hand blocks to processes of this machine: {error.strerror}"
        raise WorkersError(f"{problem}; judge with fewer --jobs") from None
    return Path(f"/proc/{os.getpid()}/fd/{file.fileno()}"), file


def _in_message(batch: Sequence[Block]) -> _Handed:
    """Hand a batch to workers wherever they are."""
    return pickle.dumps(batch), BytesIO()


class _Judging:
    """Sends groups of batches, and gives what each group showed."""

    def __init__(self, library: Any, client: Any, hand: Callable[[Sequence[Block]], _Handed]) -> None:
        self._library = library
        self._client = client
        self._hand = hand

    def judge(self, contract: Contract, work: Iterable[Sequence[Block]]) -> Iterator[Audited]:
        """Yield the sum of each group, in the order in which they are done."""
        # Once: sent along with each task, it made this process grow by 200 MB in a million tickets.
        job = self._client.submit(_itself, _Job.of(contract), pure=False)
        batches = iter(work)
        running = self._library.as_completed(loop=self._client.loop)
        handed: dict[str, ExitStack] = {}
        while group := [self._hand(batch) for batch in islice(batches, _GROUP)]:
            future = self._client.submit(_judged, job, [packed for packed, _ in group], pure=False)
            running.add(future)
            handed[future.key] = ExitStack()
            for _, file in group:
                handed[future.key].enter_context(file)
            if running.count() >= self._most():
                yield _result(next(running), handed)
        for done in running:
            yield _result(done, handed)

    def _most(self) -> int:
        """Return how many groups keep all workers busy while the next ones are cut."""
        threads: int = sum(self._client.nthreads().values())
        return 2 + threads


def _result(done: Any, handed: dict[str, ExitStack]) -> Audited:
    """Return what a group showed. Only then no lost worker can make it judged again."""
    result: Audited = done.result()
    handed.pop(done.key).close()
    return result


# The workers


@dataclass(frozen=True, slots=True)
class _Job:
    """What judging blocks of one traffic takes beside the blocks, the same for all of them."""

    #: Tells one traffic from another.
    name: str
    version: str
    #: The documents of the contract, overlays applied.
    documents: bytes = field(repr=False)

    @classmethod
    def of(cls, contract: Contract) -> "_Job":
        """Return the job of judging by a contract."""
        documents = contract.documents
        plain = replace(
            documents,
            contents=dict(documents.contents),
            lines={path: dict(lines) for path, lines in documents.lines.items()},
            overlaid={path: dict(places) for path, places in documents.overlaid.items()},
        )
        return cls(uuid.uuid4().hex, __version__, zlib.compress(pickle.dumps(plain)))

    def contract(self) -> Contract:
        """Compile the contract that was sent; raises _VersionsDifferError."""
        if self.version != __version__:
            raise _VersionsDifferError(f"a worker has ticketgate {__version__}, here it is {self.version}")
        return contract_of(pickle.loads(zlib.decompress(self.documents)))  # noqa: S301 - from our own client


#: The judge of each thread: what it has met before spares it work, and no other thread may meddle with that.
_MINE: Final = threading.local()


def _itself(job: _Job) -> _Job:
    """Hold a job for those that judge, on a worker; any other holds it anew where that one is lost."""
    return job


def _judged(job: _Job, group: Sequence[bytes | Path]) -> Audited:
    """Judge batches of blocks and add up what they show, on a worker."""
    if getattr(_MINE, "job", "") != job.name:
        _MINE.job, _MINE.judge = job.name, BlockJudge(job.contract())
    judge: BlockJudge = _MINE.judge
    return sum((judge.judge(_unpacked(each)) for each in group), start=Audited())


def _unpacked(packed: bytes | Path) -> Sequence[Block]:
    content = packed if isinstance(packed, bytes) else packed.read_bytes()
    blocks: Sequence[Block] = pickle.loads(content)  # noqa: S301 - from our own client
    return blocks
