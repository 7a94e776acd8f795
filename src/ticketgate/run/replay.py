"""Judges recorded exchanges again, in the way in which a run judges them."""

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import httpx

from ticketgate.client import Client, Credential, Target
from ticketgate.contract.model import Contract
from ticketgate.judging.findings import Observation
from ticketgate.judging.tally import Result
from ticketgate.recording.reading import Recording
from ticketgate.run.collection import Collection
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from ticketgate.exchange.answer import Exchange

__all__ = ["judge_recording", "notes_on"]

#: Nothing is ever sent there: a recording answers for it.
_BASE_URL: Final = "http://127.0.0.1:9/api/mind"
_NOBODY: Final = Credential("of-a-recording", "a recording")


def judge_recording(contract: Contract, recording: Recording, source: str) -> Result:
    """Return what the exchanges of a recording show; source is where the findings say they are from."""
    target = Target.create(_BASE_URL, _NOBODY, max_requests=recording.max_requests or 0)
    with Client(target, _Recorded(recording), pause=lambda _: None) as client:
        collection = _Replay(contract, client, source)
        for entry in recording.entries:
            if not entry.again:
                collection.take(entry.exchange)
        exchanges = [entry.exchange for entry in recording.entries]
        for promise, numbers in recording.comparisons:
            collection.compare(promise, [exchanges[number] for number in numbers])
        if recording.reread is not None:
            number, tickets = recording.reread
            collection.compare_reading([t for t in tickets if t in collection.rows], exchanges[number])
        return collection.tally.result()


def notes_on(contract: Contract, recording: Recording, source: str) -> list[str]:
    """Return sentences on what judging a recording leaves open."""
    notes = []
    if recording.foreign:
        notes.append(
            f"{source}: {recording.foreign} entries are no request to the ticket API and were left out."
        )
    if recording.digest is None:
        return notes
    notes.append(
        f"{source} holds pseudonyms: findings describe these, and what only the values tell is undecided."
    )
    if recording.digest != contract.digest:
        notes.append(f"{source} was recorded by the contract with digest {recording.digest}.")
    return notes


class _Replay(Collection):
    """A collection that says of its findings which file they come from."""

    def __init__(self, contract: Contract, client: Client, source: str) -> None:
        super().__init__(contract, client, Settings(), lambda *_: None)
        self._source = source

    def observe(self, observation: Observation) -> frozenset[str]:
        findings = tuple(replace(finding, source=self._source) for finding in observation.findings)
        return super().observe(replace(observation, findings=findings))


class _Recorded(httpx.BaseTransport):
    """Answers a request that confirms a finding as it was answered when the run confirmed it."""

    def __init__(self, recording: Recording) -> None:
        self._waiting: dict[tuple[str, bytes], list[Exchange]] = {}
        for entry in recording.entries:
            if entry.again:
                request = entry.exchange.request
                key = request.path_and_query, request.content or b""
                self._waiting.setdefault(key, []).append(entry.exchange)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode("ascii").removeprefix(httpx.URL(_BASE_URL).path)
        waiting = self._waiting.get((path, request.content))
        if not waiting or not waiting[0].status:
            raise httpx.ConnectError("the recording does not hold it")
        exchange = waiting.pop(0)
        stated = exchange.headers.get("content-type")
        headers = MappingProxyType({} if stated is None else {"content-type": stated})
        return httpx.Response(exchange.status, headers=headers, stream=httpx.ByteStream(exchange.content))
