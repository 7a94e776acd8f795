"""Adds up what was judged; a ticket that is read again counts once: reports say on how many a finding is."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ticketgate.contract.clauses import Kind
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.tally import Identity, Result, Tally

__all__ = ["Counting"]

#: What is judged per ticket.
_OF_TICKETS: Final = (FULL, COMPACT, "pair")
#: What was found on a ticket, and in which way: clause, place and variant.
_Told: TypeAlias = frozenset[tuple[str, str, str]]
#: What most tickets told; one object for all of them.
_NOTHING_TOLD: Final[_Told] = frozenset()


class Counting:
    """The sum of what was judged so far."""

    def __init__(self, contract: Contract) -> None:
        self._tally = Tally()
        #: Rules and relations: those that applied are partitions themselves.
        self._conditional = frozenset(
            clause.id for clause in contract.clauses.values() if clause.kind in (Kind.RULE, Kind.RELATION)
        )
        #: By form and ticket, what was found on it.
        self._told: dict[tuple[str, int], _Told] = {}
        self._met: dict[tuple[str, int], _Met] = {}
        self._seen: set[str] = set()

    @property
    def seen(self) -> AbstractSet[str]:
        """The partitions seen so far, rules and relations that applied included."""
        return self._seen

    def add(self, observation: Observation) -> frozenset[str]:
        """Count what was judged; return the partitions it showed, rules and relations included."""
        if observation.ticket is not None and observation.subject in _OF_TICKETS:
            return self._add_ticket(observation, (observation.subject, observation.ticket))
        self._tally.add(observation)
        return self._shown(observation)

    def add_settled(self, observation: Observation) -> None:
        """Count what had been left open of something counted before: a ticket shows each finding once."""
        counted: frozenset[Identity] = frozenset()
        if observation.ticket is not None and observation.subject in _OF_TICKETS:
            place = observation.subject, observation.ticket
            known = self._told.get(place, _NOTHING_TOLD)
            self._told[place] = known | _told_by(observation)
            observation, counted = _new(observation, known)
        self._tally.add_settled(observation, counted)
        self._seen |= self._conditional.intersection(observation.exercised)

    def result(self) -> Result:
        """Return the sum so far; what is added later does not change it."""
        return self._tally.result()

    def _add_ticket(self, observation: Observation, place: tuple[str, int]) -> frozenset[str]:
        told, known, met = _told_by(observation), self._told.get(place), self._met.get(place)
        if known is None:
            self._told[place] = told
            self._tally.add(observation)
        elif met is not None and met.is_of(observation) and told <= known:
            return met.shown
        else:
            self._told[place] = known | told
            self._tally.add_again(*_new(observation, known))
        shown = self._shown(observation)
        self._met[place] = _Met(observation.exercised, observation.partitions, shown)
        return shown

    def _shown(self, observation: Observation) -> frozenset[str]:
        shown = self._conditional.intersection(observation.exercised).union(observation.partitions)
        self._seen |= shown
        return shown


@dataclass(frozen=True, slots=True)
class _Met:
    """What a ticket exercised and showed when it was met last; most are met on a dozen pages."""

    exercised: AbstractSet[str]
    partitions: AbstractSet[str]
    #: What came of it.
    shown: frozenset[str]

    def is_of(self, observation: Observation) -> bool:
        """Tell whether an observation is that of the same body: judged again, one has the very same sets."""
        return observation.exercised is self.exercised and observation.partitions is self.partitions


def _told_by(observation: Observation) -> _Told:
    return frozenset(map(_told, observation.findings)) if observation.findings else _NOTHING_TOLD


def _told(finding: Finding) -> tuple[str, str, str]:
    return *finding.identity, finding.variant


def _new(observation: Observation, known: _Told) -> tuple[Observation, frozenset[Identity]]:
    """Return the observation with what is new about its ticket, and what was counted in another variant."""
    new = tuple(finding for finding in observation.findings if _told(finding) not in known)
    return replace(observation, findings=new), frozenset((clause, place) for clause, place, _ in known)
