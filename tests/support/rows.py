"""Rows with values by chance where searches look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.contract.loading import default_contract

if TYPE_CHECKING:
    import random

MOMENTS = [f"2026-01-{day:02} 0{day % 7}:00:00" for day in range(1, 15)]
AGENTS = [3, 12, 25, 110]

SPAM = default_contract().search.spam_marks


def ticket(number: int, choose: random.Random) -> dict[str, Any]:
    """Return a row with values by chance where searches look."""

    def maybe(*values: Any) -> Any:
        return choose.choice([None, *values])

    row = {
        "id": number,
        "subject": choose.choice(["Meter reading", "Broken contract of mine", "Move out", "Hi"]),
        "summary": choose.choice(["Somebody moves", "Zählerstand", "Nothing"]),
        "status": choose.choice(["open", "pending", "closed"]),
        "channel": choose.choice(["email", "chat", "phone"]),
        "channelId": maybe("c1", "C1", "c2"),
        "subchannelId": maybe(*AGENTS),
        "direction": choose.choice(["in", "out"]),
        "priority": choose.choice(["low", "high", "urgent"]),
        "agentId": maybe(*AGENTS),
        "customerId": maybe("9", "10", "100"),
        "contractId": maybe("5", "6"),
        "partnerId": maybe(*AGENTS),
        "isCustomerActive": choose.choice([True, False]),
        "aiSupportLevel": choose.choice(["human", "bot", "unprocessed"]),
        "spamStatus": maybe(*SPAM, "auto_clean"),
        "sentiment": maybe("positive", "neutral"),
        "language": maybe("German", "english"),
        "languageCode": maybe("de", "en"),
        "from": maybe("a@example.com", "A@example.com", "b@example.com"),
        "externalTicketId": maybe(f"E{number}"),
        "createdAt": choose.choice(MOMENTS),
        "modifiedAt": maybe(*MOMENTS),
        "closedAt": maybe(*MOMENTS),
        "dueBy": maybe(*MOMENTS),
        "firstResponseDueBy": maybe(*MOMENTS),
        "tagIds": choose.sample([1, 2, 3, 4], choose.randrange(4)),
        "intents": [{"aiAgentId": agent} for agent in choose.sample(AGENTS, choose.randrange(3))],
        "workedOnByIds": choose.sample(AGENTS, choose.randrange(3)),
    }
    return row | {"tags": [{"id": tag, "routingRelevance": tag % 2 == 0} for tag in row["tagIds"]]}


def tickets(count: int, choose: random.Random) -> dict[int, dict[str, Any]]:
    numbers = choose.sample(range(80, 2000), count)
    return {number: ticket(number, choose) for number in numbers}
