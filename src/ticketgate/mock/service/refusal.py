"""How the mock says no to a request."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error of the mock
    """A request is answered with this status and message instead of data."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
