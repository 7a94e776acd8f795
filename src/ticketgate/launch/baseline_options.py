"""The options on a baseline, checked together; every command that judges has them."""

from dataclasses import dataclass
from pathlib import Path

from ticketgate.errors import UsageError
from ticketgate.launch.options import BASELINE, FAIL_ON_NEW, UPDATE_BASELINE
from ticketgate.launch.update_baseline import update_baseline
from ticketgate.report.files import refuse_no_file
from ticketgate.verdict.baseline import Baseline, read_baseline
from ticketgate.verdict.changes import FailOnNew
from ticketgate.verdict.decision import Verdict

__all__ = ["BaselineOptions", "baseline_options_from"]


@dataclass(frozen=True, slots=True)
class BaselineOptions:
    """What a verdict is held against, and whether what it finds is known from then on."""

    #: The file of the baseline, None for none.
    path: Path | None = None
    update: bool = False
    fail_on_new: FailOnNew = FailOnNew.MAY

    def read(self) -> Baseline | None:
        """Return the baseline, None for none, or for one that is yet to be made.

        Raises UsageError or DocumentError for a file that is no good.
        """
        return read_baseline(self.path, may_be_missing=self.update) if self.path else None

    def updated(self, verdict: Verdict, baseline: Baseline | None) -> Verdict:
        """Renew the file if that was asked for; return the verdict with a note on it."""
        return update_baseline(verdict, self.path, baseline) if self.path and self.update else verdict


def baseline_options_from(file: str | None, fail_on_new: str | None, *, update: bool) -> BaselineOptions:
    """Return what the options ask for; raises UsageError where they make no sense together."""
    if file is None:
        for option, given in ((UPDATE_BASELINE, update), (FAIL_ON_NEW, fail_on_new is not None)):
            if given:
                raise UsageError(f"{option.flag}: give the file of the baseline with {BASELINE.flag}")
        return BaselineOptions()
    if update:
        refuse_no_file(BASELINE.flag, file)
    threshold = FailOnNew.MAY if fail_on_new is None else FailOnNew(fail_on_new)
    return BaselineOptions(Path(file), update, threshold)
