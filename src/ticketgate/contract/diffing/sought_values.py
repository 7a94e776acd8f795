"""Values that a schema takes and that reach what a change is about, as strategies of Hypothesis."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from random import Random
from typing import Any, Final

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

from ticketgate.contract.clauses import Kind
from ticketgate.contract.diffing.changes_at_places import PlaceChange
from ticketgate.contract.diffing.constraints import Constraints, Schemas, constraints_of, text_of
from ticketgate.contract.diffing.described_api import ApiDescription
from ticketgate.contract.diffing.rule_values import SIMPLE, combinations, constants_in, named_in
from ticketgate.contract.formats import FORMATS, examples_of

__all__ = ["MOST_TRIES", "SEARCH", "UNNAMED", "SoughtValues", "chance"]

#: So many values are tried before a change counts as without witness.
MOST_TRIES: Final = 300
#: So long a text, list or object is made to show a limit, and so deep one lies in another.
_LONGEST, _DEEPEST = 2_000, 8
SEARCH: Final = settings(
    max_examples=MOST_TRIES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
_TEXTS: Final = (
    *(text for name in FORMATS for text in examples_of(name)[1:]),
    "2026-02-27",
    "08:30:00Z",
    "123e4567-e89b-12d3-a456-426614174000",
    "192.0.2.1",
    "2001:db8::1",
    "example.com",
)
_FIRST: Final = settings(SEARCH, max_examples=1, phases=(Phase.generate,))
#: A member that no document names.
UNNAMED: Final = "unnamed"


class SoughtValues:
    """Makes strategies for the values of a schema that reach what a change is about, the smallest first."""

    def __init__(
        self, taking: tuple[ApiDescription, Schemas], change: PlaceChange, other: Constraints
    ) -> None:
        self._api, self._schemas = taking
        self._form = self._api.form
        self._change = change
        self._other = other
        #: Strategies by the identity of their schemas, which are kept so that it stays theirs.
        self._made: dict[tuple[int, ...], tuple[Schemas, st.SearchStrategy[Any]]] = {}
        self._conditions = _conditions_of(change, constraints_of(self._form, self._schemas), other)
        #: The members that conditions read, each with the values named for it.
        self._read = named_in(self._conditions)
        self._constants = list(constants_in(self._conditions))

    def values(self, schemas: Schemas) -> st.SearchStrategy[Any]:
        """Return values at the place of the change, its known differences among them."""
        here = constraints_of(self._form, schemas)
        ways = [*self._listed(here), *self._alternatives(here)]
        ways += [
            way
            for name in _in_order(here.types)
            for way in self._of_type(name, here, 0, lengths=self._lengths(here))
        ]
        named = [*self._change.tries, *self._constants]
        ways += [st.sampled_from(named)] if named else []
        return st.one_of(ways) if ways else st.nothing()

    def made(self, shown: Iterable[Any], differs: Callable[[Any], bool]) -> Iterator[Any]:
        """Yield objects that need no search: the smallest one without a member, or such as tell rules apart.

        shown are parts of bodies that keep or break the rule which the change is about; differs tells whether
        what the change is about, and that alone, refuses an object on the other side.
        """
        here = constraints_of(self._form, self._schemas)
        if "object" not in here.types or here.enum is not None:
            return
        if self._change.kind is Kind.RULE and not self._change.about:
            for way in self._alternatives(here):
                if not way.is_empty and isinstance(value := _smallest(way), dict):
                    yield {**value, UNNAMED: None}
        base = self._settled(here)
        if self._change.keyword == "required":
            yield {name: value for name, value in base.items() if name != self._change.about}
        elif self._change.kind is Kind.RULE:
            whole = [
                {name: self._completed(here.member(name), value) for name, value in each.items()}
                for each in shown
                if isinstance(each, dict)
            ]
            read = {name: [*values, *self._own(here, name)] for name, values in self._read.items()}
            members = {name: here.member(name) for name in read}

            def takes(name: str, value: Any) -> bool:
                return self._api.accepts(members[name], value)

            yield from filter(differs, combinations(read, base, whole, takes))

    def repaired(self, value: Any) -> Any:
        """Return an object that breaks as few rules as can be, with what the change reads left as it is."""
        return self._repaired(constraints_of(self._form, self._schemas), value, self._read)

    def _alternatives(self, here: Constraints) -> Iterator[st.SearchStrategy[Any]]:
        """Yield values of those branches of alternatives that the other side does not have so."""
        for key, other in here.others.items():
            if key not in self._other.others:
                for branch in (*other.get("anyOf", ()), *other.get("oneOf", ())):
                    yield self._any((branch, *here.parts), 1)

    def _any(self, schemas: Schemas, depth: int) -> st.SearchStrategy[Any]:
        key = tuple(map(id, schemas))
        if depth > _DEEPEST:
            return st.nothing()
        if key not in self._made:
            self._made[key] = (schemas, st.nothing())  # until it is known: it may lie in itself
            self._made[key] = (schemas, self._any_of(schemas, depth))
        return self._made[key][1]

    def _any_of(self, schemas: Schemas, depth: int) -> st.SearchStrategy[Any]:
        here = constraints_of(self._form, schemas)
        ways = list(self._listed(here))
        if not ways:
            branches = [
                branch
                for each in here.others.values()
                for branch in (*each.get("anyOf", ()), *each.get("oneOf", ()))
            ]
            ways = [self._any((branch, *here.parts), depth + 1) for branch in branches]
        if not ways:
            ways = [way for name in _in_order(here.types) for way in self._of_type(name, here, depth)]
        return st.one_of(ways) if ways else st.nothing()

    @staticmethod
    def _listed(here: Constraints) -> Iterator[st.SearchStrategy[Any]]:
        if here.enum:
            yield st.sampled_from(list(here.enum.values()))

    def _lengths(self, here: Constraints) -> list[int]:
        sides = (here.bounds, self._other.bounds)
        limits = {bounds[self._change.keyword] for bounds in sides if self._change.keyword in bounds}
        return sorted({int(n) + d for n in limits for d in (-1, 0, 1) if 0 <= n + d <= _LONGEST})

    def _of_type(
        self, name: str, here: Constraints, depth: int, *, lengths: list[int] | None = None
    ) -> Iterator[st.SearchStrategy[Any]]:
        if here.enum is not None:
            return
        match name:
            case "null":
                yield st.none()
            case "boolean":
                yield st.booleans()
            case "integer" | "fraction":
                yield _numbers(here, whole=name == "integer")
            case "string":
                yield from _strings(here, lengths)
            case "array":
                yield from self._arrays(here, depth, lengths)
            case "object":
                yield from self._objects(here, depth, lengths)

    def _arrays(
        self, here: Constraints, depth: int, lengths: list[int] | None
    ) -> Iterator[st.SearchStrategy[Any]]:
        least = int(here.bounds.get("minItems", 0))
        item = self._any(here.items, depth + 1)
        if not depth and self._constants:
            item = st.one_of(item, st.sampled_from(self._constants))
        if not item.is_empty:
            for n in lengths or ():
                yield item.map(_repeated(n))
                yield st.lists(item, min_size=n, max_size=n)
            most = int(here.bounds.get("maxItems", least + 3))
            if least <= most:
                yield st.lists(
                    item,
                    min_size=least,
                    max_size=min(most, least + 3),
                    unique_by=text_of if here.unique else None,
                )
        elif not least:
            yield st.just([])

    def _objects(
        self, here: Constraints, depth: int, lengths: list[int] | None
    ) -> Iterator[st.SearchStrategy[Any]]:
        needed = {name: self._member(here, name, depth) for name in sorted(here.required)}
        settled: dict[str, Any] = {}
        if not depth or here.others:
            asked_for = set() if depth else set(self._asked)
            found = self._settled(here)
            settled = {name: value for name, value in found.items() if name not in asked_for}
        drawn = {name: way for name, way in needed.items() if name not in settled}
        asked = [] if depth else [name for name in self._asked if name not in needed]
        free = {name: way for name in asked if not (way := self._member(here, name, depth)).is_empty}
        yield st.fixed_dictionaries(drawn, optional=free).map(settled.__or__)
        least = int(here.bounds.get("minProperties", 0))
        for n in lengths if lengths is not None else (least,):
            more = [name for name in (*here.names, *map(str, range(n))) if name not in needed]
            added = {name: self._member(here, name, depth) for name in more[: max(0, n - len(needed))]}
            if added:
                yield st.fixed_dictionaries({**drawn, **added}).map(settled.__or__)

    def _settled(self, here: Constraints) -> dict[str, Any]:
        """Return one value for each member needed, that break no rule together; none where that cannot be.

        Of an object of sixty members and thirty rules, Hypothesis finds no valid one by chance.
        """
        key = text_of(here.parts), text_of(list(here.others.values()))
        if key not in self._api.settled:
            needed = {name: self._member(here, name, 1) for name in sorted(here.required)}
            impossible = any(way.is_empty for way in needed.values())
            smallest = {} if impossible else _smallest(st.fixed_dictionaries(needed))
            self._api.settled[key] = {} if impossible else self._repaired(here, smallest)
        return self._api.settled[key]

    def _repaired(self, here: Constraints, base: dict[str, Any], kept: Container[str] = ()) -> dict[str, Any]:
        """Return an object with such values for what rules read that it breaks as few as possible.

        The members that are kept stay as they are.
        """
        read = named_in(list(here.others.values()))
        free = [name for name in read if name not in kept]
        schemas = (*here.parts, *here.others.values())
        fewest = self._api.complaints(schemas, base)
        for name in (*free, *free):  # twice: what one rule wants may be another's condition
            for value in (*read[name], *SIMPLE, *self._of_each_type(here.member(name))):
                if not fewest:
                    break
                tried = {**base, name: value}
                if (count := self._api.complaints(schemas, tried)) < fewest:
                    base, fewest = tried, count
        return base

    def _completed(self, schemas: Schemas, part: Any) -> Any:
        """Return a part of a value with what the schemas require beside it, however deep."""
        here = constraints_of(self._form, schemas)
        if isinstance(part, list):
            return [self._completed(here.items, item) for item in part]
        if not isinstance(part, dict):
            return part
        whole = next((each for each in self._of_each_type(schemas) if isinstance(each, dict)), {})
        own = {name: self._completed(here.member(name), value) for name, value in part.items()}
        return self._repaired(here, whole | own, own)

    def _own(self, here: Constraints, name: str) -> list[Any]:
        """Return the values that are listed for a member, or one of each type."""
        schemas = here.member(name)
        enum = constraints_of(self._form, schemas).enum
        return list(enum.values()) if enum else self._of_each_type(schemas)

    def _of_each_type(self, schemas: Schemas) -> list[Any]:
        """Return the smallest value of each type that schemas take."""
        key = text_of(list(schemas))
        if key not in self._api.of_each_type:
            own = constraints_of(self._form, schemas)
            ways = (way for each in _in_order(own.types) for way in self._of_type(each, own, 1))
            self._api.of_each_type[key] = [_smallest(way) for way in ways if not way.is_empty]
        return self._api.of_each_type[key]

    @property
    def _asked(self) -> Iterable[str]:
        """The members that the change is about: that of its own, or those that a rule reads."""
        if self._change.kind is not Kind.RULE and self._change.about:
            yield UNNAMED if self._change.about == "*" else self._change.about
        yield from self._read

    def _member(self, here: Constraints, name: str, depth: int) -> st.SearchStrategy[Any]:
        own = self._any(here.member(name), depth + 1)
        values = [*self._read[name], *SIMPLE] if not depth and name in self._read else []
        return st.one_of(own, st.sampled_from(values)) if values else own


def _conditions_of(change: PlaceChange, mine: Constraints, other: Constraints) -> list[Any]:
    """Return what is not taken apart on either side, where the change is about that."""
    if change.kind is not Kind.RULE:
        return []
    each = (*mine.others.values(), *other.others.values())
    return [one for one in each if not change.about or one.get("x-clause") == change.about]


def _smallest(way: st.SearchStrategy[Any]) -> Any:
    """Return the first value of a strategy, which is its smallest."""
    return find(way, lambda _: True, settings=_FIRST, random=chance())


def chance() -> Random:
    """Return the source of chance of every search, so that each finds the same again."""
    return Random(0)  # noqa: S311 - the same values every time


def _in_order(types: frozenset[str]) -> list[str]:
    return [
        name
        for name in ("null", "boolean", "integer", "string", "array", "object", "fraction")
        if name in types
    ]


def _numbers(here: Constraints, *, whole: bool) -> st.SearchStrategy[Any]:
    low = here.bounds.get("minimum", here.bounds.get("exclusiveMinimum"))
    high = here.bounds.get("maximum", here.bounds.get("exclusiveMaximum"))
    if low is not None and high is not None and low > high:
        return st.nothing()
    least, most = (None if low is None else int(low // 1)), (None if high is None else int(-(-high // 1)))
    made: st.SearchStrategy[Any] = st.integers(least, most)
    for factor in here.multiples:
        made = st.one_of(made, st.integers(-100, 100).map(_times(factor)))
    return made if whole else made.map(lambda value: value + 0.5 if isinstance(value, int) else value)


def _repeated(count: int) -> Callable[[Any], list[Any]]:
    return lambda value: [value] * count


def _times(factor: float) -> Callable[[int], float]:
    return lambda value: value * factor


def _strings(here: Constraints, lengths: list[int] | None) -> Iterator[st.SearchStrategy[Any]]:
    least = int(here.bounds.get("minLength", 0))
    most = int(here.bounds.get("maxLength", least + 20))
    if known := [examples_of(name)[1] for name in sorted(here.formats) if name in FORMATS]:
        yield st.sampled_from(known)
    for pattern in here.patterns:
        try:
            yield st.from_regex(re.compile(pattern))
        except (re.error, RecursionError):
            continue
    if not here.formats and least <= most and least <= _LONGEST:
        yield st.text(
            st.characters(codec="ascii", min_codepoint=48, max_codepoint=122),
            min_size=least,
            max_size=min(most, least + 20),
        )
    if lengths:
        yield st.sampled_from(["a" * n for n in lengths])
    yield st.sampled_from(_TEXTS)
