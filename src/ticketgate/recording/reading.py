"""Recordings of runs in HAR 1.2: written while a run goes on, with pseudonyms in tickets, and read again."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ticketgate.contract.model import Contract
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Json, Request

__all__ = ["Entry", "Recording", "read_recording"]


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


def read_recording(content: bytes, contract: Contract) -> Recording | None:
    """Read a HAR file, ours or another tool's, as far as it is about the API; None when it is none."""
    try:
        log = json.loads(content)["log"]
        entries = [
            (each, _request(contract, each["request"], each.get("_ticketgate", {})))
            for each in log["entries"]
        ]
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


def _request(contract: Contract, said: Mapping[str, Any], ours: Mapping[str, Any]) -> Request | None:
    """Return the request to the API, None for one to anything else."""
    url, method = urlsplit(said["url"]), said["method"].upper()
    asked = ((each, each.found_in(method, url.path)) for each in contract.operations.values())
    operation, path = next(((each, path) for each, path in asked if path is not None), (None, ""))
    if operation is None:
        return None
    body, raw = _content(said.get("postData", {}).get("text") if operation.body else None, ours)
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
