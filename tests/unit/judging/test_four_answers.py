"""Four answers to one request: what differs between the sides, what is noise, which tickets moved."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from support.requests import get_ticket, search
from support.samples import answer, contract, full, row
from ticketgate.judging.four_answers import AnswerComparison, FourAnswers, TicketVersions, agreement

if TYPE_CHECKING:
    from ticketgate.exchange.request import Request
    from ticketgate.judging.four_answers import ComparedThing

READ = get_ticket(376189)
#: What is told as (place, kind).
Told = set[tuple[str, str]]


def compare(request: Request, *bodies: Any, moved: frozenset[int] = frozenset()) -> dict[Any, ComparedThing]:
    """Compare answers in the order in which they are asked for: first, second, first, second."""
    one, two, three, four = (
        body if not isinstance(body, (dict, bytes)) else answer(request, content=json.dumps(body).encode())
        for body in bodies
    )
    asked = FourAnswers(request, (one, three), (two, four))
    return {each.key: each for each in AnswerComparison(contract()).compare(asked, moved)}


def told(differences: Any) -> Told:
    return {(each.place, str(each.kind)) for each in differences}


def ticket(**members: Any) -> Any:
    return {**full(), "id": 376189, **members}


def page(*ids: int, total: int | None = None, **members: Any) -> Any:
    rows = [{**row(), "id": number, **members} for number in ids]
    return {"tickets": rows, "total": len(rows) if total is None else total, "offset": 0, "limit": 50}


def test_a_difference_counts_when_both_readings_show_it() -> None:
    one, other = ticket(summary="a"), ticket(summary="b")
    twice = compare(READ, one, other, one, other)["full", 376189]
    assert told(twice.differences) == {("full:summary", "value")}
    assert twice.noise == (frozenset(), frozenset())
    once = compare(READ, one, other, one, one)["full", 376189]
    assert told(once.differences) == set()
    assert [told(side) for side in once.noise] == [set(), {("full:summary", "value")}]


def test_noise_at_the_place_explains_a_difference_and_noise_elsewhere_does_not() -> None:
    bodies = [ticket(summary=f"{i}", priority="low" if i % 2 else "high") for i in range(4)]
    thing = compare(READ, *bodies)["full", 376189]
    assert told(thing.differences) == {("full:priority", "value")}
    assert [told(side) for side in thing.noise] == [{("full:summary", "value")}] * 2


def test_a_list_that_grows_on_one_side_explains_what_differs_in_it() -> None:
    tags = full()["tags"]
    named = [{**tags[0], "name": "x"}]
    thing = compare(READ, ticket(tags=tags), ticket(tags=named), ticket(tags=tags), ticket(tags=named * 2))
    assert told(thing["full", 376189].differences) == set()


def test_of_what_moves_by_itself_only_the_kind_of_value_counts() -> None:
    bodies = [ticket(nextTicketId=number) for number in (1, 2, 1, 2)]
    assert told(compare(READ, *bodies)["full", 376189].differences) == set()
    bodies = [ticket(nextTicketId=number) for number in (1, "2", 1, "2")]
    assert told(compare(READ, *bodies)["full", 376189].differences) == {("full:nextTicketId", "type")}


def test_nothing_is_said_of_a_ticket_that_moved() -> None:
    one, other = ticket(summary="a"), ticket(summary="b")
    assert ("full", 376189) not in compare(READ, one, other, one, other, moved=frozenset((376189,)))


def test_a_status_and_a_media_type_are_compared_and_bodies_of_unlike_answers_are_not() -> None:
    fine, gone = answer(READ, content=json.dumps(ticket()).encode()), answer(READ, 404, b"{}")
    found = compare(READ, fine, gone, fine, gone)
    assert told(found["getTicket", 376189].differences) == {("getTicket:status", "value")}
    assert len(found) == 1
    text = answer(READ, content=json.dumps(ticket()).encode(), media="text/html")
    found = compare(READ, fine, text, fine, text)
    assert told(found["getTicket", 376189].differences) == {("getTicket:media-type", "value")}


def test_what_is_no_json_is_another_type() -> None:
    fine, page_of_html = answer(READ, content=json.dumps(ticket()).encode()), answer(READ, content=b"<html>")
    found = compare(READ, fine, page_of_html, fine, page_of_html)
    assert told(found["full", 376189].differences) == {("full:", "type")}


SEARCH = search({"filters": [{"key": "t.id", "comparator": "in", "values": [1, 2, 3, 4]}]})


def of_pages(one: Any, other: Any, **options: Any) -> Told:
    found = compare(SEARCH, one, other, one, other, **options)
    return set().union(*(told(each.differences) for each in found.values()))


def test_membership_order_and_total_of_a_page_are_told_apart() -> None:
    whole = page(1, 2, 3)
    assert of_pages(whole, page(1, 3, 2)) == {("search:tickets[]", "order")}
    assert of_pages(whole, page(1, 2, 3, total=4)) == {("search:total", "value")}
    assert of_pages(whole, page(1, 2, total=3)) == {("search:tickets[]", "missing")}
    assert of_pages(page(1, 2, total=3), whole) == {("search:tickets[]", "added")}
    assert of_pages(whole, page(1, 2, 3, 3, total=3)) == {("search:tickets[]", "length")}
    assert of_pages(whole, page(1, 2, 3, summary="x")) == {("compact:summary", "value")}


def test_a_ticket_that_moved_can_be_among_the_hits_or_not_and_change_the_total() -> None:
    moved = frozenset((2,))
    assert of_pages(page(1, 2, 3), page(1, 3), moved=moved) == set()
    assert of_pages(page(1, 2, 3), page(2, 3, 1), moved=moved) == {("search:tickets[]", "order")}
    assert of_pages(page(1, 2, 3), page(1, 2), moved=moved) == {("search:tickets[]", "missing")}
    # A page that shows a part only shows another one when a ticket comes in.
    assert of_pages(page(1, 3, total=9), page(1, 4, total=9), moved=moved) == set()
    unnamed = frozenset((17,))
    assert of_pages(page(1, 3, total=9), page(1, 4, total=9), moved=unnamed) == {
        ("search:tickets[]", "missing"),
        ("search:tickets[]", "added"),
    }


def test_a_page_without_rows_is_compared_as_a_whole() -> None:
    assert of_pages(page(1), {"tickets": None, "total": 1}) == {
        ("search:tickets", "null"),
        ("search:offset", "missing"),
        ("search:limit", "missing"),
    }


def test_versions_tell_what_was_changed_meanwhile_from_what_is_newer_on_one_side() -> None:
    versions = TicketVersions()
    for side, number, changed in (
        *((0, 1, "2026-02-27 08:30:00"), (1, 1, "2026-02-27T08:30:00Z"), (0, 2, None), (1, 2, None)),
        *((0, 3, "2026-02-27 08:30:00"), (1, 3, "2026-02-27 08:30:01"), (0, 4, "a"), (0, 4, "b")),
    ):
        versions.add(side, ("compact", number), changed)
    for side in (0, 1):
        versions.add(side, ("full", 1), "what a row says otherwise on both sides")
    assert versions.on_both == 3
    assert versions.changed_meanwhile == {4}
    assert versions.apart == {3}


def test_versions_are_read_from_tickets_and_from_rows() -> None:
    comparison = AnswerComparison(contract())
    one = answer(READ, content=json.dumps(ticket(modifiedAt="x")).encode())
    rows = answer(SEARCH, content=json.dumps(page(1, 2, modifiedAt="y")).encode())
    assert list(comparison.versions(one)) == [(("getTicket", 376189), "x")]
    assert list(comparison.versions(rows)) == [(("compact", 1), "y"), (("compact", 2), "y")]
    assert list(comparison.versions(answer(READ, 404, one.content))) == []


def test_agreement_is_high_for_the_same_tickets_and_low_for_others() -> None:
    rows = {number: {"id": number, "a": number, "b": number % 2, "c": 1} for number in range(10)}
    assert agreement(rows, deepcopy(rows)) == 1
    assert agreement(rows, {number: {**each, "b": 7} for number, each in rows.items()}) == 2 / 3
    assert agreement(rows, {number: {**rows[9 - number], "id": number} for number in rows}) == 1 / 3
    assert agreement(rows, {}) == 0
    assert agreement({1: {"a": 1}}, {1: {"a": 2}}) == 1, "nothing tells one ticket from others"
