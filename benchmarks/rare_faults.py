"""Measures how many faults a run finds that show on one ticket in a hundred, or on few requests.

    python benchmarks/rare_faults.py [SEEDS [BUDGET]]
    python benchmarks/rare_faults.py behaviour [SEEDS]

For each seed one run on the sound mock, of the default budget or another one, tells which tickets it reads in
which form. A fault counts as found when one of these tickets shows it and the judge names its clause. A few
faults of each seed are also put into the mock for a run of their own, to see that what was worked out is what
happens.

Faults of behaviour are those that show on every so many requests, on second pages only, after another request
only, and the like: each is served to a whole run for each seed.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import orjson
from whole_runs import blamed_by_run

from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import complete, searching
from ticketgate.judging.judge import Judge
from ticketgate.mock.faults.behaviour.behaviour_faults import behaviour_faults
from ticketgate.mock.faults.finding import faults_of
from ticketgate.mock.service.server import MockServer
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ticketgate.contract.model import Contract
    from ticketgate.mock.faults.fault import Fault

TICKETS = 500
RATE = 0.01
NOWHERE = "no ticket: none of those hit has the place"
TRIED_FOR_REAL = 8
#: Faults of behaviour that show seldom, by what their variants say.
SELDOM = {
    "on every 15th or 40th request": ("every-",),
    "on the second page only": ("second-page",),
    "after another request only": ("cached-", "read-twice"),
    "for one value of one key only": ("one-value-of-one-key", "one-value"),
    "for one ticket in 10 or 25": ("one-in-ten", "one-in-25"),
}
TOKEN = "benchmark-token"  # noqa: S105 - it opens nothing but the mock of this process


@dataclass
class Read:
    """The bodies that a run read, by form and ticket."""

    full: dict[int, Any] = field(default_factory=dict)
    compact: dict[int, Any] = field(default_factory=dict)


class Noting(httpx.HTTPTransport):
    """Passes requests on and notes the tickets and rows that come back."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the network does."""
        answer = super().handle_request(request)
        content = answer.read()
        if answer.is_success:
            self._note(request, orjson.loads(content))
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(content))

    def _note(self, request: httpx.Request, body: Any) -> None:
        if request.method == "POST":
            self._read.compact |= {row["id"]: row for row in body["tickets"]}
        elif {"includeCustomer", "includeIntents"} <= request.url.params.keys():
            self._read.full[body["id"]] = body


@dataclass(frozen=True)
class Outcome:
    """On how many tickets a fault shows, and whether the run found it."""

    shows_on: int
    found: bool


def main(seeds: int, budget: int) -> None:
    """Print the table."""
    contract = default_contract()
    faults = of_one_ticket(contract)
    cases, found, missed = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[str]()
    for seed in range(1, seeds + 1):
        outcomes = worked_out(contract, faults, seed, budget)
        for fault in faults:
            outcome = outcomes[fault.id]
            row = (_kind(contract, fault), _share(outcome.shows_on))
            cases[row] += 1
            found[row] += outcome.found
            missed[fault.clause] += bool(outcome.shows_on and not outcome.found)
        _try_for_real(contract, [f for f in faults if outcomes[f.id].shows_on], outcomes, seed, budget)
    print(f"Cases: {len(faults)} faults, {seeds} seeds, {TICKETS} tickets, faults on {RATE:.0%} of them,")
    print(f"{budget} requests a run.\n")
    print("| faults show | on | cases | found | share |")
    print("| --- | --- | ---: | ---: | ---: |")
    for row in sorted(cases):
        share = f"{found[row] / cases[row]:.1%}" if row[1] != NOWHERE else "-"
        print(f"| {row[0]} | {row[1]} | {cases[row]} | {found[row]} | {share} |")
    print("\nMissed most often:")
    for clause, count in missed.most_common(10):
        print(f"{count} times {clause}")


def of_one_ticket(contract: Contract) -> list[Fault]:
    """Return the faults that a ticket or its row shows; what is wrong between rows, none shows by itself."""
    return [
        fault
        for fault in faults_of(contract).values()
        if fault.clause.startswith(("full", "compact", "pair/"))
    ]


def _share(tickets: int) -> str:
    if not tickets:
        return NOWHERE
    return "1 % of the tickets or more" if tickets >= RATE * TICKETS else "fewer"


def _kind(contract: Contract, fault: Fault) -> str:
    if fault.forms.keys() >= {"compact"}:
        return "in the rows of a search"
    shared = {node.place for node in contract.representations["compact"].node.walk()}
    clause = contract.clauses[fault.clause]
    return (
        "in the full form, at a place that rows have too"
        if clause.place in shared
        else "in the full form only"
    )


def worked_out(
    contract: Contract, faults: list[Fault], seed: int, budget: int, rate: float = RATE
) -> dict[str, Outcome]:
    """Return what a run of this budget makes of each fault, which strikes such a share of the tickets."""
    read, everything = Read(), Read()
    _run(contract, seed, read, budget)
    _run(contract, seed, everything, budget=0, whole=True)
    judge = Judge(contract)
    return {
        fault.id: Outcome(
            shows_on=len({ticket for _, ticket, _ in _changed(fault, everything, rate)}),
            found=any(
                fault.clause in _blamed(judge, fault, form, body, read.compact.get(ticket))
                for form, ticket, body in _changed(fault, read, rate)
            ),
        )
        for fault in faults
    }


def _changed(fault: Fault, read: Read, rate: float) -> Iterator[tuple[str, int, Any]]:
    for form, bodies in (("full", read.full), ("compact", read.compact)):
        for ticket, body in bodies.items():
            if form in fault.forms and fault.hits(ticket, rate):
                content = orjson.dumps(body)
                if fault.changes(form, content):
                    yield form, ticket, fault.forms[form](orjson.loads(content))


def _blamed(judge: Judge, fault: Fault, form: str, body: Any, row: Mapping[str, Any] | None) -> set[str]:
    if fault.clause.startswith("pair/"):
        return {f.clause for f in judge.check_pair(body, row).findings} if row is not None else set()
    contract = default_contract()
    request = complete(contract.reading, 1) if form == "full" else searching(contract.searching, {})
    exchange = Exchange(request, 200, {"content-type": "application/json"}, orjson.dumps(body), 0.0)
    return {finding.clause for finding in judge.check_ticket(form, body, exchange).findings}


def _run(contract: Contract, seed: int, read: Read, budget: int, *, whole: bool = False) -> None:
    with MockServer(tickets=TICKETS, seed=seed, token=TOKEN) as server:
        target = Target.create(
            server.base_url, Credential(TOKEN, "the benchmark"), max_requests=budget, is_mock=True
        )
        with Client(target, Noting(read)) as client:
            if not whole:
                collect(contract, client, Settings(seed=seed))
                return
            rows = client.send(searching(contract.searching, {"limit": TICKETS})).json()
            assert isinstance(rows, dict)
            for row in rows["tickets"]:
                client.send(complete(contract.reading, row["id"]))


def _try_for_real(
    contract: Contract, faults: list[Fault], outcomes: Mapping[str, Outcome], seed: int, budget: int
) -> None:
    """Put some faults into the mock, and say where a run does other than was worked out."""
    for fault in faults[seed :: max(1, len(faults) // TRIED_FOR_REAL)]:
        with MockServer(tickets=TICKETS, seed=seed, token=TOKEN, faults=(fault,), fault_rate=RATE) as server:
            target = Target.create(
                server.base_url, Credential(TOKEN, "the benchmark"), max_requests=budget, is_mock=True
            )
            with Client(target) as client:
                result = collect(contract, client, Settings(seed=seed)).result
        really = fault.clause in {clause for clause, _ in result.groups}
        if really is not outcomes[fault.id].found:
            print(f"seed {seed}: {fault.id} was {'found' if really else 'missed'}, other than worked out")


def behaviour(seeds: int) -> None:
    """Print how many of the faults that show on few requests whole runs name, and how many they notice."""
    print("| faults that show | cases | named | something found |")
    print("| --- | ---: | ---: | ---: |")
    for kind, words in SELDOM.items():
        names = [f.id for f in behaviour_faults() if any(word in f.id.partition("=")[2] for word in words)]
        found = [(*_named_and_noticed(name, seed), name) for name in names for seed in range(1, seeds + 1)]
        print(f"| {kind} | {len(found)} | ", end="")
        print(f"{sum(named for named, _, _ in found)} | {sum(some for _, some, _ in found)} |", flush=True)
        for name in dict.fromkeys(name for named, _, name in found if not named):
            print(f"not named at times: {name}", flush=True)


def _named_and_noticed(name: str, seed: int) -> tuple[bool, bool]:
    """Return whether a run names the clause of the fault, and whether it finds anything."""
    fault = next(fault for fault in behaviour_faults() if fault.id == name)
    blamed = blamed_by_run(fault, seed)
    return fault.clause in (blamed or ()), blamed != frozenset()


if __name__ == "__main__":
    if sys.argv[1:2] == ["behaviour"]:
        behaviour(int(sys.argv[2]) if sys.argv[2:] else 5)
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 5, int(sys.argv[2]) if sys.argv[2:] else 600)
