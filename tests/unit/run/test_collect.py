"""A run as a whole, against an API made of the examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from support.clients import TOKEN
from support.example_api import IDS, Api, answered
from ticketgate.client import Client, Target
from ticketgate.contract.loading import default_contract
from ticketgate.judging import judge
from ticketgate.run.collect import PHASES, Collected, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.settings import Settings
from ticketgate.verdict.coverage import Reason
from ticketgate.verdict.early_end import EarlyEnd, Ended

if TYPE_CHECKING:
    from collections.abc import Callable


def run(api: Api, settings: Settings | None = None, **options: Any) -> Collected:
    target = Target.create(
        "http://127.0.0.1:9/api/mind", TOKEN, max_requests=options.pop("budget", 600), is_mock=True
    )
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


def test_how_long_each_operation_took_is_told_by_its_answers() -> None:
    api = Api()
    times = run(api).info.times
    assert {name: each.answers for name, each in times.items()} == {
        "getTicket": len(api.read),
        "searchTickets": len(api.searches),
    }
    assert all(0 <= each.median <= each.slow <= each.longest for each in times.values())


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
    assert "2 tickets found by search could not be read: the answer has status 404." in collected.info.notes


def test_ctrl_c_ends_a_run_with_what_was_found() -> None:
    def interrupt(phase: str, done: int, _: int) -> None:
        if phase == "reading tickets" and done:
            raise KeyboardInterrupt

    collected = run(Api(), progress=interrupt)
    assert not collected.info.complete
    assert collected.info.interrupted
    assert collected.sought.cut is Reason.INTERRUPTED
    assert collected.result.judged["compact"] >= len(IDS)
    assert collected.result.judged["full"] >= 1


@pytest.mark.parametrize(("budget", "cut"), [(2, Reason.BUDGET), (0, None)])
def test_what_the_budget_left_out_is_put_down_to_it(budget: int, cut: Reason | None) -> None:
    assert run(Api(), budget=budget).sought.cut is cut


@pytest.mark.parametrize("budget", [2, 3, 7, 40])
def test_no_budget_is_ever_exceeded(budget: int) -> None:
    api = Api()
    collected = run(api, phases=PHASES, budget=budget)
    assert collected.info.requests == len(api.read) + len(api.searches) <= budget
    assert collected.info.complete


def test_a_budget_that_does_not_reach_for_the_first_look_is_an_end_with_a_note() -> None:
    collected = run(Api(), phases=PHASES, budget=1)
    words = "no ticket could be read in full: the budget of 1 request is used up (--max-requests)"
    assert collected.info.ended == Ended(EarlyEnd.UNREADABLE, words)
    assert collected.info.notes == (f"Not everything planned was asked: {words}.",)
    assert collected.result.judged == {"searchTickets": 1, "search": 1, "compact": 1}
    assert collected.sought.cut is Reason.BUDGET


@pytest.mark.parametrize("answers", [2, 4, 9])
def test_a_target_that_is_gone_leaves_what_was_judged_until_then(answers: int) -> None:
    collected = run(Api(answers=answers))
    assert collected.info.ended is not None
    assert collected.info.ended.reason is EarlyEnd.GONE
    assert collected.info.ended.words.startswith("3 requests in a row got no answer; the last: ")
    assert "no connection to 127.0.0.1:9" in collected.info.ended.words
    assert not collected.info.complete
    assert collected.result.judged["full"] >= 1


def test_progress_is_told_in_phases() -> None:
    told: list[tuple[str, int, int]] = []
    progress: Callable[[str, int, int], None] = lambda *said: told.append(said)  # noqa: E731
    run(Api(), progress=progress)
    phases = list(dict.fromkeys(phase for phase, *_ in told))
    assert phases == ["reaching the target", "searching for what is missing", "reading tickets"]
    assert all(done < total for phase, done, total in told if phase == "reading tickets")


class Overfull(Api):
    """Has forty broken tags in each row, which makes some 400 findings."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        body = json.loads(answer.read())
        for row in body.get("tickets", ()):
            row["tags"] = [{}] * 40
        return answered(body, answer.status_code)


def test_rows_left_out_of_judging_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "MOST_FINDINGS", 1000)
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


class Ending(Api):
    """Has a status that nobody knows, and gives an answer of this status to all that comes after some requests."""

    def __init__(self, status: int, after: int) -> None:
        super().__init__()
        self._status, self._after = status, after

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if len(self.read) + len(self.searches) >= self._after:
            return answered({"success": False, "message": "no"}, self._status)
        answer = super().handle_request(request)
        body = json.loads(answer.read())
        for ticket in body.get("tickets", [body]):
            ticket["status"] = "waiting"
        return answered(body, answer.status_code)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, EarlyEnd.EXPIRED), (429, EarlyEnd.TOO_FAST), (503, EarlyEnd.OUT_OF_ORDER)],
)
def test_what_was_found_before_the_target_gave_up_is_kept(status: int, reason: EarlyEnd) -> None:
    collected = run(Ending(status, 4), phases=PHASES)
    assert collected.info.ended is not None
    assert collected.info.ended.reason is reason
    broken = {("full:status/enum", "status"), ("compact:status/enum", "status")}
    of_the_server = {("getTicket/no-server-error", ""), ("searchTickets/no-server-error", "")}
    assert broken <= collected.result.groups.keys() <= broken | (of_the_server if status == 503 else set())


def test_what_retries_waited_is_said() -> None:
    class Busy(Api):
        """Asks for a pause before each of its first two answers."""

        left = 2

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if self.left:
                self.left -= 1
                return httpx.Response(503, headers={"Retry-After": "7"}, stream=httpx.ByteStream(b""))
            return super().handle_request(request)

    assert "Retries waited" in " ".join(run(Busy(), phases=[]).info.notes)
    assert "Retries waited" not in " ".join(run(Api(), phases=[]).info.notes)
