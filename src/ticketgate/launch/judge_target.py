"""The one way from options to a verdict: the command line and pytest both take it."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from ticketgate.client import Client, Target
from ticketgate.launch.checked_options import RunOptions
from ticketgate.launch.connect import connect
from ticketgate.recording.writing import Recorder
from ticketgate.run.collect import Collected, collect
from ticketgate.run.settings import Progress
from ticketgate.verdict.baseline import Baseline
from ticketgate.verdict.decision import Verdict, decide
from ticketgate.verdict.waivers import Waiver, read_waivers

__all__ = ["JudgedTarget", "judge_target"]

_MOCK_NOTE: Final = "No other target was named: this is the embedded mock."
_ASKED_FOR_NOTE: Final = "--mock was given: this is the embedded mock."
_NAMED_NOTE: Final = (
    "--mock says that this address is a mock: it was asked without pauses unless --rate sets them, by values "
    "that name persons, and for what costs a tenant money."
)


@dataclass(frozen=True, slots=True)
class JudgedTarget:
    """What a run came to."""

    verdict: Verdict
    #: The full tickets that were read, as JSON values, in the order of reading.
    tickets: tuple[Mapping[str, Any], ...] = field(repr=False)
    #: Who was asked, for whoever wants to ask more.
    target: Target = field(repr=False)
    #: What wrote the recording, None if none was asked for.
    recorder: Recorder | None = field(default=None, repr=False)

    def refuse_unrecorded(self) -> None:
        """Raise UsageError when a recording was asked for and could not be written."""
        if self.recorder is not None:
            self.recorder.refuse_incomplete()


@contextmanager
def judge_target(options: RunOptions, progress: Progress | None = None) -> Iterator[JudgedTarget]:
    """Ask the target, judge its answers and decide; yield the outcome while the target is still there.

    After Ctrl-C it is the verdict on what was judged until then. Raises TicketgateError where there can be no
    verdict.
    """
    waivers = read_waivers(options.waive, options.contract)
    baseline = options.baseline.read()
    with connect(options) as client:
        with _recorder(options, client) as recorder:
            collected = collect(options.contract, client, options.settings, progress, recorder=recorder)
        verdict = options.baseline.updated(_verdict(options, collected, waivers, baseline), baseline)
        yield JudgedTarget(verdict, collected.tickets, client.target, recorder)


def _verdict(
    options: RunOptions, collected: Collected, waivers: tuple[Waiver, ...], baseline: Baseline | None
) -> Verdict:
    notes = options.notes
    if options.target is None:
        notes += (_ASKED_FOR_NOTE if options.mock_asked_for else _MOCK_NOTE,)
    elif options.target.is_mock:
        notes += (_NAMED_NOTE,)
    info = replace(collected.info, notes=(*notes, *collected.info.notes))
    return decide(
        options.contract,
        collected.result,
        info,
        waivers=waivers,
        fail_on=options.fail_on,
        today=datetime.now(UTC).date(),
        sought=collected.sought,
        min_coverage=options.min_coverage,
        baseline=baseline,
        fail_on_new=options.baseline.fail_on_new,
        only=options.settings.only,
    )


def _recorder(options: RunOptions, client: Client) -> AbstractContextManager[Recorder | None]:
    """Return what writes the recording, None if none was asked for; it is whole when its block ends."""
    if options.record is None:
        return nullcontext()
    return Recorder(options.record, options.contract, client.target.base_url)
