"""Whatever stands in the headers of an answer, it ends in an exchange or in one message."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from hypothesis import example, given
from hypothesis import strategies as st

from support.clients import TOKEN, FakeTime
from support.requests import get_ticket
from ticketgate import client as client_package
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
        *(
            b"expires=",
            b"Max-Age=",
            b"Domain=",
            b"https://",
            b"mailto:x",
            b"//[",
            b"]",
            b"%",
            b"\xff",
            b"\xe2\x82\xac",
        ),
        *(b"text/html; charset=", b"utf-8", b"99999999999999999999", b"-1", b":", b"@", b"\t", b"xn--"),
    ]
)
#: What a server may send: printable, blanks, and bytes that are no ASCII.
BYTES = st.binary(max_size=20).map(lambda raw: bytes(byte for byte in raw if byte >= 0x20 and byte != 0x7F))
VALUES = st.lists(WORDS | BYTES, max_size=5).map(b"".join)
HEADERS = st.lists(st.tuples(st.sampled_from(READ_BY_A_CLIENT).map(str.encode), VALUES), max_size=4)
STATUSES = st.sampled_from([200, 204, 300, 301, 302, 307, 401, 407, 429, 503])


def test_every_header_that_is_read_is_among_them() -> None:
    package = Path(client_package.__file__).parents[1]
    code = "".join(
        file.read_text() for folder in ("client", "exchange") for file in (package / folder).glob("*.py")
    )
    read = set(re.findall(r'headers(?:\.get\(|\[)"([a-z-]+)"', code))
    assert {"location", "retry-after", "content-type", "content-encoding"} <= read <= set(READ_BY_A_CLIENT)


@given(STATUSES, HEADERS, st.sampled_from([b"{}", b"<html>", b""]))
@example(429, [(b"retry-after", b"Mon, 01 Jan 99999999999 00:00:00 GMT")], b"{}")
@example(302, [(b"location", b"https://[")], b"{}")
# The transport looks at the places of some statuses and of others not.
@example(300, [(b"location", b"https://[")], b"{}")
@example(302, [(b"location", b"mailto:x")], b"{}")
@example(200, [(b"content-type", b"text/h\tml")], b"<html>")
@example(200, [(b"set-cookie", b"a=b; expires=Mon, 01-Jan-99999999999 00:00:00 GMT")], b"{}")
def test_any_headers_are_an_exchange_or_one_message(
    status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    fake = FakeTime()
    said: list[str] = []
    transport = httpx.MockTransport(
        lambda _: httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))
    )
    target = Target.create("https://demo.example", TOKEN, is_mock=True)
    with Client(target, transport, clock=fake.clock, pause=fake.pause) as client:
        try:
            assert client.send(get_ticket(17)).status == status
        except Unanswered as unanswered:
            said.append(str(unanswered))
        try:
            # A generator: nothing is looked at before it is asked to go on.
            assert [answer.status for answer in smoke(client, default_contract(), (17,))] == [status]
        except TargetError as error:
            said.append(str(error))
    assert all(line.isprintable() for line in said)
    assert all(pause <= 30 for pause in fake.pauses)
