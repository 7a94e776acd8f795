"""Which requests are made up, from what, and what each puts to the test; nothing is sent."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema_rs
import orjson
import pytest

from support.requests import READING, SEARCHING
from support.samples import contract, row
from ticketgate.exchange.credentials import Credentials, invalid_forms
from ticketgate.exchange.request import Expectation, Request
from ticketgate.mock.service.tokens import signed_token
from ticketgate.planning.generated.cases import GeneratedCase, Givens, plan_cases
from ticketgate.planning.generated.from_schemas import derivation

if TYPE_CHECKING:
    from pathlib import Path

    from ticketgate.contract.operations import Operation

WRONG = invalid_forms(signed_token("tests"), READING.cookie, is_mock=True)
FORCED = {"refresh", "viewing", "erpCacheOnly"}


def rows() -> list[dict[str, Any]]:
    """Two rows that differ in what a filter can ask for."""
    other = {
        "id": 18,
        "status": "closed",
        "channel": "phone",
        "subject": "Abschlag",
        "agentId": 5,
        "tagIds": [4, 9],
        "workedOnByIds": [6],
    }
    return [{**row(), "id": 17, "subject": "Zaehlerstand", "tagIds": [4]}, {**row(), **other}]


def givens(within: tuple[Any, ...] = (), *, is_mock: bool = True, reverse: bool = False) -> Givens:
    return Givens(
        {READING.id: (17, 18)},
        {READING.id: (0, 2**63)},
        list(reversed(rows())) if reverse else rows(),
        within,
        is_mock,
        WRONG,
    )


@cache
def planned(seed: int = 7, *, is_mock: bool = True) -> tuple[GeneratedCase, ...]:
    return tuple(plan_cases(contract(), givens(is_mock=is_mock), seed))


def requests(expects: Expectation | None, operation: Operation, **options: Any) -> list[Request]:
    found = [case.request for case in planned(**options)]
    return [each for each in found if each.expects is expects and each.operation is operation]


def refused_with(member: str) -> list[Request]:
    bodies = [r for r in requests(Expectation.INVALID, SEARCHING) if isinstance(r.body, dict)]
    return [r for r in bodies if member in r.body and r.body.keys() <= {"limit", member}]


def filters_of(cases_: tuple[GeneratedCase, ...]) -> list[dict[str, Any]]:
    bodies = [case.request.body for case in cases_ if case.request.expects is Expectation.VALID]
    return [each for body in bodies if isinstance(body, dict) for each in body.get("filters", ())]


def request_schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(contract().resources["schemas/search-request.yaml"])


def test_the_same_seed_and_data_give_the_same_requests_another_seed_gives_others() -> None:
    again = plan_cases(contract(), givens(reverse=True), 7)
    assert [case.request for case in again] == [case.request for case in planned()]
    assert [case.request for case in planned(8)] != [case.request for case in planned()]


def test_no_request_is_planned_twice() -> None:
    sent = Counter(
        (r.path_and_query, r.content, r.media_type, r.credentials) for r in (c.request for c in planned())
    )
    assert sent.most_common(1)[0][1] == 1


@pytest.mark.parametrize("is_mock", [True, False])
def test_nul_in_an_address_is_for_mocks_since_gateways_fail_at_it(*, is_mock: bool) -> None:
    assert any("%00" in case.request.path for case in planned(is_mock=is_mock)) is is_mock


@pytest.mark.parametrize("is_mock", [True, False])
def test_only_the_two_operations_are_planned_and_never_what_changes_a_ticket(*, is_mock: bool) -> None:
    for request in (case.request for case in planned(is_mock=is_mock)):
        assert (request.method, request.path == "/ticket/search") in {("GET", False), ("POST", True)}
        assert request.path.count("/") == 2
        assert not FORCED & {name for name, _ in request.query}


def test_a_live_tenant_is_asked_about_no_person_and_for_no_translation() -> None:
    live = planned(is_mock=False)
    assert not [each for each in filters_of(live) if contract().search.is_personal(each["key"])]
    assert not any(name == "contentTranslationLanguage" for case in live for name, _ in case.request.query)
    mock = planned(is_mock=True)
    assert "q" in {each["key"] for each in filters_of(mock)}


def test_every_key_that_no_row_shows_is_tried_with_a_valid_request() -> None:
    tried = filters_of(planned())
    # The others are held against known rows.
    assert {each["key"] for each in tried} >= {
        "t.lastMessageAt",
        "t.lastCustomerMessageAt",
        "t.modelRunAt",
        "w.id",
        "q",
    }
    assert {"in", "=", "between"} <= {each.get("comparator") for each in tried}


def test_every_direction_and_scope_is_tried_and_the_order_that_is_no_key() -> None:
    bodies = [r.body for r in requests(Expectation.VALID, SEARCHING) if isinstance(r.body, dict)]
    properties = contract().resources["schemas/search-request.yaml"]["properties"]
    for member in ("orderByDirection", "ticketScope"):
        assert {body[member] for body in bodies if member in body} == set(properties[member]["enum"])
    assert "relevance" in {body.get("orderByField") for body in bodies}
    assert {1, 2, 100, 499, 500} <= {body.get("limit") for body in bodies}


def test_valid_searches_keep_to_the_schema_and_ask_with_values_of_the_rows() -> None:
    schema = request_schema()
    for request in requests(Expectation.VALID, SEARCHING):
        assert schema.is_valid(json.loads(request.content or b"")), request.body
    values = {
        (each["key"], json.dumps(value)) for each in filters_of(planned()) for value in each.get("values", ())
    }
    asked = {key for key, _ in values}
    assert {"t.agentId", "t.channel", "w.id"} <= asked
    assert {value for key, value in values if key == "w.id"} <= {"6", "9"}


def test_what_a_search_has_to_refuse_breaks_its_schema() -> None:
    schema = request_schema()
    refused = (Expectation.INVALID, Expectation.BELOW_MINIMUM, Expectation.UNLISTED)
    found = [r for expects in refused for r in requests(expects, SEARCHING)]
    assert len(found) > 25
    for request in found:
        assert not schema.is_valid(json.loads(request.content or b"")), request.body


@pytest.mark.parametrize(
    "taken",
    [
        {"limit": 501},
        {"ticketScope": "AAA"},
        {"filters": None},
        {"filters": [{"key": "t.id", "comparator": "in", "values": []}]},
        {"filters": [{"key": "t.id", "comparator": "=", "value": 0.5}]},
        {"filters": [{"key": "q", "value": 0}]},
    ],
)
def test_what_a_server_may_well_take_is_not_expected_to_be_refused(taken: dict[str, Any]) -> None:
    for seed in range(5):
        invalid = [c.request.body for c in planned(seed) if c.request.expects is Expectation.INVALID]
        assert taken not in invalid
        assert {"limit": 1, **taken} not in invalid


def test_reads_have_to_refuse_wrong_flags_and_ids_that_are_no_number() -> None:
    invalid = requests(Expectation.INVALID, READING)
    flags = {name for request in invalid for name, _ in request.query}
    assert flags == {"includeRawData", "includeCustomer", "includeIntents", "includeSessions"}
    assert all(value not in ("true", "false") for request in invalid for _, value in request.query)
    assert {r.ticket_id for r in invalid if not r.query} == {None}
    assert all(r.ticket_id in (17, 18) for r in invalid if r.query)


def test_what_every_run_asks_before_is_not_asked_again() -> None:
    granted = [r for seed in range(5) for c in planned(seed) if (r := c.request).expects is Expectation.VALID]
    alone = [r for r in granted if r.credentials is Credentials.VALID]
    assert not [r for r in alone if r.operation.id == "getTicket" and not r.query and r.path == "/ticket/17"]
    assert not [r for r in alone if r.body == {"limit": 1, "filters": []}]


def test_a_flag_is_written_in_other_ways_and_a_language_that_there_is_not_is_asked_for() -> None:
    read = [c.request for c in planned(1) if c.request.operation.id == "getTicket"]
    written = {value for r in read if r.expects is Expectation.INVALID for _, value in r.query}
    assert {"1", "TRUE", "yes", "", "False", "0", "no"} <= written
    (unknown,) = [r for r in read if dict(r.query).get("contentTranslationLanguage")]
    assert unknown.expects is None


def test_members_that_are_not_documented_are_sent_with_a_search_for_one_ticket() -> None:
    bodies = [r.body for r in requests(Expectation.EXTENDED, SEARCHING)]
    one = {"key": "t.id", "comparator": "in", "values": [17]}
    assert {"limit": 1, "filters": [one], "noSuchMember": 1} in bodies
    assert {"limit": 1, "filters": [{**one, "noSuchMember": 1}]} in bodies
    assert len(bodies) == 2


def test_what_is_wrong_in_itself_is_asked_by_nobody_too_once_what_is_right_was_refused() -> None:
    by_nobody = [r for r in (c.request for c in planned()) if r.credentials is Credentials.NONE]
    for operation in (READING, SEARCHING):
        plain, wrong, *_ = [r.expects for r in by_nobody if r.operation is operation]
        assert (plain, wrong) == (Expectation.UNAUTHORIZED, Expectation.UNAUTHORIZED_FIRST)
    wrong = {(r.path, r.content) for r in by_nobody if r.expects is Expectation.UNAUTHORIZED_FIRST}
    assert wrong == {("/ticket/0", None), ("/ticket/search", b'{"limit": 1')}


def test_unknown_tickets_are_asked_for() -> None:
    unknown = [r.path.rpartition("/")[2] for r in requests(Expectation.UNKNOWN, READING)]
    assert unknown == ["0", str(2**63)]


def test_each_way_of_having_no_valid_credentials_is_tried_on_both_operations() -> None:
    tried = Counter(
        (case.request.operation, case.request.credentials)
        for case in planned()
        if case.request.expects is Expectation.UNAUTHORIZED
    )
    assert tried == {
        (operation, each): 2 if each is Credentials.NONE else 1
        for operation in (READING, SEARCHING)
        for each in WRONG
    }


def test_nobody_asks_with_every_parameter_and_every_member_too() -> None:
    by_nobody = [c.request for c in planned() if c.request.expects is Expectation.UNAUTHORIZED]
    flags = ("includeCustomer", "includeIntents", "includeRawData", "includeSessions")
    assert dict.fromkeys(flags, "true") in [dict(each.query) for each in by_nobody]
    members = {"filters", "limit", "offset", "orderByField", "orderByDirection", "ticketScope"}
    assert members in [set(each.body) for each in by_nobody if isinstance(each.body, dict)]


@pytest.mark.parametrize("operation", [READING, SEARCHING])
def test_what_was_granted_is_asked_for_again_at_once_by_others(operation: Operation) -> None:
    asked = [case.request for case in planned() if case.request.operation is operation]
    first = next(each for each in asked if each.expects is Expectation.UNAUTHORIZED)
    path, content = first.path_and_query, first.content
    same = [each.credentials for each in asked if (each.path_and_query, each.content) == (path, content)]
    assert same[:2] == [Credentials.VALID, Credentials.NONE]
    assert {*WRONG} <= {*same}


def test_a_valid_token_beside_an_invalid_session_has_to_be_granted() -> None:
    beside = [c.request for c in planned() if c.request.credentials is Credentials.BESIDE_INVALID]
    assert {each.operation for each in beside} == {READING, SEARCHING}
    assert {each.expects for each in beside} == {Expectation.VALID}


def test_malformed_bodies_are_no_json() -> None:
    malformed = requests(Expectation.MALFORMED, SEARCHING)
    assert len({r.content for r in malformed}) == 12
    for request in malformed:
        with pytest.raises(ValueError):
            orjson.loads(request.content or b"")


def test_lists_of_moments_have_to_be_refused_ranges_of_other_values_as_any_other_comparator() -> None:
    lists = [r.body for r in requests(Expectation.LIST_OF_MOMENTS, SEARCHING)]
    assert {each["filters"][0]["comparator"] for each in lists if isinstance(each, dict)} == {"in", "not in"}
    others = [
        condition.get("comparator")
        for request in requests(Expectation.INVALID, SEARCHING)
        if isinstance(request.body, dict) and isinstance(request.body.get("filters"), list)
        for condition in request.body["filters"]
        if isinstance(condition, dict) and condition.get("key") == "t.id"
    ]
    assert {"between", "not between"} <= {each for each in others if isinstance(each, str)}


def test_bodies_that_are_no_search_have_to_be_refused_and_a_parameter_may_come_twice() -> None:
    contents = [r.content for r in requests(Expectation.INVALID, SEARCHING)]
    assert {b"null", b"[]", b"1", b'{"filters": [null]}', b'{"filters": {}}'} <= set(contents)
    twice = (("includeCustomer", "true"), ("includeCustomer", "false"))
    assert [r.expects for r in (c.request for c in planned()) if r.query == twice] == [None]


def test_what_is_nearly_right_has_to_be_refused_as_well() -> None:
    orders = {
        r.body["orderByField"] for r in requests(Expectation.UNLISTED, SEARCHING) if isinstance(r.body, dict)
    }
    assert {"t.closedAt", "t.spamStatus", "t.externalTicketId", "t.modelRunAt", "T.ID", "id", ""} <= orders
    members = {f"t.{name}" for name in contract().representations["compact"].node.members}
    assert orders & members - contract().search.keys.keys()
    bodies = [r.body for r in requests(Expectation.INVALID, SEARCHING) if isinstance(r.body, dict)]
    assert {"limit": 1, "filters": [{"key": "t.id", "comparator": "IN", "values": [1]}]} in bodies
    assert {"limit": 1, "filters": [{"key": "t.id", "comparator": "in", "value": 1}]} in bodies
    assert {"limit": 1, "filters": [{"key": ["t.id"], "comparator": "in", "values": [1]}]} in bodies
    assert {"limit": 1, "orderByDirection": "ASC"} in bodies


def test_each_member_beside_the_filters_is_tried_with_wrong_types_each_once() -> None:
    numbers = {str, bool, float, list, type(None)}
    wrong = {
        "limit": numbers | {dict},
        "offset": numbers,
        "orderByField": {int, list, type(None)},
        "orderByDirection": {int, bool, list, type(None)},
    }
    for member, types in wrong.items():
        tried = [type(r.body[member]) for r in refused_with(member)]
        assert {each: tried.count(each) for each in types} == dict.fromkeys(types, 1)


def test_values_that_are_wrong_by_chance_come_after_all_that_are_chosen() -> None:
    labels = [case.label for case in planned()]
    by_chance = [i for i, label in enumerate(labels) if "->" in label and "Missing" not in label]
    assert by_chance
    assert min(by_chance) > max(i for i, label in enumerate(labels) if "the filter {" in label)


def test_unusual_bodies_ask_for_one_ticket_whatever_they_look_like() -> None:
    unusual = requests(Expectation.UNUSUAL, SEARCHING)
    assert len({(r.content, r.media_type) for r in unusual}) == len(unusual) == 13
    assert {r.media_type for r in unusual} > {"", "text/plain", "application/json"}
    for request in unusual:
        body = json.loads(request.content or b"")
        assert body["limit"] == 1
        assert all(set(each["values"]) == {17} for each in body["filters"])


def test_texts_that_are_no_id_hold_the_digits_of_a_ticket_that_is_there_or_none() -> None:
    texts = [
        unquote(r.path.rpartition("/")[2]) for r in requests(Expectation.INVALID, READING) if not r.query
    ]
    assert {"abc", " 17", "17 ", "17abc", "+17", "17.5", "17e0", " "} <= set(texts)
    read = [max(re.findall(r"[0-9]+", text, re.ASCII), key=len, default="17") for text in texts]
    assert set(read) == {"17", "11"}  # hexadecimal
    assert {"0x11", "١٧", "latest", "*", '"17"', "17%"} <= set(texts)


def test_an_id_in_escapes_is_the_same_id_and_one_after_a_zero_may_be() -> None:
    paths = {r.path: r.expects for r in (case.request for case in planned())}
    assert paths["/ticket/%31%37"] is Expectation.VALID
    assert paths["/ticket/017"] is None


def test_a_run_that_is_limited_keeps_every_search_inside() -> None:
    limit = {"key": "t.channel", "comparator": "in", "values": ["email"]}
    limited = plan_cases(contract(), givens((limit,)), 7)
    searches = [c.request for c in limited if c.request.operation is SEARCHING and c.request.raw is None]
    for request in searches:
        body = request.body
        if request.expects in (Expectation.VALID, Expectation.UNAUTHORIZED):
            assert isinstance(body, dict)
            assert body["filters"][-1] == limit


def test_the_front_of_the_plan_holds_some_of_everything() -> None:
    front = planned()[:80]
    assert {case.request.expects for case in front} >= set(Expectation) - {
        Expectation.LISTED,
        Expectation.STILL_LISTED,
        Expectation.WITHOUT,
    }
    both = {(case.request.operation, case.request.expects) for case in front}
    for expects in (Expectation.VALID, Expectation.INVALID, Expectation.UNAUTHORIZED):
        assert {(operation, expects) for operation in (READING, SEARCHING)} <= both


def test_what_lies_about_in_the_current_directory_decides_nothing_and_none_is_left_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schemathesis.toml").write_text("this is no configuration", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    derivation.cache_clear()
    assert [case.request for case in plan_cases(contract(), givens(), 7)] == [
        case.request for case in planned()
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["schemathesis.toml"]
