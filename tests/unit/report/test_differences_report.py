"""The report on two environments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from junitparser import Failure, JUnitXml

from support.requests import get_ticket
from ticketgate.exchange.credentials import InShell
from ticketgate.judging.differences import Difference, DifferenceKind
from ticketgate.report.differences_report import differences_to_junit, render_differences
from ticketgate.verdict.difference_waivers import DifferenceWaiver
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.shares import Share
from ticketgate.verdict.two_environments import (
    CountedDifference,
    CountedNoise,
    EnvironmentsVerdict,
    SideInfo,
    accept,
)

SUBJECT = Difference("full:subject", DifferenceKind.LENGTH)
TAGS = Difference("compact:tags", DifferenceKind.ORDER)
VERDICT = EnvironmentsVerdict(
    sides=(
        SideInfo("production", "https://a.example.com/api/mind", 300, InShell("$PRODUCTION_TOKEN")),
        SideInfo("staging", "https://b.example.com/api/mind", 1, InShell("$STAGING_TOKEN")),
    ),
    started="2026-11-26T10:00:00+00:00",
    finished="2026-11-26T10:01:00+00:00",
    compared={"compact": 400, "full": 200},
    differences=(
        CountedDifference(TAGS, Share(6, 400)),
        CountedDifference(SUBJECT, Share(20, 200), 371001, get_ticket(371001)),
    ),
    noise=(CountedNoise(Difference("full:agent.lastSeen", DifferenceKind.VALUE), (8, 9), 200),),
    notes=("400 of 500 tickets listed are on both sides.",),
)
WAIVER = DifferenceWaiver(TAGS, "They are sorted now.", date(2027, 1, 31), "waivers.yaml: entry 1")


def words(verdict: EnvironmentsVerdict) -> str:
    return " ".join(render_differences(verdict, width=140).split())


def test_the_report_names_both_sides_the_noise_and_each_difference() -> None:
    said = words(VERDICT)
    for part in (
        "First production: https://a.example.com/api/mind, 300 requests sent",
        "Second staging: https://b.example.com/api/mind, 1 request sent",
        "Compared compact 400, full 200 400 of 500 tickets listed are on both sides.",
        "value full:agent.lastSeen: 8 and 9 of 200",
        "ORDER compact:tags the same in another order, on 6 of 400 (1.5 %). LENGTH",
        "LENGTH full:subject more or fewer items, or cut off, on 20 of 200 (10 %), such as ticket 371001.",
        '"Authorization: Bearer $PRODUCTION_TOKEN" ',
        "https://b.example.com/api/mind/ticket/371001",
        "Verdict DIFFERENT: 2 differences.",
    ):
        assert part in said, said


def test_the_report_says_what_is_waived_and_why_it_is_not_complete() -> None:
    waived = accept(VERDICT, [WAIVER], date(2026, 11, 26))
    assert "Waived until 2027-01-31: They are sorted now." in words(waived)
    assert "Verdict DIFFERENT: 1 difference. 1 more waived." in words(waived)
    gone = replace(VERDICT.sides[1], ended=Ended(EarlyEnd.GONE, "3 requests in a row got no answer"))
    partial = replace(VERDICT, differences=(), sides=(VERDICT.sides[0], gone))
    assert words(partial).endswith(
        "Verdict INCOMPLETE: no difference until then: https://b.example.com/api/mind: 3 requests in a row got "
        "no answer."
    )
    assert words(replace(partial, compared={})).endswith("3 requests in a row got no answer.")
    assert words(replace(VERDICT, differences=())).endswith("Verdict ALIKE: no difference that counts.")


def test_lines_to_copy_are_not_broken() -> None:
    lines = render_differences(VERDICT, width=60).splitlines()
    assert sum(line.strip().startswith("curl") and line.endswith("371001") for line in lines) == 2


def test_junit_has_a_case_for_each_form_and_fails_those_that_differ() -> None:
    document = JUnitXml.fromstring(differences_to_junit(accept(VERDICT, [WAIVER], date(2026, 11, 26))))
    cases = {case.name: case for suite in document for case in suite}
    assert list(cases) == [
        "test_answers_agree[compact]",
        "test_answers_agree[full]",
        "test_comparison_came_to_its_end",
    ]
    assert isinstance(cases["test_answers_agree[full]"].result[0], Failure)
    assert "full:subject: more or fewer items, or cut off (length), on 20 of 200 (10 %)" in (
        cases["test_answers_agree[full]"].result[0].text
    )
    assert cases["test_answers_agree[compact]"].is_passed
    assert "compact:" in cases["test_answers_agree[compact]"].system_out
    assert cases["test_comparison_came_to_its_end"].is_passed


def test_junit_fails_a_comparison_that_compared_nothing() -> None:
    document = JUnitXml.fromstring(differences_to_junit(replace(VERDICT, compared={}, differences=())))
    [case] = [case for suite in document for case in suite]
    assert case.name == "test_comparison_came_to_its_end"
    assert isinstance(case.result[0], Failure)
