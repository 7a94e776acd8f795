"""One entry of a HAR file as an exchange with the API, or the reason why it is none that can be judged."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation
from ticketgate.exchange.answer import Exchange, NotJson, number_of, parse_json
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import JSON_MEDIA_TYPE, Expectation, Json, Request, dump

__all__ = [
    "EntryRequest",
    "LeftOut",
    "asked_in",
    "base_of",
    "entry_of_har",
    "exchange_of",
    "is_answered_in_json",
]

#: Where HAR keeps what only we write.
OURS: Final = "_ticketgate"
#: The name by which HAR says that we wrote it.
CREATOR: Final = "ticketgate"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
#: Statuses of answers whose body is judged: successes and refusals. A failing server says all by its status.
_JUDGED_BY_BODY: Final = (*range(200, 300), *range(400, 500))
#: A success that has no body, by HTTP.
_NO_CONTENT: Final = 204


class LeftOut(StrEnum):
    """Why an entry is not judged, in words that follow a number of entries."""

    OTHER = "to something else than the ticket API"
    ELSEWHERE = "to a like path below another base URL"
    NO_ID = "for something else than a ticket by its number"
    NO_ANSWER = "cancelled or blocked before an answer came"
    NO_BODY = "without the body, which was not stored"
    PART = "with a body stored in part"
    MALFORMED = "not as HAR 1.2 has it"


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """What an entry asked for, if it is a request to an operation: below which URL, and by which path."""

    operation: Operation
    method: str
    path: str
    base: str
    query: tuple[tuple[str, str], ...]


def entry_of_har(content: bytes) -> Any:
    """Parse an entry, lone surrogates in its texts included; None for what is no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def asked_in(contract: Contract, entry: Any) -> EntryRequest | LeftOut:
    """Tell what the request of an entry asks the API for, wherever the API is."""
    try:
        said = entry["request"]
        method, url = said["method"].upper(), urlsplit(said["url"])
        origin = _origin(url)
    except (LookupError, TypeError, AttributeError, ValueError):
        return LeftOut.MALFORMED
    found = ((each, each.found_in(method, url.path)) for each in contract.operations.values())
    operation, path = next(((each, path) for each, path in found if path is not None), (None, ""))
    if operation is None:
        return LeftOut.OTHER
    query = parse_qsl(url.query, keep_blank_values=True, errors="surrogatepass")
    return EntryRequest(operation, method, path, origin + url.path.removesuffix(path), tuple(query))


def base_of(url: str) -> str | None:
    """Write a base URL as entries are told by it, None for what is no URL of HTTP."""
    try:
        split = urlsplit(url.strip())
        return _origin(split) + split.path.rstrip("/") if split.hostname else None
    except ValueError:
        return None


def is_answered_in_json(entry: Any) -> bool:
    """Tell whether an entry has an answer that is declared as JSON."""
    try:
        return "json" in _headers(entry["response"]).get("content-type", "").lower()
    except (LookupError, TypeError, AttributeError):
        return False


def exchange_of(entry: Any, asked: EntryRequest, *, ours: bool) -> Exchange | LeftOut:
    """Read an entry; one that we recorded holds whatever the run saw, also what no other tool could mean."""
    try:
        if not ours and not _names_what_it_can(asked):
            return LeftOut.NO_ID
        return _exchange(entry, asked, ours=ours)
    except (LookupError, TypeError, AttributeError, ValueError):
        return LeftOut.MALFORMED


def _exchange(entry: Mapping[str, Any], asked: EntryRequest, *, ours: bool) -> Exchange | LeftOut:
    answered, own = entry["response"], entry.get(OURS, {})
    status = int(answered["status"])
    if not ours and status <= 0:
        return LeftOut.NO_ANSWER
    content = _content(answered, needed=not ours and status in _JUDGED_BY_BODY, whole=ours)
    if isinstance(content, LeftOut):
        return content
    elapsed = entry.get("time")
    return Exchange(
        _request(entry["request"], asked, own),
        status,
        _headers(answered) if ours else {**_undeclared(answered), **_headers(answered)},
        content,
        max(0.0, elapsed / 1000) if isinstance(elapsed, int | float) else 0.0,
        bool(own.get("echoesCredential")),
        own.get("failure", "") or ("" if status else "the recording does not say why"),
    )


def _request(said: Mapping[str, Any], asked: EntryRequest, own: Mapping[str, Any]) -> Request:
    posted = said.get("postData") or {}
    body, raw = _posted(posted.get("text") if asked.operation.body else None, own)
    return Request(
        asked.operation,
        asked.method,
        asked.path,
        asked.query,
        body,
        Expectation(own["expects"]) if "expects" in own else None,
        Credentials(own.get("credentials", Credentials.VALID)),
        raw,
        own.get("mediaType", JSON_MEDIA_TYPE),
    )


def _posted(text: str | None, own: Mapping[str, Any]) -> tuple[Json, bytes | None]:
    """Return the JSON that was sent, or the bytes where it is none, or none that could be sent again."""
    if "raw" in own:
        return None, base64.b64decode(own["raw"])
    if text is None:
        return None, None
    raw = text.encode("utf-8", "surrogatepass")
    try:
        body: Json = json.loads(text, parse_float=number_of)
        dump(body)
    except (ValueError, RecursionError):
        return None, raw
    return (body, None) if body is not None else (None, raw)


def _undeclared(answered: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands for headers that no tool stored: nobody can tell what the body was declared as."""
    return {} if answered.get("headers") else {"content-type": "application/json"}


def _headers(answered: Mapping[str, Any]) -> dict[str, str]:
    headers = {
        str(each["name"]).lower(): str(each.get("value", ""))
        for each in answered.get("headers") or ()
        if "name" in each
    }
    media_type = (answered.get("content") or {}).get("mimeType")
    if media_type:
        headers.setdefault("content-type", str(media_type))
    return headers


def _content(answered: Mapping[str, Any], *, needed: bool, whole: bool) -> bytes | LeftOut:
    """Return the body; needed says that without it nothing is judged, whole that none is stored in part."""
    content = answered.get("content") or {}
    text = content.get("text")
    if text is None:
        return LeftOut.NO_BODY if needed and _had_a_body(answered, content) else b""
    raw = _decoded(text, content.get("encoding"))
    size = content.get("size")
    if whole or not isinstance(size, int) or len(raw) >= size:
        return raw
    # Some tools cut long bodies off, and some state the size that came over the network.
    return raw if _is_json(raw) else LeftOut.PART


def _had_a_body(answered: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Tell whether there was a body that the file does not have: HAR 1.2 lets tools leave it out."""
    if answered["status"] == _NO_CONTENT:
        return False
    length = _headers(answered).get("content-length", "0")
    stated = (content.get("size", -1), answered.get("bodySize", 0))
    return "_file" in content or stated[0] != 0 or (stated[1] or 0) > 0 or length.strip() != "0"


def _decoded(text: str, encoding: Any) -> bytes:
    """Return the bytes of a text; some tools say of any body that it is in Base64."""
    if encoding == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            pass
    return text.encode("utf-8", "surrogatepass")


def _is_json(content: bytes) -> bool:
    try:
        parse_json(content)
    except NotJson:
        return False
    return True


def _names_what_it_can(asked: EntryRequest) -> bool:
    """Tell whether the path names what it can: ``/ticket/stats`` is another operation of the host."""
    key = asked.operation.key
    if key is None:
        return True
    segment = asked.operation.segment(asked.path) or ""
    return segment.isascii() and segment.isdigit() and len(segment) < 20 and int(segment) in key.plausible  # noqa: PLR2004


def _origin(url: SplitResult) -> str:
    """Return scheme and host as they are compared, the port where it is not the usual one."""
    if url.scheme not in _DEFAULT_PORTS:
        raise ValueError(url.scheme)
    port = "" if url.port in {None, _DEFAULT_PORTS[url.scheme]} else f":{url.port}"
    return f"{url.scheme}://{url.hostname}{port}"
