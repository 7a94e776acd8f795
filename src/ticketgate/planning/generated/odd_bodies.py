"""Bodies of searches that no schema derives: no JSON, unusual ways to write one, comparators out of place."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import jsonschema_rs

from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import FilterObject, SearchTerms
from ticketgate.exchange.request import Json

__all__ = [
    "WaysToWrite",
    "extended_bodies",
    "malformed_bodies",
    "misplaced_comparators",
    "nested_filters",
    "ordinary_bodies",
    "shapeless_bodies",
    "unusual_bodies",
]

#: Makes bodies of a search for one ticket: a few words on each, the media type it is declared as, the body.
WaysToWrite: TypeAlias = Callable[
    [SearchTerms, int, Sequence[FilterObject]], Iterator[tuple[str, str, bytes]]
]
_JSON: Final = "application/json"
#: More operands than a request will ever need, and deeper than one is ever nested.
_MANY, _DEEP = 11_000, 200


def malformed_bodies(search: SearchTerms) -> tuple[bytes, ...]:
    """Return bodies that are no JSON, but look like it: cut off, with other quotes, NaN, a comment."""
    limit = search.limit.encode()
    return (
        b'{"%b": 1' % limit,
        b'{"%b": 1,}' % limit,
        b"{'%b': 1}" % limit,
        b"%b=%b" % (search.order.encode(), search.id_key.encode()),
        b'{"%b": NaN}' % limit,
        b'{"%b": 1, "x": "\xff"}' % limit,
        b'{"%b": 1} {}' % limit,
        b'{"%b": 1} x' % limit,
        b'{"%b": 01}' % limit,
        b"{%b: 1}" % limit,
        b'{"%b": 1 /* one */}' % limit,
        b'{"%b": 1, "x": "a\nb"}' % limit,
    )


def unusual_bodies(
    search: SearchTerms, ticket: int, within: Sequence[FilterObject]
) -> Iterator[tuple[str, str, bytes]]:
    """Yield searches for this ticket alone that are written or declared in an unusual way.

    within are filters that the ticket passes and every search has. Each is a few words on it, the media type
    that it is declared as, and the body. A server may refuse it.
    """
    condition = search.among(search.id_key, ticket)
    plain: dict[str, Json] = {search.limit: 1, search.filters: [condition, *within]}
    text = json.dumps(plain)
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        yield f"declared as {media_type or 'nothing'}", media_type, text.encode()
    yield "in UTF-16", _JSON, text.encode("utf-16")
    yield "after a byte order mark", _JSON, b"\xef\xbb\xbf" + text.encode()
    yield "with every member named twice", _JSON, f"{text[:-1]}, {text[1:]}".encode()
    yield "with escaped names", _JSON, _escaping_names(plain).encode()
    one, start, end = (search.parts[name] for name in ("one", "start", "end"))
    surplus = {**condition, one: ticket, start: ticket, end: ticket}
    many = search.among(search.id_key, *[ticket] * _MANY)
    scope = dict.fromkeys(search.spam_left_out_by, "no-such-view")
    for what, body in (
        ("with surplus operands", {**plain, search.filters: [surplus, *within]}),
        ("with an unknown view", {**plain, **scope}),
        (f"with one operand {_MANY} times", {**plain, search.filters: [many, *within]}),
        ("with its filter twice", {**plain, search.filters: [condition, condition, *within]}),
        ("with whole numbers as fractions", {**plain, search.limit: 1.0}),
    ):
        yield what, _JSON, json.dumps(body).encode()


def extended_bodies(search: SearchTerms, ticket: int) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield searches for this ticket with a member more than is documented: a few words, and the body."""
    condition = search.among(search.id_key, ticket)
    unknown: dict[str, Json] = {"noSuchMember": 1}
    yield "with unknown members", {search.limit: 1, search.filters: [condition], **unknown}
    yield "with unknown members of its filter", {search.limit: 1, search.filters: [{**condition, **unknown}]}


def ordinary_bodies(
    search: SearchTerms, ticket: int, within: Sequence[FilterObject]
) -> Iterator[tuple[str, str, bytes]]:
    """Yield searches for this ticket in ways to write and declare JSON that are as good as any (RFC 8259)."""
    plain: dict[str, Json] = {search.limit: 1, search.filters: [search.among(search.id_key, ticket), *within]}
    yield "declared with its character set", f"{_JSON}; charset=utf-8", json.dumps(plain).encode()
    spaced = json.dumps(plain, indent=1).replace("\n", "\r\n")
    yield "with blanks, line breaks and escapes", _JSON, spaced.replace('"t.', r'"\u0074.').encode()


def misplaced_comparators(contract: Contract) -> Iterator[tuple[bool, FilterObject]]:
    """Yield conditions by a comparator that only other families of keys take.

    Each comes with whether it is a list of moments, of which clients say outright that it is refused.
    """
    search, valid = contract.search, _valid_body(contract)
    chosen: dict[str, str] = {}
    for key in search.keys.values():
        if not (key.personal or key.undecided or key.place is None):
            chosen.setdefault(key.family, key.key)
    operands: dict[str, Any] = {"date": search.moments[-1], "set": 1}
    for family, operand in operands.items():
        for condition in _conditions(search, chosen[family], operand):
            if not valid.is_valid({search.filters: [condition]}):
                yield family == "date" and search.parts["several"] in condition, condition


def shapeless_bodies(search: SearchTerms) -> Iterator[tuple[str, bytes]]:
    """Yield bodies with filters that are none, or that are no search: a few words on each, and the body."""
    alone = search.among(search.id_key, 1)
    wrong: tuple[Json, ...] = ("open", alone, [None], ["open"], {}, [[]], 1)
    for filters in wrong:
        yield f"{json.dumps(filters)} for {search.filters}", json.dumps({search.filters: filters}).encode()
    for text in ("null", "[]", '"open"', "1"):
        yield f"{text} for a body", text.encode()


def nested_filters(search: SearchTerms) -> Json:
    """Return a body whose filters are lists within lists, far deeper than any filter."""
    nested: Json = []
    for _ in range(_DEEP):
        nested = [nested]
    return {search.limit: 1, search.filters: nested}


def _conditions(search: SearchTerms, key: str, operand: Any) -> Iterator[FilterObject]:
    """Yield a condition on the key by each comparator, with operands of the kind that goes with it."""
    for meaning, comparator in search.comparators.items():
        if meaning in {"among", "besides"}:
            operands = {search.parts["several"]: [operand]}
        elif meaning in {"within", "outside"}:
            operands = {search.parts["start"]: operand, search.parts["end"]: operand}
        else:
            operands = {search.parts["one"]: operand}
        yield {search.parts["key"]: key, search.parts["comparator"]: comparator, **operands}


def _valid_body(contract: Contract) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(contract.resources[str(contract.searching.body)])


def _escaping_names(body: dict[str, Json]) -> str:
    """Write an object whose members are named in escapes, which is the same JSON (RFC 8259)."""
    names = {name: "".join(f"\\u{ord(character):04x}" for character in name) for name in body}
    return "{" + ", ".join(f'"{names[name]}": {json.dumps(value)}' for name, value in body.items()) + "}"
