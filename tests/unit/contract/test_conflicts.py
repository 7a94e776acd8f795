"""The contradictions and open questions of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.samples import Edit, contract, edited, line_of
from ticketgate.contract.loading import load
from ticketgate.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

FILE = "conflicts.yaml"


def test_every_number_of_the_facts_is_there() -> None:
    expected = [
        *(f"C{n}" for n in range(1, 58)),
        *(f"D{n}" for n in range(1, 24)),
        *(f"Q{n}" for n in range(1, 23)),
    ]
    assert list(contract().conflicts) == expected


def test_a_clause_that_names_none_there_is_is_refused_with_its_line(tmp_path: Path) -> None:
    root = edited(tmp_path, [Edit(FILE, "D5:", "D55:")])
    with pytest.raises(DocumentError) as refused:
        load(root)
    at = contract().clauses["full:status/enum"].written
    assert str(refused.value) == f"{at}: full:status/enum names D5, which specs/{FILE} lacks"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("D5:", "E5:", "E5"),
        (
            "  about: Older notes of clients",
            "  abuot: Older notes of clients",
            '"about" is a required property',
        ),
        (
            "  decided: The four of the page count.",
            "  decided: 4",
            'what stands here is not of type "string"',
        ),
    ],
)
def test_one_that_is_said_wrongly_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(DocumentError, match=rf"^specs/{FILE}:\d+: ") as refused:
        load(edited(tmp_path, [Edit(FILE, old, new)]))
    assert said in str(refused.value)


def test_the_line_is_that_of_the_mistake(tmp_path: Path) -> None:
    root = edited(tmp_path, [Edit(FILE, "  decided: The four of the page count.", "  decided: 4 # odd")])
    with pytest.raises(DocumentError) as refused:
        load(root)
    assert refused.value.line == line_of(root, FILE, "# odd")
