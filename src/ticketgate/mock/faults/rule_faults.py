"""The faults of rules: what a rule is about stays, what it demands is broken, all other rules are kept.

Derived from the examples beside each rule: a part of a ticket that meets the rule's condition gets the
members in which the breaking example differs from the keeping one. Where that would break another rule too,
or where there is more than one way to break it, the table below says what to do.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.body_edits import objects
from ticketgate.mock.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ticketgate.contract.clauses import Clause
    from ticketgate.contract.model import Contract
    from ticketgate.contract.representations import Condition
    from ticketgate.mock.faults.fault import BodyChange

_ADDRESS = "someone@example.com"
_MESSAGE = "Bitte fragen Sie nach dem Geburtsdatum."
_TRUSTED = 20
_ABSENT = object()
_BESIDE_ROWS: Mapping[str, Any] = {
    "also": ("searchTickets/hits-satisfy-filters",),
    "because": "The row no longer shows the value that a search found it by.",
}


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to break a rule: on the parts of a ticket that `where` accepts, `change` spoils the part."""

    where: Callable[[Mapping[str, Any]], bool]
    change: Callable[[dict[str, Any]], object]


def rule_faults(contract: Contract) -> Iterator[Fault]:
    """Yield the faults that break rules, in the order of the contract."""
    for form in contract.representations.values():
        for conditions in form.conditions:
            for condition in conditions.each:
                clause = contract.clauses[condition.rule.clause]
                for variant, way in _ways(clause, condition).items():
                    says = f"breaks this on purpose: {clause.title}"
                    yield Fault(
                        f"{clause.id}={variant}",
                        clause.id,
                        says,
                        {form.name: _changing(clause.place, way)},
                        **(_BESIDE_ROWS if form.name == "compact" else {}),
                    )


def _ways(clause: Clause, condition: Condition) -> Mapping[str, _Way]:
    name = clause.id.rpartition("/")[2]
    return _BY_HAND.get(name) or {"broken": _derived(clause, condition, _ONLY_WHERE.get(name, _anywhere))}


def _derived(clause: Clause, condition: Condition, where: Callable[[Mapping[str, Any]], bool]) -> _Way:
    different = {
        name: value for name, value in clause.breaks.items() if clause.keeps.get(name, _ABSENT) != value
    }
    triggered = condition.holds.is_valid
    return _Way(lambda part: triggered(part) and where(part), lambda part: part.update(deepcopy(different)))


def _changing(place: str, way: _Way) -> BodyChange:
    def change(body: Any) -> Any:
        for part in objects(body, place):
            if way.where(part):
                way.change(part)
        return body

    return change


def _anywhere(_: Mapping[str, Any]) -> bool:
    return True


def _setting(where: Callable[[Mapping[str, Any]], bool], **members: Any) -> _Way:
    return _Way(where, lambda part: part.update(deepcopy(members)))


def _closed_by_an_outcome(ticket: Mapping[str, Any]) -> bool:
    return any((intent.get("outcome") or {}).get("ticketClosed") for intent in ticket.get("intents", ()))


def _level_between(lowest: int, highest: int) -> Callable[[Mapping[str, Any]], bool]:
    return lambda ticket: lowest <= ticket["customerLegitimation"] <= highest


def _may_have_any_level(ticket: Mapping[str, Any]) -> bool:
    """Tell whether the ticket has both ids, no message, and neither origin nor plan that demand a level."""
    ours = ticket["channel"] == "system" or ticket["direction"] != "in"
    return not ours and ticket["customerLegitimation"] >= _TRUSTED and not _scheduled(ticket)


def _is_a_strangers(ticket: Mapping[str, Any]) -> bool:
    """Tell whether a ticket came in from outside, is linked to nobody, and nothing is planned for it."""
    from_outside = ticket["channel"] != "system" and ticket["direction"] == "in"
    named = ticket["customerId"] or ticket["contractId"] or ticket["customer"].get("contracts")
    return from_outside and not named and not _scheduled(ticket)


def _with_outcome(intent: dict[str, Any]) -> None:
    intent["outcome"] = {
        "aiAgentId": intent["aiAgentId"],
        "success": True,
        "messageLocalized": "Erledigt.",
        "internalData": {},
        "executedAt": "2026-02-27 08:30:00",
        "userId": 0,
        "sent": False,
        "ticketClosed": False,
        "recipient": None,
        "message": None,
        "template": None,
        "sources": [],
        "txId": "tx-1",
    }


def _has_status(status: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda intent: bool(intent["status"] == status)


def _closing_all(ticket: dict[str, Any]) -> None:
    for intent in ticket.get("intents", ()):
        if intent.get("outcome"):
            intent["outcome"]["ticketClosed"] = True


def _scheduled(ticket: Mapping[str, Any]) -> bool:
    return ticket["autoExecuteAt"] is not None


_ONLY_WHERE: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    # Level 0 would also be too low for a planned execution.
    "ticket-from-the-house-is-legitimated": lambda ticket: not _scheduled(ticket),
    # An outcome that says it closed the ticket demands the moment, too.
    "closed-ticket-has-closing-time": lambda ticket: not _closed_by_an_outcome(ticket),
    # A ticket cannot be closed before it was created.
    "only-closed-ticket-has-closing-time": lambda ticket: ticket["createdAt"] < "2026-02-27",
    # A chat that becomes a letter would have a conversation it must not have.
    "bot-serves-live-channels-only": lambda ticket: ticket["channel"] == "phone",
}

_BY_HAND: Mapping[str, Mapping[str, _Way]] = {
    # On a level that needs no message and that planned executions and outgoing tickets may have.
    "legitimation-is-a-defined-level": {
        "21": _setting(_level_between(20, 99), customerLegitimation=21),
        "25": _setting(_level_between(20, 99), customerLegitimation=25),
        "31": _setting(_level_between(20, 99), customerLegitimation=31),
        "39": _setting(_level_between(20, 99), customerLegitimation=39),
        "5": _setting(_may_have_any_level, customerLegitimation=5),
        "negative": _setting(lambda t: t["contractId"] is None, customerLegitimation=-1),
    },
    "legitimation-message-belongs-to-partial-levels": {
        "20": _setting(_level_between(10, 19), customerLegitimation=20),
        "at-0": _setting(_level_between(0, 0), customerLegitimationMessage=_MESSAGE),
        "at-20": _setting(_level_between(20, 20), customerLegitimationMessage=_MESSAGE),
        "at-30": _setting(_level_between(30, 30), customerLegitimationMessage=_MESSAGE),
    },
    "legitimation-names-customer-and-contract": {
        "both": _setting(_level_between(10, 99), customerId=None, contractId=None),
        "customer": _setting(_level_between(10, 99), customerId=None),
        "contract": _setting(_level_between(10, 99), contractId=None),
    },
    # Where there are reply recipients, they would have to cover the copies.
    "only-email-has-copy-lists": {
        name: _setting(lambda t: t["channel"] == "system", **{name: [_ADDRESS]})
        for name in ("ccEmails", "bccEmails", "replyCcEmails")
    },
    "recipients-are-email-addresses": {
        "phone": _setting(lambda t: t["channel"] in {"email", "portal", "chat"}, to=["+4900000000000"]),
        "text": _setting(lambda t: t["channel"] in {"email", "portal", "chat"}, to="Kundenservice"),
    },
    # An id that is no id would have to be the customer's, or to be trusted.
    "unlinked-customer-and-contract-are-null": {
        name: _setting(_is_a_strangers, **{name: ""}) for name in ("customerId", "contractId")
    },
    "scheduled-ticket-is-automated": {
        level: _setting(_scheduled, aiSupportLevel=level) for level in ("human", "unprocessed")
    },
    # A ticket of the house would be too low on the scale with or without a plan.
    "scheduled-ticket-is-fit-for-automation": {
        "level": _setting(
            lambda t: _scheduled(t) and t["contractId"] is not None and t["channel"] != "system",
            customerLegitimation=0,
        ),
        "direction": _setting(
            lambda t: _scheduled(t) and t["customerLegitimation"] >= _TRUSTED,
            direction="internal",
        ),
        **{spam: _setting(_scheduled, spamStatus=spam) for spam in ("auto_spam", "manual_spam")},
    },
    "language-and-its-code-come-together": {
        "code": _setting(lambda t: t["language"] is not None, languageCode=None),
        "language": _setting(lambda t: t["languageCode"] is not None, language=None),
    },
    "no-body-means-no-derived-bodies": {
        name: _setting(lambda t: t["body"] is None, **{name: "Guten Tag"})
        for name in ("bodyPlain", "bodyClean")
    },
    # A system ticket of another channel would break what holds for that channel.
    "only-system-ticket-has-workitem": {
        "given": _setting(lambda t: t["channel"] != "system", workitem={}),
    },
    # An outcome names the AI agent of its intent.
    "pending-intent-has-no-outcome": {
        status: _Way(_has_status(status), _with_outcome) for status in ("preview", "ready", "invalidated")
    },
    "executed-intent-has-outcome": {
        "null": _setting(lambda i: i["status"] == "executed", outcome=None),
        "absent": _Way(lambda i: i["status"] == "executed", lambda i: i.pop("outcome")),
    },
    # A closed ticket without the moment would break the rule on closed tickets.
    "outcome-that-closed-the-ticket-left-a-closing-time": {
        "open": _Way(lambda t: t["closedAt"] is None, _closing_all),
    },
    "sent-answer-has-recipient-and-message": {
        name: _setting(lambda o: o["sent"], **{name: None}) for name in ("recipient", "message")
    },
}
"""Ways to break a rule by its name, for rules whose examples alone would break another one as well."""
