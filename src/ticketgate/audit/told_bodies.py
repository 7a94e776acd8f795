"""Tells what a saved body is, and makes it the answer that it was of, as far as the body shows that."""

from collections.abc import Iterator
from typing import Any, Final

from ticketgate.audit.blocks import Part
from ticketgate.contract.forms import COMPACT, FULL, PAGE
from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Json, Request
from ticketgate.exchange.rows import is_meant_as_page, ticket_of
from ticketgate.judging.relations.one_answer import is_error

__all__ = ["form_told", "saved_exchange", "what_it_is"]

_OK: Final = 200
#: Files do not say what a body was declared as.
_AS_IT_SHOULD_BE: Final = {"content-type": "application/json"}


def form_told(contract: Contract, value: Any) -> str | None:
    """Tell the form of a body by its members: a row lacks those that it has to leave out (R71)."""
    if not isinstance(value, dict):
        return None
    if is_meant_as_page(value, contract.search):
        return PAGE
    if is_error(value):
        return FULL
    row = contract.representations[COMPACT].node
    if row.absence.keys() & value.keys():
        return FULL
    known = {contract.search.id, *contract.strata} & row.members.keys()
    return COMPACT if len(known & value.keys()) > 1 and contract.search.id in value else None


def what_it_is(value: Any) -> str:
    """Say what a JSON value is that is no body."""
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    kind = names.get(type(value), "null" if value is None else "a number")
    return f"{kind}, neither a ticket nor a page of a search"


def saved_exchange(contract: Contract, form: str, part: Part) -> Exchange:
    """Return a saved body of a form as the answer that it was of."""
    value = part.value
    operation = contract.reading if form == FULL else contract.searching
    ticket = ticket_of(value, contract.search)
    path = operation.path_of("0" if ticket is None else str(ticket))
    body = _paging(contract, value) if form == PAGE else None
    exchange = Exchange(
        Request(operation, operation.method, path, tuple(_flags(contract.reading, value)), body),
        _OK,
        _AS_IT_SHOULD_BE,
        part.content,
        0.0,
    )
    return exchange if part.parsed is None else exchange.parsed_already(part.parsed)


def _paging(contract: Contract, value: Any) -> Json:
    """Return the search that a page says it answers: it repeats limit and offset."""
    search = contract.search
    stated = (
        {name: value.get(name) for name in (search.limit, search.offset)} if isinstance(value, dict) else {}
    )
    return {name: number for name, number in stated.items() if type(number) is int}


def _flags(operation: Operation, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the flags that the request must have had, told by what the body shows (D1)."""
    for parameter in operation.completing:
        if all(_is_whole(value, member, left) for member, left in parameter.completes.items()):
            yield parameter.name, "true"


def _is_whole(value: Any, member: str, left: frozenset[str]) -> bool:
    """Tell whether a member of a body may be there in full; left is what is left of it otherwise."""
    found = value.get(member) if isinstance(value, dict) else None
    if not left:
        return isinstance(value, dict) and member in value
    return not (isinstance(found, dict) and found.keys() <= left)
