"""The operations of the API: how each is asked for, what it answers, where values for its path come from."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote

from ticketgate.contract.clauses import Evidence
from ticketgate.contract.documents import Documents, Pointer
from ticketgate.contract.forms import COMPACT, PAGE, Form
from ticketgate.contract.places import top_member
from ticketgate.contract.representations import Representation
from ticketgate.contract.search_terms import SearchTerms, search_terms_of

__all__ = ["Operation", "Parameter", "ValueSource", "operations_of"]

_OPENAPI: Final = "openapi.yaml"
_JSON: Final = "application/json"
_METHODS: Final = frozenset("get put post delete options head patch trace".split())
_TEMPLATE: Final = re.compile(r"\{([^}]+)\}")
#: What may stand in the place of a parameter of the path: one segment of a URL (RFC 3986).
_SEGMENT: Final = r"((?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)"
#: How clients spell the values of a boolean parameter.
_BOOLEANS: Final = ("true", "false")
_LINK: Final = re.compile(r"\$response\.body#((?:/[^/]+)+)")
#: Of the greatest whole number in any database; greater ones are asked for to see what a server makes of
#: them.
_ANY_ID: Final = range(1, 2**63)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, and what a caller has to know of it.

    ``always`` is the value that is sent with every request, since any other changes something. One that is
    ``never`` sent changes something whatever its value; one that is ``costly`` is for a mock. ``completes``
    are members of the answer that come whole only when it is true, each with the members that are left of it
    otherwise; ``fills`` are places that have a value only then, ``changes`` those whose value may be another
    one. ``values`` are what can be sent, and ``default`` is what a server takes where nothing is.
    """

    name: str
    in_path: bool
    always: str | None = None
    never: bool = False
    costly: bool = False
    completes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fills: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    default: str | None = None
    #: Whether it is published, and not only known from clients.
    published: bool = False
    #: Whether a parameter that is always sent may be left to single requests, to put it to the test.
    otherwise: bool = False
    #: The numbers that can be an id at all; others a server may call invalid instead of unknown.
    plausible: range = _ANY_ID


@dataclass(frozen=True, slots=True)
class ValueSource:
    """Where values for a path come from: a place in the bodies of a form, such as ``tagIds[]``."""

    form: str
    place: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Operation:
    """A read that the API offers, by its operation id; there is one object of each in a contract.

    ``path`` is the template (``/ticket/{ticketId}``), ``form`` the representation of the body of a success,
    None where no schema says. ``body`` is the document that describes what it is asked with. ``search`` is
    there for the one operation that searches. ``cookie`` is the name of the session cookie, where one
    authenticates.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    form: str | None
    statuses: tuple[str, ...]
    body: str | None
    cookie: str | None
    #: The parameters of all operations that a caller has no say in, in lower case.
    not_for_callers: frozenset[str] = frozenset()
    search: SearchTerms | None = None
    source: ValueSource | None = None

    def __str__(self) -> str:
        return self.id

    def __repr__(self) -> str:
        return self.id

    @property
    def key(self) -> Parameter | None:
        """The parameter of the path, None for a path without one."""
        return next((each for each in self.parameters if each.in_path), None)

    def path_of(self, value: str) -> str:
        """Return the path for a value of its parameter, percent-encoded already."""
        return _TEMPLATE.sub(lambda _: value, self.path)

    def segment(self, path: str) -> str | None:
        """Return what stands in a path for the parameter; the empty text in a path that has none.

        The path starts after the base URL. None when it is not of this operation.
        """
        match = re.fullmatch(_pattern(self.path), path)
        if match is None:
            return None
        return match[1] if match.groups() else ""

    def takes(self, method: str, path: str) -> bool:
        """Tell whether a request by this method to this path asks for this operation and can mean no other.

        A server may decode the segment before it looks for its route: one that holds a slash or leads upwards
        then asks for something else.
        """
        segment = self.segment(path)
        if method != self.method or segment is None:
            return False
        decoded = unquote(segment)
        return decoded not in {".", ".."} and "/" not in decoded and "\\" not in decoded

    def found_in(self, method: str, path: str) -> str | None:
        """Return the path after the base URL of a whole path that ends like this operation's, else None."""
        match = re.fullmatch(rf".*?({_pattern(self.path, r'[^/]+')})", path)
        return match[1] if match and method == self.method else None

    @property
    def always(self) -> tuple[tuple[str, str], ...]:
        """The query that goes with every request."""
        return tuple((each.name, each.always) for each in self.parameters if each.always is not None)

    @property
    def optional(self) -> frozenset[str]:
        """The parameters that are always sent but for single requests that put them to the test."""
        return frozenset(each.name for each in self.parameters if each.otherwise)

    @property
    def completing(self) -> tuple[Parameter, ...]:
        """The parameters without which members of the answer are missing or reduced."""
        return tuple(each for each in self.parameters if each.completes)

    @property
    def filling(self) -> tuple[Parameter, ...]:
        """The parameters without which places of the answer have no value."""
        return tuple(each for each in self.parameters if each.fills)

    def is_not_for_callers(self, name: str) -> bool:
        """Tell whether a parameter is never sent, or with one value alone, by this operation or another.

        The name is read as loosely as a server may: ``Refresh``, `` refresh`` and ``refresh[]`` can mean one
        thing.
        """
        return name.partition("[")[0].strip().casefold() in self.not_for_callers


def operations_of(
    documents: Documents, forms: Mapping[str, Form], representations: Mapping[str, Representation]
) -> Mapping[str, Operation]:
    """Return the operations by their ids.

    Raises DocumentError for an operation without an id, one that may change something (neither ``GET`` nor
    ``x-safe``), several parameters in one path, and for a link that leads nowhere.
    """
    by_document = {form.document: name for name, form in forms.items()}
    sources = dict(_sources(documents, by_document, representations))
    found: dict[str, Operation] = {}
    for at, said in _said(documents):
        operation = _operation(documents, at, said, by_document, representations, sources)
        if operation.id in found:
            raise documents.error(_OPENAPI, (*at, "operationId"), f"the id {operation.id} is given twice")
        found[operation.id] = operation
    return MappingProxyType(found)


def _said(documents: Documents) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    """Yield each operation with its pointer."""
    for path, methods in documents.contents[_OPENAPI].get("paths", {}).items():
        for method, said in methods.items():
            at = ("paths", path, method)
            if method not in _METHODS:
                continue
            if not isinstance(said.get("operationId"), str):
                raise documents.error(_OPENAPI, at, "an operation needs an operationId")
            if method != "get" and said.get("x-safe") is not True:
                problem = "only reads are tested: say x-safe: true if this changes nothing, or leave it out"
                raise documents.error(_OPENAPI, at, problem)
            yield at, said


def _operation(  # noqa: PLR0913, PLR0917 - private: the parts of the document it is made of
    documents: Documents,
    at: Pointer,
    said: Mapping[str, Any],
    forms: Mapping[str, str],
    representations: Mapping[str, Representation],
    sources: Mapping[str, ValueSource],
) -> Operation:
    _, path, method = at
    parameters = tuple(
        _parameter(documents, (*at, "parameters", i), each) for i, each in enumerate(_listed(said))
    )
    in_path = [each.name for each in parameters if each.in_path]
    if sorted(in_path) != sorted(_TEMPLATE.findall(str(path))) or len(in_path) > 1:
        problem = (
            f"the path has to name its parameters, one at most; these are in the path: {', '.join(in_path)}"
        )
        raise documents.error(_OPENAPI, at, problem)
    name = said["operationId"]
    if in_path and name not in sources:
        problem = (
            f"nothing says where values of {in_path[0]} come from; another answer needs a link to {name}"
        )
        raise documents.error(_OPENAPI, at, problem)
    request = _schema(documents, (*at, "requestBody"), said.get("requestBody"))
    if request is not None and "x-search" not in documents.contents[request]:
        problem = "only a search is asked with a body: its schema says x-search"
        raise documents.error(_OPENAPI, (*at, "requestBody"), problem)
    is_search = request is not None and "x-search" in documents.contents[request]
    form = forms.get(
        _schema(documents, (*at, "responses", "200"), said.get("responses", {}).get("200")) or ""
    )
    _refuse_unknown_members(documents, at, parameters, representations[form] if form else None)
    return Operation(
        id=name,
        method=str(method).upper(),
        path=str(path),
        parameters=parameters,
        form=form,
        statuses=tuple(said.get("responses", ())),
        body=request,
        cookie=_cookie(documents.contents[_OPENAPI]),
        not_for_callers=_not_for_callers(documents),
        search=search_terms_of(
            documents,
            str(request),
            representations[PAGE],
            representations[COMPACT],
            _plausible_ids(documents),
        )
        if is_search
        else None,
        source=sources.get(name),
    )


def _listed(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    parameters: list[Mapping[str, Any]] = said.get("parameters", [])
    return parameters


def _parameter(documents: Documents, at: Pointer, said: Mapping[str, Any]) -> Parameter:
    kinds = {"x-completes": dict, "x-fills": list, "x-changes": list, "x-plausible": dict, "x-always": str}
    for key, kind in kinds.items():
        if key in said and not isinstance(said[key], kind):
            raise documents.error(_OPENAPI, (*at, key), f"{key} is no {kind.__name__}")
    if "x-otherwise" in said and "x-always" not in said:
        problem = "x-otherwise is said of a parameter that is always sent: add x-always, or leave it out"
        raise documents.error(_OPENAPI, (*at, "x-otherwise"), problem)
    plausible, written = said.get("x-plausible"), said.get("schema")
    schema = written if isinstance(written, dict) else {}
    default = schema.get("default")
    return Parameter(
        name=said["name"],
        in_path=said["in"] == "path",
        always=said.get("x-always"),
        never="x-never" in said,
        costly="x-costly" in said,
        completes={name: frozenset(left) for name, left in said.get("x-completes", {}).items()},
        fills=tuple(said.get("x-fills", ())),
        changes=tuple(said.get("x-changes", ())),
        values=_BOOLEANS if schema.get("type") == "boolean" else tuple(_listed_example(said)),
        default=None if default is None else json.dumps(default),
        published=said.get("x-evidence") == Evidence.PUBLISHED,
        otherwise="x-otherwise" in said,
        plausible=range(plausible["minimum"], plausible["maximum"] + 1) if plausible else _ANY_ID,
    )


def _listed_example(said: Mapping[str, Any]) -> list[str]:
    return [str(said["example"])] if "example" in said else []


def _refuse_unknown_members(
    documents: Documents, at: Pointer, parameters: Sequence[Parameter], form: Representation | None
) -> None:
    """Refuse parameters that are said to concern members which the answer does not have."""
    members = form.node.members if form else {}
    for i, each in enumerate(parameters):
        for place in (*each.completes, *each.fills, *each.changes):
            if top_member(place) not in members:
                problem = f"{each.name} concerns {place}, which is in no answer of this operation"
                raise documents.error(_OPENAPI, (*at, "parameters", i), problem)


def _schema(documents: Documents, at: Pointer, said: Any) -> str | None:
    """Return the document that describes the JSON body of a request or response, None where none does."""
    reference = (said or {}).get("content", {}).get(_JSON, {}).get("schema", {}).get("$ref")
    if reference is None:
        return None
    path, _ = documents.resolve(_OPENAPI, (*at, "content", _JSON, "schema"))
    return path


def _sources(
    documents: Documents, forms: Mapping[str, str], representations: Mapping[str, Representation]
) -> Iterator[tuple[str, ValueSource]]:
    """Yield, by operation, where the first link to it says that the value in its path comes from."""
    found = set()
    for at, said in _said(documents):
        for status, response in said.get("responses", {}).items():
            for name, link in response.get("links", {}).items():
                target = link.get("operationId")
                here = (*at, "responses", status, "links", name)
                form = forms.get(_schema(documents, (*at, "responses", status), response) or "")
                for expression in link.get("parameters", {}).values():
                    if target not in found:
                        found.add(target)
                        yield target, _source(documents, here, expression, form, representations)


def _source(
    documents: Documents,
    at: Pointer,
    expression: Any,
    form: str | None,
    representations: Mapping[str, Representation],
) -> ValueSource:
    """Return what the expression of a link leads to: any item of an array stands for all of them."""
    match = _LINK.fullmatch(str(expression))
    if match is None or form is None:
        problem = "a link takes its value from the body of an answer: $response.body#/tickets/0/id"
        raise documents.error(_OPENAPI, (*at, "parameters"), problem)
    place = ""
    for step in match[1].split("/")[1:]:
        place = f"{place}[]" if step.isdigit() else f"{place}.{step}".removeprefix(".")
    for name, inner in ((COMPACT, _within_rows(place)), (form, place)):
        if inner is not None and any(node.place == inner for node in representations[name].node.walk()):
            return ValueSource(name, inner)
    raise documents.error(_OPENAPI, (*at, "parameters"), f"the form {form} has no place {place}")


def _within_rows(place: str) -> str | None:
    """Return the place within a row that a place of a page leads to, None when it leads into no row."""
    _, sign, inner = place.partition("[].")
    return inner if sign else None


def _plausible_ids(documents: Documents) -> range:
    """Return the numbers that the id of what a search lists can be, as the parameter that takes it says."""
    parameters = (_parameter(documents, at, each) for at, said in _said(documents) for each in _listed(said))
    return next((each.plausible for each in parameters if each.in_path), _ANY_ID)


def _not_for_callers(documents: Documents) -> frozenset[str]:
    said = (each for _, said in _said(documents) for each in _listed(said))
    return frozenset(each["name"].casefold() for each in said if "x-never" in each or "x-always" in each)


def _cookie(openapi: Mapping[str, Any]) -> str | None:
    schemes = openapi.get("components", {}).get("securitySchemes", {}).values()
    return next((each["name"] for each in schemes if each.get("in") == "cookie"), None)


def _pattern(template: str, segment: str = _SEGMENT) -> str:
    fixed = [re.escape(part) for part in _TEMPLATE.split(template)[::2]]
    return segment.join(fixed)
