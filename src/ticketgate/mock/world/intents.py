"""What the AI understood: intents with options, infos and, where something was executed, an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.world.catalogue import TOPICS, Topic
from ticketgate.mock.world.clock import NOW, date_time
from ticketgate.mock.world.deck import Deck

if TYPE_CHECKING:
    from random import Random

    from ticketgate.mock.world.situations import Situation

SYSTEM_USER_ID = 0
_OPTIONS = (
    ("execute", "Ausführen", "check"),
    ("reject", "Ablehnen", "cancel"),
    ("ask", "Rückfrage stellen", "questionMark"),
)
_INFOS = {
    "success": ("Die Angaben sind plausibel.", "DATA_PLAUSIBLE"),
    "warning": ("Der Wert weicht vom Vorjahr ab.", "USER_WARNING"),
    "danger": ("Der Vertrag ist gekündigt.", "CONTRACT_ENDED"),
    "neutral": ("Der Kunde wurde bereits informiert.", "NOTE"),
}
_SURE, _DOUBTFUL, _UNSURE = 0.9, 0.7, 0.5


class Intents:
    """Fills `intents` in the full form."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._count = Deck.weighted(rng, {0: 2, 1: 9, 2: 3, 3: 1})
        self._state = Deck.weighted(
            rng, {"ready": 4, "preview": 2, "executed": 2, "invalidated": 1, "deleted": 1, "archived": 1}
        )
        self._state_when_closed = Deck.weighted(
            rng, {"executed": 6, "archived": 2, "invalidated": 1, "deleted": 1, "ready": 1, "preview": 1}
        )
        self._certain = Deck.odds(rng, yes=1, no=9)
        self._options = Deck.weighted(rng, {0: 1, 1: 1, 2: 3, 3: 3})
        self._infos = Deck.weighted(rng, {0: 2, 1: 4, 2: 2})
        self._info = Deck(rng, _INFOS)
        self._info_extra = Deck.weighted(rng, {"given": 1, "null": 1, "absent": 2})
        self._extra = Deck.odds(rng, yes=1, no=5)
        self._verified = Deck.odds(rng, yes=1, no=2)
        self._success = Deck.odds(rng, yes=5, no=1)
        self._sent = Deck.odds(rng, yes=3, no=1)
        self._by_system = Deck.odds(rng, yes=2, no=1)
        self._template = Deck.odds(rng, yes=2, no=1)
        self._sources = Deck.weighted(rng, {0: 1, 1: 2, 2: 1})
        self._internal_source = Deck.odds(rng, yes=1, no=2)

    def of(self, situation: Situation) -> list[dict[str, Any]]:
        """Give the intents of one ticket, each of another AI agent (R58)."""
        if situation.is_spam or situation.ai_level == "unprocessed":
            return []
        first = TOPICS.index(situation.topic)
        topics = (TOPICS[(first + step) % len(TOPICS)] for step in range(self._count.deal()))
        return [self._intent(situation, topic, position) for position, topic in enumerate(topics)]

    def _intent(self, situation: Situation, topic: Topic, position: int) -> dict[str, Any]:
        state = (self._state if situation.closed is None else self._state_when_closed).deal()
        confidence = 1 if self._certain.deal() else round(self._rng.uniform(0.35, 0.99), 2)
        recipient = next(iter(situation.customer.addresses), "kunde@example.com")
        contract = situation.contract or {"id": None, "energy": None, "counterNumber": None}
        intent: dict[str, Any] = {
            "id": situation.id * 4 + position,
            "aiAgentId": topic.agent_id,
            "code": topic.code,
            "name": topic.agent_name,
            "contractId": None if situation.contract is None else str(contract["id"]),
            "status": state,
            "confidence": confidence,
            "confidenceColor": _colour(confidence),
            "verified": self._verified.deal(),
            "context": {"energy": contract["energy"]},
            "messagePreview": f"Guten Tag {situation.customer.name}, gern erledigen wir Ihr Anliegen.",
            "recipient": recipient,
            "data": {"counterNumber": contract["counterNumber"], "value": self._rng.randrange(900, 88_000)},
            "options": self._make_options(),
            "infos": [self._make_info() for _ in range(self._infos.deal())],
            "extraInfo": "Aus dem Anhang gelesen." if self._extra.deal() else None,
        }
        # Only what was executed has an outcome; before and instead of that it is null or missing (R56, R57).
        if state != "preview":
            done = state in {"executed", "archived"}
            intent["outcome"] = self._outcome(situation, topic, recipient) if done else None
        return intent

    def _make_options(self) -> list[dict[str, Any]]:
        """Offer some ways to go on: numbered from 1, only the first one recommended (R60)."""
        return [
            {"type": kind, "name": name, "icon": icon, "recommended": order == 1, "order": order}
            for order, (kind, name, icon) in enumerate(_OPTIONS[: self._options.deal()], start=1)
        ]

    def _make_info(self) -> dict[str, Any]:
        kind = self._info.deal()
        message, code = _INFOS[kind]
        info: dict[str, Any] = {"type": kind, "message": message, "code": code}
        extra = self._info_extra.deal()
        if extra != "absent":
            info["extraInfo"] = "Vergleichswert: 3200 kWh" if extra == "given" else None
        return info

    def _outcome(self, situation: Situation, topic: Topic, recipient: str) -> dict[str, Any]:
        """Tell what came of it: if the ticket is closed, then this closed it, at that moment (R61)."""
        sent, success = self._sent.deal(), self._success.deal()
        executed = situation.closed if situation.closed is not None else (situation.created + NOW) // 2
        return {
            "aiAgentId": topic.agent_id,
            "success": success,
            "messageLocalized": "Erfolgreich ausgeführt." if success else "Das ERP-System hat abgelehnt.",
            "internalData": {"attempts": 1 if success else 3},
            "executedAt": date_time(executed),
            "userId": SYSTEM_USER_ID if self._by_system.deal() else self._rng.randrange(11, 19),
            "sent": sent,
            "ticketClosed": situation.closed is not None,
            "recipient": recipient if sent else None,
            "message": f"Ihr Anliegen „{topic.agent_name}“ ist erledigt." if sent else None,
            "template": "<div>%MESSAGE%</div>" if self._template.deal() else None,
            "sources": [self._source(topic, number) for number in range(self._sources.deal())],
            "txId": f"tx-{self._rng.getrandbits(48):012x}",
        }

    def _source(self, topic: Topic, number: int) -> dict[str, Any]:
        internal = self._internal_source.deal()
        return {
            "type": "knowledgeSource",
            "id": topic.agent_id * 10 + number,
            "name": f"Handbuch {topic.agent_name}",
            "url": None if internal else f"https://wissen.stadtwerke.example.com/{topic.code}/{number}",
            "text": "Der Vorgang kann ohne Rückfrage ausgeführt werden.",
        }


def _colour(confidence: float) -> str:
    if confidence >= _SURE:
        return "success"
    if confidence >= _DOUBTFUL:
        return "warning"
    return "neutral" if confidence >= _UNSURE else "danger"
