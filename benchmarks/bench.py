"""Speed of what a user waits for, beside a baseline measured in the same run.

Each figure of judging is processor time, the best of several rounds that alternate with the baseline, so that
a machine that slows down slows both; what takes minutes is timed once. Budgets stand beside the figures;
nothing fails on them.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonschema
import orjson
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ticketgate.contract.bundle import bundle
from ticketgate.contract.diffing.contract_diff import diff_contracts
from ticketgate.contract.diffing.described_api import read_api
from ticketgate.contract.documents import uri
from ticketgate.contract.loading import default_contract, load
from ticketgate.contract.model import Contract
from ticketgate.contract.plain_bundle import plain_bundle
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import complete
from ticketgate.judging.exercised import _Objects
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import Judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Result, Tally
from ticketgate.mock.world.tickets import generate

ROUNDS = 7
TYPICAL_BYTES, TICKETS = 7000, 50
MILLION = 1_000_000
OVERLAYS = ("generation-1", "client-notes", "undemanded")
PROJECT = Path(__file__).parents[1]
PLUGIN = "import ticketgate.pytest_plugin"
COMMAND = [sys.executable, "-m", "ticketgate"]


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="whole processes to time")
    parser.add_argument("--judging", action="store_true", help="time judging alone, no whole processes")
    options = parser.parse_args()
    bench_check(default_contract())
    bench_plain(default_contract())
    bench_merging(default_contract())
    bench_contracts(default_contract())
    if not options.judging:
        bench_processes(options.runs)
        bench_proof()


def bench_check(contract: Contract) -> None:
    """Time judging full tickets of the usual size beside parsing them and beside plain jsonschema."""
    tickets = _typical_tickets()
    answers = [_answer(ticket) for ticket in tickets]
    first, turn, content = answers[0], cycle(answers), cycle([answer.content for answer in answers])
    ticket = first.json()
    broken = _answer({**tickets[0], "status": "reopened", "createdAt": "2026-02-30 10:00:00", "id": "1"})
    judge, plain, opinion = Judge(contract), _plain_validator(contract), SecondOpinion(contract)
    form = contract.representations["full"]

    def check(answer: Exchange) -> Observation:
        # Parsed once: the value is kept.
        return judge.check_ticket("full", answer.json(), answer, answer.content)

    def parse_and_check(body: bytes) -> Observation:
        fresh = Exchange(first.request, first.status, first.headers, body, 0.0)
        return judge.check_ticket("full", fresh.json(), fresh, body)

    size = len(first.content)
    print(f"a full ticket of {size} bytes, or {TICKETS} of about that size in turn, best of {ROUNDS} rounds")
    figures = _alternate(
        {
            "orjson.loads": (lambda: orjson.loads(next(content)), 2000),
            "check, clauses and coverage": (lambda: check(first), 500),
            "the same, tickets in turn": (lambda: check(next(turn)), 500),
            "the same, and parsed each time": (lambda: parse_and_check(next(content)), 500),
            "check with three findings": (lambda: check(broken), 300),
            "jsonschema, validation alone": (lambda: list(plain.iter_errors(ticket)), 5),
            "second opinion": (lambda: list(opinion.identities(form, broken.json())), 5),
        }
    )
    usual = figures["check, clauses and coverage"]
    budgets = {"the same, and parsed each time": "120 µs", "check with three findings": "1000 µs"}
    for name, seconds in figures.items():
        budget = f"   budget {budgets[name]}" if name in budgets else ""
        print(f"  {name:<30} {seconds * 1e6:9.1f} µs   {seconds / usual:7.2f} x check{budget}")
    ratio = figures["jsonschema, validation alone"] / usual
    print(f"  jsonschema alone takes {ratio:.1f} times as long as check; target 8")


def bench_plain(contract: Contract) -> None:
    """Time the two parts of judging that are not as plain as they could be, beside plain ones."""
    judge = Judge(contract)
    with (
        patch("ticketgate.judging.exercised._Objects", _EveryMember),
        patch("ticketgate.judging.exercised._LargeObjects", _EveryMember),
    ):
        plain = Judge(contract)
    answers = cycle([_answer(ticket) for ticket in _typical_tickets()])
    observations = cycle([judge.check_ticket("full", a.json(), a) for a in islice(answers, TICKETS)])
    tally, counts = Tally(), {name: Counter[str]() for name in ("exercised", "undecided", "partitions")}

    def check(by: Judge) -> None:
        answer = next(answers)
        by.check_ticket("full", answer.json(), answer, answer.content)

    def count() -> None:
        observation = next(observations)
        for name, counter in counts.items():
            counter.update(getattr(observation, name))

    figures = _alternate(
        {
            "check": (lambda: check(judge), 500),
            "check, no shape remembered": (lambda: check(plain), 500),
            "add up": (lambda: tally.add(next(observations)), 500),
            "add up in a Counter": (count, 500),
        }
    )
    print("\nwhat judging would take more if it were plainer")
    for name, seconds in figures.items():
        print(f"  {name:<30} {seconds * 1e6:9.1f} µs   {seconds / figures['check']:7.2f} x check")


class _EveryMember(_Objects):
    """Works out anew what each object exercises, where judging remembers what objects of a shape exercise."""

    __slots__ = ()

    def exercised(self, value: dict[str, Any]) -> int:
        """Return what an object exercises."""
        self.shapes.clear()
        return super().exercised(value)


def bench_merging(contract: Contract) -> None:
    """Add up a million observations of tickets, some with findings, and tell how the memory grew."""
    judge, tickets = Judge(contract), generate(TICKETS, 7)
    bodies = [ticket if i % 10 else {**ticket, "status": "reopened"} for i, ticket in enumerate(tickets)]
    observations = [judge.check_ticket("full", body, _answer(body)) for body in bodies]
    Result.of(observations)
    before, started = _peak_memory(), time.perf_counter()
    Result.of(islice(cycle(observations), MILLION))
    seconds, grown = time.perf_counter() - started, _peak_memory() - before
    more = f"{grown / 1024:.1f} MB more than for {TICKETS}"
    print(f"\na million observations merged     {seconds:6.2f} s   {more}")


def bench_contracts(contract: Contract) -> None:
    """Time loading a contract, with three overlays beside none, and comparing it with its plain form."""
    root = contract.documents.root
    figures = _alternate(
        {"load": (lambda: load(root), 3), "load with three overlays": (lambda: load(root, OVERLAYS), 3)}
    )
    plain, with_three = figures.values()
    print("\ncontracts")
    print(f"  {'load':<30} {plain:9.3f} s")
    more = 100 * (with_three / plain - 1)
    print(f"  {'load with three overlays':<30} {with_three:9.3f} s   {more:.0f} % more, budget 20 %")
    with tempfile.TemporaryDirectory() as folder:
        full, simple = Path(folder) / "full.json", Path(folder) / "plain.json"
        full.write_bytes(orjson.dumps(bundle(contract)))
        simple.write_bytes(orjson.dumps(plain_bundle(contract)))
        sides = [read_api(str(each)) for each in (full, simple)]
        started = time.process_time()
        changes = len(diff_contracts(sides[0], sides[1]).wire)
        seconds = time.process_time() - started
    print(f"  {'diff, full against plain':<30} {seconds:9.2f} s   {changes} changes, budget 3 s")


def _peak_memory() -> int:
    """Return the most memory this process had so far, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _typical_tickets() -> list[Any]:
    return sorted(generate(500, 7), key=lambda t: abs(len(orjson.dumps(t)) - TYPICAL_BYTES))[:TICKETS]


def _answer(ticket: Any) -> Exchange:
    request = complete(default_contract().reading, 1)
    return Exchange(request, 200, {}, orjson.dumps(ticket), 0.0)


def _plain_validator(contract: Contract) -> Any:
    resources = ((uri(path), DRAFT202012.create_resource(s)) for path, s in contract.resources.items())
    registry: Registry[Any] = Registry().with_resources(resources)
    schema = {"$ref": uri(contract.representations["full"].document)}
    return jsonschema.Draft202012Validator(schema, registry=registry)


def _alternate(cases: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """Return the best processor time of one call of each case, in seconds."""
    best = dict.fromkeys(cases, float("inf"))
    for _ in range(ROUNDS):
        for name, (call, number) in cases.items():
            started = time.process_time()
            for _ in range(number):
                call()
            best[name] = min(best[name], (time.process_time() - started) / number)
    return best


def bench_processes(runs: int) -> None:
    """Time whole processes: the command beside a bare interpreter, the plugin beside pytest."""
    with tempfile.TemporaryDirectory() as folder:
        verdict = str(Path(folder) / "verdict.json")
        cases = {
            "python -c pass": ([sys.executable, "-c", "pass"], ""),
            "ticketgate --help": ([*COMMAND, "--help"], "budget 0.3 s"),
            "import pytest": ([sys.executable, "-c", "import pytest"], ""),
            PLUGIN: ([sys.executable, "-c", PLUGIN], "budget 0.2 s"),
            "ticketgate run": ([*COMMAND, "run", "--json", verdict], "budget 4.5 s"),
        }
        print(f"\nwhole processes, best of {runs} rounds")
        best = dict.fromkeys(cases, float("inf"))
        for name, (line, _) in (case for _ in range(runs) for case in cases.items()):
            best[name] = min(best[name], _process(line))
        for name, (_, budget) in cases.items():
            print(f"  {name:<30} {best[name]:9.2f} s   {budget}")
        print(f"  the plugin takes {best[PLUGIN] / best['import pytest']:.2f} times as long as pytest alone")


def bench_proof() -> None:
    """Time what proves the suite, each part once and as a whole process: the proof takes minutes."""
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    cases = {
        "ticketgate prove": ([*COMMAND, "prove"], "budget 180 s"),
        "hostile servers": ([*tests, "tests/acceptance/test_hostile_servers.py"], ""),
        "canary": ([*tests, "tests/acceptance/test_canary.py"], ""),
    }
    print("\nproof of the suite, once")
    for name, (line, budget) in cases.items():
        print(f"  {name:<30} {_process(line):9.2f} s   {budget}")


def _process(line: list[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(line, check=False, capture_output=True, text=True, cwd=PROJECT)
    if done.returncode:
        sys.exit(f"{' '.join(line)} ended with exit code {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
