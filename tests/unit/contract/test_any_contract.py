"""Whatever is wrong in a contract, it is refused with file and line, or it can be used."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.samples import SPECS
from ticketgate.contract.bundle import bundle
from ticketgate.contract.documents import Documents, read_documents
from ticketgate.contract.loading import contract_of
from ticketgate.contract.partitions import universe
from ticketgate.contract.vetting import refuse_unchecked
from ticketgate.errors import DocumentError
from ticketgate.judging.judge import Judge
from ticketgate.mock.faults.finding import faults_of

if TYPE_CHECKING:
    from ticketgate.contract.documents import Pointer

DOCUMENTS = read_documents(SPECS)
PLACES = sorted(((path, at) for path, lines in DOCUMENTS.lines.items() for at in lines if at), key=repr)
EXAMPLE = (*("components", "responses", "NotFound", "content", "application/json", "examples", "unknownId"),)
#: In the place of a node: nothing, the node under another name, and a value of each type.
DELETED, RENAMED = object(), object()
VALUES = (DELETED, RENAMED, None, True, 7, "text", [], {}, ["text"], {"text": []})


def changed(path: str, at: Pointer, value: Any) -> Documents:
    content = _changed(DOCUMENTS.contents[path], at, value)
    contents = MappingProxyType({**DOCUMENTS.contents, path: content})
    return Documents(contents, DOCUMENTS.lines, DOCUMENTS.digest, DOCUMENTS.root)


def _changed(node: Any, at: Pointer, value: Any) -> Any:
    step, rest = at[0], at[1:]
    if isinstance(node, list):
        items = [
            (_changed(each, rest, value) if rest else value) if i == step else each
            for i, each in enumerate(node)
        ]
        return [each for each in items if each not in (DELETED, RENAMED)]
    pairs = (
        (name, _changed(each, rest, value) if name == step and rest else each) for name, each in node.items()
    )
    if rest:
        return dict(pairs)
    if value is RENAMED:
        return {f"{name}Renamed" if name == step else name: each for name, each in pairs}
    return {
        name: value if name == step else each for name, each in pairs if name != step or value is not DELETED
    }


def use(documents: Documents) -> None:
    """Do with a contract what each command does first."""
    refuse_unchecked(documents)
    contract = contract_of(documents)
    Judge(contract)
    assert contract.server
    assert universe(contract)
    assert bundle(contract)
    assert faults_of(contract)


@settings(max_examples=60)
@given(st.sampled_from(PLACES), st.sampled_from(VALUES))
def test_any_change_is_refused_with_its_line_or_can_be_used(place: tuple[str, Pointer], value: Any) -> None:
    try:
        use(changed(*place, value))
    except DocumentError as error:
        said = str(error)
    else:
        return
    assert re.match(r"specs/[\w/-]+\.yaml:\d+: .|specs/relations.yaml: no promise here for", said)


@pytest.mark.parametrize(
    ("path", "at", "value", "said"),
    [
        ("schemas/search-page.yaml", ("properties", "tickets"), RENAMED, r"tickets"),
        ("schemas/search-page.yaml", ("properties", "tickets"), DELETED, r"tickets"),
        ("schemas/search-page.yaml", ("properties", "total"), RENAMED, r"total"),
        ("schemas/ticket-compact.yaml", ("properties", "id"), DELETED, r"id"),
        ("schemas/search-request.yaml", ("x-search", "page", "rows"), "hits", r"no member 'hits'"),
        ("schemas/search-request.yaml", ("x-search", "row", "id"), "number", r"no member 'number'"),
        (
            "openapi.yaml",
            (*EXAMPLE, "externalValue"),
            "gone.json",
            r"cannot read the example gone.json: No such",
        ),
        ("openapi.yaml", (*EXAMPLE, "externalValue"), "openapi.yaml", r"the example openapi.yaml is no JSON"),
        ("schemas/ticket-fields.yaml", ("$defs", "success", "enum"), [], r"no value is listed here"),
        ("openapi.yaml", ("servers",), DELETED, r'"servers" is a required property'),
        ("openapi.yaml", ("servers",), [], r"servers: what stands here has less than 1 item"),
        ("openapi.yaml", ("paths",), [], r'paths: what stands here is not of type "object"'),
        ("relations.yaml", ("relations",), "text", r'relations: what stands here is not of type "array"'),
        (
            "relations.yaml",
            ("relations", 0, "operands"),
            7,
            r'relations\.0\.operands: .* not of type "array"',
        ),
    ],
)
def test_what_the_engine_reads_is_missed_where_it_should_stand(
    path: str, at: Pointer, value: Any, said: str
) -> None:
    with pytest.raises(DocumentError, match=said):
        use(changed(path, at, value))
