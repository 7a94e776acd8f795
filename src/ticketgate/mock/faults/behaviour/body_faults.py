"""The bugs in how the members of a search are read: what is of the wrong kind, and taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import made
from ticketgate.mock.faults.search_changes import understood
from ticketgate.mock.service.columns import DATE_COLUMNS, FILTER_KEYS, SET_COLUMNS, TAG_SETS, TEXT_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked

_REFUSED = "invalid-parameter-is-refused"
#: What a database column of integers holds at most.
_MOST = 2**31 - 1
_COMPARATORS = ("in", "not in", "=", "!=", "<", ">", "<=", ">=", "between", "not between")
_LISTS = ("in", "not in")
Mend: TypeAlias = "Callable[[dict[str, Any]], dict[str, Any] | None]"
"""Makes what the API takes of what it refuses; None of a filter that is left out."""


def body_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for variant, says, mend in _MEMBERS:
        yield made(f"{SEARCH}/{_REFUSED}", variant, f"takes {says}", ask=_lenient(mend))
    for variant, says, mend in _FILTERS:
        yield made(f"{SEARCH}/{_REFUSED}", variant, f"takes {says}", ask=_lenient(_in_filters(mend)))


def _lenient(mend: Mend) -> Ask:
    """Make what mends a search that the API refuses; one that it takes is left alone."""

    def ask(asked: Asked) -> Asked:
        mended = (
            asked.with_search(**mend(asked.search) or {}) if asked.search and not understood(asked) else asked
        )
        return mended if understood(mended) else asked

    return ask


def _in_filters(mend: Mend) -> Mend:
    """Make what mends each filter; one that becomes None is left out."""

    def change(search: dict[str, Any]) -> dict[str, Any]:
        filters = search.get("filters")
        if not isinstance(filters, list) or not all(isinstance(each, dict) for each in filters):
            return {}
        return {"filters": [other for each in filters if (other := mend(each)) is not None]}

    return change


def _if(
    member: str, holds: Callable[[Any], bool], other: Callable[[Any], Any]
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Make what mends one member of which something holds."""
    return lambda search: (
        {member: other(search[member])} if member in search and holds(search[member]) else {}
    )


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: type(value) is kind


def _is_null(value: Any) -> bool:
    return value is None


def _digits(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal()


def _comparator(each: dict[str, Any], other: str) -> dict[str, Any]:
    """Return the filter by another comparator, its operand in the member that belongs to it."""
    values = each.get("values")
    operands = (
        values if isinstance(values, list) else [each[name] for name in ("value", "from") if name in each]
    )
    if other in _LISTS:
        return {"key": each.get("key"), "comparator": other, "values": operands}
    return {"key": each.get("key"), "comparator": other, "value": operands[0] if operands else None}


def _unless_comparator(other: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda each: each if each.get("comparator") in _COMPARATORS else _comparator(each, other)


def _key(each: dict[str, Any]) -> str:
    return str(each.get("key"))


def _lists_of_moments(each: dict[str, Any]) -> dict[str, Any]:
    listed = _key(each) in DATE_COLUMNS and each.get("comparator") in _LISTS
    return _comparator(each, "=" if each["comparator"] == "in" else "!=") if listed else each


def _ranges_of_others(each: dict[str, Any]) -> dict[str, Any]:
    ranged = _key(each) in SET_COLUMNS and each.get("comparator") == "between"
    return _comparator(each, ">=") if ranged and "from" in each else each


def _half_a_range(each: dict[str, Any]) -> dict[str, Any] | None:
    half = each.get("comparator") in ("between", "not between") and not {"from", "to"} <= each.keys()
    return None if half and _key(each) in DATE_COLUMNS else each


def _range_with_value(each: dict[str, Any]) -> dict[str, Any]:
    one = each.get("comparator") == "between" and "value" in each and "from" not in each
    return _comparator(each, ">=") if one else each


def _compared_tags(each: dict[str, Any]) -> dict[str, Any]:
    return (
        {"key": each["key"], "values": each.get("values", [each.get("value", 0)])}
        if _key(each) in TAG_SETS
        else each
    )


def _compared_text(each: dict[str, Any]) -> dict[str, Any]:
    return {"key": TEXT_KEY, "value": each["value"]} if _key(each) == TEXT_KEY and "value" in each else each


def _no_operand(each: dict[str, Any]) -> dict[str, Any] | None:
    return each if each.keys() & {"value", "values", "from", "to"} else None


def _unwrapped(each: dict[str, Any]) -> dict[str, Any]:
    return (
        each | {"values": [each["values"]]}
        if "values" in each and not isinstance(each["values"], list)
        else each
    )


def _first_of_list(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"value": next(iter(each["value"]), "")} if isinstance(each.get("value"), list) else each


def _operand_in_the_other_member(each: dict[str, Any]) -> dict[str, Any]:
    listed = each.get("comparator") in _LISTS and "values" not in each and "value" in each
    return _comparator(each, each["comparator"]) if listed else each


def _value_in_values(each: dict[str, Any]) -> dict[str, Any]:
    single = (
        each.get("comparator") in ("=", "!=") and "value" not in each and isinstance(each.get("values"), list)
    )
    return _comparator(each, each["comparator"]) if single else each


def _nearest_moment(each: dict[str, Any]) -> dict[str, Any]:
    """Take a day that there is not for the last of its month."""
    invalid = _key(each) in DATE_COLUMNS and isinstance(each.get("value"), str)
    return each | {"value": re.sub(r"-(29|3[01])\b", "-28", each["value"])} if invalid else each


def _any_moment(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"value": 0} if _key(each) in DATE_COLUMNS and isinstance(each.get("value"), str) else each


def _rfc_3339(each: dict[str, Any]) -> dict[str, Any]:
    if _key(each) not in DATE_COLUMNS or not isinstance(each.get("value"), str):
        return each
    return each | {"value": each["value"].replace("T", " ")[:19]}


def _unprefixed_key(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"key": f"t.{each['key']}"} if f"t.{_key(each)}" in FILTER_KEYS else each


def _key_in_other_case(each: dict[str, Any]) -> dict[str, Any]:
    known = {key.lower(): key for key in FILTER_KEYS}
    return each | {"key": known.get(_key(each).lower(), each.get("key"))}


def _known_only(holds: Callable[[dict[str, Any]], bool]) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    return lambda each: None if holds(each) else each


_MEMBERS: tuple[tuple[str, str, Mend], ...] = (
    ("limit-text", "a limit of digits in text", _if("limit", _digits, int)),
    (
        "limit-fraction",
        "a limit with a fraction",
        _if("limit", _is(float), lambda value: min(max(1, int(value)), _MOST)),
    ),
    ("limit-boolean", "true for the limit 1", _if("limit", _is(bool), lambda _: 1)),
    ("limit-null", "null for no limit", _if("limit", _is_null, lambda _: 100)),
    ("limit-list", "the first of a list for the limit", _if("limit", _is(list), lambda _: 1)),
    ("limit-object", "an object for no limit", _if("limit", _is(dict), lambda _: 100)),
    ("offset-text", "an offset of digits in text", _if("offset", _digits, int)),
    (
        "offset-fraction",
        "an offset with a fraction",
        _if("offset", _is(float), lambda value: min(max(0, int(value)), _MOST)),
    ),
    ("offset-null", "null for no offset", _if("offset", _is_null, lambda _: 0)),
    ("offset-boolean", "a boolean for an offset", _if("offset", _is(bool), int)),
    (
        "offset-negative",
        "an offset below 0 for none",
        _if("offset", lambda value: type(value) is int and value < 0, lambda _: 0),
    ),
    ("order-null", "null for no order field", _if("orderByField", _is_null, lambda _: "t.id")),
    (
        "order-list",
        "the first of a list of order fields",
        _if("orderByField", _is(list), lambda value: next(iter(value), "t.id")),
    ),
    ("order-number", "a number for no order field", _if("orderByField", _is(int), lambda _: "t.id")),
    ("direction-null", "null for no direction", _if("orderByDirection", _is_null, lambda _: "desc")),
    (
        "direction-long",
        "descending and ascending for directions",
        _if(
            "orderByDirection",
            lambda value: value in ("descending", "ascending"),
            lambda value: value.removesuffix("ending"),
        ),
    ),
    (
        "direction-number",
        "-1 and 1 for directions",
        _if("orderByDirection", _is(int), lambda value: "desc" if value < 0 else "asc"),
    ),
    ("direction-boolean", "a boolean for a direction", _if("orderByDirection", _is(bool), lambda _: "asc")),
    (
        "direction-empty",
        "an empty direction for none",
        _if("orderByDirection", lambda value: value == "", lambda _: "desc"),
    ),
    ("scope-unknown", "any scope for all", _if("ticketScope", _is(str), lambda _: "all")),
    ("scope-null", "null for no scope", _if("ticketScope", _is_null, lambda _: "all")),
    ("scope-list", "a list of scopes", _if("ticketScope", _is(list), lambda _: "all")),
    ("filters-null", "null for no filters", _if("filters", _is_null, lambda _: [])),
    ("filters-object", "one filter that is in no list", _if("filters", _is(dict), lambda value: [value])),
    ("filters-text", "a text for no filters", _if("filters", _is(str), lambda _: [])),
    ("filters-number", "a number for no filters", _if("filters", _is(int), lambda _: [])),
    (
        "filter-null",
        "null in the list of filters",
        _if("filters", _is(list), lambda value: [each for each in value if each is not None]),
    ),
    (
        "filter-text",
        "texts in the list of filters",
        _if("filters", _is(list), lambda value: [each for each in value if not isinstance(each, str)]),
    ),
    (
        "filter-list",
        "lists in the list of filters",
        _if("filters", _is(list), lambda value: [each for each in value if not isinstance(each, list)]),
    ),
)


_FILTERS: tuple[tuple[str, str, Mend], ...] = (
    (
        "key-unknown",
        "a filter on an unknown key for none",
        _known_only(lambda each: isinstance(each.get("key"), str) and each["key"] not in FILTER_KEYS),
    ),
    ("key-left-out", "a filter without a key for none", _known_only(lambda each: "key" not in each)),
    (
        "key-null",
        "a filter on the key null for none",
        _known_only(lambda each: "key" in each and each["key"] is None),
    ),
    (
        "key-list",
        "a filter on a list of keys for none",
        _known_only(lambda each: isinstance(each.get("key"), list)),
    ),
    ("key-without-prefix", "a key without its prefix", _unprefixed_key),
    ("key-in-other-case", "a key in another case", _key_in_other_case),
    ("comparator-unknown", "any comparator for =", _unless_comparator("=")),
    (
        "comparator-ignored",
        "a filter by an unknown comparator for none",
        _known_only(lambda each: "comparator" in each and each["comparator"] not in _COMPARATORS),
    ),
    (
        "comparator-left-out",
        "a filter without a comparator for none",
        _known_only(lambda each: "comparator" not in each and _key(each) in SET_COLUMNS),
    ),
    (
        "like",
        "the comparator like",
        lambda each: _comparator(each, "=") if each.get("comparator") == "like" else each,
    ),
    (
        "double-equals",
        "== for =",
        lambda each: _comparator(each, "=") if each.get("comparator") == "==" else each,
    ),
    (
        "angle-brackets",
        "<> for !=",
        lambda each: _comparator(each, "!=") if each.get("comparator") == "<>" else each,
    ),
    (
        "comparator-in-capitals",
        "a comparator in capitals",
        lambda each: each | {"comparator": str(each.get("comparator")).lower()},
    ),
    ("moments-in", "a list of moments as the first of them", _lists_of_moments),
    ("ranges", "a range of a field that is no moment, as its start", _ranges_of_others),
    ("half-a-range", "a range without an end for none", _half_a_range),
    ("range-with-value", "a range that is one value", _range_with_value),
    ("tags-compared", "any comparator with a set of tags", _compared_tags),
    ("text-compared", "any comparator with full text", _compared_text),
    ("no-operand", "a filter without an operand for none", _no_operand),
    ("values-no-list", "one value that is in no list", _unwrapped),
    ("value-list", "a list where one value is asked for, as its first", _first_of_list),
    ("value-for-values", "the operand of in as one value", _operand_in_the_other_member),
    ("values-for-value", "the operand of = as a list", _value_in_values),
    (
        "value-object",
        "an object for an operand, and does not apply the filter",
        _known_only(lambda each: isinstance(each.get("value"), dict)),
    ),
    ("no-such-day", "a day that there is not for the 28th", _nearest_moment),
    ("no-moment", "any text for a moment", _any_moment),
    ("rfc-3339", "a moment with T and a zone, whatever the zone", _rfc_3339),
    ("tag-text", "a tag that is no number for none", _known_only(lambda each: _key(each) in TAG_SETS)),
)
