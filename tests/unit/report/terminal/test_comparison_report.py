"""The report of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.two_verdicts import CLOSED, OPEN, compared, past
from support.verdicts import MUST, SHOULD, found
from ticketgate.report.terminal.comparison_report import render_comparison
from ticketgate.verdict.comparison import VerdictComparison, compare
from ticketgate.verdict.coverage import Reason, Sought

if TYPE_CHECKING:
    from pathlib import Path


def words(comparison: VerdictComparison) -> str:
    return " ".join(render_comparison(comparison, width=80).split())


def test_the_report_tells_what_changed_in_findings_clauses_partitions_and_times(tmp_path: Path) -> None:
    told = words(compared(tmp_path))
    for part in (
        f"Old {tmp_path}/old.json: https://",
        "/api/mind, 2026-11-24 10:00 UTC, broken",
        f"NEW MUST {MUST} parked, on 10 of 300 (3.3 %)",
        "WORSE MUST",
        "1 as known, 1 not seen and judged too seldom to tell.",
        "Clauses no longer put to the test 1 because no such value was seen: full:createdAt/type (MUST)",
        f"1 vanished: {CLOSED} (seen on 150, on none of 300 now: chance misses it in less than 0.0001 %)",
        "1 appeared: full:channel=chat (4)",
        "1 more not seen any more, which may be chance.",
        "Time to answer before now",
        "getTicket median 200 ms 400 ms 95 % 500 ms 600 ms slowest 1.2 s 12.3 s",
        "searchTickets median - 12.3 ms 95 % - 20 ms slowest - 30 ms",
        "Variants: waiting on 120 (worse), parked on 10 (new). curl -sS -H",
        "Comparison WORSE: 2 new or worse (threshold MAY).",
    ):
        assert part in told, (part, told)


def test_where_nothing_changed_there_is_little_to_tell(tmp_path: Path) -> None:
    verdict = past(tmp_path / "v", found(SHOULD, "is null", 9))
    told = words(compare(verdict, verdict))
    assert "Findings Nothing is new or worse; 1 as known. Comparison NOT WORSE" in told


def test_a_partition_proven_absent_is_said_to_be(tmp_path: Path) -> None:
    old = past(tmp_path / "old", partitions={OPEN: 1}, sought=Sought())
    new = past(tmp_path / "new", sought=Sought(reasons={OPEN: Reason.ABSENT}))
    assert f"{OPEN} (seen on 1, now proven that no ticket has it)" in words(compare(old, new))
