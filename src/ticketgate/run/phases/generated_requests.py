"""The phase of generated requests: what every operation has to grant and to refuse."""

from ticketgate.planning.generated.cases import Givens, plan_cases
from ticketgate.planning.generated.path_values import known_values
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.settings import Settings

__all__ = ["ask_generated"]


def ask_generated(asking: Asking, answers: Answers, settings: Settings) -> None:
    """Ask as many of the planned requests as the budget has for them."""
    asking.progress("making up requests", 0, 1)
    contract, tickets = answers.contract, answers.tickets
    rows = tickets.sound_rows()
    readable, taken = known_values(contract, rows, tickets.in_full)
    givens = Givens(
        readable=readable,
        taken=taken,
        rows=rows,
        within=settings.within(contract.search),
        is_mock=asking.target.on_loopback,
    )
    if not tickets.in_full:
        return
    cases = plan_cases(contract, givens, settings.seed)
    chosen = cases[: _affordable(asking)]
    for done, case in enumerate(chosen):
        asking.progress("asking generated requests", done, len(chosen))
        asking.ask(case.request)
        if asking.ended:
            return
    if len(chosen) < len(cases):
        answers.note(f"{len(chosen)} of {len(cases)} generated requests were sent.")


def _affordable(asking: Asking) -> int:
    """Return how many requests there are for this phase: its share, and what those before it left over."""
    share, remaining = asking.share("cases"), asking.remaining
    later = asking.share("relations") + asking.share("confirmations")
    return share if remaining is None else max(share, remaining - later)
