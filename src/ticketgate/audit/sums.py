"""What judging some of the traffic came to, as a value that can be added up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ticketgate.audit.omissions import Omissions
from ticketgate.audit.search_sample import SearchSample
from ticketgate.audit.ticket_sample import TicketSample
from ticketgate.judging.tally import Result

__all__ = ["Audited"]

#: Recordings of which it is said what they leave open.
_MOST_TOLD: Final = 50


@dataclass(frozen=True, slots=True)
class Audited:
    """What the parts of some blocks showed; adding is associative and does not depend on the order."""

    result: Result = field(default_factory=Result)
    #: Tickets whose two forms are still to be compared.
    sample: TicketSample = field(default_factory=TicketSample)
    #: Answers to searches that are still to be held against each other.
    searches: SearchSample = field(default_factory=SearchSample)
    omissions: Omissions = field(default_factory=Omissions)
    #: Sentences on recordings, by the place of each among the sources.
    notes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    #: How many bodies and exchanges were judged.
    parts: int = 0

    def __add__(self, other: "Audited") -> "Audited":
        """Return both together."""
        notes = {**self.notes, **other.notes}
        return Audited(
            self.result + other.result,
            self.sample + other.sample,
            self.searches + other.searches,
            self.omissions + other.omissions,
            {ordinal: notes[ordinal] for ordinal in sorted(notes)[:_MOST_TOLD]},
            self.parts + other.parts,
        )
