"""Faults that the suite is not yet held to: those of clauses that do not exist yet, and those it misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Proposal:
    """A clause that the contract does not have yet, as the faults that break it suppose it.

    `level` is MUST, SHOULD or MAY. `facts` says where the promise comes from, by the numbers that the facts
    about the API have: rules R, contradictions C, drift D, open questions Q, or the table that says it.
    """

    level: str
    promise: str
    facts: str


_FIRST = Proposal(
    "MAY",
    "Credentials are looked at before anything else of a request",
    "Inferred, stated nowhere (Q2 leaves statuses open): the header is required, so a caller without it "
    "should not learn which ids exist or what is wrong with a body.",
)
PROPOSED: Mapping[str, Proposal] = {
    "searchTickets/skills-scope-shows-routing-tags": Proposal(
        "MAY",
        "The view of routing shows tags that count for routing, and no other",
        "Table of the request body: skills drops spam tickets and tags that do not count for routing; R46"
        " has the first half. Where the scope belongs is open (Q21).",
    ),
    "searchTickets/unknown-members-are-ignored": Proposal(
        "MAY",
        "A search with a member that is not documented is answered as without it",
        "Inferred: clients of several generations ask the same instances (D15, D17), and no page says "
        "that further members are refused.",
    ),
    "getTicket/customer-on-request": Proposal(
        "MUST",
        "The full customer comes when it is asked for",
        "D1 and Q1: sources disagree on the answer without includeCustomer, none on the answer with it.",
    ),
    "getTicket/intents-on-request": Proposal(
        "MUST",
        "The intents come in full when they are asked for",
        "D1 and Q1: sources disagree on the answer without includeIntents, none on the answer with it.",
    ),
    "getTicket/customer-only-on-request": Proposal(
        "MAY",
        "Without includeCustomer the customer is reduced to its tags",
        "R79, which clients state and the page contradicts (D1, Q1).",
    ),
    "getTicket/intents-only-on-request": Proposal(
        "MAY",
        "Without includeIntents there is no member intents",
        "R79, which clients state and the page contradicts (D1, Q1).",
    ),
    "getTicket/credentials-come-first": _FIRST,
    "searchTickets/credentials-come-first": _FIRST,
}
"""The clauses that would be broken, by the ids that they would have."""

_REASONS: Mapping[str, Mapping[str, str]] = {
    "no row tells whom a team has, and sources disagree on who works on a ticket": {
        "searchTickets/hits-satisfy-filters": "w.id team team-is-unassigned worker-is-agent",
        "searchTickets/matching-tickets-are-found": "team w.id",
        "searchTickets/page-lists-a-ticket-once": "w.id",
    },
    "found, and beside it is blamed: searchTickets/matching-tickets-are-found": {
        "searchTickets/hits-satisfy-filters": (
            "unequal-is-equal t.subchannelId-reads-t.agentId boolean-inverted "
            "unassigned-is-team moment-unequal no-moment-is-early"
        ),
    },
    "found, and beside it is blamed: searchTickets/not-in-is-the-complement": {
        "searchTickets/hits-satisfy-filters": "not-in-is-in",
    },
    "found by another clause: searchTickets/hits-satisfy-filters": {
        "searchTickets/equals-agrees-with-in": "ignored unequal",
        "searchTickets/matching-tickets-are-found": (
            "t.customerId-reads-t.contractId t.direction-reads-t.channel spam-beside-null"
        ),
        "searchTickets/in-is-a-union": "range",
        "searchTickets/not-in-is-the-complement": "first last ignored numbers",
        "searchTickets/between-is-both-comparisons": "no-end no-start outside dueBy",
        "searchTickets/filters-only-narrow": "third",
    },
    "found, and beside it is blamed: searchTickets/hits-satisfy-filters": {
        "searchTickets/matching-tickets-are-found": (
            "t.language-reads-t.languageCode t.spamStatus-reads-t.aiSupportLevel"
        ),
        "searchTickets/invalid-parameter-is-refused": "tag-text",
    },
    "a default run looks for it and names nothing": {
        "searchTickets/matching-tickets-are-found": "all-beside match-all-repeated scope-all",
        "searchTickets/hits-satisfy-filters": "t.aiSupportLevel-begins other-tags direction-of-email",
        "searchTickets/equals-agrees-with-in": "wildcard",
        "searchTickets/between-is-both-comparisons": "day",
        "searchTickets/relative-moments-share-one-now": "a-week",
        "searchTickets/spam-exclusion-keeps-unmarked": "one",
        "searchTickets/order-is-kept": "beginning first-page-only",
        "searchTickets/pages-join-up": "ties",
        "searchTickets/unknown-order-field-is-refused": "escalated",
        "searchTickets/page-is-filled": "one-of-two",
        "searchTickets/defaults-are-as-documented": "limit-echo",
        "getTicket/success-is-no-error": "one-in-25",
        "getTicket/listed-ticket-is-there": "one-in-25",
        "pair/reading-changes-nothing": "modified assigned sessions",
        "searchTickets/invalid-parameter-is-refused": (
            "scope-unknown scope-null scope-list moments-in text-compared no-such-day "
            "rfc-3339 filters-null key-list"
        ),
        "searchTickets/no-server-error": "values-text tag-text two-filters",
        "searchTickets/token-is-not-echoed": "set-cookie",
        "getTicket/invalid-parameter-is-refused": (
            "flag-1 flag-TRUE flag-False flag-empty null-word latest wildcard"
        ),
        "getTicket/no-server-error": "language-unknown",
        "getTicket/flags-change-only-their-members": (
            "cache-empties-contracts sessions-drop-workers viewing-hides-template"
        ),
        "getTicket/unknown-ticket-is-refused": "nearest-below",
        "getTicket/answers-with-the-ticket-asked-for": "last-hundred",
        "searchTickets/order-keeps-all-tickets": "tt.tagId",
        "searchTickets/total-counts-the-matches": "w.id",
        "searchTickets/success-is-well-formed": "every-15th",
        "searchTickets/success-is-no-error": "every-15th",
        "searchTickets/valid-request-is-accepted": "relevance",
    },
    "found by another clause: searchTickets/matching-tickets-are-found": {
        "searchTickets/hits-satisfy-filters": "false-as-text t.agentId-begins number-begins",
    },
    "found, and beside it is blamed: searchTickets/in-is-a-union": {
        "searchTickets/hits-satisfy-filters": "t.externalTicketId-begins",
    },
    "found by another clause: searchTickets/in-is-a-union": {
        "searchTickets/matching-tickets-are-found": "underscore one-value-of-one-key",
    },
    "found, and beside it is blamed: searchTickets/relative-moments-share-one-now": {
        "searchTickets/hits-satisfy-filters": "t.firstResponseDueBy first",
    },
    "no row shows what it is about": {
        "searchTickets/matching-tickets-are-found": (
            "t.lastMessageAt-reads-t.createdAt text-of-row number-in-text"
        ),
        "searchTickets/hits-satisfy-filters": "t.lastCustomerMessageAt-reads-t.lastMessageAt",
        "searchTickets/order-is-kept": "t.lastMessageAt t.lastCustomerMessageAt",
    },
    "found, and beside it is blamed: searchTickets/between-is-both-comparisons": {
        "searchTickets/hits-satisfy-filters": "no-moment-is-late zone",
    },
    "what the limits of routing let through is open": {
        "searchTickets/hits-satisfy-filters": "allowed-is-any",
        "searchTickets/matching-tickets-are-found": (
            "allowed-is-exact allowed-without-tags excluded-without-tags excluded"
        ),
    },
    "found by another clause: searchTickets/total-counts-the-matches": {
        "searchTickets/page-is-filled": "text",
        "searchTickets/repeating-gives-the-same-page": "every-15th",
    },
    "with it a run comes to nothing": {
        "searchTickets/matching-tickets-are-found": "no-filters",
        "searchTickets/page-is-filled": "none-of-one",
        "searchTickets/valid-request-is-accepted": "no-blanks",
    },
    "found by another clause: pair/forms-agree": {
        "searchTickets/defaults-are-as-documented": "scope",
    },
    "what no search shows nobody knows of": {
        "searchTickets/matching-tickets-are-found": "closed-is-hidden spam-is-hidden one-of-many",
    },
    "found by another clause: searchTickets/filters-only-narrow": {
        "searchTickets/matching-tickets-are-found": "unassigned-is-hidden",
    },
    (
        "where the scope belongs is open, and a server that does not read it cannot be "
        "told from one that does not know it"
    ): {
        "searchTickets/skills-scope-leaves-out-spam": "ignored",
    },
    "in the tickets of the mock that moment rises with the ids, so both orders are one": {
        "searchTickets/order-is-kept": "t.firstResponseDueBy",
    },
    "found by another clause: searchTickets/orders-are-reverses": {
        "searchTickets/order-is-kept": "t.isCustomerActive",
    },
    "how texts are ordered only the database knows": {
        "searchTickets/orders-are-reverses": "by-length",
    },
    "found, and beside it is blamed: searchTickets/invalid-parameter-is-refused": {
        "searchTickets/unknown-order-field-is-refused": "empty-page",
    },
    "found by another clause: searchTickets/page-is-filled": {
        "searchTickets/pages-join-up": "page-number",
    },
    "found, and beside it is blamed: searchTickets/page-is-filled": {
        "searchTickets/pages-join-up": "twice",
        "searchTickets/total-counts-the-matches": "one-more tens doubled",
        "searchTickets/defaults-are-as-documented": "offset",
    },
    "found by another clause: searchTickets/pages-join-up": {
        "searchTickets/offset-past-the-end-is-empty": "last-page",
    },
    (
        "found, and beside it is blamed: searchTickets/page-is-filled, searchTickets/total-counts-the-matches"
    ): {
        "searchTickets/offset-past-the-end-is-empty": "counts-on",
    },
    "found by another clause: searchTickets/total-covers-the-page": {
        "searchTickets/pages-agree-on-total": "first-page-only pages",
    },
    "found, and beside it is blamed: searchTickets/filters-only-narrow": {
        "searchTickets/total-counts-the-matches": "everything nothing-with-filters",
    },
    "found, and beside it is blamed: searchTickets/offset-past-the-end-is-empty": {
        "searchTickets/pages-join-up": "cached-offset",
    },
    "found, and beside it is blamed: searchTickets/pages-join-up": {
        "searchTickets/page-is-within-the-limit": "cached-limit",
    },
    (
        "found, and beside it is blamed: searchTickets/matching-tickets-are-found, "
        "searchTickets/relative-moments-share-one-now"
    ): {
        "searchTickets/hits-satisfy-filters": "cached-operands",
    },
    "found by another clause: searchTickets/relative-moments-share-one-now": {
        "searchTickets/total-counts-the-matches": "every-15th",
    },
    "found, and beside it is blamed: getTicket/raw-data-only-on-request": {
        "getTicket/answers-with-the-ticket-asked-for": "every-15th",
    },
    "it was not tried yet": {
        "searchTickets/invalid-parameter-is-refused": "value-list",
        "searchTickets/malformed-body-is-refused": "form",
        "getTicket/valid-request-is-accepted": "erpCacheOnly-true viewing-false",
        "getTicket/no-server-error": "includeCustomer-with-includeIntents",
        "getTicket/invalid-parameter-is-refused": "flag-yes other-digits condition",
        "getTicket/unknown-ticket-is-refused": "32-bits minus-one",
        "getTicket/unknown-ticket-is-not-found": "401",
    },
    "whether a server reads it is open": {
        "searchTickets/malformed-body-is-refused": "empty bom",
    },
    ("a run never sends it: a read without viewing=false counts as a person who opens the ticket"): {
        "getTicket/valid-request-is-accepted": "viewing-true no-parameters",
        "getTicket/no-server-error": "viewing-with-includeSessions no-parameters",
    },
    "found, and beside it is blamed: getTicket/flags-change-only-their-members": {
        "getTicket/raw-data-only-on-request": "false",
    },
    "found by another clause: full:rawData/presence": {
        "getTicket/raw-data-on-request": "left-out",
    },
    "found, and beside it is blamed: full:attachments/presence": {
        "getTicket/flags-change-only-their-members": "raw-data-drops-attachments",
    },
    (
        "found, and beside it is blamed: "
        "full/outcome-that-closed-the-ticket-left-a-closing-time, pair/forms-agree"
    ): {
        "getTicket/flags-change-only-their-members": "customer-changes-status",
    },
    "found, and beside it is blamed: pair/forms-agree": {
        "getTicket/flags-change-only-their-members": "customer-drops-tags cache-drops-priority",
    },
    "found, and beside it is blamed: full/legitimation-names-customer-and-contract": {
        "getTicket/flags-change-only-their-members": "no-customer-no-id cache-forgets-contract",
    },
    "found by another clause: full/scheduled-ticket-is-automated, pair/forms-agree": {
        "getTicket/flags-change-only-their-members": "intents-change-level",
    },
    "found, and beside it is blamed: full/neighbours-are-other-tickets": {
        "getTicket/answers-with-the-ticket-asked-for": "with-customer",
    },
    "found by another clause: getTicket/misspelt-id-is-no-other-ticket": {
        "getTicket/invalid-parameter-is-refused": "word",
    },
    (
        "found, and beside it is blamed: searchTickets/matching-tickets-are-found, "
        "searchTickets/pages-agree-on-total"
    ): {
        "searchTickets/order-keeps-all-tickets": "falling",
    },
    "found, and beside it is blamed: searchTickets/paging-is-echoed": {
        "searchTickets/invalid-parameter-is-refused": "offset-fraction",
    },
}
"""Why, and the faults of each clause by their variants."""

AWAITED: Mapping[str, str] = {
    f"{clause}={variant}": reason
    for reason, clauses in _REASONS.items()
    for clause, variants in clauses.items()
    for variant in variants.split()
}
"""The faults of clauses that exist, by their ids, and why the suite is not held to them yet."""
