"""A proposed overlay as a file for a person."""

from __future__ import annotations

from support.verdicts import verdict_of
from ticketgate.contract.amendments import Amendment
from ticketgate.report.overlay_file import proposal_as_file
from ticketgate.verdict.proposed_overlay import ProposedOverlay

ACTION = Amendment("schemas/ticket-full.yaml", ({"target": "$.a", "remove": True},), ("full:a/type",))


def test_what_cannot_be_written_is_a_comment() -> None:
    proposed = ProposedOverlay((ACTION,), {"full:b/type": "a level is given to what is not required: b"})
    text = proposal_as_file(proposed, "v.json", verdict_of(), commented=True)
    head = text.partition("overlay: 1.1.0")[0].splitlines()
    assert all(line.startswith("#") for line in head)
    assert "2026-11-24T10:00:00+00:00" in head[0]
    assert head[-1] == "#   full:b/type: a level is given to what is not required: b"


def test_what_binds_is_in_force_as_it_is_written() -> None:
    text = proposal_as_file(ProposedOverlay((ACTION,), {}), "v.json", verdict_of(), commented=False)
    assert "No action can be written" not in text
    assert text.endswith('extends: schemas/ticket-full.yaml\nactions:\n  - target: "$.a"\n    remove: true\n')
    assert "500" in text.partition("overlay:")[0]
