"""Which clauses a run can be limited to."""

from __future__ import annotations

import pytest

from support.samples import contract
from ticketgate.errors import UsageError
from ticketgate.launch.chosen_clauses import clauses_like


@pytest.mark.parametrize(
    ("patterns", "named"),
    [
        ([], set()),
        (["full:status/enum"], {"full:status/enum"}),
        (["full:status/*"], {"full:status/enum", "full:status/nullability", "full:status/presence"}),
        (["f?ll:status/enum", "compact:status/enum"], {"full:status/enum", "compact:status/enum"}),
        (["full:tags[].color/presence"], {"full:tags[].color/presence"}),
        (["full:tags[].col*/presence"], {"full:tags[].color/presence"}),
    ],
)
def test_clauses_are_chosen_by_their_ids(patterns: list[str], named: set[str]) -> None:
    assert clauses_like(contract(), patterns) == named


@pytest.mark.parametrize("pattern", ["full:statos/enum", "status", "", "full:status", "FULL:STATUS/ENUM"])
def test_a_pattern_that_means_no_clause_is_refused_with_the_nearest(pattern: str) -> None:
    with pytest.raises(UsageError) as refused:
        clauses_like(contract(), ["full:status/*", pattern])
    said, nearest = str(refused.value).split("; the nearest is ")
    assert said == f"--only {pattern!r}: no clause has such an id"
    assert nearest in contract().clauses
