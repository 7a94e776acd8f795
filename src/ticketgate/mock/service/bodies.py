"""Cutting tickets into ready-made pieces of JSON and joining the pieces to the bodies of both operations.

A ticket is written to JSON once. What flags and representation change lies at the seams, so that an answer
is a concatenation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from ticketgate.mock.world.catalogue import TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOT_IN_COMPACT = ("bodyPlain", "body", "bodyClean", "attachments", "template", "workitem")
_AT_THE_SEAMS = frozenset(
    {*_NOT_IN_COMPACT, "tags", "workedOnByIds", "workedOnBy", "customer", "intents", "rawData"}
)
_COMPACT_INTENT = ("id", "aiAgentId", "name", "confidenceColor", "infos")
_NO_RAW_DATA = b'"rawData":null'


class Pieces(NamedTuple):
    """A ticket's JSON, cut up. Each piece is a run of members without the braces around them."""

    shared: bytes
    """Members that are the same in both representations and for every request."""
    tags: bytes
    routing_tags: bytes
    """`tags` as the routing view shows them: only those that count for routing."""
    worked_on_by: bytes
    detail: bytes
    """Members of the full form only."""
    customer: bytes
    customer_brief: bytes
    intents: bytes
    intents_brief: bytes
    """`intents` of the compact form, and for telephone tickets the length of the call."""
    raw_data: bytes


def cut(ticket: Mapping[str, Any]) -> Pieces:
    """Cut a full ticket of 58 members up, adding the members the page does not know but the API sends."""
    routing = [tag for tag in ticket["tags"] if TAGS[tag["id"]]["routingRelevance"]]
    intents = [{name: intent[name] for name in _COMPACT_INTENT} for intent in ticket["intents"]]
    tags = ticket["customer"]["tags"]
    return Pieces(
        shared=_members({name: value for name, value in ticket.items() if name not in _AT_THE_SEAMS}),
        tags=_members({"tags": ticket["tags"]}),
        routing_tags=_members({"tags": routing}),
        worked_on_by=workers(ticket["workedOnBy"]),
        detail=_members({name: ticket[name] for name in _NOT_IN_COMPACT} | _extras(ticket)),
        customer=_members({"customer": ticket["customer"]}),
        customer_brief=_members({"customer": {"tagIds": [tag["id"] for tag in tags], "tags": tags}}),
        intents=_members({"intents": ticket["intents"]}),
        intents_brief=_members({"intents": intents} | _call(ticket)),
        raw_data=_members({"rawData": _raw_data(ticket)}),
    )


def workers(agents: Sequence[Mapping[str, Any]]) -> bytes:
    """Write the two members that tell who works on a ticket; ids and objects always agree (R28)."""
    return _members({"workedOnByIds": [agent["id"] for agent in agents], "workedOnBy": agents})


def full(pieces: Pieces, *, customer: bool = True, intents: bool = True, raw_data: bool = False) -> bytes:
    """Join the body of `GET /ticket/{ticketId}`.

    Without `customer` that object is reduced, without `intents` that member is left out (D1); `raw_data`
    fills `rawData` of the ticket and of its supply contracts (R67).
    """
    chosen = pieces.customer if customer else pieces.customer_brief
    if raw_data:
        # Quotes inside JSON strings are escaped, so the bytes sought stand for a member wherever they occur.
        chosen = chosen.replace(_NO_RAW_DATA, b'"rawData":{"source":"erp"}')
    parts = [
        b'"success":true',
        pieces.shared,
        pieces.tags,
        pieces.worked_on_by,
        pieces.detail,
        chosen,
        pieces.raw_data if raw_data else _NO_RAW_DATA,
    ]
    if intents:
        parts.append(pieces.intents)
    return b"{" + b",".join(parts) + b"}"


def compact(pieces: Pieces, *, routing_view: bool) -> bytes:
    """Join one row of a search."""
    tags = pieces.routing_tags if routing_view else pieces.tags
    parts = (
        pieces.shared,
        tags,
        pieces.worked_on_by,
        pieces.customer_brief,
        pieces.intents_brief,
        _NO_RAW_DATA,
    )
    return b"{" + b",".join(parts) + b"}"


def search_page(rows: Sequence[bytes], *, total: int, offset: int, limit: int) -> bytes:
    """Join the body of `POST /ticket/search`; `limit` is the effective one."""
    end = b'],"total":%d,"offset":%d,"limit":%d}' % (total, offset, limit)
    return b'{"success":true,"tickets":[' + b",".join(rows) + end


def _members(members: Mapping[str, Any]) -> bytes:
    return orjson.dumps(members)[1:-1]


def _extras(ticket: Mapping[str, Any]) -> dict[str, Any]:
    """Give the members clients have seen in full tickets and the page does not list."""
    # The mock translates nothing, whatever reading language is asked for.
    extras: dict[str, Any] = {"contentTranslation": {"language": None}} if ticket["body"] is not None else {}
    if ticket["channel"] != "system":
        extras["emailSubchannelId"] = ticket["subchannelId"] if ticket["channel"] == "email" else None
    if ticket["aiSupportLevel"] != "unprocessed":
        extras["cortexRequestId"] = f"cx-{ticket['id']:x}-{len(ticket['intents'])}"
    return extras


def _call(ticket: Mapping[str, Any]) -> dict[str, int | None]:
    """Give the length of the call; null where nobody took it."""
    if ticket["channel"] != "phone":
        return {}
    taken = ticket["aiSupportLevel"] != "unprocessed"
    return {"callDurationSeconds": 40 + ticket["id"] * 37 % 900 if taken else None}


def _raw_data(ticket: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give what the channel delivered; a system ticket was delivered by none."""
    if ticket["channel"] == "system":
        return None
    return {"source": ticket["channel"], "receivedAt": ticket["createdAt"], "headers": {"x-queue": "default"}}
