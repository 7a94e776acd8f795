"""The application of the mock, on a socket or without one: tampered with on request, and counting."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any, Self

import orjson
import uvicorn

from ticketgate.mock.service import app as application
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import CALLER_ID, agents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "t0ken-of-the-tests"


def mock_app(tickets: int = 60, seed: int = 7) -> ASGIApp:
    return mock_of(Store.temporary(tickets, seed), seed)


def mock_of(store: Store, seed: int) -> ASGIApp:
    caller = next(agent for agent in agents(seed) if agent["id"] == CALLER_ID)
    return application.create(store, token=TOKEN, caller=caller, openapi=None)


class Tampered:
    """An application whose JSON answers pass through `change`; keeps the path of every request."""

    def __init__(self, app: ASGIApp, change: Callable[[Any], object] = lambda _: None) -> None:
        self.paths: list[str] = []
        self._app = app
        self._change = change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        start: Message = {}

        async def tampered(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body = orjson.loads(message["body"])
            self._change(body)
            content = orjson.dumps(body)
            others = [(name, value) for name, value in start["headers"] if name != b"content-length"]
            length = (b"content-length", str(len(content)).encode())
            await send({**start, "headers": [*others, length]})
            await send({**message, "body": content})

        await self._app(scope, receive, tampered)


class Served:
    """An application on a free port of 127.0.0.1, as a context manager; over https with a certificate."""

    def __init__(self, app: ASGIApp, certificate: Path | None = None) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=5,
                ssl_certfile=certificate,
                ssl_keyfile=certificate,
            )
        )
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        scheme = "https" if certificate else "http"
        self.base_url = f"{scheme}://127.0.0.1:{self._socket.getsockname()[1]}/api/mind"

    def __enter__(self) -> Self:
        self._thread.start()  # the socket listens already: whoever comes early waits in its queue
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        assert not self._thread.is_alive()
        self._socket.close()
