"""The options on a baseline, alone and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ticketgate.errors import UsageError
from ticketgate.launch.baseline_options import BaselineOptions, baseline_options_from
from ticketgate.verdict.changes import FailOnNew

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_given_is_no_baseline() -> None:
    options = baseline_options_from(None, None, update=False)
    assert options == BaselineOptions(None, update=False, fail_on_new=FailOnNew.MAY)
    assert options.read() is None


@pytest.mark.parametrize(
    ("given", "threshold"), [(None, FailOnNew.MAY), ("must", FailOnNew.MUST), ("any", FailOnNew.ANY)]
)
def test_a_file_comes_with_a_threshold_of_its_own(
    given: str | None, threshold: FailOnNew, tmp_path: Path
) -> None:
    file = tmp_path / "known.jsonl"
    options = baseline_options_from(str(file), given, update=True)
    assert options == BaselineOptions(file, update=True, fail_on_new=threshold)
    assert options.read() is None
    with pytest.raises(UsageError, match="no such file; --update-baseline makes one"):
        baseline_options_from(str(file), given, update=False).read()


@pytest.mark.parametrize(
    ("file", "fail_on_new", "update", "problem"),
    [
        (None, "may", False, "--fail-on-new: give the file of the baseline with --baseline"),
        (None, None, True, "--update-baseline: give the file of the baseline with --baseline"),
        (".", None, True, "--baseline .: is a folder; name a file"),
        ("-", None, True, "--baseline -: name a file; this does not go to standard output"),
    ],
)
def test_what_makes_no_sense_is_refused(
    file: str | None, fail_on_new: str | None, problem: str, *, update: bool
) -> None:
    with pytest.raises(UsageError) as refusal:
        baseline_options_from(file, fail_on_new, update=update)
    assert str(refusal.value) == problem
