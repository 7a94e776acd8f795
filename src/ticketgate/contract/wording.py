"""The sentence of each structural clause, a value that keeps and one that breaks it, and counts in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ticketgate.contract.clauses import Kind
from ticketgate.contract.formats import examples_of

__all__ = ["breaking_value", "in_number", "in_words", "keeping_value", "member_title", "title", "were"]

_NOUNS: Final[Mapping[str, str]] = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}
_SAMPLES: Final[Mapping[str, Any]] = {
    "string": "text",
    "integer": 1,
    "number": 0.5,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}
_BOUNDS: Final[Mapping[str, str]] = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "above {}",
    "exclusiveMaximum": "below {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long",
    "minItems": "at least {} items long",
    "maxItems": "at most {} items long",
    "minProperties": "at least {} members wide",
    "maxProperties": "at most {} members wide",
    "uniqueItems": "free of duplicates",
}


def title(kind: Kind, label: str, schema: Mapping[str, Any]) -> str:
    """Return the promise of a clause that judges the value itself, label being what the value is called."""
    match kind:
        case Kind.NULLABILITY:
            return f"{label} is not null"
        case Kind.TYPE:
            return f"{label} is {_either([_NOUNS[name] for name in types_of(schema) if name != 'null'])}"
        case Kind.ENUM:
            return (
                f"{label} is {'' if len(values_of(schema)) == 1 else 'one of '}{_listed(values_of(schema))}"
            )
        case Kind.FORMAT:
            return f"{label} is {examples_of(schema['format'])[0]}"
        case Kind.RANGE:
            bounds = [text.format(schema[key]) for key, text in _BOUNDS.items() if key in schema]
            return f"{label} is {' and '.join(bounds)}"
    return f"{label} has no undocumented members"


def member_title(kind: Kind, label: str) -> str:
    """Return the promise of a clause about a member being there or not."""
    return f"{label} is {'present' if kind is Kind.PRESENCE else 'left out'}"


def keeping_value(schema: Mapping[str, Any]) -> Any:
    """Return a small value that the node's own keywords accept."""
    if "examples" in schema:
        return schema["examples"][0]
    if values := values_of(schema):
        return values[0]
    if "format" in schema:
        return examples_of(schema["format"])[1]
    name = next(iter(types_of(schema)), "string")
    return schema.get("minimum", _SAMPLES[name]) if name in ("integer", "number") else _SAMPLES[name]


def breaking_value(kind: Kind, schema: Mapping[str, Any]) -> Any:
    """Return a value that breaks just the clause of this kind at the node."""
    match kind:
        case Kind.NULLABILITY:
            return None
        case Kind.TYPE:
            allowed = types_of(schema)
            numeric = "number" in allowed
            return next(
                sample
                for name, sample in _SAMPLES.items()
                if name not in (*allowed, "null") and not (name == "integer" and numeric)
            )
        case Kind.ENUM:
            return "undocumented" if any(isinstance(v, str) for v in values_of(schema)) else -1
        case Kind.FORMAT:
            return examples_of(schema["format"])[2]
        case Kind.RANGE:
            return schema["minimum"] - 1 if "minimum" in schema else schema["maximum"] + 1
    return {"undocumentedMember": 1}


def types_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the type names a schema allows, empty when it does not say."""
    said = schema.get("type", ())
    return (said,) if isinstance(said, str) else tuple(said)


def values_of(schema: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the values a schema enumerates, without null."""
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return tuple(value for value in values if value is not None)


def in_words(schema: Mapping[str, Any]) -> str:
    """Return what a schema accepts, ``at least 10 and at most 19``; empty if part of it has no words."""
    said = [_in_words(key, value) for key, value in schema.items()]
    return " and ".join(said) if all(said) else ""


def _in_words(key: str, value: Any) -> str:
    if key in _BOUNDS:
        return _BOUNDS[key].format(value)
    say = _WORDS.get(key)
    return say(value) if say else ""


def _in_any_words(schemas: Iterable[Mapping[str, Any]]) -> str:
    ways = list(map(in_words, schemas))
    return _either(ways) if all(ways) else ""


def _not_in_words(schema: Mapping[str, Any]) -> str:
    refused = in_words(schema)
    return f"not {refused}" if refused else ""


def _either(nouns: list[str]) -> str:
    return " or ".join(nouns)


def _listed(values: tuple[Any, ...]) -> str:
    return ", ".join(
        "null" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in values
    )


def in_number(count: int, noun: str) -> str:
    """Return a count with its noun: ``1 ticket``, ``2 tickets``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def were(count: int) -> str:
    """Return the verb for a count of things: ``1 of 5 was``, ``2 of 5 were``."""
    return "was" if count == 1 else "were"


#: What the keywords of a rule say, bounds apart.
_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "const": lambda value: _listed((value,)),
    "enum": lambda values: f"one of {_listed(tuple(values))}",
    "type": lambda names: _either([_NOUNS[name] for name in types_of({"type": names})]),
    "format": lambda name: examples_of(name)[0],
    "not": _not_in_words,
    "anyOf": _in_any_words,
}
