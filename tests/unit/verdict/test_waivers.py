"""The file of accepted findings: what is read from it, and every way it can be wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from support.samples import contract
from ticketgate.errors import UsageError
from ticketgate.verdict.waivers import Waiver, read_waivers

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = "- clause: full:status/enum\n  place: status\n  reason: Known since January.\n  until: 2026-03-01\n"


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "waivers.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_waiver_is_read_with_the_place_where_it_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, ENTRY + "- {clause: full:id/type, reason: ' Soon. ', until: 2026-04-01}\n")
    assert read_waivers([path], contract()) == (
        Waiver("full:status/enum", "status", "Known since January.", date(2026, 3, 1), f"{path}: entry 1"),
        Waiver("full:id/type", None, "Soon.", date(2026, 4, 1), f"{path}: entry 2"),
    )


@pytest.mark.parametrize("content", ["[]", "", "# none at the moment\n", "---\n"])
def test_a_file_without_entries_waives_nothing(tmp_path: Path, content: str) -> None:
    assert read_waivers([written(tmp_path, content)], contract()) == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("clause: full:status/enum\n", ": a waiver file is a list of entries with clause, place, variant, reason, until"),
        ("- {clause\n- ]", ":2: not YAML; a waiver file is a list of entries"),
        (b"- clause: \xff", ": not YAML; a waiver file is a list of entries"),
        ("- full:status/enum\n", ": entry 1: is no mapping of clause, place, variant, reason, until"),
        ("- {1: 2}\n", ": entry 1: is no mapping of clause, place, variant, reason, until"),
        (f"{ENTRY}  note: x\n", ": entry 1: unknown key 'note'; known: clause, place, variant, reason, until"),
        ("- clause: full:status/enum\n", ": entry 1: lacks reason, until"),
        ("- {reason: x}\n", ": entry 1: lacks clause, until"),
        (ENTRY.replace("status/enum", "state/enum"), ": entry 1: no clause 'full:state/enum'; did you mean full:status/enum?"),
        (ENTRY.replace("full:status/enum", "xyz"), ": entry 1: no clause 'xyz'"),
        (ENTRY.replace("full:status/enum", "[]"), ": entry 1: no clause '[]'"),
        (ENTRY.replace("Known since January.", "''"), ": entry 1: reason is empty; say why the finding is accepted"),
        (ENTRY.replace("Known since January.", "5"), ": entry 1: reason is empty; say why the finding is accepted"),
        (ENTRY.replace("2026-03-01", "soon"), ": entry 1: until is no date; write it as YYYY-MM-DD"),
        (ENTRY.replace("2026-03-01", "2026-03-01 10:00:00"), ": entry 1: until is no date; write it as YYYY-MM-DD"),
        (ENTRY.replace("2026-03-01", "2026-02-30"), ": holds a date that does not exist: day is out of range for month"),
        (ENTRY.replace("2026-03-01", '"2026-02-30"'), ": entry 1: until is no date; write it as YYYY-MM-DD"),
        (ENTRY.replace("2026-03-01", '"20260301"'), ": entry 1: until is no date; write it as YYYY-MM-DD"),
        (ENTRY.replace("place: status", "place: /status"), ": entry 1: full:status/enum finds nothing at the place '/status'; did you mean 'status'?"),
        (ENTRY.replace("full:status/enum", "pair/forms-agree").replace("place: status", "place: subjekt"), ": entry 1: pair/forms-agree finds nothing at the place 'subjekt'; did you mean 'subject'?"),
        (ENTRY.replace("full:status/enum", "pair/forms-agree").replace("place: status", "place: xyzzy"), ": entry 1: pair/forms-agree finds nothing at the place 'xyzzy'; copy it from the finding, or leave it out"),
        (ENTRY.replace("place: status", "place: 5"), ": entry 1: place is no text; copy it from the finding"),
        (f"{ENTRY}  variant: 7\n", ": entry 1: variant is no text; copy it from the finding, in quotation marks"),
        (f"{ENTRY}  variant: ''\n", ": entry 1: variant is no text; copy it from the finding, in quotation marks"),
        (ENTRY + ENTRY.replace("full:status/enum", "xyz"), ": entry 2: no clause 'xyz'"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, content: str | bytes, problem: str
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError) as refusal:
        read_waivers([path], contract())
    assert str(refusal.value) == f"{path}{problem}"
    assert refusal.value.exit_code == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as missing:
        read_waivers([tmp_path / "nothing.yaml"], contract())
    assert (
        str(missing.value)
        == f"cannot read the waiver file {tmp_path}/nothing.yaml: No such file or directory"
    )
    with pytest.raises(UsageError) as folder:
        read_waivers([tmp_path], contract())
    assert str(folder.value) == f"cannot read the waiver file {tmp_path}: Is a directory"


@pytest.mark.parametrize(
    ("place", "of_clause", "at", "accepted"),
    [
        (None, "full:status/enum", "anywhere", True),
        ("status", "full:status/enum", "status", True),
        ("status", "full:status/enum", "priority", False),
        (None, "full:priority/enum", "status", False),
    ],
)
def test_a_waiver_is_about_one_clause_and_one_place_or_all(
    place: str | None,
    of_clause: str,
    at: str,
    accepted: bool,  # noqa: FBT001 - what is expected
) -> None:
    waiver = Waiver("full:status/enum", place, "Known.", date(2026, 3, 1), "here")
    assert waiver.accepts(of_clause, at, "waiting") is accepted


def test_a_waiver_that_names_a_variant_accepts_no_other(tmp_path: Path) -> None:
    (waiver,) = read_waivers([written(tmp_path, f"{ENTRY}  variant: waiting\n")], contract())
    accepted = {
        each: waiver.accepts("full:status/enum", "status", each) for each in ("waiting", "parked", None)
    }
    assert accepted == {"waiting": True, "parked": False, None: False}


def test_a_waiver_holds_through_its_last_day() -> None:
    waiver = Waiver("full:status/enum", None, "Known.", date(2026, 3, 1), "here")
    assert not waiver.past(date(2026, 3, 1))
    assert waiver.past(date(2026, 3, 2))


def test_a_day_may_be_quoted(tmp_path: Path) -> None:
    (waiver,) = read_waivers([written(tmp_path, ENTRY.replace("2026-03-01", '"2026-03-01"'))], contract())
    assert waiver.until == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("clause", "place"),
    [
        ("searchTickets/order-is-kept", "tickets[].dueBy"),
        ("searchTickets/pages-agree-on-total", "total"),
        ("getTicket/answers-with-the-ticket-asked-for", "id"),
        ("pair/forms-agree", "subject"),
        ("full/legitimation-names-customer-and-contract", "contractId"),
        ("full:tags[].color/enum", "tags[].color"),
    ],
)
def test_the_places_of_findings_can_be_waived(tmp_path: Path, clause: str, place: str) -> None:
    content = f"- {{clause: '{clause}', place: '{place}', reason: Known., until: 2026-03-01}}\n"
    (waiver,) = read_waivers([written(tmp_path, content)], contract())
    assert (waiver.clause, waiver.place) == (clause, place)


def test_all_files_are_read(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(ENTRY.replace("full:status/enum", "compact:status/enum"), encoding="utf-8")
    clauses = [waiver.clause for waiver in read_waivers([written(tmp_path, ENTRY), other], contract())]
    assert clauses == ["full:status/enum", "compact:status/enum"]
