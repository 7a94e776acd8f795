"""Makes of a verdict the baseline of the next one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ticketgate.verdict.baseline import Baseline
from ticketgate.verdict.changes import Change, ChangedVariant, CountedVariant
from ticketgate.verdict.decision import Outcome, Verdict
from ticketgate.verdict.known_findings import AgainstBaseline

__all__ = ["reason_to_leave", "renewed"]


def reason_to_leave(verdict: Verdict, baseline: Baseline | None) -> str:
    """Say why a verdict is no good for a baseline; empty where it is."""
    if not verdict.info.complete:
        return "the run did not come to its end"
    if verdict.outcome is Outcome.NOTHING_CHECKED:
        return "nothing was checked"
    if baseline is not None and baseline.scope is not verdict.scope:
        return "what was judged now was chosen otherwise"
    return ""


def renewed(verdict: Verdict, baseline: Baseline | None, file: str, today: date) -> Baseline:
    """Return the baseline that knows what the verdict found, but for what a waiver accepts until its end.

    What is mended or promised no more is dropped, what was not seen stays. A share that did not change beyond
    chance stays as it was, too: so the file changes only when the findings do, and a slow growth adds up.
    """
    if verdict.baseline is None or baseline is None:
        lines = [replace(each, since=today.isoformat()) for each in _open(verdict)]
    else:
        lines = [*_kept(verdict, verdict.baseline, today)]
    return Baseline(file, verdict.contract_digest, verdict.scope, tuple(lines))


def _open(verdict: Verdict) -> Iterator[CountedVariant]:
    """Yield what was found and is not waived."""
    for finding in verdict.findings:
        for counted, variant in zip(finding.counted, finding.variants, strict=True):
            if variant.waiver is None:
                yield counted


def _kept(verdict: Verdict, against: AgainstBaseline, today: date) -> Iterator[CountedVariant]:
    not_waived = {each.key for each in _open(verdict)}
    for changed in against.changes:
        line = _line(changed, today)
        if line is not None and (changed.change is not Change.NEW or line.key in not_waived):
            yield line


def _line(changed: ChangedVariant, today: date) -> CountedVariant | None:
    """Return what is known of a variant from now on, None for nothing."""
    before, now = changed.before, changed.now
    if changed.change in (Change.MENDED, Change.GONE):
        return None
    if before is None or now is None:
        return before if now is None else _first_known(changed.change, now, today)
    as_now = replace(now, since=before.since)
    return replace(as_now, share=before.share) if changed.change is Change.SAME else as_now


def _first_known(change: Change, now: CountedVariant, today: date) -> CountedVariant | None:
    """Return what is new; what hides among more variants than are told apart is known without a line."""
    return replace(now, since=today.isoformat()) if change is Change.NEW else None
