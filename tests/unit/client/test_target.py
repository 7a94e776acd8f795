from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from support.samples import contract
from ticketgate.client import Credential, Target, base_url_from, credentials_from
from ticketgate.errors import UsageError
from ticketgate.exchange.credentials import InShell

URL = "https://demo.example/api/mind"
SERVER = contract().server
COOKIE_NAME = contract().reading.cookie
TOKEN = Credential("s3cret-t0ken", "ENNEO_TOKEN")
COOKIE = Credential("connect.sid=s3cret-c00kie", "ENNEO_COOKIE")


@pytest.mark.parametrize(
    ("given", "used", "host"),
    [
        (URL, URL, "demo.example"),
        (f" {URL}// ", URL, "demo.example"),
        ("HTTPS://Demo.Example:8443", "https://demo.example:8443", "demo.example:8443"),
        ("https://demo.example:443/x/../api/", "https://demo.example/api", "demo.example"),
        ("http://[::1]:8080/", "http://[::1]:8080", "[::1]:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)
def test_the_base_url_is_normalised(given: str, used: str, host: str) -> None:
    target = Target.create(given, TOKEN)
    assert (target.base_url, target.host) == (used, host)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "has to start with https://"),
        ("demo.example/api/mind", "has to start with https://"),
        ("ftp://demo.example", "has to start with https://"),
        ("https://", "names no host"),
        ("https:///api/mind", "names no host"),
        ("https://demo example/", "names no host"),
        ("https://demo..example/", "names no host"),
        (f"https://{'x' * 64}.example/", "names no host"),
        ("https://demo.example:port/", "Invalid port"),
        ("https://demo.example:0/", "a port is between 1 and 65535"),
        ("https://demo.example:65536/", "a port is between 1 and 65535"),
        ("https://demo.example/\x00", "non-printable"),
        ("https://user:s3cret@demo.example/", "no user or password in the URL"),
        ("https://user%40x:s3cret@demo.example/", "no user or password in the URL"),
        (f"{URL}?token=s3cret", "without query and fragment"),
        (f"{URL}#s3cret", "without query and fragment"),
    ],
)
def test_a_base_url_that_cannot_be_used_is_refused(url: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        Target.create(url, TOKEN)
    assert str(caught.value).startswith("--base-url")
    assert problem in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"timeout": 0.0}, "--timeout 0.0: give a number of seconds above 0"),
        ({"timeout": float("nan")}, "--timeout nan"),
        ({"timeout": float("inf")}, "--timeout inf"),
        ({"rate": 0.0}, "--rate 0.0: give a number of requests a second above 0"),
        ({"rate": -1.0}, "--rate -1.0"),
        ({"max_requests": -1}, "--max-requests -1: give a number of requests, or 0 for no limit"),
    ],
)
def test_a_number_out_of_range_is_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        Target.create(URL, TOKEN, **options)
    assert str(caught.value).startswith(problem)


def test_a_target_without_credential_is_refused() -> None:
    with pytest.raises(
        UsageError, match="set ENNEO_TOKEN or ENNEO_COOKIE, or name a variable with --token-env or"
    ):
        Target.create(URL)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "[::1]"])
def test_plain_http_is_free_on_loopback(host: str) -> None:
    assert Target.create(f"http://{host}:8080", TOKEN).on_loopback


@pytest.mark.parametrize("host", ["mock", "10.0.0.5", "localhost.example", "0.0.0.0", "127.0.0.1.example"])
def test_plain_http_off_loopback_needs_consent(host: str) -> None:
    with pytest.raises(
        UsageError, match=rf"would cross the network in clear; use https, or --allow-http {host}"
    ):
        Target.create(f"http://{host}:8080", TOKEN, allow_http=("other",))
    assert not Target.create(f"http://{host}:8080", TOKEN, allow_http=(host.upper(),)).on_loopback


@pytest.mark.parametrize(
    ("url", "is_mock", "rate", "interval"),
    [
        (URL, False, None, 0.2),
        (URL, False, 2.0, 0.5),
        ("http://127.0.0.1:1", False, None, 0.2),
        ("http://127.0.0.1:1", True, None, 0.0),
        ("http://mock:1", True, None, 0.0),
        ("http://127.0.0.1:1", True, 4.0, 0.25),
    ],
)
def test_the_rate_spares_every_target_but_a_mock_by_default(
    url: str, rate: float | None, interval: float, *, is_mock: bool
) -> None:
    target = Target.create(url, TOKEN, rate=rate, is_mock=is_mock, allow_http=("mock",))
    assert target.interval == interval


def test_the_host_of_an_instance_becomes_its_base_url() -> None:
    assert base_url_from({"ENNEO_INSTANCE": " demo.enneo.ai\n"}, SERVER) == "https://demo.enneo.ai/api/mind"
    assert (
        base_url_from({"ENNEO_INSTANCE": "demo.example:8443"}, SERVER) == "https://demo.example:8443/api/mind"
    )


@pytest.mark.parametrize("environ", [{}, {"ENNEO_INSTANCE": "  "}])
def test_no_instance_is_no_base_url(environ: dict[str, str]) -> None:
    assert base_url_from(environ, SERVER) is None


@pytest.mark.parametrize(
    "value", ["https://demo.enneo.ai", "demo.enneo.ai/api/mind", "user:s3cret@demo.enneo.ai"]
)
def test_more_than_a_host_is_refused_with_the_way_to_write_it(value: str) -> None:
    with pytest.raises(
        UsageError, match=r"ENNEO_INSTANCE: give the host alone.*--base-url https://HOST/api/mind"
    ) as caught:
        base_url_from({"ENNEO_INSTANCE": value}, SERVER)
    assert "s3cret" not in str(caught.value)


def test_credentials_come_from_the_environment() -> None:
    environ = {"ENNEO_TOKEN": f" {TOKEN.value}\n", "ENNEO_COOKIE": COOKIE.value}
    assert credentials_from(environ, COOKIE_NAME) == (TOKEN, COOKIE)
    assert credentials_from({"ENNEO_TOKEN": "", "ENNEO_COOKIE": " "}, COOKIE_NAME) == (None, None)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("s%3Aabc.def", "connect.sid=s%3Aabc.def"),
        ("connect.sid=s%3Aabc", "connect.sid=s%3Aabc"),
        ("gate=1; connect.sid=s%3Aabc", "gate=1; connect.sid=s%3Aabc"),
    ],
)
def test_a_bare_cookie_is_the_session(given: str, sent: str) -> None:
    token, cookie = credentials_from({"ENNEO_COOKIE": given}, COOKIE_NAME)
    assert token is None
    assert cookie is not None
    assert (cookie.value, cookie.source) == (sent, "ENNEO_COOKIE")


@pytest.mark.parametrize("content", [b"s3cret-t0ken", b"s3cret-t0ken\n", b"\r\ns3cret-t0ken\r\n"])
def test_a_token_file_wins_over_the_environment(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    token, cookie = credentials_from(
        {"ENNEO_TOKEN": "other", "ENNEO_COOKIE": COOKIE.value}, COOKIE_NAME, file
    )
    assert token == Credential("s3cret-t0ken", f"--token-file {file}", f"$(cat {file})")
    assert cookie == COOKIE


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty; put the token there, on one line"),
        (b" \n\n", "the file is empty"),
        (b"s3cret\ns3cret", "one line of printable ASCII without blanks"),
        (b"s3cret\x00", "one line of printable ASCII"),
        (b"s3cret\xe4", "one line of printable ASCII"),
        ("s3cret\u2028".encode(), "one line of printable ASCII"),
        (b"Bearer s3cret", "give the token alone, without the word Bearer"),
        (b"s3cret" * 5000, "larger than any token, 16384 bytes at most"),
    ],
)
def test_a_file_that_holds_no_token_is_refused_without_showing_it(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        credentials_from({}, COOKIE_NAME, file)
    assert str(caught.value).startswith(f"--token-file {file}: ")
    assert problem in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_token_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--token-file .*missing: No such file or directory"):
        credentials_from({}, COOKIE_NAME, tmp_path / "missing")
    with pytest.raises(UsageError, match=r"--token-file .*: Is a directory"):
        credentials_from({}, COOKIE_NAME, tmp_path)


def test_a_variable_that_is_named_is_the_only_credential() -> None:
    environ = {"ENNEO_TOKEN": "other", "ENNEO_COOKIE": COOKIE.value, "STAGING_TOKEN": "s3cret-t0ken\n"}
    token, cookie = credentials_from(environ, COOKIE_NAME, token_env="STAGING_TOKEN")
    assert (token, cookie) == (Credential("s3cret-t0ken", "STAGING_TOKEN", "$STAGING_TOKEN"), None)


@pytest.mark.parametrize("environ", [{}, {"s3cret": " "}])
def test_a_variable_that_is_not_set_is_not_shown(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        credentials_from({"ENNEO_TOKEN": "other", **environ}, COOKIE_NAME, token_env="s3cret")
    assert str(caught.value) == "--token-env: the variable that it names is not set, or empty"


def test_a_token_can_come_through_a_pipe() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"s3cret-t0ken\n")
    os.close(writing)
    try:
        token, _ = credentials_from({}, COOKIE_NAME, Path(f"/dev/fd/{reading}"))
    finally:
        os.close(reading)
    assert token is not None
    assert token.value == "s3cret-t0ken"


@pytest.mark.parametrize("name", ["ENNEO_TOKEN", "ENNEO_COOKIE"])
@pytest.mark.parametrize("value", ["s3cret\nX-Evil: 1", "s3cret\x7f", "s3crét"])
def test_a_value_that_cannot_be_a_header_is_refused_without_showing_it(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"{name}: .* is one line of printable ASCII") as caught:
        credentials_from({name: value}, COOKIE_NAME)
    assert "s3cr" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "in_shell"),
    [
        ({"ENNEO_TOKEN": "t0ken"}, InShell("$ENNEO_TOKEN")),
        ({"ENNEO_COOKIE": "s%3Aabc"}, InShell(None, "connect.sid=$ENNEO_COOKIE")),
        ({"ENNEO_COOKIE": "connect.sid=s%3Aabc"}, InShell(None, "$ENNEO_COOKIE")),
        (
            {"ENNEO_TOKEN": "t0ken", "ENNEO_COOKIE": "s%3Aabc"},
            InShell("$ENNEO_TOKEN", "connect.sid=$ENNEO_COOKIE"),
        ),
    ],
)
def test_a_shell_names_the_credentials_that_are_there(environ: dict[str, str], in_shell: InShell) -> None:
    assert Target.create(URL, *credentials_from(environ, COOKIE_NAME)).in_shell == in_shell


def test_the_credentials_are_named_by_their_sources() -> None:
    assert Target.create(URL, TOKEN).authentication == "the bearer token from ENNEO_TOKEN"
    both = "the bearer token from ENNEO_TOKEN and the cookie from ENNEO_COOKIE"
    assert Target.create(URL, TOKEN, COOKIE).authentication == both


def test_no_representation_shows_a_credential() -> None:
    target = Target.create(URL, TOKEN, COOKIE)
    assert "s3cret" not in f"{target} {target!r} {TOKEN} {COOKIE!r}"
