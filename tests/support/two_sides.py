"""Two environments in this process, which are mocks of the same tickets until one of them is changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import orjson

from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.against import compare_environments
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from ticketgate.verdict.two_environments import EnvironmentsVerdict

#: The addresses of the two sides; nothing listens there.
FIRST, SECOND = "http://127.0.0.1:9/api/mind", "http://127.0.0.1:19/api/mind"


@dataclass(slots=True)
class Reply:
    """An answer that a change may change: its status, media type and JSON value."""

    status: int
    media_type: str
    body: Any
    #: The body of the request, None for a read.
    asked: Any
    #: Counts the requests of this side, from 1.
    number: int

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of a page; none in any other answer."""
        found = self.body.get("tickets", []) if isinstance(self.body, dict) else []
        return found if isinstance(found, list) else []

    @property
    def ticket(self) -> dict[str, Any]:
        """The full ticket; empty in any other answer."""
        return self.body if self.status == 200 and self.asked is None else {}


Change: TypeAlias = "Callable[[Reply], object]"


@dataclass(slots=True)
class Environment(httpx.BaseTransport):
    """A mock whose answers pass through a change; keeps what it was asked."""

    app: ASGIApp = field(default_factory=lambda: mock_app(40))
    change: Change = lambda _: None
    requests: list[httpx.Request] = field(default_factory=list)
    #: Answers that are the same for all environments, to be shared between them.
    known: dict[tuple[Any, ...], tuple[int, str, bytes]] | None = None
    #: What happens to the tickets before each request.
    meanwhile: Callable[[Environment], object] = lambda _: None
    _mock: InProcess = field(init=False)

    def __post_init__(self) -> None:
        self._mock = InProcess(self.app)

    def close(self) -> None:
        self._mock.close()

    def straight(self, request: httpx.Request) -> httpx.Response:
        """Ask the mock behind the environment, past its change."""
        return self._mock.handle_request(request)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        number = len(self.requests)
        self.meanwhile(self)
        status, media_type, content = self._answer(request)
        try:
            asked, body = _json(request.content), orjson.loads(content)
        except orjson.JSONDecodeError:
            asked, body = {}, orjson.loads(content)
        reply = Reply(status, media_type, body, asked, number)
        self.change(reply)
        return httpx.Response(
            reply.status,
            headers={"Content-Type": reply.media_type},
            stream=httpx.ByteStream(orjson.dumps(reply.body)),
        )

    def _answer(self, request: httpx.Request) -> tuple[int, str, bytes]:
        key = (request.method, request.url.raw_path, request.content, *_credentials(request))
        known = {} if self.known is None else self.known
        if key not in known:
            response = self._mock.handle_request(request)
            known[key] = (response.status_code, response.headers["content-type"], response.read())
        return known[key]


def _json(content: bytes) -> Any:
    return orjson.loads(content) if content else None


def _credentials(request: httpx.Request) -> tuple[str | None, str | None]:
    return request.headers.get("authorization"), request.headers.get("cookie")


def compared(
    first: Environment, second: Environment, *, budget: int = 120, seed: int = 7, **limits: Any
) -> EnvironmentsVerdict:
    """Compare two environments, without a pause."""
    with client_of_side(first, FIRST, budget) as one, client_of_side(second, SECOND, budget) as other:
        return compare_environments(
            default_contract(),
            (one, other),
            ("production", "staging"),
            Settings(seed=seed, **limits),
        )


def client_of_side(side: Environment, base_url: str, budget: int = 120, *, is_mock: bool = True) -> Client:
    """Return a client of one side, whose credential is named after its address."""
    token = Credential(TOKEN, "a variable", f"$TOKEN_{base_url.count('1')}")
    target = Target.create(base_url, token, is_mock=is_mock, max_requests=budget, rate=1_000_000)
    return Client(target, side, pause=lambda _: None)


def moving(seed: int) -> Change:
    """Return a change of all that moves by itself: when agents were last seen, the neighbours of a ticket."""
    choose = Random(seed)

    def move(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                move(item)
        elif isinstance(value, dict):
            for item in value.values():
                move(item)
            if "lastSeen" in value:
                value["lastSeen"] = f"2026-03-02 {choose.randrange(24):02}:00:00"
            if "nextTicketId" in value:
                value["nextTicketId"] = choose.randrange(1, 10**6)

    return lambda reply: move(reply.body)


def pipeline(work: dict[int, int]) -> Callable[[Environment], object]:
    """Return what changes tickets while an environment is asked: which ticket before which request."""

    def do(environment: Environment) -> None:
        ticket = work.get(len(environment.requests))
        if ticket is not None:
            url = f"{FIRST}/ticket/{ticket}?refresh=true&viewing=false"
            headers = {"Authorization": f"Bearer {TOKEN}"}
            assert environment.straight(httpx.Request("GET", url, headers=headers)).status_code == 200

    return do
