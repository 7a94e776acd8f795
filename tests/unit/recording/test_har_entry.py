"""Entries of HAR that other tools wrote: what is read of them, and why one is left out."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from support.requests import get_ticket
from support.samples import contract
from ticketgate.exchange.answer import Exchange
from ticketgate.recording.har_entry import LeftOut, asked_in, entry_of_har, exchange_of

BASE_URL = "https://demo.example/api/mind"
JSON = {"text": '{"id": 17}', "mimeType": "application/json", "size": 10}
TICKET = f"{BASE_URL}/ticket/17"


def har_entry(url: str, method: str = "GET", **response: Any) -> dict[str, Any]:
    answered = {"status": 200, "headers": [], "content": {"text": "{}"}, **response}
    return {"time": 12.5, "request": {"method": method, "url": url, "queryString": []}, "response": answered}


def read(entry: Any) -> Exchange | LeftOut:
    asked = asked_in(contract(), entry)
    return asked if isinstance(asked, LeftOut) else exchange_of(entry, asked, ours=False)


def exchange(entry: Any) -> Exchange:
    found = read(entry)
    assert isinstance(found, Exchange)
    return found


def test_an_entry_is_read_as_far_as_other_tools_write_it() -> None:
    text = base64.b64encode(b'{"id": 17}').decode()
    content = {"text": text, "encoding": "base64", "mimeType": "application/json"}
    ticket = exchange(har_entry(f"{TICKET}?includeCustomer=true", content=content))
    assert ticket.request == get_ticket(17, includeCustomer=True)
    assert (ticket.json(), ticket.media_type, ticket.elapsed) == ({"id": 17}, "application/json", 0.0125)
    headers = [{"name": "Content-Type", "value": "text/x"}]
    page = har_entry(f"{BASE_URL}/ticket/search", "POST", headers=headers)
    page["request"]["postData"] = {"text": "{"}
    assert (exchange(page).request.raw, exchange(page).media_type) == (b"{", "text/x")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (har_entry(TICKET, content={"size": 7345, "mimeType": "application/json"}), LeftOut.NO_BODY),
        (har_entry(TICKET, content={"mimeType": "application/json"}), LeftOut.NO_BODY),
        (har_entry(TICKET, content={"size": 0, "_file": "a1b2.json"}), LeftOut.NO_BODY),
        (har_entry(TICKET, content={"size": 0}, bodySize=7345), LeftOut.NO_BODY),
        (har_entry(TICKET, status=404, content={"size": 20}), LeftOut.NO_BODY),
        (har_entry(TICKET, content={**JSON, "text": '{"id": 1', "size": 10}), LeftOut.PART),
        (har_entry(TICKET, status=0, content={"size": 0, "mimeType": "x-unknown"}), LeftOut.NO_ANSWER),
        (har_entry(f"{BASE_URL}/ticket/stats", content=JSON), LeftOut.NO_ID),
        (har_entry(f"{BASE_URL}/ticket/new", content=JSON), LeftOut.NO_ID),
        (har_entry(f"{BASE_URL}/ticket/search", content=JSON), LeftOut.NO_ID),
        (har_entry(f"{BASE_URL}/ticket/99999999999999999999", content=JSON), LeftOut.NO_ID),
        (har_entry("https://demo.example/app.js"), LeftOut.OTHER),
        (har_entry("chrome-extension://abc/ticket/17"), LeftOut.MALFORMED),
        (har_entry("https://[::1/ticket/17"), LeftOut.MALFORMED),
        ({}, LeftOut.MALFORMED),
        (1, LeftOut.MALFORMED),
        (None, LeftOut.MALFORMED),
        ({"request": {"method": "GET", "url": TICKET}}, LeftOut.MALFORMED),
        ({"request": {"method": None, "url": TICKET}}, LeftOut.MALFORMED),
        (har_entry(TICKET, status="soon"), LeftOut.MALFORMED),
        (har_entry(TICKET, content=[1]), LeftOut.MALFORMED),
        (har_entry(TICKET, content={"text": 17}), LeftOut.MALFORMED),
        (har_entry(TICKET, headers=[17]), LeftOut.MALFORMED),
        (har_entry(f"{TICKET}/ping"), LeftOut.OTHER),
        (har_entry(TICKET, "PATCH"), LeftOut.OTHER),
        (har_entry(f"{BASE_URL}/ticket/search", "OPTIONS"), LeftOut.OTHER),
    ],
)  # fmt: skip
def test_an_entry_that_tells_nothing_of_the_api_is_left_out_with_its_reason(
    entry: Any, reason: LeftOut
) -> None:
    assert read(entry) is reason


@pytest.mark.parametrize(
    "entry",
    [
        har_entry(TICKET, content={"size": 0, "mimeType": "application/json"}),
        har_entry(TICKET, status=204, content={"size": -1}),
        har_entry(TICKET, status=500, content={"size": 7345}),
        har_entry(TICKET, content={**JSON, "size": 1200}),
        har_entry(TICKET, content={**JSON, "encoding": "base64"}),
        {**har_entry(TICKET, content=JSON), "time": None},
    ],
    ids=["empty", "204", "failed", "size of the network", "plain text said to be Base64", "no time"],
)
def test_what_an_entry_does_tell_is_read(entry: Any) -> None:
    assert exchange(entry).request == get_ticket(17)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://DEMO.example:443/api/mind/ticket/17", BASE_URL),
        ("http://demo.example/api/mind/ticket/17", "http://demo.example/api/mind"),
        ("https://crm.example/v2/ticket/17", "https://crm.example/v2"),
    ],
)
def test_where_an_entry_was_sent_to_is_told(url: str, base: str) -> None:
    asked = asked_in(contract(), har_entry(url))
    assert not isinstance(asked, LeftOut)
    assert asked.base == base


@pytest.mark.parametrize("sent", ["[1e999]", "[NaN]"])
def test_a_search_that_cannot_be_sent_again_as_json_is_kept_as_it_was(sent: str) -> None:
    page = har_entry(f"{BASE_URL}/ticket/search", "POST", content=JSON)
    page["request"]["postData"] = {"text": sent}
    assert exchange(page).request.content == sent.encode()


@pytest.mark.parametrize(
    ("content", "entry"), [(b'{"a": "\\ud800"}', {"a": "\ud800"}), (b"{", None), (b"[" * 9999, None)]
)
def test_an_entry_is_parsed_with_all_that_texts_may_hold(content: bytes, entry: Any) -> None:
    assert entry_of_har(content) == entry
