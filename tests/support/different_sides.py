"""What comparing two environments came to: noise, and two differences, one of which a waiver can accept."""

from __future__ import annotations

from datetime import date

from support.requests import get_ticket
from ticketgate.exchange.credentials import InShell
from ticketgate.judging.differences import Difference, DifferenceKind
from ticketgate.verdict.difference_waivers import DifferenceWaiver
from ticketgate.verdict.shares import Share
from ticketgate.verdict.two_environments import (
    CountedDifference,
    CountedNoise,
    EnvironmentsVerdict,
    SideInfo,
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
