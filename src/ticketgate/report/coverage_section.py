"""Renders the coverage of a verdict: how much was put to the test, what was not and why, and the power."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ticketgate.contract.clauses import Level
from ticketgate.contract.partitions import NAMES_OF_KINDS
from ticketgate.report.sheet import Sheet
from ticketgate.verdict.coverage import Coverage, PartitionState, Reason
from ticketgate.verdict.decision import ClauseState, Verdict
from ticketgate.verdict.power import Power

__all__ = ["power_briefly", "print_coverage", "print_coverage_briefly", "print_unjudged"]

_FORMS: Final = {"full": "in full", "compact": "as rows"}
#: Partitions named per reason, and fields; all of them are in the JSON form.
_MOST_NAMED: Final = 6
#: Clauses named per reason in the list of what was not judged.
_MOST_CLAUSES: Final = 8


def print_coverage_briefly(sheet: Sheet, verdict: Verdict) -> None:
    """Print in two lines which share of the clauses was put to the test, and what could go unnoticed."""
    sheet.hanging(Text(f"Covered {_clauses(verdict)}"))
    whole = [power for power in verdict.coverage.power if not power.stratum and power.form in _FORMS]
    if whole:
        sheet.hanging(Text(f"Power   {'; '.join(map(power_briefly, whole))}"))


def print_unjudged(sheet: Sheet, verdict: Verdict) -> None:
    """Print the clauses that were not judged by the reason for it, those that bind most first."""
    reasons: dict[str, list[ClauseState]] = {}
    for state in verdict.states:
        if state.reason:
            reasons.setdefault(state.reason, []).append(state)
    if not reasons:
        return
    sheet.print(Text("Not checked", style="bold"))
    for reason, states in reasons.items():
        states.sort(key=lambda state: -state.clause.level)
        ids = [f"{state.clause.id} ({state.clause.level.name})" for state in states]
        sheet.indented(f"{len(states)} because {reason}:", 2)
        sheet.indented(_first(ids, ", ", _MOST_CLAUSES), 4)
    sheet.print()


def print_coverage(sheet: Sheet, verdict: Verdict) -> None:
    """Print the share of clauses checked, partitions by kind and by field, what is missing, and the power."""
    sheet.print(Text("Coverage", style="bold"))
    sheet.indented(f"Clauses put to the test: {_clauses(verdict)}.", 2)
    sheet.print(Padding(_by_kind(verdict.coverage), (0, 0, 0, 2), expand=False))
    fields = list(_by_field(verdict.coverage))
    if fields:
        sheet.indented(f"Fields with partitions not seen: {_first(fields, '; ')}.", 2)
    for reason in Reason:
        states = [state for state in verdict.coverage.partitions if state.reason is reason]
        if states:
            sheet.indented(f"{len(states)} not seen because {reason.why}. {reason.needed}", 2)
            sheet.indented(_first([state.partition.id for state in states], ", "), 4)
    for line in _power(verdict.coverage.power):
        sheet.indented(line, 2)
    sheet.print()


def _clauses(verdict: Verdict) -> str:
    parts = (
        f"{checked.count} of {checked.of} {level.name} ({_percent(checked.percent)})"
        for level in reversed(Level)
        if (checked := verdict.checked(level)).of
    )
    asked = verdict.min_coverage
    return ", ".join(parts) + ("" if asked is None else f"; {asked:g} % of MUST are asked for")


def _percent(percent: float) -> str:
    """Round down, so that only everything is 100 %."""
    return f"{int(percent * 10) / 10:g} %"


def _by_kind(coverage: Coverage) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
    table.add_column("Partitions")
    for name in ("seen", "absent", "not seen"):
        table.add_column(name, justify="right")
    for kind, name in NAMES_OF_KINDS.items():
        states = [state for state in coverage.partitions if state.partition.kind is kind]
        if states:
            seen, absent = sum(state.reason is None for state in states), sum(map(_is_absent, states))
            table.add_row(name, str(seen), str(absent), str(len(states) - seen - absent))
    return table


def _is_absent(state: PartitionState) -> bool:
    return state.reason is not None and state.reason.proves_absence


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


def _first(names: list[str], separator: str, most: int = _MOST_NAMED) -> str:
    more = len(names) - most
    rest = f" and {more} more, all listed by --json" if more > 0 else ""
    return separator.join(names[:most]) + rest


def _power(power: Iterable[Power]) -> Iterator[str]:
    """Yield what could have gone unnoticed, overall and by stratum."""
    power = tuple(power)
    for form, name in _FORMS.items():
        whole = next((p for p in power if p.form == form and not p.stratum), None)
        if whole is None:
            continue
        of = "" if whole.of is None else f" of {whole.of}"
        noun = "ticket" if (whole.of or whole.judged) == 1 else "tickets"
        yield f"{whole.judged}{of} {noun} judged {name}: {_unnoticed(whole)}."
        strata = sorted(
            (p for p in power if p.form == form and p.stratum), key=lambda p: (p.share, p.stratum)
        )
        if strata and whole.share:
            yield "By stratum: " + ", ".join(f"{p.stratum} {_share(p)} ({p.judged})" for p in strata) + "."


def power_briefly(power: Power) -> str:
    """Return on how many of how many tickets of a form a fault shows."""
    of = "" if power.of is None else f" of {power.of}"
    seen = f"a fault on {_share(power)} shows with 95 %" if power.share else "every fault shows"
    return f"{power.judged}{of} {_FORMS[power.form]}: {seen}"


def _unnoticed(power: Power) -> str:
    if not power.share:
        return "every fault that they show was seen"
    return f"a fault on {_share(power)} of tickets, wherever it strikes, was seen with 95 % probability"


def _share(power: Power) -> str:
    """Round up: a smaller share would promise too much."""
    return f"{-int(-power.share * 1000 // 1) / 10:g} %" if power.share else "all"
