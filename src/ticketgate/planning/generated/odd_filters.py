"""Searches that are nearly right: names in other case, comparators in other spelling, operands exchanged."""

from collections.abc import Iterator
from typing import Any

from ticketgate.contract.search_terms import SearchTerms
from ticketgate.exchange.request import Json

__all__ = ["odd_searches"]


def odd_searches(search: SearchTerms) -> Iterator[tuple[str, dict[str, Json], bool]]:
    """Yield searches to refuse: in words what is odd, the body, and whether it is the field of the order."""
    for name in _unsortable(search):
        yield f"{search.order} {name!r}", {search.order: name, search.limit: 1}, True
    for members in _odd_members(search):
        yield f"{members}", members, False
    for condition in _odd_conditions(search):
        yield f"the filter {condition}", {search.limit: 1, search.filters: [condition]}, False


def _unsortable(search: SearchTerms) -> Iterator[str]:
    """Yield fields that no search is ordered by: those that only filter, and other spellings of one."""
    yield from (key.key for key in search.keys.values() if not key.sortable and key.family != "tags")
    yield from (search.id_key.upper(), search.id_key.rpartition(".")[2], "")


def _odd_members(search: SearchTerms) -> Iterator[dict[str, Json]]:
    """Yield members of the wrong type or with a value that is nearly one of those listed."""
    yield {search.limit: "1"}
    yield {search.offset: "0"}
    for value in ("", search.rising.upper(), f"{search.rising}ending"):
        yield {search.direction: value}


def _odd_conditions(search: SearchTerms) -> Iterator[dict[str, Any] | None]:
    """Yield conditions with another key, comparator or operand than any that is documented."""
    parts = ("key", "comparator", "several", "one", "start")
    key, comparator, several, one, start = (search.parts[part] for part in parts)
    among, equal = search.among(search.id_key, 1), search.compared(search.id_key, "equal", 1)
    yield None
    odd_keys: tuple[Json, ...] = (None, search.id_key.upper(), "", {})
    for odd_key in odd_keys:
        yield {**among, key: odd_key}
    for odd_comparator in (among[comparator].upper(), "", None):
        yield {**among, comparator: odd_comparator}
    for odd_comparator in ("==", "<>", "=<"):
        yield {**equal, comparator: odd_comparator}
    yield {key: search.id_key, several: [1]}
    yield {key: search.id_key, comparator: among[comparator], one: 1}
    yield {**among, several: {}}
    yield {key: search.id_key, comparator: equal[comparator], several: [1]}
    yield {**equal, one: {}}
    yield {**equal, start: 1, comparator: search.comparators["within"]}
