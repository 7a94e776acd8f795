"""What changed from one verdict to another as JUnit XML: a test case for each clause that either is about."""

from collections.abc import Iterator
from typing import Final

from ticketgate.report.junit.junit_xml import items_to_junit
from ticketgate.report.junit.suite_items import Ending, SuiteItem
from ticketgate.report.words.change_lines import describe_change, told_changes
from ticketgate.report.words.promise_lines import describe_promise
from ticketgate.verdict.comparison import VerdictComparison
from ticketgate.verdict.entries import broken_promises

__all__ = ["comparison_to_junit"]

_FUNCTION: Final = "test_nothing_got_worse"


def comparison_to_junit(comparison: VerdictComparison) -> bytes:
    """Return the comparison as JUnit XML; what fails is what is new or worse from the threshold on.

    What was judged and is not any more is skipped, with the reason; what neither judged is left out.
    """
    old, new = comparison.old, comparison.new
    about = {"old": old.file, "new": new.file, "target": new.target, "exitCode": comparison.exit_code}
    return items_to_junit(_items(comparison), new.started, new.finished, about)


def _items(comparison: VerdictComparison) -> Iterator[SuiteItem]:
    changed: dict[str, list[str]] = {}
    for change, alike in told_changes(comparison.changes):
        for each in alike:
            said = f"{change} {each.variant.level.name}: {describe_change(each)}"
            changed.setdefault(each.variant.clause, []).append(said)
    failing = {each.variant.clause for each in comparison.failing}
    lost = {each.clause.id: each.reason for each in comparison.lost}
    clauses = {**comparison.old.clauses, **comparison.new.clauses}
    judged = {name for name, clause in clauses.items() if clause.exercised}
    for name in sorted(judged | lost.keys() | changed.keys()):
        place = clauses[name].root, f"{_FUNCTION}[{name}]"
        message = "\n".join(changed.get(name, ()))
        if name in failing:
            yield SuiteItem(*place, Ending.FAILED, f"{message}\n{_described(comparison, name)}")
        elif name in lost:
            yield SuiteItem(*place, Ending.SKIPPED, f"no longer put to the test: {lost[name]}")
        else:
            yield SuiteItem(*place, Ending.PASSED, message)


def _described(comparison: VerdictComparison, clause: str) -> str:
    found = [each for each in comparison.broken if each.clause.id == clause]
    return "\n".join(line for promise in broken_promises(found) for line in describe_promise(promise))
