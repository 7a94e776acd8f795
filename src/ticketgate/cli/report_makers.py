"""What makes each report: of a verdict, of two of them, of two environments, and of a failure.

Each is loaded when it is asked for: a command that writes JSON alone must not wait for templates.
"""

# ruff: noqa: PLC0415 - see above

import json
from typing import TYPE_CHECKING, Any

from ticketgate.launch.options import HTML, JSON, JUNIT, MARKDOWN

if TYPE_CHECKING:
    from ticketgate.errors import TicketgateError
    from ticketgate.verdict.comparison import VerdictComparison
    from ticketgate.verdict.decision import Verdict
    from ticketgate.verdict.two_environments import EnvironmentsVerdict

__all__ = ["comparison_as", "differences_as", "failure_as", "verdict_as"]


def verdict_as(verdict: "Verdict", flag: str) -> bytes:
    """Return the report of a verdict that an option asks for."""
    match flag:
        case JSON.flag:
            from ticketgate.verdict.as_json import dumps

            return dumps(verdict)
        case JUNIT.flag:
            from ticketgate.report.junit.junit_xml import as_junit

            return as_junit(verdict)
        case HTML.flag:
            from ticketgate.report.html.verdict_page import verdict_as_html

            return verdict_as_html(verdict)
        case MARKDOWN.flag:
            from ticketgate.report.markdown.verdict_markdown import as_markdown

            return as_markdown(verdict)
        case _:
            from ticketgate.report.sarif import as_sarif

            return as_sarif(verdict)


def comparison_as(comparison: "VerdictComparison", flag: str) -> bytes:
    """Return the report of a comparison of two verdicts that an option asks for."""
    match flag:
        case JSON.flag:
            from ticketgate.verdict.comparison import comparison_to_json

            return _dumped(comparison_to_json(comparison))
        case JUNIT.flag:
            from ticketgate.report.junit.comparison_items import comparison_to_junit

            return comparison_to_junit(comparison)
        case HTML.flag:
            from ticketgate.report.html.comparison_page import comparison_to_html

            return comparison_to_html(comparison)
        case MARKDOWN.flag:
            from ticketgate.report.markdown.comparison_markdown import comparison_to_markdown

            return comparison_to_markdown(comparison)
        case _:
            from ticketgate.report.sarif import comparison_to_sarif

            return comparison_to_sarif(comparison)


def differences_as(verdict: "EnvironmentsVerdict", flag: str) -> bytes:
    """Return the report on two environments that an option asks for; there is no SARIF of it."""
    match flag:
        case JSON.flag:
            from ticketgate.verdict.two_environments import differences_to_json

            return _dumped(differences_to_json(verdict))
        case JUNIT.flag:
            from ticketgate.report.junit.difference_items import differences_to_junit

            return differences_to_junit(verdict)
        case HTML.flag:
            from ticketgate.report.html.differences_page import differences_to_html

            return differences_to_html(verdict)
        case _:
            from ticketgate.report.markdown.differences_markdown import differences_to_markdown

            return differences_to_markdown(verdict)


def failure_as(error: "TicketgateError", flag: str) -> bytes:
    """Return the report on why there is no verdict that an option asks for."""
    match flag:
        case JSON.flag:
            from ticketgate.report.failure_report import failure_to_json

            return failure_to_json(error)
        case JUNIT.flag:
            from ticketgate.report.failure_report import failure_to_junit

            return failure_to_junit(error)
        case HTML.flag:
            from ticketgate.report.html.failure_page import failure_to_html

            return failure_to_html(error)
        case MARKDOWN.flag:
            from ticketgate.report.failure_report import failure_to_markdown

            return failure_to_markdown(error)
        case _:
            from ticketgate.report.failure_report import failure_to_sarif

            return failure_to_sarif(error)


def _dumped(document: Any) -> bytes:
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode("utf-8", "replace")
