"""Each fault of filters, shown: a search that the healthy mock answers rightly and the faulty one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from support.showing import (
    Effect,
    Find,
    answers,
    by,
    filtered,
    missed,
    more,
    others,
    parameters,
)
from ticketgate.mock.faults.behaviour.combining_faults import combining_faults
from ticketgate.mock.faults.behaviour.comparator_faults import comparator_faults
from ticketgate.mock.faults.behaviour.list_faults import list_faults
from ticketgate.mock.faults.behaviour.moment_faults import moment_faults
from ticketgate.mock.faults.behaviour.moment_operand_faults import moment_operand_faults
from ticketgate.mock.faults.behaviour.operand_faults import operand_faults
from ticketgate.mock.faults.behaviour.scope_faults import scope_faults
from ticketgate.mock.faults.behaviour.tag_faults import tag_faults
from ticketgate.mock.faults.behaviour.text_faults import text_faults

if TYPE_CHECKING:
    from ticketgate.mock.faults.fault import Fault

ONE_OF: Final = {
    "t.id": 371001, "t.channelId": "36b56ec5-ccb1-4f08-a512-c3eb4721ac43", "t.subchannelId": 23, "t.direction": "out", "t.customerId": "81725",
    "t.contractId": "741000", "t.partnerId": 12, "t.isCustomerActive": True, "t.aiSupportLevel": "bot", "t.spamStatus": "auto_spam",
    "t.sentiment": "negative", "t.language": "English", "t.languageCode": "en", "t.from": "harold.wirth@example.org",
    "t.externalTicketId": "SD-0371496", "t.modelRunAt": "null", "i.aiAgentId": 108, "w.id": 15,
}  # fmt: skip
YES, NO = True, False
MIDDLE: Final = "2026-01-15 12:00:00"

COMPARATORS: Final[dict[str, Any]] = {
    **{f"hits-satisfy-filters={key}": (more, by(key, "in", value)) for key, value in ONE_OF.items()},
    "hits-satisfy-filters=below-or-equal": by("t.id", "<", 371010),
    "hits-satisfy-filters=above-or-equal": by("t.agentId", ">", 20),
    "matching-tickets-are-found=at-most-without-equal": by("t.id", "<=", 371010),
    "matching-tickets-are-found=at-least-without-equal": by("t.id", ">=", 371010),
    "hits-satisfy-filters=below-is-above": by("t.id", "<", 371010),
    "hits-satisfy-filters=unequal-is-equal": by("t.status", "!=", "open"),
    "hits-satisfy-filters=unequal-is-ignored": (more, by("t.status", "!=", "open")),
    "hits-satisfy-filters=not-in-is-in": by("t.status", "not in", "open", "pending"),
    "hits-satisfy-filters=comparisons-are-ignored": (more, by("t.agentId", ">", 20)),
    "matching-tickets-are-found=comparisons-find-nothing": by("t.agentId", "<=", 20),
    "equals-agrees-with-in=numbers": (missed, by("t.agentId", "=", 32)),
    "equals-agrees-with-in=text-of-a-number": (missed, by("t.agentId", "=", "32")),
    "equals-agrees-with-in=booleans": (missed, by("t.isCustomerActive", "=", YES)),
    "equals-agrees-with-in=ignored": (more, by("t.status", "=", "open")),
    "equals-agrees-with-in=unequal": (others, by("t.status", "=", "open")),
    "no-server-error=unequal": by("t.status", "!=", "open"),
    "no-server-error=text-compared": by("t.customerId", "<", "8"),
    "matching-tickets-are-found=t.language-reads-t.languageCode": by("t.language", "in", "German"),
    "matching-tickets-are-found=t.customerId-reads-t.contractId": by("t.customerId", "in", "81725"),
    "hits-satisfy-filters=t.subchannelId-reads-t.agentId": by("t.subchannelId", "in", 22),
    "matching-tickets-are-found=t.direction-reads-t.channel": by("t.direction", "in", "out"),
    "matching-tickets-are-found=t.spamStatus-reads-t.aiSupportLevel": by("t.spamStatus", "in", "auto_spam"),
    "valid-request-is-accepted=set-equal": by("t.status", "=", "open"),
    "valid-request-is-accepted=set-unequal": by("t.status", "!=", "open"),
    "valid-request-is-accepted=set-above": by("t.agentId", ">", 20),
    "valid-request-is-accepted=set-below": by("t.agentId", "<", 20),
    "valid-request-is-accepted=set-from": by("t.agentId", ">=", 20),
    "valid-request-is-accepted=set-up-to": by("t.agentId", "<=", 20),
    "valid-request-is-accepted=set-in": by("t.status", "in", "open"),
}
LISTS: Final[dict[str, Any]] = {
    "in-is-a-union=last": (missed, by("t.status", "in", "open", "pending")),
    "in-is-a-union=two": (missed, by("t.status", "in", "open", "pending", "closed")),
    "in-is-a-union=ten": (missed, by("t.id", "in", *range(371001, 371021))),
    "in-is-a-union=first-number": (missed, by("t.agentId", "in", 32, 33)),
    "in-is-a-union=range": (more, by("t.id", "in", 371001, 371010)),
    "in-is-a-union=null-hides": (missed, by("t.spamStatus", "in", "auto_spam", "null")),
    "in-is-a-union=null-is-dropped": (missed, by("t.spamStatus", "in", "auto_spam", "null")),
    "in-is-a-union=null-finds-nothing": (missed, by("t.agentId", "in", 32, "null")),
    "matching-tickets-are-found=null-alone": by("t.agentId", "in", "null"),
    "hits-satisfy-filters=null-alone-is-ignored": (more, by("t.agentId", "in", "null")),
    "not-in-is-the-complement=first": (more, by("t.status", "not in", "open", "pending")),
    "not-in-is-the-complement=last": (more, by("t.status", "not in", "open", "pending")),
    "not-in-is-the-complement=null-finds-nothing": (missed, by("t.agentId", "not in", 32, "null")),
    "not-in-is-the-complement=ignored": (more, by("t.status", "not in", "open")),
    "not-in-is-the-complement=numbers": (more, by("t.agentId", "not in", 32)),
    "no-server-error=one-value": by("t.status", "in", "open"),
    "no-server-error=null-in-list": by("t.agentId", "in", 32, "null"),
    "matching-tickets-are-found=all-is-a-channel": by("t.channel", "in", "all"),
    "matching-tickets-are-found=all-beside": by("t.channel", "in", "email", "all"),
    "valid-request-is-accepted=all": by("t.channel", "in", "all"),
    "no-server-error=all": by("t.channel", "in", "all"),
    "matching-tickets-are-found=unassigned": by("t.agentId", "in", "unassigned"),
    "hits-satisfy-filters=unassigned": (more, by("t.agentId", "in", "unassigned")),
    "hits-satisfy-filters=unassigned-is-team": by("t.agentId", "in", "unassigned"),
    "in-is-a-union=unassigned-beside": (missed, by("t.agentId", "in", 32, "unassigned")),
    "valid-request-is-accepted=unassigned": by("t.agentId", "in", "unassigned"),
    "matching-tickets-are-found=team": by("t.agentId", "in", "team"),
    "hits-satisfy-filters=team": (more, by("t.agentId", "in", "team")),
    "hits-satisfy-filters=team-is-unassigned": by("t.agentId", "in", "team"),
    "valid-request-is-accepted=team": by("t.agentId", "in", "team"),
    "no-server-error=team": by("t.agentId", "in", "team"),
    "matching-tickets-are-found=null-text": by("t.spamStatus", "in", "null"),
}
OPERANDS: Final[dict[str, Any]] = {
    "hits-satisfy-filters=falsy-is-none": (more, by("t.isCustomerActive", "=", NO)),
    "hits-satisfy-filters=false-as-text": by("t.isCustomerActive", "in", "false"),
    "hits-satisfy-filters=any-boolean": (more, by("t.isCustomerActive", "in", "true")),
    "matching-tickets-are-found=boolean-text": by("t.isCustomerActive", "in", "true"),
    "matching-tickets-are-found=boolean": by("t.isCustomerActive", "in", YES),
    "hits-satisfy-filters=boolean-inverted": by("t.isCustomerActive", "=", YES),
    "matching-tickets-are-found=integer-text": by("t.agentId", "in", "32"),
    "hits-satisfy-filters=integer-text-is-ignored": (more, by("t.agentId", "in", "32")),
    "no-server-error=integer-text": by("t.agentId", "=", "32"),
    "no-server-error=number-for-text": by("t.customerId", "in", 81725),
    "no-server-error=quote": by("t.from", "=", "o'brien@example.org"),
    "no-server-error=umlaut": by("t.from", "=", "Jürgen"),
    "no-server-error=nul": by("t.from", "=", "a\0b"),
    "no-server-error=large-operand": by("t.agentId", "=", 2**31),
    "hits-satisfy-filters=t.externalTicketId-begins": by("t.externalTicketId", "=", "SD-03714"),
    "hits-satisfy-filters=t.agentId-begins": by("t.agentId", "in", 1),
    "hits-satisfy-filters=t.customerId-begins": by("t.customerId", "=", "817"),
    "hits-satisfy-filters=t.aiSupportLevel-begins": by("t.aiSupportLevel", "in", "b"),
    "equals-agrees-with-in=wildcard": (missed, by("t.from", "=", "harold.wirth@example.org")),
    "matching-tickets-are-found=hyphen": by("t.externalTicketId", "in", "SD-0371496"),
    "matching-tickets-are-found=underscore": by("t.spamStatus", "in", "auto_spam"),
    "matching-tickets-are-found=one-value-of-one-key": by("t.priority", "in", "high"),
    "hits-satisfy-filters=one-value-of-one-key": by("t.status", "in", "open"),
    "hits-satisfy-filters=walk-in": (more, by("t.channel", "in", "walkIn")),
    "hits-satisfy-filters=numbers-as-text": by("t.partnerId", ">", 100),
}
MOMENTS: Final[dict[str, Any]] = {
    **{
        f"hits-satisfy-filters={key}": (more, by(key, "<", MIDDLE))
        for key in (
            "t.createdAt",
            "t.modifiedAt",
            "t.closedAt",
            "t.dueBy",
            "t.firstResponseDueBy",
            "t.lastMessageAt",
            "t.lastCustomerMessageAt",
        )
    },
    "hits-satisfy-filters=t.dueBy-reads-t.firstResponseDueBy": by("t.dueBy", "<", MIDDLE),
    "hits-satisfy-filters=t.createdAt-reads-t.modifiedAt": by("t.createdAt", ">", MIDDLE),
    "hits-satisfy-filters=t.modifiedAt-reads-t.createdAt": by("t.modifiedAt", "<", MIDDLE),
    "hits-satisfy-filters=t.closedAt-reads-t.modifiedAt": by("t.closedAt", "<", MIDDLE),
    "matching-tickets-are-found=t.lastMessageAt-reads-t.createdAt": by("t.lastMessageAt", ">", MIDDLE),
    "hits-satisfy-filters=t.lastCustomerMessageAt-reads-t.lastMessageAt": by(
        "t.lastCustomerMessageAt", ">", MIDDLE
    ),
    "matching-tickets-are-found=moments": by("t.dueBy", ">", MIDDLE),
    "matching-tickets-are-found=moments-compared": by("t.createdAt", ">", MIDDLE),
    "matching-tickets-are-found=equal-moment": by("t.createdAt", "=", "2026-03-02 14:27:42"),
    "hits-satisfy-filters=moment-equal-is-its-day": (more, by("t.createdAt", "=", "2026-03-02 14:27:42")),
    "matching-tickets-are-found=moment-of-the-same-day": (
        missed,
        by("t.createdAt", "<", "2026-03-02 14:27:42"),
    ),
    "hits-satisfy-filters=moment-before-or-equal": by("t.createdAt", "<", "2026-03-02 14:27:42"),
    "hits-satisfy-filters=moment-after-or-equal": by("t.createdAt", ">", "2026-03-02 14:27:42"),
    "matching-tickets-are-found=moment-at-most": by("t.createdAt", "<=", "2026-03-02 14:27:42"),
    "matching-tickets-are-found=moment-at-least": by("t.createdAt", ">=", "2026-03-02 14:27:42"),
    "hits-satisfy-filters=moment-after-is-before": by("t.createdAt", ">", MIDDLE),
    "hits-satisfy-filters=moment-unequal": by("t.createdAt", "!=", "2026-03-02 14:27:42"),
    "hits-satisfy-filters=moment-equal-is-up-to": (more, by("t.createdAt", "=", "2026-03-02 14:27:42")),
    "hits-satisfy-filters=no-moment-is-early": (more, by("t.closedAt", "<", MIDDLE)),
    "hits-satisfy-filters=no-moment-is-late": (more, by("t.closedAt", ">", MIDDLE)),
    "hits-satisfy-filters=moment-twice": (
        more,
        [by("t.createdAt", ">", MIDDLE), by("t.createdAt", "<", "2026-02-01")],
    ),
    "no-server-error=closed-at": by("t.closedAt", "<", MIDDLE),
    "no-server-error=moment-unequal": by("t.createdAt", "!=", MIDDLE),
    "valid-request-is-accepted=moment-equal": by("t.createdAt", "=", MIDDLE),
    "valid-request-is-accepted=moment-unequal": by("t.createdAt", "!=", MIDDLE),
    "valid-request-is-accepted=moment-before": by("t.createdAt", "<", MIDDLE),
    "valid-request-is-accepted=moment-after": by("t.createdAt", ">", MIDDLE),
    "valid-request-is-accepted=moment-up-to": by("t.createdAt", "<=", MIDDLE),
    "valid-request-is-accepted=moment-from": by("t.createdAt", ">=", MIDDLE),
    "valid-request-is-accepted=moment-not-between": by("t.createdAt", "not between", MIDDLE, "2026-02-01"),
    **{
        f"valid-request-is-accepted={key}": by(key, "<", MIDDLE)
        for key in ("t.lastMessageAt", "t.lastCustomerMessageAt", "t.firstResponseDueBy")
    },
    "between-is-both-comparisons=no-end": (more, by("t.createdAt", "between", MIDDLE, "2026-02-01")),
    "between-is-both-comparisons=no-start": (more, by("t.createdAt", "between", MIDDLE, "2026-02-01")),
    "between-is-both-comparisons=nothing": (missed, by("t.createdAt", "between", MIDDLE, "2026-02-01")),
    "between-is-both-comparisons=day": (more, by("t.createdAt", "between", MIDDLE, "2026-02-02 00:00:01")),
    "between-is-both-comparisons=outside": (others, by("t.createdAt", "between", MIDDLE, "2026-02-01")),
    "between-is-both-comparisons=dueBy": (more, by("t.dueBy", "between", MIDDLE, "2026-02-01")),
    "hits-satisfy-filters=not-between-is-between": by("t.createdAt", "not between", MIDDLE, "2026-02-01"),
    "hits-satisfy-filters=not-between": (more, by("t.createdAt", "not between", MIDDLE, "2026-02-01")),
    "matching-tickets-are-found=not-between": by("t.createdAt", "not between", MIDDLE, "2026-02-01"),
    "matching-tickets-are-found=not-between-before": by("t.createdAt", "not between", MIDDLE, "2026-02-01"),
    "matching-tickets-are-found=not-between-after": by("t.createdAt", "not between", MIDDLE, "2026-02-01"),
    "no-server-error=between": by("t.createdAt", "between", MIDDLE, MIDDLE),
    "no-server-error=range-turned-round": by("t.createdAt", "between", "2026-02-01", MIDDLE),
}
MEANT: Final = {
    "current-date": by("t.createdAt", "<", "CURRENT_DATE"),
    "current-time": by("t.dueBy", "<", "CURRENT_TIME"),
    "days": by("t.createdAt", ">", "-7 DAY"),
    "hours": by("t.createdAt", ">", "-4 HOUR"),
}
MOMENT_OPERANDS: Final[dict[str, Any]] = {
    **{f"relative-moments-share-one-now={name}-is-ignored": (more, each) for name, each in MEANT.items()},
    **{
        f"relative-moments-share-one-now={name}-finds-nothing": (missed, each) for name, each in MEANT.items()
    },
    **{f"valid-request-is-accepted={name}": each for name, each in MEANT.items()},
    **{f"no-server-error={name}": each for name, each in MEANT.items()},
    "hits-satisfy-filters=time-of-day": (more, by("t.createdAt", ">", "2026-03-02 14:20:00")),
    "matching-tickets-are-found=time-of-day": by("t.createdAt", "<", "2026-03-02 14:20:00"),
    "hits-satisfy-filters=seconds": (more, by("t.createdAt", ">", "2026-03-02 14:27:43")),
    "hits-satisfy-filters=zone": (more, by("t.createdAt", ">", "2026-03-02 14:00:00")),
    "matching-tickets-are-found=zone": by("t.createdAt", ">", "2026-03-02 13:00:00"),
    "hits-satisfy-filters=month-first": by("t.createdAt", ">=", "2026-02-01 00:00:00"),
    "hits-satisfy-filters=day-alone": (more, by("t.createdAt", ">=", "2026-02-01")),
    "matching-tickets-are-found=day-alone": by("t.createdAt", ">=", "2026-02-01"),
    "valid-request-is-accepted=day-alone": by("t.createdAt", ">=", "2026-02-01"),
    "no-server-error=day-alone": by("t.createdAt", ">=", "2026-02-01"),
    "valid-request-is-accepted=unix": by("t.createdAt", ">=", 1770000000),
    "no-server-error=unix": by("t.createdAt", ">=", 1770000000),
    "matching-tickets-are-found=unix-milliseconds": by("t.createdAt", "<=", 1770000000),
    "relative-moments-share-one-now=spans-lie-ahead": (missed, by("t.createdAt", ">", "-7 DAY")),
    "relative-moments-share-one-now=days-are-hours": (missed, by("t.createdAt", ">", "-7 DAY")),
    "relative-moments-share-one-now=hours-are-days": (more, by("t.createdAt", ">", "-4 HOUR")),
    "relative-moments-share-one-now=now-is-tomorrow": (more, by("t.dueBy", "<", "CURRENT_TIME")),
    "relative-moments-share-one-now=today-is-yesterday": (more, by("t.createdAt", ">", "CURRENT_DATE")),
    "relative-moments-share-one-now=a-week": (missed, by("t.createdAt", ">", "-7 DAY")),
    "relative-moments-share-one-now=range-of-hours": (
        missed,
        by("t.createdAt", "between", "-7 DAY", "CURRENT_TIME"),
    ),
    "relative-moments-share-one-now=range-to-midnight": (
        missed,
        by("t.createdAt", "between", "-7 DAY", "CURRENT_TIME"),
    ),
}
ALL, ANY, EXACT, ALLOWED, EXCLUDED = (
    f"tt_{name}.tagId" for name in ("matchAll", "matchAny", "matchExact", "allowed", "excluded")
)
TWO_TAGS: Final = (66, 72)
TAGS: Final[dict[str, Any]] = {
    **{
        f"hits-satisfy-filters={key.partition('.')[0]}": (more, by(key, "in", 62))
        for key in (ALL, ANY, EXACT, ALLOWED, EXCLUDED)
    },
    **{
        f"valid-request-is-accepted={key.partition('.')[0]}": by(key, "in", 62)
        for key in (ALL, ANY, EXACT, ALLOWED, EXCLUDED)
    },
    **{
        f"no-server-error={key.partition('.')[0]}": by(key, None, 62)
        for key in (ALL, ANY, EXACT, ALLOWED, EXCLUDED)
    },
    "page-lists-a-ticket-once=i.aiAgentId": by("i.aiAgentId", "in", *range(100, 120)),
    "total-counts-the-matches=i.aiAgentId": by("i.aiAgentId", "in", *range(100, 120)),
    "matching-tickets-are-found=i.aiAgentId": by("i.aiAgentId", "=", 108),
    "no-server-error=i.aiAgentId": by("i.aiAgentId", "=", 108),
    "valid-request-is-accepted=i.aiAgentId": by("i.aiAgentId", "=", 108),
    "page-lists-a-ticket-once=w.id": by("w.id", "in", *range(1, 40)),
    "total-counts-the-matches=w.id": by("w.id", "in", *range(1, 40)),
    "matching-tickets-are-found=w.id": by("w.id", "in", 15),
    "no-server-error=w.id": by("w.id", "in", 15),
    "valid-request-is-accepted=w.id": by("w.id", "in", 15),
    "hits-satisfy-filters=match-all-is-any": (more, by(ALL, None, *TWO_TAGS)),
    "hits-satisfy-filters=match-all-first": (more, by(ALL, None, *TWO_TAGS)),
    "hits-satisfy-filters=match-all-last": (more, by(ALL, None, *TWO_TAGS)),
    "matching-tickets-are-found=match-all-is-exact": by(ALL, None, 62),
    "matching-tickets-are-found=match-all-several": by(ALL, None, *TWO_TAGS),
    "matching-tickets-are-found=match-all-repeated": by(ALL, None, 62, 62),
    "matching-tickets-are-found=match-any-is-all": by(ANY, None, *TWO_TAGS),
    "matching-tickets-are-found=match-any-first": by(ANY, None, *TWO_TAGS),
    "matching-tickets-are-found=match-any": by(ANY, None, 62),
    "page-lists-a-ticket-once=match-any": by(ANY, None, *range(60, 71)),
    "total-counts-the-matches=match-any": by(ANY, None, *range(60, 71)),
    "hits-satisfy-filters=match-exact-is-all": (more, by(EXACT, None, 62)),
    "hits-satisfy-filters=match-exact-is-allowed": (more, by(EXACT, None, *TWO_TAGS)),
    "hits-satisfy-filters=match-exact-is-any": (more, by(EXACT, None, 62)),
    "matching-tickets-are-found=match-exact-in-order": by(EXACT, None, *reversed(TWO_TAGS)),
    "matching-tickets-are-found=match-exact-several": by(EXACT, None, *TWO_TAGS),
    "hits-satisfy-filters=allowed-is-any": by(ALLOWED, None, 62),
    "matching-tickets-are-found=allowed-is-exact": by(ALLOWED, None, *TWO_TAGS),
    "matching-tickets-are-found=allowed-without-tags": by(ALLOWED, None, 62),
    "hits-satisfy-filters=excluded-first": (more, by(EXCLUDED, None, *TWO_TAGS)),
    "hits-satisfy-filters=excluded-last": (more, by(EXCLUDED, None, *TWO_TAGS)),
    "hits-satisfy-filters=excluded-is-any": by(EXCLUDED, None, 62),
    "hits-satisfy-filters=excluded-is-allowed": by(EXCLUDED, None, 62),
    "hits-satisfy-filters=excluded-beside-others": by(EXCLUDED, None, 62),
    "matching-tickets-are-found=excluded-without-tags": by(EXCLUDED, None, 62),
    "matching-tickets-are-found=excluded": by(EXCLUDED, None, 62),
    "matching-tickets-are-found=smallest-tag": by("tt.tagId", "in", 62),
    "page-lists-a-ticket-once=tt.tagId": by("tt.tagId", "in", *range(60, 71)),
    "total-counts-the-matches=tt.tagId": by("tt.tagId", "in", *range(60, 71)),
    "hits-satisfy-filters=other-tags": by("tt.tagId", "not in", 62),
    "in-is-a-union=tt.tagId": (missed, by("tt.tagId", "in", *TWO_TAGS)),
    "equals-agrees-with-in=tt.tagId": (missed, by("tt.tagId", "=", 62)),
    "hits-satisfy-filters=agent-of-intent-is-agent": by("i.aiAgentId", "in", 108),
    "hits-satisfy-filters=worker-is-agent": by("w.id", "in", 15),
    "matching-tickets-are-found=agent-of-first-intent": by("i.aiAgentId", "in", 108),
}
TEXTS: Final[dict[str, Any]] = {
    "hits-satisfy-filters=text-is-ignored": (more, by("q", "=", "Tarifwechsel")),
    "matching-tickets-are-found=text": by("q", None, "Tarifwechsel"),
    "matching-tickets-are-found=text-of-subject": by("q", "=", "Stammdaten"),
    "matching-tickets-are-found=text-of-summary": by("q", "=", "Tarifwechsel"),
    "matching-tickets-are-found=text-of-row": by("q", "=", "bitte"),
    "matching-tickets-are-found=number": by("q", "=", "371496"),
    "matching-tickets-are-found=number-of-ticket": by("q", "=", "371496"),
    "matching-tickets-are-found=number-of-contract": by("q", "=", "741000"),
    "matching-tickets-are-found=number-of-customer": by("q", "=", "81725"),
    "matching-tickets-are-found=number-in-text": by("q", "=", "268"),
    "hits-satisfy-filters=number-begins": by("q", "=", "371496"),
    "hits-satisfy-filters=short-words": (more, by("q", "=", "der")),
    "matching-tickets-are-found=several-words": by("q", "=", "Abschlag hoch"),
    "hits-satisfy-filters=text-alone": (more, [by("t.status", "in", "closed"), by("q", "=", "Tarifwechsel")]),
    "hits-satisfy-filters=text-beside-others": (
        more,
        [by("t.status", "in", "closed"), by("q", "=", "Tarifwechsel")],
    ),
    "matching-tickets-are-found=text-beside-others": [
        by("t.status", "in", "closed"),
        by("q", "=", "Tarifwechsel"),
    ],
    "matching-tickets-are-found=text-with-umlaut": by("q", "=", "Kündigung"),
    "matching-tickets-are-found=text-of-closed": by("q", "=", "Tarifwechsel"),
    "page-lists-a-ticket-once=text": by("q", "=", "Tarifwechsel"),
    "total-counts-the-matches=text": by("q", "=", "Tarifwechsel"),
    "matching-tickets-are-found=text-best": by("q", "=", "Kunde"),
    "page-is-filled=text": by("q", "=", "Kunde"),
    "valid-request-is-accepted=text": by("q", "=", "Kunde"),
    "valid-request-is-accepted=text-short": by("q", "=", "der"),
    "valid-request-is-accepted=text-without-comparator": by("q", None, "Kunde"),
    "valid-request-is-accepted=relevance": filtered(by("q", "=", "Kunde"), orderByField="relevance"),
    "valid-request-is-accepted=relevance-alone": filtered(orderByField="relevance"),
    "no-server-error=relevance-alone": filtered(orderByField="relevance"),
    "no-server-error=text-special": by("q", "=", 'Kunde" OR'),
    "no-server-error=text-empty": by("q", "=", ""),
    "no-server-error=text-number": by("q", "=", 371496),
    "no-server-error=text-long": by("q", "=", "Kunde " * 20),
}
OPEN, EMAIL = by("t.status", "in", "open"), by("t.channel", "in", "email")
COMBINED: Final[dict[str, Any]] = {
    "hits-satisfy-filters=any": (more, [OPEN, EMAIL]),
    "hits-satisfy-filters=first": (more, [OPEN, EMAIL]),
    "hits-satisfy-filters=two": (more, [OPEN, EMAIL, by("t.priority", "in", "high")]),
    "hits-satisfy-filters=last-of-a-key": (more, [by("t.id", ">", 371100), by("t.id", "<", 371200)]),
    "hits-satisfy-filters=first-of-a-key": (more, [by("t.id", ">", 371100), by("t.id", "<", 371200)]),
    "hits-satisfy-filters=one-list-per-key": (
        more,
        [by("t.status", "in", "open", "closed"), by("t.status", "in", "closed")],
    ),
    "matching-tickets-are-found=one-key-twice": [by("t.id", ">", 371100), by("t.id", "<", 371200)],
    "matching-tickets-are-found=several-filters": [OPEN, EMAIL, by("t.priority", "in", "high")],
    "matching-tickets-are-found=order-of-filters": [OPEN, EMAIL],
    "hits-satisfy-filters=equal-beside-list": (more, [OPEN, by("t.channel", "=", "email")]),
    "hits-satisfy-filters=not-in-beside-in": (more, [OPEN, by("t.channel", "not in", "email")]),
    "hits-satisfy-filters=direction-of-email": (more, [EMAIL, by("t.direction", "in", "out")]),
    "filters-only-narrow=third": (more, [OPEN, EMAIL, by("t.priority", "in", "high")]),
    "no-server-error=two-filters": [by("tt.tagId", "in", 62), OPEN],
    "no-server-error=one-key-twice": [OPEN, OPEN],
    "valid-request-is-accepted=one-key-twice": [OPEN, OPEN],
    "valid-request-is-accepted=three-filters": [OPEN, EMAIL, by("t.priority", "in", "high")],
    "matching-tickets-are-found=no-filters": filtered(),
    "defaults-are-as-documented=filters": (missed, Find({"limit": 500})),
    "defaults-are-as-documented=scope": (missed, Find({"limit": 500})),
    "valid-request-is-accepted=no-filters": filtered(),
    "valid-request-is-accepted=filters-left-out": Find(),
    "no-server-error=filters-left-out": Find(),
}
SKILLS: Final = filtered(ticketScope="skills")
NO_SPAM: Final = by("t.spamStatus", "not in", "auto_spam", "auto_programmatic", "manual_spam")
SCOPES: Final[dict[str, Any]] = {
    "filters-only-narrow=archive": (missed, EMAIL),
    "filters-only-narrow=closed": (missed, EMAIL),
    "filters-only-narrow=spam": (missed, EMAIL),
    "matching-tickets-are-found=closed-is-hidden": filtered(),
    "matching-tickets-are-found=spam-is-hidden": EMAIL,
    "matching-tickets-are-found=unassigned-is-hidden": EMAIL,
    "matching-tickets-are-found=one-of-many": filtered(),
    "page-is-filled=deleted": Find({"limit": 100}),
    "page-is-filled=third": Find({"limit": 10}),
    "skills-scope-leaves-out-spam=ignored": (others, SKILLS),
    "skills-scope-leaves-out-spam=auto": (more, SKILLS),
    "skills-scope-leaves-out-spam=beside-filters": (more, filtered(EMAIL, ticketScope="skills")),
    "hits-satisfy-filters=scope-alone": (more, filtered(EMAIL, ticketScope="skills")),
    "skills-scope-leaves-out-nothing-else=scope-without-verdict": (missed, SKILLS),
    "matching-tickets-are-found=scope-all": filtered(ticketScope="all"),
    "skills-scope-leaves-out-nothing-else=scope-is-open": (missed, SKILLS),
    "skills-scope-shows-routing-tags=all": SKILLS,
    "valid-request-is-accepted=skills": SKILLS,
    "valid-request-is-accepted=scope-all": filtered(ticketScope="all"),
    "no-server-error=skills": SKILLS,
    "no-server-error=skills-with-filters": filtered(EMAIL, ticketScope="skills"),
    "spam-exclusion-keeps-unmarked=one": (missed, by("t.spamStatus", "not in", "auto_spam")),
    "spam-exclusion-keeps-unmarked=all-kinds": (missed, NO_SPAM),
    "spam-exclusion-keeps-unmarked=beside-others": (missed, [NO_SPAM, EMAIL]),
    "hits-satisfy-filters=spam-exclusion": (more, NO_SPAM),
    "hits-satisfy-filters=spam-by-hand": (more, NO_SPAM),
    "no-server-error=spam-exclusion": NO_SPAM,
    "matching-tickets-are-found=spam-beside-null": by("t.spamStatus", "in", "auto_clean", "null"),
}

CASES: Final = [
    *parameters(comparator_faults(), COMPARATORS),
    *parameters(list_faults(), LISTS),
    *parameters(operand_faults(), OPERANDS),
    *parameters(moment_faults(), MOMENTS),
    *parameters(moment_operand_faults(), MOMENT_OPERANDS),
    *parameters(tag_faults(), TAGS),
    *parameters(text_faults(), TEXTS),
    *parameters(combining_faults(), COMBINED),
    *parameters(scope_faults(), SCOPES),
]


@pytest.mark.parametrize(("fault", "requests", "effect"), CASES)
def test_the_fault_shows_in_an_answer(fault: Fault, requests: list[Find], effect: Effect) -> None:
    sound, wrong = answers(fault, requests)
    assert sound.status_code == 200
    assert effect(sound, wrong), (sound.text[:300], wrong.text[:300])
