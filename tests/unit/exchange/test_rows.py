"""What is read from a page, and what is told apart: no page, rows that are no tickets, totals that are none."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from support.requests import get_ticket, search
from support.samples import answer, contract, example, row
from ticketgate.exchange.rows import (
    PageRow,
    PageRows,
    is_meant_as_page,
    rows_of_answer,
    rows_of_page,
    ticket_of,
)

TERMS = contract().search


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ({"tickets": [], "total": 0}, PageRows((), 0)),
        ({"tickets": []}, PageRows((), None)),
        ({"tickets": [{"id": 7}], "total": 9}, PageRows((PageRow(0, {"id": 7}, 7),), 9)),
        ({"tickets": None}, None),
        ({"tickets": {"id": 7}}, None),
        ({"total": 9}, None),
        ([{"id": 7}], None),
        (None, None),
    ],
)
def test_a_page_is_an_object_with_a_list_of_rows(body: Any, page: PageRows | None) -> None:
    assert rows_of_page(body, TERMS) == page


@pytest.mark.parametrize(
    ("total", "read"), [(3, 3), (-1, -1), (2**64, 2**64), ("3", None), (3.0, None), (True, None)]
)
def test_a_total_is_an_integer(total: Any, read: int | None) -> None:
    page = rows_of_page({"tickets": [], "total": total}, TERMS)
    assert page is not None
    assert page.total == read


@pytest.mark.parametrize(
    ("value", "is_object", "ticket"),
    [
        ({"id": 7}, True, 7),
        ({"id": -7}, True, -7),
        ({"id": "7"}, True, None),
        ({"id": 7.0}, True, None),
        ({"id": True}, True, None),
        ({}, True, None),
        ([7], False, None),
        (7, False, None),
        (None, False, None),
    ],
)
def test_a_row_is_a_ticket_if_it_is_an_object_with_an_integer_id(
    value: Any,
    is_object: bool,  # noqa: FBT001 - the expectation
    ticket: int | None,
) -> None:
    page = rows_of_page({"tickets": [value]}, TERMS)
    assert page is not None
    assert [(each.is_object, each.ticket) for each in page.rows] == [(is_object, ticket)]
    assert ticket_of(value, TERMS) == ticket


def test_rows_keep_their_positions_and_tickets_their_order() -> None:
    page = rows_of_page({"tickets": [{"id": 9}, 4, {"id": None}, {"id": 7}, {"id": 9}]}, TERMS)
    assert page is not None
    assert [each.position for each in page.rows] == [0, 1, 2, 3, 4]
    assert [ticket for ticket, _ in page.tickets] == [9, 7, 9]
    assert page.tickets[1] == (7, {"id": 7})


def test_a_row_does_not_show_what_stands_in_it() -> None:
    assert repr(PageRow(3, row(), 7)) == "PageRow(position=3, ticket=7)"


PAGE = orjson.dumps(example("search-page"))


@pytest.mark.parametrize(
    ("status", "content", "rows"),
    [(200, PAGE, 2), (204, PAGE, 2), (400, PAGE, None), (0, b"", None), (200, b"<html>", None), (200, b"[]", None)],
)  # fmt: skip
def test_only_a_success_has_rows(status: int, content: bytes, rows: int | None) -> None:
    page = rows_of_answer(answer(search({}), status, content))
    assert (None if page is None else len(page.rows)) == rows


def test_a_ticket_is_no_page() -> None:
    assert rows_of_answer(answer(get_ticket(7), content=b'{"id": 7}')) is None


@pytest.mark.parametrize(
    ("value", "meant"),
    [({"tickets": []}, True), ({"tickets": 7}, True), ({"total": 7}, False), (["tickets"], False)],
)
def test_what_has_the_member_of_rows_is_meant_as_a_page(value: Any, meant: bool) -> None:  # noqa: FBT001 - the expectation
    assert is_meant_as_page(value, TERMS) is meant
