"""Why a run ended before its time, and what that means for its verdict."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EarlyEnd", "Ended"]


class EarlyEnd(StrEnum):
    """Why a run asks no more although more was planned."""

    BUDGET_SPENT = "budget spent"
    TIME_SPENT = "time spent"
    UNREADABLE = "no ticket could be read"
    OUT_OF_ORDER = "out of order"
    TOO_FAST = "too fast"
    SILENT = "silent"
    GONE = "gone"
    EXPIRED = "credential not accepted any more"
    DAMAGED = "source damaged"
    UNDERIVED = "no requests derived"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a run before its time."""

    #: Why it came.
    reason: EarlyEnd
    #: The same in words, such as ``10 requests got no answer``; no sentence of its own.
    words: str

    @property
    def leaves_incomplete(self) -> bool:
        """Whether less was asked than the options allow: a budget or time that is spent was asked for."""
        return self.reason not in (EarlyEnd.BUDGET_SPENT, EarlyEnd.TIME_SPENT)
