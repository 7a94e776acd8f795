"""Says in one phrase why no answer came and what to try next, without quoting what the target sent."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.client.proxies import Proxy
    from ticketgate.client.target import Target


NO_PLACE: Final = "the answer redirects to a place that is no URL; check the base URL"

_BROKEN_OFF: Final = "{host} closed the connection before its answer was complete"
#: What the transport says of a connection that ended too early.
_CUT_OFF: Final = ("peer closed", "disconnected")
# The first kind that fits counts.
_BY_KIND: Final = (
    (
        httpx.ConnectTimeout,
        "no connection to {host} within {timeout:g} s; check the base URL, the network or VPN",
    ),
    (httpx.ConnectError, "no connection to {host}; check the base URL, the network or VPN"),
    (httpx.TimeoutException, "no answer from {host} within {timeout:g} s; --timeout waits longer"),
)


# By the status with which a proxy refuses to connect.
_OF_PROXY: Final = {
    "407": "{proxy} wants a login (407); write it like http://USER:PASSWORD@HOST:PORT",
    "403": "{proxy} lets nobody through to {host} (403)",
    "502": "{proxy} does not reach {host} (502)",
    "503": "{proxy} does not reach {host} (503)",
    "504": "{proxy} does not reach {host} (504)",
}


def describe(error: httpx.TransportError, target: Target, proxy: Proxy | None = None) -> str:
    """Name the cause of a failed attempt: the transport's own words are for developers, not for users."""
    if proxy and (of_proxy := _describe_proxy_error(error, proxy)):
        return of_proxy.format(host=target.host, proxy=_words_for(proxy), timeout=target.timeout)
    for cause in _chain(error):
        known = _describe_system_error(cause, target)
        if known:
            return known
    if isinstance(error, httpx.RemoteProtocolError):
        return _describe_protocol_error(str(error)).format(host=target.host)
    text = next((text for kind, text in _BY_KIND if isinstance(error, kind)), _BROKEN_OFF)
    return text.format(host=target.host, timeout=target.timeout)


def is_passing(error: httpx.TransportError) -> bool:
    """Whether the next attempt can succeed: a lost connection can come back, a bad certificate stays bad."""
    lost = isinstance(error, httpx.TimeoutException | httpx.NetworkError | httpx.RemoteProtocolError)
    return lost and not any(isinstance(cause, ssl.SSLError) for cause in _chain(error))


def is_of_target(error: httpx.TransportError) -> bool:
    """Whether a connection was made, so that an answer that does not come is left out by who is asked."""
    never_there = httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError | httpx.UnsupportedProtocol
    return not isinstance(error, never_there)


def _words_for(proxy: Proxy) -> str:
    return f"the proxy {proxy.host} named in {proxy.variable}"


def _describe_proxy_error(error: httpx.TransportError, proxy: Proxy) -> str | None:
    """Return what a proxy did wrong; None when the way to the target stood."""
    if isinstance(error, httpx.ProxyError):
        # The text begins with the status of the answer to CONNECT; the rest quotes the proxy.
        return _OF_PROXY.get(str(error)[:3], "{proxy} does not connect to {host}")
    kinds = tuple(map(type, _chain(error)))
    known: list[tuple[type[BaseException], str]] = [
        (socket.gaierror, "{proxy} is not known by that name"),
        (ConnectionRefusedError, "{proxy} refuses connections; is it running, and is the port right?"),
        (httpx.ConnectTimeout, "{proxy} gives no connection to {host} within {timeout:g} s"),
    ]
    if _is_cut_off(error):
        return "{host}, or {proxy}, closed the connection before its answer was complete"
    if proxy.url.startswith("https:"):
        known.append((ssl.SSLError, "no TLS connection to {host} or {proxy}; does the proxy speak TLS?"))
    return next((text for kind, text in known if any(issubclass(each, kind) for each in kinds)), None)


def _describe_system_error(cause: BaseException, target: Target) -> str | None:
    host = target.host
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {host} is not trusted ({cause.verify_message}); "
            "if your own CA signed it, name that with --ca-bundle FILE"
        )
    if isinstance(cause, ssl.SSLError):
        return (
            f"no TLS connection to {host} ({cause.reason}); is this the https port? For a CA see --ca-bundle"
        )
    if isinstance(cause, socket.gaierror):
        return f"the name {target.name} is not known; check the base URL, the network or VPN"
    if isinstance(cause, ConnectionRefusedError):
        return f"{host} refuses connections; is the server running, and is the port right?"
    return None


def _describe_protocol_error(text: str) -> str:
    # The transport has one class for all of these, and its text quotes the target: read, but never shown.
    if any(words in text for words in _CUT_OFF):
        return _BROKEN_OFF
    if "location header" in text:
        return NO_PLACE
    return "{host} does not answer in HTTP; check the scheme and port of the base URL"


def _is_cut_off(error: httpx.TransportError) -> bool:
    return isinstance(error, httpx.RemoteProtocolError) and any(words in str(error) for words in _CUT_OFF)


def _chain(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
