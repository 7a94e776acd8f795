"""What a ticket says: subject, summary, the three bodies, detected language and attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.world.catalogue import SPAM_TEXTS, WORKITEM_TEXTS
from ticketgate.mock.world.deck import Deck

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from ticketgate.mock.world.situations import Situation

_FOOTER = "--\nGesendet von unterwegs. Bitte denken Sie an die Umwelt, bevor Sie diese Nachricht ausdrucken."
_OFTEN_WITHOUT_BODY = frozenset({"system", "walkIn", "phone"})
_WITH_ATTACHMENTS = frozenset({"email", "portal", "letter", "chat"})
_IMAGE_SIDES = ((1280, 960), (3024, 4032), (800, 600))
_STORE = "https://files.stadtwerke.example.com"


class Content:
    """Fills the fields a reader of the ticket reads."""

    def __init__(self, rng: Random, one_in: int | None = None) -> None:
        self._rng = rng
        self._english = Deck.odds(rng, yes=1, no=11)
        self._no_body = Deck.odds(rng, yes=1, no=24)
        self._no_body_elsewhere = Deck.odds(rng, yes=1, no=2)
        self._undetected = Deck.odds(rng, yes=1, no=15, one_in=one_in)
        self._sentiment = Deck[str | None].weighted(
            rng, {"neutral": 6, "negative": 3, "positive": 2, None: 1}, one_in
        )
        self._spam_text = Deck(rng, SPAM_TEXTS)
        self._workitem_text = Deck(rng, WORKITEM_TEXTS)
        self._has_workitem = Deck.odds(rng, yes=3, no=1)
        self._attachments = Attachments(rng)

    def fields(self, situation: Situation) -> dict[str, Any]:
        """Give the members that hold or describe the text of one ticket."""
        slots = self._slots(situation)
        english = situation.channel != "system" and not situation.is_spam and self._english.deal()
        subject, text, summary = (
            part.format_map(slots) for part in self._wording(situation, english=english)
        )
        greeting, farewell = (
            ("Hello", "Kind regards") if english else ("Guten Tag", "Mit freundlichen Grüßen")
        )
        bodiless = (
            self._no_body_elsewhere if situation.channel in _OFTEN_WITHOUT_BODY else self._no_body
        ).deal()
        paragraphs = (f"{greeting},", text, f"{farewell}\n{slots['name']}")
        processed = situation.ai_level != "unprocessed"
        detected = processed and not bodiless and not self._undetected.deal()
        return {
            "summary": summary,
            "subject": subject,
            "bodyPlain": None if bodiless else "\n\n".join((*paragraphs, _FOOTER)),
            "body": None if bodiless else _as_html((*paragraphs, _FOOTER)),
            # Made by the AI pipeline, so a ticket that has not been through it has none yet (R65).
            "bodyClean": "\n\n".join(paragraphs) if processed and not bodiless else None,
            "language": ("English" if english else "German") if detected else None,
            "languageCode": ("en" if english else "de") if detected else None,
            "sentiment": self._sentiment.deal() if processed else None,
            "attachments": self._attachments.of(situation),
            "workitem": self._workitem(situation, slots),
        }

    def _slots(self, situation: Situation) -> Mapping[str, str]:
        day, month = self._rng.randrange(1, 29), self._rng.randrange(1, 13)
        contract = situation.contract or {"id": "unbekannt", "counterNumber": "unbekannt"}
        return {
            "name": situation.customer.name,
            "contract": str(contract["id"]),
            "meter": contract["counterNumber"],
            "reading": str(self._rng.randrange(900, 88_000)),
            "amount": str(self._rng.randrange(35, 390)),
            "date": f"{day:02d}.{month:02d}.2026",
        }

    def _wording(self, situation: Situation, *, english: bool) -> tuple[str, str, str]:
        """Choose subject, text and summary, with their slots still open."""
        if situation.is_spam:
            subject, text = self._spam_text.deal()
            return subject, text, "Unerwünschte Werbung."
        if situation.channel == "system":
            subject, text = self._workitem_text.deal()
            return subject, text, f"Klärfall aus dem ERP-System: {subject}"
        topic = situation.topic
        if english:
            return topic.english[0], topic.english[1], topic.summary
        return self._rng.choice(topic.subjects), " ".join(topic.sentences), topic.summary

    def _workitem(self, situation: Situation, slots: Mapping[str, str]) -> dict[str, Any] | None:
        """Give the source data of the work item, which only system tickets can have (R66)."""
        if situation.channel != "system" or not self._has_workitem.deal():
            return None
        return {
            "source": "erp",
            "reference": f"WI-{situation.id}",
            "meter": slots["meter"],
            "retries": situation.id % 3,
        }


class Attachments:
    """Makes attachments: none inline but PDFs (R64), sizes in pixels for images only."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._count = Deck.weighted(rng, {0: 6, 1: 4, 2: 2})
        self._kind = Deck.weighted(rng, {"pdf": 3, "inline pdf": 1, "jpg": 3, "txt": 1})
        self._undetermined = Deck.odds(rng, yes=1, no=2)
        self._extracted = Deck.odds(rng, yes=1, no=3)

    def of(self, situation: Situation) -> list[dict[str, Any]]:
        """Give the attachments of one ticket; spam keeps none."""
        if situation.channel not in _WITH_ATTACHMENTS or situation.is_spam:
            return []
        return [self._attachment() for _ in range(self._count.deal())]

    def _attachment(self) -> dict[str, Any]:
        kind = self._kind.deal()
        ending = kind.rsplit(" ", maxsplit=1)[-1]
        key = f"{self._rng.getrandbits(44):011x}"
        name, content_type = {
            "pdf": ("Schreiben.pdf", "application/pdf"),
            "jpg": ("Zaehlerfoto.jpg", "image/jpeg"),
            "txt": ("Notiz.txt", "text/plain"),
        }[ending]
        attachment: dict[str, Any] = {
            "id": key,
            "url": f"{_STORE}/attachment/{key}",
            "name": name,
            "size": self._rng.randrange(4_000, 2_400_000),
            "inline": kind == "inline pdf",
            "fileEnding": ending,
            "contentType": content_type,
            "originalUrl": f"{_STORE}/original/{key}.{ending}",
            "extractedData": {"meterNumber": f"1BSP{key[:6]}"} if self._extracted.deal() else None,
            "extractionStatus": "success",
            "extractionData": {},
        }
        if ending == "jpg":
            attachment["extractionData"] = {
                "confidence": round(self._rng.uniform(0.4, 0.99), 3),
                "meterValue": round(self._rng.uniform(900, 88_000), 1),
            }
            attachment["width"], attachment["height"] = self._rng.choice(_IMAGE_SIDES)
        elif self._undetermined.deal():
            attachment["width"] = attachment["height"] = None
        return attachment


def _as_html(paragraphs: tuple[str, ...]) -> str:
    """Write the paragraphs as the HTML a mail program would send."""
    escaped = (text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") for text in paragraphs)
    return "<html><body>" + "".join(f"<p>{text}</p>" for text in escaped) + "</body></html>"
