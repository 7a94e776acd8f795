"""Conditions of searches beside what the rows of a window tell about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from ticketgate.contract.search_terms import FilterObject
from ticketgate.judging.relations.criteria import criterion_of, folded
from ticketgate.judging.relations.fields import Field
from ticketgate.planning.comparisons.window import Pair, Shown, Window

__all__ = [
    "ANY_PROMISE",
    "LISTED",
    "NULL",
    "PROMISES",
    "RANGES",
    "Choice",
    "KnownCondition",
    "choice_among",
    "choice_of",
    "condition_of",
    "for_pairs",
    "in_form",
]

#: The promise on what is found, by what the comparator means.
PROMISES: Final[Mapping[str, str]] = {
    "among": "in-is-a-union",
    "besides": "not-in-is-the-complement",
    "equal": "equals-agrees-with-in",
    "within": "between-is-both-comparisons",
}
#: The promise on what all other conditions find.
ANY_PROMISE: Final = "matching-tickets-are-found"
#: What comparators mean that take a list, and those that take two moments.
LISTED: Final = ("among", "besides")
RANGES: Final = ("within", "outside")
#: What stands for no value among what is put to the test.
NULL: Final = "null"
#: Two lists on one key, which both have to be met.
_TWO_LISTS: Final = "in two lists"


@dataclass(frozen=True, slots=True)
class KnownCondition:
    """A condition of a search, beside what the rows of a window tell about it.

    Sets of rows are numbers whose bits stand for the rows, the lowest for the first.
    """

    said: FilterObject
    #: What it filters by.
    key: str
    #: The promise that says that what meets it is found.
    promise: str
    #: The kind of values that it compares; lists are of a kind of their own.
    kind: str
    #: What it puts to the test.
    pairs: frozenset[Pair]
    #: The rows that surely meet it.
    met: int
    #: Sets of rows of which each tells another thing about it, such as those with the very operand.
    telling: tuple[int, ...]
    #: Whether it finds what is unequal to one value.
    is_unequal: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Conditions that put the same to the test with other operands, the most telling first.

    There is none where no row tells anything.
    """

    pairs: frozenset[Pair]
    conditions: tuple[KnownCondition, ...]


def for_pairs(choice: Choice, pairs: frozenset[Pair]) -> Choice:
    """Return the same choice for other pairs that it puts to the test."""
    return Choice(pairs, tuple(replace(condition, pairs=pairs) for condition in choice.conditions))


def choice_of(
    window: Window, field: Field, meaning: str, form: str, operands: Sequence[Sequence[Any]]
) -> Choice:
    """Return conditions that compare as meaning says, such as ``at-least``, with operands in one form.

    The operands are lists of values, such as ``[[3], [7]]`` for two conditions by one value each.
    """
    terms = window.terms
    word = terms.comparators[meaning]
    if meaning in LISTED and len(operands[0]) > 1:
        word = f"{word} several"
    pairs = frozenset({(field.key, word), (field.key, form), (word, form)})
    if field.key == terms.id_key and meaning == "among":
        pairs |= {(field.key, _TWO_LISTS)}  # beside the one that names the tickets of the window
    conditions = []
    for values in operands:
        written = [in_form(value, form) for value in values]
        if meaning in LISTED:
            said = (terms.among if meaning == "among" else terms.besides)(field.key, *written)
        elif meaning in RANGES:
            said = terms.between(field.key, meaning, *written)
        else:
            said = terms.compared(field.key, meaning, written[0])
        promise = _promise(field, meaning, len(written))
        conditions.append(condition_of(window, field, said, promise, pairs, values))
    return choice_among(pairs, conditions)


def _promise(field: Field, meaning: str, count: int) -> str:
    alone = (meaning == "among" and count == 1) or (meaning == "equal" and field.kind == "date")
    return ANY_PROMISE if alone else PROMISES.get(meaning, ANY_PROMISE)


def in_form(value: Any, form: str) -> Any:
    """Return a value as an operand is written in this form: the day of a moment, the text of a number."""
    match form:
        case "number as text":
            return str(value)
        case "1 or 0":
            return int(value)
        case "true or false as text":
            return str(value).lower()
        case "day":
            return str(value)[:10]
        case "Unix seconds":
            return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp())
    return value


def choice_among(pairs: frozenset[Pair], conditions: Sequence[KnownCondition | None]) -> Choice:
    """Return the choice among conditions for the same pairs; None stands for one that no row tells of."""
    telling = [condition for condition in conditions if condition is not None and condition.telling]
    telling.sort(key=lambda each: (not each.met, -len(each.telling)))
    return Choice(pairs, tuple(telling))


def condition_of(  # noqa: PLR0913, PLR0917 - the parts of the value it returns
    window: Window,
    field: Field,
    said: FilterObject,
    promise: str,
    pairs: frozenset[Pair],
    operands: Sequence[Any],
) -> KnownCondition | None:
    """Return the condition with what the rows tell about it; None where none of them tells anything."""
    criterion = criterion_of(window.page, said)
    if criterion is None:
        return None
    sought = [folded(operand) for operand in operands]
    told: dict[tuple[bool, str], int] = {}
    for shown in window.shown[field.place]:
        verdict = criterion.judge(shown.held)
        if verdict is not None:
            label = verdict, _label(field, shown, operands, sought)
            told[label] = told.get(label, 0) | shown.bits
    met = sum(rows for (verdict, _), rows in told.items() if verdict)
    telling = tuple(told[label] for label in sorted(told))
    key = str(said[window.terms.parts["key"]])
    kind = key if field.many else field.kind
    return KnownCondition(
        said, key, promise, kind, pairs, met, telling, window.terms.meaning(said) == "unequal"
    )


def _label(field: Field, shown: Shown, operands: Sequence[Any], sought: Sequence[str]) -> str:
    """Return where the values of rows stand beside the operands, which sought writes as texts."""
    if not shown.values:
        return NULL
    equal = [sought.index(text) for text in shown.written if text in sought]
    if len(equal) > 1:
        # Where lists are joined to tickets, this one is found twice.
        return "several operands"
    if equal:
        # Sets of tags are told from one another by what else a ticket has.
        beside = " beside others" if len(shown.written) > 1 else ""
        return f"operand {equal[0]}{beside}"
    if field.kind == "date" and not _days(shown.values).isdisjoint(_days(operands)):
        return "same day"
    if field.kind in ("integer", "date") and operands:
        return "above" if max(shown.values) > max(operands) else "below"
    return "other"


def _days(moments: Sequence[Any]) -> set[Any]:
    return {in_form(moment, "day") for moment in moments}
