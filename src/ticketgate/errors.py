"""The errors a user can meet: each one carries the message to show and the exit code to end with."""

from __future__ import annotations

from typing import ClassVar


class TicketgateError(Exception):
    """Base of every expected failure; `str(error)` is the whole message shown to the user."""

    exit_code: ClassVar[int] = 2


class UsageError(TicketgateError):
    """An option, an environment variable or a file given by the user cannot be used."""


class DocumentError(TicketgateError):
    """A document (specification, schema, fixture, report) is wrong; reads `path:line: problem`."""

    def __init__(self, path: str, line: int | None, problem: str) -> None:
        """Keep where the document is wrong; `line` counts from 1, None when no line is known."""
        super().__init__(path, line, problem)
        self.path = path
        self.line = line
        self.problem = problem

    def __str__(self) -> str:
        """Read as `specs/x.yaml:12: problem`, the form editors and CI logs turn into a link."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.problem}"


class TargetError(TicketgateError):
    """The target cannot be tested: unreachable, not authenticated, not this API, or without tickets."""

    exit_code: ClassVar[int] = 3


class WorkersError(TicketgateError):
    """Those who were to judge side by side cannot go on; nothing of what they judged counts."""
