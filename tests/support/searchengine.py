"""A search over rows in memory that keeps every relation, and switches that break one of them.

What the API leaves open is a choice of its own: where null stands in an order, whether a negative comparator
finds it, how ties come, and whether case counts.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

import orjson

from support.requests import search
from support.rows import AGENTS
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
    "tt_allowed": lambda tags, sought: not tags or bool(set(sought) & set(tags)),
    "tt_excluded": lambda tags, sought: not set(sought) & set(tags),
}

#: The engine's present: shortly after the latest ticket.
NOW = datetime(2026, 1, 14, 9, 30)  # noqa: DTZ001 - the API's moments have no zone
SPAM = default_contract().search.spam_marks


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers searches; ``bug`` names what is wrong with it."""

    rows: Sequence[Mapping[str, Any]]
    nulls_last: bool = True
    drops_nulls: bool = False
    ties_fall: bool = False
    folds_case: bool = False
    open_ends: bool = False
    bug: str = ""

    def answer(self, body: dict[str, Any], time: int = 0) -> Exchange:
        """Answer a search; time counts the requests for the same body before."""
        asked = {**self._defaults, **body}
        found = [row for row in self.rows if self._meets_all(row, asked)]
        ordered = self._ordered(found, asked["orderByField"], asked["orderByDirection"])
        if self.bug == "tickets without a value drop out of an order":
            field = FIELDS.get(asked["orderByField"])
            ordered = [row for row in ordered if field is None or field.values(row) not in ((), (None,))]
        if time and self.bug == "a ticket is missing the second time":
            ordered = ordered[1:]
        total = len(self.rows) if self.bug == "total ignores the filters" else len(ordered)
        start, length = self._cut(asked["offset"], asked["limit"], total)
        page = ordered[start : start + length]
        if self.bug == "pages are cut first and ordered then":
            by_id = self._ordered(found, "t.id", "asc")
            page = self._ordered(
                by_id[start : start + length], asked["orderByField"], asked["orderByDirection"]
            )
        if asked["ticketScope"] == "skills" and self.bug != "the skills scope shows every tag":
            page = [{**row, "tags": [tag for tag in row["tags"] if tag["routingRelevance"]]} for row in page]
        content = {
            "tickets": page,
            "total": self._total(total, page),
            "offset": asked["offset"],
            "limit": asked["limit"],
            "success": True,
        }
        return answer(search(body), content=orjson.dumps(content))

    @property
    def _defaults(self) -> Mapping[str, Any]:
        settled = contract().search.defaults
        other = {
            "a page has 20 rows by default": {"limit": 20},
            "order rises by default": {"orderByDirection": "asc"},
        }
        return {**settled, "ticketScope": "all", **other.get(self.bug, {})}

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

    def _total(self, total: int, page: Sequence[Mapping[str, Any]]) -> int:
        match self.bug:
            case "total counts the page":
                return len(page)
            case "total is one less" if page:
                return total - 1
            case "total is nothing past the end" if not page:
                return 0
        return total

    def _meets_all(self, row: Mapping[str, Any], body: dict[str, Any]) -> bool:
        filters = [said for said in body["filters"] if not self._ignores(said)]
        if body["ticketScope"] == "skills":
            dropped = SPAM if self.bug != "the skills scope keeps some spam" else SPAM[1:]
            if row["spamStatus"] in dropped:
                return False
            if self.bug == "the skills scope drops closed tickets" and row["status"] == "closed":
                return False
        if self.bug == "without filters there are open tickets only" and not filters:
            return bool(row["status"] == "open")
        if self.bug == "only the first filter counts":
            filters = filters[:1]
        if self.bug == "one filter of several is enough":
            return not filters or any(self._meets(row, said) for said in filters)
        return all(self._meets(row, said) for said in filters)

    def _ignores(self, said: dict[str, Any]) -> bool:
        return self.bug == f"the filter on {said['key']} is ignored"

    def _meets(self, row: Mapping[str, Any], said: dict[str, Any]) -> bool:  # noqa: PLR0911 - a way for each family
        key, comparator = said["key"], said.get("comparator", "in")
        kind = key.partition(".")[0]
        if key == "q":
            return self._has_words(row, said["value"])
        if kind in TAG_SETS:
            return bool(TAG_SETS[kind](row["tagIds"], said["values"]))
        if key not in FIELDS:
            return self._meets_unshown(row, said)
        field = FIELDS[key]
        values = field.values(row)
        assert values is not None, f"the rows of the test show no {key}"
        operands = self._operands(field, said)
        if "all" in operands and comparator == "in":
            return True
        negative = comparator in ("not in", "!=", "not between")
        if not values or values == (None,):
            if None in operands:
                return not negative and self.bug != "null in a list is overlooked"
            dropped = (
                self.drops_nulls
                if key != "t.spamStatus"
                else self.bug == "not in drops tickets without spam status"
            )
            return negative and not dropped
        return self._compares(values, comparator, operands)

    @staticmethod
    def _meets_unshown(row: Mapping[str, Any], said: dict[str, Any]) -> bool:
        """Judge by what no row shows: as if it were a moment, so that no two opposites are met at once."""
        hidden, comparator = row["createdAt"], said.get("comparator", "in")
        match comparator:
            case "in" | "not in":
                return comparator == "in"
            case "=" | "!=":
                return (hidden == said["value"]) is (comparator == "=")
            case "between" | "not between":
                return (said["from"] <= hidden <= said["to"]) is (comparator == "between")
        return COMPARISONS[comparator](hidden, str(said["value"]))

    def _compares(self, values: tuple[Any, ...], comparator: str, operands: list[Any]) -> bool:
        have = {self._folded(value) for value in values}
        bug = self.bug
        match comparator:
            case "in" | "not in":
                first_only = comparator == "in" and bug == "in takes the first value only"
                sought = operands[:1] if first_only else operands
                found = not have.isdisjoint(self._folded(each) for each in sought)
                return found if comparator == "in" else not found and bug != "not in finds nothing"
            case "=":
                moment = isinstance(operands[0], str) and operands[0][4:5] == "-"
                missed = bug == ("a moment is never equal" if moment else "= finds nothing")
                return self._folded(operands[0]) in have and not missed
            case "!=":
                return self._folded(operands[0]) not in have and bug != "!= finds nothing"
            case "between" | "not between":
                (value,), (start, end) = values, operands
                if bug == "a range is one second wide":
                    end = start
                inside = start <= value <= end and (bug != "between drops its end" or value != end)
                inside = inside and not (self.open_ends and value in (start, end))
                return inside is (comparator == "between")
        if bug == "<= is <":
            comparator = comparator.replace("<=", "<")
        if bug == "numbers are compared as texts" and isinstance(operands[0], int):
            return any(COMPARISONS[comparator](str(value), str(operands[0])) for value in values)
        return any(COMPARISONS[comparator](value, operands[0]) for value in values)

    def _has_words(self, row: Mapping[str, Any], sought: str) -> bool:
        if self.bug == "full text finds everything":
            return True
        numbers = {str(row[name]) for name in ("id", "contractId", "customerId")}
        texts = (
            row["subject"]
            if self.bug == "full text looks at the subject only"
            else row["subject"] + " " + row["summary"]
        )
        words = {*texts.casefold().split()}
        for word in sought.casefold().split():
            if word.isdecimal():
                found = word in numbers and self.bug != "full text knows no number"
            else:
                found = len(word) > 3 and word in words and self.bug != "full text finds nothing"
            if not found:
                return False
        return True

    def _operands(self, field: Field, said: Mapping[str, Any]) -> list[Any]:
        if len(said.get("values", ())) > 10:  # the numbers of a window
            return _operands_of(said)
        return [self._operand(field, operand) for operand in _operands_of(said)]

    def _operand(self, field: Field, operand: Any) -> Any:
        """Take an operand for what it stands for, in one of the ways in which it can be read."""
        if operand in ("null", "unassigned"):
            return None
        if operand == "team":
            return AGENTS[0]
        if field.kind == "boolean":
            return {"true": True, "false": False}.get(str(operand), operand)
        if field.kind == "integer" and str(operand).isdecimal():
            return int(operand)
        if field.kind != "date":
            return operand
        lag = timedelta(days=40 if self.bug == "CURRENT_TIME lags behind" else 0)
        return _moment(operand, NOW - lag)

    def _folded(self, value: Any) -> Any:
        return value.casefold() if self.folds_case and isinstance(value, str) else value

    def _ordered(
        self, rows: Sequence[Mapping[str, Any]], key: str, direction: str
    ) -> list[Mapping[str, Any]]:
        field = FIELDS.get(key, FIELDS["t.id"])
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
        value, *_ = field.values(row) or (None,)
        if value is not None and self.bug == "integers are ordered as texts":
            return str(value)
        return self._folded(value)


def _operands_of(said: Mapping[str, Any]) -> list[Any]:
    if "values" in said:
        return list(said["values"])
    return [said[name] for name in ("value", "from", "to") if name in said]


def _moment(operand: Any, now: datetime) -> str:
    """Write a moment: a day for its first second, Unix seconds in UTC, and words by the engine's own clock."""
    if isinstance(operand, int):
        return datetime.fromtimestamp(operand, UTC).replace(tzinfo=None).isoformat(" ")
    if operand == "CURRENT_TIME":
        return now.isoformat(" ")
    if operand == "CURRENT_DATE":
        return now.date().isoformat() + " 00:00:00"
    if operand.startswith("-"):
        count, unit = operand[1:].split()
        span = timedelta(days=int(count)) if unit == "DAY" else timedelta(hours=int(count))
        return (NOW - span).isoformat(" ")
    return operand if len(operand) > 10 else f"{operand} 00:00:00"


def _compare(one: tuple[Any, Any], other: tuple[Any, Any]) -> int:
    return (one[0] > other[0]) - (one[0] < other[0])
