"""Renders the differences between two contracts for people, what breaks consumers first."""

from typing import Final

from rich.text import Text

from ticketgate import __version__
from ticketgate.contract.diffing.contract_diff import ContractDiff, Effect
from ticketgate.contract.wording import in_number
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.contract_diff_words import HEADINGS, change_entries, clause_lists, diff_sentence
from ticketgate.report.words.lists import first_of

__all__ = ["render_contract_diff"]

#: Clauses and places named of each sort; all of them are in the JSON form.
_MOST_NAMED: Final = 8


def render_contract_diff(diff: ContractDiff, *, width: int = 80, color: bool = False) -> str:
    """Return the report as text with lines up to width."""
    sheet = Sheet(width, color=color, in_words=str)
    sheet.print(Text(f"ticketgate {__version__}", style="bold"))
    sheet.print(Text(f"Old     {diff.old}"), soft_wrap=True)
    sheet.print(Text(f"New     {diff.new}"), soft_wrap=True)
    sheet.indented(f"{in_number(diff.compared, 'part')} of operations compared that both describe.", 8)
    for effect in Effect:
        _print_changes(sheet, diff, effect)
    _print_clauses(sheet, diff)
    for side, lines in (("old", diff.only_old), ("new", diff.only_new)):
        _print_list(sheet, f"Described by the {side} one alone, and not compared", lines)
    sheet.print()
    sheet.print(Text(f"Contract {diff_sentence(diff)}"), soft_wrap=True)
    return sheet.text


def _print_changes(sheet: Sheet, diff: ContractDiff, effect: Effect) -> None:
    entries = change_entries(diff, effect)
    if not entries:
        return
    sheet.print()
    sheet.print(Text(HEADINGS[effect], style="bold"))
    for entry in entries:
        sheet.indented(entry.said, 2)
        for text in (*entry.witnesses, *entry.places[:_MOST_NAMED]):
            sheet.indented(text, 4)
        if (more := len(entry.places) - _MOST_NAMED) > 0:
            sheet.indented(f"and {more} more, all listed by --json", 4)


def _print_clauses(sheet: Sheet, diff: ContractDiff) -> None:
    lists = clause_lists(diff.clauses)
    if not lists:
        return
    sheet.print()
    sheet.print(Text("Clauses", style="bold"))
    for became, ids in lists.items():
        sheet.indented(f"{len(ids)} {became}:", 2)
        sheet.indented(first_of(ids, _MOST_NAMED), 4)


def _print_list(sheet: Sheet, heading: str, lines: tuple[str, ...]) -> None:
    if not lines:
        return
    sheet.print()
    sheet.print(Text(heading, style="bold"))
    for line in lines:
        sheet.indented(line, 2)
