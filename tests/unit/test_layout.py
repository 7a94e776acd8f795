"""The tests stand where tests/README.md says: beside nothing but what they are about, and each on its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from support import house

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS: Final = Path(__file__).resolve().parents[1]
UNIT: Final = TESTS / "unit"
README: Final = (TESTS / "README.md").read_text(encoding="utf-8")
MODULES: Final = {path.stem for path in house.PACKAGE.rglob("*.py")}
#: Rows of the table of tests that cover more than one module: the file, and what it covers.
SEVERAL: Final = dict(re.findall(r"^\| `(test_\w+)` \| (.*) \|$", README, re.MULTILINE))
PYTHON: Final = [*sorted(TESTS.rglob("*.py")), TESTS.parent / "conftest.py"]


def files_of_tests(folder: Path) -> list[Path]:
    return sorted(folder.rglob("test_*.py"))


def package_of(file: Path) -> Path:
    return house.PACKAGE / file.parent.relative_to(UNIT)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def test_every_folder_of_the_unit_tests_is_a_package() -> None:
    folders = {file.parent.relative_to(UNIT) for file in files_of_tests(UNIT)}
    assert len(folders) > 10
    assert not [str(folder) for folder in folders if not (house.PACKAGE / folder / "__init__.py").is_file()]


@pytest.mark.parametrize("file", files_of_tests(UNIT), ids=lambda file: str(file.relative_to(UNIT)))
def test_a_unit_test_has_the_name_of_its_module_or_says_which_it_covers(file: Path) -> None:
    name = file.stem.removeprefix("test_")
    if (package_of(file) / f"{name}.py").is_file():
        assert file.stem not in SEVERAL
        return
    assert file.stem in SEVERAL, "no module has this name: say in tests/README.md what the test covers"
    named = re.findall(r"`(\w+)`", SEVERAL[file.stem])
    assert not set(named) - MODULES, SEVERAL[file.stem]


def test_the_table_lists_no_test_that_is_gone() -> None:
    assert not SEVERAL.keys() - {file.stem for file in files_of_tests(UNIT)}


def test_the_page_lists_the_folders_there_are() -> None:
    listed = set(re.findall(r"^\| `(\w+)/` \|", README, re.MULTILINE))
    assert listed == {path.name for path in TESTS.iterdir() if path.is_dir() and any(path.glob("**/*.py"))}


def test_no_two_files_of_tests_have_one_name() -> None:
    names = [
        file.name for folder in ("unit", "acceptance", "proof") for file in files_of_tests(TESTS / folder)
    ]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: str(file.relative_to(TESTS.parent)))
def test_a_test_imports_no_other_test_and_no_file_changes_the_path(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    steps = {step for name in imported(tree) for step in name.split(".")}
    assert not [step for step in steps if step.startswith("test_")]
    # What stands in `contract`, `unit` ... is found by pytest alone; `support` is there to be imported.
    roots = {name.partition(".")[0] for name in imported(tree)}
    assert not roots & {"unit", "acceptance", "proof", "contract", "tests", "conftest"}
    paths = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n) == "sys.path"]
    assert not paths


@pytest.mark.parametrize("file", sorted((TESTS / "support").glob("*.py")), ids=lambda file: file.name)
def test_what_is_shared_holds_no_test(file: Path) -> None:
    assert not file.name.startswith("test_")
    defined = (
        n.name
        for n in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(n, ast.FunctionDef | ast.ClassDef)
    )
    assert not [name for name in defined if name.lower().startswith("test")]
