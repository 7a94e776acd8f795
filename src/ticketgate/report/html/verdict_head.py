"""The beginning of the HTML report: three questions answered, and the clauses by kind and state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ticketgate.contract.clauses import Clause, Kind, Level
from ticketgate.contract.wording import in_number, were
from ticketgate.report.html.finding_entries import FindingEntry
from ticketgate.report.words.coverage_counts import musts_tested
from ticketgate.report.words.figures import rounded_up
from ticketgate.verdict.baseline import Scope
from ticketgate.verdict.decision import Outcome, State, Verdict

__all__ = ["KindCounts", "ReleaseAnswer", "kind_counts", "level_counts", "not_seen", "release_answer", "took"]

#: What is said of outcomes that answer nothing.
_NOT_KNOWN: Final = {
    Outcome.INCOMPLETE: "The run did not come to its end; run it again.",
    Outcome.TOO_LITTLE_CHECKED: "Too little was put to the test to say.",
    Outcome.NOTHING_CHECKED: "Nothing was put to the test.",
}


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """Whether anything stands in the way of a release, in a word and a sentence.

    ``tone`` is its colour; empty where what was judged speaks neither for a release nor against it.
    """

    word: str
    sentence: str
    tone: str


@dataclass(frozen=True, slots=True)
class KindCounts:
    """How many clauses of a kind are in each state."""

    name: str
    counts: dict[State, int]

    @property
    def of(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def release_answer(verdict: Verdict, entries: Sequence[FindingEntry]) -> ReleaseAnswer:
    """Return what the verdict says to whoever decides on a release."""
    if verdict.outcome in _NOT_KNOWN:
        return ReleaseAnswer("Not known", _NOT_KNOWN[verdict.outcome], "warn")
    failing = sum(entry.fails for entry in entries)
    if failing:
        fail = "fails" if failing == 1 else "fail"
        return ReleaseAnswer("No", f"{in_number(failing, 'broken promise')} {fail} the run.", "bad")
    if verdict.stale:
        return ReleaseAnswer("Not yet", "A waiver is stale: it has to be renewed or removed.", "bad")
    said, part = _passed(verdict, entries), _of_a_part(verdict)
    return ReleaseAnswer("Not known", f"{part} {said}", "") if part else ReleaseAnswer("Yes", said, "good")


def _of_a_part(verdict: Verdict) -> str:
    """Say why what was judged does not speak for the whole API; empty where it does."""
    if verdict.scope is Scope.SAVED:
        return "Only saved bodies were judged."
    if len(verdict.states) < verdict.promised:
        return f"Only {len(verdict.states)} of {verdict.promised} clauses were in question."
    return "Only some of the tickets were judged." if verdict.scope is Scope.LIMITED else ""


def _passed(verdict: Verdict, entries: Sequence[FindingEntry]) -> str:
    """Say what is broken although nothing fails, else how much was looked at."""
    in_doubt = sum(entry.in_doubt for entry in entries)
    waived = sum("waived" in entry.words for entry in entries if not entry.in_doubt)
    if open_ := len(entries) - in_doubt - waived:
        verb = "is" if open_ == 1 else "are"
        return f"Nothing fails the run, but {in_number(open_, 'promise')} {verb} broken."
    if in_doubt:
        found = in_number(in_doubt, "promise")
        return f"Nothing fails the run, but {found} {were(in_doubt)} found broken once and not asked again."
    if waived:
        verb = "is" if waived == 1 else "are"
        return f"Nothing fails the run; {in_number(waived, 'broken promise')} {verb} waived."
    return f"As far as it was looked at, every promise is kept; {musts_tested(verdict)}."


def not_seen(verdict: Verdict) -> Iterator[str]:
    """Yield what the run did not see, in sentences."""
    unjudged = verdict.count(State.UNEXERCISED) + verdict.count(State.UNDECIDED)
    yield f"{unjudged} of {in_number(len(verdict.states), 'clause')} {were(unjudged)} not judged."
    if (more := verdict.promised - len(verdict.states)) > 0:
        yield f"{in_number(more, 'more clause')} {were(more)} not in question."
    missing = [state.reason for state in verdict.coverage.partitions if state.reason is not None]
    absent = sum(reason.proves_absence for reason in missing)
    there = f"; {absent} {were(absent)} proven not to be there" if absent else ""
    yield f"{len(missing) - absent} classes of values may be there and were not seen{there}."
    for power in verdict.coverage.power:
        if not power.stratum and power.share:
            share = rounded_up(power.share)
            yield f"A fault on less than {share} of the tickets ({power.form}) may be unseen."


def kind_counts(verdict: Verdict) -> Iterator[KindCounts]:
    """Yield the clauses by kind and state, and at the end all of them."""
    for kind in Kind:
        counts = {state: verdict.count(state, kind) for state in State}
        if any(counts.values()):
            yield KindCounts(str(kind), counts)
    yield KindCounts("all", {state: verdict.count(state) for state in State})


def level_counts(clauses: Sequence[Clause]) -> Iterator[tuple[str, dict[Level, int]]]:
    """Yield the clauses by kind and level, and at the end all of them."""
    for kind in Kind:
        of_kind = [clause.level for clause in clauses if clause.kind is kind]
        if of_kind:
            yield str(kind), {level: of_kind.count(level) for level in reversed(Level)}
    yield "all", {level: sum(c.level is level for c in clauses) for level in reversed(Level)}


def took(verdict: Verdict) -> str:
    """Return how long the run took; empty where its times cannot be read."""
    try:
        started, finished = map(datetime.fromisoformat, (verdict.info.started, verdict.info.finished))
        seconds = (finished - started).total_seconds()
    except (ValueError, TypeError):  # the schema takes any text, and not all texts are times of one kind
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"
