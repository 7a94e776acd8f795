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
from ticketgate.run.collect import Collected, collect
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


def run(api: Api, budget: int = 600) -> Collected:
    target = Target.create("http://127.0.0.1:9/api/mind", TOKEN, max_requests=budget, is_mock=True)
    with Client(target, api, pause=lambda _: None) as client:
        return collect(contract(), client, Settings(), phases=[sample_tickets, compare_searches])


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
        "searchTickets/matching-tickets-are-found",  # with several comparators, so none of them is to blame
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


READING = "pair/reading-changes-nothing"


def told(api: Api, left: int) -> str:
    """Say what a run comes to that leaves so many tickets unread and looks at all rows again.

    Its first look reads the last of them.
    """

    def read_and_look_again(asking: Asking, answers: Answers, _: Settings) -> None:
        every = searching(contract().searching, {"limit": 500})
        asking.ask(every)
        read = [ticket for ticket in sorted(api.rows) if ticket not in sorted(api.rows)[-1 - left : -1]]
        for ticket in read:
            asking.ask(complete(contract().reading, ticket))
        page = asking.ask(every)
        assert page is not None
        answers.compare_reading(read, page)

    target = Target.create("http://127.0.0.1:9/api/mind", TOKEN, is_mock=True)
    with Client(target, api, pause=lambda _: None) as client:
        result = collect(contract(), client, Settings(), phases=[read_and_look_again]).result
    if READING in {clause for clause, _ in result.groups}:
        return "found"
    return "unconfirmed" if READING in {clause for clause, _ in result.unconfirmed} else "nothing"


def joins(api: Api, asked: Any, _: dict[str, Any]) -> None:
    """A read counts as a visit."""
    if isinstance(asked, int):
        workers = api.rows[asked]["workedOnByIds"]
        api.rows[asked]["workedOnByIds"] = [*workers, *([77] if 77 not in workers else [])]


def marks(api: Api, asked: Any, _: dict[str, Any]) -> None:
    """A read leaves a mark, once."""
    if isinstance(asked, int):
        api.rows[asked]["sentiment"] = "seen"


def counts(api: Api, asked: Any, _: dict[str, Any]) -> None:
    """Every read leaves another mark."""
    if isinstance(asked, int):
        api.changed += 1
        api.rows[asked]["sentiment"] = f"seen {api.changed}"


def works_on_three(api: Api, *_: Any) -> None:
    """A pipeline changes three tickets, once."""
    api.changed += 1
    if api.changed == 20:
        for ticket in sorted(api.rows)[:3]:
            api.rows[ticket]["sentiment"] = "after processing"


def works_on_all(api: Api, *_: Any) -> None:
    """A pipeline changes all tickets, once."""
    api.changed += 1
    if api.changed == 20:
        for ticket in api.rows:
            api.rows[ticket]["sentiment"] = "after processing"


def works_all_the_time(api: Api, *_: Any) -> None:
    """A pipeline changes all tickets again and again."""
    api.changed += 1
    for ticket in api.rows:
        api.rows[ticket]["sentiment"] = f"after {api.changed}"


@pytest.mark.parametrize(
    ("change", "many_left", "two_left", "none_left"),
    [
        (lambda *_: None, "nothing", "nothing", "nothing"),
        (joins, "found", "unconfirmed", "unconfirmed"),
        (marks, "found", "unconfirmed", "unconfirmed"),
        (counts, "found", "found", "found"),
        (works_on_three, "nothing", "unconfirmed", "unconfirmed"),
        (works_on_all, "nothing", "nothing", "unconfirmed"),
        (works_all_the_time, "nothing", "nothing", "unconfirmed"),
    ],
)
def test_a_change_is_put_down_to_reading_only_where_it_shows_on_what_is_read_and_not_beside_it(
    change: Callable[[Api, Any, dict[str, Any]], None], many_left: str, two_left: str, none_left: str
) -> None:
    """Where fewer than three tickets are left unread, what happens but once can be anybody's doing."""
    outcomes = {left: told(Api(change), left) for left in (10, 3, 2, 0)}
    assert outcomes == {10: many_left, 3: many_left, 2: two_left, 0: none_left}


def test_where_no_row_is_left_to_compare_with_a_change_stays_open() -> None:
    api = Api(works_all_the_time)
    api.rows = dict(list(api.rows.items())[:4])
    assert told(api, 0) == "unconfirmed"


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
        note.endswith("comparisons of searches were left out: their share of the budget was spent.")
        for note in collected.info.notes
    )
