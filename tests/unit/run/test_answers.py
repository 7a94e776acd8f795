"""What is made of exchanges, wherever they come from: judged, counted, kept, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from support.requests import get_ticket, search
from support.samples import ASKED_FOR_ALL, answer, contract, full, row, row_of_full
from ticketgate.judging import judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.run import tickets_seen
from ticketgate.run.answers import Answers

if TYPE_CHECKING:
    from ticketgate.exchange.answer import Exchange
    from ticketgate.exchange.request import Request
    from ticketgate.judging.findings import Observation

ID: int = full()["id"]
AGREE, FILTERS = "pair/forms-agree", "searchTickets/hits-satisfy-filters"
CLOSED = search({"filters": [{"key": "t.status", "comparator": "in", "values": ["closed"]}]})


def no_answer(_: Request) -> None:
    """Stand for a target that is not there, as for a recording."""


def read(**members: Any) -> Exchange:
    return answer(ASKED_FOR_ALL, content=orjson.dumps({**full(), **members}))


def page(*rows: Any, request: Request | None = None, status: int = 200) -> Exchange:
    body = {"tickets": rows, "total": len(rows), "offset": 0, "limit": 100, "success": True}
    return answer(request or search({"limit": 100}), status, orjson.dumps(body))


def taken(*exchanges: Exchange, **options: Any) -> Answers:
    answers = Answers(contract(), options.pop("ask_again", no_answer), **options)
    for exchange in exchanges:
        answers.take(exchange)
    return answers


def found(answers: Answers) -> set[tuple[str, str]]:
    return set(answers.result().groups)


def test_rows_are_kept_with_what_they_showed() -> None:
    answers = taken(page({**row(), "id": 7}, {**row(), "id": 9}))
    assert list(answers.tickets.rows) == [7, 9]
    assert f"compact:status={row()['status']}" in answers.tickets.shown[7]
    assert answers.tickets.shown[7] <= answers.seen


@pytest.mark.parametrize("stranger", [None, 7, [], {}, {"id": "7"}])
def test_a_row_that_is_no_ticket_is_judged_and_not_kept(stranger: Any) -> None:
    answers = taken(page({**row(), "id": 7}, stranger, {**row(), "id": 9}))
    assert answers.result().judged["compact"] == 3
    assert list(answers.tickets.rows) == [7, 9]
    assert any(clause.startswith("compact:") for clause, _ in found(answers))


@pytest.mark.parametrize("status", [400, 503])
def test_of_an_error_nothing_is_kept(status: int) -> None:
    answers = taken(page(row(), status=status))
    assert dict(answers.tickets.rows) == {}
    assert answers.result().judged == {"searchTickets": 1}


def test_a_ticket_is_compared_with_its_row() -> None:
    sound, differing = (
        taken(page(row_of_full()), read()),
        taken(page(row_of_full()), read(subject="another"), ask_again=again_the_same("another")),
    )
    differing.settle()
    assert sound.result().judged["pair"] == 1
    assert found(sound) == set()
    assert found(differing) == {(AGREE, "subject")}


def again_the_same(subject: str) -> Any:
    return lambda request: page(row_of_full()) if request.method == "POST" else read(subject=subject)


def test_what_is_blamed_in_one_form_is_not_compared() -> None:
    answers = taken(page(row_of_full(status="waiting")), read())
    assert found(answers) == {("compact:status/enum", "status")}
    assert answers.tickets.blamed[ID] == {"status"}


def test_a_broken_rule_blames_all_that_it_reads_but_never_the_id() -> None:
    rule = "compact/system-ticket-has-no-sender"
    answers = taken(page({**row(), "channel": "system", "from": "someone@example.com"}))
    assert rule in {clause for clause, _ in found(answers)}
    assert {"channel", "from"} <= answers.tickets.blamed[row()["id"]]
    assert "id" not in answers.tickets.blamed[row()["id"]]


# Asked again

MOVED = f"Did not show again, so the data has moved: {FILTERS} (1)."


def mismatch() -> Exchange:
    return page({**row(), "status": "open"}, request=CLOSED)


@pytest.mark.parametrize(
    ("again", "findings", "unconfirmed", "undecided", "note"),
    [
        (mismatch(), {(FILTERS, "tickets[].status")}, set(), 0, ""),
        (page({**row(), "status": "closed"}, request=CLOSED), set(), set(), 0, MOVED),
        (page(request=CLOSED), set(), set(), 1, MOVED),
        (page(request=CLOSED, status=503), set(), {(FILTERS, "tickets[].status")}, 1, ""),
        (None, set(), {(FILTERS, "tickets[].status")}, 1, ""),
    ],
)
def test_a_finding_that_the_data_may_explain_is_asked_for_again(
    again: Exchange | None,
    findings: set[tuple[str, str]],
    unconfirmed: set[tuple[str, str]],
    undecided: int,
    note: str,
) -> None:
    asked: list[Request] = []

    def ask_again(request: Request) -> Exchange | None:
        asked.append(request)
        return again

    answers = taken(mismatch(), ask_again=ask_again)
    assert asked == []
    assert set(answers.result().unconfirmed) == {(FILTERS, "tickets[].status")}
    answers.settle()
    assert asked == [CLOSED]
    assert set(answers.result().unconfirmed) == unconfirmed
    assert {each for each in found(answers) if each[0] == FILTERS} == findings
    assert answers.result().undecided.get(FILTERS, 0) == undecided
    assert "".join(answers.notes) == note


def test_what_was_found_twice_is_believed_and_not_asked_for_any_more() -> None:
    asked: list[Request] = []

    def ask_again(request: Request) -> Exchange:
        asked.append(request)
        return mismatch()

    answers = taken(mismatch(), mismatch(), ask_again=ask_again)
    answers.settle()
    answers.take(mismatch())
    answers.settle()
    assert len(asked) == 1
    assert answers.result().groups[FILTERS, "tickets[].status"].count == 3
    assert answers.result().exercised[FILTERS] == 3


def test_what_may_be_asked_again_is_shared_out_over_the_clauses() -> None:
    """One answer is left: the filter has it, however many pages came in the wrong order before."""
    upside_down = [
        page(
            {**row(), "id": 1},
            {**row(), "id": n},
            request=search({"orderByField": "t.id", "orderByDirection": "desc", "ticketScope": f"scope {n}"}),
        )
        for n in range(2, 9)
    ]
    left = [mismatch(), *upside_down[:1]]

    def ask_again(request: Request) -> Exchange | None:
        return next((left.pop(i) for i, each in enumerate(left) if each.request == request), None)

    answers = taken(*upside_down, mismatch(), ask_again=ask_again)
    answers.settle(rounds=1)
    assert {clause for clause, _ in found(answers)} == {FILTERS, "searchTickets/order-is-kept"}
    assert answers.result().groups["searchTickets/order-is-kept", "tickets[].id"].count == 7
    assert answers.result().unconfirmed == {}


def test_a_ticket_that_is_read_again_while_it_is_in_doubt_counts_once() -> None:
    answers = taken(page(row_of_full()), read(subject="another"), read(subject="another"))
    assert answers.result().unconfirmed[AGREE, "subject"].count == 1
    assert answers.result().undecided[AGREE] == 1
    confirmed = taken(
        page(row_of_full()),
        read(subject="another"),
        read(subject="another"),
        ask_again=again_the_same("another"),
    )
    confirmed.settle()
    confirmed.take(read(subject="another"))
    assert confirmed.result().groups[AGREE, "subject"].count == 1
    assert confirmed.result().exercised[AGREE] == 1


# The rest


def test_a_second_opinion_is_asked_once_per_kind_of_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Observation] = []
    ask = SecondOpinion.confirmed

    def confirmed(self: SecondOpinion, observation: Observation, body: Any) -> Observation:
        asked.append(observation)
        return ask(self, observation, body)

    monkeypatch.setattr(SecondOpinion, "confirmed", confirmed)
    broken = [{**row(), "id": number, "status": "waiting"} for number in (1, 2, 3)]
    taken(page(*broken, {**row(), "id": 4, "priority": "soon"}), page(*broken))
    assert [observation.ticket for observation in asked] == [1, 4]


def test_findings_name_the_source() -> None:
    (group,) = taken(read(status="waiting"), source="run.har").result().groups.values()
    assert group.first.source == "run.har"


def test_what_has_no_room_is_judged_but_not_kept_and_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets_seen, "_MOST_KEPT", 1)
    answers = taken(page(*({**row(), "id": number} for number in (1, 2, 3))), read())
    assert answers.result().judged["compact"] == 3
    assert (list(answers.tickets.rows), list(answers.tickets.in_full)) == ([1], [])
    assert answers.notes == (
        "Much was read: what came later was judged, but not compared with other answers.",
    )


def test_rows_that_are_left_out_of_judging_are_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{**row(), "id": number, "status": "waiting"} for number in range(5)]
    assert taken(page(*rows)).notes == ()
    monkeypatch.setattr(judge, "MOST_FINDINGS", 2)
    answers = taken(page(*rows), page(*rows))
    assert answers.result().judged["compact"] == 3
    (note,) = answers.notes
    assert note.startswith("Some pages have more than 50,000 findings: their other rows were not judged.")


def test_what_reading_did_to_rows_is_judged_by_the_rows_that_were_known() -> None:
    rows = [{**row(), "id": number, "subject": "before"} for number in (1, 2, 3)]
    answers = taken(page(*rows))
    later = page(*({**each, "subject": "after"} for each in rows))
    answers.take(later)
    answers.compare_reading([1, 2, 3, 4], later)
    assert set(answers.result().unconfirmed) == {("pair/reading-changes-nothing", "subject")}


def test_a_ticket_that_was_refused_leaves_the_others_alone() -> None:
    answers = taken(read(), answer(get_ticket(12), 404, b'{"success": false, "message": "unknown"}'))
    assert list(answers.tickets.in_full) == [ID]
    assert answers.result().judged["getTicket"] == 2
