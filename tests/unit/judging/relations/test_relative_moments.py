"""Which present moments explain what searches by CURRENT_TIME, -7 DAY and the like found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.samples import contract
from support.searchengine import FIELDS
from ticketgate.judging.relations.pages import Page
from ticketgate.judging.relations.relative_moments import relative_moments_share_one_now

if TYPE_CHECKING:
    from ticketgate.judging.relations.judgements import Judgement

ROWS = tuple(
    {"id": number, "createdAt": moment}
    for number, moment in enumerate(
        ("2026-03-01 09:00:00", "2026-03-08 10:00:00", "2026-03-09 23:00:00", "2026-03-10 08:00:00")
    )
)


def page(rows: tuple[dict[str, Any], ...], *filters: dict[str, Any], complete: bool = True) -> Page:
    return Page(
        {"filters": [*filters]}, rows, len(rows), complete=complete, fields=FIELDS, terms=contract().search
    )


def found(comparator: str, operand: str, *ids: int) -> Page:
    said = {"key": "t.createdAt", "comparator": comparator, "value": operand}
    return page(tuple(row for row in ROWS if row["id"] in ids), said)


def between(start: str, end: str, *ids: int) -> Page:
    said = {"key": "t.createdAt", "comparator": "between", "from": start, "to": end}
    return page(tuple(row for row in ROWS if row["id"] in ids), said)


def judged(*pages: Page) -> Judgement:
    return relative_moments_share_one_now(page(ROWS), *pages)


ALL_PAST = found("<=", "CURRENT_TIME", 0, 1, 2, 3)


@pytest.mark.parametrize(
    "other",
    [
        found(">", "-4 HOUR", 3),
        found(">", "-4 HOUR"),  # nobody has written since
        found(">", "-7 DAY", 1, 2, 3),
        found(">=", "CURRENT_DATE", 3),
        found("<", "CURRENT_DATE", 0, 1, 2),
        found(">", "-7 DAY", 3),  # a week has passed
    ],
)
def test_a_present_after_the_last_ticket_explains_what_was_found(other: Page) -> None:
    assert judged(ALL_PAST, other) == ()


@pytest.mark.parametrize(
    "other",
    [
        found(">", "-4 HOUR", 1, 2, 3),  # as if hours were days
        found(">", "-7 DAY", 0, 1, 2, 3),  # the first was older than a week when the last was written
        found(">", "-7 DAY", 1, 3),  # not those since any moment
        found(">=", "CURRENT_DATE", 2, 3),  # two days are not today
    ],
)
def test_what_no_present_explains_breaks_the_promise(other: Page) -> None:
    (disagreement,) = judged(ALL_PAST, other) or ()
    assert disagreement.place == "tickets[].id"


@pytest.mark.parametrize(
    ("other", "is_explained"),
    [
        (between("-7 DAY", "CURRENT_TIME", 1, 2, 3), True),
        (between("-7 DAY", "CURRENT_TIME", 1, 2), True),  # perhaps the last one was written after that
        (between("-7 DAY", "-4 HOUR", 1, 2), True),
        (between("-7 DAY", "CURRENT_TIME", 2, 3), False),  # as if days were fewer
        (between("-7 DAY", "CURRENT_TIME", 1, 3), False),  # the middle one was before now
        (between("-4 HOUR", "CURRENT_TIME", 1, 3), False),  # as if the range began days ago
        (between("-7 DAY", "CURRENT_TIME", 0, 1, 2, 3), False),  # as if the range had no beginning
        (between("-7 DAY", "-4 HOUR", 1), False),  # as if the range ended a day ago
        (between("2026-03-01 00:00:00", "CURRENT_TIME"), True),  # no range of two relative moments
        (between("-7 DAY", "CURRENT_DATE"), True),  # whether a day is in it is open
    ],
)
def test_a_range_is_held_against_the_present_that_other_searches_show(
    other: Page,
    is_explained: bool,  # noqa: FBT001  a table column
) -> None:
    at_ten = [ALL_PAST, found(">", "-4 HOUR", 3), found("<", "-7 DAY", 0)]
    assert (judged(*at_ten, other) == ()) is is_explained


def test_a_day_begins_at_midnight() -> None:
    # Nothing was written today, so it is the 11th at least, and what was written in the last 4 hours says it is not.
    assert judged(found(">=", "CURRENT_DATE"), found(">", "-4 HOUR", 3))


@pytest.mark.parametrize(
    "pages",
    [
        (ALL_PAST,),
        (found(">", "-7 DAY"), found(">", "-4 HOUR")),  # nothing is found at all
        (ALL_PAST, found("<=", "CURRENT_DATE", 0)),  # up to the beginning of the day, or to its end
        (ALL_PAST, found(">", "2026-03-01 00:00:00", 0)),
        # Moments that are written out are not compared rightly either.
        (ALL_PAST, found(">", "-4 HOUR", 1, 2, 3), found("<", "2026-03-08 00:00:00", 0, 1)),
        (ALL_PAST, found(">", "-4 HOUR", 1, 2, 3), found("<", "2026-03-08 00:00:00")),
        (ALL_PAST, found(">", "-7 MONTH", 0)),
        (ALL_PAST, page((), {"key": "q", "value": "-7 DAY"})),
        (ALL_PAST, page((), {"key": "t.createdAt", "comparator": "=", "value": "CURRENT_TIME"})),
        (ALL_PAST, page((), {"key": "t.createdAt", "comparator": ">", "value": "-4 HOUR"}, complete=False)),
    ],
)
def test_too_little_tells_nothing(pages: tuple[Page, ...]) -> None:
    assert judged(*pages) is None


def test_where_written_moments_lack_tickets_it_is_not_for_now() -> None:
    wrong = found(">", "-4 HOUR", 1, 2, 3)
    assert judged(ALL_PAST, wrong)
    assert judged(found(">", "2026-03-08 00:00:00", 1, 2, 3), ALL_PAST, wrong)
    assert judged(found(">", "2026-03-08 00:00:00", 3), ALL_PAST, wrong) is None
