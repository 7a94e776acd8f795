"""Saved answers to one search are held against each other, whatever form of exchanges they were saved in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.samples import contract, row
from support.saved import in_memory
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.verdict.decision import State, Verdict

URL = "https://demo.example/api/mind/ticket/search"
TOTAL, JOIN, AGAIN, DEFAULTS, PAST = (
    f"searchTickets/{name}"
    for name in (
        "pages-agree-on-total",
        "pages-join-up",
        "repeating-gives-the-same-page",
        "defaults-are-as-documented",
        "offset-past-the-end-is-empty",
    )
)
CHANGED = contract().search.changed
OPEN = [{"key": "t.status", "comparator": "in", "values": ["open"]}]


def answered(asked: Any, *ids: int, total: int = 4, **members: Any) -> tuple[Any, Any]:
    rows = [{**row(), "id": i, "status": "open", **members} for i in ids]
    page = {"tickets": rows, "total": total, "offset": asked.get("offset", 0), "success": True}
    return asked, {**page, "limit": asked.get("limit", 100)}


def as_lines(*answers: tuple[Any, Any]) -> bytes:
    return b"\n".join(
        json.dumps(
            {
                "request": {"method": "POST", "url": URL, "body": asked},
                "response": {"status": 200, "body": page},
            }
        ).encode()
        for asked, page in answers
    )


def as_har(*answers: tuple[Any, Any]) -> bytes:
    entries = [
        {
            "request": {"method": "POST", "url": URL, "postData": {"text": json.dumps(asked)}},
            "response": {"status": 200, "content": {"text": json.dumps(page)}},
        }
        for asked, page in answers
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def judged(*answers: tuple[Any, Any], form: Any = as_lines) -> Verdict:
    return judge_saved(contract(), in_memory(("log", form(*answers))))


def states(verdict: Verdict) -> dict[str, State]:
    held = (TOTAL, JOIN, AGAIN, DEFAULTS, PAST)
    return {
        each.clause.id: each.state
        for each in verdict.states
        if each.clause.id in held and each.state is not State.UNEXERCISED
    }


FIRST = {"limit": 2, "orderByDirection": "desc"}
SECOND = {**FIRST, "offset": 2}
BEYOND = {**FIRST, "offset": 4}
SPELLED = {"limit": 100, "orderByField": "t.id"}

SOUND = [
    ((answered(FIRST, 9, 8), answered(SECOND, 7, 6)), {TOTAL, JOIN}),
    ((answered(FIRST, 9, 8), answered(SECOND, 7, 6), answered(BEYOND)), {TOTAL, JOIN, PAST}),
    ((answered(FIRST, 9, 8), answered(FIRST, 9, 8)), {AGAIN}),
    ((answered(SPELLED, 9, 8, 7, 6), answered({}, 9, 8, 7, 6)), {DEFAULTS}),
    ((answered({}, 9, 8, 7, 6), answered(SPELLED, 9, 8, 7, 6)), {DEFAULTS}),
    ((answered({**FIRST, "filters": OPEN}, 9, 8), answered({**SECOND, "filters": OPEN}, 7, 6)), {TOTAL, JOIN}),
]  # fmt: skip


@pytest.mark.parametrize("form", [as_lines, as_har])
@pytest.mark.parametrize(("answers", "kept"), SOUND)
def test_answers_that_agree_keep_what_is_promised_of_them(answers: Any, kept: set[str], form: Any) -> None:
    verdict = judged(*answers, form=form)
    assert states(verdict) == dict.fromkeys(kept, State.KEPT)
    assert (verdict.findings, verdict.unconfirmed) == ((), ())
    assert verdict.info.notes == (f"Held against each other: {len(answers)} answers to 1 search.",)


BROKEN = [
    ((answered(FIRST, 9, 8), answered(SECOND, 7, 6, total=5)), {TOTAL}),
    ((answered(FIRST, 9, 8), answered(SECOND, 8, 7)), {JOIN}),
    ((answered(FIRST, 9, 8), answered(SECOND, 7, 6), answered(BEYOND, 5, 4)), {PAST}),
    ((answered(FIRST, 9, 8), answered(FIRST, 9, 7)), {AGAIN}),
    ((answered(SPELLED, 9, 8, 7, 6), answered({}, 9, 8, 7, 5)), {DEFAULTS}),
]


@pytest.mark.parametrize("form", [as_lines, as_har])
@pytest.mark.parametrize(("answers", "broken"), BROKEN)
def test_answers_that_disagree_are_unconfirmed_as_nobody_can_be_asked_again(
    answers: Any, broken: set[str], form: Any
) -> None:
    verdict = judged(*answers, form=form)
    assert verdict.findings == ()
    assert {each.clause.id for each in verdict.unconfirmed} == broken
    assert {clause for clause, state in states(verdict).items() if state is State.UNDECIDED} == broken
    (found,) = verdict.unconfirmed
    mark = ":" if form is as_lines else ", entry "
    assert found.source.startswith(f"log{mark}1 and log{mark}2")


@pytest.mark.parametrize(
    ("answers", "held"),
    [
        # Equal values may change places.
        ((answered({**FIRST, "orderByField": "t.status"}, 9, 8), answered({**FIRST, "orderByField": "t.status"}, 8, 9)), {}),
        # What another search finds is another matter.
        ((answered(FIRST, 9, 8), answered({**SECOND, "filters": OPEN}, 9, 8)), {}),
        # An answer that is wrong by itself is found there.
        ((answered(FIRST, 9, 8), answered(SECOND, 7, 7)), {}),
        ((answered(FIRST, 9, 8),), {}),
        # Neither of the two leaves out what the other says.
        ((answered({"limit": 100}, 9), answered({"offset": 0}, 8)), {}),
    ],
)  # fmt: skip
def test_what_does_not_tell_is_not_held_against_another(answers: Any, held: dict[str, State]) -> None:
    assert states(judged(*answers)) == held


def test_a_ticket_that_was_changed_in_between_is_set_aside() -> None:
    asked, before = answered(FIRST, 9, 8)
    after = json.loads(json.dumps(before))
    after["tickets"] = [{**after["tickets"][1], CHANGED: "2026-02-03 10:00:00"}, after["tickets"][0]]
    assert states(judged((asked, before), (asked, after))) == {AGAIN: State.KEPT}
