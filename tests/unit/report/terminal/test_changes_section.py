"""What changed, told line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ticketgate.contract.clauses import Level
from ticketgate.report.terminal.changes_section import print_changes
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.verdict.changes import Change, ChangedVariant, CountedVariant
from ticketgate.verdict.shares import Share

BEFORE = CountedVariant(
    "full/pending-ticket-is-due", "dueBy", "null", Level.MAY, "It is due.", Share(6, 300), "2026-01-31"
)
NOW = replace(BEFORE, share=Share(120, 300), since="")


def told(*changes: ChangedVariant) -> list[str]:
    sheet = Sheet(120, color=False, in_words=str)
    print_changes(sheet, changes)
    return [line.strip() for line in sheet.text.splitlines()]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (ChangedVariant(Change.NEW, None, NOW), "dueBy null, on 120 of 300 (40 %)"),
        (
            ChangedVariant(Change.WORSE, BEFORE, NOW),
            "dueBy null, on 120 of 300 (40 %); before on 6 of 300 (2 %), known since 2026-01-31",
        ),
        (
            ChangedVariant(Change.MENDED, BEFORE, None),
            "dueBy null; was on 6 of 300 (2 %), known since 2026-01-31",
        ),
        (
            ChangedVariant(Change.GONE, replace(BEFORE, since=""), None),
            "dueBy null; was on 6 of 300 (2 %); its clause is in the contract no more",
        ),
        (
            ChangedVariant(Change.NEW, None, replace(NOW, variant=None)),
            "dueBy other variants, on 120 of 300 (40 %)",
        ),
        (
            ChangedVariant(Change.NEW, None, replace(NOW, clause="full:dueBy/nullability")),
            "null, on 120 of 300 (40 %)",
        ),
    ],
)
def test_a_change_is_told_with_its_shares(changed: ChangedVariant, said: str) -> None:
    head, line, *_ = told(changed)
    assert head.split() == [changed.change.upper(), "MAY", changed.variant.clause]
    assert line == said


def test_what_is_as_it_was_is_counted_and_not_told() -> None:
    same, unseen = ChangedVariant(Change.SAME, BEFORE, NOW), ChangedVariant(Change.NOT_SEEN, BEFORE, None)
    assert told(same, same, unseen) == [
        "Nothing is new or worse; 2 as known, 1 not seen and judged too seldom to tell."
    ]
    assert told(ChangedVariant(Change.NEW, None, NOW), same)[-1] == "1 as known."


def test_of_very_many_the_most_binding_are_told_and_the_others_counted() -> None:
    new = [
        ChangedVariant(Change.NEW, None, replace(NOW, variant=f"way {number}", level=level))
        for number in range(15)
        for level in (Level.MAY, Level.MUST)
    ]
    lines = told(*new)
    assert sum("MUST" in line for line in lines) == 15
    assert sum("MAY" in line for line in lines) == 5
    assert "and 10 more that are new, all listed by --json" in lines
