"""Places of a body: what stands at one, null told apart from nothing, and how places lie in one another."""

from __future__ import annotations

from typing import Any

import pytest

from ticketgate.contract.places import (
    MISSING,
    is_within,
    outer,
    place_of_member,
    top_member,
    values_at,
)

TAGS = {"tags": [{"id": 7}, {"id": None}, {}]}


@pytest.mark.parametrize(
    ("body", "place", "values"),
    [
        ({"status": "open"}, "status", ["open"]),
        ({"status": None}, "status", [None]),
        ({}, "status", [MISSING]),
        (None, "status", [MISSING]),
        ({"agent": {"id": 3}}, "agent.id", [3]),
        ({"agent": None}, "agent.id", [MISSING]),
        ({}, "agent.id", [MISSING]),
        (TAGS, "tags", [TAGS["tags"]]),
        (TAGS, "tags[]", TAGS["tags"]),
        (TAGS, "tags[].id", [7, None, MISSING]),
        ({"tags": []}, "tags[].id", []),
        ({"tags": {"id": 7}}, "tags[].id", [MISSING]),
        ({}, "tags[].id", [MISSING]),
        ({"tags": [{"channels": ["email"]}, {"channels": []}]}, "tags[].channels[]", ["email"]),
        ({"customer": {"contracts": [{"id": 1}, {"id": 2}]}}, "customer.contracts[].id", [1, 2]),
        ({"status": "open"}, "", [{"status": "open"}]),
        ([1, 2], "[]", [1, 2]),
    ],
)
def test_values_come_in_their_order_and_what_is_not_there_is_missing(
    body: Any, place: str, values: list[Any]
) -> None:
    assert values_at(body, place) == values


@pytest.mark.parametrize(
    ("place", "around", "inside"),
    [
        ("tags", "tags", True),
        ("tags[].id", "tags", True),
        ("tags[].id", "tags[]", True),
        ("agent.id", "agent", True),
        ("agentId", "agent", False),
        ("agent", "agent.id", False),
        ("status", "", True),
        ("", "status", False),
    ],
)
def test_a_place_lies_in_what_is_around_it(place: str, around: str, *, inside: bool) -> None:
    assert is_within(place, around) is inside


@pytest.mark.parametrize(
    ("place", "around", "member"),
    [
        ("customer.contracts[].id", "customer.contracts[]", "customer"),
        ("customer.contracts[]", "customer.contracts", "customer"),
        ("tags[]", "tags", "tags"),
        ("tags", "", "tags"),
        ("", "", ""),
    ],
)
def test_a_place_has_a_place_around_it_and_a_member_of_the_body(place: str, around: str, member: str) -> None:
    assert outer(place) == around
    assert top_member(place) == member


def test_a_member_of_the_whole_body_is_named_alone() -> None:
    assert place_of_member("", "tags") == "tags"
    assert place_of_member("tags[]", "id") == "tags[].id"
