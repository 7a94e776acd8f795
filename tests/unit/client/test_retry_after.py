from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketgate.client.retry_after import asked_pause

NOW = datetime(2026, 8, 21, 10, 0, 0, tzinfo=UTC)
LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("0", 0.0),
        (" 7 ", 7.0),
        ("7.5", None),
        ("-1", None),
        ("٧", None),
        ("Fri, 21 Aug 2026 10:00:09 GMT", 9.0),
        ("Friday, 21-Aug-26 10:00:09 GMT", 9.0),
        ("Fri Aug 21 10:00:09 2026", 9.0),
        (LONG_AGO, 0.0),
        ("Fri, 21 Aug 2026 10:00:09 +0000", None),
        ("Fri, 32 Aug 2026 10:00:09 GMT", None),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2026 99999999999:00:00 GMT", None),
        ("Mon, 01 Jan 2026 00:00:00 +9999999999999", None),
        ("", None),
    ],
)
def test_seconds_and_the_three_kinds_of_dates_are_read(value: str, pause: float | None) -> None:
    assert asked_pause(value, NOW) == pause


@given(st.text() | st.from_regex(r"\w{3}, [0-9]{1,9} \w{3} [0-9]{1,12} [0-9:]{1,12} (GMT|[+-][0-9]+)"))
def test_any_text_is_a_pause_or_none(value: str) -> None:
    pause = asked_pause(value, NOW)
    assert pause is None or pause >= 0
