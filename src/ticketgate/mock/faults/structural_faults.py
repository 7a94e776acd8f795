"""The faults of single values, derived from the nodes of the contract: none is listed by hand.

Each names the clause it breaks and a variant, such as `full:status/enum=case`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ticketgate.contract.clauses import Kind
from ticketgate.mock.faults.body_edits import adding, dropping, replacing
from ticketgate.mock.faults.fault import Fault
from ticketgate.mock.faults.malformed import MALFORMED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ticketgate.contract.clauses import Node
    from ticketgate.contract.model import Contract
    from ticketgate.mock.faults.fault import BodyChange

_OF_TYPE: Mapping[str, Any] = {
    "string": "text",
    "integer": 7,
    "number": 0.5,
    "boolean": True,
    "array": [],
    "object": {},
}
_UNKNOWN_WORD = "undocumented"
_BEYOND: Mapping[str, Mapping[str, float]] = {
    "confidence": {"negative": -0.01, "above": 1.01, "percent": 85},
    "": {"negative": -1, "far": -(2**31)},
}
"""Values outside the bounds, by the member; `""` stands for those that count something."""


def structural_faults(contract: Contract) -> Iterator[Fault]:
    """Yield the faults that break structural clauses, in the order of the contract."""
    for form in contract.representations.values():
        for node in form.node.walk():
            for clause, says, variant, change in _of_node(node):
                yield Fault(f"{clause}={variant}", clause, says, {form.name: change})


_Made = tuple[str, str, str, "BodyChange"]
"""Clause, what the server does, variant, change."""


def _of_node(node: Node) -> Iterator[_Made]:
    here = node.place or "the body"
    for kind, clause in node.clauses.items():
        if kind is Kind.UNDOCUMENTED:
            says = f"adds a member to {here} that nobody documented"
            yield clause, says, "added", adding(node.place, "undocumentedMember", 1)
            continue
        for variant, says, new in _OF_KIND[kind](node):
            yield clause, f"sends {here} {says}", variant, replacing(node.place, new)
    for name, clause in node.presence.items():
        yield clause, f"leaves out {_below(node, name)}", "dropped", dropping(node.place, name)
    for name, clause in node.absence.items():
        says = f"gives away {_below(node, name)}"
        yield clause, says, "leaked", adding(node.place, name, "text")
        yield clause, f"{says}, as null", "null", adding(node.place, name, None)


_Value = tuple[str, str, "Callable[[Any], Any]"]
"""Variant, how the value is sent, and the value made of the present one."""


def _nulls(_: Node) -> Iterator[_Value]:
    yield "null", "as null", _constantly(None)


def _types(node: Node) -> Iterator[_Value]:
    """Give a value of each JSON type that the node does not allow; a whole number is a number too."""
    for name, value in _OF_TYPE.items():
        if name not in node.types and not (name == "integer" and "number" in node.types):
            article = "an" if name[0] in "aio" else "a"
            word = "number with a fraction" if name == "number" else name
            yield name, f"as {article} {word}", _constantly(value)


def _enums(node: Node) -> Iterator[_Value]:
    allowed = [value for value in node.enum or () if value is not None]
    if isinstance(allowed[0], str):
        yield "unknown", "with a value that nobody documented", _constantly(_UNKNOWN_WORD)
        yield from (
            (variant, says, partial(_respelt, respell, allowed[0])) for variant, says, respell in _SPELLINGS
        )
    else:
        unknown = not allowed[0] if isinstance(allowed[0], bool) else max(allowed) + 1
        yield "unknown", "with a value that nobody documented", _constantly(unknown)
        yield "text", "as text", lambda value: str(value).lower()
    if node.enum and None in node.enum:
        yield "null-as-text", "as the text null", _constantly("null")
    own = _name_of_type(allowed[0])
    for name, value in _OF_TYPE.items():
        if name not in (own, "string"):
            yield name, f"as {name}", _constantly(value)


_SPELLINGS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("case", "in other case", str.swapcase),
    ("blank-before", "with a blank before it", lambda value: f" {value}"),
    ("blank-after", "with a blank after it", lambda value: f"{value} "),
    ("empty", "as an empty string", lambda _: ""),
)


def _formats(node: Node) -> Iterator[_Value]:
    assert node.format is not None  # a format clause has one
    yield from MALFORMED[node.format]


def _ranges(node: Node) -> Iterator[_Value]:
    beyond = _BEYOND.get(node.place.rpartition(".")[2], _BEYOND[""])
    for variant, value in beyond.items():
        yield variant, f"outside its range ({value})", _constantly(value)


_OF_KIND: Mapping[Kind, Callable[[Node], Iterator[_Value]]] = {
    Kind.NULLABILITY: _nulls,
    Kind.TYPE: _types,
    Kind.ENUM: _enums,
    Kind.FORMAT: _formats,
    Kind.RANGE: _ranges,
}


def _constantly(value: Any) -> Callable[[Any], Any]:
    return lambda _: value.copy() if isinstance(value, list | dict) else value


def _respelt(respell: Callable[[str], str], otherwise: str, value: Any) -> str:
    return respell(value if isinstance(value, str) else otherwise)


def _name_of_type(value: Any) -> str:
    return next(name for name, sample in _OF_TYPE.items() if type(sample) is type(value))


def _below(node: Node, name: str) -> str:
    return f"{node.place}.{name}" if node.place else name
