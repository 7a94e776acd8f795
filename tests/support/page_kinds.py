"""Every kind of HTML page there is, each with something in all of its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from support.different_sides import VERDICT, WAIVER
from support.reported import KEPT, VERDICTS, hostile, with_texts
from support.two_verdicts import compared
from support.verdicts import MAY, MUST, SHOULD, found, verdict_of
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError
from ticketgate.judging.differences import Difference
from ticketgate.report.html.comparison_page import comparison_to_html
from ticketgate.report.html.contract_page import contract_as_html
from ticketgate.report.html.differences_page import differences_to_html
from ticketgate.report.html.failure_page import failure_to_html
from ticketgate.report.html.verdict_page import verdict_as_html
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.baseline import Baseline, Scope
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.comparison import compare
from ticketgate.verdict.past_verdict import read_verdict
from ticketgate.verdict.shares import Share
from ticketgate.verdict.two_environments import accept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ticketgate.verdict.decision import Verdict

#: Those of verdicts, by what they came to, and the others.
KINDS = (
    *VERDICTS,
    *("since a baseline", "contract", "comparison", "differences", "failure"),
    *("hostile", "hostile comparison", "hostile differences"),
)


def pages_of_all_kinds(folder: Path) -> dict[str, bytes]:
    """Return each page by its kind; files are written into the folder."""
    waived = accept(VERDICT, [WAIVER], WAIVER.until)
    made = {
        **{name: verdict_as_html(verdict) for name, verdict in VERDICTS.items()},
        "since a baseline": verdict_as_html(since_baseline()),
        "contract": contract_as_html(default_contract()),
        "comparison": comparison_to_html(compared(folder)),
        "differences": differences_to_html(waived),
        "failure": failure_to_html(TargetError("https://x.example.com: no answer; try --timeout 60")),
        "hostile": verdict_as_html(with_texts(hostile)),
        "hostile comparison": comparison_of_texts(hostile, folder),
        "hostile differences": differences_of_texts(hostile),
    }
    assert tuple(made) == KINDS
    return made


def since_baseline() -> Verdict:
    """Return a verdict in which something is new, worse, better, mended, as known and not seen any more."""
    known = {
        MUST: ("waiting", 6),
        SHOULD: ("is null", 290),
        MAY: ("colour", 30),
        "full:direction/enum": ("up", 200),
    }
    lines = [
        CountedVariant(
            clause.id, clause.place, variant, clause.level, clause.title, Share(count, 300), "2026-01-31"
        )
        for clause, (variant, count) in (
            (default_contract().clauses[name], each) for name, each in known.items()
        )
    ]
    return verdict_of(
        found(MUST, 'is "waiting"', 130, variants={"waiting": 120, "parked": 10}),
        found(SHOULD, "is null", 9),
        found(MAY, "has undocumented members", 30, variants={"colour": 30}),
        exercised=dict.fromkeys(known, 300),
        baseline=Baseline("known.jsonl", default_contract().digest, Scope.SAVED, tuple(lines)),
    )


def comparison_of_texts(text: Callable[[int], str], folder: Path) -> bytes:
    """Return the page of a comparison in which all is new that a server or a tenant names."""
    sides = []
    for name, verdict in (("old", KEPT), ("new", with_texts(text))):
        file = folder / f"{name} texts.json"
        file.write_bytes(dumps(verdict))
        sides.append(read_verdict(file))
    return comparison_to_html(compare(*sides))


def differences_of_texts(text: Callable[[int], str]) -> bytes:
    """Return the page of differences at places that a server or a tenant names."""
    places = [
        replace(each, difference=Difference(f"full:{text(number)}", each.difference.kind))
        for number, each in enumerate(VERDICT.differences * 20)
    ]
    sides = tuple(replace(side, environment=text(100)) for side in VERDICT.sides)
    noted = replace(VERDICT, differences=tuple(places), sides=sides, notes=(text(101),))
    return differences_to_html(noted)
