"""Relates searches by moments relative to now: no answer tells the time, but several do."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil, floor, inf
from typing import Any, Final

from ticketgate.contract.search_terms import SearchTerms
from ticketgate.judging.relations.criteria import field_of
from ticketgate.judging.relations.expectation import conditions_beside, expected_of
from ticketgate.judging.relations.fields import Field
from ticketgate.judging.relations.judgements import Judgement, unless
from ticketgate.judging.relations.moments import COMPARISONS
from ticketgate.judging.relations.pages import Page

__all__ = ["relative_moments_share_one_now"]

_SPAN: Final = re.compile(r"-([0-9]{1,4}) ([A-Z]+)")
_DAY: Final = 86_400
#: Seconds that may pass between the first and the last of the searches.
_MEANWHILE: Final = 900


def relative_moments_share_one_now(known: Page, *found: Page) -> Judgement:
    """Judge whether there is a present moment by which each search finds what it found.

    Searches by moments that are written out may stand among them: where one lacks tickets, it is not for now.
    """
    if any(page.complete and expected_of(known, page).must - {*page.ids} for page in found):
        return None
    spans = [span for page in found if page.complete and (span := _now_by(known, page)) is not None]
    # One alone fits some moment; and where none finds anything, moments may not be compared at all.
    if len(spans) < 2 or not any(page.rows for page in found):  # noqa: PLR2004
        return None
    earliest, latest = max(start for start, _ in spans), min(end for _, end in spans)
    detail = "shows that CURRENT_TIME, -7 DAY and the like are not counted from one present moment"
    return unless(earliest <= latest + _MEANWHILE, "tickets[].id", detail)


def _now_by(known: Page, found: Page) -> tuple[float, float] | None:
    """Return the earliest and latest present moment that explain a search by one relative moment.

    The earliest is after the latest where none does.
    """
    conditions = conditions_beside(known, found)
    said = conditions[0] if len(conditions) == 1 else {}
    terms, field = found.terms, field_of(found, said)
    meaning, operand = terms.meaning(said), said.get(terms.parts["one"])
    before = _before_now(terms, operand)
    if field is None or before is None or meaning not in COMPARISONS:
        return None
    first, last = _compared_with(known, found, field, rises=meaning in ("greater", "at-least"))
    if operand != terms.today:
        return first + before, last + before
    if meaning in ("greater", "at-most"):
        return None  # whether a day is compared by its first second or its last is open
    return _midnight(first, ceil), _midnight(last, floor) + _DAY


def _compared_with(known: Page, found: Page, field: Field, *, rises: bool) -> tuple[float, float]:
    """Return the earliest and latest moment that rows were compared with, by those found and those not."""
    hits: list[float] = []
    others: list[float] = []
    for row in known.rows:
        (value,) = field.values(row) or (None,)
        if value is not None:
            (hits if row[known.terms.id] in found.ids else others).append(_seconds(value))
    below, above = (others, hits) if rises else (hits, others)
    return max(below, default=-inf), min(above, default=inf)


def _before_now(terms: SearchTerms, operand: Any) -> int | None:
    """Return how many seconds before now an operand is; None for any that is not relative."""
    if operand in (terms.now, terms.today):
        return 0
    span = _SPAN.fullmatch(operand) if isinstance(operand, str) else None
    return int(span[1]) * terms.units[span[2]] if span and span[2] in terms.units else None


def _midnight(moment: float, rounded: Callable[[float], int]) -> float:
    return moment if abs(moment) == inf else rounded(moment / _DAY) * _DAY


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
