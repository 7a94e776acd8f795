"""Each fault of orders, pages, counts and of what shows seldom, shown by a search or a read that goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from support.showing import (
    Effect,
    Find,
    Read,
    answers,
    by,
    changed,
    disordered,
    fewer,
    filtered,
    missed,
    more,
    others,
    parameters,
    repeated,
    status,
)
from ticketgate.mock.faults.behaviour.count_faults import count_faults
from ticketgate.mock.faults.behaviour.order_faults import order_faults
from ticketgate.mock.faults.behaviour.order_field_faults import order_field_faults
from ticketgate.mock.faults.behaviour.page_faults import page_faults
from ticketgate.mock.faults.behaviour.seldom_faults import seldom_faults
from ticketgate.mock.service.columns import SORT_COLUMNS

if TYPE_CHECKING:
    import httpx

    from ticketgate.mock.faults.fault import Fault


def ordered(field: str, direction: str = "asc", **members: Any) -> Find:
    return Find({"orderByField": field, "orderByDirection": direction, "limit": 500, **members})


def told(member: str) -> Effect:
    """The page is the same but for a member that repeats the request."""

    def effect(sound: httpx.Response, wrong: httpx.Response) -> bool:
        right, given = sound.json(), wrong.json()
        return bool(right[member] != given[member] and right["tickets"] == given["tickets"])

    return effect


EMAIL: Final = by("t.channel", "in", "email")
PAGE: Final = Find({"limit": 10, "offset": 20})
ORDERS: Final[dict[str, Any]] = {
    **{
        f"order-is-kept={field}": ordered(field)
        for field in "t.subchannelId t.agentId t.partnerId t.modifiedAt t.firstResponseDueBy t.dueBy t.lastMessageAt t.lastCustomerMessageAt t.isCustomerActive".split()
    },
    **{
        f"orders-are-reverses={field}": ordered(field)
        for field in "t.status t.channel t.priority t.customerId t.language t.from".split()
    },
    "order-is-kept=ids-upwards": ordered("t.id", "desc"),
    "order-is-kept=ids-downwards": ordered("t.id"),
    "order-is-kept=numbers-upwards": ordered("t.agentId", "desc"),
    "order-is-kept=turned-round": ordered("t.createdAt"),
    "order-is-kept=downwards-beside-filters": ordered("t.id", filters=[EMAIL]),
    "orders-are-reverses=downwards": ordered("t.status"),
    "defaults-are-as-documented=direction": (disordered, Find({"limit": 500})),
    "defaults-are-as-documented=direction-beside-field": (
        disordered,
        Find({"limit": 500, "orderByField": "t.createdAt"}),
    ),
    "defaults-are-as-documented=order": (disordered, Find({"limit": 500})),
    "valid-request-is-accepted=direction-left-out": Find({"orderByField": "t.createdAt"}),
    "valid-request-is-accepted=rising": ordered("t.id"),
    "valid-request-is-accepted=direction-alone": Find({"orderByDirection": "desc"}),
    "invalid-parameter-is-refused=direction-in-capitals": ordered("t.id", "DESC"),
    "order-is-kept=days": ordered("t.modifiedAt"),
    "order-is-kept=time-of-day": ordered("t.createdAt"),
    "order-is-kept=month-first": ordered("t.createdAt"),
    "order-is-kept=partners-as-text": ordered("t.partnerId"),
    "order-is-kept=last-two-digits": ordered("t.id"),
    "order-is-kept=beginning": ordered("t.agentId"),
    "order-is-kept=first-two": ordered("t.createdAt"),
    "orders-are-reverses=by-length": ordered("t.status", "desc"),
    "order-is-kept=first-page-only": (changed, ordered("t.dueBy", limit=10, offset=10)),
    "order-is-kept=beside-filters": ordered("t.dueBy", filters=[EMAIL]),
    "pages-join-up=sorted-within": (others, ordered("t.agentId", limit=20)),
    "pages-join-up=ties": (changed, ordered("t.status", limit=20, offset=20)),
    "order-is-kept=direction-of-later-pages": (others, ordered("t.id", limit=20, offset=20)),
    "order-keeps-all-tickets=falling": ordered("t.id", "desc"),
}
FIELDS: Final[dict[str, Any]] = {
    **{
        f"unknown-order-field-is-refused={field}": ordered(field)
        for field in "t.closedAt t.spamStatus t.externalTicketId t.modelRunAt".split()
    },
    **{
        f"valid-request-is-accepted=order-{field}": ordered(field) for field in SORT_COLUMNS.keys() - {"t.id"}
    },
    **{
        f"no-server-error=order-{field}": ordered(field)
        for field in "tt.tagId i.aiAgentId t.isCustomerActive t.from relevance".split()
    },
    **{
        f"order-keeps-all-tickets={field}": ordered(field)
        for field in "t.agentId t.customerId t.contractId t.partnerId t.sentiment t.modifiedAt t.dueBy tt.tagId i.aiAgentId".split()
    },
    "page-lists-a-ticket-once=order-tt.tagId": ordered("tt.tagId"),
    "unknown-order-field-is-refused=without-prefix": ordered("createdAt"),
    "unknown-order-field-is-refused=other-case": ordered("t.createdat"),
    "unknown-order-field-is-refused=empty-page": ordered("t.nothing"),
    "unknown-order-field-is-refused=empty": ordered(""),
    "unknown-order-field-is-refused=escalated": ordered("t.isEscalated"),
    "unknown-order-field-is-refused=q": ordered("q"),
    "no-server-error=order-null": Find({"orderByField": None}),
    "no-server-error=order-list": Find({"orderByField": ["t.id"]}),
    "no-server-error=direction": ordered("t.id", "up"),
}
PAST: Final = Find({"offset": 500, "limit": 10})
PAGES: Final[dict[str, Any]] = {
    "page-is-filled=limit-100": Find({"limit": 101}),
    "page-is-filled=limit-250": Find({"limit": 300}),
    "page-is-filled=one-less": Find({"limit": 10}),
    "page-is-filled=none-of-one": Find({"limit": 1}),
    "page-is-filled=one-of-two": Find({"limit": 2}),
    "page-is-filled=last-of-full": Find({"limit": 10}),
    "page-is-within-the-limit=one-more-of-500": (more, Find({"limit": 499})),
    "page-is-within-the-limit=at-least-10": (more, Find({"limit": 9})),
    "page-is-within-the-limit=rounded": (more, Find({"limit": 11})),
    "page-is-within-the-limit=beside-filters": (more, Find({"limit": 10, "filters": [EMAIL]})),
    "page-is-within-the-limit=offset-too": (more, PAGE),
    "pages-join-up=page-number": (others, PAGE),
    "pages-join-up=whole-pages": (others, Find({"limit": 10, "offset": 15})),
    "pages-join-up=deep": (others, Find({"limit": 10, "offset": 300})),
    "pages-join-up=one-based": (others, PAGE),
    "pages-join-up=twice": (others, PAGE),
    "pages-join-up=beside-filters": (others, Find({"limit": 10, "offset": 20, "filters": [EMAIL]})),
    "pages-join-up=rising": (others, Find({"limit": 10, "offset": 20, "orderByDirection": "asc"})),
    "pages-join-up=limit-1": (others, Find({"limit": 1, "offset": 20})),
    "page-is-filled=far-pages": (fewer, Find({"limit": 10, "offset": 300})),
    "offset-past-the-end-is-empty=wraps": (more, PAST),
    "offset-past-the-end-is-empty=first": (more, PAST),
    "offset-past-the-end-is-empty=last-page": (more, PAST),
    "offset-past-the-end-is-empty=counts-on": (told("total"), PAST),
    "valid-request-is-accepted=past-the-end": PAST,
    "valid-request-is-accepted=past-the-end-not-found": (status(404), PAST),
    "valid-request-is-accepted=past-the-end-range": (status(416), PAST),
    "no-server-error=past-the-end": PAST,
    "no-server-error=offset-huge": Find({"offset": 2**31}),
    "paging-is-echoed=offset-zero": (told("offset"), PAGE),
    "paging-is-echoed=offset-next": (told("offset"), PAGE),
    "paging-is-echoed=offset-page": (told("offset"), PAGE),
    "paging-is-echoed=limit-rows": (told("limit"), Find({"limit": 10, "offset": 495})),
    "paging-is-echoed=limit-most": (told("limit"), PAGE),
    "paging-is-echoed=limit-total": (
        told("limit"),
        Find({"limit": 10, "filters": [by("t.id", "in", 371001)]}),
    ),
    "paging-is-echoed=swapped": (told("limit"), PAGE),
}
NO_HIT: Final = filtered(by("t.id", "in", 1))
COUNTS: Final[dict[str, Any]] = {
    "pages-agree-on-total=of-the-page": PAGE,
    "pages-agree-on-total=what-is-left": PAGE,
    "pages-agree-on-total=first-page-only": PAGE,
    "pages-agree-on-total=limit-1": Find({"limit": 1}),
    "pages-agree-on-total=pages": PAGE,
    "total-covers-the-page=stops-at-300": Find({"limit": 500}),
    "total-covers-the-page=page-less-one": Find({"limit": 500}),
    "total-counts-the-matches=one-more": PAGE,
    "total-counts-the-matches=tens": by("t.spamStatus", "in", "auto_spam"),
    "total-counts-the-matches=everything": EMAIL,
    "total-counts-the-matches=nothing-with-filters": EMAIL,
    "total-counts-the-matches=doubled": PAGE,
    "defaults-are-as-documented=limit-echo": (told("limit"), Find()),
    "defaults-are-as-documented=limit-101": (more, Find()),
    "defaults-are-as-documented=limit-20": (fewer, Find()),
    "defaults-are-as-documented=limit-most": (more, Find()),
    "defaults-are-as-documented=limit-20-told": (fewer, Find()),
    "defaults-are-as-documented=offset": (others, Find()),
    "defaults-are-as-documented=order-of-nothing": (others, Find()),
    "valid-request-is-accepted=no-members": Find(),
    "valid-request-is-accepted=limit-left-out": Find({"offset": 0}),
    "valid-request-is-accepted=offset-left-out": Find({"limit": 10}),
    "valid-request-is-accepted=limit-most": Find({"limit": 500}),
    "valid-request-is-accepted=limit-above-100": Find({"limit": 101}),
    "valid-request-is-accepted=offset-zero": Find({"offset": 0}),
    "valid-request-is-accepted=offset-deep": Find({"offset": 251}),
    "valid-request-is-accepted=no-hit": NO_HIT,
    "valid-request-is-accepted=no-hit-not-found": (status(404), NO_HIT),
    "no-server-error=no-hit": NO_HIT,
    "no-server-error=limit-left-out": Find(),
    "no-server-error=limit-one": Find({"limit": 1}),
    "no-server-error=limit-zero": Find({"limit": 0}),
    "no-server-error=offset-negative": Find({"offset": -1}),
}
QUIET: Final = "371003?viewing=false"
SECOND: Final = Find({"limit": 10, "offset": 10})
FIFTEEN: Final = [Find({"limit": 10, "offset": number}) for number in range(15)]
SELDOM: Final[dict[str, Any]] = {
    "pages-join-up=cached-offset": (others, Find({"limit": 10}), SECOND),
    "page-is-within-the-limit=cached-limit": (more, Find({"limit": 10}), Find({"limit": 5})),
    "hits-satisfy-filters=cached-filters": (filtered(EMAIL), filtered(by("t.status", "in", "open"))),
    "order-is-kept=cached-orderByDirection": (ordered("t.id"), ordered("t.id", "desc")),
    "order-is-kept=cached-orderByField": (
        ordered("t.id"),
        ordered("t.createdAt", "asc", filters=[]),
        ordered("t.dueBy", "asc", filters=[]),
    ),
    "skills-scope-leaves-out-spam=cached-ticketScope": (others, filtered(), filtered(ticketScope="skills")),
    "hits-satisfy-filters=cached-operands": (filtered(EMAIL), filtered(by("t.channel", "in", "phone"))),
    "repeating-gives-the-same-page=every-15th": (fewer, *FIFTEEN),
    "success-is-no-error=every-15th": (changed, *FIFTEEN),
    "no-server-error=every-40th": tuple(Find({"limit": number}) for number in range(1, 41)),
    "total-counts-the-matches=every-15th": (missed, *FIFTEEN),
    "success-is-well-formed=every-15th": (changed, *FIFTEEN),
    "page-lists-a-ticket-once=second-page": (repeated, SECOND),
    "page-is-filled=second-page": SECOND,
    "order-is-kept=second-page": (disordered, SECOND),
    "getTicket/answers-with-the-ticket-asked-for=every-15th": (
        changed,
        *(Read(f"{number}?viewing=false") for number in range(371001, 371016)),
    ),
    "getTicket/no-server-error=every-40th": tuple(
        Read(f"{number}?viewing=false") for number in range(371001, 371041)
    ),
    "getTicket/success-is-no-error=one-in-25": (changed, Read(QUIET)),
    "getTicket/no-server-error=one-in-25": Read(QUIET),
    "getTicket/listed-ticket-is-there=one-in-25": (status(404), Read(QUIET)),
    "getTicket/listed-ticket-is-there=old": (status(404), Read(QUIET)),
    "getTicket/no-server-error=read-twice": (Read(QUIET), Read(QUIET)),
    "pair/reading-changes-nothing=modified": (changed, Read(QUIET), filtered(by("t.id", "in", 371003))),
    "pair/reading-changes-nothing=assigned": (changed, Read(QUIET), Read(QUIET)),
}

CASES: Final = [
    *parameters(order_faults(), ORDERS),
    *parameters(order_field_faults(), FIELDS),
    *parameters(page_faults(), PAGES),
    *parameters(count_faults(), COUNTS),
    *parameters(seldom_faults(), SELDOM),
]


@pytest.mark.parametrize(("fault", "requests", "effect"), CASES)
def test_the_fault_shows_in_an_answer(fault: Fault, requests: list[Find | Read], effect: Effect) -> None:
    sound, wrong = answers(fault, requests)
    assert effect(sound, wrong), (sound.text[:300], wrong.text[:300])
