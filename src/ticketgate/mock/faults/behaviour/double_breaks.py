"""Faults that break more than one promise: which of them the suite names, and why.

Each was written under one promise, from the facts alone, and often breaks another by the very same answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ticketgate.mock.faults.fault import GET_TICKET, SEARCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketgate.mock.faults.fault import Fault

_HITS, _FOUND = f"{SEARCH}/hits-satisfy-filters", f"{SEARCH}/matching-tickets-are-found"
_FILLED, _COUNTED = f"{SEARCH}/page-is-filled", f"{SEARCH}/total-counts-the-matches"
_NARROW, _JOIN = f"{SEARCH}/filters-only-narrow", f"{SEARCH}/pages-join-up"
_END, _REFUSED = f"{SEARCH}/offset-past-the-end-is-empty", f"{SEARCH}/invalid-parameter-is-refused"
_FLAGS, _AGREE = f"{GET_TICKET}/flags-change-only-their-members", "pair/forms-agree"
_COVERED, _AGREED = f"{SEARCH}/total-covers-the-page", f"{SEARCH}/pages-agree-on-total"
_LEGITIMATE = "full/legitimation-names-customer-and-contract"

_OF_CUSTOMERS = tuple(
    f"full:customer.{name}/presence"
    for name in (
        "additionalData address business company contracts email emailMatches firstname lastname phone"
    ).split()
)
_OF_INTENTS = tuple(
    f"full:intents[].{name}/presence"
    for name in (
        "code confidence context contractId data extraInfo messagePreview options recipient verified"
    ).split()
)

#: The promise that is named instead, with the faults by that under which they were written.
_INSTEAD: Mapping[str, Mapping[str, str]] = {
    # Tickets that do not meet a filter are found: that is said of the filter, whatever its comparator.
    _HITS: {
        "searchTickets/equals-agrees-with-in": "ignored unequal",
        _FOUND: (
            "t.customerId-reads-t.contractId t.direction-reads-t.channel"
            " t.language-reads-t.languageCode t.spamStatus-reads-t.aiSupportLevel"
        ),
        "searchTickets/in-is-a-union": "range",
        "searchTickets/not-in-is-the-complement": "first last ignored numbers",
        "searchTickets/between-is-both-comparisons": "no-end no-start outside dueBy day",
        _NARROW: "third",
    },
    # Beside other filters, what is taken for something else leaves out those that are asked for.
    _FOUND: {_HITS: "number-begins"},
    # Fewer come than are counted.
    _COUNTED: {_FILLED: "text"},
    _FILLED: {_JOIN: "page-number"},
    # More come than are counted.
    _COVERED: {_AGREED: "first-page-only"},
    # The scope that is the default is another matter where it is said than where it is left out.
    f"{SEARCH}/defaults-are-as-documented": {_FOUND: "scope-all"},
    # Beside another value it is missed as one of several.
    f"{SEARCH}/in-is-a-union": {_FOUND: "one-value-of-one-key spam-beside-null"},
    # Fewer are found without a filter than with it.
    _NARROW: {_FOUND: "unassigned-is-hidden"},
    # Booleans are judged by the two directions: which of them is greater is nowhere said.
    f"{SEARCH}/orders-are-reverses": {f"{SEARCH}/order-is-kept": "t.isCustomerActive"},
    # There are promises of their own for lists of moments, and for another ticket than none.
    f"{SEARCH}/list-of-moments-is-refused": {_REFUSED: "moments-in"},
    f"{GET_TICKET}/misspelt-id-is-no-other-ticket": {
        f"{GET_TICKET}/invalid-parameter-is-refused": "word null-word latest wildcard"
    },
    # The run goes on without it.
    f"{GET_TICKET}/published-parameter-is-accepted": {
        f"{GET_TICKET}/valid-request-is-accepted": "erpCacheOnly-true"
    },
    # What was asked for and is reduced, or left out, lacks members that a full ticket has.
    "full:customer.id/presence": {f"{GET_TICKET}/customer-on-request": "ignored inverted intents-too"},
    "full:intents/presence": {f"{GET_TICKET}/intents-on-request": "ignored inverted customer-too"},
    "full:intents[].status/presence": {f"{GET_TICKET}/intents-on-request": "brief"},
    "full:rawData/presence": {f"{GET_TICKET}/raw-data-on-request": "left-out"},
    # The row shows another level.
    _AGREE: {_FLAGS: "intents-change-level"},
}

#: What breaks as well, with the reason, and the faults by their promise.
_AS_WELL: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "a page lacks what it is counted to have": (
        (_FILLED,),
        {
            _JOIN: "twice",
            f"{SEARCH}/defaults-are-as-documented": "offset",
        },
    ),
    "a page lacks what it is counted to have, and one ticket is counted as several": (
        (_FILLED, f"{SEARCH}/unusual-body-is-not-ignored"),
        {_COUNTED: "one-more tens doubled"},
    ),
    "more come than are counted, and none past the end are": ((_COVERED, _END), {_AGREED: "pages"}),
    "moments relative to now differ in their operands only": (
        (f"{SEARCH}/relative-moments-share-one-now",),
        {_HITS: "cached-operands"},
    ),
    "what differs is left out": ((_FOUND,), {_HITS: "moment-unequal"}),
    "what is in no list is missed": ((f"{SEARCH}/not-in-is-the-complement",), {_HITS: "not-in-is-in"}),
    "a page is counted as that of another search": ((_AGREED,), {_HITS: "cached-filters"}),
    "the second page begins with the ticket that ended the first": (
        (_JOIN,),
        {f"{SEARCH}/page-lists-a-ticket-once": "text"},
    ),
    "past the end more is counted than is there": ((_FILLED, _COUNTED), {_END: "counts-on"}),
    "with a filter more is counted than without, in a body that is unusual, too": (
        (_NARROW, f"{SEARCH}/unusual-body-is-not-ignored"),
        {_COUNTED: "everything"},
    ),
    "with the ids of tickets more is counted than without, and not delivered": (
        (_NARROW, _FILLED),
        {_COUNTED: "nothing-with-filters"},
    ),
    "another page is given than the one asked for": ((_END,), {_JOIN: "cached-offset"}),
    "it is there with a flag that says it is not": (
        (_FLAGS,),
        {f"{GET_TICKET}/raw-data-only-on-request": "false"},
    ),
    "searches go by the moment that was there before": (
        (_HITS, f"{SEARCH}/order-is-kept"),
        {"pair/reading-changes-nothing": "modified"},
    ),
    "the reduced customer lacks all of it": (
        _OF_CUSTOMERS,
        {"full:customer.id/presence": "customer-on-request-ignored customer-on-request-inverted"},
    ),
    "the reduced customer lacks all of it, whatever another flag is about": (
        (*_OF_CUSTOMERS, _FLAGS),
        {"full:customer.id/presence": "customer-on-request-intents-too"},
    ),
    "the flag of the customer is about the customer": (
        (_FLAGS,),
        {"full:intents/presence": "intents-on-request-customer-too"},
    ),
    "intents in their compact form lack all of it": (
        _OF_INTENTS,
        {"full:intents[].status/presence": "intents-on-request-brief"},
    ),
    "a full ticket lacks it": (("full:attachments/presence",), {_FLAGS: "raw-data-drops-attachments"}),
    "the row shows it as it was": (
        (_AGREE, "full/outcome-that-closed-the-ticket-left-a-closing-time"),
        {_FLAGS: "customer-changes-status"},
    ),
    "the row has it still": ((_AGREE,), {_FLAGS: "customer-drops-tags cache-drops-priority"}),
    "the level of legitimation names what is left out": (
        (_LEGITIMATE,),
        {_FLAGS: "no-customer-no-id cache-forgets-contract"},
    ),
    "the level no longer goes with the plan, and is no member of what was asked for": (
        ("full/scheduled-ticket-is-automated", _FLAGS),
        {_AGREE: "flags-change-only-their-members-intents-change-level"},
    ),
    "the ticket before is its own neighbour then": (
        ("full/neighbours-are-other-tickets",),
        {f"{GET_TICKET}/answers-with-the-ticket-asked-for": "with-customer"},
    ),
    "the last ticket is missing, and no longer counted, wherever the order falls": (
        (_FOUND, _AGREED),
        {f"{SEARCH}/order-keeps-all-tickets": "falling"},
    ),
    "the page repeats another offset": ((f"{SEARCH}/paging-is-echoed",), {_REFUSED: "offset-fraction"}),
    "an order that is no value at all is answered in the same way": (
        (_REFUSED,),
        {f"{SEARCH}/unknown-order-field-is-refused": "empty-page"},
    ),
    "without the filter it finds what it should not": ((_HITS,), {_REFUSED: "tag-text"}),
    "not in takes the same part of its list": ((_HITS,), {f"{SEARCH}/in-is-a-union": "last"}),
    "the same search is refused with a member that nobody knows": (
        (f"{SEARCH}/unknown-members-are-ignored",),
        {f"{SEARCH}/valid-request-is-accepted": "set-in offset-left-out"},
    ),
    "rows in the view of routing lack tags": (
        (_AGREE,),
        {f"{SEARCH}/defaults-are-as-documented": "scope"},
    ),
}

_NAMED = {
    f"{clause}={variant}": named
    for named, clauses in _INSTEAD.items()
    for clause, variants in clauses.items()
    for variant in variants.split()
}
_ALSO = {
    f"{clause}={variant}": (also, because)
    for because, (also, clauses) in _AS_WELL.items()
    for clause, variants in clauses.items()
    for variant in variants.split()
}


def as_named(fault: Fault) -> Fault:
    """Return the fault by the promise that is named for it, and with those that break as well.

    Where that is another promise than the one it was written under, its variant says both:
    ``searchTickets/hits-satisfy-filters=in-is-a-union-range``.
    """
    if fault.id in _NAMED:
        named, written = _NAMED[fault.id], fault.id.partition("/")[2].replace("=", "-")
        fault = replace(fault, id=f"{named}={written}", clause=named)
    if fault.id in _ALSO:
        also, because = _ALSO[fault.id]
        fault = replace(fault, also=also, because=because)
    return fault
