"""Saved traffic at size: memory and speed of ``ticketgate check``, on one core and by two processes.

The mock's generator writes tickets into a temporary folder, one after another, which is deleted afterwards:
full ones as NDJSON (5.8 GB for a million), or rows in pages of a hundred, as NDJSON of pages or as HAR of
searches. Beside ``check`` of full tickets stand, in the same run and on the same lines, ``orjson.loads``
alone and the plainest loop with jsonschema-rs: parse, and ask whether the ticket is valid. It fails where
memory passes its limit, something is found in what is sound, or the two verdicts differ. What is printed are
the tables of docs/scale.md.
"""

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from ticketgate.audit.cutting import Cutter, batches
from ticketgate.audit.recognition import recognised
from ticketgate.audit.sources import sources_of
from ticketgate.contract.forms import FULL
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service import bodies
from ticketgate.mock.world.tickets import generate

#: Most MB that a process may take, by what it reads and how many judge, whatever the size. Each is a third
#: above what is measured, so that a rise is seen. With two of them each loads Dask, and 250 is the promise.
LIMITS = {"tickets": {1: 100, 2: 250}, "pages": {1: 135, 2: 200}, "searches": {1: 155, 2: 250}}
#: About how many bytes a ticket or row takes in a file.
SIZES = {"tickets": 5_900, "pages": 2_500, "searches": 3_500}
ROWS = 100
MANY, CORES = 10_000_000, 64
CUTTING = "cutting and packing for workers"


def main() -> None:
    """Measure, print, and fail where memory or a verdict is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000, help="a million is the full size")
    parser.add_argument("--form", choices=LIMITS, default="tickets", help="what is written")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="where there is room for the file, 5.8 kB a ticket")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        file, needed = Path(folder, options.form), options.tickets * SIZES[options.form]
        if needed > (free := shutil.disk_usage(folder).free):
            sys.exit(
                f"{folder}: has {free / 1e9:.1f} GB, {needed / 1e9:.1f} are needed; name a --folder with room"
            )
        write(file, options.form, options.tickets, options.seed)
        print(f"{options.tickets:,} {options.form}, {file.stat().st_size / 1e6:,.0f} MB\n")
        sys.exit(measure(file, options.form, options.tickets))


def write(file: Path, form: str, count: int, seed: int) -> None:
    """Write so many tickets of the mock in a form."""
    tickets = generate(count, seed)
    with file.open("wb") as lines:
        if form == "tickets":
            lines.writelines(orjson.dumps(ticket) + b"\n" for ticket in tickets)
        elif form == "pages":
            lines.writelines(page + b"\n" for _, page in pages(tickets, count))
        else:
            lines.write(b'{"log":{"version":"1.2","creator":{"name":"benchmark"},"entries":[')
            for offset, page in pages(tickets, count):
                lines.write((b"," if offset else b"") + b"\n" + entry(offset, page))
            lines.write(b"]}}")


def pages(tickets: Iterator[Mapping[str, Any]], count: int) -> Iterator[tuple[int, bytes]]:
    """Yield the pages of a search for all tickets, each with its offset."""
    for offset in range(0, count, ROWS):
        rows = [bodies.compact(bodies.cut(each), routing_view=False) for each in islice(tickets, ROWS)]
        yield offset, bodies.search_page(rows, total=count, offset=offset, limit=ROWS)


def entry(offset: int, page: bytes) -> bytes:
    """Return a page as an entry of HAR, with its search."""
    search = {"limit": ROWS, "offset": offset, "orderByField": "t.id", "orderByDirection": "asc"}
    posted = {"mimeType": "application/json", "text": json.dumps(search)}
    url = "https://demo.example/api/mind/ticket/search"
    content = {"mimeType": "application/json", "text": page.decode()}
    return orjson.dumps(
        {
            "request": {"method": "POST", "url": url, "postData": posted},
            "response": {"status": 200, "headers": [], "content": content},
        }
    )


def measure(file: Path, form: str, count: int) -> str | None:
    """Print the tables, and return what is not as promised."""
    plain = by_plain_loops(file) if form == "tickets" else {}
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
    if plain:
        print(calculated(count / checks[1].seconds, count / plain[CUTTING]))
    for jobs, check in checks.items():
        if check.memory > (limit := LIMITS[form][jobs]):
            return f"with --jobs {jobs} a process took {check.memory:.0f} MB, {limit} at most are promised"
    if checks[1].verdict["findings"] or checks[1].verdict["unconfirmed"]:
        return "something was found in tickets that are sound"
    return None if checks[1].verdict == checks[2].verdict else "the verdicts differ"


def by_plain_loops(file: Path) -> dict[str, float]:
    """Return the seconds that plain loops over full tickets take, by what they do."""
    validator = default_contract().representations[FULL].validator
    return {
        "`orjson.loads` alone": timed(file, orjson.loads),
        "`orjson.loads` and jsonschema-rs": timed(file, lambda line: validator.is_valid(orjson.loads(line))),
        CUTTING: seconds_of(lambda: sum(map(len, packed(file)))),
    }


def calculated(judged: float, cut: float) -> str:
    """Say what tickets a second, judged by one core and cut by one client, come to on many cores."""
    judging = judged * CORES
    return (
        f"Calculated, not measured: {MANY:,} tickets on {CORES} cores take "
        f"{MANY / min(judging, cut) / 60:.1f} minutes. {CORES} times one core judges {judging:,.0f} "
        f"tickets a second, and one client cuts and packs {cut:,.0f}."
    )


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
