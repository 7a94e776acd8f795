"""The mock without a network: requests go straight to the application, for runs by the hundred."""

import asyncio
from threading import Lock

import httpx
from starlette.types import ASGIApp

__all__ = ["InProcess"]


class InProcess(httpx.BaseTransport):
    """Hands requests to an application one at a time: the store behind it is made for one thread."""

    def __init__(self, application: ASGIApp) -> None:
        """Prepare; the application is not started, it has nothing to start."""
        self._transport = httpx.ASGITransport(application)
        self._loop = asyncio.new_event_loop()
        self._lock = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer of the application, its whole body read."""
        with self._lock:
            return self._loop.run_until_complete(self._answer(request))

    def close(self) -> None:
        """End the event loop."""
        self._loop.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        content = httpx.ByteStream(await answer.aread())
        return httpx.Response(answer.status_code, headers=answer.headers, stream=content)
