"""The faults of relations within a ticket and between its two forms, by hand: ids and dates that disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketgate.mock.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ticketgate.contract.model import Contract
    from ticketgate.mock.faults.fault import BodyChange

_LONG_AGO, _FAR_AHEAD = "2001-01-01 00:00:00", "2051-01-01 00:00:00"
_STRANGER = "nobody-on-record@example.net"
_UNEXECUTED = frozenset({"preview", "ready", "invalidated"})


def relation_faults(contract: Contract) -> Iterator[Fault]:
    """Yield the faults that break relations of tickets, in the order of the contract."""
    clause = "searchTickets/external-ticket-ids-are-unique"
    shared = _spoiling(_with_shared_id)
    yield Fault(
        f"{clause}=shared",
        clause,
        "gives all tickets of an outside system one id",
        {"full": shared, "compact": shared},
    )
    for form in ("full", "compact"):
        yield Fault(
            f"{form}/names-differ-by-more-than-case=twice",
            f"{form}/names-differ-by-more-than-case",
            "sends the subject under two names",
            {form: lambda ticket: {**ticket, "Subject": ticket["subject"]}},
            also=(f"{form}:/undocumented",),
            because="the second name is documented nowhere",
        )
    for promise in contract.promises:
        for root in promise.on:
            ways = _FAULTS.get(promise.id, {})
            form = "full" if root == "pair" else root
            for variant, (says, spoil) in ways.items():
                clause = promise.clause(root)
                yield Fault(f"{clause}={variant}", clause, says, {form: _spoiling(spoil)})


def _spoiling(spoil: Callable[[dict[str, Any]], object]) -> BodyChange:
    def change(body: Any) -> Any:
        spoil(body)
        return body

    return change


def _with_shared_id(ticket: dict[str, Any]) -> None:
    if ticket["externalTicketId"] is not None:
        ticket["externalTicketId"] = "SD-0000001"


def _contracts(ticket: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ticket["customer"].get("contracts", [])
    return found


def _other_customer(ticket: dict[str, Any]) -> None:
    if ticket["customerId"] is not None and _contracts(ticket):
        own = ticket["customer"]["id"]
        ticket["customer"]["id"] = own + 1 if isinstance(own, int) else f"{own}X"


def _other_contract(ticket: dict[str, Any]) -> None:
    if ticket["contractId"] is not None:
        ticket["contractId"] += "9"


def _contracts_of_others(ticket: dict[str, Any]) -> None:
    if ticket["customerId"] is not None:
        for contract in _contracts(ticket)[-1:]:
            contract["customerId"] += "9"


def _sender_not_on_record(ticket: dict[str, Any]) -> None:
    if ticket["customer"].get("emailMatches") and _contracts(ticket):
        ticket["from"] = _STRANGER


def _uncovered(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    def spoil(ticket: dict[str, Any]) -> None:
        if ticket[old] and ticket["replyRecipients"] is not None:
            ticket["replyRecipients"][new] = []

    return spoil


def _other_agent(ticket: dict[str, Any]) -> None:
    if ticket["agent"] is not None:
        ticket["agent"] |= {"id": ticket["agent"]["id"] + 1000}


def _forgotten(name: str) -> Callable[[dict[str, Any]], None]:
    """Take the last id out of a list that others must agree with."""

    def spoil(ticket: dict[str, Any]) -> None:
        ticket[name] = ticket[name][:-1]

    return spoil


def _invented(name: str) -> Callable[[dict[str, Any]], None]:
    def spoil(ticket: dict[str, Any]) -> None:
        ticket[name] = [*ticket[name], 999_999]

    return spoil


def _untagged(ticket: dict[str, Any]) -> None:
    ticket["tagIds"] = [tag for tag in ticket["tagIds"] if tag not in {t["id"] for t in ticket["tags"][:1]}]


def _moved(name: str, to: str, needs: str) -> Callable[[dict[str, Any]], None]:
    def spoil(ticket: dict[str, Any]) -> None:
        if ticket[needs] is not None:
            ticket[name] = to

    return spoil


def _twice(ticket: dict[str, Any]) -> None:
    for intent in list(ticket.get("intents", ())):
        if intent["status"] in _UNEXECUTED and intent["contractId"] is not None:
            ticket["intents"].append(intent | {"id": intent["id"] + 100_000_000})
            return


def _same_position(ticket: dict[str, Any]) -> None:
    for intent in ticket.get("intents", ()):
        for option in intent["options"]:
            option["order"] = 1


def _outcome_of_another(ticket: dict[str, Any]) -> None:
    for intent in ticket.get("intents", ()):
        if intent.get("outcome"):
            intent["outcome"]["aiAgentId"] += 1


def _itself(name: str) -> Callable[[dict[str, Any]], None]:
    def spoil(ticket: dict[str, Any]) -> None:
        ticket[name] = ticket["id"]

    return spoil


def _other_priority(ticket: dict[str, Any]) -> None:
    ticket["priority"] = "low" if ticket["priority"] == "urgent" else "urgent"


def _renamed_intents(ticket: dict[str, Any]) -> None:
    for intent in ticket.get("intents", ()):
        intent["name"] += " (neu)"


def _renamed_customer_tags(ticket: dict[str, Any]) -> None:
    for tag in ticket["customer"].get("tags", ()):
        tag["name"] += " (neu)"


_FAULTS: Mapping[str, Mapping[str, tuple[str, Callable[[dict[str, Any]], object]]]] = {
    "customer-agrees-with-customer-id": {"other": ("embeds another customer", _other_customer)},
    "linked-contract-is-embedded": {"other": ("names a contract that is not there", _other_contract)},
    "contracts-belong-to-the-customer": {
        "other": ("embeds a contract of somebody else", _contracts_of_others)
    },
    "matching-sender-is-on-record": {
        "stranger": ("says that a stranger's address matches", _sender_not_on_record)
    },
    "deprecated-copies-are-reply-recipients": {
        "cc": ("forgets the copies in the reply recipients", _uncovered("ccEmails", "cc")),
        "replyCc": ("forgets the reply's copies in the reply recipients", _uncovered("replyCcEmails", "cc")),
        "bcc": ("forgets the blind copies in the reply recipients", _uncovered("bccEmails", "bcc")),
    },
    "agent-agrees-with-agent-id": {"other": ("shows the profile of another agent", _other_agent)},
    "assigned-agents-agree-with-their-ids": {
        "forgotten": ("leaves the last id out of assignedAgentIds", _forgotten("assignedAgentIds")),
        "invented": ("adds an id to assignedAgentIds", _invented("assignedAgentIds")),
    },
    "active-agents-agree-with-their-ids": {
        "forgotten": ("leaves the last id out of workedOnByIds", _forgotten("workedOnByIds")),
        "invented": ("adds an id to workedOnByIds", _invented("workedOnByIds")),
    },
    "tags-are-among-tag-ids": {"forgotten": ("leaves the id of a tag shown out of tagIds", _untagged)},
    "modified-after-created": {
        "before": ("dates the last change before the creation", _moved("modifiedAt", _LONG_AGO, "createdAt")),
    },
    "closed-after-created": {
        "before": ("dates the closing before the creation", _moved("closedAt", _LONG_AGO, "closedAt")),
    },
    "first-response-due-before-resolution": {
        "after": (
            "wants the first response after the resolution",
            _moved("firstResponseDueBy", _FAR_AHEAD, "dueBy"),
        ),
    },
    "open-intents-differ": {"twice": ("repeats an open intent", _twice)},
    "option-order-is-unique": {"same": ("gives all options one position", _same_position)},
    "outcome-names-the-intents-agent": {"other": ("names another AI agent", _outcome_of_another)},
    "neighbours-are-other-tickets": {
        "previous": ("names the ticket itself as the one before", _itself("prevTicketId")),
        "next": ("names the ticket itself as the one after", _itself("nextTicketId")),
    },
    "forms-agree": {
        "subject": ("reads another subject than it lists", lambda t: t.update(subject=f"Re: {t['subject']}")),
        "priority": ("reads another priority than it lists", _other_priority),
        "isEscalated": (
            "reads another escalation than it lists",
            lambda t: t.update(isEscalated=not t["isEscalated"]),
        ),
        "fromName": ("reads another name than it lists", lambda t: t.update(fromName="Jemand Anderes")),
        "intent": ("reads other names of intents than it lists", _renamed_intents),
        "customer": ("reads other names of the customer's tags than it lists", _renamed_customer_tags),
        "partnerId": ("reads another partner than it lists", lambda t: t.update(partnerId=4711)),
        "summary": (
            "reads a summary that was cut off",
            lambda t: t.update(summary=t["summary"][:-1]),
        ),
    },
}
"""What to spoil, by the id of the relation and the variant; a ticket it does not apply to stays as it is."""
