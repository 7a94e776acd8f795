"""A run as a whole, against an API made of the examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.clients import TOKEN
from support.example_api import IDS, Api, answered
from ticketgate.client import Client, Target
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError
from ticketgate.judging import judge
from ticketgate.run.asking import EarlyEnd, Ended
from ticketgate.run.collect import PHASES, Collected, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


def run(api: Api, settings: Settings | None = None, **options: Any) -> Collected:
    target = Target.create("http://127.0.0.1:9/api/mind", TOKEN, max_requests=options.pop("budget", 600))
    options.setdefault("phases", [sample_tickets])
    with Client(target, api, pause=lambda _: None) as client:
        return collect(default_contract(), client, settings or Settings(), **options)


def test_every_ticket_found_is_read_and_kept_in_the_order_of_reading() -> None:
    api = Api()
    collected = run(api)
    assert sorted(ticket["id"] for ticket in collected.tickets) == list(IDS)
    assert collected.info.complete
    assert collected.info.requests == len(api.read) + len(api.searches)
    # Some are read again, for their raw data, and count once all the same.
    assert len(api.read) > len(IDS)
    assert collected.result.judged["full"] == len(IDS)


def test_without_phases_only_the_ground_is_checked() -> None:
    collected = run(Api(), phases=[])
    assert (collected.info.requests, len(collected.tickets)) == (2, 1)


def test_tickets_named_are_the_only_ones_read() -> None:
    api = Api()
    run(api, Settings(tickets=(12, 14)))
    assert {int(url.path.rpartition("/")[2]) for url in api.read} == {12, 14}
    limits = [{"key": "t.id", "comparator": "in", "values": [12, 14]}]
    assert all(asked["filters"][:1] == limits for asked in api.searches)


def test_raw_data_is_asked_of_few_tickets_and_first_of_those_with_supply_contracts() -> None:
    api = Api()
    run(api)
    asked = [int(u.path.rpartition("/")[2]) for u in api.read if u.params.get("includeRawData") == "true"]
    assert len(asked) == 4
    assert set(asked) > {11, 12, 13}


def test_tickets_that_cannot_be_read_are_counted() -> None:
    collected = run(Api(gone=(12, 13)))
    assert any(
        note.startswith("2 tickets found by search could not be read") for note in collected.info.notes
    )


def test_ctrl_c_ends_a_run_with_what_was_found() -> None:
    def interrupt(phase: str, done: int, _: int) -> None:
        if phase == "reading tickets" and done:
            raise KeyboardInterrupt

    collected = run(Api(), progress=interrupt)
    assert not collected.info.complete
    assert collected.result.judged["compact"] >= len(IDS)
    assert collected.result.judged["full"] >= 1


@pytest.mark.parametrize("budget", [2, 3, 7, 40])
def test_no_budget_is_ever_exceeded(budget: int) -> None:
    api = Api()
    collected = run(api, phases=PHASES, budget=budget)
    assert collected.info.requests == len(api.read) + len(api.searches) <= budget
    assert collected.info.complete


def test_a_budget_that_does_not_reach_for_the_first_look_is_an_end_with_a_note() -> None:
    collected = run(Api(), phases=PHASES, budget=1)
    words = "the budget of 1 requests is used up (--max-requests)"
    assert collected.ended == Ended(EarlyEnd.BUDGET_SPENT, words)
    assert collected.info.notes == (f"Not everything planned was asked: {words}.",)
    assert collected.result.judged == {}


@pytest.mark.parametrize("answers", [2, 4, 9])
def test_a_target_that_is_gone_ends_the_run_with_one_message(answers: int) -> None:
    with pytest.raises(TargetError) as gone:
        run(Api(answers=answers))
    assert str(gone.value).startswith("3 requests in a row got no answer; the last: ")
    assert "no connection to 127.0.0.1:9" in str(gone.value)


def test_progress_is_told_in_phases() -> None:
    told: list[tuple[str, int, int]] = []
    progress: Callable[[str, int, int], None] = lambda *said: told.append(said)  # noqa: E731
    run(Api(), progress=progress)
    phases = list(dict.fromkeys(phase for phase, *_ in told))
    assert phases == ["reaching the target", "searching for what is missing", "reading tickets"]
    assert all(done < total for phase, done, total in told if phase == "reading tickets")


class Overfull(Api):
    """Has thousands of broken tags in each row."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        body = json.loads(answer.read())
        for row in body.get("tickets", ()):
            row["tags"] = [{}] * 450
        return answered(body, answer.status_code)


def test_rows_left_out_of_judging_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "MOST_FINDINGS", 10_000)
    collected = run(Overfull(), phases=(sample_tickets,))
    assert collected.result.judged["compact"] < len(IDS)
    (note,) = [note for note in collected.info.notes if "were not judged" in note]
    assert note.startswith("Some pages have more than 50,000 findings: their other rows were not judged.")
    assert not [note for note in run(Api()).info.notes if "were not judged" in note]


class Refusing(Api):
    """Gives the page with status 400 when it is searched for the second time and later."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        return answered(json.loads(answer.read()), 400) if len(self.searches) > 1 else answer


def test_a_page_in_an_error_is_nopage_of_examples() -> None:
    collected = run(Refusing(), phases=(sample_tickets,))
    assert collected.info.complete
    assert collected.result.judged["searchTickets"] > 1
    assert collected.result.judged["compact"] == 1
    assert not [note for note in collected.info.notes if "were not judged" in note]
