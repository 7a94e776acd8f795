"""Judges the exchanges of a recording, in the way in which a run judges them, without the server."""

from collections import deque
from collections.abc import Hashable

from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Request
from ticketgate.judging.tally import Result
from ticketgate.recording.har_entry import LeftOut
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
    answers.settle()
    return answers.result()


def notes_on(contract: Contract, recording: Recording, source: str) -> list[str]:
    """Return sentences on what judging a recording leaves open."""
    notes = [_left_out(recording, source)] if recording.left_out else []
    if not recording.entries and not recording.left_out:
        notes.append(f"{source}: is a HAR file without entries.")
    notes.append(
        f"{source} holds pseudonyms: findings describe these, and what only the values tell is undecided."
    )
    if recording.digest is None:
        notes.append(f"{source} does not say what its run held against each other: that is not judged.")
    elif recording.digest != contract.digest:
        notes.append(f"{source} was recorded by the contract with digest {recording.digest}.")
    return notes


def _left_out(recording: Recording, source: str) -> str:
    """Say how many entries are left out and why; of those that are no HAR which."""
    total = len(recording.entries) + sum(len(numbers) for _, numbers in recording.left_out)
    reasons = ", ".join(
        f"{len(numbers)} {reason}" + (f" (entry {numbers[0]})" if reason is LeftOut.MALFORMED else "")
        for reason, numbers in recording.left_out
    )
    entries = "1 entry" if total == 1 else f"{total} entries"
    sentence = f"{source}: left out of {entries}: {reasons}."
    if LeftOut.ELSEWHERE in dict(recording.left_out):
        sentence += f" Judged is {recording.base_url}; --base-url judges another."
    return sentence


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
