"""The sum of observations: merging is associative and does not depend on the order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.idsets import IdCounter

__all__ = ["Group", "Result", "Tally"]

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
        tally = Tally()
        for observation in observations:
            tally.add(observation)
        return tally.result()

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


class Tally:
    """Sums observations up as they come, and keeps none of them."""

    def __init__(self) -> None:
        self._judged = Counter[str]()
        self._exercised = IdCounter()
        self._undecided = IdCounter()
        self._partitions = IdCounter()
        self._groups: dict[Identity, Group] = {}

    def add(self, observation: Observation) -> None:
        """Count what the observation showed."""
        self._judged[observation.subject] += 1
        self._exercised.add(observation.exercised)
        self._undecided.add(observation.undecided)
        self._partitions.add(observation.partitions)
        self._add_findings(observation)

    def add_again(self, observation: Observation) -> None:
        """Count what the observation of something counted before is the first to show at all.

        Its findings are counted whole: whoever reads a ticket again leaves out those it showed before.
        """
        self._exercised.add_new(observation.exercised)
        self._partitions.add_new(observation.partitions)
        self._add_findings(observation)

    def _add_findings(self, observation: Observation) -> None:
        for identity, group in _groups_of(observation).items():
            known = self._groups.get(identity)
            self._groups[identity] = known + group if known else group

    def result(self) -> Result:
        """Return the sum so far; what is added later does not change it."""
        return Result(
            judged=self._judged.copy(),
            exercised=self._exercised.counts(),
            undecided=self._undecided.counts(),
            partitions=self._partitions.counts(),
            groups=dict(self._groups),
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
    requests = (finding.request, *finding.others)
    # The repr of a request leaves out what it sends.
    asked = repr([(request, request.body, request.raw) for request in requests if request])
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
