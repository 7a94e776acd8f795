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
from ticketgate.contract.search_terms import SearchTerms
from ticketgate.judging.relations.fields import Field, Row, is_whole
from ticketgate.judging.relations.pages import Page

__all__ = ["Criterion", "criterion_of", "field_of", "folded"]

#: Tells whether a row meets a filter, None when the row does not tell. That of the filter
#: ``{"key": "t.status", "comparator": "in", "values": ["open"]}`` is true of ``{"status": "open"}``, false of
#: ``{"status": "closed"}`` and None of ``{}``.
Criterion: TypeAlias = Callable[[Row], bool | None]
#: The same for the values that a row shows.
_OfValues: TypeAlias = Callable[[Sequence[Any]], bool | None]

#: How a boolean may be written in a filter, and how ``folded`` writes it.
_SPELLED: Final[Mapping[str, str]] = {"true": "1", "false": "0"}
_TAG_SETS: Final[Mapping[str, Callable[[AbstractSet[str], AbstractSet[str]], bool]]] = {
    "all": operator.le,
    "any": lambda wanted, have: bool(wanted & have),
    "exactly": operator.eq,
}
#: What tells of two values whether they compare, by what the comparator means.
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equal": operator.eq,
    "unequal": operator.ne,
    "less": operator.lt,
    "greater": operator.gt,
    "at-most": operator.le,
    "at-least": operator.ge,
}


def criterion_of(page: Page, said: Mapping[str, Any]) -> Criterion | None:
    """Return what tells whether a row meets a filter of the page's search; None when no row does.

    No row tells about full text, who works on a ticket, moments relative to now and negative comparators
    on lists. A row does not tell whose member is broken by itself.
    """
    field = field_of(page, said)
    if field is None or field.said.undecided:
        return None
    meets = _of_values(page.terms, field, said)
    if meets is None:
        return None

    def criterion(row: Row) -> bool | None:
        values = field.values(row)
        return None if values is None else meets(values)

    return criterion


def field_of(page: Page, said: Mapping[str, Any]) -> Field | None:
    """Return what shows whether a filter is met; None when no member of a row does."""
    name = said.get(page.terms.parts["key"])
    key = page.terms.keys.get(name) if isinstance(name, str) else None
    if key is None or key.place is None:
        return None
    # The keys of tag sets look at the same place as the one for single tags.
    return next((field for field in page.fields.values() if field.place == key.place), None)


def folded(value: Any) -> str:
    """Write a value as a database may compare it: as text, without case, accents and blanks around it."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    plain = text.casefold().strip()
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def _of_values(terms: SearchTerms, field: Field, said: Mapping[str, Any]) -> _OfValues | None:
    meaning, parts = terms.meaning(said), terms.parts
    key = str(said[parts["key"]])
    if terms.keys[key].family == "tags":
        return _of_tags(terms, terms.sets.get(key), said.get(parts["several"]))
    if field.kind == "date":
        return _of_moment(terms, meaning, said)
    if meaning in ("among", "besides"):
        return _of_list(terms, field, said.get(parts["several"]), wanted=meaning == "among")
    if parts["one"] not in said:
        return None
    operand = said[parts["one"]]
    if meaning in ("equal", "unequal"):
        return _of_list(terms, field, [operand], wanted=meaning == "equal")
    # Which text is greater only the database knows.
    return _of_comparison(meaning, operand) if field.kind == "integer" else None


def _of_tags(terms: SearchTerms, relation: str | None, sought: Any) -> _OfValues | None:
    compare = _TAG_SETS.get(relation or "")
    # Nothing says what a set of tags with null in it is.
    if compare is None or not isinstance(sought, list) or None in sought or terms.without_value in sought:
        return None
    wanted = {folded(value) for value in sought}
    return lambda tags: compare(wanted, {folded(value) for value in tags})


def _of_list(terms: SearchTerms, field: Field, sought: Any, *, wanted: bool) -> _OfValues | None:
    """Judge ``in`` and ``=``, or their opposites: whether one of the values is among those sought."""
    if not isinstance(sought, list) or (field.many and not wanted):
        return None
    names = {_written(field, value) for value in sought}
    meanings = {meaning for word, meaning in field.said.words.items() if word in names}
    if meanings - {"without-value"}:  # of what they let through no row tells
        return None
    null_sought = bool(meanings) or any(value in (None, terms.without_value) for value in sought)

    def meets(values: Sequence[Any]) -> bool:
        # Whether not in finds null is open, unless null itself is excluded.
        is_null = not values or None in values
        among = null_sought if is_null else any(folded(value) in names for value in values)
        return among == wanted

    return meets


def _written(field: Field, value: Any) -> str:
    """Return a value of a filter as ``folded`` writes the same value of a row."""
    name = folded(value)
    return _SPELLED.get(name, name) if field.kind == "boolean" else name


def _of_moment(terms: SearchTerms, meaning: str | None, said: Mapping[str, Any]) -> _OfValues | None:
    """Judge a comparison of moments; zone-less ``YYYY-MM-DD HH:MM:SS`` sorts as text."""
    is_range = meaning in ("within", "outside")
    operands = [said.get(terms.parts[part]) for part in (("start", "end") if is_range else ("one",))]
    if not all(isinstance(operand, str) and is_mysql_datetime(operand) for operand in operands):
        return None
    if is_range:
        return _of_range(*operands, inside=meaning == "within")
    return _of_comparison(meaning, operands[0])


def _of_range(low: Any, high: Any, *, inside: bool) -> _OfValues:
    def meets(values: Sequence[Any]) -> bool | None:
        (moment,) = values
        if moment is None:
            return False if inside else None
        # Whether the ends belong to the range is open (MAY), so they never count against a row.
        return bool(low <= moment <= high if inside else moment <= low or moment >= high)

    return meets


def _of_comparison(meaning: str | None, operand: Any) -> _OfValues | None:
    compare = _COMPARISONS.get(meaning or "")
    if compare is None or not (is_whole(operand) or isinstance(operand, str)):
        return None

    def meets(values: Sequence[Any]) -> bool | None:
        if len(values) != 1 or (values[0] is None and meaning == "unequal"):
            return None
        if values[0] is not None and type(values[0]) is not type(operand):
            return None
        return values[0] is not None and compare(values[0], operand)

    return meets
