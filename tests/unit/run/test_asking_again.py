"""What a run makes of answers that disagree: asked again, believed, set aside or left open."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from support.clients import TOKEN
from support.requests import SEARCHING
from support.rows import tickets
from support.samples import contract, full, row
from support.searchengine import Engine
from ticketgate.client import Client, Target
from ticketgate.exchange.request import complete, searching
from ticketgate.run.collect import Collected, Phase, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.search_comparisons import compare_searches
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketgate.run.answers import Answers
    from ticketgate.run.asking import Asking


ROWS = {
    number: {**row(), **members, "customer": {"tagIds": [], "tags": []}}
    for number, members in tickets(30, random.Random(4)).items()
}


class Api(httpx.BaseTransport):
    """Searches the rows in memory; ``change`` may alter what is answered, given what was asked."""

    def __init__(self, change: Callable[[Api, Any, dict[str, Any]], None] = lambda *_: None) -> None:
        self.rows = {number: dict(members) for number, members in ROWS.items()}
        self.changed = 0
        self._change = change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            asked = {
                "filters": [],
                "limit": 100,
                "offset": 0,
                "orderByField": "t.id",
                "orderByDirection": "desc",
            }
            asked |= json.loads(request.content)
            body = json.loads(Engine(tuple(self.rows.values())).answer(asked).content)
        else:
            asked = int(request.url.path.rpartition("/")[2])
            body = in_full(self.rows[asked])
        self._change(self, asked, body)
        stream = httpx.ByteStream(json.dumps(body).encode())
        return httpx.Response(200, headers={"Content-Type": "application/json"}, stream=stream)


def in_full(row: dict[str, Any]) -> dict[str, Any]:
    """Return the full ticket of a row."""
    whole = full()
    return {
        **whole,
        **row,
        "customer": {**whole["customer"], **row["customer"]},
        "intents": [{**whole["intents"][0], **intent} for intent in row["intents"]],
    }


def read_some(asking: Asking, answers: Answers, _: Settings) -> None:
    """Read some of the tickets, so that others are left."""
    asking.ask(searching(contract().searching, {"limit": 500}))
    for ticket in sorted(ROWS)[:20]:
        asking.ask(complete(contract().reading, ticket))


def run(api: Api, budget: int = 600, first: Phase = sample_tickets) -> Collected:
    target = Target.create("http://127.0.0.1:9/api/mind", TOKEN, max_requests=budget, is_mock=True)
    with Client(target, api, pause=lambda _: None) as client:
        return collect(contract(), client, Settings(), phases=[first, compare_searches])


def found(collected: Collected, clause: str) -> set[tuple[str, str]]:
    return {identity for identity in collected.result.groups if identity[0] == clause}


def moved(collected: Collected) -> list[str]:
    return [note for note in collected.info.notes if "Did not show again" in note]


def is_exclusion(asked: Any) -> bool:
    return (
        isinstance(asked, dict)
        and asked["filters"][-1:] != []
        and (asked["filters"][-1]["key"], asked["filters"][-1].get("comparator"))
        == ("t.spamStatus", "not in")
    )


def drop_unmarked(body: dict[str, Any]) -> None:
    kept = [each for each in body["tickets"] if each["spamStatus"] is not None]
    body.update(tickets=kept, total=len(kept))


SPAM = "searchTickets/spam-exclusion-keeps-unmarked"


def test_a_disagreement_that_shows_again_is_reported_with_both_requests() -> None:
    def change(_: Api, asked: Any, body: dict[str, Any]) -> None:
        if is_exclusion(asked):
            drop_unmarked(body)

    collected = run(Api(change))
    (identity,) = found(collected, SPAM)
    first = collected.result.groups[identity].first
    assert identity[1] == "tickets[].id"
    assert [request.operation for request in (first.request, *first.others) if request] == [SEARCHING] * 2
    assert moved(collected) == []


def test_a_disagreement_that_does_not_show_again_has_moved() -> None:
    def change(api: Api, asked: Any, body: dict[str, Any]) -> None:
        if is_exclusion(asked) and not api.changed:
            api.changed += 1
            drop_unmarked(body)

    collected = run(Api(change))
    assert found(collected, SPAM) == set()
    assert moved(collected) == [f"Did not show again, so the data has moved: {SPAM} (1)."]
    assert collected.result.exercised[SPAM]


def test_tickets_that_are_modified_between_two_answers_are_set_aside() -> None:
    def change(api: Api, asked: Any, body: dict[str, Any]) -> None:
        if is_exclusion(asked):
            drop_unmarked(body)
        for each in body.get("tickets", ()):
            api.changed += 1
            each["modifiedAt"] = f"2026-02-{1 + api.changed % 28:02} 10:00:00"

    collected = run(Api(change))
    assert found(collected, SPAM) == set()
    assert SPAM in moved(collected)[0]


def test_what_cannot_be_asked_again_is_left_open() -> None:
    def change(_: Api, asked: Any, body: dict[str, Any]) -> None:
        if isinstance(asked, dict) and asked.get("orderByDirection") == "asc":
            body["tickets"].reverse()

    known: list[Any] = []

    def gone(api: Api, asked: Any, body: dict[str, Any]) -> None:
        change(api, asked, body)
        if isinstance(asked, dict) and asked.get("orderByDirection") == "asc":
            if asked in known:
                raise httpx.ReadError("scripted")
            known.append(asked)

    clause = "searchTickets/order-is-kept"
    assert found(run(Api(change)), clause)
    collected = run(Api(gone))
    assert found(collected, clause) == set()
    assert {identity[0] for identity in collected.result.unconfirmed} == {clause}
    assert collected.result.undecided[clause] > 0


def test_many_broken_relations_are_all_asked_again_and_none_is_kept_for_want_of_it() -> None:
    def change(_: Api, asked: Any, body: dict[str, Any]) -> None:
        if isinstance(asked, int):
            body.update(subject="another", priority="low", fromName="Somebody", sentiment="so-so")
        else:
            last = asked["filters"][-1:] and asked["filters"][-1].get("comparator")
            if last in ("not in", "between", "="):
                body.update(tickets=[], total=0)
            if asked.get("offset"):
                body["total"] += 1

    collected = run(Api(change))
    broken = {clause for clause, _ in collected.result.groups}
    assert {
        *("pair/forms-agree", SPAM, "searchTickets/pages-agree-on-total"),
        *("searchTickets/not-in-is-the-complement", "searchTickets/equals-agrees-with-in"),
    } <= broken
    assert collected.result.unconfirmed == {}


def test_a_ticket_that_differs_from_its_row_counts_when_both_are_read_again() -> None:
    def differs(_: Api, asked: Any, body: dict[str, Any]) -> None:
        if isinstance(asked, int):
            body["subject"] = "another"

    def differed(api: Api, asked: Any, body: dict[str, Any]) -> None:
        if isinstance(asked, int) and not api.changed:
            api.changed += 1
            body["subject"] = "another"

    assert found(run(Api(differs)), "pair/forms-agree") == {("pair/forms-agree", "subject")}
    collected = run(Api(differed))
    assert found(collected, "pair/forms-agree") == set()
    assert moved(collected) == ["Did not show again, so the data has moved: pair/forms-agree (1)."]


@pytest.mark.parametrize(
    ("is_listed", "unconfirmed"), [(True, set()), (False, {("pair/forms-agree", "subject")})]
)
def test_a_ticket_is_confirmed_with_its_own_row_and_not_with_the_first(
    is_listed: bool,  # noqa: FBT001 - both ways
    unconfirmed: set[tuple[str, str]],
) -> None:
    """A search by id brings another ticket first, whose subject is another in any case."""

    def change(api: Api, asked: Any, body: dict[str, Any]) -> None:
        if isinstance(asked, int):
            if not api.changed:
                body["subject"] = "another"
            api.changed += 1
        elif asked["limit"] == 1 and len(asked["filters"]) == 1 and api.changed > 1:
            stranger = {**row(), "id": 7, "subject": "of another ticket"}
            body["tickets"] = [stranger, *(body["tickets"] if is_listed else ())]

    collected = run(Api(change))
    assert found(collected, "pair/forms-agree") == set()
    assert {each for each in collected.result.unconfirmed if each[0] == "pair/forms-agree"} == unconfirmed
    assert (collected.result.undecided.get("pair/forms-agree", 0) == 0) is is_listed


def test_a_read_that_counts_as_a_visit_is_found_by_the_rows() -> None:
    def joins(api: Api, asked: Any, _: dict[str, Any]) -> None:
        if isinstance(asked, int):
            workers = api.rows[asked]["workedOnByIds"]
            api.rows[asked]["workedOnByIds"] = [*workers, *([77] if 77 not in workers else [])]

    clause = READING
    assert found(run(Api(joins)), clause) == {(clause, "workedOnByIds")}
    assert found(run(Api()), clause) == set()


READING = "pair/reading-changes-nothing"


@pytest.mark.parametrize("first", [sample_tickets, read_some], ids=["none left", "some left"])
def test_a_change_that_is_not_made_by_reading_is_not_put_down_to_it(first: Phase) -> None:
    """A pipeline changes three tickets, once; whether other tickets are left to be read or not."""
    asked_so_far = 0

    def pipeline(api: Api, *_: Any) -> None:
        nonlocal asked_so_far
        asked_so_far += 1
        if asked_so_far == 30:
            for ticket in sorted(api.rows)[:3]:
                api.rows[ticket]["sentiment"] = "after processing"

    collected = run(Api(pipeline), first=first)
    assert found(collected, READING) == set()


@pytest.mark.parametrize("first", [sample_tickets, read_some], ids=["none left", "some left"])
def test_a_change_that_every_reading_makes_is_found(first: Phase) -> None:
    def marks(api: Api, asked: Any, _: dict[str, Any]) -> None:
        if isinstance(asked, int):
            api.rows[asked]["sentiment"] = "seen"

    assert found(run(Api(marks), first=first), READING) == {(READING, "sentiment")}


def test_a_sound_search_is_not_blamed_and_every_relation_is_put_to_the_test() -> None:
    collected = run(Api())
    relations = {
        promise.clause(root)
        for promise in contract().promises
        if promise.judges in ("search", "searches", "reading")
        for root in promise.on
    }
    assert {clause for clause, _ in collected.result.groups} & relations == set()
    assert relations <= collected.result.exercised.keys()
    assert moved(collected) == []


@pytest.mark.parametrize("budget", [20, 60, 165])
def test_a_small_budget_leaves_comparisons_out_and_says_so(budget: int) -> None:
    collected = run(Api(), budget)
    assert collected.info.requests <= budget
    assert any(
        note.endswith("comparisons of searches were left out for the budget.")
        for note in collected.info.notes
    )
