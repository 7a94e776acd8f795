"""Renders the coverage of a verdict: how much was put to the test, what was not and why, and the power."""

from collections.abc import Iterator
from typing import Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.coverage_counts import (
    levels_in_words,
    partition_counts,
    power_briefly,
    power_charts,
    power_in_full,
    smallest_seen,
    unjudged_clauses,
    unseen_partitions,
)
from ticketgate.report.words.lists import first_of
from ticketgate.verdict.coverage import Coverage, PartitionState
from ticketgate.verdict.decision import Verdict

__all__ = ["print_coverage", "print_coverage_briefly", "print_unjudged"]

#: Partitions named per reason, and fields; all of them are in the JSON form.
_MOST_NAMED: Final = 6
#: Clauses named per reason in the list of what was not judged.
_MOST_CLAUSES: Final = 8


def print_coverage_briefly(sheet: Sheet, verdict: Verdict) -> None:
    """Print in two lines which share of the clauses was put to the test, and what could go unnoticed."""
    sheet.hanging(Text(f"Covered {_clauses(verdict)}"))
    whole = [power_briefly(chart.whole) for chart in power_charts(verdict)]
    if whole:
        sheet.hanging(Text(f"Power   {'; '.join(whole)}"))


def print_unjudged(sheet: Sheet, verdict: Verdict) -> None:
    """Print the clauses that were not judged by the reason for it, those that bind most first."""
    unjudged = [*unjudged_clauses(verdict)]
    if not unjudged:
        return
    sheet.print(Text("Not checked", style="bold"))
    for each in unjudged:
        sheet.indented(f"{each.count} because {each.reason}:", 2)
        ids = [f"{clause.id} ({clause.level.name})" for clause in each.named]
        sheet.indented(first_of(ids, _MOST_CLAUSES, count=each.count), 4)
    sheet.print()


def print_coverage(sheet: Sheet, verdict: Verdict) -> None:
    """Print the share of clauses checked, partitions by kind and by field, what is missing, and the power."""
    sheet.print(Text("Coverage", style="bold"))
    sheet.indented(f"Clauses put to the test: {_clauses(verdict)}.", 2)
    sheet.print(Padding(_by_kind(verdict), (0, 0, 0, 2), expand=False))
    fields = list(_by_field(verdict.coverage))
    if fields:
        sheet.indented(
            f"Fields with partitions not seen: {first_of(fields, _MOST_NAMED, separator='; ')}.", 2
        )
    for each in unseen_partitions(verdict):
        sheet.indented(f"{each.count} not seen because {each.reason.why}. {each.reason.needed}", 2)
        ids = (partition.id for partition in each.named)
        sheet.indented(first_of(ids, _MOST_NAMED, count=each.count), 4)
    for line in _power(verdict):
        sheet.indented(line, 2)
    sheet.print()


def _clauses(verdict: Verdict) -> str:
    asked = verdict.min_coverage
    return levels_in_words(verdict) + ("" if asked is None else f"; {asked:g} % of MUST are asked for")


def _by_kind(verdict: Verdict) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
    table.add_column("Partitions")
    for name in ("seen", "absent", "not seen"):
        table.add_column(name, justify="right")
    for each in partition_counts(verdict):
        table.add_row(each.name, str(each.seen), str(each.absent), str(each.unseen))
    return table


def _by_field(coverage: Coverage) -> Iterator[str]:
    """Yield each field that was not seen in all its partitions, with how many of them were."""
    fields: dict[str, list[PartitionState]] = {}
    for state in coverage.partitions:
        if state.partition.field:
            fields.setdefault(f"{state.partition.root}:{state.partition.field}", []).append(state)
    for name, states in fields.items():
        seen = sum(state.reason is None for state in states)
        if seen < len(states):
            yield f"{name} {seen} of {len(states)}"


def _power(verdict: Verdict) -> Iterator[str]:
    """Yield what could have gone unnoticed, overall, by stratum and by rule."""
    for chart in power_charts(verdict):
        yield power_in_full(chart.whole)
        if chart.strata and chart.whole.share:
            strata = (f"{part.stratum} {smallest_seen(part)} ({part.judged})" for part in chart.strata)
            yield f"By stratum: {', '.join(strata)}."
        if chart.rules:
            rules = (f"{part.stratum} {smallest_seen(part)} ({part.judged})" for part in chart.rules)
            yield f"Of the tickets that a rule is about, the least first: {', '.join(rules)}."
