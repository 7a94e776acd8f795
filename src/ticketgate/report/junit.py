"""Writes a verdict as JUnit XML, a test case for each item of the suite."""

import re
from datetime import datetime
from typing import Final

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from ticketgate.report.suite_items import Ending, SuiteItem, items_of
from ticketgate.verdict.decision import RunInfo, Verdict

__all__ = ["as_junit"]

_DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
#: Characters that no XML can hold, not even escaped: a file name on the command line may have them.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(verdict: Verdict) -> bytes:
    """Return the verdict as JUnit XML; what is broken but fails nothing is skipped, as under pytest."""
    suite = TestSuite("ticketgate")
    suite.timestamp = verdict.info.started
    suite.add_testcases([_element(item) for item in sorted(items_of(verdict), key=lambda item: item.module)])
    document = JUnitXml("ticketgate")
    document.add_testsuite(suite)
    document.update_statistics()
    document.time = suite.time = _seconds(verdict.info)
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


def _seconds(info: RunInfo) -> float:
    started, finished = map(datetime.fromisoformat, (info.started, info.finished))
    return (finished - started).total_seconds()
