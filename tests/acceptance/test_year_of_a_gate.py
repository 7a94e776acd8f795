"""A year of a gate, step by step: a tenant with twelve known faults, a baseline of it, and what happens to it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from support.invoking import Done, ticketgate
from support.samples import Edit, edited
from support.serving import TOKEN, Served
from support.tenants import tenant
from ticketgate.verdict.changes import Change

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: What is known of the tenant: ten faults of tickets and rows on some of them, two of requests on all.
KNOWN = {
    "full:status/enum=unknown": 0.3,
    "full:/undocumented=added": 0.5,
    "compact:channel/nullability=null": 0.5,
    "full:interface/enum=unknown": 0.5,
    "full:subject/type=integer": 0.1,
    "full:agent.lastSeen/format=german": 0.5,
    "full:tags[].visibility/enum=case": 0.5,
    "full:attachments[].inline/type=integer": 0.5,
    "compact:summary/presence=dropped": 0.5,
    "full/agent-agrees-with-agent-id=other": 0.5,
    "searchTickets/limit-below-one-is-refused=negative": 1.0,
    "getTicket/unknown-ticket-is-not-found=403": 1.0,
}
#: So many that every run reads all of them: a share is then what it is, and what is gone is gone.
TICKETS = 60


@dataclass(frozen=True, slots=True)
class Gate:
    """The file of the baseline, and how the gate is asked."""

    file: Path
    options: tuple[str, ...] = field(default=())

    def run(self, faults: Mapping[str, float], *options: object) -> Done:
        with Served(tenant(faults, TICKETS)) as served:
            budget = ("--max-requests", 360, "--mock", "--base-url", served.base_url)
            known = ("--baseline", self.file, *self.options, *options)
            token = self.file.with_name("token")
            token.write_text(TOKEN, encoding="utf-8")
            return ticketgate("run", *budget, "--token-file", token, *known)

    @property
    def lines(self) -> list[str]:
        return self.file.read_text(encoding="utf-8").splitlines()


def first_screen(done: Done) -> list[str]:
    """What the report begins with: the lines on what changed, without those on the shares."""
    lines = done.out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Since "))
    assert start < 20
    section = lines[start + 1 : lines.index("", start)]
    return [" ".join(line.split()) for line in section]


def changes(done: Done) -> list[list[str]]:
    """Change, level and clause of each line that names one."""
    told = {change.upper() for change in Change}
    return [words for line in first_screen(done) if (words := line.split())[0] in told]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The baseline that the first run makes."""
    gate = Gate(tmp_path_factory.mktemp("gate") / "known.jsonl")
    done = gate.run(KNOWN, "--update-baseline")
    assert done.status == 1  # without a baseline the level counts, and some of the twelve are MUST
    assert f"{len(gate.lines) - 1} findings are known, " in " ".join(done.out.split())
    return gate.file.read_bytes()


@pytest.fixture
def gate(made: bytes, tmp_path: Path) -> Gate:
    file = tmp_path / "known.jsonl"
    file.write_bytes(made)
    return Gate(file)


def without(*faults: str) -> dict[str, float]:
    return {name: rate for name, rate in KNOWN.items() if name not in faults}


def test_the_baseline_has_a_line_for_each_variant_and_is_the_same_each_time(gate: Gate) -> None:
    known = [json.loads(line) for line in gate.lines[1:]]
    assert {line["clause"] for line in known} == {fault.partition("=")[0] for fault in KNOWN}
    assert gate.lines[1:] == sorted(gate.lines[1:])
    made = gate.file.read_bytes()
    assert gate.run(KNOWN, "--update-baseline").status == 0
    assert gate.file.read_bytes() == made


def test_nothing_new_is_green(gate: Gate) -> None:
    done = gate.run(KNOWN)
    assert done.status == 0
    assert first_screen(done) == [f"Nothing is new or worse; {len(gate.lines) - 1} as known."]
    assert "none fails the run (threshold MAY); 12 broken as known (" in " ".join(done.out.split())


def test_a_second_undocumented_value_at_a_known_place_is_red(gate: Gate) -> None:
    done = gate.run(KNOWN | {"full:status/enum=case": 0.1})
    assert done.status == 1
    assert {tuple(words) for words in changes(done)} == {("NEW", "MUST", "full:status/enum")}
    assert "Variants: undocumented on " in done.out


def test_a_field_dropped_on_one_ticket_in_fifty_is_red(gate: Gate) -> None:
    done = gate.run(KNOWN | {"full:bodyClean/presence=dropped": 0.02})
    assert done.status == 1
    assert changes(done) == [["NEW", "MUST", "full:bodyClean/presence"]]


def test_with_one_field_missing_as_known_another_one_missing_is_red(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "known.jsonl")
    one, other = "full:bodyClean/presence=dropped", "full:bodyPlain/presence=dropped"
    assert gate.run({one: 0.5}, "--update-baseline").status == 1
    assert gate.run({one: 0.5}).status == 0
    done = gate.run({one: 0.5, other: 0.5})
    assert (done.status, changes(done)) == (1, [["NEW", "MUST", "full:bodyPlain/presence"]])


def test_a_known_fault_that_grew_is_red_and_one_that_moved_by_chance_is_not(gate: Gate) -> None:
    grown = gate.run(KNOWN | {"full:subject/type=integer": 0.8})
    assert (grown.status, changes(grown)) == (1, [["WORSE", "MUST", "full:subject/type"]])
    assert any("; before on " in line and ", known since 20" in line for line in first_screen(grown))
    moved = gate.run(KNOWN | {"full:subject/type=integer": 0.15})
    assert (moved.status, changes(moved)) == (0, [])


def test_an_undocumented_member_is_told_and_fails_when_asked_to_alone(gate: Gate) -> None:
    more = KNOWN | {"full:agent/undocumented=added": 1.0}
    done = gate.run(more)
    assert (done.status, changes(done)) == (0, [["NEW", "MAY", "full:agent/undocumented"]])
    assert "--fail-on-new any fails the run for it)" in " ".join(done.out.split())
    assert gate.run(more, "--fail-on-new", "any").status == 1


def test_the_threshold_of_what_is_new_lets_what_binds_less_pass(gate: Gate) -> None:
    may = KNOWN | {
        "full:nextTicketId/nullability=null": 0.0,
        "full:customer.tags[].color/nullability=null": 1.0,
    }
    assert gate.run(may).status == 1
    assert gate.run(may, "--fail-on-new", "should").status == 0


def test_what_is_mended_is_dropped_and_red_when_it_comes_back(gate: Gate) -> None:
    mended, before = without("full:interface/enum=unknown"), gate.lines
    done = gate.run(mended)
    assert (done.status, changes(done)) == (0, [["MENDED", "SHOULD", "full:interface/enum"]])
    assert gate.lines == before
    assert gate.run(mended, "--update-baseline").status == 0
    assert [line for line in before if line not in gate.lines] == [
        line for line in before if "full:interface/enum" in line
    ]
    back = gate.run(KNOWN)
    assert (back.status, changes(back)) == (1, [["NEW", "SHOULD", "full:interface/enum"]])


def test_a_contract_that_was_adapted_settles_what_it_now_documents(gate: Gate, tmp_path: Path) -> None:
    both = Edit(
        "schemas/attachment.yaml", "inline:\n    type: boolean", "inline:\n    type: [boolean, integer]"
    )
    folder = edited(tmp_path, [both])
    done = gate.run(KNOWN, "--contract", folder, "--update-baseline")
    assert (done.status, changes(done)) == (0, [["MENDED", "SHOULD", "full:attachments[].inline/type"]])
    assert "changed: full:attachments[].inline/type." in " ".join(first_screen(done))
    assert not [line for line in gate.lines if "attachments[].inline" in line]
    assert gate.run(KNOWN, "--contract", folder).status == 0


def test_a_run_limited_to_some_tickets_says_that_it_cannot_compare_shares(gate: Gate) -> None:
    before = gate.lines
    done = gate.run(KNOWN, "--filter", "t.channel=email", "--update-baseline")
    assert done.status == 0
    assert "shares are not compared" in " ".join(first_screen(done))
    assert "is left as it is: what was judged now was chosen otherwise" in " ".join(done.out.split())
    assert gate.lines == before


def test_a_damaged_baseline_is_refused_before_anything_is_asked_and_left_as_it_is(gate: Gate) -> None:
    lines = gate.lines
    damaged = "\n".join([*lines[:3], lines[3][:40], *lines[4:]])
    gate.file.write_text(damaged, encoding="utf-8")
    done = gate.run(KNOWN, "--update-baseline")
    assert (done.status, done.out) == (2, "")
    assert done.said == f"ticketgate: {gate.file}:4: is no JSON object; a baseline has one on each line\n"
    assert gate.file.read_text(encoding="utf-8") == damaged
