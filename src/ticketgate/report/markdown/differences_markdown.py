"""Writes what two environments answer differently as Markdown, for the summary of a nightly job."""

from collections.abc import Iterator
from typing import Final

from ticketgate.report.markdown.gfm import (
    LIMIT,
    as_code,
    as_html,
    as_text,
    code_block,
    fitting,
    folding,
    table_of,
)
from ticketgate.report.words.difference_words import (
    agreement_sentence,
    compared_in_words,
    describe_difference,
    describe_side,
    failing_first,
)
from ticketgate.verdict.two_environments import Agreement, CountedDifference, EnvironmentsVerdict

__all__ = ["differences_to_markdown"]

_SIGNS: Final = {Agreement.ALIKE: "✅", Agreement.DIFFERENT: "❌"}
#: Characters of a sentence on the comparison as a whole, in which addresses stand.
_LONGEST: Final = 1000
#: Bytes for what stands above the differences, and for what is folded below them.
_FOR_HEAD: Final = 10_000
_FOR_REST: Final = 10_000


def differences_to_markdown(verdict: EnvironmentsVerdict) -> bytes:
    """Return the comparison as Markdown of at most 60 kB: each difference, its share and both requests."""
    text = fitting([*_head(verdict)], _FOR_HEAD, "part")
    rest = "".join(_rest(verdict))
    if verdict.differences:
        text += "### Differences\n\n"
        room = LIMIT - len((text + rest).encode("utf-8", "replace"))
        text += fitting([_entry(verdict, each) for each in failing_first(verdict)], room, "difference")
    return (text + rest).encode("utf-8", "replace")


def _head(verdict: EnvironmentsVerdict) -> Iterator[str]:
    yield f"## {_SIGNS.get(verdict.agreement, '⚠️')} ticketgate: {as_text(verdict.agreement)}\n\n"
    yield f"{as_text(agreement_sentence(verdict), _LONGEST)}\n\n"
    for label, side in zip(("first", "second"), verdict.sides, strict=True):
        yield f"- {label} {as_text(describe_side(side), _LONGEST)}\n"
    yield f"\nCompared {as_text(compared_in_words(verdict), _LONGEST)}\n\n"


def _entry(verdict: EnvironmentsVerdict, found: CountedDifference) -> str:
    named = f"<b>{found.difference.kind}</b> <code>{as_html(found.difference.place)}</code>"
    waived = "" if found.waiver is None else f" · waived until {found.waiver.until}"
    parts = [] if found.waiver is None else [f"Waived: {as_text(found.waiver.reason, _LONGEST)}\n\n"]
    commands = verdict.commands(found)
    parts.append(code_block(commands) if commands else "No single request shows it\\.\n")
    return folding(f"{named}: {as_html(describe_difference(found))}{waived}", "\n".join(parts))


def _rest(verdict: EnvironmentsVerdict) -> Iterator[str]:
    rows = [
        (
            as_code(each.difference.place, 120),
            str(each.difference.kind),
            *map(str, each.counts),
            str(each.judged),
        )
        for each in verdict.noise
    ]
    if rows:
        lines = table_of(("place", "kind", "first", "second", "of"), rows).splitlines(keepends=True)
        noise = fitting(lines, _FOR_REST, "line")
        yield folding("Noise: what one environment answers differently when asked twice", noise)
    if verdict.notes:
        notes = fitting([f"- {as_text(note)}\n" for note in verdict.notes], _FOR_REST, "note")
        yield folding("Notes", f"{notes}\n")
