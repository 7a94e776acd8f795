"""The findings in the HTML report: by promise, what fails the run first, and as many as a page can hold."""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ticketgate.contract.clauses import Kind
from ticketgate.report.html.hypertext import anchor, while_it_fits
from ticketgate.report.words.change_lines import told_changes
from ticketgate.verdict.broken_clauses import BrokenClause
from ticketgate.verdict.changes import Change, ChangedVariant
from ticketgate.verdict.decision import Verdict
from ticketgate.verdict.entries import BrokenPromise, broken_promises

__all__ = ["ChangeRows", "FindingEntry", "FittingFindings", "change_rows", "finding_entries", "fitted"]

#: Bytes of the page for findings in full, and for those of which a line is told.
_IN_FULL: Final = 240_000
_IN_SHORT: Final = 70_000
#: Places of a promise that are shown, and variants of each; all are in the JSON form.
MOST_PLACES: Final = 12
MOST_VARIANTS: Final = 8
#: Changes of each sort that are shown.
_MOST_CHANGES: Final = 60


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A broken promise as the page shows it."""

    promise: BrokenPromise
    #: Whether it fails the run.
    fails: bool
    #: The id of the element that shows what is promised; empty where the verdict does not hold it.
    in_contract: str
    #: Whether it was found once, and not asked for again.
    in_doubt: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What has become of it, in the words that it is filtered by."""
        changes = {each.change for finding in self.promise.findings for each in finding.variants}
        words = [str(change) for change in Change if change in changes]
        if all(finding.waiver for finding in self.promise.findings):
            words.append("waived")
        if self.in_doubt:
            words.append("not confirmed")
        return ("fails", *words) if self.fails else tuple(words)

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms or operations in which it is broken."""
        return tuple(self.promise.forms)

    @property
    def most(self) -> BrokenClause:
        """The finding that is on the greatest share."""
        return max(self.promise.findings, key=lambda each: each.count / each.of)

    @property
    def shown(self) -> tuple[BrokenClause, ...]:
        """The findings that are shown one by one."""
        return self.promise.findings[:MOST_PLACES]


@dataclass(frozen=True, slots=True)
class FittingFindings:
    """The entries that a page holds: some in full, some in a line, and how many not at all."""

    in_full: tuple[str, ...]
    in_short: tuple[str, ...]
    #: The clauses whose findings are on the page; those not asked for again are no breach.
    clauses: frozenset[str]
    left_out: int


@dataclass(frozen=True, slots=True)
class ChangeRows:
    """What changed in one way: the variants shown, by clause and place, and how many more there are."""

    change: Change
    shown: tuple[tuple[ChangedVariant, ...], ...]
    more: int


def finding_entries(verdict: Verdict) -> tuple[FindingEntry, ...]:
    """Return the entries: what fails the run, what does not, and last what was not asked for again."""
    failing = {(finding.clause.id, finding.place) for finding in verdict.failing}
    places = {anchor(each.place, each.form) for each in verdict.outline.places}
    entries = [
        FindingEntry(
            promise,
            fails=any((each.clause.id, each.place) in failing for each in promise.findings),
            in_contract=_in_contract(promise, places),
        )
        for promise in broken_promises(verdict.findings)
    ]
    entries.sort(key=lambda each: (not each.fails, "waived" in each.words))
    doubtful = (
        FindingEntry(promise, fails=False, in_contract=_in_contract(promise, places), in_doubt=True)
        for promise in broken_promises(verdict.unconfirmed)
    )
    return (*entries, *doubtful)


def fitted(
    entries: Sequence[FindingEntry],
    in_full: Callable[[FindingEntry], str],
    in_short: Callable[[FindingEntry], str],
) -> FittingFindings:
    """Return as many entries as fit, rendered by the functions given."""
    full = [*while_it_fits(entries, in_full, _IN_FULL)]
    short = [*while_it_fits(entries[len(full) :], in_short, _IN_SHORT)]
    shown = len(full) + len(short)
    clauses = {each.clause.id for entry in entries[: len(full)] for each in entry.shown if not entry.in_doubt}
    clauses |= {entry.promise.clause.id for entry in entries[len(full) : shown] if not entry.in_doubt}
    return FittingFindings(tuple(full), tuple(short), frozenset(clauses), len(entries) - shown)


def change_rows(changes: Sequence[ChangedVariant]) -> Iterator[ChangeRows]:
    """Yield what changed, the news first and in each sort what binds most."""
    for change, alike in told_changes(changes):
        by_place: dict[tuple[str, str], list[ChangedVariant]] = {}
        for each in alike[:_MOST_CHANGES]:
            by_place.setdefault((each.variant.clause, each.variant.place), []).append(each)
        yield ChangeRows(change, tuple(map(tuple, by_place.values())), max(0, len(alike) - _MOST_CHANGES))


def _in_contract(promise: BrokenPromise, places: Container[str]) -> str:
    clause = promise.clause
    if clause.kind in (Kind.RULE, Kind.RELATION, Kind.BEHAVIOUR):
        return f"promise:{promise.group}"
    place = anchor(clause.place, clause.root)
    return place if place in places else ""
