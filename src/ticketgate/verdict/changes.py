"""What changed between what was known of the findings and what there is now."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ticketgate.contract.clauses import Kind, Level
from ticketgate.verdict.shares import CHANCE_OF_MISSING, Share, chance_of_missing, is_more

__all__ = ["Change", "ChangedVariant", "CountedVariant", "FailOnNew", "Grounds", "changes_between"]

_Key: TypeAlias = tuple[str, str, str | None]
_Variants: TypeAlias = "Mapping[_Key, CountedVariant]"


class Change(StrEnum):
    """What became of a finding in one variant; the order is that of reports."""

    NEW = "new"
    #: On a higher share than chance explains.
    WORSE = "worse"
    #: Not found any more, and judged often enough that it would have been.
    MENDED = "mended"
    #: On a lower share than chance explains.
    BETTER = "better"
    #: Its clause is no longer in the contract.
    GONE = "gone"
    SAME = "same"
    #: Not found, and judged too seldom to tell.
    NOT_SEEN = "not seen"


class FailOnNew(StrEnum):
    """What is new or worse fails from this level on.

    A member that nobody documents breaks nobody who ignores it: it fails at ANY alone.
    """

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    ANY = "any"

    def fails(self, change: Change | None, clause: str, level: Level) -> bool:
        """Tell whether a change of a variant of a clause, by its id, fails a run."""
        if change not in (Change.NEW, Change.WORSE):
            return False
        is_addition = clause.endswith(f"/{Kind.UNDOCUMENTED}")
        return self is FailOnNew.ANY or (not is_addition and level >= Level[self.name])


@dataclass(frozen=True, slots=True)
class CountedVariant:
    """A finding in one of its variants, and on which share of what was judged it is."""

    clause: str
    place: str
    #: In words; None for all beyond those that are told apart.
    variant: str | None
    level: Level
    #: What the clause promises.
    promise: str
    share: Share
    #: The day since when it is known, as YYYY-MM-DD; empty where that is not kept.
    since: str = ""

    @property
    def key(self) -> _Key:
        """What makes it the same as another."""
        return self.clause, self.place, self.variant


@dataclass(frozen=True, slots=True)
class ChangedVariant:
    """A variant before and now; one of both is None where there was or is none."""

    change: Change
    before: CountedVariant | None
    now: CountedVariant | None

    @property
    def variant(self) -> CountedVariant:
        """The variant as it is now, else as it was."""
        found = self.now or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Grounds:
    """What can be said of what is not found now."""

    #: On how many things each clause was judged, by its id; those not judged, too, as far as there are any.
    judged: Mapping[str, int]
    #: Clause and place of what was found once and could not be looked at again.
    in_doubt: AbstractSet[tuple[str, str]] = frozenset()
    #: The clauses of which nothing that could break them was left out.
    whole: AbstractSet[str] = frozenset()
    #: The clauses on requests that every run makes: what was always broken is mended if it is kept once.
    repeated: AbstractSet[str] = frozenset()
    #: Whether things were chosen as they were before; else shares do not compare, and absence tells nothing.
    alike: bool = True


def changes_between(
    before: Iterable[CountedVariant], now: Iterable[CountedVariant], grounds: Grounds
) -> tuple[ChangedVariant, ...]:
    """Return every variant of before and now with its change, sorted by clause, place and variant."""
    then, present = ({each.key: each for each in side} for side in (before, now))
    changes = (*_found(then, present, grounds), *_not_found(then, present, grounds))
    return tuple(sorted(changes, key=_order))


def _found(then: _Variants, present: _Variants, grounds: Grounds) -> Iterator[ChangedVariant]:
    crowded = _crowded(then)
    for key, found in present.items():
        known = then.get(key)
        if known is not None:
            yield ChangedVariant(_change_of(known.share, found.share, grounds), known, found)
        else:
            # Where not all variants were told apart, it may have been there without being named.
            yield ChangedVariant(Change.SAME if key[:2] in crowded else Change.NEW, None, found)


def _not_found(then: _Variants, present: _Variants, grounds: Grounds) -> Iterator[ChangedVariant]:
    crowded = _crowded(present)
    for key, known in then.items():
        if key not in present:
            hidden = key[:2] in crowded or key[:2] in grounds.in_doubt
            yield ChangedVariant(Change.NOT_SEEN if hidden else _absent(known, grounds), known, None)


def _crowded(variants: _Variants) -> set[tuple[str, str]]:
    """Return clause and place of the findings with more variants than are told apart."""
    return {(clause, place) for clause, place, variant in variants if variant is None}


def _change_of(before: Share, now: Share, grounds: Grounds) -> Change:
    if not grounds.alike:
        return Change.SAME
    if is_more(now, before):
        return Change.WORSE
    return Change.BETTER if is_more(before, now) else Change.SAME


def _absent(known: CountedVariant, grounds: Grounds) -> Change:
    """Return what became of something that is not found."""
    judged = grounds.judged.get(known.clause)
    if judged is None:
        return Change.GONE
    certain = known.clause in grounds.whole or (known.clause in grounds.repeated and known.share.value == 1)
    enough = certain or chance_of_missing(known.share, judged) <= CHANCE_OF_MISSING
    return Change.MENDED if judged and enough and grounds.alike else Change.NOT_SEEN


def _order(changed: ChangedVariant) -> tuple[str, str, bool, str]:
    clause, place, variant = changed.variant.key
    return clause, place, variant is None, variant or ""
