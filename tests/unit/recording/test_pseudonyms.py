"""Pseudonyms hide what tickets say and keep what the contract looks at."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.samples import contract, full
from ticketgate.contract.formats import FORMATS, date_dialect
from ticketgate.judging.relations.criteria import folded
from ticketgate.recording.pseudonyms import MEDIA_TYPES, Pseudonyms

#: Beginnings that make a text look like something that is kept or moved.
BEGINNINGS = st.sampled_from(
    [
        *("31.02.2026 ", "31.02.2026", "1.2.2026 10:00 ", "24.11.2026 10:00:59", "2026-01-02", "2026-01-02 "),
        *("2026-01-02 10:00", "2026-01-02 10:00:", "2026-01-02 10:00:00", "2026-01-02 10:00:00 ", "2026-01-02T10:00"),
        *("2026-01-02T10:00:00Z", "2026-02-30T10:00:00.", "2026-01-02 10:00:00+01:00", "-7 DAY ", "1770000000 "),
        *("image/", "message/", "application/pdf;", "application/pdf ; name=", "text/plain\n", "pdf", "open ", "Open"),
        *("mailto:", "https://a.example/", "a@", "@", "0", "0000", "+49 ", "-", "null", ""),
    ]
)  # fmt: skip
#: What nobody may recognise: texts, addresses, numbers written out.
SECRETS = st.one_of(
    st.text(min_size=5, max_size=80),
    st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=5, max_size=40),
    st.text(st.sampled_from("abcdefghijklmnop"), min_size=5, max_size=2000),
    st.text(st.sampled_from("0123456789"), min_size=5, max_size=60),
    st.emails(),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(str),
)
NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.integers(-(10**40), 10**40),
    st.floats(-180, 180).map(lambda degrees: round(degrees, 6)),
    st.floats(-(10.0**12), 10.0**12),
)
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
    st.builds(str.__add__, BEGINNINGS, SECRETS),
    st.text(st.sampled_from("abXY_-09"), min_size=20, max_size=40),
    st.text(st.sampled_from("abXY_-09"), min_size=120, max_size=130).map(lambda text: f"x{text}/x"),
    st.sampled_from(
        ["2026-02-30 10:00:00", "https://a.example/b?c=d", "application/pdf", "Strom/Gas", "mailto:x"]
    ),
)
PSEUDONYMS = Pseudonyms(contract(), KEY)
#: What pseudonyms write themselves, and so may show whatever was there before.
WRITTEN = (".example", "https://")


def runs(value: Any) -> set[str]:
    """Return each five characters in a row; those of one character alone tell nothing."""
    text = folded(value)
    return {run for i in range(len(text) - 4) if len(set(run := text[i : i + 5])) > 1}


def shown(value: Any) -> set[str]:
    """Return each five characters in a row of all texts, numbers and names within a value."""
    if isinstance(value, dict):
        return set().union(*(runs(name) | shown(item) for name, item in value.items()))
    if isinstance(value, list):
        return set().union(*map(shown, value))
    return set() if value is None or isinstance(value, bool) else runs(value)


SPELLED_OUT = set().union(*map(runs, (*PSEUDONYMS._tokens, *PSEUDONYMS._names, *MEDIA_TYPES, *WRITTEN)))


# What is hidden


@settings(max_examples=300)
@given(BEGINNINGS, SECRETS)
def test_nothing_of_a_text_is_left_whatever_it_begins_with(beginning: str, secret: str) -> None:
    text = beginning + secret
    places: Any = PSEUDONYMS.of({"subject": text, "additionalData": {"note": [text], text: {secret: secret}}})
    assert not (runs(secret) & shown(places)) - SPELLED_OUT, places


def test_nothing_of_a_long_number_is_left_by_chance() -> None:
    pseudonyms = Pseudonyms(contract(), KEY)
    for number in range(4_915_112_300_000, 4_915_312_300_000, 10_007):
        assert not runs(number) & runs(pseudonyms.of(number))


def test_short_numbers_get_others_however_many_there_are() -> None:
    pseudonyms = Pseudonyms(contract(), KEY)
    found = [pseudonyms.of(number) for number in range(10_000)]
    assert sorted(found) == list(range(10_000))
    assert all(len(str(one)) == len(str(other)) for one, other in enumerate(found))


def test_nothing_of_a_long_text_is_left_by_chance() -> None:
    letters = Random(7).choices("abcdefghijklmnop", k=80_000)  # those that pseudonyms are written with
    for start in range(0, len(letters), 2000):
        text = "".join(letters[start : start + 2000])
        assert not runs(text) & runs(PSEUDONYMS.text(text))


@settings(max_examples=300)
@given(NUMBERS, st.sampled_from(["confidence", "latitude", "id", "size", "order", "customerId", "startDate"]))
def test_nothing_of_a_number_is_left_in_what_a_tenant_fills_freely(number: float, name: str) -> None:
    found: Any = PSEUDONYMS.of({"additionalData": {name: [number]}, "rawData": {name: {name: number}}})
    assert not runs(number) & shown(found), found
    ((other,),) = found["additionalData"].values()
    assert other != number or abs(number) < 10
    assert (other < 0, float(other).is_integer()) == (number < 0, float(number).is_integer())


@settings(max_examples=300)
@given(NUMBERS)
def test_nothing_of_a_measure_is_left_where_the_contract_promises_a_number(number: float) -> None:
    intent = {"confidence": number, "options": [{"order": int(number)}]}
    found: Any = PSEUDONYMS.of(
        {"intents": [intent], "attachments": [{"size": int(number), "width": int(number)}]}
    )
    assert not runs(number) & shown(found), found
    other = found["intents"][0]["confidence"]
    assert (other < 0, other <= 1, type(other)) == (number < 0, number <= 1, type(number))


@given(st.text(min_size=5), st.sampled_from(["additionalData", "rawData", "workitem", "unheardOf"]))
def test_names_of_members_that_nobody_documents_are_hidden(name: str, place: str) -> None:
    assume(name not in PSEUDONYMS._names)
    found: Any = PSEUDONYMS.of({place: {name: None, "customerId": None}})
    assert not (runs(name) & shown(found)) - SPELLED_OUT
    (hidden,) = found.values()
    assert len(hidden) == 2
    assert "customerId" in hidden


@pytest.mark.parametrize(
    ("kept", "hidden"),
    [
        ("application/pdf", "application/geheim"),
        ("image/png", "image/geheim"),
        ("message/rfc822", "message/geheim"),
        ("PDF", "exe"),
        ("open", "offen"),
    ],
)
def test_only_what_is_listed_stays_as_it_is(kept: str, hidden: str) -> None:
    assert PSEUDONYMS.text(kept) == kept
    assert PSEUDONYMS.text(hidden) != hidden


# What stays


@given(STRINGS)
def test_formats_dialects_and_kinds_of_text_stay(text: str) -> None:
    other = PSEUDONYMS.text(text)
    for name, fits in FORMATS.items():
        assert fits(other) == fits(text), name
    assert date_dialect(other) == date_dialect(text)
    assert bool(IDENTIFIER.fullmatch(other)) == bool(IDENTIFIER.fullmatch(text))
    assert bool(other) == bool(text)
    assert other.isascii() or text in PSEUDONYMS._tokens or folded(text) == folded(other)


@given(STRINGS, STRINGS)
def test_equal_texts_stay_equal_and_others_stay_different(one: str, other: str) -> None:
    mine, yours = PSEUDONYMS.text(one), PSEUDONYMS.text(other)
    assert (mine == yours) == (one == other)


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


@pytest.mark.parametrize("token", ["open", "auto_spam", "null", "CURRENT_DATE", "", "Open", " closed", "0"])
def test_documented_tokens_and_their_misspellings_stay(token: str) -> None:
    assert PSEUDONYMS.text(token) == token


def test_what_a_rule_reads_of_a_file_stays() -> None:
    found: Any = PSEUDONYMS.of({"fileEnding": "PDF", "contentType": "application/pdf  ; a=b"})
    assert found["fileEnding"] == "PDF"
    assert re.fullmatch("application/pdf  ; [A-Za-z]+", found["contentType"])


@given(MOMENTS, MOMENTS)
def test_moments_keep_their_order_and_distance(one: Any, other: Any) -> None:
    moved = [date.fromisoformat(PSEUDONYMS.text(f"{each:%Y-%m-%d %H:%M:%S}")[:10]) for each in (one, other)]
    assert moved[1] - moved[0] == other.date() - one.date()
    assert moved[0] - one.date() <= timedelta(days=-1)


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
                {"key": "t.dueBy", "comparator": ">", "value": "-7 DAY"},
            ],
        }
    )
    assert search["limit"] == 5
    assert search["filters"][0]["values"] == [rows[0]["id"], str(rows[0]["id"])]
    assert search["filters"][1]["values"] == rows[0]["tagIds"]
    assert search["filters"][2]["value"] == "-7 DAY"


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


def test_moments_in_filters_stay_as_far_from_those_in_rows_however_they_are_written() -> None:
    row: Any = PSEUDONYMS.of({"createdAt": "2026-03-02 00:00:00"})
    search: Any = PSEUDONYMS.search(
        {
            "filters": [
                {"key": "t.createdAt", "comparator": ">", "value": 1772409600},
                {"key": "t.createdAt", "comparator": ">", "value": "2026-03-02"},
                {"key": "t.isCustomerActive", "comparator": "in", "values": [1, 0]},
            ]
        }
    )
    unix, day, spelled = search["filters"]
    moved = datetime.fromtimestamp(unix["value"], UTC)
    assert f"{moved:%Y-%m-%d %H:%M:%S}" == row["createdAt"] != "2026-03-02 00:00:00"
    assert f"{day['value']} 00:00:00" == row["createdAt"]
    assert spelled["values"] == [1, 0]


def test_small_numbers_levels_and_counts_stay_phones_do_not() -> None:
    body = {
        "customerLegitimation": 12,
        "intents": [{"confidence": 0.95}],
        "additionalData": {"open": True, "no": None},
    }
    assert PSEUDONYMS.of(body)["customerLegitimation"] == 12
    assert PSEUDONYMS.of(body)["intents"] == body["intents"]
    assert [*PSEUDONYMS.of(body)["additionalData"].values()] == [True, None]
    assert PSEUDONYMS.of({"total": 123_456, "offset": 10_000, "limit": 500}) == {
        "total": 123_456,
        "offset": 10_000,
        "limit": 500,
    }
    found: Any = PSEUDONYMS.of(
        {"customer": {"phone": 4915112345678, "contracts": [{"startDate": 1_600_000_000}]}}
    )
    assert len(str(found["customer"]["phone"])) == 13
    moved = found["customer"]["contracts"][0]["startDate"] - 1_600_000_000
    assert moved % 86_400 == 0 != moved


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


@pytest.mark.parametrize("mark", ["%MESSAGE%", "</p>", "<br>"])
def test_what_a_rule_looks_for_in_a_text_stays_and_nothing_beside_it(mark: str) -> None:
    found = PSEUDONYMS.text(f"Frau Geheim {mark} Herr Geheim")
    assert found.endswith(f" {mark}")
    assert "eheim" not in found
    assert mark not in PSEUDONYMS.text("Frau Geheim")
