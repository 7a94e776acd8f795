"""Whatever stands in the headers of an answer, it ends in an exchange or in one message."""

from __future__ import annotations

import httpx
from hypothesis import example, given
from hypothesis import strategies as st

from support.clients import TOKEN, FakeTime
from support.requests import get_ticket
from ticketgate.client import Client, Target, Unanswered, smoke
from ticketgate.contract.loading import default_contract
from ticketgate.errors import TargetError

READ_BY_A_CLIENT = (
    *("content-encoding", "content-length", "content-type", "location", "retry-after", "set-cookie"),
    *("connection", "date", "link", "refresh", "transfer-encoding", "www-authenticate"),
)
WORDS = st.sampled_from(
    [
        *(b"Mon, 01 Jan 99999 00:00:00 GMT", b"Mon, 01 Jan 2026 00:00:00 +99999999999", b"gzip", b"a=b; "),
        *(b"expires=", b"Max-Age=", b"Domain=", b"https://", b"//[", b"]", b"%", b"\xff", b"\xe2\x82\xac"),
        *(b"text/html; charset=", b"utf-8", b"99999999999999999999", b"-1", b":", b"@", b"\t", b"xn--"),
    ]
)
#: What a server may send: printable, blanks, and bytes that are no ASCII.
BYTES = st.binary(max_size=20).map(lambda raw: bytes(byte for byte in raw if byte >= 0x20 and byte != 0x7F))
VALUES = st.lists(WORDS | BYTES, max_size=5).map(b"".join)
HEADERS = st.lists(st.tuples(st.sampled_from(READ_BY_A_CLIENT).map(str.encode), VALUES), max_size=4)
STATUSES = st.sampled_from([200, 204, 301, 302, 307, 401, 407, 429, 503])


@given(STATUSES, HEADERS)
@example(429, [(b"retry-after", b"Mon, 01 Jan 99999999999 00:00:00 GMT")])
@example(302, [(b"location", b"https://[")])
@example(200, [(b"set-cookie", b"a=b; expires=Mon, 01-Jan-99999999999 00:00:00 GMT")])
def test_any_headers_are_an_exchange_or_one_message(status: int, headers: list[tuple[bytes, bytes]]) -> None:
    fake = FakeTime()
    said: list[str] = []
    transport = httpx.MockTransport(
        lambda _: httpx.Response(status, headers=headers, stream=httpx.ByteStream(b"{}"))
    )
    target = Target.create("https://demo.example", TOKEN, is_mock=True)
    with Client(target, transport, clock=fake.clock, pause=fake.pause) as client:
        try:
            assert client.send(get_ticket(17)).status == status
        except Unanswered as unanswered:
            said.append(str(unanswered))
        try:
            smoke(client, default_contract(), 17)
        except TargetError as error:
            said.append(str(error))
    assert all(line.isprintable() for line in said)
    assert all(pause <= 30 for pause in fake.pauses)
