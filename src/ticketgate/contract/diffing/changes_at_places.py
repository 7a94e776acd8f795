"""Walks two schemas place by place and tells in which keywords they differ, and which way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ticketgate.contract.clauses import Kind
from ticketgate.contract.diffing.constraints import (
    Constraints,
    Schemas,
    constraints_of,
    type_of,
)
from ticketgate.contract.diffing.schema_form import SchemaForm
from ticketgate.contract.places import place_of_member

__all__ = ["PlaceChange", "Shift", "place_changes"]

#: So deep a walk goes; documents that nest deeper nest without end.
_DEEPEST: Final = 40
#: Values of an enum named in words; all of them are in the documents.
_MOST_LISTED: Final = 12
#: Which schemas of either side are compared, by their identity: they live as long as the documents.
_Pair = tuple[tuple[int, ...], tuple[int, ...]]
_OBJECT, _ARRAY, _STRING, _NULL = "object", "array", "string", "null"
_NUMBERS: Final = frozenset(("integer", "fraction"))
_LENGTHS: Final = {"Length": _STRING, "Items": _ARRAY, "Properties": _OBJECT}
#: Limits at one end: raising a lower one refuses more, raising an upper one takes more.
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


class Shift(StrEnum):
    """What a change does to the set of values that are accepted."""

    WIDER = "wider"
    NARROWER = "narrower"
    #: It may be either or both: the keywords do not tell.
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One difference in keywords at one place.

    ``about`` names the member that it is about, the id of a rule, or nothing. ``said`` is it in words.
    ``old`` and ``new`` are the schemas that hold at ``at``. ``tries`` are values that may show it.
    """

    place: str
    keyword: str
    kind: Kind
    shift: Shift
    said: str
    #: The place of what the schemas describe: of a member that may be missing, the object around it.
    at: str
    old: Schemas
    new: Schemas
    about: str = ""
    tries: tuple[Any, ...] = ()


class _Walk:
    def __init__(self, old: SchemaForm, new: SchemaForm) -> None:
        self._old, self._new = old, new
        #: Pairs of schemas that differ in nothing: documents refer to the same ones in many places.
        self._same: set[_Pair] = set()

    def at(
        self, place: str, old: Schemas, new: Schemas, within: tuple[_Pair, ...] = ()
    ) -> Iterator[PlaceChange]:
        pair = (tuple(map(id, old)), tuple(map(id, new)))
        if pair in within or pair in self._same or len(within) > _DEEPEST:
            return
        found = list(self._compared(place, old, new, (*within, pair)))
        if not found:
            self._same.add(pair)
        yield from found

    def _compared(
        self, place: str, old: Schemas, new: Schemas, within: tuple[_Pair, ...]
    ) -> Iterator[PlaceChange]:
        before, after = constraints_of(self._old, old), constraints_of(self._new, new)
        here = _Here(place, old, new, before, after)
        yield from here.changes()
        both = before.types & after.types
        if before.enum or after.enum:
            return
        if _OBJECT in both:
            for name in dict.fromkeys((*before.names, *after.names)):
                yield from self._member(here, name, within)
            yield from self._unnamed(here, within)
        if _ARRAY in both:
            yield from self.at(f"{place}[]", before.items, after.items, within)

    def _member(self, here: "_Here", name: str, within: tuple[_Pair, ...]) -> Iterator[PlaceChange]:
        before, after = here.before.member(name), here.after.member(name)
        place = place_of_member(here.place, name)
        taken = [
            bool(constraints_of(form, said).types) for form, said in ((self._old, before), (self._new, after))
        ]
        if taken == [True, True]:
            named = (name in here.before.names, name in here.after.names)
            if named == (True, True):
                yield from self.at(place, before, after, within)
            else:
                yield from self._newly_named(here, name, place, before, after)
        elif taken[0] or taken[1]:
            shift, said = (
                (Shift.WIDER, "may be there") if taken[1] else (Shift.NARROWER, "may no longer be there")
            )
            yield here.change("properties", Kind.UNDOCUMENTED, shift, said, place=place, about=name)

    def _newly_named(
        self, here: "_Here", name: str, place: str, before: Schemas, after: Schemas
    ) -> Iterator[PlaceChange]:
        """Yield one change for a member that only one side names and the other takes as any."""
        is_new = name in here.after.names
        said = "is described now" if is_new else "is no longer described"
        found = list(self.at(place, before, after))
        shifts = {each.shift for each in found}
        if found:
            shift = shifts.pop() if len(shifts) == 1 else Shift.OPEN
            tries = tuple(value for each in found for value in each.tries)
            yield PlaceChange(
                place, "properties", found[0].kind, shift, said, place, before, after, tries=tries
            )

    def _unnamed(self, here: "_Here", within: tuple[_Pair, ...]) -> Iterator[PlaceChange]:
        before, after = here.before.unnamed, here.after.unnamed
        taken = [
            bool(constraints_of(form, said).types) for form, said in ((self._old, before), (self._new, after))
        ]
        if taken == [True, True]:
            yield from self.at(place_of_member(here.place, "*"), before, after, within)
        elif taken[0] or taken[1]:
            shift = Shift.WIDER if taken[1] else Shift.NARROWER
            said = "members not described are admitted" if taken[1] else "members not described are refused"
            yield here.change("additionalProperties", Kind.UNDOCUMENTED, shift, said, about="*")


@dataclass(frozen=True, slots=True)
class _Here:
    """Both sides at one place."""

    place: str
    old: Schemas
    new: Schemas
    before: Constraints
    after: Constraints

    def change(  # noqa: PLR0913 - private: the parts of a change
        self,
        keyword: str,
        kind: Kind,
        shift: Shift,
        said: str,
        *,
        place: str | None = None,
        about: str = "",
        tries: Sequence[Any] = (),
    ) -> PlaceChange:
        at = self.place if place is None else place
        return PlaceChange(
            at, keyword, kind, shift, said, self.place, self.old, self.new, about, tuple(tries)
        )

    def changes(self) -> Iterator[PlaceChange]:
        """Yield the changes of the value itself; members and items are places of their own."""
        yield from self._types()
        if self.before.enum is not None or self.after.enum is not None:
            yield from self._enum()
        both = self.before.types & self.after.types
        if not (self.before.enum is not None and self.after.enum is not None):
            yield from self._bounds(both)
            yield from self._texts(both)
        if _OBJECT in both:
            yield from self._required()
        yield from self._others()

    def _types(self) -> Iterator[PlaceChange]:
        gained, lost = self.after.types - self.before.types, self.before.types - self.after.types
        for types, shift, words in (
            (gained, Shift.WIDER, "may be"),
            (lost, Shift.NARROWER, "may no longer be"),
        ):
            if _NULL in types:
                yield self.change("type", Kind.NULLABILITY, shift, f"{words} null", tries=[None])
            if rest := sorted(types - {_NULL}):
                yield self.change(
                    "type", Kind.TYPE, shift, f"{words} {' or '.join(map(_noun, rest))}", about=" ".join(rest)
                )

    def _enum(self) -> Iterator[PlaceChange]:
        before, after, both = self.before.enum, self.after.enum, self.before.types & self.after.types
        if before is None:
            if both:
                yield self.change("enum", Kind.ENUM, Shift.NARROWER, f"is one of {_listed(after)} only")
        elif after is None:
            if both:
                yield self.change(
                    "enum", Kind.ENUM, Shift.WIDER, f"need not be one of {_listed(before)} any more"
                )
        else:
            # What a value of another type is, the change of types says already.
            gained = {key: each for key, each in after.items() if key not in before and type_of(each) in both}
            lost = {key: each for key, each in before.items() if key not in after and type_of(each) in both}
            if gained:
                said = f"may be {_listed(gained)}"
                yield self.change("enum", Kind.ENUM, Shift.WIDER, said, tries=list(gained.values()))
            if lost:
                said = f"may no longer be {_listed(lost)}"
                yield self.change("enum", Kind.ENUM, Shift.NARROWER, said, tries=list(lost.values()))

    def _bounds(self, types: frozenset[str]) -> Iterator[PlaceChange]:
        for keys in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if types & _NUMBERS:
                yield from self._limit(keys)
        for end in ("min", "max"):
            for noun, about in _LENGTHS.items():
                if about in types:
                    yield from self._limit((f"{end}{noun}",))
        if _ARRAY in types and self.before.unique != self.after.unique:
            shift = Shift.NARROWER if self.after.unique else Shift.WIDER
            said = "may no longer repeat items" if self.after.unique else "may repeat items"
            yield self.change("uniqueItems", Kind.RANGE, shift, said)

    def _limit(self, keys: tuple[str, ...]) -> Iterator[PlaceChange]:
        """Yield the change of the limit at one end."""
        old = next(((key, self.before.bounds[key]) for key in keys if key in self.before.bounds), None)
        new = next(((key, self.after.bounds[key]) for key in keys if key in self.after.bounds), None)
        if old == new:
            return
        at_end = keys[0] in _LOWER
        tighter = new is not None and (old is None or _tightness(new, at_end) > _tightness(old, at_end))
        shift = Shift.NARROWER if tighter else Shift.WIDER
        said = f"{_limit_words(new)} (was {_limit_words(old)})"
        tries = [
            each for side in (old, new) if side for each in (side[1] - 1, side[1], side[1] + 1, side[1] + 0.5)
        ]
        is_number = keys[0] in ("minimum", "maximum")
        keyword = ((new if tighter else old) or keys)[0]
        yield self.change(keyword, Kind.RANGE, shift, said, tries=tries if is_number else ())

    def _texts(self, types: frozenset[str]) -> Iterator[PlaceChange]:
        for keyword, kind, about, old, new in (
            ("format", Kind.FORMAT, frozenset((_STRING,)), self.before.formats, self.after.formats),
            ("pattern", Kind.FORMAT, frozenset((_STRING,)), self.before.patterns, self.after.patterns),
            ("multipleOf", Kind.RANGE, _NUMBERS, self.before.multiples, self.after.multiples),
        ):
            if not about & types or old == new:
                continue
            shift = Shift.NARROWER if old < new else Shift.WIDER if new < old else Shift.OPEN
            shown = " and ".join(map(str, sorted(new, key=str))) or "none"
            was = " and ".join(map(str, sorted(old, key=str))) or "none"
            yield self.change(keyword, kind, shift, f"has the {keyword} {shown} (was {was})")

    def _required(self) -> Iterator[PlaceChange]:
        for name in sorted(self.after.required - self.before.required):
            place = place_of_member(self.place, name)
            yield self.change(
                "required", Kind.PRESENCE, Shift.NARROWER, "has to be there", place=place, about=name
            )
        for name in sorted(self.before.required - self.after.required):
            place = place_of_member(self.place, name)
            yield self.change(
                "required", Kind.PRESENCE, Shift.WIDER, "may be missing", place=place, about=name
            )

    def _others(self) -> Iterator[PlaceChange]:
        old, new = self.before.others, self.after.others
        gone = [key for key in old if key not in new]
        come = [key for key in new if key not in old]
        rules = [key for key in (*gone, *come) if "x-clause" in (old.get(key) or new[key])]
        for key in sorted(old.keys() & new.keys()):
            if self.before.texts[key] != self.after.texts[key]:
                yield self.change("if", Kind.RULE, Shift.OPEN, f"the rule {key} reads otherwise", about=key)
        for key in rules:
            shift, said = (Shift.WIDER, "is gone") if key in old else (Shift.NARROWER, "is new")
            yield self.change("if", Kind.RULE, shift, f"the rule {key} {said}", about=key)
        gone, come = ([key for key in keys if key not in rules] for keys in (gone, come))
        if gone or come:
            shift = Shift.OPEN if gone and come else Shift.WIDER if gone else Shift.NARROWER
            words = sorted({next(iter(each)) for each in (*(old[k] for k in gone), *(new[k] for k in come))})
            yield self.change(words[0], Kind.RULE, shift, f"another {' and '.join(words)} holds")


def place_changes(old: SchemaForm, new: SchemaForm, before: Any, after: Any) -> Iterator[PlaceChange]:
    """Yield in what two schemas differ, place by place."""
    yield from _Walk(old, new).at("", (before,), (after,))


def _noun(name: str) -> str:
    return {"fraction": "a number that is not whole"}.get(name, f"{'an' if name[0] in 'aio' else 'a'} {name}")


def _listed(values: Any) -> str:
    shown = list(values)
    more = len(shown) - _MOST_LISTED
    return ", ".join(shown[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _tightness(limit: tuple[str, float], lower: bool) -> tuple[float, bool]:  # noqa: FBT001 - private
    key, value = limit
    return (value if lower else -value), key.startswith("exclusive")


def _limit_words(limit: tuple[str, float] | None) -> str:
    return "no limit" if limit is None else f"{limit[0]} {limit[1]}"
