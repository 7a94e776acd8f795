"""The report on two environments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from support.different_sides import VERDICT, WAIVER
from ticketgate.report.terminal.differences_report import render_differences
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.two_environments import EnvironmentsVerdict, accept


def words(verdict: EnvironmentsVerdict) -> str:
    return " ".join(render_differences(verdict, width=140).split())


def test_the_report_names_both_sides_the_noise_and_each_difference() -> None:
    said = words(VERDICT)
    for part in (
        "First production: https://a.example.com/api/mind, 300 requests sent",
        "Second staging: https://b.example.com/api/mind, 1 request sent",
        "Compared compact 400, full 200 400 of 500 tickets listed are on both sides.",
        "value full:agent.lastSeen: 8 and 9 of 200",
        "ORDER compact:tags the same in another order, on 6 of 400 (1.5 %). Verdict",
        "LENGTH full:subject more or fewer items, or cut off, on 20 of 200 (10 %), such as ticket 371001.",
        '"Authorization: Bearer $PRODUCTION_TOKEN" ',
        "https://b.example.com/api/mind/ticket/371001",
        "Verdict DIFFERENT: 2 differences.",
    ):
        assert part in said, said


def test_the_report_says_what_is_waived_and_why_it_is_not_complete() -> None:
    waived = accept(VERDICT, [WAIVER], date(2026, 11, 26))
    assert "Waived until 2027-01-31: They are sorted now." in words(waived)
    assert words(waived).index("full:subject") < words(waived).index("compact:tags")
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
