"""Writes why there is no verdict, where reports were asked for: as JSON, JUnit XML, Markdown and SARIF.

The schema of the JSON form is ``failure.schema.json`` beside this module.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from junitparser import Error, JUnitXml, TestCase, TestSuite

from ticketgate import __version__
from ticketgate.errors import TicketgateError
from ticketgate.report.junit.junit_xml import junit_bytes, writable
from ticketgate.report.markdown.gfm import as_text
from ticketgate.report.sarif import DRIVER, sarif_document

__all__ = [
    "FAILURE_SCHEMA",
    "failure_to_json",
    "failure_to_junit",
    "failure_to_markdown",
    "failure_to_sarif",
]

#: Where the schema of the JSON form is.
FAILURE_SCHEMA: Final = Path(__file__).with_name("failure.schema.json")
_FORM: Final = 1
_LONGEST: Final = 2000


def failure_to_json(error: TicketgateError) -> bytes:
    """Return the error with the exit code that it means."""
    document = {
        "schema": _FORM,
        "tool": {"name": "ticketgate", "version": __version__},
        "outcome": "not run",
        "exitCode": error.exit_code,
        "error": str(error),
    }
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode("utf-8", "replace")


def failure_to_junit(error: TicketgateError) -> bytes:
    """Return one test case that could not be run, and the error as the reason."""
    case, suite, document = (
        TestCase("there_is_a_verdict", "run"),
        TestSuite("ticketgate"),
        JUnitXml("ticketgate"),
    )
    reason = Error(writable(str(error)))
    reason.text = writable(str(error))
    case.result = [reason]
    suite.timestamp = datetime.now(UTC).isoformat(timespec="seconds")
    suite.add_property("exitCode", str(error.exit_code))
    suite.add_testcase(case)
    document.add_testsuite(suite)
    document.update_statistics()
    return junit_bytes(document)


def failure_to_markdown(error: TicketgateError) -> bytes:
    """Return a heading and the error below it."""
    said = as_text(str(error), _LONGEST)
    return f"## ⚠️ ticketgate: not run\n\n{said}\n\nExit code {error.exit_code}\\.\n".encode(
        "utf-8", "replace"
    )


def failure_to_sarif(error: TicketgateError) -> bytes:
    """Return a run without results, whose invocation tells the error."""
    notification = {"level": "error", "message": {"text": str(error)}}
    invocation = {
        "executionSuccessful": False,
        "exitCode": error.exit_code,
        "toolExecutionNotifications": [notification],
    }
    return sarif_document({"tool": {"driver": DRIVER}, "invocations": [invocation], "results": []})
