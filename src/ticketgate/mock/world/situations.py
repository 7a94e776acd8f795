"""The situation behind a ticket: decided first, so that all of its fields can agree with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ticketgate.mock.world.catalogue import TOPICS, Topic
from ticketgate.mock.world.clock import DAY, HOUR, MINUTE, NOW
from ticketgate.mock.world.deck import Deck

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from ticketgate.mock.world.customers import Customer

FIRST_ID = 371_001
SPAM = frozenset({"auto_spam", "auto_programmatic", "manual_spam"})
"""The values of `spamStatus` that keep a ticket out of routing (R46)."""
SPOKEN = frozenset({"phone", "chat"})
"""The channels a bot may work on (R53) and that are never executed automatically (R52)."""
ADDRESSED_BY_EMAIL = frozenset({"email", "portal", "chat"})

_SPAN = 120 * DAY
_TRUSTED = 20
"""The legitimation level from which a contract is linked beyond doubt (R7, R52)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What one ticket is about; `customerId` is set if it is linked, `contractId` if there is a contract."""

    id: int
    channel: str
    direction: str
    status: str
    spam_status: str | None
    ai_level: str
    topic: Topic
    customer: Customer
    linked: bool
    contract: dict[str, Any] | None
    known_sender: bool
    legitimation: int
    created: int
    closed: int | None

    @property
    def is_spam(self) -> bool:
        """Whether the spam status keeps the ticket out of routing."""
        return self.spam_status in SPAM

    @property
    def may_run_by_itself(self) -> bool:
        """Whether the ticket meets every condition of a scheduled automatic execution (R51, R52)."""
        return (
            self.ai_level == "automated"
            and self.status == "open"
            and self.direction == "in"
            and self.channel not in SPOKEN
            and not self.is_spam
            and (self.contract is None or self.legitimation >= _TRUSTED)
        )


class Situations:
    """Deals situations; ids are consecutive and follow the time of creation."""

    def __init__(
        self, rng: Random, customers: Sequence[Customer], count: int, one_in: int | None = None
    ) -> None:
        self._rng = rng
        self._count = count
        self._channel = Deck.weighted(
            rng,
            {"email": 26, "portal": 7, "phone": 6, "chat": 5, "letter": 3, "system": 2, "walkIn": 1},
            one_in,
        )
        self._direction = {
            "email": Deck.weighted(rng, {"in": 17, "out": 2, "internal": 1}, one_in),
            "phone": Deck.weighted(rng, {"in": 7, "out": 1}),
            "system": Deck.weighted(rng, {"internal": 3, "in": 2}),
        }
        self._status = Deck.weighted(rng, {"closed": 10, "open": 7, "pending": 3}, one_in)
        self._spam = Deck[str | None].weighted(
            rng,
            {
                None: 22,
                "auto_clean": 18,
                "auto_spam": 3,
                "auto_programmatic": 2,
                "manual_spam": 2,
                "manual_clean": 3,
            },
            one_in,
        )
        self._ai_spoken = Deck.weighted(rng, {"bot": 4, "human": 4, "automated": 1, "unprocessed": 1})
        self._ai = Deck.weighted(rng, {"human": 9, "automated": 6, "unprocessed": 3}, one_in)
        self._topic = Deck(rng, TOPICS)
        self._customer = Deck(rng, customers)
        self._link = Deck.weighted(rng, {"contract": 15, "customer": 2, "none": 3}, one_in)
        self._known_sender = Deck.odds(rng, yes=13, no=7)
        self._level_known = Deck.weighted(rng, {20: 10, 10: 2, 30: 2, 40: 1, 45: 1})
        self._level_unknown = Deck.weighted(rng, {10: 6, 11: 1, 12: 2, 13: 2, 15: 2, 30: 2})
        self._level_own = Deck.weighted(rng, {20: 5, 30: 1, 40: 1})

    def of(self, index: int) -> Situation:
        """Deal the situation of the ticket at this position (from 0)."""
        channel = self._channel.deal()
        direction = self._direction[channel].deal() if channel in self._direction else "in"
        spam_status = self._spam.deal() if channel in {"email", "portal"} and direction == "in" else None
        # Marking by hand closes the ticket (R49), so an open ticket with this mark would look wrong.
        status = "closed" if spam_status == "manual_spam" else self._status.deal()
        customer = self._customer.deal()
        linked, contract = self._links(customer, is_spam=spam_status in SPAM)
        known_sender = self._known_sender.deal() and bool(customer.addresses)
        created = self._created(index)
        return Situation(
            id=FIRST_ID + index,
            channel=channel,
            direction=direction,
            status=status,
            spam_status=spam_status,
            ai_level=self._level_of_ai(channel, is_spam=spam_status in SPAM),
            topic=self._topic.deal(),
            customer=customer,
            linked=linked,
            contract=contract,
            known_sender=known_sender,
            legitimation=self._legitimation(
                contract, known_sender=known_sender, own=channel == "system" or direction != "in"
            ),
            created=created,
            closed=self._closed(created) if status == "closed" else None,
        )

    def _level_of_ai(self, channel: str, *, is_spam: bool) -> str:
        if is_spam:
            return "human"
        return (self._ai_spoken if channel in SPOKEN else self._ai).deal()

    def _links(self, customer: Customer, *, is_spam: bool) -> tuple[bool, dict[str, Any] | None]:
        """Decide whether the customer and one of the contracts are linked; spam never is."""
        link = "none" if is_spam else self._link.deal()
        contracts = customer.members["contracts"]
        chosen = self._rng.choice(contracts) if link == "contract" and contracts else None
        return link != "none", chosen

    def _legitimation(self, contract: dict[str, Any] | None, *, known_sender: bool, own: bool) -> int:
        """Choose a level: above 0 only with a contract (R5), 20 and more if we wrote ourselves (R7)."""
        if contract is None:
            return 0
        if own:
            return self._level_own.deal()
        return (self._level_known if known_sender else self._level_unknown).deal()

    def _created(self, index: int) -> int:
        """Spread creation over the last months, denser towards now, so that `-4 HOUR` finds tickets too."""
        share = 1 - (index + self._rng.random()) / self._count
        return NOW - 2 * MINUTE - int(_SPAN * share * share)

    def _closed(self, created: int) -> int:
        return created + min(int(self._rng.uniform(10 * MINUTE, 6 * DAY)), max(MINUTE, NOW - created - HOUR))
