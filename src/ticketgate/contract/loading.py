"""Loads ``specs/`` once into a frozen Contract: operations, clauses and compiled validators."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs

from ticketgate.contract.clauses import Clause
from ticketgate.contract.conflicts import conflicts_of
from ticketgate.contract.derivation import derive
from ticketgate.contract.documents import Documents, bundled_specs, read_documents, uri
from ticketgate.contract.forms import COMPACT, FULL, PAGE, Form, forms_of
from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation, operations_of
from ticketgate.contract.overlay_actions import overlaid
from ticketgate.contract.overlays import OverlayFile, overlay_from, read_overlay
from ticketgate.contract.promises import RELATIONS, promises_of
from ticketgate.contract.representations import Representation, compile_form, with_usual_formats
from ticketgate.contract.vetting import refuse_unchecked
from ticketgate.errors import DocumentError

__all__ = [
    "adapted_by",
    "contract_at",
    "contract_of",
    "default_contract",
    "load",
    "unadapted",
]


_OPENAPI: Final = "openapi.yaml"


@cache
def default_contract() -> Contract:
    """Return the contract that comes with the package, read once per process."""
    return load(bundled_specs())


def load(root: Path, overlays: Sequence[str] = ()) -> Contract:
    """Read the contract in the folder root, with overlays applied to it in this order.

    An overlay is a file, or the name of one that comes with the contract. Raises DocumentError, naming file
    and line, for anything that would go unchecked, UsageError for an overlay that cannot be read.
    """
    documents = read_documents(root)
    if not overlays:
        return _checked(documents)
    files = [read_overlay(documents, named) for named in overlays]
    adapted = overlaid(documents, files)
    try:
        return _checked(adapted)
    except DocumentError as error:
        raise _blamed(documents, files, error) from None


def adapted_by(contract: Contract, text: bytes) -> Contract:
    """Return the contract as an overlay adapts it that is no file yet; raises DocumentError as load does."""
    name = "the overlay"
    overlay = overlay_from(contract.documents, name, text, name)
    return _checked(overlaid(contract.documents, [overlay]))


def _checked(documents: Documents) -> Contract:
    refuse_unchecked(documents)
    return contract_of(documents)


def _blamed(documents: Documents, files: Sequence[OverlayFile], error: DocumentError) -> DocumentError:
    """Return the error under the action that brought it about: the last one before which there was none.

    The error itself when it names an overlay already, and when the contract is refused without any action.
    """
    actions = [action for file in files for action in file.actions]
    if error.path in {action.file for action in actions}:
        return error
    for count in reversed(range(len(actions))):
        try:
            _checked(overlaid(documents, files, count))
        except DocumentError:
            continue
        return actions[count].at().error(f"the contract is refused after this action: {error}")
    return error


def contract_at(folder: str | None, overlays: Sequence[str] = ()) -> Contract:
    """Return the contract in a folder that a user named, that of the package for None; each is read once.

    Overlays are applied to it as ``load`` does.
    """
    if not overlays:
        return default_contract() if folder is None else _loaded(Path(folder), ())
    return _loaded(bundled_specs() if folder is None else Path(folder), tuple(overlays))


def unadapted(contract: Contract) -> Contract:
    """Return the contract as it is without its overlays."""
    root = contract.documents.root
    if not contract.documents.overlays:
        return contract
    return default_contract() if root == bundled_specs() else _loaded(root, ())


@cache
def _loaded(root: Path, overlays: tuple[str, ...]) -> Contract:
    return load(root, overlays)


def contract_of(documents: Documents) -> Contract:
    """Make the contract that documents state; raises as ``load`` does."""
    forms = forms_of(documents)
    resources = _resources(documents, forms)
    registry = jsonschema_rs.Registry([(uri(path), content) for path, content in resources.items()])
    usual = jsonschema_rs.Registry(
        [(uri(path), with_usual_formats(each)) for path, each in resources.items()]
    )
    clauses: dict[str, Clause] = {}
    representations: dict[str, Representation] = {}
    for form in forms.values():
        node, derived = derive(documents, form, forms[COMPACT].document)
        _add(clauses, derived)
        representations[form.name] = compile_form(form.name, form.document, node, registry, usual)
    _refuse_equal_rules(representations[FULL], clauses)
    operations = operations_of(documents, forms, representations)
    promises = []
    for promise, derived in promises_of(documents, forms, representations, operations):
        _add(clauses, derived)
        promises.append(promise)
    searching = _only(documents, operations, lambda each: each.search is not None, "searches (x-search)")
    reading = _only(documents, operations, lambda each: each.form == FULL, f"answers with the form {FULL}")
    return Contract(
        documents=documents,
        version="+".join((str(documents.contents[_OPENAPI]["info"]["version"]), *documents.overlays)),
        digest=documents.digest[:12],
        clauses=MappingProxyType(clauses),
        forms=forms,
        representations=MappingProxyType(representations),
        operations=operations,
        searching=searching,
        reading=reading,
        promises=tuple(promises),
        resources=MappingProxyType(resources),
        conflicts=conflicts_of(documents, clauses.values()),
        unheld=MappingProxyType(documents.contents.get(RELATIONS, {}).get("unheld", {})),
    )


def _only(
    documents: Documents, operations: Mapping[str, Operation], fits: Callable[[Operation], bool], does: str
) -> Operation:
    """Return the one operation that does something; raises DocumentError when there is none or another."""
    found = [each for each in operations.values() if fits(each)]
    if len(found) != 1:
        raise documents.error(_OPENAPI, ("paths",), f"one operation {does}, here are {len(found)}")
    return found[0]


def _add(clauses: dict[str, Clause], new: list[Clause]) -> None:
    for clause in new:
        if clause.id in clauses:
            first = clauses[clause.id].written
            raise clause.written.error(f"the clause {clause.id} is stated here and at {first} already")
        clauses[clause.id] = clause


def _resources(documents: Documents, forms: Mapping[str, Form]) -> dict[str, Any]:
    """Return the schema documents to validate with: of a page, its rows are judged apart, as themselves."""
    resources = {path: documents.contents[path] for path in documents.schemas}
    path = forms[PAGE].document
    page = resources[path]
    members = {
        name: {key: value for key, value in member.items() if key != "items"}
        if _lists_rows(documents, path, name, forms[COMPACT].document)
        else member
        for name, member in page.get("properties", {}).items()
    }
    resources[path] = {**page, "properties": members}
    return resources


def _lists_rows(documents: Documents, path: str, name: str, rows: str) -> bool:
    member = documents.get(path, ("properties", name))
    items = member.get("items") if isinstance(member, dict) else None
    if not (isinstance(items, dict) and "$ref" in items):
        return False
    return documents.resolve(path, ("properties", name, "items"))[0] == rows


def _refuse_equal_rules(full: Representation, clauses: Mapping[str, Clause]) -> None:
    seen: dict[str, str] = {}
    for rule in full.rules.values():
        body = repr((rule.operands, rule.schema.get("if"), rule.schema.get("then")))
        if body in seen:
            clause = clauses[rule.clause]
            raise clause.written.error(f"the rule {clause.id} says what {seen[body]} says already")
        seen[body] = rule.clause
