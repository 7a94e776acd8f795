from __future__ import annotations

import gzip
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest

from support.clients import COOKIE, TOKEN, FakeTime, client_of
from support.requests import READING, SEARCHING, get_ticket, search
from support.servers import Server, answer, trickle
from ticketgate import __version__
from ticketgate.client import BudgetSpent, Client, Credential, Target, TimeSpent, Unanswered
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Request

if TYPE_CHECKING:
    import socket
    import threading

OK = answer(b"{}")


# What is sent


def test_reading_a_ticket_leaves_it_as_it_is_and_asks_for_all_of_it() -> None:
    with Server(OK) as server, client_of(server.base_url) as client:
        sent = client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
    line = "GET /api/mind/ticket/17?includeCustomer=true&includeIntents=true&viewing=false&erpCacheOnly=true HTTP/1.1"
    assert server.received[0].line == line
    assert sent.request.param("viewing") == "false"


@pytest.mark.parametrize(
    "name",
    ["refresh", "Refresh", " refresh", "refresh[]", "viewing", "VIEWING", "erpCacheOnly", "erpcacheonly[a]"],
)
@pytest.mark.parametrize("value", ["true", "false", "", "1"])
def test_parameters_that_change_a_ticket_are_never_sent(name: str, value: str) -> None:
    request = Request(
        READING, "GET", "/ticket/17", ((name, value), ("includeRawData", "true"), (name, value))
    )
    with Server(OK) as server, client_of(server.base_url) as client:
        sent = client.send(request).request
    assert server.received[0].line.split()[1] == (
        "/api/mind/ticket/17?includeRawData=true&viewing=false&erpCacheOnly=true"
    )
    assert sent.path_and_query == "/ticket/17?includeRawData=true&viewing=false&erpCacheOnly=true"


@pytest.mark.parametrize(
    ("query", "freed", "sent"),
    [
        ((), {"erpCacheOnly"}, "viewing=false"),
        ((("erpCacheOnly", "false"),), {"erpCacheOnly"}, "erpCacheOnly=false&viewing=false"),
        ((("erpCacheOnly", "false"),), set(), "viewing=false&erpCacheOnly=true"),
        ((("viewing", "true"),), {"viewing"}, "viewing=false&erpCacheOnly=true"),
        ((("refresh", "true"),), {"refresh"}, "viewing=false&erpCacheOnly=true"),
    ],
)
def test_a_request_decides_of_what_is_always_sent_where_that_changes_nothing(
    query: tuple[tuple[str, str], ...], freed: set[str], sent: str
) -> None:
    with Server(OK) as server, client_of(server.base_url) as client:
        client.send(replace(get_ticket(17), query=query, freed=frozenset(freed)))
    assert server.received[0].line.split()[1] == f"/api/mind/ticket/17?{sent}"


def test_what_the_target_fails_at_is_left_out_from_then_on() -> None:
    with Server(OK) as server, client_of(server.base_url) as client:
        client.free(frozenset({"erpCacheOnly", "viewing"}))
        client.send(get_ticket(17, includeCustomer=True))
    assert server.received[0].line.split()[1] == "/api/mind/ticket/17?includeCustomer=true&viewing=false"


def test_a_search_sends_its_body_as_json_and_no_forced_parameters() -> None:
    with Server(OK) as server, client_of(server.base_url) as client:
        client.send(search({"limit": 1}))
        client.send(Request(SEARCHING, "POST", "/ticket/search", (("refresh", "true"),)))
    first, second = server.received
    assert (first.line, first.body) == ("POST /api/mind/ticket/search HTTP/1.1", b'{"limit":1}')
    assert first.headers["content-type"] == "application/json"
    assert (second.line, second.body) == ("POST /api/mind/ticket/search HTTP/1.1", b"")


@pytest.mark.parametrize(("media_type", "sent"), [("text/plain", "text/plain"), ("", None)])
def test_a_body_is_declared_as_the_request_says(media_type: str, sent: str | None) -> None:
    with Server(OK) as server, client_of(server.base_url) as client:
        client.send(replace(search({}), media_type=media_type))
    assert server.received[0].headers.get("content-type") == sent


def test_headers_say_who_asks_for_what() -> None:
    with Server(OK) as server, Client(Target.create(server.base_url, TOKEN, COOKIE, is_mock=True)) as client:
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
    headers = server.received[0].headers
    assert headers["authorization"] == "Bearer s3cret-t0ken"
    assert headers["cookie"] == "connect.sid=s3cret-c00kie"
    assert headers["accept"] == "application/json"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["user-agent"] == f"ticketgate/{__version__}"


def of_all_names(value: str) -> str:
    names = ("connect.sid", "token", "session", "jwt", "access_token")
    return "; ".join(f"{name}={value}" for name in names)


@pytest.mark.parametrize(
    ("credentials", "authorization", "cookie"),
    [
        (Credentials.VALID, "Bearer s3cret-t0ken", "connect.sid=s3cret-c00kie"),
        (Credentials.NONE, None, None),
        (Credentials.FORGED, "Bearer never-issued-by-anyone", "connect.sid=never-issued-by-anyone"),
        (Credentials.EMPTY, "", None),
        (Credentials.SCHEME_ALONE, "Bearer", None),
        (Credentials.OTHER_COOKIE, None, of_all_names("never-issued-by-anyone")),
        (Credentials.EMPTY_COOKIE, None, "connect.sid="),
        (Credentials.LISTED, "Bearer never-issued-by-anyone, Bearer s3cret-t0ken", None),
        (Credentials.CUT, "Bearer s3cret-t0ke", None),
        (Credentials.LENGTHENED, "Bearer s3cret-t0kenAA", None),
        (Credentials.OTHER_CASE, "Bearer S3CRET-T0KEN", None),
        (Credentials.AS_BASIC, "Basic s3cret-t0ken", None),
        (Credentials.WITHOUT_SCHEME, "s3cret-t0ken", None),
        (Credentials.AS_COOKIE, None, of_all_names("s3cret-t0ken")),
        (Credentials.BESIDE_INVALID, "Bearer s3cret-t0ken", "connect.sid=never-issued-by-anyone"),
    ],
)
def test_a_request_says_with_which_credentials_it_goes(
    credentials: Credentials, authorization: str | None, cookie: str | None
) -> None:
    request = replace(get_ticket(17), credentials=credentials, expects=Expectation.UNAUTHORIZED)
    with Server(OK) as server, Client(Target.create(server.base_url, TOKEN, COOKIE, is_mock=True)) as client:
        sent = client.send(request).request
    headers = server.received[0].headers
    assert (headers.get("authorization"), headers.get("cookie")) == (authorization, cookie)
    assert (sent.credentials, sent.expects) == (credentials, Expectation.UNAUTHORIZED)


def test_a_token_in_the_query_stands_in_the_address_and_in_nothing_that_is_kept() -> None:
    request = replace(get_ticket(17), credentials=Credentials.IN_QUERY)
    with Server(OK) as server, client_of(server.base_url) as client:
        sent = client.send(request).request
    target = server.received[0].line.split()[1]
    assert target.endswith("/ticket/17?viewing=false&erpCacheOnly=true&access_token=s3cret-t0ken")
    assert "authorization" not in server.received[0].headers
    assert "s3cret" not in f"{sent.path_and_query} {sent!r}"


@pytest.mark.parametrize(
    ("token", "cookie", "names"), [(TOKEN, None, {"authorization"}), (None, COOKIE, {"cookie"})]
)
@pytest.mark.parametrize("credentials", [Credentials.VALID, Credentials.FORGED])
def test_no_credential_is_sent_that_was_not_given(
    token: Credential | None, cookie: Credential | None, names: set[str], credentials: Credentials
) -> None:
    with Server(OK) as server, Client(Target.create(server.base_url, token, cookie, is_mock=True)) as client:
        client.send(replace(search({}), credentials=credentials))
    assert {"authorization", "cookie"} & set(server.received[0].headers) == names


@pytest.mark.parametrize(
    "request_",
    [
        Request(READING, "DELETE", "/ticket/17"),
        Request(READING, "PATCH", "/ticket/17"),
        Request(READING, "HEAD", "/ticket/17"),
        Request(READING, "GET", "/ticket/17", body={}),
        Request(READING, "GET", "/ticket/17/ping"),
        Request(READING, "GET", "/ticket/"),
        Request(READING, "GET", "/ticket/.."),
        Request(READING, "GET", "/ticket/%2E%2e"),
        Request(READING, "GET", "/ticket/17%2Fping"),
        Request(READING, "GET", "/ticket/17%5Cping"),
        Request(READING, "GET", "/ticket/17?refresh=true"),
        Request(READING, "GET", "/ticket/17#x"),
        Request(READING, "GET", "/ticket/1\r\nX: y"),
        Request(READING, "GET", "@evil.example/ticket/17"),
        Request(SEARCHING, "PUT", "/ticket/search"),
        Request(SEARCHING, "POST", "/ticket"),
        Request(SEARCHING, "POST", "/ticket/17"),
    ],
)
def test_anything_but_the_two_operations_is_a_mistake_of_the_caller(request_: Request) -> None:
    with (
        Server(OK) as server,
        client_of(server.base_url) as client,
        pytest.raises(ValueError, match="only reads of the contract"),
    ):
        client.send(request_)
    assert server.received == []
    assert client.sent == 0


@pytest.mark.parametrize("ticket_id", ["abc", "0", "-1", "1.5", "Zähler", "9" * 300, "a b", "{id}", "%"])
def test_an_invalid_id_can_be_tried(ticket_id: str) -> None:
    with Server(OK) as server, client_of(server.base_url) as client:
        client.send(get_ticket(ticket_id))
    expected = get_ticket(ticket_id).path
    assert server.received[0].line.startswith(f"GET /api/mind{expected}?viewing=false")


# What comes back


def test_an_exchange_keeps_the_answer_as_it_was() -> None:
    fake = FakeTime()
    reply = answer(b'{"id":17}', 418, "application/json; charset=utf-8", X_Trace="AbC")

    def slow(connection: socket.socket, _stopping: threading.Event) -> None:
        fake.now += 0.25
        connection.sendall(reply)

    with Server(slow) as server, client_of(server.base_url, fake) as client:
        got = client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
    assert (got.status, got.json(), got.media_type) == (418, {"id": 17}, "application/json")
    assert got.headers["x-trace"] == "AbC"
    assert got.elapsed == 0.25


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", "deflate"])
def test_compressed_answers_are_read(coding: str) -> None:
    packed = zlib.compress(b'{"id":17}') if coding == "deflate" else gzip.compress(b'{"id":17}')
    with Server(answer(packed, Content_Encoding=coding)) as server, client_of(server.base_url) as client:
        assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).json() == {"id": 17}


def test_a_cookie_of_the_target_is_neither_kept_nor_sent_back() -> None:
    sets = answer(b"{}", Set_Cookie="session=abc; Path=/")
    with Server(sets) as server, client_of(server.base_url) as client:
        first = client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
    assert "set-cookie" not in first.headers
    assert [request.headers.get("cookie") for request in server.received] == [None, None]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_its_place_gets_nothing(status: int) -> None:
    with Server(OK) as elsewhere:
        redirect = answer(b"", status, Location=f"{elsewhere.base_url}/ticket/17")
        with Server(redirect) as server, client_of(server.base_url) as client:
            assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status == status
        assert (len(server.received), elsewhere.received) == (1, [])


# Pace, budget, retries


@pytest.mark.parametrize("rate", [0.5, 5.0, 40.0])
def test_the_rate_is_kept_evenly(rate: float) -> None:
    fake = FakeTime()
    moments: list[float] = []

    def handle(_: httpx.Request) -> httpx.Response:
        moments.append(fake.now)
        fake.now += 0.01
        return httpx.Response(200, stream=httpx.ByteStream(b"{}"))

    target = Target.create("https://demo.example", TOKEN, rate=rate)
    with Client(target, httpx.MockTransport(handle), clock=fake.clock, pause=fake.pause) as client:
        for _ in range(21):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
    gaps = [after - before for before, after in pairwise(moments)]
    assert gaps == pytest.approx([1 / rate] * 20, rel=0.1)


def test_idle_time_earns_no_burst() -> None:
    fake = FakeTime()
    with Server(OK) as server, client_of(server.base_url, fake, rate=2.0) as client:
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        fake.now += 60
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
    assert fake.pauses == [0.5]


def test_threads_share_pace_and_budget() -> None:
    pauses: list[float] = []
    with Server(OK) as server:
        target = Target.create(server.base_url, TOKEN, rate=4.0, max_requests=20)
        with Client(target, clock=lambda: 0.0, pause=pauses.append) as client, ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(lambda _: _status_or_error(client), range(24)))
    assert sorted(pauses) == [turn / 4 for turn in range(1, 20)]
    assert outcomes.count("200") == len(server.received) == client.sent == 20
    assert outcomes.count("BudgetSpent") == 4


def _status_or_error(client: Client) -> str:
    try:
        return str(client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status)
    except BudgetSpent as spent:
        return type(spent).__name__


def test_the_budget_is_counted_in_attempts() -> None:
    with Server(OK) as server, client_of(server.base_url, max_requests=2) as client:
        assert (client.sent, client.remaining) == (0, 2)
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        client.send(search({}))
        assert (client.sent, client.remaining) == (2, 0)
        with pytest.raises(BudgetSpent, match=r"budget of 2 requests is used up \(--max-requests\)"):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert (client.sent, len(server.received)) == (2, 2)


def test_the_time_of_a_run_is_bounded() -> None:
    fake = FakeTime()
    with Server(OK) as server, client_of(server.base_url, fake, max_time=10.0) as client:
        client.send(get_ticket(17))
        fake.now += 10
        with pytest.raises(TimeSpent, match=r"the time of 10 s is used up \(--max-time\)"):
            client.send(get_ticket(17))
    assert len(server.received) == 1


def test_an_answer_is_not_waited_for_beyond_the_time_of_the_run() -> None:
    endless = trickle(answer(b"", Content_Length="1000000"), b" ")
    target_of = {"timeout": 60.0, "is_mock": True, "max_time": 0.3}
    with Server(endless) as server, Client(Target.create(server.base_url, TOKEN, **target_of)) as client:
        with pytest.raises(TimeSpent, match=r"the time of 0\.3 s is used up"):
            client.send(get_ticket(17))
        assert server.is_left_alone(within=5)


def test_what_retries_waited_is_counted_once_for_all_who_wait() -> None:
    fake = FakeTime()
    busy = answer(b"", 429, Retry_After="7")
    with Server(busy, OK, busy, OK) as server, client_of(server.base_url, fake) as client:
        client.send(get_ticket(17))
        client.send(get_ticket(18))
        assert client.waited == pytest.approx(14)


def test_no_budget_is_no_limit() -> None:
    with Server(OK) as server, client_of(server.base_url, max_requests=0) as client:
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert (client.sent, client.remaining) == (1, None)


def test_the_last_attempt_of_the_budget_still_gives_its_answer() -> None:
    with Server(answer(b"", 503)) as server, client_of(server.base_url, max_requests=2) as client:
        assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status == 503
        assert (client.sent, len(server.received)) == (2, 2)


def test_the_last_attempt_of_the_budget_still_gives_its_failure() -> None:
    with Server(b"") as server, client_of(server.base_url, max_requests=1) as client:
        with pytest.raises(Unanswered):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert client.sent == 1


@pytest.mark.parametrize(
    "failure",
    [answer(b"", 429), answer(b"", 502), answer(b"", 503), answer(b"", 504), b"", answer(b"{}")[:-1]],
)
@pytest.mark.parametrize("request_", [get_ticket(17), search({})])
def test_a_passing_failure_is_tried_again(failure: bytes, request_: Request) -> None:
    fake = FakeTime()
    with Server(failure, failure, OK) as server, client_of(server.base_url, fake) as client:
        assert client.send(request_).status == 200
    assert (client.sent, fake.pauses) == (3, [0.5, 1.0])


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_lasting_refusal_is_returned_after_two_retries(status: int) -> None:
    with Server(answer(b"", status)) as server, client_of(server.base_url) as client:
        assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status == status
        assert client.sent == len(server.received) == 3


@pytest.mark.parametrize("status", [200, 204, 400, 401, 403, 404, 422, 500, 501])
def test_an_answer_that_will_not_change_is_not_asked_for_again(status: int) -> None:
    with Server(answer(b"", status)) as server, client_of(server.base_url) as client:
        assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status == status
        assert client.sent == 1


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [
        ("7", 7.0),
        ("3600", 30.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 30.0),
        ("soon", 0.5),
        ("-1", 0.5),
        ("", 0.5),
        ("9" * 400, 0.5),
        ("Wed, 21 Oct 2099 07:28:00 -0000", 0.5),
    ],
)
def test_a_wish_for_a_pause_is_respected_within_bounds(retry_after: str, pause: float | None) -> None:
    fake = FakeTime()
    busy = answer(b"", 429, Retry_After=retry_after)
    with Server(busy, OK) as server, client_of(server.base_url, fake) as client:
        assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status == 200
    assert fake.pauses == ([] if pause is None else [pause])


def test_a_raw_body_is_sent_as_it_is_and_called_json() -> None:
    with Server(OK) as server, client_of(server.base_url) as client:
        client.send(replace(search(None), raw=b'{"limit": \xff'))
    assert server.received[0].body == b'{"limit": \xff'
    assert server.received[0].headers["content-type"] == "application/json"


def test_a_read_of_a_ticket_with_a_body_is_refused() -> None:
    with (
        client_of("http://127.0.0.1:9") as client,
        pytest.raises(ValueError, match="only reads of the contract"),
    ):
        client.send(replace(get_ticket(17), raw=b"{}"))
