"""The contract as one frozen value, ready to judge with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ticketgate.contract.clauses import Clause
from ticketgate.contract.conflicts import Conflict
from ticketgate.contract.documents import Documents
from ticketgate.contract.forms import COMPACT, Form
from ticketgate.contract.operations import Operation
from ticketgate.contract.promises import Promise
from ticketgate.contract.representations import Representation
from ticketgate.contract.search_terms import FilterKey, SearchTerms


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """Everything the API promises, ready to judge with.

    ``version`` is that of the OpenAPI document, with the names of the overlays that were applied
    (``1+generation-2``). ``clauses`` is in the order of the documents; ``resources`` are the schemas by
    path, as validated; ``conflicts`` are those of the sources, by number; ``unheld`` says of the API's known
    rules that no clause holds (R-numbers) why none does. ``searching`` is the operation that finds tickets
    and ``reading`` the one that answers with a full one; both are among ``operations``.
    """

    documents: Documents
    version: str
    digest: str
    clauses: Mapping[str, Clause]
    forms: Mapping[str, Form]
    representations: Mapping[str, Representation]
    operations: Mapping[str, Operation]
    searching: Operation
    reading: Operation
    promises: tuple[Promise, ...]
    resources: Mapping[str, Any]
    conflicts: Mapping[str, Conflict]
    unheld: Mapping[str, str]

    @property
    def openapi(self) -> Mapping[str, Any]:
        """The OpenAPI document as written, with its references to other files."""
        document: Mapping[str, Any] = self.documents.contents["openapi.yaml"]
        return document

    @property
    def server(self) -> str:
        """The base URL of an instance, with `{instance}` in the place of its host."""
        url: str = self.openapi["servers"][0]["url"]
        return url

    @property
    def search(self) -> SearchTerms:
        """The words of a search."""
        assert self.searching.search is not None  # the loader sees to it
        return self.searching.search

    @property
    def filters(self) -> Mapping[str, FilterKey]:
        """The keys of a search whose values a row shows, sets of tags apart."""
        keys = self.search.keys.items()
        return {name: key for name, key in keys if key.place is not None and key.family != "tags"}

    @property
    def moving(self) -> frozenset[str]:
        """The places whose values change by themselves, by reading or from caller to caller (R74)."""
        nodes = (node for form in self.representations.values() for node in form.node.walk())
        return frozenset(node.place for node in nodes if "x-moves" in node.marks)

    @property
    def strata(self) -> tuple[str, ...]:
        """The members of a row whose values divide the tickets into strata."""
        members = self.representations[COMPACT].node.members.values()
        return tuple(node.place for node in members if "x-stratum" in node.marks)
