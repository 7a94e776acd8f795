"""Counts which bugs of the mock stock schemathesis finds, and which ticketgate, with about as many requests.

Run as `python benchmarks/compare_schemathesis.py OUTPUT.md`, which writes the table, with `--size N` for a
sample of the bugs that has its share of each clause. Both work from the same `specs/`, on the same bugs and
seeds. A bug counts as found by schemathesis when its report shows a kind of failure on an operation, or more
of a kind, that it does not show on the healthy mock with the same seed; by ticketgate when its clause is
reported, or when the run ends at once because nothing can be tested.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from whole_runs import BUDGET, sample, served_faults

from ticketgate.client import Client, Credential, Target
from ticketgate.contract.documents import bundled_specs
from ticketgate.contract.loading import default_contract
from ticketgate.contract.wording import in_number
from ticketgate.errors import TargetError
from ticketgate.mock.service.server import MockServer
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

Tool = Callable[[str, int], "tuple[Counter[str], int]"]
TOKEN = "mock-token"  # noqa: S105 - it opens nothing but the mock
TICKETS = 60
TOOLS = ("schemathesis", "ticketgate")
UNTESTABLE = "the target is not testable"
#: With so many examples per operation, stock schemathesis sends about as many requests as ticketgate may.
EXAMPLES = 45


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one tool made of one bug with one seed."""

    bug: str
    seed: int
    tool: str
    failures: tuple[tuple[str, int], ...]
    requests: int


def main() -> None:
    """Compare and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("output", type=Path, help="Markdown file to write")
    parser.add_argument("--size", type=int, help="how many bugs to draw, all unless given")
    parser.add_argument("--seeds", type=int, default=5, help="seeds per bug")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time")
    options = parser.parse_args()
    seeds = range(1, options.seeds + 1)
    clauses = {name: fault.clause for name, fault in served_faults(of_requests=True).items()}
    bugs = {name: clauses[name] for name in sample(clauses, options.size)}
    work = [
        (bug, seed, tool)
        for bug in ("", *bugs)
        for seed in seeds
        for tool in (with_schemathesis, with_ticketgate)
    ]
    outcomes = []
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
        for outcome in pool.map(_call, work):
            outcomes.append(outcome)
            sys.stderr.write(f"{len(outcomes)} of {len(work)}: {outcome.tool}, {outcome.bug or 'healthy'}\n")
    options.output.write_text(table(bugs, outcomes, len(clauses)), encoding="utf-8")


def _call(work: tuple[str, int, Tool]) -> Outcome:
    bug, seed, tool = work
    with MockServer(
        tickets=TICKETS, token=TOKEN, faults=(served_faults(of_requests=True)[bug],) if bug else ()
    ) as server:
        failures, requests = tool(server.base_url, seed)
    name = "ticketgate" if tool is with_ticketgate else "schemathesis"
    return Outcome(bug, seed, name, tuple(sorted(failures.items())), requests)


def with_schemathesis(base_url: str, seed: int) -> tuple[Counter[str], int]:
    """Run the stock command line; return its failures by kind and operation, and the cases it made."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(bundled_specs() / "openapi.yaml")),
            *("--url", base_url, "--header", f"Authorization: Bearer {TOKEN}"),
            *("--seed", str(seed), "--max-examples", str(EXAMPLES)),
            *("--report", "json", "--report-json-path", str(report), "--generation-database", "none"),
        ]
        subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=600)
        said = json.loads(report.read_bytes())
    failures = Counter[str]()
    for failure in said["failures"]:
        for operation in failure["operations"]:
            failures[f"{failure['title']} ({operation})"] = failure["count"]
    return failures, said["test_cases"]["generated"]


def with_ticketgate(base_url: str, seed: int) -> tuple[Counter[str], int]:
    """Run as by default; return the clauses reported, and the requests sent."""
    target = Target.create(base_url, Credential(TOKEN, "the script"), max_requests=BUDGET, is_mock=True)
    with Client(target, pause=lambda _: None) as client:
        try:
            collected = collect(default_contract(), client, Settings(seed=seed))
        except TargetError:
            return Counter({UNTESTABLE: 1}), client.sent
        return Counter(
            {clause: group.count for (clause, _), group in collected.result.groups.items()}
        ), client.sent


def table(bugs: Mapping[str, str], outcomes: list[Outcome], of: int) -> str:
    """Return the comparison as a page; bugs are those tried, by id, with their clauses, out of so many."""
    healthy = {(outcome.tool, outcome.seed): outcome for outcome in outcomes if not outcome.bug}
    found, runs = Counter[tuple[str, str]](), Counter[str]()
    for outcome in outcomes:
        if outcome.bug:
            clause = bugs[outcome.bug]
            runs[clause] += outcome.tool == "ticketgate"
            found[outcome.tool, clause] += _is_found(clause, outcome, healthy[outcome.tool, outcome.seed])
    count = Counter(bugs.values())
    lines = [
        f"| `{clause}` | {count[clause]} | {runs[clause]} | {found['schemathesis', clause]} "
        f"| {found['ticketgate', clause]} |"
        for clause in sorted(count)
    ]
    totals = {tool: sum(n for (by, _), n in found.items() if by == tool) for tool in TOOLS}
    return "\n".join([*_head(outcomes, f"{len(bugs)} of {of} bugs", runs.total(), totals), *lines, ""])


def _is_found(clause: str, outcome: Outcome, healthy: Outcome) -> bool:
    if outcome.tool == "ticketgate":
        return bool({clause, UNTESTABLE} & dict(outcome.failures).keys())
    usual = dict(healthy.failures)
    return any(count > usual.get(kind, 0) for kind, count in outcome.failures)


def _head(outcomes: list[Outcome], bugs: str, runs: int, totals: Mapping[str, int]) -> list[str]:
    requests = {tool: [outcome.requests for outcome in outcomes if outcome.tool == tool] for tool in TOOLS}
    mean = {tool: sum(counts) // len(counts) for tool, counts in requests.items()}
    healthy = {
        tool: Counter(kind for o in outcomes if not o.bug and o.tool == tool for kind, _ in o.failures)
        for tool in TOOLS
    }
    false = (
        ", ".join(
            f"{kind}: {in_number(count, 'seed')}" for kind, count in sorted(healthy["schemathesis"].items())
        )
        or "none"
    )
    seeds = in_number(len({outcome.seed for outcome in outcomes}), "seed")
    untestable = sum(o.tool == "ticketgate" and UNTESTABLE in dict(o.failures) for o in outcomes)
    unnamed = [
        f"Of the runs of ticketgate that count, {untestable} name no clause: they end at once with exit",
        "code 3, since nothing can be tested.",
        "",
    ]
    return [
        "# Beside stock schemathesis",
        "",
        "What is found of bugs in how requests are treated: by `st run`, with nothing but the specification,",
        "and by `ticketgate run`, which may send as many requests. The page is written by",
        "`python benchmarks/compare_schemathesis.py docs/comparison.md`, which says how bugs are counted:",
        f"here {bugs}, each with {seeds}. [faults.md](faults.md) says what each of them does.",
        "",
        "| | stock schemathesis | ticketgate |",
        "| --- | --- | --- |",
        f"| found, of {runs} runs | {totals['schemathesis']} | {totals['ticketgate']} |",
        f"| requests, on average | {mean['schemathesis']} | {mean['ticketgate']} |",
        f"| reported on the healthy mock | {false} | {', '.join(healthy['ticketgate']) or 'none'} |",
        "",
        "Schemathesis knows an API from its specification alone; relations between answers, credentials and",
        "what a limit may do are not in there. Most of the difference is that knowledge.",
        "",
        *(unnamed if untestable else ()),
        "| clause that is broken | bugs | runs | found by stock schemathesis | by ticketgate |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]


if __name__ == "__main__":
    main()
