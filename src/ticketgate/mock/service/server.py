"""Running the mock: on a port of this machine, inside another program or until interrupted."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Self

import uvicorn

from ticketgate.contract.loading import default_contract
from ticketgate.errors import UsageError
from ticketgate.mock.faults import Faulty, chosen
from ticketgate.mock.service import app
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.people import CALLER_ID, agents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

_HOST = "127.0.0.1"
_BACKLOG = 128
_START_SECONDS = 30
_STOP_SECONDS = 10
_LARGEST_PORT = 65_535


class MockServer:
    """A ticket API with invented tickets, as a context manager or through `serve_forever`.

    The tickets exist and the port is taken from construction on. `port` 0 takes a free one; `db` keeps the
    tickets in a file instead of a temporary database; `openapi` is served as the document of the API;
    `faults` are ids of deliberate bugs, each of which shows on a share of `fault_rate` of the tickets or
    requests. Raises UsageError for a port in use, a database that cannot be used and an unknown fault.
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
        faults: Sequence[str] = (),
        fault_rate: float = 1.0,
    ) -> None:
        if tickets < 0:
            raise UsageError(f"the mock cannot have {tickets} tickets; give 0 or more")
        if not token:
            raise UsageError("the mock's token must not be empty: an empty one would let everybody in")
        bugs = chosen(default_contract(), faults) if faults else []
        if not 0 < fault_rate <= 1:
            raise UsageError(f"a fault cannot show on a share of {fault_rate}; give one above 0, at most 1")
        self._socket = _listen(port)
        try:
            self._store = Store.temporary(tickets, seed) if db is None else Store.kept(db, tickets, seed)
        except BaseException:
            self._socket.close()
            raise
        caller = next(agent for agent in agents(seed) if agent["id"] == CALLER_ID)
        healthy = app.create(self._store, token=token, caller=caller, openapi=openapi)
        config = uvicorn.Config(
            Faulty(healthy, bugs, fault_rate, token=token, base=app.BASE_PATH) if bugs else healthy,
            lifespan="off",
            log_config=None,
            log_level="critical",  # a connection that a fault cuts is no news
            access_log=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name="ticketgate-mock", daemon=True)
        self.base_url = f"http://{_HOST}:{self._socket.getsockname()[1]}{app.BASE_PATH}"

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
        self._socket.close()
        self._store.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class _Server(uvicorn.Server):
    """Uvicorn that tells another thread when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


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
