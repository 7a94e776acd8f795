"""Asks again before a disagreement counts that a change of the data in between could explain."""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final

from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Json, Request, complete, searching
from ticketgate.exchange.rows import changed_between, rows_of_answer
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.judge import Judge
from ticketgate.judging.relations.pages import page_of
from ticketgate.judging.tally import Identity

__all__ = ["AskAgain", "CompareForms", "Confirmations"]

#: Sends a request once more and returns what came of it; None when it may not, or no answer came.
AskAgain = Callable[[Request], Exchange | None]
#: Judges the two forms of a ticket, the full one first.
CompareForms = Callable[[Mapping[str, Any], Mapping[str, Any]], Observation]
#: Judges the answers at hand anew without some tickets, given by their ids.
_Without = Callable[[AbstractSet[int]], Observation]
#: What a search shows of the data behind it, as far as that tells whether it has moved.
_State = tuple[int, frozenset[tuple[int, str]]]

#: What is judged by answers, or parts of one, that a server may read at different moments.
_MOVABLE: Final = ("search", "searches", "pair", "reads", "reading")
#: Tickets that are read once more to see what that does to their rows, and the fewest that show it.
_MOST_READ: Final = 4
_FEWEST_READ: Final = 3
#: How often answers are asked again together, if the data moves while they are.
_TRIES: Final = 2
_NONE: Final[frozenset[str]] = frozenset()


class Confirmations:
    """Holds back findings until they show again when their requests are repeated.

    Requests to repeat are few, so they go round the clauses: each has one thing asked again before any has a
    second. What does not show again has moved, and so has what is in doubt for the same tickets alone. What
    cannot be asked again, or not without the data moving meanwhile, stays unconfirmed. A clause found broken
    at a place twice is believed from then on.
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
        self._doubts: list[_Doubt] = []
        #: What is in doubt on both forms of a ticket; once it is read again, that is no second doubt.
        self._doubted = dict[int, set[Identity]]()
        #: How many findings of a clause did not show again.
        self._moved = Counter[str]()
        #: Tickets that came, went or were modified between an answer and its repetition.
        self._moving = set[int]()

    def answer(self, observation: Observation, exchange: Exchange) -> Observation:
        """Return what the answer to a search shows for certain."""
        request = exchange.request
        return self._certain(observation, lambda ask: self._answer_again(ask, request))

    def pair(self, observation: Observation, ticket: int, compare: CompareForms) -> Observation:
        """Return what the two forms of a ticket show for certain; compare judges them when read once more."""
        return self._certain(observation, lambda ask: self._pair_again(ask, ticket, compare), ticket)

    def searches(self, observation: Observation, promise: str, exchanges: Sequence[Exchange]) -> Observation:
        """Return what answers compared show for certain; tickets modified meanwhile are set aside later."""
        return self._certain(
            observation,
            lambda ask: self._searches_again(ask, promise, exchanges),
            without=lambda aside: self._judge.check_several(promise, exchanges, aside),
        )

    def reading(self, observation: Observation, read: Sequence[int], unread: Sequence[int]) -> Observation:
        """Return what reading these tickets did to their rows for certain; others were not read so far."""
        return self._certain(observation, lambda ask: self._reading_again(ask, read, unread))

    def settle(self, rounds: int | None = None) -> Iterator[Observation]:
        """Ask again, at most so many times for each clause, and yield what is to be counted now."""
        ask = _OncePerAnswer(self._ask_again)
        waiting = self._waiting()
        done = 0
        while waiting and done != rounds:
            done += 1
            for clause in sorted(waiting):
                queue = waiting[clause]
                while queue and (queue[0].tried or not queue[0].is_about(clause)):
                    queue.popleft()
                if queue:
                    yield from self._asked_again(queue.popleft(), ask)
                else:
                    del waiting[clause]

    @property
    def any_doubt(self) -> bool:
        """Whether something waits to be asked again, or could not be."""
        return bool(self._doubts)

    def unconfirmed(self) -> Iterator[Observation]:
        """Yield the parts of observations that are in doubt still: found once, and not seen again."""
        for doubt in self._doubts:
            found = doubt.observation.findings
            yield replace(doubt.observation, undecided=doubt.open, findings=(), unconfirmed=found)

    def notes(self) -> Iterator[str]:
        """Yield sentences on what was found once and is not reported."""
        if self._moved:
            yield f"Did not show again, so the data has moved: {_counted(self._moved)}."

    def _certain(
        self,
        observation: Observation,
        again: Callable[["_OncePerAnswer"], Observation | None],
        ticket: int | None = None,
        without: _Without | None = None,
    ) -> Observation:
        """Return the observation without what is in doubt, which waits to be settled."""
        doubtful = [finding for finding in observation.findings if self._is_doubtful(finding)]
        if not doubtful:
            return observation
        rest = tuple(finding for finding in observation.findings if not self._is_doubtful(finding))
        open_ = _clauses(doubtful) - _clauses(rest)
        self._doubt(doubtful, _Doubt(observation, open_, again, without), ticket)
        return replace(observation, exercised=observation.exercised - open_, findings=rest)

    def _is_doubtful(self, finding: Finding) -> bool:
        return finding.clause in self._movable and finding.identity not in self._believed

    def _doubt(self, doubtful: Iterable[Finding], doubt: "_Doubt", ticket: int | None) -> None:
        """Keep a doubt for what of its observation is doubtful."""
        if ticket is not None:
            known = self._doubted.setdefault(ticket, set())
            doubt.open -= {clause for clause, _ in known}
            doubtful = [finding for finding in doubtful if finding.identity not in known]
            known.update(finding.identity for finding in doubtful)
        doubt.observation = replace(
            doubt.observation,
            exercised=_NONE,
            undecided=_NONE,
            partitions=_NONE,
            findings=tuple(doubtful),
            body=None,
        )
        if doubt.observation.findings:
            self._doubts.append(doubt)

    def _waiting(self) -> dict[str, "deque[_Doubt]"]:
        """Return what was not asked again yet, by clause and in the order in which it was found."""
        waiting: dict[str, deque[_Doubt]] = {}
        for doubt in self._doubts:
            for clause in _clauses(doubt.observation.findings):
                waiting.setdefault(clause, deque()).append(doubt)
        return waiting

    def _asked_again(self, doubt: "_Doubt", ask: "_OncePerAnswer") -> Iterator[Observation]:
        doubt.tried = True
        second = doubt.again(ask)
        if second is None:
            return
        again = {finding.identity for finding in second.findings}
        self._believed |= again & {finding.identity for finding in doubt.observation.findings}
        for each in self._doubts:
            if believed := [f for f in each.observation.findings if f.identity in self._believed]:
                yield each.settled(believed, _clauses(believed))
        if doubt.observation.findings:
            yield self._as_moved(doubt, second.exercised)
            yield from self._explained()
        self._doubts = [each for each in self._doubts if each.observation.findings]

    def _as_moved(self, doubt: "_Doubt", judged: AbstractSet[str]) -> Observation:
        """Take all out of doubt as moved; judged are the clauses that hold once the data stands still."""
        moved = doubt.observation.findings
        self._moved.update(finding.clause for finding in moved)
        return replace(doubt.settled(moved, judged), findings=())

    def _explained(self) -> Iterator[Observation]:
        """Yield what is to be counted of answers that agree but for tickets known to have moved."""
        for doubt in self._doubts if self._moving else ():
            if doubt.without is None or not doubt.observation.findings:
                continue
            rest = doubt.without(self._moving)
            if not rest.findings and _clauses(doubt.observation.findings) <= rest.exercised:
                yield self._as_moved(doubt, rest.exercised)

    def _answer_again(self, ask: "_OncePerAnswer", request: Request) -> Observation | None:
        exchange = ask(request)
        return None if exchange is None else self._judge.check(exchange)[0]

    def _pair_again(self, ask: "_OncePerAnswer", ticket: int, compare: CompareForms) -> Observation | None:
        terms = self._contract.search
        named = terms.among(terms.id_key, ticket)
        body: Json = {terms.filters: [named], terms.limit: 1}
        page = ask(searching(self._contract.searching, body))
        read = ask(complete(self._contract.reading, ticket))
        row, full = dict(_rows(page)).get(ticket), _ticket(read)
        return compare(full, row) if row is not None and full is not None else None

    def _searches_again(
        self, ask: "_OncePerAnswer", promise: str, exchanges: Sequence[Exchange]
    ) -> Observation | None:
        requests = [exchange.request for exchange in exchanges]
        for _ in range(_TRIES):
            answers = [ask(request, requests[:i].count(request)) for i, request in enumerate(requests)]
            again = [answer for answer in answers if answer is not None]
            if len(again) < len(exchanges):
                return None
            modified = changed_between([*exchanges, *again], self._contract.search)
            second = self._judge.check_several(promise, again, modified)
            if not second.findings or self._stands_still(ask, requests):
                self._moving |= modified | self._came_or_went(exchanges, again)
                return second
        return None

    def _came_or_went(self, exchanges: Sequence[Exchange], again: Sequence[Exchange]) -> AbstractSet[int]:
        """Return the tickets on pages with every match that were there at first only, or only later."""
        before, after = set[int](), set[int]()
        for pair in zip(exchanges, again, strict=True):
            pages = [page for each in pair if (page := page_of(each, self._judge.fields)) and page.complete]
            if len(pages) == len(pair):
                before |= {*pages[0].ids}
                after |= {*pages[1].ids}
        return before ^ after

    def _stands_still(self, ask: "_OncePerAnswer", requests: Sequence[Request]) -> bool:
        """Tell whether the first search, asked once more, shows the data as it did; else forget all answers.

        Data that moved stays moved. What goes and comes back while one search is repeated is the server's
        doing. A read needs no such look: its own relation tells whether the ticket was modified.
        """
        first = requests[0]
        if first.operation.search is None:
            return True
        answers = [ask(first, repetition) for repetition in range(requests.count(first))]
        states = [_state(answer, self._contract.search.changed) for answer in (*answers, ask.anew(first))]
        if None not in states and (len(set(states)) == 1 or _comes_back(*filter(None, states))):
            return True
        ask.forget()
        return False

    def _reading_again(
        self, ask: "_OncePerAnswer", read: Sequence[int], unread: Sequence[int]
    ) -> Observation | None:
        """Look at a few rows, read the tickets of the first of them and look again.

        Tickets come first that were not read so far. Where too few of them are left, what reading does but
        once cannot show again, and nothing tells it from somebody's work: it stays open.
        """
        looked_at, terms = (*unread, *read)[: 2 * _MOST_READ], self._contract.search
        body: Json = {terms.filters: [terms.among(terms.id_key, *looked_at)], terms.limit: len(looked_at)}
        look = searching(self._contract.searching, body)
        before = dict(_rows(ask(look)))
        reads = [ticket for ticket in looked_at[:_MOST_READ] if self._is_read(ask, ticket)]
        after = dict(_rows(ask(look, 1)))
        seen = before.keys() & after.keys()
        if len(seen & set(reads)) < _FEWEST_READ:
            return None
        second = self._judge.check_reading([*before.values()], [*after.values()], frozenset(reads), look)
        beside = seen - set(looked_at[:_MOST_READ])
        shows_again = second.findings and len(beside) >= _FEWEST_READ
        return second if shows_again or len(unread) >= _FEWEST_READ else None

    def _is_read(self, ask: "_OncePerAnswer", ticket: int) -> bool:
        return _ticket(ask(complete(self._contract.reading, ticket))) is not None


@dataclass(eq=False, slots=True)
class _Doubt:
    """Findings of one observation that have to show again before they count."""

    #: The findings in doubt, and what they are about; nothing else of the observation.
    observation: Observation
    #: The clauses of which nothing was counted yet, neither as judged nor as undecided.
    open: frozenset[str]
    #: Judges the same things anew, by means of what is asked again; None where no answer came.
    again: Callable[["_OncePerAnswer"], Observation | None]
    #: Judges the same answers without some tickets; None for what has no answers of several tickets.
    without: _Without | None = None
    #: Whether it was asked again already.
    tried: bool = False

    def is_about(self, clause: str) -> bool:
        """Tell whether a finding of the clause is in doubt still."""
        return any(finding.clause == clause for finding in self.observation.findings)

    def settled(self, findings: Sequence[Finding], judged: AbstractSet[str]) -> Observation:
        """Take the findings out of doubt, and return what is to be counted of them."""
        known = self.observation
        clauses = _clauses(findings) & self.open
        self.open -= clauses
        left = tuple(finding for finding in known.findings if finding not in findings)
        self.observation = replace(known, findings=left)
        return replace(
            known, exercised=clauses & judged, undecided=clauses - judged, findings=tuple(findings)
        )


class _OncePerAnswer:
    """Asks again, for the same thing but once: one answer serves all that doubt the one before."""

    def __init__(self, ask_again: AskAgain) -> None:
        self._ask_again = ask_again
        self._answers: dict[Hashable, Exchange | None] = {}

    def __call__(self, request: Request, repetition: int = 0) -> Exchange | None:
        """Return an answer that is a success: a refusal shows as little as no answer at all."""
        asked = request.operation.id, request.path_and_query, request.content, repetition
        if asked not in self._answers:
            self._answers[asked] = self._ask_again(request)
        exchange = self._answers[asked]
        return exchange if exchange and exchange.succeeded else None

    def anew(self, request: Request) -> Exchange | None:
        """Return an answer of this moment, whatever came before; None as above."""
        exchange = self._ask_again(request)
        return exchange if exchange and exchange.succeeded else None

    def forget(self) -> None:
        """Ask for everything anew from now on."""
        self._answers.clear()


def _state(exchange: Exchange | None, changed: str) -> _State | None:
    """Return the total of a page, and its tickets with the moments of their change; None for no page."""
    page = None if exchange is None else rows_of_answer(exchange)
    if page is None:
        return None
    return page.total or 0, frozenset((ticket, repr(row.get(changed))) for ticket, row in page.tickets)


def _comes_back(*states: _State) -> bool:
    """Tell whether of three states in turn the one between has, or lacks, what the others do not."""
    for (before, first), (between, second), (after, third) in zip(
        states, states[1:], states[2:], strict=False
    ):
        if (first & third) - second or second - (first | third) or (between - before) * (after - between) < 0:
            return True
    return False


def _clauses(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(finding.clause for finding in findings)


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
