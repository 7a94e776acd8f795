"""Members that an object names twice, which the parser does not tell."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.requests import get_ticket
from support.samples import answer, judge
from ticketgate.exchange.answer import repeated_member

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (rb'{"a":1,"a":2}', 7),
        (rb'{"a" : 1, "\u0061" : 2}', 10),
        (rb'{"a":{"b":1,"c":[{"d":"}"},{"e":1,"e":1}]}}', 34),
        (rb'{"":"","":""}', 7),
        (rb'{"a\\":1,"b":"a\\\":","a\\":3}', 22),
        (b"[" * 300 + b'{"a":1,"a":1}' + b"]" * 300, 307),
        (rb'{"a":1,"b":2}', None),
        (rb'[{"a":1},{"a":1},"a","a"]', None),
        (rb'{"a":{"a":{"a":1}}}', None),
        (rb'{"a":"\u0022\u0022","b":"\\u0022","c":"\"a\":"}', None),
        (b"[" * 300 + b'{"a":1}' + b"]" * 300, None),
        (b'"a"', None),
    ],
)
def test_the_place_where_a_name_comes_again_is_found(text: bytes, at: int | None) -> None:
    assert repeated_member(text, orjson.loads(text)) == at


@given(VALUES, st.sampled_from([{}, {"ensure_ascii": False}, {"indent": 1}]))
def test_no_text_that_a_writer_makes_repeats_a_name(value: Any, style: dict[str, Any]) -> None:
    text = json.dumps(value, **style).encode()
    assert repeated_member(text, orjson.loads(text)) is None


@given(st.dictionaries(st.text(), VALUES, min_size=1), st.data())
def test_a_name_that_is_written_once_more_is_found(members: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*members]))
    inner = json.dumps(members)
    text = f"[{inner[:-1]},{json.dumps(name)}:1}}]".encode()
    assert repeated_member(text, orjson.loads(text)) is not None


def test_it_is_a_finding_and_the_last_value_counts() -> None:
    content = b'{"id":1,"id":17}'
    observed, ticket = judge().check(answer(get_ticket(17), content=content))
    assert [(f.clause, f.detail) for f in observed.findings] == [
        ("getTicket/success-is-well-formed", "names a member of an object twice (at byte 8)")
    ]
    assert ticket.ticket == 17
