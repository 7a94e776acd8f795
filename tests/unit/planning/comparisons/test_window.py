"""Which rows a window is made of, and which values of them can be operands."""

from __future__ import annotations

import random
from typing import Any

from support.rows import tickets
from support.samples import contract
from support.searchengine import FIELDS
from ticketgate.planning.comparisons.window import WINDOW, Window, window_of

TERMS = contract().search


def window(rows: dict[int, dict[str, Any]], *, personal: bool = True) -> Window:
    return window_of(TERMS, FIELDS, rows, [], 1, personal=personal)


def test_a_window_holds_what_makes_expectations_differ_however_rare_it_is() -> None:
    (row,) = tickets(1, random.Random(1)).values()
    alike = {**row, "agentId": 12, "tagIds": [1], "dueBy": None}
    rare = {
        3: {"agentId": 9},  # of one digit, so that order as text differs
        5: {"agentId": None},
        7: {"tagIds": [1, 2, 3]},
        9: {"dueBy": "2026-01-02 10:00:00"},
    }
    rows = {number: {**alike, "id": number, **rare.get(number, {})} for number in range(1, 400)}
    chosen = window(rows)
    assert len(chosen.rows) == WINDOW
    assert {*rare} <= {*chosen.ids}
    assert chosen.ids[-4:] == [396, 397, 398, 399]  # the latest ones, for moments shortly before now


def test_words_that_stand_for_something_else_are_no_operands() -> None:
    rows = tickets(3, random.Random(1))
    for row, text in zip(rows.values(), ("null", "unassigned", "fine"), strict=True):
        row["language"] = text
    assert window(rows).values["t.language"] == ("fine",)


def test_values_that_name_a_person_are_left_out_of_a_tenant() -> None:
    rows = tickets(20, random.Random(1))
    assert {"t.from", "t.customerId"} <= window(rows).values.keys()
    assert not {key for key in window(rows, personal=False).values if TERMS.is_personal(key)}


def test_a_window_holds_each_documented_value_but_not_every_other_one() -> None:
    (row,) = tickets(1, random.Random(1)).values()
    marks = ("auto_spam", "auto_programmatic", "manual_spam", "auto_clean", "manual_clean")
    rows = {
        number: {**row, "id": number, "spamStatus": "auto_clean", "language": f"of {number}"}
        for number in range(1, 400)
    }
    for number, mark in enumerate(marks, 11):
        rows[number]["spamStatus"] = mark
    chosen = window(rows)
    assert {each["spamStatus"] for each in chosen.rows} == {*marks}
    assert len(chosen.rows) == WINDOW
