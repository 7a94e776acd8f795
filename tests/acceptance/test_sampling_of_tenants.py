"""Sampling against whole tenants: what is missing is looked for, proven absent, or said to be unproven."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import orjson
import pytest

from support.serving import TOKEN
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service import app as application
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import CALLER_ID, agents
from ticketgate.run.collect import Collected, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.settings import Settings
from ticketgate.verdict.coverage import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

CHAT = ("compact:channel=chat", "full:channel=chat", "full/chat-has-channel-id")
#: Two smoke requests, 40 searches and 300 tickets.
MOST_REQUESTS = 342


class Tenant(httpx.BaseTransport):
    """The mock with some tickets left out; `change` can answer in its stead or change the request."""

    def __init__(
        self,
        without: str = "0",
        count: int = 1200,
        change: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda _: None,
        statuses: dict[str, int] | None = None,
        one_in: int | None = None,
    ) -> None:
        self._store = store = Store.temporary(count, 7, one_in)
        store._connection.execute(f"DELETE FROM ticket AS t WHERE {without}")
        caller = next(agent for agent in agents(7) if agent["id"] == CALLER_ID)
        self._mock = InProcess(application.create(store, token=TOKEN, caller=caller, openapi=None))
        self._change = change
        self._statuses = statuses or {}
        self.asked: list[tuple[str, bytes]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((str(request.url), request.content))
        if status := self._statuses.get(request.url.path.rpartition("/")[2]):
            return answered(status, {"success": False, "message": "not for you"})
        if request.method == "POST":
            body = orjson.loads(request.content)
            instead = self._change(body)
            if instead is not None:
                return answered(instead.pop("status", 200), instead)
            content = orjson.dumps(body)
            headers = {**request.headers, "content-length": str(len(content))}
            request = httpx.Request("POST", request.url, headers=headers, content=content)
        return self._mock.handle_request(request)

    def close(self) -> None:
        self._mock.close()
        self._store.close()


def answered(status: int, body: dict[str, Any]) -> httpx.Response:
    headers = {"content-type": "application/json"}
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(orjson.dumps(body)))


def sampled(tenant: Tenant, budget: int = 240, **settings: Any) -> Collected:
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=budget, is_mock=True
    )
    with Client(target, tenant) as client:
        return collect(default_contract(), client, Settings(**settings), phases=(sample_tickets,))


def filters_on(body: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [each for each in body["filters"] if each["key"] == key]


def test_a_value_that_no_ticket_has_is_proven_absent_by_a_search_whose_filter_works() -> None:
    collected = sampled(Tenant("t.channel = 'chat'"))
    assert [collected.sought.reasons[partition] for partition in CHAT] == [Reason.ABSENT] * 3
    assert collected.result.groups == {}


def test_a_filter_that_the_server_ignores_is_noticed_and_proves_nothing() -> None:
    def ignore(body: dict[str, Any]) -> None:
        body["filters"] = [each for each in body["filters"] if each["key"] != "t.channel"]

    collected = sampled(Tenant("t.channel = 'chat'", change=ignore))
    assert [collected.sought.reasons[partition] for partition in CHAT] == [Reason.FILTER_FAILS] * 3
    (note,) = [note for note in collected.info.notes if "t.channel" in note]
    assert note.startswith("500 of 500 hits do not match the filter t.channel")


def nothing_by(key: str) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    """Let searches by a key find nothing."""

    def find_nothing(body: dict[str, Any]) -> dict[str, Any] | None:
        page = {"success": True, "tickets": [], "total": 0, "offset": 0, "limit": body["limit"]}
        return page if filters_on(body, key) else None

    return find_nothing


def test_a_filter_that_finds_nothing_whatever_it_is_asked_proves_nothing() -> None:
    collected = sampled(Tenant("t.channel = 'chat'", 3600, change=nothing_by("t.channel")))
    assert [collected.sought.reasons[partition] for partition in CHAT] == [Reason.UNPROVEN] * 3


def test_a_filter_that_the_server_refuses_is_noted_and_not_used_again() -> None:
    def refuse(body: dict[str, Any]) -> dict[str, Any] | None:
        return {"status": 400, "success": False, "message": "no"} if filters_on(body, "t.channel") else None

    tenant = Tenant("t.channel = 'chat'", change=refuse)
    collected = sampled(tenant)
    assert collected.sought.reasons["compact:channel=chat"] is Reason.FILTER_FAILS
    assert any("t.channel was not answered with a page" in note for note in collected.info.notes)
    assert len({content for _, content in tenant.asked if b'"t.channel"' in content}) == 1


def test_tickets_deleted_or_forbidden_between_search_and_reading_are_noted_and_no_finding() -> None:
    tickets = {str(371_001 + i): 403 if i % 2 else 404 for i in range(0, 490, 7)}
    collected = sampled(Tenant(count=499, statuses=tickets, change=nothing_by("t.id")))
    assert collected.result.groups == {}
    unread = [note for note in collected.info.notes if "could not be read" in note]
    assert [note.partition(": ")[2] for note in unread] == [
        "the answer has status 403.",
        "the answer has status 404.",
    ]
    assert not {str(ticket["id"]) for ticket in collected.tickets} & tickets.keys()


def test_a_ticket_that_a_search_goes_on_listing_is_said_and_a_forbidden_one_only_noted() -> None:
    there = "getTicket/listed-ticket-is-there"
    collected = sampled(Tenant(count=30, statuses={"371005": 404, "371006": 403}))
    assert {identity: group.count for identity, group in collected.result.groups.items()} == {(there, ""): 1}
    # All but three were read and there: the first look is no test of that, and the answer 403 tells nothing.
    assert collected.result.exercised[there] == 27 + 1
    unread = [note for note in collected.info.notes if "could not be read" in note]
    assert [note.partition(": ")[2] for note in unread] == [
        "the answer has status 403.",
        "the answer has status 404.",
    ]


def test_one_ticket_that_was_read_is_said_in_the_singular() -> None:
    collected = sampled(Tenant(count=3, statuses={"371001": 403, "371002": 403}))
    assert "1 of 3 tickets found was read in full." in collected.info.notes
    assert "2 tickets found by search could not be read: the answer has status 403." in collected.info.notes


def test_what_only_forbidden_tickets_have_is_not_said_to_be_absent() -> None:
    """Tickets of the system are the ones with a work item; none of them may be read."""
    system = Store.temporary(100, 7)
    numbers = [
        row[0] for row in system._connection.execute("SELECT t.id FROM ticket t WHERE t.channel = 'system'")
    ]
    system.close()
    assert numbers
    collected = sampled(Tenant(count=100, statuses=dict.fromkeys(map(str, numbers), 403)), budget=600)
    reasons = {collected.sought.reasons.get(f"full:workitem={token}") for token in ("null", "value")}
    assert Reason.REFUSED in reasons
    assert Reason.NOT_THERE not in reasons


@pytest.fixture(scope="module")
def skewed() -> tuple[Tenant, Collected]:
    """Six thousand tickets of which one in 3000 has another channel, status, priority ... than the rest."""
    tenant = Tenant(count=6000, one_in=3000)
    return tenant, sampled(tenant, budget=600)


def test_what_is_rare_is_found_by_searching_for_it(skewed: tuple[Tenant, Collected]) -> None:
    collected = skewed[1]
    for partition in ("channel=walkIn", "channel=chat", "status=pending", "spamStatus=manual_spam", "priority=urgent", "dueBy=null", "agentId=null", "partnerId=value"):  # fmt: skip
        for form in ("compact", "full"):
            assert collected.result.partitions[f"{form}:{partition}"] > 0, f"{form}:{partition}"


def test_a_large_tenant_costs_no_more_than_the_shares_say(skewed: tuple[Tenant, Collected]) -> None:
    tenant, collected = skewed
    assert collected.info.requests <= MOST_REQUESTS
    assert sum(b"filters" in content for _, content in tenant.asked) <= 42
    assert collected.sought.power[0].of == 6000


def test_no_search_and_no_ticket_is_asked_for_twice(skewed: tuple[Tenant, Collected]) -> None:
    tenant, _ = skewed
    searches = [content for _, content in tenant.asked[2:] if content]
    assert len(set(searches)) == len(searches)
    tickets = [url for url, content in tenant.asked if not content and "includeRawData" not in url]
    assert len(set(tickets)) == len(tickets)


def test_the_same_tenant_and_seed_are_asked_the_same() -> None:
    first, second = Tenant(count=700), Tenant(count=700)
    for tenant in (first, second):
        sampled(tenant, budget=120, seed=3)
    assert sorted(first.asked) == sorted(second.asked)  # four at a time arrive in any order


def test_a_run_within_a_filter_looks_for_nothing_outside_it() -> None:
    tenant = Tenant(count=600)
    collected = sampled(tenant, filters=(("t.channel", "email"),))
    assert {ticket["channel"] for ticket in collected.tickets} == {"email"}
    assert collected.sought.reasons["compact:channel=chat"] is Reason.OUTSIDE
    assert all(
        len(filters_on(orjson.loads(content), "t.channel")) == 1 for _, content in tenant.asked if content
    )


def test_a_small_budget_is_a_reason_of_its_own_and_buys_the_most_telling_tickets() -> None:
    collected = sampled(Tenant(count=400), budget=90)
    assert len(collected.tickets) < 30
    seen = {name for name in collected.result.partitions if name.startswith("full:channel=")}
    assert len(seen) == 7
    assert {collected.sought.reasons.get(f"full:channel={name}") for name in ("chat", "walkIn")} == {None}
