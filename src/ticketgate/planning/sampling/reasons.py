"""Says of each partition that sampling did not see why it did not."""

from collections.abc import Mapping

from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.partitions import partitions_around
from ticketgate.contract.places import outer
from ticketgate.planning.sampling.ground import Ground
from ticketgate.planning.sampling.known import Sampled
from ticketgate.planning.sampling.search_plan import absent
from ticketgate.verdict.coverage import Reason

__all__ = ["explain_unseen"]


def explain_unseen(ground: Ground, known: Sampled, *, spent: bool) -> Mapping[str, Reason]:
    """Return the reason for every partition not seen; spent says that searches were left unmade."""
    reasoning = _Reasoning(ground, known, spent=spent)
    reasons = {name: reasoning.of(name) for name in sorted(ground.partitions - known.seen)}
    return {name: _within_limits(ground, reason) for name, reason in reasons.items()}


def _within_limits(ground: Ground, reason: Reason) -> Reason:
    """Return the reason that holds for a run within limits: it proves nothing of the tickets beyond them."""
    beyond = ground.limits and reason.proves_absence
    unsought = ground.names_tickets and reason not in (Reason.NOT_READ, Reason.REFUSED)
    return Reason.OUTSIDE if beyond or unsought else reason


class _Reasoning:
    """Holds what follows from everything that is known, worked out once."""

    def __init__(self, ground: Ground, known: Sampled, *, spent: bool) -> None:
        self._ground = ground
        self._unseen = ground.partitions - known.seen
        self._known = known
        self._failing = known.failing()
        self._absent, self._unproven = absent(ground, known)
        self._otherwise = Reason.BUDGET if spent else Reason.UNREACHABLE
        self._every_ticket = known.has_every_row and known.reads.keys() >= known.shows.keys()
        asked = known.reads.keys() | known.refused
        self._only_refused_left = known.has_every_row and asked >= known.shows.keys()

    def of(self, partition: str) -> Reason:
        """Return why a partition was not seen."""
        around = self._unseen_around(partition)
        if around is not None:
            return self.of(around)
        if partition in self._ground.rows:
            return self._of_row(partition)
        row = partition.replace(FULL, COMPACT, 1)
        if row in self._ground.rows:
            return self._of_full(row) if row in self._known.seen else self._of_row(row)
        return self._reason_of_condition(partition) or self._of_unread()

    def _of_full(self, row: str) -> Reason:
        """Return why a full form did not show what rows do; being read may not have helped."""
        shows = self._known.shows
        if any(row in shows[ticket] for ticket in self._known.reads if ticket in shows):
            return self._of_unread()
        of_row = {ticket for ticket, shown in shows.items() if row in shown}
        return Reason.REFUSED if of_row <= self._known.refused else Reason.NOT_READ

    def _of_unread(self) -> Reason:
        """Return why what only full forms show was not seen."""
        if self._every_ticket:
            return Reason.NOT_THERE
        return Reason.REFUSED if self._only_refused_left else self._otherwise

    def _unseen_around(self, partition: str) -> str | None:
        """Return the innermost partition that has to be seen before this one can, and was not."""
        root, _, place = partition.partition("=")[0].partition(":")
        around = partitions_around(root, outer(place))
        return next((name for name in around if name in self._unseen), None)

    def _of_row(self, partition: str) -> Reason:
        operand = self._ground.operands.get(partition)
        if operand is None:
            reason = self._reason_of_condition(partition)
            return reason or (Reason.NOT_THERE if self._known.has_every_row else self._otherwise)
        for reason, applies in (
            (Reason.OUTSIDE, operand.key in self._ground.pinned),
            # Where a filter is not applied, the number of all tickets is not to be believed either.
            (Reason.FILTER_FAILS, operand.key in self._failing),
            (Reason.ABSENT, partition in self._absent),
            (Reason.NOT_THERE, self._known.has_every_row),
            (Reason.UNPROVEN, partition in self._unproven),
        ):
            if applies:
                return reason
        return Reason.BUDGET

    def _reason_of_condition(self, clause: str) -> Reason | None:
        """Return the reason of what a rule's condition needs, if nothing that every way needs was seen."""
        ways = self._ground.conditions.get(clause, ())
        unseen = [next((wanted for wanted in way if not wanted & self._known.seen), None) for way in ways]
        if not ways or None in unseen:
            return None
        first = min(partition for wanted in unseen if wanted for partition in wanted)
        return self._of_row(first)
