"""The phase that asks for what a server has to refuse; none of it can change anything."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ticketgate.exchange import Credentials, Expectation, Request, get_ticket, search
from ticketgate.run.collection import Collection

__all__ = ["ask_for_refusals"]

#: Added to the greatest id known, gives one that no ticket has.
_FAR: Final = 1_000_000


def ask_for_refusals(collection: Collection) -> None:
    """Ask for an unknown ticket, for an unknown order, and without valid credentials."""
    collection.progress("asking for what should be refused", 0, 1)
    known = max((*collection.rows, *collection.tickets), default=1)
    for request in _refusals(known):
        collection.ask(request)


def _refusals(known: int) -> Iterator[Request]:
    yield replace(get_ticket(known + _FAR), expects=Expectation.UNKNOWN)
    yield replace(search({"orderByField": "t.noSuchField", "limit": 1}), expects=Expectation.INVALID)
    for credentials in (Credentials.NONE, Credentials.FORGED):
        for request in (get_ticket(known), search({"limit": 1})):
            yield replace(request, expects=Expectation.UNAUTHORIZED, credentials=credentials)
