"""How a run asks: each answer is judged, and when it is over nothing more is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.clients import TOKEN, FakeTime, client_of
from support.example_api import IDS, Api, answered
from support.requests import get_ticket, search
from support.samples import contract
from support.servers import Server, answer
from ticketgate.client import Client, Target
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking, Repeating
from ticketgate.run.settings import SHARES, Settings, share
from ticketgate.verdict.early_end import EarlyEnd, Ended

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


def client_to(api: httpx.BaseTransport, budget: int = 600) -> Client:
    target = Target.create("http://127.0.0.1:9/api/mind", TOKEN, max_requests=budget, is_mock=True)
    return Client(target, api, pause=lambda _: None)


def asking_of(client: Client) -> tuple[Asking, Answers]:
    answers = Answers(contract(), Repeating(client))
    return Asking(client, answers, lambda *_: None), answers


class Refusing(Api):
    """Refuses every request, and keeps which tickets were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.add(int(request.url.path.rpartition("/")[2]))
        return answered({"success": False}, 503)


def test_each_answer_is_judged_and_handed_over() -> None:
    with client_to(Api()) as client:
        asking, answers = asking_of(client)
        exchange = asking.ask(get_ticket(12))
    assert exchange is not None
    assert exchange.status == 200
    assert (answers.result().judged["full"], list(answers.tickets.in_full)) == (1, [12])


def test_several_are_asked_and_come_in_their_order() -> None:
    with client_to(Api(gone=(13,))) as client:
        asking, answers = asking_of(client)
        statuses = [each and each.status for each in asking.ask_all(map(get_ticket, IDS))]
    assert statuses == [200, 200, 404, 200, 200, 200]
    assert list(answers.tickets.in_full) == [11, 12, 14, 15, 16]


# When it ends


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (429, EarlyEnd.TOO_FAST, "5 requests were refused with status 429, also after retries; lower --rate, or try again later"),
        (503, EarlyEnd.OUT_OF_ORDER, "5 requests were refused with status 502, 503 or 504, also after retries"),
    ],
)  # fmt: skip
def test_a_server_that_goes_on_refusing_is_left_alone(status: int, reason: EarlyEnd, words: str) -> None:
    with Server(answer(b"", status)) as server, client_of(server.base_url, max_requests=0) as client:
        asking, answers = asking_of(client)
        for _ in range(4):
            assert asking.ask(get_ticket(17)) is not None
        assert asking.ended is None
        for _ in range(3):
            assert asking.ask(get_ticket(17)) is None
        assert client.sent == 15
    assert asking.ended == Ended(reason, words)
    assert answers.result().judged["getTicket"] == 5


@pytest.mark.parametrize("status", [400, 404, 500])
def test_other_refusals_never_end_a_run(status: int) -> None:
    with Server(answer(b"{}", status)) as server, client_of(server.base_url) as client:
        asking, answers = asking_of(client)
        for _ in range(6):
            asking.ask(get_ticket(17))
    assert asking.ended is None
    assert answers.result().judged["getTicket"] == 6


def test_several_that_are_asked_stop_where_the_run_ends() -> None:
    api = Refusing()
    with client_to(api) as client:
        asking, answers = asking_of(client)
        received = [each and each.status for each in asking.ask_all(map(get_ticket, range(1, 31)))]
        assert list(asking.ask_all([get_ticket(99)])) == []
    assert received == [503] * 4
    # Three more are under way when the fifth is refused.
    assert api.asked <= set(range(1, 9))
    assert answers.result().judged["getTicket"] == 5


@pytest.mark.parametrize("reply", [answer(b"", 503), answer(b"", 429), b""])
def test_what_may_pass_is_not_judged_where_no_request_is_left_to_try_it_again(reply: bytes) -> None:
    with Server(answer(b"{}", 500), reply) as server, client_of(server.base_url, max_requests=2) as client:
        asking, answers = asking_of(client)
        assert [asking.ask(get_ticket(17)) is None for _ in range(2)] == [False, True]
    assert asking.ended is not None
    assert asking.ended.reason is EarlyEnd.BUDGET_SPENT
    assert asking.ended.words.endswith("the budget (--max-requests) has none left to try it again")
    assert answers.result().judged["getTicket"] == 1


def test_a_budget_that_is_used_up_is_an_end_and_no_error() -> None:
    with client_to(Api(), budget=2) as client:
        asking, answers = asking_of(client)
        assert [asking.ask(get_ticket(ticket)) is None for ticket in (11, 12, 13)] == [False, False, True]
    words = "the budget of 2 requests is used up (--max-requests)"
    assert asking.ended == Ended(EarlyEnd.BUDGET_SPENT, words)
    assert asking.remaining == 0
    assert answers.notes == ()


def test_a_budget_that_ends_while_the_target_is_looked_for_is_no_sign_that_it_is_gone() -> None:
    with client_to(Api(answers=0), budget=3) as client:
        asking, _ = asking_of(client)
        for ticket in (11, 12, 13, 14):
            asking.ask(get_ticket(ticket))
    assert asking.ended is not None
    assert asking.ended.reason is EarlyEnd.BUDGET_SPENT


def test_the_first_reason_counts() -> None:
    with client_to(Api(answers=1)) as client:
        asking, _ = asking_of(client)
        for ticket in IDS * 2:
            asking.ask(get_ticket(ticket))
    assert asking.ended is not None
    assert asking.ended.reason is EarlyEnd.GONE
    assert asking.ended.words.startswith("3 requests in a row got no answer; the last: GET /ticket/14: ")


class Expiring(Api):
    """Refuses the credential from the given request on, or for the tickets named; asks nothing of the rest."""

    def __init__(self, *, after: int = 1000, tickets: tuple[int, ...] = ()) -> None:
        super().__init__()
        self._after, self._tickets, self.count = after, tickets, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        refused = self.count > self._after or request.url.path.endswith(tuple(map(str, self._tickets)))
        return (
            answered({"note": "who?"}, 401)
            if refused and (self._tickets or self.count > self._after)
            else super().handle_request(request)
        )


def test_a_credential_that_expires_ends_the_run_and_is_no_fault_of_the_api() -> None:
    api = Expiring(after=2)
    with client_to(api) as client:
        asking, answers = asking_of(client)
        for ticket in IDS * 2:
            asking.ask(get_ticket(ticket))
    assert asking.ended == Ended(
        EarlyEnd.EXPIRED,
        "4 requests in a row were refused with status 401: the bearer token from ENNEO_TOKEN is not accepted any "
        "more; it has probably expired",
    )
    assert api.count == 6
    assert answers.result().groups == {}


def test_tickets_that_are_refused_while_others_are_read_are_no_sign_of_that() -> None:
    with client_to(Expiring(tickets=(12, 13, 14))) as client:
        asking, answers = asking_of(client)
        for ticket in IDS * 2:
            asking.ask(get_ticket(ticket))
    assert asking.ended is None
    assert answers.result().groups == {}


def test_the_first_look_reads_the_ticket_named_or_one_within_the_filters() -> None:
    named, found = Api(), Api()
    for api, settings in (
        (named, Settings(tickets=(12, 14))),
        (found, Settings(filters=(("t.channel", "email"),))),
    ):
        with client_to(api) as client:
            asking, answers = asking_of(client)
            asking.reach(settings)
            assert len(answers.tickets.in_full) == len(api.read) == 1
    assert named.read[0].path.rpartition("/")[2] == "12"
    listed = {"key": "t.id", "comparator": "in", "values": [12, 14]}
    assert named.searches == [{"limit": 2, "filters": [listed]}]
    assert found.searches[0]["filters"] == [{"key": "t.channel", "comparator": "in", "values": ["email"]}]


# Shares of the budget


@pytest.mark.parametrize(("budget", "expected"), [(600, 105), (60, 10), (1, 0), (1200, 210), (0, 10**9)])
def test_a_budget_is_divided_like_the_default_one(budget: int, expected: int) -> None:
    assert share("tickets", budget) == expected
    with client_to(Api(), budget) as client:
        assert asking_of(client)[0].share("tickets") == expected


@pytest.mark.parametrize("budget", [1, 7, 599, 600, 601, 5000])
def test_the_parts_never_take_more_than_the_whole(budget: int) -> None:
    assert sum(share(part, budget) for part in SHARES) <= budget


# Asking again


def repeated(api: Api, budget: int) -> Iterator[bool]:
    with client_to(api, budget) as client:
        again = Repeating(client)
        while again(search({})) is not None:
            yield True


@pytest.mark.parametrize(("budget", "most"), [(600, 30), (60, 6), (4, 4)])
def test_requests_are_repeated_within_their_share_of_the_budget(budget: int, most: int) -> None:
    assert len(list(repeated(Api(), budget))) == most


def test_a_repetition_without_an_answer_is_none_and_no_finding() -> None:
    with client_to(Api(answers=0)) as client:
        assert Repeating(client)(search({})) is None


def test_the_time_of_a_run_that_is_used_up_is_an_end_and_no_error() -> None:
    fake = FakeTime()
    with Server(answer(b"{}")) as server, client_of(server.base_url, fake, max_time=60.0) as client:
        asking, _ = asking_of(client)
        assert asking.ask(get_ticket(17)) is not None
        fake.now += 61
        assert asking.ask(get_ticket(17)) is None
    assert asking.ended == Ended(EarlyEnd.TIME_SPENT, "the time of 60 s is used up (--max-time)")
