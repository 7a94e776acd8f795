"""Verdicts of each kind with something in every part of a page, and one whose every text tries to inject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from support.verdicts import MAY, MUST, SHOULD, accepted, found, verdict_of
from ticketgate.contract.loading import default_contract
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.power import Power
from ticketgate.verdict.times import Times

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketgate.verdict.decision import Verdict

RULE, BEHAVIOUR = "full/customer-agrees-with-customer-id", "getTicket/no-server-error"
EXERCISED = {MUST: 12, SHOULD: 12, MAY: 12, RULE: 4, BEHAVIOUR: 9}
PARTITIONS = {"full:status=open": 3, "full:closedAt=null": 1, "full:closedAt=value": 3}
POWER = (Power("full", "", 12, 500), Power("full", "channel=chat", 2, 9), Power("compact", "", 9, 9))
BROKEN = verdict_of(
    found(MUST, 'is "waiting"', 9, variants={"waiting": 7, "parked": 2}),
    found("compact:status/enum", 'is "waiting"', 3, variants={"waiting": 3}),
    found(SHOULD, "is another value"),
    found(MAY, "has undocumented members", variants={"colour": 1}),
    found(RULE, "is another id", place="customer.id"),
    found(BEHAVIOUR, "has status 500", place=""),
    exercised={**EXERCISED, "compact:status/enum": 5},
    partitions=PARTITIONS,
    times={"getTicket": Times(3, 0.25, 0.5, 1.5)},
    sought=Sought(power=POWER),
    notes=("217 of 500 tickets found were read in full.",),
    unconfirmed=(found("full:direction/enum", "is null"),),
)
KEPT = verdict_of(exercised=EXERCISED)
VERDICTS: Final = {
    "kept": KEPT,
    "broken": BROKEN,
    "too little checked": verdict_of(exercised=EXERCISED, min_coverage=100.0),
    "incomplete": verdict_of(exercised=EXERCISED, ended=Ended(EarlyEnd.GONE, "the target is gone")),
    "nothing checked": verdict_of(exercised={}, judged={}),
}

PAYLOADS = (
    "<script>alert({0})</script>",
    "</script><script>alert({0})</script>",
    "</style><img src=x onerror=alert({0})>",
    '" onmouseover="alert({0})" x="',
    "' autofocus onfocus='alert({0})",
    "</code></details></section><h1>{0}</h1>",
    "javascript:alert({0})",
    "<!-- {0}",
    "]]><svg onload=alert({0})>",
    "&lt;script&gt;{0}&#x3c;",
    "{{{{ {0} }}}}{{% raw %}}",
    "\u202e{0}\u2066\x00\x1b[31m",
)


def hostile(number: int) -> str:
    return PAYLOADS[number % len(PAYLOADS)].format(number)


def harmless(number: int) -> str:
    return f"word{number}"


def with_texts(text: Callable[[int], str]) -> Verdict:
    """Return a verdict with 204 texts of a server or a tenant, wherever one can stand."""
    at = iter(range(1000))

    def some(count: int) -> list[str]:
        return [text(next(at)) for _ in range(count)]

    groups = [
        found(
            clause,
            f"is {text(next(at))}",
            20,
            variants=dict.fromkeys(some(8), 1),
            place=f"{default_contract().clauses[clause].place}.{text(next(at))}",
            pointer=f"/{text(next(at))}",
            source=text(next(at)),
        )
        for clause in (*(MUST, SHOULD, MAY, RULE), *list(default_contract().clauses)[100:112])
    ]
    power = tuple(Power("full", f"channel={name}", 2, 9) for name in some(4))
    verdict = verdict_of(
        *groups,
        exercised=EXERCISED,
        target=text(next(at)),
        notes=tuple(some(4)),
        times={name: Times(1, 0.1, 0.1, 0.1) for name in some(2)},
        judged={"full": 12, text(next(at)): 3},
        sought=Sought(power=(Power("full", "", 12, 500), *power)),
    )
    first, *others = verdict.findings
    made = next(at) + 1
    assert made >= 200, made
    return replace(
        verdict, findings=(accepted(first, text(made)), *others), stale=tuple(some(2)), min_coverage=1.0
    )
