"""What a file of waivers says of differences between environments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from support.samples import contract
from ticketgate.errors import UsageError
from ticketgate.judging.differences import Difference, DifferenceKind
from ticketgate.verdict.difference_waivers import DifferenceWaiver, read_difference_waivers
from ticketgate.verdict.waivers import read_waivers

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = """\
- difference: full:tags[].name
  kind: value
  reason: The tags are translated on staging.
  until: 2027-01-31
"""
FINDING = """\
- clause: full:status/enum
  reason: It is being documented.
  until: 2027-01-31
"""


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "waivers.yaml"
    path.write_text(content, "utf-8")
    return path


def test_one_file_accepts_findings_and_differences(tmp_path: Path) -> None:
    path = written(tmp_path, ENTRY + FINDING)
    assert read_difference_waivers([path]) == (
        DifferenceWaiver(
            Difference("full:tags[].name", DifferenceKind.VALUE),
            "The tags are translated on staging.",
            date(2027, 1, 31),
            f"{path}: entry 1",
        ),
    )
    [waiver] = read_waivers([path], contract())
    assert waiver.clause == "full:status/enum"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kind: value", "kind: valeu", "no difference is of the kind 'valeu'; did you mean value?"),
        ("kind: value", "kind: 7", "no difference is of the kind 7; it is one of missing, added, type"),
        ("  kind: value\n", "", "lacks kind"),
        ("full:tags[].name", "tags", "difference names no place; copy it from the report"),
        ("full:tags[].name", "[]", "difference names no place"),
        ("until: 2027-01-31", "until: soon", "until is no date"),
        ("reason: The tags are translated on staging.", "reason: ' '", "reason is empty"),
        ("kind: value", "kind: value\n  clause: a", "unknown key 'clause'"),
        (ENTRY, "- 17\n", "is no mapping of difference, kind, reason, until"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = written(tmp_path, ENTRY.replace(old, new))
    with pytest.raises(UsageError) as error:
        read_difference_waivers([path])
    assert str(error.value).startswith(f"{path}: entry 1: {problem}")


def test_a_waiver_ends_with_its_last_day(tmp_path: Path) -> None:
    [waiver] = read_difference_waivers([written(tmp_path, ENTRY)])
    assert not waiver.past(date(2027, 1, 31))
    assert waiver.past(date(2027, 2, 1))
