"""Reads overlays: files of the OpenAPI Overlay Specification, 1.0 or 1.1, that adapt a contract."""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from ticketgate.contract.clauses import Evidence
from ticketgate.contract.documents import OVERLAYS, Documents, Location, Pointer, read_yaml
from ticketgate.contract.shapes import first_misshapen
from ticketgate.errors import DocumentError, UsageError

__all__ = ["Action", "OverlayFile", "overlay_from", "overlay_names", "read_overlay"]

#: One of these is in every path; what has none names an overlay that comes with the contract.
_OF_PATHS: Final = frozenset("./\\")
_VERSION: Final = re.compile(r"1\.[01]\.\d+")
_SUFFIX: Final = ".yaml"
#: What an action can do, and which of it version 1.0 does not know.
_REMOVE: Final = "remove"
_VERBS: Final = ("update", _REMOVE, "copy")
_SINCE_1_1: Final = "copy"
_EVIDENCE: Final = "x-evidence"


@dataclass(frozen=True, slots=True)
class Action:
    """One change that an overlay makes to a document.

    ``verb`` is ``update``, ``remove`` or ``copy`` and ``value`` what is said with it.
    """

    document: str
    target: str
    verb: str
    value: Any
    #: Whether the overlay is of version 1.0, which knows no change of single values.
    is_1_0: bool
    #: The evidence of what the action writes, unless the written says one of its own.
    evidence: Evidence
    file: str
    lines: Mapping[Pointer, int]
    pointer: Pointer

    def at(self, *steps: str | int) -> Location:
        """Return where a part of the action is written, or the nearest node around it."""
        pointer = (*self.pointer, *steps)
        while pointer not in self.lines:
            pointer = pointer[:-1]
        return Location(self.file, self.lines[pointer], self.evidence)


@dataclass(frozen=True, slots=True)
class OverlayFile:
    """The actions of one file, in order; ``digest`` is the SHA-256 of its text."""

    #: The name of one that comes with the contract, else that of the file without its folder.
    name: str
    digest: bytes
    actions: tuple[Action, ...]


def overlay_names(root: Path) -> list[str]:
    """Return the names of the overlays that come with the contract in the folder root."""
    return sorted(file.stem for file in (root / OVERLAYS).glob(f"*{_SUFFIX}"))


def read_overlay(documents: Documents, named: str) -> OverlayFile:
    """Read the overlay that a user named: by a path, or by the name of one that comes with the contract.

    A file holds one overlay, or several that are divided by ``---``, each for the document that its
    ``extends`` names. Raises UsageError for a file that cannot be read, DocumentError with its line for what
    is no overlay.
    """
    file, shown = _file(documents, named)
    try:
        text = file.read_bytes()
    except OSError as error:
        raise UsageError(f"--overlay {named}: cannot be read: {error.strerror}") from None
    return overlay_from(documents, shown, text, named if shown != named else file.name)


def overlay_from(documents: Documents, shown: str, text: bytes, name: str) -> OverlayFile:
    """Return the overlay that is written in a text; messages call its file as shown, the contract by name.

    Raises DocumentError with its line for what is no overlay.
    """
    parts = list(read_yaml(shown, text))
    if not parts:
        raise DocumentError(shown, 1, "holds no overlay")
    actions = [action for part in parts for action in _actions(documents, shown, *part)]
    return OverlayFile(name, hashlib.sha256(text).digest(), tuple(actions))


def _file(documents: Documents, named: str) -> tuple[Path, str]:
    if _OF_PATHS & set(named):
        return Path(named), named
    file = documents.root / OVERLAYS / f"{named}{_SUFFIX}"
    known = overlay_names(documents.root)
    if named not in known:
        near = get_close_matches(named, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
        raise UsageError(
            f"--overlay {named}: no overlay of that name comes with the contract; {hint}; "
            f"a file of your own is named with its ending or as ./{named}"
        )
    return file, f"specs/{OVERLAYS}{named}{_SUFFIX}"


def _actions(
    documents: Documents, file: str, content: Mapping[str, Any], lines: Mapping[Pointer, int]
) -> Iterator[Action]:
    """Yield the actions of one overlay."""
    version = content.get("overlay")
    if version is not None and not (isinstance(version, str) and _VERSION.fullmatch(version)):
        problem = "only versions 1.0 and 1.1 of the Overlay Specification are read, such as 1.1.0"
        raise DocumentError(file, lines["overlay",], problem)
    if found := first_misshapen("overlay", content):
        pointer, problem = found
        while pointer not in lines:
            pointer = pointer[:-1]
        raise DocumentError(file, lines[pointer], problem)
    document = posixpath.normpath(content["extends"])
    if document not in documents.contents:
        near = get_close_matches(document, documents.contents, 1)
        hint = f"did you mean {near[0]}?" if near else "name one by its path below specs/"
        problem = f"the contract has no document {content['extends']}; {hint}"
        raise DocumentError(file, lines["extends",], problem)
    is_1_0 = str(version).startswith("1.0.")
    for i, said in enumerate(content["actions"]):
        at = Location(file, lines["actions", i], Evidence.TENANT)
        verbs = [verb for verb in _VERBS if verb in said and not (verb == _REMOVE and said[verb] is False)]
        if len(verbs) != 1:
            has = " and ".join(verbs) or "none"
            raise at.error(f"an action has one of {', '.join(_VERBS)}, this one has {has}")
        if is_1_0 and verbs == [_SINCE_1_1]:
            raise at.error(f"{_SINCE_1_1} belongs to Overlay 1.1; say overlay: 1.1.0")
        said_evidence = said.get(_EVIDENCE, content.get(_EVIDENCE, Evidence.TENANT))
        if said_evidence not in list(Evidence):
            raise at.error(f"{_EVIDENCE}: {said_evidence!r} is none of {', '.join(Evidence)}")
        yield Action(
            document=document,
            target=said["target"],
            verb=verbs[0],
            value=said[verbs[0]],
            is_1_0=is_1_0,
            evidence=Evidence(said_evidence),
            file=file,
            lines=lines,
            pointer=("actions", i),
        )
