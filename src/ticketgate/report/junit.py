"""Writes a verdict as JUnit XML, a test case for each item of the suite."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from ticketgate.report.suite_items import Ending, SuiteItem, items_of
from ticketgate.verdict.decision import Verdict

__all__ = ["as_junit", "items_to_junit"]

_DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
#: Characters that no XML can hold, not even escaped: a file name on the command line may have them.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(verdict: Verdict) -> bytes:
    """Return the verdict as JUnit XML; what is broken but fails nothing is skipped, as under pytest."""
    items = sorted(items_of(verdict), key=lambda item: item.module)
    return items_to_junit(items, verdict.info.started, verdict.info.finished)


def items_to_junit(items: Iterable[SuiteItem], started: str, finished: str) -> bytes:
    """Return items as JUnit XML, a test case each, of what began and ended at these moments (ISO 8601)."""
    suite = TestSuite("ticketgate")
    suite.timestamp = started
    suite.add_testcases(list(map(_element, items)))
    document = JUnitXml("ticketgate")
    document.add_testsuite(suite)
    document.update_statistics()
    document.time = suite.time = _seconds(started, finished)
    xml: bytes = document.tostring()
    return _DECLARATION + xml + b"\n"


def _element(item: SuiteItem) -> TestCase:
    element = TestCase(_writable(item.name), item.module)
    if item.ending is not Ending.PASSED:
        element.result = [_result(item.ending, _writable(item.message))]
    return element


def _result(ending: Ending, message: str) -> Failure | Skipped:
    if ending is Ending.FAILED:
        failure = Failure(message)
        failure.text = message
        return failure
    return Skipped(message, "pytest.xfail" if ending is Ending.XFAILED else "pytest.skip")


def _writable(text: str) -> str:
    return _NO_XML.sub(lambda found: f"#x{ord(found.group()):02X}", text)


def _seconds(started: str, finished: str) -> float:
    return (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds()
