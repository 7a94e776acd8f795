from __future__ import annotations

import gzip
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from support.clients import COOKIE, TOKEN, FakeTime, client_of
from support.requests import get_ticket, search
from support.servers import CERTIFICATE, Server, answer, silence, trickle
from ticketgate.client import BodyTooLarge, Client, Target, Unanswered
from ticketgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OK = answer(b"{}")
NOT_COMPLETE = "closed the connection before its answer was complete"


@pytest.mark.parametrize(
    ("reply", "problem", "attempts"),
    [
        (b"", NOT_COMPLETE, 3),
        (b"HTTP/1.1 200 OK\r\nContent-", NOT_COMPLETE, 3),
        (answer(b'{"id":17}', Content_Length="100"), NOT_COMPLETE, 3),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", NOT_COMPLETE, 3),
        (b"220 s3cret FTP\r\n\r\n", "does not answer in HTTP; check the scheme and port", 3),
        (b"HTTP/1.1 200 OK\r\nContent-Length: s3cret\r\n\r\n", "does not answer in HTTP", 3),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000, "does not answer in HTTP", 3),
        (
            answer(gzip.compress(b"{}" * 99)[:-9], Content_Encoding="gzip"),
            "ends before its gzip data does",
            3,
        ),
        (answer(b"", 302, Location="https://s3cret:port/"), "redirects to a place that is no URL", 3),
        (answer(b"", 302, Location="mailto:s3cret"), "redirects to a place that is no URL", 1),
        (answer(b"s3cret", Content_Encoding="gzip"), "the answer is no valid gzip", 1),
        (answer(b"s3cret", Content_Encoding="br"), "a content coding that was not asked for", 1),
        (answer(b"s3cret", Content_Encoding="gzip, gzip"), "a content coding that was not asked for", 1),
    ],
)
def test_an_answer_that_cannot_be_read_is_one_message(reply: bytes, problem: str, attempts: int) -> None:
    with Server(reply) as server, client_of(server.base_url) as client:
        with pytest.raises(Unanswered) as caught:
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert client.sent == attempts
    assert str(caught.value).startswith("GET /ticket/17: ")
    assert problem in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert caught.value.exit_code == 3
    assert caught.value.request.param("viewing") == "false"


@pytest.mark.parametrize(
    "reply",
    [
        answer(b" " * (40 * 1024**2)),
        answer(gzip.compress(b" " * (40 * 1024**2)), Content_Encoding="gzip"),
        trickle(answer(b"", Content_Length=str(2**40)), b" " * 1024**2),
    ],
    ids=["plain", "gzip bomb", "announced to be endless"],
)
def test_a_body_beyond_the_limit_is_not_read_on(reply: Any) -> None:
    with Server(reply) as server, client_of(server.base_url) as client:
        with pytest.raises(BodyTooLarge, match="larger than 16 MB") as caught:
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert client.sent == 1
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("before", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (answer(b"", Content_Length="1000000"), b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
    ],
    ids=["header name", "headers", "body", "chunk extension"],
)
def test_a_trickle_ends_at_the_deadline(before: bytes, drop: bytes) -> None:
    started = time.monotonic()
    with Server(trickle(before, drop)) as server, client_of(server.base_url, timeout=0.2) as client:
        with pytest.raises(Unanswered, match=r"not complete after 0.4 s \(--timeout\)"):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert time.monotonic() - started < 2
        assert client.sent == 1


def test_nobody_reads_on_after_the_deadline() -> None:
    endless = trickle(answer(b"", Content_Length="1000000"), b" ")
    with Server(endless) as server, client_of(server.base_url, timeout=0.2) as client:
        with pytest.raises(Unanswered):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert server.is_left_alone(within=2)


def test_silence_ends_at_the_timeout() -> None:
    with Server(silence) as server, client_of(server.base_url, timeout=0.1) as client:
        with pytest.raises(
            Unanswered, match=r"no answer from 127.0.0.1:\d+ within 0.1 s; --timeout waits longer"
        ):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert client.sent == 3


def test_nobody_listening_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with client_of(f"http://127.0.0.1:{port}") as client, pytest.raises(Unanswered) as caught:
        client.send(search({}))
    assert str(caught.value) == (
        f"POST /ticket/search: 127.0.0.1:{port} refuses connections; is the server running, and is the port right?"
    )


def test_an_unknown_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with (
        client_of("https://nowhere.example:8443") as client,
        pytest.raises(Unanswered, match=r"the name nowhere.example is not known"),
    ):
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (httpx.ConnectTimeout("x"), "no connection to demo.example within 5 s; check the base URL"),
        (httpx.ConnectError("s3cret"), "no connection to demo.example; check the base URL"),
        (httpx.WriteError("s3cret"), NOT_COMPLETE),
    ],
)
def test_failures_no_local_server_can_show_are_named(error: httpx.TransportError, problem: str) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    fake = FakeTime()
    target = Target.create("https://demo.example", TOKEN, timeout=5)
    with (
        Client(target, httpx.MockTransport(fail), clock=fake.clock, pause=fake.pause) as client,
        pytest.raises(Unanswered) as caught,
    ):
        client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
    assert problem in str(caught.value)
    assert "s3cret" not in str(caught.value)


# TLS and proxies


def test_an_untrusted_certificate_names_the_way_to_trust_it() -> None:
    with Server(OK, tls=True) as server, client_of(server.base_url) as client:
        with pytest.raises(
            Unanswered, match=r"certificate of 127.0.0.1:\d+ is not trusted \(self.signed.*--ca-bundle FILE"
        ):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert (client.sent, server.received) == (1, [])


def test_a_ca_bundle_makes_it_trusted() -> None:
    with Server(OK, tls=True) as server, client_of(server.base_url, ca_bundle=CERTIFICATE) as client:
        assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status == 200


def test_https_to_a_plain_port_is_said() -> None:
    with Server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
        url = server.base_url.replace("http:", "https:")
        with (
            client_of(url) as client,
            pytest.raises(Unanswered, match=r"no TLS connection to .*is this the https port"),
        ):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))


def test_a_ca_bundle_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    with pytest.raises(
        UsageError, match=r"--ca-bundle .*empty.pem: the file holds no certificates in PEM form"
    ):
        client_of("https://demo.example", ca_bundle=tmp_path / "empty.pem")
    with pytest.raises(UsageError, match=r"--ca-bundle .*missing.pem: No such file"):
        client_of("https://demo.example", ca_bundle=tmp_path / "missing.pem")


def test_certificates_of_the_environment_that_cannot_be_read_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/missing.pem")
    with pytest.raises(UsageError, match="SSL_CERT_FILE or SSL_CERT_DIR: no certificates can be read there"):
        client_of("https://demo.example")


def test_no_proxy_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(answer(b"", 407)) as proxy, Server(OK) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.origin)
        with client_of(server.base_url) as client:
            assert client.send(get_ticket(17, includeCustomer=True, includeIntents=True)).status == 200
        assert proxy.received == []


def test_elsewhere_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(answer(b"", 407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        with (
            client_of("https://demo.example", rate=100.0) as client,
            pytest.raises(
                Unanswered, match=r"the proxy 127.0.0.1:\d+ named in HTTPS_PROXY wants a login \(407\)"
            ),
        ):
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        assert proxy.received[0].line == "CONNECT demo.example:443 HTTP/1.1"
        assert "authorization" not in proxy.received[0].headers


@pytest.mark.parametrize(
    "proxy", ["ftp://proxy.example", "socks5://user:s3cret@proxy.example", "http://proxy:s3cret", "http://"]
)
def test_a_proxy_that_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(UsageError, match=r"HTTPS_PROXY.*the proxy cannot be used") as caught:
        client_of("https://demo.example")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (answer(b"", 407), r"the proxy \S+ named in HTTPS_PROXY wants a login \(407\)"),
        (
            answer(b"", 403),
            r"the proxy \S+ named in HTTPS_PROXY lets nobody through to demo.example \(403\)",
        ),
        (answer(b"", 502), r"the proxy \S+ named in HTTPS_PROXY does not reach demo.example \(502\)"),
        (answer(b"", 400), r"the proxy \S+ named in HTTPS_PROXY does not connect to demo.example"),
        (b"", r"demo.example, or the proxy \S+ named in HTTPS_PROXY, closed the connection"),
    ],
)
def test_a_proxy_that_refuses_is_named(reply: bytes, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(reply) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin.replace("://", "://user:s3cret@"))
        with client_of("https://demo.example") as client, pytest.raises(Unanswered, match=problem) as caught:
            client.send(get_ticket(17))
    assert "s3cret" not in str(caught.value)
    assert not caught.value.reached


def through(server: Server) -> Callable[[socket.socket, threading.Event], None]:
    """Connect whoever asks to a server, and carry bytes both ways until one of them hangs up."""

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def run(connection: socket.socket, _stopping: threading.Event) -> None:
        port = int(server.origin.rpartition(":")[2])
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as far:
            back = threading.Thread(target=carry, args=(far, connection))
            back.start()
            carry(connection, far)
            back.join()

    return run


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 200 OK\r\nContent-", answer(b"{}", Content_Length="100")])
def test_what_breaks_off_once_the_way_through_a_proxy_stands_is_of_the_target(
    reply: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Target, "on_loopback", False)  # no proxy leads to this machine otherwise
    with Server(reply, tls=True) as server, Server(through(server)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        url = server.base_url.replace("127.0.0.1", "localhost")
        with (
            client_of(url, ca_bundle=CERTIFICATE) as client,
            pytest.raises(Unanswered, match=r"localhost:\d+, or the proxy \S+ named in") as caught,
        ):
            client.send(get_ticket(17))
        assert client.sent == len(server.received) == 3
    assert caught.value.reached


@pytest.mark.parametrize(
    ("proxy", "problem"),
    [
        (
            "http://127.0.0.1:PORT",
            r"the proxy 127.0.0.1:\d+ named in HTTPS_PROXY refuses connections; is it running",
        ),
        (
            "http://proxy.invalid:8080",
            r"the proxy proxy.invalid:8080 named in HTTPS_PROXY is not known by that name",
        ),
    ],
)
def test_a_proxy_that_is_not_there_is_named(
    proxy: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", proxy.replace("PORT", str(port)))
    with client_of("https://demo.example") as client, pytest.raises(Unanswered, match=problem):
        client.send(get_ticket(17))


# Secrets


def test_nothing_shown_holds_a_credential() -> None:
    with (
        Server(b"") as server,
        Client(Target.create(server.base_url, TOKEN, COOKIE, is_mock=True), pause=lambda _: None) as client,
    ):
        with pytest.raises(Unanswered) as caught:
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True))
        shown = f"{client} {client.target!r} {caught.value!r} {caught.value} {caught.value.request}"
    assert server.received[0].headers["authorization"].endswith("s3cret-t0ken")
    assert "s3cret" not in shown
