"""Writes a recording in HAR 1.2 while a run goes on, with pseudonyms in tickets."""

import base64
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, unquote

from ticketgate import __version__
from ticketgate.contract.model import Contract
from ticketgate.errors import UsageError
from ticketgate.exchange.answer import Exchange, NotJson, repeated_member
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import JSON_MEDIA_TYPE, Expectation, Json, Request
from ticketgate.recording.har_entry import CREATOR
from ticketgate.recording.pseudonyms import MEDIA_TYPES, Pseudonyms

#: Bodies that are no JSON, by what is wrong with them, told by the beginning of the words for it.
_STAND_INS: Final = (
    ("the body is empty", b""),
    ("the body starts with a byte order mark", b"\xef\xbb\xbf{}"),
    ("the body is not UTF-8", b"\xff"),
    ("NaN and Infinity", b"[NaN]"),
    ("the body ends before", b"["),
)
_DIGITS: Final = re.compile("[0-9]{1,20}", re.ASCII)


class Recorder:
    """Writes a recording entry by entry, so that an interrupted run leaves a whole file behind.

    Neither a credential nor a header but the media type gets into it.
    """

    def __init__(self, path: Path, contract: Contract, base_url: str) -> None:
        """Open the file.

        Raises:
            UsageError: it cannot be written.

        """
        self._path = path
        self._base_url = base_url
        self._pseudonyms = Pseudonyms(contract)
        self._numbers: dict[int, int] = {}
        self._comparisons: list[Json] = []
        self._said: dict[str, Json] = {"contract": contract.digest}
        self._count = 0
        self._failure: OSError | None = None
        try:
            self._file = path.open("w", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--record {path}: {error.strerror}") from None
        creator = json.dumps({"name": CREATOR, "version": __version__})
        self._write(f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [')

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        said = {**self._said, "comparisons": self._comparisons}
        self._write(f'\n], "_ticketgate": {json.dumps(said)}}}}}\n')
        try:
            self._file.close()
        except OSError as close_error:
            self._fail(close_error)

    def refuse_incomplete(self) -> None:
        """Raise UsageError when the file could not be written; a run goes on for its verdict."""
        if self._failure is not None:
            raise UsageError(f"--record {self._path}: {self._failure.strerror}; the recording is incomplete")

    def took(self, exchange: Exchange, *, again: bool = False) -> None:
        """Record an exchange; again means that it only confirms another."""
        entry = _entry(exchange, self._pseudonyms, self._base_url, again=again)
        self._write(("," if self._count else "") + "\n" + json.dumps(entry, separators=(",", ":")))
        # Two exchanges can have the same address only one after the other, and what is compared still lives.
        self._numbers[id(exchange)] = self._count
        self._count += 1

    def compared(self, promise: str, exchanges: Sequence[Exchange]) -> None:
        """Record that these answers were judged together."""
        numbers: Json = [self._numbers[id(exchange)] for exchange in exchanges]
        self._comparisons.append([promise, numbers])

    def reread(self, tickets: Sequence[int], page: Exchange) -> None:
        """Record that the page shows what became of these tickets by reading them."""
        moved: Json = [self._pseudonyms.ticket(ticket) for ticket in tickets]
        self._said["reread"] = [self._numbers[id(page)], moved]

    def _write(self, text: str) -> None:
        if self._failure is not None:
            return
        try:
            self._file.write(text)
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        """Write no more; the first failure counts."""
        self._failure = self._failure or error


def _entry(exchange: Exchange, pseudonyms: Pseudonyms, base_url: str, *, again: bool) -> dict[str, Any]:
    sent = _sent(exchange.request, pseudonyms)
    milliseconds = round(exchange.elapsed * 1000, 3)
    started = datetime.now(UTC) - timedelta(seconds=exchange.elapsed)
    return {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": _request_object(sent, base_url),
        "response": _response_object(exchange, pseudonyms),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_ticketgate": dict(_ours(exchange, again=again)),
    }


def _sent(request: Request, pseudonyms: Pseudonyms) -> Request:
    """Return the request with pseudonyms; what is no JSON was made up by us and stays.

    A search for a ticket in an unusual form names that ticket: how it was written only the run can know.
    """
    return Request(
        request.operation,
        request.method,
        _path(request, pseudonyms),
        request.query,
        pseudonyms.search(request.body),
        raw=b"{}" if request.expects is Expectation.UNUSUAL else request.raw,
        media_type=request.media_type,
    )


def _path(request: Request, pseudonyms: Pseudonyms) -> str:
    """Return the path with pseudonyms for ids, those included that stand in a text which is none."""
    operation, ticket = request.operation, request.ticket_id
    if ticket is not None:
        return operation.path_of(str(pseudonyms.ticket(ticket)))
    segment = unquote(operation.segment(request.path) or "")
    other = _DIGITS.sub(lambda run: str(pseudonyms.ticket(int(run[0]))), segment)
    return request.path if other == segment else operation.path_of(quote(other, safe=""))


def _request_object(sent: Request, base_url: str) -> dict[str, Any]:
    content = sent.content
    post = {"mimeType": sent.media_type, "text": (content or b"").decode("utf-8", "replace")}
    return {
        "method": sent.method,
        "url": base_url + sent.path_and_query,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Accept", "value": "application/json"}],
        "queryString": [{"name": name, "value": value} for name, value in sent.query],
        **({} if content is None else {"postData": post}),
        "headersSize": -1,
        "bodySize": len(content or b""),
    }


def _response_object(exchange: Exchange, pseudonyms: Pseudonyms) -> dict[str, Any]:
    stated = _stated_media_type(exchange)
    content = _answered(exchange, pseudonyms)
    body: dict[str, Any] = {"size": len(exchange.content), "mimeType": stated or ""}
    try:
        body["text"] = content.decode("utf-8")
    except UnicodeDecodeError:
        body |= {"text": base64.b64encode(content).decode("ascii"), "encoding": "base64"}
    return {
        "status": exchange.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [] if stated is None else [{"name": "Content-Type", "value": stated}],
        "content": body,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _stated_media_type(exchange: Exchange) -> str | None:
    """Return a media type that says as much of the format as the one stated, and nothing else."""
    stated = exchange.media_type
    if stated is None or stated in MEDIA_TYPES:
        return stated
    return "application/json" if exchange.is_json else "unknown/unknown"


def _answered(exchange: Exchange, pseudonyms: Pseudonyms) -> bytes:
    """Return the body with pseudonyms, or one that is no JSON for the same reason."""
    try:
        value = exchange.json()
    except NotJson as error:
        return next((each for words, each in _STAND_INS if error.reason.startswith(words)), b"<")
    written = pseudonyms.of(value)
    text = json.dumps(written, separators=(",", ":"))
    if isinstance(written, dict) and written and repeated_member(exchange.content, value) is not None:
        # The first to be named twice is as good as any other.
        text = f"{{{json.dumps(next(iter(written)))}:null,{text[1:]}"
    return text.encode("ascii")


def _ours(exchange: Exchange, *, again: bool) -> Iterator[tuple[str, Json]]:
    """Yield what HAR has no place for."""
    request = exchange.request
    if request.expects is not None:
        yield "expects", request.expects.value
    if request.credentials is not Credentials.VALID:
        yield "credentials", request.credentials.value
    if request.media_type != JSON_MEDIA_TYPE:
        yield "mediaType", request.media_type
    if request.raw is not None:
        stands_in = b"{}" if request.expects is Expectation.UNUSUAL else request.raw
        yield "raw", base64.b64encode(stands_in).decode("ascii")
    if exchange.echoes_credential:
        yield "echoesCredential", True
    if exchange.failure:
        yield "failure", exchange.failure
    if again:
        yield "again", True
