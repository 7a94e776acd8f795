"""Renews the file of a baseline by the verdict that was held against it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ticketgate.report.files import replace_file
from ticketgate.verdict.baseline import Baseline, dumps_baseline
from ticketgate.verdict.baseline_renewal import reason_to_leave, renewed
from ticketgate.verdict.decision import Verdict

__all__ = ["update_baseline"]


def update_baseline(verdict: Verdict, path: Path, baseline: Baseline | None) -> Verdict:
    """Write what the verdict makes of the baseline to path, and return the verdict with a note on that.

    A verdict that is no good for it leaves the file as it is. Raises UsageError when it cannot be written.
    """
    reason = reason_to_leave(verdict, baseline)
    if reason:
        note = f"{path} is left as it is: {reason}."
    else:
        lines = renewed(verdict, baseline, str(path), datetime.now(UTC).date())
        replace_file(path, dumps_baseline(lines))
        note = f"{path} was written: {_counted(lines, baseline)}."
    return replace(verdict, info=replace(verdict.info, notes=(*verdict.info.notes, note)))


def _counted(renewed_lines: Baseline, baseline: Baseline | None) -> str:
    """Say how many findings are known from now on, and how many lines came and went."""
    now, before = ({line.key for line in each.lines} if each else set() for each in (renewed_lines, baseline))
    known = "1 finding is known" if len(now) == 1 else f"{len(now)} findings are known"
    return f"{known}, {len(now - before)} of them added" + (
        f", {len(before - now)} dropped" if before - now else ""
    )
