"""Which orders are looked at page by page: those in which tickets stand otherwise than by their ids."""

from __future__ import annotations

import random
from typing import Any

import pytest

from support.rows import MOMENTS, tickets
from support.samples import contract
from support.searchengine import FIELDS
from ticketgate.planning.comparisons.orders import orders_of
from ticketgate.planning.comparisons.window import window_of

TERMS = contract().search
BY_SIZE = [key for key, field in FIELDS.items() if field.sortable and field.kind in ("integer", "date")]


def cut_by(rows: dict[int, dict[str, Any]], seed: int) -> list[str]:
    """Return the keys by which a plan orders pages in a row."""
    orders, alone = orders_of(window_of(TERMS, FIELDS, rows, [], seed, personal=True))
    of_pages = [each for order in (*orders, *alone) for each in order if each.promise == "pages-join-up"]
    return [str(comparison.searches[-1]["orderByField"]) for comparison in of_pages]  # type: ignore[call-overload,index]


def rising_but_for(*otherwise: str) -> dict[int, dict[str, Any]]:
    """Return tickets whose numbers and moments rise with their ids, but for those of some keys."""
    rows = tickets(len(MOMENTS), random.Random(1))
    for at, number in enumerate(sorted(rows)):
        for key in BY_SIZE:
            field = FIELDS[key]
            if field.many or key in (TERMS.id_key, *otherwise):
                continue
            rows[number][field.place] = MOMENTS[at] if field.kind == "date" else at
    return rows


@pytest.mark.parametrize("seed", range(10))
def test_pages_are_cut_where_tickets_stand_otherwise_than_by_their_ids(seed: int) -> None:
    assert sorted(cut_by(rising_but_for("t.modifiedAt", "t.partnerId"), seed)) == [
        "t.modifiedAt",
        "t.partnerId",
    ]


def test_pages_are_cut_by_one_number_and_one_moment_even_where_all_rise_with_the_ids() -> None:
    kinds = sorted(FIELDS[key].kind for key in cut_by(rising_but_for(), 1))
    assert kinds == ["date", "integer"]
