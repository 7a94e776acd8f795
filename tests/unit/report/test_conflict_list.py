"""The page on what sources contradict each other about."""

from __future__ import annotations

from pathlib import Path

from support.samples import contract
from ticketgate.report.conflict_list import conflicts_page

PAGE = Path(__file__).parents[3] / "docs" / "contradictions.md"


def test_the_page_of_the_documentation_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == conflicts_page(contract()), (
        f"{PAGE} is out of date; renew it with: python -m ticketgate.report.conflict_list docs/contradictions.md"
    )


def test_each_number_has_a_row_with_its_clauses_and_overlays() -> None:
    rows = {
        line.split()[1]: line for line in conflicts_page(contract()).splitlines() if line.startswith("| ")
    }
    assert rows.keys() >= contract().conflicts.keys()
    status = rows["D5"].split(" | ")
    assert status[3:] == ["`full:status/enum`, `compact:status/enum`", "`client-notes`, `generation-1` |"]
    assert rows["D1"].endswith("| `undemanded` |")
    assert rows["C25"].endswith("|  |  |")
    for clause in contract().clauses.values():
        for number in clause.conflicts:
            assert rows[number].split(" | ")[3], clause.id
