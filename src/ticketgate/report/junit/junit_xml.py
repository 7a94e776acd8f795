"""Writes a verdict as JUnit XML, a test case for each item of the suite."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from ticketgate.report.junit.suite_items import Ending, SuiteItem, items_of
from ticketgate.verdict.decision import Verdict

__all__ = ["as_junit", "items_to_junit", "junit_bytes", "writable"]

_DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
#: Characters that no XML can hold, not even escaped: a file name on the command line may have them.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(verdict: Verdict) -> bytes:
    """Return the verdict as JUnit XML; what is broken and fails nothing passes, its text as output."""
    items = sorted(items_of(verdict), key=lambda item: item.group)
    info = verdict.info
    about = {"target": info.target, "contractDigest": verdict.contract_digest, "exitCode": verdict.exit_code}
    if info.seed is not None:
        about["seed"] = info.seed
    return items_to_junit(items, info.started, info.finished, about)


def items_to_junit(
    items: Iterable[SuiteItem], started: str, finished: str, about: Mapping[str, object]
) -> bytes:
    """Return items as JUnit XML, a test case each, of what began and ended at these moments (ISO 8601).

    about is told as the properties of the suite.
    """
    suite = TestSuite("ticketgate")
    suite.timestamp = started
    for name, value in about.items():
        suite.add_property(name, writable(str(value)))
    suite.add_testcases(list(map(_element, items)))
    document = JUnitXml("ticketgate")
    document.add_testsuite(suite)
    document.update_statistics()
    document.time = suite.time = _seconds(started, finished)
    return junit_bytes(document)


def junit_bytes(document: JUnitXml) -> bytes:
    """Return the document as UTF-8 with its declaration."""
    xml: bytes = document.tostring()
    return _DECLARATION + xml + b"\n"


def writable(text: str) -> str:
    """Return text with what XML cannot hold written out: ``#x1B``."""
    return _NO_XML.sub(lambda found: f"#x{ord(found.group()):02X}", text)


def _element(item: SuiteItem) -> TestCase:
    element = TestCase(writable(item.name), item.group)
    message = writable(item.message)
    if item.ending is Ending.FAILED:
        failure = Failure(message.partition("\n")[0])
        failure.text = message
        element.result = [failure]
    elif item.ending is Ending.SKIPPED:
        element.result = [Skipped(message)]
    elif message:
        element.system_out = message
    return element


def _seconds(started: str, finished: str) -> float:
    return (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds()
