from __future__ import annotations

import pytest

from ticketgate.errors import DocumentError, TargetError, TicketgateError, UsageError


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (UsageError("x"), 2),
        (DocumentError("a.yaml", 1, "x"), 2),
        (TargetError("x"), 3),
    ],
)
def test_an_untestable_target_has_an_exit_code_of_its_own(error: TicketgateError, exit_code: int) -> None:
    assert error.exit_code == exit_code


@pytest.mark.parametrize(
    ("line", "text"), [(12, "specs/x.yaml:12: unknown key"), (None, "specs/x.yaml: unknown key")]
)
def test_a_document_error_reads_as_a_place_to_click_on(line: int | None, text: str) -> None:
    error = DocumentError("specs/x.yaml", line, "unknown key")
    assert str(error) == text
    assert (error.path, error.line, error.problem) == ("specs/x.yaml", line, "unknown key")
