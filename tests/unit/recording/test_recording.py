"""Recordings: what is written of an exchange, what is not, and what is read back."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from support.requests import get_ticket, search
from support.samples import answer, contract, full
from ticketgate.errors import UsageError
from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Request
from ticketgate.recording.har_entry import LeftOut
from ticketgate.recording.reading import Recording, read_recording
from ticketgate.recording.writing import Recorder

if TYPE_CHECKING:
    from pathlib import Path

BASE_URL = "https://demo.example/api/mind"
MARK = "Frau Geheim, 0815-4711"


def recorded(tmp_path: Path, *exchanges: Exchange) -> Recording:
    file = tmp_path / "run.har"
    with Recorder(file, contract(), BASE_URL) as recorder:
        for exchange in exchanges:
            recorder.took(exchange)
    recording = read_recording(file.read_bytes(), contract())
    assert recording is not None
    return recording


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).encode()


def har_entry(url: str, method: str = "GET", **response: Any) -> dict[str, Any]:
    answered = {"status": 200, "headers": [], "content": {"text": "{}"}, **response}
    return {"time": 12.5, "request": {"method": method, "url": url, "queryString": []}, "response": answered}


@pytest.mark.parametrize(
    "request_",
    [
        get_ticket(0, includeCustomer=True, contentTranslationLanguage="a b&c"),
        get_ticket("AAA"),
        replace(get_ticket(-1), expects=Expectation.UNKNOWN),
        replace(get_ticket(2**63), credentials=Credentials.UNSIGNED, expects=Expectation.UNAUTHORIZED),
        search({"limit": 1, "orderByField": "t.id"}),
        search(None),
        search([None]),
        replace(search(None), raw=b'{"limit": \xff', expects=Expectation.MALFORMED),
        replace(search(None), raw=b"null", expects=Expectation.INVALID),
        replace(search({}), credentials=Credentials.OTHER_COOKIE, expects=Expectation.UNAUTHORIZED),
        replace(search(None), raw=b"{}", media_type="text/plain", expects=Expectation.UNUSUAL),
        replace(search(None), raw=b"{}", media_type="", expects=Expectation.UNUSUAL),
    ],
)
def test_a_request_is_read_as_it_was_written(request_: Request, tmp_path: Path) -> None:
    (entry,) = recorded(tmp_path, answer(request_)).entries
    assert entry.exchange.request == request_
    assert entry.exchange.request.content == request_.content


@pytest.mark.parametrize("spelled", ["4711abc", "abc4711", "4711.5", " 4711"])
def test_the_number_of_a_ticket_is_a_pseudonym_in_a_text_that_is_no_id_as_well(
    spelled: str, tmp_path: Path
) -> None:
    misread = replace(get_ticket(spelled), expects=Expectation.INVALID)
    (entry,) = recorded(tmp_path, answer(misread, 200, b'{"id": 4711}')).entries
    body = entry.exchange.json()
    assert isinstance(body, dict)
    assert body["id"] != 4711
    assert str(body["id"]) in entry.exchange.request.path
    assert entry.exchange.request.ticket_id is None
    assert b"4711" not in (tmp_path / "run.har").read_bytes()


def test_how_an_unusual_body_named_its_ticket_is_not_written_down(tmp_path: Path) -> None:
    named = json.dumps({"filters": [{"key": "t.id", "comparator": "in", "values": [4711]}]})
    request = replace(search(None), raw=named.encode("utf-16"), expects=Expectation.UNUSUAL)
    (entry,) = recorded(tmp_path, answer(request)).entries
    assert entry.exchange.request == replace(request, raw=b"{}")


def test_an_answer_is_read_with_what_judging_looks_at(tmp_path: Path) -> None:
    sent = replace(answer(get_ticket(0), 404, b'{"success":false}'), echoes_credential=True, elapsed=0.25)
    (entry,) = recorded(tmp_path, sent).entries
    found = entry.exchange
    assert (found.status, found.media_type, found.json()) == (404, "application/json", {"success": False})
    assert (found.echoes_credential, found.elapsed, found.failure) == (True, 0.25, "")


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("application/problem+json; charset=utf-8", "application/problem+json"),
        ("application/geheim+json", "application/json"),
        ("text/html", "text/html"),
        ("text/geheim", "unknown/unknown"),
        ("geheim", "unknown/unknown"),
    ],
)
def test_a_media_type_that_could_tell_something_is_written_as_another(
    stated: str, written: str, tmp_path: Path
) -> None:
    (entry,) = recorded(tmp_path, answer(get_ticket(0), media=stated)).entries
    assert entry.exchange.media_type == written


def test_a_missing_answer_is_read_as_one(tmp_path: Path) -> None:
    (entry,) = recorded(tmp_path, Exchange(get_ticket(0), 0, {}, b"", 0.0, failure="timed out")).entries
    assert (entry.exchange.status, entry.exchange.failure) == (0, "timed out")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  ",
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": "\xff"}',
        b'{"a": NaN}',
        b'{"a": [1',
        b"<html>" + MARK.encode(),
    ],
)
def test_what_is_no_json_is_no_json_for_the_same_reason_and_shows_nothing(
    content: bytes, tmp_path: Path
) -> None:
    (entry,) = recorded(tmp_path, answer(get_ticket(0), 200, content)).entries
    original = _reason(answer(get_ticket(0), 200, content))
    assert _reason(entry.exchange).split()[:3] == original.split()[:3]
    assert MARK.encode() not in (tmp_path / "run.har").read_bytes()


def _reason(exchange: Exchange) -> str:
    with pytest.raises(NotJson) as error:
        exchange.json()
    return error.value.reason


def test_what_tickets_say_is_not_in_the_file_nor_are_headers(tmp_path: Path) -> None:
    body = {**full(), "subject": MARK, "from": "geheim@example.net", "additionalData": {MARK: MARK}}
    sent = answer(get_ticket(376189), 200, json.dumps(body).encode())
    recorded(tmp_path, replace(sent, headers={**sent.headers, "x-powered-by": MARK, "location": MARK}))
    text = (tmp_path / "run.har").read_text(encoding="utf-8")
    for secret in ("Geheim", "geheim", "0815-4711", "376189", "x-powered-by"):
        assert secret not in text


def test_the_file_is_har_with_every_member_that_har_requires(tmp_path: Path) -> None:
    recorded(tmp_path, answer(search({"limit": 1})))
    log = json.loads((tmp_path / "run.har").read_bytes())["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "ticketgate")
    (entry,) = log["entries"]
    assert entry.keys() >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
    assert entry["request"].keys() >= {
        *("method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize")
    }
    assert entry["request"]["postData"] == {"mimeType": "application/json", "text": '{"limit":1}'}
    assert entry["response"].keys() >= {
        *("status", "statusText", "httpVersion", "cookies", "headers", "content"),
        *("redirectURL", "headersSize", "bodySize"),
    }
    assert entry["request"]["url"] == f"{BASE_URL}/ticket/search"


def test_what_was_compared_is_read_by_the_numbers_of_its_entries(tmp_path: Path) -> None:
    file = tmp_path / "run.har"
    one, other, page = (answer(search({"limit": limit})) for limit in (1, 2, 3))
    with Recorder(file, contract(), BASE_URL) as recorder:
        for exchange in (one, other, page):
            recorder.took(exchange)
        recorder.took(one, again=True)
        recorder.compared("in-is-a-union", [other, page])
        recorder.reread([0], page)
    recording = read_recording(file.read_bytes(), contract())
    assert recording is not None
    assert recording.comparisons == (("in-is-a-union", (1, 2)),)
    assert recording.reread == (2, (0,))
    assert [entry.again for entry in recording.entries] == [False, False, False, True]
    assert recording.digest == contract().digest


def test_an_interrupted_recording_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "run.har"
    with suppress(KeyboardInterrupt), Recorder(file, contract(), BASE_URL) as recorder:
        recorder.took(answer(get_ticket(0)))
        raise KeyboardInterrupt
    recording = read_recording(file.read_bytes(), contract())
    assert recording is not None
    assert len(recording.entries) == 1


JSON = {"text": '{"id": 17}', "mimeType": "application/json", "size": 10}
TICKET = f"{BASE_URL}/ticket/17"


@pytest.mark.parametrize(
    ("urls", "base"),
    [
        (["https://a.example/x/ticket/1", "https://b.example/api/mind/ticket/1"], "https://b.example/api/mind"),
        (["https://a.example/ticket/1", "https://b.example/ticket/1", "https://b.example/ticket/2"], "https://b.example"),
        (["https://a.example/app.js"], None),
    ],
)  # fmt: skip
def test_where_the_api_is_is_told_from_the_file(urls: list[str], base: str | None) -> None:
    recording = read_recording(har(*(har_entry(url, content=JSON) for url in urls)), contract())
    assert recording is not None
    assert recording.base_url == base


def test_where_the_api_is_can_be_said() -> None:
    file = har(har_entry(TICKET, content=JSON), har_entry("https://other.example/t/ticket/4", content=JSON))
    recording = read_recording(file, contract(), "https://other.example/t/")
    assert recording is not None
    assert [entry.exchange.request.ticket_id for entry in recording.entries] == [4]
    assert recording.left_out == ((LeftOut.ELSEWHERE, (1,)),)


def test_what_was_compared_is_found_beside_an_entry_that_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "run.har"
    one, other = (answer(search({"limit": limit})) for limit in (1, 2))
    with Recorder(file, contract(), BASE_URL) as recorder:
        recorder.took(one)
        recorder.took(other)
        recorder.took(other)
        recorder.compared("in-is-a-union", [one, other])
        recorder.compared("in-is-a-union", [other, other])
    log = json.loads(file.read_bytes())
    del log["log"]["entries"][0]["response"]
    recording = read_recording(json.dumps(log).encode(), contract())
    assert recording is not None
    assert recording.comparisons == (("in-is-a-union", (1, 1)),)
    log["log"]["_ticketgate"]["comparisons"] = [17]
    edited = read_recording(json.dumps(log).encode(), contract())
    assert edited is not None
    assert edited.comparisons == ()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"log": 1}', b'{"log": {}}', b"\xff", b"[" * 9999])
def test_what_is_no_recording_is_told_from_one(content: bytes) -> None:
    assert read_recording(content, contract()) is None


@pytest.mark.parametrize("log", [{"entries": 1}, {"entries": []}, {"version": "1.2"}])
def test_a_recording_without_entries_is_one_all_the_same(log: Any) -> None:
    recording = read_recording(json.dumps({"log": log}).encode(), contract())
    assert recording == Recording(())


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--record .*: Is a directory"):
        Recorder(tmp_path, contract(), BASE_URL)
