"""The phase of generated requests: what both operations have to grant and to refuse. Nothing is changed."""

from ticketgate.planning.generated.cases import Known, plan
from ticketgate.planning.sampling.ground import filters_of
from ticketgate.run.collection import Collection

__all__ = ["ask_generated"]


def ask_generated(collection: Collection) -> None:
    """Ask as many of the planned requests as the budget has for them."""
    settings = collection.settings
    collection.progress("making up requests", 0, 1)
    known = Known(
        tickets=sorted(collection.tickets),
        rows=collection.sound_rows(),
        within=filters_of(settings.tickets, settings.filters),
        on_loopback=collection.client.target.on_loopback,
    )
    if not known.tickets:
        return
    cases = plan(collection.contract, known, settings.seed)
    chosen = cases[: _affordable(collection)]
    for done, case in enumerate(chosen):
        collection.progress("asking generated requests", done, len(chosen))
        collection.ask(case.request)
    if len(chosen) < len(cases):
        collection.notes.append(f"{len(chosen)} of {len(cases)} generated requests were sent.")


def _affordable(collection: Collection) -> int:
    """Return how many requests there are for this phase: its share, and what those before it left over."""
    share, remaining = collection.share("cases"), collection.client.remaining
    later = collection.share("relations") + collection.share("confirmations")
    return share if remaining is None else max(share, remaining - later)
