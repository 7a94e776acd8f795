"""What overlays did to the clauses of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.overlays import FULL_TICKET, adapted, overlay_text
from support.samples import contract
from ticketgate.contract.overlay_effects import clauses_of_both, overlay_effects

if TYPE_CHECKING:
    from pathlib import Path


def test_clauses_are_added_changed_and_removed(tmp_path: Path) -> None:
    after = adapted(
        tmp_path,
        overlay_text(
            FULL_TICKET,
            "{target: $.properties, update: {queue: {type: [string, 'null']}}}",
            "{target: \"$.required[?@ == 'language']\", remove: true}",
            "{target: $.properties.body, update: {x-level: {type: MAY}, x-why: Odd.}}",
        ),
    )
    assert overlay_effects(contract(), after) == {
        "full:queue/type": "added",
        "full:language/presence": "removed",
        "full:body/type": "changed",
    }
    both = clauses_of_both(contract(), after)
    assert both["full:body/type"] == after.clauses["full:body/type"]
    assert both["full:language/presence"] == contract().clauses["full:language/presence"]
    assert both.keys() == contract().clauses.keys() | after.clauses.keys()


def test_without_overlays_nothing_became_of_any() -> None:
    assert overlay_effects(contract(), contract()) == {}
