"""The phase that reads one ticket in many ways and compares what comes: parameters, and nothing at all."""

from collections.abc import Mapping
from typing import Any, Final

from ticketgate.exchange.answer import Exchange
from ticketgate.planning.generated.parameter_pairs import reads_of
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.settings import Settings

__all__ = ["compare_reads"]

_PROMISE: Final = "reads-differ-by-their-parameters-only"


def compare_reads(asking: Asking, answers: Answers, _: Settings) -> None:
    """Read the ticket that has most to show by all values of its parameters, and once more as at first."""
    tickets, operation = answers.tickets.in_full, answers.contract.reading
    if not tickets or asking.ended:
        return
    ticket = max(sorted(tickets), key=lambda each: _filled(tickets[each]))
    planned = reads_of(operation, ticket, is_mock=asking.target.is_mock, failing=asking.failing)
    chosen = planned[: max(0, asking.share("reads") - 1)]
    if len(chosen) < len(planned):
        answers.leave_out(f"{len(chosen)} of {len(planned)} reads of one ticket by its parameters were sent.")
    first = list[Exchange]()
    for done, request in enumerate([*chosen, *chosen[1:2]]):
        asking.progress("reading a ticket in many ways", done, len(chosen))
        exchange = asking.ask(request)
        if asking.ended:
            return
        if exchange is None or not exchange.succeeded:
            continue
        for earlier in first:
            answers.compare(_PROMISE, [earlier, exchange])
        if request in planned[:2] and done < len(chosen):
            first.append(exchange)


def _filled(ticket: Mapping[str, Any]) -> int:
    """Return how many members of a ticket, and of the objects in it, have something in them."""
    inner = [value for value in ticket.values() if isinstance(value, dict)]
    return sum(value not in (None, "", [], {}) for part in (ticket, *inner) for value in part.values())
