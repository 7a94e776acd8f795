"""The document that an instance serves, and what is said where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.clients import FakeTime
from support.servers import Server, answer
from ticketgate.client import Client, Credential, Target, served_document
from ticketgate.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable


def asked(server: Server) -> bytes:
    target = Target.create(f"{server.base_url}/docs/open-api", Credential("t0ken", "ENNEO_TOKEN"))
    time = FakeTime()
    with Client(target, clock=time.clock, pause=time.pause) as client:
        return served_document(client, "enneo_session")


def test_it_is_asked_for_with_the_credential_and_nothing_else() -> None:
    with Server(answer(b'{"openapi": "3.0.3"}')) as server:
        assert asked(server) == b'{"openapi": "3.0.3"}'
    (received,) = server.received
    assert received.line.startswith("GET /api/mind/docs/open-api ")
    assert received.headers["authorization"] == "Bearer t0ken"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (answer(b"", 401), "answers 401: the bearer token from ENNEO_TOKEN is not accepted"),
        (answer(b"", 404), "answers 404: nothing is there; an instance serves its document below"),
        (answer(b"<html>", media_type="text/html; charset=utf-8"), "answers with a page for people; is it a login"),
        (b"", "closed the connection before its answer was complete"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_named_with_the_next_step(
    reply: bytes | Callable[..., None], said: str
) -> None:
    with Server(reply) as server, pytest.raises(TargetError) as caught:
        asked(server)
    assert str(caught.value).startswith(f"{server.base_url}/docs/open-api")
    assert said in str(caught.value)
    assert "t0ken" not in str(caught.value)
