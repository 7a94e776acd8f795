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


_UNAUTHORIZED = Proposal(
    "SHOULD",
    "Whoever has no valid credentials is answered with 401 or 403",
    "Table of failures: 401 is the natural answer to a missing or invalid token, and clients treat 401 "
    "and 403 alike; no other status makes them stop and keep the key.",
)
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
    "getTicket/raw-data-on-request": Proposal(
        "SHOULD",
        "rawData is there, of ticket and contracts, when it is asked for",
        "R67 read the other way: the prose of rawData says that it is included on request (C53, C54); "
        "null may stand for a ticket that no channel delivered (Q4).",
    ),
    "getTicket/flags-change-only-their-members": Proposal(
        "SHOULD",
        "A flag changes the members that it is about, and no other",
        "Table of the parameters: each flag names what it fills or where its data come from. MAY for "
        "erpCacheOnly, as a cache may be behind, and for a language, which translates contents.",
    ),
    "getTicket/missing-credentials-are-unauthorized": _UNAUTHORIZED,
    "searchTickets/missing-credentials-are-unauthorized": _UNAUTHORIZED,
    "getTicket/credentials-come-first": _FIRST,
    "searchTickets/credentials-come-first": _FIRST,
}
"""The clauses that would be broken, by the ids that they would have."""

_REASONS: Mapping[str, Mapping[str, str]] = {
    "a default run looks for it and names nothing": {
        "searchTickets/equals-agrees-with-in": "numbers",
        "searchTickets/in-is-a-union": "null-finds-nothing unassigned-beside tt.tagId",
        "searchTickets/hits-satisfy-filters": (
            "null-alone-is-ignored team team-is-unassigned false-as-text t.externalTicketId-begins "
            "t.agentId-begins t.customerId-begins walk-in t.lastMessageAt t.lastCustomerMessageAt "
            "not-between current-date-is-ignored days-is-ignored month-first hours-are-days "
            "allowed-is-any excluded-first text-is-ignored text-beside-others"
        ),
        "searchTickets/no-server-error": (
            "quote umlaut unix text-special text-long two-filters limit-left-out body-list body-text "
            "filters-null filters-object operand-list values-text tag-text limit-huge scope-unknown depth "
            "long-text"
        ),
        "searchTickets/valid-request-is-accepted": (
            "unix text-short three-filters past-the-end-not-found past-the-end-range charset blanks long-list"
        ),
        "searchTickets/page-lists-a-ticket-once": "w.id match-any text order-tt.tagId second-page",
        "searchTickets/filters-only-narrow": "closed spam",
        "searchTickets/order-is-kept": "t.firstResponseDueBy t.lastMessageAt beginning first-page-only",
        "searchTickets/orders-are-reverses": "t.channel t.customerId t.language",
        "searchTickets/invalid-parameter-is-refused": (
            "direction-in-capitals offset-text order-list direction-long filters-object filter-null "
            "key-list key-without-prefix like double-equals moments-in range-with-value tags-compared "
            "text-compared value-for-values values-for-value rfc-3339"
        ),
        "searchTickets/pages-join-up": "sorted-within deep limit-1 far-pages second-page",
        "searchTickets/unknown-order-field-is-refused": "empty escalated",
        "searchTickets/total-covers-the-page": "stops-at-300",
        "searchTickets/skills-scope-leaves-out-spam": "cached-ticketScope",
        "searchTickets/success-is-no-error": "every-15th",
        "searchTickets/malformed-body-is-refused": "empty comment followed latin-1 bom",
        "getTicket/credentials-are-required": (
            "empty-header no-scheme digest null-token listed first-cut beginning any-query-token local"
        ),
        "searchTickets/credentials-are-required": (
            "no-scheme digest null-token listed other-case first-cut beginning one-more followed within "
            "session-beside-token empty-session"
        ),
        "searchTickets/token-is-not-echoed": "set-cookie",
        "getTicket/no-server-error": (
            "includeIntents fraction percent other-script far-below-zero leading-zeros"
        ),
        "getTicket/valid-request-is-accepted": "erpCacheOnly-false includeIntents-true",
        "getTicket/invalid-parameter-is-refused": (
            "flag-0 flag-no flag-TRUE fraction exponent letters-after semicolon quoted null-word latest"
        ),
        "pair/reading-changes-nothing": "sessions",
        "getTicket/unknown-ticket-is-refused": "sign nearest-below",
    },
    "found by another clause: searchTickets/hits-satisfy-filters": {
        "searchTickets/between-is-both-comparisons": "no-end no-start outside",
        "searchTickets/filters-only-narrow": "third",
    },
    "found by another clause: searchTickets/orders-are-reverses": {
        "searchTickets/order-is-kept": "t.isCustomerActive",
    },
    "found by another clause: searchTickets/pages-join-up": {
        "searchTickets/offset-past-the-end-is-empty": "last-page",
    },
    "found, and beside it is blamed: full/neighbours-are-other-tickets": {
        "getTicket/answers-with-the-ticket-asked-for": "with-customer",
    },
    "found, and beside it is blamed: searchTickets/between-is-both-comparisons": {
        "searchTickets/hits-satisfy-filters": "no-moment-is-late",
    },
    "found, and beside it is blamed: searchTickets/pages-join-up": {
        "searchTickets/page-is-within-the-limit": "cached-limit",
    },
    "with it a run comes to nothing": {
        "searchTickets/no-server-error": "limit-one",
        "getTicket/unknown-ticket-is-refused": "id-alone nulls",
    },
    "it was not tried yet": {
        "searchTickets/hits-satisfy-filters": (
            "t.sentiment t.languageCode t.from t.externalTicketId t.modelRunAt w.id below-or-equal "
            "above-or-equal below-is-above unequal-is-equal unequal-is-ignored not-in-is-in "
            "comparisons-are-ignored t.subchannelId-reads-t.agentId unassigned unassigned-is-team "
            "falsy-is-none any-boolean boolean-inverted t.aiSupportLevel-begins one-value-of-one-key "
            "t.createdAt t.modifiedAt t.closedAt t.dueBy t.createdAt-reads-t.modifiedAt "
            "t.closedAt-reads-t.modifiedAt t.lastCustomerMessageAt-reads-t.lastMessageAt "
            "moment-after-is-before moment-equal-is-up-to no-moment-is-early moment-twice "
            "not-between-is-between current-time-is-ignored hours-is-ignored zone day-alone "
            "now-is-tomorrow today-is-yesterday tt_matchAll tt_matchExact tt_allowed tt_excluded "
            "match-all-is-any match-all-first match-all-last match-exact-is-all match-exact-is-allowed "
            "excluded-last excluded-is-any excluded-is-allowed excluded-beside-others other-tags "
            "agent-of-intent-is-agent worker-is-agent number-begins short-words text-alone first "
            "last-of-a-key first-of-a-key equal-beside-list not-in-beside-in direction-of-email "
            "scope-alone spam-exclusion cached-filters cached-operands"
        ),
        "searchTickets/equals-agrees-with-in": "text-of-a-number ignored unequal wildcard tt.tagId",
        "searchTickets/no-server-error": (
            "unequal text-compared null-in-list all integer-text number-for-text nul closed-at "
            "moment-unequal between range-turned-round current-date current-time tt_matchAny tt_allowed "
            "i.aiAgentId w.id relevance-alone text-empty text-number one-key-twice skills "
            "skills-with-filters spam-exclusion order-tt.tagId order-t.isCustomerActive order-t.from "
            "order-null order-list past-the-end no-hit limit-zero every-40th body-number body-empty "
            "filter-null key-object comparator-left-out comparator-unknown operand-left-out "
            "operand-object moments-in no-such-day ranges member-twice large-body not-utf-8 other-scheme "
            "unsigned-token ran-out"
        ),
        "searchTickets/valid-request-is-accepted": (
            "set-equal set-above set-below set-from set-up-to set-in team moment-unequal moment-before "
            "moment-after moment-up-to moment-from t.lastMessageAt t.firstResponseDueBy current-date "
            "hours day-alone tt_matchAll tt_matchAny tt_matchExact tt_allowed tt_excluded w.id "
            "text-without-comparator relevance one-key-twice no-filters filters-left-out scope-all "
            "direction-alone order-t.channelId order-t.contractId order-t.createdAt order-t.customerId "
            "order-t.direction order-t.dueBy order-t.firstResponseDueBy order-t.from order-t.language "
            "order-t.languageCode order-t.lastMessageAt order-t.modifiedAt order-t.partnerId "
            "order-t.priority order-t.sentiment order-t.subchannelId past-the-end no-members "
            "limit-left-out offset-left-out limit-most offset-deep no-hit no-hit-not-found no-blanks "
            "escapes"
        ),
        "searchTickets/in-is-a-union": "two first-number range null-hides null-is-dropped",
        "searchTickets/not-in-is-the-complement": "first last null-finds-nothing ignored numbers",
        "searchTickets/between-is-both-comparisons": "day dueBy",
        "searchTickets/page-lists-a-ticket-once": "i.aiAgentId tt.tagId",
        "searchTickets/filters-only-narrow": "archive",
        "searchTickets/skills-scope-leaves-out-spam": "ignored beside-filters",
        "searchTickets/spam-exclusion-keeps-unmarked": "one all-kinds beside-others",
        "searchTickets/order-is-kept": (
            "t.modifiedAt t.lastCustomerMessageAt numbers-upwards turned-round downwards-beside-filters "
            "month-first first-two beside-filters cached-orderByField"
        ),
        "searchTickets/orders-are-reverses": "t.status t.priority t.from downwards by-length",
        "searchTickets/pages-join-up": (
            "ties direction page-number whole-pages twice beside-filters rising cached-offset"
        ),
        "searchTickets/unknown-order-field-is-refused": (
            "t.closedAt t.spamStatus t.externalTicketId t.modelRunAt without-prefix other-case empty-page q"
        ),
        "searchTickets/page-is-within-the-limit": "one-more-of-500 at-least-10 beside-filters offset-too",
        "searchTickets/offset-past-the-end-is-empty": "first counts-on",
        "searchTickets/paging-is-echoed": "offset-zero limit-rows swapped",
        "searchTickets/pages-agree-on-total": "of-the-page what-is-left first-page-only limit-1 pages",
        "searchTickets/repeating-gives-the-same-page": "every-15th",
        "searchTickets/success-is-well-formed": "every-15th",
        "getTicket/answers-with-the-ticket-asked-for": "every-15th one-in-ten last-hundred",
        "getTicket/no-server-error": (
            "every-40th read-twice no-credentials garbled-token other-scheme unsigned-token erpCacheOnly "
            "includeCustomer viewing contentTranslationLanguage includeCustomer-with-includeIntents "
            "includeRawData-with-includeCustomer erpCacheOnly-with-includeCustomer "
            "viewing-with-includeSessions no-parameters language-unknown mixed quote nul blank "
            "above-32-bits"
        ),
        "getTicket/success-is-no-error": "one-in-25",
        "getTicket/listed-ticket-is-there": "one-in-25",
        "pair/reading-changes-nothing": "modified assigned customer false-is-true",
        "searchTickets/invalid-parameter-is-refused": (
            "limit-text limit-boolean limit-null limit-list limit-object offset-fraction offset-null "
            "offset-negative order-null order-number direction-null direction-number direction-empty "
            "scope-unknown scope-null scope-list filters-null filters-text filters-number filter-text "
            "filter-list key-unknown key-null key-in-other-case comparator-unknown comparator-ignored "
            "comparator-left-out angle-brackets comparator-in-capitals ranges half-a-range no-operand "
            "values-no-list value-list value-object no-such-day tag-text"
        ),
        "searchTickets/malformed-body-is-refused": "comma cut bare-names form leading-zeros line-break",
        "getTicket/credentials-are-required": (
            "bearer-alone basic-scheme token-scheme other-case cut-by-one one-more followed within "
            "same-length swapped alg-none any-jwt ran-out any-subject query-token cookie-token "
            "any-named-cookie key-header session-beside-token empty-session once-read every-5th "
            "page-to-sign-in with-data no-content"
        ),
        "searchTickets/credentials-are-required": (
            "empty-header bearer-alone basic-scheme token-scheme any-basic cut-by-one same-length swapped "
            "alg-none any-jwt any-subject query-token any-query-token cookie-token any-named-cookie "
            "key-header local once-read every-5th 200-failure with-data no-content"
        ),
        "getTicket/errors-say-why": "page-to-sign-in",
        "getTicket/token-is-not-echoed": "set-cookie body",
        "searchTickets/errors-say-why": "page-to-sign-in 401-empty",
        "searchTickets/token-is-not-echoed": "body",
        "getTicket/valid-request-is-accepted": (
            "erpCacheOnly-true includeCustomer-false includeCustomer-true includeIntents-false "
            "viewing-false viewing-true includeSessions-false no-parameters viewing-alone four-parameters "
            "raw-data-with-cache"
        ),
        "getTicket/invalid-parameter-is-refused": (
            "flag-1 flag-yes flag-False flag-empty plus blanks fraction-of-zero hexadecimal underscore "
            "other-digits letters-before list word wildcard condition empty null"
        ),
        "getTicket/raw-data-only-on-request": "customer inverted",
        "getTicket/unknown-ticket-is-refused": (
            "32-bits 64-bits six-digits last-six-digits nearest-above zero minus-one one no-content text code"
        ),
        "getTicket/unknown-ticket-is-not-found": "401 405 redirect",
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
