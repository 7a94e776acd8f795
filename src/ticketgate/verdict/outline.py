"""The contract as far as a report needs it: the places of each form, and which of them a clause reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from ticketgate.contract.clauses import Clause, Kind, Node
from ticketgate.contract.model import Contract

__all__ = ["Outline", "PlaceInForm", "clause_to_json", "outline_of"]

#: Kinds whose clause names no place: it reads several.
_OF_SEVERAL: Final = (Kind.RULE, Kind.RELATION, Kind.BEHAVIOUR)


@dataclass(frozen=True, slots=True)
class PlaceInForm:
    """What may stand at a place of a form; the empty place is the whole body."""

    form: str
    place: str
    types: tuple[str, ...]
    #: The values that may stand there, None for any.
    enum: tuple[Any, ...] | None
    format: str | None
    description: str

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "form": self.form,
            "place": self.place,
            "types": list(self.types),
            "enum": None if self.enum is None else list(self.enum),
            "format": self.format,
            "description": self.description,
        }


@dataclass(frozen=True, slots=True)
class Outline:
    """The places of all forms in the order of the documents, and by clause the places that it reads."""

    places: tuple[PlaceInForm, ...] = ()
    #: By the id of a rule or relation within one body.
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The names of the forms.
    forms: frozenset[str] = frozenset()


@lru_cache(maxsize=2)  # as often asked for as there are verdicts on one contract
def outline_of(contract: Contract) -> Outline:
    """Return the outline of a contract."""
    forms = contract.representations.items()
    places = (_place(contract, name, node) for name, form in forms for node in form.node.walk())
    return Outline(tuple(places), MappingProxyType(dict(_reads(contract))), frozenset(contract.forms))


def clause_to_json(clause: Clause, outline: Outline) -> dict[str, Any]:
    """Return what a clause promises as JSON values.

    What a place means is said with the place. ``example`` is an exchange that keeps a promise on requests and
    one that breaks it, null where a clause is on something else.
    """
    of_several, of_request = clause.kind in _OF_SEVERAL, clause.root not in outline.forms
    return {
        "id": clause.id,
        "place": clause.place,
        "kind": clause.kind,
        "level": clause.level.name,
        "evidence": clause.evidence,
        "promise": clause.title,
        "description": clause.description if of_several else "",
        "written": str(clause.written),
        "rules": list(clause.rules),
        "reads": list(outline.reads.get(clause.id, ())),
        "example": {"keeps": clause.keeps, "breaks": clause.breaks} if of_several and of_request else None,
    }


def _place(contract: Contract, form: str, node: Node) -> PlaceInForm:
    described = (contract.clauses[clause].description for clause in node.clauses.values())
    return PlaceInForm(
        form, node.place, node.types, node.enum, node.format, next(filter(None, described), "")
    )


def _reads(contract: Contract) -> Iterator[tuple[str, tuple[str, ...]]]:
    for form in contract.representations.values():
        for rule in form.rules.values():
            yield rule.clause, rule.operands
    for promise in contract.promises:
        for root in promise.on:
            yield promise.clause(root), promise.operands
