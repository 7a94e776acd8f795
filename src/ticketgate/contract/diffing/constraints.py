"""What schemas ask of the value at one place, taken together, whichever way it is spelled."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.contract.diffing.schema_form import SchemaForm

__all__ = ["Constraints", "Schemas", "canonical", "constraints_of", "json_types", "text_of", "type_of"]

#: Schemas that all hold at one place.
Schemas = tuple[Any, ...]

#: ``fraction`` is a number that is not whole; the type ``number`` is both.
ALL_TYPES: Final = frozenset("null boolean integer fraction string array object".split())
_TYPES: Final[Mapping[str, frozenset[str]]] = {
    **{name: frozenset((name,)) for name in ALL_TYPES - {"fraction"}},
    "number": frozenset(("integer", "fraction")),
}
_NULL: Final = frozenset(("null",))
#: So many references are followed into one another to compare what is not taken apart.
_DEEPEST: Final = 4
_NUMBERS: Final = frozenset(("integer", "fraction"))
#: The types that each keyword is about.
_ABOUT: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("format", "pattern", "minLength", "maxLength"), frozenset(("string",))),
    **dict.fromkeys("minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(), _NUMBERS),
    **dict.fromkeys("items minItems maxItems uniqueItems".split(), frozenset(("array",))),
    **dict.fromkeys(
        "properties required additionalProperties minProperties maxProperties".split(), frozenset(("object",))
    ),
}
_SIZES: Final = "minLength maxLength minItems maxItems minProperties maxProperties".split()
_LISTED: Final = ("enum", "const")
_KNOWN: Final = frozenset((*_ABOUT, *_LISTED, "type"))
_ALTERNATIVES: Final = frozenset(("anyOf", "oneOf"))


@dataclass(frozen=True, slots=True)
class Constraints:
    """All that holds at one place.

    ``enum`` are the values listed, by their text, None where none are. ``bounds`` are the limits of numbers,
    lengths and counts by keyword. ``others`` is what is not taken apart: rules by the id of their clause, any
    other schema by its text; ``texts`` are the texts of both. ``parts`` is what it was read from.
    """

    types: frozenset[str]
    enum: Mapping[str, Any] | None
    formats: frozenset[str]
    patterns: frozenset[str]
    multiples: frozenset[float]
    bounds: Mapping[str, float]
    unique: bool
    required: frozenset[str]
    names: tuple[str, ...]
    others: Mapping[str, Any]
    texts: Mapping[str, str]
    parts: tuple[Mapping[str, Any], ...]

    def member(self, name: str) -> Schemas:
        """Return what holds for a member: in each part that of its name, else what others have to keep."""
        found = (
            part.get("properties", {}).get(name, part.get("additionalProperties", True))
            for part in self.parts
        )
        return _telling(found)

    @property
    def unnamed(self) -> Schemas:
        """What holds for a member that nothing here names."""
        return _telling(part.get("additionalProperties", True) for part in self.parts)

    @property
    def items(self) -> Schemas:
        """What holds for each item."""
        return _telling(part.get("items", True) for part in self.parts)


def constraints_of(form: SchemaForm, schemas: Iterable[Any]) -> Constraints:
    """Take apart what schemas in a form ask together; the same schemas are taken apart once."""
    together = tuple(schemas)
    key = tuple(map(id, together))
    if key not in form.taken_apart:
        form.taken_apart[key] = together, _taken_apart(form, together)
    found: Constraints = form.taken_apart[key][1]
    return found


def _taken_apart(form: SchemaForm, schemas: Schemas) -> Constraints:
    parts: list[Mapping[str, Any]] = []
    others: dict[str, Any] = {}
    for key, part in _parts(form, schemas):
        if key is None:
            parts.append(part)
        else:
            others[key] = part
    types = ALL_TYPES
    for part in parts:
        types &= _types_of(part)
    return Constraints(
        types=types,
        enum=_enum(parts, types),
        formats=frozenset(part["format"] for part in parts if "format" in part),
        patterns=frozenset(part["pattern"] for part in parts if "pattern" in part),
        multiples=frozenset(part["multipleOf"] for part in parts if "multipleOf" in part),
        bounds=_bounds(parts, whole="fraction" not in types),
        unique=any(part.get("uniqueItems") for part in parts),
        required=frozenset(name for part in parts for name in part.get("required", ())),
        names=tuple(dict.fromkeys(name for part in parts for name in part.get("properties", ()))),
        others=others,
        texts={key: text_of(canonical(form, other)) for key, other in others.items()},
        parts=tuple(parts),
    )


def text_of(value: Any) -> str:
    """Return a JSON value as text by which equal values are equal: 1.0 is 1."""
    return json.dumps(_whole(value), sort_keys=True, ensure_ascii=False)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return {key: _whole(each) for key, each in value.items()} if isinstance(value, dict) else value


def canonical(form: SchemaForm, schema: Any, within: tuple[str, ...] = ()) -> Any:
    """Return a schema with its references followed and its lists in order, to be compared."""
    if not isinstance(schema, Mapping):
        return schema
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "$ref":
            if value in within or len(within) > _DEEPEST:
                made["$ref"] = len(within) - within.index(value) if value in within else value
                continue
            target = canonical(form, form.definition(value), (*within, value))
            if len(schema) == 1:
                return target
            made[key] = target
        elif key in _MAPPINGS:
            made[key] = {name: canonical(form, each, within) for name, each in value.items()}
        elif isinstance(value, list):
            each = [canonical(form, one, within) if isinstance(one, Mapping | bool) else one for one in value]
            made[key] = each if key == "prefixItems" else sorted(each, key=text_of)
        else:
            made[key] = canonical(form, value, within)
    if "type" in made and any(
        all(type_of(value) in _types_of({"type": made["type"]}) for value in values)
        for values in _lists(made)
    ):
        del made["type"]  # the values listed say it
    return made


_MAPPINGS: Final = frozenset(("properties", "patternProperties", "dependentSchemas"))


def _telling(schemas: Iterable[Any]) -> Schemas:
    return tuple(schema for schema in schemas if schema is not True and schema != {})


def _parts(
    form: SchemaForm, schemas: Iterable[Any], within: tuple[str, ...] = ()
) -> Iterator[tuple[str | None, Any]]:
    """Yield what schemas are made of: under None what is taken apart, under a name of its own what is not."""
    for schema in schemas:
        if not isinstance(schema, Mapping):
            if schema is False:
                yield None, {"type": []}
            continue
        if "x-clause" in schema:
            yield schema["x-clause"], schema
            continue
        if own := {key: value for key, value in schema.items() if key in _KNOWN}:
            yield None, own
        if "$ref" in schema and schema["$ref"] not in within:
            yield from _parts(form, (form.definition(schema["$ref"]),), (*within, schema["$ref"]))
        yield from _parts(form, schema.get("allOf", ()), within)
        for key in sorted(_ALTERNATIVES & schema.keys()):
            yield from _alternatives(form, key, schema[key], within)
        yield from ((text_of(canonical(form, group)), group) for group in _rest(schema))


def _rest(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the keywords that are not taken apart, those that need one another together."""
    groups: list[tuple[str, ...]] = [("if", "then", "else"), ("contains", "minContains", "maxContains")]
    left = [
        key for key in schema if key not in (*_KNOWN, *_ALTERNATIVES, "$ref", "allOf", *groups[0], *groups[1])
    ]
    groups += [(*left,)] if any(key.startswith("unevaluated") for key in left) else [(key,) for key in left]
    found = ({key: schema[key] for key in group if key in schema} for group in groups)
    return [group for group in found if group.keys() - {"then", "else", "minContains", "maxContains"}]


def _alternatives(
    form: SchemaForm, key: str, branches: Iterable[Any], within: tuple[str, ...]
) -> Iterator[tuple[str | None, Any]]:
    """Yield alternatives as one part where they differ in type alone: null or text is a type of two names."""
    taken = [list(_parts(form, (branch,), within)) for branch in branches]
    plain = [[part for name, part in each if name is None] for each in taken]
    types = [_all_types(parts) for parts in plain]
    apart = sum(map(len, types)) == len(frozenset().union(*types))
    if apart and all(len(each) == len(parts) for each, parts in zip(taken, plain, strict=True)):
        rest = [parts for parts, names in zip(plain, types, strict=True) if not names <= _NULL]
        null = _NULL if any("null" in names for names in types) else frozenset()
        if len(rest) == 1:
            yield from ((None, _with_null(part) if null else part) for part in rest[0])
            return
        merged = [
            _only(parts[0], names) for parts, names in zip(plain, types, strict=True) if len(parts) == 1
        ]
        if len(merged) == len(taken) and not any(each.keys() & {*_LISTED} for each in merged):
            united: dict[str, Any] = {}
            for each in merged:
                united |= each
            yield None, {**united, "type": json_types(frozenset().union(*types))}
            return
    schema = {key: list(branches)}
    yield text_of(canonical(form, schema)), schema


def _with_null(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a part that takes null as well; what is not said of types and values is not about null."""
    made = dict(part)
    if "type" in made:
        made["type"] = [*_as_list(made["type"]), "null"]
    if "const" in made:
        made["enum"] = [value for value in made.get("enum", [made["const"]]) if value == made["const"]]
        del made["const"]
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return made


def _only(part: Mapping[str, Any], types: frozenset[str]) -> dict[str, Any]:
    """Return those keywords of a part that are about its types."""
    return {
        key: value for key, value in part.items() if key in _LISTED or _ABOUT.get(key, frozenset()) & types
    }


def json_types(types: frozenset[str]) -> list[str]:
    """Return types as JSON Schema names them, in order."""
    return sorted(types - _NUMBERS | {"number"} if "fraction" in types else types)


def _as_list(said: Any) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def _all_types(parts: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    types = ALL_TYPES
    for part in parts:
        types &= _types_of(part)
    return types


def _types_of(part: Mapping[str, Any]) -> frozenset[str]:
    types = ALL_TYPES
    if "type" in part:
        types = frozenset().union(*(_TYPES[name] for name in _as_list(part["type"])))
    for values in _lists(part):
        types &= frozenset(type_of(value) for value in values)
    return types


def type_of(value: Any) -> str:
    """Return the type of a JSON value, ``fraction`` for a number that is not whole."""
    if isinstance(value, float) and not value.is_integer():
        return "fraction"
    names = {bool: "boolean", int: "integer", float: "integer", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _lists(part: Mapping[str, Any]) -> Iterator[list[Any]]:
    if "enum" in part:
        yield part["enum"]
    if "const" in part:
        yield [part["const"]]


def _enum(parts: Iterable[Mapping[str, Any]], types: frozenset[str]) -> Mapping[str, Any] | None:
    enum: dict[str, Any] | None = None
    for part in parts:
        for values in _lists(part):
            listed = {text_of(value): value for value in values if type_of(value) in types}
            enum = listed if enum is None else {key: enum[key] for key in enum if key in listed}
    return enum


def _bounds(parts: Iterable[Mapping[str, Any]], *, whole: bool) -> Mapping[str, float]:
    """Return the strictest limit of each kind; where numbers are whole, above 0 is at least 1."""
    found: dict[str, float] = {}
    for part in parts:
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", *_SIZES):
            if key not in part:
                continue
            name, value = _inclusive(key, part[key]) if whole else (key, part[key])
            stricter = max if name.lower().endswith("minimum") or name.startswith("min") else min
            found[name] = stricter(found[name], value) if name in found else value
    for key in ("minLength", "minItems", "minProperties"):
        if found.get(key) == 0:
            del found[key]
    return _without_slack(found)


def _inclusive(key: str, value: float) -> tuple[str, float]:
    match key:
        case "exclusiveMinimum":
            return "minimum", math.floor(value) + 1
        case "exclusiveMaximum":
            return "maximum", math.ceil(value) - 1
        case "minimum":
            return key, math.ceil(value)
        case "maximum":
            return key, math.floor(value)
    return key, value


def _without_slack(found: dict[str, float]) -> Mapping[str, float]:
    """Leave out of two limits at one end the one that the other makes needless."""
    for bound, exclusive, sign in (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)):
        if bound in found and exclusive in found:
            needless = exclusive if sign * found[bound] > sign * found[exclusive] else bound
            del found[needless]
    return found
