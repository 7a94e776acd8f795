"""The catalogue of behaviour: what it breaks exists or is proposed, and what is not found yet is said to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson

from support.showing import Find, answered
from ticketgate.contract.loading import default_contract
from ticketgate.mock.faults.behaviour.awaited import AWAITED, PROPOSED
from ticketgate.mock.faults.behaviour.behaviour_faults import behaviour_faults, expected_faults
from ticketgate.mock.faults.fault import Answered, Asked
from ticketgate.mock.faults.finding import faults_of
from ticketgate.mock.service.columns import SORT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

ODD = (None, "x", -1, 1.5, True, [1, "a", None, {}], {"a": 1})
MEMBERS = ("limit", "offset", "orderByField", "orderByDirection", "ticketScope", "filters")
KEYS = ("t.status", "t.createdAt", "q", "tt_matchExact.tagId", None)
OPERANDS = (("in", "values"), ("=", "value"), ("between", "from"), ("in", "value"))
ALL = {fault.id: fault for fault in behaviour_faults()}
CLAUSES = default_contract().clauses


def test_what_a_fault_breaks_exists_or_is_proposed() -> None:
    assert {fault.clause for fault in ALL.values()} - CLAUSES.keys() == PROPOSED.keys()


def test_a_proposal_says_how_strong_it_is_and_where_it_comes_from() -> None:
    for proposal in PROPOSED.values():
        assert proposal.level in ("MUST", "SHOULD", "MAY")
        assert re.search(r"\b[RCDQ][0-9]{1,2}\b|^Table of ", proposal.facts)
        assert not proposal.promise.endswith(".")


def test_the_suite_is_held_to_all_the_others() -> None:
    assert AWAITED.keys() <= {name for name, fault in ALL.items() if fault.clause in CLAUSES}
    assert all(AWAITED.values())
    expected = {fault.id for fault in expected_faults()}
    assert expected == {name for name, fault in ALL.items() if fault.clause in CLAUSES} - AWAITED.keys()
    assert expected <= faults_of(default_contract()).keys()
    assert not faults_of(default_contract()).keys() & AWAITED.keys()


def test_every_fault_says_what_the_server_does() -> None:
    assert len(ALL) == len(list(behaviour_faults()))
    assert all(fault.says and not fault.says.endswith(".") for fault in ALL.values())


def odd_searches() -> Iterator[bytes]:
    yield from (b"", b"{", b"\xff", *map(orjson.dumps, ODD))
    for value in ODD:
        yield from (orjson.dumps({member: value}) for member in MEMBERS)
        yield from (
            orjson.dumps({"filters": [{"key": key, "comparator": comparator, operand: value}]})
            for key in KEYS
            for comparator, operand in OPERANDS
        )


def odd_requests() -> Iterator[Asked]:
    for body in odd_searches():
        yield Asked("POST", "/ticket/search", (), {"authorization": "Bearer t"}, body, "t")
    for headers in (
        {},
        {"authorization": "Bearer x"},
        {"authorization": "Bearer bnVsbA.bnVsbA.x"},
        {"cookie": "; ;=a"},
    ):
        yield Asked("POST", "/ticket/search", (), headers, b"{}", "t")
        yield Asked("GET", "/ticket/1", (), headers, b"", "t")
    for last in (
        "",
        " ",
        "-1",
        "00",
        "9" * 25,
        "9" * 40,
        "x",
        "\0",
        "1.5",
        "1e999",
        "0x",
        "_",
        "١",
        "1;",
        ",",
        "--1",
    ):
        yield Asked("GET", f"/ticket/{last}", (("viewing", ""), ("viewing", "x")), {}, b"", "t")


def test_no_request_makes_a_fault_itself_break_down() -> None:
    refusals = [Answered(code, {}, b'{"success":false}') for code in (400, 401, 404)]
    searches, reads = (
        [asked for asked in odd_requests() if (asked.method == "POST") is searching]
        for searching in (True, False)
    )
    for fault in ALL.values():
        for asked in searches if fault.clause.startswith("searchTickets/") else reads:
            assert fault.ask(asked).method == asked.method
            assert all(fault.tell(asked, refusal).status >= 200 for refusal in refusals)


def test_no_order_makes_a_fault_itself_break_down() -> None:
    """Some fields to order by show in no row."""
    for field in SORT_COLUMNS:
        search = Find({"orderByField": field, "limit": 3, "offset": 1})
        sound = answered(search)
        asked = Asked("POST", "/ticket/search", (), {}, orjson.dumps(search.body), "t")
        for fault in ALL.values():
            if fault.clause.startswith("searchTickets/"):
                assert fault.tell(asked, Answered(200, sound.headers, sound.content)).status >= 200
