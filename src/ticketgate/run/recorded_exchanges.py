"""Judges the exchanges of a recording, in the way in which a run judges them, without the server."""

from collections import deque
from collections.abc import Hashable

from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Request
from ticketgate.judging.tally import Result
from ticketgate.recording.reading import Recording
from ticketgate.run.answers import Answers

__all__ = ["judge_recording", "notes_on"]


def judge_recording(contract: Contract, recording: Recording, source: str) -> Result:
    """Return what the exchanges of a recording show; source is where the findings say they are from."""
    answers = Answers(contract, _Repeated(recording), source=source)
    for entry in recording.entries:
        if not entry.again:
            answers.take(entry.exchange)
    exchanges = [entry.exchange for entry in recording.entries]
    for promise, numbers in recording.comparisons:
        answers.compare(promise, [exchanges[number] for number in numbers])
    if recording.reread is not None:
        number, tickets = recording.reread
        answers.compare_reading(tickets, exchanges[number])
    return answers.result()


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


class _Repeated:
    """Finds what came of a request when the run sent it again, each answer once and in their order."""

    def __init__(self, recording: Recording) -> None:
        self._waiting: dict[Hashable, deque[Exchange]] = {}
        for entry in recording.entries:
            if entry.again:
                self._waiting.setdefault(_sent(entry.exchange.request), deque()).append(entry.exchange)

    def __call__(self, request: Request) -> Exchange | None:
        waiting = self._waiting.get(_sent(request))
        return waiting.popleft() if waiting else None


def _sent(request: Request) -> Hashable:
    """Return what tells one request that is sent again from another.

    The query is no part of it: a ticket is always read again with the same, to which the client adds its own.
    """
    return request.operation, request.path, request.content
