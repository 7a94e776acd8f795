"""What was seen and what was not: counted by kind, named by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.verdicts import MUST, verdict_of
from ticketgate.report.words import coverage_counts
from ticketgate.report.words.coverage_counts import (
    levels_checked,
    partition_counts,
    power_charts,
    unjudged_clauses,
    unseen_partitions,
)
from ticketgate.verdict.coverage import Reason, Sought
from ticketgate.verdict.power import Power

if TYPE_CHECKING:
    import pytest

VERDICT = verdict_of(
    exercised={MUST: 3, "full/closed-after-created": 9, "full/system-ticket-has-no-sender": 4},
    partitions={"full:status=open": 3},
    sought=Sought(
        {"full:status=pending": Reason.ABSENT, "full:status=closed": Reason.BUDGET},
        (
            Power("full", "channel=chat", 2, 9),
            Power("full", "", 12, 500),
            Power("full", "channel=email", 8, 9),
        ),
    ),
)


def test_levels_say_how_many_of_their_clauses_were_tested() -> None:
    levels = {level.name: checked for level, checked in levels_checked(VERDICT)}
    assert list(levels) == ["MUST", "SHOULD", "MAY"]
    assert (levels["MUST"].count, levels["MAY"].count) == (2, 1)


def test_partitions_are_seen_not_there_or_not_seen() -> None:
    values = next(each for each in partition_counts(VERDICT) if each.name == "values of enums")
    assert (values.seen, values.absent) == (1, 1)
    total = sum(each.seen + each.absent + each.unseen for each in partition_counts(VERDICT))
    assert total == len(VERDICT.coverage.partitions)


def test_what_may_be_there_is_told_before_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    unseen = list(unseen_partitions(VERDICT))
    assert [each.reason for each in unseen] == [Reason.BUDGET, Reason.NOT_ASKED, Reason.ABSENT]
    assert [part.id for part in unseen[0].named] == ["full:status=closed"]
    monkeypatch.setattr(coverage_counts, "_MOST_NAMED", 5)
    cut = list(unseen_partitions(VERDICT))[1]
    assert (len(cut.named), cut.count) == (5, unseen[1].count)


def test_clauses_not_judged_stand_by_their_reason_what_binds_most_first() -> None:
    groups = list(unjudged_clauses(VERDICT))
    assert sum(each.count for each in groups) == len(VERDICT.states) - 3
    assert all([-c.level for c in each.named] == sorted(-c.level for c in each.named) for each in groups)


def test_the_weakest_part_of_the_tickets_is_first_and_as_wide_as_the_chart() -> None:
    [chart] = power_charts(VERDICT)
    assert [each.stratum for each in chart.strata] == ["channel=chat", "channel=email"]
    assert chart.greatest == chart.strata[0].share
    assert chart.whole.judged == 12
    assert [(each.stratum, each.judged) for each in chart.rules] == [
        ("system-ticket-has-no-sender", 4),
        ("closed-after-created", 9),
    ]
