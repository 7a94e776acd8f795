"""The bugs of what a search can be ordered by: fields refused, taken, or with a loss of tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import error, failing, made, made_all, refusing
from ticketgate.mock.faults.search_changes import (
    filters_of,
    over_all,
    understood,
    when,
)
from ticketgate.mock.service.columns import (
    DATE_COLUMNS,
    FILTER_KEYS,
    RELEVANCE,
    SORT_COLUMNS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Answered, Ask, Asked
    from ticketgate.mock.faults.made import FaultEntry, Parts
    from ticketgate.mock.faults.search_changes import Rows

_ALL_THERE = "order-keeps-all-tickets"
_REFUSED, _ACCEPTED = "unknown-order-field-is-refused", "valid-request-is-accepted"
_IDS = "t.id"
_FILTERED_ONLY = ("t.closedAt", "t.spamStatus", "t.externalTicketId", "t.modelRunAt")
_NULLABLE = "t.agentId t.customerId t.contractId t.partnerId t.sentiment t.modifiedAt t.dueBy".split()


def order_field_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for field in _FILTERED_ONLY:
        says = f"takes {field}, which is no field to order by, for the id"
        yield made(f"{SEARCH}/{_REFUSED}", field, says, ask=_as_known(field))
    for field in sorted(SORT_COLUMNS.keys() - {_IDS}):
        says = f"refuses to order by {field}"
        yield made(f"{SEARCH}/{_ACCEPTED}", f"order-{field}", says, tell=refusing(_by(field)))
    for field in ("tt.tagId", "i.aiAgentId", "t.isCustomerActive", "t.from", RELEVANCE):
        says = f"fails on the order by {field}"
        yield made(f"{SEARCH}/no-server-error", f"order-{field}", says, tell=failing(_by(field)))
    for field in _NULLABLE:
        says = f"leaves out what has no value where it orders by {field}"
        yield made(f"{SEARCH}/{_ALL_THERE}", field, says, ask=when(_by(field), _valued))
    yield from made_all(SEARCH, (*_JOINED, *_UNKNOWN))


def _field(asked: Asked) -> str:
    return str(asked.search.get("orderByField", _IDS))


def _by(*fields: str) -> Callable[[Asked], bool]:
    return lambda asked: understood(asked) and _field(asked) in fields


def _unprefixed(asked: Asked) -> Asked:
    field = asked.search.get("orderByField")
    return asked.with_search(orderByField=f"t.{field}") if f"t.{field}" in SORT_COLUMNS else asked


def _lower_case(asked: Asked) -> Asked:
    known = {field.lower(): field for field in SORT_COLUMNS}
    field = known.get(_field(asked).lower())
    return asked.with_search(orderByField=field) if field else asked


def _empty_page(asked: Asked, answered: Answered) -> Answered:
    unknown = _field(asked) not in {*FILTER_KEYS, *SORT_COLUMNS, RELEVANCE}
    page = {"success": True, "tickets": [], "total": 0, "offset": 0, "limit": 100}
    refused = unknown and asked.authorized and "orderByField" in asked.search
    return error(200, "").with_json(page) if refused else answered


def _valued(asked: Asked) -> Asked:
    """Leave out what has no value in the field that is ordered by, as an inner join does."""
    field = _field(asked)
    early = "0001-01-01 00:00:00"
    dated = {"key": field, "comparator": ">", "value": early}
    listed = {"key": field, "comparator": "not in", "values": ["null"]}
    return asked.with_search(filters=[*filters_of(asked), dated if field in DATE_COLUMNS else listed])


def _as_known(*fields: str) -> Ask:
    """Make what takes a field that the API refuses, where nothing else is wrong with the search."""

    def ask(asked: Asked) -> Asked:
        known = asked.with_search(orderByField=_IDS)
        return known if _field(asked) in fields and understood(known) else asked

    return ask


def _only_with(member: str, field: str) -> Parts:
    """Make what leaves out tickets with an empty list where it orders by what the list holds."""
    return over_all(
        lambda asked, rows: [row for row in rows if row[member]] if _field(asked) == field else rows
    )


def _per_tag(asked: Asked, rows: Rows) -> Rows:
    if _field(asked) != "tt.tagId":
        return rows
    return [row for row in rows for _ in range(max(1, len(row["tagIds"])))]


_JOINED: tuple[FaultEntry, ...] = (
    (
        "page-lists-a-ticket-once",
        "order-tt.tagId",
        "lists a ticket once for each of its tags where it orders by tags",
        over_all(_per_tag),
    ),
    (
        _ALL_THERE,
        "tt.tagId",
        "leaves tickets without tags out where it orders by tags",
        _only_with("tagIds", "tt.tagId"),
    ),
    (
        _ALL_THERE,
        "i.aiAgentId",
        "leaves tickets without intents out where it orders by AI agents",
        _only_with("intents", "i.aiAgentId"),
    ),
)

_UNKNOWN: tuple[FaultEntry, ...] = (
    (_REFUSED, "without-prefix", "takes a field without its prefix", {"ask": _unprefixed}),
    (_REFUSED, "other-case", "takes a field in another case", {"ask": _lower_case}),
    (
        _REFUSED,
        "empty-page",
        "answers an order field it does not know with an empty page",
        {"tell": _empty_page},
    ),
    (_REFUSED, "empty", "takes an empty field for none", {"ask": _as_known("")}),
    (
        _REFUSED,
        "escalated",
        "orders by a member of the ticket that is no field to order by",
        {"ask": _as_known("t.isEscalated", "t.subject", "t.summary", "t.fromName")},
    ),
    (_REFUSED, "q", "orders by q, which is a filter only", {"ask": _as_known("q", "w.id")}),
    (
        "no-server-error",
        "order-null",
        "fails on null for an order field",
        {"tell": failing(lambda asked: asked.search.get("orderByField", "") is None)},
    ),
    (
        "no-server-error",
        "order-list",
        "fails on a list of order fields",
        {"tell": failing(lambda asked: isinstance(asked.search.get("orderByField"), list))},
    ),
    (
        "no-server-error",
        "direction",
        "fails on a direction it does not know",
        {"tell": failing(lambda asked: asked.search.get("orderByDirection", "asc") not in ("asc", "desc"))},
    ),
)
