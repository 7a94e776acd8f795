"""How many requests it takes to see what a large and skewed tenant holds: directed, at random, by paging.

The mock holds 100,000 tickets in which a second value of most things that a search can filter by occurs
once in 20,000. A full scan tells which partitions there are; what is measured is how soon 99 % of those that
rows show were seen, and how those that only the full form shows add up. It takes some minutes per seed and
fails where the directed way needs more than 60 requests or is not ten times better.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import or_

import orjson

from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.contract.model import Contract
from ticketgate.contract.partitions import universe
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import complete, searching
from ticketgate.judging.idsets import Index
from ticketgate.judging.judge import Judge
from ticketgate.mock.service import app, bodies
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import CALLER_ID, agents
from ticketgate.mock.world.situations import FIRST_ID
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.settings import Settings

TOKEN = "benchmark"  # noqa: S105 - it opens nothing but the mock below
ENOUGH = 99  # per cent
MOST_REQUESTS, LEAST_RATIO = 60, 10
#: Rows of a page: what the API gives unless asked for more, and the most that it gives.
DEFAULT_PAGE, LARGEST_PAGE = 100, 500
CURVE = (10, 25, 50, 75, 100, 150, 200, 300)


def main() -> None:
    """Measure for each seed, print, and fail if a figure misses its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--one-in", type=int, default=20_000, help="tickets per rare value")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    contract = default_contract()
    partitions = Partitions.of(contract)
    held = [measure(contract, partitions, options.tickets, options.one_in, seed) for seed in options.seeds]
    sys.exit(0 if all(held) else "a figure misses its bound")


@dataclass(frozen=True)
class Partitions:
    """A bit for each partition; ``of_rows`` are those that rows show, ``of_full`` those that no row shows."""

    index: Index
    of_rows: int
    of_full: int

    @classmethod
    def of(cls, contract: Contract) -> "Partitions":
        """Give each partition of the two forms a bit."""
        names = [p.id for p in universe(contract).values() if p.root in {"full", "compact"}]
        index = Index(names)
        rows = {name for name in names if name.startswith("compact")}
        full = {name for name in names if name.replace("full", "compact", 1) not in rows}
        return cls(index, index.bits(rows), index.bits(full))

    def mask(self, names: Iterable[str]) -> int:
        """Return the bits of the partitions, without those of other forms."""
        return self.index.bits(name for name in names if name in self.index.bit)


def measure(contract: Contract, partitions: Partitions, tickets: int, one_in: int, seed: int) -> bool:
    """Measure on a tenant of this seed and print; return whether the bounds are kept."""
    started = time.monotonic()
    store = Store.temporary(tickets, seed, one_in)
    shown = scan(store, tickets, contract, partitions)
    steps = directed(store, contract, partitions, seed)
    store.close()
    everything = list(accumulate(shown, or_))[-1]
    rows, full = everything & partitions.of_rows, everything & partitions.of_full
    rare = sum(rarely(shown, bit, 2 * tickets // one_in) for bit in bits_of(rows))
    print(f"seed {seed}: {tickets} tickets scanned in {time.monotonic() - started:.0f} s")
    print(f"  rows show {rows.bit_count()} partitions, {rare} of them on at most 1 ticket in {one_in // 2}")
    counts = {
        "directed": requests_until(steps, rows),
        "random ids": requests_until(at_random(shown, seed), rows),
        f"pages of {DEFAULT_PAGE}": requests_until(pages(shown, DEFAULT_PAGE), rows),
        f"pages of {LARGEST_PAGE}": requests_until(pages(shown, LARGEST_PAGE), rows),
    }
    for way, count in counts.items():
        times = count / counts["directed"]
        print(f"  {way:<14} {count:>7} requests until {ENOUGH} % of them, {times:>8.1f} times directed")
    print_curve(full, list(accumulate(steps, or_)), list(accumulate(at_random(shown, seed), or_)))
    least = min(counts["random ids"], counts[f"pages of {DEFAULT_PAGE}"])
    return counts["directed"] <= MOST_REQUESTS and least >= LEAST_RATIO * counts["directed"]


def scan(store: Store, tickets: int, contract: Contract, partitions: Partitions) -> list[int]:
    """Return what each ticket shows, as row and in full, by ascending id."""
    judge = Judge(contract)
    as_row = Exchange(searching(contract.searching, {}), 200, {}, b"", 0.0)
    in_full = Exchange(complete(contract.reading, 1), 200, {}, b"", 0.0)
    shown = []
    for ticket in range(FIRST_ID, FIRST_ID + tickets):
        pieces = store.find(ticket)
        assert pieces is not None
        row = judge.check_ticket("compact", orjson.loads(bodies.compact(pieces, routing_view=False)), as_row)
        full = judge.check_ticket(
            "full", orjson.loads(bodies.full(pieces, customer=True, intents=True, raw_data=False)), in_full
        )
        shown.append(partitions.mask(row.partitions | row.exercised | full.partitions | full.exercised))
    return shown


def directed(store: Store, contract: Contract, partitions: Partitions, seed: int) -> list[int]:
    """Return what had been seen after each answer of a real run's sampling, the first look included."""
    caller = next(agent for agent in agents(seed) if agent["id"] == CALLER_ID)
    transport = InProcess(app.create(store, token=TOKEN, caller=caller, openapi=None))
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=600, is_mock=True
    )
    answers, settings = Noting(contract, partitions), Settings(seed=seed)
    with Client(target, transport) as client:
        asking = Asking(client, answers, lambda *_: None)
        asking.reach(settings)
        sample_tickets(asking, answers, settings)
    return answers.steps


class Noting(Answers):
    """Notes after each answer what has been seen; nothing is asked again."""

    def __init__(self, contract: Contract, partitions: Partitions) -> None:
        """Note the bits of these partitions."""
        super().__init__(contract, lambda _: None)
        self.steps: list[int] = []
        self._partitions = partitions

    def take(self, exchange: Exchange) -> None:
        """Judge an exchange, and note what has been seen by then."""
        super().take(exchange)
        self.steps.append(self._partitions.mask(self.seen))


def at_random(shown: Sequence[int], seed: int) -> Iterator[int]:
    """Return what tickets read in random order show."""
    order = list(range(len(shown)))
    random.Random(seed).shuffle(order)  # noqa: S311 - no secret
    return (shown[i] for i in order)


def pages(shown: Sequence[int], size: int) -> Iterator[int]:
    """Return what pages show, from the newest ticket on."""
    for end in range(len(shown), 0, -size):
        *_, page = accumulate(shown[max(0, end - size) : end], or_)
        yield page


def requests_until(steps: Iterable[int], wanted: int) -> int:
    """Return after how many steps enough of the wanted partitions were seen; all of them in the end are."""
    enough = -(-wanted.bit_count() * ENOUGH // 100)
    return next(
        n for n, seen in enumerate(accumulate(steps, or_), 1) if (seen & wanted).bit_count() >= enough
    )


def bits_of(mask: int) -> Iterator[int]:
    """Yield each bit of a mask alone."""
    while mask:
        bit = mask & -mask
        yield bit
        mask -= bit


def rarely(shown: Sequence[int], bit: int, most: int) -> bool:
    """Tell whether at most so many tickets show a partition."""
    return sum(1 for each in shown if each & bit) <= most


def print_curve(full: int, chosen: Sequence[int], drawn: Sequence[int]) -> None:
    """Print how the partitions that only the full form shows add up, beside tickets read at random."""
    points = [at for at in CURVE if at <= len(chosen)]
    print(f"  only the full form shows {full.bit_count()} partitions; seen after so many requests:")
    for name, seen in (("requests", None), ("directed", chosen), ("random ids", drawn)):
        numbers = points if seen is None else [(seen[at - 1] & full).bit_count() for at in points]
        print(f"  {name:<14} " + " ".join(f"{number:>5}" for number in numbers))


if __name__ == "__main__":
    main()
