"""What renderings of differences between contracts say: changes that are one, witnesses, places, clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.api_pairs import document, obj, write_api
from ticketgate.contract.diffing.contract_diff import ContractDiff, Effect, diff_contracts
from ticketgate.contract.diffing.described_api import read_api
from ticketgate.report.markdown.contract_diff_markdown import contract_diff_to_markdown
from ticketgate.report.terminal.contract_diff_report import render_contract_diff
from ticketgate.report.words.contract_diff_words import change_entries, clause_lists, diff_sentence

if TYPE_CHECKING:
    from pathlib import Path

STRING = {"type": "string"}


def compared(folder: Path, old: Any, new: Any) -> ContractDiff:
    files = (write_api(folder / "old.json", document(old)), write_api(folder / "new.json", document(new)))
    return diff_contracts(*map(read_api, files))


def test_the_same_change_in_several_places_is_one_entry(tmp_path: Path) -> None:
    closed, open_ = {"enum": ["a"]}, {"enum": ["a", "b"]}
    diff = compared(tmp_path, obj(x=obj(s=closed), y=obj(s=closed)), obj(x=obj(s=open_), y=obj(s=open_)))
    (entry,) = change_entries(diff, Effect.BREAKS)
    assert entry.said == 's may be "b"'
    assert entry.witnesses == ('accepted now and not before: "b"',)
    assert [place.rpartition(": ")[2] for place in entry.places] == ["x.s", "y.s"]


def test_a_long_witness_is_cut_and_begins_with_the_member_that_it_is_about(tmp_path: Path) -> None:
    names = tuple(f"member{i}" for i in range(30))
    members = dict.fromkeys(names, STRING)
    diff = compared(tmp_path, obj(names, more=False, **members, z=STRING), obj(names, more=False, **members))
    (entry,) = change_entries(diff, Effect.BREAKS)
    assert entry.witnesses[0].startswith('accepted before and not now, as the whole: {"z": "", "member0": ""')
    assert entry.witnesses[0].endswith(" … (all of it is in the JSON form)")


def test_a_change_without_witness_is_said_to_have_none(tmp_path: Path) -> None:
    diff = compared(tmp_path, {**STRING, "pattern": "^a$"}, {**STRING, "pattern": "^[a]$"})
    (entry,) = change_entries(diff, Effect.TEXTUAL)
    assert entry.witnesses == ("no witness found in 300 tries",)
    assert diff_sentence(diff) == (
        "SAFE: nothing breaks consumers, of 2 changes on the wire; 2 textual changes could not be shown by a value."
    )
    assert "Textual: no value was found that shows a difference" in render_contract_diff(diff)


def test_both_renderings_tell_of_all_there_is(tmp_path: Path) -> None:
    overlay = tmp_path / "tenant.yaml"
    overlay.write_text(
        """overlay: 1.1.0
info: {title: t, version: "1"}
extends: schemas/ticket-fields.yaml
actions:
  - {target: "$['$defs'].status.enum", update: [resting]}
""",
        encoding="utf-8",
    )
    diff = diff_contracts(read_api("default"), read_api("default", (str(overlay),)))
    assert clause_lists(diff.clauses)["weaker"] == ["full:status/enum", "compact:status/enum"]
    told = render_contract_diff(diff, width=200)
    for part in (
        'status may be "resting"',
        "2 weaker:",
        "full:status/enum (published → tenant)",
        "tickets[].status",
    ):
        assert part in told, part
    written = contract_diff_to_markdown(diff).decode()
    for part in (
        "### Breaks consumers",
        "2 clauses weaker</summary>",
        "- `full:status/enum`",
        "tickets[].status`",
    ):
        assert part in written, part


def test_what_one_side_alone_describes_is_in_both_renderings(tmp_path: Path) -> None:
    old = write_api(tmp_path / "old.json", document({}))
    more = document({})
    more["paths"]["/more"] = more["paths"]["/thing"]
    diff = diff_contracts(read_api(old), read_api(write_api(tmp_path / "new.json", more)))
    assert "Described by the new one alone, and not compared\n  POST /more\n" in render_contract_diff(diff)
    assert "1 described by the new one alone, and not compared</summary>\n\n- `POST /more`\n" in (
        contract_diff_to_markdown(diff).decode()
    )
