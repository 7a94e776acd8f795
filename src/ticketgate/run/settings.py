"""What a run is limited to, and who is told how far it has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ticketgate.contract.search_terms import FilterObject, SearchTerms
from ticketgate.planning.scope import scope_of

#: How many requests of a default budget each part may use; other budgets are divided alike.
SHARES: Final[Mapping[str, int]] = {
    "tickets": 105,
    "searches": 20,
    "reads": 30,
    "relations": 200,
    "cases": 215,
    "confirmations": 30,
}


#: More requests than any run comes to.
_UNLIMITED: Final = 10**9

#: Told the phase, how much of it is done and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user limits a run to."""

    #: The only tickets to judge, by their ids; none for all that are found.
    tickets: tuple[int, ...] = ()
    #: Keys and values of the filters to stay within, such as ``("t.channel", "email")``.
    filters: tuple[tuple[str, str], ...] = ()
    #: What the choices of a run are made by: the same seed makes the same ones.
    seed: int = 7
    #: The only clauses to judge, by their ids; none for all.
    only: frozenset[str] = frozenset()

    def within(self, search: SearchTerms) -> list[FilterObject]:
        """Return the filters that keep a search inside these limits, as its body states them."""
        return scope_of(search, self.tickets, self.filters)


def share(part: str, budget: int) -> int:
    """Return how many requests a part of a run may send; budget 0 is unlimited."""
    return SHARES[part] * budget // sum(SHARES.values()) if budget else _UNLIMITED
