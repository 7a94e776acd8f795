"""What two environments answer differently, as JUnit XML."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from junitparser import Failure, JUnitXml

from support.different_sides import VERDICT, WAIVER
from ticketgate.report.junit.difference_items import differences_to_junit
from ticketgate.verdict.two_environments import accept


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
