"""Running the mock: on a port of this machine, inside another program or until interrupted."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import uvicorn
from starlette.middleware.cors import CORSMiddleware

from ticketgate.errors import UsageError
from ticketgate.mock.faults.adaptation import Adaptation
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service import app
from ticketgate.mock.service.certificate import certificate_for
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import CALLER_ID, agents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ticketgate.mock.faults.fault import Fault

_HOST = "127.0.0.1"
_BACKLOG = 128
_START_SECONDS = 30
_STOP_SECONDS = 10
_LARGEST_PORT = 65_535


class MockServer:
    """A ticket API with invented tickets, as a context manager or through `serve_forever`.

    The tickets exist and the port is taken from construction on. `port` 0 takes a free one; `db` keeps the
    tickets in a file instead of a temporary database; `openapi` is served as the document of the API;
    `adaptation` makes it serve a contract that overlays adapted; `faults` are deliberate bugs, each of which
    shows on a share of `fault_rate` of the tickets or requests. With `https` it has a certificate of its own,
    which `certificate` names. `told` gets a line for each request, such as
    `GET /api/mind/ticket/371180 200`. Raises UsageError for a port in use, and a database that cannot be
    used.
    """

    def __init__(  # noqa: PLR0913 - one keyword for each thing a user can choose
        self,
        *,
        tickets: int = 500,
        seed: int = 7,
        token: str = "mock-token",  # noqa: S107 - it opens nothing but this mock
        port: int = 0,
        db: Path | None = None,
        openapi: Mapping[str, object] | None = None,
        adaptation: Adaptation = Adaptation(),  # noqa: B008 - frozen
        faults: Sequence[Fault] = (),
        fault_rate: float = 1.0,
        https: bool = False,
        told: Callable[[str], None] | None = None,
    ) -> None:
        if tickets < 0:
            raise UsageError(f"the mock cannot have {tickets} tickets; give 0 or more")
        if not token:
            raise UsageError("the mock's token must not be empty: an empty one would let everybody in")
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise UsageError(
                "the mock's token has to be printable ASCII without blanks, as a header carries it"
            )
        if not 0 < fault_rate <= 1:
            raise UsageError(f"a fault cannot show on a share of {fault_rate}; give one above 0, at most 1")
        with ExitStack() as opened:
            self._socket = opened.enter_context(_listen(port))
            self._store = Store.temporary(tickets, seed) if db is None else Store.kept(db, tickets, seed)
            opened.callback(self._store.close)
            #: The file to trust for a mock over https, None without.
            self.certificate = opened.enter_context(certificate_for(_HOST)) if https else None
            self._opened = opened.pop_all()
        scheme = "https" if https else "http"
        self.base_url = f"{scheme}://{_HOST}:{self._socket.getsockname()[1]}{app.BASE_PATH}"
        caller = next(agent for agent in agents(seed) if agent["id"] == CALLER_ID)
        document = None if openapi is None else _served_here(openapi, self.base_url)
        served: ASGIApp = app.create(
            self._store, token=token, caller=caller, openapi=document, taken_as_sent=adaptation.flags
        )
        for bugs, rate in ((adaptation.changes, 1.0), (faults, fault_rate)):
            served = Faulty(served, bugs, rate, token=token, base=app.BASE_PATH) if bugs else served
        config = uvicorn.Config(
            # A page in a browser may ask from anywhere: there is nothing but made-up tickets here.
            CORSMiddleware(
                _Told(served, told) if told else served,
                allow_origins=["*"],
                allow_methods=["*"],
                allow_headers=["*"],
            ),
            http="h11",  # httptools, where it is installed, refuses methods that it does not know by itself
            lifespan="off",
            log_config=None,
            log_level="critical",  # a connection that a fault cuts is no news
            access_log=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
            ssl_certfile=self.certificate,
            ssl_keyfile=self.certificate,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name="ticketgate-mock", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._server.ready.wait(_START_SECONDS):
            self.close()
            raise UsageError(f"the mock did not start within {_START_SECONDS} seconds")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def serve_forever(self) -> None:
        """Serve in this thread until Ctrl-C, then close."""
        try:
            self._run()
        except KeyboardInterrupt:
            pass  # uvicorn has finished what was under way and passes the signal on
        finally:
            self.close()

    def close(self) -> None:
        """Stop serving, wait for what is under way, and give port and database free."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join()
        self._opened.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class _Told:
    """An application that says a line for each request, once the answer begins."""

    def __init__(self, app: ASGIApp, tell: Callable[[str], None]) -> None:
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._tell(f"{scope['method']} {quote(scope['path'])} {message['status']}")
            await send(message)

        await self._app(scope, receive, sending)


class _Server(uvicorn.Server):
    """Uvicorn that tells another thread when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _served_here(openapi: Mapping[str, object], base_url: str) -> Mapping[str, object]:
    """Return the document with this server first, so that a tool that reads it asks here."""
    others = openapi.get("servers")
    here = {"url": base_url, "description": "This mock."}
    return {**openapi, "servers": [here, *(others if isinstance(others, list) else ())]}


def _listen(port: int) -> socket.socket:
    """Take the port before anything else is done, so that a port in use is known at once."""
    if not 0 <= port <= _LARGEST_PORT:
        raise UsageError(f"{port} is no port; give a number from 0 (any free one) to {_LARGEST_PORT}")
    # Named as TCP, or asyncio does not switch off the delay that costs 40 ms for each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise UsageError(f"the mock cannot listen on {_HOST}:{port}: {error.strerror or error}") from error
    return listener
