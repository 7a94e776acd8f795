from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from support.clients import client_of
from support.samples import contract
from support.servers import Server, answer
from ticketgate.client import BudgetSpent, Client, Unanswered, smoke
from ticketgate.errors import TargetError, UsageError
from ticketgate.exchange.request import Expectation, complete

PAGE = answer(b'{"success":true,"tickets":[{"id":17}],"total":371}')
TICKET = answer(b'{"success":true,"id":17}')

Reply = bytes | Callable[..., None]


def looked(client: Client, *args: Any, **options: Any) -> list[str]:
    return [str(exchange.request) for exchange in smoke(client, contract(), *args, **options)]


def test_a_healthy_target_shows_its_first_ticket() -> None:
    with Server(PAGE, TICKET) as server, client_of(server.base_url) as client:
        found = looked(client)
    assert found == ["POST /ticket/search", "GET /ticket/17"]
    searched, read = server.received
    assert json.loads(searched.body) == {"limit": 1, "filters": []}
    assert read.line.startswith(
        "GET /api/mind/ticket/17?includeCustomer=true&includeIntents=true&viewing=false"
    )


def test_a_given_ticket_is_read_without_a_search() -> None:
    with Server(TICKET) as server, client_of(server.base_url) as client:
        assert looked(client, [17]) == ["GET /ticket/17"]
    assert server.received[0].line.startswith("GET /api/mind/ticket/17?")


def test_filters_keep_the_search_inside() -> None:
    mailbox = {"key": "t.subchannelId", "comparator": "in", "values": [3]}
    with Server(PAGE, TICKET) as server, client_of(server.base_url) as client:
        looked(client, filters=[mailbox])
    assert json.loads(server.received[0].body)["filters"] == [mailbox]


@pytest.mark.parametrize("media_type", [None, "text/plain", "text/html"])
def test_json_under_a_wrong_media_type_can_be_tested(media_type: str | None) -> None:
    page = answer(b'{"tickets":[{"id":17}]}', media_type=media_type)
    ticket = answer(b"{}", media_type=media_type)
    with Server(page, ticket) as server, client_of(server.base_url) as client:
        assert len(looked(client)) == 2


@pytest.mark.parametrize(
    ("page", "read"),
    [
        (b'{"tickets":[{"id":"17"}]}', True),
        (b'{"tickets":[{"id":17.0}]}', True),
        (b'{"tickets":[{"id":"s3cret"}]}', False),
        (b'{"tickets":[{"id":true}]}', False),
        (b'{"tickets":["s3cret"]}', False),
        (b'{"tickets":{}}', False),
        (b'{"hits":[]}', False),
        (b'["s3cret"]', False),
        (b'{"tickets":[{"id":17', False),
        (b'{"tickets":[{"id":17}],"total":NaN}', False),
        (b'"{\\"tickets\\":[]}"', False),
        (b'{"tickets":[]}'.decode().encode("utf-16"), False),
        (b"", False),
    ],
)
def test_a_success_that_is_not_as_promised_is_for_judging_and_its_id_is_used_where_it_has_one(
    page: bytes,
    read: bool,  # noqa: FBT001 - the expectation
) -> None:
    with Server(answer(page), TICKET) as server, client_of(server.base_url) as client:
        assert looked(client) == ["POST /ticket/search", *(["GET /ticket/17"] if read else [])]


NOT_THERE = answer(b"", 404)
NEITHER = answer(b'{"tickets":[]}')


def test_where_the_first_ticket_cannot_be_read_others_that_a_search_lists_are_tried() -> None:
    listed = answer(b'{"tickets":[{"id":19},{"id":18}]}')
    with Server(PAGE, NOT_THERE, listed, NOT_THERE, TICKET) as server, client_of(server.base_url) as client:
        assert looked(client) == ["POST /ticket/search", "GET /ticket/18"]
    assert [each.line.split()[1].split("?")[0] for each in server.received][3:] == [
        "/api/mind/ticket/19",
        "/api/mind/ticket/18",
    ]


def test_each_ticket_that_is_named_has_to_be_there_whatever_the_order() -> None:
    for tickets in ([17, 99], [99, 17]):
        with (
            Server(PAGE, NOT_THERE) as server,
            client_of(server.base_url) as client,
            pytest.raises(TargetError, match="GET /ticket/99 answers 404: ticket 99 cannot be read"),
        ):
            looked(client, tickets)
    with (
        Server(NEITHER, NOT_THERE) as server,
        client_of(server.base_url) as client,
        pytest.raises(TargetError, match="ticket 98, ticket 99 cannot be read; does it exist"),
    ):
        looked(client, [98, 99])


def test_a_named_ticket_that_is_there_but_not_within_the_filters_is_a_contradiction() -> None:
    email = {"key": "t.channel", "comparator": "in", "values": ["email"]}
    with (
        Server(NEITHER, TICKET) as server,
        client_of(server.base_url) as client,
        pytest.raises(UsageError, match="--ticket 17: is not within --filter; leave one of them out"),
    ):
        looked(client, [17], [email], named_filters=True)
    with Server(PAGE, TICKET) as server, client_of(server.base_url) as client:
        assert looked(client, [17], [email], named_filters=True) == ["POST /ticket/search", "GET /ticket/17"]


def test_a_search_that_tells_nothing_of_named_tickets_is_for_judging() -> None:
    with Server(answer(b"[]"), TICKET) as server, client_of(server.base_url) as client:
        assert looked(client, [17, 99]) == ["POST /ticket/search", "GET /ticket/17"]


CHECK_URL = "check the base URL, it looks like https://HOST/api/mind"


@pytest.mark.parametrize(
    ("replies", "problem", "next_step"),
    [
        ([answer(b"", 401)], "POST /ticket/search answers 401: the bearer token from ENNEO_TOKEN is not accepted", "has it expired"),
        ([answer(b"", 403)], "POST /ticket/search answers 403: the bearer token from ENNEO_TOKEN has no permission", "may read tickets"),
        ([answer(b"", 404)], "POST /ticket/search answers 404: nothing is there", CHECK_URL),
        ([answer(b"", 405)], "POST /ticket/search answers 405: this is no answer of the ticket API", CHECK_URL),
        ([answer(b"", 429)], "POST /ticket/search answers 429: the target asks for fewer requests", "lower --rate"),
        ([answer(b"", 500)], "POST /ticket/search answers 500: the server fails", "try again once it is healthy"),
        ([answer(b"", 503)], "POST /ticket/search answers 503: the server fails", "try again once it is healthy"),
        ([answer(b"", 302, Location="https://login.example:8443/?state=s3cret")], "it redirects to https://login.example:8443, which is not followed", "use the final base URL"),
        ([answer(b"", 302, Location="//user:s3cret@login.example/x")], "it redirects to http://login.example, which", "use the final base URL"),
        ([answer(b"", 300, Location="https://login.example:port/s3cret")], "it redirects to an invalid place", "use the final base URL"),
        ([answer(b"", 302)], "it redirects to an unnamed place", "use the final base URL"),
        ([answer(b"<html>s3cret", media_type="text/html; charset=utf-8")], "the answer is text/html, not JSON", "is it a login, proxy or maintenance page? Try again once it is healthy, or " + CHECK_URL),
        ([answer(b"s3cret", media_type="s3cret\x1b[31m")], "the answer is of no known media type, not JSON", "login, proxy or maintenance page"),
        ([answer(b'{"tickets":[]}')], "the search found no ticket; ", "there is nothing to check"),
        ([PAGE, answer(b"", 403)], "GET /ticket/17 answers 403: ticket 17 cannot be read", "the search found it"),
        ([PAGE, answer(b"", 404)], "GET /ticket/17 answers 404: ticket 17 cannot be read", "the search found it"),
        ([PAGE, answer(b"", 401)], "GET /ticket/17 answers 401: the bearer token from ENNEO_TOKEN is not accepted", "has it expired"),
    ],
)  # fmt: skip
def test_an_untestable_target_is_one_message(replies: list[Reply], problem: str, next_step: str) -> None:
    with (
        Server(*replies) as server,
        client_of(server.base_url) as client,
        pytest.raises(TargetError) as caught,
    ):
        looked(client)
    message = str(caught.value)
    assert message.startswith(f"{server.base_url} cannot be tested: ")
    assert problem in message
    assert next_step in message
    assert message.isprintable()
    assert "s3cret" not in message
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("status", [403, 404])
def test_a_given_ticket_that_cannot_be_read_is_named(status: int) -> None:
    problem = f"GET /ticket/99 answers {status}: ticket 99 cannot be read; does it exist"
    with (
        Server(answer(b"", status)) as server,
        client_of(server.base_url) as client,
        pytest.raises(TargetError, match=problem),
    ):
        looked(client, [99])


def test_nothing_within_the_filters_is_said() -> None:
    with (
        Server(answer(b'{"tickets":[]}')) as server,
        client_of(server.base_url) as client,
        pytest.raises(TargetError, match="the search found no ticket within --filter"),
    ):
        looked(client, filters=[{"key": "t.channel", "comparator": "=", "value": "chat"}])


def test_a_target_that_gives_no_answer_is_one_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        client_of(f"http://127.0.0.1:{port}") as client,
        pytest.raises(Unanswered, match="refuses connections") as caught,
    ):
        looked(client)
    assert caught.value.exit_code == 3


def test_a_budget_below_two_requests_cannot_pass() -> None:
    with (
        Server(PAGE, TICKET) as server,
        client_of(server.base_url, max_requests=1) as client,
        pytest.raises(BudgetSpent),
    ):
        looked(client)


@pytest.mark.parametrize("status", [302, 400, 422, 500])
def test_a_target_that_fails_at_what_every_read_has_is_asked_without_it(status: int) -> None:
    failing = answer(b'{"success":false}', status=status)
    with Server(PAGE, failing, TICKET) as server, client_of(server.base_url) as client:
        found = [*smoke(client, contract())]
        assert client.freed == {"erpCacheOnly"}
    assert [(each.status, each.request.param("erpCacheOnly")) for each in found[1:]] == [
        (status, "true"),
        (200, None),
    ]
    assert found[2].request.expects is Expectation.WITHOUT
    assert server.received[2].line.split()[1].endswith("&viewing=false")


def test_a_target_that_fails_without_it_as_well_cannot_be_tested() -> None:
    failing = answer(b'{"success":false}', status=400)
    with Server(PAGE, failing, failing) as server, client_of(server.base_url) as client:
        with pytest.raises(TargetError, match="GET /ticket/17 answers 400"):
            looked(client)
        assert client.freed == frozenset()


@pytest.mark.parametrize(
    ("replies", "freed"),
    [(1, {"includeCustomer"}), (2, {"includeIntents"}), (3, {"includeCustomer", "includeIntents"})],
)
def test_a_target_that_fails_at_a_flag_is_asked_without_it_and_the_failure_is_for_judging(
    replies: int, freed: set[str]
) -> None:
    failing = answer(b'{"success":false}', status=500)
    with (
        # The first is the whole read, the second without what is always sent.
        Server(PAGE, failing, failing, *[failing] * (replies - 1), TICKET, TICKET) as server,
        client_of(server.base_url) as client,
    ):
        found = [*smoke(client, contract())]
        assert client.freed == freed
        client.send(complete(contract().reading, 17))
    assert [(each.status, each.request.expects) for each in found[1:]] == [
        (500, Expectation.VALID),
        (200, Expectation.VALID),
    ]
    assert not any(name in server.received[-1].line for name in freed)


def test_a_search_that_is_refused_without_its_members_is_tried_with_all_of_them() -> None:
    refusal = answer(b'{"success":false}', status=400)
    with Server(refusal, PAGE, TICKET) as server, client_of(server.base_url) as client:
        found = [*smoke(client, contract())]
    assert [(each.status, each.request.expects) for each in found[:2]] == [
        (400, Expectation.VALID),
        (200, Expectation.VALID),
    ]
    spelled = json.loads(server.received[1].body)
    assert spelled.keys() >= {"limit", "offset", "orderByField", "orderByDirection"}
    assert spelled["filters"] == [{"key": "t.id", "comparator": ">=", "value": 1}]


def test_what_cannot_be_read_at_all_is_for_judging_before_it_is_said() -> None:
    failing = answer(b'{"success":false}', status=500)
    with Server(PAGE, *[failing] * 5) as server, client_of(server.base_url) as client:
        found = smoke(client, contract())
        assert [next(found).status, next(found).status] == [200, 500]
        with pytest.raises(TargetError, match="answers 500"):
            next(found)
    assert len(server.received) == 6
