"""What two environments answer differently, counted, and what that means."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from ticketgate import __version__
from ticketgate.contract.forms import FULL
from ticketgate.exchange.credentials import InShell
from ticketgate.exchange.curl import curl
from ticketgate.exchange.request import Request
from ticketgate.judging.differences import Difference, DifferenceKind
from ticketgate.judging.four_answers import ComparedThing
from ticketgate.judging.tally import Result
from ticketgate.verdict.difference_waivers import DifferenceWaiver
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.shares import CHANCE_OF_DIFFERING, Share, chance_of_missing, is_more

__all__ = [
    "DIFFERENCES_SCHEMA",
    "Agreement",
    "CountedDifference",
    "CountedNoise",
    "DifferenceTally",
    "EnvironmentsVerdict",
    "SideInfo",
    "accept",
    "differences_to_json",
    "profile_differences",
]

#: Where the schema of the JSON form is.
DIFFERENCES_SCHEMA: Final = Path(__file__).with_name("differences.schema.json")
_FORM: Final = 1
_INTERRUPTED: Final = 130


class Agreement(StrEnum):
    """What a comparison of two environments came to."""

    ALIKE = "alike"
    DIFFERENT = "different"
    INCOMPLETE = "incomplete"
    NOTHING_COMPARED = "nothing compared"


_EXIT_CODES: Final[Mapping[Agreement, int]] = {
    Agreement.ALIKE: 0,
    Agreement.DIFFERENT: 1,
    Agreement.INCOMPLETE: 3,
    Agreement.NOTHING_COMPARED: 3,
}


@dataclass(frozen=True, slots=True)
class SideInfo:
    """One of the two environments, and how far asking it came."""

    #: As the configuration calls it; empty for what it calls nothing.
    environment: str
    target: str
    requests: int
    #: How a shell line names its credentials.
    held: InShell
    #: Why no more was asked, None if nothing ended it.
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class CountedDifference:
    """A kind of difference at a place, and on how many things it shows."""

    difference: Difference
    #: So many tickets, rows or answers of those compared.
    share: Share
    #: The ticket with the smallest id that shows it; None where it is about none.
    ticket: int | None = None
    #: What both were asked; None for what no single request shows.
    request: Request | None = None
    waiver: DifferenceWaiver | None = None


@dataclass(frozen=True, slots=True)
class CountedNoise:
    """What the environments answer differently when they are asked twice."""

    difference: Difference
    #: On so many things by the first, and by the second.
    counts: tuple[int, int]
    judged: int


@dataclass(frozen=True, slots=True)
class EnvironmentsVerdict:
    """What comparing two environments came to."""

    sides: tuple[SideInfo, SideInfo]
    #: In UTC, ISO 8601.
    started: str
    finished: str
    #: How many things were compared by what they are: ``{"full": 184, "compact": 480}``.
    compared: Mapping[str, int]
    #: Sorted by place and kind.
    differences: tuple[CountedDifference, ...]
    noise: tuple[CountedNoise, ...]
    #: Whether the tickets were too different, so that profiles were compared in their place.
    by_profile: bool = False
    notes: tuple[str, ...] = ()

    @property
    def failing(self) -> tuple[CountedDifference, ...]:
        """The differences that nobody accepted."""
        return tuple(each for each in self.differences if each.waiver is None)

    @property
    def agreement(self) -> Agreement:
        """What it came to; something that differs is never discarded for an early end.

        Where no ticket was compared, nothing was that it is about.
        """
        if self.failing:
            return Agreement.DIFFERENT
        if not self.compared.get(FULL):
            return Agreement.NOTHING_COMPARED
        is_whole = not any(side.ended and side.ended.leaves_incomplete for side in self.sides)
        return Agreement.ALIKE if is_whole else Agreement.INCOMPLETE

    @property
    def exit_code(self) -> int:
        """The exit code of the command that came to it."""
        reasons = [side.ended.reason for side in self.sides if side.ended]
        return _INTERRUPTED if EarlyEnd.INTERRUPTED in reasons else _EXIT_CODES[self.agreement]

    def commands(self, found: CountedDifference) -> tuple[str, ...]:
        """Return the two shell lines that show a difference, each with the credential of its environment."""
        if found.request is None:
            return ()
        return tuple(curl(found.request, side.target, side.held) for side in self.sides)


@dataclass(slots=True)
class DifferenceTally:
    """Counts what differs, each ticket and each request once."""

    #: What was compared, by form or operation.
    _compared: dict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    _shown: dict[Difference, dict[Any, Request]] = field(default_factory=lambda: defaultdict(dict))
    _noise: tuple[dict[Difference, set[Any]], dict[Difference, set[Any]]] = field(
        default_factory=lambda: (defaultdict(set), defaultdict(set))
    )

    def add(self, thing: ComparedThing) -> None:
        """Count what was held against one another."""
        subject, ticket = thing.key
        which = (0, ticket) if ticket is not None else (1, len(self._compared[subject]))
        self._compared[subject].add(which)
        for each in thing.differences:
            self._shown[each].setdefault(which, thing.request)
        for side, noise in zip(self._noise, thing.noise, strict=True):
            for each in noise:
                side[each].add(which)

    @property
    def compared(self) -> Mapping[str, int]:
        """How many things were compared by what they are."""
        return {subject: len(things) for subject, things in sorted(self._compared.items())}

    def noise(self) -> tuple[CountedNoise, ...]:
        """Return what each environment answered differently when asked twice."""
        first, second = self._noise
        return tuple(
            CountedNoise(
                each,
                (len(first.get(each, ())), len(second.get(each, ()))),
                len(self._compared[_subject(each)]),
            )
            for each in sorted(first.keys() | second.keys())
        )

    def differences(self) -> tuple[tuple[CountedDifference, ...], tuple[CountedDifference, ...]]:
        """Return what differs, and what could be noise although no reading shows it on those tickets.

        Where there is noise of that kind at the place, the share has to be beyond what chance makes of it.
        """
        sure: list[CountedDifference] = []
        doubtful: list[CountedDifference] = []
        for each, shown in sorted(self._shown.items(), key=lambda item: item[0]):
            judged = len(self._compared[_subject(each)])
            share = Share(len(shown), judged)
            noise = Share(sum(len(side.get(each, ())) for side in self._noise), 2 * judged)
            which = min(shown)
            found = CountedDifference(each, share, which[1] if which[0] == 0 else None, shown[which])
            (sure if noise.count == 0 or is_more(share, noise) else doubtful).append(found)
        return tuple(sure), tuple(doubtful)


def profile_differences(one: Result, other: Result) -> tuple[CountedDifference, ...]:
    """Return the partitions that only one of two environments shows, beyond what chance explains."""
    found = [
        *_unmatched(one, other, DifferenceKind.MISSING),
        *_unmatched(other, one, DifferenceKind.ADDED),
    ]
    return tuple(sorted(found, key=lambda each: each.difference))


def _unmatched(has: Result, lacks: Result, kind: DifferenceKind) -> Iterator[CountedDifference]:
    for partition, seen in has.partitions.items():
        root = partition.partition(":")[0]
        judged, judged_there = has.judged.get(root, 0), lacks.judged.get(root, 0)
        if "=" not in partition or lacks.partitions.get(partition) or not (judged and judged_there):
            continue
        share = Share(seen, judged)
        if chance_of_missing(share, judged_there) < CHANCE_OF_DIFFERING:
            yield CountedDifference(Difference(partition, kind), share)


def _subject(difference: Difference) -> str:
    return difference.place.partition(":")[0]


def differences_to_json(verdict: EnvironmentsVerdict) -> dict[str, Any]:
    """Return the comparison as JSON values; its schema is ``differences.schema.json`` beside this module."""
    return {
        "schema": _FORM,
        "tool": {"name": "ticketgate", "version": __version__},
        "environments": [
            {
                "environment": side.environment,
                "target": side.target,
                "requests": side.requests,
                "ended": side.ended.words if side.ended else None,
            }
            for side in verdict.sides
        ],
        "started": verdict.started,
        "finished": verdict.finished,
        "agreement": verdict.agreement,
        "exitCode": verdict.exit_code,
        "comparedBy": "profile" if verdict.by_profile else "ticket",
        "compared": dict(verdict.compared),
        "notes": list(verdict.notes),
        "differences": [_difference_to_json(verdict, each) for each in verdict.differences],
        "noise": [
            {
                "place": each.difference.place,
                "kind": each.difference.kind,
                "first": each.counts[0],
                "second": each.counts[1],
                "of": each.judged,
            }
            for each in verdict.noise
        ],
    }


def _difference_to_json(verdict: EnvironmentsVerdict, found: CountedDifference) -> dict[str, Any]:
    waiver = found.waiver
    return {
        "place": found.difference.place,
        "kind": found.difference.kind,
        "count": found.share.count,
        "of": found.share.judged,
        "ticket": found.ticket,
        "reproduce": list(verdict.commands(found)),
        "waiver": None if waiver is None else {"reason": waiver.reason, "until": waiver.until.isoformat()},
    }


def accept(
    verdict: EnvironmentsVerdict, waivers: Sequence[DifferenceWaiver], today: date
) -> EnvironmentsVerdict:
    """Return the verdict with what waivers accept; notes say which of these do no good any more."""
    in_force = {each.accepted: each for each in waivers if not each.past(today)}
    differences = tuple(replace(each, waiver=in_force.get(each.difference)) for each in verdict.differences)
    used = {each.waiver for each in differences}
    notes = [
        f"{each.written}: its last day, {each.until}, is over."
        if each.past(today)
        else f"{each.written}: accepts a difference that was not found."
        for each in waivers
        if each not in used
    ]
    return replace(verdict, differences=differences, notes=(*verdict.notes, *notes))
