"""Relates searches by moments relative to now: no answer tells the time, but several do."""

import re
from collections.abc import Callable, Mapping
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

    Searches by moments that are written out may stand among them: where one is wrong, it is not for now. A
    search between two relative moments is held against the moment that the others show.
    """
    complete = [page for page in found if page.complete]
    if not all(_is_expected(known, page) for page in complete):
        return None
    spans = [span for page in complete if (span := _now_by(known, page)) is not None]
    # One alone fits some moment; and where none finds anything, moments may not be compared at all.
    if len(spans) < 2 or not any(page.rows for page in found):  # noqa: PLR2004
        return None
    earliest, latest = max(start for start, _ in spans), min(end for _, end in spans)
    detail = "shows that CURRENT_TIME, -7 DAY and the like are not counted from one present moment"
    explained = earliest <= latest + _MEANWHILE
    kept = explained and all(_is_between(known, page, earliest, latest) for page in complete)
    return unless(kept, "tickets[].id", detail)


def _is_expected(known: Page, found: Page) -> bool:
    """Tell whether a search found of the known tickets what it must, and nothing that it must not."""
    expected, hits = expected_of(known, found), {*found.ids} & {*known.ids}
    return expected.must <= hits <= expected.must | expected.may


def _is_between(known: Page, found: Page, earliest: float, latest: float) -> bool:
    """Tell whether a search between two relative moments may have found this; True for any other.

    The present moment is between the two that are given.
    """
    said, field = _condition(known, found)
    terms = found.terms
    operands = [said.get(terms.parts[part]) for part in ("start", "end")]
    start, end = (_before_now(terms, operand) for operand in operands)
    if field is None or start is None or end is None or terms.meaning(said) != "within":
        return True
    if terms.today in operands:
        return True  # whether a day is compared by its first second or its last is open
    hits, others = _found_and_not(known, found, field)
    may = earliest - start - _MEANWHILE, latest - end + _MEANWHILE
    must = latest - start + _MEANWHILE, earliest - end - _MEANWHILE
    return all(may[0] <= moment <= may[1] for moment in hits) and not any(
        must[0] < moment < must[1] for moment in others
    )


def _now_by(known: Page, found: Page) -> tuple[float, float] | None:
    """Return the earliest and latest present moment that explain a search by one relative moment.

    The earliest is after the latest where none does.
    """
    said, field = _condition(known, found)
    terms = found.terms
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


def _condition(known: Page, found: Page) -> tuple[Mapping[str, Any], Field | None]:
    """Return the one condition that a search has beside the known one, and what it filters by."""
    conditions = conditions_beside(known, found)
    said: Mapping[str, Any] = conditions[0] if len(conditions) == 1 else {}
    return said, field_of(found, said)


def _compared_with(known: Page, found: Page, field: Field, *, rises: bool) -> tuple[float, float]:
    """Return the earliest and latest moment that rows were compared with, by those found and those not."""
    hits, others = _found_and_not(known, found, field)
    below, above = (others, hits) if rises else (hits, others)
    return max(below, default=-inf), min(above, default=inf)


def _found_and_not(known: Page, found: Page, field: Field) -> tuple[list[float], list[float]]:
    """Return the moments of the known rows that were found, and of those that were not."""
    hits: list[float] = []
    others: list[float] = []
    for row in known.rows:
        (value,) = field.values(row) or (None,)
        if value is not None:
            (hits if row[known.terms.id] in found.ids else others).append(_seconds(value))
    return hits, others


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
