"""Which operands of a filter a command line to copy may show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.requests import search
from ticketgate.exchange.credentials import InShell
from ticketgate.exchange.curl import curl

if TYPE_CHECKING:
    from ticketgate.exchange.request import Json


@pytest.mark.parametrize(
    ("key", "operand", "shown"),
    [
        ("t.id", 371_001, True),
        ("t.id", "371001 words", False),
        ("t.status", "open", True),
        ("t.status", "Words of a tenant", False),
        ("t.status", None, True),
        ("t.createdAt", "2026-01-31 10:00:00", True),
        ("t.createdAt", "-7 DAY", True),
        ("t.createdAt", "31.01.2026, call Erika", False),
        ("t.subchannelId", 7, False),
        ("t.subchannelId", "4915112345", False),
        ("t.subchannelId", 7.5, False),
        ("t.subchannelId", 2**31, True),
        ("t.subchannelId", 0, True),
        ("t.subchannelId", {"x": 7}, False),
    ],
)
def test_an_operand_is_shown_that_tells_nothing_of_the_tenant(key: str, operand: Json, shown: bool) -> None:  # noqa: FBT001 - the expectation
    conditions: Json = [{"key": key, "comparator": "in", "values": [operand]}, {"key": key, "value": operand}]
    line = curl(search({"filters": conditions}), "https://HOST/api/mind", InShell())
    assert (f"<value of {key}>" not in line) is shown
