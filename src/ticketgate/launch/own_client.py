"""The client of tests of one's own: the two reads by name, with answers whose values hide themselves."""

from collections.abc import Mapping
from typing import Any

from ticketgate.client import BudgetSpent, Client, Target, Unanswered
from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Json, Request, complete, searching
from ticketgate.launch.hidden_values import hidden
from ticketgate.launch.options import in_pytest_words

__all__ = ["OwnAnswer", "OwnClient"]


class OwnAnswer:
    """What the target answered."""

    def __init__(self, exchange: Exchange, contract: Contract) -> None:
        """Wrap an exchange."""
        self._exchange = exchange
        self._contract = contract

    def __repr__(self) -> str:
        return f"<{self._exchange.request} answers {self.status}>"

    @property
    def status(self) -> int:
        """The status, such as 200."""
        return self._exchange.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers by their names in lower case."""
        headers: Mapping[str, str] = hidden(self._exchange.headers, self._contract)
        return headers

    def json(self) -> Any:
        """Return the value of the body; raises NotJson when the body is none.

        It is raised anew: pytest shows what is in each frame of an error, in that of the parser the body.
        """
        try:
            return hidden(self._exchange.json(), self._contract)
        except NotJson as error:
            problem = NotJson(error.reason, error.offset)
        raise problem


class OwnClient:
    """Sends the two reads of the contract: paced and bounded as those of the run."""

    def __init__(self, client: Client, contract: Contract) -> None:
        """Send by a client that is open; whoever opened it closes it."""
        self._client = client
        self._contract = contract

    @property
    def target(self) -> Target:
        """Who is asked."""
        return self._client.target

    def get_ticket(self, ticket: int | str) -> OwnAnswer:
        """Read a ticket in full, with every member that comes on request."""
        return self._sent(complete(self._contract.reading, ticket))

    def search(self, body: Json) -> OwnAnswer:
        """Search for tickets; body is such as ``{"limit": 5}``."""
        return self._sent(searching(self._contract.searching, body))

    def _sent(self, request: Request) -> OwnAnswer:
        """Raise Unanswered where no answer came, BudgetSpent when the budget is used up.

        Options are named as pytest has them, for tests of one's own run nowhere else. Both are raised anew:
        pytest shows what is in each frame of an error, and in those of the client is the credential.
        """
        try:
            return OwnAnswer(self._client.send(request), self._contract)
        except BudgetSpent as spent:
            error: Exception = type(spent)(in_pytest_words(str(spent)))
        except Unanswered as unanswered:
            error = Unanswered(
                unanswered.request,
                in_pytest_words(unanswered.cause),
                passing=unanswered.passing,
                reached=unanswered.reached,
            )
        raise error
