"""Puts conditions together into few searches, in which each still tells all that it told alone.

Libraries for covering arrays combine every value with every other one. What is to be covered here are the
documented pairs, and whether conditions go together depends on the rows: a small greedy choice does it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ticketgate.planning.comparisons.conditions import Choice, KnownCondition
from ticketgate.planning.comparisons.window import Pair

__all__ = ["Covering", "PackedSearch", "covering_of"]

#: Conditions in one search beside the one that names its tickets.
_MOST_CONDITIONS: Final = 4
#: Of those that nothing is sure to meet: each leaves fewer rows that show whether another is applied.
_MOST_UNMET: Final = 3


@dataclass(slots=True)
class PackedSearch:
    """Conditions of one search; the known rows that meet all of them have to be found, by one promise."""

    promise: str
    conditions: list[KnownCondition] = field(default_factory=list)

    @property
    def pairs(self) -> frozenset[Pair]:
        """What it puts to the test."""
        return frozenset().union(*(condition.pairs for condition in self.conditions))

    @property
    def met(self) -> int:
        """The rows that surely meet all of its conditions, as bits."""
        met = -1
        for condition in self.conditions:
            met &= condition.met
        return met

    def takes(self, new: KnownCondition) -> bool:
        """Tell whether a condition can join: of each set of rows that tells something a row still shows it.

        A row shows what one condition does with it where it meets all the others.
        """
        if len(self.conditions) == _MOST_CONDITIONS:
            return False
        if not new.met:
            return self._takes_unmet(new)
        if new.is_unequal and any(each.is_unequal and each.kind == new.kind for each in self.conditions):
            return False  # nothing meets both where a server takes != for =
        together = [*self.conditions, new]
        for at, condition in enumerate(together):
            others = -1
            for other in (*together[:at], *together[at + 1 :]):
                others &= other.met
            if not all(rows & others for rows in condition.telling):
                return False
        return True

    def _takes_unmet(self, new: KnownCondition) -> bool:
        """Tell whether a condition that no row surely meets can join: others like it, on other keys.

        Which of two texts is greater only the database knows. That the row with the very operand is not
        found by less or greater shows beside others, too.
        """
        alike = [each for each in (*self.conditions, new) if each.kind == new.kind and not each.met]
        keys = {each.key for each in alike}
        return len(alike) == len(self.conditions) + 1 == len(keys) <= _MOST_UNMET


@dataclass(frozen=True, slots=True)
class Covering:
    """The searches that cover the pairs, those that add most first, and the pairs that none can cover."""

    searches: tuple[PackedSearch, ...]
    #: What no row of the window tells anything about.
    untold: frozenset[Pair]


def covering_of(choices: Iterable[Choice], further: Iterable[Choice] = ()) -> Covering:
    """Return searches that together put every choice to the test of which rows tell something.

    The further choices join the searches of the others where they can; what is left of them comes last.
    """
    searches: list[PackedSearch] = []
    untold = _placed(searches, choices)
    first = len(searches)
    untold |= _placed(searches, further)
    covered = frozenset[Pair]().union(*(search.pairs for search in searches))
    ordered = (*_by_gain(searches[:first]), *_by_gain(searches[first:]))
    return Covering(ordered, frozenset(untold - covered))


def _placed(searches: list[PackedSearch], choices: Iterable[Choice]) -> set[Pair]:
    """Put each choice into a search, begun where none takes it, and return the pairs that nothing tells."""
    untold: set[Pair] = set()
    for choice in sorted(choices, key=_leeway):
        if choice.conditions:
            _place(searches, choice)
        else:
            untold |= choice.pairs
    return untold


def _leeway(choice: Choice) -> int:
    """Return how many rows meet the strictest of the conditions: what few meet goes with little."""
    return min((condition.met.bit_count() for condition in choice.conditions), default=0)


def _place(searches: list[PackedSearch], choice: Choice) -> None:
    """Add the first of the conditions that a search takes to it, else begin one with the most telling."""
    best = choice.conditions[0]
    # A condition that nothing is sure to meet spoils what others tell.
    fitting = [
        each
        for each in choice.conditions
        if bool(each.met) is bool(best.met) and len(each.telling) == len(best.telling)
    ]
    for search in searches:
        for condition in fitting:
            if search.promise == condition.promise and search.takes(condition):
                search.conditions.append(condition)
                return
    searches.append(PackedSearch(best.promise, [best]))


def _by_gain(searches: Sequence[PackedSearch]) -> Iterator[PackedSearch]:
    """Yield the search next that covers most for the first time: promises and parts of pairs count first."""
    left, covered = list(searches), set[str | Pair]()
    while left:
        best = max(left, key=lambda search: _gain(search, covered))
        left.remove(best)
        covered |= _covers(best)
        yield best


def _covers(search: PackedSearch) -> set[str | Pair]:
    """Return the pairs of a search, and as texts the parts of them that count before whole pairs."""
    covers: set[str | Pair] = {search.promise, *search.pairs}
    for condition in search.conditions:
        words = {word for _, word in condition.pairs}
        for first, word in condition.pairs:
            covers |= {first, word, f"{condition.kind} {word}"}
            if first in words:  # a comparator: how it goes with a form of operand shows with any key
                covers.add(f"{first} {word}")
    return covers


def _gain(search: PackedSearch, covered: set[str | Pair]) -> tuple[int, int]:
    new = _covers(search) - covered
    return sum(isinstance(each, str) for each in new), len(new)
