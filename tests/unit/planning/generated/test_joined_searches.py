"""Valid searches joined two by two: nothing that is tried is lost, and no key is filtered by twice."""

from __future__ import annotations

from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.samples import contract
from ticketgate.planning.generated.joined_searches import joined_searches

SEARCH = contract().search
KEYS = st.sampled_from(["t.id", "t.status", "t.createdAt"])
CONDITIONS = st.fixed_dictionaries(
    {"key": KEYS, "comparator": st.just("in"), "values": st.lists(st.integers(0, 9))}
)
BODIES = st.one_of(
    st.just({}),
    st.just({"filters": []}),
    st.fixed_dictionaries({"limit": st.integers(1, 500)}),
    st.fixed_dictionaries({"offset": st.integers(0, 3)}),
    st.fixed_dictionaries({"filters": st.lists(CONDITIONS, min_size=1, max_size=1)}),
)


def members(bodies: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(pair) for body in bodies for pair in body.items() if pair[0] != "filters")


def filters(bodies: list[dict[str, Any]]) -> list[str]:
    return sorted(map(repr, chain.from_iterable(body.get("filters", ()) for body in bodies)))


@given(st.lists(BODIES, max_size=20))
def test_whatever_is_tried_is_tried_once_and_never_two_filters_of_one_key(
    bodies: list[dict[str, Any]],
) -> None:
    joined = [*joined_searches(SEARCH, (), bodies)]
    assert members(joined) == members(bodies)
    assert filters(joined) == filters(bodies)
    assert all(body.get("filters") or body.keys() - {"filters"} for body in joined)
    for body in joined:
        keys = [each["key"] for each in body.get("filters", ())]
        assert len(keys) == len(set(keys)) <= 2


def test_two_filters_and_a_member_share_a_request_and_one_that_is_to_stay_alone_does_not() -> None:
    by_id, by_status = ({"key": key, "comparator": "in", "values": [1]} for key in ("t.id", "t.status"))
    alone = {"key": "t.createdAt", "comparator": ">", "value": "CURRENT_DATE"}
    bodies = [{"filters": [by_id]}, {"limit": 2}, {"filters": [by_status]}, {"offset": 1}]
    assert [*joined_searches(SEARCH, [alone], bodies)] == [
        {"limit": 2, "filters": [alone]},
        {"offset": 1, "filters": [by_id, by_status]},
    ]
