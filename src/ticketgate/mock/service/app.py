"""The HTTP side of the mock: routes, credentials, parameters and error bodies of the two operations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import compare_digest
from typing import TYPE_CHECKING, Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticketgate.mock.service import bodies, search_body
from ticketgate.mock.service.refusal import Refusal
from ticketgate.mock.service.tokens import session_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from ticketgate.mock.service.store import Store

BASE_PATH = "/api/mind"
_COOKIE = "connect.sid"
_LARGEST_BODY = 1_000_000
_LARGEST_ID = 2**63 - 1
_ID = re.compile(r"-?[0-9]{1,30}")
_LITERALS = {"true": True, "false": False}
_FLAGS = {
    "refresh": False,
    "erpCacheOnly": False,
    "includeRawData": False,
    "includeCustomer": False,
    "includeIntents": False,
    "viewing": True,
}
"""The boolean query parameters and their defaults; `erpCacheOnly` changes nothing where there is no ERP."""


def create(
    store: Store,
    *,
    token: str,
    caller: Mapping[str, Any],
    openapi: Mapping[str, object] | None,
    taken_as_sent: frozenset[str] = frozenset(),
) -> Starlette:
    """Make the application. `caller` is the agent object of whoever holds the token.

    `taken_as_sent` names the flags that count as true in every read of a ticket.
    """
    api = _Api(store, caller, None if openapi is None else orjson.dumps(openapi), taken_as_sent)
    routes = [
        Route(f"{BASE_PATH}/ticket/search", _Operation("POST", api.search, token)),
        Route(f"{BASE_PATH}/ticket/{{ticketId}}", _Operation("GET", api.ticket, token)),
        Route(f"{BASE_PATH}/docs/open-api", _Operation("GET", api.document, None)),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _not_routed, Exception: _failed})
    app.router.redirect_slashes = False
    return app


@dataclass(frozen=True, slots=True)
class _Api:
    """The operations themselves."""

    store: Store
    caller: Mapping[str, Any]
    openapi: bytes | None
    taken_as_sent: frozenset[str]

    async def ticket(self, request: Request) -> bytes:
        """Answer `GET /ticket/{ticketId}`."""
        flags = {name: _flag(request, name, default=default) for name, default in _FLAGS.items()}
        flags |= dict.fromkeys(self.taken_as_sent, True)
        _flag(request, "includeSessions", default=flags["viewing"])
        ticket_id = _ticket_id(request.path_params["ticketId"])
        pieces = self.store.find(ticket_id)
        if pieces is None:
            raise Refusal(404, f"there is no ticket {ticket_id}")
        if flags["refresh"]:
            pieces = self.store.refresh(pieces)
        if flags["viewing"]:
            pieces = self.store.add_worker(ticket_id, pieces, self.caller)
        return bodies.full(
            pieces,
            customer=flags["includeCustomer"],
            intents=flags["includeIntents"],
            raw_data=flags["includeRawData"],
        )

    async def search(self, request: Request) -> bytes:
        """Answer `POST /ticket/search`."""
        return self.store.search(search_body.read_search(await _json(request)))

    async def document(self, _: Request) -> bytes:
        """Answer `GET /docs/open-api`, which needs no credentials."""
        if self.openapi is None:
            raise Refusal(404, "this server has no document of its API")
        return self.openapi


@dataclass(frozen=True, slots=True)
class _Operation:
    """One path that takes one method: refuses other methods and, if it has a token, callers without it.

    Being an ASGI application of its own it receives every method, so that all of them get a JSON answer.
    """

    method: str
    answer: Callable[[Request], Awaitable[bytes]]
    token: str | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await (await self._respond(request))(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method != self.method:
            return _error(405, f"only {self.method} is allowed here", {"Allow": self.method})
        if self.token is not None and not _holds(request, self.token):
            return _error(401, "a valid token or session is required", {"WWW-Authenticate": "Bearer"})
        try:
            return Response(await self.answer(request), media_type="application/json")
        except Refusal as refusal:
            return _error(refusal.status, refusal.message)


def _holds(request: Request, token: str) -> bool:
    """Tell whether the request carries the token as a bearer token, or its session as the cookie."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    bearer = given.strip() if scheme.lower() == "bearer" else ""
    session = request.cookies.get(_COOKIE, "")
    pairs = ((bearer, token), (session, session_of(token)))
    return any(compare_digest(given.encode(), valid.encode()) for given, valid in pairs)


def _flag(request: Request, name: str, *, default: bool) -> bool:
    text = request.query_params.get(name)
    if text is None:
        return default
    if text not in _LITERALS:
        raise Refusal(400, f"the query parameter {name} must be true or false")
    return _LITERALS[text]


def _ticket_id(text: str) -> int:
    if not _ID.fullmatch(text):
        raise Refusal(400, "the id of a ticket must be an integer")
    number = int(text)
    if abs(number) > _LARGEST_ID:
        raise Refusal(404, f"there is no ticket {number}")
    return number


async def _json(request: Request) -> object:
    """Read the request body; the length is bounded before the whole of it is held."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise Refusal(413, f"the request body is longer than {_LARGEST_BODY} bytes")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refusal(400, "the request body is not JSON") from None


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Make an error body; the members of the API's own are not published (Q2)."""
    body = orjson.dumps({"success": False, "message": message})
    return Response(body, status_code=status, headers=headers, media_type="application/json")


async def _not_routed(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # registered for this class only
    return _error(error.status_code, "there is nothing at this address", error.headers)


async def _failed(_: Request, error: Exception) -> Response:
    return _error(500, f"the mock failed: {type(error).__name__}")
