"""Lines of a log that hold an exchange each."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

from support.samples import contract, full
from ticketgate.exchange.answer import Exchange
from ticketgate.recording.exchange_lines import EXCHANGE_SCHEMA, entry_of_line, is_exchange_line
from ticketgate.recording.har_entry import EntryRequest, LeftOut, asked_in, exchange_of

URL = "https://demo.example/api/mind/ticket/376189?includeIntents=true"
LINE: dict[str, Any] = {
    "request": {"method": "get", "url": URL, "headers": {"authorization": "Bearer x"}, "body": None},
    "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": full()},
}


def changed(**parts: dict[str, Any]) -> dict[str, Any]:
    return {name: {**LINE[name], **parts.get(name, {})} for name in LINE}


def exchange(line: Any) -> Exchange | LeftOut | None:
    entry = entry_of_line(json.dumps(line).encode())
    if entry is None:
        return None
    asked = asked_in(contract(), entry)
    return exchange_of(entry, asked, ours=False) if isinstance(asked, EntryRequest) else asked


def test_a_line_is_an_exchange_with_the_api() -> None:
    read = exchange(LINE)
    assert isinstance(read, Exchange)
    assert (str(read.request), read.request.query) == ("GET /ticket/376189", (("includeIntents", "true"),))
    assert (read.status, read.media_type, read.json()) == (200, "application/json", full())


def test_the_text_of_an_answer_counts_more_than_its_value() -> None:
    read = exchange(changed(response={"text": '{"id": 17.0}'}))
    assert isinstance(read, Exchange)
    assert (read.content, read.unusual_integers) == (b'{"id": 17.0}', {"id"})


@pytest.mark.parametrize("body", [{"limit": 3}, '{"limit": 3}'], ids=["value", "text"])
def test_what_was_searched_for_is_read(body: Any) -> None:
    line = changed(
        request={"method": "POST", "url": "https://demo.example/api/mind/ticket/search", "body": body}
    )
    read = exchange(line)
    assert isinstance(read, Exchange)
    assert read.request.body == {"limit": 3}


def test_an_answer_without_its_body_is_left_out() -> None:
    del (line := changed())["response"]["body"]
    assert exchange(line) is LeftOut.NO_BODY
    line["response"]["status"] = 204
    assert isinstance(exchange(line), Exchange)


@pytest.mark.parametrize(
    ("part", "members", "keeps"),
    [
        ("request", {}, True),
        ("request", {"method": 5}, False),
        ("request", {"url": None}, False),
        ("response", {"status": "200"}, False),
        ("response", {"status": 1000}, False),
        ("response", {"headers": None}, True),
        ("response", {"headers": {"x": {}}}, False),
        ("response", {"text": 5}, False),
        ("response", {"took": 5}, True),
    ],
)
def test_a_line_that_breaks_the_schema_is_none_that_can_be_read(
    part: str, members: dict[str, Any], keeps: object
) -> None:
    line = changed(**{part: members})
    assert is_exchange_line(line)
    assert (entry_of_line(json.dumps(line).encode()) is not None) is keeps


def test_the_schema_is_one() -> None:
    text = resources.files("ticketgate.recording").joinpath(EXCHANGE_SCHEMA).read_text("utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("value", [{}, full(), {"request": {}}, [], None, "request response"])
def test_nothing_else_is_taken_for_an_exchange(value: Any) -> None:
    assert not is_exchange_line(value)
