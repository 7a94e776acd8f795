"""The contract as one frozen value, ready to judge with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ticketgate.contract.clauses import Clause
from ticketgate.contract.documents import Documents
from ticketgate.contract.filter_keys import FilterKey
from ticketgate.contract.promises import Promise
from ticketgate.contract.representations import Representation


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """Everything the API promises, ready to judge with.

    ``clauses`` is in the order of the documents; ``resources`` are the schemas by path, as validated;
    ``unheld`` says of the API's known rules that no clause holds (R-numbers) why none does; ``filters``
    are the keys of a search whose values a row shows.
    """

    documents: Documents
    version: str
    digest: str
    clauses: Mapping[str, Clause]
    representations: Mapping[str, Representation]
    promises: tuple[Promise, ...]
    resources: Mapping[str, Any]
    unheld: Mapping[str, str]
    filters: Mapping[str, FilterKey]

    @property
    def openapi(self) -> Mapping[str, Any]:
        """The OpenAPI document as written, with its references to other files."""
        document: Mapping[str, Any] = self.documents.contents["openapi.yaml"]
        return document
