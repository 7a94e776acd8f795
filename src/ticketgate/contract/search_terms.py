"""The words of a search: members of its request, page and rows, its keys, and what comparators mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

from ticketgate.contract.clauses import word
from ticketgate.contract.documents import Documents, Pointer
from ticketgate.contract.representations import Representation

__all__ = ["FilterKey", "FilterObject", "OpenPoint", "SearchTerms", "search_terms_of"]

#: A condition of a search as it is sent: ``{"key": "t.status", "comparator": "in", "values": ["open"]}``.
FilterObject: TypeAlias = dict[str, Any]


class OpenPoint(StrEnum):
    """What sources leave open about filters: a row that hangs on it may be found or not.

    The contract says which of these are open, and why (``open``). One that it does not list is settled in the
    way given here.
    """

    #: Whether a negative comparator finds a ticket without value; settled: it does, as with the spam status.
    NULL_BESIDE_NEGATIVE = "null-beside-negative"
    #: Whether a negative comparator finds a ticket that has other values beside one it names; settled: no.
    SEVERAL_VALUES = "several-values"
    #: Whether texts that differ in case, accents or blanks at the ends are equal; settled: they are not.
    SPELLING = "spelling"
    #: Whether the ends belong to a range; settled: they do.
    RANGE_ENDS = "range-ends"
    #: Whether a date alone stands for the day or its first second; settled: for the latter.
    WHOLE_DAY = "whole-day"
    #: In which time zone Unix seconds are compared; settled: in UTC.
    TIME_ZONE = "time-zone"


_KEY: Final = "x-search"
#: The families of filter keys by where each is defined: what they take decides how a condition is written.
_FAMILIES: Final = {"set": "setKey", "date": "dateKey"}
_TAGS: Final = ("tagFilter", "properties", "key")
_TEXT: Final = ("textFilter", "properties", "key")
#: Why the keys of a family take no list of values.
_UNLISTED: Final = {
    "date": "it holds a moment, and moments are compared, not listed",
    "tags": "it relates sets of tags",
    "text": "it searches texts",
}
#: What has to be said under the key, and the words that each part has to say.
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "request": ("filters", "limit", "offset", "order", "direction"),
    "directions": ("rising", "falling"),
    "page": ("rows", "total"),
    "row": ("id", "changed"),
    "condition": ("key", "comparator", "several", "one", "start", "end"),
    "comparators": (
        "among",
        "besides",
        "equal",
        "unequal",
        "less",
        "greater",
        "at-most",
        "at-least",
        "within",
        "outside",
    ),
    "sets": (),
    "words": (),
    "spam": ("key", "marks", "left-out-by"),
    "text": (),
    "words-of-text": ("shortest", "absent", "shown-in", "numbers"),
    "open": (),
    "relative": ("now", "today", "units"),
}
_LISTS: Final = ("undecided", "personal", "moments", "samples")
_NULL: Final = ("without-value", str)
_KINDS: Final = {dict: "mapping", list: "list", str: "text"}


@dataclass(frozen=True, slots=True)
class FilterKey:
    """A key that a search filters by.

    ``family`` is ``set`` (values, in a list or compared), ``date`` (moments), ``tags`` (sets of tags) or
    ``text`` (words). ``place`` is where a row shows what the key filters, None where none does. Not every key
    can be sorted by. ``words`` are operands that are no values, such as ``unassigned``, with what they let
    through.
    """

    key: str
    family: str
    place: str | None
    sortable: bool = False
    personal: bool = False
    undecided: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def unlisted(self) -> str:
        """Why no list of values goes with it; empty for a key that takes one."""
        return _UNLISTED.get(self.family, "")

    @property
    def shown_at(self) -> str:
        """Where a row shows what the key filters, of a key of which rows show it."""
        assert self.place is not None
        return self.place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SearchTerms:
    """What a search is made of, as ``x-search`` beside the schema of its request says.

    The first group are names of members: of the request, of the page, of a row.
    """

    filters: str
    limit: str
    offset: str
    order: str
    direction: str
    rows: str
    total: str
    #: The member of a row that says which ticket it is, and the one that differs once a ticket was changed.
    id: str
    changed: str
    #: The two directions of an order, as they are sent.
    rising: str
    falling: str
    #: Rows of a page when no limit is asked for, and the most it ever has (R76).
    default_limit: int
    most_rows: int
    #: What each member of the request has when it is left out, by its name.
    defaults: Mapping[str, Any]
    #: The numbers that the id of a ticket can be at all.
    plausible_ids: range
    #: The key that tickets are named and by default ordered by.
    id_key: str
    keys: Mapping[str, FilterKey]
    #: The members of a condition by their part: ``{"several": "values"}``; its comparators by their meaning.
    parts: Mapping[str, str]
    comparators: Mapping[str, str]
    #: How the tags of a ticket relate to those that a tag filter lists, by key: it has ``all``, ``any`` or
    #: ``exactly`` these, or surely is not found unless it has ``none``, or ``some-if-any`` where it has tags.
    sets: Mapping[str, str]
    #: The operand that stands for a field without value.
    without_value: str
    #: The key and the values by which tickets are marked as spam, the members that ask for a view without
    #: them, and the same with their defaults.
    spam_key: str
    spam_marks: tuple[str, ...]
    spam_left_out_by: Mapping[str, Any]
    spam_left_in_by: Mapping[str, Any]
    #: What a search can be ordered by that is no key: how well full text fits.
    ranks: tuple[str, ...]
    #: The key of full text with the member whose words it finds.
    text: Mapping[str, str]
    #: The length of the shortest word that full text finds, and a word that no ticket has.
    shortest_word: int
    absent_word: str
    #: The members of a row whose words full text finds, and those that a number finds a ticket by.
    worded: tuple[str, ...]
    numbered: tuple[str, ...]
    #: The operands that stand for the present moment and for its day, and the seconds of each unit in which
    #: moments before it are written.
    now: str
    today: str
    units: Mapping[str, int]
    #: What is open, with the reason.
    open_points: Mapping[OpenPoint, str]
    #: Moments that depend on no data, the earlier one first; and documented conditions whose operand is no
    #: value.
    moments: tuple[str, ...]
    samples: tuple[FilterObject, ...]

    def among(self, key: str, *values: Any) -> FilterObject:
        """Return the condition that the field has one of the values."""
        return self._listing("among", key, values)

    def besides(self, key: str, *values: Any) -> FilterObject:
        """Return the condition that the field has none of the values."""
        return self._listing("besides", key, values)

    def compared(self, key: str, meaning: str, value: Any) -> FilterObject:
        """Return the condition that the field compares with a value as meaning says, such as ``at-least``."""
        return {
            self.parts["key"]: key,
            self.parts["comparator"]: self.comparators[meaning],
            self.parts["one"]: value,
        }

    def between(self, key: str, meaning: str, start: Any, end: Any) -> FilterObject:
        """Return the condition that a moment lies ``within`` two others, or ``outside``."""
        return {
            self.parts["key"]: key,
            self.parts["comparator"]: self.comparators[meaning],
            self.parts["start"]: start,
            self.parts["end"]: end,
        }

    def tagged(self, key: str, *tags: Any) -> FilterObject:
        """Return the condition on the set of tags that a key of that family puts."""
        return {self.parts["key"]: key, self.parts["several"]: [*tags]}

    def meaning(self, said: Mapping[str, Any]) -> str | None:
        """Return what the comparator of a condition means, such as ``among``; None for an unknown one."""
        comparator = said.get(self.parts["comparator"])
        return next((meaning for meaning, name in self.comparators.items() if name == comparator), None)

    def operand(self, said: Mapping[str, Any], part: str) -> Any:
        """Return a part of a condition, such as ``several``; raises KeyError when it is not there."""
        return said[self.parts[part]]

    def is_open(self, point: OpenPoint) -> bool:
        """Tell whether sources leave a point open."""
        return point in self.open_points

    def is_personal(self, name: Any) -> bool:
        """Tell whether a key, or a member of that name, names a person, a customer or a conversation."""
        key = self._folded.get(name.strip().casefold()) if isinstance(name, str) else None
        return key is not None and key.personal

    @property
    def _folded(self) -> Mapping[str, FilterKey]:
        return {name.casefold(): key for name, key in self.keys.items()}

    def _listing(self, meaning: str, key: str, values: tuple[Any, ...]) -> FilterObject:
        return {
            self.parts["key"]: key,
            self.parts["comparator"]: self.comparators[meaning],
            self.parts["several"]: [*values],
        }


def search_terms_of(
    documents: Documents, path: str, page: Representation, row: Representation, plausible_ids: range
) -> SearchTerms:
    """Return the terms that the schema of a search's request states.

    page is the form of what it answers with, row that of what it finds.

    Raises DocumentError, naming the line, for what is missing there or names what the schemas do not have.
    """
    _refuse_incomplete(documents, path)
    schema = documents.contents[path]
    said = schema[_KEY]
    _refuse_unknown_members(documents, path, page, row)
    members, limit = said["request"], schema["properties"][said["request"]["limit"]]
    keys = {key.key: key for key in _keys(documents, path, row)}
    _refuse_unknown_keys(documents, path, keys)
    id_key = next((key.key for key in keys.values() if key.place == said["row"]["id"]), None)
    if id_key is None:
        raise documents.error(path, (_KEY, "row", "id"), "no key filters by it; x-fields has to name one")
    return SearchTerms(
        **members,
        **said["page"],
        **said["row"],
        **said["directions"],
        **said["relative"],
        default_limit=limit["default"],
        most_rows=limit["maximum"],
        defaults={
            name: member["default"]
            for name, member in schema["properties"].items()
            if "default" in member and "x-unpublished" not in member
        },
        plausible_ids=plausible_ids,
        id_key=id_key,
        keys=keys,
        parts=said["condition"],
        comparators=said["comparators"],
        sets=said["sets"],
        without_value=said["without-value"],
        spam_key=said["spam"]["key"],
        spam_marks=tuple(said["spam"]["marks"]),
        spam_left_out_by=said["spam"]["left-out-by"],
        spam_left_in_by={
            name: schema["properties"][name]["default"]
            for name in said["spam"]["left-out-by"]
            if "default" in schema["properties"].get(name, {})
        },
        ranks=tuple(
            name for name in schema["properties"][members["order"]].get("enum", ()) if name not in keys
        ),
        text=said["text"],
        shortest_word=said["words-of-text"]["shortest"],
        absent_word=said["words-of-text"]["absent"],
        worded=tuple(said["words-of-text"]["shown-in"]),
        numbered=tuple(said["words-of-text"]["numbers"]),
        open_points={OpenPoint(point): why for point, why in said["open"].items()},
        moments=tuple(said["moments"]),
        samples=tuple(said["samples"]),
    )


def _refuse_unknown_members(
    documents: Documents, path: str, page: Representation, row: Representation
) -> None:
    """Refuse members of a page or of its rows that their schemas do not describe."""
    said = documents.contents[path][_KEY]
    named = [
        *((page, name, ("page", role)) for role, name in said["page"].items()),
        *((row, name, ("row", role)) for role, name in said["row"].items()),
        *(
            (row, name, ("words-of-text", part))
            for part in ("shown-in", "numbers")
            for name in said["words-of-text"][part]
        ),
    ]
    for form, name, at in named:
        if name not in form.node.members:
            raise documents.error(path, (_KEY, *at), f"specs/{form.document} describes no member {name!r}")


def _refuse_incomplete(documents: Documents, path: str) -> None:
    """Refuse terms that lack a part, and members of the request that its schema does not describe."""
    schema = documents.contents[path]
    said = schema.get(_KEY)
    if not isinstance(said, dict):
        raise documents.error(path, (), f"the request of a search says what it is made of: add {_KEY}")
    for part, kind in (*dict.fromkeys(_PARTS, dict).items(), *dict.fromkeys(_LISTS, list).items(), _NULL):
        if not isinstance(said.get(part), kind):
            raise documents.error(path, (_KEY,), f"{_KEY} lacks {part}, a {_KINDS[kind]}")
    for part, names in _PARTS.items():
        if missing := [name for name in names if name not in said[part]]:
            raise documents.error(path, (_KEY, part), f"{part} lacks {', '.join(missing)}")
    for role, name in said["request"].items():
        if not isinstance(schema.get("properties", {}).get(name), dict):
            raise documents.error(path, (_KEY, "request", role), f"the request has no member {name!r}")
    limit = said["request"]["limit"]
    for bound in ("default", "maximum"):
        if not isinstance(schema["properties"][limit].get(bound), int):
            raise documents.error(path, ("properties", limit), f"{limit} needs a {bound}, an integer")


def _keys(documents: Documents, path: str, row: Representation) -> Iterator[FilterKey]:
    schema, said = documents.contents[path], documents.contents[path][_KEY]
    order = schema["properties"][said["request"]["order"]]
    sortable = frozenset(order.get("enum", ()))
    places = {node.place for node in row.node.walk()}

    def key(name: str, family: str, place: str | None, at: Pointer) -> FilterKey:
        if place is not None and place not in places:
            raise documents.error(path, at, f"{place} is no place of a row")
        return FilterKey(
            key=name,
            family=family,
            place=place,
            sortable=name in sortable,
            personal=name in said["personal"],
            undecided=name in said["undecided"],
            words=said["words"].get(name, {}),
        )

    for family, definition in _FAMILIES.items():
        defined = _defined(documents, path, (definition,))
        shown = defined.get("x-fields", {})
        for name in defined["enum"]:
            yield key(name, family, shown.get(name), ("$defs", definition, "x-fields", name))
    tags = _defined(documents, path, _TAGS)
    for name in tags["enum"]:
        yield key(name, "tags", tags.get("x-place"), ("$defs", *_TAGS, "x-place"))
    for name in _defined(documents, path, _TEXT)["enum"]:
        yield key(name, "text", None, ("$defs", *_TEXT))


def _defined(documents: Documents, path: str, steps: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the schema of a family's keys, which lists them."""
    try:
        found: Mapping[str, Any] = documents.get(path, ("$defs", *steps))
        names = [*found["enum"]]
    except (KeyError, TypeError):
        names = [None]
    if not all(isinstance(name, str) for name in names):
        problem = f"the keys of filters are listed under $defs/{'/'.join(steps)}/enum"
        raise documents.error(path, ("$defs",), problem)
    return found


def _refuse_unknown_keys(documents: Documents, path: str, keys: Mapping[str, FilterKey]) -> None:
    said = documents.contents[path][_KEY]
    for part in ("sets", "words", "text", "undecided", "personal"):
        for name in said[part]:
            word(documents, path, (_KEY, part), name, keys)
    word(documents, path, (_KEY, "spam", "key"), said["spam"]["key"], keys)
    for point in said["open"]:
        word(documents, path, (_KEY, "open"), point, OpenPoint)
