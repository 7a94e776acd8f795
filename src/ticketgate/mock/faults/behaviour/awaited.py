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
    "a default run looks for it and names nothing": {
        "searchTickets/equals-agrees-with-in": "tt.tagId wildcard",
        "searchTickets/in-is-a-union": "tt.tagId unassigned-beside",
        "searchTickets/hits-satisfy-filters": (
            "t.lastMessageAt t.lastCustomerMessageAt not-between month-first day-alone tt_allowed "
            "allowed-is-any excluded-first excluded-is-any excluded-is-allowed excluded-beside-others "
            "other-tags text-is-ignored text-beside-others direction-of-email t.modelRunAt w.id team "
            "team-is-unassigned t.customerId-begins t.aiSupportLevel-begins walk-in one-list-per-key "
            "numbers-as-text"
        ),
        "searchTickets/no-server-error": (
            "null-in-list quote umlaut nul range-turned-round unix text-special text-long "
            "limit-left-out filters-null values-text tag-text limit-huge large-body long-text"
        ),
        "searchTickets/valid-request-is-accepted": (
            "unix text-short one-key-twice three-filters past-the-end-not-found no-members "
            "no-hit-not-found charset blanks long-list"
        ),
        "searchTickets/page-lists-a-ticket-once": "w.id match-any text order-tt.tagId second-page",
        "searchTickets/filters-only-narrow": "closed spam",
        "searchTickets/skills-scope-leaves-out-spam": "beside-filters cached-ticketScope",
        "searchTickets/order-is-kept": ("t.firstResponseDueBy t.lastMessageAt beginning first-page-only"),
        "searchTickets/orders-are-reverses": "t.channel t.customerId t.language by-length t.status",
        "searchTickets/invalid-parameter-is-refused": (
            "limit-null order-list direction-null scope-list filters-null filters-object "
            "filters-number key-without-prefix like moments-in range-with-value text-compared "
            "rfc-3339"
        ),
        "searchTickets/pages-join-up": "sorted-within ties deep limit-1 far-pages second-page",
        "searchTickets/unknown-order-field-is-refused": "escalated",
        "searchTickets/total-covers-the-page": "stops-at-300",
        "searchTickets/success-is-no-error": "every-15th",
        "getTicket/no-server-error": (
            "erpCacheOnly includeIntents erpCacheOnly-with-includeCustomer "
            "viewing-with-includeSessions no-parameters mixed fraction percent other-script "
            "far-below-zero leading-zeros"
        ),
        "pair/reading-changes-nothing": "modified assigned sessions",
        "searchTickets/malformed-body-is-refused": "empty followed latin-1 bom",
        "getTicket/credentials-are-required": (
            "no-scheme digest listed swapped any-query-token cookie-token local empty-session with-data"
        ),
        "searchTickets/credentials-are-required": (
            "basic-scheme no-scheme digest listed swapped any-named-cookie local session-beside-token "
            "empty-session with-data"
        ),
        "getTicket/token-is-not-echoed": "set-cookie",
        "searchTickets/token-is-not-echoed": "set-cookie",
        "getTicket/valid-request-is-accepted": "includeIntents-true viewing-true",
        "getTicket/invalid-parameter-is-refused": (
            "flag-1 flag-0 flag-no flag-TRUE flag-empty plus fraction-of-zero fraction exponent "
            "underscore letters-after letters-before semicolon quoted null-word latest wildcard"
        ),
        "getTicket/unknown-ticket-is-refused": "sign 64-bits six-digits nearest-below",
        "getTicket/answers-with-the-ticket-asked-for": "last-hundred",
        "searchTickets/page-is-filled": "one-of-two limit-250",
        "searchTickets/defaults-are-as-documented": "limit-echo",
        "searchTickets/matching-tickets-are-found": (
            "match-all-repeated match-exact-in-order allowed-is-exact excluded-without-tags "
            "number-in-text closed-is-hidden scope-all all-beside team "
            "t.lastMessageAt-reads-t.createdAt w.id allowed-without-tags excluded text-of-row "
            "spam-is-hidden one-of-many"
        ),
        "getTicket/flags-change-only-their-members": (
            "sessions-drop-workers viewing-hides-template cache-empties-contracts"
        ),
        "searchTickets/relative-moments-share-one-now": ("now-is-tomorrow a-week current-time-is-ignored"),
    },
    "found by another clause: searchTickets/hits-satisfy-filters": {
        "searchTickets/between-is-both-comparisons": "no-end no-start outside dueBy",
        "searchTickets/filters-only-narrow": "third",
        "searchTickets/equals-agrees-with-in": "ignored unequal",
        "searchTickets/in-is-a-union": "range",
        "searchTickets/not-in-is-the-complement": "first last ignored numbers",
        "searchTickets/matching-tickets-are-found": (
            "t.customerId-reads-t.contractId t.direction-reads-t.channel spam-beside-null"
        ),
    },
    "found by another clause: searchTickets/orders-are-reverses": {
        "searchTickets/order-is-kept": "t.isCustomerActive",
    },
    "found by another clause: searchTickets/pages-join-up": {
        "searchTickets/offset-past-the-end-is-empty": "last-page",
    },
    "found by another clause: searchTickets/total-covers-the-page": {
        "searchTickets/pages-agree-on-total": "pages",
    },
    "found, and beside it is blamed: full/neighbours-are-other-tickets": {
        "getTicket/answers-with-the-ticket-asked-for": "with-customer",
    },
    "found, and beside it is blamed: getTicket/raw-data-only-on-request": {
        "getTicket/answers-with-the-ticket-asked-for": "every-15th",
    },
    "found, and beside it is blamed: searchTickets/between-is-both-comparisons": {
        "searchTickets/hits-satisfy-filters": "no-moment-is-late zone",
    },
    "found, and beside it is blamed: searchTickets/hits-satisfy-filters": {
        "searchTickets/invalid-parameter-is-refused": "tag-text",
        "searchTickets/matching-tickets-are-found": (
            "t.spamStatus-reads-t.aiSupportLevel t.language-reads-t.languageCode"
        ),
    },
    "found, and beside it is blamed: searchTickets/pages-join-up": {
        "searchTickets/page-is-within-the-limit": "cached-limit",
    },
    "with it a run comes to nothing": {
        "searchTickets/no-server-error": "limit-one",
        "searchTickets/page-is-filled": "none-of-one",
        "searchTickets/matching-tickets-are-found": "no-filters",
    },
    "found, and beside it is blamed: searchTickets/matching-tickets-are-found": {
        "searchTickets/hits-satisfy-filters": (
            "unequal-is-equal t.subchannelId-reads-t.agentId boolean-inverted"
        ),
    },
    "found by another clause: searchTickets/matching-tickets-are-found": {
        "searchTickets/hits-satisfy-filters": "false-as-text t.agentId-begins",
    },
    "found, and beside it is blamed: searchTickets/in-is-a-union": {
        "searchTickets/hits-satisfy-filters": "t.externalTicketId-begins",
    },
    "it was not tried yet": {
        "searchTickets/hits-satisfy-filters": (
            "t.createdAt t.closedAt t.dueBy t.createdAt-reads-t.modifiedAt "
            "t.lastCustomerMessageAt-reads-t.lastMessageAt moment-after-is-before no-moment-is-early "
            "moment-twice not-between-is-between tt_matchAll tt_excluded match-all-is-any "
            "match-all-first match-all-last match-exact-is-all match-exact-is-allowed excluded-last "
            "agent-of-intent-is-agent worker-is-agent number-begins short-words text-alone "
            "last-of-a-key equal-beside-list not-in-beside-in scope-alone spam-exclusion "
            "cached-filters cached-operands"
        ),
        "searchTickets/no-server-error": (
            "unequal text-compared number-for-text text-empty text-number order-null no-such-day"
        ),
        "searchTickets/valid-request-is-accepted": (
            "no-filters limit-left-out offset-left-out offset-deep no-blanks escapes"
        ),
        "searchTickets/between-is-both-comparisons": "day",
        "searchTickets/page-lists-a-ticket-once": "i.aiAgentId tt.tagId",
        "searchTickets/filters-only-narrow": "archive",
        "searchTickets/skills-scope-leaves-out-spam": "ignored",
        "searchTickets/spam-exclusion-keeps-unmarked": "one all-kinds beside-others",
        "searchTickets/order-is-kept": (
            "t.lastCustomerMessageAt numbers-upwards turned-round downwards-beside-filters "
            "month-first first-two beside-filters cached-orderByField"
        ),
        "searchTickets/orders-are-reverses": "t.priority t.from downwards",
        "searchTickets/pages-join-up": "direction beside-filters cached-offset",
        "searchTickets/unknown-order-field-is-refused": "empty-page",
        "searchTickets/page-is-within-the-limit": "one-more-of-500 at-least-10 beside-filters",
        "searchTickets/offset-past-the-end-is-empty": "first counts-on",
        "searchTickets/paging-is-echoed": "offset-zero swapped",
        "searchTickets/pages-agree-on-total": "of-the-page what-is-left first-page-only limit-1",
        "searchTickets/repeating-gives-the-same-page": "every-15th",
        "searchTickets/success-is-well-formed": "every-15th",
        "getTicket/success-is-no-error": "one-in-25",
        "getTicket/listed-ticket-is-there": "one-in-25",
        "getTicket/no-server-error": (
            "includeCustomer viewing includeCustomer-with-includeIntents language-unknown quote nul "
            "blank above-32-bits"
        ),
        "searchTickets/invalid-parameter-is-refused": (
            "offset-null order-null scope-unknown scope-null values-no-list value-list no-such-day"
        ),
        "searchTickets/malformed-body-is-refused": "form",
        "getTicket/credentials-are-required": (
            "basic-scheme token-scheme query-token any-named-cookie key-header session-beside-token "
            "page-to-sign-in no-content"
        ),
        "searchTickets/credentials-are-required": (
            "token-scheme query-token any-query-token cookie-token key-header once-read no-content"
        ),
        "getTicket/token-is-not-echoed": "body",
        "searchTickets/token-is-not-echoed": "body",
        "getTicket/valid-request-is-accepted": (
            "erpCacheOnly-true includeCustomer-true viewing-false no-parameters"
        ),
        "getTicket/invalid-parameter-is-refused": (
            "flag-yes flag-False blanks hexadecimal other-digits list condition empty null"
        ),
        "pair/reading-changes-nothing": "customer",
        "getTicket/unknown-ticket-is-refused": "32-bits last-six-digits zero minus-one one text",
        "getTicket/unknown-ticket-is-not-found": "401 redirect",
    },
    "found, and beside it is blamed: getTicket/flags-change-only-their-members": {
        "getTicket/raw-data-only-on-request": "false",
    },
    "found by another clause: full:rawData/presence": {
        "getTicket/raw-data-on-request": "left-out",
    },
    "found, and beside it is blamed: searchTickets/not-in-is-the-complement": {
        "searchTickets/hits-satisfy-filters": "not-in-is-in",
    },
    "found, and beside it is blamed: searchTickets/page-is-filled": {
        "searchTickets/pages-join-up": "twice",
        "searchTickets/total-counts-the-matches": "one-more doubled tens",
        "searchTickets/defaults-are-as-documented": "offset",
    },
    "found by another clause: pair/forms-agree": {
        "searchTickets/defaults-are-as-documented": "scope",
    },
    "found, and beside it is blamed: searchTickets/filters-only-narrow": {
        "searchTickets/total-counts-the-matches": "everything nothing-with-filters",
    },
    "found by another clause: searchTickets/in-is-a-union": {
        "searchTickets/matching-tickets-are-found": "one-value-of-one-key underscore",
    },
    "found by another clause: searchTickets/filters-only-narrow": {
        "searchTickets/matching-tickets-are-found": "unassigned-is-hidden",
    },
    "found, and beside it is blamed: pair/forms-agree": {
        "getTicket/flags-change-only-their-members": "customer-drops-tags cache-drops-priority",
    },
    "found by another clause: full/scheduled-ticket-is-automated, pair/forms-agree": {
        "getTicket/flags-change-only-their-members": "intents-change-level",
    },
    "found, and beside it is blamed: full/legitimation-names-customer-and-contract": {
        "getTicket/flags-change-only-their-members": "cache-forgets-contract no-customer-no-id",
    },
    "found, and beside it is blamed: getTicket/token-counts-as-bearer-only": {
        "getTicket/credentials-are-required": "every-5th any-basic once-read 200-failure",
    },
    "found, and beside it is blamed: searchTickets/token-counts-as-bearer-only": {
        "searchTickets/credentials-are-required": "any-basic every-5th 200-failure page-to-sign-in",
    },
    "found, and beside it is blamed: searchTickets/relative-moments-share-one-now": {
        "searchTickets/hits-satisfy-filters": "t.firstResponseDueBy first",
    },
    "found by another clause: searchTickets/total-counts-the-matches": {
        "searchTickets/page-is-filled": "text",
    },
    "found by another clause: searchTickets/page-is-filled": {
        "searchTickets/pages-join-up": "page-number",
    },
    "found by another clause: searchTickets/relative-moments-share-one-now": {
        "searchTickets/total-counts-the-matches": "every-15th",
    },
    "found, and beside it is blamed: full:attachments/presence": {
        "getTicket/flags-change-only-their-members": "raw-data-drops-attachments",
    },
    (
        "found, and beside it is blamed: full/outcome-that-closed-the-ticket-left-a-closing-time, "
        "pair/forms-agree"
    ): {
        "getTicket/flags-change-only-their-members": "customer-changes-status",
    },
    "found by another clause: getTicket/misspelt-id-is-no-other-ticket": {
        "getTicket/invalid-parameter-is-refused": "word",
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
