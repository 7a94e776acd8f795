"""Faults that the suite is not held to: those of no clause that there is, and those that no run can name."""

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


PROPOSED: Mapping[str, Proposal] = {
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
}
"""The clauses that would be broken, by the ids that they would have."""

_REASONS: Mapping[str, Mapping[str, str]] = {
    # What no answer can show, or what the facts leave open
    "no row tells whom a team has, and sources disagree on who works on a ticket (R30)": {
        "searchTickets/hits-satisfy-filters": "w.id team team-is-unassigned worker-is-agent",
        "searchTickets/matching-tickets-are-found": "team w.id",
    },
    "no row shows what it is about": {
        "searchTickets/matching-tickets-are-found": (
            "t.lastMessageAt-reads-t.createdAt text-of-row number-in-text"
        ),
        "searchTickets/hits-satisfy-filters": "t.lastCustomerMessageAt-reads-t.lastMessageAt",
        "searchTickets/order-is-kept": "t.lastMessageAt t.lastCustomerMessageAt",
    },
    "what the limits of routing let through is open": {
        "searchTickets/hits-satisfy-filters": "allowed-is-any",
        "searchTickets/matching-tickets-are-found": (
            "allowed-is-exact allowed-without-tags excluded-without-tags excluded"
        ),
    },
    "what no search shows nobody knows of": {
        "searchTickets/matching-tickets-are-found": "closed-is-hidden spam-is-hidden one-of-many",
    },
    (
        "where the scope belongs is open (Q21), and a server that does not read it cannot be "
        "told from one that does not know it"
    ): {
        "searchTickets/skills-scope-leaves-out-spam": "ignored",
        "searchTickets/invalid-parameter-is-refused": "scope-unknown scope-null scope-list",
    },
    "null for a list that may be left out, and what a day that there is not stands for, are open": {
        "searchTickets/invalid-parameter-is-refused": "filters-null no-such-day",
    },
    "whether full text has a comparator is open: the page names none, and forbids none": {
        "searchTickets/invalid-parameter-is-refused": "text-compared",
    },
    "what all means beside another channel, and a tag that stands twice, is nowhere said": {
        "searchTickets/matching-tickets-are-found": "all-beside match-all-repeated",
    },
    "it shows only with an operand that is no value of the field, which a server may refuse": {
        "searchTickets/hits-satisfy-filters": "t.aiSupportLevel-begins",
    },
    "whether not in finds a ticket that has another tag beside the one named is open": {
        "searchTickets/hits-satisfy-filters": "other-tags",
    },
    "that null counts as not spam is said of all marks of spam together (R47)": {
        "searchTickets/spam-exclusion-keeps-unmarked": "one",
    },
    "how equal ones come, and which of two texts is greater, is open (R78, Q20)": {
        "searchTickets/pages-join-up": "ties",
        "searchTickets/orders-are-reverses": "by-length",
    },
    "in the tickets of the mock that moment rises with the ids, so both orders are one": {
        "searchTickets/order-is-kept": "t.firstResponseDueBy",
    },
    "whether a server reads it is open": {
        "searchTickets/malformed-body-is-refused": "empty bom",
    },
    "with the cache alone the customer may be another, and who works on a ticket moves by itself": {
        "getTicket/flags-change-only-their-members": "cache-empties-contracts sessions-drop-workers",
    },
    "a run never sends it: a read without viewing=false counts as a person who opens the ticket": {
        "getTicket/valid-request-is-accepted": "viewing-true no-parameters",
        "getTicket/no-server-error": "viewing-with-includeSessions no-parameters",
        "getTicket/flags-change-only-their-members": "viewing-hides-template",
    },
    "with valid credentials 401 says that these ran out, and no promise is about that": {
        "getTicket/unknown-ticket-is-not-found": "401",
    },
    "two tickets are read with sessions, and what changes on two may be chance": {
        "pair/reading-changes-nothing": "sessions",
    },
    "only = with a sign in its operand shows it, and a run asks so of some of the keys that have any": {
        "searchTickets/equals-agrees-with-in": "wildcard",
    },
    "it shows by one comparator or order on one key, and the budget of a run leaves some of these out": {
        "searchTickets/hits-satisfy-filters": "between-is-both-comparisons-dueBy",
        "searchTickets/order-keeps-all-tickets": "t.dueBy",
    },
    "of the members that no search is ordered by, a run tries some by chance": {
        "searchTickets/unknown-order-field-is-refused": "escalated",
    },
    # What a run meets, and what names it or ends it
    "with it a run comes to nothing": {
        "searchTickets/matching-tickets-are-found": "no-filters",
        "searchTickets/page-is-filled": "none-of-one",
        "searchTickets/valid-request-is-accepted": "no-blanks",
        "getTicket/valid-request-is-accepted": "viewing-false",
    },
    "it is found, and what breaks beside it hangs on which requests follow one another": {
        "searchTickets/page-is-within-the-limit": "cached-limit",
        "searchTickets/repeating-gives-the-same-page": "every-15th",
        "searchTickets/total-counts-the-matches": "every-15th",
        "getTicket/answers-with-the-ticket-asked-for": "every-15th",
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
