"""The bugs of searching by filters, by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ticketgate.mock.service.columns import DATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked

_SPAN = re.compile(r"-[0-9]+ HOUR")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")

_Filter = dict[str, Any]


def filter_faults() -> Iterator[tuple[str, str, str, Ask]]:
    """Yield clause, variant, what the server does, and how it takes the request."""
    clause = "hits-satisfy-filters"
    for key in ("t.status", "t.channel", "t.priority", "t.agentId", "tt.tagId"):
        says = f"finds what has another value of {key} as well"
        yield clause, key, says, _filtering(_without_key(key))
    yield clause, "words", "ignores words that it is to search for", _filtering(_without_key("q"))
    yield clause, "dates", "ignores filters on moments", _filtering(_without_dates)
    yield clause, "last", "applies the last filter only", _filtering_last
    clause = "in-is-a-union"
    yield clause, "first", "looks at the first value of a list only", _filtering(_first_value)
    yield clause, "null", "overlooks null in a list", _filtering(_without_null)
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
    yield "matching-tickets-are-found", "nothing-equal", "finds nothing with =", _finding_nothing("=")
    yield (
        "filters-only-narrow",
        "default-view",
        "shows open tickets only when there is no filter",
        _open_without_filters,
    )
    yield from _faults_of_known_rows()
    clause = "between-is-both-comparisons"
    yield clause, "start", "takes a range for its start alone", _filtering(_range_of_nothing)
    yield (
        "skills-scope-leaves-out-spam",
        "by-hand",
        "shows the view of routing what was marked as spam by hand",
        _routing_without("auto_spam", "auto_programmatic"),
    )
    yield (
        "skills-scope-leaves-out-nothing-else",
        "null",
        "leaves tickets without a verdict on spam out of the view of routing",
        _routing_with_verdict,
    )
    yield (
        "relative-moments-share-one-now",
        "hours",
        "takes hours for days",
        _filtering(_hours_as_days),
    )


def _faults_of_known_rows() -> Iterator[tuple[str, str, str, Ask]]:
    clause = "matching-tickets-are-found"
    yield clause, "unequal", "finds nothing with !=", _finding_nothing("!=")
    yield clause, "at-most", "takes <= for <", _filtering(_at_most_as_less)
    yield clause, "outside", "finds nothing with not between", _finding_nothing("not between")
    yield clause, "all", "takes all for the name of a channel", _filtering(_all_as_channel)
    yield clause, "exactly", "finds nothing by an exact set of several tags", _filtering(_exactly_none)
    yield clause, "words", "finds nothing by a word of the subject", _filtering(_another_word)


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


def _without_null(each: _Filter) -> _Filter:
    values = each.get("values")
    if each.get("comparator") != "in" or not isinstance(values, list) or len(values) == 1:
        return each
    return each | {"values": [value for value in values if value != "null"]}


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


def _open_without_filters(asked: Asked) -> Asked:
    if asked.search.get("filters", []) != []:
        return asked
    return asked.with_search(filters=[{"key": "t.status", "comparator": "in", "values": ["open"]}])


def _range_of_nothing(each: _Filter) -> _Filter:
    return each | {"to": each["from"]} if each.get("comparator") == "between" and "from" in each else each


def _at_most_as_less(each: _Filter) -> _Filter:
    return each | {"comparator": "<"} if each.get("comparator") == "<=" else each


def _all_as_channel(each: _Filter) -> _Filter:
    named = each.get("key") == "t.channel" and each.get("values") == ["all"]
    return each | {"values": ["the channel all"]} if named else each


def _exactly_none(each: _Filter) -> _Filter:
    tags = each.get("values")
    several = each.get("key") == "tt_matchExact.tagId" and isinstance(tags, list) and len(tags) > 1
    return each | {"values": [0]} if several else each


def _another_word(each: _Filter) -> _Filter:
    sought = str(each.get("value"))
    return each | {"value": f"{sought}qzx"} if each.get("key") == "q" and sought.isalpha() else each


def _hours_as_days(each: _Filter) -> _Filter:
    return {
        name: value.replace("HOUR", "DAY") if isinstance(value, str) and _SPAN.fullmatch(value) else value
        for name, value in each.items()
    }


def _routing_with_verdict(asked: Asked) -> Asked:
    if asked.search.get("ticketScope") != "skills":
        return asked
    judged = {"key": "t.spamStatus", "comparator": "not in", "values": ["null"]}
    return asked.with_search(filters=[*asked.search.get("filters", []), judged])


def _routing_without(*marks: str) -> Ask:
    """Make the view of routing one that leaves out the tickets with these marks, and no others."""

    def ask(asked: Asked) -> Asked:
        if asked.search.get("ticketScope") != "skills":
            return asked
        filters = asked.search.get("filters", [])
        kept = {"key": "t.spamStatus", "comparator": "not in", "values": [*marks]}
        return asked.with_search(ticketScope="all", filters=[*filters, kept])

    return ask
