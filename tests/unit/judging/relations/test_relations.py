"""The code behind each relation and behaviour: kept, broken, and not applicable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from support.requests import get_ticket, search
from support.samples import Edit, answer, contract, edited, judge, row
from ticketgate.contract.loading import load
from ticketgate.errors import DocumentError
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Request
from ticketgate.judging.judge import Judge
from ticketgate.judging.relations.judgements import Disagreement, Judgement
from ticketgate.judging.relations.pages import Page, page_of
from ticketgate.judging.relations.table import FUNCTIONS, Bound, bind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ticketgate.exchange.answer import Exchange

BOUND: dict[str, Bound] = {b.promise.id: b for bounds in bind(contract()).values() for b in bounds}


def request_of(said: dict[str, Any]) -> Request:
    request = get_ticket(said["ticket"]) if "ticket" in said else search(said["search"])
    expects = Expectation(said["expects"]) if "expects" in said else None
    credentials = Credentials(said.get("credentials", Credentials.VALID))
    query = tuple(said.get("query", {}).items())
    return replace(request, expects=expects, credentials=credentials, query=query)


def exchange_of(said: dict[str, Any]) -> Exchange:
    """Make the exchange that an illustration of relations.yaml stands for."""
    content = said["text"].encode() if "text" in said else orjson.dumps(said.get("body", {}))
    exchange = answer(
        request_of(said["request"]), said["status"], content, said.get("mediaType", "application/json")
    )
    return replace(
        exchange, echoes_credential=said.get("echoesCredential", False), failure="the connection was lost"
    )


def judged(bound: Bound, illustration: Any) -> Judgement:
    if bound.promise.judges in ("answer", "content"):
        return bound.judge(exchange_of(illustration))
    given: dict[str, Callable[[], Sequence[Any]]] = {
        "ticket": lambda: [illustration],
        "pair": lambda: [illustration["full"], illustration["compact"]],
        "search": lambda: [page_from(illustration)],
        "searches": lambda: [*map(page_from, illustration["answers"])],
        "reads": lambda: [*map(exchange_of, illustration["answers"])],
        "reading": lambda: [illustration["before"], illustration["after"]],
    }
    return bound.judge(*given[bound.promise.judges]())


def page_from(said: dict[str, Any]) -> Page:
    page = page_of(exchange_of(said), judge().fields)
    assert page is not None
    return page


@pytest.mark.parametrize("promise", BOUND)
def test_each_promise_is_kept_by_one_illustration_and_broken_by_the_other(promise: str) -> None:
    bound = BOUND[promise]
    for root in bound.promise.on:
        clause = contract().clauses[bound.promise.clause(root)]
        assert judged(bound, clause.keeps) == ()
        broken = judged(bound, clause.breaks)
        assert broken
        assert all(isinstance(found, Disagreement) and found.detail for found in broken)


@pytest.mark.parametrize(
    "promise", [name for name, bound in BOUND.items() if bound.promise.judges == "ticket"]
)
def test_a_promise_on_a_ticket_does_not_apply_where_its_members_are_missing_or_null(promise: str) -> None:
    bound = BOUND[promise]
    tops = {operand.partition(".")[0].removesuffix("[]") for operand in bound.promise.operands}
    assert bound.judge({}) is None
    nullable = tops - {"id"}
    assert bound.judge({**dict.fromkeys(nullable), **({"id": 5} if "id" in tops else {})}) is None


#: What is said of single kinds of conditions, and judged as of all others.
OF_CONDITIONS = (
    "between-is-both-comparisons",
    "equals-agrees-with-in",
    "in-is-a-union",
    "not-in-is-the-complement",
)


def test_a_promise_is_judged_by_the_function_of_its_name() -> None:
    own = {name: name.replace("-", "_") for name in FUNCTIONS}
    assert {name: function.__name__ for name, function in FUNCTIONS.items()} == {
        **own,
        **dict.fromkeys(OF_CONDITIONS, "matching_tickets_are_found"),
    }


def test_a_promise_without_code_is_refused(tmp_path: Path) -> None:
    contract_with_more = load(
        edited(tmp_path, [Edit("relations.yaml", "id: forms-agree\n", "id: forms-differ\n")])
    )
    with pytest.raises(DocumentError) as refusal:
        Judge(contract_with_more)
    assert str(refusal.value) == "specs/relations.yaml: no promise here for the code of forms-agree"


def test_code_without_a_promise_is_refused(tmp_path: Path) -> None:
    more = (
        "relations:\n  - {id: tickets-are-green, title: Green, judges: ticket, on: [full], evidence: docs, "
        "confidence: H, rules: [], operands: [], description: Green., keeps: {}, breaks: {}}\n"
    )
    contract_with_more = load(edited(tmp_path, [Edit("relations.yaml", "relations:\n", more)]))
    with pytest.raises(DocumentError) as refusal:
        Judge(contract_with_more)
    assert str(refusal.value) == "specs/relations.yaml: no code judges tickets-are-green"


# Between values of one ticket: (promise, ticket, places that disagree, None when it does not apply)

CONTRACTS = [{"id": 5, "customerId": "17", "email": "holder@example.com"}]
TICKETS = [
    ("customer-agrees-with-customer-id", {"customerId": "17", "customer": {"id": "17", "contracts": CONTRACTS}}, []),
    ("customer-agrees-with-customer-id", {"customerId": "17", "customer": {"id": 18, "contracts": []}}, None),
    ("customer-agrees-with-customer-id", {"customerId": "17", "customer": {"contracts": CONTRACTS}}, None),
    ("customer-agrees-with-customer-id", {"customerId": "17", "customer": None}, None),
    ("customer-agrees-with-customer-id", {"customerId": "17", "customer": {"tagIds": [], "tags": []}}, None),
    ("linked-contract-is-embedded", {"contractId": "5", "customer": {"contracts": [{"id": "5"}]}}, []),
    ("linked-contract-is-embedded", {"contractId": "5", "customer": {"contracts": []}}, None),
    ("linked-contract-is-embedded", {"contractId": "05", "customer": {"contracts": CONTRACTS}}, ["customer.contracts"]),
    ("contracts-belong-to-the-customer", {"customerId": "18", "customer": {"contracts": [{}]}}, None),
    (
        "contracts-belong-to-the-customer",
        {"customerId": "17", "customer": {"contracts": [*CONTRACTS, {"customerId": "18"}]}},
        ["customer.contracts[].customerId"],
    ),
    ("matching-sender-is-on-record", {"from": "HOLDER@example.com", "customer": {"emailMatches": True, "contracts": CONTRACTS}}, []),
    ("matching-sender-is-on-record", {"from": "else@example.com", "customer": {"emailMatches": False, "contracts": CONTRACTS}}, None),
    ("matching-sender-is-on-record", {"from": "else@example.com", "customer": {"emailMatches": True, "email": None, "contracts": CONTRACTS}}, ["from"]),
    ("deprecated-copies-are-reply-recipients", {"ccEmails": [], "replyRecipients": {"cc": ["a"]}}, None),
    ("deprecated-copies-are-reply-recipients", {"ccEmails": ["a"], "replyRecipients": {}}, None),
    (
        "deprecated-copies-are-reply-recipients",
        {"ccEmails": ["a"], "replyCcEmails": ["b"], "bccEmails": ["c"], "replyRecipients": {"cc": ["b"], "bcc": ["a"]}},
        ["ccEmails", "bccEmails"],
    ),
    ("agent-agrees-with-agent-id", {"agentId": 3, "agent": None}, None),
    ("agent-agrees-with-agent-id", {"agentId": None, "agent": {"id": 3}}, None),
    ("assigned-agents-agree-with-their-ids", {"assignedAgentIds": [], "assignedAgents": []}, None),
    ("assigned-agents-agree-with-their-ids", {"assignedAgentIds": [], "assignedAgents": [{"id": 3}]}, ["assignedAgents[].id"]),
    ("assigned-agents-agree-with-their-ids", {"assignedAgentIds": [3, 3], "assignedAgents": [{"id": 3}]}, []),
    ("active-agents-agree-with-their-ids", {"workedOnByIds": [3], "workedOnBy": []}, ["workedOnBy[].id"]),
    ("tags-are-among-tag-ids", {"tagIds": [1, 2], "tags": []}, None),
    ("tags-are-among-tag-ids", {"tagIds": [], "tags": [{"id": None}]}, []),
    ("modified-after-created", {"createdAt": "2026-01-02 10:00:00", "modifiedAt": None}, None),
    ("closed-after-created", {"createdAt": "2026-01-02 10:00:00", "closedAt": "2026-01-02 10:00:00"}, []),
    ("first-response-due-before-resolution", {"firstResponseDueBy": "2026-01-02 10:00:00", "dueBy": "2026-01-02 10:00:00"}, []),
    ("first-response-due-before-resolution", {"firstResponseDueBy": "2026-01-02 10:00:00", "dueBy": None}, None),
    ("open-intents-differ", {"intents": [{"status": "ready", "aiAgentId": 1, "contractId": "5"}]}, None),
    (
        "open-intents-differ",
        {"intents": [{"status": s, "aiAgentId": 1, "contractId": "5"} for s in ("executed", "executed", "ready")]},
        None,
    ),
    (
        "open-intents-differ",
        {"intents": [{"status": "ready", "aiAgentId": 1, "contractId": None}] * 2},
        None,
    ),
    (
        "open-intents-differ",
        {"intents": [{"status": "ready", "aiAgentId": 1, "contractId": "5"}, {"status": "invalidated", "aiAgentId": 1, "contractId": "5"}]},
        ["intents[]"],
    ),
    ("option-order-is-unique", {"intents": [{"options": [{"order": 1}]}, {"options": [{"order": 1}]}]}, None),
    ("option-order-is-unique", {"intents": [{"options": [{"order": 1}, {"order": 2}]}, {"options": [{"order": 2}, {"order": 2}]}]}, ["intents[].options[].order"]),
    ("outcome-names-the-intents-agent", {"intents": [{"aiAgentId": 1, "outcome": None}]}, None),
    ("outcome-names-the-intents-agent", {"intents": [{"outcome": {"aiAgentId": 1}}]}, None),
    ("neighbours-are-other-tickets", {"id": 5, "prevTicketId": None, "nextTicketId": 5}, ["nextTicketId"]),
    ("neighbours-are-other-tickets", {"prevTicketId": 5, "nextTicketId": 5}, None),
]  # fmt: skip


@pytest.mark.parametrize(("promise", "ticket", "places"), TICKETS)
def test_what_is_judged_of_a_ticket(promise: str, ticket: dict[str, Any], places: list[str] | None) -> None:
    outcome = BOUND[promise].judge(ticket)
    assert (None if outcome is None else [found.place for found in outcome]) == places


# Between the two forms


def test_both_forms_agree_when_only_what_moves_differs() -> None:
    compact = row()
    moving = {
        "workedOnBy": [],
        "workedOnByIds": [],
        "prevTicketId": 1,
        "nextTicketId": 2,
        "agentSkillsMatch": False,
    }
    other = {**row(), **moving, "isCustomerActive": True, "rawData": {}, "customer": {}}
    other["agent"] = {**other["agent"], "lastSeen": "2026-02-27 10:00:00"}
    assert BOUND["forms-agree"].judge(other, compact) == ()


@pytest.mark.parametrize("member", ["status", "subject", "tagIds", "closedAt"])
def test_any_other_member_that_differs_is_named(member: str) -> None:
    compact, other = row(), {**row(), member: "something else"}
    assert [found.place for found in BOUND["forms-agree"].judge(other, compact) or ()] == [member]


def test_what_moves_as_a_member_of_the_ticket_does_not_move_elsewhere() -> None:
    compact, other = row(), row()
    compact["additionalData"] = {"isCustomerActive": False, "lastSeen": "2026-02-27"}
    other["additionalData"] = {"isCustomerActive": True, "lastSeen": "2026-02-27"}
    found = BOUND["forms-agree"].judge(other, compact) or ()
    assert [each.place for each in found] == ["additionalData"]


INTENT = {"id": 3, "name": "Umzug", "aiAgentId": 7}
TAG = {"id": 2, "name": "VIP", "color": "red"}
WHOLE = {"customer": {"id": 17, "tags": [TAG]}, "intents": [{**INTENT, "status": "ready"}]}
REDUCED = {"customer": {"tagIds": [2], "tags": [TAG]}, "intents": [INTENT]}


@pytest.mark.parametrize(
    ("full_form", "compact", "places"),
    [
        (WHOLE, REDUCED, []),
        (WHOLE, {**REDUCED, "intents": [{**INTENT, "name": "Abschlag"}]}, ["intents[].name"]),
        (WHOLE, {**REDUCED, "intents": [{**INTENT, "id": 4}]}, ["intents[].id"]),
        (WHOLE, {**REDUCED, "intents": []}, ["intents[].id"]),
        (WHOLE, {**REDUCED, "customer": {"tagIds": [2], "tags": [{**TAG, "color": "blue"}]}}, ["customer.tags[].color"]),
        ({**WHOLE, "customer": {"tagIds": [5], "tags": [TAG]}}, REDUCED, ["customer.tagIds"]),
        ({**WHOLE, "customer": None}, REDUCED, []),
        ({**WHOLE, "intents": [INTENT, {**INTENT, "id": 4}]}, {**REDUCED, "intents": [{**INTENT, "id": 4}, INTENT]}, []),
    ],
)  # fmt: skip
def test_what_a_row_reduces_is_compared_as_far_as_both_forms_have_it(
    full_form: dict[str, Any], compact: dict[str, Any], places: list[str]
) -> None:
    assert [found.place for found in BOUND["forms-agree"].judge(full_form, compact) or ()] == places


def test_nothing_is_said_of_forms_that_share_no_member() -> None:
    assert BOUND["forms-agree"].judge({"body": "x"}, {"id": 1}) is None


# Between a request and its answer: (promise, illustration, places, None when it does not apply)

PAGE = {"tickets": [{"id": 1, "externalTicketId": "A"}], "total": 1, "offset": 0, "limit": 1}
ANSWERS = [
    ("answers-with-the-ticket-asked-for", {"request": {"ticket": 17}, "status": 404, "body": {"id": 18}}, None),
    ("answers-with-the-ticket-asked-for", {"request": {"ticket": 17}, "status": 200, "body": {"id": True}}, None),
    ("answers-with-the-ticket-asked-for", {"request": {"ticket": 17}, "status": 200, "body": []}, None),
    ("answers-with-the-ticket-asked-for", {"request": {"ticket": 17}, "status": 200, "text": "{"}, None),
    ("raw-data-only-on-request", {"request": {"ticket": 17}, "status": 200, "body": {}}, []),
    ("raw-data-only-on-request", {"request": {"ticket": 17}, "status": 200, "body": {"rawData": "x"}}, None),
    ("total-covers-the-page", {"request": {"search": {}}, "status": 200, "body": {"tickets": [{}], "total": -1}}, None),
    ("page-is-within-the-limit", {"request": {"search": {}}, "status": 200, "body": PAGE}, None),
    ("page-is-within-the-limit", {"request": {"search": {"limit": True}}, "status": 200, "body": PAGE}, None),
    ("page-is-within-the-limit", {"request": {"search": {"limit": 0}}, "status": 200, "body": PAGE}, None),
    ("page-is-within-the-limit", {"request": {"search": {"limit": 900}}, "status": 200, "body": {"tickets": [{}] * 500}}, []),
    ("page-is-within-the-limit", {"request": {"search": {"limit": 900}}, "status": 200, "body": {"tickets": [{}] * 501}}, ["tickets"]),
    ("total-covers-the-page", {"request": {"search": {"offset": 9}}, "status": 200, "body": {"tickets": [], "total": 1}}, None),
    ("total-covers-the-page", {"request": {"search": {}}, "status": 200, "body": {"tickets": [{}, {}], "total": 1}}, ["total"]),
    ("total-covers-the-page", {"request": {"search": {}}, "status": 200, "body": {"tickets": [{}], "total": "1"}}, None),
    ("paging-is-echoed", {"request": {"search": {}}, "status": 200, "body": PAGE}, None),
    ("paging-is-echoed", {"request": {"search": {"limit": 900}}, "status": 200, "body": PAGE}, None),
    ("paging-is-echoed", {"request": {"search": {"limit": 500}}, "status": 200, "body": PAGE}, ["limit"]),
    ("paging-is-echoed", {"request": {"search": {"limit": 3, "offset": 3}}, "status": 200, "body": PAGE}, ["offset", "limit"]),
    ("page-lists-a-ticket-once", {"request": {"search": {}}, "status": 200, "body": {"tickets": []}}, None),
    ("page-lists-a-ticket-once", {"request": {"search": {}}, "status": 200, "body": {"tickets": [{"id": 1}, 7, {"id": 1}]}}, ["tickets[].id"]),
    ("external-ticket-ids-are-unique", {"request": {"search": {}}, "status": 200, "body": PAGE}, None),
    ("external-ticket-ids-are-unique", {"request": {"search": {}}, "status": 200, "body": {"tickets": PAGE["tickets"] * 2}}, None),
    ("external-ticket-ids-are-unique", {"request": {"search": {}}, "status": 200, "body": {"tickets": [{"id": i, "externalTicketId": None} for i in (1, 2)]}}, None),
    ("answers-with-the-ticket-asked-for", {"request": {"ticket": 17, "expects": "unauthorized"}, "status": 200, "body": {"id": 18}}, None),
    ("request-is-answered", {"request": {"search": {}}, "status": 500}, []),
    ("no-server-error", {"request": {"search": {}}, "status": 0}, None),
    ("no-server-error", {"request": {"search": {}}, "status": 499}, []),
    ("no-server-error", {"request": {"search": {}}, "status": 599}, [""]),
    ("token-is-not-echoed", {"request": {"search": {}}, "status": 0, "echoesCredential": True}, None),
    ("token-is-not-echoed", {"request": {"search": {}}, "status": 200, "echoesCredential": True}, [""]),
    ("success-is-json", {"request": {"search": {}}, "status": 404, "mediaType": "text/html"}, None),
    ("success-is-json", {"request": {"search": {}}, "status": 200, "mediaType": "application/problem+json"}, []),
    ("success-is-json", {"request": {"search": {}}, "status": 200, "mediaType": ""}, [""]),
    ("success-is-json", {"request": {"search": {}, "expects": "malformed"}, "status": 200, "mediaType": ""}, None),
    ("success-is-well-formed", {"request": {"search": {}}, "status": 500, "text": "{"}, None),
    ("success-is-well-formed", {"request": {"search": {}}, "status": 204, "text": ""}, [""]),
    ("success-is-well-formed", {"request": {"search": {}, "expects": "below-minimum"}, "status": 200, "text": "{"}, None),
    ("valid-request-is-accepted", {"request": {"ticket": 17}, "status": 400}, None),
    ("valid-request-is-accepted", {"request": {"ticket": 17, "expects": "valid"}, "status": 404}, None),
    ("valid-request-is-accepted", {"request": {"ticket": 17, "expects": "valid"}, "status": 422}, [""]),
    ("valid-request-is-accepted", {"request": {"ticket": 17, "expects": "valid"}, "status": 500}, None),
    ("unknown-ticket-is-refused", {"request": {"ticket": 17}, "status": 200}, None),
    ("unknown-ticket-is-refused", {"request": {"ticket": 17, "expects": "unknown"}, "status": 500}, None),
    ("unknown-ticket-is-refused", {"request": {"ticket": 17, "expects": "unknown"}, "status": 0}, None),
    ("unknown-ticket-is-not-found", {"request": {"ticket": 17, "expects": "unknown"}, "status": 200}, None),
    ("unknown-ticket-is-not-found", {"request": {"ticket": 17, "expects": "unknown"}, "status": 403}, [""]),
    ("unknown-ticket-is-not-found", {"request": {"ticket": 2**31 - 1, "expects": "unknown"}, "status": 400}, [""]),
    ("unknown-ticket-is-not-found", {"request": {"ticket": 2**31, "expects": "unknown"}, "status": 400}, None),
    ("credentials-are-required", {"request": {"ticket": 17, "expects": "unauthorized"}, "status": 403}, []),
    ("credentials-are-required", {"request": {"ticket": 17}, "status": 200}, None),
    ("credentials-are-required", {"request": {"ticket": 17, "expects": "unauthorized", "credentials": "token-as-cookie"}, "status": 200}, None),
    ("credentials-are-required", {"request": {"ticket": 17, "expects": "unauthorized", "credentials": "cut"}, "status": 200}, [""]),
    ("token-counts-as-bearer-only", {"request": {"ticket": 17, "expects": "unauthorized", "credentials": "cut"}, "status": 200}, None),
    ("token-counts-as-bearer-only", {"request": {"ticket": 17, "expects": "unauthorized", "credentials": "token-in-query"}, "status": 200}, [""]),
    ("missing-credentials-are-unauthorized", {"request": {"ticket": 17, "expects": "unauthorized"}, "status": 200}, None),
    ("missing-credentials-are-unauthorized", {"request": {"ticket": 17, "expects": "unauthorized"}, "status": 404}, [""]),
    ("missing-credentials-are-unauthorized", {"request": {"ticket": 17, "expects": "unauthorized"}, "status": 400}, [""]),
    ("missing-credentials-are-unauthorized", {"request": {"ticket": 17, "expects": "unauthorized", "credentials": "scheme-alone"}, "status": 400}, []),
    ("missing-credentials-are-unauthorized", {"request": {"ticket": 17, "expects": "unauthorized", "credentials": "scheme-alone"}, "status": 404}, [""]),
    ("missing-credentials-are-unauthorized", {"request": {"ticket": 17, "expects": "unauthorized"}, "status": 429}, None),
    ("one-valid-credential-suffices", {"request": {"ticket": 17, "expects": "valid"}, "status": 401}, None),
    ("one-valid-credential-suffices", {"request": {"ticket": 17, "expects": "valid", "credentials": "beside-an-invalid-one"}, "status": 403}, [""]),
    ("one-valid-credential-suffices", {"request": {"ticket": 17, "expects": "valid", "credentials": "beside-an-invalid-one"}, "status": 500}, None),
    ("refusal-shows-no-ticket", {"request": {"ticket": 17}, "status": 200, "body": {"id": 17, "subject": "", "customerId": ""}}, None),
    ("refusal-shows-no-ticket", {"request": {"ticket": 17}, "status": 500, "body": {"id": 17, "subject": "", "customerId": ""}}, None),
    ("refusal-shows-no-ticket", {"request": {"ticket": 17}, "status": 302, "body": {"id": 17, "subject": "", "customerId": ""}}, [""]),
    ("refusal-shows-no-ticket", {"request": {"search": {}}, "status": 403, "body": {"tickets": [{"id": 17, "subject": "", "tagIds": []}]}}, [""]),
    ("refusal-shows-no-ticket", {"request": {"ticket": 17}, "status": 404, "body": {"id": 17, "status": 404, "subject": "ticket"}}, []),
    ("refusal-shows-no-ticket", {"request": {"ticket": 17}, "status": 404, "text": "<html>"}, []),
    ("whole-numbers-have-no-fraction", {"request": {"ticket": 17}, "status": 200, "text": "[20.0]"}, None),
    ("whole-numbers-have-no-fraction", {"request": {"ticket": 17}, "status": 404, "text": '{"id": 20.0}'}, None),
    ("whole-numbers-have-no-fraction", {"request": {"ticket": 17}, "status": 200, "text": '{"agentId": 2e1}'}, ["agentId"]),
    ("whole-numbers-have-no-fraction", {"request": {"ticket": 17}, "status": 200, "text": '{"agentId": 20.5, "x": 1.0}'}, []),
    ("whole-numbers-have-no-fraction", {"request": {"ticket": 17}, "status": 200, "text": '{"intents": [{"confidence": 1.0}]}'}, []),
    ("whole-numbers-have-no-fraction", {"request": {"ticket": 17}, "status": 200, "text": '{"summary": "1.0, 2.0,", "tagIds": [1, 2.0]}'}, ["tagIds[]"]),
    ("whole-numbers-have-no-fraction", {"request": {"ticket": 17}, "status": 200, "text": '{"intents": [{"id": 1}, {"id": 2.00}]}'}, ["intents[].id"]),
    ("whole-numbers-have-no-fraction", {"request": {"search": {}}, "status": 200, "text": '{"total": 2.0, "tickets": [{"id": 1}, {"id": 1.0}]}'}, ["tickets[].id", "total"]),
    ("raw-data-on-request", {"request": {"ticket": 17}, "status": 200, "body": {"channel": "email", "rawData": None}}, None),
    ("raw-data-on-request", {"request": {"ticket": 17, "query": {"includeRawData": "true"}}, "status": 200, "body": {"channel": "system", "rawData": None}}, None),
    ("raw-data-on-request", {"request": {"ticket": 17, "query": {"includeRawData": "true"}}, "status": 200, "body": {"channel": "chat", "rawData": None}}, ["rawData"]),
    ("raw-data-on-request", {"request": {"ticket": 17, "query": {"includeRawData": "true"}}, "status": 200, "body": {"channel": "chat"}}, []),
    ("raw-data-on-request", {"request": {"ticket": 17, "query": {"includeRawData": "true"}}, "status": 200, "body": {"channel": "chat", "rawData": {}, "customer": {"contracts": [{"rawData": None}, {"rawData": {}}]}}}, []),
    ("raw-data-on-request", {"request": {"ticket": 17, "query": {"includeRawData": "true"}}, "status": 200, "body": {"channel": "chat", "rawData": {}, "customer": {"contracts": [{"rawData": None}]}}}, ["customer.contracts[].rawData"]),
    ("published-parameter-is-accepted", {"request": {"ticket": 17, "expects": "valid"}, "status": 200, "body": {"id": 17}}, None),
    ("published-parameter-is-accepted", {"request": {"ticket": 17, "expects": "valid", "query": {"erpCacheOnly": "true"}}, "status": 400}, None),
    ("published-parameter-is-accepted", {"request": {"ticket": 17, "expects": "without"}, "status": 500}, []),
    ("list-of-moments-is-refused", {"request": {"search": {}, "expects": "list-of-moments"}, "status": 404}, []),
    ("list-of-moments-is-refused", {"request": {"search": {}, "expects": "invalid"}, "status": 200}, None),
    ("unusual-body-is-not-ignored", {"request": {"search": {}, "expects": "unusual"}, "status": 200, "body": {"tickets": [{"id": 1}], "total": 1}}, []),
    ("unusual-body-is-not-ignored", {"request": {"search": {}, "expects": "unusual"}, "status": 200, "body": {"tickets": [], "total": 0}}, []),
    ("unusual-body-is-not-ignored", {"request": {"search": {}, "expects": "unusual"}, "status": 200, "body": {"tickets": [{"id": 1}], "total": 9}}, [""]),
    ("unusual-body-is-not-ignored", {"request": {"search": {}, "expects": "unusual"}, "status": 200, "text": "no JSON"}, []),
    ("unusual-body-is-not-ignored", {"request": {"search": {}, "expects": "unusual"}, "status": 500}, None),
    ("unusual-body-is-not-ignored", {"request": {"search": {}}, "status": 200, "body": {"tickets": [{}, {}], "total": 2}}, None),
    ("unusual-body-is-not-ignored", {"request": {"search": {}, "expects": "extended"}, "status": 200, "body": {"tickets": [{}, {}], "total": 2}}, [""]),
    ("unknown-members-are-ignored", {"request": {"search": {}, "expects": "extended"}, "status": 500}, None),
    ("unknown-members-are-ignored", {"request": {"search": {}, "expects": "unusual"}, "status": 400}, None),
    ("credentials-come-first", {"request": {"search": {}, "expects": "unauthorized-first"}, "status": 403}, []),
    ("credentials-come-first", {"request": {"search": {}, "expects": "unauthorized-first"}, "status": 400}, [""]),
    ("credentials-come-first", {"request": {"search": {}, "expects": "unauthorized"}, "status": 400}, None),
    ("misspelt-id-is-no-other-ticket", {"request": {"ticket": "17.5", "expects": "invalid"}, "status": 200, "body": {"id": 18}}, ["id"]),
    ("misspelt-id-is-no-other-ticket", {"request": {"ticket": "17e0", "expects": "invalid"}, "status": 200, "body": {"id": 17}}, []),
    ("misspelt-id-is-no-other-ticket", {"request": {"ticket": "17x", "expects": "invalid"}, "status": 404}, []),
    ("misspelt-id-is-no-other-ticket", {"request": {"ticket": 17, "expects": "invalid"}, "status": 200, "body": {"id": 18}}, None),
    ("misspelt-id-is-no-other-ticket", {"request": {"search": {}, "expects": "invalid"}, "status": 200, "body": {"id": 18}}, None),
    ("invalid-parameter-is-refused", {"request": {"ticket": "x", "expects": "invalid"}, "status": 200, "body": {"id": 18}}, None),
    ("invalid-parameter-is-refused", {"request": {"ticket": "17x", "expects": "invalid"}, "status": 200, "body": {"id": 17}}, [""]),
    ("unknown-order-field-is-refused", {"request": {"search": {}, "expects": "unlisted"}, "status": 422}, []),
    ("unknown-order-field-is-refused", {"request": {"search": {}, "expects": "unlisted"}, "status": 404}, [""]),
    ("unknown-order-field-is-refused", {"request": {"search": {}, "expects": "below-minimum"}, "status": 200}, None),
    ("limit-below-one-is-refused", {"request": {"search": {}, "expects": "below-minimum"}, "status": 422}, []),
    ("limit-below-one-is-refused", {"request": {"search": {}, "expects": "unlisted"}, "status": 200}, None),
    ("malformed-body-is-refused", {"request": {"search": {}, "expects": "malformed"}, "status": 415}, [""]),
    ("malformed-body-is-refused", {"request": {"search": {}}, "status": 200}, None),
    ("invalid-parameter-is-refused", {"request": {"search": {}, "expects": "invalid"}, "status": 404}, []),
    ("invalid-parameter-is-refused", {"request": {"search": {}, "expects": "valid"}, "status": 200}, None),
    ("errors-say-why", {"request": {"search": {}}, "status": 200, "text": "no JSON"}, None),
    ("errors-say-why", {"request": {"search": {}}, "status": 500, "text": "no JSON"}, None),
    ("errors-say-why", {"request": {"search": {}}, "status": 400, "body": []}, [""]),
    ("errors-say-why", {"request": {"search": {}}, "status": 400, "body": {"success": False, "message": ""}}, [""]),
    ("errors-say-why", {"request": {"search": {}}, "status": 400, "body": {"success": 0, "message": "No."}}, [""]),
]  # fmt: skip


@pytest.mark.parametrize(("promise", "illustration", "places"), ANSWERS)
def test_what_is_judged_of_an_answer(
    promise: str, illustration: dict[str, Any], places: list[str] | None
) -> None:
    outcome = BOUND[promise].judge(exchange_of(illustration))
    assert (None if outcome is None else [found.place for found in outcome]) == places


def test_raw_data_that_was_asked_for_is_not_judged() -> None:
    exchange = answer(get_ticket(17, includeRawData=True), 200, b'{"rawData": {}}')
    assert BOUND["raw-data-only-on-request"].judge(exchange) is None


@pytest.mark.parametrize(
    ("content", "way", "where"),
    [
        (b"\xef\xbb\xbf{}", "holds no JSON: the body starts with a byte order mark", " (at byte 0)"),
        (b'{"a": "\xfc"}', "holds no JSON: the body is not UTF-8", " (at byte 7)"),
        (b'{"a": 1, "a": 2}', "names a member of an object twice", " (at byte 9)"),
    ],
)
def test_a_success_that_is_no_json_is_described_without_its_content(
    content: bytes, way: str, where: str
) -> None:
    outcome = BOUND["success-is-well-formed"].judge(answer(get_ticket(17), 200, content))
    assert outcome == (Disagreement("", f"{way}{where}", way),)


def test_a_success_that_is_empty_is_described_as_such() -> None:
    outcome = BOUND["success-is-well-formed"].judge(answer(get_ticket(17), 200, b""))
    assert outcome == (Disagreement("", "has an empty body"),)


def test_a_success_without_content_is_named_by_its_status() -> None:
    outcome = BOUND["success-is-well-formed"].judge(answer(get_ticket(17), 204, b""))
    assert outcome == (Disagreement("", "answered with status 204, which comes without a body"),)


@pytest.mark.parametrize(
    ("content", "body"),
    [(b"", "an empty body"), (b"<p>", "a body that is no JSON"), (b"[]", "a body that is no object")],
)
def test_an_error_that_says_nothing_is_described(content: bytes, body: str) -> None:
    outcome = BOUND["errors-say-why"].judge(answer(search({}), 404, content))
    assert outcome == (Disagreement("", f"answered with status 404 and {body}"),)


def test_a_request_without_an_answer_is_broken_with_the_reason() -> None:
    outcome = BOUND["request-is-answered"].judge(
        replace(answer(search({}), 0), failure="the time limit passed")
    )
    assert outcome == (Disagreement("", "got no whole answer: the time limit passed", "got no whole answer"),)


def test_what_an_error_lacks_is_named() -> None:
    outcome = BOUND["errors-say-why"].judge(answer(search({}), 400, b"{}"))
    lacks = "answered with status 400 and a body that lacks success: false and a message"
    assert outcome == (Disagreement("", lacks),)
