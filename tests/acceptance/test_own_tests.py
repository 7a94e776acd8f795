"""The page on tests of one's own holds working code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SMALL = ("--ticketgate-mock", "--ticketgate-mock-tickets", "40", "--ticketgate-max-requests", "80")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "own-tests.md"


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["one-process", "workers"])
def test_the_example_of_the_page_works(
    workers: tuple[str, ...], pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the plugins of others take seconds to load
    files = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [name for name, _ in files] == ["conftest.py", "test_our_tenant.py"]
    for name, code in files:
        (pytester.path / name).write_text(code, encoding="utf-8")
    result = pytester.runpytest_subprocess(*SMALL, *workers)
    result.assert_outcomes(passed=files[1][1].count("def test_"))
    assert result.ret == 0


def test_the_page_lists_the_fixtures_there_are(pytester: pytest.Pytester) -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    result = pytester.runpytest_inprocess("--fixtures", "-q", "-p", "ticketgate.pytest_plugin")
    for name in listed:
        result.stdout.re_match_lines([rf"{name}\b.*pytest_plugin\.py:"])
    assert len(listed) == 4
