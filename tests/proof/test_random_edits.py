"""Whatever is edited in `specs/`: a change is told where validators disagree, and in their direction."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from support.contract_edits import (
    Body,
    Judged,
    SpecEdit,
    base_bodies,
    bundled,
    edits,
    in_bundle,
    shown_at,
    variations,
    with_value_at,
    without_rules,
)
from support.samples import contract
from ticketgate.contract.diffing.contract_diff import ContractDiff, diff_contracts
from ticketgate.contract.diffing.described_api import ApiDescription, read_api

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SEED, EDITS, PARTS = 7, 300, 6


def test_the_bodies_that_are_varied_are_valid() -> None:
    judged = Judged(bundled(dict(contract().documents.contents)))
    assert all(judged.takes(body, value) for body, values in base_bodies().items() for value in values)


def told(diff: ContractDiff) -> dict[tuple[Body, str], list[tuple[str, Any]]]:
    """Return which way the bodies went by what the diff says, each with what it shows for it."""
    found: dict[tuple[Body, str], list[tuple[str, Any]]] = {}
    for each in diff.wire:
        if each.body.part == "parameters":
            continue
        name = each.body.operation.replace("/api/mind", "").replace("{}", "{ticketId}")
        body = (name, "request" if each.body.direction == "request" else each.body.part.split()[0])
        for way, goes, witness in (
            ("wider", each.wider, each.admitted),
            ("narrower", each.narrower, each.refused),
        ):
            if goes:
                found.setdefault((body, way), []).extend((each.change.at, value) for value in witness or ())
    return found


def borne_out(body: Body, way: str, witnesses: Iterable[tuple[str, Any]], old: Judged, new: Judged) -> bool:
    """Tell whether a witness, put into a valid body, is a body on which the validators disagree in this way."""
    for place, witness in witnesses:
        for value in with_value_at(body, place, witness):
            if (old.takes(body, value), new.takes(body, value)) == (way == "narrower", way == "wider"):
                return True
    return False


def shown(edit: SpecEdit, old: Judged, new: Judged) -> set[tuple[Body, str]]:
    """Return which way the bodies went, by what validators say of generated ones."""
    found = set()
    for body, places in shown_at().get(in_bundle(edit.path, edit.pointer), {}).items():
        for value in (each for place in places[:3] for each in variations(edit, body, place)):
            was, now = old.takes(body, value), new.takes(body, value)
            if was != now:
                found.add((body, "wider" if now else "narrower"))
                if {(body, "wider"), (body, "narrower")} <= found:
                    break
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_a_change_is_told_where_validators_disagree(part: int, tmp_path: Path) -> None:
    def described(document: Any) -> ApiDescription:
        path = tmp_path / "api.json"
        path.write_bytes(orjson.dumps(document))
        return read_api(str(path))

    before = bundled(dict(contract().documents.contents))
    old = described(before)
    whole, plain = Judged(before), Judged(without_rules(before))
    wrong = []
    for edit in list(edits(Random(SEED), EDITS))[part::PARTS]:
        after = bundled(edit.contents)
        said = told(diff_contracts(old, described(after)))
        now, plain_now = Judged(after), Judged(without_rules(after))
        seen = shown(edit, whole, now)
        unfounded = [
            (*each, witnesses)
            for each, witnesses in said.items()
            if each not in seen
            and not borne_out(*each, witnesses, whole, now)
            # A change of one place is told although a rule around it may refuse the same values anyway.
            and not borne_out(*each, witnesses, plain, plain_now)
        ]
        if unfounded or seen - said.keys():
            wrong.append((edit.said, edit.path, edit.pointer, unfounded, seen - said.keys()))
    assert wrong == []
