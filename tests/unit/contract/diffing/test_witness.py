"""The value that shows a change: one side accepts it, the other refuses it, for what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.api_pairs import document, obj, write_api
from ticketgate.contract.diffing.changes_at_places import place_changes
from ticketgate.contract.diffing.described_api import BodyPlace, read_api
from ticketgate.contract.diffing.witness import Witnesses

if TYPE_CHECKING:
    from pathlib import Path

BODY = BodyPlace("POST /thing", "response", "200 application/json")
STRING = {"type": "string"}


def witnesses(tmp_path: Path, old: Any, new: Any) -> dict[str, tuple[Any, Any]]:
    """Return by the words of each change what only the new side takes, and what only the old one does."""
    before = read_api(write_api(tmp_path / "old.json", document(old)))
    after = read_api(write_api(tmp_path / "new.json", document(new)))
    found = Witnesses()
    return {
        change.said: (
            found.of(change, after, before, old_takes=False),
            found.of(change, before, after, old_takes=True),
        )
        for change in place_changes(before.form, after.form, before.bodies[BODY], after.bodies[BODY])
    }


def test_it_is_the_smallest_value_and_alone_in_a_tuple(tmp_path: Path) -> None:
    ((admitted, refused),) = witnesses(tmp_path, {"maxLength": 2, **STRING}, STRING).values()
    assert refused is None
    assert len(admitted) == 1
    assert len(admitted[0]) == 3


def test_a_member_that_may_be_missing_is_shown_by_the_object_without_it(tmp_path: Path) -> None:
    old, new = obj(("a", "b"), a=STRING, b=STRING), obj(("b",), a=STRING, b=STRING)
    assert witnesses(tmp_path, old, new) == {"may be missing": (({"b": ""},), None)}


def test_a_rule_is_shown_by_what_its_document_says_breaks_it(tmp_path: Path) -> None:
    clause = {"id": "r", "breaks": {"a": "chat", "b": "x"}, "keeps": {}}
    rule = {"x-clause": clause, "if": {"properties": {"a": {"const": "chat"}}, "required": ["a"]}, "then": {"properties": {"b": {"const": "y"}}}}  # fmt: skip
    old = obj(("a", "b"), a=STRING, b=STRING)
    (both,) = witnesses(tmp_path, old, {**old, "allOf": [rule]}).values()
    assert both[0] is None
    assert both[1][0]["a"] == "chat"
    assert both[1][0]["b"] != "y"


def test_where_no_value_differs_there_is_none(tmp_path: Path) -> None:
    same = witnesses(tmp_path, {**STRING, "pattern": "^a$"}, {**STRING, "pattern": "^[a]$"})
    assert list(same.values()) == [(None, None)]
