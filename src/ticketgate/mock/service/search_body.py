"""Reading the body of a ticket search: paging, sorting, scope and filters, checked before any SQL runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ticketgate.mock.service import filter_sql
from ticketgate.mock.service.columns import RELEVANCE, SORT_COLUMNS
from ticketgate.mock.service.operands import whole
from ticketgate.mock.service.refusal import Refusal
from ticketgate.mock.world.situations import SPAM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketgate.mock.service.filter_sql import SqlCondition
    from ticketgate.mock.service.operands import Scalar

LIMIT_DEFAULT, LIMIT_CAP = 100, 500
_LARGEST_OFFSET = 2**63 - 1
_DIRECTIONS = {"asc": "ASC NULLS LAST", "desc": "DESC NULLS FIRST"}
"""Null counts as the largest value. The API leaves this open (Q20)."""


@dataclass(frozen=True, slots=True)
class SqlSearch:
    """A valid search as SQL pieces: `source` is what to select from, `order` what to order by."""

    source: str
    params: tuple[Scalar, ...]
    condition: SqlCondition
    order: str
    limit: int
    offset: int
    routing_view: bool


def read_search(body: object) -> SqlSearch:
    """Translate the body of `POST /ticket/search`; what the API would not understand is refused with 400."""
    if not isinstance(body, dict):
        raise Refusal(400, "the request body must be a JSON object")
    limit = _integer(body, "limit", LIMIT_DEFAULT, lowest=1)
    offset = _integer(body, "offset", 0, lowest=0)
    direction = _DIRECTIONS[_choice(body, "orderByDirection", tuple(_DIRECTIONS), "desc")]
    field = _choice(body, "orderByField", (*SORT_COLUMNS, RELEVANCE), "t.id")
    scope = _choice(body, "ticketScope", ("all", "skills"), "all")
    wanted = filter_sql.read_filters(body.get("filters", []))
    condition = wanted.condition
    if scope == "skills":
        condition = _without_spam(condition)
    source, order = "ticket t", SORT_COLUMNS.get(field, "t.id")
    params: tuple[Scalar, ...] = ()
    if field == RELEVANCE and wanted.words:
        source, params, order = _ranked(wanted.words)
    return SqlSearch(
        source=source,
        params=params,
        condition=condition,
        order=f"{order} {direction}, t.id {direction}",
        limit=min(limit, LIMIT_CAP),
        offset=offset,
        routing_view=scope == "skills",
    )


def _integer(body: Mapping[str, object], name: str, default: int, *, lowest: int) -> int:
    value = whole(body.get(name, default))
    if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= _LARGEST_OFFSET:
        return value
    raise Refusal(400, f"{name} must be an integer of at least {lowest}")


def _choice(body: Mapping[str, object], name: str, choices: tuple[str, ...], default: str) -> str:
    value = body.get(name, default)
    if isinstance(value, str) and value in choices:
        return value
    raise Refusal(400, f"{name} must be one of: {', '.join(choices)}")


def _without_spam(condition: SqlCondition) -> SqlCondition:
    """Leave spam out, as the routing view does; a null spam status is not spam (R46)."""
    spam = tuple(sorted(SPAM))
    marks = ", ".join("?" * len(spam))
    sql = f'{condition.sql} AND (t."spamStatus" IS NULL OR t."spamStatus" NOT IN ({marks}))'
    return filter_sql.SqlCondition(sql, condition.params + spam)


def _ranked(words: tuple[str, ...]) -> tuple[str, tuple[Scalar, ...], str]:
    """Join the rank of the full-text search, negated so that more is better.

    A hit by number alone has no rank; null sorts as the largest, so it counts as the best hit.
    """
    source = (
        "ticket t LEFT JOIN (SELECT rowid AS found, -rank AS score FROM ticket_text"
        " WHERE ticket_text MATCH ?) ranked ON ranked.found = t.id"
    )
    return source, (" OR ".join(filter_sql.match_text(word) for word in words),), "ranked.score"
