"""Recordings of runs in HAR 1.2: written while a run goes on, with pseudonyms in tickets, and read again."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from ticketgate import __version__
from ticketgate.contract import Contract
from ticketgate.errors import UsageError
from ticketgate.exchange import (
    Credentials,
    Exchange,
    Expectation,
    Json,
    NotJson,
    Operation,
    Request,
    repeated_member,
)
from ticketgate.pseudonyms import Pseudonyms

__all__ = ["Entry", "Recorder", "Recording", "read_recording"]

_PATH: Final = re.compile(r".*(/ticket/[^/]+)")
_SEARCH_PATH: Final = "/ticket/search"
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60}")
#: Bodies that are no JSON, by what is wrong with them, told by the beginning of the words for it.
_STAND_INS: Final = (
    ("the body is empty", b""),
    ("the body starts with a byte order mark", b"\xef\xbb\xbf{}"),
    ("the body is not UTF-8", b"\xff"),
    ("NaN and Infinity", b"[NaN]"),
    ("the body ends before", b"["),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An exchange of a recording; `again` means that it was only sent to confirm what another showed."""

    exchange: Exchange
    again: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """What a HAR file holds.

    `comparisons` name a relation and the entries it was judged by; `reread` are the entry and the tickets by
    which the effect of reading was judged, None if it was not. `digest` is that of the contract, and
    `max_requests` the budget, of the run; both are None in a file that another tool wrote. `foreign` counts
    the entries that are no request to the ticket API.
    """

    entries: tuple[Entry, ...] = field(repr=False)
    comparisons: tuple[tuple[str, tuple[int, ...]], ...] = ()
    reread: tuple[int, tuple[int, ...]] | None = None
    digest: str | None = None
    max_requests: int | None = None
    foreign: int = 0


class Recorder:
    """Writes a recording entry by entry, so that an interrupted run leaves a whole file behind.

    Neither a credential nor a header but the media type gets into it.
    """

    def __init__(self, path: Path, contract: Contract, base_url: str, max_requests: int) -> None:
        """Open the file.

        Raises:
            UsageError: it cannot be written.

        """
        self._path = path
        self._base_url = base_url
        self._pseudonyms = Pseudonyms(contract)
        self._numbers: dict[int, int] = {}
        self._comparisons: list[Json] = []
        self._said: dict[str, Json] = {"contract": contract.digest, "maxRequests": max_requests}
        self._count = 0
        try:
            self._file = path.open("w", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--record {path}: {error.strerror}") from None
        creator = json.dumps({"name": "ticketgate", "version": __version__})
        self._write(f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [')

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        said = {**self._said, "comparisons": self._comparisons}
        self._write(f'\n], "_ticketgate": {json.dumps(said)}}}}}\n')
        self._file.close()

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
        try:
            self._file.write(text)
        except OSError as error:
            raise UsageError(f"--record {self._path}: {error.strerror}") from None


def read_recording(content: bytes) -> Recording | None:
    """Read a HAR file, ours or another tool's; None when the content is none."""
    try:
        log = json.loads(content)["log"]
        entries = [(each, _request(each["request"], each.get("_ticketgate", {}))) for each in log["entries"]]
        ours = log.get("_ticketgate", {})
        return Recording(
            entries=tuple(_read_entry(each, request) for each, request in entries if request is not None),
            comparisons=tuple((promise, tuple(numbers)) for promise, numbers in ours.get("comparisons", ())),
            reread=(ours["reread"][0], tuple(ours["reread"][1])) if "reread" in ours else None,
            digest=ours.get("contract"),
            max_requests=ours.get("maxRequests"),
            foreign=sum(request is None for _, request in entries),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


# Writing


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
    """Return the request with pseudonyms; what is no JSON was made up by us and stays."""
    path, ticket = request.path, request.ticket_id
    if ticket is not None:
        path = f"/ticket/{pseudonyms.ticket(ticket)}"
    return Request(
        request.operation,
        request.method,
        path,
        request.query,
        pseudonyms.search(request.body),
        raw=request.raw,
    )


def _request_object(sent: Request, base_url: str) -> dict[str, Any]:
    content = sent.content
    post = {"mimeType": "application/json", "text": (content or b"").decode("utf-8", "replace")}
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
    stated = exchange.media_type
    if stated is not None and not _MEDIA_TYPE.fullmatch(stated):
        stated = "unknown/unknown"
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
    if request.raw is not None:
        yield "raw", base64.b64encode(request.raw).decode("ascii")
    if exchange.echoes_credential:
        yield "echoesCredential", True
    if exchange.failure:
        yield "failure", exchange.failure
    if again:
        yield "again", True


# Reading


def _read_entry(entry: Mapping[str, Any], request: Request) -> Entry:
    answered, ours = entry["response"], entry.get("_ticketgate", {})
    content = answered.get("content", {})
    text = content.get("text", "")
    headers = {each["name"].lower(): each["value"] for each in answered.get("headers", ())}
    if content.get("mimeType"):
        headers.setdefault("content-type", content["mimeType"])
    exchange = Exchange(
        request,
        int(answered["status"]),
        headers,
        base64.b64decode(text)
        if content.get("encoding") == "base64"
        else text.encode("utf-8", "surrogatepass"),
        entry.get("time", 0) / 1000,
        bool(ours.get("echoesCredential")),
        # Another tool says no more than that no answer came.
        ours.get("failure", "") or ("" if answered["status"] else "the recording does not say why"),
    )
    return Entry(exchange, bool(ours.get("again")))


def _request(said: Mapping[str, Any], ours: Mapping[str, Any]) -> Request | None:
    """Return the request to the ticket API, None for one to anything else."""
    url = urlsplit(said["url"])
    match = _PATH.fullmatch(url.path)
    if match is None:
        return None
    path, method = match[1], said["method"].upper()
    if (method == "POST") is not (path == _SEARCH_PATH) or method not in ("GET", "POST"):
        return None
    operation = Operation.SEARCH if method == "POST" else Operation.GET_TICKET
    body, raw = _content(said.get("postData", {}).get("text") if method == "POST" else None, ours)
    return Request(
        operation,
        method,
        path,
        tuple(parse_qsl(url.query, keep_blank_values=True, errors="surrogatepass")),
        body,
        Expectation(ours["expects"]) if "expects" in ours else None,
        Credentials(ours.get("credentials", Credentials.VALID)),
        raw,
    )


def _content(text: str | None, ours: Mapping[str, Any]) -> tuple[Json, bytes | None]:
    if "raw" in ours:
        return None, base64.b64decode(ours["raw"])
    if text is None:
        return None, None
    try:
        body: Json = json.loads(text)
    except ValueError:
        return None, text.encode("utf-8", "surrogatepass")
    return (body, None) if body is not None else (None, text.encode("utf-8", "surrogatepass"))
