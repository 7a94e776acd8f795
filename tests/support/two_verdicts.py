"""Two verdicts beside one another: something of each change, a clause lost, partitions gone and come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.verdicts import MAY, MUST, SHOULD, found, verdict_of
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.comparison import VerdictComparison, compare
from ticketgate.verdict.past_verdict import PastVerdict, read_verdict
from ticketgate.verdict.times import Times

if TYPE_CHECKING:
    from pathlib import Path

OPEN, CLOSED, CHAT = "full:status=open", "full:status=closed", "full:channel=chat"
#: A clause that is broken in the old one, and mended in the new one.
MENDED = "full:direction/enum"
JUDGED = {"judged": {"full": 300}, "exercised": dict.fromkeys((MUST, SHOULD, MAY, MENDED), 300)}


def past(path: Path, *groups: Any, **options: Any) -> PastVerdict:
    """The verdict with these findings, written and read again."""
    path.write_bytes(dumps(verdict_of(*groups, **{**JUDGED, **options})))
    return read_verdict(path)


def old_and_new(folder: Path) -> tuple[PastVerdict, PastVerdict]:
    """MUST is worse and has a new variant, SHOULD is as known, MAY is new, MENDED is mended."""
    waiting = {"waiting": 6, "lost": 2}
    old = past(
        folder / "old.json",
        found(MUST, 'is "waiting"', 8, variants=waiting),
        found(SHOULD, "is null", 9),
        found(MENDED, 'is "sideways"', 290, variants={"sideways": 290}),
        exercised={**JUDGED["exercised"], "full:createdAt/type": 300},
        partitions={OPEN: 150, CLOSED: 150, "full:status=pending": 1},
        times={"getTicket": Times(300, 0.2, 0.5, 1.25)},
    )
    new = past(
        folder / "new.json",
        found(MUST, 'is "waiting"', 130, variants={"waiting": 120, "parked": 10}),
        found(SHOULD, "is null", 9),
        found(MAY, "has undocumented members", 30, variants={"colour": 30}),
        partitions={OPEN: 150, CHAT: 4},
        times={"getTicket": Times(300, 0.4, 0.6, 12.34), "searchTickets": Times(9, 0.0123, 0.02, 0.03)},
    )
    return old, new


def compared(folder: Path) -> VerdictComparison:
    """What changed from one to the other."""
    return compare(*old_and_new(folder))
