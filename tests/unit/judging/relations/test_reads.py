"""What two reads of one ticket may differ in, by what they were asked with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.requests import get_ticket
from support.samples import answer, judge

if TYPE_CHECKING:
    from ticketgate.exchange.answer import Exchange

PROMISE = "flags-change-only-their-members"
FULL: dict[str, Any] = {
    "id": 17,
    "modifiedAt": "2026-01-02 10:00:00",
    "subject": "Bill",
    "customerId": "4",
    "customer": {"id": 4, "tags": [{"id": 1, "name": "VIP"}], "contracts": [{"id": 5, "rawData": None}]},
    "intents": [{"id": 2}],
    "rawData": None,
    "workedOnByIds": [],
}
REDUCED = {"tagIds": [1], "tags": [{"id": 1, "name": "VIP"}]}
#: What a read is asked with: nothing but what is always sent, and for everything.
PLAIN = {"viewing": "false", "erpCacheOnly": "true"}
WHOLE = {**PLAIN, "includeCustomer": "true", "includeIntents": "true"}


def read(query: dict[str, str], **members: Any) -> Exchange:
    body = {name: value for name, value in {**FULL, **members}.items() if value != "left out"}
    return answer(get_ticket(17, **query), content=json.dumps(body).encode())


def differing(first: Exchange, second: Exchange) -> list[str] | None:
    found = judge().check_several(PROMISE, [first, second])
    return None if found.undecided else [finding.place for finding in found.findings]


@pytest.mark.parametrize(
    ("query", "members", "places"),
    [
        (WHOLE, {}, []),
        (WHOLE, {"subject": "Bills"}, ["subject"]),
        (WHOLE, {"subject": "left out"}, ["subject"]),
        (WHOLE, {"workedOnByIds": [5], "success": True}, []),
        (WHOLE, {"requestId": "x", "intents": [{"id": 3}]}, ["intents"]),
        (PLAIN, {"customer": REDUCED, "intents": "left out"}, []),
        (PLAIN, {"customer": {**REDUCED, "tags": [{"id": 1, "name": "VIPs"}]}}, ["customer.tags[].name"]),
        (PLAIN, {"customerId": None}, ["customerId"]),
        (PLAIN, {"rawData": {}}, []),  # which another promise is about
        ({**WHOLE, "includeRawData": "true"}, {"rawData": {}}, []),
        ({**WHOLE, "includeRawData": "true"}, {"rawData": {}, "subject": None}, ["subject"]),
        (
            {**WHOLE, "includeRawData": "true"},
            {"customer": {**FULL["customer"], "contracts": [{"id": 5, "rawData": {}}]}},
            [],
        ),
        ({**WHOLE, "includeRawData": "false"}, {"subject": None}, ["subject"]),
        ({**WHOLE, "includeSessions": "true"}, {"sessions": []}, []),
        ({**WHOLE, "includeSessions": "true"}, {"workedOnByIds": "left out"}, ["workedOnByIds"]),
        ({**WHOLE, "includeSessions": "true"}, {"subject": "Bills"}, ["subject"]),
        ({**WHOLE, "erpCacheOnly": "false"}, {"customer": {"id": 5}}, []),
        ({**WHOLE, "erpCacheOnly": "false"}, {"customerId": "5"}, ["customerId"]),
        (WHOLE, {"modifiedAt": "2026-01-02 10:00:01", "subject": "Bills"}, None),
        (WHOLE, {"id": 18}, None),
    ],
)
def test_what_a_second_read_may_differ_in(
    query: dict[str, str], members: dict[str, Any], places: list[str] | None
) -> None:
    assert differing(read(WHOLE), read(query, **members)) == places
    assert differing(read(query, **members), read(WHOLE)) == places


def test_a_default_that_is_sent_is_as_good_as_none() -> None:
    without = read(PLAIN, intents="left out")
    assert differing(without, read({**PLAIN, "includeIntents": "false"})) == ["intents"]
    assert differing(without, read({**PLAIN, "includeIntents": "true"})) == []


def test_a_refusal_tells_nothing() -> None:
    assert differing(read(WHOLE), answer(get_ticket(17), 404, b"{}")) is None


def test_the_finding_names_the_parameters_and_both_requests() -> None:
    first, second = read(PLAIN, intents="left out"), read(WHOLE, subject="Bills")
    (finding,) = judge().check_several(PROMISE, [first, second]).findings
    assert finding.detail == "differs between two reads with another value of includeCustomer, includeIntents"
    assert (finding.request, finding.others) == (first.request, (second.request,))
