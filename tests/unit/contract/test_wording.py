"""The illustrations of a structural clause: what keeps it and what breaks it follows from the schema."""

from __future__ import annotations

from typing import Any

import pytest

from ticketgate.contract.clauses import Kind
from ticketgate.contract.wording import breaking_value, in_number, keeping_value, were


@pytest.mark.parametrize(
    ("schema", "keeps", "kind", "breaks"),
    [
        ({"type": "string"}, "text", Kind.TYPE, 1),
        ({"type": ["integer", "string"]}, 1, Kind.TYPE, 0.5),
        ({"type": "number"}, 0.5, Kind.TYPE, "text"),  # never an integer, which is a number
        ({"type": "integer", "minimum": 3}, 3, Kind.RANGE, 2),
        ({"type": "integer", "maximum": 3}, 1, Kind.RANGE, 4),
        ({"enum": ["a", None]}, "a", Kind.ENUM, "undocumented"),
        ({"enum": [0, 1]}, 0, Kind.ENUM, -1),
        ({"type": "string", "format": "email"}, "someone@example.com", Kind.FORMAT, "someone"),
        ({"type": "string", "examples": ["x"]}, "x", Kind.NULLABILITY, None),
    ],
)  # fmt: skip
def test_illustrations_follow_from_the_schema(
    schema: dict[str, Any], keeps: Any, kind: Kind, breaks: Any
) -> None:
    assert keeping_value(schema) == keeps
    assert breaking_value(kind, schema) == breaks


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 tickets were"), (1, "1 ticket was"), (2, "2 tickets were")]
)
def test_one_of_a_thing_is_no_plural(count: int, said: str) -> None:
    assert f"{in_number(count, 'ticket')} {were(count)}" == said
