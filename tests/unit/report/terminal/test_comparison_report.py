"""The report of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.verdicts import MUST, SHOULD, found, verdict_of
from ticketgate.report.terminal.comparison_report import render_comparison
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.comparison import VerdictComparison, compare
from ticketgate.verdict.coverage import Reason, Sought
from ticketgate.verdict.past_verdict import PastVerdict, read_verdict
from ticketgate.verdict.times import Times

if TYPE_CHECKING:
    from pathlib import Path

OPEN, CLOSED = "full:status=open", "full:status=closed"


def past(path: Path, *groups: Any, **options: Any) -> PastVerdict:
    judged = {"judged": {"full": 300}, "exercised": {MUST: 300, SHOULD: 300}}
    path.write_bytes(dumps(verdict_of(*groups, **{**judged, **options})))
    return read_verdict(path)


def words(comparison: VerdictComparison) -> str:
    return " ".join(render_comparison(comparison, width=80).split())


def test_the_report_tells_what_changed_in_findings_clauses_partitions_and_times(tmp_path: Path) -> None:
    old = past(
        tmp_path / "old",
        *(found(MUST, 'is "waiting"', 6, variants={"waiting": 6}), found(SHOULD, "is null", 9)),
        partitions={OPEN: 150, CLOSED: 150, "full:status=pending": 1},
        times={"getTicket": Times(300, 0.2, 0.5, 1.25)},
    )
    new = past(
        tmp_path / "new",
        found(MUST, 'is "parked"', 6, variants={"parked": 6}),
        exercised={MUST: 300},
        partitions={OPEN: 150, "full:channel=chat": 4},
        times={"getTicket": Times(300, 0.4, 0.6, 12.34), "searchTickets": Times(9, 0.0123, 0.02, 0.03)},
    )
    told = words(compare(old, new))
    for part in (
        f"Old {tmp_path}/old: ",
        f"NEW MUST {MUST} parked, on 6 of 300 (2 %)",
        "0 as known, 2 not seen and judged too seldom to tell.",
        "Clauses no longer put to the test 1 because ",
        f"{SHOULD} (SHOULD)",
        f"1 vanished: {CLOSED} (seen on 150, on none of 300 now: chance misses it in ",
        "1 appeared: full:channel=chat (4)",
        "1 more not seen any more, which may be chance.",
        "Time to answer before now",
        "getTicket median 200 ms 400 ms 95 % 500 ms 600 ms slowest 1.2 s 12.3 s",
        "searchTickets median - 12.3 ms 95 % - 20 ms slowest - 30 ms",
        "Comparison WORSE: 1 new or worse (threshold MAY).",
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
