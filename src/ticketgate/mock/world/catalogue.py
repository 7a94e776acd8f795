"""The fixed world of the invented energy supplier: subchannels, tags, topics with texts and AI agents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAILBOXES = {
    21: "service@stadtwerke.example.com",
    22: "umzug@stadtwerke.example.com",
    23: "rechnung@stadtwerke.example.com",
}
SUBCHANNELS = {"email": tuple(MAILBOXES), "portal": (31,), "phone": (41, 42), "chat": (51,)}
"""The subchannel ids by channel; letters, walk-ins and system tickets come through none."""
HOTLINE = "+493023125000"
_GREETING = "<p>Guten Tag,</p>%MESSAGE%<p>Mit freundlichen Gr&uuml;&szlig;en<br>Ihr Kundenservice</p>"
TEMPLATES = {21: _GREETING, 22: _GREETING, 31: "<div>%MESSAGE%</div>"}
"""Reply templates by subchannel; the other subchannels have none configured, hence null (R68)."""


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What a customer writes about, and the AI agent that handles it.

    Texts may use the slots name, contract, meter, reading, amount and date.
    """

    code: str
    agent_id: int
    agent_name: str
    tag_id: int
    subjects: tuple[str, ...]
    sentences: tuple[str, ...]
    english: tuple[str, str]
    summary: str


TOPICS = (
    Topic(
        "process_meter_reading",
        101,
        "Zählerstand erfassen",
        61,
        ("Zählerstand zum {date}", "Ablesung Zähler {meter}", "Mein Zählerstand"),
        (
            "anbei mein aktueller Zählerstand: {reading} kWh, abgelesen am {date}.",
            "Die Zählernummer lautet {meter}, die Vertragsnummer {contract}.",
            "Bitte berücksichtigen Sie den Stand in der nächsten Abrechnung.",
        ),
        ("Meter reading for {meter}", "please find my meter reading: {reading} kWh, taken on {date}."),
        "Kunde teilt den Zählerstand {reading} mit.",
    ),
    Topic(
        "change_deposit",
        102,
        "Abschlag ändern",
        62,
        ("Änderung meines Abschlags", "Abschlag zu hoch", "Neuer Abschlag ab {date}"),
        (
            "bitte ändern Sie meinen monatlichen Abschlag auf {amount} Euro.",
            "Unser Verbrauch ist gesunken, seit zwei Personen ausgezogen sind.",
            "Es geht um den Vertrag {contract}. Die Änderung soll ab {date} gelten.",
        ),
        ("Monthly payment", "please change my monthly payment to {amount} euros from {date}."),
        "Kunde möchte den Abschlag auf {amount} Euro ändern.",
    ),
    Topic(
        "process_relocation",
        103,
        "Umzug bearbeiten",
        63,
        ("Umzug zum {date}", "Auszug und neue Adresse", "Ich ziehe um"),
        (
            "zum {date} ziehe ich um und möchte meinen Vertrag {contract} mitnehmen.",
            "Den Zähler {meter} übergebe ich mit dem Stand {reading} an den Nachmieter.",
            "Was brauchen Sie noch von mir? Die neue Anschrift reiche ich nach.",
        ),
        ("Moving house", "I am moving out on {date} and would like to keep my contract {contract}."),
        "Kunde zieht zum {date} um und will den Vertrag mitnehmen.",
    ),
    Topic(
        "update_bank_data",
        104,
        "Bankdaten ändern",
        64,
        ("Neue Bankverbindung", "SEPA-Mandat für Vertrag {contract}"),
        (
            "ich habe die Bank gewechselt und erteile Ihnen hiermit ein neues Lastschriftmandat.",
            "Bitte buchen Sie ab {date} nur noch vom neuen Konto ab, zuletzt waren es {amount} Euro.",
            "Eine kurze Bestätigung wäre freundlich.",
        ),
        ("New bank account", "I have changed my bank; please use the new account from {date}."),
        "Kunde meldet eine neue Bankverbindung.",
    ),
    Topic(
        "explain_invoice",
        105,
        "Rechnung erklären",
        65,
        ("Frage zur Jahresrechnung", "Nachzahlung von {amount} Euro", "Rechnung nicht nachvollziehbar"),
        (
            "in der Jahresrechnung verlangen Sie eine Nachzahlung von {amount} Euro.",
            "Der Endstand {reading} am Zähler {meter} scheint mir geschätzt zu sein.",
            "Ich bitte um eine Erläuterung und bis dahin um Aufschub der Zahlung.",
        ),
        ("Question about my bill", "the bill of {date} asks for {amount} euros, which I do not understand."),
        "Kunde versteht die Nachzahlung von {amount} Euro nicht.",
    ),
    Topic(
        "process_termination",
        106,
        "Kündigung bearbeiten",
        66,
        ("Kündigung Vertrag {contract}", "Kündigung zum {date}"),
        (
            "hiermit kündige ich den Vertrag {contract} fristgerecht zum {date}.",
            "Bitte senden Sie mir eine Bestätigung und die Schlussrechnung.",
            "Eine Rückwerbung wünsche ich ausdrücklich nicht.",
        ),
        ("Termination of {contract}", "I hereby terminate the contract {contract} as of {date}."),
        "Kunde kündigt den Vertrag zum {date}.",
    ),
    Topic(
        "offer_tariff",
        107,
        "Tarif anbieten",
        67,
        ("Günstigerer Tarif?", "Tarifwechsel", "Anfrage Ökostrom"),
        (
            "auf Ihrer Internetseite habe ich einen günstigeren Tarif gesehen als meinen.",
            "Ich zahle im Monat {amount} Euro. Ist ein Wechsel zum {date} möglich?",
            "Ökostrom wäre uns wichtig, eine Preisgarantie ebenfalls.",
        ),
        ("Cheaper tariff", "I pay {amount} euros a month and would like to change the tariff from {date}."),
        "Kunde fragt nach einem günstigeren Tarif.",
    ),
    Topic(
        "handle_complaint",
        108,
        "Beschwerde aufnehmen",
        68,
        ("Beschwerde", "Keine Antwort seit Wochen", "So geht es nicht"),
        (
            "seit dem {date} warte ich auf eine Antwort von Ihnen.",
            "Am Telefon hing ich vierzig Minuten in der Warteschleife, danach brach das Gespräch ab.",
            "Wenn ich nichts höre, wende ich mich an die Schlichtungsstelle.",
        ),
        ("Complaint", "I have been waiting for an answer since {date} and am not amused."),
        "Kunde beschwert sich über fehlende Antworten.",
    ),
    Topic(
        "change_master_data",
        109,
        "Stammdaten ändern",
        69,
        ("Namensänderung nach Heirat", "Neue Telefonnummer", "Änderung der Rechnungsadresse"),
        (
            "bitte ändern Sie meine Stammdaten zum Vertrag {contract}: Ich heiße jetzt {name}.",
            "Die Rechnungen senden Sie ab {date} bitte nur noch elektronisch.",
            "Einen Nachweis füge ich bei.",
        ),
        ("Change of name", "please change the name on contract {contract} to {name}."),
        "Kunde bittet um Änderung der Stammdaten.",
    ),
)

SPAM_TEXTS = (
    ("Gewinnbenachrichtigung", "Sie haben {amount} Euro gewonnen! Klicken Sie jetzt auf den Link im Anhang."),
    (
        "Ihr Paket wartet",
        "die Zustellung schlug am {date} fehl. Bitte zahlen Sie die Zollgebühr von {amount} Euro.",
    ),
    ("SEO-Angebot", "wir bringen Ihre Internetseite auf Platz eins, schon ab {amount} Euro im Monat."),
)
WORKITEM_TEXTS = (
    ("Plausibilitätsprüfung Zähler {meter}", "Der Verbrauch weicht um mehr als die Hälfte vom Vorjahr ab."),
    ("Rücklastschrift zu Vertrag {contract}", "Die Lastschrift über {amount} Euro wurde zurückgegeben."),
    ("Lieferbeginn {date} nicht bestätigt", "Der Netzbetreiber hat die Anmeldung nicht beantwortet."),
)

_CHANNELS: tuple[list[str] | None, ...] = (
    None,
    [],
    ["email", "portal", "letter"],
    ["phone", "chat"],
    ["system"],
    ["walkIn", "phone"],
)
_DETECTION = (
    "aiDetection",
    "manualAssignment",
    "conditionDetection",
    "aiAndConditionDetection",
    "aiOrConditionDetection",
    "customLogic",
)
_ASSIGNMENT: tuple[list[str], ...] = (
    ["assignByAI"],
    [],
    ["assignByChannel", "assignBySubchannel"],
    ["assignByTicketProperty"],
    ["assignByContractProperty", "assignByCustomerProperty"],
    ["assignByCustomLogic", "assignByAI"],
)
_COLOURS = ("grey", "green", "red", "blue", "yellow", "purple", "orange", "teal")
_PRIORITIES = ("do-not-change", "low", "medium", "high", "urgent")
_COMPLEXITIES = ("moderate", "low", "high")


def _tag(
    tag_id: int, name: str, kind: str, *, parent: int | None = None, hidden: bool = False
) -> dict[str, Any]:
    """Make a tag object, its properties varied by the id so that all values occur."""
    return {
        "id": tag_id,
        "name": name,
        "fullName": name if parent is None else f"Kundenservice / {name}",
        "parent": parent,
        "reference": "ticket",
        "type": kind,
        "visibility": "private" if hidden else "public",
        "color": _COLOURS[tag_id % len(_COLOURS)],
        "properties": ["defaultSkill"] if tag_id % 9 == 0 else [],
        "complexity": _COMPLEXITIES[tag_id % len(_COMPLEXITIES)],
        "sla": None if tag_id % 4 == 0 else 8 * (tag_id % 3 + 1),
        "priority": _PRIORITIES[tag_id % len(_PRIORITIES)],
        "channels": _CHANNELS[tag_id % len(_CHANNELS)],
        "subchannels": (None, [], [21, 31])[tag_id // 2 % 3],
        "routingRelevance": kind == "skill",
        "detectionDetails": {} if kind == "brand" else {"type": _DETECTION[tag_id % len(_DETECTION)]},
        "assignment": _ASSIGNMENT[tag_id % len(_ASSIGNMENT)],
        "testCase": {"count": tag_id % 5, "passed": True},
        "modifiedBy": "Kim Beispiel",
        "modifiedAt": f"2025-{tag_id % 12 + 1:02d}-14 09:30:00",
    }


_ROOT = 60
TAGS = {
    tag["id"]: tag
    for tag in (
        *(_tag(topic.tag_id, topic.agent_name, "skill", parent=_ROOT) for topic in TOPICS),
        _tag(_ROOT, "Kundenservice", "skill"),
        _tag(71, "Strom", "product"),
        _tag(72, "Gas", "product"),
        _tag(73, "Stadtwerke Beispiel", "brand"),
        _tag(74, "Stammkunde", "customerProperty"),
        _tag(75, "Preisgarantie", "contractProperty"),
        _tag(76, "Presseanfrage", "other"),
        _tag(77, "Mitarbeiterin oder Mitarbeiter", "other", hidden=True),
    )
}
HIDDEN_TAG_ID = 78
"""A private tag the caller may not see: its id stays in `tagIds`, its object is never shown (R33)."""
EXTRA_TAG_IDS = (_ROOT, 71, 72, 73, 74, 75, 76, 77)
CUSTOMER_TAGS = tuple(
    {"id": 201 + number, "color": colour, "name": name}
    for number, (colour, name) in enumerate(
        zip(
            _COLOURS,
            (
                "Neukunde",
                "Ökostrom",
                "Mahnstufe 2",
                "Hausverwaltung",
                "Ratenplan",
                "Presse",
                "Wärmepumpe",
                "Treuebonus",
            ),
            strict=True,
        )
    )
)
