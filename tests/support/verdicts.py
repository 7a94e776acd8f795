"""Verdicts made by hand: a few clauses kept, a few findings, the rest unexercised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from support.requests import get_ticket
from ticketgate.contract.loading import default_contract
from ticketgate.judging.findings import Finding
from ticketgate.judging.tally import Group, Result
from ticketgate.judging.variants import Variants
from ticketgate.verdict.decision import RunInfo, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketgate.verdict.broken_clauses import BrokenClause
    from ticketgate.verdict.early_end import Ended

TARGET = "https://a-rather-long-name.of-an-instance.energy-supplier.example.com/api/mind"
TODAY = date(2026, 11, 24)
MUST, SHOULD, MAY = "full:status/enum", "full:interface/enum", "full:/undocumented"


def found(
    clause: str, detail: str, count: int = 1, *, ticket: int | None = 371004, **more: Any
) -> tuple[tuple[str, str], Group]:
    """One entry of `groups`: a clause broken at its own place."""
    place = more.pop("place", default_contract().clauses[clause].place)
    disputed = more.pop("disputed", False)
    request = get_ticket(ticket, includeCustomer=True) if ticket is not None else None
    variants = Variants(more.pop("variants", {detail: count}), more.pop("others", 0))
    finding = Finding(clause, place, detail, more.pop("pointer", f"/{place}"), ticket, request, **more)
    return (clause, place), Group(count, finding, disputed, variants)


def accepted(finding: BrokenClause, reason: str = "known") -> BrokenClause:
    """The finding, waived in all of its variants."""
    return replace(finding, variants=tuple(replace(each, waiver=reason) for each in finding.variants))


def verdict_of(
    *groups: tuple[tuple[str, str], Group],
    exercised: Mapping[str, int] | None = None,
    judged: Mapping[str, int] | None = None,
    target: str = TARGET,
    notes: tuple[str, ...] = (),
    ended: Ended | None = None,
    **options: Any,
) -> Verdict:
    result = Result(
        judged=judged or {"full": 12, "compact": 1, "search": 1, "pair": 12},
        exercised=exercised if exercised is not None else {"full:direction/enum": 12, "full:status/enum": 12},
        groups=dict(groups),
        unconfirmed=dict(options.pop("unconfirmed", ())),
        partitions=options.pop("partitions", {}),
    )
    info = RunInfo(
        target,
        "2026-11-24T10:00:00+00:00",
        "2026-11-24T10:00:09+00:00",
        20,
        7,
        ended,
        notes,
        times=options.pop("times", {}),
    )
    return decide(default_contract(), result, info, today=TODAY, **options)
