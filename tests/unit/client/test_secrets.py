"""The credential of the target is found in whatever it answers, and masked before anybody sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.requests import get_ticket
from support.samples import answer
from support.servers import Server
from support.servers import answer as response
from ticketgate.client import Client, Credential, Target
from ticketgate.client.secrets import Secrets
from ticketgate.exchange.credentials import Credentials, altered
from ticketgate.mock.service.tokens import signed_token

TOKEN = "eyJ0b2tlbiI6.s3cr/t.k3y"
COOKIE = "connect.sid=s%3Asess10n.s1gnature; theme=dark; lastView=customer"


def secrets(token: str | None = TOKEN, cookie: str | None = COOKIE) -> Secrets:
    return Secrets.of(
        Target.create(
            "https://demo.example/api/mind",
            Credential(token, "ENNEO_TOKEN") if token else None,
            Credential(cookie, "ENNEO_COOKIE") if cookie else None,
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f'{{"message": "Bearer {TOKEN} is not valid"}}',
        '{"message": "eyJ0b2tlbiI6.s3cr\\/t.k3y"}',
        "s%3Asess10n.s1gnature",
        "the session s:sess10n.s1gnature",
    ],
)
def test_an_echo_is_found_in_every_spelling_and_masked(text: str) -> None:
    found = secrets().masked(answer(get_ticket(17), 401, text.encode()))
    assert found.echoes_credential
    assert b"s3cr" not in found.content
    assert b"sess10n" not in found.content
    assert len(found.content) == len(text)


def test_an_echo_in_a_header_is_found_and_masked() -> None:
    sent = answer(get_ticket(17), media=f"text/plain; token={TOKEN}")
    found = secrets().masked(sent)
    assert found.echoes_credential
    assert found.headers["content-type"] == f"text/plain; token={'*' * len(TOKEN)}"


def test_a_quoted_secret_is_found_as_json_writes_it() -> None:
    found = secrets(token='back\\slash"quote').masked(
        answer(get_ticket(17), content=b'"back\\\\slash\\"quote"')
    )
    assert found.echoes_credential


@pytest.mark.parametrize(
    "text", ['{"id": 17}', "eyJ0b2tlbiI6", "dark", "connect.sid", '{"customer": {"tagIds": []}}']
)
def test_what_is_not_the_whole_secret_is_left_alone(text: str) -> None:
    sent = answer(get_ticket(17), content=text.encode())
    assert secrets().masked(sent) is sent


def test_a_secret_so_short_that_it_occurs_by_chance_is_not_looked_for() -> None:
    sent = answer(get_ticket(17), content=b'{"status": "open"}')
    assert secrets(token="open", cookie=None).masked(sent) is sent


@pytest.mark.parametrize(
    ("cookie", "echoes"),
    [
        ("lastView=customer; connect.sid=s3cret-c00kie", False),
        ('connect.sid="customer"', True),
        ("gateway=customer", True),
    ],
    ids=["beside the session", "the session itself", "no session cookie"],
)
def test_only_the_session_cookie_is_secret_where_there_is_one(cookie: str, *, echoes: bool) -> None:
    sent = answer(get_ticket(17), content=b'{"customer": 1}')
    assert secrets(token=None, cookie=cookie).masked(sent).echoes_credential is echoes


def test_a_client_hands_out_masked_answers_and_takes_a_renewed_session_for_no_echo() -> None:
    renewed = response(b"{}", Set_Cookie="connect.sid=a-session-of-the-server")
    handed_out = response(b"{}", Set_Cookie=f"token={TOKEN}; HttpOnly")
    with (
        Server(renewed, response(TOKEN.encode(), status=400), handed_out) as server,
        Client(Target.create(server.base_url, Credential(TOKEN, "ENNEO_TOKEN"), is_mock=True)) as client,
    ):
        quiet, echo = (
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True)),
            client.send(get_ticket(17, includeCustomer=True, includeIntents=True)),
        )
        as_cookie = client.send(get_ticket(17))
    assert not quiet.echoes_credential
    assert (echo.echoes_credential, echo.content) == (True, b"*" * len(TOKEN))
    assert (as_cookie.echoes_credential, TOKEN in str(as_cookie.headers)) == (True, False)


@pytest.mark.parametrize("form", [Credentials.CUT, Credentials.SIGNATURE_DROPPED, Credentials.EXPIRED])
def test_what_was_made_of_the_token_is_masked_as_well(form: Credentials) -> None:
    token = signed_token("somebody")
    made = altered(form, token)
    sent = replace(get_ticket(17), credentials=form)
    found = secrets(token).masked(answer(sent, 401, f"no such token: {made}".encode()))
    assert found.echoes_credential
    assert found.content == b"no such token: " + b"*" * len(made or "")
