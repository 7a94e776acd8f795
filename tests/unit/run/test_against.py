"""Two environments asked the same: what differs is named by place and kind, what moves is no difference."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from support.serving import mock_app
from support.two_sides import (
    FIRST,
    SECOND,
    Environment,
    Reply,
    client_of_side,
    compared,
    moving,
    pipeline,
)
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError
from ticketgate.run.against import compare_environments
from ticketgate.run.settings import Settings
from ticketgate.verdict.early_end import EarlyEnd
from ticketgate.verdict.two_environments import Agreement

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

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
    "all changed at another moment": (
        of_rows(lambda row: row.update(modifiedAt="2026-03-02 08:00:00")),
        ("compact:modifiedAt", "value"),
    ),
    "moving date of another dialect": (
        of_ticket(lambda t: [as_t("lastSeen")(agent) for agent in t["assignedAgents"]]),
        ("full:assignedAgents[].lastSeen", "dialect"),
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
        # In an order that is asked for: one that is never listed is not there on both sides.
        of_page(lambda r: r.rows.pop() if len(r.rows) > 1 and "orderByField" in r.asked else None),
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


# What is no difference


def test_one_address_twice_differs_in_nothing() -> None:
    verdict = compared(healthy(), healthy())
    assert (verdict.differences, verdict.noise) == ((), ())
    assert (verdict.agreement, verdict.exit_code) == (Agreement.ALIKE, 0)
    assert {"full": 24, "compact": 24}.items() <= verdict.compared.items()


def working(app: ASGIApp, seed: int, side: int) -> Environment:
    """An environment of 50 tickets, one of which the pipeline works on; what moves by itself moves."""
    choose = Random(f"{seed} {side}")
    ticket = choose.randrange(371001, 371051)
    return Environment(app, moving(seed), meanwhile=pipeline({choose.randrange(2, 80): ticket}))


@pytest.mark.parametrize("seed", range(10))
def test_work_on_tickets_and_what_moves_by_itself_make_no_difference(seed: int) -> None:
    """Be it one set of tickets behind both, or two that are worked on apart."""
    made = [mock_app(50) for _ in range(1 + seed % 2)]
    first, second = working(made[0], seed, 0), working(made[-1], seed, 1)
    verdict = compared(first, second, seed=seed)
    assert found(verdict) == set()
    assert verdict.agreement is Agreement.ALIKE
    noise = {each.difference.place for each in verdict.noise}
    assert {"full:nextTicketId", "compact:nextTicketId"} <= noise


def test_a_difference_is_found_although_work_goes_on() -> None:
    change = moving(3)

    def both(reply: Reply) -> None:
        change(reply)
        of_ticket(cut("subject", 9))(reply)

    app = mock_app(50)
    first, second = working(app, 3, 0), Environment(app, both, meanwhile=pipeline({50: 371007}))
    assert found(compared(first, second)) == {("full:subject", "length")}


def test_what_one_side_answers_differently_when_asked_twice_is_noise_and_no_difference() -> None:
    def wavering(reply: Reply) -> None:
        if reply.ticket:
            reply.ticket["summary"] = f"after {reply.number} requests"

    verdict = compared(healthy(), healthy(wavering))
    assert found(verdict) == set()
    [noise] = verdict.noise
    assert (noise.difference.place, noise.counts, noise.judged) == ("full:summary", (0, 24), 24)


def test_tickets_that_are_newer_on_one_side_are_left_out_and_counted() -> None:
    def newer(reply: Reply) -> None:
        for body in (*reply.rows, reply.ticket):
            if body and body["id"] in (371003, 371011):
                body.update(modifiedAt="2026-03-02 08:00:00", status="pending", summary="x")

    verdict = compared(healthy(), healthy(newer))
    assert found(verdict) == set()
    assert "Newer on one side by modifiedAt and not compared: 2 tickets." in verdict.notes
    assert verdict.compared["full"] == verdict.compared["compact"] == 22


def test_a_ticket_that_is_gone_in_the_end_is_left_out() -> None:
    def deleting(reply: Reply) -> None:
        if reply.number > 40 and reply.ticket.get("id") == 371003:
            reply.status, reply.body = 404, {"success": False, "message": "there is no ticket 371003"}
        elif reply.number > 40 and reply.rows:
            kept = [row for row in reply.rows if row["id"] != 371003]
            reply.body.update(tickets=kept, total=reply.body["total"] - (len(reply.rows) - len(kept)))

    verdict = compared(healthy(), healthy(deleting))
    assert found(verdict) == set()
    assert "Changed meanwhile and not compared: 1 ticket." in verdict.notes


# Other tickets


def test_other_tickets_behind_the_same_ids_are_recognised_and_profiles_compared() -> None:
    def silent(reply: Reply) -> None:
        for body in (*reply.rows, *([reply.ticket] if reply.ticket else ())):
            body["sentiment"] = None

    verdict = compared(Environment(mock_app(120)), Environment(mock_app(120, seed=8), silent), budget=0)
    assert verdict.by_profile
    assert any("The same ids are different tickets" in note for note in verdict.notes)
    assert found(verdict) == {
        ("compact:sentiment=value", "missing"),
        ("full:sentiment=value", "missing"),
    }
    assert {"compact": 120, "full": 120}.items() <= verdict.compared.items()


def test_two_healthy_tenants_with_other_tickets_differ_in_no_profile() -> None:
    verdict = compared(Environment(mock_app(120)), Environment(mock_app(120, seed=8)), budget=0)
    assert verdict.by_profile
    assert (found(verdict), verdict.exit_code) == (set(), 0)


def test_too_few_tickets_on_both_sides_are_said_and_profiles_compared() -> None:
    def unknown(reply: Reply) -> None:
        named = reply.asked and any(each.get("key") == "t.id" for each in reply.asked.get("filters", ()))
        if named and reply.status == 200:
            reply.body.update(tickets=reply.rows[:1], total=1)

    verdict = compared(healthy(), healthy(unknown))
    assert verdict.by_profile
    assert {
        "On both sides: 1 of 24 tickets listed.",
        "That is too few: profiles are compared, not tickets.",
    } <= {*verdict.notes}


# Within bounds


def test_each_side_is_asked_within_its_budget_and_it_is_said_what_that_allowed() -> None:
    first, second = healthy(), healthy()
    verdict = compared(first, second, budget=40)
    assert len(first.requests) <= 40
    assert len(second.requests) <= 40
    [note] = [each for each in verdict.notes if "twice on each side" in each]
    read = int(note.removeprefix("The budget allowed to read ").split()[0])
    assert 5 < read <= verdict.compared["full"] < 24, "made-up requests read some as well"


def test_nothing_is_asked_but_the_two_reads_and_never_in_a_way_that_changes_a_ticket() -> None:
    first, second = healthy(), healthy()
    compared(first, second)
    for request in (*first.requests, *second.requests):
        path = request.url.path.removeprefix("/api/mind")
        assert (request.method, path) == ("POST", "/ticket/search") or (
            request.method == "GET" and path.startswith("/ticket/")
        )
        if request.method == "GET":
            assert request.url.params["viewing"] == "false"
            assert request.url.params["erpCacheOnly"] == "true"
            assert "refresh" not in request.url.params


def test_a_tenant_is_not_asked_by_values_that_name_a_person_nor_for_what_costs_money() -> None:
    first, second = healthy(), healthy()
    with client_of_side(first, FIRST) as one, client_of_side(second, SECOND, is_mock=False) as other:
        compare_environments(default_contract(), (one, other), ("", ""), Settings())
    personal = {key.key for key in default_contract().search.keys.values() if key.personal}
    for request in (*first.requests, *second.requests):
        assert "contentTranslationLanguage" not in request.url.params
        asked = request.content.decode(errors="replace")
        assert not any(f'"key":"{key}"' in asked for key in personal), asked


def test_both_are_asked_the_same_in_turns() -> None:
    asked: list[tuple[str, tuple[str, bytes, bytes]]] = []

    def noting(side: str) -> Environment:
        def note(environment: Environment) -> None:
            request = environment.requests[-1]
            asked.append((side, (request.method, request.url.raw_path, request.content)))

        return Environment(APP, known=KNOWN, meanwhile=note)

    verdict = compared(noting("A"), noting("B"))
    of_a, of_b = ([what for side, what in asked if side == own] for own in "AB")
    assert sorted(of_a) == sorted(of_b)
    sides = [side for side, _ in asked]
    turns = "".join(side for i, side in enumerate(sides) if i == 0 or sides[i - 1] != side)
    assert turns == "AB" * (len(turns) // 2)
    # Two for each phase at least, of searches, made-up requests and reads; more where a block is full.
    assert turns.count("A") >= 10
    once = [what for what in of_a if what[0] == "GET" and of_a.count(what) == 1]
    assert len(once) < 3, "the first look reads one ticket, and nothing else is asked once"
    assert verdict.compared["full"] == 24


# Not to the end


def test_a_side_that_cannot_be_tested_is_named() -> None:
    def closed(reply: Reply) -> None:
        reply.status = 503

    with pytest.raises(TargetError, match=SECOND):
        compared(healthy(), healthy(closed))


def test_a_side_that_falls_silent_leaves_the_comparison_incomplete() -> None:
    def closing(reply: Reply) -> None:
        reply.status = 503 if reply.number > 90 else reply.status

    verdict = compared(healthy(), healthy(closing))
    ended = verdict.sides[1].ended
    assert ended is not None
    assert ended.reason is EarlyEnd.OUT_OF_ORDER
    assert (verdict.agreement, verdict.exit_code) == (Agreement.INCOMPLETE, 3)
    assert verdict.compared["full"] < 24


def test_after_ctrl_c_what_was_asked_of_both_is_compared() -> None:
    def interrupting(phase: str, done: int, _: int) -> None:
        if phase == "comparing tickets":
            raise KeyboardInterrupt

    first, second = healthy(), healthy(of_page(lambda r: r.body.update(total=7)))
    with client_of_side(first, FIRST) as one, client_of_side(second, SECOND) as other:
        verdict = compare_environments(default_contract(), (one, other), ("", ""), Settings(), interrupting)
    assert ("search:total", "value") in found(verdict)
    assert verdict.compared.get("full", 0) < 5, "made-up requests may have read some"
    assert verdict.exit_code == 130
