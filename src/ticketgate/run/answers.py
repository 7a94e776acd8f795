"""What the answers showed: each is judged as it comes, and what others are to be held against is kept."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ticketgate.contract.forms import COMPACT, FULL, PAGE
from ticketgate.contract.model import Contract
from ticketgate.contract.places import top_member
from ticketgate.exchange.answer import Exchange, weight
from ticketgate.exchange.request import Request
from ticketgate.exchange.rows import rows_of_answer, rows_of_page
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import MOST_FINDINGS, Judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Identity, Result
from ticketgate.recording.writing import Recorder
from ticketgate.run.asking_again import AskAgain, Confirmations
from ticketgate.run.counting import Counting
from ticketgate.run.tickets_seen import TicketsSeen, without
from ticketgate.verdict.coverage import Sought

__all__ = ["Answers"]

_ROWS_LEFT_OUT = (
    f"Some pages have more than {MOST_FINDINGS:,} findings: their other rows were not judged. "
    "Mend what is found most, then run again."
)
_NO_ROOM = "Much was read: what came later was judged, but not compared with other answers."


class Answers:
    """Takes exchanges, judges them and keeps what they showed, be they of a live target or of a recording."""

    def __init__(
        self,
        contract: Contract,
        ask_again: AskAgain,
        recorder: Recorder | None = None,
        source: str = "",
    ) -> None:
        """Prepare for judging by the contract.

        ask_again repeats a request, recorder writes down what is taken, source is the file that findings are
        said to be in.
        """
        #: What everything is judged by.
        self.contract = contract
        #: The rows and the full tickets that came along.
        self.tickets = TicketsSeen()
        self._ask_again = ask_again
        self._recorder = recorder
        self._source = source
        self._compiled = _compiled(contract)
        self._counting = Counting(contract)
        self._confirmations = Confirmations(self._compiled.judge, self._repeated)
        #: What a second opinion was asked for already.
        self._found: set[Identity] = set()
        self._notes: list[str] = []
        self._sought = Sought()

    @property
    def seen(self) -> AbstractSet[str]:
        """The partitions seen so far, rules and relations that applied included."""
        return self._counting.seen

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what was left out and why."""
        return (*self._notes, *self._confirmations.notes())

    @property
    def sought(self) -> Sought:
        """Why something was not seen, as far as somebody looked for it."""
        return self._sought

    def result(self) -> Result:
        """Return the sum of what was judged so far."""
        return self._counting.result()

    def take(self, exchange: Exchange) -> None:
        """Judge an exchange, and keep the rows or the ticket that it brought."""
        if self._recorder is not None:
            self._recorder.took(exchange)
        answer, *bodies = self._compiled.judge.check(exchange)
        self._count(self._confirmations.answer(answer, exchange))
        rows = [each for each in bodies if each.subject == COMPACT]
        size = weight(exchange.content) // max(1, sum(row.ticket is not None for row in rows))
        for observation in bodies:
            shown = self._count(self._with_second_opinion(observation))
            if observation.subject == PAGE:
                self._note_rows_left_out(observation.body, len(rows))
            elif observation.ticket is None:
                continue
            elif observation.subject == COMPACT:
                self._keep_row(observation, observation.ticket, shown, size)
            elif observation.subject == FULL:
                self._keep_in_full(observation, observation.ticket, size, exchange)

    def compare(self, promise: str, exchanges: Sequence[Exchange]) -> None:
        """Judge answers to searches, all of them taken before, by the relation between them."""
        if self._recorder is not None:
            self._recorder.compared(promise, exchanges)
        observation = self._compiled.judge.check_searches(promise, exchanges)
        self._count(self._confirmations.searches(observation, promise, exchanges))

    def compare_reading(self, tickets: Sequence[int], page: Exchange) -> None:
        """Judge what reading these tickets did to their rows; the page, taken before, shows them now."""
        if self._recorder is not None:
            self._recorder.reread(tickets, page)
        rows = rows_of_answer(page)
        before = [self.tickets.rows[ticket] for ticket in tickets if ticket in self.tickets.rows]
        after = [] if rows is None else [row for _, row in rows.tickets]
        self._count(self._compiled.judge.check_reading(before, after, page.request))

    def note(self, sentence: str) -> None:
        """Keep a sentence for whoever reads the verdict."""
        self._notes.append(sentence)

    def explain(self, sought: Sought) -> None:
        """Keep why something was not seen."""
        self._sought = sought

    def _repeated(self, request: Request) -> Exchange | None:
        exchange = self._ask_again(request)
        if exchange is not None and self._recorder is not None:
            self._recorder.took(exchange, again=True)
        return exchange

    def _count(self, observation: Observation) -> frozenset[str]:
        """Count what was judged, and return the partitions it showed."""
        if self._source:
            findings = tuple(replace(finding, source=self._source) for finding in observation.findings)
            observation = replace(observation, findings=findings)
        return self._counting.add(observation)

    def _with_second_opinion(self, observation: Observation) -> Observation:
        """Ask for the second opinion on findings of a kind not met before."""
        new = {finding.identity for finding in observation.findings} - self._found
        if not new:
            return observation
        self._found |= new
        return self._compiled.opinion.confirmed(observation, observation.body)

    def _keep_row(self, observation: Observation, ticket: int, shown: frozenset[str], size: int) -> None:
        self.tickets.keep_row(ticket, observation.body, shown, self._compiled.blamed(observation), size)
        self._note_no_room()

    def _keep_in_full(self, observation: Observation, ticket: int, size: int, exchange: Exchange) -> None:
        """Keep a full ticket and compare it with its row.

        What is blamed in either already is left out: one cause, one finding.
        """
        self.tickets.keep_in_full(ticket, observation.body, size)
        self._note_no_room()
        row = self.tickets.rows.get(ticket)
        if row is None:
            return
        blamed = self.tickets.blamed[ticket] | self._compiled.blamed(observation)

        def compare(body: Mapping[str, Any], row: Mapping[str, Any]) -> Observation:
            return self._compiled.judge.check_pair(without(body, blamed), row, exchange.request)

        compared = compare(observation.body, row)
        self._count(self._confirmations.pair(compared, ticket, compare))

    def _note_rows_left_out(self, body: Any, judged: int) -> None:
        """Say that rows are missing from what was judged: a green verdict says nothing of them."""
        search = self.contract.search
        page = rows_of_page(body, search)
        if page is not None and judged < min(len(page.rows), search.most_rows):
            self._note_once(_ROWS_LEFT_OUT)

    def _note_no_room(self) -> None:
        if self.tickets.is_full:
            self._note_once(_NO_ROOM)

    def _note_once(self, sentence: str) -> None:
        if sentence not in self._notes:
            self._notes.append(sentence)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """What a contract is compiled to for judging."""

    #: Judges answers, bodies and comparisons.
    judge: Judge
    #: Validates with the other library.
    opinion: SecondOpinion
    #: The places that a rule or relation reads, by its clause.
    reads: Mapping[str, tuple[str, ...]]

    def blamed(self, observation: Observation) -> frozenset[str]:
        """Return the members of the body that its findings are about, and all that a broken rule reads.

        A ticket is told by its id, so that this is not among them.
        """
        places = (
            place
            for finding in observation.findings
            for place in (finding.place, *self.reads.get(finding.clause, ()))
        )
        return frozenset(top_member(place) for place in places) - {self.judge.contract.search.id}


@lru_cache(maxsize=2)
def _compiled(contract: Contract) -> _Compiled:
    """Compile the contract once for all runs of a process: it takes longer than to judge a ticket."""
    reads = {
        rule.clause: rule.operands
        for form in contract.representations.values()
        for rule in form.rules.values()
    }
    for promise in contract.promises:
        reads |= dict.fromkeys(map(promise.clause, promise.on), promise.operands)
    return _Compiled(Judge(contract), SecondOpinion(contract), reads)
