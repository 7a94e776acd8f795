"""Saved traffic at size: memory and speed of ``ticketgate check``, on one core and by two processes.

The mock's generator writes full tickets as NDJSON into a temporary folder, which is deleted after it: 5.8 GB
for a million. Beside ``check`` stand, in the same run and on the same lines, ``orjson.loads`` alone and the
plainest loop with jsonschema-rs: parse, and ask whether the ticket is valid. It fails where memory passes its
limit or the two verdicts differ. What is printed is the table of docs/scale.md.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ticketgate.audit.cutting import Cutter, batches
from ticketgate.audit.recognition import recognised
from ticketgate.audit.sources import sources_of
from ticketgate.contract.forms import FULL
from ticketgate.contract.loading import default_contract
from ticketgate.mock.world.tickets import generate

#: Most MB that a process may take, whatever the size.
LIMIT = 250
MANY, CORES = 10_000_000, 64


def main() -> None:
    """Measure, print, and fail where memory or a verdict is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000, help="a million is the full size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="where there is room for the lines, 5.8 kB a ticket")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        file = Path(folder, "tickets.ndjson")
        write(file, options.tickets, options.seed)
        print(f"{options.tickets:,} tickets, {file.stat().st_size / 1e6:,.0f} MB\n")
        sys.exit(measure(file, options.tickets))


def write(file: Path, count: int, seed: int) -> None:
    """Write so many tickets, one a line."""
    with file.open("wb") as lines:
        for ticket in generate(count, seed):
            lines.write(orjson.dumps(ticket) + b"\n")


def measure(file: Path, count: int) -> str | None:
    """Print the table, and return what is not as promised."""
    validator = default_contract().representations[FULL].validator
    plain = {
        "`orjson.loads` alone": timed(file, orjson.loads),
        "`orjson.loads` and jsonschema-rs": timed(file, lambda line: validator.is_valid(orjson.loads(line))),
        "cutting and packing for workers": seconds_of(lambda: sum(map(len, packed(file)))),
    }
    checks = {jobs: Check.of(file, jobs) for jobs in (1, 2)}
    print("| what | seconds | tickets a second | MB of the largest process |\n| --- | --- | --- | --- |")
    for what, seconds in plain.items():
        print(f"| {what} | {seconds:.1f} | {count / seconds:,.0f} | |")
    for jobs, check in checks.items():
        row = f"{check.seconds:.1f} | {count / check.seconds:,.0f} | {check.memory:.0f}"
        print(f"| `ticketgate check --jobs {jobs}` | {row} |")
    print(
        f"\nTwo processes: {checks[1].seconds / checks[2].seconds:.2f} times as fast as one, start included."
    )
    judging, cutting = count / checks[1].seconds * CORES, count / plain["cutting and packing for workers"]
    print(
        f"Calculated, not measured: {MANY:,} tickets on {CORES} cores take "
        f"{MANY / min(judging, cutting) / 60:.1f} minutes. {CORES} times one core judges {judging:,.0f} "
        f"tickets a second, and one client cuts and packs {cutting:,.0f}."
    )
    if any(check.memory > LIMIT for check in checks.values()):
        return f"a process took more than {LIMIT} MB"
    return None if checks[1].verdict == checks[2].verdict else "the verdicts differ"


def timed(file: Path, judge: Callable[[bytes], Any]) -> float:
    """Return the seconds that a function takes for all lines, one after another."""

    def all_lines() -> None:
        with file.open("rb") as lines:
            for line in lines:
                judge(line)

    return seconds_of(all_lines)


def seconds_of(work: Callable[[], Any]) -> float:
    """Return how long work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def packed(file: Path) -> Iterator[bytes]:
    """Yield the blocks of a file as they travel to workers."""
    cutter = Cutter(default_contract().search.most_rows)
    (source,) = sources_of([str(file)])
    told = recognised(default_contract(), source, 0, None, None)
    return map(pickle.dumps, batches(cutter.blocks(told), cutter.size))


@dataclass(frozen=True)
class Check:
    """What a check took, and what it came to."""

    seconds: float
    #: MB of the client or of one worker, whichever took more.
    memory: float
    verdict: Any

    @classmethod
    def of(cls, file: Path, jobs: int) -> "Check":
        """Check a file in a process of its own."""
        report = file.with_name(f"verdict-{jobs}.json")
        command = [sys.executable, "-m", "ticketgate", "check", str(file), "--json", str(report), "--quiet"]
        started = time.perf_counter()
        process = subprocess.Popen([*command, "--jobs", str(jobs)], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"check --jobs {jobs} ended with {process.returncode}")
        verdict = {**json.loads(report.read_bytes()), "started": "", "finished": ""}
        return cls(seconds, used.ru_maxrss / 1024, verdict)


if __name__ == "__main__":
    main()
