"""The ways of having no valid credentials: which may be tried on whom, and that a shell line makes the same."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import time
from dataclasses import replace
from typing import Final

import pytest

from support.requests import get_ticket
from ticketgate.exchange.credentials import (
    FORGED,
    MISPLACED,
    Credentials,
    InShell,
    altered,
    headers_of,
    invalid_forms,
    is_signed_jwt,
)
from ticketgate.exchange.curl import curl
from ticketgate.mock.service.tokens import signed_token

JWT: Final = signed_token("somebody")
OPAQUE: Final = "t0ken-of-somebody"
COOKIE: Final = "connect.sid"
#: What is another token than the one that is held, and might be another user's where nobody signed it.
ALTERED: Final = {
    Credentials.OTHER_CASE,
    Credentials.CUT,
    Credentials.BEHEADED,
    Credentials.LENGTHENED,
    Credentials.SWAPPED,
    Credentials.SIGNATURE_DROPPED,
}


def value_of(kind: Credentials, token: str | None) -> str:
    return dict(headers_of(kind, token, None, COOKIE)).get("Authorization", "")


def test_on_a_mock_every_form_is_tried() -> None:
    forms = invalid_forms(JWT, COOKIE, is_mock=True)
    assert set(forms) == set(Credentials) - {Credentials.VALID, Credentials.BESIDE_INVALID}
    assert len(forms) == len(set(forms))


def test_a_live_target_gets_no_token_in_an_address_and_none_altered_that_nobody_signed() -> None:
    signed = set(invalid_forms(JWT, COOKIE, is_mock=False))
    assert signed == set(invalid_forms(JWT, COOKIE, is_mock=True)) - {Credentials.IN_QUERY}
    assert signed - set(invalid_forms(OPAQUE, COOKIE, is_mock=False)) == ALTERED


def test_any_target_gets_a_token_of_the_form_of_its_own_and_nothing_else_of_that() -> None:
    assert Credentials.SAME_FORM in invalid_forms(OPAQUE, None, is_mock=False)
    assert altered(Credentials.SAME_FORM, OPAQUE) == "xxxxx-xx-xxxxxxxx"
    # Another number might be another user's.
    assert altered(Credentials.SAME_FORM, "4711-0815") == "xxxx-xxxx"
    assert Credentials.SAME_FORM not in invalid_forms("xxx-x", None, is_mock=False)


def test_without_a_token_nothing_is_made_of_one() -> None:
    forms = set(invalid_forms(None, COOKIE, is_mock=True))
    assert not forms & (ALTERED | MISPLACED | {Credentials.SAME_FORM})
    assert forms >= {Credentials.NONE, Credentials.EMPTY, Credentials.FORGED, Credentials.EXPIRED}


def test_a_form_that_would_be_the_token_itself_is_none() -> None:
    assert Credentials.OTHER_CASE not in invalid_forms("12345678", COOKIE, is_mock=True)
    assert Credentials.OTHER_CASE in invalid_forms("1234567x", COOKIE, is_mock=True)


@pytest.mark.parametrize("kind", [*sorted(ALTERED), Credentials.UNSIGNED, Credentials.EXPIRED])
def test_an_altered_token_is_another_one(kind: Credentials) -> None:
    assert altered(kind, JWT) not in {None, "", JWT}


@pytest.mark.parametrize("token", [None, JWT])
@pytest.mark.parametrize(
    ("kind", "algorithm", "signed"),
    [(Credentials.UNSIGNED, "none", False), (Credentials.EXPIRED, "HS256", True)],
)
def test_unsigned_and_expired_tokens_claim_to_be_the_callers_where_they_can(
    kind: Credentials,
    algorithm: str,
    signed: bool,  # noqa: FBT001  a table column
    token: str | None,
) -> None:
    header, claims, signature = value_of(kind, token).removeprefix("Bearer ").split(".")
    said = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, claims)]
    assert said[0] == {"alg": algorithm, "typ": "JWT"}
    assert said[1]["sub"] == (FORGED if token is None else "somebody")
    assert bool(signature) is signed
    assert (said[1]["exp"] < time.time()) is (kind is Credentials.EXPIRED)


@pytest.mark.parametrize("ending", ["", "A", "ABC"])
def test_a_longer_token_has_another_signature_even_to_a_lenient_reader(ending: str) -> None:
    token = JWT + ending
    made = altered(Credentials.LENGTHENED, token)
    assert made is not None
    assert leniently(made) != leniently(token)
    cut = altered(Credentials.CUT, token)
    assert cut is not None
    assert leniently(cut) != leniently(token)


def leniently(token: str) -> bytes:
    """Read the signature as a reader that leaves out what is no whole byte."""
    part = token.rpartition(".")[2]
    part = part[:-1] if len(part) % 4 == 1 else part
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize("kind", [*invalid_forms(JWT, COOKIE, is_mock=True), Credentials.BESIDE_INVALID])
@pytest.mark.parametrize("token", [JWT, OPAQUE])
def test_a_shell_line_sends_what_was_sent(kind: Credentials, token: str) -> None:
    if kind not in {*invalid_forms(token, COOKIE, is_mock=True), Credentials.BESIDE_INVALID}:
        return  # nothing of the kind is made of such a token
    line = curl(
        replace(get_ticket(17), credentials=kind), "http://h", InShell(has_claims=is_signed_jwt(token))
    )
    assert token not in line
    script = line.replace("curl -sS", 'show() { printf "%s\\n" "$@"; }; show', 1)
    environ = {**os.environ, "ENNEO_TOKEN": token}
    shown = subprocess.run(["bash", "-c", script], capture_output=True, check=True, env=environ, text=True)
    found = re.findall(r"(?m)^(Authorization|Cookie|X-Api-Key|X-Forwarded-For)(?:: |;)(.*)$", shown.stdout)
    assert found == [*headers_of(kind, token, None, COOKIE)]
    in_address = {Credentials.IN_QUERY: token, Credentials.FORGED_IN_QUERY: FORGED}.get(kind)
    query = f"?access_token={in_address}" if in_address else ""
    assert shown.stdout.endswith(f"http://h/ticket/17{query}\n")


@pytest.mark.parametrize(
    "token", ["", OPAQUE, "a.b.c", "e30.e30.", "e30.W10.c", "e30.e30", "e30.e30.c.d", "e30.é.c"]
)
def test_what_is_no_signed_jwt_has_no_claims(token: str) -> None:
    assert not is_signed_jwt(token)
    assert is_signed_jwt(JWT)
