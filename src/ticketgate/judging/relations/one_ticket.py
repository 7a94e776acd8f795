"""Relations within one ticket, and between its two forms."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from ticketgate.contract.places import place_of_member
from ticketgate.judging.relations.judgements import Disagreement, Judgement, all_differ, unless


def customer_agrees_with_customer_id(ticket: Mapping[str, Any]) -> Judgement:
    linked = ticket.get("customerId")
    if linked is None or not _contracts(ticket) or not _is_exact(ticket["customer"].get("id")):
        return None
    return unless(str(ticket["customer"]["id"]) == linked, "customer.id", "is not customerId, as text")


def linked_contract_is_embedded(ticket: Mapping[str, Any]) -> Judgement:
    linked, contracts = ticket.get("contractId"), _contracts(ticket)
    if linked is None or not contracts or not all(_is_exact(contract.get("id")) for contract in contracts):
        return None
    found = any(str(contract["id"]) == linked for contract in contracts)
    return unless(found, "customer.contracts", "has no contract with the id that contractId names")


def contracts_belong_to_the_customer(ticket: Mapping[str, Any]) -> Judgement:
    owners = [owner for each in _contracts(ticket) if _is_exact(owner := each.get("customerId"))]
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


def names_differ_by_more_than_case(ticket: Mapping[str, Any]) -> Judgement:
    if len(ticket) < 2:  # noqa: PLR2004 - one alone has nothing to differ from
        return None
    alike = len({*map(str.lower, ticket)}) < len(ticket)
    return unless(not alike, "", "has two members whose names differ in case only")


# The two forms of one ticket

#: What the form itself reduces (R72, R73): what is left of it is compared.
_REDUCED: Final = frozenset(("customer", "intents"))
#: What an answer says of itself.
OF_THE_ANSWER: Final = frozenset(("success",))


def forms_agree(moving: AbstractSet[str], full: Mapping[str, Any], compact: Mapping[str, Any]) -> Judgement:
    aside = moving | OF_THE_ANSWER
    shared = [name for name in compact if name in full and name not in aside]
    if not shared:
        return None
    places = (place for name in shared for place in _differing(moving, name, full[name], compact[name]))
    return tuple(
        Disagreement(place, "differs between the ticket and its row in a search")
        for place in dict.fromkeys(places)
    )


def _differing(moving: AbstractSet[str], name: str, full: Any, compact: Any) -> Iterator[str]:
    """Yield the places of a member at which its two forms differ; a reduced one has parts that both show."""
    if name in _REDUCED:
        yield from differing_in_parts(moving, name, full, compact)
    elif full != compact and settled(full, name, moving) != settled(compact, name, moving):
        yield name


def differing_in_parts(moving: AbstractSet[str], place: str, full: Any, compact: Any) -> Iterator[str]:
    """Yield the places at which a whole value and a reduced one differ, of those that both have."""
    if isinstance(full, dict) and isinstance(compact, dict):
        for name in compact.keys() & full.keys():
            if (inner := place_of_member(place, name)) not in moving:
                yield from differing_in_parts(moving, inner, full[name], compact[name])
    elif _have_ids(full) and _have_ids(compact):
        whole, reduced = ({each["id"]: each for each in items} for items in (full, compact))
        if whole.keys() != reduced.keys():
            yield f"{place}[].id"
        for key in whole.keys() & reduced.keys():
            yield from differing_in_parts(moving, f"{place}[]", whole[key], reduced[key])
    elif type(full) is type(compact) and settled(full, place, moving) != settled(compact, place, moving):
        yield place


def _have_ids(items: Any) -> bool:
    """Tell whether something is an array of objects, each with a number as its id."""
    return isinstance(items, list) and all(
        isinstance(each, dict) and type(each.get("id")) is int for each in items
    )


def settled(value: Any, place: str, moving: AbstractSet[str]) -> Any:
    """Return what stands at a place without what moves in it, such as an agent's ``lastSeen``."""
    if isinstance(value, dict):
        inner = {name: place_of_member(place, name) for name in value}
        return {name: settled(value[name], at, moving) for name, at in inner.items() if at not in moving}
    return [settled(item, f"{place}[]", moving) for item in value] if isinstance(value, list) else value


def _contracts(ticket: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    customer = ticket.get("customer")
    return customer.get("contracts", []) if customer else []


def _is_exact(value: Any) -> bool:
    """Tell whether a value is an id that can be written as text: one of thousands of digits was rounded."""
    return value is not None and not isinstance(value, float)


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
