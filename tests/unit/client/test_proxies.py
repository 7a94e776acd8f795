"""Which proxy of the environment stands before a host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketgate.client.proxies import Proxy, proxy_for

PROXY = "http://proxy.example:3128"
URL = "https://demo.enneo.ai/api/mind"


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"HTTP_PROXY": PROXY}, None),
        ({"HTTPS_PROXY": " "}, None),
        ({"HTTPS_PROXY": PROXY}, Proxy("HTTPS_PROXY", PROXY)),
        ({"ALL_PROXY": PROXY}, Proxy("ALL_PROXY", PROXY)),
        ({"ALL_PROXY": "http://other", "https_proxy": PROXY}, Proxy("https_proxy", PROXY)),
        ({"HTTPS_PROXY": "proxy.example:3128"}, Proxy("HTTPS_PROXY", PROXY)),
    ],
)
def test_the_proxy_is_the_first_that_is_named(environ: dict[str, str], proxy: Proxy | None) -> None:
    assert proxy_for(URL, environ) == proxy


@pytest.mark.parametrize(
    ("exceptions", "url", "is_used"),
    [
        ("", URL, True),
        ("*", URL, False),
        ("demo.enneo.ai", URL, False),
        ("enneo.ai", URL, False),
        (".enneo.ai", URL, False),
        ("*.enneo.ai", URL, False),
        ("neo.ai", URL, True),
        ("demo.enneo.ai:443", URL, False),
        ("demo.enneo.ai:8443", URL, True),
        ("demo.enneo.ai:8443", "https://demo.enneo.ai:8443/api", False),
        ("localhost, DEMO.enneo.ai", URL, False),
        ("[::1]", URL, True),
        ("[::1],10.0.0.0/8", URL, True),
        ("10.0.0.0/8", "https://10.1.2.3/api", False),
        ("10.0.0.0/8", "https://11.1.2.3/api", True),
        ("10.1.2.3", "https://10.1.2.3/api", False),
        ("[2001:db8::1]", "https://[2001:db8::1]/api", False),
        ("2001:db8::/32", "https://[2001:db8::1]/api", False),
        ("2001:db8::/32", "https://[2001:db9::1]/api", True),
    ],
)
def test_no_proxy_names_hosts_addresses_and_networks(exceptions: str, url: str, *, is_used: bool) -> None:
    assert (proxy_for(url, {"HTTPS_PROXY": PROXY, "NO_PROXY": exceptions}) is not None) is is_used


@given(st.text())
def test_any_list_of_exceptions_is_read(exceptions: str) -> None:
    assert proxy_for(URL, {"HTTPS_PROXY": PROXY, "NO_PROXY": exceptions}) in {
        None,
        Proxy("HTTPS_PROXY", PROXY),
    }
