"""What judging shows: findings and observations, in words that show no value."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ticketgate.contract.wording import in_number
from ticketgate.exchange.request import Request
from ticketgate.judging.relations.judgements import Judgement


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause broken at a place.

    An example, without its request: ``Finding("full:tags[].color/enum", "tags[].color", "is an integer",
    "/tags/1/color", 371180)``.
    """

    clause: str
    #: Where in the body, array steps as ``[]``; empty for the whole of it, or for the answer as such.
    place: str
    #: What is there instead, without the value.
    detail: str
    #: The JSON Pointer of the first value that shows it.
    pointer: str
    #: The id of the ticket, None where it is about none.
    ticket: int | None = None
    #: What was asked; None for what nobody asked for.
    request: Request | None = None
    #: The file that a saved body was read from.
    source: str = ""
    #: Whether the second validation library sees no fault there.
    disputed: bool = False
    #: The requests whose answers disagree with that of ``request``.
    others: tuple[Request, ...] = ()
    #: In which way the clause is broken, where ``detail`` says more than that, such as a length.
    way: str = ""

    @property
    def variant(self) -> str:
        """In which way the clause is broken, in words free of values: ``waiting``, ``an integer``."""
        return self.way or self.detail

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two findings the same: clause and place."""
        return self.clause, self.place


@dataclass(frozen=True, slots=True)
class Observation:
    """What judging one thing showed.

    A ticket that is open, for example: ``Observation("full", 371180, {"full:status/enum", ...}, {},
    {"full:status=open", ...}, ())``.
    """

    #: What was judged: a form of a body (``full``, ``compact``, ``search``), the answer of an operation
    #: (``getTicket``, ``searchTickets``), ``pair``, ``searches`` or ``reading``.
    subject: str
    #: The id of the ticket judged, None where it is none.
    ticket: int | None
    #: The ids of the clauses that were put to the test and judged.
    exercised: AbstractSet[str]
    #: The ids of those that were put to the test and could not be judged.
    undecided: AbstractSet[str]
    #: The ids of the partitions that were seen.
    partitions: AbstractSet[str]
    findings: tuple[Finding, ...]
    #: What was found once and could not be looked at again: its clauses are among the undecided.
    unconfirmed: tuple[Finding, ...] = ()
    #: The ticket, row or page that was judged, None where it was an answer as such or several things.
    body: Any = field(default=None, repr=False, compare=False)

    def from_source(self, source: str) -> "Observation":
        """Return the observation with findings that say which file, or which part of one, shows them."""
        if not (self.findings or self.unconfirmed):
            return self
        found, unconfirmed = (
            tuple(replace(finding, source=source) for finding in findings)
            for findings in (self.findings, self.unconfirmed)
        )
        return replace(self, findings=found, unconfirmed=unconfirmed)


#: Numbers up to which a code of a scale is shown. The scales of a contract are short, ids are not.
_LARGEST_CODE: Final = 999
_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}", re.ASCII)


def findings_of(
    clause: str, judgement: Judgement, ticket: int | None, request: Request | None
) -> Iterator[Finding]:
    """Yield a finding for each disagreement; what is said of several items points at none of them."""
    for found in judgement or ():
        exact = found.place and "[]" not in found.place
        pointer = "/" + found.place.replace(".", "/") if exact else ""
        yield Finding(clause, found.place, found.detail, pointer, ticket, request, way=found.way)


def shown(name: str) -> str:
    """Return a member name or enum token if it may be shown, else a description of it.

    Names that look like identifiers carry no customer data; anything else might.
    """
    return name if is_identifier(name) else f"<name of {in_number(len(name), 'character')}>"


def is_identifier(text: str) -> bool:
    """Tell whether a text looks like an identifier, which carries no customer data."""
    return _IDENTIFIER.fullmatch(text) is not None


def harmless(value: Any, *, of_scale: bool) -> tuple[str, str]:
    """Say what a value is, and in which variant; shown is what tells nothing of a customer.

    That is a boolean, or a code where the contract has a scale.
    """
    if isinstance(value, bool):
        shown_value = str(value).lower()
    elif of_scale and is_code(value):
        shown_value = str(value)
    else:
        return f"is {kind_of_value(value)}", type_of_value(value)
    return f"is {shown_value}", shown_value


def is_code(value: Any) -> bool:
    """Tell whether a number is a short whole one; a fraction may be a coordinate or a sum of money."""
    return is_number(value) and isinstance(value, int) and abs(value) <= _LARGEST_CODE


def is_number(value: Any) -> bool:
    """Tell whether a value is a number of JSON; a boolean is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def kind_of_value(value: Any) -> str:
    """Say what a value is, and how long, without showing it."""
    kind = type_of_value(value)
    noun = _PARTS.get(kind)
    return f"{kind} of {in_number(len(value), noun)}" if noun else kind


def type_of_value(value: Any) -> str:
    """Say of which JSON type a value is."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string" if value else "an empty string"
    if isinstance(value, (int, float)):
        return "an integer" if isinstance(value, int) else "a number with a fraction"
    return "an array" if isinstance(value, list) else "an object"


#: What a value consists of, by its type.
_PARTS: Final = {"a string": "character", "an array": "item", "an object": "member"}
