"""A recording is judged as a run is, and what the run asked again is found in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from support.requests import get_ticket, search
from support.samples import answer, contract, full, row, row_of_full
from ticketgate.recording.har_entry import LeftOut
from ticketgate.recording.reading import Entry, Recording
from ticketgate.run.recorded_exchanges import judge_recording, notes_on

if TYPE_CHECKING:
    from ticketgate.exchange.answer import Exchange
    from ticketgate.exchange.request import Request
    from ticketgate.judging.tally import Result

FILTERS, AGREE = "searchTickets/hits-satisfy-filters", "pair/forms-agree"
CLOSED = search({"filters": [{"key": "t.status", "comparator": "in", "values": ["closed"]}]})
#: As the client sends a read of a ticket.
READ = get_ticket(7, includeCustomer=True, includeIntents=True, viewing=False, erpCacheOnly=True)
OF_ONE = search({"filters": [{"key": "t.id", "comparator": "in", "values": [7]}], "limit": 1})


def page(*rows: Any, request: Request = CLOSED) -> Exchange:
    body = {"tickets": rows, "total": len(rows), "offset": 0, "limit": 100, "success": True}
    return answer(request, content=orjson.dumps(body))


def judged(*exchanges: Exchange, again: tuple[Exchange, ...] = ()) -> Result:
    entries = (*map(Entry, exchanges), *(Entry(exchange, again=True) for exchange in again))
    return judge_recording(contract(), Recording(entries, digest=contract().digest), "run.har")


MISMATCH, SOUND = page({**row(), "status": "open"}), page({**row(), "status": "closed"})


@pytest.mark.parametrize(
    ("again", "found", "undecided"),
    [((MISMATCH,), 1, 0), ((SOUND,), 0, 0), ((), 0, 1), ((page(row(), request=search({})),), 0, 1)],
    ids=["shown again", "moved", "not asked again", "something else asked again"],
)
def test_what_the_run_asked_again_confirms_a_finding(
    again: tuple[Exchange, ...], found: int, undecided: int
) -> None:
    result = judged(MISMATCH, again=again)
    assert sum(clause == FILTERS for clause, _ in result.groups) == found
    assert result.undecided.get(FILTERS, 0) == undecided
    assert sum(clause == FILTERS for clause, _ in result.unconfirmed) == undecided
    assert result.judged["searchTickets"] == 1


def test_an_answer_that_was_asked_for_again_serves_all_that_doubt_the_one_before() -> None:
    assert judged(MISMATCH, MISMATCH, again=(MISMATCH,)).groups[FILTERS, "tickets[].status"].count == 2
    moved = judged(MISMATCH, MISMATCH, again=(SOUND,))
    assert (moved.groups, moved.unconfirmed, moved.exercised[FILTERS]) == ({}, {}, 2)


def test_a_ticket_that_was_read_again_is_found_whatever_the_client_added() -> None:
    of_ticket = row_of_full(id=7)
    read = answer(READ, content=orjson.dumps({**full(), "id": 7, "subject": "another"}))
    rows = page(of_ticket, request=search({}))
    again = (page(of_ticket, request=OF_ONE), read)
    assert set(judged(rows, read, again=again).groups) == {(AGREE, "subject")}
    assert judged(rows, read, again=again[:1]).undecided[AGREE] == 1


def test_findings_name_the_recording() -> None:
    result = judged(answer(READ, content=orjson.dumps({**full(), "id": 7, "status": "waiting"})))
    assert [group.first.source for group in result.groups.values()] == ["run.har"]


def test_comparisons_and_rereads_of_the_recording_are_judged() -> None:
    rows = [{**row(), "id": number, "subject": "before"} for number in (1, 2, 3)]
    later = page(*({**each, "subject": "after"} for each in rows), request=search({}))
    entries = (Entry(page(*rows, request=search({}))), Entry(later))
    recording = Recording(entries, (("answers-repeat", (0, 1)),), (1, (1, 2, 3, 99)))
    result = judge_recording(contract(), recording, "run.har")
    assert ("pair/reading-changes-nothing", "subject") in result.unconfirmed
    assert result.judged["searches"] == 1


PSEUDONYMS = "run.har holds pseudonyms: findings describe these, and what only the values tell is undecided."


@pytest.mark.parametrize(
    ("recording", "notes"),
    [
        (Recording((), digest=contract().digest), ["run.har: is a HAR file without entries."]),
        (
            Recording(
                (),
                digest=contract().digest,
                left_out=((LeftOut.OTHER, (1, 4)), (LeftOut.MALFORMED, (2, 3))),
            ),
            [
                "run.har: left out of 4 entries: 2 to something else than the ticket API, 2 not as HAR 1.2 has it (entry 2)."
            ],
        ),
        (
            Recording(
                (),
                digest=contract().digest,
                left_out=((LeftOut.OTHER, (2,)), (LeftOut.ELSEWHERE, (1,))),
                base_url="https://a/b",
            ),
            [
                (
                    "run.har: left out of 2 entries: 1 to something else than the ticket API, 1 to a like path below another "
                    "base URL. Judged is https://a/b; --base-url judges another."
                )
            ],
        ),
        (Recording((Entry(SOUND),), digest=contract().digest), []),
    ],
)
def test_what_a_recording_leaves_open_is_said(recording: Recording, notes: list[str]) -> None:
    assert notes_on(contract(), recording, "run.har") == [*notes, PSEUDONYMS]


def test_a_recording_that_was_cut_does_not_say_what_its_run_compared() -> None:
    assert notes_on(contract(), Recording((Entry(SOUND),)), "run.har") == [
        PSEUDONYMS,
        "run.har does not say what its run held against each other: that is not judged.",
    ]


def test_another_contract_is_said() -> None:
    other = replace(Recording(()), digest="0123")
    assert (
        notes_on(contract(), other, "run.har")[-1] == "run.har was recorded by the contract with digest 0123."
    )
