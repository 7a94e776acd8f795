"""Asks again before a disagreement counts that a change of the data in between could explain."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final

from ticketgate.client import Client, Unanswered
from ticketgate.contract.model import Contract
from ticketgate.errors import BudgetSpent
from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Request, get_ticket, search
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import Judge
from ticketgate.judging.several import Comparer

__all__ = ["Confirmations"]

#: What is judged by answers, or parts of one, that a server may read at different moments.
_MOVABLE: Final = ("search", "searches", "pair")
#: Requests kept for confirming however small the budget is: two disagreements, roughly.
_LEAST: Final = 6
Identity = tuple[str, str]


class Confirmations:
    """Lets a finding through that shows again when its requests are repeated, at most ``most`` of them.

    What does not repeat is counted as moved; what cannot be repeated any more is undecided. A clause
    found broken at a place twice is believed from then on.
    """

    def __init__(
        self,
        contract: Contract,
        client: Client,
        judge: Judge,
        most: int,
        record: Callable[[Exchange], None],
    ) -> None:
        """Prepare; nothing is sent yet. record is told what is asked again."""
        self.comparer = Comparer(contract)
        self._client = client
        self._judge = judge
        self._record = record
        self._left = max(most, _LEAST)
        self._clauses = frozenset(
            promise.clause(root)
            for promise in contract.promises
            if promise.judges in _MOVABLE
            for root in promise.on
        )
        self._believed: set[Identity] = set()
        self._moved = Counter[str]()
        self._unconfirmed = Counter[str]()

    def answer(self, observation: Observation, exchange: Exchange) -> Observation:
        """Confirm what was found on the answer to a search."""
        return self._confirmed(observation, lambda: self._answer_again(exchange.request))

    def pair(
        self, observation: Observation, compare: Callable[[Mapping[str, Any], Mapping[str, Any]], Observation]
    ) -> Observation:
        """Confirm what was found on the two forms of a ticket; compare judges them when read once more."""
        ticket = observation.ticket
        assert ticket is not None
        return self._confirmed(observation, lambda: self._pair_again(ticket, compare))

    def searches(self, observation: Observation, promise: str, exchanges: Sequence[Exchange]) -> Observation:
        """Confirm what was found on answers compared; tickets modified meanwhile are set aside."""
        return self._confirmed(observation, lambda: self._searches_again(promise, exchanges))

    def notes(self) -> Iterator[str]:
        """Yield sentences on what was found once and is not reported."""
        if self._moved:
            yield f"Did not show again, so the data has moved: {_counted(self._moved)}."
        if self._unconfirmed:
            yield f"Not reported, since asking again brought no answer: {_counted(self._unconfirmed)}."

    def _confirmed(self, observation: Observation, again: Callable[[], Observation | None]) -> Observation:
        doubtful = {f.identity for f in observation.findings if f.clause in self._clauses} - self._believed
        if not doubtful:
            return observation
        second = again()
        if second is not None:
            self._believed |= doubtful & {finding.identity for finding in second.findings}
        dropped = doubtful - self._believed
        (self._moved if second else self._unconfirmed).update(clause for clause, _ in dropped)
        findings = tuple(finding for finding in observation.findings if finding.identity not in dropped)
        open_clauses = {clause for clause, _ in dropped} - {finding.clause for finding in findings}
        if second is not None:
            open_clauses -= second.exercised
        return replace(
            observation,
            exercised=observation.exercised - open_clauses,
            undecided=observation.undecided | open_clauses,
            findings=findings,
        )

    def _answer_again(self, request: Request) -> Observation | None:
        exchange = self._send(request)
        return None if exchange is None else self._judge.check(exchange)[0]

    def _pair_again(
        self, ticket: int, compare: Callable[[Mapping[str, Any], Mapping[str, Any]], Observation]
    ) -> Observation | None:
        page = self._send(
            search({"filters": [{"key": "t.id", "comparator": "in", "values": [ticket]}], "limit": 1})
        )
        read = self._send(get_ticket(ticket, includeCustomer=True, includeIntents=True))
        row, body = next(iter(_rows(page)), None), _object(read)
        return None if row is None or body is None else compare(body, row)

    def _searches_again(self, promise: str, exchanges: Sequence[Exchange]) -> Observation | None:
        again = [answer for each in exchanges if (answer := self._send(each.request)) is not None]
        if len(again) < len(exchanges):
            return None
        return self.comparer.searches(promise, again, aside=_modified([*exchanges, *again]))

    def _send(self, request: Request) -> Exchange | None:
        if self._left <= 0:
            return None
        self._left -= 1
        try:
            exchange = self._client.send(request)
        except (Unanswered, BudgetSpent):
            return None
        self._record(exchange)
        return exchange


def _modified(exchanges: Sequence[Exchange]) -> AbstractSet[int]:
    """Return the tickets that some answers show with one modifiedAt and others with another."""
    stamps: dict[int, set[str]] = {}
    for row in (row for exchange in exchanges for row in _rows(exchange)):
        stamps.setdefault(row["id"], set()).add(repr(row.get("modifiedAt")))
    return {ticket for ticket, seen in stamps.items() if len(seen) > 1}


def _rows(exchange: Exchange | None) -> list[Mapping[str, Any]]:
    body = _object(exchange)
    tickets = body.get("tickets") if body else None
    rows = tickets if isinstance(tickets, list) else []
    return [row for row in rows if isinstance(row, dict) and type(row.get("id")) is int]


def _object(exchange: Exchange | None) -> Mapping[str, Any] | None:
    try:
        body = exchange.json() if exchange else None
    except NotJson:
        return None
    return body if isinstance(body, dict) else None


def _counted(clauses: Counter[str]) -> str:
    return ", ".join(f"{clause} ({count})" for clause, count in sorted(clauses.items()))
