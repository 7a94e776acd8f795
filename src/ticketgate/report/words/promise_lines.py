"""A broken promise as plain lines: what is promised, where it is broken, how often, and how to see it."""

from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Final

from ticketgate.contract.wording import in_number
from ticketgate.report.words.lists import first_of
from ticketgate.verdict.broken_clauses import BrokenClause, FoundVariant
from ticketgate.verdict.changes import Change
from ticketgate.verdict.entries import BrokenPromise

__all__ = ["CUT", "clauses_named", "describe_promise", "reproduce_lines"]

#: Variants of a finding and places of a form named; all are in the JSON.
_MOST_NAMED: Final = 8
#: Characters of a promise and what it means, two lines of a narrow terminal; the promise itself is whole.
_LONGEST_MEANING: Final = 140
#: What stands for the rest of a text that is cut.
CUT: Final = " ..."


def clauses_named(promise: BrokenPromise) -> str:
    """Return the id of the first clause that is broken, and how many more are of this promise."""
    more = len({finding.clause.id for finding in promise.findings}) - 1
    return promise.clause.id + (f" and {more} more" if more else "")


def reproduce_lines(promise: BrokenPromise) -> frozenset[str]:
    """Return the lines to copy among those that describe_promise returns."""
    return frozenset(line for finding in promise.findings for line in finding.reproduce.splitlines())


def describe_promise(promise: BrokenPromise) -> list[str]:
    """Return an entry as plain lines: what is promised, where it is written, what is there, how to see it."""
    promised = f"{promise.promise}."
    room = max(_LONGEST_MEANING, len(promised) + len(CUT))
    facts = (
        ", ".join(promise.evidence),
        str(promise.clause.written),
        *promise.clause.rules,
        *promise.clause.conflicts,
    )
    lines = [shorten(f"{promised} {promise.description}", room, placeholder=CUT), " · ".join(facts)]
    if {each.change for each in promise.variants} <= {Change.SAME, Change.BETTER}:
        lines.append("Known from the baseline.")
    alone = len(promise.findings) == 1
    for findings in promise.forms.values():
        lines += _of_form(findings, alone=alone)
    return lines


def _of_form(findings: Sequence[BrokenClause], *, alone: bool) -> Iterator[str]:
    """Yield the lines of the places of one form, and one way to see the first of them."""
    for finding in findings[:_MOST_NAMED]:
        yield from _describe_finding(finding, alone=alone)
    if (more := len(findings) - _MOST_NAMED) > 0:
        yield f"{in_number(more, 'more place')} of {findings[0].clause.root}, all listed by --json."
    yield from next((each.reproduce for each in findings if each.reproduce), "").splitlines()


def _describe_finding(finding: BrokenClause, *, alone: bool) -> Iterator[str]:
    where = f" in {finding.source}" if finding.source else ""
    place = (finding.place or "It") if alone else f"{finding.clause.root}:{finding.place}"
    yield f"{place} {finding.detail}{_spread(finding)}{where}."
    if finding.disputed:
        yield "The second validation library sees no fault here: read it before you report it."
    changes = {each.change for each in finding.variants}
    if len(finding.variants) > 1 or changes & {Change.NEW, Change.WORSE}:
        yield f"Variants: {_variants(finding.variants)}."
    if finding.waiver:
        yield f"Waived: {finding.waiver}"
    else:
        yield from (f"Waived, {_named(each)}: {each.waiver}" for each in finding.variants if each.waiver)


def _variants(variants: Sequence[FoundVariant]) -> str:
    """Say on how many things each variant is, and what became of it."""
    return first_of((f"{_named(each)} on {each.count}{_news(each)}" for each in variants), _MOST_NAMED)


def _named(found: FoundVariant) -> str:
    return "others" if found.variant is None else found.variant


def _news(found: FoundVariant) -> str:
    return f" ({found.change})" if found.change and found.change is not Change.SAME else ""


def _spread(finding: BrokenClause) -> str:
    one, many = finding.clause.counted
    spread = f", on {finding.count} of {finding.of} {many if finding.of != 1 else one}"
    if finding.ticket is not None:
        spread += f", first on {finding.ticket}" if finding.count > 1 else f": {finding.ticket}"
    # Without an array on the way the place is exact already.
    return spread + (f", at {finding.pointer}" if "[]" in finding.place and finding.pointer else "")
