"""The mock over HTTP, search apart: credentials, reading a ticket, its flags, refusals and error bodies."""

import httpx
import pytest

from ticketgate.mock.service.server import MockServer
from ticketgate.mock.service.tokens import session_of
from ticketgate.mock.world.people import CALLER_ID

TOKEN = "let-me-in"
FIRST = 371_001
ALL = {"viewing": "false", "includeCustomer": "true", "includeIntents": "true"}
QUIET = {"viewing": "false"}


@pytest.fixture(scope="module")
def server():
    with MockServer(token=TOKEN, openapi={"openapi": "3.1.0"}) as server:
        yield server


@pytest.fixture(scope="module")
def client(server):
    with httpx.Client(base_url=server.base_url, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


@pytest.fixture(scope="module")
def rows(client):
    return client.post("/ticket/search", json={"limit": 500}).json()["tickets"]


def find(rows, **members):
    return next(row for row in rows if all(row[name] == value for name, value in members.items()))


def is_error(answer, status):
    body = answer.json()
    return (
        answer.status_code == status
        and answer.headers["content-type"] == "application/json"
        and set(body) == {"success", "message"}
        and body["success"] is False
        and bool(body["message"])
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"Authorization": f"bearer {TOKEN}"}, 200),
        ({"Cookie": f"connect.sid={session_of(TOKEN)}"}, 200),
        ({"Cookie": f"connect.sid={TOKEN}"}, 401),
        ({"Authorization": f"Bearer {session_of(TOKEN)}"}, 401),
        ({}, 401),
        ({"Authorization": ""}, 401),
        ({"Authorization": TOKEN}, 401),
        ({"Authorization": "Bearer"}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Cookie": "connect.sid=wrong"}, 401),
        ({"Cookie": "connect.sid="}, 401),
        ({"Cookie": f"other={TOKEN}"}, 401),
    ],
)
def test_both_operations_want_the_token_or_the_session(server, headers, status):
    with httpx.Client(base_url=server.base_url, headers=headers) as client:
        for answer in (
            client.get(f"/ticket/{FIRST}", params=QUIET),
            client.post("/ticket/search", json={"limit": 1}),
        ):
            assert answer.status_code == status
            assert status == 200 or is_error(answer, 401)


def test_the_document_is_served_without_credentials(server):
    answer = httpx.get(f"{server.base_url}/docs/open-api")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/ticket/{FIRST}", 200),
        (f"/ticket/000{FIRST}", 200),
        ("/ticket/1", 404),
        ("/ticket/-1", 404),
        ("/ticket/99999999999999999999", 404),
        ("/ticket/abc", 400),
        ("/ticket/1.5", 400),
        ("/ticket/%2B5", 400),
        ("/ticket/" + "9" * 5000, 400),
        ("/ticket/%D9%A3", 400),
        ("/ticket/", 404),
        (f"/ticket/{FIRST}/", 404),
        ("/tickets", 404),
        ("/", 404),
    ],
)
def test_paths(client, path, status):
    answer = client.get(path, params=QUIET)
    assert answer.status_code == status
    assert status == 200 or is_error(answer, status)


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE", "OPTIONS", "BREW"])
def test_a_ticket_is_only_read(client, method):
    answer = client.request(method, f"/ticket/{FIRST}")
    assert is_error(answer, 405)
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_search_is_only_posted(client, method):
    answer = client.request(method, "/ticket/search")
    assert is_error(answer, 405)
    assert answer.headers["allow"] == "POST"


def test_head_is_refused_and_opens_nothing(client, rows):
    quiet = find(rows, workedOnByIds=[])["id"]
    assert client.head(f"/ticket/{quiet}").status_code == 405
    assert client.get(f"/ticket/{quiet}", params=QUIET).json()["workedOnByIds"] == []


@pytest.mark.parametrize(
    "name", ["refresh", "erpCacheOnly", "includeRawData", "includeCustomer", "includeIntents"]
)
@pytest.mark.parametrize("value", ["", "1", "True", "yes", "null"])
def test_a_flag_is_true_or_false(client, name, value):
    assert is_error(client.get(f"/ticket/{FIRST}", params={**QUIET, name: value}), 400)


@pytest.mark.parametrize("name", ["viewing", "includeSessions"])
def test_the_flags_about_viewing_are_true_or_false_too(client, name):
    assert is_error(client.get(f"/ticket/{FIRST}", params={name: "maybe"}), 400)


def test_without_flags_the_customer_is_reduced_and_intents_are_left_out(client, rows):
    whole = client.get(f"/ticket/{FIRST}", params=ALL).json()
    plain = client.get(f"/ticket/{FIRST}", params=QUIET).json()
    assert set(whole) - set(plain) == {"intents"}
    assert set(plain["customer"]) == {"tagIds", "tags"}
    assert {"id", "contracts", "emailMatches"} <= set(whole["customer"])
    assert whole["success"] is plain["success"] is True
    assert {name: whole[name] for name in plain if name != "customer"} == {
        name: plain[name] for name in plain if name != "customer"
    }


def test_each_flag_brings_back_its_own_part(client):
    customer = client.get(f"/ticket/{FIRST}", params={**QUIET, "includeCustomer": "true"}).json()
    intents = client.get(f"/ticket/{FIRST}", params={**QUIET, "includeIntents": "true"}).json()
    assert "contracts" in customer["customer"]
    assert "intents" not in customer
    assert set(intents["customer"]) == {"tagIds", "tags"}
    assert isinstance(intents["intents"], list)


def test_a_search_row_and_the_ticket_agree(client, rows):
    absent = {"body", "bodyPlain", "bodyClean", "attachments", "template", "workitem"}
    only_full = absent | {"success", "contentTranslation", "emailSubchannelId", "cortexRequestId"}
    for row in rows[:60]:
        ticket = client.get(f"/ticket/{row['id']}", params=ALL).json()
        assert absent <= set(ticket)
        assert set(ticket) - set(row) <= only_full
        assert set(row) - set(ticket) == ({"callDurationSeconds"} if row["channel"] == "phone" else set())
        for name in set(row) & set(ticket) - {"customer", "intents"}:
            assert row[name] == ticket[name], name
        assert row["customer"]["tags"] == ticket["customer"]["tags"]
        assert row["intents"] == [
            {name: intent[name] for name in ("id", "aiAgentId", "name", "confidenceColor", "infos")}
            for intent in ticket["intents"]
        ]


def test_raw_data_on_request_only(client, rows):
    email, system = find(rows, channel="email")["id"], find(rows, channel="system")["id"]
    for ticket_id, filled in ((email, True), (system, False)):
        without = client.get(f"/ticket/{ticket_id}", params=ALL).json()
        with_it = client.get(f"/ticket/{ticket_id}", params={**ALL, "includeRawData": "true"}).json()
        assert without["rawData"] is None
        assert isinstance(with_it["rawData"], dict) is filled


def test_raw_data_of_supply_contracts_comes_with_it(client, rows):
    ids = [row["id"] for row in rows[:40]]
    tickets = [client.get(f"/ticket/{i}", params={**ALL, "includeRawData": "true"}).json() for i in ids]
    contracts = [contract for ticket in tickets for contract in ticket["customer"]["contracts"]]
    assert {contract.get("rawData", "absent") == {"source": "erp"} for contract in contracts} == {True, False}
    assert all(contract.get("rawData", 0) is not None for contract in contracts)


def test_opening_a_ticket_adds_the_caller_once_and_looking_does_not(client, rows):
    ticket_id = find(rows, workedOnByIds=[], status="open", channel="email")["id"]
    for params, expected in (
        (QUIET, []),
        ({}, [CALLER_ID]),
        ({"viewing": "true"}, [CALLER_ID]),
        (QUIET, [CALLER_ID]),
    ):
        ticket = client.get(f"/ticket/{ticket_id}", params=params).json()
        assert ticket["workedOnByIds"] == [agent["id"] for agent in ticket["workedOnBy"]] == expected
    found = client.post(
        "/ticket/search", json={"filters": [{"key": "w.id", "comparator": "in", "values": [CALLER_ID]}]}
    )
    assert ticket_id in {row["id"] for row in found.json()["tickets"]}


def test_a_refresh_forgets_what_was_found_out(client, rows):
    row = next(r for r in rows if r["contractId"] and r["intents"] and r["tags"] and r["autoExecuteAt"])
    ticket_id = row["id"]
    before = client.get(f"/ticket/{ticket_id}", params=ALL).json()
    client.get(f"/ticket/{ticket_id}", params={**ALL, "refresh": "true"})
    after = client.get(f"/ticket/{ticket_id}", params=ALL).json()
    assert {name: after[name] for name in after if after[name] != before.get(name)} == {
        "contractId": None,
        "customerId": None,
        "customerLegitimation": 0,
        "aiSupportLevel": "unprocessed",
        "autoExecuteAt": None,
        "modifiedAt": "2026-03-02 14:30:00",
        "tags": [],
        "tagIds": [],
        "intents": [],
    }
    assert set(before) - set(after) == {"cortexRequestId"}
    search = {"filters": [{"key": "t.id", "comparator": "=", "value": ticket_id}]}
    (found,) = client.post("/ticket/search", json=search).json()["tickets"]
    assert (found["contractId"], found["tagIds"], found["intents"]) == (None, [], [])
    search["filters"].append({"key": "tt.tagId", "comparator": "in", "values": ["null"]})
    assert client.post("/ticket/search", json=search).json()["total"] == 1


def test_without_a_document_there_is_none_to_serve():
    with MockServer(tickets=1) as server:
        assert is_error(httpx.get(f"{server.base_url}/docs/open-api"), 404)
