"""Writes the differences between two contracts as Markdown, for a comment on a merge request."""

from collections.abc import Iterator

from ticketgate.contract.diffing.contract_diff import ContractDiff, Effect
from ticketgate.contract.wording import in_number
from ticketgate.report.markdown.gfm import LIMIT, as_code, as_text, fitting, folding
from ticketgate.report.words.contract_diff_words import (
    HEADINGS,
    ChangeEntry,
    change_entries,
    clause_lists,
    diff_sentence,
)

__all__ = ["contract_diff_to_markdown"]


def contract_diff_to_markdown(diff: ContractDiff) -> bytes:
    """Return the differences as Markdown of at most 60 kB."""
    sign = "❌" if diff.exit_code else "✅"
    parts = [
        f"## {sign} ticketgate: {as_text(diff_sentence(diff))}\n\n",
        f"- old {as_code(diff.old)}\n- new {as_code(diff.new)}\n\n",
        *(part for effect in Effect for part in _changes(diff, effect)),
        *_clauses(diff),
        *_alone("old", diff.only_old),
        *_alone("new", diff.only_new),
    ]
    return fitting(parts, LIMIT, "part").encode("utf-8", "replace")


def _changes(diff: ContractDiff, effect: Effect) -> Iterator[str]:
    entries = change_entries(diff, effect)
    if entries:
        yield f"### {as_text(HEADINGS[effect])}\n\n"
        yield from map(_entry, entries)
        yield "\n"


def _entry(entry: ChangeEntry) -> str:
    shown = "".join(f"  - {as_code(text)}\n" for text in entry.witnesses)
    places = "".join(f"  - {as_code(place)}\n" for place in entry.places)
    return f"- {as_text(entry.said)}\n{shown}{places}"


def _clauses(diff: ContractDiff) -> Iterator[str]:
    for became, ids in clause_lists(diff.clauses).items():
        shown = fitting([f"- {as_code(name)}\n" for name in ids], LIMIT // 5, "line")
        yield folding(f"{in_number(len(ids), 'clause')} {became}", f"{shown}\n")


def _alone(side: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        shown = fitting([f"- {as_code(line)}\n" for line in lines], LIMIT // 5, "line")
        yield folding(f"{len(lines)} described by the {side} one alone, and not compared", f"{shown}\n")
