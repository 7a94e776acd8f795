"""What two environments answer differently as JUnit XML: a test case for each form and operation compared."""

from collections.abc import Iterator
from typing import Final

from ticketgate.report.junit.junit_xml import items_to_junit
from ticketgate.report.junit.suite_items import Ending, SuiteItem
from ticketgate.report.words.difference_words import KIND_WORDS, agreement_sentence, share_in_words
from ticketgate.verdict.two_environments import Agreement, EnvironmentsVerdict

__all__ = ["differences_to_junit"]

_MODULE: Final = "test_environments"


def differences_to_junit(verdict: EnvironmentsVerdict) -> bytes:
    """Return the comparison as JUnit XML: a test case for each form and each operation compared."""
    about = {"targets": " ".join(side.target for side in verdict.sides)}
    return items_to_junit(_items(verdict), verdict.started, verdict.finished, about)


def _items(verdict: EnvironmentsVerdict) -> Iterator[SuiteItem]:
    for subject in sorted(verdict.compared):
        found = [each for each in verdict.differences if each.difference.place.startswith(f"{subject}:")]
        failing = [each for each in found if each.waiver is None]
        ending = Ending.FAILED if failing else Ending.XFAILED if found else Ending.PASSED
        message = "\n".join(
            f"{each.difference.place}: {KIND_WORDS[each.difference.kind]} ({each.difference.kind}), on "
            f"{share_in_words(each.share)}"
            for each in failing or found
        )
        yield SuiteItem(_MODULE, f"test_answers_agree[{subject}]", ending, message)
    is_whole = verdict.agreement not in (Agreement.INCOMPLETE, Agreement.NOTHING_COMPARED)
    yield SuiteItem(
        _MODULE,
        "test_comparison_came_to_its_end",
        Ending.PASSED if is_whole else Ending.FAILED,
        "" if is_whole else f"{verdict.agreement}: {agreement_sentence(verdict)}",
    )
