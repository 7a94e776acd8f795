"""The items of the suite end as the verdict says, every one of them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from support.pytest_runs import run_suite
from support.verdicts import accepted, found, verdict_of
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import default_contract
from ticketgate.launch import judge_target
from ticketgate.pytest_plugin import assert_kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.verdict.decision import Verdict

CLAUSES = default_contract().clauses
ALL_KEPT = verdict_of(exercised=dict.fromkeys(CLAUSES, 1))
ALL_BROKEN = verdict_of(*(found(clause, "is wrong") for clause in CLAUSES), fail_on=Level.MAY)
ALL_WAIVED = replace(ALL_BROKEN, findings=tuple(map(accepted, ALL_BROKEN.findings)))
ALL_UNSEEN = verdict_of(exercised={})


@pytest.mark.parametrize(
    ("verdict", "outcomes", "status"),
    [
        (ALL_KEPT, {"passed": len(CLAUSES) + 3}, 0),
        (ALL_BROKEN, {"passed": 3, "failed": len(CLAUSES)}, 1),
        (replace(ALL_WAIVED, stale=("ended",)), {"passed": 2, "failed": 1, "xfailed": len(CLAUSES)}, 1),
        (replace(ALL_UNSEEN, min_coverage=50.0), {"passed": 2, "failed": 1, "skipped": len(CLAUSES)}, 3),
    ],
    ids="kept broken waived-and-stale unseen-and-too-little".split(),
)
def test_every_item_ends_as_the_state_of_its_clause(
    verdict: Verdict,
    outcomes: dict[str, int],
    status: int,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An item that does not ask for its clause would pass where all are broken."""

    @contextmanager
    def judged(*_: object) -> Iterator[Any]:
        yield judge_target.JudgedTarget(verdict, (), None)

    monkeypatch.setattr(judge_target, "judge_target", judged)
    result = run_suite(pytester, "-q", "--tb=no")
    result.assert_outcomes(**outcomes)
    assert result.ret == status


ENUM = CLAUSES["full:status/enum"]


def test_a_kept_clause_lets_a_test_go_on() -> None:
    assert_kept(ENUM, ALL_KEPT)


@pytest.mark.parametrize(
    ("verdict", "ending", "message"),
    [
        (ALL_BROKEN, pytest.fail.Exception, "MUST status is one of open, pending, closed. State"),
        (ALL_WAIVED, pytest.xfail.Exception, "MUST status is one of open, pending, closed. State"),
        (ALL_UNSEEN, pytest.skip.Exception, "MUST unexercised: no such value was seen"),
    ],
    ids="broken waived unseen".split(),
)
def test_any_other_clause_ends_it_with_the_reason(
    verdict: Verdict, ending: type[BaseException], message: str
) -> None:
    with pytest.raises(ending) as ended:
        assert_kept(ENUM, verdict)
    assert str(ended.value).startswith(message)
