"""What changed of the findings, as plain lines: the news first, and how much is as it was."""

from collections.abc import Iterator, Sequence
from typing import Final

from ticketgate.report.words.figures import percentage
from ticketgate.verdict.changes import Change, ChangedVariant, CountedVariant

__all__ = ["counted_changes", "describe_change", "told_changes", "unchanged"]

#: What is told one by one; of the others, their number.
_TOLD: Final = (Change.NEW, Change.WORSE, Change.MENDED, Change.BETTER, Change.GONE)


def told_changes(changes: Sequence[ChangedVariant]) -> Iterator[tuple[Change, list[ChangedVariant]]]:
    """Yield what is told one by one: the news first, and of each sort what binds most."""
    for change in _TOLD:
        alike = [each for each in changes if each.change is change]
        if alike:
            yield change, sorted(alike, key=lambda each: -each.variant.level)


def counted_changes(changes: Sequence[ChangedVariant]) -> str:
    """Say how much of each sort there is: ``2 new, 1 mended``."""
    counts = (f"{len(alike)} {change}" for change, alike in told_changes(changes))
    return ", ".join(counts) or "nothing changed"


def unchanged(changes: Sequence[ChangedVariant]) -> str:
    """Say how much is as it was, and of how much that cannot be said."""
    counts = {change: sum(each.change is change for each in changes) for change in Change}
    new = "" if counts[Change.NEW] or counts[Change.WORSE] else "Nothing is new or worse; "
    same = f"{counts[Change.SAME]} as known"
    unseen = counts[Change.NOT_SEEN]
    return f"{new}{same}" + (f", {unseen} not seen and judged too seldom to tell" if unseen else "")


def describe_change(changed: ChangedVariant) -> str:
    """Return the variant, on which share it is and was, and since when it is known."""
    return "".join(_said(changed))


def _said(changed: ChangedVariant) -> Iterator[str]:
    variant, before, now = changed.variant, changed.before, changed.now
    yield _named(variant)
    if now is not None:
        yield f", on {_of(now)}"
    if before is not None:
        yield f"; {'before' if now else 'was'} on {_of(before)}"
        yield f", known since {before.since}" if before.since else ""
    yield "; its clause is in the contract no more" if changed.change is Change.GONE else ""


def _named(variant: CountedVariant) -> str:
    """Name the variant, and its place where the id of its clause does not."""
    words = "other variants" if variant.variant is None else variant.variant
    shown = f":{variant.place}/" in variant.clause
    return f"{variant.place} {words}" if variant.place and not shown else words


def _of(variant: CountedVariant) -> str:
    return f"{variant.share.count} of {variant.share.judged} ({percentage(variant.share.value)})"
