"""The bugs of searching by filters, by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ticketgate.mock.service.columns import DATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked

_COMPARISONS = ("<", ">", "<=", ">=", "!=", "between", "not between")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")

_Filter = dict[str, Any]


def filter_faults() -> Iterator[tuple[str, str, str, Ask]]:
    """Yield clause, variant, what the server does, and how it takes the request."""
    clause = "hits-satisfy-filters"
    for key in ("t.status", "t.channel", "t.priority", "t.agentId", "tt.tagId"):
        yield (
            clause,
            key,
            f"finds what has another value of {key} as well",
            _filtering(_without_key(key)),
        )
    yield clause, "dates", "ignores filters on moments", _filtering(_without_dates)
    yield clause, "last", "applies the last filter only", _filtering_last
    yield (
        "in-is-a-union",
        "first",
        "looks at the first value of a list only",
        _filtering(_first_value),
    )
    yield (
        "not-in-is-the-complement",
        "nothing",
        "finds nothing with not in, but for the spam status",
        _finding_nothing("not in"),
    )
    yield (
        "spam-exclusion-keeps-unmarked",
        "null",
        "leaves out tickets without a verdict on spam when it excludes some",
        _filtering(_null_excluded),
    )
    yield (
        "equals-agrees-with-in",
        "nothing",
        "finds nothing with =",
        _finding_nothing("="),
    )
    yield (
        "filters-only-narrow",
        "default-view",
        "shows open tickets only, unless a filter compares or there is none",
        _open_unless_compared,
    )
    clause = "between-is-both-comparisons"
    yield clause, "without-end", "leaves the end out of a range", _filtering_range("<=", "<")
    yield clause, "without-start", "leaves the start out of a range", _filtering_range(">=", ">")
    yield (
        "skills-scope-leaves-out-spam",
        "by-hand",
        "shows the view of routing what was marked as spam by hand",
        _spam_in_routing,
    )


def _filtering(change: Callable[[_Filter], _Filter | None]) -> Ask:
    """Make what changes each filter of a search, or takes it out."""

    def ask(asked: Asked) -> Asked:
        filters = asked.search.get("filters")
        if not isinstance(filters, list) or not all(isinstance(each, dict) for each in filters):
            return asked
        changed = [other for each in filters if (other := change(each)) is not None]
        return asked.with_search(filters=changed) if changed != filters else asked

    return ask


def _filtering_last(asked: Asked) -> Asked:
    filters = asked.search.get("filters")
    return asked.with_search(filters=filters[-1:]) if isinstance(filters, list) and filters else asked


def _without_key(key: str) -> Callable[[_Filter], _Filter | None]:
    return lambda each: None if each.get("key") == key else each


def _without_dates(each: _Filter) -> _Filter | None:
    """Take filters out that the healthy mock would apply; what it refuses stays refused."""
    operands = [each.get(name) for name in ("value", "from", "to") if name in each]
    valid = operands and all(isinstance(operand, str) and _MOMENT.fullmatch(operand) for operand in operands)
    compared = each.get("comparator") not in ("in", "not in")
    return None if str(each.get("key")) in DATE_COLUMNS and valid and compared else each


def _first_value(each: _Filter) -> _Filter:
    values = each.get("values")
    cut = each.get("comparator") == "in" and isinstance(values, list)
    return each | {"values": values[:1]} if cut and isinstance(values, list) else each


def _null_excluded(each: _Filter) -> _Filter:
    if each.get("key") == "t.spamStatus" and each.get("comparator") == "not in":
        return each | {"values": [*each["values"], "null"]}
    return each


def _finding_nothing(comparator: str) -> Ask:
    nothing = {"key": "t.id", "comparator": "in", "values": [0]}

    def ask(asked: Asked) -> Asked:
        filters = asked.search.get("filters")
        if not isinstance(filters, list):
            return asked
        concerned = any(
            isinstance(each, dict)
            and each.get("comparator") == comparator
            and each.get("key") != "t.spamStatus"
            for each in filters
        )
        return asked.with_search(filters=[*filters, nothing]) if concerned else asked

    return ask


def _open_unless_compared(asked: Asked) -> Asked:
    filters = asked.search.get("filters")
    if not filters or not isinstance(filters, list):
        return asked
    if any(isinstance(each, dict) and each.get("comparator") in _COMPARISONS for each in filters):
        return asked
    return asked.with_search(filters=[*filters, {"key": "t.status", "comparator": "in", "values": ["open"]}])


def _filtering_range(whole: str, cut: str) -> Ask:
    """Make what takes a range apart into its two comparisons, one of them without the end itself."""

    def ask(asked: Asked) -> Asked:
        filters = asked.search.get("filters")
        if not isinstance(filters, list):
            return asked
        parts: list[Any] = []
        for each in filters:
            is_range = isinstance(each, dict) and each.get("comparator") == "between"
            if not is_range or not {"from", "to"} <= each.keys():
                parts.append(each)
                continue
            for comparator, end in ((">=", "from"), ("<=", "to")):
                used = cut if comparator == whole else comparator
                parts.append({"key": each.get("key"), "comparator": used, "value": each[end]})
        return asked.with_search(filters=parts) if parts != filters else asked

    return ask


def _spam_in_routing(asked: Asked) -> Asked:
    if asked.search.get("ticketScope") != "skills":
        return asked
    filters = asked.search.get("filters", [])
    kept = {"key": "t.spamStatus", "comparator": "not in", "values": ["auto_spam", "auto_programmatic"]}
    return asked.with_search(ticketScope="all", filters=[*filters, kept])
