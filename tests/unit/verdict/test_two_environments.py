"""What is counted of two environments, and what it means."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from support.requests import get_ticket, search
from ticketgate.exchange.credentials import InShell
from ticketgate.judging.differences import Difference, DifferenceKind
from ticketgate.judging.four_answers import ComparedThing
from ticketgate.judging.tally import Result
from ticketgate.verdict.difference_waivers import DifferenceWaiver
from ticketgate.verdict.early_end import EarlyEnd, Ended
from ticketgate.verdict.shares import Share
from ticketgate.verdict.two_environments import (
    DIFFERENCES_SCHEMA,
    Agreement,
    DifferenceTally,
    EnvironmentsVerdict,
    SideInfo,
    accept,
    differences_to_json,
    profile_differences,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

SUBJECT = Difference("full:subject", DifferenceKind.LENGTH)
TOTAL = Difference("search:total", DifferenceKind.VALUE)
SIDES = (
    SideInfo("production", "https://a.example.com/api/mind", 300, InShell("$PRODUCTION_TOKEN")),
    SideInfo("", "https://b.example.com/api/mind", 299, InShell(None, "connect.sid=$ENNEO_COOKIE")),
)
WAIVER = DifferenceWaiver(SUBJECT, "It is cut on purpose.", date(2027, 1, 31), "waivers.yaml: entry 1")
TODAY = date(2026, 11, 26)


def thing(
    ticket: int | None,
    *differences: Difference,
    subject: str = "full",
    noise: tuple[Iterable[Difference], Iterable[Difference]] = ((), ()),
) -> ComparedThing:
    request = search({}) if ticket is None else get_ticket(ticket)
    one, other = map(frozenset, noise)
    return ComparedThing((subject, ticket), request, frozenset(differences), (one, other))


def tally_of(*things: ComparedThing) -> DifferenceTally:
    tally = DifferenceTally()
    for each in things:
        tally.add(each)
    return tally


def verdict_of(*things: ComparedThing, **options: Any) -> EnvironmentsVerdict:
    tally = tally_of(*things)
    given = {
        "sides": SIDES,
        "started": "2026-11-26T10:00:00+00:00",
        "finished": "2026-11-26T10:01:00+00:00",
        "compared": tally.compared,
        "differences": tally.differences()[0],
        "noise": tally.noise(),
    }
    return EnvironmentsVerdict(**{**given, **options})


def test_each_ticket_counts_once_and_the_smallest_is_shown() -> None:
    things = [thing(9, SUBJECT), thing(7, SUBJECT), thing(9, SUBJECT), thing(8), thing(10, TOTAL)]
    sure, doubtful = tally_of(*things).differences()
    assert next((each.difference, each.share, each.ticket) for each in sure) == (SUBJECT, Share(2, 4), 7)
    assert doubtful == ()


def test_requests_that_are_about_no_ticket_count_one_by_one() -> None:
    things = [thing(None, TOTAL, subject="search"), thing(None, TOTAL, subject="search")]
    [found] = tally_of(*things, thing(None, subject="search")).differences()[0]
    assert (found.share, found.ticket) == (Share(2, 3), None)


def test_a_difference_has_to_go_beyond_the_noise_of_its_kind_at_the_place() -> None:
    noisy = [thing(number, noise=([SUBJECT], ())) for number in range(20)]
    seldom = [thing(number, SUBJECT) for number in range(20, 23)]
    sure, doubtful = tally_of(*noisy, *seldom).differences()
    assert (sure, [each.difference for each in doubtful]) == ((), [SUBJECT])
    often = [thing(number, SUBJECT) for number in range(20, 80)]
    sure, doubtful = tally_of(*noisy, *often).differences()
    assert ([each.difference for each in sure], doubtful) == ([SUBJECT], ())
    [noise] = tally_of(*noisy, *often).noise()
    assert (noise.counts, noise.judged) == ((20, 0), 80)


def test_what_it_came_to_decides_the_exit_code() -> None:
    gone = replace(SIDES[1], ended=Ended(EarlyEnd.GONE, "it is gone"))
    spent = replace(SIDES[1], ended=Ended(EarlyEnd.BUDGET_SPENT, "the budget is used up"))
    stopped = replace(SIDES[1], ended=Ended(EarlyEnd.INTERRUPTED, "the comparison was interrupted"))

    def came_to(verdict: EnvironmentsVerdict) -> tuple[Agreement, int]:
        return verdict.agreement, verdict.exit_code

    assert came_to(verdict_of(thing(1))) == (Agreement.ALIKE, 0)
    assert came_to(verdict_of(thing(1, SUBJECT))) == (Agreement.DIFFERENT, 1)
    assert came_to(verdict_of()) == (Agreement.NOTHING_COMPARED, 3)
    assert came_to(verdict_of(thing(1, subject="compact"))) == (Agreement.NOTHING_COMPARED, 3)
    assert came_to(verdict_of(thing(1), sides=(SIDES[0], gone))) == (Agreement.INCOMPLETE, 3)
    assert came_to(verdict_of(thing(1, SUBJECT), sides=(SIDES[0], gone))) == (Agreement.DIFFERENT, 1)
    assert came_to(verdict_of(thing(1), sides=(SIDES[0], spent))) == (Agreement.ALIKE, 0)
    assert came_to(verdict_of(thing(1), sides=(SIDES[0], stopped))) == (Agreement.INCOMPLETE, 130)


def test_a_waiver_accepts_one_kind_at_one_place_until_its_last_day() -> None:
    verdict = verdict_of(thing(1, SUBJECT))
    accepted = accept(verdict, [WAIVER], TODAY)
    assert (accepted.agreement, accepted.failing) == (Agreement.ALIKE, ())
    assert accepted.differences[0].waiver is WAIVER
    other = replace(WAIVER, accepted=Difference("full:subject", DifferenceKind.VALUE))
    left = accept(verdict, [other], TODAY)
    assert left.exit_code == 1
    assert left.notes == ("waivers.yaml: entry 1: accepts a difference that was not found.",)
    late = accept(verdict, [WAIVER], date(2027, 2, 1))
    assert late.exit_code == 1
    assert late.notes == ("waivers.yaml: entry 1: its last day, 2027-01-31, is over.",)


def test_the_two_requests_name_the_credential_of_their_side_each() -> None:
    verdict = verdict_of(thing(17, SUBJECT))
    assert verdict.commands(verdict.differences[0]) == (
        (
            "curl -sS -H \"Authorization: Bearer $PRODUCTION_TOKEN\" -H 'Accept: application/json' "
            "https://a.example.com/api/mind/ticket/17"
        ),
        (
            "curl -sS -H \"Cookie: connect.sid=$ENNEO_COOKIE\" -H 'Accept: application/json' "
            "https://b.example.com/api/mind/ticket/17"
        ),
    )


def test_a_partition_that_only_one_side_shows_differs_where_chance_does_not_explain_it() -> None:
    one = Result(
        judged={"full": 200, "compact": 200},
        partitions={
            "full:status=open": 150,
            "full:status=closed": 5,
            "full:tags=empty": 40,
            "full/a-rule": 90,
        },
    )
    other = Result(judged={"full": 200}, partitions={"full:tags=empty": 3, "full:tags=filled": 197})
    found = [
        (each.difference.place, str(each.difference.kind), each.share)
        for each in profile_differences(one, other)
    ]
    assert found == [
        ("full:status=open", "missing", Share(150, 200)),
        ("full:tags=filled", "added", Share(197, 200)),
    ]


@pytest.mark.parametrize("waivers", [[], [WAIVER]])
def test_the_json_form_keeps_its_schema(waivers: list[DifferenceWaiver]) -> None:
    schema = json.loads(DIFFERENCES_SCHEMA.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    things = [
        thing(1, SUBJECT),
        thing(2, noise=([Difference("full:summary", DifferenceKind.VALUE)], ())),
        thing(None, TOTAL, subject="search"),
    ]
    ended = replace(SIDES[1], ended=Ended(EarlyEnd.SILENT, "10 requests got no answer"))
    verdict = accept(verdict_of(*things, sides=(SIDES[0], ended), notes=("a note",)), waivers, TODAY)
    written = json.loads(json.dumps(differences_to_json(verdict)))
    jsonschema.validate(written, schema)
    assert [each["place"] for each in written["differences"]] == ["full:subject", "search:total"]
    assert (written["differences"][0]["waiver"] is None) is (not waivers)
    assert written["noise"] == [{"place": "full:summary", "kind": "value", "first": 1, "second": 0, "of": 2}]
    assert written["environments"][1]["ended"] == "10 requests got no answer"
    assert schema["$defs"]["kind"]["enum"] == [str(kind) for kind in DifferenceKind]
    assert schema["properties"]["agreement"]["enum"] == [str(each) for each in Agreement]
