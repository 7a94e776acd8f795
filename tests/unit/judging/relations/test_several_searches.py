"""What a row tells about a filter, what a page tells about an order, and what reading did to rows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from support.requests import search
from support.samples import answer, contract, judge
from support.searchengine import FIELDS
from ticketgate.judging.relations.criteria import criterion_of
from ticketgate.judging.relations.pages import Page, page_of
from ticketgate.judging.relations.several_searches import (
    defaults_are_as_documented,
    filters_only_narrow,
    hits_satisfy_filters,
    matching_tickets_are_found,
    offset_past_the_end_is_empty,
    page_is_filled,
    pages_join_up,
    skills_scope_leaves_out_spam,
    skills_scope_shows_routing_tags,
    unmet_conditions,
)

if TYPE_CHECKING:
    from ticketgate.judging.relations.judgements import Judgement

ANY_PAGE = Page({}, (), 0, complete=True, fields=FIELDS, terms=contract().search)


def said(key: str, comparator: str = "in", **operands: Any) -> dict[str, Any]:
    return {"key": key, "comparator": comparator, **operands}


#: Filter, row, and whether the row meets the filter: None where it does not tell.
FILTERS = [
    (said("t.status", values=["open", "closed"]), {"status": "closed"}, True),
    (said("t.status", values=["open", "closed"]), {"status": "pending"}, False),
    (said("t.status", values=["open"]), {"status": "Open"}, None),  # no documented value
    (said("t.status", values=["OPEN "]), {"status": "open"}, None),
    (said("t.status", values=["open"]), {}, None),
    (said("t.status", "not in", values=["open"]), {"status": "closed"}, True),
    (said("t.status", "not in", values=["open"]), {"status": "open"}, False),
    (said("t.status", "=", value="open"), {"status": "open"}, True),
    (said("t.status", "=", value="open"), {"status": "closed"}, False),
    (said("t.status", "!=", value="open"), {"status": "open"}, False),
    (said("t.status", ">", value="open"), {"status": "pending"}, None),
    (said("t.status", values="open"), {"status": "open"}, None),
    (said("t.spamStatus", values=["auto_spam"]), {"spamStatus": None}, False),
    (said("t.spamStatus", values=["auto_spam", "null"]), {"spamStatus": None}, True),
    (said("t.spamStatus", "not in", values=["auto_spam"]), {"spamStatus": None}, None),
    (said("t.spamStatus", "not in", values=[*contract().search.spam_marks]), {"spamStatus": None}, True),
    (said("t.spamStatus", "not in", values=["null"]), {"spamStatus": None}, False),
    (said("t.language", values=["FRANCAIS"]), {"language": "français"}, None),
    (said("t.language", values=["français"]), {"language": "Dansk"}, False),
    (said("t.channel", values=["all"]), {"channel": "chat"}, True),
    (said("t.agentId", values=["3"]), {"agentId": 3}, True),
    (said("t.agentId", values=["unassigned"]), {"agentId": None}, True),
    (said("t.agentId", values=["unassigned"]), {"agentId": 3}, False),
    (said("t.agentId", "not in", values=["unassigned"]), {"agentId": None}, False),
    (said("t.agentId", values=["team"]), {"agentId": 3}, None),
    (said("t.status", values=["unassigned", "team", "all"]), {"status": "open"}, False),
    (said("t.agentId", ">", value=2), {"agentId": 3}, True),
    (said("t.agentId", ">", value=3), {"agentId": 3}, False),
    (said("t.agentId", "<=", value=3), {"agentId": None}, False),
    (said("t.agentId", "!=", value=3), {"agentId": None}, None),
    (said("t.agentId", ">", value="2"), {"agentId": 3}, True),
    (said("t.agentId", "like", value=3), {"agentId": 3}, None),
    (said("t.agentId", values=[3]), {"agentId": "3"}, None),  # no integer, which another clause says
    (said("t.isCustomerActive", values=["true"]), {"isCustomerActive": True}, True),
    (said("t.isCustomerActive", values=[False]), {"isCustomerActive": True}, False),
    (said("tt.tagId", values=[2]), {"tagIds": [1, 2]}, True),
    (said("tt.tagId", values=[3]), {"tagIds": [1, 2]}, False),
    (said("tt.tagId", values=["null"]), {"tagIds": []}, True),
    (said("tt.tagId", "not in", values=[2]), {"tagIds": [1, 2]}, None),
    (said("i.aiAgentId", values=[7]), {"intents": [{"aiAgentId": 6}, {"aiAgentId": 7}]}, True),
    (said("i.aiAgentId", values=[7]), {"intents": [{"aiAgentId": 6}]}, False),
    (said("i.aiAgentId", values=[7]), {"intents": [{}]}, None),
    (said("tt_matchAll.tagId", values=[1, 2]), {"tagIds": [1, 2, 3]}, True),
    (said("tt_matchAll.tagId", values=[1, 4]), {"tagIds": [1, 2, 3]}, False),
    (said("tt_matchAny.tagId", values=[1, 4]), {"tagIds": [1, 2, 3]}, True),
    (said("tt_matchAny.tagId", values=[4]), {"tagIds": [1, 2, 3]}, False),
    (said("tt_matchAny.tagId", values=["null"]), {"tagIds": []}, None),
    (said("tt_matchAll.tagId", values=[1, None]), {"tagIds": [1]}, None),
    (said("tt_matchExact.tagId", values=[2, 1]), {"tagIds": [1, 2]}, True),
    (said("tt_matchExact.tagId", values=[1]), {"tagIds": [1, 2]}, False),
    (said("tt_allowed.tagId", values=[1]), {"tagIds": [2]}, False),
    (said("tt_allowed.tagId", values=[1]), {"tagIds": [1, 2]}, None),
    (said("tt_allowed.tagId", values=[1]), {"tagIds": []}, None),
    (said("tt_excluded.tagId", values=[1, 3]), {"tagIds": [2, 3]}, False),
    (said("tt_excluded.tagId", values=[1]), {"tagIds": [2]}, None),
    (said("w.id", values=[3]), {"workedOnByIds": []}, None),
    (said("q", value="words"), {"subject": "other"}, None),
    (said("t.dueBy", ">=", value="2026-01-02 10:00:00"), {"dueBy": "2026-01-02 10:00:00"}, True),
    (said("t.dueBy", ">", value="2026-01-02 10:00:00"), {"dueBy": "2026-01-02 10:00:00"}, False),
    (said("t.dueBy", ">", value="2026-01-02 10:00:00"), {"dueBy": None}, False),
    (said("t.dueBy", ">", value="-7 DAY"), {"dueBy": "2026-01-02 10:00:00"}, None),
    (said("t.dueBy", ">", value=1767348000), {"dueBy": "2026-01-02 10:00:00"}, None),
    (
        said("t.dueBy", "between", **{"from": "2026-01-01 00:00:00", "to": "2026-01-02 00:00:00"}),
        {"dueBy": "2026-01-02 00:00:00"},
        None,
    ),
    (
        said("t.dueBy", "between", **{"from": "2026-01-01 00:00:00", "to": "2026-01-02 00:00:00"}),
        {"dueBy": "2026-01-02 00:00:01"},
        False,
    ),
    (
        said("t.dueBy", "not between", **{"from": "2026-01-01 00:00:00", "to": "2026-01-03 00:00:00"}),
        {"dueBy": "2026-01-02 00:00:00"},
        False,
    ),
    (
        said("t.dueBy", "between", **{"from": "2026-01-01", "to": "2026-01-03"}),
        {"dueBy": "2026-01-02 07:00:00"},
        True,
    ),
    (said("t.dueBy", "not between", **{"from": "2026-01-01", "to": "2026-01-03"}), {"dueBy": None}, None),
    # negative comparators: null is open but for the spam status, and so are several values of which one is named
    (said("t.agentId", "not in", values=[3]), {"agentId": None}, None),
    (said("t.agentId", "not in", values=[3, "null"]), {"agentId": None}, False),
    (said("t.agentId", "not in", values=["team"]), {"agentId": 3}, None),
    (said("tt.tagId", "not in", values=[3]), {"tagIds": [1, 2]}, True),
    (said("tt.tagId", "not in", values=[1, 2]), {"tagIds": [1, 2]}, False),
    (said("tt.tagId", "not in", values=[3]), {"tagIds": []}, None),
    (said("tt.tagId", "<", value=2), {"tagIds": [1, 5]}, True),
    (said("tt.tagId", "<", value=2), {"tagIds": []}, False),
    # sizes: numbers as numbers, also when written as text; of texts only what is equal
    (said("t.agentId", "<", value=10), {"agentId": 9}, True),
    (said("t.agentId", "<", value="10"), {"agentId": 9}, True),
    (said("t.agentId", "<", value="ten"), {"agentId": 9}, None),
    (said("t.isCustomerActive", ">=", value=1), {"isCustomerActive": True}, True),
    (said("t.isCustomerActive", "=", value="true"), {"isCustomerActive": True}, True),
    (said("t.isCustomerActive", "=", value="true"), {"isCustomerActive": False}, False),
    (said("t.status", "<=", value="open"), {"status": "open"}, True),
    (said("t.status", "<", value="open"), {"status": "open"}, False),
    (said("t.status", "<=", value="open"), {"status": "closed"}, None),
    # a day is each of its moments, Unix seconds are the same clock in any time zone
    (said("t.dueBy", "<", value="2026-01-02"), {"dueBy": "2026-01-01 23:59:59"}, True),
    (said("t.dueBy", "<=", value="2026-01-02"), {"dueBy": "2026-01-02 10:00:00"}, None),
    (said("t.dueBy", "=", value="2026-01-02"), {"dueBy": "2026-01-02 00:00:00"}, None),
    (said("t.dueBy", "=", value="2026-01-02"), {"dueBy": "2026-01-03 00:00:00"}, False),
    (said("t.dueBy", ">", value=1767348000), {"dueBy": "2026-01-03 10:00:00"}, True),
    (said("t.dueBy", ">", value=10**20), {"dueBy": "2026-01-03 10:00:00"}, None),
    (said("t.dueBy", "=", value="2026-01-02 10:00:00"), {"dueBy": "2026-01-02 10:00:00"}, True),
    # full text: a word of the subject, the number of a ticket, what matches nothing
    (said("q", value="Meter"), {"id": 17, "subject": "My meter is broken"}, True),
    (said("q", value="17"), {"id": 17, "subject": ""}, True),
    (said("q", value="17"), {"id": 18, "subject": ""}, None),
    (said("q", value="17"), {"id": 18, "customerId": "17"}, True),
    (said("q", value="broken meter"), {"id": 17, "subject": "My meter", "summary": "It is broken"}, True),
    (said("q", value="meter abc"), {"id": 17, "subject": "My meter abc"}, False),
    (said("q", value="abc"), {"id": 17, "subject": "abc"}, False),
    (said("q", value="qzvxwkjyhq"), {"id": 17, "subject": "x"}, False),
    (
        said("t.dueBy", "not between", **{"from": "2026-01-01 00:00:00", "to": "2026-01-02 00:00:00"}),
        {"dueBy": "2026-01-02 00:00:00"},
        None,
    ),
]


@pytest.mark.parametrize(("filter_", "row", "expected"), FILTERS)
def test_a_row_meets_a_filter_does_not_or_does_not_tell(
    filter_: dict[str, Any], row: dict[str, Any], *, expected: bool | None
) -> None:
    meets = criterion_of(ANY_PAGE, filter_)
    assert (None if meets is None else meets(row)) is expected


def rows(*each: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": number, "modifiedAt": None, **members} for number, members in enumerate(each)]


#: What rows were like before and after, and the members whose change is put down to the reading.
READINGS: list[tuple[list[dict[str, Any]], list[dict[str, Any]], set[str] | None]] = [
    (rows({"status": "open"}, {}, {}), rows({"status": "open"}, {}, {}), set()),
    (rows({}, {}), rows({"workedOnByIds": [5]}, {"workedOnByIds": [5]}), None),
    (
        rows({"workedOnByIds": []}, {"workedOnByIds": [4]}, {"workedOnByIds": []}),
        rows({"workedOnByIds": [5]}, {"workedOnByIds": [4, 5]}, {"workedOnByIds": [5]}),
        {"workedOnByIds"},
    ),
    (
        rows({"workedOnByIds": []}, {"workedOnByIds": [5]}, {"workedOnByIds": []}, {"workedOnByIds": []}),
        rows(*[{"workedOnByIds": [5]}] * 4),
        {"workedOnByIds"},
    ),
    (
        rows(*[{"workedOnByIds": []}] * 4),
        rows(*[{"workedOnByIds": [5]}] * 3, {"workedOnByIds": []}),
        set(),
    ),
    (
        rows(*[{"workedOnByIds": []}] * 3),
        rows({"workedOnByIds": [5]}, {"workedOnByIds": [6]}, {"workedOnByIds": [7]}),
        set(),
    ),
    (rows({}, {}, {}), rows(*[{"modifiedAt": "2026-01-02 10:00:00"}] * 3), {"modifiedAt"}),
    (rows({}, {}, {}), rows(*[{"modifiedAt": "2026-01-02 10:00:00"}] * 2, {}), set()),
    (rows(*[{"status": "open"}] * 4), rows(*[{"status": "pending"}] * 3, {"status": "open"}), {"status"}),
    (rows(*[{"status": "open"}] * 3), rows(*[{"status": "pending"}] * 2, {"status": "open"}), set()),
    (
        rows(*[{"agent": {"id": 1, "lastSeen": "2026-01-02 10:00:00"}}] * 3),
        rows(*[{"agent": {"id": 1, "lastSeen": "2026-01-02 10:00:01"}}] * 3),
        set(),
    ),
    (rows(*[{"nextTicketId": 1}] * 3), rows(*[{"nextTicketId": 2}] * 3), set()),
]


@pytest.mark.parametrize(("before", "after", "changed"), READINGS)
def test_a_change_that_many_rows_show_is_put_down_to_the_reading(
    before: list[dict[str, Any]], after: list[dict[str, Any]], changed: set[str] | None
) -> None:
    seen = judge().check_reading(before, after, {each["id"] for each in before}, search({}))
    assert {finding.place for finding in seen.findings} == (changed or set())
    assert bool(seen.undecided) is (changed is None)
    assert bool(seen.exercised) is (changed is not None)


#: What two rows that were not read show meanwhile, beside four that were: before, after, what is blamed.
BESIDE = [
    ({"status": "open"}, {"status": "pending"}, {}, {"status"}),
    ({"status": "open"}, {"status": "pending"}, {"status": "pending"}, set()),
    ({}, {"modifiedAt": "2026-01-02 10:00:00"}, {}, {"modifiedAt"}),
    ({}, {"modifiedAt": "2026-01-02 10:00:00"}, {"modifiedAt": "2026-01-02 10:00:00"}, set()),
    ({"workedOnByIds": []}, {"workedOnByIds": [5]}, {}, {"workedOnByIds"}),
    ({"workedOnByIds": []}, {"workedOnByIds": [5]}, {"workedOnByIds": [5]}, set()),
    ({"workedOnByIds": []}, {"workedOnByIds": [5]}, {"workedOnByIds": [6]}, {"workedOnByIds"}),
]


@pytest.mark.parametrize(("before", "read", "unread", "changed"), BESIDE)
def test_what_changes_without_reading_is_not_put_down_to_it(
    before: dict[str, Any], read: dict[str, Any], unread: dict[str, Any], changed: set[str]
) -> None:
    first = rows(*[before] * 6)
    later = rows(*[{**before, **read}] * 4, *[{**before, **unread}] * 2)
    seen = judge().check_reading(first, later, {each["id"] for each in first[:4]}, search({}))
    assert {finding.place for finding in seen.findings} == changed


def page(*ids: int, total: int | None = None, **asked: Any) -> Page:
    """A whole answer with these tickets, as many as match unless said otherwise."""
    shown = tuple({"id": each} for each in ids)
    return Page(
        asked,
        shown,
        len(ids) if total is None else total,
        complete=True,
        fields=FIELDS,
        terms=contract().search,
    )


ALL = page(1, 2, 3)
FIRST, SECOND = page(1, total=3, limit=1), page(2, total=3, offset=1, limit=1)
NAMED = said("t.id", values=[1, 2])
#: The same breach on fewer and on more tickets.
COUNTED: list[tuple[Judgement, Judgement]] = [
    (
        matching_tickets_are_found(ALL, page(1, filters=[NAMED])),
        matching_tickets_are_found(ALL, page(filters=[NAMED])),
    ),
    (page_is_filled(page(1, total=3, limit=2)), page_is_filled(page(1, 2, total=5, limit=3))),
    (filters_only_narrow(page(1, 2), page(3)), filters_only_narrow(page(1, 2), page(3, 4))),
    (pages_join_up(ALL, page(3, 4)), pages_join_up(ALL, page(2, 3))),
    (
        offset_past_the_end_is_empty(FIRST, SECOND, page(1, total=3, offset=9)),
        offset_past_the_end_is_empty(FIRST, SECOND, page(1, 2, total=3, offset=9)),
    ),
]


@pytest.mark.parametrize(("fewer", "more"), COUNTED, ids=range(len(COUNTED)))
def test_how_many_tickets_show_it_makes_no_other_way_of_breaking_a_promise(
    fewer: Judgement, more: Judgement
) -> None:
    assert fewer
    assert more
    assert [each.detail for each in fewer] != [each.detail for each in more]
    assert [each.way for each in fewer] == [each.way for each in more] != [""]


def test_on_how_many_rows_a_reading_shows_makes_no_other_variant() -> None:
    variants = {
        finding.variant
        for count in (3, 4)
        for finding in judge()
        .check_reading(
            rows(*[{"status": "open"}] * count),
            rows(*[{"status": "pending"}] * count),
            set(range(count)),
            search({}),
        )
        .findings
    }
    assert variants == {"is another once a ticket was read"}


@pytest.mark.parametrize(
    ("one", "other", "broken"),
    [
        (
            said("t.lastMessageAt", "<", value="2026-01-01"),
            said("t.lastMessageAt", ">=", value="2026-01-01"),
            True,
        ),
        (said("t.modelRunAt", values=["null"]), said("t.modelRunAt", "not in", values=["null"]), True),
        (said("t.agentId", "=", value=3), said("t.agentId", "!=", value=3), True),
        (
            said("t.lastMessageAt", "<", value="2026-01-01"),
            said("t.lastMessageAt", ">", value="2026-01-01"),
            False,
        ),
        (
            said("t.lastMessageAt", "<", value="2026-01-02"),
            said("t.lastMessageAt", ">=", value="2026-01-01"),
            False,
        ),
        # One of several values may meet either, and who works on a ticket no source settles.
        (said("tt.tagId", values=[3]), said("tt.tagId", "not in", values=[3]), False),
        (said("w.id", values=[3]), said("w.id", "not in", values=[3]), False),
    ],
)
def test_a_filter_and_its_opposite_find_nothing(one: Any, other: Any, *, broken: bool) -> None:
    page = replace(ANY_PAGE, search={"filters": [one, other]}, rows=({"id": 1},), total=1)
    assert bool(hits_satisfy_filters(page)) is broken
    assert not hits_satisfy_filters(replace(page, rows=(), total=0))


def test_the_scope_is_known_to_be_read_where_it_counts_elsewhere() -> None:
    spam, clean = {"id": 1, "spamStatus": "auto_spam"}, {"id": 2, "spamStatus": None}
    both, one = (replace(ANY_PAGE, rows=rows, total=len(rows)) for rows in ((spam, clean), (clean,)))
    assert skills_scope_leaves_out_spam(both, both) is None
    assert skills_scope_leaves_out_spam(both, both, both, both) is None
    assert skills_scope_leaves_out_spam(both, both, both, one)
    assert skills_scope_leaves_out_spam(both, one) == ()


def test_a_tag_that_does_not_count_for_routing_is_told_where_the_scope_is_known_to_be_read() -> None:
    counts, idle = {"id": 1, "routingRelevance": True}, {"id": 2, "routingRelevance": False}
    spam, tagged = {"id": 1, "tags": []}, {"id": 2, "tags": [counts, idle]}
    everything = replace(ANY_PAGE, rows=(spam, tagged), total=2)
    shown = replace(ANY_PAGE, rows=(tagged,), total=1)
    hidden = replace(ANY_PAGE, rows=({"id": 2, "tags": [counts]},), total=1)
    (found,) = skills_scope_shows_routing_tags(everything, shown) or ()
    assert (found.place, "on 1 ticket " in found.detail) == ("tickets[].tags[]", True)
    assert skills_scope_shows_routing_tags(everything, hidden) == ()
    # The server may not have read the scope, and no ticket may have such a tag.
    assert skills_scope_shows_routing_tags(everything, everything) is None
    assert skills_scope_shows_routing_tags(everything, everything, everything, shown)
    assert skills_scope_shows_routing_tags(replace(everything, rows=hidden.rows), hidden) is None


def test_what_hits_do_not_meet_is_named_by_key_and_comparator() -> None:
    filters = [
        said("t.status", values=["open"]),
        said("t.agentId", ">", value=2),
        said("t.dueBy", "<", value="x"),
    ]
    row = {"id": 1, "status": "closed", "agentId": 3, "dueBy": "2026-01-01 10:00:00"}
    page = replace(ANY_PAGE, search={"filters": filters}, rows=(row,))  # type: ignore[arg-type]
    assert unmet_conditions(page) == {("t.status", "in")}
    assert unmet_conditions(replace(page, rows=({"id": 1},))) == set()


def test_a_limit_that_is_left_out_comes_back_as_the_one_that_is_its_default() -> None:
    spelled = replace(ANY_PAGE, search={"limit": 100}, told={"limit": 100, "offset": 0})
    assert defaults_are_as_documented(spelled, replace(spelled, search={})) == ()
    # Whether a page says it at all is no matter of this.
    assert defaults_are_as_documented(spelled, replace(spelled, search={}, told={})) == ()
    (found,) = defaults_are_as_documented(spelled, replace(spelled, search={}, told={"limit": 0})) or ()
    assert (found.place, found.detail) == ("limit", "differs when limit is left out")


def test_a_limit_that_counts_nothing_is_not_compared_for_it_is_blamed_by_itself() -> None:
    body = {"success": True, "tickets": [], "total": 0, "offset": -1, "limit": 100}
    told = page_of(answer(search({}), 200, json.dumps(body).encode()), FIELDS)
    assert told is not None
    assert told.told == {"limit": 100}
