"""Holds parts of the traffic against each other: the two forms of a ticket, and answers to one search."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ticketgate.audit.blocks import Part
from ticketgate.audit.search_sample import KeptPage, SearchSample
from ticketgate.audit.sums import Audited
from ticketgate.audit.ticket_sample import KeptBody, TicketSample
from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import searching
from ticketgate.exchange.rows import changed_between
from ticketgate.judging.judge import Judge
from ticketgate.judging.relations.pages import Page, page_of
from ticketgate.judging.tally import Result, Tally
from ticketgate.run.asking_again import Confirmations
from ticketgate.run.tickets_seen import without

__all__ = ["HeldTogether", "held_together"]

_OK: Final = 200
_AS_IT_SHOULD_BE: Final = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class HeldTogether:
    """What parts of the traffic show together, and how many these were."""

    result: Result
    #: Tickets that came in both forms.
    tickets: int
    #: Answers to searches that others came to as well, and these searches.
    answers: int
    searches: int


def held_together(contract: Contract, audited: Audited) -> HeldTogether:
    """Hold what was kept of the traffic against each other.

    Nobody can be asked again: what could have moved in between is neither broken nor kept.
    """
    both = _Both(contract)
    tickets = both.forms(audited.sample)
    answers, searches = both.answers(audited.searches)
    return HeldTogether(both.result(), tickets, answers, searches)


class _Both:
    """Judges what stands side by side, and adds up what that shows."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._judge = Judge(contract)
        self._tally = Tally()
        self._confirmations = Confirmations(self._judge, lambda _: None)

    def result(self) -> Result:
        for observation in self._confirmations.unconfirmed():
            self._tally.add_settled(observation)
        return self._tally.result()

    def forms(self, sample: TicketSample) -> int:
        """Compare the two forms of tickets, and return of how many both are known."""
        count = 0
        for ticket, full, row in sample.pairs():
            count += 1
            # One cause, one finding: what is blamed in one of them already is left out.
            body = without(_value(full), full.blamed | row.blamed)
            pair = self._judge.check_pair(body, _value(row)).from_source(_sources(full, row))
            self._tally.add(self._confirmations.pair(pair, ticket, self._judge.check_pair))
        return count

    def answers(self, sample: SearchSample) -> tuple[int, int]:
        """Hold answers to one search against each other, and return how many to how many searches."""
        answers = searches = 0
        for pages in sample.several():
            answers, searches = answers + len(pages), searches + 1
            for promise, those in self._comparisons([self._answer(page) for page in pages]):
                exchanges = [exchange for _, exchange, _ in those]
                aside = changed_between(exchanges, self._contract.search)
                shown = self._judge.check_searches(promise, exchanges, aside)
                shown = shown.from_source(_sources(*(kept for kept, *_ in those)))
                self._tally.add(self._confirmations.searches(shown, promise, exchanges))
        return answers, searches

    def _answer(self, kept: KeptPage) -> "_Answer":
        request = searching(self._contract.searching, json.loads(kept.search))
        exchange = Exchange(request, _OK, _AS_IT_SHOULD_BE, kept.page, 0.0)
        page = page_of(exchange, self._judge.fields)
        assert page is not None  # else it would not be kept
        return kept, exchange, page

    def _comparisons(self, answers: Sequence["_Answer"]) -> Iterator[tuple[str, Sequence["_Answer"]]]:
        """Yield promises, each with the answers that it is judged by; those that came one after another."""
        terms = self._contract.search
        ordered = {**terms.defaults, **answers[0][2].search}[terms.order] == terms.id_key
        for one, two in pairwise(answers):
            first, second = one[2], two[2]
            if _window(first) != _window(second):
                yield "pages-agree-on-total", (one, two)
                # Equal values of anything else may change places from page to page.
                if ordered and first.offset + first.limit == second.offset:
                    yield "pages-join-up", (one, two)
            elif ordered and first.search == second.search:
                yield "repeating-gives-the-same-page", (one, two)
            elif ordered and first.search.keys() != second.search.keys():
                spelled, left_out = sorted((one, two), key=lambda each: len(each[2].search), reverse=True)
                if left_out[2].search.keys() < spelled[2].search.keys():
                    yield "defaults-are-as-documented", (spelled, left_out)
        for one, two, past in zip(answers, answers[1:], answers[2:], strict=False):
            if one[2].offset < two[2].offset < past[2].offset:
                yield "offset-past-the-end-is-empty", (one, two, past)


#: What was kept of an answer, and what it is read as.
_Answer = tuple[KeptPage, Exchange, Page]


def _window(page: Page) -> tuple[int, int]:
    """Return which part of what a search finds a page shows."""
    return page.offset, page.limit


def _sources(*kept: KeptBody | KeptPage) -> str:
    return " and ".join(dict.fromkeys(each.source for each in kept))


def _value(kept: KeptBody) -> Mapping[str, Any]:
    value: Mapping[str, Any] = Part.of(1, kept.content).value
    return value
