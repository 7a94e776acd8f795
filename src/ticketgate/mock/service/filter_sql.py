"""Translating the filters of a search into SQL conditions.

A negative comparator (`not in`, `!=`, `not between`) keeps rows that have no value: a ticket with a null spam
status is not spam (R47), and the mock treats every other nullable field alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ticketgate.mock.service import columns
from ticketgate.mock.service.operands import Scalar, moment, operand, scalar, values
from ticketgate.mock.service.refusal import Refusal
from ticketgate.mock.world.people import TEAM_IDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ORDER_COMPARATORS = (">", "<", ">=", "<=")
_SCALAR_COMPARATORS = ("=", "!=", *_ORDER_COMPARATORS)
_LIST_COMPARATORS = ("in", "not in")
_RANGE_COMPARATORS = ("between", "not between")
_MOST_FILTERS = 100
_SHORTEST_WORD = 4
_BITS_OF_AN_INTEGER = 63
_NUMBER_COLUMNS = ('t."id"', 't."contractId"', 't."customerId"')
_SPELLED_BOOLEANS: Mapping[object, int] = {"true": 1, "false": 0}


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """An SQL condition on the ticket table `t`, with the values of its placeholders."""

    sql: str
    params: tuple[Scalar, ...] = ()


EVERYTHING = SqlCondition("1")
NOTHING = SqlCondition("0")


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters of a search: the condition they make together, and the words sought by `q`."""

    condition: SqlCondition
    words: tuple[str, ...]


def read_filters(given: object) -> Filters:
    """Translate the member `filters` of a search; what the API would not understand is refused with 400."""
    if not isinstance(given, list):
        raise Refusal(400, "filters must be an array")
    if len(given) > _MOST_FILTERS:
        raise Refusal(400, f"filters has more than {_MOST_FILTERS} entries")
    conditions, words = [], list[str]()
    for position, filter_ in enumerate(given):
        where = f"filters[{position}]"
        if not isinstance(filter_, dict):
            raise Refusal(400, f"{where} must be an object")
        conditions.append(_condition(filter_, where))
        if filter_["key"] == columns.TEXT_KEY:
            words += _words(filter_, where)
    return Filters(_all(conditions), tuple(words))


def match_text(word: str) -> str:
    """Quote a word for a full-text query, so that nothing in it is taken for an operator."""
    return '"' + word.replace("\0", "").replace('"', '""') + '"'


def _condition(filter_: Mapping[str, object], where: str) -> SqlCondition:
    key = filter_.get("key")
    if not isinstance(key, str) or key not in columns.FILTER_KEYS:
        raise Refusal(400, f"{where}.key is not one of the keys a ticket search knows")
    if key in columns.DATE_COLUMNS:
        return _date(filter_, columns.DATE_COLUMNS[key], where)
    if key in columns.TAG_SETS:
        return _tag_set(filter_, key, where)
    if key == columns.TEXT_KEY:
        _comparator(filter_, ("=",), where, default="=")
        return _all(_word(word) for word in _words(filter_, where)) if _words(filter_, where) else NOTHING
    return _set(filter_, key, where)


def _comparator(
    filter_: Mapping[str, object], allowed: Sequence[str], where: str, default: str | None = None
) -> str:
    comparator = filter_.get("comparator", default)
    if isinstance(comparator, str) and comparator in allowed:
        return comparator
    raise Refusal(400, f"{where}.comparator must be one of: {', '.join(allowed)}")


def _set(filter_: Mapping[str, object], key: str, where: str) -> SqlCondition:
    """Translate a filter of the set family: `in` and `not in` with values, or a comparison with one value."""
    comparator = _comparator(filter_, _LIST_COMPARATORS + _SCALAR_COMPARATORS, where)
    if comparator in _ORDER_COMPARATORS:
        sought, with_null = [scalar(operand(filter_, "value", where), f"{where}.value")], False
    elif comparator in _LIST_COMPARATORS:
        sought, with_null = values(operand(filter_, "values", where), f"{where}.values")
    else:
        comparator = "in" if comparator == "=" else "not in"
        sought, with_null = values([operand(filter_, "value", where)], f"{where}.value")
    if key == "t.channel" and comparator == "in" and "all" in sought:
        return EVERYTHING
    if key == "t.agentId" and comparator in _LIST_COMPARATORS:
        sought, with_null = _agents(sought, with_null=with_null)
    if key == "t.isCustomerActive":
        sought = [_SPELLED_BOOLEANS.get(value, value) for value in sought]
    if key in columns.SIDE_TABLES:
        return _several(columns.SIDE_TABLES[key], comparator, sought, with_null=with_null)
    return _single(columns.SET_COLUMNS[key], comparator, sought, with_null=with_null)


def _agents(sought: Sequence[Scalar], *, with_null: bool) -> tuple[list[Scalar], bool]:
    """Resolve the special operands: `unassigned` is null, `team` the agents of the caller's team."""
    plain = [agent for agent in sought if agent not in {"unassigned", "team"}]
    team = TEAM_IDS if "team" in sought else ()
    return [*plain, *team], with_null or "unassigned" in sought


def _single(column: str, comparator: str, sought: Sequence[Scalar], *, with_null: bool) -> SqlCondition:
    """Compare a column that has one value or null."""
    if comparator in _SCALAR_COMPARATORS:
        or_null = f" OR {column} IS NULL" if comparator == "!=" else ""
        return SqlCondition(f"({column} {comparator} ?{or_null})", tuple(sought))
    holds = f"{column} IN ({_marks(sought)})"
    if comparator == "in":
        return SqlCondition(f"({holds} OR {column} IS NULL)" if with_null else holds, tuple(sought))
    null = f"AND {column} IS NOT NULL" if with_null else f"OR {column} IS NULL"
    return SqlCondition(f"(NOT {holds} {null})", tuple(sought))


def _several(table: str, comparator: str, sought: Sequence[Scalar], *, with_null: bool) -> SqlCondition:
    """Compare the values in a side table: one of them has to hold, or none for a negative comparator."""
    rows = f"SELECT 1 FROM {table} s WHERE s.ticket = t.id"  # noqa: S608 - the name is a constant of this package
    params = tuple(sought)
    if comparator in _LIST_COMPARATORS:
        holds = f"EXISTS ({rows} AND s.value IN ({_marks(sought)}))"
        holds = f"({holds} OR NOT EXISTS ({rows}))" if with_null else holds
        return SqlCondition(holds if comparator == "in" else f"NOT {holds}", params)
    return SqlCondition(f"EXISTS ({rows} AND s.value {comparator} ?)", params)


def _date(filter_: Mapping[str, object], column: str, where: str) -> SqlCondition:
    comparator = _comparator(filter_, _SCALAR_COMPARATORS + _RANGE_COMPARATORS, where)
    if comparator in _SCALAR_COMPARATORS:
        at = moment(operand(filter_, "value", where), f"{where}.value")
        return _single(column, comparator, [at], with_null=False)
    bounds = tuple(moment(operand(filter_, bound, where), f"{where}.{bound}") for bound in ("from", "to"))
    or_null = f" OR {column} IS NULL" if comparator == "not between" else ""
    return SqlCondition(f"({column} {comparator.upper()} ? AND ?{or_null})", bounds)


def _tag_set(filter_: Mapping[str, object], key: str, where: str) -> SqlCondition:
    """Translate a tag set filter: how the ticket's set of tags relates to the given set."""
    _comparator(filter_, ("in",), where, default="in")
    tags = _tag_ids(filter_, where)
    rows = "FROM ticket_tag s WHERE s.ticket = t.id"
    inside = f"{rows} AND s.value IN ({_marks(tags)})"
    outside = f"NOT EXISTS (SELECT 1 {rows} AND s.value NOT IN ({_marks(tags)}))"
    holds_all = f"(SELECT count(*) {inside}) = {len(tags)}"
    match key.split(".", maxsplit=1)[0]:
        case "tt_matchAll":
            return SqlCondition(holds_all, tags)
        case "tt_matchAny":
            return SqlCondition(f"EXISTS (SELECT 1 {inside})", tags)
        case "tt_matchExact":
            return SqlCondition(f"{holds_all} AND {outside}", tags + tags)
        case "tt_allowed":
            return SqlCondition(outside, tags)
        case _:
            return SqlCondition(f"NOT EXISTS (SELECT 1 {inside})", tags)


def _tag_ids(filter_: Mapping[str, object], where: str) -> tuple[int, ...]:
    given, _ = values(operand(filter_, "values", where), f"{where}.values")
    try:
        tags = tuple({int(tag): None for tag in given})
    except (ValueError, OverflowError):
        tags = ()
    if (given and not tags) or any(tag.bit_length() > _BITS_OF_AN_INTEGER for tag in tags):
        raise Refusal(400, f"{where}.values must be ids of tags")
    return tags


def _words(filter_: Mapping[str, object], where: str) -> list[str]:
    return str(scalar(operand(filter_, "value", where), f"{where}.value")).split()


def _word(word: str) -> SqlCondition:
    """Find a word in subject, summary or body; a number also as the id of ticket, contract or customer.

    A shorter word that is no number finds nothing.
    """
    is_number = word.isascii() and word.isdecimal()
    if not is_number and len(word) < _SHORTEST_WORD:
        return NOTHING
    in_text = "t.id IN (SELECT rowid FROM ticket_text WHERE ticket_text MATCH ?)"
    if not is_number:
        return SqlCondition(in_text, (match_text(word),))
    as_id = " OR ".join(f"{column} = ?" for column in _NUMBER_COLUMNS)
    return SqlCondition(f"({in_text} OR {as_id})", (match_text(word), word, word, word))


def _marks(items: Sequence[object]) -> str:
    return ", ".join("?" * len(items))


def _all(conditions: Iterable[SqlCondition]) -> SqlCondition:
    """Join conditions with AND; none at all means no restriction."""
    joined = [EVERYTHING, *conditions]
    params = tuple(param for condition in joined for param in condition.params)
    return SqlCondition(" AND ".join(condition.sql for condition in joined), params)
