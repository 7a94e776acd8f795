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
    "searchTickets/matching-tickets-are-found": Proposal(
        "MUST",
        "Every ticket that meets all filters is found",
        "R77 turned round: filters are documented as conditions that are joined with AND, so they decide "
        "both what is found and what is not. Operands and words are those of the table of filter "
        "families. SHOULD where a word is known from clients only, such as unassigned, team and full "
        "text.",
    ),
    "searchTickets/page-is-filled": Proposal(
        "SHOULD",
        "A page has as many tickets as limit, offset and total leave",
        "R76: a page has at most the smaller of limit and 500, and total counts all matches; a shorter "
        "page before the end loses tickets for whoever pages by the limit.",
    ),
    "searchTickets/total-counts-the-matches": Proposal(
        "SHOULD",
        "total is the number of tickets that meet the filters",
        "R76 has total at least as large as the page; the table of the response body calls it the total. "
        "Joins, pages and other filters must not change it.",
    ),
    "searchTickets/defaults-are-as-documented": Proposal(
        "SHOULD",
        "What a search leaves out has its documented default",
        "Table of the request body: limit 100, offset 0, order by t.id, direction desc, no filters, scope"
        " all. MAY for the direction, for which the documented sample has asc, and for the scope (Q21).",
    ),
    "searchTickets/order-keeps-all-tickets": Proposal(
        "SHOULD",
        "The order changes nothing about which tickets are found",
        "R78 says of the order nothing but the sequence; Q20 leaves open where tickets without the value "
        "stand, not whether they are there.",
    ),
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
        "searchTickets/equals-agrees-with-in": "numbers tt.tagId",
        "searchTickets/no-server-error": (
            "unequal text-compared null-in-list number-for-text quote umlaut nul range-turned-round "
            "unix text-special text-empty text-number text-long order-null limit-left-out "
            "filters-null values-text no-such-day tag-text limit-huge large-body long-text"
        ),
        "searchTickets/in-is-a-union": (
            "null-hides null-is-dropped null-finds-nothing unassigned-beside tt.tagId"
        ),
        "searchTickets/hits-satisfy-filters": (
            "null-alone-is-ignored team team-is-unassigned false-as-text any-boolean "
            "t.externalTicketId-begins t.agentId-begins t.customerId-begins t.aiSupportLevel-begins "
            "walk-in t.lastMessageAt t.lastCustomerMessageAt not-between current-date-is-ignored "
            "current-time-is-ignored days-is-ignored hours-is-ignored month-first day-alone "
            "hours-are-days today-is-yesterday tt_allowed allowed-is-any excluded-first "
            "excluded-is-any excluded-is-allowed excluded-beside-others other-tags text-is-ignored "
            "text-beside-others direction-of-email"
        ),
        "searchTickets/not-in-is-the-complement": "null-finds-nothing",
        "searchTickets/valid-request-is-accepted": (
            "unix text-short one-key-twice three-filters past-the-end-not-found no-members "
            "limit-left-out offset-deep no-hit-not-found charset blanks escapes long-list"
        ),
        "searchTickets/page-lists-a-ticket-once": "w.id match-any text order-tt.tagId second-page",
        "searchTickets/filters-only-narrow": "closed spam",
        "searchTickets/skills-scope-leaves-out-spam": "beside-filters cached-ticketScope",
        "searchTickets/order-is-kept": "t.firstResponseDueBy t.lastMessageAt beginning first-page-only",
        "searchTickets/orders-are-reverses": "t.channel t.customerId t.language by-length",
        "searchTickets/pages-join-up": "sorted-within ties deep limit-1 far-pages second-page",
        "searchTickets/unknown-order-field-is-refused": "escalated",
        "searchTickets/total-covers-the-page": "stops-at-300",
        "searchTickets/success-is-no-error": "every-15th",
        "searchTickets/success-is-well-formed": "every-15th",
        "getTicket/success-is-no-error": "one-in-25",
        "getTicket/listed-ticket-is-there": "one-in-25",
        "pair/reading-changes-nothing": "modified assigned sessions",
        "searchTickets/invalid-parameter-is-refused": (
            "limit-null offset-null order-null order-list direction-null scope-unknown scope-null "
            "scope-list filters-null filters-object filters-number key-without-prefix like "
            "range-with-value text-compared values-no-list value-list no-such-day rfc-3339"
        ),
        "searchTickets/malformed-body-is-refused": "empty followed form latin-1 bom",
        "getTicket/credentials-are-required": (
            "digest swapped any-named-cookie key-header local session-beside-token empty-session with-data"
        ),
        "searchTickets/credentials-are-required": (
            "digest swapped any-named-cookie key-header local session-beside-token empty-session with-data"
        ),
        "getTicket/token-is-not-echoed": "set-cookie",
        "searchTickets/token-is-not-echoed": "set-cookie",
        "getTicket/no-server-error": (
            "includeCustomer includeIntents viewing includeCustomer-with-includeIntents "
            "viewing-with-includeSessions no-parameters language-unknown mixed fraction percent "
            "other-script far-below-zero leading-zeros"
        ),
        "getTicket/valid-request-is-accepted": (
            "includeCustomer-true includeIntents-true viewing-false viewing-true no-parameters"
        ),
        "getTicket/invalid-parameter-is-refused": (
            "flag-1 flag-0 flag-yes flag-no flag-TRUE flag-False flag-empty plus fraction-of-zero "
            "fraction exponent underscore letters-after letters-before semicolon quoted null-word "
            "latest wildcard"
        ),
        "getTicket/flags-change-only-their-members": (
            "intents-change-level cache-empties-contracts sessions-drop-workers viewing-hides-template"
        ),
        "getTicket/unknown-ticket-is-refused": "sign 64-bits six-digits nearest-below",
        "getTicket/answers-with-the-ticket-asked-for": "last-hundred",
    },
    "found by another clause: getTicket/misspelt-id-is-no-other-ticket": {
        "getTicket/invalid-parameter-is-refused": "word",
    },
    "found by another clause: getTicket/published-parameter-is-accepted": {
        "getTicket/valid-request-is-accepted": "erpCacheOnly-true",
    },
    "found by another clause: getTicket/token-counts-as-bearer-only": {
        "getTicket/credentials-are-required": (
            "basic-scheme token-scheme no-scheme listed query-token any-query-token cookie-token"
        ),
    },
    "found by another clause: searchTickets/hits-satisfy-filters": {
        "searchTickets/not-in-is-the-complement": "first ignored",
        "searchTickets/between-is-both-comparisons": "no-end no-start outside dueBy",
        "searchTickets/filters-only-narrow": "third",
    },
    "found by another clause: searchTickets/list-of-moments-is-refused": {
        "searchTickets/invalid-parameter-is-refused": "moments-in",
    },
    "found by another clause: searchTickets/orders-are-reverses": {
        "searchTickets/order-is-kept": "t.isCustomerActive",
    },
    "found by another clause: searchTickets/pages-join-up": {
        "searchTickets/offset-past-the-end-is-empty": "last-page",
    },
    "found by another clause: searchTickets/token-counts-as-bearer-only": {
        "searchTickets/credentials-are-required": (
            "basic-scheme token-scheme no-scheme listed query-token any-query-token cookie-token"
        ),
    },
    "found by another clause: searchTickets/total-covers-the-page": {
        "searchTickets/pages-agree-on-total": "pages",
    },
    "found, and beside it is blamed: full/legitimation-names-customer-and-contract": {
        "getTicket/flags-change-only-their-members": "no-customer-no-id cache-forgets-contract",
    },
    "found, and beside it is blamed: full/neighbours-are-other-tickets": {
        "getTicket/answers-with-the-ticket-asked-for": "with-customer",
    },
    "found, and beside it two others are blamed, of which one is pair/forms-agree": {
        "getTicket/flags-change-only-their-members": "customer-changes-status",
    },
    "found, and beside it is blamed: full:/undocumented": {
        "getTicket/token-is-not-echoed": "body",
    },
    "found, and beside it is blamed: full:attachments/presence": {
        "getTicket/flags-change-only-their-members": "raw-data-drops-attachments",
    },
    "found, and beside it is blamed: full:intents/presence": {
        "getTicket/answers-with-the-ticket-asked-for": "every-15th",
    },
    "found, and beside it is blamed: full:rawData/presence": {
        "getTicket/raw-data-on-request": "left-out",
    },
    "found, and beside it is blamed: getTicket/flags-change-only-their-members": {
        "getTicket/raw-data-only-on-request": "false customer",
    },
    "found, and beside it is blamed: getTicket/published-parameter-is-accepted": {
        "getTicket/no-server-error": "erpCacheOnly erpCacheOnly-with-includeCustomer",
    },
    "found, and beside it is blamed: getTicket/raw-data-on-request": {
        "getTicket/raw-data-only-on-request": "inverted",
    },
    "found, and beside it is blamed: getTicket/token-counts-as-bearer-only": {
        "getTicket/credentials-are-required": ("any-basic once-read page-to-sign-in 200-failure no-content"),
    },
    "found, and beside it is blamed: pair/forms-agree": {
        "getTicket/flags-change-only-their-members": "customer-drops-tags cache-drops-priority",
    },
    "found, and beside it is blamed: search:/undocumented": {
        "searchTickets/token-is-not-echoed": "body",
    },
    "found, and beside it is blamed: searchTickets/between-is-both-comparisons": {
        "searchTickets/hits-satisfy-filters": "no-moment-is-late zone",
    },
    "found, and beside it is blamed: searchTickets/hits-satisfy-filters": {
        "searchTickets/invalid-parameter-is-refused": "tag-text",
    },
    "found, and beside it is blamed: searchTickets/invalid-parameter-is-refused": {
        "searchTickets/unknown-order-field-is-refused": "empty-page",
    },
    "found, and beside it is blamed: searchTickets/pages-join-up": {
        "searchTickets/page-is-within-the-limit": "cached-limit",
    },
    "found, and beside it is blamed: searchTickets/token-counts-as-bearer-only": {
        "searchTickets/credentials-are-required": (
            "any-basic once-read page-to-sign-in 200-failure no-content"
        ),
    },
    "it was not tried yet": {
        "searchTickets/hits-satisfy-filters": (
            "t.languageCode t.externalTicketId t.modelRunAt w.id below-or-equal above-or-equal "
            "unequal-is-equal unequal-is-ignored comparisons-are-ignored falsy-is-none t.createdAt "
            "t.closedAt t.dueBy t.createdAt-reads-t.modifiedAt "
            "t.lastCustomerMessageAt-reads-t.lastMessageAt moment-after-is-before no-moment-is-early "
            "moment-twice not-between-is-between now-is-tomorrow tt_matchAll tt_excluded "
            "match-all-is-any match-all-first match-all-last match-exact-is-all "
            "match-exact-is-allowed excluded-last agent-of-intent-is-agent worker-is-agent "
            "number-begins short-words text-alone last-of-a-key equal-beside-list not-in-beside-in "
            "scope-alone spam-exclusion cached-filters cached-operands"
        ),
        "searchTickets/equals-agrees-with-in": "text-of-a-number ignored unequal wildcard",
        "searchTickets/in-is-a-union": "range",
        "searchTickets/not-in-is-the-complement": "last numbers",
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
        "searchTickets/page-is-within-the-limit": "one-more-of-500 at-least-10 beside-filters",
        "searchTickets/offset-past-the-end-is-empty": "first counts-on",
        "searchTickets/paging-is-echoed": "offset-zero swapped",
        "searchTickets/pages-agree-on-total": "of-the-page what-is-left first-page-only limit-1",
        "searchTickets/repeating-gives-the-same-page": "every-15th",
        "pair/reading-changes-nothing": "customer",
        "getTicket/invalid-parameter-is-refused": (
            "blanks hexadecimal other-digits list condition empty null"
        ),
        "getTicket/no-server-error": "quote nul blank above-32-bits",
        "getTicket/unknown-ticket-is-refused": "32-bits last-six-digits zero minus-one one text",
        "getTicket/unknown-ticket-is-not-found": "401 redirect",
    },
    "with it a run comes to nothing": {
        "searchTickets/valid-request-is-accepted": "no-filters offset-left-out no-blanks",
        "searchTickets/no-server-error": "limit-one",
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
