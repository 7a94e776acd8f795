"""Why there is no verdict, as a page."""

from __future__ import annotations

import pytest

from support.pages import Page
from ticketgate.errors import TargetError, TicketgateError, UsageError
from ticketgate.report.html.failure_page import failure_to_html

SAID = "https://a.example.com: no answer <b>within</b> 30 s; try --timeout 60"


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (UsageError(SAID), 2, "What was asked for cannot be done as it stands"),
        (TargetError(SAID), 3, "The target could not be tested"),
    ],
)
def test_it_says_why_what_to_do_and_that_nothing_is_known(
    error: TicketgateError, status: int, told: str
) -> None:
    page = Page(failure_to_html(error))
    for said in (
        SAID.replace("--timeout 60", ""),
        "NOT RUN",
        "Can it be released? Not known",
        told,
        f"exit code {status}",
    ):
        assert said in page.text, (said, page.text)
    assert "b" not in {tag for tag, _ in page.elements[-20:]}
