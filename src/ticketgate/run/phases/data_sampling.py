"""The phase that samples the data: searches for what is missing, then the full form of chosen tickets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final

from ticketgate.contract.partitions import PartitionKind, universe
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Expectation, Request, get_ticket, search
from ticketgate.planning.sampling.ground import filters_of, ground_of
from ticketgate.planning.sampling.known import Answer, Known, Search
from ticketgate.planning.sampling.reasons import explain
from ticketgate.planning.sampling.steps import plan
from ticketgate.run.collection import Collection, json_of
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.power import STRATA, Power

__all__ = ["sample_tickets"]

#: Tickets read once more with their raw data; one alone may have none.
_RAW_READS: Final = 4
_NO_PERMISSION: Final = 403
_NOT_THERE: Final = (404, 410)
#: Tickets said to be gone that are looked for once more.
_SECOND_LOOKS: Final = 2


def sample_tickets(collection: Collection) -> None:
    """Search until nothing is missing or to be gained, read a choice of the tickets, and explain the rest."""
    sampling = _Sampling(collection)
    try:
        sampling.run()
        _read_raw_data(collection)
    finally:
        sampling.conclude()


class _Sampling:
    """Follows the plan step by step and keeps what it needs to know for the next one."""

    def __init__(self, collection: Collection) -> None:
        settings = collection.settings
        self._collection = collection
        self._ground = ground_of(
            collection.contract,
            {
                p.id: p.root
                for p in universe(collection.contract).values()
                if p.kind is not PartitionKind.STATUS
            },
            settings.tickets,
            settings.filters,
            settings.seed,
        )
        self._answers: list[Answer] = []
        self._reads: dict[int, AbstractSet[str]] = dict.fromkeys(collection.tickets, frozenset())
        self._searches_left = collection.share("searches")
        self._tickets_left = max(0, collection.share("tickets") - _RAW_READS)
        self._forbidden = 0
        self._gone: list[int] = []

    def run(self) -> None:
        """Ask for what the plan says until it says nothing more."""
        while True:
            step = plan(self._ground, self._known(), self._searches_left, self._tickets_left)
            if step.searches:
                self._search(step.searches)
            elif step.tickets:
                self._read(step.tickets)
            else:
                break
        for ticket in self._gone[:_SECOND_LOOKS]:
            self._look_again(ticket)

    def conclude(self) -> None:
        """Tell the collection why something was not seen, how much was judged, and what stood out."""
        collection, known = self._collection, self._known()
        spent = self._searches_left <= 0 or collection.client.remaining == 0
        collection.sought = Sought(
            reasons=explain(self._ground, known, spent=spent), power=tuple(_power(collection, known))
        )
        unread = len(self._gone) + self._forbidden
        if unread:
            collection.notes.append(
                f"{unread} tickets found by search could not be read (403, 404 or 410); they are left out."
            )
        if len(collection.tickets) < len(collection.rows):
            collection.notes.append(
                f"{len(collection.tickets)} of {len(collection.rows)} tickets found were read in full."
            )
        collection.notes += _notes_on_filters(known)

    def _known(self) -> Known:
        collection = self._collection
        return Known(collection.rows, collection.shows, collection.seen, self._answers, self._reads)

    def _search(self, searches: tuple[Search, ...]) -> None:
        collection = self._collection
        requests = [search(one.body(self._ground.limits)) for one in searches]
        before = frozenset(collection.seen)
        for one, exchange in zip(searches, collection.ask_all(requests), strict=True):
            self._searches_left -= 1
            collection.progress("searching for what is missing", len(self._answers), 1)
            total, hits = _page(exchange)
            brought = frozenset(collection.seen - before)
            before |= brought
            known = tuple(hit for hit in hits if hit in collection.shows)
            self._answers.append(Answer(one, total, known, brought))

    def _read(self, tickets: tuple[int, ...]) -> None:
        collection = self._collection
        before = frozenset(collection.seen)
        all_planned = len(self._reads) + self._tickets_left
        for ticket, exchange in zip(tickets, collection.ask_all(map(_in_full, tickets)), strict=True):
            self._tickets_left -= 1
            collection.progress("reading tickets", len(self._reads), all_planned)
            brought = frozenset(collection.seen - before)
            before |= brought
            self._reads[ticket] = brought
            status = exchange.status if exchange is not None else 0
            self._forbidden += status == _NO_PERMISSION
            self._gone += [ticket] if status in _NOT_THERE else []

    def _look_again(self, ticket: int) -> None:
        """Read a ticket that was not there again, if search still lists it; it may have gone in between."""
        page = self._collection.ask(search({"filters": filters_of((ticket,), ()), "limit": 1}))
        if ticket in _page(page)[1]:
            self._collection.ask(replace(_in_full(ticket), expects=Expectation.LISTED))


def _in_full(ticket: int) -> Request:
    return replace(get_ticket(ticket, includeCustomer=True, includeIntents=True), expects=Expectation.VALID)


def _page(exchange: Exchange | None) -> tuple[int | None, tuple[int, ...]]:
    """Return the total that a page states and the ids of its rows; None for what is no page."""
    body = json_of(exchange) if exchange is not None and exchange.succeeded else None
    if not isinstance(body, dict) or type(body.get("total")) is not int:
        return None, ()
    rows = body.get("tickets")
    ids = (row.get("id") for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return body["total"], tuple(each for each in ids if type(each) is int)


def _power(collection: Collection, known: Known) -> Iterator[Power]:
    """Yield how many different tickets were judged, as rows and in full, overall and by stratum."""
    every = _strata(known.shows.values())
    in_full = known.shows.keys() & collection.tickets.keys()
    for form, judged in (("full", in_full), ("compact", known.shows.keys())):
        yield Power(form, "", len(judged), known.total)
        for stratum, count in sorted(_strata(known.shows[ticket] for ticket in judged).items()):
            of = every[stratum] if known.has_every_row else None
            yield Power(form, stratum.removeprefix("compact:"), count, of)


def _strata(shown: Iterable[AbstractSet[str]]) -> Counter[str]:
    """Return how many tickets are in each stratum."""
    return Counter(p for shows in shown for p in shows if p.partition("=")[0] in _STRATA)


_STRATA: Final = frozenset(f"compact:{place}" for place in STRATA)


def _notes_on_filters(known: Known) -> Iterator[str]:
    """Yield what is to be said about filters that the server refuses or does not apply."""
    for answer in known.answers:
        if answer.total is None and answer.search.filters:
            keys = ", ".join(filter_.key for filter_ in answer.search.filters)
            yield f"A search by {keys} was not answered with a page, so nothing was looked for by it."
        for filter_ in known.missed(answer):
            wrong = sum(filter_.shows.isdisjoint(known.shows[hit]) for hit in answer.hits)
            yield (
                f"{wrong} of {len(answer.hits)} hits do not match the filter {filter_.key}: "
                "the server does not apply it, so nothing is proven by it."
            )


def _read_raw_data(collection: Collection) -> None:
    """Read a few tickets with their raw data, which shows only on request (R67).

    Supply contracts have raw data of their own, so tickets that show some come first.
    """
    tickets = collection.tickets
    chosen = sorted(tickets, key=lambda ticket: not _supply_contracts(tickets[ticket]))[:_RAW_READS]
    for _ in collection.ask_all(
        get_ticket(ticket, includeCustomer=True, includeIntents=True, includeRawData=True)
        for ticket in chosen
    ):
        pass


def _supply_contracts(ticket: Mapping[str, Any]) -> Any:
    customer = ticket.get("customer")
    return customer.get("contracts") if isinstance(customer, dict) else None
