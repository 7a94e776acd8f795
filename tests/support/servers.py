"""Servers on 127.0.0.1 that answer with scripted bytes, right or wrong, and keep what they were sent."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

CERTIFICATE = Path(__file__).with_name("localhost.pem")


@dataclass(frozen=True, slots=True)
class Received:
    line: str
    headers: dict[str, str]
    body: bytes


class Server:
    """Answers request after request with the next of `answers`, then with the last one for good.

    An answer is bytes, or a function that gets the connection and an event set when the server stops. Each
    connection serves one request.
    """

    def __init__(
        self, *answers: bytes | Callable[[socket.socket, threading.Event], None], tls: bool = False
    ) -> None:
        self.received: list[Received] = []
        self._answers = answers
        self._stopping = threading.Event()
        self._tls = None
        if tls:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATE)
        self._listener = socket.create_server(("127.0.0.1", 0))
        scheme, port = "https" if tls else "http", self._listener.getsockname()[1]
        self.origin = f"{scheme}://127.0.0.1:{port}"
        self.base_url = f"{self.origin}/api/mind"
        self._thread = threading.Thread(target=self._accept)
        self._workers: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname()).close()  # wakes accept
        for thread in (self._thread, *self._workers):
            thread.join(timeout=5)
            assert not thread.is_alive()
        self._listener.close()

    def is_left_alone(self, within: float) -> bool:
        """Whether each client has hung up, waiting so many seconds for it at most."""
        for worker in self._workers:
            worker.join(within)
        return not any(worker.is_alive() for worker in self._workers)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            connection, _ = self._listener.accept()
            worker = threading.Thread(target=self._serve, args=(connection,))
            self._workers.append(worker)
            worker.start()

    def _serve(self, connection: socket.socket) -> None:
        # The client may hang up at any moment: that is what half of the tests are about.
        with connection, suppress(OSError):
            connection.settimeout(5)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                request = _read_request(connection)
                if request:
                    self._answer(connection, request)

    def _answer(self, connection: socket.socket, request: Received) -> None:
        answer = self._answers[min(len(self.received), len(self._answers) - 1)]
        self.received.append(request)
        if isinstance(answer, bytes):
            connection.sendall(answer)
        else:
            answer(connection, self._stopping)


def answer(
    body: bytes, status: int = 200, media_type: str | None = "application/json", **headers: str
) -> bytes:
    """A well-formed response; `Retry_After="1"` names the header Retry-After."""
    fields = {"Content-Type": media_type, "Content-Length": str(len(body)), "Connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return f"HTTP/1.1 {status} Reason\r\n{head}\r\n".encode("latin-1") + body


def trickle(before: bytes, drop: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Send `before`, then one `drop` every 20 ms until the server stops or the client hangs up."""

    def run(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(before)
        while not stopping.wait(0.02):
            connection.sendall(drop)

    return run


def silence(_connection: socket.socket, stopping: threading.Event) -> None:
    """Never answer."""
    stopping.wait(30)


def _read_request(connection: socket.socket) -> Received | None:
    with connection.makefile("rb") as stream:
        if stream.peek(1)[:1] == b"\x16":
            return Received("TLS where none is spoken", {}, b"")
        line = stream.readline().decode("latin-1").rstrip()
        if not line:
            return None
        headers = {}
        while header := stream.readline().decode("latin-1").rstrip():
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        return Received(line, headers, stream.read(int(headers.get("content-length", "0"))))
