"""Servers that misbehave: each ends in one clear finding or one clear message, soon, and nothing is told."""

from __future__ import annotations

import ast
import re
import socket
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from support import house
from support.battery import (
    BATTERY,
    BOMB_OF_200_MB,
    ENDLESS,
    KB,
    MARK,
    SPACES_OF_200_MB,
    Case,
    always,
    headed,
    member,
    page,
    tampered,
)
from support.hostile import Hostile, Mischief, Ran, run, run_in_a_process, stream
from support.servers import Server, answer
from support.serving import TOKEN
from ticketgate.client import causes, http
from ticketgate.client.smoke import _REFUSALS
from ticketgate.run.collect import PHASES

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLING = PHASES[:1]
#: What is called with the words for an answer that cannot be used.
_REFUSING = ("Unanswered", "BodyTooLarge", "NotJson", "_failure")
MB = 1024**2
LONGEST_PAUSE = 30
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from /proc")


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limit of a body, so that going beyond it takes no time; processes keep the real one."""
    monkeypatch.setattr(http, "MAX_BODY_BYTES", 2 * MB)
    monkeypatch.setattr(http, "_MAX_BODY_WEIGHT", 16 * MB)


def assert_nothing_is_told(text: str) -> None:
    assert not [secret for secret in (MARK, "s3cret", TOKEN) if secret in text]
    assert "Traceback" not in text
    assert text.replace("\n", "").isprintable()


def expect(ran: Ran, expected: str | set[str]) -> None:
    assert_nothing_is_told(ran.text)
    assert max(ran.pauses, default=0) <= LONGEST_PAUSE
    if isinstance(expected, str):
        assert ran.verdict is None or not ran.verdict.info.complete, ran.broken
        assert re.search(expected, ran.message), ran.message
        assert "\n" not in ran.message
    else:
        assert ran.broken == expected, ran.message


def run_against(server: Hostile, case: Case, requests: int = 0) -> Ran:
    started = time.monotonic()
    with server:
        ran = run(server.base_url, SAMPLING, requests=max(case.requests, requests), timeout=case.timeout)
    assert time.monotonic() - started < 60
    return ran


def what_can_be_said() -> Iterator[str]:
    """Yield what the client says of answers that it cannot use: each sentence up to what is filled in."""
    for module in ("client/http.py", "client/smoke.py"):
        for node in ast.walk(ast.parse((house.PACKAGE / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _REFUSING:
                yield from (text for argument in node.args[:3] for text in phrases(argument))
    yield from (max(re.split("{[a-z]+}", problem), key=len) for problem, _ in _REFUSALS.values())
    yield from (causes._BROKEN_OFF.partition("}")[2], causes.NO_PLACE.partition(";")[0])
    yield causes._describe_protocol_error("").partition("}")[2]


def phrases(node: ast.expr) -> Iterator[str]:
    """Yield the first piece of a literal that says something: three words at least."""
    texts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    yield from islice((text for text in texts if isinstance(text, str) and len(text.split()) > 2), 1)


@pytest.mark.parametrize("said", sorted(set(what_can_be_said())))
def test_a_server_of_the_battery_is_behind_everything_the_client_can_say_of_an_answer(said: str) -> None:
    expected = [case.first for case in BATTERY.values() if isinstance(case.first, str)]
    assert [text for text in expected if said.strip() in text.replace("\\", "")]


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize("name", BATTERY)
def test_misbehaving_from_the_first_request_on(name: str) -> None:
    case = BATTERY[name]
    expect(run_against(Hostile(case.mischief), case), case.first)


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize("name", BATTERY)
def test_misbehaving_with_one_operation_after_the_smoke_check(name: str) -> None:
    case = BATTERY[name]
    # So many that each phase has some after those that are answered well.
    expect(run_against(Hostile(case.mischief, start=3, method=case.method), case, 40), case.later)


def test_a_healthy_server_in_the_place_of_a_misbehaving_one_breaks_nothing() -> None:
    with Hostile(lambda _request, healthy: healthy.sent()) as server:
        ran = run(server.base_url, requests=100)
    assert (ran.verdict is not None, ran.broken, ran.message) == (True, set(), "")


# What a table of answers cannot show


def test_nobody_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    expect(run(f"http://127.0.0.1:{port}/api/mind"), "127.0.0.1:[0-9]+ refuses connections")


def test_a_certificate_that_nobody_signed() -> None:
    with Server(answer(b"{}"), tls=True) as server:
        expect(run(server.base_url), r"the certificate of 127.0.0.1:\d+ is not trusted")
        assert server.received == []


def test_a_session_cookie_of_the_server_never_replaces_that_of_the_user() -> None:
    with Hostile(headed(b"Set-Cookie: connect.sid=evil; Path=/", b"Set-Cookie: other=evil")) as server:
        run(server.base_url, SAMPLING)
    assert len(server.received) >= 10
    assert not [request for request in server.received if "cookie" in request.headers]


def test_a_page_that_never_ends_is_found_by_comparing_pages() -> None:
    endless = page(lambda body: body.update(total=10**18))
    with Hostile(endless, start=3, method="POST") as server:
        ran = run(server.base_url, requests=200)
    assert "searchTickets/page-is-filled" in ran.broken
    assert_nothing_is_told(ran.text)


# The command in a process of its own


def crowded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return 500 rows with hundreds of broken objects each; they take less than a megabyte."""
    return [{"id": row["id"], "tags": [{}] * 450} for row in (rows * 500)[:500]]


@on_linux
@pytest.mark.parametrize(
    ("mischief", "start", "status", "said"),
    [
        (always(SPACES_OF_200_MB), 3, 1, "got no whole answer: the answer is larger than 16 MB"),
        (always(BOMB_OF_200_MB), 3, 1, "got no whole answer: the answer is larger than 16 MB"),
        (always(stream(ENDLESS, KB * 64)), 1, 3, "POST /ticket/search: the answer is larger than 16 MB"),
        (
            page(lambda body: body.update(tickets=crowded(body["tickets"]))),
            1,
            1,
            "compact:tags[].id/presence",
        ),
        (tampered(lambda ticket: ticket.update(tags=[{}] * 10_800)), 1, 1, "full:tags[].id/presence"),
        (member(b'"x":' + b"[" * 100_000 + b"]" * 100_000), 3, 1, "depth limit exceeded (at byte 1029)"),
    ],
    ids="spaces bomb endless crowd throng deep".split(),
)
def test_memory_stays_within_300_mb(mischief: Mischief, start: int, status: int, said: str) -> None:
    with Hostile(mischief, start, "" if start == 1 else "GET") as server:
        done, peak = run_in_a_process(server.base_url, "--max-requests", 12, "--fail-on", "may")
    assert done.returncode == status
    assert said in " ".join((done.stdout + done.stderr).split())
    assert_nothing_is_told(done.stdout + done.stderr)
    assert peak < 300
