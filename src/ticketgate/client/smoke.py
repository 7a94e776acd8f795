"""Checks the ground before a run: reachable, authenticated, this API, and a ticket that can be read.

A target that fails here gives one message with cause and next step instead of a thousand findings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx

from ticketgate.client.target import EXAMPLE_URL
from ticketgate.errors import TargetError
from ticketgate.exchange.answer import NotJson
from ticketgate.exchange.request import complete, searching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ticketgate.client.http import Client
    from ticketgate.client.target import Target
    from ticketgate.contract.model import Contract
    from ticketgate.exchange.answer import Exchange
    from ticketgate.exchange.request import Json

_CHECK_URL: Final = f"check the base URL, it looks like {EXAMPLE_URL}"
# By status, else by its first digit: what is wrong, and what to do next.
_REFUSALS: Final = {
    3: ("it redirects to {place}, which is not followed", "use the final base URL, or renew the credential"),
    5: ("the server fails", "try again once it is healthy"),
    401: ("{credential} is not accepted", "has it expired, or was it made for another instance?"),
    403: ("{credential} has no permission for this", "use one that may read tickets"),
    404: ("nothing is there", _CHECK_URL),
    429: ("the target asks for fewer requests, also after retries", "lower --rate, or try again later"),
}
_ORIGIN: Final = re.compile(r"https?://[][a-z0-9.:*-]{1,100}")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60}")


@dataclass(frozen=True, slots=True)
class Smoke:
    """What the smoke check found: a readable ticket, and how many the search counts if it was asked."""

    ticket_id: int
    total: int | None
    exchanges: tuple[Exchange, ...]


def smoke(
    client: Client, contract: Contract, ticket_id: int | None = None, filters: Sequence[Json] = ()
) -> Smoke:
    """Read one ticket: the given one, else the first that a search finds within these filters.

    Raises:
        TargetError: the target cannot be tested; `Unanswered` if it gave no answer.
        BudgetSpent: the budget does not even reach for this.

    """
    if ticket_id is not None:
        return Smoke(ticket_id, None, (_read_ticket(client, contract, ticket_id, hint="does it exist?"),))
    search = contract.search
    found = client.send(searching(contract.searching, {search.limit: 1, search.filters: list(filters)}))
    page = _object_in(found, client.target)
    tickets = page.get(search.rows)
    if not isinstance(tickets, list):
        raise _failure(found, client.target, "the answer has no list of tickets", _CHECK_URL)
    if not tickets:
        within = " within --filter" if filters else ""
        raise _failure(
            found, client.target, f"the search found no ticket{within}", "there is nothing to check"
        )
    known_id = _id_of(tickets[0], search.id)
    if known_id is None:
        raise _failure(found, client.target, "the first ticket has no integer id", "name one with --ticket")
    hint = "the search found it, the same credential has to read it"
    ticket = _read_ticket(client, contract, known_id, hint)
    return Smoke(known_id, _integer(page.get(search.total)), (found, ticket))


def _read_ticket(client: Client, contract: Contract, ticket_id: int, hint: str) -> Exchange:
    read = client.send(complete(contract.reading, ticket_id))
    if read.status in {403, 404}:
        raise _failure(read, client.target, f"ticket {ticket_id} cannot be read", hint)
    _object_in(read, client.target)
    return read


def _object_in(answer: Exchange, target: Target) -> dict[str, Json]:
    """Return the JSON object of a successful answer.

    A wrong media type alone is no reason to stop: the contract has a clause for it.
    """
    refusal = _refusal(answer, target)
    if refusal:
        raise _failure(answer, target, *refusal)
    try:
        value = answer.json()
    except NotJson as error:
        if not answer.is_json:
            problem = f"the answer is {_shown_media_type(answer)}, not JSON"
            raise _failure(answer, target, problem, f"is it a login or proxy page? {_CHECK_URL}") from None
        raise _failure(answer, target, f"the answer is not valid JSON: {error}", _CHECK_URL) from None
    if not isinstance(value, dict):
        raise _failure(answer, target, "the answer is no JSON object", _CHECK_URL)
    return value


def _refusal(answer: Exchange, target: Target) -> tuple[str, str] | None:
    """Say why a status is no success, and what to do next."""
    if answer.succeeded:
        return None
    known = _REFUSALS.get(answer.status) or _REFUSALS.get(answer.status // 100)
    problem, next_step = known or ("this is no answer of the ticket API", _CHECK_URL)
    place = _origin_of_redirect(answer, target)
    return problem.format(credential=target.authentication, place=place), next_step


def _failure(answer: Exchange, target: Target, problem: str, next_step: str) -> TargetError:
    answered = f"{answer.request} answers {answer.status}"
    return TargetError(f"{target.base_url} cannot be tested: {answered}: {problem}; {next_step}")


def _origin_of_redirect(answer: Exchange, target: Target) -> str:
    """Name scheme and host alone: a redirect to a login page can carry state that is nobody's business."""
    place = answer.headers.get("location")
    if not place:
        return "an unnamed place"
    try:
        url = httpx.URL(target.base_url).join(place)
    except httpx.InvalidURL:
        return "an invalid place"
    origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
    return origin if _ORIGIN.fullmatch(origin) else "an invalid place"


def _shown_media_type(answer: Exchange) -> str:
    media_type = answer.media_type or ""
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else "of no known media type"


def _id_of(ticket: Json, name: str) -> int | None:
    return _integer(ticket.get(name)) if isinstance(ticket, dict) else None


def _integer(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
