"""The clauses as a table, one by one, as JSON and as a page of the documentation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.samples import contract
from ticketgate.contract.overlay_effects import OverlayEffect
from ticketgate.report.clause_list import clauses_as_json, clauses_page, explain_clause, table

CLAUSES = list(contract().clauses.values())
PAGE = Path(__file__).parents[3] / "docs" / "clauses.md"


def test_the_page_of_the_documentation_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == clauses_page(contract()), (
        f"{PAGE} is out of date; renew it with: python -m ticketgate.report.clause_list docs/clauses.md"
    )


def test_the_page_lists_every_clause_and_every_rule_once() -> None:
    lines = clauses_page(contract()).splitlines()
    assert [line for line in lines if line.startswith("| `")] == [
        f"| `{c.id}` | {c.level.name} | {c.evidence} | {c.title} |"
        for root in dict.fromkeys(clause.root for clause in CLAUSES)
        for c in CLAUSES
        if c.root == root
    ]
    rules = [line.split("|") for line in lines if line.startswith("| R")]
    assert [cells[1].strip() for cells in rules] == [f"R{number}" for number in range(1, 81)]
    assert not [cells for cells in rules if cells[2].strip() in ("", "None")]


def test_the_table_has_a_line_for_each_clause_and_their_number() -> None:
    some = [contract().clauses["full:status/enum"], contract().clauses["full/pending-ticket-is-due"]]
    assert table(some).splitlines() == [
        "full:status/enum            MUST    enum          published  status is one of open, pending, closed",
        "full/pending-ticket-is-due  MUST    rule          docs       A pending ticket has a due date",
        "",
        "2 clauses. `ticketgate clauses ID` explains one.",
    ]


def test_a_rule_is_explained_with_all_there_is_to_know() -> None:
    clause = contract().clauses["full/scheduled-ticket-is-automated"]
    told, _, written = explain_clause(clause, contract()).partition("\n\n")
    assert told.splitlines() == [
        "full/scheduled-ticket-is-automated",
        "Promise    A ticket with a planned execution has the AI support level automated.",
        "Meaning    Only tickets the AI handles on its own are given a moment of execution.",
        "Level      SHOULD, as its evidence is client",
        "Kind       rule",
        "Evidence   client",
        "Rules      R51",
        f"Written    {clause.written}",
        'Keeps it   {"autoExecuteAt":"2026-02-27T08:30:00+01:00","aiSupportLevel":"automated"}',
        'Breaks it  {"autoExecuteAt":"2026-02-27T08:30:00+01:00","aiSupportLevel":"human"}',
    ]
    assert written.splitlines()[:2] == ["  scheduled-ticket-is-automated:", "    x-clause:"]
    assert written.splitlines()[-1] == "      properties: {aiSupportLevel: {const: automated}}"


def test_a_level_of_its_own_is_explained_by_its_reason() -> None:
    text = explain_clause(contract().clauses["full:interface/enum"], contract())
    assert (
        "Level      SHOULD: The page lists one value, while the subchannel pages of the same API name four.\n"
        in text
    )
    assert 'Breaks it  "undocumented"' in text


@pytest.mark.parametrize(
    "clause_id", ["full:status/nullability", "compact:body/absence", "getTicket/no-server-error"]
)
def test_no_line_of_an_explanation_is_empty(clause_id: str) -> None:
    told, _, written = explain_clause(contract().clauses[clause_id], contract()).partition("\n\n")
    lines = told.splitlines()
    assert written.strip()
    assert lines[0] == clause_id
    assert all(line[11:].strip() for line in lines[1:])


def test_every_clause_can_be_explained() -> None:
    for clause in CLAUSES:
        assert explain_clause(clause, contract()).startswith(f"{clause.id}\nPromise    "), clause.id


def test_the_json_form_has_every_clause_with_its_words() -> None:
    rows = json.loads(clauses_as_json(CLAUSES))
    assert [row["id"] for row in rows] == [clause.id for clause in CLAUSES]
    row = next(row for row in rows if row["id"] == "full:interface/enum")
    assert row | {"written": "", "description": ""} == {
        "id": "full:interface/enum",
        "level": "SHOULD",
        "kind": "enum",
        "evidence": "published",
        "title": "interface is internal",
        "description": "",
        "form": "full",
        "place": "interface",
        "written": "",
        "rules": [],
        "conflicts": ["D12"],
        "why": "The page lists one value, while the subchannel pages of the same API name four.",
        "keeps": "internal",
        "breaks": "undocumented",
        "overlay": None,
    }
    assert row["written"].startswith("specs/schemas/ticket-fields.yaml:")


def test_what_overlays_did_is_marked_counted_and_explained() -> None:
    three = [CLAUSES[0], CLAUSES[1], CLAUSES[2]]
    effects = {three[0].id: OverlayEffect.CHANGED, three[2].id: OverlayEffect.REMOVED}
    lines = table(three, effects).splitlines()
    assert [line[:2] for line in lines[:3]] == ["~ ", "  ", "- "]
    assert lines[-1].startswith("3 clauses. By overlays: + 0 added, ~ 1 changed, - 1 removed. ")
    assert [line[2:] for line in lines[:3]] == table(three).splitlines()[:3]
    assert "Overlay    changed it" in explain_clause(three[0], contract(), OverlayEffect.CHANGED).splitlines()
    assert not [
        line for line in explain_clause(three[0], contract()).splitlines() if line.startswith("Overlay")
    ]
    rows = json.loads(clauses_as_json(three, effects))
    assert [row["overlay"] for row in rows] == ["changed", None, "removed"]
