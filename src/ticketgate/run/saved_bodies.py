"""Judges saved traffic: what a server answered, without the server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ticketgate.contract.clauses import Level
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.promises import PAIR
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import Judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Result, Tally
from ticketgate.recording.reading import Recording, read_recording
from ticketgate.recording.unwrapping import unwrapped
from ticketgate.run.asking_again import Confirmations
from ticketgate.run.bodies_in_files import SavedBody, bodies_in
from ticketgate.run.recorded_exchanges import judge_recording, notes_on
from ticketgate.run.tickets_seen import without
from ticketgate.verdict.baseline import Baseline
from ticketgate.verdict.changes import FailOnNew
from ticketgate.verdict.decision import RunInfo, Verdict, decide
from ticketgate.verdict.waivers import Waiver

__all__ = ["judge_saved"]


def judge_saved(  # noqa: PLR0913 - each is an option of the command
    contract: Contract,
    files: Sequence[tuple[str, bytes]],
    form: str | None = None,
    *,
    base_url: str | None = None,
    waivers: tuple[Waiver, ...] = (),
    fail_on: Level = Level.MUST,
    baseline: Baseline | None = None,
    fail_on_new: FailOnNew = FailOnNew.MAY,
) -> Verdict:
    """Return the verdict on files given as name and content; form says what they hold, None to tell.

    A recording (HAR) is told from saved bodies by itself, and judged exchange by exchange; base_url is
    where the API was, None to tell that too. Only clauses of what occurs are part of the verdict.

    Raises UsageError, naming file and line, for a file with nothing to judge.
    """
    started = datetime.now(UTC)
    recordings: dict[str, Recording] = {}
    bodies: list[SavedBody] = []
    notes: list[str] = []
    for name, content in files:
        shown, file = _shown(name), unwrapped(content)
        recording = read_recording(file.content, contract, base_url)
        if recording is not None:
            recordings[shown] = recording
            notes += notes_on(contract, recording, shown)
            continue
        found = bodies_in(contract, shown, file, form)
        bodies += found.bodies
        notes += found.notes
    judged = _Bodies(contract).result(bodies)
    result = sum((judge_recording(contract, each, name) for name, each in recordings.items()), start=judged)
    info = RunInfo(
        target=", ".join(_shown(name) for name, _ in files),
        started=started.isoformat(timespec="seconds"),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        requests=0,
        notes=tuple(notes),
    )
    return decide(
        contract,
        result,
        info,
        waivers=waivers,
        fail_on=fail_on,
        today=started.date(),
        roots=_in_question(result),
        baseline=baseline,
        fail_on_new=fail_on_new,
    )


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _in_question(result: Result) -> frozenset[str]:
    """Return the forms and operations that occur; a ticket in one form could have been given in both."""
    judged = frozenset(result.judged)
    return judged | {PAIR} if judged & {FULL, COMPACT} else judged


class _Bodies:
    """Judges saved bodies, each alone, and the two forms of a ticket where both were given."""

    def __init__(self, contract: Contract) -> None:
        self._judge = Judge(contract)
        self._opinion = SecondOpinion(contract)
        #: Both forms of a ticket can have been saved at different moments, and nobody can be asked again.
        self._confirmations = Confirmations(self._judge, lambda _: None)
        self._tally = Tally()
        #: By form, the first body of each ticket with what it shows and where it is from.
        self._tickets: Mapping[str, dict[int, tuple[Observation, str]]] = {FULL: {}, COMPACT: {}}

    def result(self, bodies: Iterable[SavedBody]) -> Result:
        """Return the sum of what each body shows and of what those of one ticket show together."""
        for body in bodies:
            for observation in self._judge.check_saved(body.form, body.exchange):
                self._tally.add(_named(self._confirmed(observation), body.source))
                if observation.subject in self._tickets and observation.ticket is not None:
                    known = self._tickets[observation.subject]
                    known.setdefault(observation.ticket, (observation, body.source))
        both = self._tickets[FULL].keys() & self._tickets[COMPACT].keys()
        for ticket in sorted(both):
            self._tally.add(self._pair(ticket, self._tickets[FULL][ticket], self._tickets[COMPACT][ticket]))
        for observation in self._confirmations.unconfirmed():
            self._tally.add_settled(observation)
        return self._tally.result()

    def _confirmed(self, observation: Observation) -> Observation:
        if not observation.findings or observation.subject not in self._judge.contract.representations:
            return observation
        return self._opinion.confirmed(observation, observation.body)

    def _pair(self, ticket: int, full: tuple[Observation, str], row: tuple[Observation, str]) -> Observation:
        """Compare both forms, but for what is blamed in one of them already: one cause, one finding."""
        blamed = self._judge.blamed(full[0]) | self._judge.blamed(row[0])
        compared = self._judge.check_pair(without(full[0].body, blamed), row[0].body)
        named = _named(compared, f"{full[1]} and {row[1]}")
        return self._confirmations.pair(named, ticket, self._judge.check_pair)


def _named(observation: Observation, source: str) -> Observation:
    findings = tuple(replace(finding, source=source) for finding in observation.findings)
    return replace(observation, findings=findings)
