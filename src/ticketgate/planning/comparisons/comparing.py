"""Plans the searches of a run that are held against rows that are known, and against each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, islice

from ticketgate.contract.search_terms import FilterObject, SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.judging.relations.fields import Field, Row
from ticketgate.planning.comparisons.choices import choices_of, further_choices_of
from ticketgate.planning.comparisons.conditions import ANY_PROMISE, PROMISES
from ticketgate.planning.comparisons.covering import Covering, PackedSearch, covering_of
from ticketgate.planning.comparisons.orders import (
    directions_left,
    order_for,
    orders_beside_filters,
    orders_of,
)
from ticketgate.planning.comparisons.views import (
    RELATIVE,
    comparators_unshown,
    defaults_left_out,
    pages_of_all,
    pages_of_window,
    relative_moments,
    special_views,
    unshown,
    words,
)
from ticketgate.planning.comparisons.window import Comparison, Pair, Window, window_of

__all__ = [
    "SearchPlan",
    "is_explained",
    "is_on_conditions",
    "is_told_by_filters",
    "plan_comparisons",
    "promise_by_cause",
]


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Comparisons of searches, the most telling first, and the pairs that they cover."""

    comparisons: tuple[Comparison, ...] = ()
    #: What no known row tells anything about.
    untold: frozenset[Pair] = frozenset()

    @property
    def pairs(self) -> frozenset[Pair]:
        """What all of it covers."""
        return frozenset().union(*(each.covers for each in self.comparisons))


def plan_comparisons(  # noqa: PLR0913 - each is one input of the plan
    terms: SearchTerms,
    fields: Mapping[str, Field],
    rows: Mapping[int, Row],
    scope: Sequence[FilterObject],
    seed: int,
    *,
    total: int,
    personal: bool,
) -> SearchPlan:
    """Return comparisons of searches within the filters of scope.

    rows are the tickets known, by id, total is how many there are; personal allows operands that name a
    customer or a conversation. The first searches put every promise to the test, as far as the data can; the
    rest goes through pairs of key and comparator, forms of operands and orders. The same rows and seed give
    the same plan.
    """
    if not rows:
        return SearchPlan()
    window = window_of(terms, fields, rows, scope, seed, personal=personal)
    choices = [*choices_of(window)]
    asked = frozenset[Pair]().union(*(choice.pairs for choice in choices))
    covering = covering_of(choices, further_choices_of(window, asked))
    orders, orders_alone = orders_of(window)
    filters = [*_by_filters(window, covering.searches)]
    first, rest = _one_of_each_promise(covering)
    relative, more_relative = relative_moments(window, rows)
    plan = [
        *pages_of_window(window),
        *special_views(window),
        *chain.from_iterable(filters[at] for at in first),
        *chain.from_iterable(orders[:4]),
        *islice(defaults_left_out(window, rows), 2),
        *relative,
        *pages_of_all(window, total),
        *unshown(window),
        *words(window, personal=personal),
        *defaults_left_out(window, rows),
        *chain.from_iterable(_in_turns([filters[at] for at in rest], orders[4:])),
        *chain.from_iterable(orders_alone),
        *more_relative,
        *comparators_unshown(window),
    ]
    plan += directions_left(window, frozenset().union(*(each.covers for each in plan)))
    return SearchPlan(tuple(each for at, each in enumerate(plan) if each not in plan[:at]), covering.untold)


def is_on_conditions(comparison: Comparison) -> bool:
    """Tell whether a comparison is judged for what its conditions have to find."""
    return comparison.promise in (ANY_PROMISE, *PROMISES.values())


def is_told_by_filters(comparison: Comparison) -> bool:
    """Tell whether what a comparison shows can be for a filter that lets pass what it should not."""
    return is_on_conditions(comparison) or comparison.promise == RELATIVE


def promise_by_cause(comparison: Comparison, broken: AbstractSet[str]) -> str:
    """Return the promise that a comparison on conditions is judged by; broken are all that miss tickets.

    Where several comparators miss tickets, it is not for the comparator: one cause is one finding.
    """
    own = comparison.promise
    several = len(broken - {RELATIVE}) > 1
    return ANY_PROMISE if own in broken and own != RELATIVE and several else own


def is_explained(terms: SearchTerms, comparison: Comparison, unmet: AbstractSet[Pair]) -> bool:
    """Tell whether a comparison filters by what is known not to be applied; unmet are keys with comparators.

    A comparator that several keys are not met by is at fault itself.
    """
    keys = {key for key, _ in unmet}
    comparators = Counter(word for _, word in unmet)
    name, comparator = terms.parts["key"], terms.parts["comparator"]
    first, *others = comparison.searches
    known = _filters(terms, first)
    said = [each for body in others for each in _filters(terms, body) if each not in known]
    return any(each[name] in keys or comparators[str(each.get(comparator))] > 1 for each in said)


def _filters(terms: SearchTerms, body: Json) -> Sequence[FilterObject]:
    return body.get(terms.filters, []) if isinstance(body, dict) else []  # type: ignore[return-value]


def _by_filters(window: Window, searches: Iterable[PackedSearch]) -> Iterator[list[Comparison]]:
    """Hold each search against the window: what is known is found, and nothing else.

    Each has another order, as far as there are any by which what it finds differs.
    """
    orders, whole = orders_beside_filters(window), window.search()
    for at, search in enumerate(searches):
        said = [condition.said for condition in search.conditions]
        order = order_for(window, orders, search.met) if search.met else None
        if order is None:
            found, pairs = window.search(*said), search.pairs
        else:
            orders.remove(order)
            (key, falls), terms = order, window.terms
            found = window.search(*said, order=key, falling=falls)
            pairs = search.pairs | {(key, terms.falling if falls else terms.rising)}
        if at % 2:
            found = _tickets_last(window, found)
        yield [
            Comparison(search.promise, (whole, found), pairs),
            Comparison("filters-only-narrow", (whole, found)),
            Comparison("total-counts-the-matches", (whole, found)),
        ]


def _tickets_last(window: Window, body: dict[str, Json]) -> dict[str, Json]:
    """Return the same search with the tickets named after its conditions: a server may look at the first."""
    name, before = window.terms.filters, len(window.scope)
    filters = _filters(window.terms, body)
    return {**body, name: [*filters[:before], *filters[before + 1 :], filters[before]]}


def _one_of_each_promise(covering: Covering) -> tuple[list[int], list[int]]:
    """Return the places of the first search by each promise that finds something, and those of all others."""
    found = [(at, search) for at, search in enumerate(covering.searches) if search.met]
    first = {search.promise: at for at, search in reversed(found)}
    places = sorted(first.values())
    return places, [at for at in range(len(covering.searches)) if at not in places]


def _in_turns(
    filters: Iterable[list[Comparison]], orders: Iterable[list[Comparison]]
) -> Iterator[list[Comparison]]:
    """Yield two searches by filters, then one by an order, until both have come to an end."""
    filters, orders = iter(filters), iter(orders)
    while turn := [*islice(filters, 2), *islice(orders, 1)]:
        yield from turn
