"""The phase that compares searches with one another, and rows before and after their tickets were read."""

from collections.abc import Iterator
from typing import Any, Final

from ticketgate.exchange.answer import Exchange, weight
from ticketgate.exchange.request import Json, get_ticket, search
from ticketgate.planning.comparisons import Comparison, plan_comparisons
from ticketgate.planning.sampling.ground import filters_of
from ticketgate.run.collection import Collection

__all__ = ["compare_searches"]

#: Bytes of memory for answers that serve several comparisons; there is room for all of usual size.
_MOST_KEPT: Final = 32 * 1024 * 1024
#: Rows looked at again after their tickets were read; a page of them is small.
_LOOKED_AT: Final = 50
#: Kinds of tickets, by channel and status, that are read for this if none of the kind was read before.
_KINDS_READ: Final = 6


def compare_searches(collection: Collection) -> None:
    """Ask for what the plan compares, as far as the share of the budget goes, then look at the rows again."""
    share = collection.share("relations")
    reads = _read_missing_kinds(collection, min(_KINDS_READ, share // 10))
    settings = collection.settings
    scope = filters_of(settings.tickets, settings.filters)
    plan = plan_comparisons(
        collection.confirmations.comparer.fields,
        collection.rows,
        scope,
        settings.seed,
        personal=collection.client.target.on_loopback,
    )
    comparing = _Comparing(collection, share - reads - 1)
    for done, comparison in enumerate(plan):
        collection.progress("comparing searches", done, len(plan))
        comparing.compare(comparison)
    if comparing.left_out:
        collection.notes.append(
            f"{comparing.left_out} of {len(plan)} comparisons of searches were left out for the budget."
        )
    _look_again(collection, scope)


class _Comparing:
    """Sends the searches of comparisons, each but once, and has the answers judged together."""

    def __init__(self, collection: Collection, most: int) -> None:
        self.left_out = 0
        self._collection = collection
        self._left = most
        self._answers: dict[bytes, Exchange | None] = {}
        self._room = _MOST_KEPT

    def compare(self, comparison: Comparison) -> None:
        """Judge one comparison, or leave it out when it takes more requests than are left."""
        if self._costs(comparison) > self._left:
            self.left_out += 1
            return
        answers = list(self._ask(comparison.searches))
        exchanges = [answer for answer in answers if answer is not None]
        if comparison.promise is None or len(exchanges) < len(answers):
            return
        self._collection.compare(comparison.promise, exchanges)

    def _costs(self, comparison: Comparison) -> int:
        contents = [search(body).content for body in comparison.searches]
        new = {content for content in contents if content not in self._answers}
        return len(new) + len(contents) - len(set(contents))

    def _ask(self, searches: tuple[Json, ...]) -> Iterator[Exchange | None]:
        """Yield the answers; the one known already serves, but for a body that the comparison repeats."""
        for i, body in enumerate(searches):
            request = search(body)
            content = request.content or b""
            answer = self._answers.get(content)
            if content not in self._answers or body in searches[:i]:
                self._left -= 1
                answer = self._collection.ask(request)
                size = weight(answer.content) if answer is not None else 0
                if content not in self._answers and size <= self._room:
                    self._room -= size
                    self._answers[content] = answer
            yield answer


def _look_again(collection: Collection, scope: list[Any]) -> None:
    """Search for tickets of every kind that were read, to see what the reading did to their rows."""
    rows, read = collection.rows, [ticket for ticket in collection.tickets if ticket in collection.rows]
    first_of_kind = {_kind(rows[ticket]): ticket for ticket in reversed(read)}
    chosen = list(dict.fromkeys((*first_of_kind.values(), *read)))[:_LOOKED_AT]
    if not chosen:
        return
    named: Json = {"key": "t.id", "comparator": "in", "values": [*chosen]}
    request = search({"filters": [*scope, named], "limit": _LOOKED_AT, "orderByField": "t.id"})
    page = collection.ask(request)
    if page is not None:
        collection.compare_reading(chosen, page)


def _read_missing_kinds(collection: Collection, most: int) -> int:
    """Read a ticket of each kind of which none was read yet; return how many reads it took."""
    rows = collection.rows
    known = {_kind(rows[ticket]) for ticket in collection.tickets if ticket in rows}
    missing = {kind: ticket for ticket, row in rows.items() if (kind := _kind(row)) not in known}
    chosen = list(missing.values())[:most]
    for ticket in chosen:
        collection.ask(get_ticket(ticket, includeCustomer=True, includeIntents=True))
    return len(chosen)


def _kind(row: Any) -> str:
    return repr((row.get("channel"), row.get("status")))
