"""The sum of observations: merging is associative and does not depend on the order.

Nothing grows with the number of things judged: a million tickets take the memory of a few.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.idsets import IdCounter
from ticketgate.judging.variants import Variants

__all__ = ["Group", "Identity", "Result", "Tally", "order_of"]

#: What makes two findings the same: clause and place, as in ``("full:tags[].color/enum", "tags[].color")``.
Identity: TypeAlias = tuple[str, str]
_NONE: Final[AbstractSet[Identity]] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one clause at one place."""

    #: How many of the things judged show it, each counted once.
    count: int
    #: The finding to show: on the smallest ticket id, or else the first by what it says.
    first: Finding
    #: Whether the second validation library sees no fault in one of them.
    disputed: bool
    #: In which ways it is broken, and on how many of them each shows.
    variants: Variants

    def __add__(self, other: "Group") -> "Group":
        """Return both together."""
        first = min(self.first, other.first, key=order_of)
        variants = self.variants + other.variants
        return Group(self.count + other.count, first, self.disputed or other.disputed, variants)


@dataclass(frozen=True, slots=True)
class Result:
    """What was judged, how often each clause was put to the test, and what was found."""

    #: How many things were judged by their subject: ``{"getTicket": 3, "full": 3}``.
    judged: Mapping[str, int] = field(default_factory=dict)
    #: In how many of them each clause was judged, by its id: ``{"full:status/enum": 3}``.
    exercised: Mapping[str, int] = field(default_factory=dict)
    #: In how many it was put to the test and could not be judged.
    undecided: Mapping[str, int] = field(default_factory=dict)
    #: In how many each partition was seen, by its id: ``{"full:status=open": 2, "full:status=closed": 1}``.
    partitions: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[Identity, Group] = field(default_factory=dict)
    #: What was found once and could not be looked at again; it breaks nothing and is not kept either.
    unconfirmed: Mapping[Identity, Group] = field(default_factory=dict)

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> "Result":
        """Return the sum of the observations."""
        tally = Tally()
        for observation in observations:
            tally.add(observation)
        return tally.result()

    def of_clauses(self, only: AbstractSet[str]) -> "Result":
        """Return what is said of these clauses alone, by their ids; of partitions everything."""
        return replace(
            self,
            exercised={each: count for each, count in self.exercised.items() if each in only},
            undecided={each: count for each, count in self.undecided.items() if each in only},
            groups={each: group for each, group in self.groups.items() if each[0] in only},
            unconfirmed={each: group for each, group in self.unconfirmed.items() if each[0] in only},
        )

    def __add__(self, other: "Result") -> "Result":
        """Return both together."""
        groups, unconfirmed = dict(self.groups), dict(self.unconfirmed)
        _add_groups(groups, other.groups)
        _add_groups(unconfirmed, other.unconfirmed)
        return Result(
            judged=_sum(self.judged, other.judged),
            exercised=_sum(self.exercised, other.exercised),
            undecided=_sum(self.undecided, other.undecided),
            partitions=_sum(self.partitions, other.partitions),
            groups=groups,
            unconfirmed=unconfirmed,
        )


class Tally:
    """Sums observations up as they come, and keeps none of them."""

    def __init__(self) -> None:
        self._judged = Counter[str]()
        self._exercised = IdCounter()
        self._undecided = IdCounter()
        self._partitions = IdCounter()
        self._groups: dict[Identity, Group] = {}
        self._unconfirmed: dict[Identity, Group] = {}

    def add(self, observation: Observation) -> None:
        """Count what the observation showed."""
        self._judged[observation.subject] += 1
        self.add_settled(observation)

    def add_settled(self, observation: Observation, counted: AbstractSet[Identity] = _NONE) -> None:
        """Count what had been left open of something counted before.

        Findings among counted were counted for it; here they show another variant.
        """
        self._exercised.add(observation.exercised)
        self._undecided.add(observation.undecided)
        self._partitions.add(observation.partitions)
        _add_groups(self._groups, _groups_of(observation.findings, counted))
        _add_groups(self._unconfirmed, _groups_of(observation.unconfirmed))

    def add_again(self, observation: Observation, counted: AbstractSet[Identity] = _NONE) -> None:
        """Count what the observation of something counted before is the first to show at all.

        Its findings are counted whole: whoever reads a ticket again leaves out those it showed before. Those
        among counted show another variant, and are not counted a second time.
        """
        self._exercised.add_new(observation.exercised)
        self._partitions.add_new(observation.partitions)
        _add_groups(self._groups, _groups_of(observation.findings, counted))

    def result(self) -> Result:
        """Return the sum so far; what is added later does not change it."""
        return Result(
            judged=self._judged.copy(),
            exercised=self._exercised.counts(),
            undecided=self._undecided.counts(),
            partitions=self._partitions.counts(),
            groups=dict(self._groups),
            unconfirmed=dict(self._unconfirmed),
        )


def _add_groups(groups: dict[Identity, Group], more: Mapping[Identity, Group]) -> None:
    for identity, group in more.items():
        groups[identity] = groups[identity] + group if identity in groups else group


def _groups_of(findings: Iterable[Finding], counted: AbstractSet[Identity] = _NONE) -> dict[Identity, Group]:
    """Return each finding once per thing judged, however many items of an array show it."""
    alike: dict[Identity, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(finding.identity, []).append(finding)
    return {
        identity: Group(
            count=0 if identity in counted else 1,
            first=min(each, key=order_of),
            disputed=any(finding.disputed for finding in each),
            variants=Variants.of(finding.variant for finding in each),
        )
        for identity, each in alike.items()
    }


def order_of(finding: Finding) -> tuple[bool, int, str, str, str, str, bool, str]:
    """Return what to sort by: the ticket first, those of none last.

    All of a finding counts, or which of two is the first would depend on the order in which they came.
    """
    requests = (finding.request, *finding.others)
    # The repr of a request leaves out what it sends.
    asked = repr([(request, request.body, request.raw) for request in requests if request])
    return (
        finding.ticket is None,
        finding.ticket or 0,
        finding.pointer,
        finding.detail,
        finding.way,
        finding.source,
        finding.disputed,
        asked,
    )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return Counter(one) + Counter(other)
