"""The state of a run while it is under way: what was asked, seen and found so far."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from ticketgate.client import Client, Unanswered
from ticketgate.contract.clauses import Kind
from ticketgate.contract.model import Contract
from ticketgate.errors import BudgetSpent, TargetError
from ticketgate.exchange.answer import Exchange, NotJson, weight
from ticketgate.exchange.request import Request, get_ticket, search
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import MOST_FINDINGS, MOST_ROWS, Judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Tally
from ticketgate.recording.writing import Recorder
from ticketgate.run.confirmation import Confirmations
from ticketgate.run.parallel import in_order
from ticketgate.run.settings import SHARES, Progress, Settings
from ticketgate.verdict.coverage import Sought

__all__ = [
    "Collection",
]

#: After so many unanswered requests in a row the target is asked whether it is there at all.
_GONE: Final = 3
#: So many unanswered requests end a run: each can take minutes, and what they show is known by then.
_MOST_UNANSWERED: Final = 10

#: So many requests refused for the state of the server, after retries, end a run for the same reason.
_MOST_REFUSED: Final = 5
_TOO_MANY_REQUESTS: Final = 429
_OUT_OF_ORDER: Final = (502, 503, 504)
#: Bytes of memory for the rows and tickets that are kept; 20 pages of usual rows take two thirds of it.
_MOST_KEPT: Final = 128 * 1024 * 1024

#: What is judged per ticket, and what most tickets told: no finding.
_OF_TICKETS: Final = ("full", "compact", "pair")
_NOTHING_TOLD: Final[frozenset[tuple[str, str]]] = frozenset()


class Collection:
    """Sends requests for the phases of a run, judges the answers and keeps what they brought.

    ``rows`` and ``tickets`` hold the compact and full bodies by ticket id, ``shows`` the partitions that
    a row showed, ``seen`` all that were seen; ``sought`` says why others were not.
    """

    def __init__(
        self,
        contract: Contract,
        client: Client,
        settings: Settings,
        progress: Progress,
        recorder: Recorder | None = None,
    ) -> None:
        """Prepare for judging by the contract; nothing is sent yet."""
        self.contract = contract
        self.client = client
        self.settings = settings
        self.progress = progress
        self.judge, self._opinion = _judging(contract)
        self.tally = Tally()
        self.sought = Sought()
        self.notes: list[str] = []
        self.rows: dict[int, Mapping[str, Any]] = {}
        self.shows: dict[int, frozenset[str]] = {}
        self.seen: set[str] = set()
        self.tickets: dict[int, Mapping[str, Any]] = {}
        self.confirmations = Confirmations(
            contract, client, self.judge, self.share("confirmations"), self._record_again
        )
        self._recorder = recorder
        self._blamed: dict[int, frozenset[str]] = {}
        self._reads = dict(_operands(contract))
        self._found: set[tuple[str, str]] = set()
        self._conditional = frozenset(
            clause.id for clause in contract.clauses.values() if clause.kind in (Kind.RULE, Kind.RELATION)
        )
        self._told: dict[tuple[str, int | None], frozenset[tuple[str, str]]] = {}
        self._unanswered = 0
        self._unanswered_in_a_row = 0
        self._refused = 0
        self._kept = 0

    def ask(self, request: Request) -> Exchange | None:
        """Send a request and judge the answer; None when there was none, which is judged as well.

        Raises TargetError when the target is gone, BudgetSpent when no request is left or too many stayed
        unanswered.
        """
        return self._received(lambda: self.client.send(request))

    def ask_all(self, requests: Iterable[Request]) -> Iterator[Exchange | None]:
        """Send requests, several at a time, and yield what ``ask`` returns for each, in their order."""
        for pending in in_order(self.client.send, requests):
            yield self._received(pending.result)

    def observe(self, observation: Observation) -> frozenset[str]:
        """Count what was judged; return the partitions it showed, rules and relations that apply included.

        A ticket read again counts once: reports say on how many tickets a finding is.
        """
        ticket = observation.subject, observation.ticket
        told = frozenset(finding.identity for finding in observation.findings)
        known = self._told.get(ticket)
        if observation.ticket is None or observation.subject not in _OF_TICKETS:
            self.tally.add(observation)
        elif known is None:
            self._told[ticket] = told or _NOTHING_TOLD
            self.tally.add(observation)
        else:
            self._told[ticket] = known | told
            new = tuple(finding for finding in observation.findings if finding.identity not in known)
            self.tally.add_again(replace(observation, findings=new))
        shown = self._conditional.intersection(observation.exercised).union(observation.partitions)
        self.seen |= shown
        return shown

    def _received(self, answer: Callable[[], Exchange]) -> Exchange | None:
        try:
            exchange = answer()
        except Unanswered as error:
            self._miss(error)
            return None
        self._unanswered_in_a_row = 0
        self.take(exchange)
        self._count_refusal(exchange.status)
        return exchange

    def _count_refusal(self, status: int) -> None:
        """End the run when the server refuses too often; retries may have waited a minute for each."""
        self._refused += status == _TOO_MANY_REQUESTS or status in _OUT_OF_ORDER
        if self._refused < _MOST_REFUSED:
            return
        if status == _TOO_MANY_REQUESTS:
            raise TargetError(
                f"{self._refused} requests were refused with status 429, also after retries; "
                "lower --rate, or try again later"
            )
        raise BudgetSpent(
            f"{self._refused} requests were refused with status 502, 503 or 504, also after retries"
        )

    def _miss(self, error: Unanswered) -> None:
        """Judge a missing answer as the target's doing, or note it where no connection could be made."""
        self._unanswered += 1
        self._unanswered_in_a_row += 1
        if error.reached:
            self.take(Exchange(error.request, 0, {}, b"", 0.0, failure=error.cause))
        else:
            self.notes.append(f"Unanswered: {error}")
        if self._unanswered_in_a_row >= _GONE:
            self._unanswered_in_a_row = 0
            self._find_alive(error)
        if self._unanswered >= _MOST_UNANSWERED:
            raise BudgetSpent(f"{self._unanswered} requests got no answer")

    def _find_alive(self, last: Unanswered) -> None:
        """Ask each operation for what it has answered before: one answer shows that the target is there."""
        known = next(iter(self.tickets), None)
        for request in (search({"limit": 1}), *([] if known is None else [get_ticket(known)])):
            try:
                self.take(self.client.send(request))
            except Unanswered:
                continue
            return
        raise TargetError(f"{_GONE} requests in a row got no answer; the last: {last}") from None

    def share(self, part: str) -> int:
        """Return how many requests a part of the run may send, by the budget of the target."""
        whole = sum(SHARES.values())
        return SHARES[part] * (self.client.target.max_requests or whole) // whole

    def take(self, exchange: Exchange) -> None:
        """Judge an exchange and keep the rows and the ticket it brought."""
        if self._recorder is not None:
            self._recorder.took(exchange)
        body = json_of(exchange)
        answer, *judged = self.judge.check(exchange)
        self.observe(self.confirmations.answer(answer, exchange))
        bodies = _bodies(body)
        shown = [self.observe(self._confirmed(observation, next(bodies))) for observation in judged]
        if not exchange.request.may_succeed or not isinstance(body, dict):
            return
        rows = [pair for pair in zip(judged, shown, strict=True) if _is_row(pair[0])]
        size = weight(exchange.content) // max(1, len(rows))
        if judged and len(rows) < len(_rows(body)):
            self._note_unjudged_rows()
        for (observation, partitions), row in zip(rows, _rows(body), strict=False):
            if row["id"] not in self.rows and self._has_room(size):
                self.rows[row["id"]] = row
                self.shows[row["id"]] = partitions
                self._blamed[row["id"]] = self._members_blamed(observation)
        if judged and judged[0].subject == "full" and judged[0].ticket is not None:
            self._pair(judged[0], body, exchange)

    def compare(self, promise: str, exchanges: Sequence[Exchange]) -> None:
        """Judge answers to searches, all of them taken before, by the relation between them."""
        if self._recorder is not None:
            self._recorder.compared(promise, exchanges)
        observation = self.confirmations.comparer.searches(promise, exchanges)
        self.observe(self.confirmations.searches(observation, promise, exchanges))

    def compare_reading(self, tickets: Sequence[int], page: Exchange) -> None:
        """Judge what reading these tickets did to their rows; the page, taken before, shows them now."""
        if self._recorder is not None:
            self._recorder.reread(tickets, page)
        before, body = [self.rows[ticket] for ticket in tickets], json_of(page)
        after = _rows(body) if isinstance(body, dict) else []
        self.observe(self.confirmations.comparer.reading(before, after, page.request))

    def _record_again(self, exchange: Exchange) -> None:
        if self._recorder is not None:
            self._recorder.took(exchange, again=True)

    def sound_rows(self) -> list[Mapping[str, Any]]:
        """Return the rows by id, without the members that a finding blames."""
        return [
            {
                name: value
                for name, value in self.rows[ticket].items()
                if name not in self._blamed[ticket] - {"id"}
            }
            for ticket in sorted(self.rows)
        ]

    def _pair(self, observation: Observation, body: Mapping[str, Any], exchange: Exchange) -> None:
        """Compare a ticket with its row, without what is blamed in either already: one cause, one finding."""
        ticket = observation.ticket
        assert ticket is not None
        # Later reads may ask for less of the ticket than the first, which asks for all of it.
        if ticket not in self.tickets and self._has_room(weight(exchange.content)):
            self.tickets[ticket] = body
        if ticket in self.rows:
            blamed = self._blamed[ticket] | self._members_blamed(observation)

            def compare(body: Mapping[str, Any], row: Mapping[str, Any]) -> Observation:
                compared = {name: value for name, value in body.items() if name not in blamed - {"id"}}
                return self.judge.check_pair(compared, row, exchange.request)

            observed = compare(body, self.rows[ticket])
            self.observe(self.confirmations.pair(observed, compare))

    def _note_unjudged_rows(self) -> None:
        """Say once that rows are missing from what was judged: a green verdict says nothing of them."""
        note = (
            f"Some pages have more than {MOST_FINDINGS:,} findings: their other rows were not judged. "
            "Mend what is found most, then run again."
        )
        if note not in self.notes:
            self.notes.append(note)

    def _has_room(self, size: int) -> bool:
        """Count a body of this size in memory among those kept, if there is room for it."""
        if self._kept > _MOST_KEPT:
            return False
        self._kept += size
        if self._kept > _MOST_KEPT:
            self.notes.append(
                "Much was read: what came later was judged, but not compared with other answers."
            )
        return True

    def _members_blamed(self, observation: Observation) -> frozenset[str]:
        """Return the members of the body that its findings are about, and all that a broken rule reads."""
        places = (
            place
            for finding in observation.findings
            for place in (finding.place, *self._reads.get(finding.clause, ()))
        )
        return frozenset(place.partition(".")[0].removesuffix("[]") for place in places)

    def _confirmed(self, observation: Observation, body: Any) -> Observation:
        """Ask for the second opinion on findings of a kind not met before."""
        new = {finding.identity for finding in observation.findings} - self._found
        if not new:
            return observation
        self._found |= new
        return self._opinion.confirmed(observation, body)


@lru_cache(maxsize=2)
def _judging(contract: Contract) -> tuple[Judge, SecondOpinion]:
    """Compile the contract once for all runs of a process: it takes longer than to judge a ticket."""
    return Judge(contract), SecondOpinion(contract)


def _is_row(observation: Observation) -> bool:
    return observation.subject == "compact" and observation.ticket is not None


def _operands(contract: Contract) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each rule and relation with the places it reads."""
    for form in contract.representations.values():
        yield from ((rule.clause, rule.operands) for rule in form.rules.values())
    for promise in contract.promises:
        yield from ((promise.clause(root), promise.operands) for root in promise.on)


def json_of(exchange: Exchange) -> Any:
    """Return the JSON value of the body, None when it is no JSON."""
    try:
        return exchange.json()
    except NotJson:
        return None


def _bodies(body: Any) -> Iterator[Any]:
    """Yield what the observations of an exchange judged: the body, then each of its rows."""
    yield body
    if isinstance(body, dict) and isinstance(body.get("tickets"), list):
        yield from body["tickets"]


def _rows(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the rows of a page that have an id."""
    rows = body.get("tickets")
    return [
        row
        for row in (rows[:MOST_ROWS] if isinstance(rows, list) else ())
        if isinstance(row, dict) and type(row.get("id")) is int
    ]
