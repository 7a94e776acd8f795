"""Asks again before a disagreement counts that a change of the data in between could explain."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final

from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Json, Request, complete, searching
from ticketgate.exchange.rows import rows_of_answer
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import Judge
from ticketgate.judging.tally import Identity

__all__ = ["AskAgain", "CompareForms", "Confirmations"]

#: Sends a request once more and returns what came of it; None when it may not, or no answer came.
AskAgain = Callable[[Request], Exchange | None]
#: Judges the two forms of a ticket, the full one first.
CompareForms = Callable[[Mapping[str, Any], Mapping[str, Any]], Observation]

#: What is judged by answers, or parts of one, that a server may read at different moments.
_MOVABLE: Final = ("search", "searches", "pair")


class Confirmations:
    """Lets a finding through that shows again when its requests are repeated.

    What does not repeat has moved; what cannot be repeated is undecided. A clause found broken at a place
    twice is believed from then on.
    """

    def __init__(self, judge: Judge, ask_again: AskAgain) -> None:
        """Prepare; nothing is asked yet."""
        self._judge = judge
        self._contract = judge.contract
        self._ask_again = ask_again
        #: The clauses whose findings a change of the data could explain.
        self._movable = frozenset(
            promise.clause(root)
            for promise in judge.contract.promises
            if promise.judges in _MOVABLE
            for root in promise.on
        )
        #: What was found twice.
        self._believed: set[Identity] = set()
        #: How many findings of a clause did not show again.
        self._moved = Counter[str]()
        #: How many findings of a clause could not be looked for again.
        self._unconfirmed = Counter[str]()

    def answer(self, observation: Observation, exchange: Exchange) -> Observation:
        """Confirm what was found on the answer to a search."""
        return self._settled(observation, lambda: self._answer_again(exchange.request))

    def pair(self, observation: Observation, ticket: int, compare: CompareForms) -> Observation:
        """Confirm what was found on the two forms of a ticket; compare judges them when read once more."""
        return self._settled(observation, lambda: self._pair_again(ticket, compare))

    def searches(self, observation: Observation, promise: str, exchanges: Sequence[Exchange]) -> Observation:
        """Confirm what was found on answers compared; tickets modified meanwhile are set aside."""
        return self._settled(observation, lambda: self._searches_again(promise, exchanges))

    def notes(self) -> Iterator[str]:
        """Yield sentences on what was found once and is not reported."""
        if self._moved:
            yield f"Did not show again, so the data has moved: {_counted(self._moved)}."
        if self._unconfirmed:
            yield f"Not reported, since asking again brought no answer: {_counted(self._unconfirmed)}."

    def _settled(self, observation: Observation, again: Callable[[], Observation | None]) -> Observation:
        """Return the observation with what is found in doubt confirmed, or taken out."""
        found = {finding.identity for finding in observation.findings if finding.clause in self._movable}
        doubtful = found - self._believed
        if not doubtful:
            return observation
        second = again()
        if second is None:
            self._unconfirmed.update(clause for clause, _ in doubtful)
            return _without(observation, doubtful, judged_again=frozenset())
        confirmed = doubtful & {finding.identity for finding in second.findings}
        self._believed |= confirmed
        self._moved.update(clause for clause, _ in doubtful - confirmed)
        return _without(observation, doubtful - confirmed, judged_again=second.exercised)

    def _answer_again(self, request: Request) -> Observation | None:
        exchange = self._success_of(request)
        return None if exchange is None else self._judge.check(exchange)[0]

    def _pair_again(self, ticket: int, compare: CompareForms) -> Observation | None:
        terms = self._contract.search
        named = terms.among(terms.id_key, ticket)
        body: Json = {terms.filters: [named], terms.limit: 1}
        page = self._success_of(searching(self._contract.searching, body))
        read = self._success_of(complete(self._contract.reading, ticket))
        rows, full = _rows(page), _ticket(read)
        return compare(full, rows[0][1]) if rows and full is not None else None

    def _searches_again(self, promise: str, exchanges: Sequence[Exchange]) -> Observation | None:
        answers = [self._success_of(exchange.request) for exchange in exchanges]
        again = [answer for answer in answers if answer is not None]
        if len(again) < len(exchanges):
            return None
        return self._judge.check_searches(promise, again, self._modified([*exchanges, *again]))

    def _modified(self, exchanges: Sequence[Exchange]) -> AbstractSet[int]:
        """Return the tickets that some answers show as changed at one moment and others at another."""
        changed, stamps = self._contract.search.changed, dict[int, set[str]]()
        for ticket, row in (each for exchange in exchanges for each in _rows(exchange)):
            stamps.setdefault(ticket, set()).add(repr(row.get(changed)))
        return {ticket for ticket, seen in stamps.items() if len(seen) > 1}

    def _success_of(self, request: Request) -> Exchange | None:
        """Ask again; a refusal shows as little as no answer at all."""
        exchange = self._ask_again(request)
        return exchange if exchange and exchange.succeeded else None


def _without(
    observation: Observation, dropped: AbstractSet[Identity], judged_again: AbstractSet[str]
) -> Observation:
    """Return the observation without these findings.

    A clause that has no other here is undecided, unless it was judged again and not found broken.
    """
    findings = tuple(finding for finding in observation.findings if finding.identity not in dropped)
    broken = {finding.clause for finding in findings}
    undecided = {clause for clause, _ in dropped} - broken - judged_again
    return replace(
        observation,
        exercised=observation.exercised - undecided,
        undecided=observation.undecided | undecided,
        findings=findings,
    )


def _rows(exchange: Exchange | None) -> Sequence[tuple[int, Mapping[str, Any]]]:
    page = None if exchange is None else rows_of_answer(exchange)
    return () if page is None else page.tickets


def _ticket(exchange: Exchange | None) -> Mapping[str, Any] | None:
    """Return the ticket that was read, None for what is no object."""
    try:
        body = exchange.json() if exchange else None
    except NotJson:
        return None
    return body if isinstance(body, dict) else None


def _counted(clauses: Counter[str]) -> str:
    return ", ".join(f"{clause} ({count})" for clause, count in sorted(clauses.items()))
