"""Two environments asked the same: what differs is named by place and kind, what moves is no difference."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from support.serving import mock_app
from support.two_sides import Environment, Reply, compared
from ticketgate.verdict.two_environments import Agreement

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketgate.verdict.two_environments import EnvironmentsVerdict

#: What healthy mocks of the same tickets answer, for all tests that change nothing of the tickets.
APP = mock_app(24)
KNOWN: dict[Any, Any] = {}


def healthy(change: Callable[[Reply], object] = lambda _: None) -> Environment:
    return Environment(APP, change, known=KNOWN)


def found(verdict: EnvironmentsVerdict) -> set[tuple[str, str]]:
    return {(each.difference.place, str(each.difference.kind)) for each in verdict.failing}


# Changes that no contract forbids


def of_ticket(edit: Callable[[dict[str, Any]], object]) -> Callable[[Reply], object]:
    return lambda reply: edit(reply.ticket) if reply.ticket else None


def of_rows(edit: Callable[[dict[str, Any]], object]) -> Callable[[Reply], object]:
    return lambda reply: [edit(row) for row in reply.rows]


def of_each(member: str, edit: Callable[[dict[str, Any]], object]) -> Callable[[Reply], object]:
    return of_ticket(lambda ticket: [edit(item) for item in ticket[member]])


def of_refusal(status: int, edit: Callable[[Reply], object]) -> Callable[[Reply], object]:
    return lambda reply: edit(reply) if reply.status == status else None


def of_page(edit: Callable[[Reply], object]) -> Callable[[Reply], object]:
    return lambda reply: edit(reply) if reply.rows else None


def cut(member: str, length: int) -> Callable[[dict[str, Any]], object]:
    return lambda body: body.update({member: body[member][:length]}) if body[member] else None


def as_t(member: str) -> Callable[[dict[str, Any]], object]:
    return lambda body: body.update({member: body[member].replace(" ", "T") + "Z"}) if body[member] else None


def hour_later(ticket: dict[str, Any]) -> None:
    moment = datetime.fromisoformat(ticket["createdAt"])
    ticket["createdAt"] = str(moment.replace(hour=(moment.hour + 1) % 24))


def rotate(reply: Reply) -> None:
    """Put tickets that the order asked for does not tell apart the other way round."""
    member = reply.asked.get("orderByField", "").removeprefix("t.")
    if member in ("status", "channel", "priority", "direction", "agentId"):
        groups: dict[Any, list[Any]] = {}
        for row in reply.rows:
            groups.setdefault(row[member], []).append(row)
        reply.body["tickets"] = [row for rows in groups.values() for row in reversed(rows)]


def more_contracts(edit: Callable[[dict[str, Any]], object]) -> Callable[[Reply], object]:
    return of_ticket(
        lambda ticket: [edit(each) for each in (ticket.get("customer") or {}).get("contracts", ())]
    )


CHANGES: dict[str, tuple[Callable[[Reply], object], tuple[str, str]]] = {
    "subject cut": (of_ticket(cut("subject", 20)), ("full:subject", "length")),
    "subject cut on one in five": (
        of_ticket(lambda ticket: cut("subject", 9)(ticket) if ticket["id"] % 5 == 0 else None),
        ("full:subject", "length"),
    ),
    "subject trimmed in rows": (of_rows(cut("subject", 20)), ("compact:subject", "length")),
    "tags the other way round": (of_ticket(lambda t: t["tags"].reverse()), ("full:tags", "order")),
    "tag ids the other way round": (of_ticket(lambda t: t["tagIds"].reverse()), ("full:tagIds", "order")),
    "tags of rows sorted": (of_rows(lambda row: row["tags"].reverse()), ("compact:tags", "order")),
    "one more attachment": (
        of_ticket(
            lambda t: t["attachments"].append({**t["attachments"][0], "id": 1}) if t["attachments"] else 0
        ),
        ("full:attachments", "length"),
    ),
    "one intent less": (
        of_ticket(lambda t: t["intents"].pop() if t.get("intents") else 0),
        ("full:intents", "length"),
    ),
    "rounded confidence": (
        of_ticket(
            lambda t: [
                i.update(confidence=round(i["confidence"], 1))
                for i in t.get("intents", ())
                if i["confidence"]
            ]
        ),
        ("full:intents[].confidence", "value"),
    ),
    "rounded price": (
        more_contracts(lambda each: each.update(workingPrice=round(each["workingPrice"], 2))),
        ("full:customer.contracts[].workingPrice", "value"),
    ),
    "whole number as 1.0": (
        of_ticket(lambda t: t.update(customerLegitimation=float(t["customerLegitimation"]))),
        ("full:customerLegitimation", "form"),
    ),
    "whole number as 1.0 in rows": (
        of_rows(lambda row: row.update(customerLegitimation=float(row["customerLegitimation"]))),
        ("compact:customerLegitimation", "form"),
    ),
    "date of another dialect": (of_ticket(as_t("createdAt")), ("full:createdAt", "dialect")),
    "date of another dialect that says what changed": (
        of_rows(as_t("modifiedAt")),
        ("compact:modifiedAt", "dialect"),
    ),
    "date an hour off": (of_ticket(hour_later), ("full:createdAt", "value")),
    "default of priority": (of_ticket(lambda t: t.update(priority="low")), ("full:priority", "value")),
    "language no longer told": (of_ticket(lambda t: t.update(language=None)), ("full:language", "null")),
    "flag turned round": (
        of_rows(lambda row: row.update(isEscalated=True)),
        ("compact:isEscalated", "value"),
    ),
    "summary gone": (of_ticket(lambda t: t.pop("summary")), ("full:summary", "missing")),
    "summary gone from rows": (of_rows(lambda row: row.pop("summary")), ("compact:summary", "missing")),
    "new member": (of_ticket(lambda t: t.update(queue=3)), ("full:queue", "added")),
    "number as text": (
        of_ticket(lambda t: t.update(customerLegitimation=str(t["customerLegitimation"]))),
        ("full:customerLegitimation", "type"),
    ),
    "tag renamed": (of_each("tags", lambda tag: tag.update(name="x")), ("full:tags[].name", "value")),
    "tag without colour": (of_each("tags", lambda tag: tag.pop("color")), ("full:tags[].color", "missing")),
    "tag with more": (of_each("tags", lambda tag: tag.update(rank=1)), ("full:tags[].rank", "added")),
    "body with other blanks": (
        of_ticket(lambda t: t.update(bodyPlain=f" {t['bodyPlain']}") if t["bodyPlain"] else 0),
        ("full:bodyPlain", "value"),
    ),
    "options empty": (
        of_ticket(lambda t: [each.update(options=[]) for each in t.get("intents", ())]),
        ("full:intents[].options", "length"),
    ),
    "moving member of another type": (
        of_ticket(lambda t: [agent.update(lastSeen=1) for agent in t["assignedAgents"]]),
        ("full:assignedAgents[].lastSeen", "type"),
    ),
    "free object with more": (
        of_ticket(lambda t: t["customer"].update(additionalData={"vip": 1}) if t.get("customer") else 0),
        ("full:customer.additionalData.*", "added"),
    ),
    "another total": (of_page(lambda r: r.body.update(total=r.body["total"] + 1)), ("search:total", "value")),
    "total as text": (of_page(lambda r: r.body.update(total=str(r.body["total"]))), ("search:total", "type")),
    "order among equals": (of_page(rotate), ("search:tickets[]", "order")),
    "one hit less": (
        of_page(lambda r: r.rows.pop() if len(r.rows) > 1 else None),
        ("search:tickets[]", "missing"),
    ),
    "a hit twice": (of_page(lambda r: r.rows.append(r.rows[0])), ("search:tickets[]", "length")),
    "no limit told": (of_page(lambda r: r.body.pop("limit")), ("search:limit", "missing")),
    "another default of the order": (
        of_page(lambda r: r.rows.reverse() if "orderByField" not in r.asked else None),
        ("search:tickets[]", "order"),
    ),
    "reworded refusal": (
        of_refusal(401, lambda r: r.body.update(message="log in first")),
        ("getTicket/refusal:message", "value"),
    ),
    "refusal with more": (
        of_refusal(404, lambda r: r.body.update(code=4)),
        ("getTicket/refusal:code", "added"),
    ),
    "another status of a refusal": (
        of_refusal(400, lambda r: setattr(r, "status", 422)),
        ("searchTickets:status", "value"),
    ),
    "another media type": (
        of_refusal(401, lambda r: setattr(r, "media_type", "application/problem+json")),
        ("getTicket:media-type", "value"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_no_contract_forbids_is_named_by_place_and_kind(name: str) -> None:
    change, expected = CHANGES[name]
    verdict = compared(healthy(), healthy(change))
    assert expected in found(verdict)
    assert verdict.agreement is Agreement.DIFFERENT
    assert verdict.exit_code == 1
