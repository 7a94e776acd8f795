"""Answers that are held against others to the same search: all of a few, of many a sample.

The sample does not depend on any order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

import orjson

from ticketgate.contract.places import top_member
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import dump
from ticketgate.judging.judge import Judge
from ticketgate.judging.relations.pages import Page, page_of

__all__ = ["MOST_ANSWERS", "KeptPage", "SearchKeeper", "SearchSample"]

#: So many answers are kept, and all that are kept to the search of the last one; each takes some 10 kB.
MOST_ANSWERS: Final = 1_000
#: The first answers to one search that are kept: a view that is looked at all day leaves room for others.
_MOST_TO_ONE: Final = 20
#: Bytes of what is kept of a page beyond which it is not.
_LONGEST: Final = 64 * 1024
#: Where an answer comes in all that is judged: its source, its part in it.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer to a search."""

    place: Place
    #: Where it is from: ``gateway.ndjson:3``.
    source: str
    #: The body of the request as JSON.
    search: str = field(repr=False)
    #: The page as JSON; of its rows what tells whether they are as asked for, and whether they were changed.
    page: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SearchSample:
    """The first answers to each of the searches that come first by a hash of what they ask for.

    What is among them at the end is among them in every part of the sum, so that adding is associative and
    does not depend on the order.
    """

    #: By what was asked for, without the part of it that a page shows; in order of place.
    pages: Mapping[bytes, tuple[KeptPage, ...]] = field(default_factory=dict)
    #: Whether there were more answers than are kept.
    partial: bool = False
    #: How many pages were too long to be kept.
    too_long: int = 0

    def __add__(self, other: "SearchSample") -> "SearchSample":
        """Return both together."""
        pages, partial = dict(self.pages), self.partial or other.partial
        for asked, some in other.pages.items():
            known = {each.place: each for each in (*pages.get(asked, ()), *some)}
            pages[asked] = tuple(known[place] for place in sorted(known)[:_MOST_TO_ONE])
            partial = partial or len(known) > _MOST_TO_ONE
        kept = _first({asked: len(some) for asked, some in pages.items()})
        partial = partial or len(kept) < len(pages)
        return SearchSample({asked: pages[asked] for asked in kept}, partial, self.too_long + other.too_long)

    def several(self) -> Iterator[tuple[KeptPage, ...]]:
        """Yield the answers to each search that has several, in order of place."""
        return (self.pages[asked] for asked in sorted(self.pages) if len(self.pages[asked]) > 1)


class SearchKeeper:
    """Makes samples, one after another, of parts of the same traffic."""

    def __init__(self, judge: Judge) -> None:
        """Start with none."""
        self._terms = judge.contract.search
        self._fields = judge.fields
        #: The places of what was kept of all that was seen so far: nothing behind it is in the sample.
        self._places: dict[bytes, tuple[Place, ...]] = {}
        self._pages: dict[bytes, dict[Place, KeptPage]] = {}
        self._partial = False
        self._too_long = 0

    def see(self, exchange: Exchange, place: Place, source: str) -> None:
        """Take notice of an answer that is sound by itself; what is no page of a search is passed over."""
        page = None if exchange.request.query else page_of(exchange, self._fields)
        if page is None:
            return
        content = self._content(page, exchange.json())
        if content is None or len(content) > _LONGEST:
            self._too_long += 1
            return
        asked = self._asked(page)
        places = sorted({*self._places.get(asked, ()), place})
        self._places[asked] = tuple(places[:_MOST_TO_ONE])
        kept = _first({each: len(some) for each, some in self._places.items()})
        self._partial = self._partial or len(kept) < len(self._places) or len(places) > _MOST_TO_ONE
        self._places = {each: self._places[each] for each in kept}
        if place in self._places.get(asked, ()):
            search = dump(exchange.request.body)
            self._pages.setdefault(asked, {})[place] = KeptPage(place, source, search, content)

    def taken(self) -> SearchSample:
        """Return the sample of what was seen since the last time."""
        pages = {
            asked: tuple(some[place] for place in self._places[asked] if place in some)
            for asked, some in self._pages.items()
            if asked in self._places
        }
        sample = SearchSample(
            {asked: some for asked, some in pages.items() if some}, self._partial, self._too_long
        )
        self._pages, self._partial, self._too_long = {}, False, 0
        return sample

    def _asked(self, page: Page) -> bytes:
        """Return what tells one search from another; limit and offset say which part of it a page shows."""
        whole = {**self._terms.defaults, **page.search}
        asked = {
            name: value
            for name, value in whole.items()
            if name not in {self._terms.limit, self._terms.offset}
        }
        return blake2b(json.dumps(asked, sort_keys=True).encode(), digest_size=16).digest()

    def _content(self, page: Page, body: Any) -> bytes | None:
        """Return what is kept of a page; None for one that cannot be written as JSON."""
        terms, names = self._terms, self._read(page)
        rows = [{name: row[name] for name in names if name in row} for row in page.rows]
        try:
            return orjson.dumps({**body, terms.rows: rows})
        except TypeError:
            return None

    def _read(self, page: Page) -> AbstractSet[str]:
        """Return the members of rows that comparing reads: what the search filters and is ordered by."""
        terms = self._terms
        said = [*(each.get(terms.parts["key"]) for each in page.filters), page.search.get(terms.order)]
        places = [terms.keys[key].place for key in said if isinstance(key, str) and key in terms.keys]
        return {terms.id, terms.changed, *(top_member(place) for place in places if place is not None)}


def _first(counts: Mapping[bytes, int]) -> Sequence[bytes]:
    """Return the searches that come first and have as many answers together as are kept."""
    kept, total = list[bytes](), 0
    for asked in sorted(counts):
        if total >= MOST_ANSWERS:
            break
        kept.append(asked)
        total += counts[asked]
    return kept
