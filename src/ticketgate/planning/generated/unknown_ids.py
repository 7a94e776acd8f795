"""Numbers that no ticket has: those that none can have, and those that a search does not find."""

from collections.abc import Iterator, Sequence
from typing import Final

from ticketgate.contract.operations import Operation
from ticketgate.contract.search_terms import SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.exchange.rows import PageRows

__all__ = ["impossible_ids", "not_found", "possible_ids", "search_for"]

#: Added to the greatest id known, gives one that probably no ticket has.
_FAR: Final = 1_000_000
#: Where databases and languages stumble over numbers.
_BOUNDARIES: Final = (0, 1, -1, 2**31 - 1, 2**31, 2**53, 2**63, 2**64)
#: What a server adds that looks at some bits of a number only.
_BITS_BEYOND: Final = (2**32, 2**64)
#: Those that nobody hands out as an id, whatever it is the id of.
_NOBODYS: Final = (0, -1, 2**63, 2**64)


def impossible_ids(operation: Operation, taken: Sequence[int | str], *, of_tickets: bool) -> tuple[int, ...]:
    """Return numbers that are known to be no ids without looking for them; taken are ids that are there."""
    possible = operation.key.plausible if operation.key is not None else range(0)
    numbers = [each for each in _boundaries(taken) if each not in possible] if of_tickets else _NOBODYS
    return tuple(number for number in numbers if number not in taken)


def possible_ids(search: SearchTerms, taken: Sequence[int]) -> tuple[int, ...]:
    """Return numbers that probably no ticket has; whether that is so a search has to tell."""
    numbers = (max(taken) + _FAR, *_boundaries(taken))
    return tuple(each for each in numbers if each in search.plausible_ids and each not in taken)


def _boundaries(taken: Sequence[int | str]) -> Iterator[int]:
    """Yield boundaries, and what a server takes for an id that passes over signs, digits or bits."""
    yield from _BOUNDARIES
    for number in [each for each in taken if isinstance(each, int)][:1]:
        yield from (-number, -(2**63), 10 * number + 1, *(number + bits for bits in _BITS_BEYOND))


def search_for(search: SearchTerms, numbers: Sequence[int], taken: Sequence[int]) -> Json:
    """Return the body of a search for these numbers, beside some that it has to find.

    Two ids that are taken stand at both ends: a server may look at one end of a list only.
    """
    wanted = (min(taken), *numbers, max(taken))
    return {search.filters: [search.among(search.id_key, *wanted)], search.limit: len(wanted)}


def not_found(page: PageRows | None, numbers: Sequence[int], taken: Sequence[int]) -> tuple[int, ...] | None:
    """Return the numbers that the answer to that search shows to be no ids; None where it shows nothing.

    It shows nothing where it lacks what is there, nor where it brings what was not asked for: then it does
    not go by the ids.
    """
    found = {ticket for ticket, _ in page.tickets} if page else set()
    wanted = {min(taken), max(taken)}
    shows = wanted <= found <= {*wanted, *numbers}
    return tuple(each for each in numbers if each not in found) if shows else None
