"""What changed from one verdict to another, as JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from junitparser import Failure, JUnitXml, Skipped

from support.two_verdicts import MENDED, compared, old_and_new
from support.verdicts import MAY, MUST, SHOULD
from ticketgate.report.junit.comparison_items import comparison_to_junit
from ticketgate.verdict.changes import FailOnNew
from ticketgate.verdict.comparison import VerdictComparison, compare

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


def cases(comparison: VerdictComparison) -> dict[str, Any]:
    document = JUnitXml.fromstring(comparison_to_junit(comparison))
    return {
        case.name.removeprefix("test_nothing_got_worse[").removesuffix("]"): case
        for suite in document
        for case in suite
    }


def test_what_is_new_or_worse_fails_with_the_finding_and_what_was_lost_is_skipped(tmp_path: Path) -> None:
    found = cases(compared(tmp_path))
    assert sorted(found) == sorted({MUST, SHOULD, MAY, MENDED, "full:createdAt/type"})
    [failure] = found[MUST].result
    assert isinstance(failure, Failure)
    assert "worse MUST: waiting, on 120 of 300 (40 %); before on 6 of 300 (2 %)" in failure.text
    assert "new MUST: parked" in failure.text
    assert "curl -sS" in failure.text
    [skipped] = found["full:createdAt/type"].result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "no longer put to the test: no such value was seen"
    assert found[MENDED].is_passed
    assert "mended MUST: sideways" in found[MENDED].system_out
    assert found[MAY].is_passed
    assert "new MAY: colour" in found[MAY].system_out
    assert (found[SHOULD].is_passed, found[SHOULD].system_out) == (True, None)
    assert {case.classname for case in found.values()} == {"full"}


def test_the_threshold_decides_what_fails(tmp_path: Path) -> None:
    found = cases(compare(*old_and_new(tmp_path), FailOnNew.ANY))
    assert [name for name, case in found.items() if not case.is_passed and not case.is_skipped] == [MAY, MUST]


def test_a_verdict_beside_itself_passes_in_all_it_judged(tmp_path: Path) -> None:
    _, new = old_and_new(tmp_path)
    found = cases(compare(new, new))
    assert found.keys() == {MUST, SHOULD, MAY, MENDED}
    assert all(case.is_passed and not case.system_out for case in found.values())
