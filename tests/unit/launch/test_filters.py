"""Which filters a run can stay within."""

from __future__ import annotations

import pytest

from support.samples import contract
from ticketgate.errors import UsageError
from ticketgate.launch.filters import filter_from


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("t.channel=email", ("t.channel", "email")),
        ("t.channel=all", ("t.channel", "all")),
        ("t.from=a=b", ("t.from", "a=b")),
        ("t.id=371180", ("t.id", "371180")),
        ("t.agentId=unassigned", ("t.agentId", "unassigned")),
        ("t.agentId=null", ("t.agentId", "null")),
        ("tt.tagId=7", ("tt.tagId", "7")),
    ],
)
def test_a_key_whose_values_can_be_listed_is_taken(text: str, read: tuple[str, str]) -> None:
    assert filter_from(contract(), text) == read


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("t.channel", "write it as KEY=VALUE, such as t.status=open"),
        ("=email", "write it as KEY=VALUE"),
        ("t.channel=", "write it as KEY=VALUE"),
        ("t.chanel=email", "no filter has the key 't.chanel'; the nearest are t.channel, t.channelId"),
        ("T.CHANNEL=email", "no filter has the key 'T.CHANNEL'; the nearest are t.channel"),
        ("channel=email", "no filter has the key 'channel'; the nearest are t.channel"),
        ("???=email", "no filter has the key '???'; the keys are t.id, t.status, "),
        ("t.createdAt=2026-01-01", "t.createdAt takes no value, it holds a moment, and moments are compared"),
        ("q=meter", "q takes no value, it searches texts; the keys are t.id"),
        ("tt_matchAny.tagId=7", "tt_matchAny.tagId takes no value, it relates sets of tags"),
        ("t.id=abc", "t.id takes a whole number or null"),
        ("t.agentId=nobody", "t.agentId takes a whole number or unassigned or team or null"),
    ],
)
def test_what_no_search_can_list_is_refused_with_what_can_be(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as refused:
        filter_from(contract(), text)
    assert str(refused.value).startswith(f"--filter {text!r}: {problem}")
