from __future__ import annotations

import json
import os
import shlex
import subprocess
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.requests import READING, get_ticket, search
from support.samples import contract
from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.credentials import Credentials, InShell
from ticketgate.exchange.curl import curl
from ticketgate.exchange.request import Expectation, Json, Request

if TYPE_CHECKING:
    from pathlib import Path

BASE_URL = "https://demo.example/api/mind"


def exchange(content: bytes = b"{}", **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Exchange(get_ticket(17), 200, named, content, 0.1)


def test_the_request_for_a_ticket_spells_booleans_as_the_api_does() -> None:
    request = get_ticket(17, viewing=False, includeCustomer=True, contentTranslationLanguage="de")
    assert request == Request(
        READING,
        "GET",
        "/ticket/17",
        (("viewing", "false"), ("includeCustomer", "true"), ("contentTranslationLanguage", "de")),
    )


@pytest.mark.parametrize(
    ("ticket_id", "path", "known"),
    [
        (17, "/ticket/17", 17),
        (-1, "/ticket/-1", -1),
        ("17", "/ticket/17", 17),
        ("abc", "/ticket/abc", None),
        ("1/../2", "/ticket/1%2F..%2F2", None),
        ("1?refresh=true", "/ticket/1%3Frefresh%3Dtrue", None),
        ("٣", "/ticket/%D9%A3", None),
        ("9" * 5000, "/ticket/" + "9" * 5000, None),
    ],
)
def test_the_id_stays_one_segment_of_the_path(ticket_id: int | str, path: str, known: int | None) -> None:
    request = get_ticket(ticket_id)
    assert (request.path, request.ticket_id) == (path, known)


def test_a_search_has_no_ticket_id() -> None:
    assert search({}).ticket_id is None


def test_query_parameters_are_encoded_and_the_last_repeat_counts() -> None:
    request = Request(READING, "GET", "/ticket/1", (("a", "1"), ("a", "x y&z=\ud800"), ("b", "")))
    assert request.path_and_query == "/ticket/1?a=1&a=x%20y%26z%3D%ED%A0%80&b="
    assert request.param("a") == "x y&z=\ud800"
    assert request.param("b") == ""
    assert request.param("c") is None


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (None, None),
        ({}, b"{}"),
        ([1, None], b"[1,null]"),
        ({"q": "Müller \ud800"}, b'{"q":"M\\u00fcller \\ud800"}'),
        ({"limit": 2**80}, b'{"limit":%d}' % 2**80),
    ],
)
def test_a_body_is_sent_as_ascii_json(body: Json, content: bytes | None) -> None:
    assert search(body).content == content


def test_a_number_json_cannot_express_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        _ = search({"limit": float("nan")}).content


@pytest.mark.parametrize(
    ("stated", "media_type", "is_json"),
    [
        ("application/json", "application/json", True),
        ("Application/JSON; charset=utf-8", "application/json", True),
        ("application/problem+json", "application/problem+json", True),
        ("application/jsonp", "application/jsonp", False),
        ("text/html", "text/html", False),
        ("", None, False),
    ],
)
def test_media_types(stated: str, media_type: str | None, is_json: bool) -> None:  # noqa: FBT001  a table column
    answer = exchange(content_type=stated)
    assert (answer.media_type, answer.is_json) == (media_type, is_json)


@pytest.mark.parametrize(("status", "succeeded"), [(199, False), (200, True), (299, True), (300, False)])
def test_success_is_a_class_of_statuses(status: int, succeeded: bool) -> None:  # noqa: FBT001  a table column
    assert Exchange(get_ticket(17), status, {}, b"", 0.1).succeeded is succeeded


def test_no_content_type_is_no_media_type() -> None:
    assert exchange().media_type is None


@pytest.mark.parametrize("value", [None, 0, "", [], {"id": 17, "subject": "Zählerstand"}])
def test_json_content_is_parsed(value: Json) -> None:
    assert exchange(json.dumps(value, ensure_ascii=False).encode()).json() == value


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (b"17.0", 17),
        (b"1.7e1", 17),
        (b"-0.0", 0),
        (b"170.00", 170),
        (b"1.70e1", 17),
        (b"0.17E2", 17),
        (b"123456789012345678901", 123456789012345678901),
        (b"123456789012345.5", 123456789012345.5),
        (b"7.05", 7.05),
        (b"1E30", 10**30),
        (b"17.5", 17.5),
        (b"1e-400", 0),
    ],
)
def test_a_whole_number_is_an_integer_however_it_is_written(written: bytes, number: float) -> None:
    found = exchange(b'{"a": [' + written + b"]}").json()
    assert found == {"a": [number]}
    assert repr(found) == repr({"a": [number]})


NUMBERS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24}|\.0{1,3})?([eE][+-]?[0-9]{1,2})?", fullmatch=True
)


@settings(max_examples=500)
@given(
    NUMBERS,
    st.sampled_from(["", " ", "\n\t "]),
    st.sampled_from(["[%s]", '{"a":%s}', '{"b":[0,%s,"x"]}', "%s"]),
)
def test_no_whole_number_stays_a_float_wherever_it_stands(number: str, blank: str, around: str) -> None:
    content = (around % f"{blank}{number}{blank}").encode()
    exact = json.loads(
        content, parse_float=lambda text: int(Decimal(text)) if float(text).is_integer() else float(text)
    )
    assert repr(exchange(content).json()) == repr(exact)


@pytest.mark.parametrize("written", [b"17.0", b" 1.7e1", b"123456789012345678901"])
def test_a_body_that_is_a_number_is_read_as_one_within_a_body_is(written: bytes) -> None:
    assert isinstance(exchange(written).json(), int)
    assert exchange(written).unusual_integers == {""}


def test_what_is_made_of_an_exchange_is_made_once() -> None:
    asked: list[Exchange] = []
    answer, other = exchange(), exchange()

    def count(of: Exchange) -> int:
        asked.append(of)
        return len(asked)

    assert (answer.once(count), answer.once(count), other.once(count)) == (1, 1, 2)
    assert asked == [answer, other]


def test_a_body_nested_too_deeply_to_be_read_exactly_is_read_all_the_same() -> None:
    assert isinstance(exchange(b"[" * 1000 + b"17.0" + b"]" * 1000).json(), list)


@pytest.mark.parametrize(
    ("content", "reason", "offset"),
    [
        (b"", "the body is empty", 0),
        (b" \r\n", "the body is empty", 0),
        (b"\xef\xbb\xbf{}", "the body starts with a byte order mark", 0),
        (b'{"a":"\xff"}', "the body is not UTF-8", 6),
        (b'{"a":"\xed\xa0\x80"}', "the body is not UTF-8", 6),
        ('{"ä":NaN}'.encode(), "NaN and Infinity are not JSON", 6),
        (b"[-Infinity]", "NaN and Infinity are not JSON", 2),
        (b'{"a":1', "the body ends before the JSON value does", 6),
        (b'{"a":"secret', "the body ends before the JSON value does", 12),
    ],
)
def test_what_is_not_json_is_diagnosed(content: bytes, reason: str, offset: int) -> None:
    with pytest.raises(NotJson) as caught:
        exchange(content).json()
    assert (caught.value.reason, caught.value.offset) == (reason, offset)
    assert str(caught.value) == f"{reason} (at byte {offset})"


@pytest.mark.parametrize(
    "content", [b"<html>secret</html>", b'{"secret":1} {}', b'{"secret":}', b"[" * 5000 + b"]" * 5000]
)
def test_a_diagnosis_carries_nothing_of_the_content(content: bytes) -> None:
    with pytest.raises(NotJson) as caught:
        exchange(content).json()
    assert "secret" not in str(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_representations_show_neither_content_nor_filters() -> None:
    request = search({"filters": [{"key": "t.from", "value": "maria@example.com"}]})
    answer = Exchange(request, 200, {"x-user": "maria"}, b'{"from":"maria@example.com"}', 0.1)
    assert "maria" not in repr(answer)
    assert str(request) == "POST /ticket/search"


def test_a_get_is_reproduced_by_one_shell_line() -> None:
    line = curl(get_ticket(17, viewing=False, contentTranslationLanguage="a b'c"), BASE_URL, InShell())
    assert line == (
        "curl -sS -H \"Authorization: Bearer $ENNEO_TOKEN\" -H 'Accept: application/json' "
        f"'{BASE_URL}/ticket/17?viewing=false&contentTranslationLanguage=a%20b%27c'"
    )
    url = urlsplit(shlex.split(line)[-1])
    assert dict(parse_qsl(url.query)) == {"viewing": "false", "contentTranslationLanguage": "a b'c"}


@pytest.mark.parametrize(
    ("credentials", "header"),
    [
        (Credentials.VALID, '-H "Authorization: Bearer $ENNEO_TOKEN" '),
        (Credentials.NONE, ""),
        (Credentials.FORGED, "-H 'Authorization: Bearer never-issued-by-anyone' "),
        (
            Credentials.WRONG_SCHEME,
            "-H 'Authorization: Basic bmV2ZXItaXNzdWVkLWJ5LWFueW9uZTpuZXZlci1pc3N1ZWQtYnktYW55b25l' ",
        ),
        (Credentials.EMPTY_COOKIE, "-H 'Cookie: connect.sid=' "),
        (Credentials.AS_KEY, '-H "X-Api-Key: $ENNEO_TOKEN" '),
    ],
)
def test_a_line_reproduces_with_which_credentials_it_was(credentials: Credentials, header: str) -> None:
    line = curl(replace(get_ticket(17), credentials=credentials), BASE_URL, InShell())
    assert line == f"curl -sS {header}-H 'Accept: application/json' {BASE_URL}/ticket/17"


@pytest.mark.parametrize(
    ("held", "valid", "forged"),
    [
        (InShell(), "Authorization: Bearer a", "Authorization: Bearer never-issued-by-anyone"),
        (
            InShell("$(cat 'my token')"),
            "Authorization: Bearer b",
            "Authorization: Bearer never-issued-by-anyone",
        ),
        (InShell(None, "$ENNEO_COOKIE"), "Cookie: x=c", "Cookie: connect.sid=never-issued-by-anyone"),
        (InShell(None, "sid=$ENNEO_COOKIE"), "Cookie: sid=x=c", "Cookie: connect.sid=never-issued-by-anyone"),
    ],
)
def test_a_line_uses_the_kind_of_credential_that_the_run_had(
    held: InShell, valid: str, forged: str, tmp_path: Path
) -> None:
    (tmp_path / "my token").write_text("b\n", encoding="utf-8")
    for credentials, header in ((Credentials.VALID, valid), (Credentials.FORGED, forged)):
        line = curl(replace(get_ticket(17), credentials=credentials), BASE_URL, held)
        script = line.replace("curl -sS", 'show() { printf "%s" "$2"; }; show', 1)
        environ = {**os.environ, "ENNEO_TOKEN": "a", "ENNEO_COOKIE": "x=c"}
        shown = subprocess.run(
            ["bash", "-c", script], capture_output=True, check=True, env=environ, cwd=tmp_path
        )
        assert shown.stdout.decode() == header


def test_a_line_has_both_kinds_where_the_run_had_both() -> None:
    line = curl(get_ticket(17), BASE_URL, InShell("$ENNEO_TOKEN", "$ENNEO_COOKIE"))
    assert '-H "Authorization: Bearer $ENNEO_TOKEN" -H "Cookie: $ENNEO_COOKIE"' in line


def shown_body(body: Json) -> Json:
    line = curl(search(body), BASE_URL, InShell())
    assert "\n" not in line
    arguments = shlex.split(line)
    assert arguments[2:4] == ["-X", "POST"]
    assert "Content-Type: application/json" in arguments
    assert arguments[-1] == f"{BASE_URL}/ticket/search"
    shown: Json = json.loads(arguments[arguments.index("--data-raw") + 1])
    return shown


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"limit": 1, "orderByField": "t.id; rm -rf '/'\n`x` $HOME"},
        {"filters": [{"key": "t.channel", "comparator": "in", "values": ["email", "phone"]}]},
        {"filters": [{"key": "t.id", "comparator": "=", "value": 371204}]},
        {"filters": "t.from"},
        [None, {"key": None}],
    ],
)
def test_a_search_is_reproduced_as_it_was_sent(body: Json) -> None:
    assert shown_body(body) == body


@pytest.mark.parametrize(
    "key", ["t.from", "t.customerId", "t.contractId", "t.externalTicketId", "t.channelId", "q", " T.FROM "]
)
@pytest.mark.parametrize(
    ("operand", "shown"),
    [
        ("value", "secret"),
        ("values", ["secret", 4711]),
        ("from", "secret"),
        ("unknown", {"nested": "secret"}),
    ],
)
def test_values_of_the_tenant_become_placeholders(key: str, operand: str, shown: Json) -> None:
    body: Json = {"filters": [{"key": key, "comparator": "=", operand: shown}]}
    placeholder = f"<value of {key.strip()}>"
    expected = [placeholder, placeholder] if isinstance(shown, list) else placeholder
    assert shown_body(body) == {"filters": [{"key": key, "comparator": "=", operand: expected}]}


def test_a_personal_filter_is_masked_wherever_it_stands() -> None:
    assert shown_body({"filters": {"key": "t.from", "value": "secret"}, "q": "secret"}) == {
        "filters": {"key": "t.from", "value": "<value of t.from>"},
        "q": "<value of q>",
    }


@pytest.mark.parametrize("raw", [b'{"limit": 1', b"{'limit': 1}", b"limit=1", b'{"q": "\xff"}', b"a\nb", b""])
def test_a_body_that_is_no_json_is_reproduced_byte_for_byte(raw: bytes) -> None:
    line = curl(replace(search(None), raw=raw), "http://127.0.0.1:9", InShell())
    if "--data-raw" in line:
        assert shlex.split(line)[-2].encode() == raw
        return
    script = line.replace("curl -sS", 'show() { cat "${@: -2:1}"; }; show', 1).replace("@<(", "<(")
    assert subprocess.run(["bash", "-c", script], capture_output=True, check=True).stdout == raw


def test_a_raw_body_goes_out_in_place_of_the_other() -> None:
    assert replace(search({"limit": 1}), raw=b"{").content == b"{"


@pytest.mark.parametrize("expects", [None, *Expectation])
def test_a_success_is_worth_judging_where_it_is_no_fault(expects: Expectation | None) -> None:
    may = {
        None,
        Expectation.VALID,
        Expectation.LISTED,
        Expectation.STILL_LISTED,
        Expectation.WITHOUT,
    }
    assert replace(search({}), expects=expects).may_succeed is (expects in may)


@pytest.mark.parametrize(
    ("key", "personal"), [("t.from", True), (" Q ", True), ("t.id", False), (None, False), (4, False)]
)
def test_keys_that_name_a_person_are_known(key: Json, personal: bool) -> None:  # noqa: FBT001  a table column
    assert contract().search.is_personal(key) is personal


@pytest.mark.parametrize(
    ("media_type", "option"), [("text/plain", "Content-Type: text/plain"), ("", "Content-Type:")]
)
def test_a_line_declares_a_body_as_it_was_declared(media_type: str, option: str) -> None:
    request = replace(search(None), raw=b"{}", media_type=media_type)
    arguments = shlex.split(curl(request, BASE_URL, InShell()))
    assert arguments[arguments.index("--data-raw") - 1] == option


@pytest.mark.parametrize(
    ("path", "number"),
    [("/ticket/17", 17), ("/ticket/%31%37", 17), ("/ticket/17%20", None), ("/ticket/%2517", None)],
)
def test_an_id_may_be_escaped(path: str, number: int | None) -> None:
    assert replace(get_ticket(1), path=path).ticket_id == number
