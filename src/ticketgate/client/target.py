"""Where the API under test is and how it may be talked to; all of it is checked before anything is sent."""

from __future__ import annotations

import math
import re
import shlex
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import httpx

from ticketgate.errors import UsageError
from ticketgate.exchange.credentials import InShell, invalid_forms, is_signed_jwt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ticketgate.exchange.credentials import Credentials

EXAMPLE_URL: Final = "https://HOST/api/mind"

_DEFAULT_RATE: Final = 5.0  # requests a second, of what may be somebody's
_LONGEST_CREDENTIAL: Final = 16 * 1024
_HOST: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|[0-9a-f:.]*:[0-9a-f:.]*")
_INSTANCE: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")
_TOKEN: Final = re.compile(r"[!-~]+")
_COOKIE: Final = re.compile(r"[ -~]+")
_COOKIE_PAIR: Final = re.compile(r"[A-Za-z0-9._-]+=")
_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret and where it came from, such as `ENNEO_TOKEN`; the secret is in no representation.

    `shell` is how a shell line names it, such as `$(cat token.txt)`; None for the variable of its kind.
    """

    value: str = field(repr=False)
    source: str
    shell: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The API under test; made by `create`, which refuses what cannot be used.

    `base_url` has no trailing slash; `timeout` is in seconds, for each wait on the network; `rate` is in
    requests a second, None for the default; `max_requests` 0 means unlimited; `max_time` is
    in seconds for all requests together, None without a limit. `is_mock` says that the target
    was named as a mock: it decides how fast and what may be asked. The address cannot, since a tenant behind
    a port forward is on loopback as well.
    """

    base_url: str
    token: Credential | None
    cookie: Credential | None
    timeout: float
    ca_bundle: Path | None
    allow_http: tuple[str, ...]
    rate: float | None
    max_requests: int
    is_mock: bool
    max_time: float | None

    @classmethod
    def create(  # noqa: PLR0913  one parameter per command line option
        cls,
        base_url: str,
        token: Credential | None = None,
        cookie: Credential | None = None,
        *,
        timeout: float = 30.0,
        ca_bundle: Path | None = None,
        allow_http: tuple[str, ...] = (),
        rate: float | None = None,
        max_requests: int = 600,
        is_mock: bool = False,
        max_time: float | None = None,
    ) -> Target:
        """Check and normalise the options.

        Raises:
            UsageError: one of them cannot be used; the message shows no credential.

        """
        url = checked_url(base_url)
        if token is None and cookie is None:
            raise UsageError(
                "no credential: set ENNEO_TOKEN or ENNEO_COOKIE, "
                "or name a variable with --token-env or a file with --token-file"
            )
        if url.scheme == "http" and not _is_loopback(url.host) and url.host not in map(str.lower, allow_http):
            raise UsageError(
                f"--base-url {url}: the credential would cross the network in clear; "
                f"use https, or --allow-http {url.host} if nobody else listens on the way"
            )
        refuse_limits(timeout, rate, max_requests, max_time)
        return cls(
            str(url).rstrip("/"),
            token,
            cookie,
            timeout,
            ca_bundle,
            allow_http,
            rate,
            max_requests,
            is_mock,
            max_time,
        )

    @property
    def host(self) -> str:
        """Host, and port if one is stated."""
        return httpx.URL(self.base_url).netloc.decode("ascii")

    @property
    def name(self) -> str:
        """Host alone, as it is looked up."""
        return httpx.URL(self.base_url).host

    @property
    def on_loopback(self) -> bool:
        """Whether requests stay on this machine at first; a port forward leads on from there."""
        return _is_loopback(self.name)

    @property
    def interval(self) -> float:
        """Seconds between the starts of two requests; 0 for a mock unless a rate was asked for."""
        if self.rate is None:
            return 0.0 if self.is_mock else 1 / _DEFAULT_RATE
        return 1 / self.rate

    @property
    def authentication(self) -> str:
        """The credentials in words, such as `the bearer token from ENNEO_TOKEN`."""
        named = (("bearer token", self.token), ("cookie", self.cookie))
        return " and ".join(f"the {kind} from {secret.source}" for kind, secret in named if secret)

    @property
    def in_shell(self) -> InShell:
        """The credentials as a shell line names them."""
        return InShell(
            (self.token.shell or "$ENNEO_TOKEN") if self.token else None,
            (self.cookie.shell or "$ENNEO_COOKIE") if self.cookie else None,
            has_claims=self.token is not None and is_signed_jwt(self.token.value),
        )

    def invalid_credentials(self, cookie: str | None) -> tuple[Credentials, ...]:
        """Return the ways of having no valid credentials that may be tried; cookie is the session's name."""
        return invalid_forms(self.token.value if self.token else None, cookie, is_mock=self.is_mock)


def refuse_limits(timeout: float, rate: float | None, max_requests: int, max_time: float | None) -> None:
    """Raise UsageError for limits of a run that make no sense; they are those of `Target.create`."""
    if not (timeout > 0 and math.isfinite(timeout)):
        raise UsageError(f"--timeout {timeout}: give a number of seconds above 0")
    if rate is not None and not (rate > 0 and math.isfinite(rate)):
        raise UsageError(f"--rate {rate}: give a number of requests a second above 0")
    if max_time is not None and not (max_time > 0 and math.isfinite(max_time)):
        raise UsageError(f"--max-time {max_time}: give a number of seconds above 0")
    if max_requests < 0:
        raise UsageError(f"--max-requests {max_requests}: give a number of requests, or 0 for no limit")


def base_url_from(environ: Mapping[str, str], server: str) -> str | None:
    """Return the base URL of the instance whose host ENNEO_INSTANCE names, None when it is not set.

    server is the template of the contract, with `{instance}` in the place of the host.

    Raises:
        UsageError: it holds more than a host.

    """
    instance = environ.get("ENNEO_INSTANCE", "").strip()
    if not instance:
        return None
    if not _INSTANCE.fullmatch(instance):
        raise UsageError(
            "ENNEO_INSTANCE: give the host alone, such as demo.enneo.ai; "
            f"a whole URL is given with --base-url {EXAMPLE_URL}"
        )
    return server.replace("{instance}", instance)


def credentials_from(
    environ: Mapping[str, str],
    cookie_name: str | None,
    token_file: Path | None = None,
    token_env: str | None = None,
) -> tuple[Credential | None, Credential | None]:
    """Read token and cookie from ENNEO_TOKEN and ENNEO_COOKIE; a token file takes the place of ENNEO_TOKEN.

    The cookie is the value of the session cookie, whose name is cookie_name, or a whole `name=value` list.
    token_env is the variable of a token that is sent alone.

    Raises:
        UsageError: the file cannot be read, or a value cannot be a credential; the message never shows it.

    """
    token: Credential | None
    if token_env is not None:
        token = _from_variable(environ, token_env)
    else:
        token = _from_environ(environ, "ENNEO_TOKEN") if token_file is None else _from_file(token_file)
    cookie = _from_environ(environ, "ENNEO_COOKIE") if token_env is None else None
    if token and token.value.lower().startswith("bearer "):
        raise UsageError(f"{token.source}: give the token alone, without the word Bearer")
    if token and not _TOKEN.fullmatch(token.value):
        raise UsageError(
            f"{token.source}: a token is one line of printable ASCII without blanks, this is not"
        )
    if cookie and not _COOKIE.fullmatch(cookie.value):
        raise UsageError(f"{cookie.source}: a cookie is one line of printable ASCII, this is not")
    if cookie and not _COOKIE_PAIR.match(cookie.value):
        cookie = Credential(f"{cookie_name}={cookie.value}", cookie.source, f"{cookie_name}=$ENNEO_COOKIE")
    return token, cookie


def _from_environ(environ: Mapping[str, str], name: str) -> Credential | None:
    value = environ.get(name, "").strip()
    return Credential(value, name) if value else None


def _from_variable(environ: Mapping[str, str], name: str) -> Credential:
    """Read a token from a variable; one that is not set is not shown, for the name may be a token itself."""
    found = _from_environ(environ, name)
    if found is None:
        raise UsageError("--token-env: the variable that it names is not set, or empty")
    return Credential(found.value, name, f"${name}")


def _from_file(path: Path) -> Credential:
    source = f"--token-file {path}"
    try:
        with path.open("rb") as file:
            # Bounded, because a pipe or a device may be named.
            content = file.read(_LONGEST_CREDENTIAL + 1)
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    if len(content) > _LONGEST_CREDENTIAL:
        raise UsageError(f"{source}: larger than any token, {_LONGEST_CREDENTIAL} bytes at most")
    value = content.decode("latin-1").strip()
    if not value:
        raise UsageError(f"{source}: the file is empty; put the token there, on one line")
    return Credential(value, source, f"$(cat {shlex.quote(str(path))})")


def checked_url(text: str) -> httpx.URL:
    """Parse the base URL; raises UsageError, and what may hold a password is refused without being shown."""
    text = text.strip()
    if "@" in text:
        raise UsageError("--base-url: no user or password in the URL; give a token in ENNEO_TOKEN")
    if "?" in text or "#" in text:
        raise UsageError(f"--base-url: give the URL without query and fragment, such as {EXAMPLE_URL}")
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise UsageError(f"--base-url {text!r}: {error}; write it like {EXAMPLE_URL}") from None
    if url.scheme not in {"http", "https"}:
        raise UsageError(f"--base-url {text!r}: the URL has to start with https://, such as {EXAMPLE_URL}")
    if not _HOST.fullmatch(url.raw_host.decode("ascii")):
        raise UsageError(f"--base-url {text!r}: the URL names no host; write it like {EXAMPLE_URL}")
    if url.port is not None and not 0 < url.port <= _HIGHEST_PORT:
        raise UsageError(f"--base-url {text!r}: a port is between 1 and {_HIGHEST_PORT}")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
