"""Relations within one ticket, and between its two forms."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from ticketgate.judging.relations.judgements import Disagreement, Judgement, all_differ, unless


def customer_agrees_with_customer_id(ticket: Mapping[str, Any]) -> Judgement:
    linked = ticket.get("customerId")
    if linked is None or not _contracts(ticket) or "id" not in ticket["customer"]:
        return None
    return unless(str(ticket["customer"]["id"]) == linked, "customer.id", "is not customerId, as text")


def linked_contract_is_embedded(ticket: Mapping[str, Any]) -> Judgement:
    linked, contracts = ticket.get("contractId"), _contracts(ticket)
    if linked is None or not contracts:
        return None
    found = any(str(contract.get("id")) == linked for contract in contracts)
    return unless(found, "customer.contracts", "has no contract with the id that contractId names")


def contracts_belong_to_the_customer(ticket: Mapping[str, Any]) -> Judgement:
    owners = [contract["customerId"] for contract in _contracts(ticket) if "customerId" in contract]
    linked = ticket.get("customerId")
    if linked is None or not owners:
        return None
    belong = all(str(owner) == linked for owner in owners)
    return unless(belong, "customer.contracts[].customerId", "is not customerId, as text")


def matching_sender_is_on_record(ticket: Mapping[str, Any]) -> Judgement:
    sender, contracts = ticket.get("from"), _contracts(ticket)
    if sender is None or not contracts or ticket["customer"].get("emailMatches") is not True:
        return None
    known = [ticket["customer"].get("email"), *(contract.get("email") for contract in contracts)]
    on_record = any(address and address.lower() == sender.lower() for address in known)
    return unless(on_record, "from", "is no address of the customer or of a supply contract")


def deprecated_copies_are_reply_recipients(ticket: Mapping[str, Any]) -> Judgement:
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


def agent_agrees_with_agent_id(ticket: Mapping[str, Any]) -> Judgement:
    named, agent = ticket.get("agentId"), ticket.get("agent")
    if named is None or not agent or "id" not in agent:
        return None
    return unless(agent["id"] == named, "agent.id", "is not agentId")


def assigned_agents_agree_with_their_ids(ticket: Mapping[str, Any]) -> Judgement:
    return _same_agents(ticket, "assignedAgentIds", "assignedAgents")


def active_agents_agree_with_their_ids(ticket: Mapping[str, Any]) -> Judgement:
    return _same_agents(ticket, "workedOnByIds", "workedOnBy")


def tags_are_among_tag_ids(ticket: Mapping[str, Any]) -> Judgement:
    listed, shown = ticket.get("tagIds"), ticket.get("tags")
    if listed is None or not shown:
        return None
    among = {tag for tag in _ids(shown) if tag is not None} <= set(listed)
    return unless(among, "tags[].id", "has an id that tagIds lacks")


def modified_after_created(ticket: Mapping[str, Any]) -> Judgement:
    return _in_order(ticket, "createdAt", "modifiedAt", "modifiedAt")


def closed_after_created(ticket: Mapping[str, Any]) -> Judgement:
    return _in_order(ticket, "createdAt", "closedAt", "closedAt")


def first_response_due_before_resolution(ticket: Mapping[str, Any]) -> Judgement:
    return _in_order(ticket, "firstResponseDueBy", "dueBy", "firstResponseDueBy")


def open_intents_differ(ticket: Mapping[str, Any]) -> Judgement:
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


def option_order_is_unique(ticket: Mapping[str, Any]) -> Judgement:
    orders = [
        [option["order"] for option in intent.get("options", ()) if "order" in option]
        for intent in ticket.get("intents") or ()
    ]
    judged = [order for order in orders if len(order) > 1]
    if not judged:
        return None
    unique = all(all_differ(order) for order in judged)
    return unless(unique, "intents[].options[].order", "is the same for two options of one intent")


def outcome_names_the_intents_agent(ticket: Mapping[str, Any]) -> Judgement:
    pairs = [
        (intent["aiAgentId"], intent["outcome"]["aiAgentId"])
        for intent in ticket.get("intents") or ()
        if intent.get("aiAgentId") is not None and "aiAgentId" in (intent.get("outcome") or ())
    ]
    if not pairs:
        return None
    agree = all(own == named for own, named in pairs)
    return unless(agree, "intents[].outcome.aiAgentId", "is not the intent's aiAgentId")


def neighbours_are_other_tickets(ticket: Mapping[str, Any]) -> Judgement:
    names = [name for name in ("prevTicketId", "nextTicketId") if ticket.get(name) is not None]
    if not names or "id" not in ticket:
        return None
    return tuple(
        Disagreement(name, "is the ticket's own id") for name in names if ticket[name] == ticket["id"]
    )


# The two forms of one ticket

#: What the form itself changes (R72, R73), beside the members that move.
_OF_THE_FORM: Final = frozenset(("customer", "intents", "success"))


def forms_agree(moving: AbstractSet[str], full: Mapping[str, Any], compact: Mapping[str, Any]) -> Judgement:
    aside = moving | _OF_THE_FORM
    shared = [name for name in compact if name in full and name not in aside]
    if not shared:
        return None
    return tuple(
        Disagreement(name, "differs between the ticket and its row in a search")
        for name in shared
        if full[name] != compact[name] and settled(full[name], moving) != settled(compact[name], moving)
    )


def settled(value: Any, moving: AbstractSet[str]) -> Any:
    """Return value without the members that move, such as ``lastSeen`` while an agent works."""
    if isinstance(value, dict):
        return {name: settled(member, moving) for name, member in value.items() if name not in moving}
    return [settled(item, moving) for item in value] if isinstance(value, list) else value


def _contracts(ticket: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    customer = ticket.get("customer")
    return customer.get("contracts", []) if customer else []


def _same_agents(ticket: Mapping[str, Any], ids: str, objects: str) -> Judgement:
    named, shown = ticket.get(ids), ticket.get(objects)
    if named is None or shown is None or not (named or shown):
        return None
    return unless(set(named) == set(_ids(shown)), f"{objects}[].id", f"and {ids} name different agents")


def _in_order(ticket: Mapping[str, Any], earlier: str, later: str, place: str) -> Judgement:
    first, second = ticket.get(earlier), ticket.get(later)
    if first is None or second is None:
        return None
    # Zone-less YYYY-MM-DD HH:MM:SS sorts as text; other dialects made the operand broken.
    detail = f"is before {earlier}" if place == later else f"is after {later}"
    return unless(first <= second, place, detail)


def _ids(objects: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [each["id"] for each in objects if "id" in each]
