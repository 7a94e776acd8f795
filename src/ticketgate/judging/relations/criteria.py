"""Whether rows meet a filter, as far as the rows alone can tell.

A criterion has three values: what the API's sources leave open (``OpenPoint``), and what no member of a row
shows, is neither met nor missed.
"""

import operator
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from ticketgate.contract.search_terms import OpenPoint, SearchTerms
from ticketgate.judging.relations.fields import Field, Row
from ticketgate.judging.relations.moments import COMPARISONS, compare_moment, is_between, span_of
from ticketgate.judging.relations.pages import Page

__all__ = ["Criterion", "contradicted_keys", "criterion_of", "field_of", "folded"]

#: Tells whether the values that a row shows meet a filter, or one of them that is not null; None when they do
#: not tell.
_OfValues: TypeAlias = Callable[[Sequence[Any]], bool | None]
_OfValue: TypeAlias = Callable[[Any], bool | None]

#: How a boolean may be written in a filter, and how it is compared.
_SPELLED: Final[Mapping[str, str]] = {"true": "1", "false": "0"}
_TAG_SETS: Final[Mapping[str, Callable[[AbstractSet[str], AbstractSet[str]], bool | None]]] = {
    "all": operator.le,
    "any": lambda wanted, have: bool(wanted & have),
    "exactly": operator.eq,
    "some-if-any": lambda wanted, have: None if wanted & have or not have else False,
    "none": lambda wanted, have: False if wanted & have else None,
}
#: Comparators that find what another one does not.
_OPPOSITES: Final[Mapping[str, str]] = {"besides": "among", "unequal": "equal", "outside": "within"}
#: Comparators of which no single value meets both with one operand; where a range ends is open.
_EXCLUSIVE: Final = (
    {"among", "besides"},
    {"equal", "unequal"},
    {"less", "at-least"},
    {"greater", "at-most"},
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """Tells whether rows meet a filter.

    That of the filter ``{"key": "t.status", "comparator": "in", "values": ["open"]}`` is true of
    ``{"status": "open"}``, false of ``{"status": "closed"}`` and None, which is open, of ``{}``.
    """

    #: The place that is looked at; None for the row as a whole.
    field: Field | None
    #: Judges what stands there.
    judge: Callable[[Any], bool | None]

    def __call__(self, row: Row) -> bool | None:
        """Return whether a row meets the filter, None when it does not tell."""
        seen = row if self.field is None else self.field.values(row)
        return None if seen is None else self.judge(seen)

    def on(self, page: Page) -> list[bool | None]:
        """Return the same of every row of a page; those that show the same are judged once."""
        if self.field is None:
            return [self.judge(row) for row in page.rows]
        shown = page.shown(self.field)
        verdicts = {seen: None if seen is None else self.judge(seen) for seen in set(shown)}
        return [verdicts[seen] for seen in shown]


def criterion_of(page: Page, said: Mapping[str, Any]) -> Criterion | None:
    """Return what tells whether a row meets a filter of the page's search; None when no row does.

    No row tells who works on a ticket, whom a team has, and about moments relative to now. A row does not
    tell whose member is broken by itself.
    """
    terms = page.terms
    key = terms.keys.get(str(said.get(terms.parts["key"])))
    if key is not None and key.family == "text":
        return _of_text(terms, said.get(terms.parts["one"]))
    field = field_of(page, said)
    if key is None or field is None or field.said.undecided:
        return None
    several = said.get(terms.parts["several"])
    meets = (
        _of_tags(terms, terms.sets.get(key.key), several)
        if key.family == "tags"
        else _of_values(terms, field, terms.meaning(said), said)
    )
    return None if meets is None else Criterion(field, meets)


def field_of(page: Page, said: Mapping[str, Any]) -> Field | None:
    """Return what shows whether a filter is met; None when no member of a row does."""
    name = said.get(page.terms.parts["key"])
    key = page.terms.keys.get(name) if isinstance(name, str) else None
    if key is None or key.place is None:
        return None
    # The keys of tag sets look at the same place as the one for single tags.
    return next((field for field in page.fields.values() if field.place == key.place), None)


def contradicted_keys(page: Page) -> AbstractSet[str]:
    """Return the keys on which the search has two conditions that nothing meets, whatever a ticket has."""
    terms = page.terms
    name, comparator = terms.parts["key"], terms.parts["comparator"]
    meanings: dict[tuple[str, str], set[str | None]] = {}
    for said in page.filters:
        key = terms.keys.get(str(said.get(name)))
        if key is not None and not key.undecided and "[]" not in (key.place or ""):
            operands = {part: value for part, value in said.items() if part not in {name, comparator}}
            meanings.setdefault((key.key, repr(operands)), set()).add(terms.meaning(said))
    return {key for (key, _), both in meanings.items() if any(pair <= both for pair in _EXCLUSIVE)}


def folded(value: Any) -> str:
    """Write a value as a database may compare it: as text, without case, accents and blanks around it."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    plain = text.casefold().strip()
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def _of_text(terms: SearchTerms, sought: Any) -> Criterion | None:
    """Judge full text: what a row shows of a ticket is a part of what is searched."""
    words = sought.casefold().split() if isinstance(sought, str) else []
    if not words:
        return None
    if any(_matches_nothing(terms, word) for word in words):
        return Criterion(None, lambda _: False)

    def meets(row: Row) -> bool | None:
        shown = {word for name in terms.worded for word in str(row.get(name)).casefold().split()}
        numbers = {str(row.get(name)) for name in terms.numbered}
        return True if shown.union(numbers).issuperset(words) else None

    return Criterion(None, meets)


def _matches_nothing(terms: SearchTerms, word: str) -> bool:
    return word == terms.absent_word or (len(word) < terms.shortest_word and not word.isdecimal())


def _of_tags(terms: SearchTerms, relation: str | None, sought: Any) -> _OfValues | None:
    compare = _TAG_SETS.get(relation or "")
    # Nothing says what a set of tags with null in it is.
    if compare is None or not isinstance(sought, list) or None in sought or terms.without_value in sought:
        return None
    wanted = {folded(value) for value in sought}
    return lambda tags: compare(wanted, {folded(value) for value in tags})


def _of_values(
    terms: SearchTerms, field: Field, meaning: str | None, said: Mapping[str, Any]
) -> _OfValues | None:
    """Judge a comparator of the other families: by value, and then by all the values of a row."""
    if meaning is None:
        return None
    positive = _OPPOSITES.get(meaning, meaning)
    operands = _operands(terms, field, positive, said)
    if operands is None:
        return None
    if positive != meaning and operands.admits - {"without-value"}:
        return None  # what an operand that is no value leaves
    of_value = _of_value(terms, field, positive, operands)
    if of_value is None:
        return None
    without = _without_value(terms, field, meaning, operands)
    if positive == meaning:
        return partial(_any_meets, of_value, without=without)
    some_may = None if terms.is_open(OpenPoint.SEVERAL_VALUES) else False
    return partial(_none_meets, of_value, without=without, some_may=some_may)


@dataclass(frozen=True, slots=True)
class _Operands:
    """The operands of a condition: values as they are sent, and what words among them let through."""

    values: tuple[Any, ...]
    #: Such as ``without-value``, of null and of the words that stand for it.
    admits: frozenset[str] = frozenset()


def _operands(terms: SearchTerms, field: Field, positive: str, said: Mapping[str, Any]) -> _Operands | None:
    parts = terms.parts
    if positive == "within":
        names = [parts["start"], parts["end"]]
        return _Operands(tuple(said[name] for name in names)) if all(n in said for n in names) else None
    if positive != "among":
        operand = said.get(parts["one"])
        # What null means where it is compared is nowhere said.
        plain = operand is not None and operand not in (terms.without_value, *field.said.words)
        return _Operands((operand,)) if plain else None
    listed = said.get(parts["several"])
    if not isinstance(listed, list):
        return None
    words = {**field.said.words, terms.without_value: "without-value"}
    admits = {words[value] for value in listed if isinstance(value, str) and value in words}
    admits |= {"without-value"} if None in listed else set()
    values = (value for value in listed if value is not None and value not in words)
    return _Operands(tuple(values), frozenset(admits))


def _of_value(terms: SearchTerms, field: Field, positive: str, operands: _Operands) -> _OfValue | None:
    """Return what tells of one value whether it meets a comparator that is not negative."""
    if field.kind == "date":
        return _of_moment(terms, positive, operands.values)
    if positive in ("among", "equal"):
        return _of_list(terms, field, operands)
    return _of_comparison(field, positive, operands.values[0]) if positive in COMPARISONS else None


def _of_list(terms: SearchTerms, field: Field, operands: _Operands) -> _OfValue:
    """Judge ``in`` and ``=``: whether the value is among those sought."""
    exact = {_written(field, value) for value in operands.values}
    alike = {folded(value) for value in exact} if terms.is_open(OpenPoint.SPELLING) else frozenset[str]()

    def meets(value: Any) -> bool | None:
        if _written(field, value) in exact or "anything" in operands.admits:
            return True
        is_open = "unknown" in operands.admits or folded(_written(field, value)) in alike
        return None if is_open else False

    return meets


def _of_moment(terms: SearchTerms, positive: str, operands: Sequence[Any]) -> _OfValue | None:
    spans = [span for operand in operands if (span := span_of(terms, operand)) is not None]
    if len(spans) < len(operands):
        return None
    if positive == "within":
        start, end = spans
        return lambda moment: is_between(terms, moment, start, end)
    known = positive == "equal" or positive in COMPARISONS
    return (lambda moment: compare_moment(positive, moment, spans[0])) if known else None


def _of_comparison(field: Field, positive: str, operand: Any) -> _OfValue | None:
    """Judge a comparison by size. Which of two different texts is greater only the database knows."""
    compare = COMPARISONS[positive]
    sought = _written(field, operand)
    if field.kind == "text":
        of_equal = compare(0, 0)
        return lambda value: of_equal if _written(field, value) == sought else None
    number = int(sought) if sought.removeprefix("-").isdecimal() else None
    return None if number is None else lambda value: compare(int(value), number)


def _written(field: Field, value: Any) -> str:
    """Write a value of a row, or an operand, so that the same ones are equal: of booleans ``true`` is 1."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return _SPELLED.get(text, text) if field.kind == "boolean" else text


def _without_value(terms: SearchTerms, field: Field, meaning: str, operands: _Operands) -> bool | None:
    """Tell whether a ticket without value is found: by what the operands say, else by the comparator."""
    sought = "without-value" in operands.admits
    if meaning not in _OPPOSITES:
        if sought or "anything" in operands.admits:
            return True
        return None if "unknown" in operands.admits else False
    if sought:
        # Whether a list without items has none of its values, or is not looked at, is nowhere said.
        return None if field.many and terms.is_open(OpenPoint.SEVERAL_VALUES) else False
    is_said = (
        meaning == "besides" and field.key == terms.spam_key and {*operands.values} == {*terms.spam_marks}
    )
    return True if is_said or not terms.is_open(OpenPoint.NULL_BESIDE_NEGATIVE) else None


def _any_meets(of_value: _OfValue, values: Sequence[Any], *, without: bool | None) -> bool | None:
    """Judge the values of a row by a comparator that is not negative: one that meets it is enough."""
    verdicts = {without if value is None else of_value(value) for value in values} or {without}
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _none_meets(
    of_value: _OfValue, values: Sequence[Any], *, without: bool | None, some_may: bool | None
) -> bool | None:
    """Judge the values of a row by a negative comparator: those that meet the opposite one are not wanted.

    some_may tells whether a row is found that has such values beside others.
    """
    if not values or None in values:
        return without
    verdicts = {of_value(value) for value in values}
    if len(verdicts) > 1:
        return None if None in verdicts else some_may
    (verdict,) = verdicts
    return None if verdict is None else not verdict
