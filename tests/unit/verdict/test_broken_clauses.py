"""What a verdict says of a finding and its variants."""

from __future__ import annotations

import json
import shlex
from datetime import date

from support.requests import SEARCHING, search
from support.verdicts import MUST, found, verdict_of
from ticketgate.judging.findings import Finding
from ticketgate.judging.tally import Group
from ticketgate.judging.variants import Variants
from ticketgate.verdict.broken_clauses import BrokenClause, FoundVariant
from ticketgate.verdict.shares import Share
from ticketgate.verdict.waivers import Waiver

UNTIL = date(9999, 1, 1)


def finding(*waivers: Waiver) -> BrokenClause:
    group = found(MUST, 'is "b"', 9, variants={"a": 2, "c": 2, "b": 9}, others=40)
    (broken,) = verdict_of(group, exercised={MUST: 30}, waivers=waivers).findings
    return broken


def waiver(variant: str | None, reason: str) -> Waiver:
    return Waiver(MUST, None, reason, UNTIL, "here", variant)


def test_the_most_frequent_variant_comes_first_and_those_without_a_name_last() -> None:
    assert finding().variants == (
        FoundVariant("b", 9),
        FoundVariant("a", 2),
        FoundVariant("c", 2),
        FoundVariant(None, 40),
    )


def test_each_variant_has_its_share_which_is_never_above_all() -> None:
    assert [each.share for each in finding().counted] == [
        Share(9, 30),
        Share(2, 30),
        Share(2, 30),
        Share(40, 40),
    ]


def test_it_is_waived_only_when_each_of_its_variants_is() -> None:
    some = finding(waiver("a", "Soon."), waiver("b", "Later."))
    assert [each.waiver for each in some.variants] == [
        f"Later. (until {UNTIL})",
        f"Soon. (until {UNTIL})",
        None,
        None,
    ]
    assert some.waiver is None
    every = finding(waiver("a", "Soon."), waiver(None, "Later."))
    assert every.waiver == f"Later. (until {UNTIL}); Soon. (until {UNTIL})"


PAGE = {
    "filters": [{"key": "t.subject", "comparator": "in", "values": ["Frau Geheim"]}],
    "limit": 500,
    "offset": 1000,
    SEARCHING.search.order: "t.status",
    SEARCHING.search.direction: "asc",
    "ticketScope": "skills",
}


def searched(clause: str, ticket: int | None) -> str:
    first = Finding(clause, "status", "is null", "/status", ticket, search(PAGE))
    (broken,) = verdict_of(
        ((clause, "status"), Group(1, first, disputed=False, variants=Variants.of(["null"])))
    ).findings
    words = shlex.split(broken.reproduce)
    return words[words.index("--data-raw") + 1]


def test_a_finding_in_a_row_is_seen_again_by_a_search_for_that_row_in_the_same_view() -> None:
    assert json.loads(searched("compact:status/enum", 371004)) == {
        "filters": [{"key": "t.id", "comparator": "in", "values": [371004]}],
        "limit": 1,
        "ticketScope": "skills",
    }


def test_what_is_about_a_page_or_no_ticket_is_seen_again_by_the_page() -> None:
    for clause, ticket in (("searchTickets/success-is-json", 371004), ("compact:id/type", None)):
        assert json.loads(searched(clause, ticket))["limit"] == 500
