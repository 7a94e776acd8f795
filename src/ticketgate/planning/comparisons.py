"""Plans, without sending anything, searches whose answers have to do with each other.

Nearly all of them look at one window of a few known tickets, named by their ids. So the answers are small
and whole, their data is known to have what the relations need, and searches serve several relations.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from ticketgate.contract.search_terms import FilterObject, SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.judging.relations.criteria import folded
from ticketgate.judging.relations.fields import Field, is_whole

__all__ = ["WINDOW", "Comparison", "plan_comparisons"]

#: Tickets in the window, and rows asked for to get all of them on one page.
WINDOW: Final = 40
_LIMIT: Final = 50
#: Different values of one key that a window is made to hold, if there are so many.
_VALUES_SOUGHT: Final = 3
#: The comparisons with one value of each kind of field, by their meaning.
_MEANINGS: Final = {
    "integer": ("unequal", "less", "greater", "at-most", "at-least"),
    "date": ("equal", "unequal", "less", "greater", "at-most", "at-least"),
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Bodies of searches, in the order that the relation with the id ``promise`` takes their answers.

    A body that occurs twice is to be asked for twice. Without a promise each answer is judged alone.
    """

    promise: str | None
    searches: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What searches are made of: a window of rows, the values in it by key, and a source of choices."""

    fields: Mapping[str, Field]
    rows: Sequence[Row]
    values: Mapping[str, tuple[Any, ...]]
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

    def keys(self, *kinds: str, at_least: int = 1) -> list[str]:
        """Return the keys of these kinds, or of all, with so many values, in an order by choice."""
        keys = [
            key
            for key, values in self.values.items()
            if len(values) >= at_least and (not kinds or self.fields[key].kind in kinds)
        ]
        return self.choose.sample(keys, len(keys))


def plan_comparisons(  # noqa: PLR0913 - each is one input of the plan
    terms: SearchTerms,
    fields: Mapping[str, Field],
    rows: Mapping[int, Row],
    scope: Sequence[FilterObject],
    seed: int,
    *,
    personal: bool,
) -> list[Comparison]:
    """Return comparisons of searches within the filters of scope, the most telling first.

    rows are the tickets known, by id; personal allows operands that name a customer or a conversation.
    The first two dozen searches put every relation to the test, as far as the data can; the rest goes
    through keys and orders one by one. The same rows and seed give the same plan.
    """
    if not rows:
        return []
    choose = Random(seed)  # noqa: S311 - it makes choices, no secrets
    usable = {
        key: field
        for key, field in fields.items()
        if not terms.keys[key].undecided and (personal or not terms.keys[key].personal)
    }
    window = _window(usable, rows, choose)
    values = {key: _values(field, window, _special(terms)) for key, field in usable.items()}
    ground = _Ground(fields, window, values, scope, choose, terms)
    ranges, orders = _ranges(ground), _text_orders(ground)
    rest = [
        *(_complement(ground, key) for key in _single_keys(ground)),
        *_unions(ground),
        *_narrowings(ground),
        *ranges[1:],
        *orders[1:],
    ]
    plan = [
        *_paging(ground),
        *_special_views(ground),
        *_one_key(ground),
        *orders[:1],
        *ranges[:1],
        *_number_orders(ground),
        *_each_key(ground),
        *choose.sample(rest, len(rest)),
    ]
    return [each for i, each in enumerate(plan) if each not in plan[:i]]


def _window(fields: Mapping[str, Field], rows: Mapping[int, Row], choose: Random) -> list[Row]:
    """Return rows that together show several values and null of every key, then others up to the size."""
    shuffled = choose.sample(sorted(rows), len(rows))
    shown: dict[str, set[str | int | None]] = {key: set() for key in fields}
    chosen: dict[int, Row] = {}
    for ticket in shuffled:
        new = [
            (key, value)
            for key, field in fields.items()
            for value in _features(field, rows[ticket])
            if value not in shown[key] and (not isinstance(value, str) or _is_wanting(shown[key]))
        ]
        if new and len(chosen) < WINDOW:
            chosen[ticket] = rows[ticket]
            for key, value in new:
                shown[key].add(value)
    for ticket in shuffled:
        if len(chosen) < WINDOW:
            chosen.setdefault(ticket, rows[ticket])
    return [chosen[ticket] for ticket in sorted(chosen)]


def _is_wanting(shown: AbstractSet[str | int | None]) -> bool:
    return sum(isinstance(value, str) for value in shown) < _VALUES_SOUGHT


def _features(field: Field, row: Row) -> set[str | int | None]:
    """Return the values as text, None for null, and of integers the length with the first digit.

    Only where these differ does it show whether a server orders numbers as numbers or as text: 9 and 10.
    """
    values = field.values(row) or ()
    numbers = [value for value in values if field.kind == "integer" and is_whole(value) and value > 0]
    starts = {10 * len(str(number)) + int(str(number)[0]) for number in numbers}
    return {None if value is None else folded(value) for value in values} | starts


def _special(terms: SearchTerms) -> frozenset[str]:
    """Return the texts that stand for something else when they are an operand."""
    words = (word for key in terms.keys.values() for word in key.words)
    return frozenset(("", terms.without_value, *words))


def _values(field: Field, rows: Sequence[Row], special: AbstractSet[str]) -> tuple[Any, ...]:
    """Return the different values that the rows show and that can be operands, smallest first."""
    found = {
        folded(value): value
        for row in rows
        for value in field.values(row) or ()
        if value is not None and folded(value) not in special
    }
    return tuple(sorted(found.values()))


# The relations, each with what it compares


def _paging(ground: _Ground) -> Iterator[Comparison]:
    terms, size = ground.terms, len(ground.rows)
    whole = ground.search()
    first = max(1, size // 2)
    half = {**whole, terms.limit: first}
    rest = {**whole, terms.limit: _LIMIT - first, terms.offset: first}
    past = {**whole, terms.limit: first, terms.offset: size}
    yield Comparison("pages-join-up", (half, rest, whole))
    yield Comparison("pages-agree-on-total", (half, rest, whole))
    yield Comparison("offset-past-the-end-is-empty", (whole, rest, past))
    yield Comparison("repeating-gives-the-same-page", (whole, whole))
    if size > 1:
        parts = (ground.search_for(ground.ids[start::2]) for start in (0, 1))
        yield Comparison("in-is-a-union", (*parts, whole))


def _one_key(ground: _Ground) -> Iterator[Comparison]:
    """Compare what can be said with one value of one key."""
    keys = _single_keys(ground)
    if not keys:
        return
    key, value = keys[0], _typical(ground, keys[0])
    alone = ground.search(ground.terms.among(key, value))
    yield _complement(ground, key)
    yield Comparison(
        "equals-agrees-with-in", (ground.search(ground.terms.compared(key, "equal", value)), alone)
    )
    for other in keys[1:2]:
        both = ground.search(
            ground.terms.among(key, value), ground.terms.among(other, _typical(ground, other))
        )
        yield Comparison("filters-only-narrow", (alone, both))


def _special_views(ground: _Ground) -> Iterator[Comparison]:
    whole = ground.search()
    terms = ground.terms
    unmarked = ground.search(terms.besides(terms.spam_key, *terms.spam_marks))
    yield Comparison("spam-exclusion-keeps-unmarked", (whole, unmarked))
    yield Comparison("skills-scope-leaves-out-spam", (whole, {**whole, **terms.spam_left_out_by}))


def _number_orders(ground: _Ground) -> list[Comparison]:
    keys = [key for key in ground.keys("integer", "date", at_least=2) if _is_sortable(ground, key)]
    return [
        Comparison(None, (ground.search(order=key, falling=ground.choose.choice((False, True))),))
        for key in keys
    ]


def _text_orders(ground: _Ground) -> list[Comparison]:
    """Compare rising with falling order, beside an order whose keeping shows that ordering works at all."""
    keys = [key for key in ground.keys("text", "boolean", at_least=2) if _is_sortable(ground, key)]
    known = _both_directions(ground, _telling_order(ground))
    return [Comparison("orders-are-reverses", (*_both_directions(ground, key), *known)) for key in keys]


def _both_directions(ground: _Ground, key: str) -> tuple[Json, Json]:
    return ground.search(order=key), ground.search(order=key, falling=True)


def _telling_order(ground: _Ground) -> str:
    """Return a key of integers or moments with an order other than that of ids, the likely fallback."""
    keys = [key for key in sorted(ground.values) if _is_sortable(ground, key)]
    for key in keys:
        field = ground.fields[key]
        shown = [values[0] for row in ground.rows if (values := field.values(row)) and values != (None,)]
        if field.kind in ("integer", "date") and shown not in (sorted(shown), sorted(shown, reverse=True)):
            return key
    return ground.terms.id_key


def _ranges(ground: _Ground) -> list[Comparison]:
    """Compare between with its two comparisons, with ends that are moments of known tickets."""
    found = []
    for key in ground.keys("date", at_least=2):
        moments = ground.values[key]
        start = ground.choose.randrange(len(moments) - 1)
        low, high = moments[start], moments[ground.choose.randrange(start + 1, len(moments))]
        between = ground.terms.within(key, low, high)
        compared = ground.search(
            ground.terms.compared(key, "at-least", low), ground.terms.compared(key, "at-most", high)
        )
        found.append(Comparison("between-is-both-comparisons", (ground.search(between), compared)))
    return found


def _each_key(ground: _Ground) -> list[Comparison]:
    """Search for one value of each key: a filter that is ignored shows in what is found."""
    keys = ground.keys("text", "integer", "boolean")
    return [
        Comparison(None, (ground.search(ground.terms.among(key, _typical(ground, key))),)) for key in keys
    ]


def _single_keys(ground: _Ground) -> list[str]:
    """Return the keys with several values in the window and one per ticket, moments apart."""
    keys = ground.keys("text", "integer", "boolean", at_least=2)
    return [key for key in keys if not ground.fields[key].many]


def _complement(ground: _Ground, key: str) -> Comparison:
    value = _typical(ground, key)
    searches = (
        ground.search(),
        ground.search(ground.terms.among(key, value)),
        ground.search(ground.terms.besides(key, value)),
    )
    return Comparison("not-in-is-the-complement", searches)


def _unions(ground: _Ground) -> list[Comparison]:
    found = []
    for key in ground.keys("text", "integer", "boolean", at_least=2):
        value = _typical(ground, key)
        other = ground.choose.choice([each for each in ground.values[key] if each != value])
        parts = (ground.search(ground.terms.among(key, value)), ground.search(ground.terms.among(key, other)))
        found.append(
            Comparison("in-is-a-union", (*parts, ground.search(ground.terms.among(key, value, other))))
        )
    return found


def _narrowings(ground: _Ground) -> list[Comparison]:
    """Add filters of the other families and comparators to the window."""
    added: list[FilterObject] = []
    for key in ground.keys("integer", "date"):
        operand = ground.choose.choice(ground.values[key])
        meaning = ground.choose.choice(_MEANINGS[ground.fields[key].kind])
        if not ground.fields[key].many:
            added.append(ground.terms.compared(key, meaning, operand))
    tagged = ((key, _values_at(ground, ground.terms.keys[key].place)) for key in ground.terms.sets)
    added += [ground.terms.tagged(key, ground.choose.choice(tags)) for key, tags in tagged if tags]
    return [Comparison("filters-only-narrow", (ground.search(), ground.search(each))) for each in added]


def _values_at(ground: _Ground, place: str | None) -> tuple[Any, ...]:
    """Return the values in the window of the key whose values rows show at a place."""
    keys = (key for key in ground.values if ground.fields[key].place == place)
    return next((ground.values[key] for key in keys), ())


def _typical(ground: _Ground, key: str) -> Any:
    """Return the same value of the key each time, so that its search serves several comparisons."""
    values = ground.values[key]
    return values[len(values) // 2]


def _is_sortable(ground: _Ground, key: str) -> bool:
    return ground.fields[key].sortable and not ground.fields[key].many and len(ground.values[key]) > 1
