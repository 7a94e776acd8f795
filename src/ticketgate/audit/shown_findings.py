"""The second opinion on the findings that are shown: it takes fifty times as long as the first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ticketgate.judging.findings import Observation
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Group, Identity, Result, order_of

__all__ = ["ShownFindings", "disputed_as_shown"]


@dataclass(frozen=True, slots=True)
class _Candidate:
    order: tuple[Any, ...]
    observation: Observation


class ShownFindings:
    """Asks for the second opinion on each finding that may come first in its group in the end.

    The first of all is the first of whatever part of the traffic it is in. So it is asked about however the
    traffic was cut, and what is behind one that was met before need not be.
    """

    def __init__(self, opinion: SecondOpinion) -> None:
        """Start with nothing met."""
        self._opinion = opinion
        #: By clause and place, the first finding so far.
        self._first: dict[Identity, tuple[Any, ...]] = {}
        self._open: dict[Identity, _Candidate] = {}

    def see(self, observation: Observation) -> None:
        """Take notice of findings on a body, which name their source."""
        for finding in observation.findings:
            order, identity = order_of(finding), finding.identity
            if identity not in self._first or order <= self._first[identity]:
                self._first[identity] = order
                self._open[identity] = _Candidate(order, observation)

    def settled(self, groups: Mapping[Identity, Group]) -> dict[Identity, Group]:
        """Return the groups of what was seen since the last time, with what the other library says."""
        asked: dict[int, frozenset[Identity]] = {}
        settled = dict(groups)
        for identity, candidate in self._open.items():
            observation, group = candidate.observation, groups[identity]
            if id(observation) not in asked:
                confirmed = self._opinion.confirmed(observation, observation.body)
                asked[id(observation)] = frozenset(f.identity for f in confirmed.findings if f.disputed)
            if identity in asked[id(observation)]:
                settled[identity] = replace(group, first=replace(group.first, disputed=True))
        self._open = {}
        return settled


def disputed_as_shown(result: Result) -> Result:
    """Return the result with each group disputed of which the finding is that comes first."""
    groups = {
        identity: replace(group, disputed=group.disputed or group.first.disputed)
        for identity, group in result.groups.items()
    }
    return replace(result, groups=groups)
