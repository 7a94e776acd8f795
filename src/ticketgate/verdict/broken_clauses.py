"""Makes of groups the findings of a verdict: how each is shown, how to see it again, who accepts it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ticketgate.contract.clauses import Clause
from ticketgate.contract.forms import COMPACT
from ticketgate.exchange.credentials import InShell
from ticketgate.exchange.curl import curl
from ticketgate.exchange.request import for_row
from ticketgate.judging.tally import Group
from ticketgate.judging.variants import Variants
from ticketgate.verdict.changes import Change, CountedVariant
from ticketgate.verdict.shares import Share
from ticketgate.verdict.waivers import Waiver

__all__ = ["BrokenClause", "FoundVariant", "Showing", "broken_clause"]


@dataclass(frozen=True, slots=True)
class FoundVariant:
    """One of the ways in which a clause is broken at a place."""

    #: In words free of values; None for all beyond those that are told apart.
    variant: str | None
    #: How many things show it.
    count: int
    #: Why it is accepted, None if it is not.
    waiver: str | None = None
    #: What became of it since the baseline was made, None without one.
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class BrokenClause:
    """A clause broken at a place, on ``count`` of ``of`` things judged.

    ``ticket``, ``pointer`` and ``detail`` are of the first thing that shows it, ``reproduce`` are the
    shell lines that ask for it again, for a row alone where it is one, ``source`` is the file it was read
    from.
    """

    clause: Clause
    place: str
    count: int
    of: int
    ticket: int | None
    pointer: str
    detail: str
    disputed: bool
    reproduce: str
    source: str
    #: The most frequent first.
    variants: tuple[FoundVariant, ...]

    @property
    def waiver(self) -> str | None:
        """Why it is accepted in all of its variants, None if it is not."""
        reasons = dict.fromkeys(variant.waiver for variant in self.variants)
        return None if None in reasons else "; ".join(filter(None, reasons))

    @property
    def counted(self) -> Iterable[CountedVariant]:
        """Each variant with its share of what was judged."""
        for each in self.variants:
            share = Share(each.count, max(self.of, each.count))
            yield CountedVariant(
                self.clause.id, self.place, each.variant, self.clause.level, self.clause.title, share
            )


@dataclass(frozen=True, slots=True)
class Showing:
    """What all findings of a verdict are shown with."""

    #: Where requests went, for the lines that ask again.
    target: str
    #: The credentials that these lines name.
    held: InShell
    #: What a person accepts.
    waivers: tuple[Waiver, ...]
    today: date


def broken_clause(clause: Clause, place: str, group: Group, of: int, showing: Showing) -> BrokenClause:
    """Return the finding; of is on how many things its clause was judged."""
    first = group.first
    requests = (first.request, *first.others) if first.request and not first.source else ()
    if clause.root == COMPACT and first.ticket is not None:
        requests = tuple(for_row(each, first.ticket) for each in requests)
    return BrokenClause(
        clause=clause,
        place=place,
        count=group.count,
        of=max(group.count, of),
        ticket=first.ticket,
        pointer=first.pointer,
        detail=first.detail,
        disputed=group.disputed,
        reproduce="\n".join(curl(each, showing.target, showing.held) for each in requests),
        source=first.source,
        variants=tuple(_found(clause.id, place, group.variants, showing)),
    )


def _found(clause: str, place: str, variants: Variants, showing: Showing) -> Iterable[FoundVariant]:
    for variant, count in sorted(variants.counts.items(), key=lambda each: (-each[1], each[0])):
        yield FoundVariant(variant, count, _accepted(clause, place, variant, showing))
    if variants.others:
        yield FoundVariant(None, variants.others, _accepted(clause, place, None, showing))


def _accepted(clause: str, place: str, variant: str | None, showing: Showing) -> str | None:
    """Return the reason and the end of the first waiver that accepts a variant."""
    for waiver in showing.waivers:
        if waiver.accepts(clause, place, variant) and not waiver.past(showing.today):
            return f"{waiver.reason} (until {waiver.until})"
    return None
