"""Fills the bodies of generated searches with values that occur in the data: a server has to accept them."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ticketgate.contract.model import Contract
from ticketgate.exchange.curl import is_personal
from ticketgate.exchange.request import Json

__all__ = ["DOCUMENTED", "Values"]

#: Every documented way to write an operand that is no value of the field.
DOCUMENTED: Final[tuple[dict[str, Json], ...]] = (
    {"key": "t.channel", "comparator": "in", "values": ["all"]},
    {"key": "t.agentId", "comparator": "in", "values": ["unassigned"]},
    {"key": "t.agentId", "comparator": "in", "values": ["team"]},
    {"key": "t.agentId", "comparator": "not in", "values": ["null"]},
    {"key": "t.createdAt", "comparator": ">=", "value": "CURRENT_DATE"},
    {"key": "t.createdAt", "comparator": "<=", "value": "CURRENT_TIME"},
    {"key": "t.createdAt", "comparator": ">", "value": "-7 DAY"},
    {"key": "t.createdAt", "comparator": ">", "value": "-4 HOUR"},
    {"key": "t.createdAt", "comparator": "between", "from": "2020-01-01", "to": "2030-12-31 23:59:59"},
)
_SEARCH_REQUEST: Final = "schemas/search-request.yaml"
#: For moments that no row shows; both are documented and depend on no data.
_ANY_MOMENT: Final = ("-7 DAY", "CURRENT_DATE")
_NO_VALUE: Final = "null"
_WORD: Final = re.compile(r"[A-Za-z]{4,20}")


@dataclass(frozen=True, slots=True)
class Values:
    """Operands that make sense, by filter key; dates are the keys that hold moments."""

    pools: Mapping[str, tuple[Json, ...]] = field(repr=False)
    dates: frozenset[str]
    _choose: random.Random = field(repr=False)

    @classmethod
    def of(
        cls, contract: Contract, rows: Sequence[Mapping[str, Any]], choose: random.Random, *, personal: bool
    ) -> "Values":
        """Collect the values that rows show; of keys that name a person only where that is asked for."""
        definitions = contract.documents.contents[_SEARCH_REQUEST]["$defs"]
        dates = frozenset(definitions["dateKey"]["enum"])
        pools = {key: _distinct(rows, found.place) for key, found in contract.filters.items()}
        for key in definitions["setKey"]["enum"]:
            pools[key] = pools.get(key) or (_NO_VALUE,)
        for key in dates:
            pools[key] = pools.get(key) or _ANY_MOMENT
        for key in definitions["tagFilter"]["properties"]["key"]["enum"]:
            pools[key] = pools["tt.tagId"]
        pools["q"] = tuple(
            word for text in _distinct(rows, "subject") for word in _WORD.findall(str(text))[:1]
        )
        allowed = {key: pool for key, pool in pools.items() if pool and (personal or not is_personal(key))}
        return cls(allowed, dates, choose)

    def fill(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return a valid body with real operands in its filters, None when none are known or allowed."""
        filters = [self._filled(condition) for condition in body.get("filters", ())]
        if None in filters:
            return None
        return {**body, "filters": filters} if filters else {**body}

    def _filled(self, condition: Mapping[str, Any]) -> dict[str, Any] | None:
        pool = self.pools.get(condition["key"])
        if pool is None or (pool == (_NO_VALUE,) and "values" not in condition):
            return None
        filled = dict(condition)
        if "values" in condition:
            filled["values"] = self._choose.sample(pool, min(len(pool), len(condition["values"])))
        if "value" in condition:
            filled["value"] = self._choose.choice(pool)
        if "from" in condition:
            # A span such as -7 DAY comes before today, which is the order of the pool as well.
            first, last = sorted(self._choose.choices(range(len(pool)), k=2))
            filled |= {"from": pool[first], "to": pool[last]}
        return filled


def _distinct(rows: Sequence[Mapping[str, Any]], place: str) -> tuple[Json, ...]:
    """Return the values at a place of the rows, each once, sorted: the order of the rows must not matter."""
    found = {
        (type(value).__name__, value)
        for row in rows
        for value in _at(row, place)
        if isinstance(value, str | int) and value != ""
    }
    return tuple(value for _, value in sorted(found))


def _at(value: Any, place: str) -> Iterator[Any]:
    name, _, rest = place.partition(".")
    member = value.get(name.removesuffix("[]")) if isinstance(value, dict) else None
    items = member if name.endswith("[]") and isinstance(member, list) else [member]
    for item in items:
        if rest:
            yield from _at(item, rest)
        else:
            yield item
