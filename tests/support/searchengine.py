"""A search over rows in memory that keeps every relation, and switches that break one of them.

What the API leaves open is a choice of its own: where null stands in an order, whether a negative comparator
finds it, how ties come, and whether case counts.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

import orjson

from support.requests import search
from support.samples import answer, contract
from ticketgate.contract.loading import default_contract
from ticketgate.judging.relations.fields import Field, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ticketgate.exchange.answer import Exchange

FIELDS = fields_of(contract())
COMPARISONS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
TAG_SETS = {
    "tt_matchAll": lambda tags, sought: set(sought) <= set(tags),
    "tt_matchAny": lambda tags, sought: bool(set(sought) & set(tags)),
    "tt_matchExact": lambda tags, sought: set(sought) == set(tags),
}

SPAM = default_contract().search.spam_marks


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers searches; ``bug`` names what is wrong with it."""

    rows: Sequence[Mapping[str, Any]]
    nulls_last: bool = True
    drops_nulls: bool = False
    ties_fall: bool = False
    folds_case: bool = False
    bug: str = ""

    def answer(self, body: dict[str, Any], time: int = 0) -> Exchange:
        """Answer a search; time counts the requests for the same body before."""
        found = [row for row in self.rows if self._meets_all(row, body)]
        ordered = self._ordered(found, body["orderByField"], body["orderByDirection"])
        if time and self.bug == "a ticket is missing the second time":
            ordered = ordered[1:]
        total = len(self.rows) if self.bug == "total ignores the filters" else len(ordered)
        start, length = self._cut(body["offset"], body["limit"], total)
        page = ordered[start : start + length]
        content = {
            "tickets": page,
            "total": self._total(total, page, body),
            "offset": body["offset"],
            "limit": body["limit"],
            "success": True,
        }
        return answer(search(body), content=orjson.dumps(content))

    def _cut(self, offset: int, limit: int, total: int) -> tuple[int, int]:
        if self.bug == "past the end comes the last page" and offset >= total:
            return max(0, total - limit), limit
        bugs = {
            "offset is ignored": (0, limit),
            "the first ticket is passed over": (offset + 1, limit),
            "a page starts one too early": (max(0, offset - 1), limit),
            "a page is one short": (offset, limit - 1),
            "a page is one too long": (offset, limit + 1),
        }
        return bugs.get(self.bug, (offset, limit))

    def _total(self, total: int, page: Sequence[Mapping[str, Any]], body: dict[str, Any]) -> int:
        match self.bug:
            case "total counts the page":
                return len(page)
            case "total is one less" if page:
                return total - 1
            case "total is nothing past the end" if not page:
                return 0
            case "a third filter adds to total" if len(body["filters"]) > 2:
                return total + len(self.rows)
        return total

    def _meets_all(self, row: Mapping[str, Any], body: dict[str, Any]) -> bool:
        filters = [said for said in body["filters"] if not self._ignores(said)]
        if body.get("ticketScope") == "skills":
            dropped = ("closed",) if self.bug == "the skills scope drops others than spam" else SPAM
            member = "status" if dropped == ("closed",) else "spamStatus"
            if row[member] in dropped:
                return False
        if self.bug == "only the first filter counts":
            filters = filters[:1]
        if self.bug == "one filter of several is enough":
            return any(self._meets(row, said) for said in filters)
        return all(self._meets(row, said) for said in filters)

    def _ignores(self, said: dict[str, Any]) -> bool:
        return self.bug == f"the filter on {said['key']} is ignored"

    def _meets(self, row: Mapping[str, Any], said: dict[str, Any]) -> bool:
        key, comparator = said["key"], said.get("comparator", "in")
        kind = key.partition(".")[0]
        if kind in TAG_SETS:
            return bool(TAG_SETS[kind](row["tagIds"], said["values"]))
        values = FIELDS[key].values(row)
        assert values is not None, f"the rows of the test show no {key}"
        negative = comparator in ("not in", "!=", "not between")
        if not values or values == (None,):
            dropped = (
                self.drops_nulls
                if key != "t.spamStatus"
                else self.bug == "not in drops tickets without spam status"
            )
            return negative and not dropped
        return self._compares(values, comparator, said)

    def _compares(self, values: tuple[Any, ...], comparator: str, said: dict[str, Any]) -> bool:
        have = {self._folded(value) for value in values}
        match comparator:
            case "in" | "not in":
                first_only = comparator == "in" and self.bug == "in takes the first value only"
                sought = said["values"][:1] if first_only else said["values"]
                found = not have.isdisjoint(self._folded(each) for each in sought)
                return found if comparator == "in" else not found and self.bug != "not in finds nothing"
            case "=":
                return self._folded(said["value"]) in have and self.bug != "= finds nothing"
            case "!=":
                return self._folded(said["value"]) not in have
            case "between":
                end_counts = self.bug != "between drops its end"
                (value,) = values
                return said["from"] <= value <= said["to"] and (end_counts or value != said["to"])
        return any(COMPARISONS[comparator](value, said["value"]) for value in values)

    def _folded(self, value: Any) -> Any:
        return value.casefold() if self.folds_case and isinstance(value, str) else value

    def _ordered(
        self, rows: Sequence[Mapping[str, Any]], key: str, direction: str
    ) -> list[Mapping[str, Any]]:
        field = FIELDS[key]
        text = field.kind in ("text", "boolean")
        if self.bug == "order is ignored" or (self.bug == "texts are not ordered" and text):
            field = FIELDS["t.id"]
        falls = direction == "desc" and self.bug != "direction is ignored"
        if self.bug == "texts rise both ways" and text:
            falls = False
        ties = sorted(rows, key=lambda row: row["id"], reverse=self.ties_fall)
        shown = [(self._sortable(field, row), row) for row in ties]
        filled = sorted(
            (pair for pair in shown if pair[0] is not None), key=cmp_to_key(_compare), reverse=falls
        )
        empty = [pair for pair in shown if pair[0] is None]
        return [row for _, row in (filled + empty if self.nulls_last else empty + filled)]

    def _sortable(self, field: Field, row: Mapping[str, Any]) -> Any:
        (value,) = field.values(row) or (None,)
        if value is not None and self.bug == "integers are ordered as texts":
            return str(value)
        return self._folded(value)


def _compare(one: tuple[Any, Any], other: tuple[Any, Any]) -> int:
    return (one[0] > other[0]) - (one[0] < other[0])
