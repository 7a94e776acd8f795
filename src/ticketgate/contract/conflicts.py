"""Where the sources of the contract contradict each other or say nothing, and what the contract decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ticketgate.contract.clauses import Clause
from ticketgate.contract.documents import Documents
from ticketgate.contract.shapes import refuse_misshapen

__all__ = ["Conflict", "conflicts_of"]

_DOCUMENT: Final = "conflicts.yaml"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One contradiction (C), difference between generations (D) or open question (Q) of the sources."""

    number: str
    about: str
    decided: str


def conflicts_of(documents: Documents, clauses: Iterable[Clause]) -> Mapping[str, Conflict]:
    """Return the conflicts by number, in the order of the document.

    Raises DocumentError for one that is said wrongly, and for a clause that names one that does not exist.
    """
    said = documents.contents.get(_DOCUMENT, {})
    refuse_misshapen(documents, "conflicts", _DOCUMENT, said)
    for clause in clauses:
        if unknown := [number for number in clause.conflicts if number not in said]:
            raise clause.written.error(f"{clause.id} names {unknown[0]}, which specs/{_DOCUMENT} lacks")
    return MappingProxyType({number: Conflict(number, **words) for number, words in said.items()})
