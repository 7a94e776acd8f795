"""The state of a run while it is under way: what was asked, seen and found so far."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.check import Judge, Observation
from ticketgate.client import Client, Unanswered
from ticketgate.contract import Contract
from ticketgate.errors import TargetError
from ticketgate.exchange import Exchange, NotJson, Request
from ticketgate.opinion import SecondOpinion

__all__ = ["Collection", "Progress", "Settings"]

#: How many requests of a default budget each part may use; other budgets are divided alike.
SHARES: Final[Mapping[str, int]] = {
    "tickets": 300,
    "searches": 40,
    "cases": 160,
    "relations": 80,
    "confirmations": 20,
}
#: So many unanswered requests in a row mean that the target is gone.
_GONE: Final = 3

#: Told the phase, how much of it is done and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is limited to: tickets and filters the user named, and the seed of its choices."""

    tickets: tuple[int, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    seed: int = 7


class Collection:
    """Sends requests for the phases of a run, judges the answers and keeps what they brought.

    ``rows`` and ``tickets`` hold the compact and full bodies by ticket id, ``shows`` the partitions that
    a row showed.
    """

    def __init__(self, contract: Contract, client: Client, settings: Settings, progress: Progress) -> None:
        """Prepare for judging by the contract; nothing is sent yet."""
        self.contract = contract
        self.client = client
        self.settings = settings
        self.progress = progress
        self.judge = Judge(contract)
        self.observations: list[Observation] = []
        self.notes: list[str] = []
        self.rows: dict[int, Mapping[str, Any]] = {}
        self.shows: dict[int, frozenset[str]] = {}
        self.tickets: dict[int, Mapping[str, Any]] = {}
        self._opinion = SecondOpinion(contract)
        self._found: set[tuple[str, str]] = set()
        self._unanswered = 0

    def ask(self, request: Request) -> Exchange | None:
        """Send a request and judge the answer; None, with a note, when there was none.

        Raises TargetError when several requests in a row stay unanswered, BudgetSpent when no request
        is left.
        """
        try:
            exchange = self.client.send(request)
        except Unanswered as error:
            self._unanswered += 1
            if self._unanswered >= _GONE:
                raise TargetError(f"{_GONE} requests in a row got no answer; the last: {error}") from None
            self.notes.append(f"Unanswered: {error}")
            return None
        self._unanswered = 0
        self.take(exchange)
        return exchange

    def share(self, part: str) -> int:
        """Return how many requests a part of the run may send, by the budget of the target."""
        whole = sum(SHARES.values())
        return SHARES[part] * (self.client.target.max_requests or whole) // whole

    def take(self, exchange: Exchange) -> None:
        """Judge an exchange and keep the rows and the ticket it brought."""
        body = json_of(exchange)
        answer, *judged = self.judge.check(exchange)
        self.observations.append(answer)
        bodies = _bodies(body)
        self.observations += [self._confirmed(observation, next(bodies)) for observation in judged]
        if exchange.request.expects is not None or not isinstance(body, dict):
            return
        rows = [o for o in judged if o.subject == "compact" and o.ticket is not None]
        for observation, row in zip(rows, _rows(body), strict=True):
            self.rows.setdefault(row["id"], row)
            self.shows.setdefault(row["id"], observation.partitions)
        if judged and judged[0].subject == "full" and judged[0].ticket is not None:
            self._pair(judged[0].ticket, body, exchange.request)

    def _pair(self, ticket: int, body: Mapping[str, Any], request: Request) -> None:
        self.tickets[ticket] = body
        if ticket in self.rows:
            self.observations.append(self.judge.check_pair(body, self.rows[ticket], request))

    def _confirmed(self, observation: Observation, body: Any) -> Observation:
        """Ask for the second opinion on findings of a kind not met before."""
        new = {finding.identity for finding in observation.findings} - self._found
        if not new:
            return observation
        self._found |= new
        return self._opinion.confirmed(observation, body)


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
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and type(row.get("id")) is int
    ]
