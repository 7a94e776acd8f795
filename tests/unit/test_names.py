"""One name means one thing: no module, public type or function of the package is called as another one is."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from support import house

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Names that two things may have, each with the reason.
DELIBERATE: Final[dict[str, str]] = {}
# TEMPORARY: renamed in other branches; to be emptied and deleted when these are merged.
RENAMED_ELSEWHERE: Final = frozenset(
    "Filter Identity Known Outcome Row derive describe filters_of plan".split()
)
_ALIAS: Final = re.compile(r"[A-Z][A-Z0-9]*[a-z]\w*")


def modules() -> Iterator[Path]:
    return (path for path in sorted(house.PACKAGE.rglob("*.py")) if path.name != "__init__.py")


def public_names(source: str) -> Iterator[str]:
    """Yield the public classes, functions and type aliases that a module defines."""
    for node in ast.parse(source).body:
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from () if node.name.startswith("_") else (node.name,)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _ALIAS.fullmatch(name):
                # What is called makes a type variable or a value, no second name for a type.
                yield from () if isinstance(value, ast.Call) else (name,)
            case ast.AnnAssign(target=ast.Name(id=name)) if _ALIAS.fullmatch(name):
                yield name


def twice(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in found.items() if len(places) > 1}


def test_no_two_modules_have_one_name() -> None:
    found = defaultdict(list)
    for path in modules():
        found[path.stem].append(str(path.relative_to(house.PACKAGE)))
    assert len(found) > 80
    assert twice(found) == {}


def test_no_two_public_types_or_functions_have_one_name() -> None:
    found = defaultdict(list)
    for path in modules():
        for name in public_names(path.read_text(encoding="utf-8")):
            found[name].append(str(path.relative_to(house.PACKAGE)))
    assert len(found) > 300
    same = {name: places for name, places in twice(found).items() if name not in RENAMED_ELSEWHERE}
    assert same.keys() == DELIBERATE.keys(), same


def test_definitions_are_told_from_constants_and_private_names() -> None:
    source = """
Row = Mapping[str, Any]
Bound: TypeAlias = int | None
ROWS = 5
_Hidden = int
T = TypeVar("T")
class Thing: ...
class _Thing: ...
def make(): ...
async def wait(): ...
"""
    assert [*public_names(source)] == ["Row", "Bound", "Thing", "make", "wait"]
