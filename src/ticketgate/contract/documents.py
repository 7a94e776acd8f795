"""Reads the YAML documents under ``specs/``, remembers the line of every node and resolves references.

It knows YAML and JSON Schema's vocabulary; what a promise means is the business of ``clauses``.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType
from typing import Any, Final

import yaml

from ticketgate.errors import DocumentError

__all__ = ["OVERLAYS", "Documents", "Location", "Pointer", "bundled_specs", "read_documents", "read_yaml"]

Pointer = tuple[str | int, ...]

#: The folder of overlays that come with a contract; they are no part of it until one is asked for.
OVERLAYS: Final = "overlays/"
_SCHEMA_FOLDERS: Final = ("schemas/", "rules/")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document: path below ``specs/`` and line, counted from 1; in an overlay, its own path."""

    path: str
    line: int
    #: The evidence of what an overlay has written, such as ``tenant``; empty for a document of the contract.
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.shown_path}:{self.line}"

    @property
    def shown_path(self) -> str:
        """The path as a message has it."""
        return self.path if self.evidence else f"specs/{self.path}"

    def error(self, problem: str) -> DocumentError:
        """Make the error that refuses the document for what stands here."""
        return DocumentError(self.shown_path, self.line, problem)


#: How far the lines around a place reach at most.
_LINES_BEFORE, _LINES_AFTER = 6, 20


@dataclass(frozen=True, slots=True)
class Documents:
    """All documents of a contract by their path below ``specs/``, and the line of each of their nodes."""

    contents: Mapping[str, Any]
    #: By path, then by pointer.
    lines: Mapping[str, Mapping[Pointer, int]]
    digest: str
    #: The folder they were read from.
    root: Path
    #: Where the nodes are written that an overlay wrote; by path, then by pointer.
    overlaid: Mapping[str, Mapping[Pointer, Location]] = field(default_factory=dict)
    #: The overlays that were applied, in order, as they were named.
    overlays: tuple[str, ...] = ()

    def at(self, path: str, pointer: Pointer) -> Location:
        """Return where a node is written; the nearest ancestor with a known line stands in."""
        lines, overlaid = self.lines.get(path, {}), self.overlaid.get(path, {})
        while pointer and pointer not in lines and pointer not in overlaid:
            pointer = pointer[:-1]
        return overlaid[pointer] if pointer in overlaid else Location(path, lines.get(pointer, 1))

    def overlay_within(self, path: str, pointer: Pointer) -> Location | None:
        """Return where an overlay wrote into the node at pointer, None if none did."""
        depth = len(pointer)
        found = (at for step, at in self.overlaid.get(path, {}).items() if step[:depth] == pointer)
        return next(found, None)

    def lines_around(self, written: Location) -> str:
        """Return the lines that a place stands among: the block of YAML that it belongs to, its near end.

        Raises OSError when the document is not there any more.
        """
        lines = self._file_of(written).read_text(encoding="utf-8").splitlines()
        at = written.line - 1
        above = () if lines[at].lstrip().startswith("- ") else range(at, -1, -1)
        first = next((i for i in above if _indent(lines[i]) < _indent(lines[at])), at)
        last = at
        while last + 1 < len(lines) and (
            not lines[last + 1].strip() or _indent(lines[last + 1]) > _indent(lines[first])
        ):
            last += 1
        shown = lines[max(first, at - _LINES_BEFORE) : min(last, at + _LINES_AFTER) + 1]
        return dedent("\n".join(shown)).rstrip()

    def _file_of(self, written: Location) -> Path:
        """Return the file of a place: below the folder, unless it is that of an overlay of the user's own."""
        if written.evidence and not written.path.startswith(f"specs/{OVERLAYS}"):
            return Path(written.path)
        return self.root / written.shown_path.removeprefix("specs/")

    def error(self, path: str, pointer: Pointer, problem: str) -> DocumentError:
        """Make the error that refuses the document for what stands at pointer."""
        return self.at(path, pointer).error(problem)

    def get(self, path: str, pointer: Pointer = ()) -> Any:
        """Return the node at pointer; raises KeyError or IndexError when nothing is there."""
        node = self.contents[path]
        for step in pointer:
            node = node[step]
        return node

    def resolve(self, path: str, pointer: Pointer) -> tuple[str, Pointer]:
        """Return document and pointer that the ``$ref`` of the node at pointer leads to.

        Raises DocumentError when the reference leads nowhere or out of the documents.
        """
        ref = self.get(path, pointer)["$ref"]
        file, _, fragment = ref.partition("#")
        target = _join(path, file) if file else path
        steps: Pointer = tuple(s.replace("~1", "/").replace("~0", "~") for s in fragment.split("/")[1:])
        try:
            self.get(target, steps)
        except (KeyError, IndexError, TypeError):
            raise self.error(path, (*pointer, "$ref"), f"the reference {ref!r} leads nowhere") from None
        return target, steps

    @property
    def schemas(self) -> tuple[str, ...]:
        """The paths of the documents that hold JSON Schema."""
        return tuple(path for path in self.contents if path.startswith(_SCHEMA_FOLDERS))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def uri(path: str) -> str:
    """Return the name under which the document at path is registered."""
    return f"file:///specs/{path}"


def bundled_specs() -> Path:
    """Return the folder of the contract: beside the module when installed, else the checkout's."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "specs"
    return installed if installed.is_dir() else package.parents[1] / "specs"


def read_documents(root: Path) -> Documents:
    """Read every YAML document below root.

    Raises DocumentError for a file that is no YAML mapping, and for a key given twice.
    """
    contents: dict[str, Any] = {}
    lines: dict[str, Mapping[Pointer, int]] = {}
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.yaml")):
        path = file.relative_to(root).as_posix()
        if path.startswith(OVERLAYS):
            continue
        text = file.read_bytes()
        digest.update(path.encode() + b"\0" + hashlib.sha256(text).digest())
        documents = list(read_yaml(f"specs/{path}", text))
        if len(documents) != 1:
            raise DocumentError(f"specs/{path}", 1, "a document is a mapping")
        contents[path], lines[path] = documents[0]
    if "openapi.yaml" not in contents:
        raise DocumentError(str(root), None, "no openapi.yaml here; a contract is a folder that holds one")
    return Documents(MappingProxyType(contents), MappingProxyType(lines), digest.hexdigest(), root)


def _join(base: str, relative: str) -> str:
    steps = base.split("/")[:-1]
    for step in relative.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


# Reading YAML: composed by libyaml where present, built here so that lines are kept and dates stay text.

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG: Final = "tag:yaml.org,2002:"


def read_yaml(shown: str, text: bytes) -> Iterator[tuple[dict[str, Any], Mapping[Pointer, int]]]:
    """Yield the documents of a file, each with the line of each of its nodes.

    Raises DocumentError, under the shown name of the file, for what is no YAML mapping and for a key given
    twice.
    """
    try:
        for root in yaml.compose_all(text.decode("utf-8"), Loader=_Loader):
            if not isinstance(root, yaml.MappingNode):
                raise DocumentError(shown, root.start_mark.line + 1, "a document is a mapping")
            lines: dict[Pointer, int] = {}
            yield _build(shown, root, (), lines), lines
    except UnicodeDecodeError as error:
        raise DocumentError(shown, None, f"not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or getattr(error, "reason", "unreadable")
        raise DocumentError(shown, line, f"not YAML: {problem}") from None
    except RecursionError:
        raise DocumentError(shown, None, "nested without end; an alias may hold itself") from None


def _build(shown: str, node: yaml.Node, pointer: Pointer, lines: dict[Pointer, int]) -> Any:
    lines.setdefault(pointer, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in mapping:
                raise DocumentError(shown, line, f"the key {key!r} is given twice")
            lines[*pointer, key] = line
            mapping[key] = _build(shown, value_node, (*pointer, key), lines)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(shown, item, (*pointer, i), lines) for i, item in enumerate(node.value)]
    return _scalar(shown, node)


def _scalar(shown: str, node: yaml.Node) -> Any:
    tag, value = node.tag.removeprefix(_TAG), node.value
    try:
        match tag:
            case "null":
                return None
            case "int":
                return int(value)
            case "float":
                return float(value)
            case "bool" if value in ("true", "false"):
                return value == "true"
    except ValueError:
        raise DocumentError(
            shown, node.start_mark.line + 1, f"{value!r} is no number of JSON; quote it"
        ) from None
    return value  # text, and what YAML 1.1 alone reads as something else: dates, yes, no, on, off
