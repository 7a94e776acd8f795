"""Amendments as an overlay in YAML."""

from __future__ import annotations

from support.overlays import FIELDS, FULL_TICKET
from support.samples import contract
from ticketgate.contract.amendments import Amendment
from ticketgate.contract.loading import adapted_by
from ticketgate.contract.overlay_effects import overlay_effects
from ticketgate.contract.overlay_text import overlay_as_text

SAID = (
    Amendment(FIELDS, ({"target": "$['$defs'].status.enum", "update": ["parked"]},), ("full:status/enum",)),
    Amendment(
        FULL_TICKET, ({"target": "$.required[?@ == 'body']", "remove": True},), ("full:body/presence",)
    ),
    Amendment(FIELDS, ({"target": "$['$defs'].channel.enum", "update": ["fax"]},), ("full:channel/enum",)),
)


def test_there_is_a_part_for_each_document() -> None:
    assert overlay_as_text('By "a.json"', SAID, commented=False) == (
        'overlay: 1.1.0\ninfo: {title: "By \\"a.json\\"", version: "1"}\nextends: schemas/ticket-fields.yaml\n'
        "actions:\n"
        "  - target: \"$['$defs'].status.enum\"\n"
        '    update: ["parked"]\n'
        "\n"
        "  - target: \"$['$defs'].channel.enum\"\n"
        '    update: ["fax"]\n'
        "---\n"
        'overlay: 1.1.0\ninfo: {title: "By \\"a.json\\"", version: "1"}\nextends: schemas/ticket-full.yaml\n'
        "actions:\n"
        "  - target: \"$.required[?@ == 'body']\"\n"
        "    remove: true\n"
    )


def test_commented_it_is_an_overlay_that_changes_nothing_until_the_signs_are_taken_away() -> None:
    commented = overlay_as_text("A tenant", SAID, commented=True)
    assert not overlay_effects(contract(), adapted_by(contract(), commented.encode()))
    accepted = "\n".join(
        f"  {line.removeprefix('  # ')}" if line.startswith(("  # -", "  #  ")) else line
        for line in commented.splitlines()
    )
    effects = overlay_effects(contract(), adapted_by(contract(), accepted.encode()))
    assert set(effects) == {
        f"{form}:{place}/enum" for form in ("full", "compact") for place in ("status", "channel")
    } | {"full:body/presence", "full:tags[].channels[]/enum", "compact:tags[].channels[]/enum"}
