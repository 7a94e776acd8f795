"""`--min-coverage`: a run that checked too little fails, and says how much it checked."""

from __future__ import annotations

import json
import re

import pytest

from support.invoking import ticketgate

#: A mock so small that it lacks most channels, statuses and rules' conditions.
TINY = ("run", "--mock", "--mock-tickets", "3", "--max-requests", "60")


@pytest.mark.parametrize(("asked", "status"), [((), 0), (("--min-coverage", "20"), 0), (("--min-coverage", "99"), 1)])  # fmt: skip
def test_less_than_asked_for_fails_the_run(asked: tuple[str, ...], status: int) -> None:
    done = ticketgate(*TINY, *asked, "--json", "-")
    verdict = json.loads(done.out)
    assert (done.status, verdict["exitCode"]) == (status, status)
    assert verdict["findings"] == []
    must = verdict["coverage"]["clauses"]["MUST"]
    assert 20 < 100 * must["checked"] / must["of"] < 99
    assert verdict["coverage"]["minimum"] == (float(asked[1]) if asked else None)
    assert verdict["outcome"] == ("too little checked" if status else "kept")


def test_the_figure_is_always_shown_and_the_reason_for_a_failure_said() -> None:
    done = ticketgate(*TINY, "--min-coverage", "99")
    shown = " ".join(done.out.split())
    assert re.search(r"Covered \d+ of \d+ MUST \([\d.]+ %\)", shown)
    assert "Verdict TOO LITTLE CHECKED: " in shown
    assert "less than the 99 % that --min-coverage asks for." in shown
