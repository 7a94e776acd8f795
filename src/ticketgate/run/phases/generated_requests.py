"""The phase of generated requests: what every operation has to grant and to refuse."""

from collections.abc import Mapping, Sequence
from typing import Final

from ticketgate.contract.wording import were
from ticketgate.errors import TicketgateError
from ticketgate.exchange.request import Expectation, searching
from ticketgate.exchange.rows import rows_of_answer
from ticketgate.judging.relations.behaviours import missing_credentials_are_unauthorized
from ticketgate.judging.relations.judgements import KEPT
from ticketgate.planning.generated.cases import Givens, plan_cases
from ticketgate.planning.generated.path_values import known_values
from ticketgate.planning.generated.unknown_ids import impossible_ids, not_found, possible_ids, search_for
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.settings import Settings
from ticketgate.verdict.early_end import EarlyEnd

__all__ = ["ask_generated", "givens_of"]

#: This part of the requests kept for confirming is kept for what is found here.
_STILL_CONFIRMED: Final = 3
#: Requests that are kept to the end: what one disagreement takes.
_LAST_KEPT: Final = 3


def ask_generated(asking: Asking, answers: Answers, settings: Settings) -> None:
    """Ask as many of the planned requests as the budget has for them."""
    asking.progress("making up requests", 0, 1)
    contract = answers.contract
    if not answers.tickets.in_full:
        return
    if _affordable(asking) <= 0:
        answers.leave_out("No generated request was sent: the budget has none for them.")
        return
    givens = givens_of(asking, answers, settings)
    try:
        planned = plan_cases(contract, givens, settings.seed)
    except TicketgateError as error:
        # What was judged until then is worth reading all the same.
        asking.end(EarlyEnd.UNDERIVED, str(error))
        return
    cases = [case for case in planned if asking.failing.isdisjoint(dict(case.request.query))]
    affordable = _affordable(asking)
    guarded = set[str]()
    for done, case in enumerate(cases):
        if done >= affordable and not _is_spare(asking, answers):
            answers.leave_out(f"{done} of {len(cases)} generated requests {were(done)} sent.")
            return
        asking.progress("asking generated requests", done, len(cases))
        request = case.request
        if request.expects is Expectation.UNAUTHORIZED_FIRST and request.operation.id not in guarded:
            continue  # whether it is open to anybody is another matter
        exchange = asking.ask(request)
        if asking.ended:
            return
        if exchange is not None and missing_credentials_are_unauthorized(exchange) == KEPT:
            guarded.add(request.operation.id)


def givens_of(asking: Asking, answers: Answers, settings: Settings) -> Givens:
    """Return what requests can be made up from; one search tells which ids no ticket has."""
    contract, tickets = answers.contract, answers.tickets
    rows = tickets.sound_rows()
    readable, taken = known_values(contract, rows, tickets.in_full)
    return Givens(
        readable=readable,
        unknown=_unknown(asking, answers, taken),
        rows=rows,
        within=settings.within(contract.search),
        is_mock=asking.target.is_mock,
        credentials=asking.target.invalid_credentials(contract.reading.cookie),
    )


def _unknown(
    asking: Asking, answers: Answers, taken: Mapping[str, Sequence[int | str]]
) -> Mapping[str, Sequence[int]]:
    """Return numbers that are no ids, by operation; those that a ticket may have are looked for first."""
    contract = answers.contract
    unknown = {
        operation.id: impossible_ids(operation, taken[operation.id], of_tickets=operation is contract.reading)
        for operation in contract.operations.values()
        if operation.id in taken
    }
    known = [ticket for ticket in taken[contract.reading.id] if isinstance(ticket, int)]
    possible = possible_ids(contract.search, known)
    if not possible:
        return unknown
    page = asking.ask(searching(contract.searching, search_for(contract.search, possible, known)))
    found = not_found(None if page is None else rows_of_answer(page), possible, known)
    if found is None:
        answers.note(
            "Of unknown ids only impossible ones were asked for: no search told which others no ticket has."
        )
    return {**unknown, contract.reading.id: (*(found or ()), *unknown[contract.reading.id])}


def _affordable(asking: Asking) -> int:
    """Return how many requests there are for this phase: its share, and what those before it left over.

    By then most of what had to be confirmed was.
    """
    share, remaining = asking.share("cases"), asking.remaining
    later = asking.share("confirmations") // _STILL_CONFIRMED
    return share if remaining is None else max(share, remaining - later)


def _is_spare(asking: Asking, answers: Answers) -> bool:
    """Tell whether a request can be taken of those kept for confirming: nothing waits for them."""
    return not answers.in_doubt and (asking.remaining or 0) > _LAST_KEPT
