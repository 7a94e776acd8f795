"""The phase that reads one ticket in many ways and compares what comes: parameters, and nothing at all."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Request
from ticketgate.planning.generated.parameter_pairs import reads_of
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.settings import Settings

__all__ = ["compare_reads"]

#: The reads that all others of the ticket are compared with.
_BASES: Final = 2
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})
_PROMISE: Final = "flags-change-only-their-members"


def compare_reads(asking: Asking, answers: Answers, _: Settings) -> None:
    """Read the ticket with most to show, and one unlike it, by their parameters, and the first one again."""
    tickets, operation = answers.tickets.in_full, answers.contract.reading
    if not tickets or asking.ended:
        return
    plans = reads_of(operation, _chosen(tickets), is_mock=asking.target.is_mock, failing=asking.failing)
    left, planned = asking.share("reads") - 1, sum(map(len, plans))
    if left < planned:
        answers.leave_out(f"{max(0, left)} of {planned} reads of tickets by their parameters were sent.")
    for number, plan in enumerate(plans):
        asking.progress("reading tickets in many ways", number, len(plans))
        chosen = plan[: max(0, left)]
        left -= len(chosen)
        # What asks for the same shows what reading itself does.
        _compare(asking, answers, [*chosen, *([] if number else chosen[1:2])])


def _compare(asking: Asking, answers: Answers, requests: Sequence[Request]) -> None:
    """Read one ticket in these ways, and compare each with the first two."""
    first = list[Exchange]()
    for number, request in enumerate(requests):
        exchange = asking.ask(request)
        if asking.ended:
            return
        if exchange is None or not exchange.succeeded:
            continue
        for earlier in first:
            answers.compare(_PROMISE, [earlier, exchange])
        first += [exchange] if number < _BASES else []


def _chosen(tickets: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """Return the ticket with most in it, and the one that differs most from it in what it has."""
    ids = sorted(tickets)
    rich = max(ids, key=lambda each: _filled(tickets[each]))
    others = [each for each in ids if each != rich]
    unlike = sorted(others, key=lambda each: _unlike(tickets[rich], tickets[each]))
    return [rich, *unlike[-1:]]


def _filled(ticket: Mapping[str, Any]) -> int:
    """Return how many members of a ticket, and of the objects in it, have something in them."""
    inner = [value for value in ticket.values() if isinstance(value, dict)]
    return sum(value not in _NOTHING for part in (ticket, *inner) for value in part.values())


def _unlike(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """Return how many members have something in them that is not the same in the first ticket."""
    return sum(value not in _NOTHING and value != one.get(name) for name, value in other.items())
