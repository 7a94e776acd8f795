"""Single edits of ``specs/`` at random, and bodies by which two contracts are told apart at the place of one.

Nothing here reads what `ticketgate.contract.diffing` says: places are found, and bodies judged, on their own.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import jsonschema_rs

from support.samples import contract, example, full
from ticketgate.contract.bundle import bundle
from ticketgate.contract.formats import FORMATS, examples_of
from ticketgate.mock.world.tickets import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from ticketgate.contract.clauses import Node
    from ticketgate.contract.documents import Pointer

Doc = dict[str, Any]
#: Bodies of an API by the operation and the status, or the word request.
Body = tuple[str, str]
GET, POST = ("/ticket/{ticketId}", "get"), ("/ticket/search", "post")
ADDED: Final = "addedByTheEdit"
_ONE: Final = ("items", "additionalProperties", "not", "if", "then", "contains")
_TYPES: Final = ("string", "integer", "number", "boolean", "array", "object")
_BOUNDS: Final = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
#: Values of every type, and of formats in more than one spelling.
POOL: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 1.5, 10**6, "", "text", [], {}, [None], ["text"], [1], [1, 1], {"a": 1},
    *(text for name in FORMATS for text in examples_of(name)),
    "2026-02-27T08:30:00Z", "2026-02-27", "123e4567-e89b-12d3-a456-426614174000", "example.com", "a" * 600,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpecEdit:
    """One edit of one schema: what was done, where, and the values that it is about."""

    said: str
    path: str
    pointer: Pointer
    #: The documents with the edit made.
    contents: Doc
    values: tuple[Any, ...]


def edits(rng: Random, count: int) -> Iterator[SpecEdit]:
    """Yield single edits; kinds of edits are equally frequent, however few places one has."""
    by_kind: dict[str, list[tuple[str, Pointer, Callable[[Doc], None]]]] = defaultdict(list)
    for path in contract().documents.schemas:
        for pointer, node in schemas_in(contract().documents.contents[path]):
            for kind, change in _changes(node, rng):
                by_kind[kind].append((path, pointer, change))
    kinds = sorted(by_kind)
    for i in range(count):
        path, pointer, change = rng.choice(by_kind[kinds[i % len(kinds)]])
        document = deepcopy(contract().documents.contents[path])
        node = at(document, pointer)
        before = _scalars(node)
        change(node)
        values = tuple(dict.fromkeys(_near([*before, *_scalars(node)])))
        contents = {**contract().documents.contents, path: document}
        yield SpecEdit(kinds[i % len(kinds)], path, pointer, contents, values)


def bundled(contents: Doc) -> Doc:
    """The bundle of edited documents, whether or not the loader would take them."""
    documents = replace(contract().documents, contents=contents)
    return bundle(replace(contract(), documents=documents))


def _changes(node: Doc, rng: Random) -> Iterator[tuple[str, Callable[[Doc], None]]]:
    """Yield what can be done to a schema, each as a function that does it."""
    for key in ("description", "title", "x-why"):
        yield f"say {key} otherwise", lambda each, key=key: each.update({key: "Said otherwise."})
    for key in (
        "format",
        "pattern",
        "items",
        "additionalProperties",
        "uniqueItems",
        "type",
        "enum",
        *_BOUNDS,
    ):
        if key in node:
            yield f"drop {key}", lambda each, key=key: each.pop(key)
    for key in _BOUNDS:
        if isinstance(node.get(key), int):
            yield f"raise {key}", lambda each, key=key: each.update({key: each[key] + 1})
            yield f"lower {key}", lambda each, key=key: each.update({key: max(0, each[key] - 1)})
    yield from _changes_of_type(node, rng)
    yield from _changes_of_lists(node, rng)
    yield from _changes_of_members(node, rng)
    if "const" in node:
        yield "another const", lambda each: each.update({"const": ADDED})


def _changes_of_type(node: Doc, rng: Random) -> Iterator[tuple[str, Callable[[Doc], None]]]:
    said = node.get("type")
    if said is None:
        return
    types = [said] if isinstance(said, str) else said
    yield "reorder type", lambda each: each.update({"type": types[::-1]})
    if "null" in types and len(types) > 1:
        yield "no null", lambda each: each.update({"type": [name for name in types if name != "null"]})
    elif "null" not in types:
        yield "null", lambda each: each.update({"type": [*types, "null"]})
    other = rng.choice([name for name in _TYPES if name not in types])
    yield "one more type", lambda each: each.update({"type": [*types, other]})
    yield "another type", lambda each: each.update({"type": other})
    if "string" in types:
        yield "another format", lambda each: each.update({"format": rng.choice(["date", "uuid", "email"])})
        yield "a new maxLength", lambda each: each.update({"maxLength": rng.randrange(20)})
    if "array" in types:
        yield "a new minItems", lambda each: each.update({"minItems": each.get("minItems", 0) + 1})
        yield "a new uniqueItems", lambda each: each.update({"uniqueItems": True})


def _changes_of_lists(node: Doc, rng: Random) -> Iterator[tuple[str, Callable[[Doc], None]]]:
    for key in ("enum", "required", "allOf", "anyOf"):
        if len(node.get(key, ())) > 1:
            i = rng.randrange(len(node[key]))
            yield f"one less in {key}", lambda each, key=key, i=i: each[key].pop(i)
            yield f"reorder {key}", lambda each, key=key: each[key].reverse()
    if "enum" in node:
        yield "one more in enum", lambda each: each["enum"].append(ADDED)


def _changes_of_members(node: Doc, rng: Random) -> Iterator[tuple[str, Callable[[Doc], None]]]:
    if "properties" not in node:
        return
    name = rng.choice(list(node["properties"]))
    yield "drop a member", lambda each: each["properties"].pop(name)
    yield "describe one more member", lambda each: each["properties"].update({ADDED: {"type": "string"}})
    if "additionalProperties" not in node:
        yield "close", lambda each: each.update({"additionalProperties": False})
    if free := [each for each in node["properties"] if each not in node.get("required", ())]:
        more = rng.choice(free)
        yield "require one more", lambda each: each.update({"required": [*each.get("required", ()), more]})


def schemas_in(node: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Doc]]:
    """Yield every schema in a document that is a mapping, with its pointer."""
    if not isinstance(node, dict):
        return
    if pointer or node.keys() - {"$defs"}:
        yield pointer, node
    for key in ("properties", "$defs"):
        for name, each in node.get(key, {}).items():
            yield from schemas_in(each, (*pointer, key, name))
    for key in ("allOf", "anyOf"):
        for i, each in enumerate(node.get(key, ())):
            yield from schemas_in(each, (*pointer, key, i))
    for key in _ONE:
        yield from schemas_in(node.get(key), (*pointer, key))


def at(node: Any, pointer: Pointer) -> Any:
    for step in pointer:
        node = node[step]
    return node


def _scalars(node: Any) -> list[Any]:
    """The values in a schema that its own keywords name, and those of conditions within it."""
    if isinstance(node, list):
        return [value for each in node for value in _scalars(each)]
    if isinstance(node, dict):
        return [value for key, each in node.items() if not key.startswith("x-") for value in _scalars(each)]
    return [node]


def _near(values: list[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, int) and not isinstance(value, bool):
            yield from (value - 1, value, value + 1)
            yield from ("a" * max(0, value + more) for more in (-1, 0, 1) if value < 1000)
        elif isinstance(value, str) and len(value) < 60:
            yield value


# Where an edit shows: the places of bodies at which a schema holds, by following references.


@cache
def bodies_of_api() -> dict[Body, Pointer]:
    """The pointers of the schemas of all bodies in the bundle."""
    found: dict[Body, Pointer] = {}
    document = bundled(dict(contract().documents.contents))
    for path, item in document["paths"].items():
        for method, operation in item.items():
            name, base = f"{method.upper()} {path}", ("paths", path, method)
            if "requestBody" in operation:
                found[name, "request"] = (*base, "requestBody", "content", "application/json", "schema")
            for status, answer in operation["responses"].items():
                inner = ("components", "responses", answer["$ref"].rpartition("/")[2]) if "$ref" in answer else (*base, "responses", status)  # fmt: skip
                found[name, status] = (*inner, "content", "application/json", "schema")
    return found


def without_rules(node: Any) -> Any:
    """Return a bundle without the rules of its schemas: nothing else stands under ``allOf`` in them."""
    if isinstance(node, list):
        return [without_rules(each) for each in node]
    if isinstance(node, dict):
        return {key: without_rules(each) for key, each in node.items() if key != "allOf"}
    return node


def places(
    document: Doc, pointer: Pointer, around: Pointer = (), seen: tuple[Pointer, ...] = ()
) -> Iterator[tuple[Pointer, Pointer]]:
    """Yield the pointers of schemas that hold somewhere in a body, each with the place; ``*`` is any item."""
    node = at(document, pointer)
    if pointer in seen or not isinstance(node, dict):
        return
    yield pointer, around
    for inner, place in _inner(node, pointer, around):
        yield from places(document, inner, place, (*seen, pointer))


def _inner(node: Doc, pointer: Pointer, around: Pointer) -> Iterator[tuple[Pointer, Pointer]]:
    if "$ref" in node:
        yield (
            tuple(int(s) if s.isdecimal() else s for s in node["$ref"].removeprefix("#/").split("/")),
            around,
        )
    for name in node.get("properties", {}):
        yield (*pointer, "properties", name), (*around, name)
    for key in ("items", "contains"):
        if key in node:
            yield (*pointer, key), (*around, "*")
    yield from (((*pointer, key), around) for key in ("if", "then", "not") if key in node)
    for key in ("allOf", "anyOf"):
        yield from (((*pointer, key, i), around) for i in range(len(node.get(key, ()))))


@cache
def shown_at() -> dict[Pointer, dict[Body, list[Pointer]]]:
    """By the pointer of a schema in the bundle, the places at which it holds, by body."""
    document = bundled(dict(contract().documents.contents))
    found: dict[Pointer, dict[Body, list[Pointer]]] = {}
    for body, start in bodies_of_api().items():
        for pointer, place in places(document, start):
            held = found.setdefault(pointer, {}).setdefault(body, [])
            if place not in held:
                held.append(place)
    return found


def in_bundle(path: str, pointer: Pointer) -> Pointer:
    name = path.removeprefix("schemas/").removesuffix(".yaml").replace("/", ".")
    return ("components", "schemas", name, *pointer)


# Bodies, and what validators say of them.


@cache
def base_bodies() -> dict[Body, list[Any]]:
    """Valid bodies of every kind, in which most places are filled."""
    get, search = "GET /ticket/{ticketId}", "POST /ticket/search"
    tickets = [full(), *islice(generate(400, 7), 0, 400, 50)]
    conditions = [
        {"key": "t.status", "comparator": "in", "values": ["open", 1, True]},
        {"key": "t.id", "comparator": "=", "value": 7},
        {"key": "t.createdAt", "comparator": ">", "value": "-7 DAY"},
        {"key": "t.dueBy", "comparator": "between", "from": "2026-01-01", "to": "2026-02-01 08:00:00"},
        {"key": "q", "value": "meter"},
        {"key": "tt_matchAll.tagId", "values": [1]},
    ]
    requests = [{}, *({"filters": [each], "limit": 10, "offset": 0, "orderByField": "t.id", "orderByDirection": "asc", "ticketScope": "all"} for each in conditions)]  # fmt: skip
    found: dict[Body, list[Any]] = {(get, "200"): tickets, (search, "request"): requests}
    row = contract().representations["compact"].node
    page = example("search-page")
    pages = [{**page, "tickets": [_trimmed(each, row)]} for each in tickets]
    judged = Judged(bundled(dict(contract().documents.contents)))
    # A full ticket holds some things in another way than a row does, such as the customer.
    found[search, "200"] = [page, *(each for each in pages if judged.takes((search, "200"), each))]
    for body in bodies_of_api():
        found.setdefault(body, [example("error-not-found")])
    return found


def _trimmed(value: Any, node: Node) -> Any:
    """Leave of a full ticket what a row has."""
    if isinstance(value, dict) and node.members:
        return {
            name: _trimmed(each, node.members[name]) for name, each in value.items() if name in node.members
        }
    return [_trimmed(each, node.items) for each in value] if isinstance(value, list) and node.items else value


class Judged:
    """The validators of an API's bodies, compiled from its bundle as any other tool would."""

    def __init__(self, document: Doc) -> None:
        self._registry = jsonschema_rs.Registry([("urn:api", document)])
        self._made: dict[Body, Any] = {}

    def takes(self, body: Body, value: Any) -> bool:
        if body not in self._made:
            steps = quote("/".join(str(step).replace("/", "~1") for step in bodies_of_api()[body]))
            self._made[body] = jsonschema_rs.Draft202012Validator(
                {"$ref": f"urn:api#/{steps}"},
                registry=self._registry,
                validate_formats=True,
                formats=dict(FORMATS),
            )
        return self._made[body].is_valid(value)


def variations(edit: SpecEdit, body: Body, place: Pointer) -> Iterator[Any]:
    """Yield bodies that differ from valid ones at a place, around it and within it."""
    yield from base_bodies()[body]
    filled = [(base, where) for base in base_bodies()[body] for where in _matching(base, place)]
    for base, where in filled[:: max(1, len(filled) // 3)]:
        yield from _at_place(base, where, edit)
    around = [(base, where) for base in base_bodies()[body] for where in _matching(base, place[:-1])]
    for base, where in around[:1]:
        # Where the place is empty in the body, it is filled.
        yield from (_with(base, where, _filled(at(base, where), place[-1:], value)) for value in _pool(edit))


def with_value_at(body: Body, place: str, value: Any) -> Iterator[Any]:
    """Yield valid bodies with a value put at a place, such as ``tickets[].tags[]``."""
    steps = tuple("*" if step == "[]" else step for step in place.replace("[]", ".[]").split(".") if step)
    for base in base_bodies()[body]:
        places_of_it = list(_matching(base, steps))
        yield from (_with(base, where, value) for where in places_of_it[:2])
        # What one item may no longer be, all others may no longer be either.
        everywhere = base
        for where in places_of_it:
            everywhere = _with(everywhere, where, value)
        yield everywhere
        if steps:
            around = [
                where
                for where in _matching(base, steps[:-1])
                if not list(_matching(at(base, where), steps[-1:]))
            ]
            yield from (
                _with(base, where, _filled(at(base, where), steps[-1:], value)) for where in around[:1]
            )


def _pool(edit: SpecEdit) -> Iterator[Any]:
    yield from POOL
    yield from edit.values
    yield from ([value] for value in edit.values)
    yield from ([value] * 2 for value in edit.values)


def _filled(around: Any, last: Pointer, value: Any) -> Any:
    if isinstance(around, dict) and last and last != ("*",):
        return {**around, str(last[0]): value}
    return [value] if last == ("*",) else around


def _at_place(base: Any, where: Pointer, edit: SpecEdit) -> Iterator[Any]:
    value = at(base, where)
    yield from (_with(base, where, each) for each in _pool(edit))
    if where and isinstance(where[-1], str):
        around = dict(at(base, where[:-1]))
        del around[where[-1]]
        yield _with(base, where[:-1], around)
    if isinstance(value, list) and value:
        yield from (_with(base, where, value * count) for count in (2, 3))
        yield _with(base, where, value[:1])
    if isinstance(value, dict):
        yield from (_with(base, where, each) for each in _objects(value, edit))


def _objects(value: Doc, edit: SpecEdit) -> Iterator[Doc]:
    yield {**value, "unnamed": 1}
    yield {**value, ADDED: "text"}
    yield {**value, ADDED: 1}
    for name in value:
        yield {key: each for key, each in value.items() if key != name}
    old, new = (at(each[edit.path], edit.pointer) for each in (contract().documents.contents, edit.contents))
    for name in _differing(old, new):
        yield from ({**value, name: each} for each in _pool(edit))
    if rule := _rule_of(edit):
        yield from _telling(value, rule, edit)


def _differing(old: Doc, new: Doc) -> Iterator[str]:
    """Yield the members of which two schemas say something else."""
    sides = [{**dict.fromkeys(each.get("required", ())), **each.get("properties", {})} for each in (old, new)]
    yield from (name for name in {**sides[0], **sides[1]} if sides[0].get(name, 0) != sides[1].get(name, 0))


def _telling(value: Doc, rule: Doc, edit: SpecEdit) -> Iterator[Doc]:
    """Yield objects of which a rule says something: each member that it reads takes what is named for it."""
    named = _named(rule)
    for shown in (rule["x-clause"]["keeps"], rule["x-clause"]["breaks"]):
        yield _merged(value, shown)
        yield from ({**value, **shown, name: each} for name in named for each in edit.values)
    pools = [[*values, value.get(name), None, "", ADDED, []] for name, values in named.items()]
    yield from ({**value, **dict(zip(named, each, strict=True))} for each in islice(product(*pools), 500))


def _rule_of(edit: SpecEdit) -> Doc:
    """The rule that an edit is in, as it was."""
    node = contract().documents.contents[edit.path]
    for step in edit.pointer:
        node = node[step]
        if isinstance(node, dict) and "x-clause" in node:
            return node
    return {}


def _named(schema: Any) -> dict[str, list[Any]]:
    """The members that a schema names, with the values it names for them."""
    found: dict[str, list[Any]] = {}
    for each in schema if isinstance(schema, list) else ():
        for name, values in _named(each).items():
            found.setdefault(name, []).extend(values)
    for key, inner in schema.items() if isinstance(schema, dict) else ():
        if key == "properties":
            for name, said in inner.items():
                found.setdefault(name, []).extend(_scalars(said) if isinstance(said, dict) else ())
        elif key == "required":
            for name in inner:
                found.setdefault(name, [])
        elif not key.startswith("x-"):
            for name, values in _named(inner).items():
                found.setdefault(name, []).extend(values)
    return found


def _merged(base: Any, more: Any) -> Any:
    if isinstance(base, dict) and isinstance(more, dict):
        return {**base, **{key: _merged(base.get(key), value) for key, value in more.items()}}
    if isinstance(base, list) and isinstance(more, list) and base and more:
        return [_merged(base[0], each) for each in more]
    return more


def _matching(value: Any, place: Pointer, where: Pointer = ()) -> Iterator[Pointer]:
    """Yield the exact places in a body that a place stands for."""
    if not place:
        yield where
    elif place[0] == "*":
        for i in range(len(value) if isinstance(value, list) else 0):
            yield from _matching(value[i], place[1:], (*where, i))
    elif isinstance(value, dict) and place[0] in value:
        yield from _matching(value[place[0]], place[1:], (*where, place[0]))


def _with(value: Any, where: Pointer, new: Any) -> Any:
    """A copy of a body with another value at a place; what is not on the way there is shared."""
    if not where:
        return new
    if isinstance(value, dict):
        return {**value, where[0]: _with(value[where[0]], where[1:], new)}
    return [_with(each, where[1:], new) if i == where[0] else each for i, each in enumerate(value)]
