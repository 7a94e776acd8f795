"""What two values differ in: by place and kind, whatever the values are."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.samples import contract, full
from ticketgate.exchange.answer import parse_as_written
from ticketgate.judging.differences import Difference, differences

if TYPE_CHECKING:
    from collections.abc import Callable

NODE = contract().representations["full"].node
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def found(one: Any, other: Any) -> set[tuple[str, str]]:
    """Differences between two full tickets, without the root of their places."""
    return {
        (each.place.removeprefix("full:"), str(each.kind)) for each in differences(one, other, NODE, "full")
    }


def of_member(one: Any, other: Any, name: str = "subject") -> set[str]:
    return {kind for _, kind in found({name: one}, {name: other})}


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("a", "b", {"value"}),
        ("a long subject", "a long", {"length"}),
        ("", "a", {"value"}),
        (1, 2, {"value"}),
        (1.26, 1.3, {"value"}),
        (True, False, {"value"}),
        (1, "1", {"type"}),
        (1, True, {"type"}),
        ([], {}, {"type"}),
        (None, 0, {"null"}),
        (None, None, set()),
        ("2026-02-27 08:30:00", "2026-02-27T08:30:00Z", {"dialect"}),
        ("2026-02-27T08:30:00+01:00", "2026-02-27T07:30:00Z", {"dialect"}),
        ("2026-02-27 08:30:00", "27.02.2026 08:30:00", {"dialect"}),
        ("2026-02-27T08:30:00Z", "1772181000", {"dialect"}),
        ("2026-02-27 08:30:00", "2026-02-27 09:30:00", {"value"}),
        ("2026-02-27 08:30:00", "2026-02-28T08:30:00Z", {"value", "dialect"}),
        ("2026-02-30 08:30:00", "2026-02-30T08:30:00Z", {"value"}),
    ],
)
def test_values_differ_in_a_kind(one: Any, other: Any, kinds: set[str]) -> None:
    assert of_member(one, other) == kinds
    assert of_member(other, one) == kinds


def test_a_number_in_another_form_is_told_from_another_number() -> None:
    one, other = (parse_as_written(text) for text in (b'{"priority": 1}', b'{"priority": 1.0}'))
    assert found(one, other) == {("priority", "form")}


def test_what_only_one_side_has_is_told_by_which_side_that_is() -> None:
    assert found({"subject": 1}, {}) == {("subject", "missing")}
    assert found({}, {"subject": 1}) == {("subject", "added")}


def tag(number: int, **members: Any) -> dict[str, Any]:
    return {"id": number, "name": f"tag {number}", "color": "red", "type": "skill", **members}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([tag(1), tag(2)], [tag(2), tag(1)], {("tags", "order")}),
        ([tag(1), tag(2)], [tag(1)], {("tags", "length")}),
        ([tag(1), tag(2), tag(3)], [tag(1), tag(2, name="x"), tag(3)], {("tags[].name", "value")}),
        (
            [tag(1), tag(2), tag(3)],
            [tag(3), tag(2, name="x"), tag(1)],
            {("tags", "order"), ("tags[].name", "value")},
        ),
        (
            [tag(1, color="a"), tag(2, color="a"), tag(3, color="a")],
            [tag(2, color="b"), tag(3, color="b")],
            {("tags", "length"), ("tags[].color", "value")},
        ),
        ([tag(1), tag(1), tag(2)], [tag(1), tag(1), tag(2)], set()),
        ([tag(1), tag(2), tag(1)], [tag(1), tag(1), tag(2)], {("tags", "order")}),
        ([tag(1, rank=1)], [tag(1)], {("tags[].rank", "missing")}),
    ],
)
def test_lists_are_compared_as_sets_first(one: Any, other: Any, expected: set[tuple[str, str]]) -> None:
    assert found({"tags": one}, {"tags": other}) == expected


def test_items_of_long_lists_are_paired_by_their_order() -> None:
    one = [tag(number, color=f"{number}") for number in range(80)]
    other = [tag(number, color=f"{number}!") for number in range(80)]
    assert found({"tags": one}, {"tags": other}) <= {("tags[].color", "value"), ("tags[].color", "length")}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda ticket: ticket["customer"].update(additionalData={"Müller": 1}), "customer.additionalData.*"),
        (lambda ticket: ticket.update({"Erika Muster": 1}), "<name of 12 characters>"),
        (lambda ticket: ticket.update(queue={"Müller": 1}), "queue"),
    ],
)
def test_names_that_can_be_a_tenants_are_not_shown(
    edit: Callable[[dict[str, Any]], object], expected: str
) -> None:
    one = full()
    one["customer"]["additionalData"] = {}
    other = deepcopy(one)
    edit(other)
    assert {place for place, _ in found(one, other)} == {expected}


def test_what_nobody_describes_is_compared_as_a_whole() -> None:
    one, other = {"queue": {"name": "a", "size": 1}}, {"queue": {"name": "b", "size": 1}}
    assert found(one, other) == {("queue", "value")}
    assert found(one, {"queue": {"size": 1, "name": "a"}}) == set()
    assert found({"queue": [1, 2]}, {"queue": [2, 1]}) == {("queue", "order")}
    assert found({"queue": [1, 2]}, {"queue": [1]}) == {("queue", "length")}
    assert found({"queue": [1, 2]}, {"queue": [1, 3]}) == {("queue", "value")}


def test_the_members_of_a_refusal_are_named() -> None:
    one, other = {"success": False, "message": "a"}, {"success": False, "message": "b", "code": 3}
    names = {(each.place, str(each.kind)) for each in differences(one, other, None, "getTicket/refusal")}
    assert names == {("getTicket/refusal:message", "value"), ("getTicket/refusal:code", "added")}


@given(JSON, JSON)
def test_any_two_values_can_be_compared_either_way(one: Any, other: Any) -> None:
    there = differences({"tags": one, "subject": one}, {"tags": other, "subject": other}, NODE, "full")
    back = differences({"tags": other, "subject": other}, {"tags": one, "subject": one}, NODE, "full")
    assert bool(there) is bool(back)
    assert all(isinstance(each, Difference) for each in there)


@given(JSON)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    assert (
        differences({"tags": value, "x": value}, deepcopy({"tags": value, "x": value}), NODE, "full") == set()
    )


def test_what_is_nested_beyond_measure_is_compared_all_the_same() -> None:
    deep = b'{"subject":' + b"[" * 900 + b"%d" + b"]" * 900 + b"}"
    one, same, other = (parse_as_written(deep % number) for number in (1, 1, 2))
    assert found(one, same) == set()
    assert found(one, other)
