"""Renders a verdict for people at a terminal or in a CI log."""

from collections.abc import Callable, Mapping
from textwrap import shorten
from typing import Final

from rich.table import Table
from rich.text import Text

from ticketgate import __version__
from ticketgate.contract.clauses import Kind
from ticketgate.contract.wording import in_number
from ticketgate.report.terminal.changes_section import print_against_baseline
from ticketgate.report.terminal.coverage_section import print_coverage, print_coverage_briefly, print_unjudged
from ticketgate.report.terminal.findings_section import print_first, print_promises
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.verdict_sentence import verdict_sentence, verdict_word
from ticketgate.verdict.baseline import Scope
from ticketgate.verdict.decision import Outcome, State, Verdict
from ticketgate.verdict.entries import broken_promises

__all__ = ["render"]

_OUTCOME_STYLES: Final = {
    Outcome.KEPT: "bold green",
    Outcome.BROKEN: "bold red",
    Outcome.INCOMPLETE: "bold yellow",
    Outcome.TOO_LITTLE_CHECKED: "bold yellow",
    Outcome.NOTHING_CHECKED: "bold yellow",
}
#: Characters of a note, about six lines: what a run left out can be a list of a hundred pairs.
_LONGEST_NOTE: Final = 400
#: So many saved bodies are no sample: what they did not show says nothing of the API.
_SAMPLE: Final = 20


def render(  # noqa: PLR0913 - each is one wish of the reader
    verdict: Verdict,
    *,
    width: int = 80,
    color: bool = False,
    coverage: bool = False,
    quiet: bool = False,
    in_words: Callable[[str], str] = str,
) -> str:
    """Return the report as text with lines up to width; lines to copy are never broken.

    coverage adds what was not put to the test and why; quiet leaves the findings and the verdict. in_words
    puts options into the words of the front; without it they are those of the command line.
    """
    sheet = Sheet(width, color=color, in_words=in_words)
    if not quiet:
        _print_head(sheet, verdict)
        if verdict.baseline:
            print_against_baseline(sheet, verdict.baseline)
        if verdict.states:
            _print_checked(sheet, verdict, in_full=coverage)
        _print_notes(sheet, verdict)
    _print_unconfirmed(sheet, verdict)
    print_promises(sheet, broken_promises(verdict.findings))
    for stale in verdict.stale:
        sheet.hanging(Text(sheet.in_words(stale), style="yellow"))
    _print_verdict(sheet, verdict)
    return sheet.text


def _print_head(sheet: Sheet, verdict: Verdict) -> None:
    info = verdict.info
    sheet.print(
        Text(f"ticketgate {__version__}", style="bold").append(
            f" · contract {verdict.contract_version}, digest {verdict.contract_digest}", style="not bold"
        )
    )
    seed = f" (seed {info.seed})" if info.seed is not None else ""
    sheet.print(Text(f"Target  {info.target}{seed}"), soft_wrap=True)
    judged = verdict.judged
    asked = f"{in_number(info.requests, 'request')} sent; " if info.requests else ""
    nothing = "no ticket, row or page" if judged else "nothing"
    sheet.hanging(Text(f"Judged  {asked}{_tickets(judged) or nothing}"))
    _print_verdict(sheet, verdict)
    _print_first(sheet, verdict)
    sheet.print()


def _print_first(sheet: Sheet, verdict: Verdict) -> None:
    """Print what to look at first: what fails the run, else what nobody has accepted, else what there is."""
    if verdict.stale and not verdict.failing:
        sheet.hanging(Text(sheet.in_words(f"First   {verdict.stale[0]}")))
        return
    open_ = [finding for finding in verdict.findings if finding.waiver is None]
    print_first(sheet, broken_promises(verdict.failing or open_ or verdict.findings))


def _tickets(judged: Mapping[str, int]) -> str:
    """Say how many things of each form were judged."""
    nouns = (("full", "full ticket"), ("compact", "row"), ("search", "page"), ("pair", "pair of both forms"))
    counted = [(judged[subject], noun) for subject, noun in nouns if judged.get(subject)]
    return ", ".join(f"{count} {noun if count == 1 else _plural(noun)}" for count, noun in counted)


def _plural(noun: str) -> str:
    return noun.replace("pair ", "pairs ") if noun.startswith("pair ") else f"{noun}s"


def _print_verdict(sheet: Sheet, verdict: Verdict) -> None:
    text = Text("Verdict ").append(verdict_word(verdict).upper(), style=_OUTCOME_STYLES[verdict.outcome])
    sheet.hanging(text.append(sheet.in_words(f": {verdict_sentence(verdict)}")))


def _print_checked(sheet: Sheet, verdict: Verdict, *, in_full: bool) -> None:
    """Print how many clauses are in which state, and how much was put to the test."""
    if in_full:
        _print_counts(sheet, verdict)
        print_unjudged(sheet, verdict)
        print_coverage(sheet, verdict)
        return
    counted = ", ".join(f"{verdict.count(state)} {state}" for state in State)
    sheet.hanging(Text(sheet.in_words(f"Clauses {counted}; --coverage says which and why")))
    if not _is_handful(verdict):
        print_coverage_briefly(sheet, verdict)
    sheet.print()


def _is_handful(verdict: Verdict) -> bool:
    bodies = sum(count for subject, count in verdict.judged.items() if subject in ("full", "compact"))
    return verdict.scope is Scope.SAVED and bodies < _SAMPLE


def _print_counts(sheet: Sheet, verdict: Verdict) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="bold", show_footer=True)
    table.add_column("Clauses", footer="total")
    for state in State:
        table.add_column(state, justify="right", footer=str(verdict.count(state)))
    for kind in Kind:
        counts = [verdict.count(state, kind) for state in State]
        if any(counts):
            table.add_row(kind, *map(str, counts))
    sheet.print(table)
    sheet.print()


def _print_notes(sheet: Sheet, verdict: Verdict) -> None:
    """Print what the run did and left out."""
    if not verdict.info.notes:
        return
    sheet.print(Text("Notes", style="bold"))
    for note in verdict.info.notes:
        sheet.indented(shorten(note, _LONGEST_NOTE, placeholder=" ... --json has the rest."), 2)
    sheet.print()


def _print_unconfirmed(sheet: Sheet, verdict: Verdict) -> None:
    if not verdict.unconfirmed:
        return
    sheet.print(Text("Found once and not asked again, so neither broken nor kept", style="bold"))
    sheet.print()
    print_promises(sheet, broken_promises(verdict.unconfirmed))
