"""The file of a baseline is written by a verdict that is good for it, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.verdicts import MUST, SHOULD, found, verdict_of
from ticketgate.launch.update_baseline import update_baseline
from ticketgate.verdict.baseline import read_baseline
from ticketgate.verdict.early_end import EarlyEnd, Ended

if TYPE_CHECKING:
    from pathlib import Path

JUDGED = {MUST: 300, SHOULD: 300}


def test_it_is_made_renewed_and_left_alone_and_a_note_says_so(tmp_path: Path) -> None:
    file = tmp_path / "known.jsonl"
    made = update_baseline(verdict_of(found(MUST, "is null", 200), exercised=JUDGED), file, None)
    assert made.info.notes[-1] == f"{file} was written: 1 finding is known, 1 of them added."
    first, known = file.read_bytes(), read_baseline(file)

    again = verdict_of(found(MUST, "is null", 200), exercised=JUDGED, baseline=known)
    assert update_baseline(again, file, known).info.notes[-1].endswith("1 finding is known, 0 of them added.")
    assert file.read_bytes() == first

    ended = verdict_of(exercised=JUDGED, baseline=known, ended=Ended(EarlyEnd.INTERRUPTED, "stopped"))
    assert update_baseline(ended, file, known).info.notes[-1] == (
        f"{file} is left as it is: the run did not come to its end."
    )
    assert file.read_bytes() == first

    other = verdict_of(found(SHOULD, "is null", 3), exercised=JUDGED, baseline=known)
    assert update_baseline(other, file, known).info.notes[-1] == (
        f"{file} was written: 1 finding is known, 1 of them added, 1 dropped."
    )
    renewed = read_baseline(file)
    assert renewed is not None
    assert [line.clause for line in renewed.lines] == [SHOULD]
