"""Fills the bodies of generated searches with values that occur in the data: a server has to accept them."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ticketgate.contract.model import Contract
from ticketgate.contract.places import values_at
from ticketgate.contract.search_terms import FilterKey, FilterObject, SearchTerms
from ticketgate.exchange.request import Json

__all__ = ["OperandValues"]

_WORD: Final = re.compile(r"[A-Za-z]{4,20}")


@dataclass(frozen=True, slots=True)
class OperandValues:
    """Operands that make sense, by filter key: ``{"t.status": ("closed", "open")}``."""

    pools: Mapping[str, tuple[Json, ...]] = field(repr=False)
    _terms: SearchTerms = field(repr=False)
    _choose: random.Random = field(repr=False)

    @classmethod
    def of(
        cls, contract: Contract, rows: Sequence[Mapping[str, Any]], choose: random.Random, *, personal: bool
    ) -> "OperandValues":
        """Collect the values that rows show; of keys that name a person only where that is asked for."""
        terms = contract.search
        pools = {key.key: _pool(terms, key, rows) for key in terms.keys.values()}
        allowed = {
            key: pool for key, pool in pools.items() if pool and (personal or not terms.keys[key].personal)
        }
        return cls(allowed, terms, choose)

    def fill(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return a valid body with real operands in its filters, None when none are known or allowed."""
        filters = [self._filled(condition) for condition in body.get(self._terms.filters, ())]
        if None in filters:
            return None
        return {**body, self._terms.filters: filters} if filters else {**body}

    def _filled(self, condition: Mapping[str, Any]) -> FilterObject | None:
        parts = self._terms.parts
        several, one, start, end = (parts[name] for name in ("several", "one", "start", "end"))
        pool = self.pools.get(condition[parts["key"]])
        if pool is None or (pool == (self._terms.without_value,) and several not in condition):
            return None
        filled = dict(condition)
        if several in condition:
            filled[several] = self._choose.sample(pool, min(len(pool), len(condition[several])))
        if one in condition:
            filled[one] = self._choose.choice(pool)
        if start in condition:
            # A span such as -7 DAY comes before today, which is the order of the pool as well.
            first, last = sorted(self._choose.choices(range(len(pool)), k=2))
            filled |= {start: pool[first], end: pool[last]}
        return filled


def _pool(terms: SearchTerms, key: FilterKey, rows: Sequence[Mapping[str, Any]]) -> tuple[Json, ...]:
    """Return the operands of a key: values that rows show, else what depends on no data."""
    if key.family == "text":
        texts = _distinct(rows, terms.text[key.key]) if key.key in terms.text else ()
        return tuple(word for text in texts for word in _WORD.findall(str(text))[:1])
    shown = _distinct(rows, key.place) if key.place is not None else ()
    if shown or key.family == "tags":
        return shown
    return terms.moments if key.family == "date" else (terms.without_value,)


def _distinct(rows: Sequence[Mapping[str, Any]], place: str) -> tuple[Json, ...]:
    """Return the values at a place of the rows, each once, sorted: the order of the rows must not matter."""
    found = {
        (type(value).__name__, value)
        for row in rows
        for value in values_at(row, place)
        if isinstance(value, str | int) and value != ""
    }
    return tuple(value for _, value in sorted(found))
