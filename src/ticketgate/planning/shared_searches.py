"""Plans the searches that two environments are both asked."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import FilterObject
from ticketgate.exchange.request import Json, dump
from ticketgate.judging.relations.fields import fields_of
from ticketgate.planning.comparisons.comparing import plan_comparisons
from ticketgate.planning.comparisons.window import WINDOW

__all__ = ["shared_searches"]


def shared_searches(
    contract: Contract,
    rows: Mapping[int, Mapping[str, Any]],
    within: Sequence[FilterObject],
    seed: int,
    *,
    personal: bool,
) -> list[dict[str, Json]]:
    """Return bodies of searches for tickets that both have, each once, the most telling first.

    They are those that a run compares with one another, and by turns one for each order: how tickets come
    that it does not tell apart, no promise says. Arguments are as for ``plan_comparisons``.
    """
    plan = plan_comparisons(
        contract.search,
        fields_of(contract),
        rows,
        within,
        seed,
        total=len(rows),
        personal=personal,
    )
    compared = (body for each in plan.comparisons for body in each.searches if isinstance(body, dict))
    in_turns = chain.from_iterable(zip_longest(compared, _orders(contract, [*rows], within)))
    return list({dump(body): body for body in in_turns if body is not None}.values())


def _orders(
    contract: Contract, tickets: Sequence[int], within: Sequence[FilterObject]
) -> Iterator[dict[str, Json]]:
    """Yield a search for a few tickets in each order; those come first that values in rows decide."""
    terms = contract.search
    chosen = tickets[:WINDOW]
    sortable = [key for key in terms.keys.values() if key.sortable and key.key != terms.id_key]
    for key in sorted(sortable, key=lambda key: key.place is None or key.family != "set"):
        yield {
            terms.filters: [*within, terms.among(terms.id_key, *chosen)],
            terms.limit: len(chosen),
            terms.order: key.key,
        }
