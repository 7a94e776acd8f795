"""The keys that a search filters by, and what in a row shows each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ticketgate.contract.documents import Documents
from ticketgate.contract.representations import Representation

_SEARCH_REQUEST: Final = "schemas/search-request.yaml"
#: The families of filter keys that are tied to members of a row: where each is defined, and its name here.
_FAMILIES: Final = {"setKey": "set", "dateKey": "date"}


@dataclass(frozen=True, slots=True)
class FilterKey:
    """A key that a search filters by, and the place in a row that shows what it filters.

    ``family`` is ``set`` (values in a list) or ``date`` (moments); not every key can be sorted by.
    """

    key: str
    place: str
    family: str
    sortable: bool


def filters_of(documents: Documents, row: Representation) -> Iterator[tuple[str, FilterKey]]:
    """Yield the keys whose values a row shows; raises DocumentError for one that names no place of a row."""
    request = documents.contents[_SEARCH_REQUEST]
    sortable = request["properties"]["orderByField"]["enum"]
    places = {node.place for node in row.node.walk()}
    for definition, family in _FAMILIES.items():
        for key, place in request["$defs"][definition]["x-fields"].items():
            if place not in places:
                at = ("$defs", definition, "x-fields", key)
                raise documents.error(_SEARCH_REQUEST, at, f"{place} is no place of a row")
            yield key, FilterKey(key, place, family, key in sortable)
