"""Tells which proxy of the environment stands before a host, so that it can be named when it fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

import httpx

from ticketgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where a proxy for https is named, the first that is set; and where the hosts are that need none.
_VARIABLES: Final = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_EXCEPTIONS: Final = ("no_proxy", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, by the variable that names it; its URL can hold a password."""

    variable: str
    url: str = field(repr=False)

    @property
    def host(self) -> str:
        """Host and port, which may be shown."""
        return httpx.URL(self.url).netloc.decode("ascii")


def proxy_for(url: str, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy that the environment names for a URL over https, None without one.

    Raises UsageError, which shows no password, for one that cannot be used.
    """
    variable = next((name for name in _VARIABLES if environ.get(name, "").strip()), None)
    exceptions = next((environ[name] for name in _EXCEPTIONS if environ.get(name)), "")
    asked = httpx.URL(url)
    if variable is None or any(_excepts(each.strip(), asked) for each in exceptions.split(",")):
        return None
    text = environ[variable].strip()
    try:
        named = httpx.URL(text if "://" in text else f"http://{text}")
    except httpx.InvalidURL:
        named = None
    if named is None or named.scheme not in {"http", "https"} or not named.host:
        raise UsageError(
            f"{variable}: the proxy cannot be used; write it like http://HOST:PORT, or unset the variable"
        )
    return Proxy(variable, str(named))


def _excepts(entry: str, asked: httpx.URL) -> bool:
    """Tell whether an entry of NO_PROXY means the host: a name and all below it, an address or a network."""
    if entry in {"", "*"}:
        return entry == "*"
    network = _network(entry.strip("[]"))
    address = _address(asked.host)
    if network is not None:
        return address is not None and address in network
    name, _, port = entry.lower().rpartition(":") if ":" in entry else (entry.lower(), "", "")
    if port and port != str(asked.port or 443):
        return False
    name = name.strip("[]").removeprefix("*").removeprefix(".")
    return asked.host == name or asked.host.endswith(f".{name}")


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
