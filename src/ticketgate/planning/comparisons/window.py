"""The window that searches look at: a few known tickets, named by ids, chosen so that expectations differ.

So the answers are small and whole, their data is known to have what the promises need, and one search serves
several of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from random import Random
from typing import Any, Final, TypeAlias

from ticketgate.contract.search_terms import FilterObject, SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.judging.relations.criteria import folded
from ticketgate.judging.relations.fields import Field, Row, is_whole
from ticketgate.judging.relations.pages import Page

__all__ = ["WINDOW", "Comparison", "Pair", "Shown", "Window", "window_of"]

#: What is put to the test together: a key with a comparator, with a way to write an operand, or, ordered by,
#: with a direction: ``("t.agentId", "not in")``.
Pair: TypeAlias = tuple[str, str]

#: Tickets in the window, and rows asked for to get all of them on one page.
WINDOW: Final = 60
_LIMIT: Final = 70
#: Different values of one key that a window is made to hold, if there are so many.
_VALUES_SOUGHT: Final = 3
#: The latest tickets of it: moments shortly before now tell most there.
_LATEST: Final = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """Bodies of searches, in the order that the relation with the id ``promise`` takes their answers.

    A body that occurs twice is to be asked for twice.
    """

    promise: str
    searches: tuple[Json, ...]
    #: What they put to the test.
    covers: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """What several rows of a window show at one place."""

    #: What they show, as `Field.values` reads it.
    held: tuple[Any, ...]
    #: Which rows they are, as bits: the lowest stands for the first row of the window.
    bits: int
    #: The values there but for null, and the same written so that texts are equal where values are.
    values: Sequence[Any]
    written: Sequence[str]


@dataclass(frozen=True, slots=True)
class Window:
    """What searches are made of: a window of rows, the values in it by key, and a source of choices."""

    fields: Mapping[str, Field]
    rows: Sequence[Row]
    #: The same rows as the page that shows them all.
    page: Page
    #: Of every key that may be filtered by: the different values that rows show, smallest first.
    values: Mapping[str, tuple[Any, ...]]
    #: What the rows show at each place: rows that show the same there tell the same of every condition.
    shown: Mapping[str, Sequence[Shown]]
    scope: Sequence[FilterObject]
    choose: Random
    terms: SearchTerms

    @property
    def ids(self) -> list[int]:
        """The ids of the window, in order."""
        return [row[self.terms.id] for row in self.rows]

    def search(
        self, *filters: FilterObject, order: str | None = None, falling: bool = False
    ) -> dict[str, Json]:
        """Return the body of a search for the tickets of the window that meet the filters."""
        return self.search_for(self.ids, *filters, order=order, falling=falling)

    def search_for(
        self, ids: Sequence[int], *filters: FilterObject, order: str | None = None, falling: bool = False
    ) -> dict[str, Json]:
        """Return the body of a search for those of the tickets that meet the filters."""
        terms = self.terms
        return {
            terms.filters: [*self.scope, terms.among(terms.id_key, *ids), *filters],
            terms.limit: _LIMIT,
            terms.offset: 0,
            terms.order: order or terms.id_key,
            terms.direction: terms.falling if falling else terms.rising,
        }

    def chosen(self, keys: Sequence[str]) -> list[str]:
        """Return keys in an order by choice."""
        return self.choose.sample(keys, len(keys))


def window_of(  # noqa: PLR0913 - each is one input of the plan
    terms: SearchTerms,
    fields: Mapping[str, Field],
    rows: Mapping[int, Row],
    scope: Sequence[FilterObject],
    seed: int,
    *,
    personal: bool,
) -> Window:
    """Return the window that a seed chooses of the tickets known, by id.

    Its values are those that can be operands: personal allows those that name a customer or a conversation.
    """
    choose = Random(seed)  # noqa: S311 - it makes choices, no secrets
    usable = {
        key: field
        for key, field in fields.items()
        if not terms.keys[key].undecided and (personal or not terms.keys[key].personal)
    }
    chosen = _chosen(usable, rows, choose)
    special = _special(terms)
    values = {key: _values(field, chosen, special) for key, field in usable.items()}
    page = Page({}, (*chosen,), len(chosen), complete=True, fields=fields, terms=terms)
    shown = {field.place: [*_shown(field, chosen)] for field in fields.values()}
    return Window(fields, chosen, page, values, shown, scope, choose, terms)


def _shown(field: Field, rows: Sequence[Row]) -> Iterator[Shown]:
    """Yield what rows show at the place of a field, without rows that show nothing the contract knows."""
    bits: dict[tuple[Any, ...], int] = {}
    for at, row in enumerate(rows):
        if (values := field.values(row)) is not None:
            bits[values] = bits.get(values, 0) | 1 << at
    for values, those in bits.items():
        known = [value for value in values if value is not None]
        yield Shown(values, those, known, [*map(folded, known)])


def _chosen(fields: Mapping[str, Field], rows: Mapping[int, Row], choose: Random) -> list[Row]:
    """Return rows that together show several values and null of every key, then others up to the size."""
    latest = sorted(rows)[-_LATEST:]
    shuffled = latest + choose.sample(sorted(rows), len(rows))
    shown: dict[str, set[str | int | None]] = {key: set() for key in fields}
    chosen = {ticket: rows[ticket] for ticket in latest}
    for ticket in shuffled:
        new = [
            (key, value)
            for key, field in fields.items()
            for value in _features(field, rows[ticket])
            if value not in shown[key] and (not isinstance(value, str) or _is_wanting(field, shown[key]))
        ]
        if new and len(chosen) < WINDOW:
            chosen[ticket] = rows[ticket]
            for key, value in new:
                shown[key].add(value)
    for ticket in shuffled:
        if len(chosen) < WINDOW:
            chosen.setdefault(ticket, rows[ticket])
    return [chosen[ticket] for ticket in sorted(chosen)]


def _is_wanting(field: Field, shown: AbstractSet[str | int | None]) -> bool:
    """Tell whether another value is worth a ticket: each documented one is, of others a few are enough."""
    is_documented = field.node.enum is not None
    return is_documented or sum(isinstance(value, str) for value in shown) < _VALUES_SOUGHT


def _features(field: Field, row: Row) -> set[str | int | None]:
    """Return the values as text, None for null, and what makes expectations differ as numbers.

    Of integers it is the length with the first digit: only where these differ does it show whether a server
    compares numbers as numbers or as text, as with 9 and 10. Of several values it is how many there are.
    """
    values = field.values(row) or ()
    numbers = [value for value in values if field.kind == "integer" and is_whole(value) and value > 0]
    starts = {10 * len(str(number)) + int(str(number)[0]) for number in numbers}
    counts = {-min(len(values), _VALUES_SOUGHT)} if field.many else set[int]()
    return {None if value is None else folded(value) for value in values} | starts | counts


def _special(terms: SearchTerms) -> frozenset[str]:
    """Return the texts that stand for something else when they are an operand."""
    words = (word for key in terms.keys.values() for word in key.words)
    return frozenset(("", terms.without_value, *words))


def _values(field: Field, rows: Sequence[Row], special: AbstractSet[str]) -> tuple[Any, ...]:
    """Return the different values that the rows show and that can be operands, smallest first."""
    return tuple(sorted({folded(value): value for value in _operands(field, rows, special)}.values()))


def _operands(field: Field, rows: Sequence[Row], special: AbstractSet[str]) -> Iterator[Any]:
    for row in rows:
        for value in field.values(row) or ():
            if value is not None and folded(value) not in special:
                yield value
