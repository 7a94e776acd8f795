"""Reads the pause that a target asks for in the header Retry-After (RFC 9110)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_SECONDS: Final = re.compile(r"[0-9]{1,9}")
#: The date of today's servers, and the two older ones that a client has to know as well; always UTC.
_DATES: Final = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


def asked_pause(value: str, now: datetime) -> float | None:
    """Return the pause in seconds, 0 for a moment that is over, None for what is neither number nor date."""
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = next(filter(None, (_moment(text, form) for form in _DATES)), None)
    return max((moment - now).total_seconds(), 0.0) if moment else None


def _moment(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None
