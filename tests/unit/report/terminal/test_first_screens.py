"""The first screen of the report, 24 lines, for ten verdicts of different kinds, at 80 and 140 columns.

Whoever changes them on purpose makes them anew and reads them: `python tests/unit/report/test_first_screens.py`, with
tests/ on the path.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from support.verdicts import MAY, MUST, SHOULD, TODAY, accepted, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.report.terminal.verdict_report import render
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.power import Power
from ticketgate.verdict.shares import Share
from ticketgate.verdict.waivers import Waiver

if TYPE_CHECKING:
    from ticketgate.verdict.decision import Verdict

FOLDER: Final = Path(__file__).with_name("first_screens")
LINES: Final = 24
WIDTHS: Final = (80, 140)
CONTRACT = default_contract()
URL = "https://demo.example.com/api/mind"
JUDGED = {"full": 300, "compact": 500, "search": 40, "pair": 300}
ALL = dict.fromkeys(CONTRACT.clauses, 300)
POWER = Sought(power=(Power("full", "", 300, 5000), Power("compact", "", 500, 5000)))
NOTES = (
    "Configured by ticketgate.toml, environment staging.",
    "300 of 5000 tickets found were read in full.",
    "166 of 256 generated requests were sent.",
)
RUN = {"target": URL, "judged": JUDGED, "exercised": ALL, "sought": POWER, "notes": NOTES}
AGENT = [
    found(f"{form}:{place}.id/type", "is a string of 4 characters", 120, variants={"a string": 120})
    for form in ("full", "compact")
    for place in ("agent", "assignedAgents[]", "workedOnBy[]")
]
STATUS = found(MUST, 'is "waiting"', 37, variants={"waiting": 37, "parked": 2})
INTERFACE = found(SHOULD, 'is "portal"', 9)
MEMBER = found(MAY, "has the member shinyNew", 300, place="")
CLOSED = found("full:closedAt/format", "is a string of 20 characters (RFC 3339)", 1, source="ticket.json")


def known(clause: str, variant: str, count: int) -> CountedVariant:
    told = CONTRACT.clauses[clause]
    share = Share(count, 300)
    return CountedVariant(clause, told.place, variant, told.level, told.title, share, "2026-10-01")


BASELINE = Baseline(
    "known.jsonl",
    CONTRACT.digest,
    Scope.RUN,
    (
        known(SHOULD, 'is "portal"', 9),
        known(MUST, "waiting", 6),
        known("full:subject/nullability", "null", 30),
        known("full:direction/enum", "up", 60),
    ),
)
STALE = Waiver(MUST, None, "known", TODAY.replace(year=2025), "waivers.yaml: entry 1")
BELOW = verdict_of(INTERFACE, MEMBER, STATUS, **RUN)
VERDICTS: Final[dict[str, Verdict]] = {
    "kept": verdict_of(**RUN),
    "broken": verdict_of(*AGENT, STATUS, INTERFACE, MEMBER, fail_on=Level.SHOULD, **RUN),
    "passed-with-findings": replace(
        BELOW, findings=tuple(accepted(f) if f.clause.id == MUST else f for f in BELOW.findings)
    ),
    "against-a-baseline": verdict_of(STATUS, INTERFACE, MEMBER, baseline=BASELINE, **RUN),
    "nothing-new": verdict_of(INTERFACE, baseline=BASELINE, **RUN),
    "stale-waiver": verdict_of(waivers=[STALE], **RUN),
    "incomplete": verdict_of(
        INTERFACE, ended=Ended(EarlyEnd.GONE, "3 requests in a row got no answer"), **RUN
    ),
    "too-little-checked": verdict_of(
        min_coverage=90.0, **{**RUN, "exercised": dict.fromkeys(list(ALL)[:600], 3)}
    ),
    "nothing-checked": verdict_of(target="run.har", judged={"full": 0}, exercised={}),
    "two-findings-of-a-check": verdict_of(
        found(MUST, 'is "waiting"', source="ticket.json"),
        CLOSED,
        target="ticket.json",
        judged={"full": 1},
        exercised=dict.fromkeys(list(ALL)[:748], 1),
    ),
}


def first_screen(verdict: Verdict, width: int) -> str:
    """The first lines, without what moves with the version and with the lines of specs/."""
    lines = render(verdict, width=width).splitlines()[:LINES]
    text = re.sub(r"digest [0-9a-f]{12}", "digest ............", "\n".join(lines))
    return re.sub(r"(\.yaml):\d+", r"\1:N", re.sub(r"ticketgate \d\S+", "ticketgate X.Y.Z", text)) + "\n"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", VERDICTS)
def test_the_first_screen_is_the_one_that_was_read(name: str, width: int) -> None:
    golden = FOLDER / f"{name}-{width}.txt"
    assert first_screen(VERDICTS[name], width) == golden.read_text("utf-8")


@pytest.mark.parametrize("name", VERDICTS)
def test_it_answers_what_the_verdict_is_and_what_to_look_at_first(name: str) -> None:
    verdict = VERDICTS[name]
    lines = first_screen(verdict, 80).splitlines()
    assert any(line.startswith("Verdict ") for line in lines[:6])
    assert any(line.startswith("First   ") for line in lines) == bool(verdict.findings or verdict.stale)
    assert any(line.startswith("Since known.jsonl: ") for line in lines) == (verdict.baseline is not None)


def test_there_is_no_other_file() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {
        f"{name}-{w}.txt" for name in VERDICTS for w in WIDTHS
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, verdict in VERDICTS.items():
        for width in WIDTHS:
            (FOLDER / f"{name}-{width}.txt").write_text(first_screen(verdict, width), "utf-8")
