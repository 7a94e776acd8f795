"""Judges answers that have to do with each other: pages of searches, rows before and after a read."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from ticketgate.contract.clauses import Kind
from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Operation, Request
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.relations import Bound, Outcome, bind
from ticketgate.judging.relations.fields import fields_of
from ticketgate.judging.relations.pages import Page, page_of

__all__ = ["Comparer", "Row"]

Row = Mapping[str, Any]
_NONE: Final[frozenset[str]] = frozenset()


class Comparer:
    """Judges by the relations of one contract that take more than one answer.

    A relation whose answers do not tell, or are wrong by themselves, is undecided.
    """

    def __init__(self, contract: Contract) -> None:
        """Bind the relations to their code."""
        self.fields = fields_of(contract)
        bound = bind(contract)
        of_searches = bound.get(Operation.SEARCH.value, ())
        self._several = {b.promise.id: b for b in of_searches if b.promise.judges == "searches"}
        self._alone = tuple(
            b
            for b in of_searches
            if b.promise.judges in ("answer", "search") and b.promise.kind is Kind.RELATION
        )
        self._reading = next((b for b in bound.get("pair", ()) if b.promise.judges == "reading"), None)

    def searches(
        self, promise: str, exchanges: Sequence[Exchange], aside: AbstractSet[int] = frozenset()
    ) -> Observation:
        """Judge the answers to searches by the relation with this id, without the tickets set aside."""
        bound = self._several.get(promise)
        if bound is None:  # a contract need not promise it
            return _nothing("searches")
        pages = [page for exchange in exchanges if (page := self._sound_page(exchange)) is not None]
        if len(pages) < len(exchanges):
            return _observation("searches", bound, None)
        outcome = bound.judge(*(page.without(aside) for page in pages))
        first, *others = (exchange.request for exchange in exchanges)
        return _observation("searches", bound, outcome, first, tuple(others))

    def reading(self, before: Sequence[Row], after: Sequence[Row], request: Request) -> Observation:
        """Judge what reading tickets did to their rows; request is the search for the rows afterwards."""
        if self._reading is None:
            return _nothing("reading")
        try:
            outcome = self._reading.judge(before, after)
        except RecursionError:  # rows nested without sense; what is wrong with them is found elsewhere
            outcome = None
        return _observation("reading", self._reading, outcome, request)

    def _sound_page(self, exchange: Exchange) -> Page | None:
        """Return the page, None when it breaks a relation by itself: the cause is found there, once."""
        page = page_of(exchange, self.fields)
        if page is None:
            return None
        given = {"answer": exchange, "search": page}
        wrong = any(bound.judge(given[bound.promise.judges]) for bound in self._alone)
        return None if wrong else page


def _nothing(subject: str) -> Observation:
    return Observation(subject, None, _NONE, _NONE, _NONE, ())


def _observation(
    subject: str,
    bound: Bound,
    outcome: Outcome,
    request: Request | None = None,
    others: tuple[Request, ...] = (),
) -> Observation:
    judged, clauses = outcome is not None, frozenset({bound.clause})
    findings = tuple(
        Finding(bound.clause, found.place, found.detail, _pointer(found.place), None, request, others=others)
        for found in outcome or ()
    )
    return Observation(
        subject, None, clauses if judged else _NONE, _NONE if judged else clauses, _NONE, findings
    )


def _pointer(place: str) -> str:
    """Return where in the answer the place is; which of several items disagree, the detail says."""
    return "/" + place.partition("[]")[0]
