"""The misbehaving servers, each with what has to come of it."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from support.hostile import hang_after, reset_after, stream
from support.servers import answer, trickle
from support.serving import TOKEN
from ticketgate.contract.clauses import Kind
from ticketgate.contract.loading import default_contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.hostile import Healthy, Mischief, Reply
    from support.servers import Received

#: Stands for what a tenant's customer wrote, wherever a server puts something of its own.
MARK = "s3cret words of a customer"

KB = b" " * 1024
BOMB = gzip.compress(KB * 50_000)
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PLAIN = JSON + b"Content-Length: 1000\r\n\r\n"
CHUNKED = JSON + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = JSON + b"Content-Length: 1099511627776\r\n\r\n"
GZIPPED = JSON + b"Content-Encoding: gzip\r\nContent-Length: 1099511627776\r\n\r\n"
SPACES_OF_200_MB = stream(JSON + b"Content-Length: 209715200\r\n\r\n", KB * 1024, 200)
BOMB_OF_200_MB = answer(gzip.compress(KB * 204_800), Content_Encoding="gzip")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
SWITCH = b"HTTP/1.1 101 s3cret\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
GONE = b'{"success":false,"message":"s3cret"}'
CUT_OFF = "closed the connection before its answer was complete"
SILENT = r"no answer from 127.0.0.1:\d+ within 0.1 s; --timeout waits longer"
UNFINISHED = r"the answer was not complete after 0.2 s \(--timeout\)"
NO_HTTP = "does not answer in HTTP; check the scheme and port of the base URL"
TOO_LARGE = "the answer is larger than 2 MB"


@dataclass(frozen=True, slots=True)
class Case:
    """A server and what has to come of it.

    `first` is for one that misbehaves from the first request on, `later` for one that does so after the smoke
    check and with one operation only: the clauses that are broken, or what the one message says.
    """

    mischief: Mischief
    first: str | set[str]
    later: str | set[str]
    timeout: float = 15.0
    method: str = "GET"
    requests: int = 24


def always(reply: Reply) -> Mischief:
    """Give everybody this answer."""
    return lambda _request, _healthy: reply


def rewritten(change: Callable[[bytes], bytes], **headers: str) -> Mischief:
    """Answer with the body changed as bytes, and with further headers."""
    return lambda _request, healthy: healthy.sent(change(healthy.body), **headers)


def tampered(change: Callable[[dict[str, Any]], object]) -> Mischief:
    """Answer with each ticket changed, full or compact."""

    def mischief(request: Received, healthy: Healthy) -> bytes:
        body = orjson.loads(healthy.body)
        for ticket in body.get("tickets", [body]):
            change(ticket)
        return healthy.sent(json.dumps(body).encode())

    return mischief


def page(change: Callable[[dict[str, Any]], object]) -> Mischief:
    """Answer with each page changed."""

    def mischief(request: Received, healthy: Healthy) -> bytes:
        body = orjson.loads(healthy.body)
        if "tickets" in body:
            change(body)
        return healthy.sent(json.dumps(body).encode())

    return mischief


def headed(*lines: bytes) -> Mischief:
    """Answer with further header lines, however malformed."""

    def mischief(request: Received, healthy: Healthy) -> bytes:
        status, _, rest = healthy.sent().partition(b"\r\n")
        return b"\r\n".join((status, *lines, rest))

    return mischief


def ids(text: bytes) -> Mischief:
    """Answer with this text for the id of every ticket."""
    return lambda _request, healthy: healthy.sent(
        re.sub(rb'"id":37[0-9]{4}\b', b'"id":' + text, healthy.body)
    )


def at_first(reply: Reply) -> Mischief:
    """Answer as told when a request comes for the first time."""
    known: set[tuple[str, bytes]] = set()

    def mischief(request: Received, healthy: Healthy) -> Reply:
        if (request.line, request.body) in known:
            return healthy.sent()
        known.add((request.line, request.body))
        return reply

    return mischief


def resent(**headers: str) -> Mischief:
    """Answer with other headers."""
    return rewritten(bytes, **headers)


def member(text: bytes) -> Mischief:
    """Answer with a member more, given as JSON text."""
    return rewritten(lambda body: b"{" + text + b"," + body[1:])


UNREADABLE = {"getTicket/success-is-well-formed"}
UNANSWERED = {"getTicket/request-is-answered"}
NO_PAGE = {"searchTickets/success-is-well-formed"}
NO_OBJECT = {"search:/type"}
SLOWER = "the target asks for fewer requests, also after retries; lower --rate"
REFUSED = "5 requests were refused with status 429, also after retries; lower --rate"
UNDOCUMENTED = {"search:/undocumented", "full:/undocumented"}
ECHOED = {"getTicket/token-is-not-echoed", "searchTickets/token-is-not-echoed"}
NOT_ACCEPTED = {"getTicket/valid-request-is-accepted"}
UNEXPLAINED = {"getTicket/errors-say-why"}
WRONG_TICKET = {"getTicket/answers-with-the-ticket-asked-for"}
ALL_MISSING = {
    clause.id
    for clause in default_contract().clauses.values()
    if clause.root == "compact" and clause.kind is Kind.PRESENCE and clause.place.isidentifier()
}
HTML = b"<html>" + MARK.encode()

BATTERY: dict[str, Case] = {
    # The connection
    "closes without an answer": Case(always(b""), CUT_OFF, UNANSWERED),
    "resets before the headers": Case(always(reset_after(b"")), CUT_OFF, UNANSWERED),
    "resets within the body": Case(always(reset_after(PLAIN + b'{"id":')), CUT_OFF, UNANSWERED),
    "hangs before the headers": Case(always(hang_after(b"")), SILENT, UNANSWERED, 0.1),
    "hangs within the headers": Case(always(hang_after(JSON)), SILENT, UNANSWERED, 0.1),
    "hangs within the body": Case(always(hang_after(PLAIN + b"{")), SILENT, UNANSWERED, 0.1),
    "sends a byte at a time": Case(always(trickle(PLAIN, b" ")), UNFINISHED, UNANSWERED, 0.1),
    "sends headers without end": Case(always(stream(JSON, b"X-More: s3cret\r\n")), NO_HTTP, UNANSWERED),
    "is about to continue for ever": Case(always(trickle(b"", CONTINUE)), UNFINISHED, UNANSWERED, 0.1),
    "speaks another protocol": Case(always(b"SSH-2.0-s3cret\r\n\r\n"), NO_HTTP, UNANSWERED),
    "speaks HTTP 0.9": Case(always(b'{"id":17}\r\n\r\n'), NO_HTTP, UNANSWERED),
    "switches the protocol": Case(always(SWITCH), NO_HTTP, UNANSWERED),
    "answers with status 099": Case(always(b"HTTP/1.1 099 s3cret\r\n\r\n"), NO_HTTP, UNANSWERED),
    # Length and coding
    "announces a longer body": Case(resent(Content_Length="999999"), CUT_OFF, UNANSWERED),
    "announces a shorter body": Case(resent(Content_Length="20"), NO_PAGE, UNREADABLE),
    "announces a length that is no number": Case(resent(Content_Length="s3cret"), NO_HTTP, UNANSWERED),
    "announces two lengths": Case(headed(b"Content-Length: 7"), NO_HTTP, UNANSWERED),
    "sends a body without end": Case(always(stream(ENDLESS, KB)), TOO_LARGE, UNANSWERED),
    "sends chunks without end": Case(
        always(stream(CHUNKED, b"400\r\n" + KB + b"\r\n")), TOO_LARGE, UNANSWERED
    ),
    "pads with spaces": Case(rewritten(lambda body: KB * 3000 + body), TOO_LARGE, UNANSWERED),
    "sends garbage for chunks": Case(always(CHUNKED + b"s3cret\r\n\r\n"), NO_HTTP, UNANSWERED),
    "stops within a chunk": Case(always(CHUNKED + b"20\r\n{"), CUT_OFF, UNANSWERED),
    "sends a gzip bomb": Case(always(answer(BOMB, Content_Encoding="gzip")), TOO_LARGE, UNANSWERED),
    "goes on after its gzip data": Case(
        always(stream(GZIPPED + gzip.compress(b"{}"), KB)),
        "the answer goes on after its gzip data ends",
        UNANSWERED,
    ),
    "sends empty gzip blocks without end": Case(
        always(stream(GZIPPED + zlib.compress(b"")[:2], b"\x00\x00\x00\xff\xff" * 1000)),
        TOO_LARGE,
        UNANSWERED,
    ),
    "stops within its gzip data": Case(
        rewritten(lambda body: gzip.compress(body)[:15], Content_Encoding="gzip"),
        "the answer ends before its gzip data does",
        UNANSWERED,
    ),
    "declares gzip and sends none": Case(
        resent(Content_Encoding="gzip"), "the answer is no valid gzip", UNANSWERED
    ),
    "uses a coding nobody asked for": Case(
        resent(Content_Encoding="br"), "the answer uses a content coding that was not asked for", UNANSWERED
    ),
    # JSON
    "sends invalid UTF-8": Case(member(b'"x":"\xff\xfe"'), NO_PAGE, UNREADABLE),
    "sends Latin-1": Case(member(b'"x":"M\xfcller"'), NO_PAGE, UNREADABLE),
    "sends UTF-16": Case(rewritten(lambda body: body.decode().encode("utf-16")), NO_PAGE, UNREADABLE),
    "sends a byte order mark": Case(rewritten(lambda body: b"\xef\xbb\xbf" + body), NO_PAGE, UNREADABLE),
    "sends a lone surrogate": Case(member(rb'"x":"\ud800"'), NO_PAGE, UNREADABLE),
    "sends NaN": Case(member(b'"x":NaN'), NO_PAGE, UNREADABLE),
    "sends Infinity": Case(member(b'"x":-Infinity'), NO_PAGE, UNREADABLE),
    "sends a number beyond any float": Case(member(b'"x":1e999'), NO_PAGE, UNREADABLE),
    "sends a number of 5000 digits": Case(member(b'"x":' + b"9" * 5000), NO_PAGE, UNREADABLE),
    "names a member twice": Case(
        member(b'"success":true'),
        {"searchTickets/success-is-well-formed", "getTicket/success-is-well-formed"},
        UNREADABLE,
    ),
    "nests 100,000 deep": Case(member(b'"x":' + b"[" * 100_000 + b"]" * 100_000), NO_PAGE, UNREADABLE),
    "nests 900 deep": Case(member(b'"x":' + b"[" * 900 + b"]" * 900), UNDOCUMENTED, {"full:/undocumented"}),
    "answers with a number": Case(always(answer(b"17")), NO_OBJECT, {"full:/type"}),
    "answers with a text": Case(always(answer(b'"s3cret"')), NO_OBJECT, {"full:/type"}),
    "answers with null": Case(always(answer(b"null")), NO_OBJECT, {"full:/type"}),
    "answers with an array": Case(rewritten(lambda body: b"[" + body + b"]"), NO_OBJECT, {"full:/type"}),
    "answers 200 with nothing": Case(always(answer(b"")), NO_PAGE, UNREADABLE),
    "answers 204": Case(always(b"HTTP/1.1 204 None\r\n\r\n"), NO_PAGE, UNREADABLE),
    "sends JSON lines": Case(rewritten(lambda body: body + b"\n" + body), NO_PAGE, UNREADABLE),
    "sends HTML with status 200": Case(
        always(answer(HTML, media_type="text/html")),
        "is text/html, not JSON; is it a login, proxy or maintenance page?",
        {"getTicket/success-is-json"},
    ),
    "sends HTML as JSON": Case(always(answer(HTML)), NO_PAGE, UNREADABLE),
    "declares an outlandish media type": Case(
        always(answer(HTML, media_type="s3cret\x1b[31m")),
        "of no known media type",
        {"getTicket/success-is-json"},
    ),
    "holds more values than a ticket can": Case(
        member(b'"x":[' + b"[]," * 200_000 + b"1]"),
        "the answer holds more values than a ticket or a page of tickets can have",
        UNANSWERED,
    ),
    # Redirects
    "redirects in a circle": Case(
        lambda request, _healthy: answer(b"", 302, Location=request.line.split()[1]),
        "it redirects to http://127.0.0.1:",
        NOT_ACCEPTED,
    ),
    "redirects to another origin": Case(
        always(answer(b"", 307, Location="https://login.example/?s3cret")),
        "it redirects to https://login.example, which is not followed",
        NOT_ACCEPTED,
    ),
    "redirects to a place named after the token": Case(
        always(answer(b"", 302, Location=f"https://{TOKEN}.example/{TOKEN}")),
        r"it redirects to https://\*+.example",
        NOT_ACCEPTED | {"getTicket/token-is-not-echoed"},
    ),
    "redirects to no place": Case(
        always(answer(b"", 302, Location="https://[s3cret")), "it redirects to an invalid place", NOT_ACCEPTED
    ),
    "redirects to no port": Case(
        always(answer(b"", 302, Location="https://login.example:s3cret/")),
        "the answer redirects to a place that is no URL",
        UNANSWERED,
    ),
    # Refusals
    "accepts nobody": Case(always(answer(b"", 401)), "ENNEO_TOKEN is not accepted", set()),
    "lets nobody read": Case(always(answer(b"", 403)), "ENNEO_TOKEN has no permission for this", UNEXPLAINED),
    "is another server": Case(
        always(answer(b"", 404)), "nothing is there", UNEXPLAINED | {"getTicket/listed-ticket-is-there"}
    ),
    # Overload
    "wants fewer requests": Case(always(answer(b"", 429)), SLOWER, REFUSED),
    "wants a pause": Case(always(answer(b"", 429, Retry_After="1")), SLOWER, REFUSED),
    "wants a pause of thirty years": Case(always(answer(b"", 429, Retry_After="999999999")), SLOWER, REFUSED),
    "wants a pause until never": Case(
        always(answer(b"", 429, Retry_After="Fri, 31 Dec 9999 23:59:59 -99999999")), SLOWER, REFUSED
    ),
    "is out of order": Case(always(answer(b"", 503)), "the server fails", {"getTicket/no-server-error"}),
    "is out of order every second time": Case(at_first(answer(b"", 503)), set(), set(), requests=60),
    "fails with a stack trace": Case(
        always(answer(b"Traceback: s3cret", 500, "text/plain")),
        "the server fails",
        {"getTicket/no-server-error"},
    ),
    "fails and repeats the token": Case(
        always(answer(TOKEN.encode(), 500)),
        "the server fails",
        {"getTicket/no-server-error", "getTicket/token-is-not-echoed"},
    ),
    "answers with status 999": Case(
        always(answer(b"{}", 999)),
        "answers 999: this is no answer of the ticket API",
        {"getTicket/no-server-error"},
    ),
    # Headers
    "sets the session cookie": Case(headed(b"Set-Cookie: connect.sid=evil; Path=/"), set(), set()),
    "sets impossible cookies": Case(
        headed(b"Set-Cookie: =;=;;; expires=s3cret; version=x; max-age=1e9; domain=.", b"Set-Cookie2: x"),
        set(),
        set(),
    ),
    "breaks lines in headers": Case(headed(b"X-A: b\r\n s3cret", b"X-B: \x1b[31ms3cret"), set(), set()),
    "sends header bytes beyond ASCII": Case(headed(b"X-A: \xff\xfe\xc3"), set(), set()),
    "sends a header without a name": Case(headed(b": s3cret"), NO_HTTP, UNANSWERED),
    "repeats the token in a header": Case(
        headed(b"X-You-Sent: Bearer " + TOKEN.encode()), ECHOED, {"getTicket/token-is-not-echoed"}
    ),
    # Tickets
    "repeats the token as a member": Case(
        tampered(lambda ticket: ticket.update({TOKEN: 1})),
        ECHOED | {"full:/undocumented", "compact:/undocumented"},
        {"getTicket/token-is-not-echoed", "full:/undocumented"},
    ),
    "repeats the token as a status": Case(
        tampered(lambda ticket: ticket.update(status=TOKEN)),
        ECHOED | {"full:status/enum", "compact:status/enum"},
        {"getTicket/token-is-not-echoed", "full:status/enum"},
    ),
    "has no ticket that it lists": Case(
        lambda _request, healthy: healthy.sent() if "search" in _request.line else answer(GONE, 404),
        r"answers 404: ticket \d+ cannot be read; the search found it",
        {"getTicket/listed-ticket-is-there"},
    ),
    "writes ids as texts": Case(
        tampered(lambda ticket: ticket.update(id=str(ticket["id"]))),
        {"compact:id/type", "full:id/type"},
        {"full:id/type"},
    ),
    "has ids beyond 2^53": Case(
        ids(b"9007199254740993"), "ticket 9007199254740993 cannot be read", WRONG_TICKET
    ),
    "has ids beyond 2^63": Case(
        ids(b"18446744073709551615"), "ticket 18446744073709551615 cannot", WRONG_TICKET
    ),
    "has ids beyond 64 bit": Case(
        ids(b"18446744073709551616"), "ticket 18446744073709551616 cannot be read", WRONG_TICKET
    ),
    "has negative ids": Case(ids(b"-17"), "ticket -17 cannot be read", WRONG_TICKET),
    "has one id for all": Case(ids(b"17"), "ticket 17 cannot be read", WRONG_TICKET),
    "has members with wild names": Case(
        tampered(lambda ticket: ticket.update({f"\x1b[31m\n{MARK}": 1, "s3cret!" * 9999: 1, "": 1})),
        {"full:/undocumented", "compact:/undocumented"},
        {"full:/undocumented"},
    ),
    "has 5000 undocumented members": Case(
        tampered(lambda ticket: ticket.update({f"x{i} s3cret": 1 for i in range(5000)})),
        {"full:/undocumented", "compact:/undocumented"},
        {"full:/undocumented"},
    ),
    "has texts without measure": Case(
        tampered(lambda ticket: ticket.update(status=MARK * 2000, createdAt="0" * 50_000)),
        {"full:status/enum", "full:createdAt/format", "compact:status/enum", "compact:createdAt/format"},
        {"full:status/enum", "full:createdAt/format"},
    ),
    # Pages
    "repeats its page for ever": Case(
        page(lambda body: body.update(total=10**18, offset=0)),
        set(),
        {"searchTickets/page-is-filled"},
        method="POST",
    ),
    "repeats a ticket on its page": Case(
        page(lambda body: body.update(tickets=body["tickets"][:1] * 50)),
        {
            "searchTickets/page-is-within-the-limit",
            "searchTickets/page-lists-a-ticket-once",
            "searchTickets/total-covers-the-page",
        },
        {"searchTickets/page-lists-a-ticket-once", "searchTickets/total-covers-the-page"},
        method="POST",
    ),
    "lists 1000 empty tickets": Case(
        page(lambda body: body.update(tickets=[{}] * 1000)),
        ALL_MISSING | {"searchTickets/page-is-within-the-limit", "searchTickets/total-covers-the-page"},
        ALL_MISSING | {"searchTickets/page-is-within-the-limit", "searchTickets/total-covers-the-page"},
        method="POST",
    ),
    "lists nothing": Case(
        page(lambda body: body.update(tickets=[], total=0)),
        "the search found no ticket",
        set(),
        method="POST",
    ),
    "lists no tickets at all": Case(
        page(lambda body: body.pop("tickets")),
        {"search:tickets/presence"},
        {"search:tickets/presence"},
        method="POST",
    ),
    "lists what is no ticket": Case(
        page(lambda body: body.update(tickets=[None, 17, MARK, [], [[]]])),
        {"compact:/type", "searchTickets/page-is-within-the-limit"},
        {"compact:/type"},
        method="POST",
    ),
    "counts fewer than none": Case(
        page(lambda body: body.update(total=-1)),
        {"search:total/range"},
        {"search:total/range"},
        method="POST",
    ),
}
