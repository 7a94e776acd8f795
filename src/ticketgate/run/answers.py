"""What the answers showed: each is judged as it comes, and what others are to be held against is kept."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ticketgate.contract.forms import COMPACT, FULL, PAGE
from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Request
from ticketgate.exchange.rows import rows_of_answer, rows_of_page
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import MOST_FINDINGS, Judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Identity, Result, Tally
from ticketgate.recording.writing import Recorder
from ticketgate.run.asking_again import AskAgain, Confirmations
from ticketgate.run.counting import Counting
from ticketgate.run.tickets_seen import TicketsSeen, without
from ticketgate.verdict.coverage import Reason, Sought
from ticketgate.verdict.times import Times, times_of

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
        #: What the answers of each operation took, in seconds.
        self._seconds: dict[str, array[float]] = {}
        self._notes: list[str] = []
        self._sought = Sought()
        #: Why not all that was planned was asked.
        self._cut: Reason | None = None

    @property
    def seen(self) -> AbstractSet[str]:
        """The partitions seen so far, rules and relations that applied included."""
        return self._counting.seen

    @property
    def times(self) -> Mapping[str, Times]:
        """How long each operation took to answer, by its id."""
        return {operation: times_of(seconds) for operation, seconds in sorted(self._seconds.items())}

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what was left out and why."""
        return (*self._notes, *self._confirmations.notes())

    @property
    def sought(self) -> Sought:
        """Why something was not seen, as far as somebody looked for it."""
        return replace(self._sought, cut=self._cut)

    def result(self) -> Result:
        """Return the sum of what was judged so far; what is in doubt still is unconfirmed."""
        in_doubt = Tally()
        for observation in self._confirmations.unconfirmed():
            in_doubt.add_settled(self._named(observation))
        return self._counting.result() + in_doubt.result()

    @property
    def in_doubt(self) -> bool:
        """Whether something waits to be asked again."""
        return self._confirmations.any_doubt

    def settle(self, rounds: int | None = None) -> None:
        """Ask again for what is in doubt, at most so many times for each clause."""
        for observation in self._confirmations.settle(rounds):
            self._counting.add_settled(self._named(observation))

    def take(self, exchange: Exchange) -> None:
        """Judge an exchange, and keep the rows or the ticket that it brought."""
        if self._recorder is not None:
            self._recorder.took(exchange)
        self._time(exchange)
        answer, *bodies = self._compiled.judge.check(exchange)
        self._count(self._confirmations.answer(answer, exchange))
        rows = [each for each in bodies if each.subject == COMPACT]
        size = exchange.weight // max(1, sum(row.ticket is not None for row in rows))
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
        """Judge answers, all taken before, by the relation between them: to searches or to reads."""
        if self._recorder is not None:
            self._recorder.compared(promise, exchanges)
        observation = self._compiled.judge.check_several(promise, exchanges)
        self._count(self._confirmations.searches(observation, promise, exchanges))

    def disagree(self, promise: str, exchanges: Sequence[Exchange]) -> bool:
        """Tell whether answers break the relation between them; nothing is counted."""
        return bool(self._compiled.judge.check_searches(promise, exchanges).findings)

    def unmet_conditions(self, exchanges: Iterable[Exchange]) -> frozenset[tuple[str, str]]:
        """Return key and comparator of each filter that a hit of one of the searches does not meet."""
        return frozenset().union(*map(self._compiled.judge.unmet_conditions, exchanges))

    def compare_reading(self, tickets: Sequence[int], page: Exchange) -> None:
        """Judge what reading these tickets did to their rows, which the page, taken before, shows now.

        Rows of other tickets on it show what changes without our reading.
        """
        if self._recorder is not None:
            self._recorder.reread(tickets, page)
        rows, read = self.tickets.rows, frozenset(tickets)
        page_rows = rows_of_answer(page)
        after = dict(page_rows.tickets) if page_rows else {}

        before = [rows[ticket] for ticket in after if ticket in rows]
        observation = self._compiled.judge.check_reading(before, [*after.values()], read, page.request)
        unread = [ticket for ticket in sorted(rows) if ticket not in self.tickets.in_full]
        self._count(self._confirmations.reading(observation, sorted(read), unread))

    def note(self, sentence: str) -> None:
        """Keep a sentence for whoever reads the verdict."""
        self._notes.append(sentence)

    def leave_out(self, sentence: str) -> None:
        """Keep a sentence on what was planned, and left out for the budget."""
        self._notes.append(sentence)
        self._cut = Reason.BUDGET

    def explain(self, sought: Sought) -> None:
        """Keep why something was not seen."""
        self._sought = sought

    def _repeated(self, request: Request) -> Exchange | None:
        exchange = self._ask_again(request)
        if exchange is not None:
            self._time(exchange)
            if self._recorder is not None:
                self._recorder.took(exchange, again=True)
        return exchange

    def _time(self, exchange: Exchange) -> None:
        if exchange.status:
            self._seconds.setdefault(exchange.request.operation.id, array("d")).append(exchange.elapsed)

    def _count(self, observation: Observation) -> frozenset[str]:
        """Count what was judged, and return the partitions it showed."""
        return self._counting.add(self._named(observation))

    def _named(self, observation: Observation) -> Observation:
        """Return the observation with findings that name their source, if there is one."""
        return observation.from_source(self._source) if self._source else observation

    def _with_second_opinion(self, observation: Observation) -> Observation:
        """Ask for the second opinion on findings of a kind not met before."""
        new = {finding.identity for finding in observation.findings} - self._found
        if not new:
            return observation
        self._found |= new
        return self._compiled.opinion.confirmed(observation, observation.body)

    def _keep_row(self, observation: Observation, ticket: int, shown: frozenset[str], size: int) -> None:
        self.tickets.keep_row(ticket, observation.body, shown, self._compiled.judge.blamed(observation), size)
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
        blamed = self.tickets.blamed[ticket] | self._compiled.judge.blamed(observation)
        request = exchange.request  # and not the whole exchange: what is in doubt is kept for long

        def compare(body: Mapping[str, Any], row: Mapping[str, Any]) -> Observation:
            return self._compiled.judge.check_pair(without(body, blamed), row, request)

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


@lru_cache(maxsize=2)
def _compiled(contract: Contract) -> _Compiled:
    """Compile the contract once for all runs of a process: it takes longer than to judge a ticket."""
    return _Compiled(Judge(contract), SecondOpinion(contract))
