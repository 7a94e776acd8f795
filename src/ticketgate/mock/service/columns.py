"""What a search may name: the whitelists of filter keys and sort fields, and the column behind each.

The columns of the ticket table are named as the API names them, so `t.agentId` reads column `agentId` of `t`.
"""

from __future__ import annotations

INTEGERS = ("subchannelId", "agentId", "partnerId")
BOOLEANS = ("isCustomerActive",)
TEXTS = (
    "status",
    "channel",
    "channelId",
    "direction",
    "priority",
    "customerId",
    "contractId",
    "aiSupportLevel",
    "spamStatus",
    "sentiment",
    "language",
    "languageCode",
    "from",
    "externalTicketId",
    "modelRunAt",
)
DATES = (
    "createdAt",
    "modifiedAt",
    "closedAt",
    "dueBy",
    "firstResponseDueBy",
    "lastMessageAt",
    "lastCustomerMessageAt",
)
SIDE_TABLES = {"tt.tagId": "ticket_tag", "i.aiAgentId": "ticket_intent", "w.id": "ticket_worker"}
"""Keys with several values per ticket, and the tables of `ticket` and `value` that hold them."""
FIRST_VALUES = {"tt.tagId": "firstTagId", "i.aiAgentId": "firstAiAgentId"}
"""Columns with the smallest of several values, for sorting."""
SET_COLUMNS = {f"t.{name}": f't."{name}"' for name in ("id", *INTEGERS, *BOOLEANS, *TEXTS)}
DATE_COLUMNS = {f"t.{name}": f't."{name}"' for name in DATES}
TAG_SETS = tuple(
    f"{prefix}.tagId"
    for prefix in ("tt_matchAll", "tt_matchAny", "tt_matchExact", "tt_allowed", "tt_excluded")
)
TEXT_KEY = "q"
FILTER_KEYS = frozenset({*SET_COLUMNS, *SIDE_TABLES, *DATE_COLUMNS, *TAG_SETS, TEXT_KEY})

_FILTER_ONLY = frozenset({"t.closedAt", "t.spamStatus", "t.externalTicketId", "t.modelRunAt"})
RELEVANCE = "relevance"
SORT_COLUMNS = {
    **{key: column for key, column in {**SET_COLUMNS, **DATE_COLUMNS}.items() if key not in _FILTER_ONLY},
    **{key: f't."{column}"' for key, column in FIRST_VALUES.items()},
}
"""The sort fields with a column; `relevance` is the one without."""
