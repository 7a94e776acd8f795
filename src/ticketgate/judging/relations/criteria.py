"""Whether rows meet a filter, as far as the rows alone can tell.

Where databases or the API's sources differ (case, blanks, null beside a negative comparator, operands
relative to now), a row is given the benefit of the doubt or no answer.
"""

import operator
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, TypeAlias

from ticketgate.contract.formats import is_mysql_datetime
from ticketgate.judging.relations.fields import Field, is_whole

__all__ = ["WORKERS", "Criterion", "criterion_of", "field_of", "folded"]

Row = Mapping[str, Any]
#: Tells whether a row meets a filter, None when the row does not tell.
Criterion: TypeAlias = Callable[[Row], bool | None]
#: The same for the values that a row shows.
_OfValues: TypeAlias = Callable[[Sequence[Any]], bool | None]

_SPELLED: Final[Mapping[str, str]] = {"true": "1", "false": "0"}
_TAGS: Final = "tt.tagId"
#: Who works on a ticket: sources disagree on whether the member shows all whom the filter knows (R30).
WORKERS: Final = "w.id"
_TAG_SETS: Final[Mapping[str, Callable[[AbstractSet[str], AbstractSet[str]], bool]]] = {
    "tt_matchAll": operator.le,
    "tt_matchAny": lambda wanted, have: bool(wanted & have),
    "tt_matchExact": operator.eq,
}
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def criterion_of(fields: Mapping[str, Field], said: Mapping[str, Any]) -> Criterion | None:
    """Return what tells whether a row meets the filter; None when no row does.

    No row tells about full text, who works on a ticket, moments relative to now and negative comparators
    on lists. A row does not tell whose member is broken by itself.
    """
    field = field_of(fields, said.get("key"))
    if field is None or said["key"] == WORKERS:
        return None
    meets = _of_values(field, said)
    if meets is None:
        return None

    def criterion(row: Row) -> bool | None:
        values = field.values(row)
        return None if values is None else meets(values)

    return criterion


def field_of(fields: Mapping[str, Field], key: Any) -> Field | None:
    """Return what shows whether a filter with this key is met; None when no member of a row does."""
    return fields.get(_TAGS if _is_tag_set(key) else key) if isinstance(key, str) else None


def folded(value: Any) -> str:
    """Write a value as a database may compare it: as text, without case, accents and blanks around it."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    plain = text.casefold().strip()
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def _is_tag_set(key: Any) -> bool:
    return isinstance(key, str) and key.startswith("tt_match")


def _of_values(field: Field, said: Mapping[str, Any]) -> _OfValues | None:
    comparator = str(said.get("comparator"))
    if _is_tag_set(said["key"]):
        return _of_tags(said["key"], said.get("values"))
    if field.kind == "date":
        return _of_moment(comparator, said)
    if comparator in ("in", "not in"):
        return _of_list(field, said.get("values"), wanted=comparator == "in")
    if "value" not in said:
        return None
    if comparator in ("=", "!="):
        return _of_list(field, [said["value"]], wanted=comparator == "=")
    # Which text is greater only the database knows.
    return _of_comparison(comparator, said["value"]) if field.kind == "integer" else None


def _of_tags(key: str, sought: Any) -> _OfValues | None:
    compare = _TAG_SETS.get(key.partition(".")[0])
    if compare is None or not isinstance(sought, list):
        return None
    wanted = {folded(value) for value in sought}
    return lambda tags: compare(wanted, {folded(value) for value in tags})


def _of_list(field: Field, sought: Any, *, wanted: bool) -> _OfValues | None:
    """Judge ``in`` and ``=``, or their opposites: whether one of the values is among those sought."""
    if not isinstance(sought, list) or (field.many and not wanted):
        return None
    names = {folded(value) for value in sought}
    with_null = any(value in (None, "null") for value in sought)
    if field.kind == "boolean":
        names = {_SPELLED.get(name, name) for name in names}
    if field.key == "t.channel" and "all" in names:
        return None
    if field.key == "t.agentId":
        if "team" in names:
            return None
        with_null = with_null or "unassigned" in names

    def meets(values: Sequence[Any]) -> bool:
        if not values or None in values:
            # Whether not in finds null is open, unless null itself is excluded.
            return with_null if wanted else not with_null
        return any(folded(value) in names for value in values) == wanted

    return meets


def _of_moment(comparator: str, said: Mapping[str, Any]) -> _OfValues | None:
    """Judge a comparison of moments; zone-less ``YYYY-MM-DD HH:MM:SS`` sorts as text."""
    is_range = comparator in ("between", "not between")
    operands = [said.get(name) for name in (("from", "to") if is_range else ("value",))]
    if not all(isinstance(operand, str) and is_mysql_datetime(operand) for operand in operands):
        return None
    return _of_range(comparator, *operands) if is_range else _of_comparison(comparator, operands[0])


def _of_range(comparator: str, low: Any, high: Any) -> _OfValues:
    inside = comparator == "between"

    def meets(values: Sequence[Any]) -> bool | None:
        (moment,) = values
        if moment is None:
            return False if inside else None
        # Whether the ends belong to the range is open (MAY), so they never count against a row.
        return bool(low <= moment <= high if inside else moment <= low or moment >= high)

    return meets


def _of_comparison(comparator: str, operand: Any) -> _OfValues | None:
    compare = _COMPARISONS.get(comparator)
    if compare is None or not (is_whole(operand) or isinstance(operand, str)):
        return None

    def meets(values: Sequence[Any]) -> bool | None:
        if len(values) != 1 or (values[0] is None and comparator == "!="):
            return None
        if values[0] is not None and type(values[0]) is not type(operand):
            return None
        return values[0] is not None and compare(values[0], operand)

    return meets
