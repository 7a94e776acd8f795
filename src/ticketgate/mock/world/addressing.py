"""Who wrote to whom: sender, recipients and subchannel of a ticket, by its channel and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from ticketgate.mock.world.catalogue import HOTLINE, MAILBOXES, SUBCHANNELS, TEMPLATES
from ticketgate.mock.world.deck import Deck
from ticketgate.mock.world.people import phone
from ticketgate.mock.world.situations import ADDRESSED_BY_EMAIL, Situation

if TYPE_CHECKING:
    from random import Random

    from ticketgate.mock.world.people import People

_STRANGERS = 300
_COLLEAGUE = "technik@stadtwerke.example.com"


class Addressing:
    """Fills the fields that rules R12 to R24 speak about."""

    def __init__(self, rng: Random, pool: People) -> None:
        self._rng = rng
        self._strangers = [pool.person(rng).email for _ in range(_STRANGERS)]
        self._mailbox = Deck(rng, SUBCHANNELS["email"])
        self._spelling = Deck.weighted(rng, {"own": 5, "contract": 1, "other case": 1})
        self._gives_name = Deck.odds(rng, yes=4, no=1)
        self._to_form = Deck.odds(rng, yes=7, no=1)
        self._in_copy = Deck.weighted(rng, {0: 6, 1: 2, 2: 1})
        self._blind = Deck.odds(rng, yes=1, no=6)
        self._reply_copy = Deck.weighted(rng, {0: 6, 1: 2, 2: 1})

    def fields(self, situation: Situation) -> tuple[dict[str, Any], bool]:
        """Give the addressing members of one ticket, and whether the sender is an address of the customer."""
        subchannel = self._subchannel(situation.channel)
        sender, to = self._parties(situation, subchannel)
        is_email = situation.channel == "email"
        cc = [self._stranger() for _ in range(self._in_copy.deal())] if is_email else []
        bcc = ["archiv@stadtwerke.example.com"] if is_email and self._blind.deal() else []
        reply_cc = [*cc[:1], self._stranger()][: self._reply_copy.deal()] if is_email else []
        members = {
            "from": sender,
            "fromName": self._name(situation, sender),
            "to": to,
            "ccEmails": cc,
            "bccEmails": bcc,
            "replyCcEmails": reply_cc,
            "replyRecipients": self._reply(situation, sender, to, list(dict.fromkeys(cc + reply_cc)), bcc),
            "subchannelId": subchannel,
            "channelId": str(UUID(int=self._rng.getrandbits(128), version=4))
            if situation.channel == "chat"
            else None,
            "template": None if subchannel is None else TEMPLATES.get(subchannel),
        }
        return members, sender is not None and sender.lower() in situation.customer.addresses

    def _subchannel(self, channel: str) -> int | None:
        if channel == "email":
            return self._mailbox.deal()
        choices = SUBCHANNELS.get(channel)
        return None if choices is None else self._rng.choice(choices)

    def _parties(self, situation: Situation, subchannel: int | None) -> tuple[str | None, list[str] | str]:
        """Give `from` and `to`: null and empty for system tickets, else as the channel has it (R17, R21)."""
        match situation.channel:
            case "system":
                return None, []
            case "phone":
                caller = phone(self._rng)
                return (caller, HOTLINE) if situation.direction == "in" else (HOTLINE, caller)
            case "letter":
                return situation.customer.name, []
            case "walkIn":
                return situation.customer.name, "Kundenzentrum Mitte"
            case "email":
                return self._mail(situation, MAILBOXES[subchannel or min(MAILBOXES)])
            case _:
                return self._sender(situation), [MAILBOXES[21]]

    def _mail(self, situation: Situation, mailbox: str) -> tuple[str, list[str] | str]:
        if situation.direction == "in":
            sender, to = self._sender(situation), mailbox
        elif situation.direction == "out":
            sender, to = mailbox, next(iter(situation.customer.addresses), self._stranger())
        else:
            sender, to = _COLLEAGUE, mailbox
        return sender, [to] if self._to_form.deal() else to

    def _sender(self, situation: Situation) -> str:
        """Choose an address: one on record, perhaps in capitals, for a known sender, else a stranger's."""
        if not situation.known_sender:
            return self._stranger()
        spelling = self._spelling.deal()
        address = situation.customer.addresses[-1 if spelling == "contract" else 0]
        return address.title() if spelling == "other case" else address

    def _stranger(self) -> str:
        return self._rng.choice(self._strangers)

    def _name(self, situation: Situation, sender: str | None) -> str | None:
        given = sender is not None and situation.channel != "phone" and self._gives_name.deal()
        return situation.customer.name if given else None

    def _reply(
        self, situation: Situation, sender: str | None, to: list[str] | str, cc: list[str], bcc: list[str]
    ) -> dict[str, list[str]] | None:
        """Propose whom to answer: null for system tickets only (R14, R16), covering all copies (R24)."""
        if situation.channel == "system":
            return None
        if situation.channel in ADDRESSED_BY_EMAIL and situation.direction == "in" and sender is not None:
            return {"to": [sender], "cc": cc, "bcc": bcc}
        if situation.channel == "email" and situation.direction == "out":
            return {"to": [to] if isinstance(to, str) else list(to), "cc": cc, "bcc": bcc}
        return {"to": list(situation.customer.addresses[:1]), "cc": cc, "bcc": bcc}
