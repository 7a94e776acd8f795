"""The sum of observations: merging is associative and does not depend on the order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ticketgate.check import Finding, Observation

__all__ = ["Group", "Result"]

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one clause at one place: how many things show it, and the first of them."""

    count: int
    first: Finding
    disputed: bool

    def __add__(self, other: "Group") -> "Group":
        """Return both together; the first finding is the one on the smallest ticket id."""
        first = min(self.first, other.first, key=_order)
        return Group(self.count + other.count, first, self.disputed or other.disputed)


@dataclass(frozen=True, slots=True)
class Result:
    """What was judged, how often each clause was put to the test, and what was found.

    ``judged`` counts by subject (``full``, ``compact``, ``search``, ``pair``, and the operations);
    ``exercised`` and ``undecided`` count by clause id, ``partitions`` by partition id.
    """

    judged: Mapping[str, int] = field(default_factory=dict)
    exercised: Mapping[str, int] = field(default_factory=dict)
    undecided: Mapping[str, int] = field(default_factory=dict)
    partitions: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[Identity, Group] = field(default_factory=dict)

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> "Result":
        """Return the sum of the observations."""
        judged, exercised, undecided, partitions = (
            Counter[str](),
            Counter[str](),
            Counter[str](),
            Counter[str](),
        )
        groups: dict[Identity, Group] = {}
        for observation in observations:
            judged[observation.subject] += 1
            exercised.update(observation.exercised)
            undecided.update(observation.undecided)
            partitions.update(observation.partitions)
            for identity, group in _groups_of(observation).items():
                groups[identity] = groups[identity] + group if identity in groups else group
        return cls(judged, exercised, undecided, partitions, groups)

    def __add__(self, other: "Result") -> "Result":
        """Return both together."""
        groups = dict(self.groups)
        for identity, group in other.groups.items():
            groups[identity] = groups[identity] + group if identity in groups else group
        return Result(
            judged=_sum(self.judged, other.judged),
            exercised=_sum(self.exercised, other.exercised),
            undecided=_sum(self.undecided, other.undecided),
            partitions=_sum(self.partitions, other.partitions),
            groups=groups,
        )


def _groups_of(observation: Observation) -> dict[Identity, Group]:
    """Return each finding once per thing judged, however many items of an array show it."""
    groups: dict[Identity, Group] = {}
    for finding in observation.findings:
        known = groups.get(finding.identity)
        first = min(known.first, finding, key=_order) if known else finding
        groups[finding.identity] = Group(1, first, finding.disputed or (known is not None and known.disputed))
    return groups


def _order(finding: Finding) -> tuple[bool, int, str, str, str, bool, str]:
    """Return what to sort by; all of a finding counts, or the first of two would depend on their order."""
    request = finding.request
    asked = repr((request, request.body)) if request else ""  # its own repr leaves the body out
    return (
        finding.ticket is None,
        finding.ticket or 0,
        finding.pointer,
        finding.detail,
        finding.source,
        finding.disputed,
        asked,
    )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return Counter(one) + Counter(other)
