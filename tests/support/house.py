"""Draws the tree of the package from its folders and docstrings; run as a script, it renews docs/architecture.md."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parents[2] / "src" / "ticketgate"
BEGIN: Final = "<!-- tree: written by `tox run -e docs` -->\n```\n"
END: Final = "```\n<!-- end of tree -->\n"


def layers(text: str) -> list[str]:
    """Return the packages in the order of import-linter's layers, the highest first."""
    import tomllib

    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    [found] = [
        each["layers"]
        for each in contracts
        if each["type"] == "layers" and each["containers"] == ["ticketgate"]
    ]
    return [name.strip() for layer in found for name in layer.split("|")]


def tree(package: Path, order: list[str]) -> str:
    """Return a line per package and module: name and the first sentence of its docstring."""
    lines: list[str] = []
    for name in order:
        place = package / name
        lines += _folder(place, 0) if place.is_dir() else [_line(place.with_suffix(".py"), name, 0)]
    return "\n".join(lines) + "\n"


def _folder(folder: Path, depth: int) -> list[str]:
    lines = [_line(folder / "__init__.py", f"{folder.name}/", depth)]
    modules = (module for module in sorted(folder.glob("*.py")) if module.stem != "__init__")
    lines += [_line(module, module.stem, depth + 1) for module in modules]
    for below in sorted(folder.glob("*/__init__.py")):
        lines += _folder(below.parent, depth + 1)
    return lines


def _line(file: Path, name: str, depth: int) -> str:
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    first = " ".join(docstring.split("\n\n")[0].split())
    return f"{'  ' * depth + name:<28}{first}"


def functions(module: Path) -> set[str]:
    """Return the functions that a module defines, those of a class as `Class.function`."""
    body = ast.parse(module.read_text(encoding="utf-8")).body
    classes = [each for each in body if isinstance(each, ast.ClassDef)]
    return {each.name for each in body if isinstance(each, ast.FunctionDef)} | {
        f"{each.name}.{member.name}"
        for each in classes
        for member in each.body
        if isinstance(member, ast.FunctionDef)
    }


def renewed(page: str, drawn: str) -> str:
    """Return the page with the tree in the place of the one that stands there."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{drawn}{END}{after}"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    project = (PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    text = renewed(page.read_text(encoding="utf-8"), tree(PACKAGE, layers(project)))
    page.write_text(text, encoding="utf-8")
