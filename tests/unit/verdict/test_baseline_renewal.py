"""What a verdict makes of a baseline: the file of the next run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from support.verdicts import MUST, SHOULD, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.baseline_renewal import reason_to_leave, renewed
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.shares import Share
from ticketgate.verdict.waivers import Waiver

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

CLAUSES = default_contract().clauses
THEN, TODAY = date(2026, 1, 31), date(2026, 11, 26)
JUDGED = dict.fromkeys((MUST, SHOULD, "full:direction/enum"), 300)


def verdict(*groups: Any, baseline: Baseline | None = None, **more: Any) -> Verdict:
    return verdict_of(*groups, **{"exercised": JUDGED, "baseline": baseline, **more})


def waiting(count: int, **variants: int) -> Any:
    return found(MUST, 'is "waiting"', count, variants={"waiting": count, **variants})


def first(*groups: Any) -> Baseline:
    """The baseline that the first run with these findings makes."""
    return renewed(verdict(*groups), None, "known.jsonl", THEN)


def lines(baseline: Baseline) -> list[tuple[str, str | None, Share, str]]:
    return sorted(
        ((each.clause, each.variant, each.share, each.since) for each in baseline.lines),
        key=lambda line: (line[0], line[1] or ""),
    )


def next_of(known: Baseline, *groups: Any, **more: Any) -> Baseline:
    return renewed(verdict(*groups, baseline=known, **more), known, known.file, TODAY)


def test_the_first_one_knows_every_variant_that_no_waiver_accepts() -> None:
    waiver = Waiver(MUST, None, "Known.", date(9999, 1, 1), "here", "parked")
    made = renewed(
        verdict(waiting(6, parked=2, lost=1), found(SHOULD, "is null", 3), waivers=(waiver,)), None, "f", THEN
    )
    assert lines(made) == [
        (SHOULD, "is null", Share(3, 300), "2026-01-31"),
        (MUST, "lost", Share(1, 300), "2026-01-31"),
        (MUST, "waiting", Share(6, 300), "2026-01-31"),
    ]
    assert (made.digest, made.scope) == (default_contract().digest, Scope.SAVED)


@pytest.mark.parametrize("count", [4, 6, 9])
def test_what_did_not_change_beyond_chance_leaves_its_line_alone(count: int) -> None:
    assert lines(next_of(first(waiting(6)), waiting(count))) == lines(first(waiting(6)))


@pytest.mark.parametrize(("before", "now"), [(6, 120), (120, 6)], ids=["worse", "better"])
def test_what_is_worse_or_better_has_its_new_share_and_its_old_day(before: int, now: int) -> None:
    assert lines(next_of(first(waiting(before)), waiting(now))) == [
        (MUST, "waiting", Share(now, 300), "2026-01-31")
    ]


def test_what_is_new_is_known_from_today_on() -> None:
    assert lines(next_of(first(waiting(6)), waiting(6, parked=1))) == [
        (MUST, "parked", Share(1, 300), "2026-11-26"),
        (MUST, "waiting", Share(6, 300), "2026-01-31"),
    ]


def test_what_is_new_and_waived_stays_unknown_and_what_is_known_and_waived_stays_known() -> None:
    waiver = Waiver(MUST, None, "Known.", date(9999, 1, 1), "here")
    assert lines(next_of(first(waiting(6)), waiting(6, parked=1), waivers=(waiver,))) == lines(
        first(waiting(6))
    )


def test_what_is_mended_is_dropped_and_what_was_not_seen_stays() -> None:
    known = first(waiting(200), found(SHOULD, "is null", 3))
    assert lines(next_of(known)) == [(SHOULD, "is null", Share(3, 300), "2026-01-31")]
    assert lines(next_of(known, exercised={})) == lines(known)


def test_what_is_promised_no_more_is_dropped_and_what_is_promised_otherwise_says_so_from_now_on() -> None:
    known = first(waiting(6))
    gone = CountedVariant(
        "full:fax/type", "fax", "null", Level.MAY, "fax is a string", Share(3, 30), "2026-01-31"
    )
    otherwise = tuple(replace(each, promise="It was less.") for each in known.lines)
    now = next_of(replace(known, lines=(gone, *otherwise), digest="0" * 12), waiting(6))
    assert lines(now) == lines(known)
    assert [each.promise for each in now.lines] == [CLAUSES[MUST].title]
    assert now.digest == default_contract().digest


def test_what_hides_among_many_variants_gets_no_line_of_its_own() -> None:
    crowded = found(MUST, 'is "waiting"', 6, variants={"waiting": 6}, others=9)
    known = first(crowded)
    assert lines(next_of(known, found(MUST, "is", 7, variants={"waiting": 6, "aaa": 1}, others=8))) == lines(
        known
    )


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (verdict(waiting(6)), ""),
        (verdict(waiting(6), ended=Ended(EarlyEnd.BUDGET_SPENT, "spent")), ""),
        (verdict(waiting(6), ended=Ended(EarlyEnd.INTERRUPTED, "x")), "the run did not come to its end"),
        (verdict(waiting(6), ended=Ended(EarlyEnd.GONE, "gone")), "the run did not come to its end"),
        (verdict(exercised={}), "nothing was checked"),
    ],
)
def test_a_verdict_that_saw_too_little_makes_none(made: Verdict, reason: str) -> None:
    assert reason_to_leave(made, None) == reason


def test_a_verdict_on_tickets_chosen_otherwise_leaves_the_file_alone() -> None:
    known = replace(first(waiting(6)), scope=Scope.RUN)
    assert (
        reason_to_leave(verdict(waiting(6), baseline=known), known)
        == "what was judged now was chosen otherwise"
    )
