"""The benchmark that serves the catalogue of faults to default runs: what it counts and where it writes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "catalogue.py"
PLACE = "<!-- catalogue: written by `python benchmarks/catalogue.py` -->\n", "<!-- end of catalogue -->\n"


def count(page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *options, "--into", str(page)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_the_table_of_a_sample_replaces_what_stood_at_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n" + "old\n".join(PLACE) + "after\n", encoding="utf-8")
    counted = count(page, "--size", "1", "--seeds", "1", "--processes", "1")
    assert counted.returncode == 0, counted.stderr
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n" + PLACE[0] + "1 of ")
    assert text.endswith(PLACE[1] + "after\n")
    assert "old" not in text
    assert re.search(r"^\| all \| 1 \| 1 \| 100\.0% \| [0-9.]+% \|$", text, re.MULTILINE)


def test_a_page_without_a_place_for_the_table_is_refused_before_any_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    counted = count(page)
    assert counted.returncode == 2
    assert "has no place for the table" in counted.stderr
    assert page.read_text(encoding="utf-8") == "nothing\n"
