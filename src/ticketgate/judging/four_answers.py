"""What two environments answered to one request, asked twice of each: what differs, and what is noise.

What one environment answers differently when asked twice is noise. A difference between the two counts when
both readings show it and no noise explains it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final, TypeAlias

from ticketgate.contract.formats import is_same_moment
from ticketgate.contract.forms import COMPACT, PAGE
from ticketgate.contract.model import Contract
from ticketgate.contract.places import is_within
from ticketgate.exchange.answer import Exchange, NotJson, parse_as_written
from ticketgate.exchange.request import Request
from ticketgate.exchange.rows import PageRows, rows_of_page, ticket_of
from ticketgate.judging.differences import Difference, DifferenceKind, differences

__all__ = ["AnswerComparison", "ComparedThing", "FourAnswers", "ThingKey", "TicketVersions", "agreement"]

#: What was compared: a form or an operation, and the ticket if it is about one: ``("compact", 371180)``.
ThingKey: TypeAlias = tuple[str, int | None]
_Found: TypeAlias = dict[ThingKey, AbstractSet[Difference]]

#: Differences that a value which moves by itself makes anyway.
_OF_MOVING: Final = frozenset(
    (DifferenceKind.VALUE, DifferenceKind.LENGTH, DifferenceKind.ORDER, DifferenceKind.NULL)
)
#: Noise of these kinds explains whatever differs within the place.
_EXPLAINING: Final = frozenset(
    (
        DifferenceKind.MISSING,
        DifferenceKind.ADDED,
        DifferenceKind.TYPE,
        DifferenceKind.NULL,
        DifferenceKind.LENGTH,
    )
)


@dataclass(frozen=True, slots=True)
class FourAnswers:
    """The answers of two environments to one request, in the order in which each gave its two."""

    request: Request
    first: tuple[Exchange, Exchange]
    second: tuple[Exchange, Exchange]


@dataclass(frozen=True, slots=True)
class ComparedThing:
    """A ticket, a row, a page or an answer, held against what the other environment has in its place."""

    key: ThingKey
    request: Request
    differences: frozenset[Difference]
    #: What the first environment, and what the second, answered differently when asked twice.
    noise: tuple[frozenset[Difference], frozenset[Difference]]


@dataclass(slots=True)
class TicketVersions:
    """When each ticket was changed last, as all the answers of both environments say."""

    #: What the first and what the second says, by form and ticket: a row need not say what the ticket does.
    _seen: dict[ThingKey, tuple[list[Any], list[Any]]] = field(default_factory=dict)

    def add(self, side: int, key: ThingKey, changed: Any) -> None:
        """Note what a form of a ticket says in one environment (0 or 1)."""
        known = self._seen.setdefault(key, ([], []))[side]
        if not any(_is_same(changed, other) for other in known):
            known.append(changed)

    @property
    def on_both(self) -> int:
        """How many tickets both environments have."""
        return len({ticket for (_, ticket), sides in self._seen.items() if all(sides)})

    @property
    def changed_meanwhile(self) -> frozenset[int]:
        """The tickets that one environment says were changed while they were read."""
        return self._tickets(lambda one, other: max(len(one), len(other)) > 1)

    @property
    def apart(self) -> frozenset[int]:
        """Those of which the two environments say that they were changed at different moments."""
        return self._tickets(lambda one, other: not all(_is_same(a, b) for a in one for b in other))

    def _tickets(self, holds: Callable[[list[Any], list[Any]], bool]) -> frozenset[int]:
        return frozenset(
            ticket for (_, ticket), sides in self._seen.items() if ticket is not None and holds(*sides)
        )


def agreement(rows: Mapping[int, Mapping[str, Any]], others: Mapping[int, Mapping[str, Any]]) -> float:
    """Return in which share of the members that tell tickets apart the median ticket of both has one value.

    Rows are by id. It is near 1 where both are about the same tickets, whatever single members differ, and
    low where only the numbers are the same; 0 without a common ticket, 1 where nothing tells tickets apart.
    """
    common = rows.keys() & others.keys()
    values: dict[str, set[str]] = {}
    for row in rows.values():
        for name, value in row.items():
            values.setdefault(name, set()).add(repr(value))
    telling = [name for name, found in values.items() if len(found) > 1]
    if not (common and telling):
        return float(bool(common))
    shares = (
        sum(rows[ticket].get(name) == others[ticket].get(name) for name in telling) / len(telling)
        for ticket in common
    )
    return float(median(shares))


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other or is_same_moment(one, other)
    return type(one) is type(other) and bool(one == other)


class AnswerComparison:
    """Compares answers to the same request, place by place as the contract names them."""

    def __init__(self, contract: Contract) -> None:
        """Prepare for the forms of a contract."""
        self._contract = contract
        self._terms = contract.search
        self._moving = contract.moving

    def versions(self, exchange: Exchange) -> Iterator[tuple[ThingKey, Any]]:
        """Yield the tickets of an answer, each with what it says of its last change, if it does."""
        value: Any = _value(exchange) if exchange.succeeded else None
        page = self._page(exchange, value)
        form = COMPACT if page else exchange.request.operation.id
        number = ticket_of(value, self._terms)
        tickets = page.tickets if page else () if number is None else ((number, value),)
        for ticket, body in tickets:
            if self._terms.changed in body:
                yield (form, ticket), body[self._terms.changed]

    def compare(self, four: FourAnswers, moved: AbstractSet[int]) -> Iterator[ComparedThing]:
        """Yield what can be compared in the answers; nothing of tickets that moved."""
        readings = [
            self._between(one, other, moved) for one, other in zip(four.first, four.second, strict=True)
        ]
        noise = [self._between(*four.first, moved), self._between(*four.second, moved)]
        for key in readings[0].keys() & readings[1].keys():
            own, others = (frozenset(each.get(key, ())) for each in noise)
            both = readings[0][key] & readings[1][key]
            found = frozenset(
                each for each in both if not self._is_moving(each) and not _is_explained(each, own | others)
            )
            yield ComparedThing(key, four.first[0].request, found, (own, others))

    def _between(self, one: Exchange, other: Exchange, moved: AbstractSet[int]) -> _Found:
        operation = one.request.operation
        asked = one.request.ticket_id
        if asked in moved:
            return {}
        found: _Found = {(operation.id, asked): frozenset(_of_answers(one, other, operation.id))}
        if one.succeeded is not other.succeeded:
            return found
        values = _value(one), _value(other)
        if not one.succeeded:
            root = f"{operation.id}/refusal"
            return found | {(root, None): differences(*values, None, root)}
        pages = self._page(one, values[0]), self._page(other, values[1])
        if pages[0] is not None and pages[1] is not None:
            return found | self._between_pages(one.request, (pages[0], pages[1]), values, moved)
        form = operation.form or (PAGE if operation.search is not None else operation.id)
        described = self._contract.representations.get(form)
        node = described.node if described else None
        return found | {(form, asked): differences(*values, node, form)}

    def _page(self, exchange: Exchange, value: Any) -> PageRows | None:
        is_search = exchange.request.operation.search is not None
        return rows_of_page(value, self._terms) if is_search else None

    def _between_pages(
        self,
        request: Request,
        pages: tuple[PageRows, PageRows],
        values: tuple[Any, Any],
        moved: AbstractSet[int],
    ) -> _Found:
        rows, total = self._terms.rows, self._terms.total
        unsure = bool(self._asked_for(request, moved))
        one, other = (
            {name: item for name, item in value.items() if name != rows and not (unsure and name == total)}
            for value in values
        )
        form = self._contract.representations[PAGE]
        of_page = set(differences(one, other, form.node, PAGE))
        of_page |= set(self._between_ids(pages, moved, unsure=unsure))
        found: _Found = {(PAGE, None): of_page}
        row_form = self._contract.representations[COMPACT]
        others = dict(pages[1].tickets)
        for ticket, row in pages[0].tickets:
            if ticket in others and ticket not in moved:
                found[COMPACT, ticket] = differences(row, others[ticket], row_form.node, COMPACT)
        return found

    def _between_ids(
        self, pages: tuple[PageRows, PageRows], moved: AbstractSet[int], *, unsure: bool
    ) -> Iterator[Difference]:
        """Yield what differs in which tickets two pages list, in which order, and how many they state.

        unsure says that a ticket which moved can be among the hits: a page that does not show all of them
        then tells nothing of membership.
        """
        place = f"{PAGE}:{self._terms.rows}[]"
        one, other = ([ticket for ticket, _ in page.tickets if ticket not in moved] for page in pages)
        is_whole = all(page.total == len(page.rows) for page in pages)
        if is_whole or not unsure:
            if set(one) - set(other):
                yield Difference(place, DifferenceKind.MISSING)
            if set(other) - set(one):
                yield Difference(place, DifferenceKind.ADDED)
            if any(Counter(one)[ticket] != Counter(other)[ticket] for ticket in set(one) & set(other)):
                yield Difference(place, DifferenceKind.LENGTH)
        common = set(one) & set(other)
        if _in_order(one, common) != _in_order(other, common):
            yield Difference(place, DifferenceKind.ORDER)

    def _asked_for(self, request: Request, moved: AbstractSet[int]) -> AbstractSet[int]:
        """Return which of the tickets that moved a search can find: those it names, all if it names none."""
        terms, body = self._terms, request.body
        conditions = body.get(terms.filters) if isinstance(body, dict) else None
        named: set[int] = set()
        for each in conditions if isinstance(conditions, list) else ():
            if isinstance(each, dict) and each.get(terms.parts["key"]) == terms.id_key:
                values = each.get(terms.parts["several"])
                named |= (
                    {item for item in values if isinstance(item, int)} if isinstance(values, list) else set()
                )
        return moved & named if named else moved

    def _is_moving(self, difference: Difference) -> bool:
        place = difference.place.partition(":")[2]
        return difference.kind in _OF_MOVING and any(is_within(place, around) for around in self._moving)


def _of_answers(one: Exchange, other: Exchange, operation: str) -> Iterator[Difference]:
    if one.status != other.status:
        yield Difference(f"{operation}:status", DifferenceKind.VALUE)
    if one.media_type != other.media_type:
        yield Difference(f"{operation}:media-type", DifferenceKind.VALUE)


def _value(exchange: Exchange) -> Any:
    """Return the value of an answer with its numbers as written; of what is no JSON the text."""
    try:
        return parse_as_written(exchange.content)
    except NotJson:
        return exchange.content.decode("latin-1")


def _in_order(tickets: Iterable[int], chosen: AbstractSet[int]) -> list[int]:
    """Return those of the tickets that are chosen, each once, in their order."""
    return [ticket for ticket in dict.fromkeys(tickets) if ticket in chosen]


def _is_explained(difference: Difference, noise: AbstractSet[Difference]) -> bool:
    """Tell whether noise explains a difference: the same one, or a change of what it lies in."""
    return difference in noise or any(
        each.kind in _EXPLAINING and is_within(difference.place, each.place) for each in noise
    )
