"""The filters that keep a run inside the tickets and the values it was asked for."""

from ticketgate.contract.search_terms import FilterObject, SearchTerms

__all__ = ["scope_of"]


def scope_of(
    search: SearchTerms, tickets: tuple[int, ...], filters: tuple[tuple[str, str], ...] = ()
) -> list[FilterObject]:
    """Return the filter objects of a run; without tickets and filters there are none.

    Values given for the same key widen each other; different keys narrow each other, and so do tickets named.
    """
    values: dict[str, list[str]] = {}
    for key, value in filters:
        values.setdefault(key, []).append(value)
    named = [search.among(search.id_key, *tickets)] if tickets else []
    return [*named, *(search.among(key, *wanted) for key, wanted in values.items())]
