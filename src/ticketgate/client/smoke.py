"""Checks the ground before a run: reachable, authenticated, this API, and a ticket that can be read.

A target that fails here gives one message with cause and next step instead of a thousand findings.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import httpx

from ticketgate.client.http import Unanswered
from ticketgate.client.target import EXAMPLE_URL
from ticketgate.errors import TargetError, UsageError
from ticketgate.exchange.answer import NotJson
from ticketgate.exchange.request import Expectation, complete, searching
from ticketgate.exchange.rows import rows_of_answer, ticket_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ticketgate.client.http import Client
    from ticketgate.client.target import Target
    from ticketgate.contract.model import Contract
    from ticketgate.contract.operations import Operation
    from ticketgate.exchange.answer import Exchange
    from ticketgate.exchange.request import Json, Request

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
_OTHER_PAGE: Final = (
    "is it a login, proxy or maintenance page? Try again once it is healthy, "
    f"or check the base URL, it looks like {EXAMPLE_URL}"
)
#: Statuses that say of a ticket that the caller cannot have it.
_NOT_TO_BE_READ: Final = (403, 404, 410)
#: Statuses of a server that does not understand a request, fails at it, or sends it elsewhere.
_MAY_BE_FOR_A_PARAMETER: Final = (301, 302, 303, 307, 308, 400, 405, 406, 409, 415, 422, 500, 501)
#: Which rows of a page are tried where the first ticket cannot be read: some may be deleted, or of others.
_TRIED: Final = (0, 1, 3, 7, 15)
_DIGITS: Final = re.compile("[0-9]{1,18}")
_ORIGIN: Final = re.compile(r"https?://[][a-z0-9.:*-]{1,100}")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60}")


def smoke(
    client: Client,
    contract: Contract,
    tickets: Sequence[int] = (),
    filters: Sequence[Json] = (),
    *,
    named_filters: bool = False,
) -> Iterator[Exchange]:
    """Yield a first look at the target: a search within these filters, and one of its tickets in full.

    Of tickets that are named, the first is read in place of the one that a search finds, and all have to be
    there and within the filters; ``named_filters`` says that there are others than those that name tickets.
    An answer that is not as promised is yielded like any other: it is for judging.

    Raises:
        TargetError: the target cannot be tested; `Unanswered` if it gave no answer.
        UsageError: a named ticket is not within the filters.
        BudgetSpent: the budget does not even reach for this.

    """
    if tickets:
        if len(tickets) > 1 or named_filters:
            yield from _all_named(client, contract, tickets, filters, named_filters=named_filters)
        read = client.send(complete(contract.reading, tickets[0]))
        yield from _looked_at(client, contract, read, hint="does it exist?")
        return
    *refused, found = _searched(client, contract, filters)
    yield from refused
    _refuse_other_things(found, client.target)
    page = rows_of_answer(found)
    if page is not None and not page.rows:
        within = " within --filter" if filters else ""
        raise _failure(
            found, client.target, f"the search found no ticket{within}", "there is nothing to check"
        )
    yield found
    first = _id_in(page.rows[0].value, contract.search.id) if page is not None else None
    if first is not None:
        read = client.send(complete(contract.reading, first))
        if read.status in _NOT_TO_BE_READ:
            read = _another(client, contract, filters) or read
        yield from _looked_at(
            client, contract, read, hint="the search found it, the same credential has to read it"
        )


def _searched(client: Client, contract: Contract, filters: Sequence[Json]) -> list[Exchange]:
    """Return the answer to a short search, or if it was refused that and the one to a search in full."""
    search, operation = contract.search, contract.searching
    short = searching(operation, {search.limit: 1, search.filters: list(filters)})
    found = client.send(short)
    if found.status not in _MAY_BE_FOR_A_PARAMETER:
        return [found]
    every = search.compared(search.id_key, "at-least", search.plausible_ids[0])
    spelled: Json = {**search.defaults, search.filters: [every, *filters]}
    granted = client.send(replace(searching(operation, spelled), expects=Expectation.VALID))
    if not granted.succeeded:
        return [found]
    return [replace(found, request=replace(found.request, expects=Expectation.VALID)), granted]


def _all_named(
    client: Client,
    contract: Contract,
    tickets: Sequence[int],
    filters: Sequence[Json],
    *,
    named_filters: bool,
) -> Iterator[Exchange]:
    """Yield a search for the named tickets; raise where one is not there, or not within the filters."""
    search = contract.search
    body: Json = {search.limit: min(len(tickets), search.most_rows), search.filters: list(filters)}
    try:
        found = client.send(searching(contract.searching, body))
    except Unanswered:
        return  # a run of named tickets can do without the search, which it judges later
    page = rows_of_answer(found)
    if page is None or len(tickets) > search.most_rows or len(page.tickets) < len(page.rows):
        yield found  # it says nothing of single tickets; what is wrong with it is for judging
        return
    listed = {ticket for ticket, _ in page.tickets}
    unlisted = [client.send(complete(contract.reading, each)) for each in tickets if each not in listed]
    absent = [read for read in unlisted if read.status in _NOT_TO_BE_READ]
    if absent:
        named = ", ".join(f"ticket {read.request.ticket_id}" for read in absent)
        raise _failure(absent[0], client.target, f"{named} cannot be read", "does it exist?")
    if unlisted and named_filters:
        named = ", ".join(str(read.request.ticket_id) for read in unlisted)
        raise UsageError(f"--ticket {named}: is not within --filter; leave one of them out")
    yield found
    yield from unlisted


def _another(client: Client, contract: Contract, filters: Sequence[Json]) -> Exchange | None:
    """Return the read of another ticket than the first one found; None if none of those tried can be read."""
    search = contract.search
    newest: Json = {
        search.limit: _TRIED[-1] + 1,
        search.filters: list(filters),
        search.order: search.id_key,
        search.direction: search.falling,
    }
    page = rows_of_answer(client.send(searching(contract.searching, newest)))
    listed = [ticket for ticket, _ in page.tickets] if page is not None else []
    reads = (client.send(complete(contract.reading, listed[at])) for at in _TRIED if at < len(listed))
    return next((read for read in reads if read.status not in _NOT_TO_BE_READ), None)


def _looked_at(client: Client, contract: Contract, read: Exchange, hint: str) -> Iterator[Exchange]:
    """Yield the read of a ticket, and one without what else every read has where that may be what fails."""
    request, optional = read.request, contract.reading.optional
    if read.status in _NOT_TO_BE_READ:
        raise _failure(read, client.target, f"ticket {request.ticket_id} cannot be read", hint)
    if read.status in _MAY_BE_FOR_A_PARAMETER:
        for names in (optional, *_completing(contract.reading)):
            without = client.send(_without(names, request))
            if without.succeeded:
                client.free(names)
                # That what is always sent is refused has a promise of its own.
                expects = read.request.expects if names == optional else Expectation.VALID
                yield replace(read, request=replace(read.request, expects=expects))
                read = without
                break
        else:
            yield read  # that it fails is a finding, although no more can be read
    _refuse_other_things(read, client.target)
    yield read


def _completing(operation: Operation) -> Iterator[frozenset[str]]:
    """Yield each parameter that asks for members in full, and all of them."""
    names = [each.name for each in operation.completing]
    yield from (frozenset({name}) for name in names)
    if len(names) > 1:
        yield frozenset(names)


def _without(names: frozenset[str], request: Request) -> Request:
    kept = tuple(pair for pair in request.query if pair[0] not in names)
    optional = names == request.operation.optional
    expects = Expectation.WITHOUT if optional else Expectation.VALID
    return replace(request, query=kept, expects=expects, freed=names)


def _refuse_other_things(answer: Exchange, target: Target) -> None:
    """Raise TargetError for a refusal, and for what declares itself something else than JSON and is.

    A success that is broken, or JSON under another media type, is for judging: there are clauses for it.
    """
    refusal = refusal_of(answer, target)
    if refusal:
        raise _failure(answer, target, *refusal)
    if answer.is_json or answer.media_type is None or not answer.content.strip():
        return
    try:
        answer.json()
    except NotJson:
        problem = f"the answer is {_shown_media_type(answer)}, not JSON"
        raise _failure(answer, target, problem, _OTHER_PAGE) from None


def refusal_of(answer: Exchange, target: Target) -> tuple[str, str] | None:
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


def _id_in(row: Json, name: str) -> int | str | None:
    """Return the id by which a row can be read; one that is written as a text is wrong, but will do."""
    value = row.get(name) if isinstance(row, dict) else None
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return value
    return ticket_id(value)
