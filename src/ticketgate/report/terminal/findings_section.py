"""Renders findings by promise: each said once, then where it is broken, how often, and how to see it."""

from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import Final

from rich.text import Text

from ticketgate.contract.clauses import Level
from ticketgate.contract.wording import in_number
from ticketgate.report.terminal.sheet import Sheet
from ticketgate.report.words.promise_lines import CUT, clauses_named, describe_promise, reproduce_lines
from ticketgate.verdict.entries import BrokenPromise

__all__ = ["print_first", "print_promises"]

_LEVEL_STYLES: Final = {Level.MUST: "bold red", Level.SHOULD: "yellow", Level.MAY: "cyan"}
#: Promises named above the rest of the report.
_FIRST: Final = 3
#: Columns before the text of a promise.
_INDENT: Final = 8


def print_first(sheet: Sheet, promises: Sequence[BrokenPromise]) -> None:
    """Print what to look at first, a line each."""
    for label, promise in zip(("First", "", ""), promises[:_FIRST], strict=False):
        head = Text(f"{label:<{_INDENT}}").append(promise.level.name, style=_LEVEL_STYLES[promise.level])
        named = f"{clauses_named(promise)}: {promise.promise}"
        room = sheet.width - len(head) - 1
        sheet.print(head.append(f" {shorten(named, room, placeholder=CUT)}", style=""), soft_wrap=True)
    if (more := len(promises) - _FIRST) > 0:
        sheet.indented(f"and {in_number(more, 'more promise')} below.", _INDENT)


def print_promises(sheet: Sheet, promises: Iterable[BrokenPromise]) -> None:
    """Print an entry for each promise."""
    for promise in promises:
        head = Text(f"{promise.level.name:<6}  ", style=_LEVEL_STYLES[promise.level])
        head.append(clauses_named(promise), style="bold")
        sheet.print(head, soft_wrap=True)
        copied = reproduce_lines(promise)
        for line in describe_promise(promise):
            if line in copied:
                sheet.print(Text(" " * _INDENT + line, style="dim"), soft_wrap=True)
            else:
                sheet.indented(line, _INDENT)
        sheet.print()
