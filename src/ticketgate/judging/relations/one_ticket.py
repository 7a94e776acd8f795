"""Relations within one ticket, and between its two forms."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ticketgate.judging.relations.outcomes import Disagreement, Outcome, all_differ, judges, unless

__all__ = ["settled"]


def _contracts(ticket: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    customer = ticket.get("customer")
    return customer.get("contracts", []) if customer else []


@judges("customer-agrees-with-customer-id")
def _customer_agrees(ticket: Mapping[str, Any]) -> Outcome:
    linked = ticket.get("customerId")
    if linked is None or not _contracts(ticket) or "id" not in ticket["customer"]:
        return None
    return unless(str(ticket["customer"]["id"]) == linked, "customer.id", "is not customerId, as text")


@judges("linked-contract-is-embedded")
def _contract_embedded(ticket: Mapping[str, Any]) -> Outcome:
    linked, contracts = ticket.get("contractId"), _contracts(ticket)
    if linked is None or not contracts:
        return None
    found = any(str(contract.get("id")) == linked for contract in contracts)
    return unless(found, "customer.contracts", "has no contract with the id that contractId names")


@judges("contracts-belong-to-the-customer")
def _contracts_belong(ticket: Mapping[str, Any]) -> Outcome:
    owners = [contract["customerId"] for contract in _contracts(ticket) if "customerId" in contract]
    linked = ticket.get("customerId")
    if linked is None or not owners:
        return None
    belong = all(str(owner) == linked for owner in owners)
    return unless(belong, "customer.contracts[].customerId", "is not customerId, as text")


@judges("matching-sender-is-on-record")
def _sender_on_record(ticket: Mapping[str, Any]) -> Outcome:
    sender, contracts = ticket.get("from"), _contracts(ticket)
    if sender is None or not contracts or ticket["customer"].get("emailMatches") is not True:
        return None
    known = [ticket["customer"].get("email"), *(contract.get("email") for contract in contracts)]
    on_record = any(address and address.lower() == sender.lower() for address in known)
    return unless(on_record, "from", "is no address of the customer or of a supply contract")


@judges("deprecated-copies-are-reply-recipients")
def _copies_are_recipients(ticket: Mapping[str, Any]) -> Outcome:
    recipients = ticket.get("replyRecipients")
    pairs = (("ccEmails", "cc"), ("replyCcEmails", "cc"), ("bccEmails", "bcc"))
    if recipients is None:
        return None
    filled = [(old, new) for old, new in pairs if ticket.get(old) and new in recipients]
    if not filled:
        return None
    return tuple(
        Disagreement(old, f"has an entry that replyRecipients.{new} lacks")
        for old, new in filled
        if not set(ticket[old]) <= set(recipients[new])
    )


@judges("agent-agrees-with-agent-id")
def _agent_agrees(ticket: Mapping[str, Any]) -> Outcome:
    named, agent = ticket.get("agentId"), ticket.get("agent")
    if named is None or not agent or "id" not in agent:
        return None
    return unless(agent["id"] == named, "agent.id", "is not agentId")


def _same_agents(ticket: Mapping[str, Any], ids: str, objects: str) -> Outcome:
    named, shown = ticket.get(ids), ticket.get(objects)
    if named is None or shown is None or not (named or shown):
        return None
    return unless(set(named) == set(_ids(shown)), f"{objects}[].id", f"and {ids} name different agents")


@judges("assigned-agents-agree-with-their-ids")
def _assigned_agree(ticket: Mapping[str, Any]) -> Outcome:
    return _same_agents(ticket, "assignedAgentIds", "assignedAgents")


@judges("active-agents-agree-with-their-ids")
def _active_agree(ticket: Mapping[str, Any]) -> Outcome:
    return _same_agents(ticket, "workedOnByIds", "workedOnBy")


@judges("tags-are-among-tag-ids")
def _tags_listed(ticket: Mapping[str, Any]) -> Outcome:
    listed, shown = ticket.get("tagIds"), ticket.get("tags")
    if listed is None or not shown:
        return None
    among = {tag for tag in _ids(shown) if tag is not None} <= set(listed)
    return unless(among, "tags[].id", "has an id that tagIds lacks")


def _in_order(ticket: Mapping[str, Any], earlier: str, later: str, place: str) -> Outcome:
    first, second = ticket.get(earlier), ticket.get(later)
    if first is None or second is None:
        return None
    # Zone-less YYYY-MM-DD HH:MM:SS sorts as text; other dialects made the operand broken.
    detail = f"is before {earlier}" if place == later else f"is after {later}"
    return unless(first <= second, place, detail)


@judges("modified-after-created")
def _modified_later(ticket: Mapping[str, Any]) -> Outcome:
    return _in_order(ticket, "createdAt", "modifiedAt", "modifiedAt")


@judges("closed-after-created")
def _closed_later(ticket: Mapping[str, Any]) -> Outcome:
    return _in_order(ticket, "createdAt", "closedAt", "closedAt")


@judges("first-response-due-before-resolution")
def _response_first(ticket: Mapping[str, Any]) -> Outcome:
    return _in_order(ticket, "firstResponseDueBy", "dueBy", "firstResponseDueBy")


@judges("open-intents-differ")
def _intents_differ(ticket: Mapping[str, Any]) -> Outcome:
    pairs = [
        (intent["aiAgentId"], intent["contractId"])
        for intent in ticket.get("intents") or ()
        if intent.get("status") in ("preview", "ready", "invalidated")
        and intent.get("contractId") is not None
        and intent.get("aiAgentId") is not None
    ]
    if len(pairs) < 2:  # noqa: PLR2004 - one alone has nothing to differ from
        return None
    return unless(all_differ(pairs), "intents[]", "shares aiAgentId and contractId with another")


@judges("option-order-is-unique")
def _order_unique(ticket: Mapping[str, Any]) -> Outcome:
    orders = [
        [option["order"] for option in intent.get("options", ()) if "order" in option]
        for intent in ticket.get("intents") or ()
    ]
    judged = [order for order in orders if len(order) > 1]
    if not judged:
        return None
    unique = all(all_differ(order) for order in judged)
    return unless(unique, "intents[].options[].order", "is the same for two options of one intent")


@judges("outcome-names-the-intents-agent")
def _outcome_agrees(ticket: Mapping[str, Any]) -> Outcome:
    pairs = [
        (intent["aiAgentId"], intent["outcome"]["aiAgentId"])
        for intent in ticket.get("intents") or ()
        if intent.get("aiAgentId") is not None and "aiAgentId" in (intent.get("outcome") or ())
    ]
    if not pairs:
        return None
    agree = all(own == named for own, named in pairs)
    return unless(agree, "intents[].outcome.aiAgentId", "is not the intent's aiAgentId")


@judges("neighbours-are-other-tickets")
def _neighbours_differ(ticket: Mapping[str, Any]) -> Outcome:
    names = [name for name in ("prevTicketId", "nextTicketId") if ticket.get(name) is not None]
    if not names or "id" not in ticket:
        return None
    return tuple(
        Disagreement(name, "is the ticket's own id") for name in names if ticket[name] == ticket["id"]
    )


# The two forms of one ticket

#: What reading, the caller or the form itself changes (R74 and what clients observe).
MOVING: Final = frozenset(
    "workedOnBy workedOnByIds prevTicketId nextTicketId agentSkillsMatch isCustomerActive rawData "
    "customer intents success".split()
)


@judges("forms-agree")
def _forms_agree(full: Mapping[str, Any], compact: Mapping[str, Any]) -> Outcome:
    shared = [name for name in compact if name in full and name not in MOVING]
    if not shared:
        return None
    return tuple(
        Disagreement(name, "differs between the ticket and its row in a search")
        for name in shared
        if full[name] != compact[name] and settled(full[name]) != settled(compact[name])
    )


def settled(value: Any) -> Any:
    """Return value without any ``lastSeen``, which moves while an agent works."""
    if isinstance(value, dict):
        return {name: settled(member) for name, member in value.items() if name != "lastSeen"}
    return [settled(item) for item in value] if isinstance(value, list) else value


def _ids(objects: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [each["id"] for each in objects if "id" in each]
