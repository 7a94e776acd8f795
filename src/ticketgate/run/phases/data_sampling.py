"""The phase that samples the data: searches for what is missing, then the full form of chosen tickets."""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final

from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.partitions import PartitionKind, in_question
from ticketgate.contract.places import MISSING, outer, values_at
from ticketgate.contract.promises import PAIR
from ticketgate.contract.wording import in_number, were
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Expectation, Json, Request, complete, searching
from ticketgate.exchange.rows import rows_of_answer, ticket_of
from ticketgate.judging.relations.pages import success_of
from ticketgate.planning.sampling.ground import Ground, ground_of
from ticketgate.planning.sampling.known import PageAnswer, PageSearch, Sampled
from ticketgate.planning.sampling.reasons import explain_unseen
from ticketgate.planning.sampling.steps import next_step
from ticketgate.planning.scope import scope_of
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.settings import Settings
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.power import Power

__all__ = ["sample_tickets"]

#: Bytes of memory for pages that are compared with each other.
_MOST_KEPT: Final = 32 * 1024 * 1024
#: Tickets read once more with their raw data; one alone may have none.
_RAW_READS: Final = 4
_NOT_THERE: Final = (404, 410)
#: Tickets said to be gone that are looked for once more.
_SECOND_LOOKS: Final = 2


def sample_tickets(asking: Asking, answers: Answers, settings: Settings) -> None:
    """Search until nothing is missing or to be gained, read a choice of the tickets, and explain the rest."""
    unlimited = asking.remaining is None
    ground = _ground(answers.contract, settings, reads_all=unlimited)
    sampling = _Sampling(asking, answers, ground, in_full=_needs_full_form(answers.contract, settings.only))
    try:
        sampling.run()
        _read_raw_data(asking, answers)
    finally:  # after Ctrl-C, too
        answers.explain(sampling.sought())
        for note in sampling.notes():
            answers.note(note)


def _needs_full_form(contract: Contract, only: AbstractSet[str]) -> bool:
    """Tell whether clauses, by their ids, are judged on the full form; none are all."""
    return not only or any(contract.clauses[each].root in {FULL, PAIR} for each in only)


def _ground(contract: Contract, settings: Settings, *, reads_all: bool) -> Ground:
    wanted = in_question(contract, settings.only)
    partitions = {p.id: p.root for p in wanted if p.kind is not PartitionKind.STATUS}
    return ground_of(
        contract, partitions, settings.tickets, settings.filters, settings.seed, reads_all=reads_all
    )


class _Sampling:
    """Follows the plan step by step and keeps what it needs to know for the next one."""

    def __init__(self, asking: Asking, answers: Answers, ground: Ground, *, in_full: bool) -> None:
        self._asking = asking
        self._answers = answers
        self._ground = ground
        #: What came of each search.
        self._searched: list[PageAnswer] = []
        #: The tickets read in full, with the partitions that each was the first to show.
        self._reads: dict[int, AbstractSet[str]] = dict.fromkeys(answers.tickets.in_full, frozenset())
        self._searches_left = asking.share("searches")
        self._tickets_left = max(0, asking.share("tickets") - _raw_reads(asking)) if in_full else 0
        #: What had been seen when somebody last looked.
        self._seen = frozenset(answers.seen)
        #: Tickets that were asked for and did not come, with the status of the answer, 0 for none.
        self._refused: dict[int, int] = {}
        self._gone: list[int] = []
        #: Pages of the search without filters, by their offset, and bytes of memory left for more.
        self._pages: dict[int, Exchange] = {}
        self._room = _MOST_KEPT

    def run(self) -> None:
        """Ask for what the plan says until it says nothing more."""
        while not self._asking.ended:
            step = next_step(self._ground, self._known(), self._searches_left, self._tickets_left)
            if step.searches:
                self._search(step.searches)
            elif step.tickets:
                self._read(step.tickets)
            else:
                break
        for ticket in self._gone[:_SECOND_LOOKS]:
            self._look_again(ticket)
        self._compare_pages()

    def sought(self) -> Sought:
        """Return why something was not seen, and how much was judged."""
        known = self._known()
        spent = self._searches_left <= 0 or self._asking.remaining == 0
        reasons = explain_unseen(self._ground, known, spent=spent)
        power = tuple(_power(self._ground, known, self._answers.tickets.in_full.keys()))
        return Sought(reasons, power, limited=bool(self._ground.limits))

    def notes(self) -> Iterator[str]:
        """Yield sentences on what stood out."""
        statuses = Counter(self._refused.values())
        for status, count in sorted(statuses.items()):
            found = in_number(count, "ticket")
            answer = f"the answer has status {status}" if status else "no usable answer came"
            yield f"{found} found by search could not be read: {answer}."
        tickets = self._answers.tickets
        read = len(tickets.in_full)
        if read < len(tickets.rows):
            yield f"{read} of {len(tickets.rows)} tickets found {were(read)} read in full."
        yield from _notes_on_filters(self._known())

    def _known(self) -> Sampled:
        tickets = self._answers.tickets
        return Sampled(
            tickets.rows, tickets.shown, self._answers.seen, self._searched, self._reads, self._refused.keys()
        )

    def _search(self, searches: tuple[PageSearch, ...]) -> None:
        contract = self._answers.contract
        requests = (
            replace(searching(contract.searching, one.body(self._ground)), expects=Expectation.VALID)
            for one in searches
        )
        for one, exchange in zip(searches, self._asking.ask_all(requests), strict=False):
            self._searches_left -= 1
            self._asking.progress("searching for what is missing", len(self._searched), 1)
            total, hits = _page(exchange)
            known = tuple(hit for hit in hits if hit in self._answers.tickets.rows)
            self._searched.append(PageAnswer(one, total, known, self._news()))
            if exchange is not None and one == PageSearch(offset=one.offset):
                self._keep_page(one.offset, exchange)

    def _keep_page(self, offset: int, exchange: Exchange) -> None:
        size = exchange.weight
        if size <= self._room:
            self._room -= size
            self._pages[offset] = exchange

    def _compare_pages(self) -> None:
        """Judge the pages of all tickets by each other: one total, and no ticket on two pages in a row."""
        if len(self._pages) < 2:  # noqa: PLR2004 - one alone agrees with itself
            return
        self._answers.compare("pages-agree-on-total", [*self._pages.values()])
        size = self._answers.contract.search.most_rows
        for offset, page in self._pages.items():
            if next_ := self._pages.get(offset + size):
                self._answers.compare("pages-join-up", [page, next_])

    def _read(self, tickets: tuple[int, ...]) -> None:
        all_planned = min(len(self._reads) + self._tickets_left, len(self._answers.tickets.rows))
        requests = (_in_full(self._answers.contract, ticket) for ticket in tickets)
        for ticket, exchange in zip(tickets, self._asking.ask_all(requests), strict=False):
            self._tickets_left -= 1
            self._asking.progress("reading tickets", len(self._reads), all_planned)
            news = self._news()
            if self._is_ticket(exchange, ticket):
                self._reads[ticket] = news
                continue
            status = exchange.status if exchange is not None and not exchange.succeeded else 0
            self._refused[ticket] = status
            self._gone += [ticket] if status in _NOT_THERE else []

    def _is_ticket(self, exchange: Exchange | None, ticket: int) -> bool:
        """Tell whether an answer is the ticket that was asked for, so that somebody has looked at it."""
        body = None if exchange is None else success_of(exchange)
        return ticket_of(body, self._answers.contract.search) == ticket

    def _news(self) -> frozenset[str]:
        """Return the partitions that nothing had shown when this was last asked."""
        news = frozenset(self._answers.seen - self._seen)
        self._seen |= news
        return news

    def _look_again(self, ticket: int) -> None:
        """Read a ticket that was not there again, if search still lists it; it may have gone in between."""
        contract, search = self._answers.contract, self._answers.contract.search
        body: Json = {search.filters: [*scope_of(search, (ticket,))], search.limit: 1}
        page = self._asking.ask(searching(contract.searching, body))
        if ticket in _page(page)[1]:
            self._asking.ask(replace(_in_full(contract, ticket), expects=Expectation.STILL_LISTED))


def _in_full(contract: Contract, ticket: int) -> Request:
    return replace(complete(contract.reading, ticket), expects=Expectation.LISTED)


def _page(exchange: Exchange | None) -> tuple[int | None, tuple[int, ...]]:
    """Return the total that a page states and the ids of its rows; None for what is no page with a total."""
    page = None if exchange is None else rows_of_answer(exchange)
    if page is None or page.total is None:
        return None, ()
    return page.total, tuple(ticket for ticket, _ in page.tickets)


def _power(ground: Ground, known: Sampled, read: AbstractSet[int]) -> Iterator[Power]:
    """Yield how many different tickets were judged, as rows and in full, overall and by stratum."""
    every = _strata(ground, known.shows.values())
    for form, judged in ((FULL, known.shows.keys() & read), (COMPACT, known.shows.keys())):
        yield Power(form, "", len(judged), known.total)
        for stratum, count in sorted(_strata(ground, (known.shows[ticket] for ticket in judged)).items()):
            of = every[stratum] if known.has_every_row else None
            yield Power(form, stratum.removeprefix(f"{COMPACT}:"), count, of)


def _strata(ground: Ground, shown: Iterable[AbstractSet[str]]) -> Counter[str]:
    """Return how many tickets are in each stratum."""
    places = {f"{COMPACT}:{place}" for place in ground.strata}
    return Counter(p for shows in shown for p in shows if p.partition("=")[0] in places)


def _notes_on_filters(known: Sampled) -> Iterator[str]:
    """Yield what is to be said about filters that the server refuses or does not apply."""
    for answer in known.answers:
        if answer.total is None and answer.search.filters:
            keys = ", ".join(filter_.key for filter_ in answer.search.filters)
            yield f"A search by {keys} was not answered with a page, so nothing was looked for by it."
        for filter_ in known.missed(answer):
            wrong = sum(filter_.shows.isdisjoint(known.shows[hit]) for hit in answer.hits)
            yield (
                f"{wrong} of {len(answer.hits)} hits {'does' if wrong == 1 else 'do'} not match the filter "
                f"{filter_.key}: the server does not apply it, so nothing is proven by it."
            )


def _read_raw_data(asking: Asking, answers: Answers) -> None:
    """Read a few tickets with what is filled on request alone, such as their raw data (R67).

    Parts of a ticket can have such places of their own, so tickets that have some of these parts come first.
    """
    operation, tickets = answers.contract.reading, answers.tickets.in_full
    parts = {outer(place) for parameter in operation.filling for place in parameter.fills} - {""}
    chosen = sorted(tickets, key=lambda ticket: not _has_any(tickets[ticket], parts))[: _raw_reads(asking)]
    for ticket in chosen:
        asking.ask(complete(operation, ticket, operation.filling))


def _raw_reads(asking: Asking) -> int:
    """Return how many tickets are read once more: of a small budget a quarter of the reads, at least one."""
    return max(1, min(_RAW_READS, asking.share("tickets") // _RAW_READS))


def _has_any(body: Any, places: AbstractSet[str]) -> bool:
    """Tell whether something stands at one of the places."""
    return any(
        value is not MISSING and value is not None for place in places for value in values_at(body, place)
    )
