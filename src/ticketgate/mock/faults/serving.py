"""Puts faults between the mock and its callers: an application around the healthy one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson

from ticketgate.mock.faults.fault import GET_TICKET, SEARCH, Answered, Asked, Manner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ticketgate.mock.faults.fault import Fault

_FORMS = {GET_TICKET: "full", SEARCH: "compact"}
_SHOWN_BY = {"pair": GET_TICKET, "full": GET_TICKET, "compact": SEARCH, "search": SEARCH}
"""The operation that answers with what clauses on bodies are about."""


class Faulty:
    """The application `app` with bugs, each of which shows on a share of `rate` of what it could show on.

    For a fault of a form that is a share of the tickets, for any other of the different requests.
    """

    def __init__(self, app: ASGIApp, faults: Sequence[Fault], rate: float, *, token: str, base: str) -> None:
        self._app = app
        self._faults = tuple(faults)
        self._rate = rate
        self._token = token
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take part in ASGI: change the request, have it answered, change the answer."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{self._base}/ticket/"):
            await self._app(scope, receive, send)
            return
        asked = await _asked(scope, receive, self._token, self._base)
        if asked.operation is None:
            await self._pass_on(scope, asked, send)
            return
        faults = [fault for fault in self._faults if self._concerns(fault, asked)]
        changed = asked
        for fault in faults:
            changed = fault.ask(changed)
        answered = await self._answer(scope, changed)
        for fault in faults:
            answered = fault.tell(asked, answered)
        answered = self._in_form(asked, answered)
        manner = next((fault.manner for fault in faults if fault.manner is not Manner.WHOLE), Manner.WHOLE)
        await _send(answered, manner, receive, send)

    def _concerns(self, fault: Fault, asked: Asked) -> bool:
        """Tell whether a fault in handling requests shows on this one."""
        root = fault.clause.partition("/")[0].partition(":")[0]
        operation = _SHOWN_BY.get(root, root)
        subject = asked.ticket if operation == GET_TICKET else asked.body.decode("latin-1")
        return operation == asked.operation and fault.hits(subject, self._rate)

    async def _answer(self, scope: Scope, asked: Asked) -> Answered:
        start: Message = {}
        body = bytearray()

        async def take(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            else:
                body.extend(message.get("body", b""))

        await self._pass_on(scope, asked, take)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
        headers.pop("content-length", None)
        return Answered(start["status"], headers, bytes(body))

    async def _pass_on(self, scope: Scope, asked: Asked, send: Send) -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": asked.body, "more_body": False}

        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in asked.headers.items()]
        path = self._base + asked.path
        changed = {
            **scope,
            "path": path,
            "raw_path": quote(path).encode("ascii"),
            "query_string": urlencode(asked.query).encode("ascii"),
            "headers": headers,
        }
        await self._app(changed, receive, send)

    def _in_form(self, asked: Asked, answered: Answered) -> Answered:
        """Change the ticket, or the page and its rows, by the faults of their forms."""
        faults = [fault for fault in self._faults if fault.forms]
        if not faults or not answered.succeeded:
            return answered
        try:
            body = orjson.loads(answered.body)
        except orjson.JSONDecodeError:
            return answered
        if asked.operation == GET_TICKET:
            return answered.with_json(self._ticket(faults, "full", body))
        if isinstance(body, dict) and isinstance(body.get("tickets"), list):
            body["tickets"] = [self._ticket(faults, "compact", row) for row in body["tickets"]]
        for fault in faults:
            change = fault.forms.get("search")
            if change is not None and fault.hits(asked.body.decode("latin-1"), self._rate):
                body = change(body)
        return answered.with_json(body)

    def _ticket(self, faults: Sequence[Fault], form: str, ticket: Any) -> Any:
        own = ticket.get("id") if isinstance(ticket, dict) else None
        for fault in faults:
            if form in fault.forms and fault.hits(own, self._rate):
                ticket = fault.forms[form](ticket)
        return ticket


async def _asked(scope: Scope, receive: Receive, token: str, base: str) -> Asked:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return Asked(
        method=scope["method"],
        path=scope["path"].removeprefix(base),
        query=tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        body=bytes(body),
        token=token,
    )


async def _send(answered: Answered, manner: Manner, receive: Receive, send: Send) -> None:
    if manner is Manner.SILENCE:
        await _until_gone(receive)
        return
    length = ("content-length", str(len(answered.body)))
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in (*answered.headers.items(), length)
    ]
    await send({"type": "http.response.start", "status": answered.status, "headers": headers})
    if manner is Manner.TRICKLE:
        gone = asyncio.ensure_future(_until_gone(receive))
        for byte in answered.body:
            await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
            await asyncio.wait([gone], timeout=1)
            if gone.done():
                return
        gone.cancel()
        await send({"type": "http.response.body", "body": b""})
        return
    body = answered.body[: len(answered.body) // 2] if manner is Manner.CUT else answered.body
    await send({"type": "http.response.body", "body": body, "more_body": manner is Manner.CUT})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
