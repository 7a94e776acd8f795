"""The conditions by which documented pairs are put to the test: key and comparator, key and form of operand.

Each is chosen by what the rows of a window tell about it: some that it finds, some that it does not, and
among them one with the very operand, one without value, and one on either side.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import replace
from itertools import pairwise, product
from typing import Any, Final

from ticketgate.judging.relations.fields import Field
from ticketgate.planning.comparisons.conditions import (
    ANY_PROMISE,
    LISTED,
    NULL,
    PROMISES,
    RANGES,
    Choice,
    choice_among,
    choice_of,
    condition_of,
    for_pairs,
    in_form,
)
from ticketgate.planning.comparisons.window import Pair, Window

__all__ = ["choices_of", "further_choices_of"]

_COMPARED: Final = ("equal", "unequal", "less", "greater", "at-most", "at-least")
#: The ways to write an operand, by the kind of the field.
_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "integer": ("number", "number as text"),
    "boolean": ("true or false", "1 or 0", "true or false as text"),
    "text": ("text",),
    "date": ("moment",),
}
_INEXACT: Final = ("day", "Unix seconds")
_EITHER_SIDE: Final = ("less", "greater", "at-most", "at-least")
#: Values of a list of several.
_SEVERAL: Final = 3
_BEGINNING: Final = "beginning of a value"
#: Operands that are tried for one condition, the most telling of them taken.
_TRIED: Final = 6


def choices_of(window: Window) -> Iterator[Choice]:
    """Yield what is to be put to the test: keys, comparators and forms of operands, each with the others."""
    fields = [window.fields[key] for key in window.chosen(sorted(window.values))]
    # The keys of one kind take turns, so that each comparator meets each form with some key.
    turns = {kind: window.choose.randrange(len(_EITHER_SIDE)) for kind in _FORMS}
    asked = set[Pair]()
    for field in fields:
        if window.values[field.key]:
            turns[field.kind] += 1
            for choice in _of_comparators(window, field, turns[field.kind]):
                asked |= choice.pairs
                yield choice
            yield from _of_null(window, field, window.values[field.key])
        yield from _of_words(window, field)
    for field in fields:
        yield from _of_other_forms(window, field, asked)
    yield from _of_beginning(window, fields)
    for key in sorted(window.terms.sets):
        yield from _of_tag_set(window, key)


def further_choices_of(window: Window, asked: AbstractSet[Pair]) -> Iterator[Choice]:
    """Yield the lists whose turn it was not: with not in several values or one, with null in or not in.

    What else the window chooses is the same with them and without.
    """
    window = replace(window, choose=copy(window.choose))
    for key, values in window.values.items():
        field = window.fields[key]
        if values and field.kind != "date":
            for choice in _of_lists(window, field, values):
                left = frozenset(pair for pair in choice.pairs - asked if pair[0] == key)
                if left:
                    yield for_pairs(choice, left)


def _of_lists(window: Window, field: Field, values: Sequence[Any]) -> Iterator[Choice]:
    """Yield the lists that take turns: not in with one value and several, null beside a value in both."""
    for count in (1, _SEVERAL):
        operands = _operands(window, field, values, "besides", count)
        yield choice_of(window, field, "besides", _FORMS[field.kind][0], operands)
    operands = [value for (value,) in _operands(window, field, values, "besides", 1)]
    for meaning in LISTED if _lacks_some(window, field) else ("besides",):
        yield _null_beside(window, field, meaning, operands)


def _of_comparators(window: Window, field: Field, turn: int) -> Iterator[Choice]:
    """Yield each comparator; the forms of the operand take turns, so that each has some."""
    values, forms = window.values[field.key], _FORMS[field.kind]
    for position, meaning in enumerate(_meanings(field)):
        for count in _counts(meaning, turn + position):
            if field.node.enum is not None and meaning == "among" and count > 1:
                yield from _of_documented_values(window, field, field.node.enum)
                continue
            operands = _operands(window, field, values, meaning, count)
            at = (turn + position) % len(forms)
            yield _telling_choice(window, field, meaning, (*forms[at:], *forms[:at]), operands)
    if field.kind == "date":
        for position, form in enumerate(_INEXACT):
            meaning = _EITHER_SIDE[(turn + position) % len(_EITHER_SIDE)]
            choice = choice_of(window, field, meaning, form, _operands(window, field, values, meaning, 1))
            # Whether a moment is equal to one of these is open, so they tell nothing of key and comparator.
            yield replace(choice, pairs=choice.pairs - {(field.key, window.terms.comparators[meaning])})


def _meanings(field: Field) -> tuple[str, ...]:
    return (*_COMPARED, *(RANGES if field.kind == "date" else LISTED))


def _of_documented_values(window: Window, field: Field, documented: Sequence[Any]) -> Iterator[Choice]:
    """Yield two lists that name every documented value between them: a server may stumble over one."""
    terms = window.terms
    # What all the marks of spam together leave is a promise of its own.
    values = [each for each in documented if each not in (None, terms.spam_marks[0], *field.said.words)]
    values = window.choose.sample(values, len(values))
    # A list of one would be no list of several: of three values, both lists have the one in the middle.
    half = (len(values) + 1) // 2
    for part in (values[:half], values[-half:]):
        if part:
            choice = choice_of(window, field, "among", _FORMS[field.kind][0], [part])
            yield for_pairs(choice, choice.pairs | {(field.key, str(value)) for value in part})


def _of_other_forms(window: Window, field: Field, asked: set[Pair]) -> Iterator[Choice]:
    """Yield the comparators beside the forms of operand that they were not asked with; adds these to asked.

    Where one key alone has values of a kind, there are more forms of these than it had turns.
    """
    values, forms = window.values[field.key], _FORMS[field.kind]
    for meaning in _meanings(field) if values and len(forms) > 1 else ():
        for count, form in product(_counts(meaning, 0), forms):
            choice = choice_of(window, field, meaning, form, _operands(window, field, values, meaning, count))
            if choice.conditions and not choice.pairs <= asked:
                yield for_pairs(choice, choice.pairs - asked)
                asked |= choice.pairs


def _counts(meaning: str, turn: int) -> tuple[int, ...]:
    """Return how many values to ask for; lists with not in have one or several by turns."""
    if meaning == "among":
        return (1, _SEVERAL)
    return ((1, _SEVERAL)[turn % 2],) if meaning in LISTED else (1,)


def _operands(
    window: Window, field: Field, values: Sequence[Any], meaning: str, count: int
) -> list[list[Any]]:
    """Return lists of values to choose from; two tags are those of one ticket, where one has so many."""
    if field.many and count > 1:
        shared = [list(held[:count]) for row in window.rows if len(held := field.values(row) or ()) > 1]
        if shared:
            return window.choose.sample(shared, min(len(shared), _TRIED))
    if meaning in RANGES:
        # A server may let a range go on to the end of its last day.
        followed = [high for high, _ in _of_one_day(values)]
        pairs = [(low, high) for at, low in enumerate(values) for high in values[at + 2 :]]
        telling = [pair for pair in pairs if pair[1] in followed] or pairs
        return [[*pair] for pair in window.choose.sample(telling, min(len(telling), _TRIED))]
    if field.many:
        # A server may look at the first of them only.
        later = {value for row in window.rows for value in (field.values(row) or ())[1:]}
        values = [value for value in values if value in later] or values
    if field.key == window.terms.spam_key:
        # What all the marks together leave is a promise of its own.
        values = [value for value in values if value != window.terms.spam_marks[0]] or values
    # A list of all values would leave nothing to be found beside it.
    size = min(count, len(values) - (meaning == "besides")) or 1
    inner = [*values[1:-1]] or [*values]
    if field.kind == "date":
        # A server may compare the days alone.
        of_one_day = {moment for both in _of_one_day(values) for moment in both}
        inner = [value for value in inner if value in of_one_day] or inner
    picked = window.choose.sample(inner, min(len(inner), _TRIED))
    # Signs in a text are what a server may trip over.
    picked.sort(key=lambda value: not isinstance(value, str) or value.isalnum())
    if size == 1:
        return [[value] for value in picked]
    others = [window.choose.sample([v for v in values if v != value], size - 1) for value in picked]
    beginning = _beginnings(window, field) if meaning == "among" else []
    return [[value, *each, *beginning] for value, each in zip(picked, others, strict=True)]


def _of_one_day(moments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each two moments next to each other, of several in their order, that are of one day."""
    return (both for both in pairwise(moments) if len({in_form(moment, "day") for moment in both}) == 1)


def _beginnings(window: Window, field: Field) -> list[Any]:
    """Return the beginning of a value, if it is none itself: it may be taken for the value."""
    known = window.values[field.key]
    if field.node.enum is not None or field.kind not in ("text", "integer"):
        return []
    of_text = field.kind == "text"
    cut = [str(value)[:-1] for value in known if len(str(value)) > 1]
    found = [each for each in (cut if of_text else map(int, filter(str.isdecimal, cut))) if each not in known]
    return window.choose.sample(found, min(len(found), 1))


def _of_beginning(window: Window, fields: Sequence[Field]) -> Iterator[Choice]:
    """Yield the beginning of a text in its place, for one key: no text is equal to what it begins with."""
    for field in fields:
        found = _beginnings(window, field) if field.kind == "text" else []
        if found:
            choice = choice_of(window, field, "equal", "text", [found])
            yield for_pairs(choice, frozenset({(field.key, _BEGINNING)}))
            return


def _telling_choice(
    window: Window, field: Field, meaning: str, forms: Sequence[str], operands: Sequence[Sequence[Any]]
) -> Choice:
    """Return the choice by the first form in which something surely meets the condition, else by the last."""
    choice = Choice(frozenset(), ())
    for form in forms:
        choice = choice_of(window, field, meaning, form, operands)
        if any(condition.met for condition in choice.conditions):
            break
    return choice


def _of_null(window: Window, field: Field, values: Sequence[Any]) -> Iterator[Choice]:
    """Yield null in the lists of a key: alone, if there is a ticket without value, and beside a value."""
    if field.kind == "date":
        return
    terms = window.terms
    operands = [value for (value,) in _operands(window, field, values, "besides", 1)]
    meaning = "besides"
    if _lacks_some(window, field):
        meaning = window.choose.choice(LISTED)
        pairs = frozenset({(field.key, f"{NULL} alone")})
        said = terms.among(field.key, terms.without_value)
        yield choice_among(pairs, [condition_of(window, field, said, ANY_PROMISE, pairs, [])])
    yield _null_beside(window, field, meaning, operands)


def _lacks_some(window: Window, field: Field) -> bool:
    """Tell whether a ticket of the window is without value."""
    return any(field.values(row) in ((), (None,)) for row in window.rows)


def _null_beside(window: Window, field: Field, meaning: str, operands: Sequence[Any]) -> Choice:
    """Return lists of null and one of the operands."""
    terms = window.terms
    pairs = frozenset({(field.key, f"{terms.comparators[meaning]} with {NULL}")})
    listing = terms.among if meaning == "among" else terms.besides
    conditions = [
        condition_of(
            window,
            field,
            listing(field.key, value, terms.without_value),
            PROMISES[meaning],
            pairs,
            [value],
        )
        for value in operands
    ]
    return choice_among(pairs, conditions)


def _of_words(window: Window, field: Field) -> Iterator[Choice]:
    """Yield the operands that are no values, such as ``unassigned``; what team stands for no row tells."""
    for word, meaning in field.said.words.items():
        if meaning != "unknown":
            pairs = frozenset({(field.key, word)})
            said = window.terms.among(field.key, word)
            yield choice_among(pairs, [condition_of(window, field, said, ANY_PROMISE, pairs, [])])
        if meaning == "without-value":
            beside = frozenset({(field.key, f"{word} beside a value")})
            promise = PROMISES["among"]
            yield choice_among(
                beside,
                [
                    condition_of(
                        window, field, window.terms.among(field.key, value, word), promise, beside, [value]
                    )
                    for value in window.values[field.key][:_TRIED]
                ],
            )


def _of_tag_set(window: Window, key: str) -> Iterator[Choice]:
    """Yield sets of one tag and of several: those that one ticket has, so that it can have all of them."""
    place = window.terms.keys[key].place
    field = next((field for field in window.fields.values() if field.place == place), None)
    if field is None:
        return
    held = sorted({tuple(field.values(row) or ()) for row in window.rows} - {()})
    for several in (False, True):
        fitting = [tags for tags in held if (len(tags) > 1) is several]
        chosen = window.choose.sample(fitting, min(len(fitting), _TRIED))
        pairs = frozenset({(key, "several tags" if several else "one tag")})
        # A server may want them sorted, or look at one of them only.
        shuffled = [window.choose.sample(tags, len(tags)) for tags in chosen]
        conditions = [
            condition_of(window, field, window.terms.tagged(key, *tags), ANY_PROMISE, pairs, tags)
            for tags in shuffled
        ]
        yield choice_among(pairs, conditions)
