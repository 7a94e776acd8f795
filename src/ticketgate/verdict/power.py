"""How small a fault the sample would have shown."""

from dataclasses import dataclass
from typing import Final

_UNNOTICED: Final = 0.05  # how probable it may be that a fault of the stated share was not seen


@dataclass(frozen=True, slots=True)
class Power:
    """How many different tickets of a stratum were judged in a form; ``of`` all that are there, if known.

    ``stratum`` is such as ``channel=chat``, or the rule that applies to its tickets, empty for all tickets.
    """

    form: str
    stratum: str
    judged: int
    of: int | None = None

    @property
    def share(self) -> float:
        """The share of tickets that a fault must touch to have been seen with 95 % probability.

        It holds for faults that strike tickets of the stratum independently of how they were chosen.
        """
        if self.of is not None and self.judged >= self.of:
            return 0.0
        return float(1 - _UNNOTICED ** (1 / self.judged)) if self.judged else 1.0
