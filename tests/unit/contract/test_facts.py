"""Facts about the API stand in specs/ alone: the engine names no field, filter key, parameter or operation."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from support.samples import contract

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE: Final = Path(__file__).resolve().parents[3] / "src" / "ticketgate"
#: What may name members: the code of relations those that it reads, the mock what it serves.
MAY_NAME: Final = ("judging/relations/", "mock/")

#: Names that are words of something else as well, with the modules in which they are that. `id`, for one, is the id of
#: a clause wherever it stands here; in any other module it would be the member of a ticket.
_ROLES = ("contract/search_terms",)
HOMONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    # keywords of JSON Schema and of our extensions
    "properties": (
        "contract/diffing/changes_at_places",
        "contract/diffing/constraints",
        "contract/diffing/contract_diff",
        "contract/diffing/described_api",
        "contract/diffing/rule_values",
        "contract/diffing/schema_form",
        "contract/diffing/witness",
        "contract/amendments",
        "contract/derivation",
        "contract/loading",
        "contract/plain_bundle",
        "contract/search_terms",
        "contract/vetting",
        "judging/rule_words",
        "judging/second_opinion",
        "launch/configuration_schema",
        "planning/generated/refusals",
        "planning/sampling/ground",
        "recording/pseudonyms",
        "report/sarif",
    ),
    "type": (
        "contract/diffing/witness",
        "contract/diffing/changes_at_places",
        "contract/diffing/constraints",
        "contract/diffing/described_api",
        "contract/diffing/rule_values",
        "contract/diffing/schema_form",
        "cli/given_options",
        "contract/amendments",
        "contract/bundle",
        "contract/clauses",
        "contract/derivation",
        "contract/operations",
        "contract/plain_bundle",
        "contract/vetting",
        "contract/wording",
        "judging/differences",
        "launch/configuration_schema",
        "planning/sampling/ground",
        "pytest_plugin",
    ),
    "confidence": ("contract/clauses", "contract/derivation"),
    "email": ("contract/formats", "recording/pseudonyms"),
    # keywords of OpenAPI, HAR, SARIF and HTTP
    "name": (
        "contract/diffing/contract_diff",
        "contract/diffing/described_api",
        "contract/forms",
        "contract/operations",
        "planning/generated/from_schemas",
        "recording/exchange_lines",
        "recording/har_entry",
        "recording/reading",
        "recording/writing",
        "report/failure_report",
        "report/sarif",
        "verdict/as_json",
        "verdict/comparison",
        "verdict/two_environments",
    ),
    "message": ("report/failure_report", "report/sarif"),
    "url": (
        "contract/diffing/described_api",
        "contract/model",
        "planning/generated/schemathesis_cases",
        "pytest_plugin",
        "recording/exchange_lines",
        "recording/har_entry",
        "recording/writing",
    ),
    "value": (
        "contract/bundle",
        "contract/partitions",
        "contract/plain_bundle",
        "judging/differences",
        "judging/exercised",
        "planning/sampling/ground",
        "planning/sampling/search_plan",
        "recording/exchange_lines",
        "recording/har_entry",
        "recording/writing",
        "report/html/contract_trees",
    ),
    "status": (
        "contract/partitions",
        "recording/exchange_lines",
        "recording/har_entry",
        "recording/writing",
        "report/sarif",
    ),
    "body": ("planning/generated/schemathesis_cases", "recording/exchange_lines"),
    "size": ("audit/sources", "recording/har_entry", "recording/writing"),
    # what partitions, clauses and verdicts of ours say of themselves
    "id": (
        "contract/amendments",
        "contract/diffing/schema_form",
        "contract/derivation",
        "contract/promises",
        "contract/search_terms",
        "proof/faulty_mock",
        "report/clause_list",
        "report/sarif",
        "verdict/as_json",
        "verdict/comparison",
        "verdict/outline",
        "verdict/past_verdict",
        "verdict/stored_verdict",
    ),
    "outcome": (
        "report/failure_report",
        "verdict/as_json",
        "verdict/comparison",
        "verdict/past_verdict",
        "verdict/stored_verdict",
    ),
    "total": (*_ROLES, "report/terminal/proof_report", "report/terminal/verdict_report"),
    "width": ("cli/output",),
    # families of filter keys and kinds of fields
    "text": (
        *_ROLES,
        "contract/wording",
        "planning/comparisons/choices",
        "planning/generated/operand_values",
        "exchange/answer",
        "recording/exchange_lines",
        "recording/har_entry",
        "recording/writing",
        "report/failure_report",
        "report/sarif",
    ),
    "tags": (
        *_ROLES,
        "contract/model",
        "planning/generated/odd_filters",
        "planning/comparisons/views",
        "planning/generated/operand_values",
        "report/sarif",
    ),
    # who an overlay speaks for
    "tenant": ("contract/clauses",),
    # the parts of a search that specs/ name the members of
    "filters": _ROLES,
    "limit": _ROLES,
    "offset": _ROLES,
    "order": (*_ROLES, "judging/differences"),
    "direction": (*_ROLES, "contract/diffing/contract_diff"),
    # our own word for what is judged
    "tickets": (
        "pytest_plugin",
        "report/words/coverage_counts",
        "run/settings",
        "run/phases/data_sampling",
    ),
    # the example of a filter in a help text and in the error beside it
    "t.channel": ("launch/options",),
}


def names() -> frozenset[str]:
    """Every field, filter key, parameter and operation that the contract names."""
    nodes = [node for form in contract().representations.values() for node in form.node.walk()]
    members = {name for node in nodes for name in (*node.members, *node.absence)}
    operations = contract().operations.values()
    parameters = {parameter.name for operation in operations for parameter in operation.parameters}
    request = contract().documents.contents["schemas/search-request.yaml"]["properties"]
    return frozenset(members | parameters | {*contract().search.keys, *contract().operations, *request})


def named(source: str) -> Iterator[tuple[str, int]]:
    """Yield the names in the literals of a module, with their lines; docstrings may name what they like.

    A name that is a common word counts as the whole of a literal alone, any other wherever it stands.
    """
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        text = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        if isinstance(text, str):
            found = {text} & _COMMON | set(_TELLING.findall(text))
            yield from ((name, node.lineno) for name in sorted(found))


_COMMON = frozenset(name for name in names() if re.fullmatch(r"[a-z]+", name))
_TELLING = re.compile(
    r"(?<![\w.])("
    + "|".join(re.escape(name) for name in sorted(names() - _COMMON, key=len, reverse=True))
    + r")(?!\w)"
)


def engine() -> Iterator[tuple[str, str]]:
    """Yield the modules of the engine, as `run/asking`, with their source."""
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).with_suffix("").as_posix()
        if not name.startswith(MAY_NAME):
            yield name, file.read_text(encoding="utf-8")


def test_the_engine_names_nothing_of_the_api() -> None:
    found = {
        f"{module}:{line}: {name}"
        for module, source in engine()
        for name, line in named(source)
        if module not in HOMONYMS.get(name, ())
    }
    assert not found, "facts belong into specs/:\n" + "\n".join(sorted(found))


def test_every_homonym_is_needed() -> None:
    found = {(name, module) for module, source in engine() for name, _ in named(source)}
    listed = {(name, module) for name, modules in HOMONYMS.items() for module in modules}
    assert listed - found == set()


@pytest.mark.parametrize(
    "source",
    [
        'row["modifiedAt"]',
        'query = {"includeCustomer": "true"}',
        'key == "t.id"',
        'path = "the operation getTicket"',
        'raw = b"orderByField"',
        'row.get("subject")',
        'f"{ticket}?includeIntents=true"',
        'body["tickets"]',
    ],
)
def test_a_name_put_back_is_found(source: str) -> None:
    assert list(named(source))


@pytest.mark.parametrize("source", ['"""Reads modifiedAt."""', 'detail = "the subjects"', "modifiedAt = 1"])
def test_what_is_no_literal_or_another_word_is_none(source: str) -> None:
    assert not list(named(source))
