"""Writes what each request of a default run is there for, as `docs/requests.md`.

    python benchmarks/requests_of_a_run.py docs/requests.md

One run on the sound mock is listened to. A request puts to the test what its answer exercises for the first
time, and what it is compared for; the page shows the requests in their order, and counts by part of the run.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ticketgate.contract.loading import default_contract
from ticketgate.contract.wording import in_number
from ticketgate.exchange.request import Expectation
from ticketgate.judging.judge import Judge
from ticketgate.proof.faulty_mock import FaultyMock
from ticketgate.recording.writing import Recorder
from ticketgate.run.collect import collect
from ticketgate.run.settings import SHARES, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ticketgate.contract.model import Contract
    from ticketgate.exchange.answer import Exchange

LONGEST = 160
MANY_NUMBERS = re.compile(r"([0-9]+,[0-9]+)(?:,[0-9]+){2,}")
EXPECTED = {
    None: "may be granted or refused; is answered",
    Expectation.VALID: "is granted",
    Expectation.LISTED: "is there, since a search lists it",
    Expectation.STILL_LISTED: "is there, since a search still lists it",
    Expectation.WITHOUT: "is granted without what it failed at",
    Expectation.UNKNOWN: "is not found",
    Expectation.UNAUTHORIZED: "is refused for its credentials",
    Expectation.MALFORMED: "is refused as malformed",
    Expectation.BELOW_MINIMUM: "is refused as below the minimum",
    Expectation.UNLISTED: "is refused as no value of the list",
    Expectation.LIST_OF_MOMENTS: "is refused as a list of moments",
    Expectation.UNUSUAL: "is read or refused, not ignored",
    Expectation.EXTENDED: "is granted as without its unknown members",
    Expectation.UNAUTHORIZED_FIRST: "is refused for its credentials, before it is looked at",
    Expectation.INVALID: "is refused as invalid",
}
HEAD = """\
# The requests of a run

Written by `tox run -e docs`: each request of `ticketgate run` on the embedded mock, seed 7, in its order,
with what it puts to the test: what is expected of it, the clauses and the partitions of the contract
([coverage](coverage.md)) that no request before it exercised, and the promises that its answer is compared
for with others. Reads of tickets that only make it likelier to meet a rare fault stand in one line.
"""


@dataclass(slots=True)
class Sent:
    """A request, and what it was good for."""

    part: str
    exchange: Exchange
    again: bool
    clauses: list[str] = field(default_factory=list)
    partitions: int = 0
    compared: Counter[str] = field(default_factory=Counter)


class Listening(Recorder):
    """Keeps in mind what a recording would hold, with the part of the run that sent it."""

    def __init__(self, contract: Contract) -> None:
        """Listen to a run that judges by the contract; nothing is written."""
        super().__init__(Path("/dev/null"), contract, "http://127.0.0.1:9/api/mind")
        self.part = ""
        self.sent: list[Sent] = []
        self._judge = Judge(contract)
        self._known: set[str] = set()
        self._by_exchange: dict[int, Sent] = {}

    def tell(self, part: str, _done: int, _of: int) -> None:
        """Take note of the part that begins."""
        self.part = part

    def took(self, exchange: Exchange, *, again: bool = False) -> None:
        """Keep a request with what its answer exercises for the first time."""
        sent = Sent(self.part, exchange, again)
        for seen in self._judge.check(exchange):
            sent.clauses += sorted(seen.exercised - self._known)
            sent.partitions += len(seen.partitions - self._known)
            self._known |= seen.exercised | seen.partitions
        self.sent.append(sent)
        self._by_exchange[id(exchange)] = sent

    def compared(self, promise: str, exchanges: Sequence[Exchange]) -> None:
        """Keep that these were judged together."""
        for exchange in exchanges:
            self._by_exchange[id(exchange)].compared[promise] += 1

    def reread(self, tickets: Sequence[int], page: Exchange) -> None:
        """Keep that this page shows what reading did."""
        self._by_exchange[id(page)].compared["reading-changes-nothing"] += len(tickets)


def main(path: str) -> None:
    """Run once, and write the page."""
    contract, settings = default_contract(), Settings()
    with (
        FaultyMock().served(None, 1, sum(SHARES.values())) as client,
        Listening(contract) as listening,
    ):
        collect(contract, client, settings, listening.tell, recorder=listening)
    Path(path).write_text("\n".join(page(listening.sent)) + "\n", encoding="utf-8")


def page(sent: Sequence[Sent]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield HEAD
    yield "| part | requests | clauses first tested | partitions first seen | comparisons |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for part in dict.fromkeys(each.part for each in sent):
        of_part = [each for each in sent if each.part == part]
        compared = sum(sum(each.compared.values()) for each in of_part)
        clauses, seen = sum(len(each.clauses) for each in of_part), sum(each.partitions for each in of_part)
        yield f"| {part} | {len(of_part)} | {clauses} | {seen} | {compared} |"
    for part in dict.fromkeys(each.part for each in sent):
        yield f"\n## {part[0].upper()}{part[1:]}\n"
        yield "| | request | puts to the test |"
        yield "| ---: | --- | --- |"
        of_part = [(number, each) for number, each in enumerate(sent, 1) if each.part == part]
        for is_more, group in groupby(of_part, lambda each: is_one_more(each[1])):
            numbered = list(group)
            if is_more and len(numbered) > 1:
                yield f"| {numbered[0][0]}-{numbered[-1][0]} | {len(numbered)} tickets more | a rare fault |"
                continue
            for number, each in numbered:
                yield f"| {number} | `{line(each.exchange)}` | {purpose(each)} |"


def is_one_more(sent: Sent) -> bool:
    """Tell whether a request only reads one more ticket in full."""
    is_read = sent.exchange.request.expects is Expectation.LISTED and not sent.again
    return is_read and not (sent.clauses or sent.partitions or sent.compared)


def line(exchange: Exchange) -> str:
    """Return the request as one short line: what it asks for, and how it shows who asks."""
    request = exchange.request
    query = "&".join(f"{name}={value}" for name, value in request.query)
    if request.raw is None:
        body = json.dumps(request.body, separators=(",", ":"))
    else:
        body = f"{repr(request.raw)[2:-1]} as {request.media_type or 'nothing'}"
    body = MANY_NUMBERS.sub(r"\1,...", body)
    text = f"{request.method} {request.path}{'?' if query else ''}{query}"
    text += f" {body}" if request.content else ""
    if request.credentials.name != "VALID":
        text += f" ({request.credentials.name.lower()})"
    text = text.replace("|", "\\|").replace("`", "'")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def purpose(sent: Sent) -> str:
    """Say what a request was good for."""
    request = sent.exchange.request
    said = ["asked again" if sent.again else EXPECTED[request.expects]]
    if sent.clauses:
        first = ", ".join(sent.clauses[:2])
        more = len(sent.clauses) - 2
        said.append(first + (f" and {more} clauses more" if more > 0 else ""))
    if sent.partitions:
        said.append(in_number(sent.partitions, "partition"))
    said += [f"{promise} x{count}" if count > 1 else promise for promise, count in sent.compared.items()]
    return "; ".join(said)


if __name__ == "__main__":
    arguments: list[Any] = sys.argv[1:]
    main(*arguments)
