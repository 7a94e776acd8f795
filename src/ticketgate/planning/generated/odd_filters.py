"""Searches that are nearly right: names in other case, comparators in other spelling, operands exchanged."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any, Final

from ticketgate.contract.clauses import Kind
from ticketgate.contract.forms import COMPACT
from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import SearchTerms
from ticketgate.exchange.request import Expectation, Json
from ticketgate.judging.relations.fields import fields_of

__all__ = ["broken_on_purpose", "odd_operands", "odd_searches"]

#: Characters by which a text breaks out of a query that it was put into, or is taken for a pattern.
_SIGNS: Final = ("O'Brien", 'a"b', "50 % _", "back\\slash", "Zürich 日本 😀")
#: The same for a search engine; more characters than a word has, and than a column does.
_OPERATORS: Final = ('"unclosed', "(one OR two", "+- * ~ ^2", "word:")
_LONG: Final = 3000


def odd_searches(contract: Contract, choose: Random) -> Iterator[tuple[str, dict[str, Json], Expectation]]:
    """Yield searches to refuse: in words what is odd, the body, and what is expected of the answer."""
    search = contract.search
    for name in (choose.choice(_unlisted(contract)), *_unsortable(search)):
        yield f"{search.order} {name!r}", {search.order: name, search.limit: 1}, Expectation.UNLISTED
    for members in _odd_members(search):
        yield f"{members}", {search.limit: 1, **members}, Expectation.INVALID
    for condition in _odd_conditions(search):
        filtered: dict[str, Json] = {search.limit: 1, search.filters: [condition]}
        yield f"the filter {condition}", filtered, Expectation.INVALID


def broken_on_purpose(search: SearchTerms) -> AbstractSet[str]:
    """Return the keywords of the schema of a search that these break with values chosen to tell most.

    The same goes for bodies that have no shape. An example: ``/properties/limit/type``.
    """
    condition = f"{search.filters}/items"
    parts = [f"{condition}/properties/{search.parts[part]}" for part in ("key", "several")]
    members = (search.limit, search.offset, search.order, search.direction, search.filters, condition)
    places = [f"/properties/{name}" for name in (*members, *parts)]
    return {f"{place}/{kind.value}" for place in ("", *places) for kind in (Kind.TYPE, Kind.ENUM)}


def odd_operands(contract: Contract) -> Iterator[tuple[str, list[Json], bool]]:
    """Yield filters with operands that a server may stumble over: in words what they have, and the filters.

    The last part tells whether they are as documented, so that no server may refuse them.
    """
    search = contract.search
    fields = [each for each in fields_of(contract).values() if not each.said.personal]
    free = [each for each in fields if each.node.enum is None and each.node.format is None]
    text = next(each.key for each in free if "string" in each.node.types)
    key, one = search.parts["key"], search.parts["one"]
    moment = next(key.key for key in search.keys.values() if key.family == "date")
    yield "signs in texts", [search.among(text, *_SIGNS), search.compared(text, "unequal", _SIGNS[0])], True
    yield "a long text", [search.compared(text, "equal", "x" * _LONG)], True
    yield (
        "a number and nothing for a text",
        [search.among(text, 7, ""), search.compared(text, "equal", 7)],
        False,
    )
    yield "NUL in a text", [search.among(text, "a\0b")], False
    for name in search.text:
        words: list[Json] = [{key: name, one: word} for word in (*_OPERATORS, "x" * _LONG, "")]
        yield "signs in full text", words, False
        yield "a number for full text", [{key: name, one: 12345}], False
    turned = search.between(moment, "within", "2026-02-01", "2026-01-01")
    yield "a range turned round", [turned], False
    yield "a day that there is not", [search.compared(moment, "less", "2026-02-30")], False


def _unlisted(contract: Contract) -> list[str]:
    """Return the members of rows that hold one value and are no keys, written as if they were."""
    keys = contract.search.keys
    prefix, _, _ = contract.search.id_key.rpartition(".")
    members = contract.representations[COMPACT].node.members
    single = [name for name, node in members.items() if not {"array", "object", "null"} & {*node.types}]
    return [key for name in single if (key := f"{prefix}.{name}") not in keys]


def _unsortable(search: SearchTerms) -> Iterator[str]:
    """Yield fields that no search is ordered by: those that only filter, and other spellings of one."""
    yield from (key.key for key in search.keys.values() if not key.sortable and key.family != "tags")
    yield from (search.id_key.upper(), search.id_key.rpartition(".")[2], "")


def _odd_members(search: SearchTerms) -> Iterator[dict[str, Any]]:
    """Yield members of wrong types, each type once, or with a value that is nearly one of those listed."""
    no_integers: tuple[Json, ...] = ("1", True, 0.5, [1], {})
    yield from ({search.limit: wrong} for wrong in no_integers)
    yield from ({search.offset: wrong} for wrong in (-1, "0", True, 0.5, [0]))
    # A client that leaves a member empty sends null.
    yield from ({name: None} for name in (search.limit, search.offset, search.order, search.direction))
    yield from ({search.order: wrong} for wrong in (1, [search.id_key]))
    nearly = ("", search.rising.upper(), f"{search.rising}ending")
    yield from ({search.direction: wrong} for wrong in (*nearly, 1, True, [search.rising]))


def _odd_conditions(search: SearchTerms) -> Iterator[dict[str, Any]]:
    """Yield conditions with another key, comparator or operand than any that is documented."""
    parts = ("key", "comparator", "several", "one", "start")
    key, comparator, several, one, start = (search.parts[part] for part in parts)
    moment = next(each.key for each in search.keys.values() if each.family == "date")
    among, equal = search.among(search.id_key, 1), search.compared(search.id_key, "equal", 1)
    yield search.compared(moment, "less", "2026-01-01T00:00:00+01:00")
    odd_keys: tuple[Json, ...] = (
        search.id_key.upper(),
        search.id_key.rpartition(".")[2],
        "",
        None,
        [search.id_key],
        {},
    )
    for odd_key in odd_keys:
        yield {**among, key: odd_key}
    yield {comparator: among[comparator], several: [1]}
    for odd_comparator in (among[comparator].upper(), None):
        yield {**among, comparator: odd_comparator}
    for odd_comparator in ("==", "<>", "=<", "like"):
        yield {**equal, comparator: odd_comparator}
    yield {key: search.id_key, several: [1]}
    yield {key: search.id_key, comparator: among[comparator], one: 1}
    yield {**among, several: {}}
    yield {**among, several: [[1]]}
    yield {**among, several: "1"}
    yield from ({key: name, several: ["one"]} for name in [*search.sets][:1])
    yield {key: search.id_key, comparator: equal[comparator], several: [1]}
    yield {**equal, one: [1]}
    yield {**equal, one: {}}
    yield {**equal, comparator: search.comparators["within"]}
    yield {**equal, start: 1, comparator: search.comparators["within"]}
