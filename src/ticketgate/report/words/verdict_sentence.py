"""The verdict in one sentence: what fails, what is broken and fails nothing, and which option would."""

from collections.abc import Iterable

from ticketgate.contract.clauses import Level
from ticketgate.contract.wording import in_number
from ticketgate.report.words.coverage_counts import musts_tested
from ticketgate.verdict.broken_clauses import BrokenClause
from ticketgate.verdict.changes import Change
from ticketgate.verdict.decision import Outcome, State, Verdict

__all__ = ["verdict_sentence", "verdict_word"]


def verdict_word(verdict: Verdict) -> str:
    """Return the verdict in a word or more; a run with findings is not called kept, even if none fails it."""
    if verdict.outcome is Outcome.KEPT and verdict.findings:
        return "passed with findings"
    return str(verdict.outcome)


def verdict_sentence(verdict: Verdict) -> str:
    """Return what the verdict rests on; options are named as the command line has them."""
    rest = _beside(verdict)
    if in_doubt := len({f.clause.id for f in verdict.unconfirmed}):
        rest += f"; {in_doubt} found broken once and not asked again"
    ended = _early_end(verdict)
    return f"{_reason(verdict, rest)}{f' {ended}' if ended else ''}"


def _reason(verdict: Verdict, rest: str) -> str:
    judged = verdict.count(State.KEPT) + verdict.count(State.BROKEN)
    if verdict.outcome is Outcome.NOTHING_CHECKED:
        return "no clause was put to the test."
    if verdict.outcome is Outcome.TOO_LITTLE_CHECKED:
        asked = f"less than the {verdict.min_coverage:g} % that --min-coverage asks for"
        return f"{musts_tested(verdict)}, {asked}{rest}."
    if verdict.failing:
        failing = {f.clause.id: f.clause.level for f in verdict.failing}
        return (
            f"{len(failing)} of {_clauses(judged)} checked "
            f"{'fails' if len(failing) == 1 else 'fail'} the run ({_by_level(failing.values())}){rest}."
        )
    if verdict.stale:
        count = len(verdict.stale)
        stale = "1 waiver is stale" if count == 1 else f"{count} waivers are stale"
        return f"no clause fails the run, but {stale}{rest}."
    threshold = verdict.baseline.fail_on_new.upper() if verdict.baseline else verdict.fail_on.name
    return f"{_clauses(judged)} checked, none fails the run (threshold {threshold}){rest}."


def _clauses(count: int) -> str:
    return in_number(count, "clause")


def _early_end(verdict: Verdict) -> str:
    """Return the sentence on why the verdict is incomplete, empty if it is not."""
    info = verdict.info
    if info.complete or info.ended is None:
        return ""
    if info.interrupted:
        return "Interrupted: this is what was found so far."
    return f"Incomplete: {info.ended.words}; this is what was found until then."


def _beside(verdict: Verdict) -> str:
    """Return what is broken and fails nothing, and how to see it fail; empty if nothing is."""
    failing = {f.clause.id for f in verdict.failing}
    left = [f for f in verdict.findings if f.clause.id not in failing]
    open_ = [f for f in left if f.waiver is None]
    rest = _beside_baseline(open_) if verdict.baseline else _below(open_)
    waived = {f.clause.id: f.clause.level for f in left}
    for finding in open_:
        waived.pop(finding.clause.id, None)
    if waived:
        rest += f"; {len(waived)} waived ({_by_level(waived.values())})"
    return rest


def _below(left: Iterable[BrokenClause]) -> str:
    """Return what is broken below the threshold."""
    below = {f.clause.id: f.clause.level for f in left}
    if not below:
        return ""
    option = f"--fail-on {min(below.values()).name.lower()}"
    counted = f"{len(below)} broken below the threshold ({_by_level(below.values())}"
    return f"; {counted}; {option} fails the run for {_them(below)})"


def _beside_baseline(left: Iterable[BrokenClause]) -> str:
    """Return what is broken and known, and what is new and fails nothing."""
    known, news = dict[str, Level](), dict[str, Level]()
    for finding in left:
        changes = {each.change for each in finding.variants if each.waiver is None}
        among = news if changes & {Change.NEW, Change.WORSE} else known
        among[finding.clause.id] = finding.clause.level
    known = {clause: level for clause, level in known.items() if clause not in news}
    rest = ""
    if known:
        counted = f"{len(known)} broken as known ({_by_level(known.values())}"
        rest += f"; {counted}; a run without --baseline counts {_them(known)})"
    if news:
        counted = f"{len(news)} new or worse below the threshold ({_by_level(news.values())}"
        rest += f"; {counted}; --fail-on-new any fails the run for {_them(news)})"
    return rest


def _them(several: dict[str, Level]) -> str:
    return "it" if len(several) == 1 else "them"


def _by_level(levels: Iterable[Level]) -> str:
    levels = list(levels)
    return ", ".join(f"{levels.count(level)} {level.name}" for level in reversed(Level) if level in levels)
