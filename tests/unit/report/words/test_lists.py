"""Lists that are cut where they are longer than their place."""

from __future__ import annotations

import pytest

from ticketgate.report.words.lists import first_of


@pytest.mark.parametrize(
    ("names", "count", "said"),
    [
        ([], None, ""),
        (["a", "b"], None, "a, b"),
        (["a", "b", "c"], None, "a, b and 1 more, all listed by --json"),
        (["a", "b"], 9, "a, b and 7 more, all listed by --json"),
    ],
)
def test_the_first_are_named_and_the_others_counted(names: list[str], count: int | None, said: str) -> None:
    assert first_of(iter(names), 2, count=count) == said


def test_what_stands_between_them_can_be_chosen() -> None:
    assert first_of("ab", 2, separator="; ") == "a; b"
