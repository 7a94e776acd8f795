"""Plans, without sending anything, which pages of the search and which full tickets to read."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from ticketgate.exchange import Json

__all__ = ["PAGE_SIZE", "choose_tickets", "filters_of", "page_requests"]

#: Rows per page: the most the server gives at once (R76), since a page costs one request whatever its size.
PAGE_SIZE: Final = 500
_MOST_PAGES: Final = 20


def filters_of(tickets: tuple[int, ...], filters: tuple[tuple[str, str], ...]) -> list[Json]:
    """Return the filter objects that keep a run inside the tickets and the values asked for.

    Values given for the same key widen each other; different keys narrow each other.
    """
    values: dict[str, list[Json]] = {}
    for key, value in filters:
        values.setdefault(key, []).append(value)
    if tickets:
        values["t.id"] = [*tickets]
    return [{"key": key, "comparator": "in", "values": wanted} for key, wanted in values.items()]


def page_requests(total: int, filters: list[Json]) -> list[Json]:
    """Return the search bodies that page through total tickets, or evenly through a larger tenant.

    Beyond twenty pages the offsets are spread, so that a million tickets cost what ten thousand do.
    """
    pages = max(1, -(-total // PAGE_SIZE))
    step = max(1, pages // _MOST_PAGES)
    return [
        {
            "filters": [*filters],
            "limit": PAGE_SIZE,
            "offset": page * PAGE_SIZE,
            "orderByField": "t.id",
            "orderByDirection": "desc",
        }
        for page in range(0, min(pages, step * _MOST_PAGES), step)
    ]


def choose_tickets(shows: Mapping[int, AbstractSet[str]], most: int, seed: int) -> list[int]:
    """Return the ids of at most ``most`` tickets whose full form is worth reading.

    shows maps the id of each known row to the partitions that the row shows. First the tickets that
    together show every partition (greedy set cover), then tickets spread evenly over the ids, for
    what only the full form shows. The same rows and seed give the same choice.
    """
    chosen = _cover(shows, most)
    rest = sorted(shows.keys() - set(chosen))
    wanted = min(most - len(chosen), len(rest))
    if wanted > 0:
        stride = len(rest) / wanted
        shift = (seed % 97) / 97 * stride
        chosen += [rest[int(shift + i * stride) % len(rest)] for i in range(wanted)]
    return chosen


def _cover(shows: Mapping[int, AbstractSet[str]], most: int) -> list[int]:
    missing: set[str] = set().union(*shows.values()) if shows else set()
    left: dict[int, Any] = dict(shows)
    chosen: list[int] = []
    while missing and len(chosen) < most:
        best = max(left, key=lambda ticket: (len(left[ticket] & missing), -ticket))
        missing -= left.pop(best)
        chosen.append(best)
    return chosen
