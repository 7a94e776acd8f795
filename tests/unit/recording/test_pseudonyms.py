"""Pseudonyms hide what tickets say and keep what the contract looks at."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from support.samples import contract, full
from support.strategies import FAST
from ticketgate.contract.formats import FORMATS, date_dialect
from ticketgate.judging.relations.criteria import folded
from ticketgate.recording.pseudonyms import Pseudonyms

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}", re.ASCII)
KEY = b"a key of the tests"
MOMENTS = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
WORDS = st.text(st.sampled_from("abCDé ßß0-_@.:/"), max_size=12)
STRINGS = st.one_of(
    st.text(max_size=80),
    WORDS,
    st.emails(),
    MOMENTS.map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}"),
    MOMENTS.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}+01:00"),
    MOMENTS.map(lambda moment: f"{moment:%d.%m.%Y}"),
    MOMENTS.map(lambda moment: f"{moment:%Y-%m-%d}"),
    st.integers(0, 10**20).map(str),
    st.sampled_from(
        ["2026-02-30 10:00:00", "https://a.example/b?c=d", "application/pdf", "Strom/Gas", "mailto:x"]
    ),
)
PSEUDONYMS = Pseudonyms(contract(), KEY)


@FAST
@given(STRINGS)
def test_formats_dialects_and_kinds_of_text_stay(text: str) -> None:
    other = PSEUDONYMS.text(text)
    for name, fits in FORMATS.items():
        assert fits(other) == fits(text), name
    assert date_dialect(other) == date_dialect(text)
    assert bool(IDENTIFIER.fullmatch(other)) == bool(IDENTIFIER.fullmatch(text))
    assert bool(other) == bool(text)
    assert other.isascii() or text in PSEUDONYMS._tokens or folded(text) == folded(other)


@FAST
@given(STRINGS, STRINGS)
def test_equal_texts_stay_equal_and_others_stay_different(one: str, other: str) -> None:
    mine, yours = PSEUDONYMS.text(one), PSEUDONYMS.text(other)
    assert (mine == yours) == (one == other)


@FAST
@given(WORDS)
def test_texts_that_differ_in_case_alone_still_do(word: str) -> None:
    assume(folded(word) and not word.isdigit())
    variants = {word, word.upper(), word.lower(), f" {word}"}
    assume(len({folded(each) for each in variants}) == 1)
    found = {PSEUDONYMS.text(each) for each in variants}
    assert len(found) == len(variants)
    kinds = {
        bool(FORMATS["email"](each) or FORMATS["uri"](each) or FORMATS["mime-type"](each))
        for each in variants
    }
    assume(kinds == {False})
    assert len({folded(each) for each in found}) == 1


@FAST
@given(st.text(st.characters(categories=("L",)), min_size=5, max_size=200))
def test_nothing_of_a_text_is_left(text: str) -> None:
    assume(text not in PSEUDONYMS._tokens and folded(text) not in PSEUDONYMS._spellings)
    assert text not in PSEUDONYMS.text(text)
    assert PSEUDONYMS.text(text).strip().lower()[0] == "p"


@pytest.mark.parametrize(
    "token", ["open", "auto_spam", "null", "-7 DAY", "CURRENT_DATE", "", "Open", " closed", "0"]
)
def test_documented_tokens_and_their_misspellings_stay(token: str) -> None:
    assert PSEUDONYMS.text(token) == token


def test_what_a_rule_reads_of_a_file_stays() -> None:
    assert PSEUDONYMS.of({"fileEnding": "PDF", "contentType": "application/pdf; a=b"}) == {
        "fileEnding": "PDF",
        "contentType": PSEUDONYMS.text("application/pdf; a=b"),
    }
    assert PSEUDONYMS.text("application/pdf") == "application/pdf"


@FAST
@given(MOMENTS, MOMENTS)
def test_moments_keep_their_order_and_distance(one: Any, other: Any) -> None:
    moved = [date.fromisoformat(PSEUDONYMS.text(f"{each:%Y-%m-%d %H:%M:%S}")[:10]) for each in (one, other)]
    assert moved[1] - moved[0] == other.date() - one.date()
    assert moved[0] - one.date() <= timedelta(days=-1)


@FAST
@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_numbers_of_customers_are_the_same_as_number_and_as_text(one: int, other: int) -> None:
    ids = {
        "customerId": str(one),
        "customer": {"id": one, "contracts": [{"id": other, "customerId": str(one)}]},
    }
    found: Any = PSEUDONYMS.of({**ids, "contractId": str(other)})
    customer = found["customer"]
    assert str(customer["id"]) == found["customerId"] == customer["contracts"][0]["customerId"]
    assert str(customer["contracts"][0]["id"]) == found["contractId"]
    assert (found["contractId"] == found["customerId"]) == (one == other)
    assert len(found["customerId"]) == len(str(one))


@FAST
@given(st.integers(1, 2**30 - 1), st.integers(1, 2**30 - 1))
def test_ids_of_the_api_keep_their_order_and_agree_with_the_requests(one: int, other: int) -> None:
    rows: Any = PSEUDONYMS.of([{"id": one, "tagIds": [other]}, {"id": other, "tags": [{"id": other}]}])
    assert (rows[0]["id"] < rows[1]["id"]) == (one < other)
    assert rows[0]["tagIds"] == [rows[1]["tags"][0]["id"]]
    assert rows[0]["id"] == PSEUDONYMS.ticket(one) != one
    search: Any = PSEUDONYMS.search(
        {
            "limit": 5,
            "filters": [
                {"key": "t.id", "comparator": "in", "values": [one, str(one)]},
                {"key": "tt_matchAny.tagId", "values": [other]},
            ],
        }
    )
    assert search["limit"] == 5
    assert search["filters"][0]["values"] == [rows[0]["id"], str(rows[0]["id"])]
    assert search["filters"][1]["values"] == rows[0]["tagIds"]


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**53, 2**63])
def test_ids_no_ticket_has_stay_what_they_are(number: int) -> None:
    assert PSEUDONYMS.ticket(number) == number


def test_filters_and_rows_agree_on_personal_values() -> None:
    body: Any = PSEUDONYMS.of({"from": "Someone@Example.com", "customerId": "4711"})
    search: Any = PSEUDONYMS.search(
        {
            "filters": [
                {"key": "t.from", "comparator": "=", "value": "Someone@Example.com"},
                {"key": "t.customerId", "comparator": "in", "values": ["4711"]},
            ]
        }
    )
    assert search["filters"][0]["value"] == body["from"]
    assert search["filters"][1]["values"] == [body["customerId"]]


def test_small_numbers_levels_and_counts_stay_phones_do_not() -> None:
    body = {"customerLegitimation": 12, "confidence": 0.95, "size": 123_456, "open": True, "none": None}
    assert PSEUDONYMS.of(body) == body
    phone: Any = PSEUDONYMS.of({"phone": 4915112345678, "startDate": 1_600_000_000})
    assert phone["phone"] != 4915112345678
    assert len(str(phone["phone"])) == 13
    assert (phone["startDate"] - 1_600_000_000) % 86_400 == 0 != phone["startDate"] - 1_600_000_000


def test_member_names_that_are_no_identifiers_are_hidden() -> None:
    found: Any = PSEUDONYMS.of({"customerId": None, "Erika Mustermann": None})
    assert "customerId" in found
    assert "Mustermann" not in str(found)
    assert len(found) == 2


def test_another_key_gives_other_pseudonyms() -> None:
    drawn = Pseudonyms(contract()), Pseudonyms(contract())
    for value in ("Erika Mustermann", "erika@example.com", "2026-01-02 10:00:00"):
        assert len({each.text(value) for each in (*drawn, PSEUDONYMS)}) == 3


def test_no_text_of_a_ticket_is_left() -> None:
    shown = str(PSEUDONYMS.of(full()))
    for secret in ("Erika", "example.com", "376189"):
        assert secret in str(full()) or secret == "Erika"
        assert secret not in shown


def test_what_lies_deeper_than_any_ticket_is_left_out() -> None:
    deep: Any = "secret"
    for _ in range(2000):
        deep = [deep]
    assert "secret" not in str(PSEUDONYMS.of({"rawData": deep}))
