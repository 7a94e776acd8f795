"""What two environments answer differently as a page: whether they agree, and each difference with its requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from support.different_sides import SUBJECT, TAGS, VERDICT, WAIVER
from support.pages import Page
from ticketgate.judging.differences import Difference
from ticketgate.report.html.differences_page import differences_to_html
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.two_environments import EnvironmentsVerdict, accept

WAIVED = accept(VERDICT, [WAIVER], date(2026, 11, 26))
GONE = replace(VERDICT.sides[1], ended=Ended(EarlyEnd.GONE, "3 requests in a row got no answer"))


def seen(verdict: EnvironmentsVerdict) -> Page:
    return Page(differences_to_html(verdict))


def test_each_difference_has_its_share_its_kind_and_both_requests() -> None:
    page = seen(WAIVED)
    for said in (
        "Do both answer alike? No Compared compact 400, full 200.",
        "More or fewer items, or cut off, on 20 of 200 (10 %), such as ticket 371001.",
        "Bearer $PRODUCTION_TOKEN",
        "https://b.example.com/api/mind/ticket/371001",
        "No single request shows it.",
        "Waived until 2027-01-31: They are sorted now.",
        "full:agent.lastSeen value 8 9 200",
        "400 of 500 tickets listed are on both sides.",
    ):
        assert said in page.text, (said, page.text)
    entries = {each["id"]: each["data-change"] for _, each in page.elements if "data-kind" in each}
    assert list(entries.items()) == [("full:subject/length", "fails"), ("compact:tags/order", "waived")]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (replace(VERDICT, differences=()), "ALIKE No difference that counts. Do both answer alike? Yes"),
        (
            replace(VERDICT, differences=(), sides=(VERDICT.sides[0], GONE)),
            "Do both answer alike? Not known Compared",
        ),
        (
            replace(VERDICT, differences=(), compared={}),
            "NOTHING COMPARED No ticket could be compared. Do both answer alike? Not known",
        ),
    ],
)
def test_whether_both_answer_alike_is_said_first(verdict: EnvironmentsVerdict, said: str) -> None:
    assert said in seen(verdict).text, seen(verdict).text


def test_what_was_not_compared_is_said() -> None:
    partial = replace(VERDICT, by_profile=True, compared={}, sides=(VERDICT.sides[0], GONE))
    for said in (
        "The tickets are others: only which partitions each side shows was compared.",
        "1 place moved while they were asked: noise, listed below.",
        "staging: 3 requests in a row got no answer.",
        "No full ticket was compared.",
    ):
        assert said in seen(partial).text


def test_a_page_of_many_differences_is_small_and_says_what_is_not_on_it() -> None:
    long = "a" * 290
    many = tuple(
        replace(each, difference=Difference(f"full:{long}.{number}", each.difference.kind))
        for number, each in enumerate(VERDICT.differences * 1000)
    )
    content = differences_to_html(replace(VERDICT, differences=many))
    assert len(content) < 1_000_000
    page = Page(content)
    shown = sum("data-kind" in each for _, each in page.elements)
    assert 100 < shown < 2000
    assert f"{2000 - shown} more differences are not on this page" in page.text


def test_the_waived_come_last_whatever_their_share() -> None:
    first = [each["id"] for _, each in seen(WAIVED).elements if "data-kind" in each]
    assert first == [f"{SUBJECT.place}/{SUBJECT.kind}", f"{TAGS.place}/{TAGS.kind}"]
