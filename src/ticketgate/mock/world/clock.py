"""The data set's own time: a fixed present moment and the formats the API writes times in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the API's DateTime has no zone
MINUTE, HOUR, DAY = 60, 3600, 86_400
NOW = int(datetime(2026, 3, 2, 14, 30, tzinfo=UTC).timestamp())
"""The present of the data, in Unix seconds: fixed, so that a seed gives the same answers on any day."""


def date_time(seconds: int) -> str:
    """Write Unix seconds as the API's zone-less `YYYY-MM-DD HH:MM:SS` (R45)."""
    return (_EPOCH + timedelta(seconds=seconds)).isoformat(" ")


def rfc3339(seconds: int) -> str:
    """Write Unix seconds as RFC 3339 in UTC, as `autoExecuteAt` is typed (R45)."""
    return (_EPOCH + timedelta(seconds=seconds)).isoformat() + "Z"
