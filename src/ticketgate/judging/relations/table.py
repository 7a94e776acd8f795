"""Which function judges which promise of ``relations.yaml``."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from ticketgate.contract.forms import FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.promises import Promise
from ticketgate.errors import DocumentError
from ticketgate.judging.relations import (
    behaviours,
    one_answer,
    one_ticket,
    reading_effects,
    reads,
    relative_moments,
    several_searches,
    written_numbers,
)
from ticketgate.judging.relations.judgements import Judgement

__all__ = ["FUNCTIONS", "Bound", "bind"]

#: The function by the id of the promise. It is called with what the promise ``judges``: a ticket, both forms
#: of one, an exchange, a page, the pages of several searches in order, or the rows before and after a read.
FUNCTIONS: Final[Mapping[str, Callable[..., Judgement]]] = MappingProxyType(
    {
        # One ticket, and its two forms
        "customer-agrees-with-customer-id": one_ticket.customer_agrees_with_customer_id,
        "linked-contract-is-embedded": one_ticket.linked_contract_is_embedded,
        "contracts-belong-to-the-customer": one_ticket.contracts_belong_to_the_customer,
        "matching-sender-is-on-record": one_ticket.matching_sender_is_on_record,
        "deprecated-copies-are-reply-recipients": one_ticket.deprecated_copies_are_reply_recipients,
        "agent-agrees-with-agent-id": one_ticket.agent_agrees_with_agent_id,
        "assigned-agents-agree-with-their-ids": one_ticket.assigned_agents_agree_with_their_ids,
        "active-agents-agree-with-their-ids": one_ticket.active_agents_agree_with_their_ids,
        "tags-are-among-tag-ids": one_ticket.tags_are_among_tag_ids,
        "modified-after-created": one_ticket.modified_after_created,
        "closed-after-created": one_ticket.closed_after_created,
        "first-response-due-before-resolution": one_ticket.first_response_due_before_resolution,
        "open-intents-differ": one_ticket.open_intents_differ,
        "option-order-is-unique": one_ticket.option_order_is_unique,
        "outcome-names-the-intents-agent": one_ticket.outcome_names_the_intents_agent,
        "neighbours-are-other-tickets": one_ticket.neighbours_are_other_tickets,
        "names-differ-by-more-than-case": one_ticket.names_differ_by_more_than_case,
        "forms-agree": one_ticket.forms_agree,
        # One answer
        "answers-with-the-ticket-asked-for": one_answer.answers_with_the_ticket_asked_for,
        "raw-data-only-on-request": one_answer.raw_data_only_on_request,
        "raw-data-on-request": one_answer.raw_data_on_request,
        "whole-numbers-have-no-fraction": written_numbers.whole_numbers_have_no_fraction,
        "page-is-within-the-limit": one_answer.page_is_within_the_limit,
        "total-covers-the-page": one_answer.total_covers_the_page,
        "paging-is-echoed": one_answer.paging_is_echoed,
        "page-lists-a-ticket-once": one_answer.page_lists_a_ticket_once,
        "external-ticket-ids-are-unique": one_answer.external_ticket_ids_are_unique,
        # The answer to a search, and the answers to several
        "hits-satisfy-filters": several_searches.hits_satisfy_filters,
        "order-is-kept": several_searches.order_is_kept,
        "page-is-filled": several_searches.page_is_filled,
        "total-counts-the-matches": several_searches.total_counts_the_matches,
        "pages-agree-on-total": several_searches.pages_agree_on_total,
        "pages-join-up": several_searches.pages_join_up,
        "offset-past-the-end-is-empty": several_searches.offset_past_the_end_is_empty,
        "repeating-gives-the-same-page": several_searches.repeating_gives_the_same_page,
        "defaults-are-as-documented": several_searches.defaults_are_as_documented,
        "order-keeps-all-tickets": several_searches.order_keeps_all_tickets,
        "orders-are-reverses": several_searches.orders_are_reverses,
        # Each in the words of one kind of condition: a search finds what is known to meet what it asks.
        "matching-tickets-are-found": several_searches.matching_tickets_are_found,
        "in-is-a-union": several_searches.matching_tickets_are_found,
        "not-in-is-the-complement": several_searches.matching_tickets_are_found,
        "equals-agrees-with-in": several_searches.matching_tickets_are_found,
        "between-is-both-comparisons": several_searches.matching_tickets_are_found,
        "spam-exclusion-keeps-unmarked": several_searches.spam_exclusion_keeps_unmarked,
        "filters-only-narrow": several_searches.filters_only_narrow,
        "skills-scope-leaves-out-spam": several_searches.skills_scope_leaves_out_spam,
        "skills-scope-leaves-out-nothing-else": several_searches.skills_scope_leaves_out_nothing_else,
        "skills-scope-shows-routing-tags": several_searches.skills_scope_shows_routing_tags,
        "relative-moments-share-one-now": relative_moments.relative_moments_share_one_now,
        # Rows before and after their tickets were read
        "reading-changes-nothing": reading_effects.reading_changes_nothing,
        # Several reads of one ticket
        "flags-change-only-their-members": reads.flags_change_only_their_members,
        # How an operation treats requests
        "request-is-answered": behaviours.request_is_answered,
        "no-server-error": behaviours.no_server_error,
        "token-is-not-echoed": behaviours.token_is_not_echoed,
        "success-is-json": behaviours.success_is_json,
        "success-is-well-formed": behaviours.success_is_well_formed,
        "success-is-no-error": one_answer.success_is_no_error,
        "valid-request-is-accepted": behaviours.valid_request_is_accepted,
        "listed-ticket-is-there": behaviours.listed_ticket_is_there,
        "unknown-ticket-is-refused": behaviours.unknown_ticket_is_refused,
        "unknown-ticket-is-not-found": behaviours.unknown_ticket_is_not_found,
        "credentials-are-required": behaviours.credentials_are_required,
        "token-counts-as-bearer-only": behaviours.token_counts_as_bearer_only,
        "missing-credentials-are-unauthorized": behaviours.missing_credentials_are_unauthorized,
        "credentials-come-first": behaviours.credentials_come_first,
        "one-valid-credential-suffices": behaviours.one_valid_credential_suffices,
        "refusal-shows-no-ticket": behaviours.refusal_shows_no_ticket,
        "unknown-order-field-is-refused": behaviours.unknown_order_field_is_refused,
        "limit-below-one-is-refused": behaviours.limit_below_one_is_refused,
        "malformed-body-is-refused": behaviours.malformed_body_is_refused,
        "invalid-parameter-is-refused": behaviours.invalid_parameter_is_refused,
        "published-parameter-is-accepted": behaviours.published_parameter_is_accepted,
        "list-of-moments-is-refused": behaviours.list_of_moments_is_refused,
        "unusual-body-is-not-ignored": behaviours.unusual_body_is_not_ignored,
        "unknown-members-are-ignored": behaviours.unknown_members_are_ignored,
        "misspelt-id-is-no-other-ticket": behaviours.misspelt_id_is_no_other_ticket,
        "errors-say-why": behaviours.errors_say_why,
    }
)


#: Promises whose functions are told first which members move by themselves: no change of these counts.
_TOLD_WHAT_MOVES: Final = frozenset(
    ("forms-agree", "reading-changes-nothing", "flags-change-only-their-members")
)


#: Those of them that are told before that which members a full ticket has: others may come and go.
_TOLD_WHAT_IS_DOCUMENTED: Final = frozenset(("flags-change-only-their-members",))


#: Promises whose functions are told what each form looks like.
_TOLD_THE_FORMS: Final = frozenset(("raw-data-on-request", "whole-numbers-have-no-fraction"))


#: Those of them that are told after that which members are integers.
_TOLD_THE_INTEGERS: Final = frozenset(("whole-numbers-have-no-fraction",))


@dataclass(frozen=True, slots=True)
class Bound:
    """A promise as one clause of a form or operation, with the function that judges it."""

    #: The id of the clause, such as ``pair/forms-agree``.
    clause: str
    promise: Promise
    judge: Callable[..., Judgement]


def bind(contract: Contract) -> Mapping[str, tuple[Bound, ...]]:
    """Return the promises of each form, pair or operation with their functions, by its name.

    Raises DocumentError when a promise has no function or a function no promise.
    """
    promised = {promise.id for promise in contract.promises}
    _refuse(FUNCTIONS.keys() - promised, "no promise here for the code of")
    _refuse(promised - FUNCTIONS.keys(), "no code judges")
    bound: dict[str, tuple[Bound, ...]] = {}
    for promise in contract.promises:
        for root in promise.on:
            one = Bound(promise.clause(root), promise, _function(contract, promise.id))
            bound[root] = (*bound.get(root, ()), one)
    return MappingProxyType(bound)


def _function(contract: Contract, promise: str) -> Callable[..., Judgement]:
    function = FUNCTIONS[promise]
    if promise in _TOLD_THE_FORMS:
        forms = {name: form.node for name, form in contract.representations.items()}
        function = partial(function, forms)
        integers = written_numbers.integers_of(forms.values())
        return partial(function, integers) if promise in _TOLD_THE_INTEGERS else function
    if promise in _TOLD_WHAT_IS_DOCUMENTED:
        function = partial(function, contract.representations[FULL].node.members.keys())
    return partial(function, contract.moving) if promise in _TOLD_WHAT_MOVES else function


def _refuse(ids: AbstractSet[str], problem: str) -> None:
    if ids:
        raise DocumentError("specs/relations.yaml", None, f"{problem} {', '.join(sorted(ids))}")
