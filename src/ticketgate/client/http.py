"""Sends read-only requests to the target: paced, counted, bounded in time and size, retried a little.

What an answer means is decided elsewhere; a request that gets no answer ends in `Unanswered`.
"""

from __future__ import annotations

import logging
import math
import os
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Event, Lock
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

import httpx

from ticketgate import __version__
from ticketgate.client import causes
from ticketgate.client.certificates import trust_of
from ticketgate.client.proxies import Proxy, proxy_for
from ticketgate.client.retry_after import asked_pause
from ticketgate.client.secrets import Secrets
from ticketgate.client.waiting import result_of, started
from ticketgate.contract.wording import in_number
from ticketgate.errors import TargetError, UsageError
from ticketgate.exchange.answer import Exchange, weight
from ticketgate.exchange.credentials import QUERY_PARAMETER, headers_of, in_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from types import TracebackType

    from ticketgate.client.target import Target
    from ticketgate.exchange.request import Request

MAX_BODY_BYTES: Final = 16 * 1024 * 1024
# Of the values in memory that a body is parsed to: many small ones take a multiple of their text.
_MAX_BODY_WEIGHT: Final = 64 * 1024 * 1024

_PIECE: Final = 256 * 1024
_RETRIES: Final = 2
_RETRIED_STATUSES: Final = frozenset({429, 502, 503, 504})
_FIRST_BACKOFF: Final = 0.5  # seconds
_LONGEST_RETRY_AFTER: Final = 30.0  # seconds
_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32


class Unanswered(TargetError):  # noqa: N818  says what became of the request
    """A request got no complete answer, retries included; `cause` says why and what to do."""

    def __init__(self, request: Request, cause: str, *, passing: bool = False, reached: bool = True) -> None:
        """Keep the request as it was sent.

        `passing` means that another attempt can succeed, `reached` that the target had been asked, so that
        it is to blame for the missing answer.
        """
        super().__init__(f"{request}: {cause}")
        self.request = request
        self.cause = cause
        self.passing = passing
        self.reached = reached


class BudgetSpent(Exception):  # noqa: N818  nothing went wrong: what was planned was more than is allowed
    """A request was not sent, because the budget of requests is used up."""


class TimeSpent(BudgetSpent):
    """A request was not sent, or its answer not waited for, because the time of the run is used up."""


class BodyTooLarge(Unanswered):
    """The answer went beyond MAX_BODY_BYTES, what came after was not read; or it holds too many values."""


class Client:
    """The one connection to the target; safe to share between threads.

    `transport`, `clock` and `pause` replace the network and the time in tests.
    """

    def __init__(
        self,
        target: Target,
        transport: httpx.BaseTransport | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare the connection; nothing is sent yet.

        Raises:
            UsageError: the CA bundle or a proxy named in the environment cannot be used.

        """
        self.target = target
        self._clock = clock
        # In clear, a proxy would read the credential; and no proxy leads to this machine.
        behind = target.base_url.startswith("https:") and not target.on_loopback
        self._proxy = proxy_for(target.base_url, os.environ) if behind else None
        self._http = _open(target, transport, self._proxy)
        self._secrets = Secrets.of(target)
        self._pacer = _Pacer(target.interval, clock, pause)
        self._freed = frozenset[str]()
        self._sent = 0
        self._started = clock()
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    @property
    def sent(self) -> int:
        """Attempts made so far, retries included."""
        return self._sent

    @property
    def remaining(self) -> int | None:
        """Attempts left in the budget, None without a limit."""
        limit = self.target.max_requests
        return limit - self._sent if limit else None

    @property
    def freed(self) -> frozenset[str]:
        """The parameters that are not sent any more."""
        return self._freed

    def free(self, names: frozenset[str]) -> None:
        """Leave these parameters out from now on: the target fails at them, and reads do without them."""
        self._freed = names

    @property
    def waited(self) -> float:
        """Seconds that retries made all requests wait, beyond the pace that was asked for."""
        return self._pacer.held

    @property
    def _time_left(self) -> float:
        return (self.target.max_time or math.inf) - (self._clock() - self._started)

    def send(self, request: Request) -> Exchange:
        """Send a read and return what was really sent with its answer.

        Parameters that are never sent are removed, those that are always sent are set, as the operation says.
        A refusal (429, 502, 503, 504) is returned once retries are used up, or when the budget leaves none.

        Raises:
            Unanswered: no complete answer came.
            BudgetSpent: the budget was used up before; `TimeSpent` for that of time.
            ValueError: the request asks for something else than its operation.

        """
        harmless = _harmless(request, self._freed)
        for backoff in (_FIRST_BACKOFF * 2**retry for retry in range(_RETRIES)):
            delay = backoff
            self._claim()
            try:
                answer = self._attempt(harmless)
            except Unanswered as error:
                if not error.passing or self.remaining == 0:
                    raise
            else:
                if answer.status not in _RETRIED_STATUSES or self.remaining == 0:
                    return answer
                asked = asked_pause(answer.headers.get("retry-after", ""), datetime.now(UTC))
                delay = backoff if asked is None else min(asked, _LONGEST_RETRY_AFTER)
            self._pacer.hold(delay)
        self._claim()
        return self._attempt(harmless)

    def _claim(self) -> None:
        """Take one attempt out of the budget and wait for its turn."""
        with self._lock:
            if self.remaining == 0:
                budget = in_number(self.target.max_requests, "request")
                raise BudgetSpent(f"the budget of {budget} is used up (--max-requests)")
            self._sent += 1
        self._pacer.wait()
        self._refuse_overtime()

    def _refuse_overtime(self) -> None:
        if self._time_left <= 0:
            raise TimeSpent(f"the time of {self.target.max_time:g} s is used up (--max-time)")

    def _attempt(self, request: Request) -> Exchange:
        url = httpx.URL(_address(request, self.target))
        abandoned, way = Event(), _Way()
        limit = min(2 * self.target.timeout, self._time_left)
        try:
            # A timeout of the transport bounds each wait on the network, not their sum: names with many
            # addresses and headers that trickle would go on for hours. The thread left behind ends with its
            # connection.
            return result_of(started(lambda: self._exchange(request, url, abandoned, way)), limit)
        except TimeoutError:
            abandoned.set()
            self._refuse_overtime()
            raise Unanswered(request, f"the answer was not complete after {limit:g} s (--timeout)") from None
        except httpx.InvalidURL as error:
            # The transport looks at the place of a redirect even though it does not go there.
            raise Unanswered(request, causes.NO_PLACE) from error
        except httpx.TransportError as error:
            cause = causes.describe(error, self.target, self._proxy)
            # What breaks off before the way through a proxy stands is no doing of the target.
            reached = causes.is_of_target(error) and (self._proxy is None or way.stands)
            raise Unanswered(request, cause, passing=causes.is_passing(error), reached=reached) from error

    def _exchange(self, request: Request, url: httpx.URL, abandoned: Event, way: _Way) -> Exchange:
        headers = _credentials(request, self.target)
        if request.content is not None and request.media_type:
            headers["Content-Type"] = request.media_type
        started = self._clock()
        with self._http.stream(
            request.method, url, content=request.content, headers=headers, extensions={"trace": way.trace}
        ) as response:
            coding = response.headers.get("content-encoding", "identity").strip().lower()
            content = _read(request, response.iter_raw(), coding, abandoned)
        elapsed = self._clock() - started
        # A session cookie is a secret of the target; nothing judges it but whether it is the caller's token.
        received = {name: value for name, value in response.headers.items() if name != "set-cookie"}
        answer = Exchange(request, response.status_code, received, content, elapsed)
        return self._secrets.masked(answer, response.headers.get("set-cookie", ""))


class _Way:
    """Whether the way through a proxy stands: at its end the target itself has shown its certificate."""

    def __init__(self) -> None:
        # A connection that is used again stands.
        self.stands = True

    def trace(self, event: str, _: object) -> None:
        """Follow what the transport tells of a connection."""
        if event == "connection.connect_tcp.started":
            self.stands = False
        elif event == "proxy.start_tls.complete":
            self.stands = True


class _Pacer:
    """Hands out evenly spaced moments to send at, to any number of threads."""

    def __init__(self, interval: float, clock: Callable[[], float], pause: Callable[[float], None]) -> None:
        self._interval = interval
        self._clock = clock
        self._pause = pause
        self._next = clock()
        self._lock = Lock()
        #: Seconds that nobody could send because somebody was asked to wait.
        self.held = 0.0

    def wait(self) -> None:
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            self._pause(turn - now)

    def hold(self, seconds: float) -> None:
        """Let nobody send for a while: a target that asked for a pause gets it from every thread."""
        with self._lock:
            resumed = max(self._next, self._clock() + seconds)
            self.held += resumed - max(self._next, self._clock())
            self._next = resumed


def _open(target: Target, transport: httpx.BaseTransport | None, proxy: Proxy | None) -> httpx.Client:
    for name in ("httpx", "httpcore"):
        # At lower levels their records repeat what the target sent: reason, headers, a session, an echo.
        logging.getLogger(name).setLevel(logging.WARNING)
    headers = {
        "Accept": "application/json",
        # Codings that _read can decode within bounds.
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": f"ticketgate/{__version__}",
    }
    try:
        return httpx.Client(
            transport=transport,
            headers=headers,
            timeout=target.timeout,
            follow_redirects=False,
            verify=trust_of(target),
            proxy=proxy.url if proxy else None,
            # Of the environment it takes nothing by itself: a proxy that fails has to be named.
            trust_env=False,
            # Takes no cookie from any answer.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )
    except OSError:
        raise UsageError("SSL_CERT_FILE or SSL_CERT_DIR: no certificates can be read there") from None


def _harmless(request: Request, freed: AbstractSet[str]) -> Request:
    """Return the request that is really sent; refuse what its operation does not say.

    freed are parameters that no request is to have by itself.
    """
    operation = request.operation
    surplus = request.content is not None and not operation.body
    if surplus or not operation.takes(request.method, request.path):
        raise ValueError(
            f"{request} is not the operation {operation}: only reads of the contract are ever sent"
        )
    own = operation.optional & request.freed
    allowed = tuple(
        pair
        for pair in request.query
        if pair[0] in own or not (pair[0] in freed or operation.is_not_for_callers(pair[0]))
    )
    kept = operation.optional & freed
    always = tuple(pair for pair in operation.always if pair[0] not in own | kept)
    return replace(request, query=allowed + always)


def _credentials(request: Request, target: Target) -> dict[str, str]:
    """Return the headers that authenticate, or those of a way of having no valid credentials."""
    token, cookie = (held.value if held else None for held in (target.token, target.cookie))
    return dict(headers_of(request.credentials, token, cookie, request.operation.cookie))


def _address(request: Request, target: Target) -> str:
    """Return the address to ask, with the token of the target in it where that is put to the test."""
    address = target.base_url + request.path_and_query
    token = in_query(request.credentials, target.token.value if target.token else None)
    if token is None:
        return address
    sign = "&" if "?" in address else "?"
    return f"{address}{sign}{QUERY_PARAMETER}={quote(token, safe='')}"


def _read(request: Request, chunks: Iterable[bytes], coding: str, abandoned: Event) -> bytes:
    """Collect the body up to the limit, which counts after decompression."""
    if coding not in {"identity", "gzip", "x-gzip", "deflate"}:
        raise Unanswered(request, "the answer uses a content coding that was not asked for")
    decoder = None if coding == "identity" else zlib.decompressobj(_GZIP_OR_ZLIB)
    body = bytearray()
    received = 0
    for chunk in chunks:
        if abandoned.is_set():
            break
        received += len(chunk)
        try:
            for piece in _decoded(decoder, chunk) if decoder else (chunk,):
                body += piece
                if max(received, len(body)) > MAX_BODY_BYTES:
                    body.clear()  # the error keeps hold of this frame
                    raise BodyTooLarge(request, f"the answer is larger than {MAX_BODY_BYTES // 1024**2} MB")
        except zlib.error:
            raise Unanswered(request, f"the answer is no valid {coding}") from None
        if decoder and decoder.unused_data:
            raise Unanswered(request, f"the answer goes on after its {coding} data ends")
    if decoder and received and not decoder.eof:
        raise Unanswered(request, f"the answer ends before its {coding} data does", passing=True)
    if weight(body) > _MAX_BODY_WEIGHT:
        body.clear()
        raise BodyTooLarge(
            request, "the answer holds more values than a ticket or a page of tickets can have"
        )
    return bytes(body)


def _decoded(decoder: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    """Yield what a chunk holds in small pieces, since there can be a thousand times as much."""
    while True:
        piece = decoder.decompress(chunk, _PIECE)
        yield piece
        chunk = decoder.unconsumed_tail
        if not chunk and len(piece) < _PIECE:
            return
