"""Tells which waivers do no good any more: those past their date, and those of what every ticket keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ticketgate.contract.clauses import Clause, Kind
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.wording import in_number, were
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.early_end import Ended
from ticketgate.verdict.power import Power
from ticketgate.verdict.waivers import Waiver

__all__ = ["Looked", "unmatched"]


@dataclass(frozen=True, slots=True)
class Looked:
    """How much a run has looked at; ``sought`` is None for saved bodies, which are what somebody chose."""

    contract: Contract
    ended: Ended | None
    sought: Sought | None

    def left_out(self, clause: Clause) -> str:
        """Say in words what was not looked at that may break the clause; empty for nothing."""
        if self.sought is None:
            return "only the bodies given were judged"
        if self.ended is not None:
            return "the run did not come to its end"
        if self.sought.limited:
            return "the run was limited to some tickets"
        if clause.kind is Kind.BEHAVIOUR and clause.root != self.contract.reading.id:
            return ""  # it depends on what is asked, which is the same each time
        form = COMPACT if clause.root == COMPACT else FULL
        return _tickets_left_out(
            next((each for each in self.sought.power if each.form == form and not each.stratum), None)
        )


def _tickets_left_out(power: Power | None) -> str:
    if power is None:
        return "no ticket was judged"
    if power.of is None:
        judged = f"{in_number(power.judged, 'ticket')} {were(power.judged)} judged"
        return f"only {judged}, and how many there are is not known"
    if power.judged >= power.of:
        return ""
    return f"only {power.judged} of {power.of} tickets {were(power.judged)} judged"


def unmatched(
    waivers: Iterable[Waiver],
    accepted: Iterable[tuple[str, str, str | None]],
    judged: Iterable[str],
    looked: Looked,
    today: date,
) -> tuple[list[str], list[str]]:
    """Return sentences on stale waivers, and on those that match nothing this time and may be needed still.

    accepted are clause, place and variant of all that was found, judged the clauses that were judged. A
    waiver whose clause was not judged is left alone.
    """
    accepted, judged = list(accepted), set(judged)
    stale, open_ = list[str](), list[str]()
    for waiver in waivers:
        named = f"{waiver.written}: the waiver of {waiver.clause}"
        if waiver.past(today):
            stale.append(f"{named} ended on {waiver.until}; mend or renew it")
        elif waiver.clause in judged and not any(waiver.accepts(*each) for each in accepted):
            left_out = looked.left_out(looked.contract.clauses[waiver.clause])
            if left_out:
                open_.append(f"{named} matches no finding, but {left_out}: it may be needed still.")
            else:
                stale.append(f"{named} matches no finding; delete it")
    return stale, open_
