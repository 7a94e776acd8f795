"""Bodies broken by hand, each in one way, give exactly the one finding; the nearest whole body gives none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.samples import contract, example, full, observe, opinion, row
from ticketgate.contract.places import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.judging.findings import Observation

#: Values that must never show in a finding.
SECRET, SECRET_NUMBER = "Frau Geheim, 0815", 4711081500
GONE: Any = MISSING

NOT_MAIL = {"ccEmails": [], "replyCcEmails": []}
SYSTEM = {"channel": "system", "from": None, "replyRecipients": None, **NOT_MAIL}
CLOSED = {"status": "closed", "closedAt": "2026-03-01 09:00:00"}
RECIPIENTS = {"to": ["a@example.com"], "cc": ["familie@example.com"], "bcc": []}
OPTION = "intents/0/options/1"

#: (form, changes that break, changes that keep, clause, place); a change is a path within the body and a value.
BROKEN: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    # The value itself
    ("full", {"status": "waitingOnCustomer"}, {"status": "pending"}, "full:status/enum", "status"),
    ("full", {"status": SECRET}, CLOSED, "full:status/enum", "status"),
    ("full", {"priority": None}, {"priority": "urgent"}, "full:priority/nullability", "priority"),
    ("full", {"spamStatus": "auto"}, {"spamStatus": None}, "full:spamStatus/enum", "spamStatus"),
    ("full", {"id": str(SECRET_NUMBER)}, {"id": 1}, "full:id/type", "id"),
    ("full", {"subject": None}, {"subject": ""}, "full:subject/nullability", "subject"),
    ("full", {"partnerId": str(SECRET_NUMBER)}, {"partnerId": SECRET_NUMBER}, "full:partnerId/type", "partnerId"),
    ("full", {"subchannelId": True}, {"subchannelId": 0}, "full:subchannelId/type", "subchannelId"),
    ("full", {"subchannelId": 3.5}, {"subchannelId": 3.0}, "full:subchannelId/type", "subchannelId"),
    ("full", {"isEscalated": 1}, {"isEscalated": True}, "full:isEscalated/type", "isEscalated"),
    ("full", {"isEscalated": "false"}, {"isEscalated": False}, "full:isEscalated/type", "isEscalated"),
    ("full", {"agent/isSsoOnly": False}, {"agent/isSsoOnly": 1}, "full:agent.isSsoOnly/enum", "agent.isSsoOnly"),
    ("full", {"intents/0/confidence": 1.5}, {"intents/0/confidence": 0}, "full:intents[].confidence/range", "intents[].confidence"),
    ("full", {"success": False}, {"success": GONE}, "full:success/enum", "success"),
    # Presence and what is there beyond
    ("full", {"body": GONE}, {"body": "x"}, "full:body/presence", "body"),
    ("full", {"intents/1/infos/0/code": GONE}, {"intents/1/infos/0/extraInfo": GONE}, "full:intents[].infos[].code/presence", "intents[].infos[].code"),
    ("full", {"internalNote": SECRET}, {"contentTranslation": SECRET}, "full:/undocumented", ""),
    ("full", {SECRET: 1}, {"additionalData": {SECRET: 1}}, "full:/undocumented", ""),
    ("full", {"intents/0/reasoning": SECRET}, {"intents/0/context": {"reasoning": SECRET}}, "full:intents[]/undocumented", "intents[]"),
    ("full", {"agent/nickname": SECRET}, {"agent/nameAlias": SECRET}, "full:agent/undocumented", "agent"),
    ("compact", {"body": SECRET}, {}, "compact:body/absence", "body"),
    ("compact", {"bodyClean": None}, {}, "compact:bodyClean/absence", "bodyClean"),
    ("compact", {"attachments": []}, {}, "compact:attachments/absence", "attachments"),
    ("compact", {"customer/email": SECRET}, {"customer/tags": [{"name": SECRET}]}, "compact:customer/undocumented", "customer"),
    ("compact", {"customer/tagIds": GONE}, {"customer/tagIds": []}, "compact:customer.tagIds/presence", "customer.tagIds"),
    ("compact", {"intents/0/code": SECRET}, {"intents/0/name": SECRET}, "compact:intents[]/undocumented", "intents[]"),
    ("compact", {"intents/1/aiAgentId": GONE}, {"intents": []}, "compact:intents[].aiAgentId/presence", "intents[].aiAgentId"),
    # Within objects and arrays
    ("full", {"replyRecipients/cc": None}, {"replyRecipients": RECIPIENTS}, "full:replyRecipients.cc/nullability", "replyRecipients.cc"),
    ("full", {"ccEmails": [SECRET_NUMBER]}, {"ccEmails": []}, "full:ccEmails[]/type", "ccEmails[]"),
    ("full", {"ccEmails": None}, {"ccEmails": []}, "full:ccEmails/nullability", "ccEmails"),
    ("full", {"ccEmails/0": SECRET}, {"bccEmails": []}, "full:ccEmails[]/format", "ccEmails[]"),
    ("full", {"tagIds/1": "62"}, {"tagIds": [61, 62]}, "full:tagIds[]/type", "tagIds[]"),
    ("full", {"tags/1/color": "pink"}, {"tags/1/color": "teal"}, "full:tags[].color/enum", "tags[].color"),
    ("full", {"tags/0/channels/1": "call"}, {"tags/0/channels": None}, "full:tags[].channels[]/enum", "tags[].channels[]"),
    ("full", {"customer": None}, {"customer/tags": []}, "full:customer/nullability", "customer"),
    ("full", {"customer": []}, {"customer/contracts": []}, "full:customer/type", "customer"),
    ("full", {"customer/emailMatches": None}, {"customer/emailMatches": False}, "full:customer.emailMatches/nullability", "customer.emailMatches"),
    ("full", {"customer/contracts": [SECRET]}, {"customer/contracts/0/tenantsOwn": SECRET}, "full:customer.contracts[]/type", "customer.contracts[]"),
    ("full", {"customer/contracts/0/id": 1.5}, {"customer/contracts/0/phone": 491, "customer/phone": "+491"}, "full:customer.contracts[].id/type", "customer.contracts[].id"),
    ("full", {"to": SECRET_NUMBER}, {"to": "a@example.com"}, "full:to/type", "to"),
    # Formats
    ("full", {"createdAt": "2026-02-30 17:58:31"}, {"createdAt": "2024-02-29 17:58:31"}, "full:createdAt/format", "createdAt"),
    ("full", {"createdAt": "2026-02-26T17:58:31Z"}, {"createdAt": "2026-02-26 17:58:32"}, "full:createdAt/format", "createdAt"),
    ("full", {"dueBy": str(SECRET_NUMBER)}, {"dueBy": None}, "full:dueBy/format", "dueBy"),
    ("full", {"agent/lastSeen": "2026-02-27"}, {"agent/lastSeen": "2026-02-27 00:00:00"}, "full:agent.lastSeen/format", "agent.lastSeen"),
    ("full", {"autoExecuteAt": "2026-02-28 08:00:00"}, {"autoExecuteAt": "2026-02-28T08:00:00Z"}, "full:autoExecuteAt/format", "autoExecuteAt"),
    ("full", {"attachments/0/url": SECRET}, {"attachments/0/url": "https://example.com/x"}, "full:attachments[].url/format", "attachments[].url"),
    # Identification
    ("full", {"customerLegitimation": 30, "customerLegitimationMessage": SECRET}, {"customerLegitimation": 19, "customerLegitimationMessage": SECRET}, "full/legitimation-message-belongs-to-partial-levels", "customerLegitimation"),
    ("compact", {"customerLegitimation": 30, "customerLegitimationMessage": SECRET}, {"customerLegitimation": 10, "customerLegitimationMessage": SECRET}, "compact/legitimation-message-belongs-to-partial-levels", "customerLegitimation"),
    ("full", {"customerLegitimation": 12}, {"customerLegitimation": 12, "customerLegitimationMessage": SECRET}, "full/partial-legitimation-has-message", "customerLegitimationMessage"),
    ("full", {"customerLegitimation": 25}, {"customerLegitimation": 40}, "full/legitimation-is-a-defined-level", "customerLegitimation"),
    ("full", {"contractId": None}, {"contractId": None, "customerLegitimation": 0}, "full/legitimation-names-customer-and-contract", "contractId"),
    ("full", {"direction": "out", "customerLegitimation": 0}, {"direction": "out"}, "full/ticket-from-the-house-is-legitimated", "customerLegitimation"),
    # Addressing
    ("full", {**SYSTEM, "from": "erika.mustermann@example.com"}, SYSTEM, "full/system-ticket-has-no-sender", "from"),
    ("full", {**SYSTEM, "replyRecipients": RECIPIENTS}, SYSTEM, "full/system-ticket-has-no-reply-recipients", "replyRecipients"),
    ("full", {"replyRecipients": None}, {"replyRecipients": RECIPIENTS}, "full/other-ticket-has-reply-recipients", "replyRecipients"),
    ("full", {"channel": "phone", "replyCcEmails": []}, {"channel": "phone", **NOT_MAIL}, "full/only-email-has-copy-lists", "ccEmails"),
    ("full", {"to": ["+49000000000"]}, {"channel": "phone", "to": ["+49000000000"], **NOT_MAIL}, "full/recipients-are-email-addresses", "to[]"),
    ("full", {"channel": "chat", **NOT_MAIL}, {"channel": "chat", "channelId": SECRET, **NOT_MAIL}, "full/chat-has-channel-id", "channelId"),
    ("full", {"channelId": SECRET}, {"channelId": None}, "full/only-chat-has-channel-id", "channelId"),
    ("full", {"ccEmails": ["b@example.com"]}, {"ccEmails": ["b@example.com"], "replyRecipients/cc": ["b@example.com", "familie@example.com"]}, "full/deprecated-copies-are-reply-recipients", "ccEmails"),
    # Agents
    ("full", {"agentId": None}, {"agentId": None, "agent": None}, "full/unassigned-ticket-has-no-agent", "agent"),
    ("full", {"agent": None}, {"agent": None, "agentId": None}, "full/assigned-ticket-has-agent", "agent"),
    ("full", {"agent/id": 9}, {"agent/id": 9, "agentId": 9}, "full/agent-agrees-with-agent-id", "agent.id"),
    ("full", {"assignedAgentIds": [4]}, {"assignedAgentIds": [9, 4]}, "full/assigned-agents-agree-with-their-ids", "assignedAgents[].id"),
    ("full", {"workedOnBy": []}, {"workedOnBy": [], "workedOnByIds": []}, "full/active-agents-agree-with-their-ids", "workedOnBy[].id"),
    # Customer
    ("full", {"customer/id": "K-1"}, {"customer/id": "K-1", "customer/contracts": []}, "full/customer-agrees-with-customer-id", "customer.id"),
    ("full", {"contractId": "V-1"}, {"contractId": "V-1", "customer/contracts/0/id": "V-1"}, "full/linked-contract-is-embedded", "customer.contracts"),
    ("full", {"customer/contracts/0/customerId": "K-1"}, {"customer/contracts/0/customerId": "K-4711"}, "full/contracts-belong-to-the-customer", "customer.contracts[].customerId"),
    ("full", {"from": "b@example.com"}, {"from": "b@example.com", "customer/emailMatches": False}, "full/matching-sender-is-on-record", "from"),
    ("full", {"customer/lastname": None}, {"customer/lastname": None, "customer/business": True, "customer/company": "AG"}, "full/customer-without-lastname-is-a-company", "customer.business"),
    ("full", {"customer/business": True}, {"customer/business": True, "customer/company": "AG"}, "full/customer-without-company-is-a-person", "customer.business"),
    ("full", {"customer/contracts/0/lastname": None}, {"customer/contracts/0/lastname": None, "customer/contracts/0/business": True}, "full/supply-contract-without-lastname-is-a-company", "customer.contracts[].business"),
    # Tags
    ("full", {"tagIds": [61]}, {"tagIds": [62, 61]}, "full/tags-are-among-tag-ids", "tags[].id"),
    ("full", {"tags/0/reference": "contract"}, {"tags/0/type": "product"}, "full/ticket-tag-refers-to-tickets", "tags[].reference"),
    ("full", {"tags/1/visibility": "disabled"}, {"tags/1/visibility": "private"}, "full/returned-tag-is-not-disabled", "tags[].visibility"),
    # Status and time
    ("full", {"status": "pending", "dueBy": None}, {"status": "pending"}, "full/pending-ticket-is-due", "dueBy"),
    ("full", {"status": "closed"}, CLOSED, "full/closed-ticket-has-closing-time", "closedAt"),
    ("full", {"closedAt": CLOSED["closedAt"]}, CLOSED, "full/only-closed-ticket-has-closing-time", "closedAt"),
    ("full", {**CLOSED, "closedAt": "2026-02-26 17:58:30"}, {**CLOSED, "closedAt": "2026-02-26 17:58:31"}, "full/closed-after-created", "closedAt"),
    ("full", {"modifiedAt": "2026-02-26 17:58:30"}, {"modifiedAt": "2026-02-26 17:58:31"}, "full/modified-after-created", "modifiedAt"),
    ("full", {"dueBy": "2026-02-27 11:59:59"}, {"dueBy": "2026-02-27 12:00:00"}, "full/first-response-due-before-resolution", "firstResponseDueBy"),
    # Spam, AI, intents
    ("full", {"autoExecuteAt": "2026-02-28T08:00:00Z", "aiSupportLevel": "human"}, {"aiSupportLevel": "human"}, "full/scheduled-ticket-is-automated", "aiSupportLevel"),
    ("full", {"autoExecuteAt": "2026-02-28T08:00:00Z", "spamStatus": "manual_spam"}, {"autoExecuteAt": "2026-02-28T08:00:00Z", "spamStatus": "manual_clean"}, "full/scheduled-ticket-is-fit-for-automation", "spamStatus"),
    ("full", {"aiSupportLevel": "bot"}, {"aiSupportLevel": "bot", "channel": "phone", **NOT_MAIL}, "full/bot-serves-live-channels-only", "channel"),
    ("full", {"language": None}, {"language": None, "languageCode": None}, "full/language-and-its-code-come-together", ""),
    ("full", {"intents/1/status": "ready"}, {"intents/1/status": "deleted"}, "full/pending-intent-has-no-outcome", "intents[].outcome"),
    ("full", {"intents/0/status": "executed"}, {"intents/0/status": "preview"}, "full/executed-intent-has-outcome", "intents[].outcome"),
    ("full", {f"{OPTION}/recommended": True}, {f"{OPTION}/recommended": True, "intents/0/options/0/recommended": False}, "full/one-option-is-recommended-at-most", "intents[].options"),
    ("full", {f"{OPTION}/order": 1}, {f"{OPTION}/order": 3}, "full/option-order-is-unique", "intents[].options[].order"),
    ("full", {"intents/1/outcome/aiAgentId": 45}, {"intents/1/outcome/aiAgentId": 45, "intents/1/aiAgentId": 45}, "full/outcome-names-the-intents-agent", "intents[].outcome.aiAgentId"),
    ("full", {"intents/1/status": "invalidated", "intents/1/outcome": None, "intents/1/aiAgentId": 31}, {"intents/1/status": "invalidated", "intents/1/outcome": None}, "full/open-intents-differ", "intents[]"),
    ("full", {"intents/1/outcome/ticketClosed": True}, {"intents/1/outcome/ticketClosed": True, **CLOSED}, "full/outcome-that-closed-the-ticket-left-a-closing-time", "closedAt"),
    ("full", {"intents/1/outcome/recipient": None}, {"intents/1/outcome/recipient": None, "intents/1/outcome/sent": False}, "full/sent-answer-has-recipient-and-message", "intents[].outcome.recipient"),
    # Content
    ("full", {"attachments/0/inline": True}, {"attachments/0/inline": True, "attachments/0/contentType": "application/pdf"}, "full/inline-attachment-is-pdf", "attachments[]"),
    ("full", {"body": None, "bodyClean": None}, {"body": None, "bodyClean": None, "bodyPlain": None}, "full/no-body-means-no-derived-bodies", "bodyPlain"),
    ("full", {"body": ""}, {"body": " ", "bodyPlain": "", "bodyClean": ""}, "full/body-without-text-is-null", "body"),
    ("full", {"bodyPlain": f"<p>{SECRET}</p>"}, {"bodyPlain": f"a < b <someone@example.com> <{SECRET}>"}, "full/plain-body-is-no-html", "bodyPlain"),
    ("full", {"bodyPlain": f"{SECRET}<br/>"}, {"bodyPlain": "p> <b <brr>"}, "full/plain-body-is-no-html", "bodyPlain"),
    ("full", {"bodyPlain": "x</DIV>"}, {"body": "x</DIV>", "bodyPlain": "<div>"}, "full/plain-body-is-no-html", "bodyPlain"),
    ("full", {"template": SECRET}, {"template": f"{SECRET} %MESSAGE%"}, "full/template-has-a-place-for-the-message", "template"),
    ("full", {"fromName": ""}, {"fromName": None}, "full/unnamed-sender-is-null", "fromName"),
    ("compact", {"fromName": ""}, {"fromName": SECRET}, "compact/unnamed-sender-is-null", "fromName"),
    ("full", {"contractId": "", "customer/contracts": []}, {"contractId": None, "customerLegitimation": 0}, "full/unlinked-customer-and-contract-are-null", "contractId"),
    ("compact", {"customerId": ""}, {"customerId": None, "customerLegitimation": 0}, "compact/unlinked-customer-and-contract-are-null", "customerId"),
    ("full", {"workitem": {}}, {"workitem": {}, **SYSTEM}, "full/only-system-ticket-has-workitem", "channel"),
    ("full", {"nextTicketId": 376189}, {"nextTicketId": 376190}, "full/neighbours-are-other-tickets", "nextTicketId"),
    # Pages
    ("search", {"total": -1}, {"total": 0}, "search:total/range", "total"),
    ("search", {"limit": "20"}, {"limit": 0}, "search:limit/type", "limit"),
    ("search", {"offset": GONE}, {"offset": 0}, "search:offset/presence", "offset"),
    ("search", {"tickets": None}, {"tickets": []}, "search:tickets/nullability", "tickets"),
    ("search", {"success": 1}, {"success": True}, "search:success/enum", "success"),
    ("search", {"facets": SECRET}, {}, "search:/undocumented", ""),
]  # fmt: skip


def changed(form: str, changes: dict[str, Any]) -> Any:
    """Return a valid body of a form with some changes; no execution is planned, which would forbid many."""
    match form:
        case "full":
            body = {**full(), "autoExecuteAt": None}
        case "compact":
            body = {**row(), "autoExecuteAt": None}
        case _:
            body = example("search-page")
    for path, value in changes.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
        within: Any = body
        for step in way:
            within = within[step]
        if value is GONE:
            del within[last]
        else:
            within[last] = value
    return body


def observed(form: str, changes: dict[str, Any]) -> Observation:
    body = changed(form, changes)
    return opinion().confirmed(observe(form, body), body)


NAMES = [f"{form}: {', '.join(breaks)} -> {clause}" for form, breaks, _, clause, _ in BROKEN]


@pytest.mark.parametrize(("form", "breaks", "keeps", "broken", "place"), BROKEN, ids=NAMES)
def test_one_fault_gives_exactly_one_finding_and_its_neighbour_none(
    form: str, breaks: dict[str, Any], keeps: dict[str, Any], broken: str, place: str
) -> None:
    observation = observed(form, breaks)
    assert [finding.identity for finding in observation.findings] == [(broken, place)]
    assert broken in observation.exercised
    neighbour = observed(form, keeps)
    assert neighbour.findings == ()
    assert broken not in neighbour.undecided


@pytest.mark.parametrize(("form", "breaks", "keeps", "broken", "place"), BROKEN, ids=NAMES)
def test_both_libraries_agree_and_no_value_shows(
    form: str, breaks: dict[str, Any], keeps: dict[str, Any], broken: str, place: str
) -> None:
    for finding in observed(form, breaks).findings:
        assert not finding.disputed
        text = f"{finding.detail} {finding.pointer} {finding.place}"
        assert SECRET not in text
        assert str(SECRET_NUMBER) not in text
        assert finding.detail


#: Ways to break one clause and what each is called; what is of one kind has one name, whatever the value.
VARIANTS: list[tuple[str, dict[str, Any], str]] = [
    ("full", {"status": "waiting"}, "waiting"),
    ("full", {"status": SECRET}, "a string"),
    ("full", {"status": f"{SECRET} of another length"}, "a string"),
    ("full", {"status": ""}, "an empty string"),
    ("full", {"status": 3}, "an integer"),
    ("full", {"priority": None}, "null"),
    ("full", {"partnerId": str(SECRET_NUMBER)}, "a string"),
    ("full", {"partnerId": "1"}, "a string"),
    ("full", {"partnerId": [1, 2]}, "an array"),
    ("full", {"partnerId": {SECRET: 1}}, "an object"),
    ("full", {"subchannelId": 3.5}, "a number with a fraction"),
    ("full", {"isEscalated": "false"}, "a string"),
    ("full", {"body": GONE}, "is missing"),
    ("compact", {"body": SECRET}, "is there"),
    ("full", {"internalNote": SECRET}, "internalNote"),
    ("full", {SECRET: 1}, "a name that is not shown"),
    ("full", {f"{SECRET} again": 1}, "a name that is not shown"),
    ("full", {"createdAt": "2026-02-26T17:58:31Z"}, "RFC 3339"),
    ("full", {"createdAt": "2026-02-26 17:58:31Z"}, "with a zone"),
    ("full", {"createdAt": "2026-02-30 17:58:31"}, "no day or time of the calendar"),
    ("full", {"createdAt": SECRET}, "a string"),
    ("full", {"attachments/0/url": ""}, "an empty string"),
    ("full", {"intents/0/confidence": 1.5}, "is more than that"),
    ("full", {"intents/0/confidence": 2}, "is more than that"),
    ("full", {"intents/0/confidence": -1}, "is less than that"),
    ("full", {"customerLegitimation": 25}, "25"),
    ("full", {"customer/business": True}, "true"),
    ("full", {**SYSTEM, "from": "erika.mustermann@example.com"}, "a string"),
    ("full", {"language": None}, "breaks the rule"),
    ("full", {"agent/id": 9}, "is not agentId"),
    ("full", {"modifiedAt": "2026-02-26 17:58:30"}, "is before createdAt"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "breaks", "variant"), VARIANTS, ids=lambda part: str(part)[:40])
def test_a_finding_knows_in_which_way_it_is_broken_and_no_value(
    form: str, breaks: dict[str, Any], variant: str
) -> None:
    assert [finding.variant for finding in observed(form, breaks).findings] == [variant]


def test_the_faults_are_of_every_kind_and_of_all_rules_and_relations_on_one_ticket() -> None:
    clauses = contract().clauses
    broken = {clause for _, _, _, clause, _ in BROKEN}
    assert {clauses[clause].kind for clause in broken} == {
        "presence", "absence", "nullability", "type", "enum", "format", "range", "undocumented", "rule", "relation"
    }  # fmt: skip
    named = {clause for clause in clauses if clause.startswith("full/")}
    # This one is never broken alone, so that it has a test of its own.
    assert named - broken == {"full/names-differ-by-more-than-case"}


@pytest.mark.parametrize(
    ("form", "changes", "detail", "pointer"),
    [
        ("full", {"status": "waitingOnCustomer"}, 'is "waitingOnCustomer"', "/status"),
        ("full", {"status": SECRET}, "is a string of 17 characters", "/status"),
        ("full", {"priority": None}, "is null", "/priority"),
        ("full", {"isEscalated": 1}, "is an integer", "/isEscalated"),
        ("full", {"subchannelId": True}, "is a boolean", "/subchannelId"),
        ("full", {"subchannelId": 3.5}, "is a number with a fraction", "/subchannelId"),
        ("full", {"subchannelId": ""}, "is an empty string", "/subchannelId"),
        ("full", {"customer": []}, "is an array of 0 items", "/customer"),
        ("full", {"body": {"html": SECRET}}, "is an object of 1 member", "/body"),
        ("full", {"body": GONE}, "is missing", ""),
        ("full", {"intents/1/infos/0/code": GONE}, "is missing", "/intents/1/infos/0"),
        ("full", {"internalNote": SECRET}, "has the member internalNote", ""),
        ("full", {SECRET: 1}, "has the member <name of 17 characters>", ""),
        ("compact", {"body": SECRET}, "is there", "/body"),
        ("full", {"tags/1/color": "pink"}, 'is "pink"', "/tags/1/color"),
        ("full", {"createdAt": "2026-02-30 17:58:31"}, "is a string of 19 characters (no day or time of the calendar)", "/createdAt"),
        ("full", {"dueBy": "1709251200"}, "is a string of 10 characters (Unix seconds)", "/dueBy"),
        ("full", {"agent/lastSeen": "2026-02-27T09:12:44"}, "is a string of 19 characters (with T but without a zone)", "/agent/lastSeen"),
        ("full", {"autoExecuteAt": "2026-02-28 08:00:00"}, "is a string of 19 characters (a space instead of T and no zone)", "/autoExecuteAt"),
        ("full", {"ccEmails/0": "1709251200"}, "is a string of 10 characters", "/ccEmails/0"),
        ("full", {"customerLegitimation": 25}, "is 25 (wanted: 0 or at least 10 and at most 20 or 30 or at least 40)", "/customerLegitimation"),
        ("full", {"success": False}, "is false", "/success"),
        ("full", {"agent/isSsoOnly": 2}, "is 2", "/agent/isSsoOnly"),
        ("full", {"intents/0/confidence": 53.197531}, "is more than that", "/intents/0/confidence"),
        ("full", {"intents/0/confidence": -53.197531}, "is less than that", "/intents/0/confidence"),
        ("full", {"intents/0/confidence": 2}, "is 2", "/intents/0/confidence"),
        ("full", {"agent/isSsoOnly": 4711}, "is an integer", "/agent/isSsoOnly"),
        ("full", {"modifiedAt": "2026-02-28 08:00:00Z"}, "is a string of 20 characters (with a zone)", "/modifiedAt"),
    ],
)  # fmt: skip
def test_a_finding_describes_what_is_there_and_where(
    form: str, changes: dict[str, Any], detail: str, pointer: str
) -> None:
    (finding,) = observed(form, changes).findings
    assert (finding.detail, finding.pointer) == (detail, pointer)
    assert finding.ticket == 376189


def lists_in(value: Any, place: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield every list that is documented, with its place."""
    if isinstance(value, list):
        yield f"{place}[]", value
        for item in value:
            yield from lists_in(item, f"{place}[]")
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from lists_in(member, f"{place}.{name}".removeprefix("."))


DOCUMENTED = {node.place for node in contract().representations["full"].node.walk()}
LISTS = sorted({place for place, _ in lists_in(changed("full", {})) if place in DOCUMENTED})


@pytest.mark.parametrize("place", LISTS)
def test_a_second_and_a_later_item_are_judged_like_the_first(place: str) -> None:
    assert len(LISTS) > 15
    body = changed("full", {})
    found = next(items for at, items in lists_in(body) if at == place)
    found += [*found[:1], *found[:1], 0.5]
    clauses = {finding.clause for finding in observe("full", body).findings}
    assert f"full:{place}/type" in clauses or f"full:{place}/enum" in clauses


def test_a_member_named_twice_but_for_case_is_found_beside_the_undocumented_one() -> None:
    body = changed("full", {}) | {"Subject": SECRET}
    found = {finding.clause for finding in observe("full", body).findings}
    assert found == {"full/names-differ-by-more-than-case", "full:/undocumented"}
    assert observe("full", changed("full", {"additionalData": {"a": 1, "A": 2}})).findings == ()
