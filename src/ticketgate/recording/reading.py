"""Reads recordings of ours in HAR 1.2: the exchanges with the API, and what else is in the file."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.recording.har_entry import (
    CREATOR,
    OURS,
    EntryRequest,
    LeftOut,
    asked_in,
    base_of,
    exchange_of,
    is_answered_in_json,
)

__all__ = ["Entry", "Recording", "is_ours", "is_recording", "read_recording", "told_base"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An exchange of a recording; `again` means that it was only sent to confirm what another showed."""

    exchange: Exchange
    again: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """What a HAR file of ours holds.

    `comparisons` name a relation and the entries it was judged by; `reread` are the entry and the tickets by
    which the effect of reading was judged, None if it was not. `digest` is that of the contract, None where
    the file was cut before it says so.
    """

    entries: tuple[Entry, ...] = field(repr=False)
    comparisons: tuple[tuple[str, tuple[int, ...]], ...] = ()
    reread: tuple[int, tuple[int, ...]] | None = None
    digest: str | None = None
    #: Why entries are not judged, each reason with the numbers of the entries, counted from 1.
    left_out: tuple[tuple[LeftOut, tuple[int, ...]], ...] = ()
    #: The URL below which the API was found, None where the file has no request to it.
    base_url: str | None = None


def read_recording(content: bytes, contract: Contract, base_url: str | None = None) -> Recording | None:
    """Read a HAR file that we wrote as far as it is about the API; None when it is no HAR.

    base_url is where the API is; without it that is told from the file.
    """
    log = _log_of(content)
    if log is None:
        return None
    ours = log.get(OURS)
    said = ours if isinstance(ours, dict) else {}
    entries = log["entries"] if isinstance(log.get("entries"), list) else []
    asked = [asked_in(contract, entry) for entry in entries]
    base = base_of(base_url) if base_url else told_base(contract, entries)
    read = [_read(entry, each, base) for entry, each in zip(entries, asked, strict=True)]
    kept = {number: each for number, each in enumerate(read) if isinstance(each, Entry)}
    positions = {number: position for position, number in enumerate(kept)}
    try:
        comparisons, reread = tuple(_comparisons(said, positions)), _reread(said, positions)
    except (TypeError, ValueError):  # edited: the exchanges say what they say all the same
        comparisons, reread = (), None
    return Recording(
        entries=tuple(kept.values()),
        comparisons=comparisons,
        reread=reread,
        digest=said.get("contract"),
        left_out=tuple(_by_reason(read)),
        base_url=base,
    )


def is_recording(value: Any) -> bool:
    """Tell whether a JSON value is meant as HAR."""
    log = value.get("log") if isinstance(value, dict) else None
    return isinstance(log, dict) and bool(log.keys() & {"entries", "version", "creator"})


def is_ours(content: bytes) -> bool:
    """Tell whether HAR is a recording that we wrote, by its creator."""
    log = _log_of(content)
    creator = log.get("creator") if log is not None else None
    return isinstance(creator, dict) and creator.get("name") == CREATOR


def _log_of(content: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value["log"] if is_recording(value) else None


def told_base(contract: Contract, entries: Iterable[Any]) -> str | None:
    """Tell where the API is: at the path that the contract names, else where most is answered in JSON."""
    usual = urlsplit(contract.server).path
    found, in_json = Counter[str](), Counter[str]()
    for entry in entries:
        asked = asked_in(contract, entry)
        if isinstance(asked, EntryRequest):
            found[asked.base] += 1
            in_json[asked.base] += OURS in entry or is_answered_in_json(entry)
    candidates = [base for base in found if in_json[base] or urlsplit(base).path == usual]
    return max(
        candidates,
        key=lambda base: (urlsplit(base).path == usual, in_json[base], found[base]),
        default=None,
    )


def _read(entry: Any, asked: EntryRequest | LeftOut, base: str | None) -> Entry | LeftOut:
    if isinstance(asked, LeftOut):
        return asked
    if asked.base != base:
        return LeftOut.OTHER if base is None else LeftOut.ELSEWHERE
    exchange = exchange_of(entry, asked, ours=True)
    if isinstance(exchange, LeftOut):
        return exchange
    return Entry(exchange, bool(entry.get(OURS, {}).get("again")))


def _by_reason(read: Sequence[Entry | LeftOut]) -> Iterator[tuple[LeftOut, tuple[int, ...]]]:
    for reason in LeftOut:
        numbers = tuple(number for number, each in enumerate(read, 1) if each is reason)
        if numbers:
            yield reason, numbers


def _comparisons(
    said: Mapping[str, Any], positions: Mapping[int, int]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what was compared, as far as all of it is there."""
    for promise, numbers in said.get("comparisons", ()):
        if all(number in positions for number in numbers):
            yield promise, tuple(positions[number] for number in numbers)


def _reread(said: Mapping[str, Any], positions: Mapping[int, int]) -> tuple[int, tuple[int, ...]] | None:
    number, tickets = said.get("reread", (None, ()))
    return (positions[number], tuple(tickets)) if number in positions else None
