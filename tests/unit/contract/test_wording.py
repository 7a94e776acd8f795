"""The illustrations of a structural clause: what keeps it and what breaks it follows from the schema."""

from __future__ import annotations

from typing import Any

import pytest

from ticketgate.contract.clauses import Kind
from ticketgate.contract.wording import breaking_value, in_number, in_words, keeping_value, were


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


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"const": None}, "null"),
        ({"const": True}, "true"),
        ({"enum": ["a", None]}, "one of a, null"),
        ({"type": ["string", "null"]}, "a string or null"),
        ({"not": {"type": "null"}}, "not null"),
        ({"minimum": 10, "maximum": 19}, "at least 10 and at most 19"),
        ({"anyOf": [{"const": 0}, {"minimum": 40}]}, "0 or at least 40"),
        ({"format": "email"}, "an e-mail address"),
        ({"pattern": "x"}, ""),
        ({"not": {"pattern": "x"}}, ""),
        ({"anyOf": [{"const": 0}, {"pattern": "x"}]}, ""),
        ({"type": "string", "pattern": "x"}, ""),
        ({}, ""),
    ],
)
def test_what_a_schema_accepts_is_said_or_nothing_is(schema: dict[str, Any], said: str) -> None:
    assert in_words(schema) == said
