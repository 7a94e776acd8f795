"""The catalogue of faults, what they change, and the server that shows them."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from ticketgate.contract.loading import default_contract
from ticketgate.errors import UsageError
from ticketgate.exchange.credentials import MISPLACED, Credentials, headers_of, in_query, invalid_forms
from ticketgate.mock.faults.fault import Fault, Manner
from ticketgate.mock.faults.finding import _all, chosen, faults_of
from ticketgate.mock.faults.serving import Faulty
from ticketgate.mock.service import app
from ticketgate.mock.service.server import MockServer
from ticketgate.mock.service.store import Store
from ticketgate.mock.service.tokens import signed_token
from ticketgate.mock.world.people import CALLER_ID, agents
from ticketgate.report.fault_list import faults_page

FAULTS = faults_of(default_contract())
PAGE = Path(__file__).parents[4] / "docs" / "faults.md"
TOKEN = signed_token("tests")
CREDENTIALS = {"Authorization": f"Bearer {TOKEN}"}


# The catalogue


def test_every_clause_has_a_fault() -> None:
    assert {fault.clause for fault in FAULTS.values()} == set(default_contract().clauses)


def test_no_fault_is_written_for_a_clause_that_does_not_exist() -> None:
    assert {fault.clause for fault in _all(default_contract())} <= set(default_contract().clauses)


def test_every_fault_says_what_the_server_does() -> None:
    assert all(fault.says and not fault.says.endswith(".") for fault in FAULTS.values())


def test_a_fault_that_breaks_more_says_why_and_what() -> None:
    for fault in FAULTS.values():
        assert bool(fault.also) == bool(fault.because)
        assert set(fault.also) <= set(default_contract().clauses)
        # What is reduced lacks one member as well as another.
        assert len([clause for clause in fault.also if not clause.endswith("/presence")]) <= 2


def test_a_type_has_a_fault_for_each_other_type_of_json() -> None:
    variants = {name.partition("=")[2] for name in FAULTS if name.startswith("full:isEscalated/type=")}
    assert variants == {"string", "integer", "number", "array", "object"}
    numeric = {
        name.partition("=")[2] for name in FAULTS if name.startswith("full:intents[].confidence/type=")
    }
    assert numeric == {"string", "boolean", "array", "object"}


def test_what_an_operation_promises_is_broken_in_how_it_takes_requests() -> None:
    of_requests = {fault.clause for fault in FAULTS.values() if not fault.forms}
    of_operations = {
        c.id for c in default_contract().clauses.values() if c.root in ("getTicket", "searchTickets")
    }
    # This one shows in the tickets, whatever was asked.
    in_tickets = {"searchTickets/external-ticket-ids-are-unique"}
    # What flags leave out, or change, shows in tickets as well.
    by_flags = {
        "full:customer.id/presence",
        "full:intents/presence",
        "full:intents[].status/presence",
        "full:rawData/presence",
        "pair/forms-agree",
    }
    assert of_requests == of_operations - in_tickets | by_flags | {"pair/reading-changes-nothing"}


@pytest.mark.parametrize("operation", ["getTicket", "searchTickets"])
@pytest.mark.parametrize("kind", invalid_forms(TOKEN, "connect.sid", is_mock=True))
def test_whoever_has_no_valid_credentials_is_let_in_by_some_fault(kind: Credentials, operation: str) -> None:
    promise = "token-counts-as-bearer-only" if kind in MISPLACED else "credentials-are-required"
    of_clause = [fault for name, fault in FAULTS.items() if name.startswith(f"{operation}/{promise}=")]
    choosy = [fault for fault in of_clause if not fault.id.endswith(("=nobody-asks", "=kept"))]
    how = ("GET", "/ticket/371001") if operation == "getTicket" else ("POST", "/ticket/search")
    asked: dict[str, Any] = {
        "headers": dict(headers_of(kind, TOKEN, None, "connect.sid")),
        "params": {"access_token": token} if (token := in_query(kind, TOKEN)) else None,
        "json": {},
    }
    statuses = {fault.id: ask([fault], *how, **asked).status_code for fault in choosy}
    assert {200, 401} <= set(statuses.values()), statuses
    assert ask([], *how, **asked).status_code == 401


def test_the_page_of_the_documentation_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == faults_page(default_contract()), (
        f"{PAGE} is out of date; renew it with: python -m ticketgate.report.fault_list docs/faults.md"
    )


# What faults do to a body


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("full:status/enum=case", {"status": "open"}, {"status": "OPEN"}),
        ("full:status/enum=blank-after", {"status": "open"}, {"status": "open "}),
        ("full:spamStatus/enum=case", {"spamStatus": None}, {"spamStatus": "AUTO_SPAM"}),
        ("full:status/nullability=null", {"status": "open"}, {"status": None}),
        ("full:status/presence=dropped", {"id": 1, "status": "open"}, {"id": 1}),
        ("full:tags[].id/type=string", {"tags": [{"id": 1}, {"id": 2}]}, {"tags": [{"id": "text"}, {"id": "text"}]}),
        ("full:tags[].id/type=string", {"tags": []}, {"tags": []}),
        ("full:tags[].id/type=string", {"tags": None}, {"tags": None}),
        ("full:createdAt/format=T", {"createdAt": "2026-01-02 03:04:05"}, {"createdAt": "2026-01-02T03:04:05"}),
        ("full:modifiedAt/format=zone", {"modifiedAt": None}, {"modifiedAt": "2026-02-27 08:30:00+01:00"}),
        ("compact:body/absence=leaked", {"id": 1}, {"id": 1, "body": "text"}),
        ("full:/type=array", {"id": 1}, []),
        ("full:intents[].confidence/range=above", {"intents": [{"confidence": 1}]}, {"intents": [{"confidence": 1.01}]}),
        ("full/pending-ticket-is-due=broken", {"status": "pending", "dueBy": "x"}, {"status": "pending", "dueBy": None}),
        ("full/pending-ticket-is-due=broken", {"status": "open", "dueBy": "x"}, {"status": "open", "dueBy": "x"}),
    ],
)  # fmt: skip
def test_a_fault_changes_what_it_is_about_and_nothing_else(name: str, before: Any, after: Any) -> None:
    fault = FAULTS[name]
    (form,) = fault.forms
    assert fault.forms[form](deepcopy(before)) == after
    assert fault.changes(form, orjson.dumps(before)) is (before != after)


def test_true_in_place_of_one_counts_as_a_change() -> None:
    fault = FAULTS["full:agent.isSsoOnly/enum=boolean"]
    assert fault.changes("full", b'{"agent":{"isSsoOnly":1}}')


def test_a_rare_fault_hits_the_same_tickets_each_time_and_about_as_many_as_asked() -> None:
    fault = FAULTS["full:status/enum=unknown"]
    hit = [ticket for ticket in range(10_000) if fault.hits(ticket, 0.01)]
    again = faults_of(default_contract())["full:status/enum=unknown"]
    assert hit == [ticket for ticket in range(10_000) if again.hits(ticket, 0.01)]
    assert 60 <= len(hit) <= 140
    assert all(fault.hits(ticket, 1.0) for ticket in range(100))
    other = FAULTS["full:status/enum=case"]
    assert hit != [ticket for ticket in range(10_000) if other.hits(ticket, 0.01)]


# Choosing them


def test_the_id_of_a_clause_stands_for_all_its_faults() -> None:
    names = [fault.id for fault in chosen(default_contract(), ["full:status/enum"])]
    assert len(names) > 5
    assert all(name.startswith("full:status/enum=") for name in names)


def test_an_unknown_fault_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no fault 'full:status/enum=cases'.*full:status/enum=case\b"):
        chosen(default_contract(), ["full:status/enum=cases"])
    with pytest.raises(UsageError, match="--list-faults"):
        chosen(default_contract(), ["????"])


@pytest.mark.parametrize("rate", [0, -0.1, 1.1])
def test_a_rate_that_is_no_share_is_refused(rate: float) -> None:
    with pytest.raises(UsageError, match="share"):
        MockServer(faults=chosen(default_contract(), ["full:status/enum"]), fault_rate=rate)


# The server that shows them


def ask(
    faults: list[Fault], method: str, path: str, rate: float = 1.0, tickets: int = 12, **rest: Any
) -> httpx.Response:
    caller = next(agent for agent in agents(7) if agent["id"] == CALLER_ID)
    healthy = app.create(Store.temporary(tickets, 7), token=TOKEN, caller=caller, openapi={})
    faulty = Faulty(healthy, faults, rate, token=TOKEN, base=app.BASE_PATH)

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(faulty)) as client:
            return await client.request(method, f"http://mock{app.BASE_PATH}{path}", **rest)

    return asyncio.run(send())


def find(body: Any, *names: str, **rest: Any) -> httpx.Response:
    return ask(
        [FAULTS[name] for name in names], "POST", "/ticket/search", json=body, headers=CREDENTIALS, **rest
    )


def read(ticket: int, *names: str, **rest: Any) -> httpx.Response:
    return ask([FAULTS[name] for name in names], "GET", f"/ticket/{ticket}", headers=CREDENTIALS, **rest)


def test_without_a_fault_answers_go_through_unchanged() -> None:
    assert find({"limit": 2}).json()["total"] == 12
    assert read(371001, params={"viewing": "false"}).json()["id"] == 371001
    assert ask([], "GET", "/docs/open-api").status_code == 200
    assert ask([], "DELETE", "/ticket/371001").status_code == 405


def test_a_fault_of_one_form_leaves_the_other_alone() -> None:
    assert {row["status"] for row in find({}, "compact:status/enum=unknown").json()["tickets"]} == {
        "undocumented"
    }
    assert read(371001, "compact:status/enum=unknown").json()["status"] != "undocumented"


def test_two_faults_show_at_once() -> None:
    ticket = read(371001, "full:status/enum=unknown", "full:priority/nullability=null").json()
    assert (ticket["status"], ticket["priority"]) == ("undocumented", None)


def test_a_rare_fault_shows_on_some_rows_only() -> None:
    rows = find({}, "compact:status/enum=unknown", rate=0.5).json()["tickets"]
    assert 0 < sum(row["status"] == "undocumented" for row in rows) < 12


@pytest.mark.parametrize(
    ("name", "body", "wrong"),
    [
        ("searchTickets/page-is-within-the-limit=one-more", {"limit": 3}, lambda page: len(page["tickets"]) == 4),
        ("searchTickets/pages-join-up=gap", {"limit": 1, "offset": 3, "orderByDirection": "asc"}, lambda page: page["tickets"][0]["id"] == 371005),
        ("searchTickets/pages-join-up=ignored", {"limit": 1, "offset": 3, "orderByDirection": "asc"}, lambda page: page["tickets"][0]["id"] == 371001 and page["offset"] == 3),
        ("searchTickets/total-covers-the-page=short", {}, lambda page: page["total"] == 11),
        ("searchTickets/paging-is-echoed=limit", {"limit": 3}, lambda page: page["limit"] == 4),
        ("searchTickets/page-lists-a-ticket-once=twice", {}, lambda page: page["tickets"][0] == page["tickets"][1]),
        ("searchTickets/offset-past-the-end-is-empty=last", {"offset": 50}, lambda page: len(page["tickets"]) == 1),
        ("searchTickets/offset-past-the-end-is-empty=total", {"offset": 50}, lambda page: page["total"] == 0),
        ("searchTickets/hits-satisfy-filters=t.channel", {"filters": [{"key": "t.channel", "comparator": "in", "values": ["email"]}]}, lambda page: page["total"] == 12),
        ("searchTickets/hits-satisfy-filters=dates", {"filters": [{"key": "t.createdAt", "comparator": "<", "value": "2000-01-01 00:00:00"}]}, lambda page: page["total"] == 12),
        ("searchTickets/in-is-a-union=first", {"filters": [{"key": "t.id", "comparator": "in", "values": [371001, 371002]}]}, lambda page: page["total"] == 1),
        ("searchTickets/not-in-is-the-complement=nothing", {"filters": [{"key": "t.id", "comparator": "not in", "values": [371001]}]}, lambda page: page["total"] == 0),
        ("searchTickets/order-is-kept=ignored", {"orderByField": "t.modifiedAt"}, lambda page: [r["id"] for r in page["tickets"]] == list(range(371012, 371000, -1))),
        ("search:total/range=negative", {}, lambda page: page["total"] == -1),
    ],
)  # fmt: skip
def test_a_search_fault_answers_wrongly(name: str, body: Any, wrong: Any) -> None:
    assert wrong(find(body, name).json())
    assert not wrong(find(body).json())


def test_the_view_of_routing_shows_what_was_marked_by_hand_and_nothing_else() -> None:
    body = {"ticketScope": "skills", "limit": 500}
    sound = find(body, tickets=200).json()["tickets"]
    wrong = find(body, "searchTickets/skills-scope-leaves-out-spam=by-hand", tickets=200).json()["tickets"]
    assert {row["spamStatus"] for row in wrong} - {row["spamStatus"] for row in sound} == {"manual_spam"}


def test_repeating_a_search_alternates() -> None:
    fault = faults_of(default_contract())["searchTickets/repeating-gives-the-same-page=alternating"]
    sizes = [
        len(ask([fault], "POST", "/ticket/search", json={}, headers=CREDENTIALS).json()["tickets"])
        for _ in range(4)
    ]
    assert sizes == [12, 11, 12, 11]


@pytest.mark.parametrize(
    ("name", "status", "wrong_status"),
    [
        ("getTicket/unknown-ticket-is-refused=object", 404, 200),
        ("getTicket/unknown-ticket-is-not-found=410", 404, 410),
        ("getTicket/no-server-error=unknown", 404, 500),
    ],
)
def test_a_fault_on_unknown_ids_changes_the_status(name: str, status: int, wrong_status: int) -> None:
    assert read(5).status_code == status
    assert read(5, name).status_code == wrong_status
    assert read(371001, name).status_code == 200


@pytest.mark.parametrize(
    ("variant", "headers"),
    [
        ("nobody-asks", {}),
        ("any-bearer", {"Authorization": "Bearer made-up"}),
        ("any-scheme", {"Authorization": "Basic made-up"}),
        ("any-cookie", {"Cookie": "connect.sid=made-up"}),
        ("no-header", {}),
        ("unsigned", {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}),
        ("prefix", {"Authorization": f"Bearer {TOKEN[:40]}"}),
        ("case", {"Authorization": f"Bearer {TOKEN.upper()}"}),
        ("claims", {"Authorization": f"Bearer e30.{TOKEN.split('.')[1]}.signed"}),
        ("empty", {"Authorization": ""}),
        ("scheme-alone", {"Authorization": "Bearer"}),
    ],
)
def test_a_fault_in_the_credentials_lets_in_whom_it_should_not(variant: str, headers: dict[str, str]) -> None:
    fault = FAULTS[f"searchTickets/credentials-are-required={variant}"]
    assert ask([], "POST", "/ticket/search", json={}, headers=headers).status_code == 401
    assert ask([fault], "POST", "/ticket/search", json={}, headers=headers).status_code == 200
    assert ask([fault], "GET", "/ticket/371001", headers=headers).status_code == 401


def test_what_was_granted_to_somebody_is_given_to_anybody_with_that_fault() -> None:
    name = "getTicket/credentials-are-required=kept"
    fault = faults_of(default_contract())[name]
    statuses = [
        ask([fault], "GET", "/ticket/371001", headers=headers).status_code
        for headers in ({}, CREDENTIALS, {"Authorization": "Bearer made-up"}, {})
    ]
    assert statuses == [401, 200, 200, 200]


@pytest.mark.parametrize(
    ("name", "query", "member", "healthy", "wrong"),
    [
        ("flags-change-only-their-members=includeIntents", {"includeIntents": "true"}, "bodyClean", str, None),
        ("flags-change-only-their-members=includeIntents", {"includeIntents": "false"}, "bodyClean", str, str),
        ("flags-change-only-their-members=any-includeCustomer", {"includeCustomer": "false"}, "customer", 2, 12),
        ("raw-data-only-on-request=any-value", {"includeRawData": "false"}, "rawData", None, 1),
        ("raw-data-on-request=ignored", {"includeRawData": "true"}, "rawData", 3, None),
    ],
)  # fmt: skip
def test_a_fault_in_a_parameter_shows_with_it(
    name: str, query: dict[str, str], member: str, healthy: Any, wrong: Any
) -> None:
    def kind(value: Any) -> Any:
        return len(value) if isinstance(value, dict) else type(value) if value is not None else None

    found = [read(371_001, *names, params=query).json()[member] for names in ((), (f"getTicket/{name}",))]
    assert [kind(each) for each in found] == [healthy, wrong]


def test_a_fault_in_errors_leaves_successes_alone() -> None:
    name = "getTicket/errors-say-why=html"
    assert read(5, name).headers["content-type"] == "text/html"
    assert read(371001, name).headers["content-type"] == "application/json"


def test_the_token_is_echoed_to_who_holds_it_only() -> None:
    name = "getTicket/token-is-not-echoed=error"
    assert TOKEN in read(5, name).text
    assert TOKEN not in ask([FAULTS[name]], "GET", "/ticket/5").text


def test_reading_counts_as_viewing_with_that_fault() -> None:
    params = {"viewing": "false"}
    before = read(371001, params=params).json()["workedOnByIds"]
    after = read(371001, "pair/reading-changes-nothing=viewing", params=params).json()["workedOnByIds"]
    assert set(after) - set(before) == {CALLER_ID} or CALLER_ID in before


def test_a_cut_answer_breaks_off_over_a_socket() -> None:
    with (
        MockServer(
            tickets=12, token=TOKEN, faults=chosen(default_contract(), ["getTicket/request-is-answered=cut"])
        ) as server,
        httpx.Client(headers=CREDENTIALS) as client,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        client.get(f"{server.base_url}/ticket/371001")


@pytest.mark.parametrize("manner", [Manner.TRICKLE, Manner.SILENCE])
def test_a_slow_answer_does_not_keep_the_server_from_stopping(manner: Manner) -> None:
    name = f"getTicket/request-is-answered={manner.name.lower()}"
    with (
        MockServer(tickets=12, token=TOKEN, faults=chosen(default_contract(), [name])) as server,
        httpx.Client(headers=CREDENTIALS, timeout=0.3) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get(f"{server.base_url}/ticket/371001")
