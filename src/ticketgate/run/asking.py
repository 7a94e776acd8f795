"""Asks the target for the phases of a run, and tells when it is better left alone."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from ticketgate.client import BudgetSpent, Client, Target, TimeSpent, Unanswered, result_of, smoke
from ticketgate.errors import TargetError
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Request, reading, searching
from ticketgate.run.answers import Answers
from ticketgate.run.settings import Progress, Settings, share
from ticketgate.run.several_at_once import in_order
from ticketgate.verdict.early_end import EarlyEnd, Ended

__all__ = ["Asking", "Repeating"]

#: After so many unanswered requests in a row the target is asked whether it is there at all.
_GONE: Final = 3
#: So many unanswered requests end a run: each can take minutes, and what they show is known by then.
_MOST_UNANSWERED: Final = 10
#: So many requests refused for the state of the server, after retries, end a run for the same reason.
_MOST_REFUSED: Final = 5
_TOO_MANY_REQUESTS: Final = 429
_OUT_OF_ORDER: Final = (502, 503, 504)
#: After so many valid requests in a row that are refused for their credential, it is tried on a plain search.
_UNAUTHORIZED_IN_A_ROW: Final = 3
_UNAUTHORIZED: Final = 401
#: Requests kept for confirming however small the budget is: two disagreements, roughly.
_FEWEST_REPEATED: Final = 6


class Asking:
    """Sends the requests of a run, and has each answer judged; a missing answer is judged as well."""

    def __init__(self, client: Client, answers: Answers, progress: Progress) -> None:
        """Prepare; nothing is sent yet."""
        #: Told how far the run has come.
        self.progress = progress
        self._client = client
        self._answers = answers
        self._ended: Ended | None = None
        self._unanswered = 0
        self._unanswered_in_a_row = 0
        self._refused = 0
        self._unauthorized_in_a_row = 0

    @property
    def ended(self) -> Ended | None:
        """Why no more is asked; None while the run goes on."""
        return self._ended

    @property
    def target(self) -> Target:
        """Who is asked."""
        return self._client.target

    @property
    def remaining(self) -> int | None:
        """How many requests the budget has left, None without a limit."""
        return self._client.remaining

    @property
    def failing(self) -> frozenset[str]:
        """The parameters of every request that the target fails at, so that they are left out."""
        return self._client.freed

    def share(self, part: str) -> int:
        """Return how many requests a part of the run may send, by the budget of the target."""
        return share(part, self.target.max_requests)

    def reach(self, settings: Settings) -> None:
        """Take a first look at the target; raises TargetError when it gives nothing that could be judged."""
        contract, judged = self._answers.contract, False
        looks = smoke(
            self._client,
            contract,
            settings.tickets,
            settings.within(contract.search),
            named_filters=bool(settings.filters),
        )
        try:
            for exchange in looks:
                self._answers.take(exchange)
                judged = True
        except BudgetSpent as spent:
            self.end(_reason(spent), str(spent))
        except TargetError as error:
            if not judged:
                raise
            self.end(EarlyEnd.UNREADABLE, str(error))
        if self.failing:
            names = ", ".join(sorted(self.failing))
            self._answers.note(f"The target fails at {names}, so nothing was asked with it.")

    def ask(self, request: Request) -> Exchange | None:
        """Send a request and have the answer judged; None when none came, and once the run has ended."""
        return None if self._ended else self._received(partial(self._client.send, request))

    def ask_all(self, requests: Iterable[Request]) -> Iterator[Exchange | None]:
        """Send requests, several at a time, and yield what comes of each, in their order.

        None stands for an answer that did not come. Yields nothing more once the run has ended.
        """
        if self._ended:
            return
        for pending in in_order(self._client.send, requests):
            exchange = self._received(partial(result_of, pending))
            if self._ended:
                return
            yield exchange

    def end(self, reason: EarlyEnd, words: str) -> None:
        """Ask no more; the first reason counts."""
        self._ended = self._ended or Ended(reason, words)

    def _received(self, answer: Callable[[], Exchange]) -> Exchange | None:
        try:
            exchange = answer()
        except BudgetSpent as spent:
            self.end(_reason(spent), str(spent))
        except Unanswered as unanswered:
            if not self._ends_untried(passing=unanswered.passing):
                self._miss(unanswered)
        else:
            self._unanswered_in_a_row = 0
            if self._ends_untried(passing=exchange.status in (_TOO_MANY_REQUESTS, *_OUT_OF_ORDER)):
                return None
            self._answers.take(exchange)
            self._count_refusal(exchange.status)
            self._count_unauthorized(exchange)
            return None if self._ended else exchange
        return None

    def _ends_untried(self, *, passing: bool) -> bool:
        """End the run where its last request met what may pass: whether it does cannot be tried."""
        if not passing or self.remaining != 0:
            return False
        self.end(
            EarlyEnd.BUDGET_SPENT,
            "the last request was refused for the time being or got no answer, "
            "and the budget (--max-requests) has none left to try it again",
        )
        return True

    def _count_refusal(self, status: int) -> None:
        """End the run when the server refuses too often; retries may have waited a minute for each."""
        self._refused += status == _TOO_MANY_REQUESTS or status in _OUT_OF_ORDER
        if self._refused < _MOST_REFUSED:
            return
        if status == _TOO_MANY_REQUESTS:
            self.end(
                EarlyEnd.TOO_FAST,
                f"{self._refused} requests were refused with status 429, also after retries; "
                "lower --rate, or try again later",
            )
        else:
            self.end(
                EarlyEnd.OUT_OF_ORDER,
                f"{self._refused} requests were refused with status 502, 503 or 504, also after retries",
            )

    def _count_unauthorized(self, exchange: Exchange) -> None:
        """End the run when the credential, which was accepted at first, is not accepted any more."""
        request = exchange.request
        if request.credentials is not Credentials.VALID or not request.may_succeed:
            return
        self._unauthorized_in_a_row += 1
        if exchange.status != _UNAUTHORIZED:
            self._unauthorized_in_a_row = 0
        if self._unauthorized_in_a_row < _UNAUTHORIZED_IN_A_ROW or self._ended:
            return
        self._unauthorized_in_a_row = 0
        contract = self._answers.contract
        plain = self._received(
            lambda: self._client.send(searching(contract.searching, {contract.search.limit: 1}))
        )
        if plain is not None and plain.status == _UNAUTHORIZED:
            self.end(
                EarlyEnd.EXPIRED,
                f"{_UNAUTHORIZED_IN_A_ROW + 1} requests in a row were refused with status 401: "
                f"{self.target.authentication} is not accepted any more; it has probably expired",
            )

    def _miss(self, unanswered: Unanswered) -> None:
        """Judge a missing answer as the target's doing, or note it where no connection could be made."""
        self._unanswered += 1
        self._unanswered_in_a_row += 1
        if unanswered.reached:
            self._answers.take(Exchange(unanswered.request, 0, {}, b"", 0.0, failure=unanswered.cause))
        else:
            self._answers.note(f"Unanswered: {unanswered}")
        if self._unanswered_in_a_row >= _GONE:
            self._unanswered_in_a_row = 0
            self._find_alive(unanswered)
        if self._unanswered >= _MOST_UNANSWERED:
            self.end(EarlyEnd.SILENT, f"{self._unanswered} requests got no answer")

    def _find_alive(self, last: Unanswered) -> None:
        """Ask each operation for what it has answered before: one answer shows that the target is there."""
        known = next(iter(self._answers.tickets.in_full), None)
        contract = self._answers.contract
        requests = [searching(contract.searching, {contract.search.limit: 1})]
        requests += [] if known is None else [reading(contract.reading, known)]
        for request in requests:
            try:
                exchange = self._client.send(request)
            except Unanswered:
                continue
            except BudgetSpent as spent:
                self.end(_reason(spent), str(spent))
            else:
                self._answers.take(exchange)
            return
        self.end(EarlyEnd.GONE, f"{_GONE} requests in a row got no answer; the last: {last}")


def _reason(spent: BudgetSpent) -> EarlyEnd:
    return EarlyEnd.TIME_SPENT if isinstance(spent, TimeSpent) else EarlyEnd.BUDGET_SPENT


class Repeating:
    """Sends requests again to confirm what they showed, as often as the budget has a share for that."""

    def __init__(self, client: Client) -> None:
        """Prepare; nothing is sent yet."""
        self._client = client
        self._left = max(share("confirmations", client.target.max_requests), _FEWEST_REPEATED)

    def __call__(self, request: Request) -> Exchange | None:
        """Send a request again; None when no answer came, or no request is left for this."""
        if self._left <= 0:
            return None
        self._left -= 1
        try:
            return self._client.send(request)
        except (Unanswered, BudgetSpent):
            return None
