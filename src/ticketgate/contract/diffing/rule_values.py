"""Values for what conditions read: those at which one reading of a condition may differ from another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations as pairs_of
from itertools import islice, product
from typing import Any, Final

from ticketgate.contract.diffing.constraints import text_of
from ticketgate.contract.formats import FORMATS, examples_of
from ticketgate.contract.places import MISSING

__all__ = ["SIMPLE", "combinations", "constants_in", "named_in"]

#: Values that many rules leave nothing else to be.
SIMPLE: Final[tuple[Any, ...]] = (None, [], {}, "", 0, 1, False, True, "a")
#: Of the values of one type this stands for all.
_OF_TYPE: Final[Mapping[str, Any]] = {
    "null": None, "boolean": True, "integer": 1, "number": 1.5, "string": "a", "array": [], "object": {},
}  # fmt: skip
_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LENGTHS: Final = ("minLength", "maxLength")
#: A text so long is made to be at a limit; and so many combinations are looked at.
_LONGEST, _MOST = 2_000, 1_000


def named_in(schema: Any) -> dict[str, list[Any]]:
    """Return the members that a schema reads, each with values at which what it says of them may turn."""
    found: dict[str, list[Any]] = {}
    _add_named(schema, found)
    return found


def _add_named(schema: Any, found: dict[str, list[Any]]) -> None:
    if isinstance(schema, list):
        for each in schema:
            _add_named(each, found)
    if not isinstance(schema, dict):
        return
    for name, said in schema.get("properties", {}).items():
        found.setdefault(name, []).extend(_turning(said))
    for name in schema.get("required", ()):
        found.setdefault(name, [])
    for key, value in schema.items():
        if key != "properties":
            _add_named(value, found)


def _turning(schema: Any) -> Iterator[Any]:
    """Yield the values that a schema names for a value, and those at its limits, in conditions as well."""
    if isinstance(schema, list):
        for each in schema:
            yield from _turning(each)
    if not isinstance(schema, dict):
        return
    yield from _own(schema)
    for key, value in schema.items():
        if key in ("items", "contains"):
            yield from ([each] for each in _turning(value))
        elif key not in ("enum", "const", "properties"):
            yield from _turning(value)


def _own(schema: Mapping[str, Any]) -> Iterator[Any]:
    yield from schema.get("enum", ())
    if "const" in schema:
        yield schema["const"]
    for key in _NUMBERS:
        if key in schema:
            yield from (schema[key] - 1, schema[key], schema[key] + 1)
    for key in _LENGTHS:
        if key in schema:
            yield from ("a" * n for n in range(schema[key] - 1, schema[key] + 2) if 0 <= n <= _LONGEST)
    if schema.get("format") in FORMATS:
        yield from examples_of(schema["format"])
    types = schema.get("type", ())
    yield from (_OF_TYPE[name] for name in ([types] if isinstance(types, str) else types))


def constants_in(schema: Any) -> Iterator[Any]:
    """Yield the values that a schema lists for itself, in whatever condition."""
    if isinstance(schema, list):
        for each in schema:
            yield from constants_in(each)
    if isinstance(schema, dict):
        yield from schema.get("enum", ())
        if "const" in schema:
            yield schema["const"]
        for key, value in schema.items():
            if key not in ("enum", "const", "properties"):
                yield from constants_in(value)


def combinations(
    read: Mapping[str, list[Any]],
    base: Mapping[str, Any],
    shown: Iterable[Any],
    takes: Callable[[str, Any], bool],
) -> Iterator[dict[str, Any]]:
    """Yield objects that are base but for the members that conditions read.

    Each of these takes the values named for it, those of the objects shown, single changes of these, and some
    of every type, as far as takes says that a member may have a value at all; or it is missing. Of very many
    combinations not all come.
    """
    examples = [each for each in shown if isinstance(each, Mapping)]
    names = list(read)
    named = {name: [*read[name], *(each[name] for each in examples if name in each)] for name in names}
    constants = [value for values in read.values() for value in values if not isinstance(value, dict | list)]
    wide = {
        name: [
            each
            for each in _distinct(
                [*values, *(new for value in values for new in _changed(value, constants)), *SIMPLE]
            )
            if takes(name, each)
        ]
        for name, values in named.items()
    }
    # One member at a time goes through all of its values, while the others stay as some example has them.
    for example in ({}, *examples):
        for name in names:
            yield from (_around(base, {**example, name: value}) for value in wide[name])
            yield {key: value for key, value in _around(base, dict(example)).items() if key != name}
    few: dict[str, list[Any]] = {
        name: [MISSING, *(each for each in _distinct([*named[name], *SIMPLE[:4]]) if takes(name, each))]
        for name in names
    }
    # Then two at a time, for what one example has can decide alone; at last all of them.
    for example in ({}, *examples):
        for pair in pairs_of(names, 2):
            for values in product(*(few[name] for name in pair)):
                yield _present(_around(base, {**example, **dict(zip(pair, values, strict=True))}))
    for values in islice(product(*few.values()), _MOST):
        yield _present(_around(base, dict(zip(names, values, strict=True))))


def _present(made: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in made.items() if value is not MISSING}


def _around(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return base with other members, those first: reports show the beginning of a witness."""
    return {**own, **{key: value for key, value in base.items() if key not in own}}


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list({text_of(value): value for value in values}.values())


def _changed(value: Any, constants: list[Any]) -> Iterator[Any]:
    """Yield what becomes of a list or an object when one thing in it is replaced or missing."""
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from (
                [*value[:i], new, *value[i + 1 :]]
                for new in (*_changed(item, constants), *constants, *SIMPLE)
            )
            yield [*value[:i], *value[i + 1 :]]
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from ({**value, name: new} for new in (*_changed(inner, constants), *constants, *SIMPLE))
            yield {key: each for key, each in value.items() if key != name}
