"""`ticketgate run --base-url` against targets that cannot be tested: one message each, and no secret in it."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

from support.invoking import Done, ticketgate
from support.servers import Server, answer
from support.serving import Served, Tampered, mock_app

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "s3cret-of-the-tenant"
PAGE = answer(b'{"success":true,"tickets":[{"id":17}],"total":1}')


def run_against(base_url: str, *options: object, token: str = TOKEN) -> Done:
    return ticketgate("run", "--base-url", base_url, "--rate", 1000, *options, env={"ENNEO_TOKEN": token})


def assert_one_message(done: Done, *parts: str) -> None:
    assert (done.status, done.out) == (3, "")
    assert done.said.startswith("ticketgate: ")
    assert done.said.count("\n") == 1
    assert "Traceback" not in done.err
    assert "s3cret" not in done.err
    for part in parts:
        assert part in done.said


@pytest.mark.parametrize(
    ("answers", "parts"),
    [
        (
            (answer(b'{"success":false,"message":"s3cret"}', 401),),
            ("answers 401: the bearer token from ENNEO_TOKEN is not accepted", "has it expired"),
        ),
        (
            (answer(b"<html>s3cret</html>", media_type="text/html"),),
            ("answers 200: the answer is text/html, not JSON; is it a login, proxy or maintenance page?",),
        ),
        (
            (answer(b'{"success":true,"tickets":[],"total":0}'),),
            ("the search found no ticket; there is nothing to check",),
        ),
        (
            (answer(b'{"tickets":[{"id":17', Content_Length="90"),),
            ("closed the connection before its answer was complete",),
        ),
        ((answer(b" " * (40 * 1024**2)),), ("the answer is larger than 16 MB",)),
        (
            (answer(b"", 302, Location="https://login.example.com/?state=s3cret"),),
            ("answers 302: it redirects to https://login.example.com, which is not followed",),
        ),
    ],
    ids="wrong-token html no-tickets truncated forty-megabytes redirect".split(),
)
def test_a_target_that_cannot_be_tested_is_one_message(
    answers: tuple[bytes, ...], parts: tuple[str, ...], tmp_path: Path
) -> None:
    verdict = tmp_path / "verdict.json"
    with Server(*answers) as server:
        done = run_against(server.base_url, "--json", verdict)
    assert_one_message(done, *parts)
    written = json.loads(verdict.read_bytes())
    assert (written["outcome"], f"ticketgate: {written['error']}\n") == ("not run", done.said)


def test_an_unreachable_target_is_one_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert_one_message(
        run_against(f"http://127.0.0.1:{port}/api/mind"),
        f"127.0.0.1:{port} refuses connections; is the server",
    )


@pytest.mark.parametrize(
    ("answers", "status", "says"),
    [
        (
            (PAGE, answer(b'{"message":"s3cret"}', 403)),
            3,
            "GET /ticket/17 answers 403: ticket 17 cannot be read",
        ),
        (
            (PAGE, answer(b'{"id":17}'), answer(b"s3cret", Content_Encoding="gzip")),
            1,
            "3 requests in a row got no answer; the last: ",
        ),
        ((PAGE, answer(b'{"id":17}'), answer(b"{}", 401)), 1, "is not accepted any more; it has probably"),
    ],
    ids=["forbidden", "gone", "expired"],
)
def test_what_was_judged_before_a_target_gave_up_is_a_verdict(
    answers: tuple[bytes, ...], status: int, says: str, tmp_path: Path
) -> None:
    """The ticket lacks what it must have, so the run that has read it is broken, and incomplete all the same."""
    files = [tmp_path / name for name in ("verdict.json", "junit.xml", "run.har")]
    with Server(*answers) as server:
        done = run_against(server.base_url, "--json", files[0], "--junit", files[1], "--record", files[2])
    verdict = json.loads(files[0].read_bytes())
    assert (done.status, verdict["exitCode"], verdict["complete"]) == (status, status, False)
    assert says in verdict["ended"]["words"]
    assert says in " ".join(done.out.split())
    assert all(file.stat().st_size for file in files)
    assert "s3cret" not in done.out + done.err + "".join(file.read_text() for file in files)


def test_a_ticket_that_is_not_there_is_one_message() -> None:
    with Served(Tampered(mock_app(5))) as served:
        done = run_against(served.base_url, "--ticket", 4711, token="t0ken-of-the-tests")
    assert_one_message(done, "GET /ticket/4711 answers 404: ticket 4711 cannot be read; does it exist?")


@pytest.mark.parametrize("order", [(1, -1), (-1, 1)])
def test_each_ticket_that_is_named_has_to_be_there(order: tuple[int, int]) -> None:
    named = [option for ticket in sorted((371001, 4711))[:: order[0]] for option in ("--ticket", ticket)]
    with Served(Tampered(mock_app(5))) as served:
        done = run_against(served.base_url, *named, token="t0ken-of-the-tests")
    assert_one_message(done, "ticket 4711 cannot be read; does it exist?")


def test_a_ticket_that_is_not_within_the_filter_is_a_contradiction() -> None:
    with Served(Tampered(mock_app(5))) as served:
        done = run_against(
            served.base_url, "--ticket", 371001, "--filter", "t.id=371002", token="t0ken-of-the-tests"
        )
    assert (done.status, done.out) == (2, "")
    assert "--ticket 371001: is not within --filter; leave one of them out" in done.said


def test_a_filter_that_nothing_passes_is_one_message() -> None:
    with Served(Tampered(mock_app(5))) as served:
        done = run_against(served.base_url, "--filter", "t.id=4711", token="t0ken-of-the-tests")
    assert_one_message(done, "the search found no ticket within --filter; there is nothing to check")


def test_a_token_file_is_read_and_its_content_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("another-s3cret\n")
    with Server(answer(b"{}", 401)) as server:
        done = run_against(server.base_url, "--token-file", file)
    assert server.received[0].headers["authorization"] == "Bearer another-s3cret"
    assert_one_message(done, f"the bearer token from --token-file {file} is not accepted")
