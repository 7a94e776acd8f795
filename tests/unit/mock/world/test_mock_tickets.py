"""The generator: the same seed gives the same tickets, which agree with themselves and show everything."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from ticketgate.mock.world.people import email
from ticketgate.mock.world.tickets import MEMBERS, generate

SEEDS = (1, 2, 7, 23, 50)
SPAM = {"auto_spam", "auto_programmatic", "manual_spam"}
NULLABLE = """fromName replyRecipients subchannelId externalTicketId sentiment language languageCode autoExecuteAt
    spamStatus channelId bodyPlain body bodyClean modifiedAt firstResponseDueBy dueBy closedAt customerId contractId
    partnerId customerLegitimationMessage responderId agentId agent additionalData template workitem from""".split()
LISTS = """to ccEmails bccEmails replyCcEmails assignedAgentIds assignedAgents workedOnByIds workedOnBy attachments
    tags tagIds intents""".split()
ENUMS = {
    "direction": {"in", "out", "internal"},
    "channel": {"email", "portal", "phone", "letter", "system", "chat", "walkIn"},
    "status": {"open", "pending", "closed"},
    "priority": {"low", "medium", "high", "urgent"},
    "aiSupportLevel": {"unprocessed", "human", "bot", "automated"},
    "spamStatus": {None, "auto_spam", "auto_clean", "auto_programmatic", "manual_spam", "manual_clean"},
    "isCustomerActive": {True, False},
    "isEscalated": {True, False},
    "agentSkillsMatch": {True, False},
    "interface": {"internal"},
}


@pytest.fixture(scope="module", params=SEEDS)
def tickets(request):
    return list(generate(500, request.param))


def test_the_same_count_and_seed_give_the_same_tickets():
    assert list(generate(60, 3)) == list(generate(60, 3))


def test_another_seed_gives_other_tickets():
    assert list(generate(60, 3)) != list(generate(60, 4))


@pytest.mark.parametrize("count", [0, 1, 2, 17])
def test_as_many_tickets_as_asked_for(count):
    made = list(generate(count, 7))
    assert len({ticket["id"] for ticket in made}) == count
    for ticket in made:
        assert ticket["id"] not in {ticket["prevTicketId"], ticket["nextTicketId"]}


def test_every_ticket_has_the_58_members_in_order(tickets):
    assert len(MEMBERS) == 58
    assert all(tuple(ticket) == MEMBERS for ticket in tickets)


def test_every_enum_value_occurs_and_no_other(tickets):
    for name, values in ENUMS.items():
        assert {ticket[name] for ticket in tickets} == values, name


def test_every_nullable_member_is_null_and_not_null_and_no_other_is_null(tickets):
    always = {"rawData"}
    for name in MEMBERS:
        found = {ticket[name] is None for ticket in tickets}
        assert found == ({True, False} if name in NULLABLE else {name in always}), name


def test_every_list_is_empty_and_filled(tickets):
    for name in LISTS:
        assert {bool(ticket[name]) for ticket in tickets} == {True, False}, name


def test_frequencies_are_skewed(tickets):
    channels = [ticket["channel"] for ticket in tickets]
    assert channels.count("email") > 200
    assert 0 < channels.count("walkIn") < 20


def test_nested_values_all_occur(tickets):
    intents = [intent for ticket in tickets for intent in ticket["intents"]]
    assert {i["status"] for i in intents} == {
        "preview",
        "ready",
        "executed",
        "invalidated",
        "deleted",
        "archived",
    }
    assert {info["type"] for i in intents for info in i["infos"]} == {
        "success",
        "warning",
        "danger",
        "neutral",
    }
    assert {i.get("outcome", "absent") is None for i in intents} == {True, False}
    assert {"outcome" in i for i in intents} == {True, False}
    tags = [tag for ticket in tickets for tag in ticket["tags"]]
    assert len({tag["color"] for tag in tags}) == 8
    assert {tag["priority"] for tag in tags} == {"do-not-change", "low", "medium", "high", "urgent"}
    assert {channel for tag in tags for channel in tag["channels"] or ()} == ENUMS["channel"]
    assert len({tag["detectionDetails"].get("type") for tag in tags}) == 7
    assert len({way for tag in tags for way in tag["assignment"]}) == 7
    assert {tag["visibility"] for tag in tags} == {"public", "private"}
    customers = [ticket["customer"] for ticket in tickets]
    contracts = [contract for customer in customers for contract in customer["contracts"]]
    for holders in (customers, contracts):
        assert {type(holder["id"]) for holder in holders} == {int, str}
        assert {type(holder["phone"]) for holder in holders} == {int, str, type(None)}
        assert {holder["lastname"] is None for holder in holders} == {True, False}
    assert {len(contract) for contract in contracts} == {39, 40}


def test_customer_and_contract_agree_with_their_ids(tickets):
    for ticket in tickets:
        customer, contracts = ticket["customer"], ticket["customer"]["contracts"]
        if ticket["customerId"] is not None:
            assert str(customer["id"]) == ticket["customerId"]
            assert {contract["customerId"] for contract in contracts} <= {ticket["customerId"]}
        if ticket["contractId"] is not None:
            assert ticket["customerId"] is not None
            assert ticket["contractId"] in {str(contract["id"]) for contract in contracts}
        addresses = {customer["email"], *(contract["email"] for contract in contracts)} - {None}
        sender = (ticket["from"] or "").lower()
        assert customer["emailMatches"] == (sender in addresses)
        for holder in (customer, *contracts):
            assert holder["lastname"] is not None or holder["business"]
        assert (customer["company"] is not None) == customer["business"]


def test_a_message_goes_with_a_doubtful_identification_only(tickets):
    for ticket in tickets:
        level = ticket["customerLegitimation"]
        assert (ticket["customerLegitimationMessage"] is not None) == (10 <= level <= 19)
        assert level == 0 or (ticket["customerId"] and ticket["contractId"])
        if ticket["contractId"] and (ticket["channel"] == "system" or ticket["direction"] != "in"):
            assert level >= 20


def test_addresses_fit_the_channel(tickets):
    for ticket in tickets:
        channel, reply = ticket["channel"], ticket["replyRecipients"]
        assert (reply is None) == (ticket["from"] is None) == (channel == "system")
        assert (ticket["channelId"] is not None) == (channel == "chat")
        assert ticket["workitem"] is None or channel == "system"
        if channel != "email":
            assert not ticket["ccEmails"] + ticket["bccEmails"] + ticket["replyCcEmails"]
        if reply is not None:
            assert {*ticket["ccEmails"], *ticket["replyCcEmails"]} <= set(reply["cc"])
            assert set(ticket["bccEmails"]) <= set(reply["bcc"])
        to = ticket["to"] if isinstance(ticket["to"], list) else [ticket["to"]]
        if channel in {"email", "portal", "chat"}:
            assert all(re.fullmatch(r"[^@ ]+@[^@ ]+", address) for address in to)
    assert {type(ticket["to"]) for ticket in tickets if ticket["channel"] == "email"} == {list, str}


def test_agents_agree_with_their_ids(tickets):
    for ticket in tickets:
        assert (ticket["agent"] or {"id": None})["id"] == ticket["agentId"]
        assert [agent["id"] for agent in ticket["assignedAgents"]] == ticket["assignedAgentIds"]
        assert [agent["id"] for agent in ticket["workedOnBy"]] == ticket["workedOnByIds"]
        assert {tag["id"] for tag in ticket["tags"]} <= set(ticket["tagIds"])
    assert any(len(ticket["tags"]) < len(ticket["tagIds"]) for ticket in tickets)


def test_times_are_in_order(tickets):
    for ticket in tickets:
        created, closed, due = ticket["createdAt"], ticket["closedAt"], ticket["dueBy"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", created)
        assert (closed is not None) == (ticket["status"] == "closed")
        assert closed is None or closed >= created
        assert ticket["modifiedAt"] is None or ticket["modifiedAt"] >= created
        assert due is None or due >= (ticket["firstResponseDueBy"] or due)
        if ticket["status"] == "pending":
            assert due > "2026-03-02 14:30:00"
    assert all(a["createdAt"] <= b["createdAt"] for a, b in pairwise(tickets))


def test_only_a_fitting_ticket_is_executed_automatically(tickets):
    scheduled = [ticket for ticket in tickets if ticket["autoExecuteAt"] is not None]
    assert {ticket["contractId"] is None for ticket in scheduled} == {True, False}
    for ticket in scheduled:
        assert ticket["aiSupportLevel"] == "automated"
        assert (ticket["status"], ticket["direction"]) == ("open", "in")
        assert ticket["channel"] not in {"chat", "phone"}
        assert ticket["spamStatus"] not in SPAM
        assert ticket["contractId"] is None or ticket["customerLegitimation"] >= 20
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", ticket["autoExecuteAt"])
    assert all(t["channel"] in {"chat", "phone"} for t in tickets if t["aiSupportLevel"] == "bot")


def test_intents_have_an_outcome_exactly_where_something_was_executed(tickets):
    for ticket in tickets:
        open_pairs = [(i["aiAgentId"], i["contractId"]) for i in ticket["intents"]]
        assert len(set(open_pairs)) == len(open_pairs)
        for intent in ticket["intents"]:
            outcome = intent.get("outcome")
            assert (outcome is not None) == (intent["status"] in {"executed", "archived"})
            assert [option["order"] for option in intent["options"]] == list(
                range(1, len(intent["options"]) + 1)
            )
            assert sum(option["recommended"] for option in intent["options"]) <= 1
            if outcome is not None:
                assert outcome["aiAgentId"] == intent["aiAgentId"]
                assert not outcome["sent"] or (outcome["recipient"] and outcome["message"])
                assert not outcome["ticketClosed"] or outcome["executedAt"] == ticket["closedAt"]


def test_bodies_and_attachments(tickets):
    for ticket in tickets:
        if ticket["body"] is None:
            assert ticket["bodyPlain"] is ticket["bodyClean"] is None
        assert (ticket["language"] is None) == (ticket["languageCode"] is None)
        assert all(not a["inline"] or a["fileEnding"] == "pdf" for a in ticket["attachments"])
    attachments = [a for ticket in tickets for a in ticket["attachments"]]
    assert {a.get("width", "absent") is None for a in attachments} == {True, False}
    assert {a["inline"] for a in attachments} == {True, False}


def test_an_outside_id_belongs_to_one_ticket(tickets):
    given = [ticket["externalTicketId"] for ticket in tickets if ticket["externalTicketId"]]
    assert len(set(given)) == len(given) > 0


def test_on_request_each_other_value_of_a_field_is_had_by_one_ticket_of_so_many() -> None:
    tickets = list(generate(2000, 7, one_in=500))
    channels = Counter(ticket["channel"] for ticket in tickets)
    assert channels == {"email": 1976} | dict.fromkeys(
        ("portal", "phone", "letter", "system", "chat", "walkIn"), 4
    )
    assert Counter(ticket["priority"] for ticket in tickets).most_common()[1][1] == 4


@pytest.mark.parametrize(
    ("first", "last", "address"),
    [
        ("Hans-Peter", "Müller", "hans-peter.mueller@example.com"),
        ("Hans", "van der Dussen", "hans.van-der-dussen@example.com"),
        ("Univ.Prof. Ida", "Meier B.Sc.", "univ.prof.-ida.meier-b.sc@example.com"),
        ("Olaf", "O'Hara", "olaf.ohara@example.com"),
    ],
)
def test_a_name_makes_an_address_that_every_reader_takes(first, last, address):
    assert email(first, last, "example.com") == address


def test_no_address_has_two_dots_in_a_row(tickets):
    texts = {text for ticket in tickets for text in re.findall(r"[^\s\"<>]+@[^\s\"<>,]+", repr(ticket))}
    assert len(texts) > 50
    assert not [text for text in texts if ".." in text or ".@" in text]
