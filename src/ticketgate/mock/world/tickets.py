"""The tickets of the mock: a German energy supplier's service desk, the same for the same count and seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from ticketgate.mock.world.addressing import Addressing
from ticketgate.mock.world.catalogue import EXTRA_TAG_IDS, HIDDEN_TAG_ID, TAGS
from ticketgate.mock.world.clock import DAY, HOUR, NOW, date_time, rfc3339
from ticketgate.mock.world.content import Content
from ticketgate.mock.world.customers import customers
from ticketgate.mock.world.deck import Deck
from ticketgate.mock.world.intents import Intents
from ticketgate.mock.world.people import ON_DUTY, agents, people
from ticketgate.mock.world.situations import FIRST_ID, Situation, Situations

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMBERS = (
    "id",
    "direction",
    "from",
    "fromName",
    "to",
    "ccEmails",
    "bccEmails",
    "replyCcEmails",
    "replyRecipients",
    "subchannelId",
    "externalTicketId",
    "sentiment",
    "language",
    "languageCode",
    "autoExecuteAt",
    "aiSupportLevel",
    "spamStatus",
    "isCustomerActive",
    "interface",
    "priority",
    "channel",
    "channelId",
    "status",
    "summary",
    "subject",
    "bodyPlain",
    "body",
    "bodyClean",
    "isEscalated",
    "createdAt",
    "modifiedAt",
    "firstResponseDueBy",
    "dueBy",
    "closedAt",
    "customer",
    "customerId",
    "contractId",
    "partnerId",
    "customerLegitimation",
    "customerLegitimationMessage",
    "responderId",
    "agentId",
    "agent",
    "assignedAgentIds",
    "assignedAgents",
    "workedOnByIds",
    "workedOnBy",
    "attachments",
    "additionalData",
    "template",
    "tags",
    "tagIds",
    "agentSkillsMatch",
    "intents",
    "rawData",
    "workitem",
    "prevTicketId",
    "nextTicketId",
)
"""The 58 members of a full ticket, in the order of the published page."""

_FEWEST_CUSTOMERS, _MOST_CUSTOMERS = 48, 4000
_TICKETS_PER_CUSTOMER = 4
_LOWEST_DOUBT, _HIGHEST_DOUBT = 10, 19


def generate(count: int, seed: int, *, one_in: int | None = None) -> Iterator[dict[str, Any]]:
    """Give `count` full tickets of 58 members each, by ascending id and time of creation.

    They keep every cross-field rule of the API, and five hundred of them show every value, null and shape it
    allows, whatever the seed. With `one_in` nearly all are alike in what a search can filter by: each other
    value of channel, status and their like is had by one of so many tickets.
    """
    desk = _Desk(count, seed, one_in)
    return (desk.ticket(index) for index in range(count))


class _Desk:
    """Holds everything tickets are made from; each ticket takes the next cards of all decks."""

    def __init__(self, count: int, seed: int, one_in: int | None) -> None:
        # Seeded on purpose: the same seed must give the same data.
        rng = Random(seed)  # noqa: S311
        pool = people(seed)
        wanted = min(max(count // _TICKETS_PER_CUSTOMER, _FEWEST_CUSTOMERS), _MOST_CUSTOMERS)
        self._rng = rng
        self._count = count
        self._situations = Situations(rng, customers(pool, rng, wanted), count, one_in)
        self._agents = agents(seed)
        self._addressing = Addressing(rng, pool)
        self._content = Content(rng, one_in)
        self._intents = Intents(rng)
        self._tags = _TagPicker(rng)
        self._assigned = Deck.weighted(rng, {0: 3, 1: 5, 2: 2}, one_in)
        self._active = Deck.weighted(rng, {0: 8, 1: 2, 2: 1}, one_in)
        self._deadlines = Deck.weighted(rng, {"both": 6, "due": 2, "first": 1, "none": 1}, one_in)
        self._due_days = Deck(rng, range(2, 15))
        self._touched = Deck.odds(rng, yes=2, no=1, one_in=one_in)
        self._priority = Deck.weighted(rng, {"low": 8, "medium": 7, "high": 3, "urgent": 2}, one_in)
        self._escalated = Deck.odds(rng, yes=1, no=11)
        self._chatting = Deck.odds(rng, yes=2, no=1)
        self._scheduled = Deck.odds(rng, yes=2, no=1)
        self._external = Deck.odds(rng, yes=1, no=4, one_in=one_in)
        self._partner = Deck.odds(rng, yes=1, no=7, one_in=one_in)
        self._additional = Deck.odds(rng, yes=1, no=3)
        self._skilled = Deck.odds(rng, yes=7, no=1)

    def ticket(self, index: int) -> dict[str, Any]:
        """Make the ticket at this position, its members in the page's order."""
        situation = self._situations.of(index)
        parts, email_matches = self._addressing.fields(situation)
        parts.update(self._content.fields(situation))
        parts.update(self._status(situation))
        parts.update(self._customer(situation, email_matches=email_matches))
        parts.update(self._people(situation))
        parts.update(self._tags.fields(situation))
        parts.update(self._rest(situation))
        parts.update(self._neighbours(index))
        return {name: parts[name] for name in MEMBERS}

    def _status(self, situation: Situation) -> dict[str, Any]:
        """Give status and times: in order (R42 to R44), a pending ticket due in the future (R38)."""
        kind = self._deadlines.deal()
        due = situation.created + self._due_days.deal() * DAY
        if situation.status == "pending":
            kind, due = "both" if kind in {"both", "first"} else "due", NOW + self._due_days.deal() * DAY
        first = situation.created + min(4 * HOUR, due - situation.created)
        modified = situation.closed if situation.closed is not None else (situation.created + NOW) // 2
        return {
            "status": situation.status,
            "createdAt": date_time(situation.created),
            "modifiedAt": date_time(modified)
            if situation.closed is not None or self._touched.deal()
            else None,
            "firstResponseDueBy": date_time(first) if kind in {"both", "first"} else None,
            "dueBy": date_time(due) if kind in {"both", "due"} else None,
            "closedAt": None if situation.closed is None else date_time(situation.closed),
            "autoExecuteAt": rfc3339(NOW + self._rng.randrange(1, 48) * HOUR)
            if situation.may_run_by_itself and self._scheduled.deal()
            else None,
        }

    def _customer(self, situation: Situation, *, email_matches: bool) -> dict[str, Any]:
        """Give the customer and how surely it was identified; a message goes with levels 10 to 19 (R1, R2).

        A ticket whose `customerId` is null shows the customer that was presumed and not linked yet.
        """
        doubtful = _LOWEST_DOUBT <= situation.legitimation <= _HIGHEST_DOUBT
        return {
            "customer": {**situation.customer.members, "emailMatches": email_matches},
            "customerId": situation.customer.key if situation.linked else None,
            "contractId": None if situation.contract is None else str(situation.contract["id"]),
            "customerLegitimation": situation.legitimation,
            "customerLegitimationMessage": "Der Absender ist <b>nicht bestätigt</b>." if doubtful else None,
        }

    def _people(self, situation: Situation) -> dict[str, Any]:
        """Give the agents: objects and ids always agree (R25 to R28)."""
        assigned = (
            self._rng.sample(self._agents, self._assigned.deal())
            if situation.ai_level != "unprocessed"
            else []
        )
        recent = NOW - situation.created < HOUR
        active = (
            []
            if recent or situation.closed
            else self._rng.sample(self._agents[:ON_DUTY], self._active.deal())
        )
        first = assigned[0] if assigned else None
        return {
            "responderId": first["id"] if first is not None and situation.closed is not None else None,
            "agentId": None if first is None else first["id"],
            "agent": first,
            "assignedAgentIds": [agent["id"] for agent in assigned],
            "assignedAgents": assigned,
            "workedOnByIds": [agent["id"] for agent in active],
            "workedOnBy": active,
        }

    def _rest(self, situation: Situation) -> dict[str, Any]:
        """Give what depends on little else."""
        is_open_chat = situation.channel == "chat" and situation.closed is None
        return {
            "id": situation.id,
            "direction": situation.direction,
            "channel": situation.channel,
            "externalTicketId": f"SD-{situation.id:07d}" if self._external.deal() else None,
            "aiSupportLevel": situation.ai_level,
            "spamStatus": situation.spam_status,
            "isCustomerActive": is_open_chat and self._chatting.deal(),
            "interface": "internal",
            "priority": self._priority.deal(),
            "isEscalated": self._escalated.deal(),
            "partnerId": self._rng.randrange(1, 41) if self._partner.deal() else None,
            "additionalData": {"campaign": "Winter", "source": "form"} if self._additional.deal() else None,
            "agentSkillsMatch": self._skilled.deal(),
            "intents": self._intents.of(situation),
            # Sent on request only (R67).
            "rawData": None,
        }

    def _neighbours(self, index: int) -> dict[str, int]:
        """Give the ids before and after, first and last being neighbours, so that none is null (R80)."""
        ring = max(self._count, 2)
        return {
            "prevTicketId": FIRST_ID + (index - 1) % ring,
            "nextTicketId": FIRST_ID + (index + 1) % ring,
        }


class _TagPicker:
    """Fills `tags` and `tagIds`: objects for all ids but that of a hidden private tag (R32, R33)."""

    def __init__(self, rng: Random) -> None:
        self._by_topic = Deck.odds(rng, yes=5, no=1)
        self._extras = Deck.weighted(rng, {0: 7, 1: 3, 2: 1})
        self._extra = Deck(rng, EXTRA_TAG_IDS)
        self._hidden = Deck.odds(rng, yes=1, no=19)

    def fields(self, situation: Situation) -> dict[str, Any]:
        ids = [situation.topic.tag_id] if not situation.is_spam and self._by_topic.deal() else []
        ids += [self._extra.deal() for _ in range(self._extras.deal())]
        visible = list(dict.fromkeys(ids))
        hidden = [HIDDEN_TAG_ID] if self._hidden.deal() else []
        return {"tags": [TAGS[tag_id] for tag_id in visible], "tagIds": visible + hidden}
