"""What a run is limited to, and who is told how far it has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

#: How many requests of a default budget each part may use; other budgets are divided alike.
SHARES: Final[Mapping[str, int]] = {
    "tickets": 300,
    "searches": 40,
    "cases": 160,
    "relations": 80,
    "confirmations": 20,
}


#: Told the phase, how much of it is done and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is limited to: tickets and filters the user named, and the seed of its choices."""

    tickets: tuple[int, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    seed: int = 7
